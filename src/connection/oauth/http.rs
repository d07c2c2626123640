//! In charge of: requests to a provider, by ureq on a blocking thread.
//!
//! Promises: TLS with the system's certificates; clear text to this very machine only.

use std::{io, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use oauth2::{HttpRequest, HttpResponse};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::Trouble;

/// The way to a provider.
#[derive(Clone)]
pub(super) struct Http(Agent);

/// How long a request may take in all, and how long its answer may be.
const LIMIT: Duration = Duration::from_secs(30);
const ANSWER: u64 = 1 << 20;

impl Http {
    pub(super) fn new() -> Result<Self, Trouble> {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots: Vec<Certificate<'static>> = roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(LIMIT))
            // A refusal has a body that says why.
            .http_status_as_error(false)
            // Tokens go to the provider and to nobody whom it names.
            .max_redirects(0)
            .build();
        Ok(Self(config.new_agent()))
    }

    /// The way, as the oauth2 crate wants it.
    pub(super) fn into_client(self) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, io::Error>> {
        move |request| {
            let http = self.clone();
            async move { http.send(request).await }.boxed()
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, io::Error> {
        let uri = request.uri();
        let here = uri.host().is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host));
        if uri.scheme_str() != Some("https") && !here {
            return Err(io::Error::other("its address has to begin with https://"));
        }
        let agent = self.0.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let (parts, mut body) = agent.run(request).map_err(io::Error::other)?.into_parts();
            let bytes = body.with_config().limit(ANSWER).read_to_vec().map_err(io::Error::other)?;
            Ok(HttpResponse::from_parts(parts, bytes))
        });
        answer.await.map_err(io::Error::other)?
    }
}

//! In charge of: TLS by rustls, with the system's certificates and those of a file.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{Server, Trouble};

/// What is needed to secure connections; made once, for reading the system's certificates takes its time.
#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    /// Trusts the system's certificates and those in `ca_file`.
    pub(crate) fn new(ca_file: Option<&Path>) -> Result<Self, Trouble> {
        let mut roots = RootCertStore::empty();
        // A machine without certificates of its own may still have a private server and its file.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = ca_file {
            let wrong = |why: String| {
                let mend = "let `ca_file` name a file with the server's CA certificate (PEM)";
                Trouble::give_up(format!("{}: {why}", path.display()), mend)
            };
            let certificates = CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?;
            let mut found = 0;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
                roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
                found += 1;
            }
            if found == 0 {
                return Err(wrong("no certificate in it".to_owned()));
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Trouble::retry(format!("TLS: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Secures `stream`, and holds the server to its name.
    pub(crate) async fn secure(&self, server: &Server, stream: TcpStream) -> Result<TlsStream<TcpStream>, Trouble> {
        let place = server.place();
        let name = ServerName::try_from(server.host.clone()).map_err(|_| {
            Trouble::give_up(format!("{place}: no server name that a certificate can bear"), "correct `host`")
        })?;
        self.0.connect(name, stream).await.map_err(|error| {
            let wrong = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            match wrong {
                Some(rustls::Error::InvalidCertificate(why)) => Trouble::give_up(
                    format!("{place}: the server's certificate is refused: {why}"),
                    "correct `host` to the name in the certificate, or name the server's CA certificate in `ca_file`",
                ),
                _ => Trouble::retry(format!("{place}: TLS: {error}")),
            }
        })
    }
}

//! In charge of: access tokens by OAuth 2.0: the device flow that begins a login (RFC 8628) or a page in a browser ([`browser`]), and their
//! renewal (RFC 6749, section 6).
//!
//! Promises: tokens lie in a file of mode 0600 and nowhere else; a new refresh token is on disk before the access token that came with it
//! is used; a token is renewed before it ends; a login that the provider has revoked is told, and asked for no second time until
//! somebody logs in anew.
//! Leaves to: the oauth2 crate the protocol, `http` the way to the provider, the caller to show the code to a person.

mod browser;
mod http;
mod store;

use std::{path::PathBuf, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use oauth2::{
    AuthType, ClientId, ClientSecret, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, ErrorResponse, RefreshToken,
    RequestTokenError, Scope, StandardDeviceAuthorizationResponse, TokenResponse, TokenUrl,
    basic::{BasicClient, BasicTokenResponse},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{Secrets, Trouble, Turn, discreet};
use crate::clock::Clock;
use http::Http;
use store::Tokens;

/// A login by OAuth 2.0.
#[derive(Clone)]
pub struct OAuthSettings {
    /// The account's name in the configuration, as `inwriting login` takes it.
    pub account: String,
    /// How a login begins.
    pub begins: Begins,
    /// Where tokens are given.
    pub token_url: String,
    /// Who we are at the provider.
    pub client_id: String,
    /// What proves it, where the provider wants that.
    pub client_secret: Option<Arc<dyn Secrets>>,
    /// What we ask for.
    pub scopes: Vec<String>,
    /// Where the tokens are kept.
    pub token_file: PathBuf,
}

impl std::fmt::Debug for OAuthSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OAuthSettings").field("account", &self.account).finish_non_exhaustive()
    }
}

/// How a login begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begins {
    /// By a code that a person enters on any machine; here is where we ask for it.
    Device(String),
    /// On this page, which sends the browser back to us.
    Page(String),
}

/// What a person has to do, for a login to come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The page to open.
    pub page: String,
    /// The code to enter there; `None`: the browser is sent back to this machine, and where it runs on another one, the address that it
    /// ends up at is to be pasted.
    pub code: Option<String>,
    /// How long it is good.
    pub lasts: SignedDuration,
}

/// Access tokens of one account.
#[derive(Clone)]
pub struct OAuth {
    settings: OAuthSettings,
    clock: Arc<dyn Clock>,
    /// The refresh token that the provider has refused.
    revoked: Arc<Mutex<Option<SecretString>>>,
}

type Provider = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// A token that ends sooner is renewed first.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// How long a token is good where the provider does not say.
const UNSAID: SignedDuration = SignedDuration::from_mins(30);
/// One renewal at a time in this process: two could each invalidate the other's refresh token.
static RENEWING: Mutex<()> = Mutex::const_new(());

impl OAuth {
    /// The tokens of an account; nothing is read or asked yet.
    #[must_use]
    pub fn new(settings: OAuthSettings, clock: Arc<dyn Clock>) -> Self {
        Self { settings, clock, revoked: Arc::default() }
    }

    /// Logs in: `show` gets what a person has to do; completes when it is done, and keeps the tokens. `pasted` is waited for where a
    /// browser is sent back to us: the address that it ended up at, if somebody pastes it.
    ///
    /// # Errors
    /// Where the provider cannot be reached or refuses, the person does, or nobody does anything until the code ends.
    pub async fn log_in(
        &self,
        show: impl FnOnce(&Code) + Send,
        pasted: impl Future<Output = Option<String>> + Send,
    ) -> Result<(), Trouble> {
        match &self.settings.begins {
            Begins::Device(url) => self.log_in_by_device(url, show).await,
            Begins::Page(page) => self.log_in_by_page(page, show, pasted).await,
        }
    }

    async fn log_in_by_device(&self, url: &str, show: impl FnOnce(&Code) + Send) -> Result<(), Trouble> {
        let provider =
            self.provider().await?.set_device_authorization_url(self.sound(url, DeviceAuthorizationUrl::new)?);
        let send = Http::new()?.into_client();
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let asked = provider.exchange_device_code().add_scopes(scopes).request_async(&send).await;
        let asked: StandardDeviceAuthorizationResponse = asked.map_err(|error| self.told(error))?;
        show(&Code {
            page: asked
                .verification_uri_complete()
                .map_or_else(|| asked.verification_uri().to_string(), |uri| uri.secret().clone()),
            code: Some(asked.user_code().secret().clone()),
            lasts: SignedDuration::try_from(asked.expires_in()).unwrap_or(UNSAID),
        });
        let clock = &self.clock;
        let wait = |pause: std::time::Duration| async move {
            let until = clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
            clock.sleep_until(until).await;
        };
        let given = provider.exchange_device_access_token(&asked).request_async(&send, wait, None).await;
        let given = given.map_err(|error| self.told(error))?;
        self.keep(&given, None).map(drop)
    }

    async fn current(&self, refused: Option<&SecretString>) -> Result<SecretString, Trouble> {
        let _one_at_a_time = RENEWING.lock().await;
        let tokens = Tokens::read(&self.settings.token_file)
            .map_err(|why| Trouble::give_up(why, format!("run `inwriting login {}`", self.settings.account)))?;
        let is = |token: &SecretString| refused.is_some_and(|refused| refused.expose_secret() == token.expose_secret());
        let good_until = self.clock.now().saturating_add(MARGIN).unwrap_or(Timestamp::MAX);
        if tokens.ends > good_until && !is(&tokens.access) {
            return Ok(tokens.access);
        }
        self.renew(&tokens).await
    }

    async fn renew(&self, tokens: &Tokens) -> Result<SecretString, Trouble> {
        let mut revoked = self.revoked.lock().await;
        let account = &self.settings.account;
        let gone = || {
            Trouble::give_up(
                format!("the provider has revoked the login of `{account}`, or it has ended"),
                format!("run `inwriting login {account}`"),
            )
        };
        if revoked.as_ref().is_some_and(|revoked| revoked.expose_secret() == tokens.refresh.expose_secret()) {
            return Err(gone());
        }
        let provider = self.provider().await?;
        let send = Http::new()?.into_client();
        let refresh = RefreshToken::new(tokens.refresh.expose_secret().to_owned());
        let given = provider.exchange_refresh_token(&refresh).request_async(&send).await;
        match given {
            Ok(given) => self.keep(&given, Some(&tokens.refresh)),
            Err(RequestTokenError::ServerResponse(refusal)) if refusal.error().as_ref() == "invalid_grant" => {
                *revoked = Some(tokens.refresh.clone());
                Err(gone())
            }
            Err(error) => Err(self.told(error)),
        }
    }

    /// Writes the tokens down, and only then hands the access token on.
    fn keep(&self, given: &BasicTokenResponse, before: Option<&SecretString>) -> Result<SecretString, Trouble> {
        let account = &self.settings.account;
        let refresh = given.refresh_token().map(|token| SecretString::from(token.secret().as_str()));
        let Some(refresh) = refresh.or_else(|| before.cloned()) else {
            return Err(Trouble::give_up(
                format!("the provider gives `{account}` no refresh token: the login would end within the hour"),
                "add the scope for offline access (`offline_access`, or what the provider calls it)",
            ));
        };
        let lasts = given.expires_in().and_then(|lasts| SignedDuration::try_from(lasts).ok()).unwrap_or(UNSAID);
        let ends = self.clock.now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
        let access = SecretString::from(given.access_token().secret().as_str());
        let tokens = Tokens { access: access.clone(), refresh, ends };
        tokens.write(&self.settings.token_file).map_err(|error| {
            let why = format!("{}: the tokens cannot be kept: {error}", self.settings.token_file.display());
            Trouble::give_up(why, "see that the folder exists and the daemon may write there")
        })?;
        Ok(access)
    }

    async fn provider(&self) -> Result<Provider, Trouble> {
        let mut provider = BasicClient::new(ClientId::new(self.settings.client_id.clone()))
            .set_token_uri(self.sound(&self.settings.token_url, TokenUrl::new)?)
            // Google and Microsoft both want it there, and every provider has to take it from a form (RFC 6749, section 2.3.1).
            .set_auth_type(AuthType::RequestBody);
        if let Some(secret) = &self.settings.client_secret {
            provider =
                provider.set_client_secret(ClientSecret::new(secret.give(None).await?.expose_secret().to_owned()));
        }
        Ok(provider)
    }

    /// An address of the provider's, if it is one.
    fn sound<T, E: std::fmt::Display>(
        &self,
        url: &str,
        make: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<T, Trouble> {
        let wrong = |error| {
            Trouble::give_up(format!("`{}`: {error}", self.settings.account), "correct the addresses of its provider")
        };
        make(url.to_owned()).map_err(wrong)
    }

    fn told<E: std::error::Error, R: ErrorResponse + std::fmt::Display>(
        &self,
        error: RequestTokenError<E, R>,
    ) -> Trouble {
        let account = &self.settings.account;
        match error {
            RequestTokenError::ServerResponse(refusal) => Trouble::give_up(
                format!("the provider refuses `{account}`: {}", discreet(&refusal.to_string())),
                "see whether the client's id, secret and scopes are right, and try again",
            ),
            RequestTokenError::Request(error) => {
                Trouble::retry(format!("the provider of `{account}`: {}", discreet(&error.to_string())))
            }
            // The answer itself may hold a token: not for the log.
            _ => Trouble::retry(format!("the provider of `{account}` gives an answer that makes no sense")),
        }
    }
}

impl Secrets for OAuth {
    fn give<'a>(&'a self, refused: Option<&'a SecretString>) -> Turn<'a, SecretString> {
        Box::pin(self.current(refused))
    }
}

//! In charge of: a login by a page in a browser (RFC 6749, section 4.1, with RFC 7636), for providers that give their mail scopes to no
//! device: Google.
//!
//! Promises: an answer counts only if it carries the state that we sent; what proves it to be ours (the verifier) never leaves this process
//! but for the provider; we listen on this very machine only, and only until the answer is there.
//! Leaves to: the caller to show the page, and to hand over what a person pastes whose browser is on another machine.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oauth2::{AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope, url::Url};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use super::{Code, Http, OAuth, Trouble, discreet};

/// How long we wait for a person.
const WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How long a browser may take to say what it wants.
const REQUEST: Duration = Duration::from_secs(10);

impl OAuth {
    /// Shows `page` with what we ask for; completes when the provider has sent the browser back to us, or its address was pasted.
    pub(super) async fn log_in_by_page(
        &self,
        page: &str,
        show: impl FnOnce(&Code) + Send,
        pasted: impl Future<Output = Option<String>> + Send,
    ) -> Result<(), Trouble> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let here = |error| Trouble::retry(format!("no browser could come back to this machine: {error}"));
        let listener = listener.map_err(here)?;
        let back = format!("http://127.0.0.1:{}/", listener.local_addr().map_err(here)?.port());
        let provider = self
            .provider()
            .await?
            .set_auth_uri(self.sound(page, AuthUrl::new)?)
            .set_redirect_uri(self.sound(&back, RedirectUrl::new)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state) = provider
            .authorize_url(CsrfToken::new_random)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            // Without these Google gives a refresh token at the very first login only.
            .add_extra_param("access_type", "offline")
            .add_extra_param("prompt", "consent")
            .url();
        show(&Code { page: address.to_string(), code: None, lasts: WAIT });
        let until = self.clock.now().saturating_add(WAIT).unwrap_or(Timestamp::MAX);
        let answer = tokio::select! {
            path = came_back(&listener) => format!("{}{}", back.trim_end_matches('/'), path),
            Some(line) = pasted => line,
            () = self.clock.sleep_until(until) => {
                return Err(Trouble::give_up("nobody has logged in", "run it again, and open the page in time"));
            }
        };
        let code = self.code_in(&answer, state.secret())?;
        let send = Http::new()?.into_client();
        let given = provider.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        let given = given.request_async(&send).await.map_err(|error| self.told(error))?;
        self.keep(&given, None).map(drop)
    }

    /// The code in the address that the provider has sent the browser to.
    fn code_in(&self, address: &str, state: &str) -> Result<String, Trouble> {
        let again = "run it again, and paste the whole address that the browser ends up at";
        let address = Url::parse(address.trim());
        let address =
            address.map_err(|_| Trouble::give_up("this is not the address that the browser ended up at", again))?;
        let value =
            |name: &str| address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        if value("state").as_deref() != Some(state) {
            return Err(Trouble::give_up("this address belongs to another login", again));
        }
        if let Some(error) = value("error") {
            let why = format!("the provider refuses `{}`: {}", self.settings.account, discreet(&error));
            return Err(Trouble::give_up(
                why,
                "allow the access, or see whether the client's id, secret and scopes are right",
            ));
        }
        value("code").ok_or_else(|| Trouble::give_up("this address holds no code", again))
    }
}

/// The path that a browser asks us for with the provider's answer in it.
async fn came_back(listener: &TcpListener) -> String {
    loop {
        let Ok((mut browser, _)) = listener.accept().await else { continue };
        let asked = timeout(REQUEST, path(&mut browser)).await.ok().flatten().unwrap_or_default();
        let answered = asked.contains("state=");
        let (status, text) = if answered {
            ("200 OK", "Thank you. You may close this page; the rest is told where you started.")
        } else {
            ("404 Not Found", "There is nothing here.")
        };
        let length = text.len();
        let page = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
        );
        let _ = timeout(REQUEST, browser.write_all(page.as_bytes())).await;
        if answered {
            return asked;
        }
    }
}

/// What a browser asks for.
async fn path(browser: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while head.len() < 16 << 10 {
        let read = browser.read(&mut part).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(part.get(..read)?);
        if head.windows(4).any(|end| end == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&head);
            return head.strip_prefix("GET ")?.split(' ').next().map(str::to_owned);
        }
    }
    None
}

//! In charge of: `oauth = { … }` of an account: a login by OAuth 2.0 instead of a password.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Deserialize;
use toml::Spanned;

use super::{SecretSource, fault::Problem};
use crate::connection::{Begins, OAuthSettings, Secrets};

/// How an account proves who it is.
#[derive(Debug, Clone)]
pub enum Credential {
    /// By a password.
    Password(SecretSource),
    /// By access tokens, after `inwriting login`.
    OAuth(OAuthSettings),
}

/// `oauth = { … }`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuthTable {
    provider: Option<Provider>,
    device_url: Option<String>,
    authorize_url: Option<String>,
    token_url: Option<String>,
    scopes: Option<Vec<String>>,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    token_file: PathBuf,
}

/// Providers whose addresses are known.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Provider {
    Google,
    Microsoft,
}

impl Provider {
    /// How a login begins, where tokens are given, and what mail needs.
    fn known(self) -> (Begins, &'static str, &'static [&'static str]) {
        match self {
            Self::Google => (
                // By device it gives the scope of mail to nobody.
                Begins::Page("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
                "https://oauth2.googleapis.com/token",
                &["https://mail.google.com/"],
            ),
            Self::Microsoft => (
                Begins::Device("https://login.microsoftonline.com/common/oauth2/v2.0/devicecode".to_owned()),
                "https://login.microsoftonline.com/common/oauth2/v2.0/token",
                &[
                    "https://outlook.office.com/IMAP.AccessAsUser.All",
                    "https://outlook.office.com/SMTP.Send",
                    "offline_access",
                ],
            ),
        }
    }
}

/// The settings that `table` makes for `account`.
pub(super) fn check(table: Spanned<OAuthTable>, account: &str, base: &Path) -> Result<OAuthSettings, Problem> {
    let span = table.span();
    let table = table.into_inner();
    let known = table.provider.map(Provider::known);
    let missing = |key: &str| {
        let mend = "name the `provider` (\"google\" or \"microsoft\"), or give `device_url` (or `authorize_url`), `token_url` and `scopes`";
        Problem::new(span.clone(), format!("`{key}` of the OAuth 2.0 provider is missing"), mend)
    };
    let begins = match (table.device_url, table.authorize_url) {
        (Some(_), Some(_)) => {
            let mend = "leave one of them out: by `device_url` a person enters a code, by `authorize_url` a browser is sent back";
            return Err(Problem::new(span, "a login begins either at `device_url` or at `authorize_url`", mend));
        }
        (Some(url), None) => Some(Begins::Device(url)),
        (None, Some(url)) => Some(Begins::Page(url)),
        (None, None) => known.as_ref().map(|known| known.0.clone()),
    };
    let begins = begins.ok_or_else(|| missing("device_url"))?;
    let token_url =
        table.token_url.or(known.as_ref().map(|known| known.1.to_owned())).ok_or_else(|| missing("token_url"))?;
    let usual = || known.as_ref().map(|known| known.2.iter().map(|scope| (*scope).to_owned()).collect());
    let scopes = table.scopes.or_else(usual).ok_or_else(|| missing("scopes"))?;
    let secret = table.client_secret_file.map(|path| Arc::new(SecretSource::File(base.join(path))) as Arc<dyn Secrets>);
    Ok(OAuthSettings {
        account: account.to_owned(),
        begins,
        token_url,
        client_id: table.client_id,
        client_secret: secret,
        scopes,
        token_file: base.join(table.token_file),
    })
}

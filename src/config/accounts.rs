//! In charge of: `[[mailbox]]` and `[outbox]`: the accounts, each kind with its own keys.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;

use super::{
    Credential, SecretSource,
    fault::Problem,
    oauth::{self, OAuthTable},
    words::First,
};
use crate::{
    connection::{Security, Server},
    mailbox::Afterwards,
    outbox::Signer,
};

/// Where mail is taken from.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there are a few of them in the whole program")]
pub enum Mailbox {
    /// Folders of an account on an IMAP server.
    Imap(ImapAccount),
    /// A local Maildir.
    Maildir(crate::mailbox::MaildirSettings),
}

/// An account on an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapAccount {
    /// Its name in logs and in the ledger.
    pub name: String,
    /// The server.
    pub server: Server,
    /// The user's name there.
    pub user: String,
    /// How the user proves who it is.
    pub credential: Credential,
    /// The folders to read.
    pub folders: Vec<String>,
    /// What to do with the mails that lie there at the very first start.
    pub first: crate::mailbox::First,
    /// What becomes of a mail once the ledger has it.
    pub afterwards: Afterwards,
    /// Of a larger mail only the headers are fetched, in bytes.
    pub size_limit: u64,
    /// The folder for copies of what was sent.
    pub sent_folder: Option<String>,
}

/// How letters go out.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there are a few of them in the whole program")]
pub enum Outbox {
    /// By an SMTP server.
    Smtp(SmtpAccount),
    /// Into local Maildirs, one a recipient.
    Maildir(crate::outbox::MaildirSettings),
}

/// An account on an SMTP server.
#[derive(Debug, Clone)]
pub struct SmtpAccount {
    /// The server.
    pub server: Server,
    /// The user's name there, and its proof; `None` for a server that knows us by where we come from.
    pub login: Option<(String, Credential)>,
    /// What signs letters (DKIM), if not the server.
    pub signer: Option<Arc<Signer>>,
}

/// `[[mailbox]] kind = "imap"`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImapTable {
    pub name: Spanned<String>,
    host: Spanned<String>,
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    allow_cleartext: bool,
    user: Spanned<String>,
    password_file: Option<PathBuf>,
    password_command: Option<Spanned<Vec<String>>>,
    password_credential: Option<String>,
    oauth: Option<Spanned<OAuthTable>>,
    #[serde(default = "inbox")]
    folders: Spanned<Vec<String>>,
    #[serde(default)]
    first: First,
    #[serde(default)]
    afterwards: AfterwardsWord,
    move_to: Option<Spanned<String>>,
    pub sent_folder: Option<Spanned<String>>,
}

fn inbox() -> Spanned<Vec<String>> {
    Spanned::new(0..0, vec!["INBOX".to_owned()])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AfterwardsWord {
    #[default]
    Leave,
    Seen,
    Move,
}

/// `[[mailbox]] kind = "maildir"`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaildirTable {
    pub name: Spanned<String>,
    path: PathBuf,
    #[serde(default)]
    first: First,
}

/// `[outbox] kind = "smtp"`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmtpTable {
    host: Spanned<String>,
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    allow_cleartext: bool,
    user: Option<Spanned<String>>,
    password_file: Option<PathBuf>,
    password_command: Option<Spanned<Vec<String>>>,
    password_credential: Option<String>,
    oauth: Option<Spanned<OAuthTable>>,
    dkim_key_file: Option<Spanned<PathBuf>>,
    dkim_selector: Option<Spanned<String>>,
}

/// `[outbox] kind = "maildir"`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaildirsTable {
    path: PathBuf,
}

impl ImapTable {
    pub(super) fn check(self, base: &Path, zone: &TimeZone, size_limit: u64) -> Result<ImapAccount, Problem> {
        let secrets = (self.password_file, self.password_command, self.password_credential);
        let credential = credential(secret(secrets, base, &self.user.span())?, self.oauth, self.name.get_ref(), base)?;
        let credential = credential
            .ok_or_else(|| Problem::new(self.user.span(), "there is no password for this user", NO_PASSWORD))?;
        let afterwards = afterwards(self.afterwards, self.move_to, &self.folders, self.name.span())?;
        if self.folders.get_ref().is_empty() {
            let mend = "name at least one, like [\"INBOX\"]";
            return Err(Problem::new(self.folders.span(), "there are no `folders` to read", mend));
        }
        if let Some(sent) = self.sent_folder.as_ref().filter(|sent| self.folders.get_ref().contains(sent.get_ref())) {
            let mend = "name another folder, like \"Sent\"";
            return Err(Problem::new(sent.span(), "`sent_folder` is one of the `folders` that are read", mend));
        }
        let port = self.port.unwrap_or(if self.security == Security::Tls { 993 } else { 143 });
        Ok(ImapAccount {
            name: self.name.into_inner(),
            server: server(
                self.host,
                port,
                self.security,
                self.ca_file.map(|path| base.join(path)),
                self.allow_cleartext,
            )?,
            user: self.user.into_inner(),
            credential,
            folders: self.folders.into_inner(),
            first: self.first.at(zone),
            afterwards,
            size_limit,
            sent_folder: self.sent_folder.map(Spanned::into_inner),
        })
    }
}

impl MaildirTable {
    pub(super) fn check(self, base: &Path, zone: &TimeZone, size_limit: u64) -> crate::mailbox::MaildirSettings {
        crate::mailbox::MaildirSettings {
            size_limit,
            account: self.name.into_inner(),
            path: base.join(self.path),
            first: self.first.at(zone),
        }
    }
}

impl SmtpTable {
    pub(super) fn check(self, base: &Path) -> Result<SmtpAccount, Problem> {
        let secrets = (self.password_file, self.password_command, self.password_credential);
        let place = self.user.as_ref().map_or(self.host.span(), Spanned::span);
        let credential = credential(secret(secrets, base, &place)?, self.oauth, "outbox", base)?;
        let login = match (self.user, credential) {
            (Some(user), Some(credential)) => Some((user.into_inner(), credential)),
            (None, None) => None,
            (Some(user), None) => {
                return Err(Problem::new(user.span(), "there is no password for this user", NO_PASSWORD));
            }
            (None, Some(_)) => {
                return Err(Problem::new(place, "there is a password, but no `user` it belongs to", "add `user`"));
            }
        };
        let port = self.port.unwrap_or(if self.security == Security::Tls { 465 } else { 587 });
        let ca_file = self.ca_file.map(|path| base.join(path));
        let server = server(self.host, port, self.security, ca_file, self.allow_cleartext)?;
        let signer = signer(self.dkim_key_file, self.dkim_selector, base)?;
        Ok(SmtpAccount { server, login, signer })
    }
}

/// The key that signs letters, if the file names one.
fn signer(
    file: Option<Spanned<PathBuf>>,
    selector: Option<Spanned<String>>,
    base: &Path,
) -> Result<Option<Arc<Signer>>, Problem> {
    match (file, selector) {
        (None, None) => Ok(None),
        (Some(file), Some(selector)) => {
            let path = base.join(file.get_ref());
            let pem = fs::read(&path).map_err(|error| {
                let what = format!("{} cannot be read: {error}", path.display());
                Problem::new(file.span(), what, "name the file of the private key, or take both `dkim_` keys away")
            })?;
            let name = selector.get_ref();
            let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            if name.is_empty() || !name.chars().all(sound) {
                let what = format!("`{name}` is no selector");
                return Err(Problem::new(selector.span(), what, "write ASCII letters and digits, like \"inwriting\""));
            }
            let signer = Signer::new(name, &pem);
            let unfit =
                |why| Problem::new(file.span(), format!("{} is no key to sign with", path.display()), format!("{why}"));
            signer.map(|signer| Some(Arc::new(signer))).map_err(unfit)
        }
        (Some(file), None) => {
            let mend = "add `dkim_selector`, the name that its public half has in the DNS";
            Err(Problem::new(file.span(), "there is a DKIM key without a selector", mend))
        }
        (None, Some(selector)) => {
            Err(Problem::new(selector.span(), "there is a DKIM selector without a key", "add `dkim_key_file`"))
        }
    }
}

impl MaildirsTable {
    pub(super) fn check(self, base: &Path) -> crate::outbox::MaildirSettings {
        crate::outbox::MaildirSettings { root: base.join(self.path) }
    }
}

/// What becomes of a mail once the ledger has it.
fn afterwards(
    word: AfterwardsWord,
    move_to: Option<Spanned<String>>,
    folders: &Spanned<Vec<String>>,
    name: Range<usize>,
) -> Result<Afterwards, Problem> {
    match (word, move_to) {
        (AfterwardsWord::Leave, None) => Ok(Afterwards::Leave),
        (AfterwardsWord::Seen, None) => Ok(Afterwards::Seen),
        (AfterwardsWord::Move, Some(folder)) if !folders.get_ref().contains(folder.get_ref()) => {
            Ok(Afterwards::Move(folder.into_inner()))
        }
        (AfterwardsWord::Move, Some(folder)) => {
            let mend = "name another folder, or the same mails come round for ever";
            Err(Problem::new(folder.span(), "`move_to` is one of the `folders` that are read", mend))
        }
        (AfterwardsWord::Move, None) => {
            let mend = "add `move_to = \"Archive\"`, or another folder of the account";
            Err(Problem::new(name, "`afterwards` is \"move\", but not where to", mend))
        }
        (_, Some(folder)) => {
            let mend = "set `afterwards = \"move\"`, or take the line away";
            Err(Problem::new(folder.span(), "`move_to` has no effect here", mend))
        }
    }
}

fn server(
    host: Spanned<String>,
    port: u16,
    security: Security,
    ca_file: Option<PathBuf>,
    allow_cleartext: bool,
) -> Result<Server, Problem> {
    let name = host.get_ref();
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '/') || name.matches(':').count() == 1 {
        let what = format!("`{name}` is no name of a server");
        return Err(Problem::new(
            host.span(),
            what,
            "write the name alone, like \"imap.studio.example\"; the port has a key of its own",
        ));
    }
    Ok(Server { host: host.into_inner(), port, security, ca_file, allow_cleartext })
}

const NO_PASSWORD: &str = "add one of `password_file`, `password_command`, `password_credential`, `oauth`";

/// The password or the login by OAuth 2.0, if there is one.
fn credential(
    password: Option<SecretSource>,
    oauth: Option<Spanned<OAuthTable>>,
    account: &str,
    base: &Path,
) -> Result<Option<Credential>, Problem> {
    match (password, oauth) {
        (Some(_), Some(oauth)) => {
            let what = "there are both a password and a login by OAuth 2.0";
            Err(Problem::new(oauth.span(), what, "keep one of them"))
        }
        (None, Some(oauth)) => oauth::check(oauth, account, base).map(Credential::OAuth).map(Some),
        (password, None) => Ok(password.map(Credential::Password)),
    }
}

/// The one place that a secret comes from, if one is named at all.
fn secret(
    (file, command, credential): (Option<PathBuf>, Option<Spanned<Vec<String>>>, Option<String>),
    base: &Path,
    place: &Range<usize>,
) -> Result<Option<SecretSource>, Problem> {
    if let Some(command) = command.as_ref().filter(|words| words.get_ref().iter().all(String::is_empty)) {
        let mend = "write the program and its arguments, like [\"pass\", \"show\", \"mail/bot\"]";
        return Err(Problem::new(command.span(), "`password_command` is empty", mend));
    }
    match (file, command, credential) {
        (None, None, None) => Ok(None),
        (Some(file), None, None) => Ok(Some(SecretSource::File(base.join(file)))),
        (None, Some(command), None) => Ok(Some(SecretSource::Command(command.into_inner()))),
        (None, None, Some(credential)) => Ok(Some(SecretSource::Credential(credential))),
        _ => {
            let what = "the password comes from more than one place";
            let mend = "keep one of `password_file`, `password_command`, `password_credential`";
            Err(Problem::new(place.clone(), what, mend))
        }
    }
}

//! In charge of: the configuration: one TOML file, read once, checked as a whole, handed on as plain values.
//!
//! Promises: an unknown or wrong key is refused with file, line, column, what is allowed and how to mend it, everything that is wrong
//! in one go; each default is stated once ([`sections`]); a secret is named here, never held ([`SecretSource`]); a path is
//! relative to the file it stands in.
//! Leaves to: the modules above what the values mean; none of them knows that there is a file.

mod accounts;
mod check;
mod fault;
mod holidays;
mod lessons;
mod oauth;
mod open;
mod secret;
mod sections;
mod templates;
mod words;

use std::path::{Path, PathBuf};

pub use accounts::{ImapAccount, Mailbox, Outbox, SmtpAccount};
pub use fault::{BadConfig, Fault, Place};
pub use oauth::Credential;
pub use secret::{NoSecret, SecretSource};
pub use sections::{LogFormat, LogLevel};

use crate::model::{HouseStyle, Office, Policy};

/// A configuration that is whole and right.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub path: PathBuf,
    /// The team, its people and its working time.
    pub office: Office,
    /// Where mail is taken from: at least one, each with a name of its own.
    pub mailboxes: Vec<Mailbox>,
    /// How letters go out.
    pub outbox: Outbox,
    /// When letters go out, and who reads them.
    pub policy: Policy,
    /// What letters say of the house that sends them.
    pub style: HouseStyle,
    /// What is too much.
    pub limits: Limits,
    /// What is logged.
    pub log: Log,
    /// The database.
    pub ledger: PathBuf,
    /// The authserv-ids whose Authentication-Results count (RFC 8601).
    pub trusted: Vec<String>,
}

/// What is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Letters in all, in 24 hours.
    pub letters_a_day: u32,
    /// Letters to one person, in 24 hours.
    pub letters_a_day_per_person: u32,
    /// Letters on one thread, in 24 hours.
    pub letters_a_day_per_thread: u32,
}

/// What is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// How much.
    pub level: LogLevel,
    /// In which form.
    pub format: LogFormat,
}

impl Config {
    /// Reads and checks the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(path: &Path) -> Result<Self, BadConfig> {
        let text = std::fs::read_to_string(path).map_err(|error| BadConfig::unreadable(path, &error))?;
        Self::read(&text, path)
    }

    /// Checks `text` as the content of the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(text: &str, path: &Path) -> Result<Self, BadConfig> {
        check::read(text, path)
    }
}

//! In charge of: mail addresses, the people behind them, and the sides they stand on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mail address, `local@domain`: the domain in lower case and ASCII (punycode where it has to be), the local part as written.
/// Two addresses that differ only in the case of the local part are equal: no provider in use tells them apart.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: String,
    domain: String,
}

/// Why a text is no mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no mail address: expected something like `mia@studio.example`")]
pub struct BadAddress(pub String);

impl Address {
    /// Reads `local@domain`.
    ///
    /// # Errors
    /// Where a part is missing, holds white space, control characters or angle brackets, or the domain is none.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress(text.to_owned());
        let bare = text.trim();
        let (local, domain) = bare.rsplit_once('@').ok_or_else(bad)?;
        let foul = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
        if local.is_empty() || local.len() > 64 || local.contains(foul) || domain.contains(foul) {
            return Err(bad());
        }
        let domain = idna::domain_to_ascii(domain.trim_end_matches('.')).map_err(|_| bad())?;
        if domain.is_empty() || domain.len() > 253 {
            return Err(bad());
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    fn key(&self) -> (String, &str) {
        (self.local.to_lowercase(), &self.domain)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Address {}
impl std::hash::Hash for Address {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}
impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Address {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
impl TryFrom<String> for Address {
    type Error = BadAddress;
    fn try_from(text: String) -> Result<Self, BadAddress> {
        Self::parse(&text)
    }
}
impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// A person or a mailbox on a thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// The display name as written, without quotes; `None` where there was none.
    pub name: Option<String>,
    /// Where mail to them goes, and by what we know them.
    pub address: Address,
}

impl Party {
    /// What a letter calls them: the display name, or the local part of the address.
    #[must_use]
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(self.address.local())
    }
}

/// Writer, To and Cc of a mail; each address once, in that order.
pub(super) fn everybody<'p>(from: Option<&'p Party>, to: &'p [Party], cc: &'p [Party]) -> Vec<&'p Party> {
    let mut seen: Vec<&Party> = Vec::new();
    for party in from.into_iter().chain(to).chain(cc) {
        if !seen.iter().any(|known| known.address == party.address) {
            seen.push(party);
        }
    }
    seen
}

/// One side of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The people who run the bot.
    Team,
    /// All participants of one other organisation, by its mail domain (at a free mail provider: one address).
    Client(String),
}

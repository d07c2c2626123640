//! In charge of: who we are at a server, and how we prove it.

use std::{fmt, sync::Arc};

use secrecy::SecretString;

use super::Turn;

/// Who we are at a server.
#[derive(Debug, Clone)]
pub struct Login {
    /// The user's name there.
    pub user: String,
    /// The proof.
    pub proof: Proof,
}

/// How we prove who we are.
#[derive(Clone)]
pub enum Proof {
    /// By a password (PLAIN or LOGIN).
    Password(Arc<dyn Secrets>),
    /// By an OAuth 2.0 access token (XOAUTH2).
    Token(Arc<dyn Secrets>),
}

impl Proof {
    /// A password that is known for good.
    #[must_use]
    pub fn password(password: impl Into<SecretString>) -> Self {
        Self::Password(Arc::new(Known(password.into())))
    }
}

/// Gives a secret whenever it is needed: so a new password needs no restart, and a token is renewed in time.
pub trait Secrets: Send + Sync {
    /// The secret, good for the next minutes. `refused` is the one that a server has just refused, if so: a token is then not given
    /// again.
    fn give<'a>(&'a self, refused: Option<&'a SecretString>) -> Turn<'a, SecretString>;
}

struct Known(SecretString);

impl Secrets for Known {
    fn give<'a>(&'a self, _refused: Option<&'a SecretString>) -> Turn<'a, SecretString> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

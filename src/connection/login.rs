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
    Password(SecretString),
    /// By an OAuth 2.0 access token (XOAUTH2).
    Token(Arc<dyn TokenSource>),
}

/// Gives access tokens and renews them in time.
pub trait TokenSource: Send + Sync {
    /// An access token that is good for the next minutes. `refused` is the one that a server has just refused, if so: it is
    /// then not given again.
    fn token<'a>(&'a self, refused: Option<&'a SecretString>) -> Turn<'a, SecretString>;
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

//! In charge of: a look back at a project that both sides take: who was asked, who has answered, and, apart from both, what was answered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Address, MessageId, Party, ThreadId};

/// What is known of a look back while its answers are sealed: that there are some, never what they say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LookBack {
    /// When the team asked for it; `None` where the house does so by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Timestamp>,
    /// Who has answered, and when, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<(Address, Timestamp)>,
}

/// An answer to it. The ledger hands it out for one letter alone: the one that goes to both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reflection {
    /// On which thread.
    pub thread: ThreadId,
    /// In which mail.
    pub mail: MessageId,
    /// Whose it is.
    pub by: Party,
    /// When it was written.
    pub at: Timestamp,
    /// The words, line by line as they were written.
    pub words: String,
}

//! In charge of: which letters to clients wait for a team member's word, and what became of them.

use jiff::Timestamp;

use super::{Address, MessageId, ThreadId};

/// A letter to a client that a team member was shown before it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The key of the notice that it says.
    pub key: String,
    /// Its thread.
    pub thread: ThreadId,
    /// What became of it.
    pub state: ApprovalState,
    /// Who was asked.
    pub member: Address,
    /// The letter that shows it.
    pub shown: MessageId,
    /// When it was shown.
    pub asked: Timestamp,
    /// How many mails of people the thread had then ([`super::Dossier::mails_of_people`]).
    pub mails: u32,
}

/// What became of a letter that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalState {
    /// Nobody has said anything.
    Waits,
    /// "Send".
    Released,
    /// "Drop".
    Dropped,
}

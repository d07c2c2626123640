//! In charge of: a letter, ready to be sent, and what became of it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Address, MessageId, NoticeKind, Party, ThreadId};

/// What a letter is. Those that nobody planned (a test letter) have kinds of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Says a notice.
    Notice(NoticeKind),
    /// `inwriting check --send-to`.
    Test,
}

/// From and to on the wire (RFC 5321), apart from what the headers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// MAIL FROM; `None` is the null sender.
    pub sender: Option<Address>,
    /// RCPT TO.
    pub recipients: Vec<Address>,
}

/// A mail that the bot sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its own Message-ID: the same on every try.
    pub id: MessageId,
    /// What it is.
    pub kind: LetterKind,
    /// The thread it belongs to.
    pub thread: Option<ThreadId>,
    /// The key of the notice it says; no two letters have the same.
    pub key: String,
    /// From and to on the wire.
    pub envelope: Envelope,
    /// Whom the headers name in To.
    pub to: Vec<Party>,
    /// Whom the headers name in Cc.
    pub cc: Vec<Party>,
    /// The subject.
    pub subject: String,
    /// The text part, as people read it.
    pub text: String,
    /// The whole mail (RFC 5322), CRLF line ends, the same on every try.
    pub bytes: Vec<u8>,
    /// When it was written.
    pub written: Timestamp,
    /// When it may go out, not before.
    pub due: Timestamp,
}

/// What became of a try to send a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// The server has taken it for all recipients still owed it.
    Sent,
    /// Not now: try again, not before this long. `why` names the server's answer without addresses.
    Retry {
        /// The least pause, where the server or the kind of fault gives one.
        after: Option<SignedDuration>,
        /// For the log and the team.
        why: String,
        /// Those who have it already and must not get it twice.
        taken: Vec<Address>,
        /// The server is there, and put off these recipients alone: other letters are not hindered by it.
        only_these: bool,
    },
    /// Never, for these recipients; the others have it.
    Refused {
        /// Who is refused, and the server's words for it.
        recipients: Vec<(Address, String)>,
    },
}

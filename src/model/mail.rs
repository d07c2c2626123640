//! In charge of: a mail, raw as it came and taken apart.

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::{Address, Digest, MessageId, Party};

/// Where a mail lies. Two fetches of the same mail from the same mailbox have the same place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The account's name in the configuration.
    pub account: String,
    /// The folder's name; `INBOX` for a Maildir.
    pub folder: String,
    /// Which mail of the folder.
    pub position: Position,
}

/// Which mail of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// By its UID under a UIDVALIDITY (RFC 3501, section 2.3.1.1).
    Imap {
        /// The folder's UIDVALIDITY.
        uid_validity: u32,
        /// The mail's UID.
        uid: u32,
    },
    /// By the unique part of its file name in a Maildir (before the `:2,` of the flags).
    Maildir {
        /// That part.
        unique: String,
    },
}

/// How far a folder has been read: kept by the ledger together with the mails it has taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The moment from which we read: mails that lay there before it are left unread.
    pub since: Timestamp,
    /// How far we are; `None` for a Maildir, whose mails are known by their names.
    pub reached: Option<Reached>,
}

/// How far an IMAP folder has been read (RFC 3501, section 2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The folder's UIDVALIDITY: under another one the UIDs say nothing.
    pub uid_validity: u32,
    /// All below it has been taken in.
    pub next_uid: u32,
    /// Mails from this UID on came while we read; of those below it only the ones that are no older than [`Mark::since`] count.
    pub grown_from: u32,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct RawMail {
    /// Where it lies.
    pub place: Place,
    /// When the server took it (INTERNALDATE), or when we did.
    pub received: Timestamp,
    /// Its bytes (RFC 5322), or only its headers if `cut`.
    pub bytes: Vec<u8>,
    /// The mail was above the size limit: `bytes` holds its headers, and this is its size in bytes.
    pub cut: Option<u64>,
}

/// A mail taken apart.
#[derive(Debug, Clone)]
pub struct Mail {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its Message-ID, or one made from the digest.
    pub id: MessageId,
    /// The ids that stand above it: References, oldest first, then In-Reply-To; none twice.
    pub ancestors: Vec<MessageId>,
    /// Who wrote it. `None` where there is not exactly one From header with one usable address: nothing is done on the word
    /// of such a mail.
    pub from: Option<Party>,
    /// To, in order.
    pub to: Vec<Party>,
    /// Cc, in order.
    pub cc: Vec<Party>,
    /// Where answers are wanted, if elsewhere.
    pub reply_to: Vec<Party>,
    /// When it was written, on the writer's clock; from INTERNALDATE where the header is missing or no date.
    pub date: Zoned,
    /// The Date header was missing or unusable.
    pub date_assumed: bool,
    /// The subject, decoded, unfolded.
    pub subject: String,
    /// The body as text (from HTML where there is no text), LF line ends, white space at line ends cut.
    pub text: String,
    /// The body in pieces: every byte of `text` belongs to exactly one, in order.
    pub passages: Vec<Passage>,
    /// What is attached, in order.
    pub attachments: Vec<Attachment>,
    /// Why it is no person's word, if it is not.
    pub automatic: Option<Automatic>,
    /// What the receiving server says of its sender.
    pub verdict: Verdict,
    /// Size in bytes as it came.
    pub size: u64,
    /// The defects met while parsing, for `inspect mail` and the log: short, without content.
    pub defects: Vec<String>,
}

impl Mail {
    /// The writer's own words: the passages of kind [`PassageKind::Own`], each on lines of its own.
    #[must_use]
    pub fn own_text(&self) -> String {
        self.passages_of(|kind| matches!(kind, PassageKind::Own))
    }

    /// The text of all passages whose kind is wanted.
    pub fn passages_of(&self, wanted: impl Fn(&PassageKind) -> bool) -> String {
        let pieces: Vec<&str> = self
            .passages
            .iter()
            .filter(|passage| wanted(&passage.kind))
            .filter_map(|passage| self.text.get(passage.start..passage.end))
            .map(|piece| piece.trim_matches('\n'))
            .filter(|piece| !piece.trim().is_empty())
            .collect();
        pieces.join("\n")
    }

    /// Everybody on it: writer, To, Cc; each address once, in that order.
    #[must_use]
    pub fn everybody(&self) -> Vec<&Party> {
        super::address::everybody(self.from.as_ref(), &self.to, &self.cc)
    }

    /// Whether `address` is in To or Cc for all to see.
    #[must_use]
    pub fn is_addressed_to(&self, address: &Address) -> bool {
        self.to.iter().chain(&self.cc).any(|party| party.address == *address)
    }
}

/// A piece of a mail's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// First byte in the body's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: PassageKind,
}

/// What a piece of a body is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageKind {
    /// The writer's own words.
    Own,
    /// The line or block that introduces a quote ("On Monday Tom wrote:", "From: … Sent: …").
    Attribution,
    /// Quoted words, with the depth of the quote from 1.
    Quote {
        /// How often quoted.
        depth: u8,
    },
    /// A forwarded mail: its header block and words, with what the header block says.
    Forward {
        /// Who wrote it.
        from: Option<Party>,
        /// When.
        date: Option<Zoned>,
    },
    /// The signature.
    Signature,
    /// A disclaimer or a program's footer ("Sent from my phone").
    Footer,
}

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, decoded; empty where it has none.
    pub name: String,
    /// Its media type, `type/subtype` in lower case.
    pub media_type: String,
    /// Its decoded size in bytes.
    pub size: u64,
}

/// Why a mail is no person's word. Nothing is ever sent in answer to such a mail (RFC 3834, section 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "because")]
pub enum Automatic {
    /// An answer by a program: out of office and the like.
    Reply(String),
    /// A delivery report (RFC 3464) or another bounce.
    Bounce(String),
    /// A mailing list or bulk mail.
    List(String),
    /// A calendar's invitation or answer, a tracker's notice, a receipt.
    Notice(String),
    /// Sent by a program without being an answer (`Auto-Submitted: auto-generated`).
    Generated(String),
}

/// What the receiving server says of the sender (RFC 8601), from its own Authentication-Results alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The server says that the From domain is authentic (DMARC pass, or DKIM or SPF pass aligned with it).
    Pass,
    /// The server says that it is not.
    Fail,
    /// The server says nothing, or no server is trusted to.
    #[default]
    Silent,
}

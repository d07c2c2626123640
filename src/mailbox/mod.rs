//! In charge of: bringing raw mail from a folder, be it on an IMAP server or a Maildir.
//!
//! Promises:
//! * every mail that comes after the first start is handed over at least once, and again after a crash if its commit was lost;
//! * a [`Batch`] is bounded in number and bytes, so memory does not grow with what has piled up;
//! * nothing is marked or moved before [`Mailbox::finish`], which is called only after the ledger has committed;
//! * an error costs the connection, never a mail: call [`Mailbox::open`] again, with the mark from the ledger.
//!
//! Leaves to: the ledger to keep the [`Mark`] and to know a mail seen again; the daemon to commit and then finish.
//!
//! ```text
//!  open(resume) ─▶ fetch ─▶ (commit mails and mark) ─▶ finish ─▶ fetch … until a batch says `more: false` ─▶ wait ─▶ fetch …
//! ```

mod imap;
mod maildir;
mod watch;

pub use imap::{Imap, ImapSettings, Report, SentFolder};
pub use maildir::{Maildir, MaildirSettings};
pub use watch::{Arrival, News, pause_before, watch};

pub use crate::connection::{Trouble, Turn};
use crate::model::{Mark, Position, RawMail};

use jiff::Timestamp;

/// What to do with the mails that lie in a folder when it is opened for the very first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum First {
    /// Leave them: begin with what comes from now on.
    #[default]
    Now,
    /// Read those that the server took at this moment or later.
    Since(Timestamp),
    /// Read all of them.
    Everything,
}

/// What becomes of a mail on the server once the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Afterwards {
    /// It is left as it is.
    #[default]
    Leave,
    /// It is marked as read.
    Seen,
    /// It is moved to this folder.
    Move(String),
}

/// What the ledger knows of a folder.
#[derive(Debug, Clone, Default)]
pub struct Resume {
    /// The mark of the last commit; `None` at the very first start.
    pub mark: Option<Mark>,
    /// For a Maildir: the places of all mails taken in from it. An IMAP folder needs none: its mark says it.
    pub seen: Vec<Position>,
}

/// Mails to be taken in together.
#[derive(Debug)]
pub struct Batch {
    /// The mails, in the order in which they came. It may be empty while the mark has moved.
    pub mails: Vec<RawMail>,
    /// What to keep in the same transaction as the mails.
    pub mark: Mark,
    /// There is more already: fetch again before waiting.
    pub more: bool,
}

/// One folder of one account.
pub trait Mailbox: Send {
    /// The account's name in the configuration.
    fn account(&self) -> &str;

    /// The folder's name; `INBOX` for a Maildir.
    fn folder(&self) -> &str;

    /// Connects, logs in and opens the folder, anew if it was open before.
    fn open<'a>(&'a mut self, resume: &'a Resume) -> Turn<'a, ()>;

    /// The next mails that the ledger does not have.
    fn fetch(&mut self) -> Turn<'_, Batch>;

    /// Completes when something new may be there. May be dropped at any time; the next [`Mailbox::fetch`] then connects anew
    /// if it has to.
    fn wait(&mut self) -> Turn<'_, ()>;

    /// Does with these mails what is configured for mails that the ledger has. A mail that is gone meanwhile is no trouble.
    fn finish<'a>(&'a mut self, done: &'a [Position]) -> Turn<'a, ()>;

    /// Says goodbye. What goes wrong here is of no interest to anybody.
    fn close(&mut self) -> futures::future::BoxFuture<'_, ()>;
}

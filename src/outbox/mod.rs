//! In charge of: sending one letter, by SMTP or into Maildirs, and the pauses between tries.
//!
//! Promises: a recipient who is refused keeps the letter from nobody else; who has it already does not get it again;
//! the bytes sent are [`Letter::bytes`], the same on every try. What went wrong is a [`Receipt`], never an error.
//! Leaves to: the daemon to keep the letter's state (`queued → sending → sent | retry | refused`) and to count the tries.

mod dkim;
mod maildir;
mod smtp;

pub use dkim::{BadKey, Signer, Signing};
pub use maildir::{MaildirSettings, Maildirs, deliver};
pub use smtp::{Smtp, SmtpSettings};

use futures::future::BoxFuture;
use jiff::SignedDuration;

use crate::model::{Address, Letter, Receipt};

/// A way to send letters. One letter at a time.
pub trait Outbox: Send {
    /// Sends `letter` to those of its recipients who are still owed it.
    fn send<'a>(&'a mut self, letter: &'a Letter, still_owed: &'a [Address]) -> BoxFuture<'a, Receipt>;
}

/// The pause after the `tries`-th try (from 1) that did not come through, `passed` after the first one; or `None` after three days in all:
/// then the letter is refused and the team is told. One minute, then longer and longer, at most six hours (RFC 5321, section 4.5.4.1 asks
/// for 4 to 5 days or less).
#[must_use]
pub fn pause_after(tries: u32, passed: SignedDuration) -> Option<SignedDuration> {
    const MINUTES: [i64; 9] = [1, 2, 5, 10, 20, 40, 80, 160, 300];
    const LONGEST: i64 = 360;
    const IN_ALL: SignedDuration = SignedDuration::from_hours(3 * 24);
    let last = usize::try_from(tries.saturating_sub(1)).ok();
    let pause = SignedDuration::from_mins(last.and_then(|last| MINUTES.get(last).copied()).unwrap_or(LONGEST));
    (passed < IN_ALL).then(|| pause.min(IN_ALL - passed.max(SignedDuration::ZERO)))
}

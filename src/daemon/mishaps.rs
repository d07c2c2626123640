//! In charge of: what goes wrong around the mail and is told in the digest: folders that cannot be read, mails that could not be.
//!
//! Promises: of a mail, subject and writer are told only to team members who are on it.

use jiff::Timestamp;

use super::Desk;
use crate::{
    ledger::LedgerError,
    model::{Head, Mail, Mishap, Office, Place, RawMail, Wrong},
};

impl Desk {
    /// A folder cannot be read since then.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn folder_fails(&mut self, account: &str, folder: &str, since: Timestamp) -> Result<(), LedgerError> {
        let wrong = Wrong::Folder { account: account.to_owned(), folder: folder.to_owned() };
        self.ledger.note(&for_all(since, wrong))
    }

    /// A folder can be read again.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn folder_is_well(&mut self, account: &str, folder: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.ledger.note_over(Some((account, folder)), now)
    }
}

/// No mail could be made of these bytes.
pub(super) fn unreadable(raw: &RawMail, now: Timestamp) -> Mishap {
    let Place { account, folder, .. } = raw.place.clone();
    for_all(now, Wrong::Unreadable { account, folder })
}

/// Of a mail that is too large the team members on it are told. Where none is on it, all are told that there was one.
pub(super) fn too_large(mail: &Mail, size: u64, office: &Office, now: Timestamp) -> Mishap {
    let head = Head::from(mail);
    let on_it = head.everybody().into_iter().map(|party| party.address.clone());
    let people: Vec<_> = on_it.filter(|address| office.is_team(address)).collect();
    let known = |text: &str| (!people.is_empty()).then(|| text.to_owned());
    let from = mail.from.as_ref().and_then(|from| known(from.called()));
    let subject = known(&mail.subject);
    Mishap { at: now, over: None, people, wrong: Wrong::TooLarge { subject, from, size } }
}

fn for_all(at: Timestamp, wrong: Wrong) -> Mishap {
    Mishap { at, over: None, people: Vec::new(), wrong }
}

//! In charge of: reading a mail before its thread is looked up, while other mails are being recorded, and telling whether that reading is that of the
//! thread it turns out to have.
//!
//! Promises: what is taken over is what [`read`] would have found. Of a thread, a reading knows its agreements, the people on it, and whether
//! anything came before; a mail is read here as if nothing were agreed yet and nobody on the thread but those on the mail.
//! Leaves to: whoever records the mail to say which thread it is.

use super::{Reading, read};
use crate::{
    language::Packs,
    model::{Mail, Office, Thread},
};

/// A mail's reading, and what it takes for granted.
#[derive(Debug, Clone)]
pub struct Beforehand {
    reading: Reading,
    /// Nothing came before the mail.
    first: bool,
}

impl Beforehand {
    /// Reads a mail whose thread is not known yet: one that refers to no other begins it.
    #[must_use]
    pub fn of(mail: &Mail, office: &Office, packs: &Packs) -> Self {
        let thread = Thread { messages: mail.ancestors.clone(), ..Thread::beginning() };
        Self { reading: read(mail, &thread, office, packs), first: mail.ancestors.is_empty() }
    }

    /// The reading of `mail` on `thread`: this one where it holds, else a new one.
    #[must_use]
    pub fn on(self, mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Reading {
        if self.holds(mail, thread, office) { self.reading } else { read(mail, thread, office, packs) }
    }

    fn holds(&self, mail: &Mail, thread: &Thread, office: &Office) -> bool {
        let present = mail.everybody();
        let known = |address| office.is_bot(address) || present.iter().any(|party| party.address == *address);
        thread.agreements.is_empty()
            && thread.messages.is_empty() == self.first
            && thread.participants.iter().all(|party| known(&party.address))
    }
}

//! In charge of: all that is known of one thread, as planning and writing need it.

use super::{Address, AgreementNumber, Event, Head, MessageId, Notice, Thread};

/// A thread with what made it and what was said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The thread as it stands.
    pub thread: Thread,
    /// Every change of its agreements, in order: what makes `thread.agreements`.
    pub events: Vec<Event>,
    /// The heads of its mails that were received, in the order of their coming; letters of ours not among them.
    pub heads: Vec<Head>,
    /// The notices of it that letters have said, oldest first, each with `at` set to when its letter was written. Letters taken
    /// back before they were sent are not among them.
    pub told: Vec<Notice>,
    /// Those who want no letters any more, on whatever thread they said so.
    pub stopped: Vec<Address>,
}

impl Dossier {
    /// The head of the mail with this id.
    #[must_use]
    pub fn head(&self, id: &MessageId) -> Option<&Head> {
        self.heads.iter().find(|head| head.id == *id)
    }

    /// The changes of one agreement, in order: as many as its version says.
    pub fn events_of(&self, number: AgreementNumber) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.agreement == number)
    }
}

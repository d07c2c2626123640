//! In charge of: all that is known of one thread, as planning and writing need it.

use jiff::Timestamp;

use super::{Address, Agreement, AgreementNumber, Event, Head, MessageId, Notice, NoticeKind, Office, Thread};

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
    /// Whether somebody takes part in its conversation.
    #[must_use]
    pub fn is_with(&self, somebody: &Address) -> bool {
        self.thread.participants.iter().any(|party| party.address == *somebody)
    }

    /// Those to whom no letter of this thread goes: who want none, and who have left.
    #[must_use]
    pub fn unwanted(&self) -> Vec<Address> {
        self.stopped.iter().cloned().chain(self.thread.gone()).collect()
    }

    /// How many mails people have written on it, those to the bot alone aside, and `but` aside.
    #[must_use]
    pub fn mails_of_people(&self, office: &Office, but: Option<&MessageId>) -> u32 {
        let to_people = |head: &&Head| head.to.iter().chain(&head.cc).any(|party| !office.is_bot(&party.address));
        let counted = self.heads.iter().filter(|head| head.automatic.is_none() && Some(&head.id) != but);
        u32::try_from(counted.filter(to_people).count()).unwrap_or(u32::MAX)
    }

    /// Whether both sides were asked to look back, or are about to be.
    #[must_use]
    pub fn was_looked_back_at(&self) -> bool {
        let wanted = self.thread.settings.look_back.as_ref().is_some_and(|look_back| look_back.wanted.is_some());
        wanted || self.told.iter().any(|told| matches!(told.kind, NoticeKind::LookBack | NoticeKind::LookedBack))
    }

    /// Whether the next thing to be told on it is a talk that a team member has written down, to people who have not heard of it yet.
    #[must_use]
    pub fn opens_with_a_talk(&self) -> bool {
        let recap = self.thread.settings.recap.as_ref();
        recap.is_some_and(|recap| !recap.people.is_empty()) && self.first_confirmed().is_none()
    }

    /// When its people were first told what stands on record; `None`: not yet.
    #[must_use]
    pub fn first_confirmed(&self) -> Option<Timestamp> {
        self.told.iter().filter(|told| told.kind == NoticeKind::Confirmation).map(|told| told.at).min()
    }

    /// Whether people named in a talk that was written down have heard nothing of it yet: its writer has not said that they may be written to, or
    /// that letter has not left.
    #[must_use]
    pub fn is_to_introduce(&self) -> bool {
        self.thread.settings.awaits_introduction() || self.opens_with_a_talk()
    }

    /// Whether an agreement is with somebody of the talk that was written down.
    #[must_use]
    pub fn is_of_the_talk(&self, agreement: &Agreement) -> bool {
        let recap = self.thread.settings.recap.as_ref();
        recap.is_some_and(|recap| recap.names(&agreement.debtor.address) || recap.names(&agreement.creditor.address))
    }

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

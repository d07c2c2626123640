//! In charge of: what comes after an outage: knowing that there was one, and letting what piled up be one letter a person.
//!
//! Promises: an outage is when this program was not there, was stopped, or got no letter through, for longer than [`LONG`]; after one, mail
//! that waits is read first; what waits for a team member's word stands in no letter that gathers; one that gathers what piled up goes out as
//! long as all it says still stands.
//! Leaves to: `schedule` who gets what.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    Desk, approving,
    telling::{LINGER, Round, WHILE_HELD, earlier, later},
};
use crate::{
    ledger::LedgerError,
    model::{Audience, Dossier, MessageId, Notice, NoticeKind, ThreadId},
    schedule::{self, Planned},
};

/// A shorter time without letters is nothing that anybody would notice.
const LONG: SignedDuration = SignedDuration::from_hours(1);
/// How long letters wait after a start for the mail that came meanwhile.
const CATCHING_UP: SignedDuration = SignedDuration::from_mins(2);
/// Nothing is planned further ahead.
const FAR: SignedDuration = SignedDuration::from_hours(24 * 400);
/// As long as things are well, it is noted this often.
const BEAT: SignedDuration = SignedDuration::from_mins(5);

impl Desk {
    /// Since when no letter has gone out, if that was for long.
    pub(super) fn away_since(&self, now: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        let Some((at, next)) = self.ledger.pulse()? else { return Ok(None) };
        Ok((now > later(at.max(next), LONG)).then_some(at))
    }

    /// Until when letters wait for the mail that came in an outage: a while after a start.
    pub(super) fn catching_up(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.calendar.begun {
            return None;
        }
        let until = *self.resumes.get_or_insert(later(now, CATCHING_UP));
        (now < until).then_some(until)
    }

    /// Notes that letters go out by the plan, and when it is to be looked at again.
    pub(super) fn note_well(&mut self, now: Timestamp, next: Option<Timestamp>) -> Result<(), LedgerError> {
        let next = next.filter(|_| !self.beats).unwrap_or(now).clamp(now, later(now, FAR));
        let known = self.ledger.pulse()?;
        if known.is_some_and(|(at, known)| now < later(at, BEAT) && (self.beats || known == next)) {
            return Ok(());
        }
        self.ledger.keep_pulse(now, next)
    }

    /// Plans all threads and the digests at once, so that each person gets one letter.
    pub(super) fn look_after_outage(
        &mut self,
        round: &mut Round,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut threads = self.calendar.take(now);
        threads.extend(self.ledger.threads_to_plan(earlier(now, LINGER))?);
        threads.extend(self.ledger.threads_owed()?);
        self.calendar.begun = true;
        let mut dossiers = Vec::new();
        let mut planned = Vec::new();
        let mut answers = Vec::new();
        for thread in &threads {
            let dossier = self.ledger.dossier_to_plan(*thread, earlier(now, LINGER))?;
            let dossier = self.after_silence(dossier, now)?;
            if dossier.as_ref().is_some_and(Dossier::is_to_introduce) {
                // That letter is its writer's to let go, and stands in no other.
                self.look_at(*thread, round, now)?;
                continue;
            }
            let mut notices = self.planned(dossier.as_ref(), now);
            // A question how it went has time.
            let asks = notices.iter().any(|notice| !schedule::presses(notice.kind));
            notices.retain(|notice| schedule::presses(notice.kind));
            notices.iter_mut().for_each(|notice| notice.lapses.clear());
            let next = schedule::next_of(dossier.as_slice(), &self.rules.office, &self.rules.policy, now);
            let next = next.into_iter().chain(asks.then(|| later(now, WHILE_HELD))).min();
            self.calendar.keep(*thread, next);
            let (owed, dossier) = self.answers(*thread, dossier, round, now)?;
            answers.extend(owed);
            if let Some(dossier) = dossier {
                planned.extend(schedule::together(notices, &dossier, &self.rules.office));
                dossiers.push(dossier);
            }
        }
        let (digests, all) = self.planned_digests(round, now)?;
        let letters = self.by_person(planned, &digests, &dossiers, since)?;
        dossiers.extend(all.into_iter().filter(|one| !threads.contains(&one.thread.id)));
        self.gather(round, |_, notice| Ok(letters.iter().any(|letter| letter.key == notice.key)))?;
        let threads: Vec<Option<ThreadId>> = threads.into_iter().map(Some).chain([None]).collect();
        let letters = self.beside_answers(letters, answers, &dossiers);
        self.weigh_all(&threads, &letters, &dossiers, round, now)
    }

    /// `letters` and `answers` as what goes out: in one where a conversation has both for the same readers, and nothing else was gathered there.
    fn beside_answers(&self, letters: Vec<Notice>, mut answers: Vec<Planned>, dossiers: &[Dossier]) -> Vec<Planned> {
        let (gathered, mut own): (Vec<Notice>, Vec<Notice>) = letters
            .into_iter()
            .partition(|notice| notice.key.starts_with(schedule::AFTER_OUTAGE) || notice.thread.is_none());
        let mut all: Vec<Planned> = gathered.into_iter().map(Planned::from).collect();
        for dossier in dossiers {
            let here = |thread: Option<ThreadId>| thread == Some(dossier.thread.id);
            let planned = own.extract_if(.., |notice| here(notice.thread)).collect();
            let owed = answers.extract_if(.., |answer| here(answer.notice.thread)).collect();
            let approve = self.rules.policy.approve;
            all.extend(schedule::letters(planned, owed, dossier, &self.rules.office, approve));
        }
        all.extend(own.into_iter().map(Planned::from).chain(answers));
        all
    }

    /// Weighs the letters of all these threads that were not looked at apart.
    fn weigh_all(
        &mut self,
        threads: &[Option<ThreadId>],
        letters: &[Planned],
        dossiers: &[Dossier],
        round: &mut Round,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        for thread in threads.iter().copied() {
            if !round.looked.insert(thread) {
                continue;
            }
            let here: Vec<Planned> = letters.iter().filter(|letter| letter.notice.thread == thread).cloned().collect();
            if self.weigh(thread, &here, dossiers, round, now)? {
                match thread {
                    Some(thread) => self.calendar.touch_at(thread, later(now, WHILE_HELD)),
                    None => self.calendar.digests = Some(later(now, WHILE_HELD)),
                }
            }
        }
        Ok(())
    }

    /// What goes out instead of `planned` and `digests`: what waits for a team member's word as it is, in the conversation whose team it is.
    fn by_person(
        &self,
        planned: Vec<Notice>,
        digests: &[Notice],
        dossiers: &[Dossier],
        since: Timestamp,
    ) -> Result<Vec<Notice>, LedgerError> {
        let (mut waiting, mut free) = (Vec::new(), Vec::new());
        for notice in planned {
            let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
            let waits = |dossier: &Dossier| {
                let people: Vec<_> = schedule::readers(&notice, dossier, &self.rules.office).into_iter().collect();
                approving::waits(&notice, dossier, &people, &self.ledger, &self.rules)
            };
            let waits = dossier.map(waits).transpose()?.unwrap_or_default();
            if waits { waiting.push(notice) } else { free.push(notice) }
        }
        let gathered = schedule::by_person(&free, digests, dossiers, &self.rules.office, since);
        Ok(gathered.into_iter().chain(waiting).collect())
    }

    /// Withdraws the letters gathered after an outage that do not say any more what holds; tells of which threads they spoke.
    pub(super) fn look_at_gathered(&self, round: &mut Round) -> Result<BTreeSet<ThreadId>, LedgerError> {
        let dead = round.dead.clone();
        self.gather(round, |desk, notice| {
            let reader = match &notice.audience {
                Audience::Member(member) => Some(member),
                Audience::These { to, cc } => to.iter().chain(cc).find(|one| !dead.contains(one)),
                _ => None,
            };
            Ok(reader.is_some_and(|reader| !dead.contains(reader)) && desk.still_holds(notice)?)
        })
    }

    fn gather(
        &self,
        round: &mut Round,
        holds: impl Fn(&Self, &Notice) -> Result<bool, LedgerError>,
    ) -> Result<BTreeSet<ThreadId>, LedgerError> {
        let mut threads = BTreeSet::new();
        for (letter, notice) in self.ledger.gathering()? {
            let own = notice.key.starts_with(schedule::AFTER_OUTAGE);
            if own && !holds(self, &notice)? {
                threads.extend(notice.with.iter().filter_map(|part| part.thread));
                round.stale.push(letter);
            } else if own || notice.kind == NoticeKind::Digest {
                // A list is judged by the plan of the mornings; so is, by its plan, what is left of a conversation's own letter.
                round.gathered.extend(notice.with.iter().map(|part| part.key.clone()));
            }
        }
        Ok(threads)
    }

    /// Whether all agreements that a notice speaks of stand as it says, on threads that are told anything.
    fn still_holds(&self, notice: &Notice) -> Result<bool, LedgerError> {
        for part in &notice.with {
            let thread = part.thread.map(|thread| self.ledger.thread(thread)).transpose()?.flatten();
            let Some(thread) = thread.filter(|thread| thread.live && !thread.settings.is_silent()) else {
                return Ok(false);
            };
            let stands = |(number, version): &(_, u32)| {
                thread.agreement(*number).is_some_and(|agreement| agreement.version == *version)
            };
            if !part.agreements.iter().all(stands) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Letters by their Message-IDs.
pub(super) type Stale = Vec<MessageId>;

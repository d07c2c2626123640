//! In charge of: the second turn: a time came. What is to be said now becomes letters; what waits and is no longer to be said is
//! withdrawn.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    Calendar, Desk, Rules, WHILE_STOPPED, approving, approving::Word, outage::Stale, replying, sending::PROBE,
};
use crate::{
    ledger::{LedgerError, Waiting},
    model::{
        Address, Approval, ApprovalState, Asked, Audience, Dossier, Letter, LetterKind, Mishap, Notice, NoticeKind,
        ThreadId,
    },
    outlook,
    schedule::{self, Answers, Planned},
};

/// Threads in which nothing is open any more are still looked at for so long: for a last confirmation, and the digests.
pub(super) const LINGER: SignedDuration = SignedDuration::from_hours(24 * 14);
/// How long a notice is held back, where as many letters went out as may or it could not be written, before it is looked at again.
pub(super) const WHILE_HELD: SignedDuration = SignedDuration::from_mins(30);
/// The span that caps are counted over.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a round has found so far.
#[derive(Default)]
pub(super) struct Round {
    /// What was looked at; `None`: the digests.
    pub looked: BTreeSet<Option<ThreadId>>,
    letters: Vec<(Letter, Notice)>,
    /// The keys of what letters that wait say of what piled up in an outage, and the letters among them that say what does not hold.
    pub gathered: HashSet<String>,
    pub stale: Stale,
    /// What those of them ask that ask something.
    asked: Vec<(ThreadId, Asked)>,
    /// Letters that waited for a word and are no longer to be said, by the keys of their notices.
    gone: Vec<String>,
    /// Answers that nobody is owed any more, by the keys of their notices.
    pub over: Vec<String>,
    /// Those, and such as wait until letters go on.
    not_now: HashSet<String>,
    void: Vec<Waiting>,
    pub dead: HashSet<Address>,
    /// What the digests tell beside the threads: what went wrong, and what was told before.
    pub mishaps: Vec<Mishap>,
    pub told: Vec<Notice>,
}

impl Desk {
    /// Lets the letters that wait be exactly what is to be said at `now`. Tells when to look again, at the latest. Looks at the threads
    /// that something has happened to or whose time has come, and at that of the letter that goes out next.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written: the next call begins anew.
    pub fn tell(&mut self, now: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        if self.rules.stopped() {
            return Ok(Some(later(now, WHILE_STOPPED)));
        }
        let told = self.look(now);
        if told.is_err() {
            self.calendar = Calendar::default();
        }
        told
    }

    fn look(&mut self, now: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        let mut round = Round { dead: self.unwanted()?, ..Round::default() };
        let away = self.away_since(now)?;
        if let Some(since) = away {
            if let Some(until) = self.catching_up(now) {
                return Ok(Some(until));
            }
            self.look_after_outage(&mut round, since, now)?;
        } else {
            self.look_by_plan(&mut round, now)?;
        }
        self.put_down(&mut round, now)?;
        // What is about to go out is looked at anew, until what goes out first was.
        let waits = loop {
            let Some((at, thread)) = self.ledger.next_letter()? else { break None };
            match thread {
                _ if round.looked.contains(&thread) => break Some(at),
                Some(thread) => self.look_at(thread, &mut round, now)?,
                None => self.look_at_digests(&mut round, now)?,
            }
            self.put_down(&mut round, now)?;
        };
        let probe = self.failed_at.filter(|_| waits.is_some()).map(|failed| later(failed, PROBE).max(now));
        let next = soonest(soonest(self.calendar.next(), waits), probe);
        if self.failed_at.is_none() && (away.is_none() || waits.is_none()) {
            self.note_well(now, next)?;
        }
        Ok(next)
    }

    /// Looks at what something has happened to, or whose time has come.
    fn look_by_plan(&mut self, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        let mut due = self.calendar.take(now);
        if !self.calendar.begun {
            due.extend(self.ledger.threads_to_plan(earlier(now, LINGER))?);
            due.extend(self.ledger.threads_owed()?);
            self.calendar.begun = true;
        }
        due.extend(self.look_at_gathered(round)?);
        for thread in &due {
            self.look_at(*thread, round, now)?;
        }
        if self.calendar.digests.is_none_or(|at| at <= now) || self.digest_came_up(&due, now)? {
            self.look_at_digests(round, now)?;
        }
        Ok(())
    }

    /// What is to be said of a thread now, what is for the same readers in one.
    pub(super) fn planned(&self, dossier: Option<&Dossier>, now: Timestamp) -> Vec<Notice> {
        let (Some(dossier), rules) = (dossier, &self.rules) else { return Vec::new() };
        let mut planned = schedule::plan(dossier, &rules.office, &rules.policy, now);
        for notice in &mut planned {
            notice.offers = outlook::offers(dossier, notice, &rules.office, &rules.style.customs);
            notice.lapses = schedule::lapses(dossier, notice, &rules.office, &rules.policy, now);
        }
        planned
    }

    /// The letters that mails of a thread are owed, and its dossier, also where nothing else may have to be said on it.
    pub(super) fn answers(
        &self,
        thread: ThreadId,
        dossier: Option<Dossier>,
        round: &mut Round,
        now: Timestamp,
    ) -> Result<(Vec<Planned>, Option<Dossier>), LedgerError> {
        let owed = self.ledger.owed(thread)?;
        let dossier = match dossier {
            None if !owed.is_empty() => self.ledger.dossier(thread)?,
            dossier => dossier,
        };
        let (Some(known), rules) = (&dossier, &self.rules) else { return Ok((Vec::new(), None)) };
        let Answers { due, waiting, over } =
            schedule::answers_due(known, owed, &rules.office, rules.policy.readers, now);
        round.not_now.extend(waiting.into_iter().chain(over.iter().cloned()));
        round.over.extend(over);
        Ok((schedule::answers(due, known, &rules.office), dossier))
    }

    /// Plans a thread, and notes when to do so again.
    pub(super) fn look_at(&mut self, thread: ThreadId, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        round.looked.insert(Some(thread));
        let dossier = self.ledger.dossier_to_plan(thread, earlier(now, LINGER))?;
        let dossier = self.after_silence(dossier, now)?;
        let mut planned = self.planned(dossier.as_ref(), now);
        planned.retain(|notice| !round.gathered.contains(&notice.key));
        let office = &self.rules.office;
        let next = schedule::next_of(dossier.as_slice(), office, &self.rules.policy, now);
        let (answers, dossier) = self.answers(thread, dossier, round, now)?;
        let planned: Vec<Planned> = match &dossier {
            Some(dossier) => {
                let planned = schedule::together(planned, dossier, office);
                schedule::letters(planned, answers, dossier, office, self.rules.policy.approve)
            }
            None => Vec::new(),
        };
        let dossiers = dossier.as_slice();
        self.calendar.keep(thread, next);
        if self.weigh(Some(thread), &planned, dossiers, round, now)? {
            self.calendar.keep(thread, soonest(next, Some(later(now, WHILE_HELD))));
        }
        Ok(())
    }

    /// Plans the digests: the one turn for which all threads are read.
    fn look_at_digests(&mut self, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        round.looked.insert(None);
        let (planned, dossiers) = self.planned_digests(round, now)?;
        let planned: Vec<Planned> = planned.into_iter().map(Planned::from).collect();
        if self.weigh(None, &planned, &dossiers, round, now)? {
            self.calendar.digests = self.calendar.digests.min(Some(later(now, WHILE_HELD)));
        }
        Ok(())
    }

    /// The digests that are due, with the threads that they may tell of.
    pub(super) fn planned_digests(
        &mut self,
        round: &mut Round,
        now: Timestamp,
    ) -> Result<(Vec<Notice>, Vec<Dossier>), LedgerError> {
        let Self { ledger, rules, calendar, .. } = self;
        let told = ledger.told_digests(earlier(now, LINGER))?;
        let due = schedule::digest_is_due(&told, &rules.office, now);
        let dossiers = if due { ledger.dossiers(earlier(now, LINGER))? } else { Vec::new() };
        round.mishaps = if due { ledger.mishaps(earlier(now, LINGER))? } else { Vec::new() };
        if due {
            round.mishaps.extend(approving::overdue(ledger, now)?);
        }
        let stopped = ledger.stopped()?;
        let wanted =
            |notice: &Notice| !matches!(&notice.audience, Audience::Member(member) if stopped.contains(member));
        let mut planned = schedule::digests(&dossiers, &round.mishaps, &told, &rules.office, now);
        planned.retain(wanted);
        round.told = told;
        calendar.digests = Some(schedule::next_digest(&rules.office, now).unwrap_or(Timestamp::MAX));
        Ok((planned, dossiers))
    }

    /// Whether what has just happened to these threads makes a digest that nobody got this morning.
    fn digest_came_up(&self, threads: &BTreeSet<ThreadId>, now: Timestamp) -> Result<bool, LedgerError> {
        let office = &self.rules.office;
        if threads.is_empty() {
            return Ok(false);
        }
        let told = self.ledger.told_digests(earlier(now, LINGER))?;
        if !schedule::digest_is_due(&told, office, now) {
            return Ok(false);
        }
        for thread in threads {
            let dossier = self.ledger.dossier_to_plan(*thread, earlier(now, LINGER))?;
            if !schedule::digests(dossier.as_slice(), &[], &told, office, now).is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Compares what waits with what is planned: what is to be written, what is void. Tells whether something was held back.
    pub(super) fn weigh(
        &self,
        thread: Option<ThreadId>,
        planned: &[Planned],
        dossiers: &[Dossier],
        round: &mut Round,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let waiting = self.ledger.waiting(thread)?;
        let (void, kept): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|waiting| is_void(waiting, planned, &round.not_now));
        round.void.extend(void);
        let approvals = thread.map(|thread| self.ledger.approvals(thread)).transpose()?.unwrap_or_default();
        let planned_still = |key: &str| planned.iter().any(|planned| planned.notice.key == key);
        let gone = approvals.iter().filter(|approval| !planned_still(&approval.key));
        round.gone.extend(gone.filter(|one| one.state == ApprovalState::Waits).map(|one| one.key.clone()));
        let mut held = false;
        for planned in planned.iter().filter(|one| !kept.iter().any(|waiting| waiting.key == one.notice.key)) {
            let Some((letter, notice)) = self.put_in_words(planned, dossiers, round, now)? else {
                held |= planned.follows();
                round.over.extend(planned.answers().map(|owed| owed.key.clone()));
                continue;
            };
            let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
            let Some((letter, notice)) = self.on_word((letter, notice), dossier, &approvals, round, now)? else {
                continue;
            };
            let ledger = &self.ledger;
            let counted = |person: Option<&Address>, thread| ledger.count_letters(a_day_before(now), person, thread);
            if is_capped(&counted, &round.letters, &letter, &self.rules)? {
                tracing::warn!(letter = %letter.id, "held back: as many letters went out in 24 hours as [limits] allow");
                held = true;
                // What is asked is asked later; the rest is worth nothing then.
                let lost = planned.answers().filter(|owed| !owed.answer.asks());
                round.over.extend(lost.map(|owed| owed.key.clone()));
                continue;
            }
            if let Some(dossier) = dossier {
                round.asked.extend(replying::asked(planned, dossier).into_iter().map(|one| (dossier.thread.id, one)));
            }
            round.letters.push((letter, notice));
        }
        Ok(held)
    }

    /// What of a letter goes out now: itself, the letter that shows it to somebody of the team, or nothing.
    fn on_word(
        &self,
        (letter, notice): (Letter, Notice),
        dossier: Option<&Dossier>,
        approvals: &[Approval],
        round: &Round,
        now: Timestamp,
    ) -> Result<Option<(Letter, Notice)>, LedgerError> {
        // What answers a mail waits for nobody's word.
        let Some(dossier) = dossier.filter(|_| notice.kind.is_planned()) else { return Ok(Some((letter, notice))) };
        let means = (&self.rules, self.packs);
        let word = approving::ask((&letter, &notice), dossier, approvals, &self.ledger, means, (&round.dead, now))?;
        Ok(match word {
            Word::Goes => Some((letter, notice)),
            Word::Waits => None,
            Word::Show(shown) => Some(*shown),
        })
    }

    /// Queues and withdraws what a round has found, in one transaction.
    fn put_down(&mut self, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        let (letters, void) = (std::mem::take(&mut round.letters), std::mem::take(&mut round.void));
        let asked = std::mem::take(&mut round.asked);
        let void: Vec<_> = void.into_iter().map(|waiting| waiting.id).chain(std::mem::take(&mut round.stale)).collect();
        if !letters.is_empty() || !void.is_empty() {
            self.ledger.queue_asking(&letters, &asked, &void, now)?;
        }
        let gone = std::mem::take(&mut round.gone);
        if !gone.is_empty() {
            self.ledger.forget_approvals(&gone)?;
        }
        let over = std::mem::take(&mut round.over);
        if !over.is_empty() {
            self.ledger.forget_owed(&over)?;
        }
        for (letter, _) in &letters {
            tracing::info!(letter = %letter.id, kind = ?letter.kind, to = letter.envelope.recipients.len(), "a letter waits");
        }
        Ok(())
    }
}

/// Whether a letter that nobody has yet says what is no longer to be said, or what another one is to say with more, or shows a letter that
/// does. Of what answers mails nothing but what is `not_now` to be said is void, and no test letter is.
fn is_void(waiting: &Waiting, planned: &[Planned], not_now: &HashSet<String>) -> bool {
    if let Some((_, shown)) = Notice::shown_by(&waiting.key) {
        return !waiting.begun && !planned.iter().any(|planned| planned.notice.key == shown);
    }
    let by_plan = matches!(waiting.kind, LetterKind::Notice(kind) if kind.is_planned())
        && ![schedule::ASKED_FOR, schedule::AFTER_OUTAGE].iter().any(|start| waiting.key.starts_with(start));
    let said_elsewhere = || {
        let mut answers = planned.iter().flat_map(Planned::answers);
        answers.any(|owed| waiting.says.contains(&owed.key)) || waiting.says.iter().any(|key| not_now.contains(key))
    };
    // What came due since a list was written stands in it too.
    let says_all = |notice: &Notice| {
        notice.kind != NoticeKind::Digest || notice.with.iter().all(|part| waiting.says.contains(&part.key))
    };
    let planned_still = planned.iter().any(|one| one.notice.key == waiting.key && says_all(&one.notice));
    !waiting.begun && !planned_still && (by_plan || said_elsewhere())
}

/// Since when letters count against the limits.
pub(super) fn a_day_before(now: Timestamp) -> Timestamp {
    earlier(now, DAY)
}

/// How many letters a recipient, a thread, and everybody together have been written.
type Counting<'c> = dyn Fn(Option<&Address>, Option<ThreadId>) -> Result<u32, LedgerError> + 'c;

/// Whether one letter more would be too much for a recipient, its thread, or in all, by the letters `counted` so far and those `beside` it.
pub(super) fn is_capped(
    counted: &Counting<'_>,
    beside: &[(Letter, Notice)],
    letter: &Letter,
    rules: &Rules,
) -> Result<bool, LedgerError> {
    let count = |of: &dyn Fn(&Letter) -> bool| {
        u32::try_from(beside.iter().filter(|(other, _)| of(other)).count()).unwrap_or(u32::MAX)
    };
    let limits = rules.limits;
    if counted(None, None)?.saturating_add(count(&|_| true)) >= limits.letters_a_day {
        return Ok(true);
    }
    if let Some(thread) = letter.thread {
        let here = count(&|other| other.thread == Some(thread));
        if counted(None, Some(thread))?.saturating_add(here) >= limits.letters_a_day_per_thread {
            return Ok(true);
        }
    }
    for person in &letter.envelope.recipients {
        let his = count(&|other| other.envelope.recipients.contains(person));
        if counted(Some(person), None)?.saturating_add(his) >= limits.letters_a_day_per_person {
            return Ok(true);
        }
    }
    Ok(false)
}

fn soonest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

pub(super) fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

//! In charge of: the second turn: a time came. What is to be said now becomes letters; what waits and is no longer to be said is
//! withdrawn.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::{Calendar, Desk, Rules, WHILE_STOPPED, approving, approving::Word, outage::Stale, sending::PROBE};
use crate::{
    language::Packs,
    ledger::{LedgerError, Waiting},
    letters,
    model::{
        Address, ApprovalState, Audience, Dossier, Letter, LetterKind, Mishap, Notice, NoticeKind, Reflection, ThreadId,
    },
    outlook, schedule,
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
    /// Letters that waited for a word and are no longer to be said, by the keys of their notices.
    gone: Vec<String>,
    void: Vec<Waiting>,
    pub dead: HashSet<Address>,
    /// What the digests tell beside the threads: what went wrong, and what was told before.
    mishaps: Vec<Mishap>,
    told: Vec<Notice>,
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

    /// Plans a thread, and notes when to do so again.
    pub(super) fn look_at(&mut self, thread: ThreadId, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        round.looked.insert(Some(thread));
        let dossier = self.ledger.dossier_to_plan(thread, earlier(now, LINGER))?;
        let dossier = self.after_silence(dossier, now)?;
        let dossiers = dossier.as_slice();
        let mut planned = self.planned(dossier.as_ref(), now);
        planned.retain(|notice| !round.gathered.contains(&notice.key));
        let office = &self.rules.office;
        let planned = match &dossier {
            Some(dossier) => schedule::together(planned, dossier, office),
            None => planned,
        };
        let next = schedule::next_of(dossiers, office, &self.rules.policy, now);
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
        planned: &[Notice],
        dossiers: &[Dossier],
        round: &mut Round,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let (ledger, rules) = (&self.ledger, &self.rules);
        let waiting = ledger.waiting(thread)?;
        let (void, kept): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|waiting| is_void(waiting, planned));
        round.void.extend(void);
        let approvals = thread.map(|thread| ledger.approvals(thread)).transpose()?.unwrap_or_default();
        let gone = approvals.iter().filter(|approval| !planned.iter().any(|notice| notice.key == approval.key));
        round.gone.extend(gone.filter(|one| one.state == ApprovalState::Waits).map(|one| one.key.clone()));
        let mut held = false;
        for notice in planned.iter().filter(|notice| !kept.iter().any(|waiting| waiting.key == notice.key)) {
            let Some((letter, notice)) = self.put_in_words(notice, dossiers, round, now)? else {
                held = true;
                continue;
            };
            let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
            let word = match dossier {
                Some(dossier) => {
                    let means = (rules, self.packs);
                    approving::ask((&letter, &notice), dossier, &approvals, ledger, means, (&round.dead, now))?
                }
                None => Word::Goes,
            };
            let (letter, notice) = match word {
                Word::Goes => (letter, notice),
                Word::Waits => continue,
                Word::Show(shown) => *shown,
            };
            let counted = |person: Option<&Address>, thread| ledger.count_letters(a_day_before(now), person, thread);
            if is_capped(&counted, &round.letters, &letter, rules)? {
                tracing::warn!(letter = %letter.id, "held back: as many letters went out in 24 hours as [limits] allow");
                held = true;
            } else {
                round.letters.push((letter, notice));
            }
        }
        Ok(held)
    }

    /// The letter that says `notice`; a digest tells of mishaps, too.
    fn put_in_words(
        &self,
        notice: &Notice,
        dossiers: &[Dossier],
        round: &Round,
        now: Timestamp,
    ) -> Result<Option<(Letter, Notice)>, LedgerError> {
        let means = (&self.rules, self.packs);
        Ok(match &notice.audience {
            Audience::Member(member) if notice.kind == NoticeKind::Digest => {
                let mishaps = schedule::untold_mishaps(member, &round.mishaps, &round.told);
                write_digest(notice, (dossiers, &mishaps), means, &round.dead, now)
            }
            // The one place where what was sealed is read.
            _ if notice.kind == NoticeKind::LookedBack => {
                let reflections = notice.thread.map(|thread| self.ledger.reflections(thread)).transpose()?;
                write_looked_back(notice, (dossiers, &reflections.unwrap_or_default()), means, &round.dead, now)
            }
            _ => write(notice, dossiers, means, &round.dead, now),
        })
    }

    /// Queues and withdraws what a round has found, in one transaction.
    fn put_down(&mut self, round: &mut Round, now: Timestamp) -> Result<(), LedgerError> {
        let (letters, void) = (std::mem::take(&mut round.letters), std::mem::take(&mut round.void));
        let void: Vec<_> = void.into_iter().map(|waiting| waiting.id).chain(std::mem::take(&mut round.stale)).collect();
        if !letters.is_empty() || !void.is_empty() {
            self.ledger.queue(&letters, &void, now)?;
        }
        let gone = std::mem::take(&mut round.gone);
        if !gone.is_empty() {
            self.ledger.forget_approvals(&gone)?;
        }
        for (letter, _) in &letters {
            tracing::info!(letter = %letter.id, kind = ?letter.kind, to = letter.envelope.recipients.len(), "a letter waits");
        }
        Ok(())
    }
}

/// The letter that says `notice`, unless it would go to somebody whom it must not reach, or only to addresses that are dead.
pub(super) fn write(
    notice: &Notice,
    dossiers: &[Dossier],
    (rules, packs): (&Rules, &Packs),
    dead: &HashSet<Address>,
    now: Timestamp,
) -> Option<(Letter, Notice)> {
    let written = letters::write(notice, dossiers, &[], &rules.office, &rules.style, packs, now);
    let letter = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok()?;
    checked(letter, notice, dossiers, rules, dead)
}

/// The digest that says `notice`.
fn write_digest(
    notice: &Notice,
    of: (&[Dossier], &[&Mishap]),
    (rules, packs): (&Rules, &Packs),
    dead: &HashSet<Address>,
    now: Timestamp,
) -> Option<(Letter, Notice)> {
    let written = letters::write_digest(notice, of, &rules.office, &rules.style, packs, now);
    let letter = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no digest was written")).ok()?;
    checked(letter, notice, of.0, rules, dead)
}

/// The letter that breaks the seal.
fn write_looked_back(
    notice: &Notice,
    (dossiers, reflections): (&[Dossier], &[Reflection]),
    (rules, packs): (&Rules, &Packs),
    dead: &HashSet<Address>,
    now: Timestamp,
) -> Option<(Letter, Notice)> {
    let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread)?;
    let written = letters::write_looked_back(notice, dossier, reflections, &rules.office, &rules.style, packs, now);
    let letter = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok()?;
    checked(letter, notice, dossiers, rules, dead)
}

/// The letter without the addresses that are dead; `None` where nobody is left, or somebody is whom it must not reach.
pub(super) fn checked(
    mut letter: Letter,
    notice: &Notice,
    dossiers: &[Dossier],
    rules: &Rules,
    dead: &HashSet<Address>,
) -> Option<(Letter, Notice)> {
    letter.envelope.recipients.retain(|recipient| !dead.contains(recipient));
    let allowed = allowed(notice, dossiers, rules);
    if letter.envelope.recipients.is_empty() {
        tracing::debug!(key = notice.key, "no letter was written: its addresses are dead");
        None
    } else if letter.envelope.recipients.iter().all(|recipient| allowed.contains(recipient)) {
        Some((letter, notice.clone()))
    } else {
        tracing::error!(
            key = notice.key,
            "a letter was dropped: it named somebody who is not on the message it answers"
        );
        None
    }
}

/// Everybody whom a notice may reach, with all that it says.
fn allowed(notice: &Notice, dossiers: &[Dossier], rules: &Rules) -> HashSet<Address> {
    let mut allowed = reached(notice, dossiers, rules);
    for part in &notice.with {
        let there = match &notice.audience {
            Audience::Member(member) if rules.office.is_team(member) => {
                let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == part.thread);
                dossier.map(|dossier| schedule::readers(part, dossier, &rules.office).into_iter().collect())
            }
            _ => Some(reached(part, dossiers, rules)),
        };
        allowed.retain(|person| there.as_ref().is_some_and(|there: &HashSet<Address>| there.contains(person)));
    }
    allowed
}

/// Everybody whom it may reach: those on the mail it answers, and those named in it if it writes down a talk; the one team member it is for.
fn reached(notice: &Notice, dossiers: &[Dossier], rules: &Rules) -> HashSet<Address> {
    if let Audience::Member(member) = &notice.audience {
        return Some(member.clone()).filter(|member| rules.office.is_team(member)).into_iter().collect();
    }
    let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
    let Some((dossier, answered)) = dossier.zip(notice.answers.as_ref()) else { return HashSet::new() };
    let on_it = dossier.head(answered).map(|head| head.everybody()).unwrap_or_default();
    // Whether those may be written to who are only named in it is for `approving` to say, which lets no letter pass before.
    let named = dossier.thread.settings.named_in(answered);
    on_it.into_iter().chain(named).map(|party| party.address.clone()).collect()
}

/// Whether a letter that nobody has yet says what is no longer to be said. What answers one mail, and test letters, stand as they are.
fn is_void(waiting: &Waiting, planned: &[Notice]) -> bool {
    let by_plan = matches!(waiting.kind, LetterKind::Notice(kind) if kind.is_planned())
        && ![schedule::ASKED_FOR, schedule::AFTER_OUTAGE].iter().any(|start| waiting.key.starts_with(start));
    by_plan && !waiting.begun && !planned.iter().any(|notice| notice.key == waiting.key)
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

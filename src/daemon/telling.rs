//! In charge of: the second turn: a time came. What is to be said now becomes letters; what waits and is no longer to be said is
//! withdrawn.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{Desk, Rules, WHILE_STOPPED, sending::PROBE};
use crate::{
    language::Packs,
    ledger::{Ledger, LedgerError, Waiting},
    letters,
    model::{Address, Audience, Dossier, Letter, LetterKind, Notice, NoticeKind, Statement},
    schedule,
};

/// Threads in which nothing is open any more are still looked at for so long: for a last confirmation, and the digests.
const LINGER: SignedDuration = SignedDuration::from_hours(24 * 14);
/// How long a letter is held back, where as many went out as may, before it is looked at again.
const WHILE_CAPPED: SignedDuration = SignedDuration::from_mins(30);
/// The span that caps are counted over.
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Desk {
    /// Lets the letters that wait be exactly what is to be said at `now`. Tells when to look again, at the latest.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written: then nothing has changed.
    pub fn tell(&mut self, now: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        let Self { ledger, rules, packs, failed_at } = self;
        if rules.stopped() {
            return Ok(Some(later(now, WHILE_STOPPED)));
        }
        let dossiers = ledger.dossiers(earlier(now, LINGER))?;
        let told_digests = ledger.told_digests(earlier(now, LINGER))?;
        let mut next = schedule::next(&dossiers, &rules.office, &rules.policy, now);
        let plan = |dossier| schedule::plan(dossier, &rules.office, &rules.policy, now);
        let mut planned: Vec<Notice> = dossiers.iter().flat_map(plan).collect();
        planned.extend(schedule::digests(&dossiers, &told_digests, &rules.office, now));

        let waiting = ledger.waiting()?;
        let (void, kept): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|waiting| is_void(waiting, &planned));
        let kept: HashSet<String> = kept.into_iter().map(|waiting| waiting.key).collect();
        let mut letters: Vec<(Letter, Notice)> = Vec::new();
        for notice in planned.iter().filter(|notice| !kept.contains(&notice.key)) {
            let Some((letter, notice)) = write(notice, &dossiers, &[], rules, packs, now) else { continue };
            if capped(ledger, &letters, &letter, rules, now)? {
                tracing::warn!(letter = %letter.id, "held back: as many letters went out in 24 hours as [limits] allow");
                next = soonest(next, Some(later(now, WHILE_CAPPED)));
            } else {
                letters.push((letter, notice));
            }
        }
        if !letters.is_empty() || !void.is_empty() {
            ledger.queue(&letters, &void, now)?;
        }
        for (letter, _) in &letters {
            tracing::info!(letter = %letter.id, kind = ?letter.kind, to = letter.envelope.recipients.len(), "a letter waits");
        }
        let waits = ledger.next_letter_due()?;
        let probe = failed_at.filter(|_| waits.is_some()).map(|failed| later(failed, PROBE).max(now));
        Ok(soonest(soonest(next, waits), probe))
    }
}

/// The letter that says `notice`, unless it would go to somebody whom it must not reach.
pub(super) fn write(
    notice: &Notice,
    dossiers: &[Dossier],
    doubts: &[Statement],
    rules: &Rules,
    packs: &Packs,
    now: Timestamp,
) -> Option<(Letter, Notice)> {
    let written = letters::write(notice, dossiers, doubts, &rules.office, &rules.style, packs, now);
    let letter = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok()?;
    let allowed = allowed(notice, dossiers, rules);
    if letter.envelope.recipients.iter().all(|recipient| allowed.contains(recipient)) {
        Some((letter, notice.clone()))
    } else {
        tracing::error!(
            key = notice.key,
            "a letter was dropped: it named somebody who is not on the message it answers"
        );
        None
    }
}

/// Everybody whom a notice may reach: those on the mail it answers; the one team member it is for.
fn allowed(notice: &Notice, dossiers: &[Dossier], rules: &Rules) -> HashSet<Address> {
    if let Audience::Member(member) = &notice.audience {
        return Some(member.clone()).filter(|member| rules.office.is_team(member)).into_iter().collect();
    }
    let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
    let head = dossier.zip(notice.answers.as_ref()).and_then(|(dossier, id)| dossier.head(id));
    head.into_iter().flat_map(|head| head.everybody()).map(|party| party.address.clone()).collect()
}

/// Whether a letter that nobody has yet says what is no longer to be said. Questions and test letters stand as they are.
fn is_void(waiting: &Waiting, planned: &[Notice]) -> bool {
    let by_plan = !matches!(waiting.kind, LetterKind::Notice(NoticeKind::Question) | LetterKind::Test);
    by_plan && !waiting.begun && !planned.iter().any(|notice| notice.key == waiting.key)
}

/// Whether as many letters went out in 24 hours as may in all.
pub(super) fn is_full(ledger: &Ledger, rules: &Rules, now: Timestamp) -> Result<bool, LedgerError> {
    Ok(ledger.count_letters(earlier(now, DAY), None, None)? >= rules.limits.letters_a_day)
}

/// Whether one letter more would be too much for a recipient, its thread, or in all.
fn capped(
    ledger: &Ledger,
    beside: &[(Letter, Notice)],
    letter: &Letter,
    rules: &Rules,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let since = earlier(now, DAY);
    let count = |of: &dyn Fn(&Letter) -> bool| {
        u32::try_from(beside.iter().filter(|(other, _)| of(other)).count()).unwrap_or(u32::MAX)
    };
    let limits = rules.limits;
    if ledger.count_letters(since, None, None)?.saturating_add(count(&|_| true)) >= limits.letters_a_day {
        return Ok(true);
    }
    if let Some(thread) = letter.thread {
        let here = count(&|other| other.thread == Some(thread));
        if ledger.count_letters(since, None, Some(thread))?.saturating_add(here) >= limits.letters_a_day_per_thread {
            return Ok(true);
        }
    }
    for person in &letter.envelope.recipients {
        let his = count(&|other| other.envelope.recipients.contains(person));
        if ledger.count_letters(since, Some(person), None)?.saturating_add(his) >= limits.letters_a_day_per_person {
            return Ok(true);
        }
    }
    Ok(false)
}

fn soonest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

//! In charge of: putting what is planned into words, and holding each letter to whom it may reach.
//!
//! Promises: no letter goes to anybody who is not on the message it answers, whatever the stages above say; none to an address that is dead.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Desk, Rules, telling::Round};
use crate::{
    language::Packs,
    ledger::LedgerError,
    letters,
    model::{Address, Audience, Dossier, Letter, Mishap, Notice, NoticeKind, Reflection},
    schedule::{self, Planned},
};

impl Desk {
    /// The letter that says what is planned; a digest tells of mishaps, too.
    pub(super) fn put_in_words(
        &self,
        planned: &Planned,
        dossiers: &[Dossier],
        round: &Round,
        now: Timestamp,
    ) -> Result<Option<(Letter, Notice)>, LedgerError> {
        let (means, notice) = ((&self.rules, self.packs), &planned.notice);
        Ok(match &notice.audience {
            _ if !planned.parts.is_empty() => {
                let Some(dossier) = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread) else {
                    return Ok(None);
                };
                let written = self.answer_in_words(planned, dossier, now)?;
                let written =
                    written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written"));
                written.ok().and_then(|letter| checked(letter, notice, dossiers, &self.rules, &round.dead))
            }
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
}

/// The letter that says `notice`, unless it would go to somebody whom it must not reach, or only to addresses that are dead.
fn write(
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

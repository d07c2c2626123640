//! In charge of: programs that answer for people who are away: where somebody who owes something is, the team is told what was understood:
//! at once the members to whom it is owed, once for each absence, and all of the thread in the morning's list.
//!
//! Promises: nothing is recorded and nothing is written to anybody else on a program's word; told are only team members who are on the thread.

use std::collections::HashSet;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Rules, telling, wording};
use crate::{
    language::Packs,
    ledger::{Filing, LedgerError},
    letters,
    model::{Absence, Address, Automatic, Letter, Mail, Mishap, Notice, Office, Thread, Verdict, Wrong},
    reading::{languages, time},
    schedule,
};

/// Who is away for longer has left.
const LONGEST_DAYS: i64 = 200;
/// The most words that are told, in characters.
const WORDS: usize = 160;

/// What an automatic answer tells of somebody who still owes something on `thread`.
pub(super) fn absent(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Option<Absence> {
    let away = matches!(mail.automatic, Some(Automatic::Reply(_))) && mail.verdict != Verdict::Fail;
    let who = mail.from.as_ref().filter(|_| away && thread.live)?;
    let owes = thread.agreements.iter().any(|one| one.state.is_open() && one.debtor.address == who.address);
    let text = mail.own_text();
    owes.then(|| Absence {
        day: last_day(&text, mail, packs),
        deputy: deputy(&text, who.address.clone(), office),
        words: text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS).collect(),
        who: who.clone(),
    })
}

/// Keeps it for the morning's list, and writes to those to whom something is owed, in the mail's own transaction.
pub(super) fn tell(
    filing: &Filing<'_>,
    absence: &Absence,
    (rules, packs): (&Rules, &Packs),
    dead: &HashSet<Address>,
    now: Timestamp,
) -> Result<Vec<(Letter, Notice)>, LedgerError> {
    let (thread, office) = (filing.thread(), &rules.office);
    let people: Vec<Address> = thread.participants.iter().map(|party| party.address.clone()).collect();
    let people: Vec<Address> = people.into_iter().filter(|one| office.is_team(one)).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = Wrong::Absent {
        who: absence.who.called().to_owned(),
        subject: thread.subject.clone(),
        day: absence.day,
        deputy: absence.deputy.clone(),
        words: absence.words.clone(),
    };
    filing.note(&Mishap { at: now, over: None, people, wrong })?;
    // A receipt ("we have your mail") tells neither: nobody need stop to read that.
    let understood = absence.day.is_some() || absence.deputy.is_some();
    let Some(dossier) = filing.dossier(thread.id)?.filter(|_| understood) else { return Ok(Vec::new()) };
    let mut letters = Vec::new();
    for (notice, numbers) in schedule::absences(&dossier, &absence.who.address, absence.day, office, now) {
        let about = (absence, numbers.as_slice());
        let written = letters::write_absent(&notice, &dossier, about, office, &rules.style, packs, now);
        let written = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok();
        let Some((letter, notice)) =
            written.and_then(|letter| wording::checked(letter, &notice, std::slice::from_ref(&dossier), rules, dead))
        else {
            continue;
        };
        let since = telling::a_day_before(now);
        let counted = |person: Option<&Address>, thread| filing.count_letters(since, person, thread);
        if telling::is_capped(&counted, &letters, &letter, rules)? {
            tracing::warn!(letter = %letter.id, "not written: as many letters went out in 24 hours as [limits] allow");
            continue;
        }
        letters.push((letter, notice));
    }
    Ok(letters)
}

/// The last day to come that the text names.
fn last_day(text: &str, mail: &Mail, packs: &Packs) -> Option<Date> {
    let spoken = languages(text, packs);
    let zone = mail.date.time_zone().iana_name().unwrap_or_default();
    let written = mail.date.date();
    let until = written.checked_add(LONGEST_DAYS.days()).ok()?;
    let found = time::find(text, &mail.date, &spoken, zone);
    let dated = found.iter().filter(|time| !time.recurring && time.relative.is_none());
    dated.map(|time| time.moment.date()).filter(|day| written < *day && *day <= until).max()
}

/// The first address in the text that is neither the writer's nor the bot's.
fn deputy(text: &str, who: Address, office: &Office) -> Option<Address> {
    let words = text.split(|letter: char| letter.is_whitespace() || "<>()[],;:\"".contains(letter));
    let bare = words.filter(|word| word.contains('@')).map(|word| word.trim_matches(['.', '!', '?', '*', '_']));
    let known = bare.filter_map(|word| Address::parse(word).ok());
    known.into_iter().find(|address| *address != who && !office.is_bot(address) && address.domain().contains('.'))
}

//! In charge of: programs that answer for people who are away: where somebody who owes something is, the team is told what was understood.
//!
//! Promises: nothing is recorded and nothing is written on a program's word; told are only team members who are on the thread.

use jiff::{Timestamp, ToSpan, civil::Date};

use crate::{
    language::Packs,
    model::{Address, Automatic, Mail, Mishap, Office, Thread, Verdict, Wrong},
    reading::{languages, time},
};

/// Who is away for longer has left.
const LONGEST_DAYS: i64 = 200;
/// The most words that are told, in characters.
const WORDS: usize = 160;

/// What an automatic answer tells of somebody who still owes something on `thread`.
pub(super) fn absent(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs, now: Timestamp) -> Option<Mishap> {
    let away = matches!(mail.automatic, Some(Automatic::Reply(_))) && mail.verdict != Verdict::Fail;
    let who = mail.from.as_ref().filter(|_| away && thread.live)?;
    let owes = thread.agreements.iter().any(|one| one.state.is_open() && one.debtor.address == who.address);
    let people: Vec<Address> = thread.participants.iter().map(|party| party.address.clone()).collect();
    let people: Vec<Address> = people.into_iter().filter(|one| office.is_team(one)).collect();
    if !owes || people.is_empty() {
        return None;
    }
    let text = mail.own_text();
    let wrong = Wrong::Absent {
        who: who.called().to_owned(),
        subject: thread.subject.clone(),
        day: last_day(&text, mail, packs),
        deputy: deputy(&text, who.address.clone(), office),
        words: text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS).collect(),
    };
    Some(Mishap { at: now, over: None, people, wrong })
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

//! In charge of: the facts of each kind of letter: which agreements, in which groups.

use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    facts::{self, Item, Teller, Words, clean},
    prospects, terms,
};
use crate::{
    model::{
        About, Absence, Act, Address, Agreement, AgreementNumber, Dossier, Head, Member, Mishap, Notice, NoticeKind,
        Party, Recap, Source, State, Statement, Wrong,
    },
    schedule::{self, Agenda, Heading, client_of},
};

/// The facts of a letter about agreements of one thread.
pub(super) fn of_thread(teller: &Teller<'_, '_>, dossier: &Dossier, notice: &Notice) -> Result<Value, CannotWrite> {
    let mut items: Vec<Item> = Vec::new();
    let mut agreements: Vec<&Agreement> = Vec::new();
    for (number, version) in &notice.agreements {
        let agreement = dossier.thread.agreement(*number).filter(|agreement| agreement.version == *version);
        let agreement = agreement.ok_or(CannotWrite::MovedOn)?;
        let offer = notice.offers.iter().find(|offer| offer.agreement == *number);
        let offer = offer.map(|offer| clean(&offer.words, 200));
        let lapse = notice.lapses.iter().find(|lapse| lapse.agreement == *number);
        let lapse = lapse.map(|lapse| teller.sheets.tongue.date(lapse.on));
        items.push(Item { offer, lapse, ..teller.item(dossier, agreement)? });
        agreements.push(agreement);
    }
    let count = |new: bool| items.iter().filter(|item| (item.event == "new") == new).count();
    Ok(context! {
        count => items.len(),
        lapse => items.iter().any(|item| item.lapse.is_some()),
        new => count(true),
        changed => count(false),
        only => facts::value(items.first().filter(|_| items.len() == 1)),
        waiting => facts::value(waiting(teller, &agreements)),
        example => example(teller, &agreements),
        items => facts::value(&items),
        terms => facts::value(match notice.kind {
            NoticeKind::Status => terms::of_thread(teller, dossier),
            _ => terms::untold(teller, dossier),
        }),
        rush => facts::value(prospects::rush(teller, dossier)?),
        ended => facts::value(schedule::stage_asked_about(dossier, notice).map(|(name, at)| Ended {
            name: clean(name, 60),
            day: teller.sheets.tongue.date(at.to_zoned(teller.office.zone.clone()).date()),
        })),
        stage => dossier.thread.settings.stage.as_ref().map(|stage| clean(stage, 60)),
    })
}

/// A stage that has ended.
#[derive(Debug, Serialize)]
struct Ended {
    name: String,
    day: String,
}

/// Somebody whose yes is missing, and to which agreements.
#[derive(Debug, Serialize)]
struct Waiting {
    name: String,
    /// "2 and 3", and how many they are.
    numbers: String,
    count: usize,
}

fn waiting(teller: &Teller<'_, '_>, agreements: &[&Agreement]) -> Vec<Waiting> {
    let mut found: Vec<(String, Vec<AgreementNumber>)> = Vec::new();
    for agreement in agreements.iter().filter(|agreement| agreement.state == State::Asked) {
        let name = clean(agreement.debtor.called(), 140);
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, numbers)) => numbers.push(agreement.number),
            None => found.push((name, vec![agreement.number])),
        }
    }
    let told = |(name, numbers): (String, Vec<AgreementNumber>)| Waiting {
        name,
        count: numbers.len(),
        numbers: teller.sheets.tongue.agreements(numbers),
    };
    found.into_iter().map(told).collect()
}

/// A number and a day of the week for an answer that fits this very letter.
pub(super) fn example(teller: &Teller<'_, '_>, agreements: &[&Agreement]) -> Option<Value> {
    let asked = agreements.iter().find(|agreement| waits_for_a_yes(agreement));
    let open = asked.or_else(|| agreements.iter().find(|agreement| agreement.state.is_open()));
    let agreement = open.or(agreements.first())?;
    let today = teller.now.to_zoned(teller.office.zone.clone()).date();
    let after = agreement.due.as_ref().map_or(today, |due| due.moment.date().max(today));
    let days = after.series(jiff::Span::new().days(1)).skip(1).take(14);
    let day = days.into_iter().find(|day| teller.office.working.is_working_day(*day)).unwrap_or(after);
    Some(context! {
        number => teller.sheets.tongue.number(i64::from(agreement.number.0)),
        weekday => teller.sheets.tongue.weekday(day),
        open => agreement.state.is_open(),
        asked => waits_for_a_yes(agreement),
    })
}

fn waits_for_a_yes(agreement: &Agreement) -> bool {
    agreement.state == State::Asked || agreement.proposal.is_some()
}

/// A sentence in doubt.
#[derive(Debug, Serialize)]
struct Doubt {
    /// Its number, where there are several.
    number: Option<String>,
    quote: Words,
    readings: Vec<Reading>,
}

/// A way to understand it.
#[derive(Debug, Serialize)]
struct Reading {
    /// What to answer: `A`, or `2A`.
    answer: String,
    /// `owes`, the word of an [`Act`], or `nothing`.
    act: &'static str,
    debtor: String,
    creditor: String,
    action: String,
    /// Its number; of several, all of them.
    number: String,
    due: Option<String>,
    /// Who stands in whose place.
    person: String,
    gone: String,
}

/// The facts of a question about the mail with this head.
pub(super) fn of_question(
    teller: &Teller<'_, '_>,
    dossier: &Dossier,
    head: &Head,
    doubts: &[Statement],
) -> Result<Value, CannotWrite> {
    let by = head.from.clone().ok_or(CannotWrite::NothingToSay)?;
    let mut told: Vec<Doubt> = Vec::new();
    for (place, statement) in doubts.iter().enumerate() {
        let source =
            Source { by: by.clone(), at: head.date.timestamp(), quote: statement.quote.clone(), settled: None };
        let number = (doubts.len() > 1).then(|| (place + 1).to_string());
        let mut readings = readings(teller, dossier, (statement, &by))?;
        let letters = ('A'..='Z').map(|letter| format!("{}{letter}", number.as_deref().unwrap_or_default()));
        readings.iter_mut().zip(letters).for_each(|(reading, answer)| reading.answer = answer);
        told.push(Doubt { number, quote: teller.words(dossier, &source), readings });
    }
    if told.is_empty() {
        return Err(CannotWrite::NothingToSay);
    }
    Ok(context! { count => told.len(), doubts => facts::value(&told) })
}

fn readings(
    teller: &Teller<'_, '_>,
    dossier: &Dossier,
    (statement, by): (&Statement, &Party),
) -> Result<Vec<Reading>, CannotWrite> {
    let due = statement.due.as_ref().map(|due| teller.when(due)).transpose()?;
    let reading = |way: &Option<Statement>| {
        let about = way.as_ref().map(|way| &way.about);
        let numbers: &[AgreementNumber] = match about {
            Some(About::These(numbers)) => numbers,
            _ => &[],
        };
        let agreement = numbers.first().and_then(|number| dossier.thread.agreement(*number));
        let claim = way.as_ref().and_then(|way| way.claim.as_ref()).filter(|_| agreement.is_none());
        let people = claim.map(|claim| (&claim.debtor, &claim.creditor, &claim.action));
        let people = people.or_else(|| agreement.map(|known| (&known.debtor, &known.creditor, &known.action)));
        let (debtor, creditor, action) = people.map_or_else(Default::default, |(debtor, creditor, action)| {
            (clean(debtor.called(), 140), clean(creditor.called(), 140), clean(action, 140))
        });
        Reading {
            answer: String::new(),
            act: match (claim, agreement) {
                (Some(_), _) => "owes",
                (None, Some(_)) => act(statement.act),
                (None, None) => "nothing",
            },
            debtor,
            creditor,
            action,
            number: teller.sheets.tongue.agreements(numbers.iter().copied()),
            due: due.clone(),
            person: clean(by.called(), 140),
            gone: agreement
                .and_then(|known| known.stands_with(&by.address, teller.office))
                .map(|gone| clean(gone.called(), 140))
                .unwrap_or_default(),
        }
    };
    Ok(schedule::readings(&dossier.thread, statement).iter().map(reading).collect())
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Promise | Act::Accept => "accept",
        Act::Ask => "ask",
        Act::Decline => "decline",
        Act::Move => "move",
        Act::Wish => "wish",
        Act::Deliver => "deliver",
        Act::Cancel => "cancel",
        Act::TakeOver => "take_over",
        Act::Replace => "replace",
        Act::Otherwise => "otherwise",
    }
}

/// The facts of a letter about one that came back.
pub(super) fn of_undelivered(address: &Address, dead: bool, words: &str) -> Value {
    context! { address => clean(&address.to_string(), 140), dead => dead, words => clean(words, 200) }
}

/// The facts of a letter about somebody who is away, and owes what `numbers` name.
pub(super) fn of_absence(
    teller: &Teller<'_, '_>,
    dossier: &Dossier,
    absence: &Absence,
    numbers: &[AgreementNumber],
) -> Result<Value, CannotWrite> {
    let open = numbers.iter().filter_map(|number| dossier.thread.agreement(*number));
    let agreements: Vec<&Agreement> = open.collect();
    let falls_due = |agreement: &&&Agreement| {
        let due = agreement.due.as_ref().map(|due| due.moment.date());
        due.zip(absence.day).is_some_and(|(due, day)| due <= day)
    };
    let items = agreements.iter().map(|agreement| teller.item(dossier, agreement)).collect::<Result<Vec<_>, _>>()?;
    Ok(context! {
        name => clean(absence.who.called(), 140),
        day => absence.day.map(|day| teller.sheets.tongue.date(day)),
        deputy => absence.deputy.as_ref().map(|deputy| clean(&deputy.to_string(), 140)),
        words => clean(&absence.words, 200),
        pressing => agreements.iter().filter(falls_due).count(),
        example => example(teller, &agreements),
        items => facts::value(&items),
    })
}

/// The talk that the mail with this head has written down.
pub(super) fn of_recap(recap: &Recap, head: &Head, subject: &str, sheets: &super::Sheets<'_>) -> Value {
    let topic = clean(subject, 200);
    context! {
        day => sheets.tongue.date(recap.day),
        by => head.from.as_ref().map(|writer| clean(writer.called(), 140)),
        topic => Some(topic).filter(|topic| !topic.is_empty()),
    }
}

/// A part of the digest.
#[derive(Debug, Serialize)]
struct Section {
    heading: &'static str,
    count: usize,
    entries: Vec<Entry>,
}

/// A line of the digest.
#[derive(Debug, Serialize)]
struct Entry {
    thread: String,
    client: String,
    /// The first of its thread under its heading.
    opens: bool,
    age: u32,
    /// The job is short of time.
    rushed: bool,
    #[serde(flatten)]
    item: Item,
}

/// A digest tells of so many mishaps at most: the log has them all.
const MISHAPS: usize = 20;

/// Something that went wrong, in words of the digest's language.
#[derive(Debug, Serialize)]
struct Wrongly {
    /// `folder`, `too_large`, `unreadable`, `returned`, `waits`, `absent`, `refused`.
    kind: &'static str,
    /// The account and the folder.
    place: String,
    since: String,
    until: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    /// In megabytes, rounded up.
    size: String,
    address: String,
    words: String,
    dead: bool,
}

fn wrongly(teller: &Teller<'_, '_>, mishap: &Mishap, member: &Member) -> Result<Wrongly, CannotWrite> {
    let mut told = Wrongly {
        kind: "folder",
        place: String::new(),
        since: teller.moment(mishap.at, &member.zone)?,
        until: mishap.over.map(|over| teller.moment(over, &member.zone)).transpose()?,
        subject: None,
        from: None,
        size: String::new(),
        address: String::new(),
        words: String::new(),
        dead: false,
    };
    match &mishap.wrong {
        Wrong::Folder { account, folder } => told.place = clean(&format!("{account}, {folder}"), 140),
        Wrong::TooLarge { subject, from, size } => {
            told.kind = "too_large";
            (told.subject, told.from) = (subject.as_deref().map(line), from.as_deref().map(line));
            told.size = teller.sheets.tongue.number(i64::try_from(size.div_ceil(1_000_000)).unwrap_or(i64::MAX));
        }
        Wrong::Unreadable { account, folder } => {
            told.kind = "unreadable";
            told.place = clean(&format!("{account}, {folder}"), 140);
        }
        Wrong::Returned { address, dead } => {
            told.kind = "returned";
            (told.address, told.dead) = (line(&address.to_string()), *dead);
        }
        Wrong::Absent { who, subject, day, deputy, words } => {
            told.kind = "absent";
            (told.from, told.subject) = (Some(line(who)), Some(line(subject)));
            told.until = day.map(|day| teller.sheets.tongue.date(day));
            told.address = deputy.as_ref().map(|deputy| clean(&deputy.to_string(), 140)).unwrap_or_default();
            told.words = clean(words, 160);
        }
        Wrong::Waits { subject } => {
            told.kind = "waits";
            told.subject = Some(line(subject));
        }
        Wrong::Refused { address } => {
            told.kind = "refused";
            told.address = line(&address.to_string());
        }
    }
    Ok(told)
}

fn line(text: &str) -> String {
    clean(text, 140)
}

/// A cell of the timeline.
#[derive(Debug, Serialize)]
struct Cell {
    /// `before`, `day` or `later`.
    kind: &'static str,
    /// "Fri 27".
    day: String,
    /// How many fall due then; a dash for none.
    count: String,
}

/// How many of the list's open agreements fall due when: before today, today, on each of the next six days that holds any, later. Nothing
/// where none has a date.
fn timeline(teller: &Teller<'_, '_>, agenda: &Agenda<'_>, member: &Member) -> Vec<Cell> {
    let today = teller.now.to_zoned(member.zone.clone()).date();
    let open = agenda.entries.iter().filter(|entry| entry.agreement.state.is_open());
    let ends = teller.office.working.ends;
    let dues: Vec<_> = open
        .filter_map(|entry| entry.agreement.due.as_ref())
        .map(|due| due.instant(ends).to_zoned(member.zone.clone()).date())
        .collect();
    let cell = |kind, day: Option<Date>, count: usize| Cell {
        kind,
        day: day.map(|day| teller.sheets.tongue.short_day(day)).unwrap_or_default(),
        count: match i64::try_from(count) {
            Ok(0) | Err(_) => "–".to_owned(),
            Ok(count) => teller.sheets.tongue.number(count),
        },
    };
    let count = |wanted: &dyn Fn(&Date) -> bool| dues.iter().filter(|day| wanted(day)).count();
    let days: Vec<Date> = today.series(jiff::Span::new().days(1)).take(7).collect();
    let last = days.last().copied().unwrap_or(today);
    if dues.is_empty() {
        return Vec::new();
    }
    let shown = |day: &&Date| **day == today || dues.contains(day);
    let week = days.iter().filter(shown).map(|day| cell("day", Some(*day), count(&|due| due == day)));
    let (before, later) = (count(&|due| *due < today), count(&|due| *due > last));
    let before = (before > 0).then(|| cell("before", None, before));
    let later = (later > 0).then(|| cell("later", None, later));
    before.into_iter().chain(week).chain(later).collect()
}

/// The agenda's lines under their headings.
fn sections(teller: &Teller<'_, '_>, dossiers: &[Dossier], agenda: &Agenda<'_>) -> Result<Vec<Section>, CannotWrite> {
    let mut sections: Vec<Section> = Vec::new();
    let mut last = None;
    for entry in &agenda.entries {
        let dossier = dossiers.iter().find(|dossier| dossier.thread.id == entry.thread.id);
        let Some(dossier) = dossier else { continue };
        let heading = heading(entry.heading);
        if sections.last().is_none_or(|section| section.heading != heading) {
            sections.push(Section { heading, count: 0, entries: Vec::new() });
        }
        let item = teller.item(dossier, entry.agreement)?;
        let rushed = prospects::is_rushed(teller, dossier);
        let opens = last != Some((entry.heading, entry.thread.id));
        last = Some((entry.heading, entry.thread.id));
        let line = Entry {
            thread: clean(&entry.thread.subject, 80),
            client: clean(&client_of(entry.thread, teller.office), 80),
            opens,
            age: entry.age,
            rushed,
            item,
        };
        if let Some(section) = sections.last_mut() {
            section.count += 1;
            section.entries.push(line);
        }
    }
    Ok(sections)
}

/// The facts of `member`'s digest. `piled`: it tells of more than its sections; `asked_for`: the member wants all that stands.
pub(super) fn of_digest(
    teller: &Teller<'_, '_>,
    dossiers: &[Dossier],
    mishaps: &[&Mishap],
    member: &Member,
    (piled, asked_for): (bool, bool),
) -> Result<Value, CannotWrite> {
    let agenda = Agenda::of(member, dossiers, teller.office, teller.now);
    let sections = sections(teller, dossiers, &agenda)?;
    let mut kinds: Vec<&Mishap> = Vec::new();
    for mishap in mishaps {
        if !kinds.iter().any(|known| known.wrong == mishap.wrong && known.over == mishap.over) {
            kinds.push(mishap);
        }
    }
    let mishaps =
        kinds.iter().take(MISHAPS).map(|mishap| wrongly(teller, mishap, member)).collect::<Result<Vec<_>, _>>()?;
    let ratings = prospects::ratings(teller, dossiers, member);
    let misfits = prospects::misfits(teller, dossiers, member, asked_for)?;
    if sections.is_empty() && mishaps.is_empty() && ratings.is_empty() && misfits.is_empty() && !piled {
        return Err(CannotWrite::NothingToSay);
    }
    let count = |heading| agenda.under(heading).count();
    Ok(context! {
        date => teller.sheets.tongue.date(teller.now.to_zoned(member.zone.clone()).date()),
        needing => agenda.needing(),
        overdue => count(Heading::Overdue),
        today => count(Heading::Today),
        for_you => count(Heading::ForYou),
        for_them => count(Heading::ForThem),
        week => count(Heading::Week),
        closed => count(Heading::Closed),
        timeline => facts::value(timeline(teller, &agenda, member)),
        sections => facts::value(&sections),
        mishaps => facts::value(&mishaps),
        ratings => facts::value(&ratings),
        misfits => facts::value(misfits),
        calls => facts::value(prospects::calls(teller, dossiers, &agenda)?),
    })
}

fn heading(heading: Heading) -> &'static str {
    match heading {
        Heading::Overdue => "overdue",
        Heading::Today => "today",
        Heading::ForYou => "for_you",
        Heading::ForThem => "for_them",
        Heading::Week => "week",
        Heading::Closed => "closed",
    }
}

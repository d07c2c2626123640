//! In charge of: what an agreement is in a letter: each fact in words of the letter's language, what has changed beside what was.
//!
//! Promises: only what the dossier holds; a consequence counts as agreed only where the debtor's side said it or said yes after it
//! was said; names and words out of mails on one line, without control characters, and short.

use jiff::{Timestamp, Zoned, civil::Date};
use minijinja::{Value, context};
use serde::Serialize;

use super::{CannotWrite, sheet::Sheets};
use crate::{
    model::{Agreement, AgreementNumber, Assumed, Change, Customs, Dossier, Due, Office, Shift, Source, State, shifts},
    outlook, schedule,
};

/// The longest quote, in characters.
const QUOTE: usize = 200;
/// The longest name or action, in characters.
const LINE: usize = 140;

/// An agreement as a letter shows it. States are the words of [`State::as_str`].
#[derive(Debug, Clone, Serialize)]
pub(super) struct Item {
    pub number: String,
    pub debtor: String,
    pub was_debtor: Option<String>,
    pub creditor: String,
    pub was_creditor: Option<String>,
    pub action: String,
    pub was_action: Option<String>,
    pub due: Option<String>,
    /// The words of the date, where a part of it was filled in that decides which day it is.
    pub said: Option<String>,
    pub was_due: Option<String>,
    /// The other agreement that the date counts from.
    pub counts: Option<Counts>,
    /// Days until the due day (negative: since), on the clock it was said on.
    pub days: Option<i64>,
    pub state: &'static str,
    pub was_state: Option<&'static str>,
    /// What has happened since the last confirmation: `new`, `accepted`, `declined`, `moved`, `wished`, `done`, `partly`, `disputed`, `cancelled`, `taken_over`, `passed_on`,
    /// `otherwise`, `changed`.
    pub event: &'static str,
    /// Who made the latest change, and the day of it.
    pub by: String,
    pub day: String,
    pub wish: Option<Wish>,
    pub otherwise: Option<Otherwise>,
    /// What the house proposes to happen otherwise.
    pub offer: Option<String>,
    /// The day after which it counts as agreed without an answer.
    pub lapse: Option<String>,
    /// It counts as agreed because nobody has answered.
    pub silent: bool,
    /// Past its date: the dates behind it that would move, were it done on the day [`Item::if_done`].
    pub behind: Vec<Behind>,
    pub if_done: String,
    /// Days between the due day and the day on which it was done; 0 where it was done in time, or is not done.
    pub late_days: i64,
    /// Days between the day on which it was done and the due day; 0 where it was done on the day or late, or is not done.
    pub early_days: i64,
    /// What was handed over: files and links.
    pub delivered: Vec<String>,
    /// It is done in part: in which words.
    pub partly: Option<String>,
    /// What a side does not agree with.
    pub disputed: Option<Disputed>,
    /// How often it got another date.
    pub moved: usize,
    /// Each of them, oldest first; not the one that the rest of the letter tells of.
    pub moves: Vec<Move>,
    pub quote: Words,
}

/// A date that it had, and who asked for another.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Move {
    pub was: String,
    #[serde(flatten)]
    pub asked: Words,
}

/// What a side does not agree with.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Disputed {
    pub by: String,
    pub words: String,
}

/// A new date that waits for a yes.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Wish {
    pub due: String,
    pub by: String,
    /// Whose yes is missing.
    pub of: String,
}

/// A date that would move with another.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Behind {
    pub number: String,
    pub action: String,
    pub was: String,
    pub now: String,
    /// It moves by itself then, for it counts from the other; else it is a proposal.
    pub follows: bool,
    /// The words by which it counts: "two working days after".
    pub said: String,
}

/// What a date counts from.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Counts {
    /// The number of the agreement.
    pub from: String,
    pub words: String,
}

/// What happens otherwise.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Otherwise {
    pub words: String,
    pub by: String,
    pub day: String,
    /// Said since the last confirmation.
    pub new: bool,
    /// Who of the debtor's side agreed to it, and the day; `None`: nobody has.
    pub agreed_by: Option<String>,
    pub agreed_day: Option<String>,
}

/// Words of a mail.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Words {
    pub by: String,
    pub day: String,
    pub words: String,
}

/// Turns what a dossier holds into facts for letters.
pub(super) struct Teller<'a, 's> {
    pub sheets: &'a Sheets<'s>,
    pub office: &'a Office,
    pub customs: &'a Customs,
    pub now: Timestamp,
    /// Whether the clocks of those concerned differ, so that each time has to name its city.
    pub cities: bool,
}

impl<'a, 's> Teller<'a, 's> {
    /// One that tells of `agreements`: their dates decide whether each time has to name its city.
    pub(super) fn of<'d>(
        agreements: impl IntoIterator<Item = &'d Agreement>,
        sheets: &'a Sheets<'s>,
        (office, customs): (&'a Office, &'a Customs),
        now: Timestamp,
    ) -> Self {
        let cities = clocks_differ(agreements.into_iter(), std::iter::empty(), office);
        Self { sheets, office, customs, now, cities }
    }
}

impl Teller<'_, '_> {
    pub(super) fn item(&self, dossier: &Dossier, agreement: &Agreement) -> Result<Item, CannotWrite> {
        let before = as_confirmed(dossier, agreement.number);
        let event = event(before.as_ref(), agreement);
        let was = before.as_ref();
        let behind = outlook::behind(&dossier.thread, agreement, self.office, self.now);
        let shifts = shifts(dossier.events_of(agreement.number));
        let shown = source(dossier, agreement, event);
        let old_due = was.filter(|was| was.due != agreement.due).and_then(|was| was.due.as_ref());
        Ok(Item {
            number: self.sheets.tongue.number(i64::from(agreement.number.0)),
            debtor: clean(agreement.debtor.called(), LINE),
            was_debtor: was.filter(|was| was.debtor != agreement.debtor).map(|was| clean(was.debtor.called(), LINE)),
            creditor: clean(agreement.creditor.called(), LINE),
            was_creditor: was
                .filter(|was| was.creditor != agreement.creditor)
                .map(|was| clean(was.creditor.called(), LINE)),
            action: clean(&agreement.action, LINE),
            was_action: was.filter(|was| was.action != agreement.action).map(|was| clean(&was.action, LINE)),
            due: agreement.due.as_ref().map(|due| self.when(due)).transpose()?,
            said: agreement.due.as_ref().filter(|due| is_guessed(due)).map(|due| clean(&due.said, 60)),
            was_due: old_due.map(|due| self.when(due)).transpose()?,
            counts: self.counts(dossier, agreement),
            days: agreement.due.as_ref().map(|due| days(self.now.to_zoned(due.zone.clone()).date(), due.moment.date())),
            state: agreement.state.as_str(),
            was_state: was.map(|was| was.state).filter(|state| *state != agreement.state).map(State::as_str),
            event,
            by: clean(agreement.latest.by.called(), LINE),
            day: self.day_of(dossier, &agreement.latest),
            wish: self.wish(agreement)?,
            otherwise: self.otherwise(dossier, agreement, was),
            offer: None,
            lapse: None,
            silent: agreement.silence.is_some(),
            if_done: behind.as_ref().map(|(day, _)| self.sheets.tongue.date(*day)).unwrap_or_default(),
            behind: behind.map(|(_, moved)| self.behind(&moved)).unwrap_or_default(),
            late_days: days_late(agreement).max(0),
            early_days: days_late(agreement).saturating_neg().max(0),
            delivered: agreement.delivered.iter().map(|name| clean(name, LINE)).collect(),
            disputed: agreement.dispute.as_ref().map(|dispute| Disputed {
                by: clean(dispute.by.called(), LINE),
                words: bare(&clean(&dispute.words, QUOTE), ".,;:"),
            }),
            partly: agreement.partly.as_ref().map(|words| bare(&clean(words, QUOTE), ".,;:")),
            moved: shifts.len(),
            moves: self.moves(dossier, shifts.iter().filter(|shift| shift.asked != *shown))?,
            quote: self.words(dossier, shown),
        })
    }

    /// "Friday 27 November 2026, 18:00 (Istanbul)".
    pub(super) fn when(&self, due: &Due) -> Result<String, CannotWrite> {
        let tongue = &self.sheets.tongue;
        let at = due.instant(self.office.working.ends);
        let clock = due.moment.time().filter(|_| self.cities).map(drop);
        let facts = context! {
            date => tongue.date(due.moment.date()),
            time => due.moment.time().map(|time| tongue.time(time)),
            city => clock.and_then(|()| tongue.city(&due.zone)),
            offset => clock.map(|()| offset(due.zone.to_offset(at))),
        };
        self.sheets.phrase("when", &facts)
    }

    /// "Friday 27 November 2026, 18:00" on the clock of `zone`.
    pub(super) fn moment(&self, at: Timestamp, zone: &jiff::tz::TimeZone) -> Result<String, CannotWrite> {
        let (tongue, here) = (&self.sheets.tongue, at.to_zoned(zone.clone()));
        let facts = context! {
            date => tongue.date(here.date()),
            time => tongue.time(here.time()),
            city => None::<String>,
            offset => None::<String>,
        };
        self.sheets.phrase("when", &facts)
    }

    /// The words of a source, with their writer and day.
    pub(super) fn words(&self, dossier: &Dossier, source: &Source) -> Words {
        Words {
            by: clean(source.by.called(), LINE),
            day: self.day_of(dossier, source),
            words: bare(&clean(&source.quote.text, QUOTE), ",;:"),
        }
    }

    /// The day of a source, on its writer's clock where that is known.
    fn day_of(&self, dossier: &Dossier, source: &Source) -> String {
        let written = dossier.head(&source.quote.mail).map(|head| head.date.clone());
        self.sheets.tongue.date(written.unwrap_or_else(|| self.here(source.at)).date())
    }

    fn here(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.office.zone.clone())
    }

    fn behind(&self, moved: &[outlook::Projected<'_>]) -> Vec<Behind> {
        let date = |day| self.sheets.tongue.date(day);
        let one = |moved: &outlook::Projected<'_>| Behind {
            number: self.sheets.tongue.number(i64::from(moved.agreement.number.0)),
            action: clean(&moved.agreement.action, LINE),
            was: date(moved.was),
            now: date(moved.now),
            follows: moved.follows,
            said: moved.agreement.depends.as_ref().map(|depends| clean(&depends.said, LINE)).unwrap_or_default(),
        };
        moved.iter().map(one).collect()
    }

    fn counts(&self, dossier: &Dossier, agreement: &Agreement) -> Option<Counts> {
        let open = Some(agreement).filter(|agreement| agreement.state.is_open())?;
        let dependency = outlook::counted(&dossier.thread, open, self.office)?;
        let from = self.sheets.tongue.number(i64::from(dependency.on.0));
        Some(Counts { from, words: clean(&dependency.said, LINE) })
    }

    fn wish(&self, agreement: &Agreement) -> Result<Option<Wish>, CannotWrite> {
        let Some(proposal) = &agreement.proposal else { return Ok(None) };
        let (debtor, creditor) = (&agreement.debtor, &agreement.creditor);
        let by_debtor = self.office.side(&proposal.by) == self.office.side(&debtor.address);
        let (by, of) = if by_debtor { (debtor, creditor) } else { (creditor, debtor) };
        let due = self.when(&proposal.due)?;
        Ok(Some(Wish { due, by: clean(by.called(), LINE), of: clean(of.called(), LINE) }))
    }

    fn moves<'s>(&self, dossier: &Dossier, shifts: impl Iterator<Item = &'s Shift>) -> Result<Vec<Move>, CannotWrite> {
        shifts.map(|shift| Ok(Move { was: self.when(&shift.was)?, asked: self.words(dossier, &shift.asked) })).collect()
    }

    fn otherwise(&self, dossier: &Dossier, agreement: &Agreement, was: Option<&Agreement>) -> Option<Otherwise> {
        let consequence = agreement.consequence.as_ref()?;
        let agreed = self.agreed(dossier, agreement);
        let stated = dossier.events_of(agreement.number).filter(|event| states(event)).last();
        Some(Otherwise {
            words: bare(&clean(&consequence.words, QUOTE), ".,;:"),
            by: clean(consequence.said_by.called(), LINE),
            day: stated.map(|event| self.day_of(dossier, &event.source)).unwrap_or_default(),
            new: was.is_some_and(|was| was.consequence != agreement.consequence),
            agreed_by: agreed.map(|source| clean(source.by.called(), LINE)),
            agreed_day: agreed.map(|source| self.day_of(dossier, source)),
        })
    }

    /// Where the debtor's side said the consequence, or said yes after it was said.
    fn agreed<'d>(&self, dossier: &'d Dossier, agreement: &Agreement) -> Option<&'d Source> {
        let debtor = self.office.side(&agreement.debtor.address);
        let mut since = dossier.events_of(agreement.number).collect::<Vec<_>>();
        let stated = since.iter().rposition(|event| states(event))?;
        let mut since = since.drain(stated..);
        let first = since.next()?;
        let theirs = |source: &Source| self.office.side(&source.by.address) == debtor;
        if theirs(&first.source) {
            return Some(&first.source);
        }
        let yes = since.find(|event| matches!(event.change, Change::Accepted) && theirs(&event.source))?;
        Some(&yes.source)
    }
}

/// Whether the clocks of those concerned by these agreements differ from the office's at the times agreed.
pub(super) fn clocks_differ<'a>(
    agreements: impl Iterator<Item = &'a Agreement>,
    asked: impl Iterator<Item = &'a Due>,
    office: &Office,
) -> bool {
    let wished = |agreement: &'a Agreement| agreement.proposal.as_ref().map(|proposal| &proposal.due);
    let agreed = agreements.flat_map(|agreement| agreement.due.iter().chain(wished(agreement)));
    agreed.chain(asked).any(|due| {
        let at = due.instant(office.working.ends);
        due.zone.to_offset(at) != office.zone.to_offset(at)
    })
}

/// The words that a letter shows: of a new agreement where it was first said, of a changed one what changed it, else what binds.
fn source<'d>(dossier: &'d Dossier, agreement: &'d Agreement, event: &str) -> &'d Source {
    let confirmed = schedule::confirmed_version(dossier, agreement.number) >= agreement.version;
    if matches!(event, "new" | "silent") {
        &agreement.origin
    } else if !confirmed {
        &agreement.latest
    } else {
        let binds = |change: &Change| {
            matches!(
                change,
                Change::Recorded { .. }
                    | Change::Accepted
                    | Change::Moved { .. }
                    | Change::TakenOver { .. }
                    | Change::Replaced { .. }
            )
        };
        let binding = dossier.events_of(agreement.number).filter(|event| binds(&event.change)).last();
        binding.map_or(&agreement.latest, |event| &event.source)
    }
}

/// "UTC+5:30": what a clock is called that has no city.
fn offset(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

fn states(event: &crate::model::Event) -> bool {
    matches!(event.change, Change::ConsequenceStated { .. })
}

/// The agreement as people were last told of it.
pub(super) fn as_confirmed(dossier: &Dossier, number: AgreementNumber) -> Option<Agreement> {
    let version = usize::try_from(schedule::confirmed_version(dossier, number)).ok()?;
    let mut events = dossier.events_of(number).take(version);
    let mut agreement = Agreement::begin(events.next()?)?;
    events.for_each(|event| agreement.apply(event));
    Some(agreement)
}

fn event(before: Option<&Agreement>, now: &Agreement) -> &'static str {
    let Some(before) = before else { return "new" };
    if now.dispute.is_some() && before.dispute != now.dispute {
        "disputed"
    } else if now.partly.is_some() && before.partly != now.partly {
        "partly"
    } else if before.state != now.state {
        match now.state {
            State::Agreed if now.silence.is_some() => "silent",
            State::Agreed if before.state.is_open() || before.state == State::Declined => "accepted",
            State::Agreed => "changed",
            State::Declined => "declined",
            State::Fulfilled => "done",
            State::Cancelled => "cancelled",
            State::Asked => "changed",
        }
    } else if before.due != now.due {
        "moved"
    } else if now.proposal.is_some() && before.proposal != now.proposal {
        "wished"
    } else if before.debtor != now.debtor {
        "taken_over"
    } else if before.creditor != now.creditor {
        "passed_on"
    } else if before.consequence != now.consequence {
        "otherwise"
    } else {
        "changed"
    }
}

/// Whether the day of it was filled in, so that people should see from which words.
fn is_guessed(due: &Due) -> bool {
    let decides = |part: &Assumed| matches!(part, Assumed::Day | Assumed::Order | Assumed::Today);
    !due.said.trim().is_empty() && due.assumed.iter().any(decides)
}

/// Days after the due day on which it was done (negative: before); 0 where it is not done.
fn days_late(agreement: &Agreement) -> i64 {
    match &agreement.due {
        Some(due) if agreement.state == State::Fulfilled => {
            days(due.moment.date(), agreement.latest.at.to_zoned(due.zone.clone()).date())
        }
        _ => 0,
    }
}

fn days(since: Date, until: Date) -> i64 {
    since.until(until).map_or(0, |span| i64::from(span.get_days()))
}

/// Words out of a mail, fit for one line of a letter: white space folded, no control or direction characters, cut at a word.
pub(super) fn clean(text: &str, most: usize) -> String {
    let shown = |c: &char| {
        !super::marks::is_mark(*c)
            && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let visible: String = text.chars().filter(shown).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let folded = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= most {
        return folded;
    }
    let cut: String = folded.chars().take(most).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

/// Words cut out of a sentence, without the marks at which they were cut.
pub(super) fn bare(words: &str, marks: &str) -> String {
    words.trim_end_matches(|letter| marks.contains(letter)).to_owned()
}

/// What all letters say of themselves and their house.
pub(super) fn frame(facts: Value, house: &crate::model::HouseStyle, office: &Office) -> Value {
    let recap = facts.get_attr("recap").ok().filter(|recap| !recap.is_undefined());
    let named = facts.get_attr("named").is_ok_and(|named| named.is_true());
    let own = context! {
        // The talk that a letter is about, and whether it goes to people who are only named there.
        recap => recap,
        named => named,
        house => clean(&house.name, LINE),
        signature => house.signature.as_deref().map(|line| clean(line, LINE)),
        bot => office.bot.address.to_string(),
        informal => house.informal,
    };
    context! { ..own, ..facts }
}

/// A plain value as a file's fields see it.
pub(super) fn value(plain: impl Serialize) -> Value {
    Value::from(minijinja::value::Serde(plain))
}

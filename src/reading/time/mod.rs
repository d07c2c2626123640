//! In charge of: finding the times that a text names, and which moment each means, counted from the moment of writing.
//!
//! ```text
//!  text ──fold, tokens──▶ pieces ──reader──▶ slots ──resolve──▶ TimeExpression
//! ```
//!
//! Promises: the engine knows no language, the packs hold the words; spans are bytes of the text given; what was said and what was
//! assumed are never mixed; no date out of prices, versions, ratios and numbers of rooms; time linear in the text.
//! Leaves to: the readers of statements whether a time is a deadline.

mod clock;
mod count;
mod join;
mod length;
mod number;
mod pair;
mod piece;
mod reader;
mod resolve;
mod slots;
mod spoken;

use jiff::{Span, Zoned, civil};

pub use count::count;
pub use length::{Length, lengths};

use self::{
    piece::{Piece, What, pieces},
    reader::Reader,
    resolve::{Found, From},
    slots::{Amount, Pending, Slots},
};
use crate::{
    language::{Bound, Pack, Part, Sense, Unit, Which, fold, tokens},
    model::{Assumed, Grain, Moment, WorkingTime},
};

/// A time that a text names.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeExpression {
    /// First byte in the text, its bound ("by") included.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it most likely means, on the writer's clock.
    pub moment: Moment,
    /// The moments that are as right ("end of the week": also its Saturday and Sunday).
    pub others: Vec<Moment>,
    /// How fine it was said.
    pub grain: Grain,
    /// What nobody said and the reading filled in.
    pub assumed: Vec<Assumed>,
    /// What the words beside it make of it.
    pub role: Role,
    /// The very word: "in three days" and "within three days" are told apart.
    pub bound: Option<Bound>,
    /// It is over at the moment of writing.
    pub past: bool,
    /// Where a range begins; [`Self::moment`] is its end.
    pub range_start: Option<Moment>,
    /// Counted from something that is no date of its own ("two days after the scripts arrive"); [`Self::moment`] counts from the day
    /// of writing meanwhile.
    pub relative: Option<Relative>,
    /// The day spoken of before is meant ("same day").
    pub refers_back: bool,
    /// The name of the rule that resolved it.
    pub rule: &'static str,
    /// Other readings are nearly as likely.
    pub ambiguous: bool,
    /// It comes again and again: "on Fridays".
    pub recurring: bool,
    /// It is so many working days from that day; [`Self::moment`] takes them for Monday to Friday.
    pub working: Option<(civil::Date, i64)>,
}

impl TimeExpression {
    /// Counts working days as this house works, its holidays left out.
    pub(super) fn count_as(&mut self, house: &WorkingTime) {
        let Some(date) = self.working.and_then(|(from, amount)| house.count(from, amount)) else { return };
        self.moment = match self.moment {
            Moment::Day(_) => Moment::Day(date),
            Moment::Clock(at) => Moment::Clock(date.to_datetime(at.time())),
        };
    }

    /// It says how long, not when: counted from the day of writing unless something tells from when.
    pub(super) fn is_length(&self) -> bool {
        matches!(self.rule, "amount of time" | "week" | "month" | "day")
    }
}

/// What a time is to what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Not later than it.
    By,
    /// Before it begins.
    Before,
    /// Before so much time has passed, or when it has.
    Within,
    /// Not before it.
    After,
    /// Beginning with it.
    Since,
    /// On it, at it.
    On,
    /// Nothing is said.
    None,
}

impl Role {
    fn of(bound: Option<Bound>) -> Self {
        match bound {
            Some(Bound::By | Bound::To) => Self::By,
            Some(Bound::Before) => Self::Before,
            Some(Bound::Within | Bound::In | Bound::Over) => Self::Within,
            Some(Bound::After) => Self::After,
            Some(Bound::From) => Self::Since,
            Some(Bound::On | Bound::At | Bound::Between) => Self::On,
            Some(Bound::Ago | Bound::Shift) | None => Self::None,
        }
    }
}

/// A stretch counted from something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relative {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// Before that thing, not after.
    pub before: bool,
}

/// The times that `text` names, in order, as written at `at`.
///
/// `packs` are the languages of the text, the likeliest first; `zone` is the IANA name of the writer's zone, empty where it is not
/// known (it decides what `12/06` means).
#[must_use]
pub fn find(text: &str, at: &Zoned, packs: &[&Pack], zone: &str) -> Vec<TimeExpression> {
    find_after(None, text, at, packs, zone)
}

/// The same, where the day `spoken` was spoken of just before: "the same day" is that one.
#[must_use]
pub fn find_after(
    spoken: Option<civil::Date>,
    text: &str,
    at: &Zoned,
    packs: &[&Pack],
    zone: &str,
) -> Vec<TimeExpression> {
    let folded = fold(text);
    let tokens = tokens(&folded.text);
    let month_first = packs.first().is_some_and(|pack| {
        pack.facts.month_first || pack.facts.month_first_zones.iter().any(|known| zone.starts_with(known.as_str()))
    });
    let pieces = pieces(&tokens, packs, month_first);
    let mut found: Vec<TimeExpression> = Vec::new();
    let mut begin = 0;
    while begin < pieces.len() {
        let before = found.last().map(|other| other.moment.date()).or(spoken);
        match expression(&folded.text, &pieces, begin, packs, month_first, From { now: at.datetime(), before }) {
            Some((expression, end)) => {
                join::push(&mut found, expression, &folded.text);
                begin = end.max(begin + 1);
            }
            None => begin += 1,
        }
    }
    for expression in &mut found {
        (expression.start, expression.end) = (folded.origin(expression.start), folded.end_of(expression.end));
    }
    found
}

/// The expression that begins at piece `begin`, with the index after it. Its span is in the folded text.
fn expression(
    text: &str,
    pieces: &[Piece],
    begin: usize,
    packs: &[&Pack],
    month_first: bool,
    from: From,
) -> Option<(TimeExpression, usize)> {
    let first = pieces.get(begin)?;
    let starts = match &first.what {
        What::Other | What::Line | What::Mark(_) => false,
        What::Words { senses, .. } => !senses.contains(&Sense::Never),
        _ => true,
    };
    if !starts {
        return None;
    }
    let reader = Reader {
        pieces,
        packs,
        month_first,
        today: from.now.date(),
        slots: Slots::default(),
        pending: Pending::default(),
        begin,
    };
    let (mut slots, end) = reader.read()?;
    if slots.amount.is_some() && !slots.has_date() {
        slots.anchored |= hangs(text, pieces, begin, packs);
    }
    let mut first = begin;
    while pieces.get(first).is_some_and(|piece| piece.senses() == [Sense::Glue]) {
        first += 1;
    }
    let span = (pieces.get(first)?.start, pieces.get(end.checked_sub(1)?)?.end);
    build(&slots, span, from).map(|found| (found, end))
}

/// Whether what stands right before piece `begin` is what an amount counts from: "aldıktan iki gün …", "ирснээс хойш 3 хоногийн …".
fn hangs(text: &str, pieces: &[Piece], begin: usize, packs: &[&Pack]) -> bool {
    let behind = |piece: &Piece| {
        let after = |sense: &Sense| matches!(sense, Sense::After(Bound::After | Bound::In | Bound::From));
        piece.senses().iter().any(after)
    };
    let before = |at: usize| at.checked_sub(1).and_then(|at| pieces.get(at));
    let place = if before(begin).is_some_and(behind) { begin.saturating_sub(1) } else { begin };
    let word = before(place).filter(|piece| piece.what == What::Other);
    let word = word.and_then(|piece| text.get(piece.start..piece.end));
    word.is_some_and(|word| packs.iter().any(|pack| pack.words.lexicon.is_anchor(word)))
}

fn build(slots: &Slots, (start, end): (usize, usize), from: From) -> Option<TimeExpression> {
    let now = from.now;
    let clock = clock::time(slots);
    let found = match resolve::day(slots, from) {
        Some(found) => found,
        None if slots.has_date() || slots.amount.is_some() => return None,
        None => undated(slots, clock, now),
    };
    let mut assumed = found.assumed.clone();
    if clock.is_some_and(|clock| clock.half_assumed) {
        assumed.push(Assumed::HalfOfDay);
    }
    let (moment, others) = moments(slots, &found, clock, now);
    let relative = slots.amount.filter(|_| slots.anchored).map(|amount| Relative {
        amount: amount.number,
        unit: amount.unit,
        before: matches!(slots.bound, Some(Bound::Before | Bound::Ago)),
    });
    Some(TimeExpression {
        start,
        end,
        moment,
        others,
        grain: grain(clock.is_some(), slots, found.grain),
        assumed,
        role: Role::of(slots.bound),
        bound: slots.bound,
        past: is_past(slots, moment, now),
        range_start: found.from.map(Moment::Day),
        relative,
        refers_back: matches!(slots.which, Some(Which::Same | Which::Following | Which::Preceding)),
        rule: found.rule,
        ambiguous: found.ambiguous || slots.guessed,
        recurring: slots.every,
        working: found.working.filter(|_| !slots.anchored),
    })
}

/// How fine it was said: a clock time is finer than the day it is of.
fn grain(clock: bool, slots: &Slots, day: Grain) -> Grain {
    match (clock, slots.part, day) {
        (true, _, _) => Grain::Minute,
        (false, Some(_), Grain::Day) => Grain::DayPart,
        (false, _, grain) => grain,
    }
}

/// The likeliest moment of the day found, and the others that are as right.
fn moments(
    slots: &Slots,
    found: &Found,
    clock: Option<clock::Resolved>,
    now: civil::DateTime,
) -> (Moment, Vec<Moment>) {
    let with_time = |date: civil::Date| match clock {
        Some(clock) => Moment::Clock(date.to_datetime(clock.at)),
        None => Moment::Day(date),
    };
    let counted = matches!(slots.bound, Some(Bound::In | Bound::Within)) && slots.which.is_none();
    let one = slots.unit.filter(|_| counted).map(|unit| Amount { number: 1, unit });
    let amount = slots.amount.or(one).filter(|amount| matches!(amount.unit, Unit::Hour | Unit::Minute));
    if let Some(amount) = amount.filter(|_| !slots.has_date()) {
        let at = after_hours(slots, amount, now);
        return (Moment::Clock(at), vec![Moment::Day(at.date())]);
    }
    let mut others: Vec<Moment> = found.others.iter().copied().map(with_time).collect();
    if slots.bound == Some(Bound::Before) && clock.is_none() && slots.amount.is_none() {
        others.push(Moment::Day(count::add_days(found.date, -1)));
    }
    (with_time(found.date), others)
}

/// A clock time or a part of the day without a day: today, or tomorrow where that hour has passed.
fn undated(slots: &Slots, clock: Option<clock::Resolved>, now: civil::DateTime) -> Found {
    let passed = match (clock, slots.part) {
        (Some(clock), _) => clock.at <= now.time(),
        (None, Some(Part::Morning)) => now.hour() >= 9,
        (None, Some(Part::Lunch)) => now.hour() >= 14,
        _ => false,
    };
    let past_bound = matches!(slots.which, Some(Which::This | Which::Same));
    let date = if passed && !past_bound { count::add_days(now.date(), 1) } else { now.date() };
    Found {
        date,
        others: Vec::new(),
        grain: Grain::Day,
        assumed: vec![Assumed::Today],
        rule: if clock.is_some() { "clock time" } else { "part of the day" },
        ambiguous: false,
        from: None,
        working: None,
    }
}

fn after_hours(slots: &Slots, amount: Amount, now: civil::DateTime) -> civil::DateTime {
    let number = i64::from(amount.number.min(100_000));
    let number = if slots.bound == Some(Bound::Ago) { -number } else { number };
    let span = if amount.unit == Unit::Hour { Span::new().hours(number) } else { Span::new().minutes(number) };
    let at = now.saturating_add(span);
    at.with().second(0).subsec_nanosecond(0).build().unwrap_or(at)
}

fn is_past(slots: &Slots, moment: Moment, now: civil::DateTime) -> bool {
    let over = match moment {
        Moment::Day(date) => date < now.date(),
        Moment::Clock(at) => at < now,
    };
    over || slots.which == Some(Which::Last) || slots.bound == Some(Bound::Ago) && !slots.anchored
}

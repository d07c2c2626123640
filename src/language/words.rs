//! In charge of: the shape of `names.toml` (drawn from CLDR) and `words.toml` (what CLDR lacks): words for time and numbers.
//!
//! Promises: an unknown section or key, a number out of range, an empty or doubled form refuses to load and names itself.
//! Leaves to: `lexicon` how words are found in a text, `reading::time` what they add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IntoDeserializer as _};

use super::Lexicon;

/// A stretch of time that one counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// A calendar day.
    Day,
    /// Monday to Friday.
    WorkingDay,
    /// Monday to Sunday, or seven days.
    Week,
    /// Two weeks.
    Fortnight,
    /// Saturday and Sunday.
    Weekend,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
}

/// Which one of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one now running.
    This,
    /// The first to come: "coming Friday".
    Coming,
    /// Of the coming week, month or year: "next Friday".
    Next,
    /// The one after the next.
    AfterNext,
    /// The one before this.
    Last,
    /// The one spoken of before.
    Same,
    /// The one that follows the one spoken of before.
    Following,
    /// The one that comes before the one spoken of before: "the Monday before that".
    Preceding,
}

/// A part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// "First thing", morning.
    Morning,
    /// 12:00 itself.
    Noon,
    /// The hour of lunch, without a clock time.
    Lunch,
    /// Afternoon.
    Afternoon,
    /// Evening.
    Evening,
    /// Night; with a small hour it may be after midnight.
    Night,
    /// 24:00 itself.
    Midnight,
    /// End of the day, close of business.
    End,
}

/// An edge of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
    /// Its last working day.
    LastWorkingDay,
}

/// What a word makes of the time beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Not later than it.
    By,
    /// Before it begins.
    Before,
    /// Before a stretch has passed.
    Within,
    /// When a stretch has passed: "in three days".
    In,
    /// After it.
    After,
    /// So long ago.
    Ago,
    /// Beginning with it.
    From,
    /// On it, for it.
    On,
    /// At a clock time.
    At,
    /// Between it and another.
    Between,
    /// From another date to it, also a new date: "to Monday".
    To,
    /// How far something moves: "by a week". Only with an amount.
    Shift,
    /// How long something takes: "за два дня". Only with an amount: what is done "за февраль" is done about it.
    Over,
}

/// A word of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockWord {
    /// Makes a clock time of the number before it: "o'clock", "Uhr".
    Hour,
    /// Makes a clock time of the number after it: "saat".
    Before,
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// 30 minutes past: "half past four", "dört buçuk".
    HalfPast,
    /// 30 minutes to: "halb fünf".
    HalfTo,
    /// 15 minutes past.
    QuarterPast,
    /// 15 minutes to.
    QuarterTo,
    /// Half past one, as one word.
    OneAndAHalf,
    /// Half past two, as one word.
    TwoAndAHalf,
    /// Stands between the minutes and the hour they lead to: "ten to nine", "zehn vor neun".
    MinutesTo,
    /// Stands between the hour and what has passed of it: "ten past nine".
    MinutesPast,
    /// Stands between the hour and the minutes that lead to it: "las nueve menos diez".
    HourLess,
    /// Stands between the hour and the minutes that have passed of it: "las diez y veinte".
    HourPlus,
    /// Stands before the minutes, and the hour they lead to behind them: "без десяти девять".
    MinutesOff,
    /// Stands between the minutes and the hour that runs, by its ordinal: "десять минут десятого" is 9:10.
    MinutesOf,
    /// Stands behind hour and minutes that lead to it: "dokuza on kala".
    ToGo,
    /// Stands behind hour and minutes that have passed of it: "dokuzu on geçe".
    Gone,
    /// Names another clock: "your time".
    Zone,
}

/// A word that says what a number beside it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The number after it is a calendar week.
    Week,
    /// The number before it is a day of a month.
    DayAfter,
    /// The number after it is a day of a month.
    DayBefore,
    /// The number before it is a month.
    Month,
    /// The number before it is a year.
    Year,
    /// The number before it is an ordinal.
    Ordinal,
    /// Makes working days of the days after it.
    Working,
    /// Every one of them: recurring.
    Every,
    /// Ties the amount before it to something else: "within five days of".
    Anchor,
    /// Ties the amount after it to something else.
    AnchorBefore,
    /// The number after it is no time: "room".
    NotBefore,
    /// The number before it is no time: "pages".
    NotAfter,
}

/// What an ending makes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Nothing that matters.
    Plain,
    /// Towards it.
    To,
    /// At it.
    On,
    /// From it.
    From,
    /// Before it has passed.
    Within,
    /// Every one of them.
    Every,
}

/// What an ending makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Nothing that matters.
    Any,
    /// An ordinal: a day of a month, or a calendar week.
    Day,
    /// An hour of the clock.
    Clock,
    /// An hour of the clock, or so many things: company decides.
    ClockOrCount,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A day of the week, Monday is 1.
    Weekday(i8),
    /// A month, January is 1.
    Month(i8),
    /// A day counted from today.
    Day(i32),
    /// A cardinal number.
    Number(u32),
    /// An ordinal number.
    Ordinal(u32),
    /// So many of a unit, in one word or phrase: "half an hour".
    Amount(u32, Unit),
    /// A quarter of the year, from 1 to 4.
    Quarter(i8),
    /// A unit.
    Unit(Unit),
    /// Which one.
    Which(Which),
    /// A part of a day.
    Part(Part),
    /// An edge.
    Edge(Edge),
    /// A bound that stands before its date.
    Before(Bound),
    /// A bound that stands after its date.
    After(Bound),
    /// A word of the clock.
    Clock(ClockWord),
    /// Says what a number is.
    Sign(Sign),
    /// May stand inside an expression.
    Glue,
    /// Looks like a word of time and is none.
    Never,
}

type Forms<K> = BTreeMap<K, Vec<String>>;

/// Words as they stand in `names.toml` and `words.toml`: a meaning and its forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordList {
    /// Whether hours from 1 to 6 written with minutes ("5:30") mean the afternoon.
    pub twelve_hour: bool,
    /// Whether `17.30` may be a clock time.
    pub dot_clock: bool,
    /// Whether `12.6` may be a date.
    pub dot_date: bool,
    /// Whether a dot behind a number makes an ordinal of it ("12.").
    pub dot_ordinal: bool,
    /// Whether a bare number with a bound is a day of the month, not an hour.
    pub bare_number_is_day: bool,
    /// Whether a weekday and a part of the day may be one word ("Freitagabend").
    pub compounds: bool,
    pub(super) weekdays: Forms<String>,
    pub(super) months: Forms<String>,
    pub(super) days: Forms<String>,
    pub(super) numbers: Forms<String>,
    pub(super) ordinals: Forms<String>,
    pub(super) quarters: Forms<String>,
    pub(super) amounts: Forms<String>,
    pub(super) units: Forms<Unit>,
    pub(super) which: Forms<Which>,
    pub(super) parts: Forms<Part>,
    pub(super) edges: Forms<Edge>,
    pub(super) before: Forms<Bound>,
    pub(super) after: Forms<Bound>,
    pub(super) clock: Forms<ClockWord>,
    pub(super) signs: Forms<Sign>,
    pub(super) glue: Vec<String>,
    pub(super) weak: Vec<String>,
    pub(super) never: Vec<String>,
    pub(super) endings: Forms<Case>,
    pub(super) number_endings: Forms<Counted>,
    pub(super) anchor_endings: Vec<String>,
}

impl WordList {
    /// Each form with its meaning.
    ///
    /// # Errors
    /// Names section and key of a number that is none or out of range.
    pub(super) fn senses(&self) -> Result<Vec<(&str, Sense)>, String> {
        let mut found = Vec::new();
        let mut numbered = |section: &str, forms, range, sense: fn(i32) -> Sense| -> Result<(), String> {
            found.extend(numbered_senses(section, forms, range, sense)?);
            Ok(())
        };
        numbered("weekdays", &self.weekdays, 1..=7, |n| Sense::Weekday(n as i8))?;
        numbered("months", &self.months, 1..=12, |n| Sense::Month(n as i8))?;
        numbered("days", &self.days, -9..=9, Sense::Day)?;
        numbered("numbers", &self.numbers, 0..=1000, |n| Sense::Number(n.unsigned_abs()))?;
        numbered("ordinals", &self.ordinals, 1..=60, |n| Sense::Ordinal(n.unsigned_abs()))?;
        numbered("quarters", &self.quarters, 1..=4, |n| Sense::Quarter(n as i8))?;
        for (key, forms) in &self.amounts {
            let amount = amount(key)?;
            found.extend(forms.iter().map(|form| (form.as_str(), amount)));
        }
        found.extend(each(&self.units, Sense::Unit));
        found.extend(each(&self.which, Sense::Which));
        found.extend(each(&self.parts, Sense::Part));
        found.extend(each(&self.edges, Sense::Edge));
        found.extend(each(&self.before, Sense::Before));
        found.extend(each(&self.after, Sense::After));
        found.extend(each(&self.clock, Sense::Clock));
        found.extend(each(&self.signs, Sense::Sign));
        found.extend(self.glue.iter().map(|form| (form.as_str(), Sense::Glue)));
        found.extend(self.never.iter().map(|form| (form.as_str(), Sense::Never)));
        match found.iter().find(|(form, _)| form.trim().is_empty()) {
            Some((_, sense)) => Err(format!("an empty form stands for {sense:?}; take it out")),
            None => Ok(found),
        }
    }
}

fn each<K: Copy>(forms: &Forms<K>, sense: fn(K) -> Sense) -> impl Iterator<Item = (&str, Sense)> {
    forms.iter().flat_map(move |(&key, words)| words.iter().map(move |word| (word.as_str(), sense(key))))
}

/// What a key of `[amounts]` says.
fn amount(key: &str) -> Result<Sense, String> {
    let parsed = key.split_once(' ').and_then(|(number, unit)| {
        let unit: Result<Unit, serde::de::value::Error> = Unit::deserialize(unit.into_deserializer());
        Some(Sense::Amount(number.parse().ok()?, unit.ok()?))
    });
    parsed.ok_or_else(|| format!("[amounts] {key}: write a number and a unit, as \"30 minute\""))
}

fn numbered_senses<'f>(
    section: &str,
    forms: &'f Forms<String>,
    range: std::ops::RangeInclusive<i32>,
    sense: fn(i32) -> Sense,
) -> Result<Vec<(&'f str, Sense)>, String> {
    let mut found = Vec::new();
    for (key, words) in forms {
        let number =
            key.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
                format!("[{section}] {key}: write a number from {} to {}", range.start(), range.end())
            })?;
        found.extend(words.iter().map(|word| (word.as_str(), sense(number))));
    }
    Ok(found)
}

/// Words for time, ready to be looked up.
#[derive(Debug)]
pub struct Words {
    /// Words and endings by their folded form.
    pub lexicon: Lexicon,
    /// See [`WordList::twelve_hour`].
    pub twelve_hour: bool,
    /// See [`WordList::dot_clock`].
    pub dot_clock: bool,
    /// See [`WordList::dot_date`].
    pub dot_date: bool,
    /// See [`WordList::dot_ordinal`].
    pub dot_ordinal: bool,
    /// See [`WordList::bare_number_is_day`].
    pub bare_number_is_day: bool,
}

impl Words {
    /// Joins the names drawn from CLDR with the words of the pack.
    ///
    /// # Errors
    /// Names the section and key that is wrong.
    pub(super) fn new(names: &WordList, words: &WordList) -> Result<Self, String> {
        Ok(Self {
            lexicon: Lexicon::new(names, words)?,
            twelve_hour: words.twelve_hour,
            dot_clock: words.dot_clock,
            dot_date: words.dot_date,
            dot_ordinal: words.dot_ordinal,
            bare_number_is_day: words.bare_number_is_day,
        })
    }
}

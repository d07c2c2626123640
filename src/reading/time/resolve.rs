//! In charge of: which day and hour the slots of an expression mean, counted from the moment of writing.
//!
//! Promises: the likeliest reading first, the others that are as right beside it; every part that nobody said is in `assumed`.
//! Leaves to: `clock` the hour, `count` the calendar.

use jiff::civil::{Date, DateTime};

use super::{
    count::{add_days, count, monday, next_day, next_weekday},
    slots::{Amount, Slots},
};
use crate::{
    language::{Bound, Edge, Part, Unit, Which},
    model::{Assumed, Grain},
};

/// A day, and how it was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub date: Date,
    /// The days that are as right.
    pub others: Vec<Date>,
    pub grain: Grain,
    pub assumed: Vec<Assumed>,
    pub rule: &'static str,
    pub ambiguous: bool,
    /// Where a range of days begins.
    pub from: Option<Date>,
    /// So many working days from that day.
    pub working: Option<(Date, i64)>,
}

impl Found {
    fn new(date: Date, rule: &'static str) -> Self {
        let (others, assumed) = (Vec::new(), Vec::new());
        Self { date, others, grain: Grain::Day, assumed, rule, ambiguous: false, from: None, working: None }
    }

    /// The day `amount` of `unit` after `base`.
    fn counted(base: Date, amount: i64, unit: Unit, rule: &'static str) -> Self {
        let found = Self::new(count(base, amount, unit), rule);
        Self { working: (unit == Unit::WorkingDay).then_some((base, amount)), ..found }
    }

    fn or(mut self, others: impl IntoIterator<Item = Date>) -> Self {
        let date = self.date;
        self.others.extend(others.into_iter().filter(|other| *other != date));
        self
    }

    fn grain(mut self, grain: Grain) -> Self {
        self.grain = grain;
        self
    }

    fn assuming(mut self, assumed: Assumed) -> Self {
        self.assumed.push(assumed);
        self
    }
}

/// What the day is counted from.
#[derive(Debug, Clone, Copy)]
pub(super) struct From {
    /// The moment of writing, on the writer's clock.
    pub now: DateTime,
    /// The day spoken of before in the same text.
    pub before: Option<Date>,
}

/// The day that `slots` name; `None` where they name none that exists.
pub(super) fn day(slots: &Slots, from: From) -> Option<Found> {
    let today = from.now.date();
    if let Some(amount) = slots.amount {
        return Some(counted(slots, amount, from));
    }
    if let Some(day) = slots.day {
        return day_of_month(slots, day, today);
    }
    if let Some(days) = slots.relative {
        return Some(Found::new(add_days(today, i64::from(days)), "relative day"));
    }
    if let Some(week) = slots.week {
        return week_number(slots, week, today);
    }
    if let Some(weekday) = slots.weekday {
        return nth_of_month(slots, weekday, today).or_else(|| Some(on_weekday(slots, weekday, from)));
    }
    if let Some(month) = slots.month {
        return month_stretch(slots, month, today);
    }
    if let Some(quarter) = slots.quarter {
        return quarter_of_year(slots, quarter, today);
    }
    if let Some(unit) = slots.unit {
        return stretch(slots, unit, from);
    }
    None
}

/// "In three days", "a week after Friday", "Friday week".
fn counted(slots: &Slots, amount: Amount, from: From) -> Found {
    let bare = Slots { amount: None, bound: None, clock: None, part: None, ..slots.clone() };
    let today = from.now.date();
    let base = day(&bare, from).map_or(today, |found| found.date);
    let anchored = base != today || slots.relative.is_some();
    let back = matches!(slots.bound, Some(Bound::Ago))
        || slots.which == Some(Which::Last)
        || slots.bound == Some(Bound::Before)
        || anchored && slots.bound == Some(Bound::Before);
    let number = i64::from(amount.number) * if back { -1 } else { 1 };
    let found = Found::counted(base, number, amount.unit, "amount of time");
    if matches!(amount.unit, Unit::Hour | Unit::Minute) { found.grain(Grain::Hour) } else { found }
}

/// "12 June", "the 12th", "the 5th of next month", "Friday the 27th".
fn day_of_month(slots: &Slots, day: i8, today: Date) -> Option<Found> {
    if let (Some(month), Some(year)) = (slots.month, slots.year) {
        let found = Found::new(Date::new(year, month, day).ok()?, "date");
        return Some(with_other_order(slots, found, day, month, Some(year), today));
    }
    if let Some(month) = slots.month {
        let date = next_day(today, day, Some(month))?;
        let found = Found::new(date, "date").assuming(Assumed::Year);
        let mut found = with_other_order(slots, found, day, month, None, today);
        found.from = range_start(slots, date);
        return Some(found);
    }
    let this_month = match (slots.unit, slots.which) {
        (Some(Unit::Month), Some(Which::This)) => Some(0),
        (Some(Unit::Month), Some(Which::Next | Which::Coming)) => Some(1),
        (Some(Unit::Month), Some(Which::Last)) => Some(-1),
        _ => None,
    };
    if let Some(months) = this_month {
        let first = count(today.first_of_month(), months, Unit::Month);
        return Date::new(first.year(), first.month(), day).ok().map(|date| Found::new(date, "day of the month"));
    }
    let first = next_day(today, day, None)?;
    let mut found = Found::new(first, "day of the month").assuming(Assumed::Month);
    if let Some(weekday) = slots.weekday {
        let falls = |date: Date| date.weekday().to_monday_one_offset() == weekday;
        let mut date = first;
        for _ in 0..4 {
            if falls(date) {
                break;
            }
            date = next_day(add_days(date, 1), day, None)?;
        }
        found.ambiguous = !falls(date);
        found.date = if falls(date) { date } else { first };
    }
    found.from = range_start(slots, found.date);
    Some(found)
}

/// "12-14 June": the 12th.
fn range_start(slots: &Slots, end: Date) -> Option<Date> {
    let day = i8::try_from(slots.from_number?).ok()?;
    let start = Date::new(end.year(), end.month(), day).ok()?;
    Some(if start > end { count(start, -1, Unit::Month) } else { start })
}

/// "12/06": a weekday beside it decides; else both orders are told.
fn with_other_order(slots: &Slots, mut found: Found, day: i8, month: i8, year: Option<i16>, today: Date) -> Found {
    let falls = |date: Date| slots.weekday.is_none_or(|weekday| date.weekday().to_monday_one_offset() == weekday);
    if !slots.other_order {
        found.ambiguous |= !falls(found.date);
        return found;
    }
    let other = match year {
        Some(year) => Date::new(year, day, month).ok(),
        None => next_day(today, month, Some(day)),
    };
    found = found.assuming(Assumed::Order);
    found.ambiguous = true;
    if let Some(other) = other {
        if slots.weekday.is_some() && falls(other) && !falls(found.date) {
            (found.date, found.ambiguous) = (other, false);
        } else if slots.weekday.is_some() && falls(found.date) {
            found.ambiguous = false;
        } else {
            found.others.push(other);
        }
    }
    found
}

/// A day of the week.
fn on_weekday(slots: &Slots, weekday: i8, from: From) -> Found {
    let today = from.now.date();
    let coming = next_weekday(today, weekday);
    let of_week = |weeks: i64| add_days(monday(today), weeks * 7 + i64::from(weekday) - 1);
    let rule = "weekday";
    let found = match (slots.which, slots.unit) {
        (Some(Which::This), _) => {
            let date = of_week(0);
            let weekend = today.weekday().to_monday_one_offset() > 5;
            Found::new(if date < today && weekend { coming } else { date }, "weekday of this week")
        }
        (Some(Which::Coming), Some(Unit::Week)) | (Some(Which::Next), Some(Unit::Week)) => {
            Found::new(of_week(1), "weekday of next week")
        }
        (Some(Which::Next), _) => Found::new(of_week(1), "next weekday").or([coming]),
        (Some(Which::Coming), _) => Found::new(coming, "coming weekday").or([of_week(1)]),
        (Some(Which::AfterNext), _) => Found::new(of_week(2), "weekday after the next").or([add_days(coming, 7)]),
        (Some(Which::Last), _) => Found::new(add_days(next_weekday(add_days(today, -8), weekday), 0), "last weekday"),
        (Some(Which::Following), _) => {
            Found::new(next_weekday(from.before.unwrap_or(today), weekday), rule).or([of_week(1)])
        }
        (Some(Which::Preceding), _) => {
            let event = from.before.unwrap_or(add_days(coming, 7));
            Found::new(next_weekday(add_days(event, -8), weekday), rule)
        }
        (Some(Which::Same), _) => {
            let named = from.before.filter(|date| date.weekday().to_monday_one_offset() == weekday);
            Found::new(named.unwrap_or(coming), rule)
        }
        (None, _) => Found::new(coming, rule),
    };
    let later_today =
        slots.clock.is_some_and(|_| super::clock::time(slots).is_some_and(|time| time.at > from.now.time()));
    if slots.which.is_none() && today.weekday().to_monday_one_offset() == weekday && later_today {
        return Found::new(today, "weekday, today").or([coming]);
    }
    found
}

/// "The second Friday in July", "the last Friday of the month"; `None` where no month is named or it has no such day.
fn nth_of_month(slots: &Slots, weekday: i8, today: Date) -> Option<Found> {
    let nth = slots.nth?;
    let of = |first: Date| {
        if nth < 0 {
            return Some(add_days(next_weekday(count(first, 1, Unit::Month), weekday), -7))
                .map(|date| if date.month() == first.month() { date } else { add_days(date, -7) });
        }
        let date = add_days(next_weekday(add_days(first, -1), weekday), i64::from(nth - 1) * 7);
        (date.month() == first.month()).then_some(date)
    };
    let Some(month) = slots.month else {
        let step = i64::from(matches!(slots.which, Some(Which::Next | Which::Coming | Which::Following)));
        let first = count(today.first_of_month(), step, Unit::Month);
        let passed = of(first).filter(|date| slots.which.is_none() && *date < today);
        let first = if passed.is_some() { count(first, 1, Unit::Month) } else { first };
        return of(first).map(|date| Found::new(date, "weekday of a month"));
    };
    let year = slots.year.unwrap_or_else(|| today.year());
    let date = of(Date::new(year, month, 1).ok()?)?;
    if slots.year.is_some() || date >= today {
        return Some(Found::new(date, "weekday of a month"));
    }
    of(Date::new(year.saturating_add(1), month, 1).ok()?).map(|date| Found::new(date, "weekday of a month"))
}

/// "The end of Q3", "in the third quarter".
fn quarter_of_year(slots: &Slots, quarter: i8, today: Date) -> Option<Found> {
    let first = |year: i16| Date::new(year, (quarter - 1).clamp(0, 3) * 3 + 1, 1).ok();
    let this = first(slots.year.unwrap_or_else(|| today.year()))?;
    let over = slots.year.is_none() && count(this, 3, Unit::Month) <= today;
    let mut found =
        within_months(slots.edge, if over { first(today.year().saturating_add(1))? } else { this }, 3, "quarter");
    if slots.year.is_none() {
        found.assumed.push(Assumed::Year);
    }
    Some(found)
}

/// "Week 24": its Friday, or the weekday named.
fn week_number(slots: &Slots, week: i8, today: Date) -> Option<Found> {
    let this = monday(today);
    let mut year = slots.year.unwrap_or(this.iso_week_date().year());
    let mut start = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok();
    if slots.year.is_none() && start.is_none_or(|start| start.date() < this) {
        year = year.saturating_add(1);
        start = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok();
    }
    let start = start?.date();
    if let Some(weekday) = slots.weekday {
        return Some(Found::new(add_days(start, i64::from(weekday) - 1), "weekday of a calendar week"));
    }
    Some(within_week(slots.edge, start, "calendar week"))
}

/// A day of the week that begins on `start`: its Friday, or what its edge says.
fn within_week(edge: Option<Edge>, start: Date, rule: &'static str) -> Found {
    let day = |offset| add_days(start, offset);
    let found = match edge {
        Some(Edge::Start) => Found::new(day(0), rule).or([day(1), day(2)]),
        Some(Edge::Middle) => Found::new(day(2), rule).or([day(1), day(3)]),
        Some(Edge::End | Edge::LastWorkingDay) | None => Found::new(day(4), rule).or([day(5), day(6)]),
    };
    found.grain(Grain::Week).assuming(Assumed::Day)
}

/// "End of June", "mid-June", "in June".
fn month_stretch(slots: &Slots, month: i8, today: Date) -> Option<Found> {
    let year =
        slots.year.unwrap_or_else(|| if month < today.month() { today.year().saturating_add(1) } else { today.year() });
    let first = Date::new(year, month, 1).ok()?;
    let first = if slots.which == Some(Which::Last) { count(first, -1, Unit::Year) } else { first };
    let mut found = within_months(slots.edge, first, 1, "month");
    if slots.year.is_none() {
        found.assumed.push(Assumed::Year);
    }
    Some(found)
}

/// A day of the stretch of `months` months that begins on `first`.
fn within_months(edge: Option<Edge>, first: Date, months: i64, rule: &'static str) -> Found {
    let last = add_days(count(first, months, Unit::Month), -1);
    let working = count(add_days(last, 1), -1, Unit::WorkingDay);
    let half = i64::from((last - first).get_days()) / 2;
    let found = match edge {
        Some(Edge::Start) => Found::new(add_days(first, 4), rule).or([first]),
        Some(Edge::Middle) => Found::new(add_days(first, half), rule),
        Some(Edge::LastWorkingDay) => Found::counted(add_days(last, 1), -1, Unit::WorkingDay, rule),
        Some(Edge::End) | None => Found::new(last, rule).or([working]),
    };
    found.grain(Grain::Month).assuming(Assumed::Day)
}

/// "This week", "end of next month", "same day", "through the week".
fn stretch(slots: &Slots, unit: Unit, from: From) -> Option<Found> {
    let today = match (slots.which, from.before) {
        (Some(Which::Following | Which::Preceding), Some(before)) => before,
        (Some(Which::Preceding), None) => return None,
        _ => from.now.date(),
    };
    if slots.which.is_none() && slots.edge.is_none() && slots.bare_unit_counts() {
        let amount = Amount { number: 1, unit };
        return Some(counted(&Slots { amount: Some(amount), unit: None, ..slots.clone() }, amount, from));
    }
    let step = match slots.which {
        Some(Which::Next | Which::Coming | Which::Following) => 1,
        Some(Which::AfterNext) => 2,
        Some(Which::Last | Which::Preceding) => -1,
        Some(Which::This | Which::Same) | None => 0,
    };
    Some(match unit {
        Unit::Minute | Unit::Hour => return None,
        Unit::Day | Unit::WorkingDay => one_day(slots, unit, step, from),
        Unit::Week | Unit::Fortnight => {
            let start = add_days(monday(today), step * 7);
            let mut found = within_week(slots.edge, start, "week");
            if step == 0 && found.date < today {
                found = Found::new(add_days(start, 6), "week").or([today, found.date]).grain(Grain::Week);
            }
            found
        }
        Unit::Weekend => {
            let start = add_days(monday(today), step * 7);
            if slots.bound == Some(Bound::Before) {
                let before = Found::new(add_days(start, 4), "before the weekend").or([add_days(start, 5)]);
                return Some(before.grain(Grain::Week));
            }
            Found::new(add_days(start, 6), "weekend").or([add_days(start, 5), add_days(start, 4)]).grain(Grain::Week)
        }
        Unit::Month => within_months(slots.edge, count(today.first_of_month(), step, Unit::Month), 1, "month"),
        Unit::Quarter => {
            let start = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
            within_months(slots.edge, count(start, step, Unit::Quarter), 3, "quarter")
        }
        Unit::Year => within_months(slots.edge, count(today.first_of_year(), step, Unit::Year), 12, "year"),
    })
}

/// "The same day", "the next day", "the end of the day".
fn one_day(slots: &Slots, unit: Unit, step: i64, from: From) -> Found {
    let today = from.now.date();
    let base = match slots.which {
        Some(Which::Same | Which::Following | Which::Preceding) => from.before.unwrap_or(today),
        _ => today,
    };
    let found = Found::counted(base, step, unit, if slots.which == Some(Which::Same) { "same day" } else { "day" });
    if slots.part == Some(Part::End) || slots.edge.is_some() { found.grain(Grain::DayPart) } else { found }
}

impl Slots {
    /// Whether a unit without a number means one of it: "через неделю".
    fn bare_unit_counts(&self) -> bool {
        let counts = matches!(self.bound, Some(Bound::In | Bound::Ago | Bound::Within | Bound::Over | Bound::Shift));
        counts && (self.bare_unit || self.bound_after)
    }
}

//! In charge of: the slots that the words of one time expression fill.
//!
//! Promises: a slot is filled once; what would fill it again belongs to another expression.
//! Leaves to: `reader` who fills them, `resolve` what they mean.

use crate::language::{Bound, ClockWord, Edge, Part, Unit, Which};

/// A clock time as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    /// Said before noon (`false`) or after it (`true`).
    pub afternoon: Option<bool>,
    /// Whether small hours may mean the afternoon: "at 5".
    pub twelve: bool,
}

/// So many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub number: u32,
    pub unit: Unit,
}

/// What one expression says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Slots {
    pub weekday: Option<i8>,
    pub day: Option<i8>,
    pub month: Option<i8>,
    pub year: Option<i16>,
    /// Day and month may also be the other way round.
    pub other_order: bool,
    pub relative: Option<i32>,
    pub amount: Option<Amount>,
    pub unit: Option<Unit>,
    pub which: Option<Which>,
    pub edge: Option<Edge>,
    pub week: Option<i8>,
    /// A quarter of the year, from 1 to 4.
    pub quarter: Option<i8>,
    /// Which of the month's weekdays of that name, from 1 to 5; the last is -1.
    pub nth: Option<i8>,
    pub clock: Option<Clock>,
    pub part: Option<Part>,
    pub bound: Option<Bound>,
    /// The bound stands behind the date.
    pub bound_after: bool,
    pub every: bool,
    /// The amount counts from something that is no date.
    pub anchored: bool,
    /// The day, or the hour, at which a range begins.
    pub from_number: Option<u32>,
    /// Something in it is no word of other meanings.
    pub strong: bool,
    /// A bare number was taken for a clock time.
    pub guessed: bool,
    /// The unit stands without a number, and nothing stands between it and its bound.
    pub bare_unit: bool,
}

/// What to do with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It and what follows up to this index belong to the expression.
    Take(usize),
    /// It may belong to it if something after it does.
    Pass(usize),
    /// The expression ends before it.
    Stop,
}

/// Words that wait for the time they speak of.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    pub bound: Option<Bound>,
    pub which: Option<Which>,
    pub edge: Option<Edge>,
    pub half: Option<ClockWord>,
    pub every: bool,
    pub at: bool,
    /// The word before an amount may say how far something moves.
    pub shift: bool,
    pub day_mark: bool,
    pub working: bool,
    pub anchor: bool,
    pub glue: bool,
    pub comma: bool,
    pub line: bool,
    /// A number with a dash after it.
    pub range: Option<u32>,
}

impl Slots {
    /// Whether it names a day, however far.
    pub(super) fn has_date(&self) -> bool {
        self.weekday.is_some() || self.day.is_some() || self.relative.is_some() || self.has_stretch()
    }

    /// Whether it names a stretch of days.
    pub(super) fn has_stretch(&self) -> bool {
        self.week.is_some()
            || self.quarter.is_some()
            || self.month.is_some() && self.day.is_none()
            || self.unit.is_some() && (self.which.is_some() || self.edge.is_some())
    }

    /// Whether nothing is filled.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_date()
            && self.clock.is_none()
            && self.part.is_none()
            && self.amount.is_none()
            && self.unit.is_none()
            && self.year.is_none()
            && self.which.is_none()
            && self.edge.is_none()
    }

    /// Takes `bound`, unless a stronger one is there.
    pub(super) fn bind(&mut self, bound: Bound, after: bool) {
        if self.bound.is_none_or(|old| strength(bound) >= strength(old)) {
            self.bound = Some(bound);
            self.bound_after = after;
        }
    }

    /// Whether the slots say a time, and not only words that may.
    pub(super) fn is_time(&self) -> bool {
        let said_day = self.day.is_some() || self.relative.is_some() || self.week.is_some();
        let company = self.bound.is_some() || self.clock.is_some() || self.which.is_some() || self.part.is_some();
        if !(self.strong || company || self.day.is_some() && self.month.is_some()) {
            return false;
        }
        said_day
            || self.weekday.is_some()
            || self.is_counted()
            || self.is_stretch()
            || self.clock.is_some()
            || self.is_part()
    }

    /// Whether an amount is counted from somewhere.
    fn is_counted(&self) -> bool {
        let counted = match self.bound {
            Some(
                Bound::Within | Bound::In | Bound::Ago | Bound::After | Bound::Before | Bound::Shift | Bound::Over,
            ) => true,
            Some(Bound::By) => self.bound_after,
            _ => self.anchored || matches!(self.which, Some(Which::Next | Which::Coming | Which::Last)),
        };
        self.amount.is_some() && (counted || self.weekday.is_some() || self.relative.is_some())
    }

    fn is_stretch(&self) -> bool {
        let by = matches!(
            self.bound,
            Some(Bound::By | Bound::Before | Bound::Within | Bound::In | Bound::From | Bound::On | Bound::After)
        );
        if self.month.is_some() || self.quarter.is_some() {
            return self.edge.is_some() || self.year.is_some() || self.which.is_some() || by && self.strong;
        }
        match self.unit {
            Some(Unit::Minute | Unit::Hour) => {
                matches!(self.bound, Some(Bound::In | Bound::Within)) && (self.bare_unit || self.bound_after)
            }
            None => false,
            Some(Unit::Day | Unit::WorkingDay) => {
                let which = matches!(
                    self.which,
                    Some(Which::This | Which::Next | Which::Same | Which::Following | Which::Preceding | Which::Coming)
                );
                which || self.edge.is_some()
            }
            Some(Unit::Weekend) => self.which.is_some() || self.bound.is_some(),
            Some(_) => {
                let within = matches!(self.bound, Some(Bound::Within | Bound::In | Bound::Over));
                self.which.is_some() || self.edge.is_some() || within
            }
        }
    }

    fn is_part(&self) -> bool {
        match self.part {
            Some(Part::End) => true,
            Some(Part::Noon | Part::Midnight) => self.strong,
            Some(_) => self.bound.is_some() || matches!(self.which, Some(Which::This | Which::Same)),
            None => false,
        }
    }
}

fn strength(bound: Bound) -> u8 {
    match bound {
        Bound::Within | Bound::In | Bound::Ago => 4,
        Bound::By | Bound::Before | Bound::After => 3,
        Bound::From | Bound::Between | Bound::To | Bound::Shift | Bound::Over => 2,
        Bound::On | Bound::At => 1,
    }
}

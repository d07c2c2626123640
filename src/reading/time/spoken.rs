//! In charge of: times as they are spoken: "ten to nine", "the second Friday in July", "half an hour", "Q3", "the Monday before that".
//!
//! Promises: which words do so is the packs' data; a way of speaking that may mean something else needs company.
//! Leaves to: `number` what any other number is, `resolve` which day is meant.

use super::{
    number::Said,
    piece::{Piece, What},
    reader::Reader,
    slots::{Amount, Step},
};
use crate::language::{Bound, Case, ClockWord, Counted, Sense, Sign, Unit, Which};

impl Reader<'_> {
    /// Words that say more than one slot holds.
    pub(super) fn spoken_word(&mut self, at: usize, piece: &Piece) -> Option<Step> {
        if piece.has(Sense::Clock(ClockWord::MinutesOff))
            && let Some(step) = self.minutes_off(at)
        {
            return Some(step);
        }
        if self.slots.nth.is_some() && piece.has(Sense::Sign(Sign::Anchor)) {
            return Some(Step::Pass(at + 1));
        }
        if let Some(quarter) = piece.find(|sense| if let Sense::Quarter(number) = sense { Some(*number) } else { None })
        {
            if self.slots.has_date() || !self.settle(at) {
                return Some(Step::Stop);
            }
            self.slots.quarter = Some(quarter);
            return Some(Step::Take(at + 1));
        }
        let amount = piece.find(|sense| match sense {
            Sense::Amount(number, unit) => Some(Amount { number: *number, unit: *unit }),
            _ => None,
        })?;
        let shift = self.pending.shift;
        if self.slots.amount.is_some() || self.slots.day.is_some() || self.slots.unit.is_some() || !self.settle(at) {
            return Some(Step::Stop);
        }
        Some(self.take_amount(amount, shift, at + 1))
    }

    /// Takes so many of a unit; `shift` where the word before says how far something moves.
    pub(super) fn take_amount(&mut self, amount: Amount, shift: bool, next: usize) -> Step {
        self.slots.amount = Some(amount);
        if shift && !self.slots.bound_after {
            self.slots.bound = Some(Bound::Shift);
            self.slots.anchored = true;
        }
        Step::Take(next)
    }

    /// A unit beside a day that was said: "Friday week", "salı günü".
    pub(super) fn unit_of_a_day(&mut self, at: usize, piece: &Piece, unit: Unit, behind: bool) -> Option<Step> {
        let part_of_date = self.pending.which.is_none()
            && self.pending.edge.is_none()
            && matches!(unit, Unit::Day)
            && !self.slots.bound_after
            && (self.slots.weekday.is_some() || self.slots.day.is_some());
        if part_of_date {
            if let Some(case) = piece.case {
                self.incline(case);
            }
            return Some(Step::Take(at + 1));
        }
        let bare = self.pending.which.is_none() && self.pending.edge.is_none() && self.pending.bound.is_none();
        let lone =
            bare && unit == Unit::Day && (self.slots.is_empty() || self.slots.bound_after && self.slots.has_date());
        if lone && !behind && (self.slots.bound_after || self.is_weekday(at + 1)) {
            return Some(Step::Stop);
        }
        let which = |piece: &Piece| piece.senses().iter().any(|sense| matches!(sense, Sense::Which(_)));
        if unit == Unit::Week
            && !which(piece)
            && !self.piece(at + 1).is_some_and(which)
            && bare
            && self.slots.weekday.is_some()
            && self.slots.which.is_none()
            && self.slots.amount.is_none()
        {
            self.slots.amount = Some(Amount { number: 1, unit });
            return Some(Step::Take(at + 1));
        }
        None
    }

    /// Whether the piece at `at` counts: a unit, alone or with its number.
    pub(super) fn counts(&self, at: usize) -> bool {
        self.piece(at)
            .is_some_and(|piece| piece.senses().iter().any(|sense| matches!(sense, Sense::Unit(_) | Sense::Amount(..))))
    }

    /// "The day before", "the Monday after" where a clause ends: counted from the day spoken of before.
    pub(super) fn beside_what_was_said(&mut self, at: usize, unit: Unit) -> bool {
        let side = self.piece(at).filter(|_| self.behind(at).is_none()).and_then(|piece| {
            piece.find(|sense| match sense {
                Sense::Before(Bound::Before) => Some(Which::Preceding),
                Sense::Before(Bound::After) => Some(Which::Following),
                _ => None,
            })
        });
        let ends = self
            .piece(at + 1)
            .is_none_or(|piece| matches!(piece.what, What::Line | What::Mark('.' | ',' | ';' | '!' | '?' | ')' | '।')));
        if self.slots.which.is_some() || !ends || !matches!(unit, Unit::Day | Unit::WorkingDay | Unit::Week) {
            return false;
        }
        self.slots.which = side;
        side.is_some()
    }

    /// "Two days after …": counted from the date that follows, or from something that is none.
    pub(super) fn dangling(&mut self, at: usize, bound: Bound) -> Step {
        if self.slots.has_date() {
            return Step::Stop;
        }
        self.slots.bind(bound, false);
        self.slots.bound = Some(bound);
        let follows = self.past_glue(at + 1);
        let dated = self.piece(follows).is_some_and(|piece| {
            matches!(piece.what, What::Date { .. })
                || piece.senses().iter().any(|sense| matches!(sense, Sense::Weekday(_) | Sense::Day(_)))
        });
        self.slots.anchored |= !dated;
        Step::Take(at + 1)
    }

    /// "The second Friday in July", "ayın ikinci cuması".
    pub(super) fn nth_weekday(&mut self, said: Said) -> Option<Step> {
        let word = self.piece(said.at).is_some_and(|piece| !piece.senses().is_empty());
        let ordinal = said.ordinal || said.dot || said.ending == Some(Counted::Day);
        let counted = ordinal && (word || said.dot && self.slots.month.is_none());
        if !counted || !(1..=5).contains(&said.value) || !self.of_a_month(said.next) {
            return None;
        }
        if self.pending.day_mark {
            self.slots.unit = Some(Unit::Month);
        }
        self.slots.nth = i8::try_from(said.value).ok();
        Some(Step::Pass(said.next))
    }

    /// Whether a day of the week stands at `at`, and a month before or behind it.
    pub(super) fn of_a_month(&self, at: usize) -> bool {
        let day = self.past_glue(at);
        if self.slots.nth.is_some() || !self.is_weekday(day) {
            return false;
        }
        let before = self.slots.month.is_some() && self.slots.day.is_none() || self.slots.unit == Some(Unit::Month);
        before || self.pending.day_mark || self.month_behind(day + 1)
    }

    /// Whether a day of the week stands at `at`.
    pub(super) fn is_weekday(&self, at: usize) -> bool {
        self.piece(at).is_some_and(|piece| piece.senses().iter().any(|sense| matches!(sense, Sense::Weekday(_))))
    }

    fn month_behind(&self, mut at: usize) -> bool {
        for _ in 0..4 {
            let Some(piece) = self.piece(at) else { return false };
            let senses = piece.senses();
            if senses.iter().any(|sense| matches!(sense, Sense::Month(_) | Sense::Unit(Unit::Month))) {
                return true;
            }
            let between = |sense: &Sense| {
                matches!(
                    sense,
                    Sense::Glue
                        | Sense::Before(Bound::On | Bound::In | Bound::From | Bound::At)
                        | Sense::Sign(Sign::Anchor)
                        | Sense::Which(_)
                )
            };
            if !senses.iter().any(between) {
                return false;
            }
            at += 1;
        }
        false
    }

    /// "The third quarter".
    pub(super) fn quarter(&mut self, said: Said) -> Option<Step> {
        let at = self.past_glue(said.next);
        let ordinal = said.ordinal || said.dot || said.ending == Some(Counted::Day);
        let quarter = self.piece(at).is_some_and(|piece| piece.has(Sense::Unit(Unit::Quarter)));
        if !(ordinal && quarter && (1..=4).contains(&said.value)) {
            return None;
        }
        if self.slots.has_date() || !self.settle(at) {
            return Some(Step::Stop);
        }
        self.slots.strong = true;
        self.slots.quarter = i8::try_from(said.value).ok();
        Some(Step::Take(at + 1))
    }

    /// "Ten to nine", "fünf vor halb zehn", "dokuza on kala", "двадцать минут десятого".
    pub(super) fn minutes(&mut self, said: Said) -> Option<Step> {
        if said.ordinal || self.slots.clock.is_some() || said.long {
            return None;
        }
        if let Some((minutes, next)) = self.small_number(said.next)
            && let Some(back) = self.clock_word(next, ClockWord::ToGo, ClockWord::Gone)
        {
            return self.spoken_clock(said.value, 0, minutes, back, next + 1);
        }
        if let Some(back) = self.clock_word(said.next, ClockWord::HourLess, ClockWord::HourPlus) {
            return self.minutes_behind_hour(said, back);
        }
        let unit = self.piece(said.next).is_some_and(|piece| piece.has(Sense::Unit(Unit::Minute)));
        if self.clock_word(said.next, ClockWord::MinutesOf, ClockWord::MinutesOf).is_some() {
            let hour = self.piece(said.next + 1)?.find(|sense| match sense {
                Sense::Ordinal(hour @ 1..=12) => Some(*hour),
                _ => None,
            })?;
            let hour = if hour == 1 { 12 } else { hour - 1 };
            return self.spoken_clock(hour, 0, said.value, false, said.next + 2);
        }
        let between = said.next + usize::from(unit);
        let back = self.clock_word(between, ClockWord::MinutesTo, ClockWord::MinutesPast)?;
        let half = self.piece(between + 1).is_some_and(|piece| piece.has(Sense::Clock(ClockWord::HalfTo)));
        let (hour, next) = self.small_number(between + 1 + usize::from(half))?;
        let company =
            self.pending.at || self.slots.has_date() || unit || self.clocked(next) || self.part_at(next).is_some();
        if !company || !self.closes(next) {
            return None;
        }
        let (hour, half) =
            if half { (hour.checked_sub(1).filter(|hour| *hour > 0).unwrap_or(12), 30) } else { (hour, 0) };
        self.spoken_clock(hour, half, said.value, back, next)
    }

    /// "A las nueve menos diez", "a las diez y veinte": only where the hour is known for one, "15 y 16" may be two days.
    fn minutes_behind_hour(&mut self, said: Said, back: bool) -> Option<Step> {
        let (minutes, next) = self.small_number(said.next + 1)?;
        let company = self.pending.at || self.clocked(next) || self.part_at(next).is_some();
        let between = self.pending.bound == Some(Bound::Between) || self.slots.bound == Some(Bound::Between);
        if !company || between || !self.closes(next) {
            return None;
        }
        if back {
            return self.spoken_clock(said.value, 0, minutes, true, next);
        }
        let (hour, minute) = (i8::try_from(said.value).ok()?, i8::try_from(minutes).ok()?);
        (hour < 24).then(|| self.clock(next, hour, minute, true)).filter(|step| *step != Step::Stop)
    }

    /// "Без десяти девять".
    fn minutes_off(&mut self, at: usize) -> Option<Step> {
        let (minutes, next) = self.small_number(at + 1)?;
        let unit = self.piece(next).is_some_and(|piece| piece.has(Sense::Unit(Unit::Minute)));
        let (hour, next) = self.small_number(next + usize::from(unit))?;
        self.spoken_clock(hour, 0, minutes, true, next)
    }

    /// `minutes` before (`back`) or after `hour` and `half`.
    fn spoken_clock(&mut self, hour: u32, half: u32, minutes: u32, back: bool, next: usize) -> Option<Step> {
        if !(1..=24).contains(&hour) || !(1..=29).contains(&minutes) {
            return None;
        }
        let day = 24 * 60;
        let at = hour * 60 + half + day;
        let at = (if back { at - minutes } else { at + minutes }) % day;
        let (hour, minute) = (i8::try_from(at / 60).ok()?, i8::try_from(at % 60).ok()?);
        let step = self.clock(next, hour, minute, true);
        (step != Step::Stop).then_some(step)
    }

    /// Whether the piece at `at` is the word that leads back (`true`) or on (`false`).
    fn clock_word(&self, at: usize, back: ClockWord, on: ClockWord) -> Option<bool> {
        let piece = self.piece(at)?;
        let leads_back = piece.has(Sense::Clock(back));
        (leads_back || piece.has(Sense::Clock(on))).then_some(leads_back)
    }

    /// A cardinal number of at most two digits at `at`, tens and ones joined, with the index after it.
    fn small_number(&self, at: usize) -> Option<(u32, usize)> {
        let cardinal = |at: usize| match &self.piece(at)?.what {
            What::Number { value: value @ 1..=59, dot: false, .. } => Some(*value),
            What::Words { senses, .. } => senses
                .iter()
                .find_map(|sense| if let Sense::Number(value @ 1..=59) = sense { Some(*value) } else { None }),
            _ => None,
        };
        let tens = cardinal(at)?;
        let ones = cardinal(at + 1).filter(|ones| *ones < 10 && tens >= 20 && tens.is_multiple_of(10));
        Some(ones.map_or((tens, at + 1), |ones| (tens + ones, at + 2)))
    }

    /// Whether a number before a word for hours may be an hour of the clock and not so many hours.
    pub(super) fn may_be_hour(&self, said: Said, unit: usize) -> bool {
        said.long
            || said.value > 12
            || self.pending.at
            || self.pending.bound.is_some()
            || self.slots.has_date()
            || self.slots.part.is_some()
            || self.behind(self.past_glue(unit + 1)).is_some()
            || self.part_at(unit + 1).is_some()
            || self.clock_word(unit + 1, ClockWord::Am, ClockWord::Pm).is_some()
            || self.piece(unit).is_some_and(|piece| matches!(piece.case, Some(Case::On | Case::To | Case::From)))
    }

    /// Whether something beside a number that may also count things makes an hour of it.
    pub(super) fn is_hour_in_company(&self, next: usize) -> bool {
        let company = self.pending.at
            || self.pending.bound.is_some()
            || self.pending.half.is_some()
            || self.slots.has_date()
            || self.slots.part.is_some();
        self.behind(next).is_some() || company && self.closes(next)
    }
}

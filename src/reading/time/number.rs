//! In charge of: what a number in an expression is: a day, an hour, a year, a week, or so many of a unit.
//!
//! Promises: a number is a time only where a word, a mark or its place says so; a bare number counts for nothing.

use super::{
    count,
    piece::{What, clock},
    reader::Reader,
    slots::{Amount, Step},
};
use crate::language::{Bound, Case, ClockWord, Counted, Sense, Sign, Unit};

/// A number as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub at: usize,
    /// The index of the piece after it.
    pub next: usize,
    pub value: u32,
    pub ending: Option<Counted>,
    /// With the dot of an ordinal.
    pub dot: bool,
    /// Written with four digits.
    pub long: bool,
    /// An ordinal by its word.
    pub ordinal: bool,
}

impl Reader<'_> {
    /// Takes the number at `at` for what its neighbours make of it.
    pub(super) fn number(&mut self, at: usize, value: u32, ending: Option<Counted>, dot: bool, long: bool) -> Step {
        let ordinal = self.is_ordinal(at);
        let mut said = Said { at, next: at + 1, value, ending, dot, long, ordinal };
        self.join_tens(&mut said);
        if self.piece(said.next).is_some_and(|piece| piece.has(Sense::Sign(Sign::Ordinal))) {
            (said.ending, said.next) = (Some(Counted::Day), said.next + 1);
        }
        if let Some(step) = self.nth_weekday(said).or_else(|| self.minutes(said)).or_else(|| self.range(said)) {
            return step;
        }
        let found = self
            .fraction_of_hour(said)
            .or_else(|| self.quarter(said))
            .or_else(|| self.year(said))
            .or_else(|| self.hour_by_word(said))
            .or_else(|| self.day_by_word(said))
            .or_else(|| self.amount(said))
            .or_else(|| self.day_by_place(said))
            .or_else(|| self.hour_by_place(said));
        found.unwrap_or(Step::Stop)
    }

    fn is_ordinal(&self, at: usize) -> bool {
        let senses = self.piece(at).map(|piece| piece.senses()).unwrap_or_default();
        senses.iter().any(|sense| matches!(sense, Sense::Ordinal(_)))
    }

    /// "Twenty four", "on yedi".
    fn join_tens(&self, said: &mut Said) {
        let words = self.piece(said.at).is_some_and(|piece| !piece.senses().is_empty());
        if !words || said.value < 10 || !said.value.is_multiple_of(10) || said.value >= 100 {
            return;
        }
        let dash = self.piece(said.next).is_some_and(|piece| piece.glued && piece.what == What::Mark('-'));
        let at = said.next + usize::from(dash);
        let Some(piece) = self.piece(at) else { return };
        let small = piece.find(|sense| match sense {
            Sense::Number(small @ 1..=9) => Some((*small, false)),
            Sense::Ordinal(small @ 1..=9) => Some((*small, true)),
            _ => None,
        });
        if let (Some((small, ordinal)), What::Words { counted, .. }) = (small, &piece.what) {
            (said.value, said.ordinal, said.ending, said.next) = (said.value + small, ordinal, *counted, at + 1);
        }
    }

    /// "12-14 June", "two to three days": the second number decides.
    fn range(&mut self, said: Said) -> Option<Step> {
        let piece = self.piece(said.next)?;
        let dash = matches!(piece.what, What::Mark('-' | '–' | '—'));
        let to = piece
            .senses()
            .iter()
            .any(|sense| matches!(sense, Sense::Before(Bound::To | Bound::By) | Sense::After(Bound::To)));
        let other = self.piece(said.next + 1)?;
        let number = match &other.what {
            What::Number { .. } | What::Dotted { .. } => true,
            What::Words { senses, .. } => {
                senses.iter().any(|sense| matches!(sense, Sense::Number(_) | Sense::Ordinal(_)))
            }
            _ => false,
        };
        let to = to && said.ending.is_none() && !said.ordinal;
        if !(dash || to) || !number || self.pending.range.is_some() || self.slots.day.is_some() {
            return None;
        }
        self.pending.range = Some(said.value);
        self.slots.from_number = Some(said.value);
        Some(Step::Pass(said.next + 1))
    }

    /// "Half past four", "halb fünf", "dört buçuk".
    fn fraction_of_hour(&mut self, said: Said) -> Option<Step> {
        let behind = self.piece(said.next).and_then(|piece| {
            piece.find(|sense| match sense {
                Sense::Clock(half @ (ClockWord::HalfPast | ClockWord::QuarterPast | ClockWord::QuarterTo)) => {
                    Some(*half)
                }
                _ => None,
            })
        });
        let (half, next) = match self.pending.half.take() {
            Some(half) => (half, said.next),
            None => (behind?, said.next + 1),
        };
        let (back, minute) = match half {
            ClockWord::HalfTo => (1, 30),
            ClockWord::QuarterTo => (1, 45),
            ClockWord::QuarterPast => (0, 15),
            _ => (0, 30),
        };
        let hour = i8::try_from(said.value).ok().filter(|hour| (1..=24).contains(hour))? - back;
        Some(self.clock(next, if hour == 0 && said.value == 1 { 12 } else { hour % 24 }, minute, true))
    }

    fn year(&mut self, said: Said) -> Option<Step> {
        let next = self.piece(said.next);
        let marked = next.is_some_and(|piece| piece.has(Sense::Sign(Sign::Year)) || piece.has(Sense::Unit(Unit::Year)));
        let dated = self.slots.quarter.is_some()
            || self.slots.month.is_some() && (self.slots.day.is_some() || self.slots.has_stretch());
        if !(said.long && (1990..2150).contains(&said.value) && self.slots.year.is_none() && (marked || dated)) {
            return None;
        }
        if dated && self.clocked(said.next) || !self.settle(said.at) {
            return None;
        }
        self.slots.year = i16::try_from(said.value).ok();
        Some(Step::Take(said.next + usize::from(marked)))
    }

    pub(super) fn clocked(&self, at: usize) -> bool {
        self.piece(at).is_some_and(|piece| {
            piece
                .senses()
                .iter()
                .any(|sense| matches!(sense, Sense::Clock(ClockWord::Hour | ClockWord::Am | ClockWord::Pm)))
        })
    }

    /// An hour by its ending or by the word after it.
    fn hour_by_word(&mut self, said: Said) -> Option<Step> {
        let (mut hour, mut minute) = (said.value, 0);
        if said.long && self.clocked(said.next) {
            (hour, minute) = (hour / 100, hour % 100);
        }
        let next = self.past_glue(said.next);
        let part = self.part_at(next).filter(|_| said.ending != Some(Counted::Day) && !said.ordinal && hour <= 12);
        let timed = self.piece(next).is_some_and(|piece| {
            let counts = piece.senses().iter().any(|sense| matches!(sense, Sense::Unit(_)));
            let bounded = matches!(
                self.pending.bound.or(self.slots.bound),
                Some(Bound::By | Bound::Before | Bound::At | Bound::After)
            );
            (part.is_some() && (!counts || bounded || self.pending.at))
                || self.clocked(next) && (!counts || !self.is_duration(said, next) && self.may_be_hour(said, next))
        });
        let ended = match said.ending {
            Some(Counted::Day) => return None,
            Some(Counted::ClockOrCount) => timed || self.is_hour_in_company(said.next),
            ending => ending == Some(Counted::Clock),
        };
        if !ended && !timed {
            return None;
        }
        let What::Clock { hour, minute, .. } = clock(hour, minute, false)? else { return None };
        if self.clocked(next) && minute == 0 && !said.long {
            return Some(self.clock_with_minutes(next + 1, hour));
        }
        if timed && !self.clocked(next) {
            let step = self.clock(said.next, hour, minute, true);
            self.slots.part = self.slots.part.or(part);
            return Some(if step == Step::Stop { step } else { Step::Take(next + 1) });
        }
        Some(self.clock(said.next, hour, minute, true))
    }

    /// "17h30", "14 Uhr 30", "14 цаг 30 минут".
    fn clock_with_minutes(&mut self, next: usize, hour: i8) -> Step {
        let minute = match self.piece(next).map(|piece| (&piece.what, piece.weak)) {
            Some((What::Number { value: value @ 0..=59, digits: 2, .. }, _)) => i8::try_from(*value).ok(),
            _ => None,
        };
        let unit = self.piece(next + 1).is_some_and(|piece| piece.has(Sense::Unit(Unit::Minute)));
        let twelve = self.piece(next - 1).is_some_and(|piece| piece.has(Sense::Clock(ClockWord::Hour)));
        match minute.filter(|_| unit || self.closes(next + 1)) {
            Some(minute) => match self.clock(next, hour, minute, false) {
                Step::Take(_) => Step::Take(next + 1 + usize::from(unit)),
                other => other,
            },
            None => self.clock(next - 1, hour, 0, twelve),
        }
    }

    /// Whether the word of the clock at `unit` counts hours here: more than a day has, or within which something happens.
    fn is_duration(&self, said: Said, unit: usize) -> bool {
        let behind = self
            .piece(self.past_glue(unit + 1))
            .and_then(|piece| piece.find(|sense| if let Sense::After(bound) = sense { Some(*bound) } else { None }));
        let before = self.pending.bound;
        let ending = self.piece(unit).and_then(|piece| piece.case);
        said.value > 24 && !said.long
            || matches!(behind, Some(Bound::Within | Bound::In | Bound::Ago))
            || ending == Some(crate::language::Case::Within)
            || matches!(before, Some(Bound::Within | Bound::In))
    }

    /// A day of a month, a month or a week by its ending or by a word beside it.
    fn day_by_word(&mut self, said: Said) -> Option<Step> {
        let next = self.past_glue(said.next);
        let following = self.piece(next);
        let has = |sense| following.is_some_and(|piece| piece.has(sense));
        let ordinal = said.ending == Some(Counted::Day) || said.dot;
        if ordinal && (has(Sense::Unit(Unit::Week)) || has(Sense::Sign(Sign::Week))) && said.value <= 53 {
            if self.slots.has_date() || !self.settle(next) {
                return Some(Step::Stop);
            }
            self.slots.week = i8::try_from(said.value).ok();
            self.slots.strong = true;
            return Some(Step::Take(next + 1));
        }
        if has(Sense::Sign(Sign::Month)) && (1..=12).contains(&said.value) && self.is_month(next + 1, ordinal) {
            if self.slots.month.is_some() || !self.settle(next) {
                return Some(Step::Stop);
            }
            self.slots.month = i8::try_from(said.value).ok();
            return Some(Step::Take(next + 1));
        }
        let month_follows =
            following.is_some_and(|piece| piece.senses().iter().any(|sense| matches!(sense, Sense::Month(_))));
        let marked = has(Sense::Sign(Sign::DayAfter));
        let digits = said.ending == Some(Counted::Day) && !said.ordinal;
        let led = self.pending.day_mark || self.slots.unit == Some(Unit::Month) && said.value <= 31;
        if !(month_follows || marked || led || digits) {
            return None;
        }
        if month_follows && self.slots.month.is_some() {
            return Some(Step::Stop);
        }
        self.day(said, if marked { next + 1 } else { said.next })
    }

    /// Whether a number of months is the name of a month: a day or an edge follows, or it is an ordinal.
    fn is_month(&self, at: usize, ordinal: bool) -> bool {
        let number = self.piece(self.past_glue(at)).is_some_and(|piece| match &piece.what {
            What::Number { .. } | What::Dotted { .. } => true,
            What::Words { senses, .. } => {
                let day = |sense: &Sense| {
                    matches!(sense, Sense::Number(_) | Sense::Ordinal(_) | Sense::Edge(_) | Sense::Weekday(_))
                };
                senses.iter().any(day)
            }
            _ => false,
        });
        number || ordinal
    }

    fn day(&mut self, said: Said, next: usize) -> Option<Step> {
        let day = i8::try_from(said.value).ok().filter(|day| (1..=31).contains(day))?;
        // "Start: 22 June" is no start of a day.
        let edge = self.pending.edge.is_some() && self.pending.bound.is_none();
        if self.slots.day.is_some()
            || self.slots.relative.is_some()
            || self.slots.week.is_some()
            || edge
            || !self.settle(said.at)
        {
            return Some(Step::Stop);
        }
        self.slots.day = Some(day);
        self.slots.strong |= said.ending.is_some() || said.dot;
        Some(Step::Take(next))
    }

    /// So many of a unit.
    fn amount(&mut self, said: Said) -> Option<Step> {
        let next = self.past_glue(said.next);
        let working =
            self.pending.working || self.piece(said.next).is_some_and(|piece| piece.has(Sense::Sign(Sign::Working)));
        let at = if self.piece(next).is_some_and(|piece| piece.has(Sense::Sign(Sign::Working))) {
            self.past_glue(next + 1)
        } else {
            next
        };
        let unit = self.piece(at)?.find(|sense| if let Sense::Unit(unit) = sense { Some(*unit) } else { None })?;
        if said.ending == Some(Counted::Day) || said.ordinal || self.slots.amount.is_some() || self.slots.day.is_some()
        {
            return Some(Step::Stop);
        }
        let shift = self.pending.shift;
        if !self.settle(at) {
            return Some(Step::Stop);
        }
        let unit = if working && unit == Unit::Day { Unit::WorkingDay } else { unit };
        Some(self.take_amount(Amount { number: said.value, unit }, shift, at + 1))
    }

    /// A day by its place: beside its month, after its weekday, behind "on the".
    fn day_by_place(&mut self, said: Said) -> Option<Step> {
        let open =
            self.slots.day.is_none() && self.slots.relative.is_none() && (1..=31).contains(&said.value) && !said.long;
        let word = !self.piece(said.at).is_some_and(|piece| piece.senses().is_empty());
        let beside_month =
            self.slots.month.is_some() && (!word || said.ordinal) && self.pending.bound.is_none() && !self.pending.at;
        if open && beside_month && (self.slots.clock.is_none()) {
            return self.day(said, said.next);
        }
        let weekday =
            self.slots.weekday.filter(|_| !self.pending.at && self.slots.clock.is_none() && self.slots.part.is_none());
        let falls = weekday.is_some_and(|weekday| self.falls_on(said.value, weekday));
        let bare = !said.ordinal && !said.dot && said.ending != Some(Counted::Day);
        if open && weekday.is_some() && (falls && self.closes(said.next) || !bare && (falls || self.closes(said.next)))
        {
            return self.day(said, said.next);
        }
        let bounded = matches!(
            self.pending.bound,
            Some(Bound::By | Bound::Before | Bound::On | Bound::From | Bound::After | Bound::To | Bound::Between)
        );
        let alone = !self.piece(said.at).is_some_and(|piece| piece.weak) && self.pending.glue;
        let ordinal = said.ordinal || said.dot;
        if open && said.dot && bounded {
            return self.day(said, said.next);
        }
        if open && said.ordinal && (self.slots.part.is_some() || self.slots.clock.is_some()) {
            return self.day(said, said.next);
        }
        if open
            && ordinal
            && (bounded || alone || self.slots.clock.is_some() || self.slots.part.is_some())
            && self.closes(said.next)
        {
            return self.day(said, said.next);
        }
        let whole_word = said.ordinal && !self.piece(said.at).is_some_and(|piece| piece.weak) && self.slots.is_empty();
        if open && whole_word && self.closes(said.next) {
            return self.day(said, said.next);
        }
        None
    }

    /// Whether the next day `value` of a month is that day of the week.
    pub(super) fn falls_on(&self, value: u32, weekday: i8) -> bool {
        let day = i8::try_from(value).ok().and_then(|day| count::next_day(self.today, day, None));
        day.is_some_and(|date| date.weekday().to_monday_one_offset() == weekday)
    }

    /// An hour by its place: after "at", after a day, behind "by" at the end of a clause.
    fn hour_by_place(&mut self, said: Said) -> Option<Step> {
        if said.value > 24
            || said.ordinal
            || said.ending == Some(Counted::Day)
            || said.long
            || said.dot && !self.pending.at
        {
            return None;
        }
        let dated = self.slots.has_date() || self.slots.part.is_some();
        let by = matches!(self.pending.bound, Some(Bound::By | Bound::Before | Bound::After | Bound::From))
            || matches!(self.behind(said.next), Some(Bound::By | Bound::Before));
        let word = self.piece(said.at).is_some_and(|piece| !piece.senses().is_empty());
        let borne = self.pending.bound.is_some()
            || self.behind(said.next).is_some()
            || self.piece(said.at).is_some_and(|piece| matches!(piece.case, Some(Case::On | Case::To)));
        let taken = self.pending.at && self.closes(said.next)
            || dated && (!word || borne || self.slots.part.is_some()) && (self.closes(said.next) || self.pending.at)
            || by && self.closes(said.next) && (self.follows_time(said.next) || !self.pending.glue);
        if !taken || self.slots.clock.is_some() {
            return None;
        }
        if by && !dated && self.packs.first().is_some_and(|pack| pack.words.bare_number_is_day) {
            return self.day(said, said.next);
        }
        let What::Clock { hour, minute, .. } = clock(said.value, 0, false)? else { return None };
        self.slots.guessed = !dated;
        Some(self.clock(said.next, hour, minute, true))
    }

    pub(super) fn behind(&self, at: usize) -> Option<Bound> {
        self.piece(at)?.find(|sense| if let Sense::After(bound) = sense { Some(*bound) } else { None })
    }

    fn follows_time(&self, at: usize) -> bool {
        self.piece(at).is_some_and(|piece| {
            piece.senses().iter().any(|sense| matches!(sense, Sense::Day(_) | Sense::Part(_) | Sense::Weekday(_)))
        })
    }
}

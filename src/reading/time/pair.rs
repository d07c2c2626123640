//! In charge of: two numbers with a dot or a slash between them: a date, a clock time, or neither.
//!
//! Promises: a ratio, a price or a version is none; what may be both is told by what stands beside it.
//! Leaves to: `number` single numbers.

use super::{
    count,
    piece::{What, clock},
    reader::Reader,
    slots::Step,
};
use crate::language::{Bound, ClockWord, Sense, Sign};

impl Reader<'_> {
    /// Two numbers with a dot or a slash: a date or a clock time.
    pub(super) fn pair(&mut self, at: usize) -> Step {
        let words = self.packs.first().map(|pack| &pack.words);
        match self.piece(at).map(|piece| &piece.what) {
            Some(&What::Slashed { first, second, padded, ended }) => {
                let company = padded || ended || self.has_company(at);
                if !company {
                    return Step::Stop;
                }
                let (day, month) = if self.month_first { (second, first) } else { (first, second) };
                let other = first != second && first <= 12 && second <= 12;
                let swapped = month > 12;
                self.day_and_month(at, if swapped { month } else { day }, if swapped { day } else { month }, other)
            }
            Some(&What::Dotted { first, second, digits, closed, padded, ended }) => {
                let year_first = self.packs.first().is_some_and(|pack| pack.facts.month_first);
                let (day, month) = if year_first { (second, first) } else { (first, second) };
                let date =
                    words.is_some_and(|words| words.dot_date) && (1..=31).contains(&day) && (1..=12).contains(&month);
                let time = words.is_some_and(|words| words.dot_clock) && first <= 24 && second < 60 && digits == 2;
                let clocked = self.clocked(at + 1) || self.pending.at;
                let dated = self.slots.day.is_some() || self.slots.relative.is_some() || self.slots.part.is_some();
                let weekday = self.slots.weekday.is_none_or(|weekday| self.is_date_on(day, month, weekday));
                let company = ended || self.has_company(at);
                if date && !clocked && !dated && (weekday || !time) && (company || closed || padded && digits == 2) {
                    self.day_and_month(at, day, month, false)
                } else if time && (clocked || (dated || company) && !(closed && date)) {
                    match clock(first, second, padded) {
                        Some(What::Clock { hour, minute, .. }) => self.clock(at + 1, hour, minute, false),
                        _ => Step::Stop,
                    }
                } else {
                    Step::Stop
                }
            }
            _ => Step::Stop,
        }
    }

    /// Whether something beside two numbers makes a time of them.
    fn has_company(&self, at: usize) -> bool {
        self.pending.bound.is_some()
            || self.slots.weekday.is_some()
            || self.ends_like_a_date(at + 1)
            || self.fills_a_cell(at)
    }

    /// Whether a bound stands behind, or the word for a day.
    fn ends_like_a_date(&self, at: usize) -> bool {
        self.behind(at).is_some() || self.piece(at).is_some_and(|piece| piece.has(Sense::Sign(Sign::DayAfter)))
    }

    /// Whether it stands alone in its line, in a cell of a table, or behind a colon or dash; or a clock time follows.
    fn fills_a_cell(&self, at: usize) -> bool {
        let skipped = self.piece(at + 1).is_some_and(|piece| {
            piece.what == What::Mark(',') || piece.senses().iter().any(|sense| matches!(sense, Sense::Before(_)))
        });
        let at_word = self.piece(at + 1).is_some_and(|piece| piece.has(Sense::Before(Bound::At)));
        let named = self
            .piece(at + 1 + usize::from(skipped))
            .is_some_and(|piece| !piece.weak && piece.senses().iter().any(|sense| matches!(sense, Sense::Weekday(_))));
        let timed = self.piece(at + 1 + usize::from(skipped)).is_some_and(|piece| {
            matches!(piece.what, What::Clock { .. })
                || piece.has(Sense::Clock(ClockWord::Before))
                || at_word && matches!(piece.what, What::Dotted { .. })
        });
        let opens = at
            .checked_sub(1)
            .and_then(|before| self.piece(before))
            .is_none_or(|before| matches!(before.what, What::Line | What::Mark('|' | ':' | '-' | '–' | '—' | ',')));
        let ends =
            self.piece(at + 1).is_none_or(|after| matches!(after.what, What::Line | What::Mark('|' | ',' | ';')));
        timed || named || opens && ends || self.stands_in_brackets(at)
    }

    /// Whether it stands alone in brackets and is no ratio: "the warranty letter (9/18)".
    fn stands_in_brackets(&self, at: usize) -> bool {
        let mark = |at: Option<usize>, mark: char| {
            at.and_then(|at| self.piece(at)).is_some_and(|piece| piece.what == What::Mark(mark))
        };
        let number = match self.piece(at).map(|piece| &piece.what) {
            Some(What::Slashed { first, second, .. } | What::Dotted { first, second, .. }) => *first.max(second),
            _ => 0,
        };
        mark(at.checked_sub(1), '(') && mark(Some(at + 1), ')') && number > 12
    }

    fn is_date_on(&self, day: u32, month: u32, weekday: i8) -> bool {
        let (Ok(day), Ok(month)) = (i8::try_from(day), i8::try_from(month)) else { return false };
        let found = count::next_day(self.today, day, Some(month));
        found.is_some_and(|date| date.weekday().to_monday_one_offset() == weekday)
    }

    fn day_and_month(&mut self, at: usize, day: u32, month: u32, other_order: bool) -> Step {
        let (Ok(day), Ok(month)) = (i8::try_from(day), i8::try_from(month)) else { return Step::Stop };
        // 2024 is a leap year: 29 February may be meant.
        if self.slots.day.is_some()
            || self.slots.relative.is_some()
            || jiff::civil::Date::new(2024, month, day).is_err()
        {
            return Step::Stop;
        }
        let marked = self.piece(at + 1).is_some_and(|piece| piece.has(Sense::Sign(Sign::DayAfter)));
        if !self.settle(at) {
            return Step::Stop;
        }
        let slots = &mut self.slots;
        (slots.day, slots.month, slots.other_order, slots.strong) = (Some(day), Some(month), other_order, true);
        Step::Take(at + 1 + usize::from(marked))
    }
}

//! In charge of: reading pieces that stand together into the slots of one expression, in whatever order a language puts them.
//!
//! Promises: looks at each piece a bounded number of times; takes a word only when something after it makes it a time; ends where
//! a slot would be filled twice.
//! Leaves to: `number` what a number is, `resolve` which day the slots mean.

use super::{
    piece::{Piece, What},
    slots::{Clock, Pending, Slots, Step},
};
use crate::language::{Bound, Case, ClockWord, Counted, Edge, Pack, Part, Sense, Sign, Unit, Which};

/// Reads one expression.
pub(super) struct Reader<'p> {
    pub pieces: &'p [Piece],
    pub packs: &'p [&'p Pack],
    pub month_first: bool,
    /// The day from which days are counted, to tell "Friday 20" from "Friday at 20".
    pub today: jiff::civil::Date,
    pub slots: Slots,
    pub pending: Pending,
    /// Where the expression begins.
    pub begin: usize,
}

impl Reader<'_> {
    /// The slots that pieces from `begin` on fill, and the index after the last piece that belongs to them.
    pub(super) fn read(mut self) -> Option<(Slots, usize)> {
        let mut end = self.begin;
        let mut at = self.begin;
        while at < self.pieces.len() && at < self.begin + 48 {
            match self.step(at) {
                Step::Take(next) => {
                    end = next;
                    at = next;
                }
                Step::Pass(next) => at = next,
                Step::Stop => break,
            }
        }
        (end > self.begin && self.slots.is_time()).then_some((self.slots, end))
    }

    pub(super) fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(at)
    }

    /// The index of the first piece from `at` on that is no glue.
    pub(super) fn past_glue(&self, mut at: usize) -> usize {
        while self.piece(at).is_some_and(|piece| piece.senses() == [Sense::Glue]) {
            at += 1;
        }
        at
    }

    /// Whether nothing after `at` could make the number before it count things: the clause ends, or a time follows.
    pub(super) fn closes(&self, at: usize) -> bool {
        match self.piece(at).map(|piece| &piece.what) {
            Some(What::Other | What::Number { .. } | What::Dotted { .. } | What::Slashed { .. }) => false,
            Some(What::Mark(mark)) => !matches!(mark, '+' | '*' | '=' | '-' | '/' | '\'' | '"'),
            Some(What::Words { senses, .. }) => senses != &[Sense::Never],
            Some(What::Line | What::Date { .. } | What::Clock { .. }) | None => true,
        }
    }

    fn step(&mut self, at: usize) -> Step {
        let Some(piece) = self.pieces.get(at) else { return Step::Stop };
        match &piece.what {
            What::Other => Step::Stop,
            What::Line if self.pending.line || self.slots.is_empty() && self.pending.bound.is_none() => Step::Stop,
            What::Line => {
                self.pending.line = true;
                Step::Pass(at + 1)
            }
            What::Mark(mark) => self.mark(at, *mark),
            What::Date { year, month, day, other_order } => self.date(at, *year, *month, *day, *other_order),
            What::Clock { hour, minute, padded } => {
                let twelve = !*padded && self.packs.first().is_some_and(|pack| pack.words.twelve_hour);
                self.clock(at + 1, *hour, *minute, twelve)
            }
            What::Dotted { .. } | What::Slashed { .. } => self.pair(at),
            What::Number { value, ending, dot, digits } => self.number(at, *value, *ending, *dot, *digits == 4),
            What::Words { .. } => self.word(at, piece),
        }
    }

    fn mark(&mut self, at: usize, mark: char) -> Step {
        let follows_abbreviation = mark == '.'
            && self.piece(at).is_some_and(|piece| piece.glued)
            && at > self.begin
            && self.piece(at - 1).is_some_and(|before| before.end - before.start <= 10 && !before.senses().is_empty());
        match mark {
            ',' | '(' | ')' if at > self.begin => {
                self.pending.comma = true;
                Step::Pass(at + 1)
            }
            '.' if follows_abbreviation => Step::Pass(at + 1),
            '-' if self.piece(at).is_some_and(|piece| piece.glued) && at > self.begin => Step::Pass(at + 1),
            _ => Step::Stop,
        }
    }

    /// Fills what was waiting, now that something came that it speaks of; `false` where a slot is taken.
    pub(super) fn settle(&mut self, piece_at: usize) -> bool {
        let pending = std::mem::take(&mut self.pending);
        if pending.which.is_some() && self.slots.which.is_some() || pending.edge.is_some() && self.slots.edge.is_some()
        {
            return false;
        }
        self.slots.which = self.slots.which.or(pending.which);
        self.slots.edge = self.slots.edge.or(pending.edge);
        self.slots.every |= pending.every;
        self.slots.anchored |= pending.anchor;
        match pending.bound {
            Some(Bound::Over) if !self.counts(piece_at) => return false,
            // "The second Friday in July": the Friday's bound, not the month's.
            Some(_) if self.slots.nth.is_some() && self.slots.weekday.is_some() => {}
            Some(bound) => self.slots.bind(bound, false),
            None => {}
        }
        if let Some(piece) = self.pieces.get(piece_at) {
            self.slots.strong |= !piece.weak;
            if let Some(case) = piece.case {
                self.incline(case);
            }
        }
        true
    }

    /// What an ending says, where no word says it.
    pub(super) fn incline(&mut self, case: Case) {
        match case {
            Case::Every => self.slots.every |= self.slots.weekday.is_some() || self.pending.every,
            Case::To if self.slots.bound.is_none() => self.slots.bound = Some(Bound::To),
            Case::On if self.slots.bound.is_none() => self.slots.bound = Some(Bound::On),
            Case::From if self.slots.bound.is_none() => self.slots.bound = Some(Bound::From),
            Case::Within if self.slots.bound.is_none() => {
                self.slots.bound = Some(Bound::Within);
                self.slots.bound_after = true;
            }
            _ => {}
        }
    }

    fn date(&mut self, at: usize, year: i16, month: i8, day: i8, other_order: bool) -> Step {
        if self.slots.day.is_some() || self.slots.relative.is_some() || self.slots.month.is_some() || !self.settle(at) {
            return Step::Stop;
        }
        let slots = &mut self.slots;
        (slots.year, slots.month, slots.day, slots.other_order) = (Some(year), Some(month), Some(day), other_order);
        // 2026-06-12T17:00
        let joined =
            self.piece(at + 1).filter(|next| next.glued && next.end - next.start == 1 && next.what == What::Other);
        let clock = self.piece(at + 2).is_some_and(|next| matches!(next.what, What::Clock { .. }));
        Step::Take(if joined.is_some() && clock && self.step(at + 2) == Step::Take(at + 3) { at + 3 } else { at + 1 })
    }

    /// A clock time that ends before piece `next`; "am", "pm" and the like after it are taken with it.
    pub(super) fn clock(&mut self, mut next: usize, hour: i8, minute: i8, twelve: bool) -> Step {
        if self.slots.clock.is_some() || !self.settle(next - 1) {
            return Step::Stop;
        }
        let mut clock = Clock { hour, minute, afternoon: None, twelve };
        loop {
            let at = self.past_glue(next);
            let Some(word) = self.piece(at).and_then(|piece| {
                piece.find(|sense| match sense {
                    Sense::Clock(word @ (ClockWord::Hour | ClockWord::Am | ClockWord::Pm | ClockWord::Zone)) => {
                        Some(*word)
                    }
                    _ => None,
                })
            }) else {
                break;
            };
            match word {
                ClockWord::Am => clock.afternoon = Some(false),
                ClockWord::Pm => clock.afternoon = Some(true),
                _ => {}
            }
            if let Some(case) = self.piece(at).and_then(|piece| piece.case) {
                self.incline(case);
            }
            next = at + 1;
        }
        self.slots.strong = true;
        self.slots.clock = Some(clock);
        Step::Take(next)
    }

    fn word(&mut self, at: usize, piece: &Piece) -> Step {
        let next = at + 1;
        if piece.has(Sense::Never) {
            return Step::Stop;
        }
        if let Some(step) = self.spoken_word(at, piece).or_else(|| self.day_word(at, piece)) {
            return step;
        }
        if let Some(step) = self.mark_word(at, piece) {
            return step;
        }
        let number = piece.find(|sense| match sense {
            Sense::Number(number) | Sense::Ordinal(number) => Some(*number),
            _ => None,
        });
        if let (Some(number), What::Words { counted, .. }) = (number, &piece.what) {
            let step = self.number(
                at,
                number,
                counted.filter(|counted| match counted {
                    Counted::Clock | Counted::ClockOrCount => true,
                    // "Haziranın birine", "ayın onuna": beside its month a number in words is a day, too.
                    Counted::Day => self.slots.month.is_some() || self.pending.day_mark,
                    _ => false,
                }),
                false,
                false,
            );
            if step != Step::Stop {
                return step;
            }
        }
        if let Some(step) = self.unit_word(at, piece).or_else(|| self.bound_word(at, piece)) {
            return step;
        }
        if let Some(which) = piece.find(|sense| if let Sense::Which(which) = sense { Some(*which) } else { None }) {
            return self.which_word(at, which);
        }
        if let Some(edge) = piece.find(|sense| if let Sense::Edge(edge) = sense { Some(*edge) } else { None }) {
            return self.edge_word(at, edge);
        }
        if piece.has(Sense::Glue) {
            self.pending.glue = true;
            return Step::Pass(next);
        }
        Step::Stop
    }

    /// Days of the week, months, days counted from today, parts of the day.
    fn day_word(&mut self, at: usize, piece: &Piece) -> Option<Step> {
        let part = piece.find(|sense| if let Sense::Part(part) = sense { Some(*part) } else { None });
        if let Some(days) = piece.find(|sense| if let Sense::Day(days) = sense { Some(*days) } else { None }) {
            let told = self.slots.has_date() || self.pending.every || self.pending.which == Some(Which::This);
            if !(told && part.is_some()) {
                let dated = self.slots.relative.is_some() || self.slots.day.is_some() || self.slots.month.is_some();
                if dated || self.slots.weekday.is_some() && days != 0 || !self.settle(at) {
                    return Some(Step::Stop);
                }
                self.slots.relative = Some(days);
                // "Tonight" says both; a word that is tomorrow or morning says one of them.
                self.slots.part = self.slots.part.or(part.filter(|_| days == 0));
                return Some(Step::Take(at + 1));
            }
        }
        if let Some(weekday) = piece.find(|sense| if let Sense::Weekday(day) = sense { Some(*day) } else { None }) {
            let taken = self.slots.weekday.is_some() || self.slots.relative.is_some_and(|days| days != 0);
            let apart = self.slots.amount.is_some() && self.pending.comma;
            let other = matches!(self.pending.bound, Some(Bound::By | Bound::Before))
                && self.slots.day.is_some_and(|day| !self.falls_on(day.unsigned_abs().into(), weekday));
            if taken || apart || other || self.slots.week.is_some() && self.slots.unit.is_some() || !self.settle(at) {
                return Some(Step::Stop);
            }
            self.slots.weekday = Some(weekday);
            self.slots.every |= piece.case == Some(Case::Every);
            self.slots.part = self.slots.part.or(part);
            return Some(Step::Take(at + 1));
        }
        if let Some(month) = piece.find(|sense| if let Sense::Month(month) = sense { Some(*month) } else { None }) {
            if self.slots.month.is_some() || self.slots.relative.is_some() || !self.settle(at) {
                return Some(Step::Stop);
            }
            self.slots.month = Some(month);
            return Some(Step::Take(at + 1));
        }
        let part = part.filter(|_| !piece.senses().iter().any(|sense| matches!(sense, Sense::Unit(_))))?;
        if self.slots.part.is_some() || !self.settle(at) {
            return Some(Step::Stop);
        }
        self.slots.part = Some(part);
        Some(Step::Take(at + 1))
    }

    /// Words that say what a number beside them is.
    fn mark_word(&mut self, at: usize, piece: &Piece) -> Option<Step> {
        if piece.has(Sense::Sign(Sign::Week))
            && let Some(step) = self.week_mark(at)
        {
            return Some(step);
        }
        for sense in piece.senses() {
            match sense {
                Sense::Sign(Sign::DayAfter) if self.slots.day.is_some() && self.pending.bound.is_none() => {
                    return Some(Step::Take(at + 1));
                }
                Sense::Sign(Sign::DayBefore) => self.pending.day_mark = true,
                Sense::Sign(Sign::Every) => self.pending.every = true,
                Sense::Sign(Sign::Working) => self.pending.working = true,
                Sense::Sign(Sign::AnchorBefore) => self.pending.anchor = true,
                Sense::Sign(Sign::Anchor) if self.slots.amount.is_some() && !self.slots.has_date() => {
                    self.slots.anchored = true;
                    return Some(Step::Take(at + 1));
                }
                Sense::Clock(ClockWord::Before) => self.pending.at = true,
                // "Friday, Dhaka time, at seven".
                Sense::Clock(ClockWord::Zone) if self.slots.has_date() && self.slots.clock.is_none() => {}
                Sense::Clock(ClockWord::OneAndAHalf) if is_hour(piece) => return Some(self.clock(at + 1, 1, 30, true)),
                Sense::Clock(ClockWord::TwoAndAHalf) if is_hour(piece) => return Some(self.clock(at + 1, 2, 30, true)),
                Sense::Clock(
                    half @ (ClockWord::HalfPast | ClockWord::HalfTo | ClockWord::QuarterPast | ClockWord::QuarterTo),
                ) => self.pending.half = Some(*half),
                _ => continue,
            }
            let other = piece.senses().iter().any(|other| {
                matches!(
                    other,
                    Sense::Unit(_) | Sense::Before(_) | Sense::After(_) | Sense::Number(_) | Sense::Which(_)
                )
            });
            return (!other).then_some(Step::Pass(at + 1));
        }
        None
    }

    fn week_mark(&mut self, at: usize) -> Option<Step> {
        let number = self.past_glue(at + 1);
        let Some(What::Number { value: value @ 1..=53, .. }) = self.piece(number).map(|piece| &piece.what) else {
            return None;
        };
        let week = i8::try_from(*value).ok()?;
        if self.slots.has_date() && self.slots.weekday.is_none() || !self.settle(at) {
            return Some(Step::Stop);
        }
        self.slots.strong = true;
        self.slots.week = Some(week);
        Some(Step::Take(number + 1))
    }

    /// A unit without a number before it.
    fn unit_word(&mut self, at: usize, piece: &Piece) -> Option<Step> {
        let unit = piece.find(|sense| if let Sense::Unit(unit) = sense { Some(*unit) } else { None })?;
        let behind = self.piece(at + 1).is_some_and(|next| next.find(as_after).is_some());
        if piece.has(Sense::Clock(ClockWord::Before)) && !behind {
            return Some(Step::Pass(at + 1));
        }
        if let Some(step) = self.unit_of_a_day(at, piece, unit, behind) {
            return Some(step);
        }
        let month = self.slots.month.is_some() && self.slots.day.is_none();
        if self.slots.unit.is_some()
            || month
            || self.slots.amount.is_some()
            || self.slots.relative.is_some() && unit != Unit::Day
        {
            return Some(Step::Stop);
        }
        let direct = self.pending.bound.is_some() && !self.pending.glue;
        let direct = direct && self.pending.which.is_none() && self.pending.edge.is_none();
        let working = self.pending.working;
        if !self.settle(at) {
            return Some(Step::Stop);
        }
        self.slots.edge =
            self.slots.edge.or(piece.find(|sense| if let Sense::Edge(edge) = sense { Some(*edge) } else { None }));
        self.slots.which =
            self.slots.which.or(piece.find(|sense| if let Sense::Which(which) = sense { Some(*which) } else { None }));
        self.slots.bare_unit = direct;
        self.slots.unit = Some(if working && unit == Unit::Day { Unit::WorkingDay } else { unit });
        let aside = self.beside_what_was_said(at + 1, unit);
        Some(Step::Take(at + 1 + usize::from(aside)))
    }

    fn bound_word(&mut self, at: usize, piece: &Piece) -> Option<Step> {
        let behind = piece.find(|sense| if let Sense::After(bound) = sense { Some(*bound) } else { None });
        if let Some(bound) = behind.filter(|_| !self.slots.is_empty()) {
            let dangling = self.slots.amount.is_none() && self.slots.unit.is_none();
            let bound = match bound {
                Bound::Before if !dangling && !self.slots.has_date() => Bound::Ago,
                bound => bound,
            };
            self.slots.bind(bound, true);
            self.slots.bound =
                self.slots.bound.map(|old| if old == Bound::To || old == Bound::On { bound } else { old });
            if piece.has(Sense::Sign(Sign::Anchor)) {
                self.slots.anchored |= self.slots.amount.is_some();
            }
            return Some(Step::Take(at + 1));
        }
        let bound = piece.find(|sense| if let Sense::Before(bound) = sense { Some(*bound) } else { None })?;
        if self.slots.weekday.is_some() && self.beside_what_was_said(at, Unit::Day) {
            return Some(Step::Take(at + 1));
        }
        self.pending.shift = piece.has(Sense::Before(Bound::Shift));
        if self.slots.amount.is_some() && matches!(bound, Bound::After | Bound::Before) {
            return Some(self.dangling(at, bound));
        }
        if bound == Bound::At {
            self.pending.at = true;
        }
        let stronger =
            self.pending.bound.is_none_or(|old| matches!(old, Bound::On | Bound::At | Bound::To) || bound == Bound::By);
        if stronger {
            self.pending.bound = Some(bound);
        }
        self.pending.glue = false;
        Some(Step::Pass(at + 1))
    }

    fn which_word(&mut self, at: usize, which: Which) -> Step {
        if which == Which::Last && self.of_a_month(at + 1) {
            self.slots.nth = Some(-1);
            return Step::Pass(at + 1);
        }
        let follows = self.past_glue(at + 1);
        let led = self.piece(follows).is_some_and(|piece| {
            matches!(piece.what, What::Number { .. })
                || piece.senses().iter().any(|sense| {
                    matches!(
                        sense,
                        Sense::Unit(_)
                            | Sense::Weekday(_)
                            | Sense::Month(_)
                            | Sense::Part(_)
                            | Sense::Number(_)
                            | Sense::Sign(_)
                    )
                })
        });
        let named = self.slots.unit.is_some() || self.slots.weekday.is_some() || self.slots.month.is_some();
        if !led
            && named
            && self.slots.which.is_none()
            && !self.pending.comma
            && matches!(which, Which::Next | Which::Coming | Which::Last | Which::Following | Which::Preceding)
        {
            self.slots.which = Some(which);
            return Step::Take(at + 1);
        }
        if self.pending.which.is_some() {
            return Step::Stop;
        }
        self.pending.which = Some(which);
        Step::Pass(at + 1)
    }

    fn edge_word(&mut self, at: usize, edge: Edge) -> Step {
        if matches!(edge, Edge::End | Edge::Start) && self.of_a_month(at + 1) {
            self.slots.nth = Some(if edge == Edge::End { -1 } else { 1 });
            return Step::Pass(at + 1);
        }
        let stretch = self.slots.unit.is_some() || self.slots.month.is_some() && self.slots.day.is_none();
        if stretch && self.slots.edge.is_none() && self.pending.edge.is_none() && !self.pending.comma {
            self.slots.edge = Some(edge);
            self.slots.strong = true;
            if let Some(case) = self.piece(at).and_then(|piece| piece.case) {
                self.incline(case);
            }
            return Step::Take(at + 1);
        }
        if self.pending.edge.is_some() {
            return Step::Stop;
        }
        self.pending.edge = Some(edge);
        Step::Pass(at + 1)
    }

    /// A part of the day that stands in a word after a clock time or number.
    pub(super) fn part_at(&self, at: usize) -> Option<Part> {
        self.piece(at)?.find(|sense| if let Sense::Part(part) = sense { Some(*part) } else { None })
    }
}

/// Whether its ending makes an hour of it.
fn is_hour(piece: &Piece) -> bool {
    matches!(piece.what, What::Words { counted: Some(Counted::Clock | Counted::ClockOrCount), .. })
}

/// The bound of a word that stands behind its time.
fn as_after(sense: &Sense) -> Option<Bound> {
    if let Sense::After(bound) = sense { Some(*bound) } else { None }
}

//! In charge of: the hour that a clock time and a part of the day mean together.

use jiff::civil::Time;

use super::slots::{Clock, Slots};
use crate::language::Part;

/// A clock time, and whether its half of the day was guessed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Resolved {
    pub at: Time,
    pub half_assumed: bool,
}

/// The clock time of `slots`: said in numbers, or noon and midnight by name.
pub(super) fn time(slots: &Slots) -> Option<Resolved> {
    match (slots.clock, slots.part) {
        (Some(clock), part) => at(clock, part),
        (None, Some(Part::Noon)) => said(12, 0, false),
        (None, Some(Part::Midnight)) => said(23, 59, false),
        (None, _) => None,
    }
}

fn at(clock: Clock, part: Option<Part>) -> Option<Resolved> {
    let (hour, minute) = (clock.hour, clock.minute);
    match (clock.afternoon, part) {
        (Some(true), _) => said(if hour < 12 { hour + 12 } else { hour }, minute, false),
        (Some(false), _) => said(if hour == 12 { 0 } else { hour }, minute, false),
        (None, Some(Part::Afternoon | Part::Evening)) if hour < 12 => said(hour + 12, minute, false),
        (None, Some(Part::Noon | Part::Lunch)) if hour < 6 => said(hour + 12, minute, false),
        (None, Some(Part::Night)) if (6..12).contains(&hour) => said(hour + 12, minute, false),
        (None, Some(Part::Night | Part::Midnight)) if hour == 12 => said(23, 59, false),
        (None, Some(Part::End)) if hour < 8 => said(hour + 12, minute, false),
        (None, Some(_)) => said(hour, minute, false),
        (None, None) if clock.twelve && (1..=6).contains(&hour) => said(hour + 12, minute, true),
        (None, None) => said(hour, minute, clock.twelve && (7..12).contains(&hour)),
    }
}

fn said(hour: i8, minute: i8, half_assumed: bool) -> Option<Resolved> {
    Time::new(hour, minute, 0, 0).ok().map(|at| Resolved { at, half_assumed })
}

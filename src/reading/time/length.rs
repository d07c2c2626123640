//! In charge of: finding how much time a text names without saying from when: "a week", "two more days", "hafta".
//!
//! Promises: an amount with its unit, or a unit of a day or longer that stands alone; no part of a date ("this week", "salı günü").
//! Leaves to: `dues` from when it counts, and whether it does at all.

use super::piece::{Piece, What, pieces};
use crate::language::{Pack, Sense, Sign, Unit, fold, tokens};

/// So much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// First byte in the text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How many.
    pub amount: u32,
    /// Of what: days or longer.
    pub unit: Unit,
}

/// How many words may stand between a number and its unit: "two more days", "zwei weitere Tage".
const BETWEEN: usize = 1;

/// The most of a unit that anything is put off by.
const MOST: u32 = 90;

/// How much time `text` names, in its order. `packs` as in [`super::find`].
#[must_use]
pub fn lengths(text: &str, packs: &[&Pack]) -> Vec<Length> {
    let folded = fold(text);
    let pieces = pieces(&tokens(&folded.text), packs, false);
    let mut found: Vec<Length> = Vec::new();
    for at in 0..pieces.len() {
        let Some((amount, unit, end)) = counted(&pieces, at).or_else(|| alone(&pieces, at)) else { continue };
        let (Some(first), Some(last)) = (pieces.get(at), pieces.get(end)) else { continue };
        let (start, end) = (folded.origin(first.start), folded.end_of(last.end));
        if found.last().is_none_or(|before| before.end <= start) {
            found.push(Length { start, end, amount, unit });
        }
    }
    found
}

/// A number and its unit from piece `at` on, with the index of the last piece.
fn counted(pieces: &[Piece], at: usize) -> Option<(u32, Unit, usize)> {
    let piece = pieces.get(at)?;
    if let Some(found) = piece.find(|sense| match sense {
        Sense::Amount(number, unit) if is_long(*unit) => Some((*number, *unit, at)),
        _ => None,
    }) {
        return Some(found);
    }
    let number = match &piece.what {
        What::Number { value, digits: 1 | 2, dot: false, .. } => Some(*value),
        _ => piece.find(|sense| if let Sense::Number(number) = sense { Some(*number) } else { None }),
    };
    let number = number.filter(|number| (1..=MOST).contains(number))?;
    let mut working = false;
    for next in at + 1..=at + 2 + BETWEEN {
        let piece = pieces.get(next)?;
        working |= piece.has(Sense::Sign(Sign::Working));
        if let Some(unit) = unit(piece) {
            let unit = if working && unit == Unit::Day { Unit::WorkingDay } else { unit };
            return Some((number, unit, next));
        }
        let passes = piece.has(Sense::Sign(Sign::Working))
            || piece.senses() == [Sense::Glue]
            || matches!(piece.what, What::Other | What::Mark('-'));
        if !passes {
            return None;
        }
    }
    None
}

/// A unit without a number: one of it, unless a word beside it says which one.
fn alone(pieces: &[Piece], at: usize) -> Option<(u32, Unit, usize)> {
    let unit = unit(pieces.get(at)?)?;
    let says_which = |piece: &Piece| {
        !matches!(piece.what, What::Other | What::Mark(_) | What::Line | What::Words { .. })
            || piece.senses().iter().any(|sense| {
                matches!(
                    sense,
                    Sense::Which(_)
                        | Sense::Edge(_)
                        | Sense::Weekday(_)
                        | Sense::Month(_)
                        | Sense::Day(_)
                        | Sense::Part(_)
                        | Sense::Number(_)
                        | Sense::Ordinal(_)
                        | Sense::Sign(Sign::Every | Sign::Week)
                )
            })
    };
    let beside = [at.checked_sub(1), Some(at + 1)];
    let bare = !beside.into_iter().flatten().filter_map(|place| pieces.get(place)).any(says_which);
    (bare && !matches!(unit, Unit::Weekend | Unit::Year)).then_some((1, unit, at))
}

fn unit(piece: &Piece) -> Option<Unit> {
    piece.find(|sense| match sense {
        Sense::Unit(unit) if is_long(*unit) => Some(*unit),
        _ => None,
    })
}

/// A day or longer.
fn is_long(unit: Unit) -> bool {
    !matches!(unit, Unit::Minute | Unit::Hour)
}

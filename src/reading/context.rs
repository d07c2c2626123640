//! In charge of: judging the clauses of a mail together: a line of a list is read like its sisters, half a sentence with the other half.
//!
//! A first look gives each clause its chances alone ([`super::features`]); the second weighs them beside those of its neighbours, with weights of its
//! own (stacked learning: Cohen and Carvalho, Stacked Sequential Learning, IJCAI 2005).
//!
//! Promises: pure, linear in the number of clauses.
//! Leaves to: `weights` the weighing.

use super::{scene::Scene, units::UnitKind, weights::Case};

/// Where a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    sentence: usize,
    block: usize,
    voice: usize,
    listed: bool,
    timed: bool,
}

/// Where each clause of the scene stands, in the order of the text.
pub(super) fn spots(scene: &Scene<'_>) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (number, sentence) in scene.sentences.iter().enumerate() {
        let unit = scene.units.units.get(sentence.unit);
        let listed = unit.is_some_and(|unit| matches!(unit.kind, UnitKind::Item { .. } | UnitKind::Row));
        spots.extend(sentence.clauses.iter().map(|clause| Spot {
            sentence: number,
            block: unit.map_or(0, |unit| unit.block),
            voice: unit.map_or(0, |unit| unit.voice),
            listed,
            timed: !clause.times.is_empty(),
        }));
    }
    spots
}

/// The chance from which a neighbour counts as doing something.
const DOES: f32 = 0.5;

/// A clause as the first look saw it.
#[derive(Clone, Copy)]
struct Look {
    /// The likeliest thing it does.
    label: usize,
    /// How likely it is to do anything.
    chance: f32,
}

impl Look {
    fn of(chances: &[f32]) -> Self {
        let best = chances.iter().enumerate().skip(1).max_by(|one, two| one.1.total_cmp(two.1));
        Self { label: best.map_or(0, |(at, _)| at), chance: 1.0 - chances.first().copied().unwrap_or(1.0) }
    }

    fn does(self) -> Option<usize> {
        (self.chance >= DOES).then_some(self.label)
    }

    /// In a word, roughly.
    fn rough(self) -> String {
        let level = match self.chance {
            chance if chance > 0.9 => "!",
            chance if chance > 0.5 => "+",
            chance if chance > 0.15 => "?",
            _ => return "-".to_owned(),
        };
        format!("{}{level}", self.label)
    }

    /// In a word, finely.
    fn fine(self) -> String {
        let levels = [0.01, 0.03, 0.08, 0.15, 0.25, 0.4, 0.5, 0.65, 0.8, 0.92, 0.98];
        format!("{} {}", self.label, levels.iter().filter(|&&level| self.chance > level).count())
    }
}

/// Adds what the first look tells of clause `at`, whose chances are `looks[at]`, and of its neighbours.
pub(super) fn of_clause(spots: &[Spot], looks: &[Vec<f32>], at: usize, case: &mut Case) {
    let (Some(spot), Some(chances)) = (spots.get(at), looks.get(at)) else { return };
    let look = |at: usize| looks.get(at).map(|chances| Look::of(chances));
    let own = Look::of(chances);
    for (label, &chance) in chances.iter().enumerate() {
        case.add_strong("own ", &label.to_string(), chance);
    }
    let odds = (own.chance.clamp(0.001, 0.999) / (1.0 - own.chance.clamp(0.001, 0.999))).ln();
    case.add_strong("odds", "", odds / 3.0);
    let (fine, rough) = (own.fine(), own.rough());
    case.add("fine ", &fine);
    case.add("fine timed ", &format!("{fine} {}", spot.timed));
    let beside = |at: Option<usize>| {
        at.and_then(|at| spots.get(at).filter(|other| other.sentence == spot.sentence).and_then(|_| look(at)))
    };
    let word = |look: Option<Look>| look.map_or("none".to_owned(), Look::rough);
    let (left, right) = (word(beside(at.checked_sub(1))), word(beside(Some(at + 1))));
    let timed_beside =
        spots.iter().enumerate().any(|(other, one)| other != at && one.sentence == spot.sentence && one.timed);
    case.add("left ", &format!("{left} {rough}"));
    case.add("right ", &format!("{right} {rough}"));
    case.add("both ", &format!("{left} {right} {rough} {} {timed_beside}", spot.timed));
    let sentence =
        |number: Option<usize>| strongest(spots, looks, |one| Some(one.sentence) == number && one.voice == spot.voice);
    case.add("before ", &format!("{} {rough}", word(sentence(spot.sentence.checked_sub(1)))));
    case.add("after ", &format!("{} {rough}", word(sentence(Some(spot.sentence + 1)))));
    case.add(
        "all ",
        &format!("{} {rough}", acts(spots, looks, |one| one.sentence != spot.sentence && one.voice == spot.voice)),
    );
    if spot.listed {
        let (taken, sisters) = sisters(spots, looks, *spot);
        let share = match (taken * 4, sisters) {
            (_, 0) => "alone",
            (0, _) => "none",
            (taken, all) if taken >= all * 3 => "most",
            (taken, all) if taken >= all * 2 => "half",
            _ => "few",
        };
        case.add("list ", &format!("{share} {}", spot.timed));
        case.add("list own ", &format!("{share} {rough} {}", spot.timed));
        case.add("list acts ", &format!("{} {rough}", acts(spots, looks, |one| is_sister(one, *spot))));
    }
}

fn is_sister(one: &Spot, spot: Spot) -> bool {
    one.listed && one.block == spot.block && one.voice == spot.voice && one.sentence != spot.sentence
}

/// How many other lines of the list do something, and how many there are.
fn sisters(spots: &[Spot], looks: &[Vec<f32>], spot: Spot) -> (usize, usize) {
    let mut lines: Vec<(usize, bool)> = Vec::new();
    for (one, chances) in spots.iter().zip(looks).filter(|(one, _)| is_sister(one, spot)) {
        let does = Look::of(chances).does().is_some();
        match lines.last_mut() {
            Some((sentence, taken)) if *sentence == one.sentence => *taken |= does,
            _ => lines.push((one.sentence, does)),
        }
    }
    (lines.iter().filter(|(_, taken)| *taken).count(), lines.len())
}

/// The clause likeliest to do something among some.
fn strongest(spots: &[Spot], looks: &[Vec<f32>], among: impl Fn(&Spot) -> bool) -> Option<Look> {
    let those = spots.iter().zip(looks).filter(|(one, _)| among(one)).map(|(_, chances)| Look::of(chances));
    those.max_by(|one, two| one.chance.total_cmp(&two.chance))
}

/// Which things are done among some, as a word.
fn acts(spots: &[Spot], looks: &[Vec<f32>], among: impl Fn(&Spot) -> bool) -> String {
    let mut seen: Vec<usize> = spots
        .iter()
        .zip(looks)
        .filter(|(one, _)| among(one))
        .filter_map(|(_, chances)| Look::of(chances).does())
        .collect();
    seen.sort_unstable();
    seen.dedup();
    seen.iter().map(|label| format!("{label},")).collect()
}

//! In charge of: whether two texts speak of the same thing: "the texts" and "texts attached", "Energieausweis" and "der Ausweis".
//!
//! Promises: inflection and compounds count less than they hide; words that every text has (the pack's telling words), numbers and names of
//! people count nothing. Bounded: at most [`MOST`] words of a text are looked at.

use super::people::Roster;
use crate::language::{Cue, CueHit, Pack, TokenKind, fold, tokens};

/// The most words of a text that are compared.
const MOST: usize = 60;

/// The words of a text that tell what it is about, folded, each with what it weighs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Gist {
    words: Vec<(String, f32)>,
}

/// Classes whose words are about the talk, not about the thing.
const IDLE: &[Cue] = &[
    Cue::I,
    Cue::We,
    Cue::You,
    Cue::They,
    Cue::And,
    Cue::Lead,
    Cue::Greeting,
    Cue::Except,
    Cue::All,
    Cue::Condition,
    Cue::Negation,
    Cue::Courtesy,
    Cue::Accept,
    Cue::Decline,
    Cue::Hedge,
    Cue::Question,
    Cue::Ask,
    Cue::Need,
    Cue::Promise,
    Cue::Move,
    Cue::Wish,
    Cue::Otherwise,
    Cue::Performed,
    Cue::Cancel,
    Cue::Recap,
];

impl Gist {
    pub fn of(text: &str, packs: &[&Pack], roster: &Roster) -> Self {
        let folded = fold(text).text;
        let found = tokens(&folded);
        let hits: Vec<CueHit> = packs.iter().flat_map(|pack| pack.cues.find(&found)).collect();
        let covered = |at: usize, classes: &[Cue]| {
            hits.iter().any(|hit| hit.first <= at && at < hit.past && classes.contains(&hit.cue))
        };
        let named = roster.mentions(&found);
        let is_name =
            |at: usize| named.iter().any(|mention| !mention.company && mention.first <= at && at < mention.past);
        let mut words: Vec<(String, f32)> = Vec::new();
        for (at, token) in found.iter().enumerate() {
            let thin = token.kind != TokenKind::Word || token.text.chars().count() < 3 || is_name(at);
            let common = || packs.iter().any(|pack| pack.facts.telling_words.contains(token.text));
            if thin || common() || words.iter().any(|(word, _)| word == token.text) {
                continue;
            }
            // A thing that is owed tells more than what is done with it.
            let thing = covered(at, &[Cue::Things]);
            if !thing && covered(at, IDLE) {
                continue;
            }
            let share = if !thing && covered(at, &[Cue::Owed, Cue::Deliver, Cue::Past]) { 0.4 } else { 1.0 };
            words.push((token.text.to_owned(), share * weight(token.text)));
            if words.len() >= MOST {
                break;
            }
        }
        Self { words }
    }

    /// How much of a thing is named at all.
    pub fn weight(&self) -> f32 {
        self.words.iter().map(|(_, weight)| weight).sum()
    }

    /// Whether nothing telling is in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many telling words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Which share of this gist stands in `other` too, by the weight of its words: 0 to 1.
    pub fn share_in(&self, other: &Self) -> f32 {
        let all = self.weight();
        let mut held = 0.0;
        for (word, weight) in &self.words {
            let best = other.words.iter().map(|(known, _)| likeness(word, known)).fold(0.0, f32::max);
            held += weight * best;
        }
        if all > 0.0 { held / all } else { 0.0 }
    }
}

/// Longer words tell more.
fn weight(word: &str) -> f32 {
    let length = word.chars().count().min(10);
    f32::from(u8::try_from(length).unwrap_or(10)) / 10.0
}

/// How alike two folded words are: 1 the same, down to 0.
fn likeness(one: &str, two: &str) -> f32 {
    if one == two {
        return 1.0;
    }
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let (small, large) = (short.chars().count(), long.chars().count());
    let common = short.chars().zip(long.chars()).take_while(|(a, b)| a == b).count();
    if common >= 3 && common * 10 >= large * 6 || common >= 5 && common * 10 >= small * 7 {
        return 0.9;
    }
    if small >= 5 && long.contains(short) {
        return 0.8;
    }
    // A compound's last part, inflected: "ausweis" in "energieausweises".
    let stem: String = short.chars().take(small.saturating_sub(2)).collect();
    if small >= 7 && long.contains(&stem) { 0.6 } else { 0.0 }
}

//! In charge of: whether two texts speak of the same thing: "the texts" and "texts attached", "Energieausweis" and "der Ausweis".
//!
//! Promises: inflection and compounds count less than they hide; words that every text has (the pack's telling words), numbers and names of
//! people count nothing. Bounded: at most [`MOST`] words of a text are looked at.

use super::people::Roster;
use crate::language::{Pack, TokenKind, fold, tokens};

/// The most words of a text that are compared.
const MOST: usize = 60;

/// The words of a text that tell what it is about, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gist {
    words: Vec<String>,
}

impl Gist {
    pub fn of(text: &str, packs: &[&Pack], roster: &Roster) -> Self {
        let folded = fold(text).text;
        let found = tokens(&folded);
        let named = roster.mentions(&found);
        let is_name =
            |at: usize| named.iter().any(|mention| !mention.company && mention.first <= at && at < mention.past);
        let mut words: Vec<String> = Vec::new();
        for (at, token) in found.iter().enumerate() {
            let thin = token.kind != TokenKind::Word || token.text.chars().count() < 3 || is_name(at);
            let common = || packs.iter().any(|pack| pack.facts.telling_words.iter().any(|word| word == token.text));
            if !thin && !common() && !words.iter().any(|word| word == token.text) {
                words.push(token.text.to_owned());
            }
            if words.len() >= MOST {
                break;
            }
        }
        Self { words }
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
        let mut all = 0.0;
        let mut held = 0.0;
        for word in &self.words {
            let weight = weight(word);
            all += weight;
            let best = other.words.iter().map(|known| likeness(word, known)).fold(0.0, f32::max);
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

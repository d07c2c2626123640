//! In charge of: the shape of `terms.toml`: words for what is agreed without a date, and finding them in a text.
//!
//! A wording is words and marks in order, compared folded; a star at a word's end stands for any ending. A property's name (`slides`) is the
//! same in all languages, so that what is said in one can be compared with what was said in another.
//!
//! Leaves to: `reading` where such words count.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Lexicon, Token, TokenKind, fold, tokens, words::Sense};

/// What `terms.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermWords {
    /// What is counted: for each property, the words that follow its number.
    counted: BTreeMap<String, Vec<String>>,
    /// What says itself: for each property, the words it can be.
    named: BTreeMap<String, Vec<String>>,
    /// What makes a price of a number beside it.
    money: Vec<String>,
    /// For each property, the labels that bring it ("Format: …").
    labels: BTreeMap<String, Vec<String>>,
    /// Labels that bring several ("Terms: …").
    lists: Vec<String>,
    /// Words by which a sentence wants it otherwise: "make it", "instead".
    changes: Vec<String>,
}

/// What a label brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label<'w> {
    /// The property with this name.
    Of(&'w str),
    /// Several.
    List,
}

/// A property that is found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub of: String,
    /// What it is, made comparable.
    pub value: String,
    /// Its tokens.
    pub tokens: std::ops::Range<usize>,
}

/// The name of what money is paid for.
const PRICE: &str = "price";

impl TermWords {
    /// What a label with these words brings.
    #[must_use]
    pub fn label(&self, words: &str) -> Option<Label<'_>> {
        let folded = fold(words);
        let found = tokens(&folded.text);
        let is = |wording: &String| reach(wording, &found, 0) == Some(found.len());
        if self.lists.iter().any(is) {
            return Some(Label::List);
        }
        self.labels.iter().find(|(_, wordings)| wordings.iter().any(is)).map(|(of, _)| Label::Of(of))
    }

    /// Whether a sentence wants something otherwise.
    #[must_use]
    pub fn want_otherwise(&self, found: &[Token<'_>]) -> bool {
        (0..found.len()).any(|at| self.changes.iter().any(|wording| reach(wording, found, at).is_some()))
    }

    /// The properties in a text, in order; where two overlap, the first. Numbers in words are those of `lexicon`.
    #[must_use]
    pub fn find(&self, found: &[Token<'_>], lexicon: &Lexicon) -> Vec<Found> {
        let mut properties = Vec::new();
        let mut at = 0;
        while at < found.len() {
            match self.at(found, at, lexicon) {
                Some(property) => {
                    at = property.tokens.end.max(at + 1);
                    properties.push(property);
                }
                None => at += 1,
            }
        }
        properties
    }

    fn at(&self, found: &[Token<'_>], at: usize, lexicon: &Lexicon) -> Option<Found> {
        for (of, wordings) in &self.named {
            if let Some((wording, past)) = longest(wordings, found, at) {
                return Some(Found { of: of.clone(), value: fold(wording).text, tokens: at..past });
            }
        }
        if let Some((_, past)) = longest(&self.money, found, at)
            && let Some((value, end)) = amount(found, past)
        {
            return Some(Found { of: PRICE.to_owned(), value, tokens: at..end });
        }
        let (value, past) = amount(found, at).or_else(|| spoken(found, at, lexicon))?;
        if let Some((_, end)) = longest(&self.money, found, past) {
            return Some(Found { of: PRICE.to_owned(), value, tokens: at..end });
        }
        // A word may stand between: "two full rounds", "১২টি স্লাইড".
        let near = [past, past + 1].into_iter().filter(|place| *place == past || is_word(found, past));
        near.into_iter().find_map(|place| {
            let hit = |(of, wordings): (&String, &Vec<String>)| Some((of.clone(), longest(wordings, found, place)?.1));
            let (of, end) = self.counted.iter().find_map(hit)?;
            Some(Found { of, value: value.clone(), tokens: at..end })
        })
    }

    /// Refuses a file that could find nothing.
    pub(super) fn check(&self) -> Result<(), String> {
        let lists = [("money", &self.money), ("lists", &self.lists), ("changes", &self.changes)];
        let maps = [("counted", &self.counted), ("named", &self.named), ("labels", &self.labels)];
        let in_maps = maps.iter().flat_map(|(key, map)| map.values().map(move |list| (*key, list)));
        let mut all = lists.into_iter().chain(in_maps);
        if let Some((key, _)) = maps.iter().find(|(_, map)| map.is_empty()) {
            return Err(format!("`{key}` has no properties"));
        }
        match all.find(|(_, list)| list.is_empty() || list.iter().any(|wording| wording.trim().is_empty())) {
            Some((key, _)) => Err(format!("`{key}` has an empty list or an empty wording")),
            None => Ok(()),
        }
    }
}

fn is_word(found: &[Token<'_>], at: usize) -> bool {
    found.get(at).is_some_and(|token| token.kind == TokenKind::Word)
}

/// The wording that reaches furthest from token `at`, and where it ends.
fn longest<'w>(wordings: &'w [String], found: &[Token<'_>], at: usize) -> Option<(&'w str, usize)> {
    let reached = wordings.iter().filter_map(|wording| Some((wording.as_str(), reach(wording, found, at)?)));
    reached.max_by_key(|(_, past)| *past)
}

/// Where `wording` ends if it begins at token `at`.
fn reach(wording: &str, found: &[Token<'_>], at: usize) -> Option<usize> {
    let mut place = at;
    for part in wording.split_whitespace() {
        let stem = part.ends_with('*');
        let folded = fold(part.trim_end_matches('*')).text;
        let pieces = tokens(&folded);
        for (number, piece) in pieces.iter().enumerate() {
            let token = found.get(place)?;
            let any_ending = stem && number + 1 == pieces.len();
            let fits = token.text == piece.text || (any_ending && token.text.starts_with(piece.text));
            if !fits {
                return None;
            }
            place += 1;
        }
    }
    (place > at).then_some(place)
}

/// A number in digits from token `at` on: "12", "4,800", "4 800"; cents are left away.
fn amount(found: &[Token<'_>], at: usize) -> Option<(String, usize)> {
    let first = found.get(at).filter(|token| token.kind == TokenKind::Number)?;
    let mut digits = first.number()?.to_string();
    let mut past = at + 1;
    loop {
        let separated = found.get(past).is_some_and(|mark| mark.glued && matches!(mark.text, "." | "," | "'" | "’"));
        let next = if separated { past + 1 } else { past };
        let Some(group) = found.get(next).filter(|token| token.kind == TokenKind::Number) else { break };
        if separated != group.glued {
            break;
        }
        match (group.text.chars().count(), separated) {
            (3, _) => digits = format!("{digits}{:03}", group.number()?),
            (1 | 2, true) => {}
            _ => break,
        }
        past = next + 1;
    }
    Some((digits, past))
}

/// A number in words.
fn spoken(found: &[Token<'_>], at: usize, lexicon: &Lexicon) -> Option<(String, usize)> {
    let entry = lexicon.look_up(found.get(at..)?)?;
    let number = entry.senses.iter().find_map(|sense| match sense {
        Sense::Number(number) => Some(number.to_string()),
        _ => None,
    })?;
    Some((number, at + entry.length.max(1)))
}

#[cfg(test)]
mod tests {
    use super::amount;
    use crate::language::{fold, tokens};

    #[test]
    fn a_number_is_the_same_however_its_thousands_are_set_apart() {
        for (text, value, past) in
            [("12 slides", "12", 1), ("4,800 net", "4800", 3), ("4.800,00 €", "4800", 5), ("4 800 руб", "4800", 2)]
        {
            let folded = fold(text).text;
            assert_eq!(amount(&tokens(&folded), 0), Some((value.to_owned(), past)), "{text}");
        }
        let folded = fold("16:9").text;
        assert_eq!(amount(&tokens(&folded), 0), Some(("16".to_owned(), 1)));
    }
}

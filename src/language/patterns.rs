//! In charge of: patterns of words by classes, as the packs' files hold them, and finding them in a text.
//!
//! A pattern is words in order, compared folded. `*` at a word's end stands for any ending, at its beginning for any beginning;
//! `…` between words stands for up to [`GAP`] words.
//!
//! Promises: finding is linear in the text; an unknown key, an empty class or an empty pattern refuses to load.
//! Leaves to: `cues` and `phrases` which classes there are.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, de};

use super::{Token, TokenKind, fold, tokens};

/// How many words a `…` may stand for.
const GAP: usize = 4;

/// The classes of a file.
pub trait Class: Copy + 'static {
    /// Every class, in order.
    const ALL: &'static [Self];

    /// Its key in the file.
    fn name(self) -> &'static str;
}

macro_rules! classes {
    ($(#[$about:meta])* $class:ident, $($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $class { $($(#[$doc])* $variant,)* }

        impl $class {
            /// Every class, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its key in the file.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        impl $crate::language::patterns::Class for $class {
            const ALL: &'static [Self] = Self::ALL;

            fn name(self) -> &'static str {
                Self::name(self)
            }
        }
    };
}
pub(super) use classes;

/// A pattern found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<C> {
    /// Its class.
    pub cue: C,
    /// The first token of it.
    pub first: usize,
    /// One past its last token.
    pub past: usize,
}

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Word(String),
    Begins(String),
    Ends(String),
    Holds(String),
    Gap,
}

impl Piece {
    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => text == word,
            Self::Begins(stem) => text.starts_with(stem.as_str()),
            Self::Ends(ending) => text.len() > ending.len() && text.ends_with(ending.as_str()),
            Self::Holds(inner) => text.contains(inner.as_str()),
            Self::Gap => false,
        }
    }
}

#[derive(Debug, Clone)]
struct Pattern<C> {
    cue: C,
    pieces: Vec<Piece>,
}

/// Patterns by their classes, ready to be found.
#[derive(Debug, Clone)]
pub struct Patterns<C> {
    patterns: Vec<Pattern<C>>,
    /// Patterns whose first piece is a whole word, by that word.
    by_word: HashMap<String, Vec<usize>>,
    /// Patterns whose first piece is a stem, by its first letters (at most [`STEM`]).
    by_stem: HashMap<String, Vec<usize>>,
    /// Patterns whose first piece is an ending, by its last letter.
    by_ending: HashMap<char, Vec<usize>>,
    /// The others.
    anywhere: Vec<usize>,
    missing: Vec<&'static str>,
}

/// How many letters of a stem the index looks at.
const STEM: usize = 3;

impl<'de, C: Class> Deserialize<'de> for Patterns<C> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let classes = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
        let mut found = Self {
            patterns: Vec::new(),
            by_word: HashMap::new(),
            by_stem: HashMap::new(),
            by_ending: HashMap::new(),
            anywhere: Vec::new(),
            missing: Vec::new(),
        };
        for (name, patterns) in &classes {
            let cue = C::ALL.iter().copied().find(|cue| cue.name() == name);
            let known = || C::ALL.iter().map(|cue| cue.name()).collect::<Vec<_>>().join(", ");
            let cue = cue.ok_or_else(|| de::Error::custom(format!("unknown key `{name}`; known are {}", known())))?;
            for pattern in patterns {
                let pieces = pieces(pattern).map_err(|why| de::Error::custom(format!("{name}: `{pattern}` {why}")))?;
                found.add(Pattern { cue, pieces });
            }
        }
        found.missing =
            C::ALL.iter().map(|cue| cue.name()).filter(|name| classes.get(*name).is_none_or(Vec::is_empty)).collect();
        Ok(found)
    }
}

fn pieces(pattern: &str) -> Result<Vec<Piece>, &'static str> {
    let mut found = Vec::new();
    for word in pattern.split_whitespace() {
        if word == "…" {
            found.push(Piece::Gap);
            continue;
        }
        let (begins, ends) = (word.ends_with('*'), word.starts_with('*'));
        let folded = fold(word.trim_matches('*')).text;
        // A word that the text's tokens would cut ("e-mail", "5pm") is as many pieces as they make of it.
        let parts: Vec<String> = tokens(&folded).iter().map(|token| token.text.to_owned()).collect();
        let last = parts.len().checked_sub(1).ok_or("has a word without letters")?;
        for (at, part) in parts.into_iter().enumerate() {
            found.push(match (begins && at == last, ends && at == 0) {
                (true, true) => Piece::Holds(part),
                (true, false) => Piece::Begins(part),
                (false, true) => Piece::Ends(part),
                (false, false) => Piece::Word(part),
            });
        }
    }
    match (found.first(), found.last()) {
        (None, _) => Err("is empty"),
        (Some(Piece::Gap), _) | (_, Some(Piece::Gap)) => Err("begins or ends with `…`"),
        _ => Ok(found),
    }
}

impl<C: Class> Patterns<C> {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.missing.is_empty() || self.patterns.is_empty() {
            return Ok(());
        }
        Err(format!("missing or empty: {}", self.missing.join(", ")))
    }

    fn add(&mut self, pattern: Pattern<C>) {
        let number = self.patterns.len();
        match pattern.pieces.first() {
            Some(Piece::Word(word)) => self.by_word.entry(word.clone()).or_default().push(number),
            Some(Piece::Begins(stem)) => {
                self.by_stem.entry(stem.chars().take(STEM).collect()).or_default().push(number)
            }
            Some(Piece::Ends(ending)) => {
                self.by_ending.entry(ending.chars().next_back().unwrap_or(' ')).or_default().push(number);
            }
            _ => self.anywhere.push(number),
        }
        self.patterns.push(pattern);
    }

    /// Every cue in `tokens` (of a folded text), in the order of the text.
    #[must_use]
    pub fn find(&self, tokens: &[Token<'_>]) -> Vec<Hit<C>> {
        let mut hits = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
                continue;
            }
            for number in self.candidates(token.text) {
                let Some(pattern) = self.patterns.get(number) else { continue };
                if let Some(past) = reach(&pattern.pieces, tokens, at) {
                    hits.push(Hit { cue: pattern.cue, first: at, past });
                }
            }
        }
        hits
    }

    /// The patterns whose first word may be `word`.
    fn candidates(&self, word: &str) -> impl Iterator<Item = usize> {
        let stems = (1..=STEM).filter_map(|length| {
            let end = word.char_indices().nth(length).map_or(word.len(), |(at, _)| at);
            let whole = word.chars().count() >= length;
            whole.then(|| word.get(..end)).flatten().and_then(|stem| self.by_stem.get(stem))
        });
        let ending = word.chars().next_back().and_then(|letter| self.by_ending.get(&letter));
        let lists =
            self.by_word.get(word).into_iter().chain(stems).chain(ending).chain(std::iter::once(&self.anywhere));
        lists.flatten().copied().collect::<Vec<_>>().into_iter()
    }
}

/// Where `pieces` end if they begin at token `at`.
fn reach(pieces: &[Piece], tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
    if *piece == Piece::Gap {
        return (0..=GAP).find_map(|skipped| reach(rest, tokens, at + skipped));
    }
    let token = tokens.get(at)?;
    if piece.fits(token.text) { reach(rest, tokens, at + 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::{Cue, Cues, fold, tokens};

    fn found(patterns: &str, text: &str) -> Vec<(Cue, usize, usize)> {
        let cues: Cues = toml::from_str(patterns).unwrap_or_else(|error| panic!("{error}"));
        let folded = fold(text).text;
        cues.find(&tokens(&folded)).iter().map(|hit| (hit.cue, hit.first, hit.past)).collect()
    }

    #[test]
    fn words_stems_endings_and_gaps_are_found() {
        assert_eq!(found("ask = ['please send*']", "Please sending it"), [(Cue::Ask, 0, 2)]);
        assert_eq!(found("promise = ['*eceğim']", "yarın göndereceğim"), [(Cue::Promise, 1, 2)]);
        assert_eq!(found("ask = ['could you … send']", "Could you maybe today send it?"), [(Cue::Ask, 0, 5)]);
        assert!(found("ask = ['could you … send']", "could you one two three four five send").is_empty());
        assert_eq!(found("deliver = ['e-mailed']", "I e-mailed it"), [(Cue::Deliver, 1, 4)]);
    }

    #[test]
    fn a_wrong_pattern_names_its_key() {
        let error = toml::from_str::<Cues>("asks = ['x']").map(|_| ()).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("unknown key `asks`")));
        let error = toml::from_str::<Cues>("ask = ['… x']").map(|_| ()).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("ask: `… x`")));
    }
}

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

/// How a word of a pattern is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Begins,
    Ends,
    Holds,
    Gap,
}

/// One word of a pattern: how it is compared, and where it stands among the words. Small, for there are tens of thousands.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: u32,
    length: u16,
    how: How,
}

#[derive(Debug, Clone, Copy)]
struct Pattern<C> {
    /// Its first piece, and how many there are.
    first: u32,
    count: u8,
    cue: C,
}

/// Patterns by their classes, ready to be found.
#[derive(Debug, Clone)]
pub struct Patterns<C> {
    patterns: Box<[Pattern<C>]>,
    pieces: Box<[Piece]>,
    /// Every word of the patterns, once.
    words: Box<str>,
    /// Patterns whose first piece is a whole word, by that word.
    by_word: Index,
    /// Patterns whose first piece is a stem, by its first letters (at most [`STEM`]).
    by_stem: Index,
    /// Patterns whose first piece is an ending, by its last letters (at most [`STEM`]).
    by_ending: Index,
    /// The others.
    anywhere: Box<[u32]>,
    missing: Vec<&'static str>,
}

/// Numbers of patterns by a key: a table of hashes. Patterns of other keys may come along, few: who asks compares anyway.
#[derive(Debug, Clone, Default)]
struct Index {
    /// Where the numbers of each hash begin; one more for the end.
    starts: Box<[u32]>,
    numbers: Box<[u32]>,
    /// Of each number, a byte of its key's hash: most words are in no pattern, and are told apart by it without a look at one.
    tags: Box<[u8]>,
}

impl Index {
    fn new(keys: &[(&str, u32)]) -> Self {
        let size = keys.len().next_power_of_two();
        let place = |hash: u32| hash as usize & (size - 1);
        let mut hashed: Vec<(u32, u32)> = keys.iter().map(|(key, number)| (hash(key), *number)).collect();
        hashed.sort_by_key(|(hash, _)| place(*hash));
        let start =
            |of: usize| u32::try_from(hashed.partition_point(|(hash, _)| place(*hash) < of)).unwrap_or(u32::MAX);
        Self {
            starts: (0..=size).map(start).collect(),
            numbers: hashed.iter().map(|(_, number)| *number).collect(),
            tags: hashed.iter().map(|(hash, _)| tag(*hash)).collect(),
        }
    }

    fn get(&self, key: &str) -> impl Iterator<Item = &u32> {
        let hash = hash(key);
        let at = hash as usize & self.starts.len().saturating_sub(2);
        let place = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let range = place(at)..place(at + 1);
        let (tags, numbers) = (self.tags.get(range.clone()), self.numbers.get(range));
        let both = tags.unwrap_or_default().iter().zip(numbers.unwrap_or_default());
        both.filter(move |(known, _)| **known == tag(hash)).map(|(_, number)| number)
    }
}

/// FNV-1a, mixed so that its low bits serve as a place.
fn hash(text: &str) -> u32 {
    let sum = text.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    sum ^ (sum >> 15)
}

/// The byte of a hash that is no part of a place.
fn tag(hash: u32) -> u8 {
    hash.to_be_bytes()[0]
}

/// How many letters of a stem or an ending the index looks at.
const STEM: usize = 3;

impl<'de, C: Class> Deserialize<'de> for Patterns<C> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let classes = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
        let mut build = Build::default();
        for (name, patterns) in &classes {
            let cue = C::ALL.iter().copied().find(|cue| cue.name() == name);
            let known = || C::ALL.iter().map(|cue| cue.name()).collect::<Vec<_>>().join(", ");
            let cue = cue.ok_or_else(|| de::Error::custom(format!("unknown key `{name}`; known are {}", known())))?;
            for pattern in patterns {
                let wrong = |why| de::Error::custom(format!("{name}: `{pattern}` {why}"));
                build.add(cue, &pieces(pattern).map_err(wrong)?).map_err(wrong)?;
            }
        }
        let empty = |name: &&str| classes.get(*name).is_none_or(Vec::is_empty);
        Ok(build.end(C::ALL.iter().map(|cue| cue.name()).filter(empty).collect()))
    }
}

/// Patterns in the making.
struct Build<C> {
    patterns: Vec<Pattern<C>>,
    pieces: Vec<Piece>,
    words: String,
    places: HashMap<String, u32>,
}

impl<C> Default for Build<C> {
    fn default() -> Self {
        Self { patterns: Vec::new(), pieces: Vec::new(), words: String::new(), places: HashMap::new() }
    }
}

impl<C: Class> Build<C> {
    fn add(&mut self, cue: C, pieces: &[(How, String)]) -> Result<(), &'static str> {
        let number = |count: usize| u32::try_from(count).map_err(|_| "is one too many");
        let count = u8::try_from(pieces.len()).map_err(|_| "has too many words")?;
        self.patterns.push(Pattern { first: number(self.pieces.len())?, count, cue });
        for (how, word) in pieces {
            let start = match self.places.get(word) {
                Some(place) => *place,
                None => {
                    let place = number(self.words.len())?;
                    self.words.push_str(word);
                    self.places.insert(word.clone(), place);
                    place
                }
            };
            let length = u16::try_from(word.len()).map_err(|_| "has a word too long")?;
            self.pieces.push(Piece { start, length, how: *how });
        }
        Ok(())
    }

    fn end(self, missing: Vec<&'static str>) -> Patterns<C> {
        let mut found = Patterns {
            patterns: self.patterns.into(),
            pieces: self.pieces.into(),
            words: self.words.into(),
            by_word: Index::default(),
            by_stem: Index::default(),
            by_ending: Index::default(),
            anywhere: Box::default(),
            missing,
        };
        let (mut words, mut stems, mut endings, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, pattern) in (0..).zip(&found.patterns) {
            let Some(first) = found.pieces_of(pattern).first() else { continue };
            let text = found.text(first);
            match first.how {
                How::Whole => words.push((text, number)),
                How::Begins => stems.push((beginning(text, STEM).unwrap_or(text), number)),
                How::Ends => endings.push((ending(text, STEM).unwrap_or(text), number)),
                How::Holds | How::Gap => others.push(number),
            }
        }
        let (by_word, by_stem, by_ending) = (Index::new(&words), Index::new(&stems), Index::new(&endings));
        found.anywhere = others.into();
        (found.by_word, found.by_stem, found.by_ending) = (by_word, by_stem, by_ending);
        found
    }
}

/// The first `length` letters of `text`, where it has as many.
fn beginning(text: &str, length: usize) -> Option<&str> {
    let (last, letter) = text.char_indices().nth(length.checked_sub(1)?)?;
    text.get(..last + letter.len_utf8())
}

/// The last `length` letters of `text`, where it has as many.
fn ending(text: &str, length: usize) -> Option<&str> {
    let (first, _) = text.char_indices().nth_back(length.checked_sub(1)?)?;
    text.get(first..)
}

fn pieces(pattern: &str) -> Result<Vec<(How, String)>, &'static str> {
    let mut found = Vec::new();
    for word in pattern.split_whitespace() {
        if word == "…" {
            found.push((How::Gap, String::new()));
            continue;
        }
        let (begins, ends) = (word.ends_with('*'), word.starts_with('*'));
        let folded = fold(word.trim_matches('*')).text;
        // A word that the text's tokens would cut ("e-mail", "5pm") is as many pieces as they make of it.
        let parts: Vec<String> = tokens(&folded).iter().map(|token| token.text.to_owned()).collect();
        let last = parts.len().checked_sub(1).ok_or("has a word without letters")?;
        for (at, part) in parts.into_iter().enumerate() {
            let how = match (begins && at == last, ends && at == 0) {
                (true, true) => How::Holds,
                (true, false) => How::Begins,
                (false, true) => How::Ends,
                (false, false) => How::Whole,
            };
            found.push((how, part));
        }
    }
    match (found.first(), found.last()) {
        (None, _) => Err("is empty"),
        (Some((How::Gap, _)), _) | (_, Some((How::Gap, _))) => Err("begins or ends with `…`"),
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

    fn pieces_of(&self, pattern: &Pattern<C>) -> &[Piece] {
        let first = pattern.first as usize;
        self.pieces.get(first..first + usize::from(pattern.count)).unwrap_or_default()
    }

    fn text(&self, piece: &Piece) -> &str {
        let start = piece.start as usize;
        self.words.get(start..start + usize::from(piece.length)).unwrap_or_default()
    }

    fn fits(&self, piece: &Piece, text: &str) -> bool {
        let word = self.text(piece);
        match piece.how {
            How::Whole => text == word,
            How::Begins => text.starts_with(word),
            How::Ends => text.len() > word.len() && text.ends_with(word),
            How::Holds => text.contains(word),
            How::Gap => false,
        }
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
                let Some(pattern) = self.patterns.get(*number as usize) else { continue };
                if let Some(past) = self.reach(self.pieces_of(pattern), tokens, at) {
                    hits.push(Hit { cue: pattern.cue, first: at, past });
                }
            }
        }
        hits
    }

    /// The patterns whose first word may be `word`, and some others.
    fn candidates(&self, word: &str) -> impl Iterator<Item = &u32> {
        let stems = (1..=STEM).filter_map(|length| beginning(word, length)).flat_map(|stem| self.by_stem.get(stem));
        let endings = (1..=STEM).filter_map(|length| ending(word, length)).flat_map(|end| self.by_ending.get(end));
        self.by_word.get(word).chain(stems).chain(endings).chain(&self.anywhere)
    }

    /// Where `pieces` end if they begin at token `at`.
    fn reach(&self, pieces: &[Piece], tokens: &[Token<'_>], at: usize) -> Option<usize> {
        let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
        if piece.how == How::Gap {
            return (0..=GAP).find_map(|skipped| self.reach(rest, tokens, at + skipped));
        }
        let token = tokens.get(at)?;
        if self.fits(piece, token.text) { self.reach(rest, tokens, at + 1) } else { None }
    }
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

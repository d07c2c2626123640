//! In charge of: finding a pack's words for time in a folded text: whole phrases, and words with endings.
//!
//! Promises: the longest phrase wins; a form listed as it stands wins over one taken apart into stem and ending; looking a word
//! up costs a few probes of a hash map, however long the text.
//! Leaves to: `words` what the forms mean.

use std::collections::{HashMap, HashSet};

use super::{
    Token, TokenKind, fold, tokens,
    words::{Case, Counted, Sense, Sign, WordList},
};

/// Words of more bytes are not looked up: no pack knows them, and taking them apart would cost the square of their length.
const LONGEST_WORD: usize = 120;

/// A pack's words for time by their folded form.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// By first token.
    phrases: HashMap<Box<str>, Vec<Phrase>>,
    endings: HashMap<Box<str>, Case>,
    counted: HashMap<Box<str>, Counted>,
    anchors: Vec<Box<str>>,
    weak: HashSet<Box<str>>,
    longest_ending: usize,
    compounds: bool,
}

#[derive(Debug)]
struct Phrase {
    /// The tokens after the first.
    rest: Box<[Box<str>]>,
    sense: Sense,
}

/// What stands at a place of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its meanings, as listed.
    pub senses: Vec<Sense>,
    /// How many tokens it takes.
    pub length: usize,
    /// What its ending says, where it has one.
    pub case: Option<Case>,
    /// What an ending of numbers says, where it has one.
    pub counted: Option<Counted>,
    /// Needs company to mean a time.
    pub weak: bool,
}

impl Lexicon {
    pub(super) fn new(names: &WordList, words: &WordList) -> Result<Self, String> {
        let mut lexicon = Self { compounds: words.compounds, ..Self::default() };
        for (form, sense) in names.senses()?.into_iter().chain(words.senses()?) {
            lexicon.add(form, sense);
        }
        for known in lexicon.phrases.values_mut() {
            known.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            // Kept for as long as the program runs.
            known.shrink_to_fit();
        }
        lexicon.phrases.shrink_to_fit();
        lexicon.weak = words.weak.iter().map(|form| folded(form)).collect();
        lexicon.anchors = words.anchor_endings.iter().map(|form| folded(form)).collect();
        for (&case, forms) in &words.endings {
            lexicon.endings.extend(forms.iter().map(|form| (folded(form), case)));
        }
        for (&counted, forms) in &words.number_endings {
            for form in forms {
                let stem = folded(form);
                for ending in words.endings.values().flatten() {
                    lexicon.counted.entry(format!("{stem}{}", folded(ending)).into()).or_insert(counted);
                }
                lexicon.counted.insert(stem, counted);
            }
        }
        let endings = lexicon.endings.keys().chain(lexicon.counted.keys());
        lexicon.longest_ending = endings.map(|ending| ending.chars().count()).max().unwrap_or(0);
        Ok(lexicon)
    }

    fn add(&mut self, form: &str, sense: Sense) {
        let form = fold(form).text;
        let mut parts = tokens(&form).into_iter().map(|token| Box::<str>::from(token.text));
        let Some(first) = parts.next() else { return };
        let phrase = Phrase { rest: parts.collect(), sense };
        let known = self.phrases.entry(first).or_default();
        if !known.iter().any(|other| other.rest == phrase.rest && other.sense == phrase.sense) {
            known.push(phrase);
        }
    }

    /// What stands at the first of `tokens`.
    #[must_use]
    pub fn look_up(&self, tokens: &[Token<'_>]) -> Option<Entry> {
        let first = tokens.first().filter(|token| token.text.len() <= LONGEST_WORD)?;
        let whole = self.phrases.get(first.text).and_then(|known| self.longest(known, tokens, first.text, None, None));
        if first.kind != TokenKind::Word || whole.as_ref().is_some_and(|entry| entry.length > 1) {
            return whole;
        }
        let mut best = whole;
        for (stem, ending) in self.cuts(first.text) {
            let Some(known) = self.phrases.get(stem) else { continue };
            let bare = stem.trim_end_matches('\'').len() < stem.len() || !ending.is_empty();
            let (case, counted) = (self.endings.get(ending).copied(), self.counted.get(ending).copied());
            let found = self
                .longest(known, tokens.get(..1).unwrap_or(tokens), stem, case, counted)
                .map(as_number)
                .filter(|entry| bare && may_end(entry));
            if let Some(entry) = found
                && best.as_ref().is_none_or(|other| entry.length > other.length)
            {
                best = Some(entry);
            }
        }
        best.or_else(|| self.compound(first))
    }

    /// The ways to cut a word into stem and known ending, longest stem first.
    fn cuts<'w>(&self, word: &'w str) -> impl Iterator<Item = (&'w str, &'w str)> {
        let places = word.char_indices().rev().take(self.longest_ending + 1);
        places.filter_map(move |(at, _)| {
            let (stem, ending) = word.split_at_checked(at)?;
            let ending = ending.strip_prefix('\'').unwrap_or(ending);
            let known = self.endings.contains_key(ending) || self.counted.contains_key(ending);
            let long = stem.len() > 2 || ending.is_empty();
            (known && !stem.is_empty() && long).then_some((stem, ending))
        })
    }

    fn longest(
        &self,
        known: &[Phrase],
        tokens: &[Token<'_>],
        stem: &str,
        case: Option<Case>,
        counted: Option<Counted>,
    ) -> Option<Entry> {
        let mut found: Option<Entry> = None;
        for phrase in known {
            let length = phrase.rest.len() + 1;
            if found.as_ref().is_some_and(|entry| entry.length != length) {
                break;
            }
            let Some(last_case) = self.follows(&phrase.rest, tokens) else { continue };
            let entry = found.get_or_insert_with(|| Entry {
                senses: Vec::new(),
                length,
                case: last_case.or(case),
                counted,
                weak: length == 1 && self.weak.contains(stem),
            });
            entry.senses.push(phrase.sense);
        }
        found
    }

    /// Whether `rest` stands after the first of `tokens`, with the case of its last word.
    fn follows(&self, rest: &[Box<str>], tokens: &[Token<'_>]) -> Option<Option<Case>> {
        let mut case = None;
        for (wanted, token) in rest.iter().zip(tokens.iter().skip(1).map(Some).chain(std::iter::repeat(None))) {
            let ending = token?.text.strip_prefix(&**wanted)?;
            case = match ending {
                "" => None,
                ending => Some(*self.endings.get(ending.strip_prefix('\'').unwrap_or(ending))?),
            };
        }
        Some(case)
    }

    /// A day of the week and a part of the day in one word.
    fn compound(&self, token: &Token<'_>) -> Option<Entry> {
        if !self.compounds {
            return None;
        }
        token.text.char_indices().skip(4).find_map(|(at, _)| {
            let (day, part) = token.text.split_at_checked(at)?;
            let day = self.single(day, |sense| matches!(sense, Sense::Weekday(_)))?;
            let bare = part.strip_suffix('s').unwrap_or(part);
            let part_of_day = |sense: &Sense| matches!(sense, Sense::Part(_));
            let sense = self.single(part, part_of_day).or_else(|| self.single(bare, part_of_day))?;
            let case = (bare.len() < part.len()).then_some(Case::Every);
            Some(Entry { senses: vec![day, sense], length: 1, case, counted: None, weak: false })
        })
    }

    fn single(&self, word: &str, wanted: fn(&Sense) -> bool) -> Option<Sense> {
        let known = self.phrases.get(word)?;
        known.iter().filter(|phrase| phrase.rest.is_empty()).map(|phrase| phrase.sense).find(wanted)
    }

    /// What `ending` makes of the number before it; `None` where it is no ending.
    #[must_use]
    pub fn number_ending(&self, ending: &str) -> Option<Counted> {
        let counted = self.counted.get(ending).copied();
        counted.or_else(|| self.endings.contains_key(ending).then_some(Counted::Any))
    }

    /// Whether `word` ends as words do that an amount after them counts from ("geldikten 3 gün sonra").
    #[must_use]
    pub fn is_anchor(&self, word: &str) -> bool {
        self.anchors.iter().any(|ending| word.len() > ending.len() && word.ends_with(&**ending))
    }
}

/// A number with an ending of numbers is that number, whatever its bare form may mean besides.
fn as_number(mut entry: Entry) -> Entry {
    let number = entry.senses.iter().any(|sense| matches!(sense, Sense::Number(_) | Sense::Ordinal(_)));
    if number && matches!(entry.counted, Some(Counted::Clock | Counted::ClockOrCount)) {
        entry.senses.retain(|sense| *sense != Sense::Never);
    }
    entry
}

/// Little words do not take endings.
fn may_end(entry: &Entry) -> bool {
    let little =
        |sense: &Sense| matches!(sense, Sense::Before(_) | Sense::Never | Sense::Glue | Sense::Sign(Sign::NotBefore));
    !entry.senses.iter().any(little)
        || entry.senses.iter().any(|sense| matches!(sense, Sense::Unit(_) | Sense::Weekday(_)))
}

fn folded(form: &str) -> Box<str> {
    fold(form).text.into()
}

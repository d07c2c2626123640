//! In charge of: which languages a text is written in.
//!
//! By the script of its letters first, then by letters and short words that only one language of that script has. The packs say which.
//!
//! Promises: at least one pack comes back where any is loaded; a sentence that tells nothing is taken to be in the mail's language.

use std::collections::BTreeSet;

use crate::language::{Pack, Packs, Token, TokenKind, fold, tokens};

/// How much of a text is looked at, in bytes.
const MOST: usize = 20_000;

/// What leans towards a language before a word is read, in signs of its own.
const LEANING: f32 = 1.0;

/// The packs of the languages of `text`, the main one first. Another language of the same script is spoken too where its own letters and words
/// say so; one of another script, where a fifth of the text is in that script.
pub(super) fn of_text<'p>(text: &str, packs: &'p Packs) -> Vec<&'p Pack> {
    of_text_among(text, &[], packs)
}

/// The same, where `known` are the languages (BCP 47) that people wrote in before: what a short answer does not tell, they do.
pub(super) fn of_text_among<'p>(text: &str, known: &[&str], packs: &'p Packs) -> Vec<&'p Pack> {
    let end = text.char_indices().map(|(at, _)| at).find(|&at| at >= MOST).unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text);
    let mut weighed: Vec<Weighed<'p>> = packs.iter().map(|pack| Weighed::of(text, known, pack)).collect();
    weighed.sort_by(|one, two| two.weight().total_cmp(&one.weight()));
    let Some(main) = weighed.first().cloned() else { return Vec::new() };
    let spoken = |(at, one): &(usize, Weighed<'p>)| *at == 0 || one.is_spoken_beside(&main, text);
    weighed.into_iter().enumerate().filter(spoken).map(|(_, one)| one.pack).collect()
}

/// A language and what speaks for it.
#[derive(Clone)]
struct Weighed<'p> {
    pack: &'p Pack,
    /// Letters of its script.
    letters: f32,
    /// Letters and words of its own.
    signs: f32,
    leaning: f32,
}

impl<'p> Weighed<'p> {
    fn of(text: &str, known: &[&str], pack: &'p Pack) -> Self {
        let (letters, own) = signs(text, pack);
        let (letters, signs) = (figure(letters), figure(own));
        Self { pack, letters, signs, leaning: if known.contains(&pack.code()) { LEANING } else { 0.0 } }
    }

    fn weight(&self) -> f32 {
        self.letters + 10.0 * (self.signs + self.leaning)
    }

    fn is_spoken_beside(&self, main: &Self, text: &str) -> bool {
        if self.pack.facts.script != main.pack.facts.script {
            return self.weight() * 5.0 > main.weight();
        }
        let own = figure(signs_beyond(text, self.pack, Some(main.pack)));
        own >= 2.0 && own * 4.0 >= main.signs || self.leaning > 0.0 && own > 0.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn figure(count: usize) -> f32 {
    count as f32
}

/// The pack of the language of one sentence of a mail in `spoken`, mostly in `main`: another one only where its own letters and words say so.
pub(super) fn of_sentence<'p>(text: &str, main: &'p Pack, spoken: &[&'p Pack]) -> &'p Pack {
    let (letters, evidence) = signs(text, main);
    let mut best = (if letters > 0 { evidence + 1 } else { 0 }, main);
    for pack in spoken {
        let (letters, evidence) = signs(text, pack);
        if letters > 0 && evidence > best.0 {
            best = (evidence, pack);
        } else if best.0 == 0 && letters > 0 {
            best = (evidence.max(1), pack);
        }
    }
    best.1
}

/// The letters of the pack's script, and the letters and words that are its own.
fn signs(text: &str, pack: &Pack) -> (usize, usize) {
    let letters =
        text.chars().filter(|&letter| letter.is_alphabetic() && script_of(letter) == pack.facts.script).count();
    (letters, signs_beyond(text, pack, None))
}

/// The letters and words of `text` that are the pack's own, and not `other`'s.
fn signs_beyond(text: &str, pack: &Pack, other: Option<&Pack>) -> usize {
    let shared = |word: &str| other.is_some_and(|other| other.facts.telling_words.iter().any(|known| known == word));
    let own = text.to_lowercase().chars().filter(|&letter| pack.facts.telling_letters.contains(letter)).count();
    let folded = fold(text).text;
    let found = tokens(&folded);
    let (spoken, elsewhere) = (cued(pack, &found), other.map(|other| cued(other, &found)).unwrap_or_default());
    let telling = |at: usize, word: &str| {
        (pack.facts.telling_words.iter().any(|known| known == word) || spoken.contains(&at))
            && !shared(word)
            && !elsewhere.contains(&at)
    };
    let words =
        found.iter().enumerate().filter(|(at, token)| token.kind == TokenKind::Word && telling(*at, token.text));
    own + words.count()
}

/// The words of `tokens` that the pack's cues cover.
fn cued(pack: &Pack, tokens: &[Token<'_>]) -> BTreeSet<usize> {
    pack.cues.find(tokens).iter().flat_map(|hit| hit.first..hit.past).collect()
}

/// The ISO 15924 code of the scripts we have packs for.
fn script_of(letter: char) -> &'static str {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => "Latn",
        '\u{400}'..='\u{52f}' => "Cyrl",
        '\u{980}'..='\u{9ff}' => "Beng",
        '\u{370}'..='\u{3ff}' => "Grek",
        '\u{590}'..='\u{5ff}' => "Hebr",
        '\u{600}'..='\u{6ff}' => "Arab",
        '\u{900}'..='\u{97f}' => "Deva",
        '\u{4e00}'..='\u{9fff}' => "Hani",
        _ => "Zyyy",
    }
}

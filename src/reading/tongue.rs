//! In charge of: which languages a text is written in.
//!
//! By the script of its letters first, then by letters and short words that only one language of that script has. The packs say which.
//!
//! Promises: at least one pack comes back where any is loaded; a sentence that tells nothing is taken to be in the mail's language.

use crate::language::{Pack, Packs, TokenKind, fold, tokens};

/// How much of a text is looked at, in bytes.
const MOST: usize = 20_000;

/// The packs of the languages of `text`, the main one first; those with less than a fifth of its weight left out.
pub(super) fn of_text<'p>(text: &str, packs: &'p Packs) -> Vec<&'p Pack> {
    let end = text.char_indices().map(|(at, _)| at).find(|&at| at >= MOST).unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text);
    let mut weighed: Vec<(f32, &Pack)> = packs.iter().map(|pack| (weigh(text, pack), pack)).collect();
    weighed.sort_by(|one, two| two.0.total_cmp(&one.0));
    let most = weighed.first().map_or(0.0, |(weight, _)| *weight);
    weighed
        .into_iter()
        .enumerate()
        .filter(|(at, (weight, _))| *at == 0 || *weight * 5.0 > most)
        .map(|(_, (_, pack))| pack)
        .collect()
}

/// The pack of the language of one sentence of a mail in `spoken`, mostly in `main`.
pub(super) fn of_sentence<'p>(text: &str, main: &'p Pack, spoken: &[&'p Pack]) -> &'p Pack {
    let mut best = (weigh(text, main) * 1.5 + 0.01, main);
    for pack in spoken {
        let weight = weigh(text, pack);
        if weight > best.0 {
            best = (weight, pack);
        }
    }
    best.1
}

/// How much speaks for `pack`: letters of its script, and with ten times their weight its own letters and words.
fn weigh(text: &str, pack: &Pack) -> f32 {
    let mut letters = 0u32;
    let mut own = 0u32;
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        letters += u32::from(script_of(letter) == pack.facts.script);
        own += u32::from(pack.facts.telling_letters.contains(letter));
    }
    let folded = fold(text).text;
    let telling = |word: &&str| pack.facts.telling_words.iter().any(|known| known == word);
    let words = tokens(&folded)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| token.text)
        .filter(telling)
        .count();
    let words = u32::try_from(words).unwrap_or(u32::MAX);
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let weight = letters as f32 + 10.0 * own as f32 + 10.0 * words as f32;
    weight
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

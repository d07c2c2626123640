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

/// How much speaks for `pack`: letters of its script, and with ten times their weight its own letters and words.
fn weigh(text: &str, pack: &Pack) -> f32 {
    let (letters, evidence) = signs(text, pack);
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let weight = letters as f32 + 10.0 * evidence as f32;
    weight
}

/// The letters of the pack's script, and the letters and words that are its own.
fn signs(text: &str, pack: &Pack) -> (usize, usize) {
    let letters =
        text.chars().filter(|&letter| letter.is_alphabetic() && script_of(letter) == pack.facts.script).count();
    let own = text.to_lowercase().chars().filter(|&letter| pack.facts.telling_letters.contains(letter)).count();
    let folded = fold(text).text;
    let telling = |word: &&str| pack.facts.telling_words.iter().any(|known| known == word);
    let words = tokens(&folded)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| token.text)
        .filter(telling)
        .count();
    (letters, own + words)
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

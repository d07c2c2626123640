//! In charge of: which languages a text is written in.
//!
//! By the script of its letters first, then by letters and short words that only one language of that script has. The packs say which.
//!
//! Promises: at least one pack comes back where any is loaded; a sentence that tells nothing is taken to be in the mail's language.

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
    let folded = fold(text).text;
    let sample = Sample::of(text, &folded);
    let mut weighed: Vec<Weighed<'p>> = packs.iter().map(|pack| Weighed::of(&sample, known, pack)).collect();
    weighed.sort_by(|one, two| two.weight().total_cmp(&one.weight()));
    let Some(main) = weighed.first().cloned() else { return Vec::new() };
    let spoken = |(at, one): &(usize, Weighed<'p>)| *at == 0 || one.is_spoken_beside(&main);
    weighed.into_iter().enumerate().filter(spoken).map(|(_, one)| one.pack).collect()
}

/// A text as all languages look at it.
struct Sample<'t> {
    /// Its letters by their scripts.
    scripts: Vec<(&'static str, usize)>,
    lower: String,
    tokens: Vec<Token<'t>>,
}

impl<'t> Sample<'t> {
    fn of(text: &str, folded: &'t str) -> Self {
        let mut scripts: Vec<(&'static str, usize)> = Vec::new();
        for script in text.chars().filter(|letter| letter.is_alphabetic()).map(script_of) {
            match scripts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, count)) => *count += 1,
                None => scripts.push((script, 1)),
            }
        }
        Self { scripts, lower: text.to_lowercase(), tokens: tokens(folded) }
    }

    fn letters(&self, pack: &Pack) -> usize {
        self.scripts.iter().find(|(script, _)| *script == pack.facts.script).map_or(0, |(_, count)| *count)
    }

    /// What a language finds of its own in it.
    fn signs(&self, pack: &Pack) -> Signs {
        let own = |letter: &char| pack.facts.telling_letters.contains(*letter);
        let letters = if pack.facts.telling_letters.is_empty() { 0 } else { self.lower.chars().filter(own).count() };
        let cued = cued(pack, &self.tokens);
        let telling = |at: &usize, token: &Token<'_>| {
            cued.get(*at) == Some(&true) || pack.facts.telling_words.contains(token.text)
        };
        let words =
            self.tokens.iter().enumerate().filter(|(at, token)| token.kind == TokenKind::Word && telling(at, token));
        Signs { letters, words: words.map(|(at, _)| at).collect() }
    }
}

/// Letters and words (by their places among the tokens) that are a language's own.
#[derive(Clone, Default)]
struct Signs {
    letters: usize,
    words: Vec<usize>,
}

impl Signs {
    fn count(&self) -> usize {
        self.letters + self.words.len()
    }

    /// Those that are not `other`'s too.
    fn beyond(&self, other: &Self) -> usize {
        self.letters + self.words.iter().filter(|at| other.words.binary_search(at).is_err()).count()
    }
}

/// A language and what speaks for it.
#[derive(Clone)]
struct Weighed<'p> {
    pack: &'p Pack,
    /// Letters of its script.
    letters: f32,
    /// Letters and words of its own.
    signs: Signs,
    leaning: f32,
}

impl<'p> Weighed<'p> {
    fn of(sample: &Sample<'_>, known: &[&str], pack: &'p Pack) -> Self {
        let letters = figure(sample.letters(pack));
        let leaning = if known.contains(&pack.code()) { LEANING } else { 0.0 };
        Self { pack, letters, signs: sample.signs(pack), leaning }
    }

    fn weight(&self) -> f32 {
        self.letters + 10.0 * (figure(self.signs.count()) + self.leaning)
    }

    fn is_spoken_beside(&self, main: &Self) -> bool {
        if self.pack.facts.script != main.pack.facts.script {
            return self.weight() * 5.0 > main.weight();
        }
        let own = figure(self.signs.beyond(&main.signs));
        own >= 2.0 && own * 4.0 >= figure(main.signs.count()) || self.leaning > 0.0 && own > 0.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn figure(count: usize) -> f32 {
    count as f32
}

/// The pack of the language of one sentence of a mail in `spoken`, mostly in `main`: another one only where its own letters and words say so.
pub(super) fn of_sentence<'p>(text: &str, main: &'p Pack, spoken: &[&'p Pack]) -> &'p Pack {
    if spoken.iter().all(|pack| std::ptr::eq(*pack, main)) {
        return main;
    }
    let folded = fold(text).text;
    let sample = Sample::of(text, &folded);
    let signs = |pack: &Pack| (sample.letters(pack), sample.signs(pack).count());
    let (letters, evidence) = signs(main);
    let mut best = (if letters > 0 { evidence + 1 } else { 0 }, main);
    for pack in spoken {
        let (letters, evidence) = signs(pack);
        if letters > 0 && evidence > best.0 {
            best = (evidence, pack);
        } else if best.0 == 0 && letters > 0 {
            best = (evidence.max(1), pack);
        }
    }
    best.1
}

/// For each of `tokens`, whether the pack's cues cover it.
fn cued(pack: &Pack, tokens: &[Token<'_>]) -> Vec<bool> {
    let mut covered = vec![false; tokens.len()];
    for hit in pack.cues.find(tokens) {
        if let Some(covered) = covered.get_mut(hit.first..hit.past) {
            covered.fill(true);
        }
    }
    covered
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

//! In charge of: the one form in which words are compared: compatibility forms undone, lower case, the Turkish dotless ı and
//! dotted İ as i, ё as е, Latin letters without their marks ("gönder" typed as "gonder"), curly quotes straight, all spaces
//! alike, line ends kept.
//!
//! Promises: folding a pack's words and a mail's text gives equal text where a reader sees the same word; every folded byte
//! knows the byte of the original it came from; letters that are letters of their own (й, ө, Bengali signs) stay.

use icu::normalizer::DecomposingNormalizerBorrowed;

/// A text folded, with the way back.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, and one past its end, the byte of the original where its letter begins.
    origin: Vec<u32>,
}

impl Folded {
    /// The byte of the original behind byte `at` of the folded text.
    #[must_use]
    pub fn origin(&self, at: usize) -> usize {
        self.origin.get(at).or(self.origin.last()).map_or(0, |&byte| byte as usize)
    }

    /// The byte of the original after the letter that ends at byte `at` of the folded text.
    #[must_use]
    pub fn end_of(&self, at: usize) -> usize {
        let last = self.origin(at.saturating_sub(1));
        let rest = self.origin.get(at..).unwrap_or_default();
        rest.iter().map(|&byte| byte as usize).find(|&byte| byte > last).unwrap_or_else(|| self.origin(at))
    }
}

/// Folds `text` for comparison.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let decomposer = const { DecomposingNormalizerBorrowed::new_nfkd() };
    let mut folded = Folded { text: String::with_capacity(text.len()), origin: Vec::with_capacity(text.len() + 1) };
    let mut latin = false;
    for (at, letter) in text.char_indices() {
        if letter.is_ascii() {
            latin = letter.is_ascii_alphabetic();
            let space = letter.is_whitespace() && letter != '\n';
            folded.push(if space { ' ' } else { letter.to_ascii_lowercase() }, at);
            continue;
        }
        if stays_whole(letter) {
            latin = false;
            letter.to_lowercase().for_each(|lower| folded.push(if lower == 'ё' { 'е' } else { lower }, at));
            continue;
        }
        for part in decomposer.normalize_iter(std::iter::once(letter)) {
            fold_part(part, at, &mut latin, &mut folded);
        }
    }
    folded.origin.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    folded
}

/// One decomposed letter.
fn fold_part(part: char, at: usize, latin: &mut bool, folded: &mut Folded) {
    match part {
        '\u{300}'..='\u{36f}' if *latin => {}
        'ı' => folded.push('i', at),
        'ß' => "ss".chars().for_each(|s| folded.push(s, at)),
        'ø' | 'Ø' => folded.push('o', at),
        'ł' | 'Ł' => folded.push('l', at),
        'æ' | 'Æ' => "ae".chars().for_each(|s| folded.push(s, at)),
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{b4}' => folded.push('\'', at),
        '\u{201c}'..='\u{201f}' | '«' | '»' => folded.push('"', at),
        '\u{2010}' | '\u{2011}' => folded.push('-', at),
        '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
        white if white.is_whitespace() => folded.push(' ', at),
        other => {
            for lower in other.to_lowercase() {
                if lower == '\u{307}' {
                    continue;
                }
                *latin = lower.is_ascii_alphabetic();
                folded.push(lower, at);
            }
        }
    }
}

/// Cyrillic letters whose mark makes another letter: й is no и.
fn stays_whole(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

impl Folded {
    fn push(&mut self, letter: char, at: usize) {
        let byte = u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push(letter);
        self.origin.extend(std::iter::repeat_n(byte, letter.len_utf8()));
    }
}

/// Whether this last letter of a name gives way when the name is inflected, as vowels and signs do in Cyrillic (Mia in the dative).
#[must_use]
pub fn gives_way(letter: char) -> bool {
    matches!(letter, 'а' | 'я' | 'й' | 'ь' | 'о' | 'и' | 'е' | 'у')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn the_same_word_folds_the_same() {
        for (one, other) in [
            ("İSTANBUL", "istanbul"),
            ("göndereceğim", "GÖNDERECEĞİM"),
            ("Ещё", "еще"),
            ("Straße", "STRASSE"),
            ("I’ll", "i'll"),
            ("কড়া", "ক\u{9a1}\u{9bc}া"),
            ("шийдвэр", "ШИЙДВЭР"),
        ] {
            assert_eq!(fold(one).text, fold(other).text, "{one} {other}");
        }
        assert_ne!(fold("мой").text, fold("мои").text);
        assert_ne!(fold("өөр").text, fold("оор").text);
    }

    #[test]
    fn every_folded_byte_knows_where_it_came_from() {
        let text = "İyi günler, Ağrı 5’e";
        let folded = fold(text);
        let at = folded.text.find("agri").unwrap_or_default();
        assert_eq!(text.get(folded.origin(at)..folded.origin(at + 4)), Some("Ağrı"));
        assert_eq!(folded.origin(folded.text.len()), text.len());
    }
}

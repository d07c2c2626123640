//! In charge of: cutting folded text into words, numbers and marks.
//!
//! Promises: an apostrophe inside a word belongs to it ("i'll", "cuma'ya"); letters and digits are never one token ("5pm" is `5`
//! and `pm`, glued); digits of every script count as digits; Bengali vowel signs and joiners stay in their word.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Digits of one script.
    Number,
    /// One mark of punctuation or symbol.
    Mark,
    /// A line end.
    Line,
}

/// A token of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// Its text.
    pub text: &'t str,
    /// First byte in the folded text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is.
    pub kind: TokenKind,
    /// Nothing stands between it and the token before.
    pub glued: bool,
}

impl Token<'_> {
    /// The number it says in digits, of whatever script.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        if self.kind != TokenKind::Number || self.text.chars().count() > 9 {
            return None;
        }
        self.text.chars().try_fold(0u32, |sum, digit| Some(sum * 10 + digit_value(digit)?))
    }
}

/// The value of a decimal digit: ASCII, Bengali, Devanagari or Arabic-Indic.
fn digit_value(digit: char) -> Option<u32> {
    let zero = match digit {
        '0'..='9' => '0',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    Some(u32::from(digit) - u32::from(zero))
}

fn kind_of(letter: char) -> Option<TokenKind> {
    if letter == '\n' {
        Some(TokenKind::Line)
    } else if letter.is_whitespace() {
        None
    } else if digit_value(letter).is_some() {
        Some(TokenKind::Number)
    } else if letter.is_alphabetic() || is_joining(letter) {
        Some(TokenKind::Word)
    } else {
        Some(TokenKind::Mark)
    }
}

/// Marks that live inside words: combining marks, the Bengali hasanta and nukta, zero-width joiners.
fn is_joining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9cd}' | '\u{9fe}' | '\u{200c}' | '\u{200d}')
}

/// The tokens of `folded`, in order.
#[must_use]
pub fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut letters = folded.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let Some(kind) = kind_of(letter) else { continue };
        let mut end = start + letter.len_utf8();
        if matches!(kind, TokenKind::Word | TokenKind::Number) {
            while let Some(&(at, next)) = letters.peek() {
                let inner = next == '\'' && kind == TokenKind::Word && follows_letter(folded, at + 1);
                if kind_of(next) != Some(kind) && !inner {
                    break;
                }
                end = at + next.len_utf8();
                letters.next();
            }
        }
        let glued = found.last().is_some_and(|before| before.end == start);
        found.push(Token { text: folded.get(start..end).unwrap_or_default(), start, end, kind, glued });
    }
    found
}

fn follows_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        let texts = |text| tokens(text).iter().map(|token| token.text.to_owned()).collect::<Vec<_>>();
        assert_eq!(texts("i'll send 5pm, ok?"), ["i'll", "send", "5", "pm", ",", "ok", "?"]);
        assert_eq!(texts("cuma'ya 14'e kadar"), ["cuma'ya", "14", "'", "e", "kadar"]);
        assert_eq!(texts("শুক্রবার ৩টায়"), ["শুক্রবার", "৩", "টায়"]);
        let numbers: Vec<_> = tokens("২৭ 27").iter().filter_map(super::Token::number).collect();
        assert_eq!(numbers, [27, 27]);
        assert_eq!(tokens("a\nb").get(1).map(|token| token.kind), Some(TokenKind::Line));
    }
}

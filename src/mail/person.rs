//! In charge of: recognising the writer's own name at the end of a mail.
//!
//! Promises: a line is the name only where every word of it is one of the writer's, a title or an initial.
//! Leaves to: `signature` what follows from that.

use super::lines::fold_mark;
use crate::model::Party;

/// The words by which a writer signs.
#[derive(Debug, Default)]
pub(super) struct Person {
    words: Vec<String>,
}

impl Person {
    /// The words of the display name and of the address.
    pub(super) fn of(writer: Option<&Party>) -> Self {
        let Some(writer) = writer else { return Self::default() };
        let written = format!("{} {}", writer.name.as_deref().unwrap_or_default(), writer.address.local());
        let folded = fold_mark(&written);
        Self { words: split(&folded).map(str::to_owned).collect() }
    }

    /// Whether `folded` is the name: at least one word of the writer's, the others initials or short titles.
    pub(super) fn is(&self, folded: &str) -> bool {
        let mut own = 0;
        let mut count = 0;
        for word in split(folded) {
            count += 1;
            if word.chars().count() >= 2 && self.words.iter().any(|known| known == word) {
                own += 1;
            } else if word.chars().count() > 4 && !self.words.iter().any(|known| is_short_of(word, known)) {
                return false;
            }
        }
        let near = self.words.iter().any(|known| split(folded).any(|word| is_short_of(word, known)));
        (own > 0 || near) && count <= 6 && !folded.ends_with([':', '?'])
    }

    /// Whether `words` are initials of the writer's: `SB`, `K.`, `i. A.`.
    pub(super) fn is_initials(&self, words: &str) -> bool {
        let letters: Vec<char> = fold_mark(words).chars().filter(|letter| letter.is_alphabetic()).collect();
        let initial = |letter: &char| self.words.iter().any(|word| word.starts_with(*letter));
        !letters.is_empty() && letters.len() <= 3 && words.chars().count() <= 8 && letters.first().is_some_and(initial)
    }
}

/// A short form of a name: its first letters, at least three.
fn is_short_of(word: &str, name: &str) -> bool {
    word.chars().count() >= 3 && name.starts_with(word)
        || name.chars().count() >= 3 && word.starts_with(name) && word.len() <= name.len() + 6
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|letter: char| {
            letter.is_whitespace() || matches!(letter, '.' | ',' | '-' | '_' | '"' | '(' | ')' | '+' | '/' | '!')
        })
        .filter(|word| !word.is_empty())
}

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

    /// Whether a word of the writer's name stands in `folded`.
    pub(super) fn is_in(&self, folded: &str) -> bool {
        split(folded).any(|word| word.chars().count() >= 3 && self.words.iter().any(|known| known == word))
    }

    /// Whether `words` are initials of the writer's: `SB`, `K.`, `i. A.`; in a script without capitals they have a point.
    pub(super) fn is_initials(&self, words: &str) -> bool {
        let letters: Vec<char> = words.chars().filter(|letter| letter.is_alphabetic()).collect();
        let capital = |letter: &char| letter.is_uppercase() || words.contains('.');
        let initial = |letter: &char| {
            let folded = fold_mark(&letter.to_string());
            self.words.iter().any(|word| word.starts_with(&folded))
        };
        (1..=3).contains(&letters.len())
            && words.chars().count() <= 8
            && (letters.iter().all(capital) || letters.len() == 1)
            && letters.iter().any(initial)
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

//! In charge of: the shape of `effects.toml`: words by which a consequence says what it does.
//!
//! A phrase is words that all occur, in any order: `lose* slot*`; a word with a star stands for all that begin with it.

use serde::Deserialize;

use super::{Token, TokenKind, fold, tokens};

/// What `effects.toml` says: for each thing that a consequence can do, the phrases that say it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effects {
    /// What nobody answers counts as given.
    pub counts_as_given: Vec<String>,
    /// A slot, a booking, a place is lost.
    pub slot: Vec<String>,
    /// It costs more.
    pub fee: Vec<String>,
    /// Work pauses.
    pub pause: Vec<String>,
    /// The result is less.
    pub less: Vec<String>,
    /// Another date moves.
    pub later: Vec<String>,
    /// Working days.
    pub working: Vec<String>,
}

impl Effects {
    /// Whether `text` says one of `phrases`.
    #[must_use]
    pub fn say(phrases: &[String], text: &str) -> bool {
        let folded = fold(text);
        let words: Vec<Token<'_>> = tokens(&folded.text);
        let has = |wanted: &str| {
            let stem = wanted.strip_suffix('*');
            words.iter().filter(|word| word.kind != TokenKind::Mark).any(|word| match stem {
                Some(stem) => word.text.starts_with(stem),
                None => word.text == wanted,
            })
        };
        phrases.iter().any(|phrase| {
            let phrase = fold(phrase).text;
            phrase.split_whitespace().all(has)
        })
    }

    /// Refuses an empty list: a kind without words would never be read.
    pub(super) fn check(&self) -> Result<(), String> {
        let lists = [
            ("counts_as_given", &self.counts_as_given),
            ("slot", &self.slot),
            ("fee", &self.fee),
            ("pause", &self.pause),
            ("less", &self.less),
            ("later", &self.later),
            ("working", &self.working),
        ];
        match lists.iter().find(|(_, list)| list.iter().all(|phrase| phrase.trim().is_empty())) {
            Some((key, _)) => Err(format!("`{key}` has no phrases")),
            None => Ok(()),
        }
    }
}

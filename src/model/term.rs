//! In charge of: what is agreed without a date: scope, form, number of slides, format, price, rounds of revision.

use serde::{Deserialize, Serialize};

use super::{Quote, Source};

/// A fact of the work as a mail states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Which property of the work, by the name that all languages share: `slides`.
    pub of: String,
    /// What it is, made comparable: `12`.
    pub value: String,
    /// In the words used: "12 slides".
    pub words: String,
    /// The line or sentence it was read from.
    pub quote: Quote,
}

/// One that is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Which property of the work, by the name that all languages share.
    pub of: String,
    /// What it is, made comparable.
    pub value: String,
    /// In the words used.
    pub words: String,
    /// Who wrote it, when, in which line.
    pub source: Source,
}

impl Term {
    /// `stated` by whoever stands in `source`.
    #[must_use]
    pub fn of(stated: &Stated, source: &Source) -> Self {
        let Stated { of, value, words, quote } = stated.clone();
        Self { of, value, words, source: Source { quote, ..source.clone() } }
    }
}

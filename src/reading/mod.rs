//! In charge of: finding in a mail's own words who promises, asks, accepts, refuses, moves, delivers or calls off what.

use crate::{
    language::Packs,
    model::{Mail, Office, Statement, Thread},
};

/// What a mail says, and why.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What is taken, in the order of the text.
    pub statements: Vec<Statement>,
    /// The code of the language most of it is written in.
    pub language: String,
    /// For each piece of text, why it was or was not taken: lines for people.
    pub explained: Vec<String>,
}

/// Reads `mail` as the next mail of `thread` (its agreements as they stood before it).
#[must_use]
pub fn read(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Reading {
    let _ = (mail, thread, office, packs);
    Reading::default()
}

//! In charge of: example letters: the occasions on which letters are written, played once in a language, so that people can look at
//! every letter and tests can hold it to what must always be.
//!
//! Promises: written by the same road as real letters; at least one specimen of every kind of letter in every language (a test holds
//! it to that); the same each time.
//! Leaves to: `language/<code>/story.toml` the words of the story.

mod lessons;
mod occasions;
mod replies;
mod several;
mod tale;

use crate::{
    language::{Pack, Packs},
    model::{HouseStyle, Letter},
};

use super::CannotWrite;
use occasions::Stage;

/// An example letter.
#[derive(Debug, Clone)]
pub struct Specimen {
    /// The occasion, in a word or two: `called-off`.
    pub name: &'static str,
    /// The letter.
    pub letter: Letter,
}

/// How the studio of the story writes.
#[must_use]
pub fn example_style(pack: &Pack) -> HouseStyle {
    HouseStyle { signature: Some(pack.story.signature.clone()), ..HouseStyle::named(&pack.story.house) }
}

/// Every occasion in the language of `pack`, in the order of the story, as a house of this style writes.
///
/// # Errors
/// Where a letter's file is faulty.
pub fn specimens(pack: &Pack, style: &HouseStyle, packs: &Packs) -> Result<Vec<Specimen>, CannotWrite> {
    // The cast has fixed, sound addresses.
    let stage = Stage::set(pack, style, packs).ok_or(CannotWrite::Unknown)?;
    stage.play()
}

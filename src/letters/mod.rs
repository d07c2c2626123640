//! In charge of: turning a notice into a letter in the thread's language. Pure.

use jiff::Timestamp;

use crate::{
    language::Packs,
    model::{Dossier, HouseStyle, Letter, Notice, Office, Statement},
};

/// The letter that says `notice`; `None` where there is nobody left to write to, or nothing to say. `dossiers` hold the notice's thread; for
/// a digest, all threads on which something may have to be said. `doubts` are what a question asks about.
#[must_use]
pub fn write(
    notice: &Notice,
    dossiers: &[Dossier],
    doubts: &[Statement],
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Option<Letter> {
    let _ = (notice, dossiers, doubts, office, style, packs, now);
    None
}

//! In charge of: which words a letter is filled with: those of its kind, or, of a talk that a team member has written down, those of its first letter.
//!
//! Promises: the first letter about a talk goes by its own words only to those whom its writer has named and who have not heard of it yet.
//! Leaves to: the module above the rest of the letter.

use minijinja::context;

use super::{CannotWrite, Sheets, facts, matter, sheet};
use crate::{
    model::{Audience, Dossier, Head, HouseStyle, Notice, NoticeKind, Office},
    schedule,
};

/// The words of the letter: those of its kind, or of the first letter about a talk.
pub(super) fn fill(
    notice: &Notice,
    answered: Option<(&Dossier, &Head)>,
    facts: minijinja::Value,
    sheets: &Sheets<'_>,
    (office, style): (&Office, &HouseStyle),
) -> Result<sheet::Words, CannotWrite> {
    let (name, facts) = match told_first(notice, answered, sheets) {
        Some(recap) => ("recap", context! { recap => recap, named => true, ..facts }),
        None => (notice.kind.as_str(), facts),
    };
    sheets.letter(name, &facts::frame(facts, style, office))
}

/// The talk that a letter tells of, where it is the first that those people get of it whom its writer has named.
fn told_first(notice: &Notice, answered: Option<(&Dossier, &Head)>, sheets: &Sheets<'_>) -> Option<minijinja::Value> {
    let (dossier, head) = answered?;
    let thread = &dossier.thread;
    let recap = thread.settings.recap.as_ref().filter(|recap| recap.mail == head.id && !recap.people.is_empty())?;
    let untold = |(number, _): &(_, u32)| schedule::confirmed_version(dossier, *number) == 0;
    let first = notice.kind == NoticeKind::Confirmation && notice.audience == Audience::Everybody;
    let first = first && notice.agreements.iter().all(untold);
    first.then(|| matter::of_recap(recap, head, &thread.subject, sheets))
}

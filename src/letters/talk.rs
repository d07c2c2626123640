//! In charge of: which words a letter is filled with: those of its kind, or, of a talk that a team member has written down, those of its first letter.
//!
//! Promises: the first letter about a talk goes by its own words only to those whom its writer has named and who have not heard of it yet; where
//! they are on the mail that wrote it down, the confirmation opens with the day of the talk.
//! Leaves to: the module above the rest of the letter.

use minijinja::context;

use super::{CannotWrite, Sheets, facts, matter, sheet};
use crate::{
    model::{Audience, Dossier, Head, HouseStyle, Notice, NoticeKind, Office, Recap},
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
    let (name, facts) = words_of(notice, answered, facts, sheets);
    sheets.letter(name, &facts::frame(facts, style, office))
}

/// The name of the file that holds the words, and what it is filled with.
pub(super) fn words_of(
    notice: &Notice,
    answered: Option<(&Dossier, &Head)>,
    facts: minijinja::Value,
    sheets: &Sheets<'_>,
) -> (&'static str, minijinja::Value) {
    let recap = answered.and_then(|(dossier, head)| told_first(notice, dossier, head));
    match (recap, answered) {
        (Some(recap), Some((dossier, head))) => {
            let named = !recap.people.is_empty();
            let name = if named { "recap" } else { notice.kind.as_str() };
            let told = matter::of_recap(recap, head, &dossier.thread.subject, sheets);
            (name, context! { recap => told, named => named, ..facts })
        }
        _ => (notice.kind.as_str(), facts),
    }
}

/// The talk that a letter tells of, where it is the first about it: to those whom its writer has named, or to those on the mail that wrote it down,
/// if it says nothing else. What came up after they had heard of the talk was not discussed then.
fn told_first<'d>(notice: &Notice, dossier: &'d Dossier, head: &Head) -> Option<&'d Recap> {
    let recap = dossier.thread.settings.recap.as_ref().filter(|recap| recap.mail == head.id)?;
    let first = |(number, _): &(_, u32)| {
        let known = dossier.thread.agreement(*number);
        let noted = known.is_some_and(|known| known.origin.quote.mail == recap.mail);
        let there = noted || !recap.people.is_empty() && dossier.is_to_introduce();
        there && schedule::confirmed_version(dossier, *number) == 0
    };
    let confirms = notice.kind == NoticeKind::Confirmation && notice.audience == Audience::Everybody;
    Some(recap).filter(|_| confirms && notice.agreements.iter().all(first))
}

//! In charge of: what is agreed beside the dates, as letters show it: in the words used, with who wrote them and when.

use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    facts::{self, Teller, clean},
};
use crate::model::{Dossier, NoticeKind, Term};

/// The longest words of a term, in characters.
const WORDS: usize = 140;

/// What is agreed beside the dates.
#[derive(Debug, Serialize)]
pub(super) struct Terms {
    /// "12 slides; 16:9; two rounds of revision".
    words: String,
    by: String,
    day: String,
}

/// What stands beside the dates; `None` where nothing does.
pub(super) fn of_thread(teller: &Teller<'_, '_>, dossier: &Dossier) -> Option<Terms> {
    let terms = &dossier.thread.settings.terms;
    let latest = terms.iter().max_by_key(|term| term.source.at)?;
    let words: Vec<String> = terms.iter().map(|term| clean(&term.words, WORDS)).collect();
    let source = teller.words(dossier, &latest.source);
    Some(Terms { words: words.join("; "), by: source.by, day: source.day })
}

/// The same, where some of it was not told in a confirmation yet.
pub(super) fn untold(teller: &Teller<'_, '_>, dossier: &Dossier) -> Option<Terms> {
    let told = dossier.told.iter().filter(|told| told.kind == NoticeKind::Confirmation).map(|told| told.at).max();
    let new = |term: &Term| told.is_none_or(|told| told < term.source.at);
    of_thread(teller, dossier).filter(|_| dossier.thread.settings.terms.iter().any(new))
}

/// What is on record, and what a mail says instead.
#[derive(Debug, Serialize)]
struct Contradiction {
    was: String,
    by: String,
    day: String,
    now: String,
}

/// The facts of the question whether the scope has changed.
pub(super) fn of_question(teller: &Teller<'_, '_>, dossier: &Dossier, said: &[Term]) -> Result<Value, CannotWrite> {
    let found = said.iter().filter_map(|term| {
        let known = dossier.thread.settings.terms.iter().find(|known| known.of == term.of)?;
        let source = teller.words(dossier, &known.source);
        let (was, now) = (clean(&known.words, WORDS), clean(&term.words, WORDS));
        Some(Contradiction { was, by: source.by, day: source.day, now })
    });
    let found: Vec<Contradiction> = found.collect();
    let first = said.first().filter(|_| !found.is_empty()).ok_or(CannotWrite::NothingToSay)?;
    let join = |of: &dyn Fn(&Contradiction) -> &String| {
        found.iter().map(|one| of(one).as_str()).collect::<Vec<_>>().join("; ")
    };
    Ok(context! {
        was => join(&|one| &one.was),
        now => join(&|one| &one.now),
        quote => facts::value(teller.words(dossier, &first.source)),
        contradictions => facts::value(&found),
    })
}

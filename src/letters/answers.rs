//! In charge of: the letter that answers one mail with all that its readers are to be told at once: what is in doubt, what was settled, refused
//! or asked for.
//!
//! Promises: each matter in the words of its own file, in the order given; one foot.
//! Leaves to: `schedule` what may stand in one letter; the module above the rest of the letter.

use jiff::Timestamp;
use minijinja::Value;

use super::{
    CannotWrite,
    facts::{self, Teller},
    matter, put_together, replies,
    sheet::Sheets,
    terms,
};
use crate::{
    language::Packs,
    model::{Dossier, Head, HouseStyle, Letter, Notice, Office, Reply, Statement, Term},
};

/// One thing with which a mail is answered.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// Somebody said something to the bot.
    Reply(&'a Reply),
    /// What can be read in several ways.
    Doubts(&'a [Statement]),
    /// What contradicts the record beside the dates.
    Contradictions(&'a [Term]),
}

/// The letter that says `parts`, each under its own notice, and goes as `notice` says; in the `language` in which it was said, where none is
/// the reader's own.
///
/// # Errors
/// As [`super::write`].
pub fn write_answers(
    notice: &Notice,
    (dossier, parts, language): (&Dossier, &[(Notice, Answer<'_>)], Option<&str>),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let words = |head: Option<&Head>, sheets: &Sheets<'_>| {
        let head = head.ok_or(CannotWrite::Unknown)?;
        let of = |(part, answer): &(Notice, Answer<'_>)| {
            let facts = facts_of(part, answer, (dossier, head), (office, style), sheets, now)?;
            Ok((part.kind.as_str(), facts::frame(facts, style, office)))
        };
        sheets.letters(&parts.iter().map(of).collect::<Result<Vec<_>, CannotWrite>>()?)
    };
    put_together(notice, (Some(dossier), language), words, office, style, packs, now)
}

fn facts_of(
    notice: &Notice,
    answer: &Answer<'_>,
    (dossier, head): (&Dossier, &Head),
    (office, style): (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<Value, CannotWrite> {
    let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
    match answer {
        Answer::Reply(reply) => replies::of_reply(&teller, dossier, head, notice, reply),
        Answer::Doubts(doubts) => {
            let asked = doubts.iter().filter_map(|doubt| doubt.due.as_ref());
            let cities = facts::clocks_differ(dossier.thread.agreements.iter(), asked, office);
            matter::of_question(&Teller { cities, ..teller }, dossier, head, doubts)
        }
        Answer::Contradictions(said) => terms::of_question(&Teller { cities: false, ..teller }, dossier, said),
    }
}

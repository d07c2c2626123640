//! In charge of: setting apart what of a mail needs the team's yes before it counts: that a client's colleague stands in the place of another.
//!
//! Promises: one question says all of it; what the team says of its own people is its yes, and so is what a colleague takes over who was on
//! the thread before.
//! Leaves to: `reading` finding it; `schedule` the question.

use super::Rules;
use crate::{
    language::Packs,
    model::{Act, Mail, Quote, Statement, Thread},
    reading::succession,
};

/// What a mail says to people; and, apart from it, what is to be asked.
pub(super) fn set_apart(
    mail: &Mail,
    thread: &Thread,
    statements: &[Statement],
    rules: &Rules,
    packs: &Packs,
) -> (Vec<Statement>, Vec<Statement>) {
    let Some(writer) = &mail.from else { return (statements.to_vec(), Vec::new()) };
    let place = succession(mail, thread, &rules.office, packs);
    let team = rules.office.is_team(&writer.address);
    let new = !thread.participants.iter().any(|party| party.address == writer.address);
    let mut asked: Vec<Statement> = Vec::new();
    let mut said: Vec<Statement> = Vec::new();
    for statement in statements {
        match statement.act {
            Act::TakeOver if place.is_some() => {}
            Act::TakeOver if new && !team => asked.push(statement.clone()),
            _ => said.push(statement.clone()),
        }
    }
    if team {
        said.splice(0..0, place);
    } else {
        asked.splice(0..0, place);
    }
    (said, asked)
}

/// Whether two pieces of one mail share a word.
pub(super) fn overlaps(one: &Quote, other: &Quote) -> bool {
    one.start < other.end && other.start < one.end
}

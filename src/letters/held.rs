//! In charge of: the facts of a letter that shows a team member another one, which waits for their word.
//!
//! Promises: the letter shown is there in full, with everybody it would go to; nothing in it ends the letter around it; its lines
//! are broken anew where there is less room, as on a phone.
//! Leaves to: `daemon` whose word it waits for; the files the words.

use minijinja::{Value, context};

use super::{
    Sheets,
    facts::{self, clean},
    sheet::unfold,
};
use crate::model::{Letter, Party};

/// The facts of a letter that shows `held`. `again`: it was shown before; `recap`: the talk it tells of, where it tells of one.
pub(super) fn of(held: &Letter, again: bool, recap: Option<Value>, sheets: &Sheets<'_>) -> Value {
    let names = |people: &[Party]| people.iter().map(|party| clean(party.called(), 140)).collect::<Vec<_>>();
    // The line that begins a signature would end the letter around it.
    let lines = unfold(&held.text).into_iter().map(|line| if line.trim_end() == "--" { String::new() } else { line });
    let lines: Vec<String> = lines.collect();
    context! {
        to => sheets.tongue.list(&names(&held.to)),
        to_addresses => held.to.iter().map(addressed).collect::<Vec<_>>().join(", "),
        recap => recap,
        cc => names(&held.cc).join(", "),
        subject => clean(&held.subject, 200),
        again => again,
        lines => facts::value(&lines),
    }
}

/// "Anna Kern <anna@bank.example>".
fn addressed(party: &Party) -> String {
    let address = clean(&party.address.to_string(), 140);
    party.name.as_ref().map_or_else(|| address.clone(), |name| format!("{} <{address}>", clean(name, 140)))
}

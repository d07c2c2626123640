//! In charge of: `inwriting agreements`: what is on record, thread by thread.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{
    Format,
    opening::Opening,
    showing::{Line, agreement_row, is_overdue},
    table::Table,
};
use crate::{
    clock::{Clock, SystemClock},
    model::{Address, Agreement, Thread, ThreadId},
};

/// List the agreements on record: what is open, and with --all what is settled
///
/// The first column is the name that `inwriting show` takes: the thread's number and the agreement's number in it, which also stands in
/// every letter.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  inwriting agreements -c config.toml\n  \
                        inwriting agreements --ledger inwriting.sqlite --all --format json")]
pub struct Agreements {
    #[command(flatten)]
    opening: Opening,
    /// Also what is fulfilled, declined or cancelled
    #[arg(long)]
    all: bool,
    /// Only what is late
    #[arg(long)]
    overdue: bool,
    /// Only what this person owes or is owed
    #[arg(long, value_name = "ADDRESS", value_parser = Address::parse)]
    person: Option<Address>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// An agreement on record as programs read it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    number: String,
    subject: &'a str,
    overdue: bool,
    #[serde(flatten)]
    line: Line<'a>,
}

impl Agreements {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let opened = self.opening.open()?;
        let now = SystemClock.now();
        let late = |agreement: &Agreement| is_overdue(agreement, opened.end_of_day, now);
        let mut shown = 0;
        for thread in opened.ledger.threads()? {
            let wanted: Vec<&Agreement> =
                thread.agreements.iter().filter(|agreement| self.wants(agreement, late(agreement))).collect();
            shown += wanted.len();
            match self.format {
                _ if wanted.is_empty() => {}
                Format::Json => write_lines(out, &thread, &wanted, &late)?,
                Format::Table => write_table(out, &thread, &wanted, &late)?,
            }
        }
        if shown == 0 && self.format == Format::Table {
            let hint = if self.all { "" } else { " --all shows what is settled, too." };
            writeln!(out, "Nothing of the kind is on record.{hint}")?;
        }
        Ok(())
    }

    fn wants(&self, agreement: &Agreement, late: bool) -> bool {
        let person = |person: &Address| [&agreement.debtor.address, &agreement.creditor.address].contains(&person);
        (self.all || agreement.state.is_open()) && (late || !self.overdue) && self.person.as_ref().is_none_or(person)
    }
}

/// How `show` calls an agreement.
fn name(thread: ThreadId, agreement: &Agreement) -> String {
    format!("{thread}/{}", agreement.number)
}

fn write_lines(
    out: &mut impl Write,
    thread: &Thread,
    agreements: &[&Agreement],
    late: &impl Fn(&Agreement) -> bool,
) -> anyhow::Result<()> {
    for agreement in agreements {
        let (number, overdue) = (name(thread.id, agreement), late(agreement));
        let row = Row { number, subject: &thread.subject, overdue, line: Line::of(thread, agreement) };
        serde_json::to_writer(&mut *out, &row)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_table(
    out: &mut impl Write,
    thread: &Thread,
    agreements: &[&Agreement],
    late: &impl Fn(&Agreement) -> bool,
) -> anyhow::Result<()> {
    let mut table = Table::new(["No.", "state", "due", "who owes it", "to whom", "what", "otherwise"]);
    for agreement in agreements {
        let [_, state, cells @ ..] = agreement_row(agreement);
        let state = if late(agreement) { format!("{state}, overdue") } else { state };
        let [due, debtor, creditor, what, otherwise] = cells;
        table.add([name(thread.id, agreement), state, due, debtor, creditor, what, otherwise]);
    }
    writeln!(out, "{}\n{table}", thread.subject)?;
    Ok(())
}

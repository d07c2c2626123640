//! In charge of: `inwriting report`: the facts of a thread, or of all threads with a client, to be read, printed, or laid on the table.
//!
//! Promises: dates and words that are on record, each with its mail; nobody is written to.

use std::{fs, io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::opening::Opening;
use crate::{
    clock::{Clock, SystemClock},
    language::Packs,
    ledger::Posted,
    letters::print_report,
    model::{Dossier, Side, ThreadId},
    report::{Account, Told, scores},
};

/// Tell the facts of a thread apart from what anybody makes of them: dates as agreed, moved and done
///
/// Every line names the mail it rests on, with its words. There is no adjective in it: it is made to be looked at together when something went
/// wrong. Nothing is sent.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  inwriting report -c config.toml 3 --html report.html\n  \
                        inwriting report -c config.toml --client bank.example --score")]
pub struct Report {
    /// The thread's number
    #[arg(value_name = "THREAD", required_unless_present = "client", conflicts_with = "client")]
    thread: Option<i64>,
    /// All threads with this client: a mail domain, or an address at a free mail provider
    #[arg(long, value_name = "DOMAIN")]
    client: Option<String>,
    #[command(flatten)]
    opening: Opening,
    /// Write a page for a browser into this file, instead of text to the terminal
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The language to write it in (default: that of the thread)
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Add how each side kept its dates: for the team alone, not to be passed on
    #[arg(long)]
    score: bool,
}

impl Report {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let opened = self.opening.open()?;
        let Some((office, style)) = &opened.house else {
            bail!("a report names the sides, and only the configuration knows who is of the team: use -c FILE");
        };
        let now = SystemClock.now();
        let mut accounts: Vec<Account> = Vec::new();
        let mut spoken: Option<String> = None;
        for id in self.threads(&opened.ledger)? {
            let Some(dossier) = opened.ledger.dossier(id)? else { continue };
            let wanted = |side: &Side| matches!((side, &self.client), (Side::Client(name), Some(client)) if name.eq_ignore_ascii_case(client));
            let on_it = |dossier: &Dossier| {
                dossier.thread.participants.iter().any(|party| wanted(&office.side(&party.address)))
            };
            if self.client.is_some() && !on_it(&dossier) {
                continue;
            }
            let letters: Vec<Told> = opened.ledger.letters_of(id)?.into_iter().filter_map(Posted::told).collect();
            spoken = spoken.or_else(|| dossier.thread.agreements.first().map(|agreement| agreement.language.clone()));
            accounts.extend(Account::of(&dossier, &letters, office, now));
        }
        if accounts.is_empty() {
            bail!(
                "nothing of the kind is on record: `inwriting agreements --all` lists the threads that hold an agreement"
            );
        }
        let scores = if self.score { scores(&accounts) } else { Vec::new() };
        let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
        let language = self.language.or(spoken).unwrap_or_else(|| office.language.clone());
        let printed = print_report(&accounts, &scores, &language, (office, style), packs, now)?;
        match &self.html {
            Some(path) => {
                fs::write(path, printed.html).with_context(|| format!("{} cannot be written", path.display()))?;
                writeln!(out, "written: {}", path.display())?;
            }
            None => write!(out, "{}", printed.text)?,
        }
        Ok(())
    }

    fn threads(&self, ledger: &crate::ledger::Ledger) -> anyhow::Result<Vec<ThreadId>> {
        Ok(match self.thread {
            Some(number) => vec![ThreadId(number)],
            None => ledger.threads()?.into_iter().map(|thread| thread.id).collect(),
        })
    }
}

//! In charge of: `inwriting digest`: a team member's morning list as it stands now.
//!
//! Promises: the ledger is only read; nothing is sent, and the next digest is as if nobody had asked.

use std::io::Write;

use anyhow::{Context, bail};
use clap::Args;
use jiff::SignedDuration;

use super::opening::Opening;
use crate::{
    clock::{Clock, SystemClock},
    language::Packs,
    letters::{self, CannotWrite},
    model::{Address, Audience, Notice, NoticeKind},
    schedule,
};

/// What was done, and what went wrong, is told for so long back, as the daemon does.
const LINGER: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Print a team member's digest as it stands now; nothing is sent
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  inwriting digest -c config.toml --to mia@studio.example")]
pub struct Digest {
    /// The team member: one of [[office.members]]
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    #[command(flatten)]
    opening: Opening,
}

impl Digest {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let opened = self.opening.open()?;
        let Some((office, style)) = &opened.house else {
            bail!("only the configuration knows who is of the team: use -c FILE");
        };
        let address = Address::parse(&self.to)?;
        if office.member(&address).is_none() {
            bail!("{address} is none of [[office.members]]: add it there, or name one that is");
        }
        let now = SystemClock.now();
        let since = now.saturating_sub(LINGER)?;
        let dossiers = opened.ledger.dossiers(since)?;
        let mishaps = opened.ledger.mishaps(since)?;
        let untold = schedule::untold_mishaps(&address, &mishaps, &opened.ledger.told_digests(since)?);
        let notice =
            Notice::new(NoticeKind::Digest, format!("digest/{address}/now"), Audience::Member(address.clone()), now);
        let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
        match letters::write_digest(&notice, (&dossiers, &untold), office, style, packs, now) {
            Ok(letter) => write!(out, "{}\n\n{}", letter.subject, letter.text)?,
            Err(CannotWrite::NothingToSay) => writeln!(out, "Nothing to tell {address} now: no digest would go out.")?,
            Err(why) => return Err(why.into()),
        }
        Ok(())
    }
}

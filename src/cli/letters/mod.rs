//! In charge of: `inwriting letters ...`: looking at letters before anybody gets them.

mod preview;

use std::io::Write;

use clap::Subcommand;

/// What to do with letters
#[derive(Debug, Subcommand)]
pub(super) enum Letters {
    Preview(preview::Preview),
}

impl Letters {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        match self {
            Self::Preview(asked) => asked.run(out),
        }
    }
}

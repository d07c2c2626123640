//! In charge of: `inwriting demo`: the story of a rushed job, played as real mails through the real stages on a moved clock.
//!
//! Promises: no server, no network, no root, no configuration; everything is left in one folder, and played anew when run again; a
//! folder that is not from an earlier demo is not touched.

mod brief;
mod page;
mod stage;
mod story;

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;

use page::Page;
use stage::Stage;

/// Play a story from beginning to end: no server, no network, no configuration
///
/// A bank gives a studio a rushed job by phone. Both sides' mails, what of them is recorded, and what the letters that inwriting writes are about
/// are shown as they come, on a clock that jumps from one moment to the next. The mails, the letters and the record are left in a folder to
/// look into.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  inwriting demo --folder /tmp/story")]
pub struct Demo {
    /// Where to leave everybody's mail, the letters and the record; made anew each time
    #[arg(long, value_name = "FOLDER", default_value = "inwriting-demo")]
    folder: PathBuf,
    /// Show each letter in full, and the words that each entry of the record rests on
    #[arg(long)]
    letters: bool,
}

/// By this file a folder is known to be ours.
const MARK: &str = ".made-by-inwriting-demo";

impl Demo {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        prepare(&self.folder)?;
        let mut page = Page::new(out, self.letters);
        let mut stage = Stage::set(&self.folder)?;
        story::play(&mut stage, &mut page)?;
        page.close(&self.folder, stage.ledger())?;
        Ok(())
    }
}

/// An empty folder with the demo's configuration; what an earlier demo left in it is taken away.
fn prepare(folder: &Path) -> anyhow::Result<()> {
    let mark = folder.join(MARK);
    let failed = || format!("the folder {} cannot be made ready: name another with --folder", folder.display());
    match fs::read_dir(folder) {
        Ok(_) if mark.exists() => fs::remove_dir_all(folder).with_context(failed)?,
        Ok(mut entries) => {
            if entries.next().is_some() {
                bail!(
                    "the folder {} is not empty and not from an earlier demo: name another with --folder",
                    folder.display()
                );
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(failed),
    }
    fs::create_dir_all(folder).with_context(failed)?;
    fs::write(&mark, "").with_context(failed)?;
    fs::write(folder.join("config.toml"), include_str!("config.toml")).with_context(failed)
}

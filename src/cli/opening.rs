//! In charge of: which ledger a command looks into, and on which clock it shows it.
//!
//! Promises: the ledger is only read, also while a daemon writes it.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{civil, tz::TimeZone};

use crate::{
    config::Config,
    ledger::Ledger,
    model::{HouseStyle, Office},
};

/// Where the configuration is, for every command that needs one.
#[derive(Debug, Clone, Args)]
pub struct ConfigFile {
    /// The configuration file
    #[arg(short = 'c', long = "config", value_name = "FILE", default_value = "/etc/inwriting/config.toml")]
    pub path: PathBuf,
}

/// Which ledger.
#[derive(Debug, Args)]
pub struct Opening {
    #[command(flatten)]
    config: ConfigFile,
    /// A ledger file, instead of the one that the configuration names
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    ledger: Option<PathBuf>,
}

/// A ledger, open to be read.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// The clock that instants are shown on: the team's, or this machine's.
    pub zone: TimeZone,
    /// When a due day without a clock time ends.
    pub end_of_day: civil::Time,
    /// The team and its house; `None` where no configuration was named.
    pub house: Option<(Office, HouseStyle)>,
}

impl Opening {
    pub(super) fn open(&self) -> anyhow::Result<Opened> {
        let open = |path: &Path| Ledger::open_to_read(path);
        match &self.ledger {
            Some(path) => {
                let end_of_day = civil::time(18, 0, 0, 0);
                Ok(Opened { ledger: open(path)?, zone: TimeZone::system(), end_of_day, house: None })
            }
            None => {
                let config = Config::load(&self.config.path)?;
                let ledger = open(&config.ledger)?;
                Ok(Opened {
                    ledger,
                    zone: config.office.zone.clone(),
                    end_of_day: config.office.working.ends,
                    house: Some((config.office, config.style)),
                })
            }
        }
    }
}

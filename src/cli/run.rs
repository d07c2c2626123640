//! In charge of: `inwriting run`: the daemon in the foreground, as systemd and people want it.
//!
//! Promises: ready is said when the ledger is open and the folders are watched; SIGTERM and SIGINT end it within five seconds, SIGHUP
//! reads the configuration anew and goes on with the old one if the new one is refused; signs of life feed systemd's watchdog.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use clap::Args;
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{log, opening::ConfigFile, parts};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    daemon::{self, Desk, Rules, Sign, Ways},
    language::Packs,
    ledger::Ledger,
};

/// Run the daemon: read the mailboxes, keep the record, send the letters
///
/// It stays in the foreground. SIGTERM or Ctrl-C ends it, SIGHUP lets it read its configuration anew. A file beside the ledger, named like it with
/// `.stop` at the end, stops all letters while mail is still read; take it away and they go on.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  inwriting run -c config.toml")]
pub struct Run {
    #[command(flatten)]
    config: ConfigFile,
}

/// Why a run ended.
enum End {
    /// We are to go.
    Stop,
    /// We are to go by this configuration from now on.
    Reload(Box<Config>),
}

impl Run {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config.path)?;
        log::begin(config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let outcome = runtime.block_on(serve(&self.config.path, config));
        // A name that is being looked up blocks a thread: it is not waited for.
        runtime.shutdown_background();
        outcome
    }
}

async fn serve(path: &Path, mut config: Config) -> anyhow::Result<()> {
    let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
    let mut signals = Signals::new()?;
    loop {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mut desk = Desk::new(Ledger::open(&config.ledger)?, Rules::of(&config), packs);
        let mailboxes = parts::mailboxes(&config, &clock)?;
        let mut outbox = parts::outbox(&config, &clock)?;
        tracing::info!(ledger = %config.ledger.display(), folders = mailboxes.len(), "at work");
        let end = signals.end(path);
        let ways = Ways { mailboxes, outbox: outbox.as_mut(), sent: config.sent_folder(&clock) };
        match daemon::run(&mut desk, ways, clock, end, &show).await? {
            End::Stop => break,
            End::Reload(new) => config = *new,
        }
    }
    tell_systemd(&[NotifyState::Stopping]);
    tracing::info!("ended");
    Ok(())
}

struct Signals {
    term: Signal,
    int: Signal,
    hup: Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("signals cannot be listened to");
        Ok(Self {
            term: listen(SignalKind::terminate())?,
            int: listen(SignalKind::interrupt())?,
            hup: listen(SignalKind::hangup())?,
        })
    }

    /// Completes when we are to end, or when there is a new and sound configuration.
    async fn end(&mut self, path: &Path) -> End {
        loop {
            tokio::select! {
                _ = self.term.recv() => return End::Stop,
                _ = self.int.recv() => return End::Stop,
                _ = self.hup.recv() => {}
            }
            match reload(path) {
                Ok(config) => {
                    tracing::info!("the configuration is read anew");
                    if let Ok(now) = NotifyState::monotonic_usec_now() {
                        tell_systemd(&[NotifyState::Reloading, now]);
                    }
                    return End::Reload(Box::new(config));
                }
                Err(bad) => tracing::error!("the new configuration is refused, the old one stays: {bad:#}"),
            }
        }
    }
}

/// The configuration as it is now, if all that it names can be built.
fn reload(path: &Path) -> anyhow::Result<Config> {
    let config = Config::load(path)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    parts::mailboxes(&config, &clock)?;
    parts::outbox(&config, &clock)?;
    Ok(config)
}

fn show(sign: Sign) {
    match sign {
        Sign::Ready => tell_systemd(&[NotifyState::Ready, NotifyState::Status("at work")]),
        Sign::Alive => tell_systemd(&[NotifyState::Watchdog]),
        Sign::Status(status) => tell_systemd(&[NotifyState::Status(&status)]),
    }
}

/// Not started by systemd, this does nothing.
fn tell_systemd(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!("systemd cannot be told: {error}");
    }
}

//! In charge of: the log: to standard error as lines or JSON, or to the systemd journal.
//!
//! Promises: a library's own trace, which may hold a login, stays off whatever level is set.

use anyhow::Context;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, LogFormat, LogLevel};

/// Begins to log.
pub(super) fn begin(log: Log) -> anyhow::Result<()> {
    let level = match log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    };
    let filter = EnvFilter::try_new(format!("warn,inwriting={level},async_imap=off,rustls=error,lettre=off"))?;
    let lines = || tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Text => registry.with(lines().with_ansi(false)).try_init()?,
        LogFormat::Json => registry.with(lines().json()).try_init()?,
        LogFormat::Journald => {
            let journal = tracing_journald::layer()
                .context("the systemd journal cannot be reached: set `format = \"text\"` in [log]")?;
            registry.with(journal).try_init()?;
        }
    }
    Ok(())
}

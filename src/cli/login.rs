//! In charge of: `inwriting login`: a login by OAuth 2.0, once, by a person with a browser anywhere.

use std::{io::Write, sync::Arc};

use anyhow::{Context, bail};
use clap::Args;

use super::opening::ConfigFile;
use crate::{
    clock::{Clock, SystemClock},
    config::{Config, Credential, Mailbox, Outbox},
    connection::{Code, OAuth, OAuthSettings},
};

/// Log in to an account by OAuth 2.0
///
/// Shows a page, and a code where the provider works by codes. Open the page on any machine, enter the code, and allow the access. Without a
/// code the browser is sent back to this machine; where it runs on another one, it ends up at a page that does not load: paste its address
/// here. The tokens are then kept in the account's `token_file`, which only its owner may read, and renewed by the daemon in time. Log in
/// anew when the provider has revoked it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  inwriting login office -c config.toml")]
pub struct Login {
    /// The name of the mailbox in the configuration, or `outbox`
    account: String,
    #[command(flatten)]
    config: ConfigFile,
}

impl Login {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let config = Config::load(&self.config.path)?;
        let settings = settings(&config, &self.account)?;
        let file = settings.token_file.clone();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Told on standard error, at once: somebody waits for it.
        let show = |asked: &Code| {
            let minutes = asked.lasts.as_mins();
            match &asked.code {
                Some(code) => {
                    eprintln!("Open {} and enter the code {code}", asked.page);
                    eprintln!("It is good for {minutes} minutes. Waiting …");
                }
                None => {
                    eprintln!("Open {}", asked.page);
                    eprintln!(
                        "If the browser is on another machine, it ends up at a page that does not load: paste its address here."
                    );
                    eprintln!("Waiting for {minutes} minutes …");
                }
            }
        };
        let outcome = runtime.block_on(OAuth::new(settings, clock).log_in(show, pasted()));
        // Somebody may still be about to paste something.
        runtime.shutdown_background();
        outcome.context("not logged in")?;
        writeln!(out, "`{}` is logged in; the tokens are in {}", self.account, file.display())?;
        Ok(())
    }
}

/// A line that somebody types; `None` where nobody can.
async fn pasted() -> Option<String> {
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    line.await.ok()?.ok().filter(|line| !line.trim().is_empty())
}

/// The login of the account with this name.
fn settings(config: &Config, name: &str) -> anyhow::Result<OAuthSettings> {
    let mailboxes = config.mailboxes.iter().filter_map(|mailbox| match mailbox {
        Mailbox::Imap(account) => Some((account.name.as_str(), &account.credential)),
        Mailbox::Maildir(_) => None,
    });
    let outbox = match &config.outbox {
        Outbox::Smtp(account) => account.login.as_ref().map(|(_, credential)| ("outbox", credential)),
        Outbox::Maildir(_) => None,
    };
    let accounts: Vec<(&str, &Credential)> = mailboxes.chain(outbox).collect();
    match accounts.iter().find(|(known, _)| *known == name) {
        Some((_, Credential::OAuth(settings))) => Ok(settings.clone()),
        Some((_, Credential::Password(_))) => {
            bail!(
                "`{name}` logs in by a password: nothing is to be done. For OAuth 2.0 give it `oauth = {{ … }}` instead"
            )
        }
        None => {
            let known: Vec<String> = accounts.iter().map(|(known, _)| format!("`{known}`")).collect();
            bail!("there is no account `{name}` on a server; there are: {}", known.join(", "))
        }
    }
}

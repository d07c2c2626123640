//! In charge of: building the real mailboxes and the real outbox that a configuration names.
//!
//! Promises: a secret that cannot be read is told at the start; afterwards it is read by the connection that needs it, each time.

use std::sync::Arc;

use anyhow::Context;

use crate::{clock::Clock, config, mailbox::Mailbox, outbox::Outbox};

/// The folders to be watched.
pub(super) fn mailboxes(config: &config::Config, clock: &Arc<dyn Clock>) -> anyhow::Result<Vec<Box<dyn Mailbox>>> {
    for mailbox in &config.mailboxes {
        if let config::Mailbox::Imap(account) = mailbox
            && let config::Credential::Password(password) = &account.credential
        {
            password.read().with_context(|| format!("the mailbox `{}` cannot be opened", account.name))?;
        }
    }
    Ok(config.mailboxes.iter().flat_map(|mailbox| mailbox.open(clock)).collect())
}

/// The way out for letters.
pub(super) fn outbox(config: &config::Config, clock: &Arc<dyn Clock>) -> anyhow::Result<Box<dyn Outbox>> {
    if let config::Outbox::Smtp(account) = &config.outbox
        && let Some((_, config::Credential::Password(password))) = &account.login
    {
        password.read().context("no letter can be sent")?;
    }
    Ok(config.outbox.open(clock))
}

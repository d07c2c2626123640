//! In charge of: building the real mailboxes and the real outbox that a configuration names.
//!
//! Promises: a secret is read here, once for each start, and handed to nobody but the connection that needs it.

use std::sync::Arc;

use anyhow::Context;

use crate::{
    clock::Clock,
    config,
    connection::{Login, Proof, Security, Server},
    mailbox::{Imap, ImapSettings, Mailbox, Maildir},
    outbox::{Maildirs, Outbox, Smtp, SmtpSettings},
};

/// The folders to be watched.
pub(super) fn mailboxes(config: &config::Config, clock: &Arc<dyn Clock>) -> anyhow::Result<Vec<Box<dyn Mailbox>>> {
    let mut built: Vec<Box<dyn Mailbox>> = Vec::new();
    for mailbox in &config.mailboxes {
        match mailbox {
            config::Mailbox::Maildir(settings) => {
                built.push(Box::new(Maildir::new(settings.clone(), Arc::clone(clock))));
            }
            config::Mailbox::Imap(account) => {
                let login = login(&account.user, &account.password)
                    .with_context(|| format!("the mailbox `{}` cannot be opened", account.name))?;
                for folder in &account.folders {
                    let settings = ImapSettings {
                        folder: folder.clone(),
                        first: account.first,
                        afterwards: account.afterwards.clone(),
                        size_limit: account.size_limit,
                        ..ImapSettings::new(&account.name, server(&account.server), login.clone())
                    };
                    built.push(Box::new(Imap::new(settings, Arc::clone(clock))));
                }
            }
        }
    }
    Ok(built)
}

/// The way out for letters.
pub(super) fn outbox(config: &config::Config) -> anyhow::Result<Box<dyn Outbox>> {
    Ok(match &config.outbox {
        config::Outbox::Maildir(settings) => Box::new(Maildirs::new(settings.clone())),
        config::Outbox::Smtp(account) => {
            let login = account.login.as_ref().map(|(user, password)| login(user, password));
            let login = login.transpose().context("no letter can be sent")?;
            Box::new(Smtp::new(SmtpSettings::new(server(&account.server), login)))
        }
    })
}

fn login(user: &str, password: &config::SecretSource) -> Result<Login, config::NoSecret> {
    Ok(Login { user: user.to_owned(), proof: Proof::Password(password.read()?) })
}

fn server(server: &config::Server) -> Server {
    Server {
        host: server.host.clone(),
        port: server.port,
        security: match server.security {
            config::Security::Tls => Security::Tls,
            config::Security::StartTls => Security::StartTls,
            config::Security::Cleartext => Security::Cleartext,
        },
        ca_file: server.ca_file.clone(),
        allow_cleartext: server.allow_cleartext,
    }
}

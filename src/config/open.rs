//! In charge of: making mailboxes and outboxes of their accounts in the configuration.
//!
//! Promises: nothing is connected yet; a password is read each time it is needed.

use std::sync::Arc;

use secrecy::SecretString;

use super::{Config, Credential, ImapAccount, Mailbox, Outbox, SecretSource, SmtpAccount};
use crate::{
    clock::Clock,
    connection::{Login, OAuth, Proof, Secrets, Trouble, Turn},
    mailbox::{self, Imap, ImapSettings, Maildir, SentFolder},
    outbox::{self, Maildirs, Signing, Smtp, SmtpSettings},
};

impl Mailbox {
    /// Its folders, each as a mailbox of its own.
    #[must_use]
    pub fn open(&self, clock: &Arc<dyn Clock>) -> Vec<Box<dyn mailbox::Mailbox>> {
        match self {
            Self::Maildir(settings) => vec![Box::new(Maildir::new(settings.clone(), Arc::clone(clock)))],
            Self::Imap(account) => account
                .settings(clock)
                .into_iter()
                .map(|settings| Box::new(Imap::new(settings, Arc::clone(clock))) as Box<dyn mailbox::Mailbox>)
                .collect(),
        }
    }
}

impl Config {
    /// The folder for copies of what is sent, if an account has one.
    #[must_use]
    pub fn sent_folder(&self, clock: &Arc<dyn Clock>) -> Option<SentFolder> {
        self.mailboxes.iter().find_map(|mailbox| match mailbox {
            Mailbox::Imap(account) => account.sent_folder(clock),
            Mailbox::Maildir(_) => None,
        })
    }
}

impl ImapAccount {
    /// Its folder for copies of what is sent, if it has one.
    #[must_use]
    pub fn sent_folder(&self, clock: &Arc<dyn Clock>) -> Option<SentFolder> {
        let folder = self.sent_folder.clone()?;
        let login = Login { user: self.user.clone(), proof: self.credential.proof(clock) };
        let settings = ImapSettings::new(self.name.clone(), self.server.clone(), login);
        Some(SentFolder::new(ImapSettings { folder, ..settings }))
    }

    /// The settings of each of its folders.
    #[must_use]
    pub fn settings(&self, clock: &Arc<dyn Clock>) -> Vec<ImapSettings> {
        let login = Login { user: self.user.clone(), proof: self.credential.proof(clock) };
        let of = |folder: &String| ImapSettings {
            folder: folder.clone(),
            first: self.first,
            afterwards: self.afterwards.clone(),
            size_limit: self.size_limit,
            ..ImapSettings::new(self.name.clone(), self.server.clone(), login.clone())
        };
        self.folders.iter().map(of).collect()
    }
}

impl Outbox {
    /// The outbox.
    #[must_use]
    pub fn open(&self, clock: &Arc<dyn Clock>) -> Box<dyn outbox::Outbox> {
        match self {
            Self::Maildir(settings) => Box::new(Maildirs::new(settings.clone())),
            Self::Smtp(account) => {
                let smtp: Box<dyn outbox::Outbox> = Box::new(Smtp::new(account.settings(clock)));
                match &account.signer {
                    Some(signer) => Box::new(Signing::new(smtp, Arc::clone(signer))),
                    None => smtp,
                }
            }
        }
    }
}

impl SmtpAccount {
    /// Its settings.
    #[must_use]
    pub fn settings(&self, clock: &Arc<dyn Clock>) -> SmtpSettings {
        let login = self.login.as_ref();
        let login = login.map(|(user, credential)| Login { user: user.clone(), proof: credential.proof(clock) });
        SmtpSettings::new(self.server.clone(), login)
    }
}

impl Credential {
    fn proof(&self, clock: &Arc<dyn Clock>) -> Proof {
        match self {
            Self::Password(source) => Proof::Password(Arc::new(source.clone())),
            Self::OAuth(settings) => Proof::Token(Arc::new(OAuth::new(settings.clone(), Arc::clone(clock)))),
        }
    }
}

impl Secrets for SecretSource {
    fn give<'a>(&'a self, _refused: Option<&'a SecretString>) -> Turn<'a, SecretString> {
        // A command may take its time, or wait for an agent.
        let source = self.clone();
        Box::pin(async move {
            let read = tokio::task::spawn_blocking(move || source.read()).await;
            match read {
                Ok(Ok(secret)) => Ok(secret),
                Ok(Err(error)) => Err(Trouble::give_up(
                    error.to_string(),
                    "see `password_file`, `password_command` or `password_credential`",
                )),
                Err(error) => Err(Trouble::retry(format!("a password could not be read: {error}"))),
            }
        })
    }
}

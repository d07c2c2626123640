//! What every test of an IMAP folder needs: settings, a mailbox, mails, and a reader that commits.

use std::{sync::Arc, time::Duration};

use inwriting::{
    clock::SystemClock,
    connection::{Login, Proof, Security, Server},
    mailbox::{First, Imap, ImapSettings, Mailbox, Resume, Trouble},
    model::{Mark, Position, RawMail},
};

/// A server on this machine, in clear text.
pub fn local(port: u16) -> Server {
    let (host, security) = ("127.0.0.1".to_owned(), Security::Cleartext);
    Server { host, port, security, ca_file: None, allow_cleartext: false }
}

/// `user`, with the password that our servers take.
pub fn login(user: &str) -> Login {
    Login { user: user.to_owned(), proof: Proof::password("secret") }
}

/// Settings that read everything there is, with little patience.
pub fn settings(port: u16, user: &str) -> ImapSettings {
    let mut settings = ImapSettings::new("team", local(port), login(user));
    settings.first = First::Everything;
    settings.patience = Duration::from_secs(20);
    settings
}

pub fn mailbox(settings: ImapSettings) -> Imap {
    Imap::new(settings, Arc::new(SystemClock))
}

/// A mail with a number of its own.
pub fn mail(number: u32) -> String {
    format!(
        "From: Tom <tom@bank.example>\r\nTo: recorder@example.test\r\nSubject: mail {number}\r\n\
         Message-ID: <{number}@bank.example>\r\nDate: Thu, 11 Jun 2026 10:00:00 +0200\r\n\r\nI will send number {number} by Friday.\r\n"
    )
}

/// The number of a mail made by [`mail`].
pub fn number(mail: &RawMail) -> u32 {
    let text = String::from_utf8_lossy(&mail.bytes);
    let subject = text.lines().find_map(|line| line.strip_prefix("Subject: mail ")).expect("a mail of ours");
    subject.trim().parse().unwrap()
}

pub fn uid(mail: &RawMail) -> u32 {
    match mail.place.position {
        Position::Imap { uid, .. } => uid,
        Position::Maildir { .. } => panic!("no IMAP folder"),
    }
}

/// What the ledger would know: the mark, and the mails committed with it.
#[derive(Default)]
pub struct Reader {
    pub mark: Option<Mark>,
    pub mails: Vec<RawMail>,
    pub batches: usize,
}

impl Reader {
    pub fn resume(&self) -> Resume {
        Resume { mark: self.mark, seen: Vec::new() }
    }

    pub fn numbers(&self) -> Vec<u32> {
        self.mails.iter().map(number).collect()
    }

    /// Fetches, commits and finishes until nothing waits.
    pub async fn read(&mut self, mailbox: &mut dyn Mailbox) -> Result<(), Trouble> {
        loop {
            let batch = mailbox.fetch().await?;
            let places: Vec<Position> = batch.mails.iter().map(|mail| mail.place.position.clone()).collect();
            self.mails.extend(batch.mails);
            self.mark = Some(batch.mark);
            self.batches += 1;
            mailbox.finish(&places).await?;
            if !batch.more {
                return Ok(());
            }
        }
    }

    /// Opens anew and reads, however often the connection breaks.
    pub async fn persist(&mut self, mailbox: &mut dyn Mailbox) -> u32 {
        for broken in 0..20 {
            let resume = self.resume();
            if mailbox.open(&resume).await.is_ok() && self.read(mailbox).await.is_ok() {
                return broken;
            }
        }
        panic!("twenty connections were not enough");
    }
}

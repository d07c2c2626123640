//! In charge of: an IMAP folder as a mailbox (RFC 3501, with IDLE, MOVE and UIDPLUS where the server has them).
//!
//! Promises: the mark is UIDNEXT under a UIDVALIDITY and passes only mails that were handed over, or that are gone, drafts or
//! deleted; under a new UIDVALIDITY the folder is read again from [`Mark::since`] on (the ledger knows what it has by its bytes);
//! an error throws the session away, nothing is repaired in place; mails are fetched without marking them as read.
//! Leaves to: [`connect`] the way there; [`reading`] which mails and how many at once; [`waiting`] IDLE; [`finishing`] seen and moved.

mod append;
mod connect;
mod finishing;
mod notation;
mod probe;
mod reading;
mod selecting;
mod session;
mod waiting;

pub use append::SentFolder;
pub use probe::Report;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use jiff::SignedDuration;

use super::{Afterwards, Batch, First, Mailbox, Resume, Trouble, Turn};
use crate::{
    clock::Clock,
    connection::{Login, Server, Tls},
    model::{Mark, Position},
};

use session::Session;

/// A folder on an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// The account's name in the configuration.
    pub account: String,
    /// Where.
    pub server: Server,
    /// Who we are there.
    pub login: Login,
    /// The folder to be read.
    pub folder: String,
    /// What to do with the mails that lie there at the very first start.
    pub first: First,
    /// What becomes of a mail that the ledger has.
    pub afterwards: Afterwards,
    /// Of a mail larger than this, in bytes, only the headers are fetched.
    pub size_limit: u64,
    /// How often to look where the server has no IDLE.
    pub poll: SignedDuration,
    /// How long an IDLE lasts before it is issued anew: a dead connection is found out by then. Servers drop it after half an hour,
    /// routers sooner.
    pub idle: Duration,
    /// How long no byte may pass while we wait for an answer.
    pub patience: Duration,
}

impl ImapSettings {
    /// Settings with what is usual for all but the place and the person.
    #[must_use]
    pub fn new(account: impl Into<String>, server: Server, login: Login) -> Self {
        Self {
            account: account.into(),
            server,
            login,
            folder: "INBOX".to_owned(),
            first: First::Now,
            afterwards: Afterwards::Leave,
            size_limit: 16 << 20,
            poll: SignedDuration::from_secs(60),
            idle: Duration::from_secs(5 * 60),
            patience: Duration::from_secs(60),
        }
    }
}

/// A folder on an IMAP server, watched.
pub struct Imap {
    settings: ImapSettings,
    clock: Arc<dyn Clock>,
    tls: Option<Tls>,
    /// Taken out while a command runs: one that fails or is dropped half way takes the session with it.
    session: Option<Session>,
    mark: Option<Mark>,
    /// UIDs that wait, in rising order.
    queue: VecDeque<u32>,
    /// Mails before those, looked at but not fetched.
    known: VecDeque<reading::About>,
    /// What was handed over and may not be finished on the server yet.
    unfinished: Vec<u32>,
    /// The UID whose body broke an exchange, and how much that counts against it.
    stumbled: Option<(u32, u32)>,
    /// Logins refused in a row.
    refusals: u32,
    /// The server has refused IDLE.
    no_idle: bool,
    /// Whether mails of former runs have been finished.
    swept: bool,
}

impl Imap {
    /// A folder that is not open yet.
    #[must_use]
    pub fn new(settings: ImapSettings, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings,
            clock,
            tls: None,
            session: None,
            mark: None,
            queue: VecDeque::new(),
            known: VecDeque::new(),
            unfinished: Vec::new(),
            stumbled: None,
            refusals: 0,
            no_idle: false,
            swept: false,
        }
    }

    async fn begin(&mut self, resume: Option<Mark>) -> Result<(), Trouble> {
        self.session = None;
        self.queue.clear();
        self.known.clear();
        let tls = match &self.tls {
            Some(tls) => tls.clone(),
            None => Tls::new(self.settings.server.ca_file.as_deref())?,
        };
        let connected = connect::connect(&self.settings, &tls).await;
        self.tls = Some(tls);
        let mut session = connected.map_err(|trouble| self.count_refusal(trouble))?;
        self.refusals = 0;
        let mark = self.select(&mut session, resume).await?;
        if uid_validity(self.mark) != uid_validity(Some(mark)) {
            // Under another UIDVALIDITY the same UIDs are other mails.
            self.unfinished.clear();
        }
        self.mark = Some(mark);
        self.sweep(&mut session, mark).await?;
        self.session = Some(session);
        Ok(())
    }

    /// A provider in trouble refuses right passwords too: only the second refusal in a row counts.
    fn count_refusal(&mut self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::GiveUp { why, .. } if why.contains("login is refused") && self.refusals == 0 => {
                self.refusals = 1;
                Trouble::retry(why)
            }
            other => other,
        }
    }

    /// The session, connected anew if it was lost.
    async fn take_session(&mut self) -> Result<(Session, Mark), Trouble> {
        if self.session.is_none() {
            self.begin(self.mark).await?;
        }
        match (self.session.take(), self.mark) {
            (Some(session), Some(mark)) => Ok((session, mark)),
            _ => Err(Trouble::retry("the folder is not open")),
        }
    }
}

fn uid_validity(mark: Option<Mark>) -> Option<u32> {
    mark.and_then(|mark| mark.reached).map(|reached| reached.uid_validity)
}

impl Mailbox for Imap {
    fn account(&self) -> &str {
        &self.settings.account
    }

    fn folder(&self) -> &str {
        &self.settings.folder
    }

    fn open<'a>(&'a mut self, resume: &'a Resume) -> Turn<'a, ()> {
        self.begin(resume.mark).boxed()
    }

    fn fetch(&mut self) -> Turn<'_, Batch> {
        async {
            let (mut session, mark) = self.take_session().await?;
            let read = self.read(&mut session, mark).await;
            if read.is_err() && session.garbled {
                self.note_nonsense();
            }
            let batch = read?;
            self.mark = Some(batch.mark);
            self.session = Some(session);
            Ok(batch)
        }
        .boxed()
    }

    fn wait(&mut self) -> Turn<'_, ()> {
        async {
            let (mut session, _) = self.take_session().await?;
            self.listen(&mut session).await?;
            self.session = Some(session);
            Ok(())
        }
        .boxed()
    }

    fn finish<'a>(&'a mut self, done: &'a [Position]) -> Turn<'a, ()> {
        async {
            if self.settings.afterwards == Afterwards::Leave {
                return Ok(());
            }
            // Noted before anything can go wrong: a session that has to be opened anew begins with what is unfinished.
            self.owe(done);
            let (mut session, _) = self.take_session().await?;
            self.put_unfinished_away(&mut session).await?;
            self.session = Some(session);
            Ok(())
        }
        .boxed()
    }

    fn close(&mut self) -> BoxFuture<'_, ()> {
        async {
            if let Some(mut session) = self.session.take() {
                session.manners.patience = Duration::from_secs(2);
                // The answer to LOGOUT begins with BYE, which counts as the end.
                let _ = session.say("LOGOUT", |_| {}).await;
            }
        }
        .boxed()
    }
}

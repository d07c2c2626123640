//! In charge of: a copy of each letter in the account's folder of sent mail.
//!
//! Promises: a letter whose copying was cut off is not copied twice: before a second try the folder is asked for its Message-ID.
//! Leaves to: the caller whether a copy is wanted: some providers (Gmail, Microsoft 365) keep one of what passes their SMTP server.

use async_imap::imap_proto::{MailboxDatum, Response};

use super::{
    ImapSettings, Trouble,
    connect::connect,
    notation::{folder_name, quoted},
    session::{Said, Session},
};
use crate::{connection::Tls, model::Letter};

/// The folder for copies of what was sent: [`ImapSettings::folder`] of its settings.
pub struct SentFolder {
    settings: ImapSettings,
    session: Option<Session>,
}

impl SentFolder {
    /// A folder that is not connected yet.
    #[must_use]
    pub fn new(settings: ImapSettings) -> Self {
        Self { settings, session: None }
    }

    /// Puts a copy of `letter` there, marked as read.
    ///
    /// # Errors
    /// Where the server cannot be reached or refuses; the letter itself is sent all the same.
    pub async fn keep(&mut self, letter: &Letter) -> Result<(), Trouble> {
        if let Some(session) = self.session.take()
            && let Ok(session) = self.append(session, letter).await
        {
            self.session = Some(session);
            return Ok(());
        }
        let tls = Tls::new(self.settings.server.ca_file.as_deref())?;
        let mut session = connect(&self.settings, &tls).await?;
        if !self.is_there(&mut session, letter).await? {
            session = self.append(session, letter).await?;
        }
        self.session = Some(session);
        Ok(())
    }

    /// Goes the whole way to the folder, short of putting anything there: for `inwriting check`. Where it is missing it is made, as with
    /// the first copy.
    ///
    /// # Errors
    /// Where the server cannot be reached, or has no such folder and will not make it.
    pub async fn probe(&mut self) -> Result<String, Trouble> {
        let tls = Tls::new(self.settings.server.ca_file.as_deref())?;
        let mut session = connect(&self.settings, &tls).await?;
        let was_there = self.open(&mut session).await?;
        let _ = session.say("LOGOUT", |_| {}).await;
        let folder = &self.settings.folder;
        Ok(if was_there { format!("{folder} is there") } else { format!("{folder} was not there, and is made") })
    }

    /// Whose folder it is: the account's name in the configuration, and the folder's.
    #[must_use]
    pub fn place(&self) -> (&str, &str) {
        (&self.settings.account, &self.settings.folder)
    }

    async fn is_there(&self, session: &mut Session, letter: &Letter) -> Result<bool, Trouble> {
        if !self.open(session).await? {
            return Ok(false);
        }
        let mut found = false;
        let take = |answer: &Response<'_>| {
            found |= matches!(answer, Response::MailboxData(MailboxDatum::Search(uids)) if !uids.is_empty());
        };
        let id = quoted(letter.id.as_str());
        session.say(&format!("UID SEARCH HEADER Message-ID {id}"), take).await?;
        Ok(found)
    }

    /// Opens the folder; `false`: it was not there, and is made.
    async fn open(&self, session: &mut Session) -> Result<bool, Trouble> {
        let folder = quoted(&folder_name(&self.settings.folder));
        if session.say(&format!("EXAMINE {folder}"), |_| {}).await? == Said::Ok {
            return Ok(true);
        }
        let place = session.manners.place.clone();
        let made = session.say(&format!("CREATE {folder}"), |_| {}).await?.ok();
        made.map(|()| false).map_err(|why| {
            let why = format!("{place}: the folder {folder} for copies is not there and cannot be made: {why}");
            Trouble::give_up(
                why,
                "correct `sent_folder`, or leave it out; the server's LIST shows how it writes its names",
            )
        })
    }

    async fn append(&self, mut session: Session, letter: &Letter) -> Result<Session, Trouble> {
        let manners = session.manners.clone();
        let folder = folder_name(&self.settings.folder);
        let appending = session.wire.append(folder, Some("(\\Seen)"), None, &letter.bytes);
        match manners.await_answer(appending).await? {
            Ok(()) => Ok(session),
            Err(_) => Err(manners.lost("no copy of a letter could be kept")),
        }
    }
}

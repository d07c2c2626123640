//! In charge of: a copy of each letter in the account's folder of sent mail.
//!
//! Promises: a letter whose copying was cut off is not copied twice: before a second try the folder is asked for its Message-ID.
//! Leaves to: the caller whether a copy is wanted: some providers (Gmail, Microsoft 365) keep one of what passes their SMTP server.

use async_imap::imap_proto::{MailboxDatum, Response};

use super::{
    ImapSettings, Trouble,
    connect::connect,
    notation::{folder_name, quoted},
    session::Session,
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

    async fn is_there(&self, session: &mut Session, letter: &Letter) -> Result<bool, Trouble> {
        let folder = quoted(&folder_name(&self.settings.folder));
        let opened = session.say(&format!("EXAMINE {folder}"), |_| {}).await?.ok();
        if opened.is_err() {
            let place = session.manners.place.clone();
            let made = session.say(&format!("CREATE {folder}"), |_| {}).await?.ok();
            return made.map(|()| false).map_err(|why| {
                let why = format!("{place}: the folder {folder} for copies cannot be made: {why}");
                Trouble::give_up(why, "correct `sent_folder`, or leave it out")
            });
        }
        let mut found = false;
        let take = |answer: &Response<'_>| {
            found |= matches!(answer, Response::MailboxData(MailboxDatum::Search(uids)) if !uids.is_empty());
        };
        let id = quoted(letter.id.as_str());
        session.say(&format!("UID SEARCH HEADER Message-ID {id}"), take).await?;
        Ok(found)
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

//! In charge of: opening the folder, and what its UIDVALIDITY and UIDNEXT mean for the mark.

use async_imap::imap_proto::{MailboxDatum, Outcome, Response, ResponseCode, StatusAttribute};
use jiff::Timestamp;

use super::{
    Afterwards, First, Imap, Trouble,
    notation::{folder_name, quoted},
    session::{Refusal, Said, Session},
};
use crate::model::{Mark, Reached};

impl Imap {
    /// Opens the folder and gives the mark from which to go on.
    pub(super) async fn select(&mut self, session: &mut Session, resume: Option<Mark>) -> Result<Mark, Trouble> {
        let folder = quoted(&folder_name(&self.settings.folder));
        let place = session.manners.place.clone();
        if let Afterwards::Move(to) = &self.settings.afterwards {
            if *to == self.settings.folder {
                let why = format!("{place}: mails of {folder} would be moved to itself");
                return Err(Trouble::give_up(why, "let `move_to` name another folder"));
            }
            be_there(session, &quoted(&folder_name(to))).await?;
        }
        // Where we change nothing we do not even take \Recent away from the mails.
        let verb = if self.settings.afterwards == Afterwards::Leave { "EXAMINE" } else { "SELECT" };
        let (mut validity, mut next) = (None, None);
        let said = session
            .say(&format!("{verb} {folder}"), |answer| {
                if let Response::Data { outcome: Outcome { code, .. }, .. } = answer {
                    match code {
                        Some(ResponseCode::UidValidity(uid)) => validity = Some(*uid),
                        Some(ResponseCode::UidNext(uid)) => next = Some(*uid),
                        _ => {}
                    }
                }
            })
            .await?;
        said.ok().map_err(|why| {
            let what = format!("the folder {folder} cannot be opened");
            if why.to_lowercase().contains("authenticated but not connected") {
                // https://github.com/Webklex/php-imap/issues/464, https://github.com/simonrob/email-oauth2-proxy/issues/275
                let hint = "Microsoft 365 says so for a while after too many connections, and always where IMAP is off for the mailbox, or \
                    the token is not its user's or lacks IMAP.AccessAsUser.All";
                return session.manners.refused(&what, &format!("{why} ({hint})"));
            }
            if Refusal::of(&why) != Refusal::OfThis {
                return session.manners.refused(&what, &why);
            }
            let mend = "make the folder, or correct `folder`; the server's LIST shows how it writes its names";
            Trouble::give_up(format!("{place}: {what}: {why}"), mend)
        })?;
        session.news = false;
        let next = match next {
            Some(next) => next,
            None => next_uid(session, &folder).await?,
        };
        let validity = validity.ok_or_else(|| Trouble::retry(format!("{place}: no UIDVALIDITY for {folder}")))?;
        Ok(self.mark_under(validity, next, resume))
    }

    fn mark_under(&self, uid_validity: u32, next_uid: u32, resume: Option<Mark>) -> Mark {
        let account = &self.settings.account;
        let Some(mark) = resume else { return self.first_mark(uid_validity, next_uid) };
        match mark.reached {
            Some(reached) if reached.uid_validity == uid_validity && reached.next_uid <= next_uid => return mark,
            Some(reached) if reached.uid_validity == uid_validity => {
                // A restored backup, say: UIDs were given again, so they say nothing.
                let was = reached.next_uid;
                tracing::warn!(account, was, next_uid, "UIDNEXT went back: the folder is read again");
            }
            Some(reached) => {
                tracing::warn!(
                    account,
                    was = reached.uid_validity,
                    uid_validity,
                    "a new UIDVALIDITY: the folder is read again"
                );
            }
            None => {}
        }
        Mark { since: mark.since, reached: Some(Reached { uid_validity, next_uid: 1, grown_from: next_uid }) }
    }

    fn first_mark(&self, uid_validity: u32, next_uid: u32) -> Mark {
        let (since, from, grown_from) = match self.settings.first {
            First::Now => (self.clock.now(), next_uid, next_uid),
            First::Since(moment) => (moment, 1, next_uid),
            First::Everything => (Timestamp::UNIX_EPOCH, 1, 1),
        };
        Mark { since, reached: Some(Reached { uid_validity, next_uid: from, grown_from }) }
    }
}

/// Asks for UIDNEXT where SELECT does not say it; where STATUS does not either, looks for the last mail.
async fn next_uid(session: &mut Session, folder: &str) -> Result<u32, Trouble> {
    let mut next = None;
    let take = |answer: &Response<'_>| {
        if let Response::MailboxData(MailboxDatum::Status { status, .. }) = answer {
            next = status.iter().find_map(|item| match item {
                StatusAttribute::UidNext(uid) => Some(*uid),
                _ => None,
            });
        }
    };
    session.say(&format!("STATUS {folder} (UIDNEXT)"), take).await?;
    if let Some(next) = next {
        return Ok(next);
    }
    let mut last = 0;
    let take = |answer: &Response<'_>| {
        if let Response::MailboxData(MailboxDatum::Search(uids)) = answer {
            last = uids.iter().copied().fold(last, u32::max);
        }
    };
    session.say("UID SEARCH UID *", take).await?;
    Ok(last.saturating_add(1))
}

/// Makes the folder that mails are moved to, unless it is there.
async fn be_there(session: &mut Session, folder: &str) -> Result<(), Trouble> {
    if session.say(&format!("STATUS {folder} (MESSAGES)"), |_| {}).await? == Said::Ok {
        return Ok(());
    }
    let place = session.manners.place.clone();
    session.say(&format!("CREATE {folder}"), |_| {}).await?.ok().map_err(|why| {
        let why = format!("{place}: the folder {folder} to move mails to is not there and cannot be made: {why}");
        Trouble::give_up(why, "make it, or let `move_to` name another one")
    })
}

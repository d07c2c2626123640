//! In charge of: marking mails as read or moving them, once the ledger has them.
//!
//! Promises: a mail that is gone is no trouble; without MOVE a mail is copied first, then marked as deleted, then expunged by its
//! own UID, and never anybody else's mail with it; what a broken connection left undone is done after the next one comes about.

use async_imap::imap_proto::{MailboxDatum, Response};
use jiff::{SignedDuration, tz::TimeZone};

use super::{
    Afterwards, Imap, Position, Trouble,
    notation::{folder_name, quoted, search_date, uid_set},
    session::Session,
    uid_validity,
};
use crate::model::Mark;

/// A command's line stays far below what servers take (8,000 bytes) with this many UIDs.
pub(super) const UIDS_IN_A_LINE: usize = 100;

impl Imap {
    /// Notes mails that are to be put away.
    pub(super) fn owe(&mut self, done: &[Position]) {
        let current = uid_validity(self.mark);
        self.unfinished.extend(done.iter().filter_map(|position| match position {
            Position::Imap { uid_validity, uid } if Some(*uid_validity) == current => Some(*uid),
            _ => None,
        }));
    }

    pub(super) async fn put_unfinished_away(&mut self, session: &mut Session) -> Result<(), Trouble> {
        self.unfinished.sort_unstable();
        self.unfinished.dedup();
        for uids in self.unfinished.chunks(UIDS_IN_A_LINE) {
            let set = uid_set(uids);
            let said = match &self.settings.afterwards {
                Afterwards::Leave => Ok(()),
                Afterwards::Seen => session.say(&format!("UID STORE {set} +FLAGS.SILENT (\\Seen)"), |_| {}).await?.ok(),
                Afterwards::Move(to) => move_to(session, &set, &quoted(&folder_name(to))).await?,
            };
            if let Err(why) = said {
                // The mails are in the ledger: reading goes on, and they are tried again at the next start.
                let account = &self.settings.account;
                tracing::error!(account, uids = set, "mails cannot be put away, and stay where they are: {why}");
            }
        }
        self.unfinished.clear();
        Ok(())
    }

    /// Once a run: finishes what a former run had taken in and not finished.
    pub(super) async fn sweep(&mut self, session: &mut Session, mark: Mark) -> Result<(), Trouble> {
        let Some(reached) = mark.reached else { return Ok(()) };
        if self.settings.afterwards == Afterwards::Leave || (self.swept && self.unfinished.is_empty()) {
            return Ok(());
        }
        if !self.swept && reached.next_uid > 1 {
            let unseen = if self.settings.afterwards == Afterwards::Seen { " UNSEEN" } else { "" };
            // Mails older than our first start were never ours: the day after it is surely ours in every zone.
            let day = mark.since.saturating_add(SignedDuration::from_hours(48)).unwrap_or(mark.since);
            let since = search_date(day.to_zoned(TimeZone::UTC).date());
            let last = reached.next_uid.saturating_sub(1);
            let mut found = Vec::new();
            let mut ranges = vec![format!("UID 1:{last} SINCE {since}")];
            if reached.grown_from <= last {
                ranges.push(format!("UID {}:{last}", reached.grown_from));
            }
            for range in ranges {
                let take = |answer: &Response<'_>| {
                    if let Response::MailboxData(MailboxDatum::Search(uids)) = answer {
                        found.extend_from_slice(uids);
                    }
                };
                session.say(&format!("UID SEARCH {range} UNDELETED UNDRAFT{unseen}"), take).await?;
            }
            self.unfinished.extend(found.into_iter().filter(|uid| *uid <= last));
        }
        self.swept = true;
        self.unfinished.retain(|uid| *uid < reached.next_uid);
        self.put_unfinished_away(session).await
    }
}

async fn move_to(session: &mut Session, set: &str, folder: &str) -> Result<Result<(), String>, Trouble> {
    if session.able.has("MOVE") {
        return Ok(session.say(&format!("UID MOVE {set} {folder}"), |_| {}).await?.ok());
    }
    let copied = session.say(&format!("UID COPY {set} {folder}"), |_| {}).await?.ok();
    if copied.is_err() {
        return Ok(copied);
    }
    let marked = session.say(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), |_| {}).await?.ok();
    // A bare EXPUNGE would take other people's deleted mails along: without UIDPLUS ours stay, marked as deleted.
    if marked.is_err() || !session.able.has("UIDPLUS") {
        return Ok(marked);
    }
    Ok(session.say(&format!("UID EXPUNGE {set}"), |_| {}).await?.ok())
}

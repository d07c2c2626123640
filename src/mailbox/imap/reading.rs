//! In charge of: which mails wait, and their bytes, in bounded batches.
//!
//! Promises: sizes are asked before bodies; a batch holds at most [`BATCH_MAILS`] mails and, one larger mail apart, [`BATCH_BYTES`]
//! bytes; answers may come in any order, with mails missing or not asked for; a mail counts as gone only where the server says so twice; a mail that the server cannot hand over does not keep the
//! others from coming: after three tries it is handed over without its words ([`RawMail::cut`]) and told about.

use std::collections::{HashMap, VecDeque};

use async_imap::imap_proto::{AttributeValue, MailboxDatum, MessageSection, Response, SectionPath};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    Batch, Imap, Trouble,
    finishing::UIDS_IN_A_LINE,
    notation::{internal_date, search_date, uid_set},
    session::{Refusal, Session},
};
use crate::model::{Mark, Place, Position, RawMail, Reached};

const BATCH_MAILS: usize = UIDS_IN_A_LINE;
const BATCH_BYTES: u64 = 2 << 20;
/// So often a mail may break an exchange.
const TRIES: u32 = 3;
/// So often where the server may mean the moment: a minute or two, as pauses grow.
const TRIES_FOR_NOW: u32 = 6;
/// What is held against a mail until it is given up.
const STUMBLES: u32 = TRIES * TRIES_FOR_NOW;

/// What is known of a mail before its body is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About {
    uid: u32,
    size: u64,
    received: Option<Timestamp>,
    /// A draft, or deleted.
    unwanted: bool,
}

impl Imap {
    pub(super) async fn read(&mut self, session: &mut Session, mark: Mark) -> Result<Batch, Trouble> {
        let Some(reached) = mark.reached else { return Err(Trouble::retry("the folder is not open")) };
        if self.known.is_empty() && self.queue.is_empty() {
            self.queue = search(session, &mark, reached).await?;
        }
        if self.known.is_empty() && !self.queue.is_empty() {
            self.look_at_next(session).await?;
        }
        let group = self.next_group(&mark, reached);
        let mails = self.fetch_group(session, reached, &group).await?;
        // Only now they are ours.
        let last = group.last().map(|about| about.uid);
        self.known.drain(..group.len());
        let more = !(self.known.is_empty() && self.queue.is_empty());
        let floor = if more { reached.next_uid } else { reached.next_uid.max(reached.grown_from) };
        let next_uid = last.map_or(floor, |uid| uid.saturating_add(1).max(floor));
        if !more {
            self.stumbled = None;
        }
        Ok(Batch { mails, mark: Mark { reached: Some(Reached { next_uid, ..reached }), ..mark }, more })
    }

    /// Asks for size, date and flags of the next mails in the queue.
    async fn look_at_next(&mut self, session: &mut Session) -> Result<(), Trouble> {
        let count = if self.stumbled.is_some() { 1 } else { BATCH_MAILS };
        let uids: Vec<u32> = self.queue.iter().copied().take(count).collect();
        let mut found: HashMap<u32, About> = HashMap::new();
        let command = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE FLAGS)", uid_set(&uids));
        let said = session
            .say(&command, |answer| {
                if let Response::Fetch(_, items) = answer {
                    let about = about(items);
                    found.insert(about.uid, about);
                }
            })
            .await?;
        if let Err(why) = said.ok() {
            self.blame(Refusal::of(&why));
            if !self.is_hopeless(uids.first()) {
                return Err(session.manners.refused("mails cannot be looked at", &why));
            }
        }
        let missing: Vec<u32> = uids.iter().copied().filter(|uid| !found.contains_key(uid)).collect();
        self.be_sure_they_are_gone(session, &missing).await?;
        // Those of which nothing is said are gone, or past hope.
        let gone = |uid| About { uid, unwanted: !self.is_hopeless(Some(&uid)), ..About::default() };
        self.known = uids.iter().map(|uid| found.get(uid).copied().unwrap_or_else(|| gone(*uid))).collect();
        self.queue.drain(..uids.len());
        Ok(())
    }

    /// The next known mails that make a batch; those not to be read are marked so.
    fn next_group(&mut self, mark: &Mark, reached: Reached) -> Vec<About> {
        let mut bytes = 0;
        let mut group = Vec::new();
        for about in &mut self.known {
            about.unwanted |= about.uid < reached.grown_from && about.received.is_some_and(|at| at < mark.since);
            let cost = if about.unwanted || about.size > self.settings.size_limit { 0 } else { about.size };
            let full = !group.is_empty() && bytes + cost > BATCH_BYTES;
            if full || (self.stumbled.is_some() && !group.is_empty()) {
                break;
            }
            bytes += cost;
            group.push(*about);
        }
        group
    }

    async fn fetch_group(
        &mut self,
        session: &mut Session,
        reached: Reached,
        group: &[About],
    ) -> Result<Vec<RawMail>, Trouble> {
        let limit = self.settings.size_limit;
        let (large, whole): (Vec<&About>, Vec<&About>) =
            group.iter().filter(|about| !about.unwanted).partition(|about| about.size > limit);
        let mut bodies = HashMap::new();
        for (part, abouts) in [("BODY.PEEK[]", whole), ("BODY.PEEK[HEADER]", large)] {
            let uids: Vec<u32> = abouts.iter().map(|about| about.uid).collect();
            if uids.is_empty() || self.is_hopeless(uids.first()) {
                continue;
            }
            self.fetch_bodies(session, &uids, part, &mut bodies).await?;
            // A mail that an OK leaves out is gone, or was passed over in haste: ask once more by name.
            let missing: Vec<u32> = uids.into_iter().filter(|uid| !bodies.contains_key(uid)).collect();
            for &uid in &missing {
                self.fetch_bodies(session, &[uid], part, &mut bodies).await?;
            }
            let missing: Vec<u32> = missing.into_iter().filter(|uid| !bodies.contains_key(uid)).collect();
            self.be_sure_they_are_gone(session, &missing).await?;
        }
        let mut mails = Vec::new();
        for about in group.iter().filter(|about| !about.unwanted) {
            match bodies.remove(&about.uid) {
                Some(bytes) => mails.push(self.mail(reached, about, bytes, about.size > limit)),
                None if self.is_hopeless(Some(&about.uid)) => {
                    tracing::error!(
                        account = self.settings.account,
                        about.uid,
                        "the server cannot hand over this mail"
                    );
                    mails.push(self.mail(reached, about, Vec::new(), true));
                }
                None => tracing::info!(account = self.settings.account, about.uid, "a mail is gone before it was read"),
            }
        }
        Ok(mails)
    }

    async fn fetch_bodies(
        &mut self,
        session: &mut Session,
        uids: &[u32],
        part: &str,
        bodies: &mut HashMap<u32, Vec<u8>>,
    ) -> Result<(), Trouble> {
        let said = session
            .say(&format!("UID FETCH {} (UID {part})", uid_set(uids)), |answer| {
                if let Response::Fetch(_, items) = answer
                    && let Some(bytes) = body(items)
                {
                    bodies.insert(about(items).uid, bytes.to_vec());
                }
            })
            .await?;
        said.ok().map_err(|why| {
            self.blame(Refusal::of(&why));
            session.manners.refused("mails cannot be fetched", &why)
        })
    }

    /// An OK that shows nothing of a mail means that it is gone; but Exchange also leaves out mails that it cannot convert, and names them
    /// when it is asked again. Those are no less there.
    async fn be_sure_they_are_gone(&mut self, session: &mut Session, missing: &[u32]) -> Result<(), Trouble> {
        let missing: Vec<u32> = missing.iter().copied().filter(|uid| !self.is_hopeless(Some(uid))).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut there = Vec::new();
        let take = |answer: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = answer {
                there.extend(found.iter().copied().filter(|uid| missing.contains(uid)));
            }
        };
        let said = session.say(&format!("UID SEARCH UID {}", uid_set(&missing)), take).await?;
        said.ok().map_err(|why| session.manners.refused("the folder cannot be searched", &why))?;
        if there.is_empty() {
            return Ok(());
        }
        self.blame(Refusal::ForNow);
        Err(session.manners.lost(&format!("the server has mails of which it shows nothing: UID {}", uid_set(&there))))
    }

    /// A refusal is held against the mails that were asked for, unless the server would refuse anything now.
    fn blame(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::OfUs(_) => {}
            Refusal::ForNow => self.note_stumble(STUMBLES / TRIES_FOR_NOW),
            Refusal::OfThis => self.note_stumble(STUMBLES / TRIES),
        }
    }

    fn mail(&self, reached: Reached, about: &About, bytes: Vec<u8>, cut: bool) -> RawMail {
        let position = Position::Imap { uid_validity: reached.uid_validity, uid: about.uid };
        let (account, folder) = (self.settings.account.clone(), self.settings.folder.clone());
        RawMail {
            place: Place { account, folder, position },
            received: about.received.unwrap_or_else(|| self.clock.now()),
            bytes,
            cut: cut.then_some(about.size),
        }
    }

    /// An answer about the mails at the head of the queue made no sense.
    pub(super) fn note_nonsense(&mut self) {
        self.blame(Refusal::OfThis);
    }

    /// Something went wrong with the mails at the head of the queue: from now on one at a time, and not for ever.
    fn note_stumble(&mut self, weight: u32) {
        let first = self.known.front().map(|about| about.uid).or_else(|| self.queue.front().copied());
        let Some(uid) = first else { return };
        self.stumbled = match self.stumbled {
            Some((same, before)) if same == uid => Some((uid, before + weight)),
            _ => Some((uid, weight)),
        };
    }

    fn is_hopeless(&self, uid: Option<&u32>) -> bool {
        self.stumbled.is_some_and(|(stumbled, weight)| uid == Some(&stumbled) && weight >= STUMBLES)
    }
}

/// The UIDs from the mark on, in rising order.
async fn search(session: &mut Session, mark: &Mark, reached: Reached) -> Result<VecDeque<u32>, Trouble> {
    // Cleared before we ask: what is announced from here on may be missing in the answer.
    session.news = false;
    let mut criteria = vec![format!("UID {}:*", reached.next_uid.max(reached.grown_from))];
    if reached.next_uid < reached.grown_from {
        let old = format!("UID {}:{}", reached.next_uid, reached.grown_from.saturating_sub(1));
        // The server compares days in a zone of its own.
        let day = mark.since.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(mark.since);
        let date = search_date(day.to_zoned(TimeZone::UTC).date());
        criteria.push(if mark.since > Timestamp::UNIX_EPOCH { format!("{old} SINCE {date}") } else { old });
    }
    let mut uids = Vec::new();
    for criterion in criteria {
        let take = |answer: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = answer {
                uids.extend_from_slice(found);
            }
        };
        let said = session.say(&format!("UID SEARCH {criterion}"), take).await?;
        said.ok().map_err(|why| session.manners.refused("the folder cannot be searched", &why))?;
    }
    // `n:*` names the last mail even where it lies below n.
    uids.retain(|uid| *uid >= reached.next_uid);
    uids.sort_unstable();
    uids.dedup();
    Ok(uids.into())
}

fn about(items: &[AttributeValue<'_>]) -> About {
    let mut about = About::default();
    for item in items {
        match item {
            AttributeValue::Uid(uid) => about.uid = *uid,
            AttributeValue::Rfc822Size(size) => about.size = u64::from(*size),
            AttributeValue::InternalDate(date) => about.received = internal_date(date),
            AttributeValue::Flags(flags) => {
                about.unwanted = flags
                    .iter()
                    .any(|flag| flag.eq_ignore_ascii_case("\\Deleted") || flag.eq_ignore_ascii_case("\\Draft"));
            }
            _ => {}
        }
    }
    about
}

fn body<'a>(items: &'a [AttributeValue<'_>]) -> Option<&'a [u8]> {
    items.iter().find_map(|item| match item {
        AttributeValue::BodySection {
            section: None | Some(SectionPath::Full(MessageSection::Header)), data, ..
        } => data.as_deref(),
        _ => None,
    })
}

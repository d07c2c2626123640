//! In charge of: when each team member's morning list goes out.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::{Agenda, hours::Hours, misfits::new_misfits};
use crate::model::{Address, Audience, Dossier, Member, Mishap, Notice, NoticeKind, Office, Rating};

/// The digests to be written at `now`: one for each member whose time has come on a working day of the member's clock, who did not get
/// one today, and whose [`Agenda`] or mishaps hold anything that was on record in the morning. `told` are the digests written so far. A digest
/// missed in the morning is sent until the end of the working day; a morning without one is not made up for by what comes later.
#[must_use]
pub fn digests(
    dossiers: &[Dossier],
    mishaps: &[Mishap],
    told: &[Notice],
    office: &Office,
    now: Timestamp,
) -> Vec<Notice> {
    let filled = |notice: &Notice| {
        let Audience::Member(address) = &notice.audience else { return false };
        office.member(address).is_some_and(|member| {
            let morning = morning(member, now.to_zoned(member.zone.clone()).date()).unwrap_or(now);
            let agenda = Agenda::of(member, dossiers, office, now);
            let wrong = untold_mishaps(&member.party.address, mishaps, told);
            agenda.entries.iter().any(|entry| entry.agreement.origin.at < morning)
                || wrong.iter().any(|mishap| mishap.at < morning)
                || new_misfits(member, dossiers, office, now).iter().any(|(.., since)| *since < morning)
                || new_ratings(member, dossiers, office, now).iter().any(|(_, rating)| rating.at < morning)
        })
    };
    untold(told, office, now).filter(filled).collect()
}

/// A folder that could not be read for less than this is not worth a word.
const BRIEF: SignedDuration = SignedDuration::from_mins(10);

/// What went wrong, or was over, since this member's last digest, and what goes on still.
#[must_use]
pub fn untold_mishaps<'m>(member: &Address, mishaps: &'m [Mishap], told: &[Notice]) -> Vec<&'m Mishap> {
    let his = |notice: &&Notice| matches!(&notice.audience, Audience::Member(address) if address == member);
    let last = told.iter().filter(his).map(|notice| notice.at).max();
    let is_new = |mishap: &Mishap| last.is_none_or(|last| mishap.over.unwrap_or(mishap.at) > last);
    let is_brief = |mishap: &Mishap| mishap.over.is_some_and(|over| over.duration_since(mishap.at) < BRIEF);
    let counts = |mishap: &&Mishap| mishap.lasts() || (is_new(mishap) && !is_brief(mishap));
    mishaps.iter().filter(|mishap| mishap.concerns(member)).filter(counts).collect()
}

/// How it went, as clients have said on the member's threads since the last working morning.
#[must_use]
pub fn new_ratings<'d>(
    member: &Member,
    dossiers: &'d [Dossier],
    office: &Office,
    now: Timestamp,
) -> Vec<(&'d Dossier, &'d Rating)> {
    let last = last_morning(member, office, now);
    let theirs = dossiers.iter().filter(|dossier| dossier.is_with(&member.party.address));
    let all = theirs.flat_map(|dossier| dossier.thread.settings.ratings.iter().map(move |rating| (dossier, rating)));
    all.filter(|(_, rating)| last.is_none_or(|last| last < rating.at) && rating.at <= now).collect()
}

/// The member's last working morning before today.
pub(super) fn last_morning(member: &Member, office: &Office, now: Timestamp) -> Option<Timestamp> {
    let hours = Hours::of(office).on(&member.zone);
    hours.working_days_before(hours.day(now), 1).and_then(|day| morning(member, day))
}

/// Whether it is the time of a digest that was not yet written, should there be anything to tell.
#[must_use]
pub fn digest_is_due(told: &[Notice], office: &Office, now: Timestamp) -> bool {
    untold(told, office, now).next().is_some()
}

/// The digests whose time has come and that were not written yet.
fn untold(told: &[Notice], office: &Office, now: Timestamp) -> impl Iterator<Item = Notice> {
    let due = move |member: &&Member| {
        let here = now.to_zoned(member.zone.clone());
        member.digest_at.is_some_and(|at| here.time() >= at)
            && member.reads_digest_on(here.date(), &office.working)
            && here.time() < office.working.ends
    };
    let notices = office.members.iter().filter(due).map(move |member| {
        Notice::new(
            NoticeKind::Digest,
            key(member, now.to_zoned(member.zone.clone()).date()),
            Audience::Member(member.party.address.clone()),
            now,
        )
    });
    notices.filter(move |notice| !told.iter().any(|told| told.key == notice.key))
}

/// The next moment after `now` at which a digest may go out.
#[must_use]
pub fn next_digest(office: &Office, now: Timestamp) -> Option<Timestamp> {
    let next = |member: &Member| {
        member.digest_at?;
        let today = now.to_zoned(member.zone.clone()).date();
        let days = today.series(1_i64.days()).take(HORIZON_DAYS);
        let days = days.filter(|day| member.reads_digest_on(*day, &office.working));
        days.filter_map(|day| morning(member, day)).find(|at| *at > now)
    };
    office.members.iter().filter_map(next).min()
}

/// As far as anybody looks for a day on which a digest goes out.
const HORIZON_DAYS: usize = 400;

/// When the member's list is due on `day`.
fn morning(member: &Member, day: Date) -> Option<Timestamp> {
    member.zone.to_ambiguous_timestamp(day.to_datetime(member.digest_at?)).compatible().ok()
}

fn key(member: &Member, day: Date) -> String {
    format!("digest/{}/{day}", member.party.address.to_string().to_lowercase())
}

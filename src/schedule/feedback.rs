//! In charge of: when a client is asked how it went.
//!
//! Promises: only after something that the team owed this client is done and the people were told so; never while anything of the thread is
//! past its date, disputed, or waits for a yes to a new date; once for a thing that was done, and not twice in so many days.

use jiff::{SignedDuration, Timestamp};

use super::{answering, confirmed_version, hours::Hours};
use crate::model::{Address, Agreement, Audience, Dossier, Notice, NoticeKind, Office, Policy, Readers, Side, State};

/// How many working days after a thing is done its client is asked: they have to have seen it.
const AFTER_WORKING_DAYS: u32 = 2;

/// What the client is to be asked about, whom, and when.
struct Occasion<'a> {
    agreement: &'a Agreement,
    client: &'a Address,
    at: Timestamp,
}

/// The request for feedback that is to go out at `now`.
pub(super) fn notice(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Notice> {
    let occasion = occasion(dossier, office, policy).filter(|occasion| occasion.at <= now)?;
    let agreement = occasion.agreement;
    let answered = answering::choose(dossier, &[agreement], Some(occasion.client), office)?;
    // What the bot got in secret no client hears of.
    if answered.member.is_some() || !Hours::of(office).are_open(now) {
        return None;
    }
    Some(Notice {
        kind: NoticeKind::Feedback,
        thread: Some(dossier.thread.id),
        agreements: vec![(agreement.number, agreement.version)],
        answers: Some(answered.head.id.clone()),
        offers: Vec::new(),
        with: Vec::new(),
        since: None,
        audience: Audience::These { to: vec![occasion.client.clone()], cc: Vec::new() },
        at: occasion.at,
        key: format!("feedback/{}/{}", dossier.thread.id, agreement.number),
    })
}

/// When [`notice`] may next have something to say.
pub(super) fn next(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let at = occasion(dossier, office, policy)?.at;
    if at > now { Some(at) } else { Hours::of(office).open_from(now).filter(|open| *open > now) }
}

fn occasion<'a>(dossier: &'a Dossier, office: &Office, policy: &Policy) -> Option<Occasion<'a>> {
    let pause = SignedDuration::from_hours(24 * i64::from(policy.feedback_days?));
    let thread = &dossier.thread;
    if !thread.live || thread.settings.is_silent() || policy.readers == Readers::Team {
        return None;
    }
    let hours = Hours::of(office);
    let asked: Vec<&Notice> = dossier.told.iter().filter(|told| told.kind == NoticeKind::Feedback).collect();
    let delivered = thread.agreements.iter().filter(|agreement| {
        agreement.state == State::Fulfilled
            && office.is_team(&agreement.debtor.address)
            && matches!(office.side(&agreement.creditor.address), Side::Client(_))
            && !office.is_bot(&agreement.creditor.address)
    });
    let agreement = delivered.max_by_key(|agreement| (agreement.latest.at, agreement.number))?;
    let told = asked.iter().any(|told| told.agreements.iter().any(|(number, _)| *number == agreement.number));
    if told || confirmed_version(dossier, agreement.number) < agreement.version {
        return None;
    }
    let day = hours.working_days_after(hours.day(agreement.latest.at), AFTER_WORKING_DAYS)?;
    let since = asked.iter().filter_map(|told| told.at.checked_add(pause).ok()).max();
    let at = hours.open_from(hours.opening(day)?.max(since.unwrap_or(Timestamp::MIN)))?;
    let uneasy = |other: &Agreement| {
        let past = other.state.is_open() && other.due.as_ref().is_some_and(|due| hours.falls_due(due) <= at);
        past || other.dispute.is_some() || (other.state.is_open() && other.proposal.is_some())
    };
    let easy = !thread.agreements.iter().any(uneasy);
    easy.then_some(Occasion { agreement, client: &agreement.creditor.address, at })
}

//! In charge of: when both sides are asked to look back at a project, and when what they answered goes to both.
//!
//! Promises: each side is asked by a letter of its own, so that no answer to it reaches the other; once for a thread; never while something
//! of it is past its date or disputed, and not where a whole side wants no letters; what was answered goes out once every side asked has
//! answered or the time is up, and only to those who were asked.

use jiff::{SignedDuration, Timestamp};

use super::{answering, hours::Hours, known_since};
use crate::model::{
    Address, Agreement, AgreementNumber, Audience, Dossier, Head, Notice, NoticeKind, Office, Policy, Readers, Side,
    State,
};

/// How many working days after its last agreement has closed a thread is looked back at, where the house does so by itself: the request
/// for feedback has gone out before.
const AFTER_WORKING_DAYS: u32 = 5;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What has to be said of looking back at `now`.
pub(super) fn notices(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Vec<Notice> {
    let at_ease = dossier.thread.is_at_ease(now, office.working.ends) && Hours::of(office).are_open(now);
    plan(dossier, office, policy).into_iter().filter(|notice| at_ease && notice.at <= now).collect()
}

/// When [`notices`] may next have something to say.
pub(super) fn next(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let opening = || Hours::of(office).open_from(now).filter(|open| *open > now);
    plan(dossier, office, policy)
        .iter()
        .filter_map(|notice| if notice.at > now { Some(notice.at) } else { opening() })
        .min()
}

/// Everything that is still to be said of it, each at its time.
fn plan(dossier: &Dossier, office: &Office, policy: &Policy) -> Vec<Notice> {
    let thread = &dossier.thread;
    let told = |kind| dossier.told.iter().filter(move |told| told.kind == kind);
    let silent = !thread.live || thread.settings.is_silent() || policy.readers == Readers::Team;
    if silent || told(NoticeKind::LookedBack).next().is_some() {
        return Vec::new();
    }
    let asked: Vec<&Notice> = told(NoticeKind::LookBack).collect();
    let begun = asked.iter().map(|told| told.at).min();
    let up = begun.and_then(|begun| begun.checked_add(DAY * i32::try_from(policy.look_back_days).ok()?).ok());
    let Some(at) = begun.or_else(|| beginning(dossier, office, policy)) else { return Vec::new() };
    let mut planned = asking(dossier, at, office);
    planned.retain(|notice| !asked.iter().any(|told| told.key == notice.key));
    planned.extend(up.and_then(|up| unsealing(dossier, &asked, planned.is_empty(), up, office)));
    planned
}

/// When the sides are to be asked.
fn beginning(dossier: &Dossier, office: &Office, policy: &Policy) -> Option<Timestamp> {
    let hours = Hours::of(office);
    let thread = &dossier.thread;
    if let Some(wanted) = thread.settings.look_back.as_ref().and_then(|look_back| look_back.wanted) {
        return hours.open_from(wanted);
    }
    let over = |agreement: &Agreement| !agreement.state.is_open() && known_since(dossier, agreement).is_some();
    let done = thread.agreements.iter().any(|agreement| agreement.state == State::Fulfilled);
    let closed = policy.look_back_at_close && done && thread.agreements.iter().all(over);
    let last = thread.agreements.iter().map(|agreement| agreement.latest.at).max().filter(|_| closed)?;
    hours.opening(hours.working_days_after(hours.day(last), AFTER_WORKING_DAYS)?)
}

/// A letter to each side.
fn asking(dossier: &Dossier, at: Timestamp, office: &Office) -> Vec<Notice> {
    let sides = dossier.thread.sides(office);
    let wanting = |head: &Head, side: &Side| -> Vec<Address> {
        let people = head.everybody().into_iter().map(|party| &party.address);
        let theirs = people.filter(|one| !office.is_bot(one) && office.side(one) == *side);
        theirs.filter(|one| !dossier.stopped.contains(one)).cloned().collect()
    };
    let reaches = |head: &&Head| sides.iter().all(|side| !wanting(head, side).is_empty());
    let mut heads =
        dossier.heads.iter().rev().filter(|head| sides.len() > 1 && answering::is_open(head, dossier, office));
    let Some(head) = heads.find(reaches) else { return Vec::new() };
    let notice = |(place, side): (usize, &Side)| Notice {
        thread: Some(dossier.thread.id),
        agreements: versions(dossier),
        answers: Some(head.id.clone()),
        ..Notice::new(
            NoticeKind::LookBack,
            format!("look_back/{}/{}", dossier.thread.id, place + 1),
            Audience::These { to: wanting(head, side), cc: Vec::new() },
            at,
        )
    };
    sides.iter().enumerate().map(notice).collect()
}

/// The one letter with what was answered; nothing where nobody has answered, or one side alone was asked.
fn unsealing(dossier: &Dossier, asked: &[&Notice], all_asked: bool, up: Timestamp, office: &Office) -> Option<Notice> {
    let answered = &dossier.thread.settings.look_back.as_ref()?.answered;
    let first = |told: &&Notice| {
        let side = office.side(addressed(told).first()?);
        answered.iter().filter(|(by, _)| office.side(by) == side).map(|(_, at)| *at).min()
    };
    let times: Vec<Option<Timestamp>> = asked.iter().map(first).collect();
    let earliest = times.iter().flatten().min().copied()?;
    let complete = times.iter().copied().collect::<Option<Vec<Timestamp>>>().filter(|_| all_asked);
    let at = complete.and_then(|times| times.into_iter().max()).unwrap_or(up.max(earliest));
    Some(Notice {
        thread: Some(dossier.thread.id),
        agreements: versions(dossier),
        answers: asked.first().filter(|_| asked.len() > 1)?.answers.clone(),
        ..Notice::new(
            NoticeKind::LookedBack,
            format!("looked_back/{}", dossier.thread.id),
            Audience::These { to: asked.iter().flat_map(|told| addressed(told)).cloned().collect(), cc: Vec::new() },
            Hours::of(office).open_from(at)?,
        )
    })
}

/// Whom a letter to one side was for.
fn addressed(told: &Notice) -> &[Address] {
    match &told.audience {
        Audience::These { to, .. } => to,
        _ => &[],
    }
}

fn versions(dossier: &Dossier) -> Vec<(AgreementNumber, u32)> {
    dossier.thread.agreements.iter().map(|agreement| (agreement.number, agreement.version)).collect()
}

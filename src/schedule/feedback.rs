//! In charge of: when a client is asked how it went.
//!
//! Promises: only after something that the team owed this client is done and the people were told so, or a stage of the work has ended; never while anything of the thread is
//! past its date, disputed, or waits for a yes to a new date; once for a thing that was done, and not twice in so many days.

use jiff::{SignedDuration, Timestamp};

use super::{answering, hours::Hours, known_since};
use crate::model::{Address, Agreement, Audience, Dossier, Notice, NoticeKind, Office, Policy, Readers, Side, State};

/// How many working days after a thing is done its client is asked: they have to have seen it.
const AFTER_WORKING_DAYS: u32 = 2;

/// What the client is to be asked about, whom, and when.
struct Occasion<'a> {
    /// The thing that is done; `None`: a stage has ended, the latest.
    agreement: Option<&'a Agreement>,
    client: &'a Address,
    at: Timestamp,
}

/// The request for feedback that is to go out at `now`.
pub(super) fn notice(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Notice> {
    let occasion = occasion(dossier, office, policy).filter(|occasion| occasion.at <= now)?;
    let all = || dossier.thread.agreements.iter().collect::<Vec<_>>();
    let agreements = occasion.agreement.map_or_else(all, |agreement| vec![agreement]);
    let answered = answering::choose(dossier, &agreements, Some(occasion.client), office)?;
    // What the bot got in secret no client hears of.
    if answered.member.is_some() || !Hours::of(office).are_open(now) {
        return None;
    }
    let thread = dossier.thread.id;
    let key = match occasion.agreement {
        Some(agreement) => format!("feedback/{thread}/{}", agreement.number),
        None => format!("{}{}", of_stages(dossier), dossier.thread.settings.ended.len()),
    };
    let client = Audience::These { to: vec![occasion.client.clone()], cc: Vec::new() };
    Some(Notice {
        thread: Some(thread),
        agreements: agreements.iter().map(|agreement| (agreement.number, agreement.version)).collect(),
        answers: Some(answered.head.id.clone()),
        ..Notice::new(NoticeKind::Feedback, key, client, occasion.at)
    })
}

/// How the keys of requests about a stage begin.
fn of_stages(dossier: &Dossier) -> String {
    format!("feedback/{}/stage/", dossier.thread.id)
}

/// The stage that a request for feedback asks about, and when it ended; `None`: it asks about a thing that is done.
#[must_use]
pub fn stage_asked_about<'d>(dossier: &'d Dossier, notice: &Notice) -> Option<&'d (String, Timestamp)> {
    let place: usize = notice.key.strip_prefix(&of_stages(dossier))?.parse().ok()?;
    dossier.thread.settings.ended.get(place.checked_sub(1)?)
}

/// When [`notice`] may next have something to say.
pub(super) fn next(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let at = occasion(dossier, office, policy)?.at;
    if at > now { Some(at) } else { Hours::of(office).open_from(now).filter(|open| *open > now) }
}

fn occasion<'a>(dossier: &'a Dossier, office: &'a Office, policy: &Policy) -> Option<Occasion<'a>> {
    let pause = SignedDuration::from_hours(24 * i64::from(policy.feedback_days?));
    let thread = &dossier.thread;
    if !thread.live || thread.settings.is_silent() || policy.readers == Readers::Team {
        return None;
    }
    let hours = Hours::of(office);
    let asked: Vec<&Notice> = dossier.told.iter().filter(|told| told.kind == NoticeKind::Feedback).collect();
    let (agreement, client, since) =
        delivered(dossier, office, &asked).or_else(|| stage_ended(dossier, office, &asked, pause))?;
    let day = hours.working_days_after(hours.day(since), AFTER_WORKING_DAYS)?;
    let since = asked.iter().filter_map(|told| told.at.checked_add(pause).ok()).max();
    let at = hours.open_from(hours.opening(day)?.max(since.unwrap_or(Timestamp::MIN)))?;
    let waits = |other: &Agreement| other.state.is_open() && other.proposal.is_some();
    let easy = thread.is_at_ease(at, office.working.ends) && !thread.agreements.iter().any(waits);
    easy.then_some(Occasion { agreement, client, at })
}

/// What a client is asked about, who that is, and when it was so.
type Asked<'a> = (Option<&'a Agreement>, &'a Address, Timestamp);

/// The latest thing done for a client, where nobody was asked about it yet and the people know that it is done.
fn delivered<'a>(dossier: &'a Dossier, office: &Office, asked: &[&Notice]) -> Option<Asked<'a>> {
    let delivered = dossier.thread.agreements.iter().filter(|agreement| {
        agreement.state == State::Fulfilled
            && office.is_team(&agreement.debtor.address)
            && is_client(&agreement.creditor.address, office)
    });
    let agreement = delivered.max_by_key(|agreement| (agreement.latest.at, agreement.number))?;
    let of_it = |told: &&&Notice| told.agreements.iter().any(|(number, _)| *number == agreement.number);
    let told = asked.iter().filter(of_it).any(|told| !told.key.starts_with(&of_stages(dossier)));
    // They have had time for it from when they were told, which may be long after it was done.
    let known = known_since(dossier, agreement)?;
    (!told).then_some((Some(agreement), &agreement.creditor.address, known.max(agreement.latest.at)))
}

/// The stage that has ended last, where no client was asked about anything since, or shortly before.
fn stage_ended<'a>(
    dossier: &'a Dossier,
    office: &Office,
    asked: &[&Notice],
    pause: SignedDuration,
) -> Option<Asked<'a>> {
    let (_, at) = dossier.thread.settings.ended.last()?;
    let before = at.checked_sub(pause).ok()?;
    let parties = dossier.thread.agreements.iter().rev().flat_map(|one| [&one.creditor, &one.debtor]);
    let client = parties.map(|party| &party.address).find(|address| is_client(address, office))?;
    let answered = asked.iter().any(|told| told.at >= before);
    (!answered).then_some((None, client, *at))
}

fn is_client(address: &Address, office: &Office) -> bool {
    matches!(office.side(address), Side::Client(_)) && !office.is_bot(address)
}

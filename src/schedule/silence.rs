//! In charge of: silence. Where the house has the rule, a confirmation says by when what it asks counts as agreed without an answer; what came
//! of that.
//!
//! Promises: silence counts for nothing but what a letter said it would, of an agreement as that letter told it, asked with a date of somebody
//! whom that letter was for, on a day before that date; any word of the debtor's side since then, a dispute or another date in between, and
//! it counts for nothing.
//! Leaves to: the daemon whether that letter came, and whether its reader was there.

use jiff::{Timestamp, civil::Date};

use super::{hours::Hours, readers};
use crate::model::{
    Address, Agreement, AgreementNumber, Audience, Dossier, Lapse, Notice, NoticeKind, Office, Policy, State,
};

/// What the letter that says `notice` is to say of silence.
#[must_use]
pub fn lapses(dossier: &Dossier, notice: &Notice, office: &Office, policy: &Policy, now: Timestamp) -> Vec<Lapse> {
    let hours = Hours::of(office);
    let open = matches!(notice.audience, Audience::Everybody | Audience::These { .. });
    let Some(days) = policy.silence.filter(|_| open) else { return Vec::new() };
    let speaks_of = |agreement: &&Agreement| notice.agreements.contains(&(agreement.number, agreement.version));
    let asked = dossier.thread.agreements.iter().filter(speaks_of).filter(|agreement| waits(agreement));
    match notice.kind {
        // It is said again as it was said.
        NoticeKind::Unanswered => {
            asked.filter_map(|agreement| said_of(dossier, agreement)).map(|(_, lapse)| lapse).collect()
        }
        NoticeKind::Confirmation => {
            let Some(on) = hours.working_days_after(hours.day(now), days) else { return Vec::new() };
            let readers = readers(notice, dossier, office);
            let in_time = |due| end_of(on, office).is_some_and(|end| end < hours.falls_due(due));
            let told =
                asked.filter(|one| readers.contains(&one.debtor.address) && one.due.as_ref().is_some_and(in_time));
            told.map(|agreement| Lapse { agreement: agreement.number, on }).collect()
        }
        _ => Vec::new(),
    }
}

/// An agreement of which a letter said that it would count as agreed, and nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsed {
    /// Which.
    pub agreement: AgreementNumber,
    /// Of whom it was asked.
    pub debtor: Address,
    /// The key of the notice that the letter says.
    pub told: String,
    /// The day that it named.
    pub on: Date,
}

/// What has come to count as agreed at `now`.
#[must_use]
pub fn lapsed(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Vec<Lapsed> {
    let up = |(_, on): &(Lapsed, Date)| end_of(*on, office).is_some_and(|end| end <= now);
    waiting(dossier, office, policy).filter(up).map(|(lapsed, _)| lapsed).collect()
}

/// The next moment after `now` at which there may be such a thing.
pub(super) fn next(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    waiting(dossier, office, policy).filter_map(|(_, on)| end_of(on, office)).filter(|at| *at > now).min()
}

/// What was said of silence and still holds.
fn waiting<'d>(dossier: &'d Dossier, office: &'d Office, policy: &Policy) -> impl Iterator<Item = (Lapsed, Date)> {
    let thread = &dossier.thread;
    let on = policy.silence.is_some() && thread.live && !thread.settings.is_silent();
    let asked = thread.agreements.iter().filter(move |agreement| on && waits(agreement));
    asked.filter_map(move |agreement| {
        let (told, lapse) = said_of(dossier, agreement)?;
        let debtor = &agreement.debtor.address;
        let side = office.side(debtor);
        let theirs = |from: &Address| office.side(from) == side;
        let answered = dossier.heads.iter().any(|head| {
            head.date.timestamp() >= told.at && head.from.as_ref().is_some_and(|from| theirs(&from.address))
        });
        let heard = !answered && !dossier.stopped.contains(debtor);
        let debtor = debtor.clone();
        heard.then(|| (Lapsed { agreement: agreement.number, debtor, told: told.key.clone(), on: lapse.on }, lapse.on))
    })
}

fn waits(agreement: &Agreement) -> bool {
    agreement.state == State::Asked
        && agreement.due.is_some()
        && agreement.proposal.is_none()
        && agreement.dispute.is_none()
}

/// The confirmation that told of the agreement as it stands, with what it said of silence.
fn said_of<'d>(dossier: &'d Dossier, agreement: &Agreement) -> Option<(&'d Notice, Lapse)> {
    let stands = (agreement.number, agreement.version);
    let mut told = dossier.told.iter().filter(|told| told.kind == NoticeKind::Confirmation);
    let told = told.rfind(|told| told.agreements.contains(&stands))?;
    let lapse = told.lapses.iter().find(|lapse| lapse.agreement == agreement.number)?;
    Some((told, lapse.clone()))
}

/// The end of the working day.
fn end_of(day: Date, office: &Office) -> Option<Timestamp> {
    office.zone.to_ambiguous_timestamp(day.to_datetime(office.working.ends)).compatible().ok()
}

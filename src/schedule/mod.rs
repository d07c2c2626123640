//! In charge of: what has to be said when: agreements and the clock give notices. Pure.
//!
//! Promises:
//! * a thread that is not live, or on hold, gets no notice; neither does somebody who wants no letters;
//! * a talk written down to the bot alone gives one notice, to those it was with, until its writer has let that go out;
//! * a new or changed agreement is confirmed once the thread is quiet, whatever the hour: it answers a mail just written;
//! * reminders, overdue letters and digests go out in working hours only;
//! * nothing is reminded or reported overdue that was not confirmed as it now stands, or is disputed;
//! * nobody gets two reminders, or two overdue letters, of one thread on one day; what was told on that day, or fell due already, is
//!   not reminded; who was told how things stand has the grace to act before it is called overdue; the ladder of overdue letters ends;
//! * both sides by the same rules: no line here asks who is of the team, except to keep a mail that the bot got in secret from
//!   everybody but its writer;
//! * planned again before it was told, a notice has the same key;
//! * what a mail is to be answered with is due until it is told, and a question only as long as it is one; what is due in one moment to the same
//!   people is one letter.
//!
//! Leaves to: the daemon to call [`plan`] after each mail and at the moment that [`next`] gives, and to take back what was written
//! of an agreement that has moved on; `letters` the words.

mod absence;
mod agenda;
mod answering;
mod approval;
mod digest;
mod feedback;
mod hours;
mod items;
mod look_back;
mod misfits;
mod owed;
mod piled;
mod question;
mod replies;
mod silence;
mod together;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::{
    Address, Agreement, AgreementNumber, Audience, Dossier, Head, Notice, NoticeKind, Office, Policy, Readers,
};

pub use absence::absences;
pub use agenda::{Agenda, Entry, Heading, client_of};
pub use approval::{waits_for_a_word, who_decides};
pub use digest::{digest_is_due, digests, new_ratings, next_digest, untold_mishaps};
pub use feedback::stage_asked_about;
pub use misfits::{Misfit, misfits, new_misfits};
pub use owed::{Answers, answers_due, notice as notice_of};
pub use piled::{AFTER_OUTAGE, by_person};
pub use question::{question, readings, scope_question};
pub use replies::{ASKED_FOR, reply_to};
pub use silence::{Lapsed, lapsed, lapses};
pub use together::{Planned, answers, letters, together};

use answering::Answered;
use hours::Hours;
use items::Item;

/// What one letter may say together, in the order in which it says it.
const ORDER: [NoticeKind; 4] =
    [NoticeKind::Overdue, NoticeKind::Reminder, NoticeKind::Unanswered, NoticeKind::Confirmation];

/// Whether what is due of this kind presses: the others have time.
#[must_use]
pub fn presses(kind: NoticeKind) -> bool {
    ORDER.contains(&kind)
}

/// What has to be said of one thread at `now`: every notice whose time has come and that `dossier.told` does not hold. Several
/// agreements that one person owes share one notice of a kind. In the order confirmation, reminders, overdue, feedback, looking back.
#[must_use]
pub fn plan(dossier: &Dossier, office: &Office, policy: &Policy, now: Timestamp) -> Vec<Notice> {
    let mut due: Vec<Item<'_>> = items::coming(dossier, &Hours::of(office), policy, now);
    due.retain(|item| item.at <= now);
    if dossier.is_to_introduce() {
        // Those concerned have not been told anything yet: that comes first, as its writer has seen it.
        due.retain(|item| item.kind == NoticeKind::Confirmation);
        // What was agreed with others meanwhile waits for it.
        let of_it = |item: &Item<'_>| dossier.is_of_the_talk(item.agreement);
        if due.iter().any(of_it) {
            due.retain(of_it);
        }
    }
    let mut notices: Vec<Notice> = Vec::new();
    while let Some(first) = due.first().cloned() {
        let (together, rest): (Vec<_>, Vec<_>) = due.into_iter().partition(|item| item.goes_with(&first));
        due = rest;
        notices.extend(notice(dossier, &together, office, policy));
    }
    notices.extend(feedback::notice(dossier, office, policy, now));
    notices.extend(look_back::notices(dossier, office, policy, now));
    notices.sort_by(|one, other| (one.kind, &one.key).cmp(&(other.kind, &other.key)));
    notices
}

/// The next moment after `now` at which [`plan`] or [`digests`] may have something to say. It may turn out that they have not.
#[must_use]
pub fn next(dossiers: &[Dossier], office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    next_of(dossiers, office, policy, now).into_iter().chain(next_digest(office, now)).min()
}

/// The next moment after `now` at which [`plan`] may have something to say of these threads.
#[must_use]
pub fn next_of(dossiers: &[Dossier], office: &Office, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let hours = Hours::of(office);
    dossiers
        .iter()
        .flat_map(|dossier| items::coming(dossier, &hours, policy, now))
        .map(|item| item.at)
        .filter(|at| *at > now)
        .chain(dossiers.iter().filter_map(|dossier| feedback::next(dossier, office, policy, now)))
        .chain(dossiers.iter().filter_map(|dossier| silence::next(dossier, office, policy, now)))
        .chain(dossiers.iter().filter_map(|dossier| look_back::next(dossier, office, policy, now)))
        .min()
}

/// The notice that says `together`, all of one kind (and, but for a confirmation, of one debtor).
fn notice(dossier: &Dossier, together: &[Item<'_>], office: &Office, policy: &Policy) -> Option<Notice> {
    let kind = together.first()?.kind;
    let agreements: Vec<&Agreement> = together.iter().map(|item| item.agreement).collect();
    let first = together.first().filter(|_| kind != NoticeKind::Confirmation);
    let debtor = first.map(|item| &item.agreement.debtor.address);
    let Answered { head, member } = answering::choose(dossier, &agreements, debtor, office)?;
    let audience = match (member, policy.readers) {
        (Some(member), _) => Audience::Member(member),
        (None, Readers::Team) => Audience::Team,
        (None, Readers::Everybody) if kind == NoticeKind::Confirmation => Audience::Everybody,
        (None, Readers::Everybody) => debtor_and_creditors(&agreements),
    };
    if !wanted_by_anybody(&audience, head, dossier, office) {
        return None;
    }
    let marks: Vec<&str> = together.iter().map(|item| item.mark.as_str()).collect();
    Some(Notice {
        thread: Some(dossier.thread.id),
        agreements: agreements.iter().map(|agreement| (agreement.number, agreement.version)).collect(),
        answers: Some(head.id.clone()),
        ..Notice::new(
            kind,
            format!("{}/{}/{}", kind.as_str(), dossier.thread.id, marks.join("+")),
            audience,
            together.iter().map(|item| item.at).max()?,
        )
    })
}

/// Whether anybody of an audience wants letters.
fn wanted_by_anybody(audience: &Audience, head: &Head, dossier: &Dossier, office: &Office) -> bool {
    !wanting(audience, Some(head), dossier, office).is_empty()
}

/// Who gets the letter that says `notice`: those of its audience who are on the mail it answers and want letters.
#[must_use]
pub fn readers(notice: &Notice, dossier: &Dossier, office: &Office) -> BTreeSet<Address> {
    let head = notice.answers.as_ref().and_then(|id| dossier.head(id));
    wanting(&notice.audience, head, dossier, office)
}

fn wanting(audience: &Audience, head: Option<&Head>, dossier: &Dossier, office: &Office) -> BTreeSet<Address> {
    let named = head.map_or(&[][..], |head| dossier.thread.settings.named_in(&head.id));
    let on_it = head.into_iter().flat_map(|head| head.everybody()).chain(named);
    let on_it: Vec<&Address> = on_it.map(|party| &party.address).collect();
    let meant: Vec<&Address> = match audience {
        Audience::Member(member) => vec![member],
        Audience::Everybody => on_it,
        Audience::Team => on_it.into_iter().filter(|address| office.is_team(address)).collect(),
        Audience::These { to, cc } => to.iter().chain(cc).filter(|address| on_it.contains(address)).collect(),
    };
    let unwanted = dossier.unwanted();
    let wants = |address: &&Address| !unwanted.contains(address) && !office.is_bot(address);
    meant.into_iter().filter(wants).cloned().collect()
}

fn debtor_and_creditors(agreements: &[&Agreement]) -> Audience {
    let mut to = Vec::new();
    let mut cc = Vec::new();
    for agreement in agreements {
        if !to.contains(&agreement.debtor.address) {
            to.push(agreement.debtor.address.clone());
        }
    }
    for agreement in agreements {
        let creditor = &agreement.creditor.address;
        if !to.contains(creditor) && !cc.contains(creditor) {
            cc.push(creditor.clone());
        }
    }
    Audience::These { to, cc }
}

/// The version of an agreement that people were last told in a confirmation; 0 for none.
#[must_use]
pub fn confirmed_version(dossier: &Dossier, number: AgreementNumber) -> u32 {
    confirmations(dossier, number).map(|(_, version)| version).max().unwrap_or(0)
}

/// Since when people know how an agreement stands now; `None`: they do not.
fn known_since(dossier: &Dossier, agreement: &Agreement) -> Option<Timestamp> {
    let told = confirmations(dossier, agreement.number).filter(|(_, version)| *version >= agreement.version);
    told.map(|(at, _)| at).min()
}

/// When people were told of an agreement in confirmations, and in which version.
fn confirmations(dossier: &Dossier, number: AgreementNumber) -> impl Iterator<Item = (Timestamp, u32)> {
    let told = dossier.told.iter().filter(|told| told.kind == NoticeKind::Confirmation);
    told.flat_map(|told| told.agreements.iter().map(|(of, version)| (*of, (told.at, *version))))
        .filter(move |(of, _)| *of == number)
        .map(|(_, what)| what)
}

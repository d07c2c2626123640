//! In charge of: the notice that asks a team member what a mail meant.

use jiff::Timestamp;

use crate::model::{About, Act, Address, Audience, Dossier, Head, Notice, NoticeKind, Office, Statement, Thread};

/// The question about the doubtful statements of the mail with this head: to the team member who wrote it, else to the first team
/// member on it. `None` where the thread is not live, no team member is on the mail, a machine wrote it, or it was asked before.
/// It goes out at once, whatever the hour.
#[must_use]
pub fn question(dossier: &Dossier, head: &Head, office: &Office, now: Timestamp) -> Option<Notice> {
    ask(NoticeKind::Question, dossier, head, office, now)
}

/// The question whether what the mail with this head says is a change of scope: to the same team member, on the same terms.
#[must_use]
pub fn scope_question(dossier: &Dossier, head: &Head, office: &Office, now: Timestamp) -> Option<Notice> {
    ask(NoticeKind::Scope, dossier, head, office, now)
}

fn ask(kind: NoticeKind, dossier: &Dossier, head: &Head, office: &Office, now: Timestamp) -> Option<Notice> {
    let key = format!("{}/{}/{}", kind.as_str(), dossier.thread.id, head.id);
    let asked = dossier.told.iter().any(|told| told.key == key);
    if !dossier.thread.live || asked || head.automatic.is_some() {
        return None;
    }
    Some(Notice {
        thread: Some(dossier.thread.id),
        answers: Some(head.id.clone()),
        ..Notice::new(kind, key, Audience::Member(team_member(head, office)?), now)
    })
}

/// Where the bot is not to be seen on the mail, nobody but its writer may hear of it.
fn team_member(head: &Head, office: &Office) -> Option<Address> {
    let seen = head.to.iter().chain(&head.cc).any(|party| office.is_bot(&party.address));
    if !seen {
        return head.from.as_ref().map(|writer| &writer.address).filter(|writer| office.is_team(writer)).cloned();
    }
    head.everybody().into_iter().map(|party| &party.address).find(|address| office.is_team(address)).cloned()
}

/// The most agreements that a question offers for one sentence.
const OFFERED: usize = 5;

/// The ways in which a doubtful statement can be read, in the order in which a question offers them; the last, `None`: it says nothing.
#[must_use]
pub fn readings(thread: &Thread, doubt: &Statement) -> Vec<Option<Statement>> {
    if doubt.act == Act::Replace {
        return vec![Some(doubt.clone()), None];
    }
    let mut readings: Vec<Option<Statement>> = Vec::new();
    if let Some(claim) = &doubt.claim {
        // What makes an agreement of its own is a promise or a request, whatever else it may be.
        let act = if doubt.act == Act::Promise { Act::Promise } else { Act::Ask };
        let claim = Some(claim.clone());
        readings.push(Some(Statement { act, about: About::New, claim, ..doubt.clone() }));
    }
    let open = thread.agreements.iter().filter(|agreement| match &doubt.about {
        About::These(numbers) => numbers.contains(&agreement.number),
        About::Unclear => agreement.state.is_open(),
        About::New => false,
    });
    readings.extend(open.take(OFFERED).map(|agreement| {
        Some(Statement { about: About::These(vec![agreement.number]), claim: None, ..doubt.clone() })
    }));
    readings.push(None);
    readings
}

//! In charge of: the notice that asks a team member what a mail meant.

use jiff::Timestamp;

use crate::model::{Address, Audience, Dossier, Head, Notice, NoticeKind, Office};

/// The question about the doubtful statements of the mail with this head: to the team member who wrote it, else to the first team
/// member on it. `None` where the thread is not live, no team member is on the mail, a machine wrote it, or it was asked before.
/// It goes out at once, whatever the hour.
#[must_use]
pub fn question(dossier: &Dossier, head: &Head, office: &Office, now: Timestamp) -> Option<Notice> {
    let key = format!("question/{}/{}", dossier.thread.id, head.id);
    let asked = dossier.told.iter().any(|told| told.key == key);
    if !dossier.thread.live || asked || head.automatic.is_some() {
        return None;
    }
    Some(Notice {
        kind: NoticeKind::Question,
        thread: Some(dossier.thread.id),
        agreements: Vec::new(),
        answers: Some(head.id.clone()),
        offers: Vec::new(),
        audience: Audience::Member(team_member(head, office)?),
        at: now,
        key,
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

//! In charge of: the notice that answers somebody who said something to the bot: to whom, under which key.
//!
//! Promises: a refusal, a status, a help and a choice go to the writer alone; what concerns all goes to those on that very mail; nothing to a
//! machine, to somebody whom the bot does not stand in the open with, on a thread that is not live, or to who wants no letters.

use jiff::Timestamp;

use crate::model::{Address, Audience, Dossier, Head, Notice, NoticeKind, Office, Reply, Setting};

/// How the key of a list begins that somebody asked for.
pub const ASKED_FOR: &str = "asked/";

/// The notice of `reply` to the mail with this head. It goes out at once, whatever the hour.
#[must_use]
pub fn reply_to(dossier: &Dossier, head: &Head, reply: &Reply, office: &Office, now: Timestamp) -> Option<Notice> {
    let writer = &head.from.as_ref()?.address;
    let seen = head.to.iter().chain(&head.cc).any(|party| office.is_bot(&party.address));
    let sound = head.automatic.is_none() && !office.is_bot(writer) && (seen || office.is_team(writer));
    if !sound || !dossier.thread.live {
        return None;
    }
    let (kind, audience) = shape(dossier, head, (writer, seen), reply, office)?;
    if let Audience::These { to, .. } = &audience
        && to.iter().all(|person| dossier.stopped.contains(person))
    {
        return None;
    }
    let agreements = match reply {
        Reply::Status => dossier.thread.agreements.iter().map(|one| (one.number, one.version)).collect(),
        _ => Vec::new(),
    };
    let key = match reply {
        Reply::Receipt(setting) => format!("receipt/{}/{}/{}", dossier.thread.id, head.id, word(setting)),
        Reply::Choice(asked) => asked.key.clone(),
        // Not by the plan of the mornings, which would take it back.
        Reply::Digest => format!("{ASKED_FOR}{}/{}", kind.as_str(), head.id),
        _ => format!("{}/{}/{}", kind.as_str(), dossier.thread.id, head.id),
    };
    let thread = (kind != NoticeKind::Digest).then_some(dossier.thread.id);
    Some(Notice { thread, agreements, answers: Some(head.id.clone()), ..Notice::new(kind, key, audience, now) })
}

fn shape(
    dossier: &Dossier,
    head: &Head,
    (writer, seen): (&Address, bool),
    reply: &Reply,
    office: &Office,
) -> Option<(NoticeKind, Audience)> {
    let alone = || match office.is_team(writer) {
        true => Audience::Member(writer.clone()),
        false => Audience::These { to: vec![writer.clone()], cc: Vec::new() },
    };
    Some(match reply {
        Reply::Refusals(_) => (NoticeKind::Refusal, alone()),
        Reply::Status => (NoticeKind::Status, alone()),
        Reply::Help => (NoticeKind::Help, alone()),
        Reply::Choice(_) => (NoticeKind::Choice, alone()),
        // Only a team member's mail is asked about.
        Reply::Whom(_) => (NoticeKind::Whom, Audience::Member(office.is_team(writer).then(|| writer.clone())?)),
        Reply::Digest => (NoticeKind::Digest, Audience::Member(writer.clone())),
        // The timeline holds what the team's page holds; a client is refused it.
        Reply::Report if office.is_team(writer) => (NoticeKind::Report, Audience::Member(writer.clone())),
        Reply::Report => return None,
        // Where the bot is not to be seen on the mail, nobody but its writer may hear of it, and that one wants no letters.
        Reply::Receipt(Setting::Stopped) if !seen => return None,
        Reply::Receipt(Setting::Stopped) => {
            (NoticeKind::Receipt, Audience::Member(team(dossier, head, writer, office)?))
        }
        Reply::Receipt(Setting::Held | Setting::GoneOn) if seen => (NoticeKind::Receipt, Audience::Everybody),
        Reply::Receipt(_) => (NoticeKind::Receipt, alone()),
    })
}

/// A team member who is to know of it: one on the mail, else one on the thread; never the writer.
fn team(dossier: &Dossier, head: &Head, writer: &Address, office: &Office) -> Option<Address> {
    let there = head.everybody().into_iter().chain(&dossier.thread.participants).map(|party| &party.address);
    there
        .filter(|address| office.is_team(address) && *address != writer)
        .find(|address| !dossier.stopped.contains(address))
        .cloned()
}

fn word(setting: &Setting) -> &'static str {
    match setting {
        Setting::Stopped => "stopped",
        Setting::Started => "started",
        Setting::Held => "held",
        Setting::GoneOn => "gone_on",
        Setting::Client { .. } => "client",
        Setting::Stage { .. } => "stage",
        Setting::Forgotten => "forgotten",
        Setting::Terms { .. } => "terms",
        Setting::Rated { .. } => "rated",
        Setting::LookBackWanted { .. } => "look_back",
        Setting::LookedBack { .. } => "looked_back",
        Setting::Recapped { .. } => "recapped",
        Setting::Introduced => "introduced",
        Setting::NotReached => "not_reached",
    }
}

//! In charge of: that what is due at one time for the same readers is one letter, and what answers one mail.
//!
//! Promises: only what the very same people read is put together, so nobody is shown more than they would have been; all of them are on
//! the one mail that the letter answers; what the bot heard in secret stays apart from what it heard in the open.

use std::collections::BTreeSet;

use super::{ORDER, readers};
use crate::model::{Address, AgreementNumber, Audience, Dossier, MessageId, Notice, NoticeKind, Office};

/// Of the notices of one thread, those for the same readers as one: what is past its date first, then what falls due, what nobody has
/// answered, what is new or changed.
#[must_use]
pub fn together(planned: Vec<Notice>, dossier: &Dossier, office: &Office) -> Vec<Notice> {
    let mut groups: Vec<(Vec<Notice>, BTreeSet<Address>)> = Vec::new();
    let mut alone = Vec::new();
    for notice in planned {
        let read = readers(&notice, dossier, office);
        // What is said of silence stands in a letter of its own.
        if !ORDER.contains(&notice.kind) || read.is_empty() || !notice.lapses.is_empty() {
            alone.push(notice);
            continue;
        }
        let secret = is_secret(&notice);
        let fits = |(group, known): &&mut (Vec<Notice>, BTreeSet<Address>)| {
            *known == read && group.first().is_some_and(|first| is_secret(first) == secret)
        };
        match groups.iter_mut().find(fits) {
            Some((group, _)) => group.push(notice),
            None => groups.push((vec![notice], read)),
        }
    }
    let joined = groups.into_iter().flat_map(|(group, read)| join(group, &read, dossier, office));
    let mut all: Vec<Notice> = joined.chain(alone).collect();
    all.sort_by(|one, other| (one.kind, &one.key).cmp(&(other.kind, &other.key)));
    all
}

/// The matters of one letter, each under its own notice.
pub type Group<T> = Vec<(Notice, T)>;

/// What answers one mail at one time, by letter: all for the same readers in one, under the notice of what it asks, if it asks something. Where
/// two things are asked each has a letter of its own, as a short answer could be to either. What is asked stands last.
#[must_use]
pub fn answers<T>(parts: Vec<(Notice, T)>, dossier: &Dossier, office: &Office) -> Vec<(Notice, Group<T>)> {
    let mut groups: Vec<(BTreeSet<Address>, Group<T>)> = Vec::new();
    for (notice, part) in parts {
        let read = readers(&notice, dossier, office);
        let free = |group: &[(Notice, T)]| !asks(&notice) || !group.iter().any(|(other, _)| asks(other));
        match groups.iter_mut().find(|(known, group)| *known == read && !read.is_empty() && free(group)) {
            Some((_, group)) => group.push((notice, part)),
            None => groups.push((read, vec![(notice, part)])),
        }
    }
    let lead = |(_, mut group): (_, Group<T>)| {
        let long = |notice: &Notice| matches!(notice.kind, NoticeKind::Status | NoticeKind::Help);
        group.sort_by_key(|(notice, _)| (asks(notice), long(notice), notice.kind));
        let first = group.iter().find(|(notice, _)| asks(notice));
        let own = || group.iter().find(|(notice, _)| is_secret(notice));
        let (notice, _) = first.or_else(own).or(group.first())?;
        let mut notice = notice.clone();
        notice.agreements = told(group.iter().map(|(part, _)| part));
        Some((notice, group))
    };
    groups.into_iter().filter_map(lead).collect()
}

/// Whether an answer to it is heard as one to a question.
fn asks(notice: &Notice) -> bool {
    matches!(notice.kind, NoticeKind::Question | NoticeKind::Choice | NoticeKind::Scope | NoticeKind::Whom)
}

/// All agreements that these tell of.
fn told<'n>(parts: impl Iterator<Item = &'n Notice>) -> Vec<(AgreementNumber, u32)> {
    let mut agreements = Vec::new();
    for told in parts.flat_map(|part| &part.agreements) {
        if !agreements.contains(told) {
            agreements.push(*told);
        }
    }
    agreements
}

fn is_secret(notice: &Notice) -> bool {
    matches!(notice.audience, Audience::Member(_))
}

/// One notice for all of `group`, where there is a mail that can be answered for all of them; else the group as it is.
fn join(mut group: Vec<Notice>, read: &BTreeSet<Address>, dossier: &Dossier, office: &Office) -> Vec<Notice> {
    if group.len() < 2 {
        return group;
    }
    group.sort_by_key(|notice| ORDER.iter().position(|kind| *kind == notice.kind));
    let whole = |answers: &MessageId| {
        let one = bundle(&group, dossier, answers)?;
        (readers(&one, dossier, office) == *read).then_some(one)
    };
    let answered = |id: &MessageId| group.iter().any(|notice| notice.answers.as_ref() == Some(id));
    let latest = dossier.heads.iter().rev().map(|head| &head.id).filter(|id| answered(id));
    let found = latest.filter_map(whole).next();
    found.map_or(group, |one| vec![one])
}

/// What says all of `parts` in answer to one mail.
fn bundle(parts: &[Notice], dossier: &Dossier, answers: &MessageId) -> Option<Notice> {
    let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
    Some(Notice {
        thread: Some(dossier.thread.id),
        agreements: told(parts.iter()),
        answers: Some(answers.clone()),
        offers: parts.iter().flat_map(|part| part.offers.clone()).collect(),
        with: parts.to_vec(),
        ..Notice::new(
            NoticeKind::Together,
            format!("{}/{}", NoticeKind::Together.as_str(), keys.join("+")),
            audience(parts)?,
            parts.iter().map(|part| part.at).max()?,
        )
    })
}

/// Whoever is to be named first by any of them is named first.
fn audience(parts: &[Notice]) -> Option<Audience> {
    let mut to: Vec<Address> = Vec::new();
    let mut cc: Vec<Address> = Vec::new();
    for part in parts {
        match &part.audience {
            Audience::These { to: first, cc: others } => {
                to.extend(first.iter().filter(|one| !to.contains(one)).cloned().collect::<Vec<_>>());
                cc.extend(others.iter().cloned());
            }
            // The others of the group have the same readers.
            whole => return Some(whole.clone()),
        }
    }
    cc.retain(|one| !to.contains(one));
    (!to.is_empty()).then_some(Audience::These { to, cc })
}

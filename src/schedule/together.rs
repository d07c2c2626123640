//! In charge of: that what is due at one time for the same readers is one letter, be it planned or the answer to a mail.
//!
//! Promises: only what the very same people read is put together, so nobody is shown more than they would have been; all of them are on
//! the one mail that the letter answers; what the bot heard in secret stays apart from what it heard in the open.

use std::collections::BTreeSet;

use super::{ORDER, presses, readers};
use crate::model::{
    Address, AgreementNumber, Approve, Audience, Dossier, Head, MessageId, Notice, NoticeKind, Office, Owed,
};

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

/// A letter to be: the notice that it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// All that it says, with whom it is for.
    pub notice: Notice,
    /// What it is put together of, each under its own notice: what mails are answered with, and, `None`, what follows from how things stand.
    /// Empty where there is nothing but that.
    pub parts: Vec<(Notice, Option<Owed>)>,
}

impl Planned {
    /// The answers that it gives.
    pub fn answers(&self) -> impl Iterator<Item = &Owed> {
        self.parts.iter().filter_map(|(_, owed)| owed.as_ref())
    }

    /// Whether something of it follows from how things stand, so that it is planned anew until it is said.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|(_, owed)| owed.is_none())
    }
}

impl From<Notice> for Planned {
    fn from(notice: Notice) -> Self {
        Self { notice, parts: Vec::new() }
    }
}

/// Answers for the same readers, each under its own notice.
type Group = Vec<(Notice, Owed)>;

/// The answers that are due, by letter: all for the same readers in one. Where two things are asked each has a letter of its own, as a short
/// answer could be to either. What is asked stands last but for a report, which is a document of its own length.
#[must_use]
pub fn answers(due: Vec<(Notice, Owed)>, dossier: &Dossier, office: &Office) -> Vec<Planned> {
    let mut groups: Vec<(BTreeSet<Address>, Group)> = Vec::new();
    for (notice, owed) in due {
        let read = readers(&notice, dossier, office);
        let free =
            |group: &[(Notice, Owed)]| !owed.answer.asks() || !group.iter().any(|(_, other)| other.answer.asks());
        match groups.iter_mut().find(|(known, group)| *known == read && !read.is_empty() && free(group)) {
            Some((_, group)) => group.push((notice, owed)),
            None => groups.push((read, vec![(notice, owed)])),
        }
    }
    groups.into_iter().filter_map(|(_, group)| lead(group)).collect()
}

/// One letter of answers for the same readers, under the notice of what it asks, if it asks something.
fn lead(mut group: Group) -> Option<Planned> {
    group.sort_by_key(|(notice, owed)| {
        (notice.kind == NoticeKind::Report, owed.answer.asks(), is_long(notice), notice.kind)
    });
    let first = group.iter().find(|(_, owed)| owed.answer.asks());
    let own = || group.iter().find(|(notice, _)| is_secret(notice));
    let (notice, _) = first.or_else(own).or(group.first())?;
    let mut notice = notice.clone();
    if group.len() > 1 {
        let parts: Vec<Notice> = group.iter().map(|(part, _)| part.clone()).collect();
        notice.key = joined_key(&parts);
        notice.agreements = told(parts.iter());
        notice.with = parts;
    }
    Some(Planned { notice, parts: group.into_iter().map(|(notice, owed)| (notice, Some(owed))).collect() })
}

/// The letters to be: `answers` as they are put together, and what is `planned`, in one where the very same people read both and nobody's word is
/// waited for. Where letters to clients wait for a word, an answer does not wait with them.
#[must_use]
pub fn letters(
    mut planned: Vec<Notice>,
    answers: Vec<Planned>,
    dossier: &Dossier,
    office: &Office,
    approve: Approve,
) -> Vec<Planned> {
    let mut letters = Vec::new();
    for answers in answers {
        let read = readers(&answers.notice, dossier, office);
        let at_once = approve == Approve::Never || read.iter().all(|reader| office.is_team(reader));
        let both = |notice: &Notice| {
            let pressing = presses(notice.kind) || notice.kind == NoticeKind::Together;
            let fits = at_once && pressing && notice.lapses.is_empty();
            (fits && readers(notice, dossier, office) == read).then(|| beside(&answers, notice, dossier, office))?
        };
        let found = planned.iter().enumerate().find_map(|(at, notice)| Some((at, both(notice)?)));
        match found {
            Some((at, one)) => {
                planned.remove(at);
                letters.push(one);
            }
            None => letters.push(answers),
        }
    }
    letters.extend(planned.into_iter().map(Planned::from));
    letters
}

/// One letter that gives `answers` and says what `notice` says beside them: after what was settled, before what is asked or told at length.
fn beside(answers: &Planned, notice: &Notice, dossier: &Dossier, office: &Office) -> Option<Planned> {
    let own = if notice.with.is_empty() { std::slice::from_ref(notice) } else { notice.with.as_slice() };
    let all: Vec<Notice> = answers.parts.iter().map(|(part, _)| part).chain(own).cloned().collect();
    let one = in_answer_to_one(&all, &readers(notice, dossier, office), dossier, office)?;
    let mut parts = answers.parts.clone();
    let last =
        |(part, owed): &(Notice, Option<Owed>)| is_long(part) || owed.as_ref().is_some_and(|owed| owed.answer.asks());
    let at = parts.iter().position(last).unwrap_or(parts.len());
    parts.insert(at, (notice.clone(), None));
    Some(Planned { notice: one, parts })
}

fn is_long(notice: &Notice) -> bool {
    matches!(notice.kind, NoticeKind::Status | NoticeKind::Help | NoticeKind::Report)
}

fn joined_key(parts: &[Notice]) -> String {
    parts.iter().map(|part| part.key.as_str()).collect::<Vec<_>>().join("+")
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
    in_answer_to_one(&group, read, dossier, office).map_or(group, |one| vec![one])
}

/// What says all of `parts` to those who `read` them, in answer to the latest of their mails that reaches all of these: one that all of them have, if
/// there is one, not one that somebody wrote to the bot alone.
fn in_answer_to_one(parts: &[Notice], read: &BTreeSet<Address>, dossier: &Dossier, office: &Office) -> Option<Notice> {
    let whole = |answers: &MessageId| {
        let one = bundle(parts, dossier, answers)?;
        (readers(&one, dossier, office) == *read).then_some(one)
    };
    let answered = |id: &MessageId| parts.iter().any(|notice| notice.answers.as_ref() == Some(id));
    let have = |head: &&Head| {
        let on_it = head.everybody();
        read.iter().all(|reader| on_it.iter().any(|party| party.address == *reader))
    };
    let latest = dossier.heads.iter().rev().filter(|head| answered(&head.id));
    let (known, others): (Vec<&Head>, Vec<&Head>) = latest.partition(have);
    known.into_iter().chain(others).find_map(|head| whole(&head.id))
}

/// What says all of `parts` in answer to one mail.
fn bundle(parts: &[Notice], dossier: &Dossier, answers: &MessageId) -> Option<Notice> {
    Some(Notice {
        thread: Some(dossier.thread.id),
        agreements: told(parts.iter()),
        answers: Some(answers.clone()),
        offers: parts.iter().flat_map(|part| part.offers.clone()).collect(),
        with: parts.to_vec(),
        ..Notice::new(
            NoticeKind::Together,
            format!("{}/{}", NoticeKind::Together.as_str(), joined_key(parts)),
            audience(parts)?,
            parts.iter().map(|part| part.at).max()?,
        )
    })
}

/// Whoever is to be named first by any of them is named first; what is for one member is for that one.
fn audience(parts: &[Notice]) -> Option<Audience> {
    if let Some(secret) = parts.iter().find(|part| is_secret(part)) {
        return Some(secret.audience.clone());
    }
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

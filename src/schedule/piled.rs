//! In charge of: that what piled up while no letter went out becomes one letter a person.
//!
//! Promises: a person's letter holds what that person would have been told, and goes to nobody else; it stands in the conversation of what
//! presses most; a team member whose morning list is due finds it there; whoever would have got one letter only gets that one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{ORDER, readers};
use crate::model::{Address, Audience, Dossier, Notice, NoticeKind, Office};

/// How the key of a letter begins that gathers what piled up.
pub const AFTER_OUTAGE: &str = "outage/";

/// What goes out instead of `planned`, the notices due on these threads, and the `digests` that are due: no letter went out since `since`.
#[must_use]
pub fn by_person(
    planned: &[Notice],
    digests: &[Notice],
    dossiers: &[Dossier],
    office: &Office,
    since: Timestamp,
) -> Vec<Notice> {
    let read: Vec<BTreeSet<Address>> = planned
        .iter()
        .map(|notice| {
            let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
            dossier.map(|dossier| readers(notice, dossier, office)).unwrap_or_default()
        })
        .collect();
    let list = |person: &Address| digests.iter().find(|digest| digest.audience == Audience::Member(person.clone()));
    let mut told: BTreeMap<&Address, Vec<&Notice>> = BTreeMap::new();
    for (notice, people) in planned.iter().zip(&read) {
        people.iter().for_each(|person| told.entry(person).or_default().push(notice));
    }
    told.retain(|person, notices| notices.len() + usize::from(list(person).is_some()) > 1);
    let mut letters: Vec<Notice> = Vec::new();
    for (person, notices) in &told {
        let parts = parts(notices.iter().copied());
        letters.extend(match list(person) {
            Some(list) => Some(Notice { with: parts, since: Some(since), ..list.clone() }),
            None => gathered(parts, to_one(person, office), &person.to_string(), since),
        });
    }
    let own = |digest: &&Notice| !letters.iter().any(|letter| letter.key == digest.key);
    letters.extend(digests.iter().filter(own).cloned().collect::<Vec<_>>());
    for (notice, people) in planned.iter().zip(&read) {
        let rest: Vec<&Address> = people.iter().filter(|person| !told.contains_key(person)).collect();
        if rest.len() == people.len() {
            let since = (notice.kind == NoticeKind::Together).then_some(since);
            letters.push(Notice { since, ..notice.clone() });
        } else if !rest.is_empty() {
            letters.extend(gathered(parts([notice]), but(&notice.audience, &rest), "rest", since));
        }
    }
    letters
}

/// What these notices say one by one, what presses most first.
fn parts<'n>(notices: impl IntoIterator<Item = &'n Notice>) -> Vec<Notice> {
    let each = |notice: &Notice| if notice.with.is_empty() { vec![notice.clone()] } else { notice.with.clone() };
    let mut parts: Vec<Notice> = notices.into_iter().flat_map(each).collect();
    parts.sort_by_key(|part| (ORDER.iter().position(|kind| *kind == part.kind), part.at, part.thread));
    parts
}

fn to_one(person: &Address, office: &Office) -> Audience {
    if office.is_team(person) {
        Audience::Member(person.clone())
    } else {
        Audience::These { to: vec![person.clone()], cc: Vec::new() }
    }
}

/// Those of an audience who are left.
fn but(audience: &Audience, rest: &[&Address]) -> Audience {
    let left = |people: &[Address]| people.iter().filter(|person| rest.contains(person)).cloned().collect();
    match audience {
        Audience::These { to, cc } => Audience::These { to: left(to), cc: left(cc) },
        _ => Audience::These { to: rest.iter().copied().cloned().collect(), cc: Vec::new() },
    }
}

/// One letter for all of it, in the conversation of the first.
fn gathered(parts: Vec<Notice>, audience: Audience, whose: &str, since: Timestamp) -> Option<Notice> {
    let first = parts.first()?;
    let (thread, answers) = (first.thread, first.answers.clone());
    let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
    let mut agreements = Vec::new();
    for told in parts.iter().filter(|part| part.thread == thread).flat_map(|part| &part.agreements) {
        if !agreements.contains(told) {
            agreements.push(*told);
        }
    }
    let key = format!("{AFTER_OUTAGE}{since}/{whose}/{}", keys.join("+"));
    let at = parts.iter().map(|part| part.at).max()?;
    let here = parts.iter().filter(|part| part.thread == thread);
    Some(Notice {
        thread,
        agreements,
        answers,
        offers: here.flat_map(|part| part.offers.clone()).collect(),
        since: Some(since),
        with: parts,
        ..Notice::new(NoticeKind::Together, key, audience, at)
    })
}

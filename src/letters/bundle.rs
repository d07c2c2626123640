//! In charge of: the facts of a letter that says several things at once: due at one time for the same readers, or piled up while no letter
//! went out.
//!
//! Promises: what is past its date comes first, then what falls due, what nobody has answered, what is new or changed; agreements of
//! another conversation than the letter's own stand under that one's subject and have no number, for a number answers here.

use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    facts::{self, Item, Teller, clean},
    matter, prospects, terms,
};
use crate::{
    model::{Agreement, Dossier, Member, Notice, NoticeKind},
    schedule::{Agenda, client_of},
};

/// What is said of the agreements of one conversation.
#[derive(Debug, Default, Serialize)]
struct Told {
    subject: String,
    client: String,
    overdue: Vec<Item>,
    soon: Vec<Item>,
    unanswered: Vec<Item>,
    changed: Vec<Item>,
}

impl Told {
    fn of(teller: &Teller<'_, '_>, dossier: &Dossier, notice: &Notice) -> Result<Self, CannotWrite> {
        let mut told = Self {
            subject: clean(&dossier.thread.subject, 80),
            client: clean(&client_of(&dossier.thread, teller.office), 80),
            ..Self::default()
        };
        for part in notice.with.iter().filter(|part| part.thread == Some(dossier.thread.id)) {
            for (number, version) in &part.agreements {
                let agreement = standing(dossier, *number, *version)?;
                let offer = part.offers.iter().find(|offer| offer.agreement == *number);
                let offer = offer.map(|offer| clean(&offer.words, 200));
                told.list(part.kind).push(Item { offer, ..teller.item(dossier, agreement)? });
            }
        }
        Ok(told)
    }

    fn list(&mut self, kind: NoticeKind) -> &mut Vec<Item> {
        match kind {
            NoticeKind::Overdue => &mut self.overdue,
            NoticeKind::Reminder => &mut self.soon,
            NoticeKind::Unanswered => &mut self.unanswered,
            _ => &mut self.changed,
        }
    }
}

fn standing(dossier: &Dossier, number: crate::model::AgreementNumber, version: u32) -> Result<&Agreement, CannotWrite> {
    let agreement = dossier.thread.agreement(number).filter(|agreement| agreement.version == version);
    agreement.ok_or(CannotWrite::MovedOn)
}

/// The facts of a letter that says what `notice` holds. `dossiers` are those of all its threads.
pub(super) fn of_together(
    teller: &Teller<'_, '_>,
    dossiers: &[Dossier],
    notice: &Notice,
) -> Result<Value, CannotWrite> {
    let own = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread).ok_or(CannotWrite::Unknown)?;
    let here = Told::of(teller, own, notice)?;
    let others: Vec<Told> =
        others(dossiers, notice).map(|one| Told::of(teller, one, notice)).collect::<Result<_, _>>()?;
    let threads = || std::iter::once(&here).chain(&others);
    let count = |of: &dyn Fn(&Told) -> usize| threads().map(of).sum::<usize>();
    let new = |told: &Told| told.changed.iter().filter(|item| item.event == "new").count();
    // What has passed its date is answered first.
    let past = notice.with.iter().find(|part| part.thread == notice.thread && part.kind == NoticeKind::Overdue);
    let told = past.map_or(&notice.agreements, |past| &past.agreements);
    let agreements: Vec<&Agreement> = told.iter().filter_map(|(number, _)| own.thread.agreement(*number)).collect();
    let confirms = notice.with.iter().any(|part| part.kind == NoticeKind::Confirmation && part.thread == notice.thread);
    let zone = &teller.office.zone;
    Ok(context! {
        since => notice.since.map(|since| teller.moment(since, zone)).transpose()?,
        overdue => count(&|told| told.overdue.len()),
        soon => count(&|told| told.soon.len()),
        unanswered => count(&|told| told.unanswered.len()),
        new => count(&new),
        changed => count(&|told| told.changed.len() - new(told)),
        here => facts::value(&here),
        others => facts::value(&others),
        example => matter::example(teller, &agreements),
        terms => facts::value(if confirms { terms::untold(teller, own) } else { None }),
        rush => facts::value(if confirms { prospects::rush(teller, own)? } else { None }),
    })
}

/// The other conversations that it speaks of, in its own order.
fn others<'d>(dossiers: &'d [Dossier], notice: &Notice) -> impl Iterator<Item = &'d Dossier> {
    let mut threads = Vec::new();
    for thread in notice.with.iter().filter_map(|part| part.thread) {
        if notice.thread != Some(thread) && !threads.contains(&thread) {
            threads.push(thread);
        }
    }
    threads.into_iter().filter_map(|thread| dossiers.iter().find(|dossier| dossier.thread.id == thread))
}

/// An agreement that piled up for a member, and that is not on the member's list otherwise.
#[derive(Debug, Serialize)]
pub(super) struct Piled {
    thread: String,
    client: String,
    #[serde(flatten)]
    item: Item,
}

/// What a digest says besides its list.
pub(super) fn of_piled(
    teller: &Teller<'_, '_>,
    dossiers: &[Dossier],
    notice: &Notice,
    member: &Member,
) -> Result<Vec<Piled>, CannotWrite> {
    let agenda = Agenda::of(member, dossiers, teller.office, teller.now);
    let mut piled = Vec::new();
    for part in &notice.with {
        let Some(dossier) = dossiers.iter().find(|dossier| Some(dossier.thread.id) == part.thread) else { continue };
        for (number, version) in &part.agreements {
            let agreement = standing(dossier, *number, *version)?;
            let listed = agenda
                .entries
                .iter()
                .any(|entry| entry.thread.id == dossier.thread.id && entry.agreement.number == *number);
            if !listed {
                let thread = clean(&dossier.thread.subject, 80);
                let client = clean(&client_of(&dossier.thread, teller.office), 80);
                piled.push(Piled { thread, client, item: teller.item(dossier, agreement)? });
            }
        }
    }
    Ok(piled)
}

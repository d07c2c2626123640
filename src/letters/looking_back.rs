//! In charge of: the facts of the letters that look back at a project: the question to each side, and what both answered.
//!
//! Promises: what is on record stands first, both sides by the same rules, and no side's score; the answers as they were written, line by line.

use jiff::{SignedDuration, Timestamp};
use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    account::Reporter,
    compose,
    facts::{self, Teller, clean},
    sheet::Sheets,
};
use crate::{
    language::Packs,
    model::{Audience, Dossier, Head, HouseStyle, Letter, Notice, NoticeKind, Office, Reflection},
    report::{Account, scores},
};

/// The letter to both sides with what both answered when they were asked to look back.
///
/// # Errors
/// Where the message answered is not known, nobody has answered, or the letter's file is faulty.
pub fn write_looked_back(
    notice: &Notice,
    dossier: &Dossier,
    reflections: &[Reflection],
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let facts = |_: Option<&Head>, sheets: &Sheets<'_>| {
        let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
        of_answers(&teller, (dossier, notice), reflections, style)
    };
    compose(notice, (Some(dossier), None), facts, office, style, packs, now)
}

/// The longest line of an answer, in characters.
const LINE: usize = 2_000;
/// The longest name or subject, in characters.
const NAME: usize = 100;

/// What one person answered.
#[derive(Debug, Serialize)]
struct Answer {
    by: String,
    side: String,
    day: String,
    lines: Vec<String>,
}

/// The facts of the letter that asks a side.
pub(super) fn of_question(teller: &Teller<'_, '_>, dossier: &Dossier) -> Value {
    context! { subject => clean(&dossier.thread.subject, NAME), until => until(teller, teller.now) }
}

/// The last day on which an answer is waited for, asked at `begun`.
fn until(teller: &Teller<'_, '_>, begun: Timestamp) -> String {
    let span = SignedDuration::from_hours(24 * i64::from(teller.customs.look_back_days));
    let last = begun.saturating_add(span).unwrap_or(begun);
    teller.sheets.tongue.date(last.to_zoned(teller.office.zone.clone()).date())
}

/// The facts of the letter that tells both sides.
pub(super) fn of_answers(
    teller: &Teller<'_, '_>,
    (dossier, notice): (&Dossier, &Notice),
    reflections: &[Reflection],
    style: &HouseStyle,
) -> Result<Value, CannotWrite> {
    let reporter = Reporter { teller, style };
    let account = Account::of(dossier, &[], teller.office, teller.now).ok_or(CannotWrite::NothingToSay)?;
    let courses = account.courses.iter().map(|course| reporter.line(course)).collect::<Result<Vec<_>, _>>()?;
    let answers: Vec<Answer> = reflections.iter().map(|reflection| answer(&reporter, reflection)).collect();
    if answers.is_empty() {
        return Err(CannotWrite::NothingToSay);
    }
    let Audience::These { to: asked, .. } = &notice.audience else { return Err(CannotWrite::Unknown) };
    let sides = dossier.thread.sides(teller.office);
    let silent = sides.iter().filter(|side| {
        let theirs = |address| teller.office.side(address) == **side;
        asked.iter().any(theirs) && !reflections.iter().any(|reflection| theirs(&reflection.by.address))
    });
    let begun = dossier.told.iter().filter(|told| told.kind == NoticeKind::LookBack).map(|told| told.at).min();
    let scores = scores(std::slice::from_ref(&account));
    Ok(context! {
        subject => clean(&dossier.thread.subject, NAME),
        until => until(teller, begun.unwrap_or(teller.now)),
        // Of both sides together: who kept how many is for the team alone.
        kept => scores.iter().map(|score| score.kept).sum::<usize>(),
        late => scores.iter().map(|score| score.late).sum::<usize>(),
        moved => account.courses.iter().filter(|course| course.steps.len() > 1).count(),
        silent => facts::value(silent.map(|side| reporter.side(side)).collect::<Vec<_>>()),
        courses => facts::value(&courses),
        answers => facts::value(&answers),
    })
}

fn answer(reporter: &Reporter<'_, '_, '_>, reflection: &Reflection) -> Answer {
    let office = reporter.teller.office;
    let lines = reflection.words.lines().map(|line| clean(line, LINE)).filter(|line| !line.is_empty());
    Answer {
        by: clean(reflection.by.called(), NAME),
        side: reporter.side(&office.side(&reflection.by.address)),
        day: reporter.date(reflection.at.to_zoned(office.zone.clone()).date()),
        lines: lines.collect(),
    }
}

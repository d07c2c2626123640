//! In charge of: the letter that tells its readers several things at once: with what their mails are answered (what is in doubt, what was settled,
//! refused or asked for), and beside it what follows from how things stand.
//!
//! Promises: each matter in the words of its own file, in the order given; one foot.
//! Leaves to: `schedule` what may stand in one letter; the module above the rest of the letter.

use jiff::Timestamp;
use minijinja::Value;

use super::{
    CannotWrite, account, bundle,
    facts::{self, Teller},
    matter, put_together, replies,
    sheet::Sheets,
    talk, terms,
};
use crate::{
    language::Packs,
    model::{Answer, Dossier, Head, HouseStyle, Letter, Notice, NoticeKind, Office, Owed, Reply},
    report,
    schedule::Planned,
};

/// The letter that says all `parts` of what is planned; in the language in which it was said to the bot, where no reader has one of their own.
/// `told` are the letters of the thread, for a report.
///
/// # Errors
/// As [`super::write`].
pub fn write_answers(
    Planned { notice, parts }: &Planned,
    (dossier, told): (&Dossier, &[report::Told]),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let words = |_: Option<&Head>, sheets: &Sheets<'_>| {
        let of = |(part, owed): &(Notice, Option<Owed>)| {
            let head = part.answers.as_ref().and_then(|id| dossier.head(id)).ok_or(CannotWrite::Unknown)?;
            let Some(owed) = owed else {
                let facts = planned(part, (dossier, head), (office, style), sheets, now)?;
                let (name, facts) = talk::words_of(part, Some((dossier, head)), facts, sheets);
                return Ok((name, facts::frame(facts, style, office)));
            };
            let facts = answer(part, &owed.answer, (dossier, head, told), (office, style), sheets, now)?;
            Ok((part.kind.as_str(), facts::frame(facts, style, office)))
        };
        sheets.letters(&parts.iter().map(of).collect::<Result<Vec<_>, CannotWrite>>()?)
    };
    // What stands on record is told in its own language.
    let answers: Option<Vec<&Owed>> = parts.iter().map(|(_, owed)| owed.as_ref()).collect();
    let language = answers.and_then(|answers| answers.iter().find_map(|owed| owed.language.as_deref()));
    put_together(notice, (Some(dossier), language), words, office, style, packs, now)
}

/// The facts of what follows from how things stand.
fn planned(
    notice: &Notice,
    (dossier, head): (&Dossier, &Head),
    (office, style): (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<Value, CannotWrite> {
    if notice.kind == NoticeKind::Together {
        let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
        return bundle::of_together(&teller, std::slice::from_ref(dossier), notice);
    }
    super::matter(notice, Some((dossier, head)), &[], (office, style), sheets, now)
}

fn answer(
    notice: &Notice,
    answer: &Answer,
    (dossier, head, told): (&Dossier, &Head, &[report::Told]),
    (office, style): (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<Value, CannotWrite> {
    let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
    match answer {
        Answer::Reply(reply) if **reply == Reply::Report => account::of_thread(&teller, dossier, told, style),
        Answer::Reply(reply) => replies::of_reply(&teller, dossier, head, notice, reply),
        Answer::Doubts(doubts) => {
            let asked = doubts.iter().filter_map(|doubt| doubt.due.as_ref());
            let cities = facts::clocks_differ(dossier.thread.agreements.iter(), asked, office);
            matter::of_question(&Teller { cities, ..teller }, dossier, head, doubts)
        }
        Answer::Contradictions(said) => terms::of_question(&Teller { cities: false, ..teller }, dossier, said),
    }
}

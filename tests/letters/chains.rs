//! Dates that hang on others: what would move, and what does not go together.

use inwriting::{
    model::*,
    outlook::behind,
    schedule::{Misfit, misfits},
};
use jiff::civil::date;

use crate::{
    plays,
    tale::{Tale, at, due, mia, office, tom},
};

fn hangs(on: u32, amount: u32) -> Change {
    let stretch = Stretch { amount, of: Counted::WorkingDays, before: false };
    Change::MadeDependent { dependency: Dependency { on: AgreementNumber(on), stretch, said: "after".to_owned() } }
}

/// Materials by Wednesday 23 December; the draft two working days after them, the deck one after the draft. Christmas Day is a holiday.
fn tale() -> Tale {
    let mut tale = Tale::new();
    tale.tom_writes("2026-12-21 10:00").owes(&tom(), &mia(), "send materials", Some(due("2026-12-23")), "by Wednesday");
    tale.mia_writes("2026-12-21 11:00").owes(
        &mia(),
        &tom(),
        "send the draft",
        Some(due("2026-12-28")),
        "two days after",
    );
    tale.and(2, hangs(1, 2), "two days after");
    tale.owes(&mia(), &tom(), "send the deck", Some(due("2026-12-29")), "a day after");
    tale.and(3, hangs(2, 1), "a day after");
    tale
}

#[test]
fn a_chain_is_followed_to_its_end_by_the_working_days_and_holidays_of_the_house() {
    let tale = tale();
    let first = tale.dossier.thread.agreements.first().unwrap();
    assert_eq!(behind(&tale.dossier.thread, first, &office(), at("2026-12-23 12:00")), None, "its date has not passed");
    let (day, moved) = behind(&tale.dossier.thread, first, &office(), at("2026-12-24 12:00")).unwrap();
    assert_eq!(day, date(2026, 12, 24));
    let told: Vec<_> = moved.iter().map(|moved| (moved.agreement.number.0, moved.was, moved.now)).collect();
    assert_eq!(told, [(2, date(2026, 12, 28), date(2026, 12, 29)), (3, date(2026, 12, 29), date(2026, 12, 30)),]);
}

#[test]
fn dates_that_wait_for_each_other_and_dates_too_early_are_found() {
    let mut tale = tale();
    assert_eq!(misfits(&tale.dossier.thread, &office()), []);
    tale.mia_writes("2026-12-21 12:00").and(3, Change::Moved { due: due("2026-12-24") }, "on the 24th");
    assert_eq!(
        misfits(&tale.dossier.thread, &office()),
        [Misfit::Early { agreement: AgreementNumber(3), on: AgreementNumber(2), counted: date(2026, 12, 29) }]
    );
    tale.and(1, hangs(3, 1), "a day after the deck");
    let ring = [1, 2, 3].map(AgreementNumber);
    let found = misfits(&tale.dossier.thread, &office());
    let Some(Misfit::Ring(numbers)) = found.first() else { panic!("{found:?}") };
    assert!(found.len() == 1 && ring.iter().all(|number| numbers.contains(number)), "{found:?}");
    // A ring is walked once, and no letter waits for ever.
    let first = tale.dossier.thread.agreements.first().unwrap();
    assert!(behind(&tale.dossier.thread, first, &office(), at("2026-12-29 12:00")).is_some());
}

/// The overdue letter about the materials, on the morning after Christmas Eve, in `language`.
fn overdue(tale: &Tale, language: &str) -> String {
    let notice = Notice {
        thread: Some(tale.dossier.thread.id),
        agreements: vec![(AgreementNumber(1), tale.dossier.thread.agreements[0].version)],
        answers: tale.dossier.heads.first().map(|head| head.id.clone()),
        ..Notice::new(NoticeKind::Overdue, "overdue/7/1".to_owned(), Audience::Everybody, at("2026-12-24 12:00"))
    };
    let dossiers = std::slice::from_ref(&tale.dossier);
    let letter = plays::write(&notice, dossiers, &[], language, "2026-12-24 12:00");
    letter.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_date_that_counts_from_a_late_one_stands_until_that_one_is_done_and_then_moves_by_itself() {
    let letter = overdue(&tale(), "en");
    let expected = "Monday, 28 December 2026 stands; it becomes Tuesday, 29 December 2026, if this is done on Thursday, 24 December 2026, \
                    for it counts from this: \"after\"";
    assert!(letter.contains(expected), "{letter}");
    assert!(!letter.contains("proposal"), "what both sides have agreed to needs no further yes: {letter}");
}

#[test]
fn a_date_of_its_own_moves_by_a_yes_of_both_sides_alone() {
    let mut tale = tale();
    tale.mia_writes("2026-12-21 12:00").and(2, Change::Moved { due: due("2026-12-24") }, "on the 24th");
    let letter = overdue(&tale, "en");
    let expected = "Thursday, 24 December 2026 becomes Tuesday, 29 December 2026, if this is done on Thursday, 24 December 2026; \
                    a proposal until both sides say yes";
    assert!(letter.contains(expected), "{letter}");
    // What counts from it in turn is moved by nothing but that yes, either.
    assert!(!letter.contains(" stands; "), "{letter}");
}

#[test]
fn each_language_tells_a_date_that_follows_from_one_that_is_proposed() {
    let mut own = tale();
    own.mia_writes("2026-12-21 12:00").and(2, Change::Moved { due: due("2026-12-24") }, "on the 24th");
    for language in crate::languages() {
        let (follows, proposed) = (overdue(&tale(), language), overdue(&own, language));
        assert!(follows.contains("after") && !proposed.contains("after"), "{language}: {follows}\n{proposed}");
    }
}

#[test]
fn a_date_that_has_moved_with_another_is_told_as_moved_and_from_what_it_counts() {
    let mut tale = tale();
    tale.tom_writes("2026-12-22 10:00").and(1, Change::Moved { due: due("2026-12-28") }, "on Monday");
    tale.and(2, Change::Moved { due: due("2026-12-30") }, "on Monday");
    let notice = tale.plan("2026-12-22 12:00").remove(0);
    let letter = plays::write(&notice, std::slice::from_ref(&tale.dossier), &[], "en", "2026-12-22 12:00");
    let text = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("2. send the draft") && text.contains("Due: Wednesday, 30 December 2026"), "{text}");
    assert!(text.contains("Counts: from number 1: \"after\""), "{text}");
    assert!(!text.contains("proposal"), "{text}");
}

//! Dates that hang on others: what would move, and what does not go together.

use inwriting::{
    model::*,
    outlook::{Misfit, behind, misfits},
};
use jiff::civil::date;

use crate::tale::{Tale, at, due, mia, office, tom};

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

//! In charge of: what holds whatever people write and whenever the daemon looks.

use std::collections::HashSet;

use inwriting::{
    model::{Change, Notice, NoticeKind, Policy, State},
    schedule,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;

use crate::tale::{Tale, at, due, mia, office, tom};

/// What may happen on a thread after some hours.
#[derive(Debug, Clone)]
enum Step {
    Promise { ours: bool, day: u8, clock: bool },
    Ask { ours: bool, day: u8 },
    Move { which: u32, day: u8 },
    Accept(u32),
    Done(u32),
    CallOff(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), 0..30u8, any::<bool>()).prop_map(|(ours, day, clock)| Step::Promise { ours, day, clock }),
        2 => (any::<bool>(), 0..30u8).prop_map(|(ours, day)| Step::Ask { ours, day }),
        1 => (1..5u32, 0..30u8).prop_map(|(which, day)| Step::Move { which, day }),
        1 => (1..5u32).prop_map(Step::Accept),
        1 => (1..5u32).prop_map(Step::Done),
        1 => (1..5u32).prop_map(Step::CallOff),
    ]
}

/// Some mails with hours between them, and how many hours lie between two looks of the daemon.
fn correspondence() -> impl Strategy<Value = (Vec<(Step, u16)>, u16)> {
    (proptest::collection::vec((step(), 0..100u16), 1..12), 1..90u16)
}

fn play(tale: &mut Tale, step: &Step, now: Timestamp) {
    let clock = now.to_zoned(TimeZone::get("Europe/Berlin").unwrap());
    let date = clock.strftime("%Y-%m-%d %H:%M").to_string();
    let day = |number: u8| {
        let day = clock.date().checked_add(jiff::Span::new().days(i64::from(number))).unwrap();
        day.to_string()
    };
    let ours = matches!(step, Step::Promise { ours: true, .. } | Step::Ask { ours: false, .. });
    if ours {
        tale.mia_writes(&date)
    } else {
        tale.tom_writes(&date)
    };
    let known =
        |tale: &Tale, which: u32| tale.dossier.thread.agreement(inwriting::model::AgreementNumber(which)).is_some();
    match step.clone() {
        Step::Promise { ours, day: number, clock } => {
            let until = if clock { format!("{} 14:00", day(number)) } else { day(number) };
            let (debtor, creditor) = if ours { (mia(), tom()) } else { (tom(), mia()) };
            tale.owes(&debtor, &creditor, "send it", Some(due(&until)), "I'll send it")
        }
        Step::Ask { ours, day: number } => {
            let (debtor, creditor) = if ours { (mia(), tom()) } else { (tom(), mia()) };
            tale.owes(&debtor, &creditor, "send it", Some(due(&day(number))), "please send it")
        }
        Step::Move { which, day: number } if known(tale, which) => {
            tale.and(which, Change::Moved { due: due(&day(number)) }, "rather then")
        }
        Step::Accept(which) if known(tale, which) => tale.and(which, Change::Accepted, "ok"),
        Step::Done(which) if known(tale, which) => tale.and(which, Change::Fulfilled, "done"),
        Step::CallOff(which) if known(tale, which) => tale.and(which, Change::Cancelled, "forget it"),
        _ => tale,
    };
}

fn working(at: Timestamp) -> bool {
    let (office, here) = (office(), at.to_zoned(TimeZone::get("Europe/Berlin").unwrap()));
    let time = here.time();
    office.working.is_working_day(here.date()) && office.working.starts <= time && time < office.working.ends
}

/// Looks every `pause` hours, tells what is planned, for as long as `hours`; every notice is checked as it is made.
fn look(
    tale: &mut Tale,
    now: &mut Timestamp,
    hours: i64,
    pause: u16,
    all: &mut Vec<Notice>,
) -> Result<(), TestCaseError> {
    let until = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    while *now <= until {
        let notices = schedule::plan(&tale.dossier, &office(), &Policy::default(), *now);
        let noticed = !notices.is_empty();
        for notice in notices {
            prop_assert!(notice.at <= *now);
            prop_assert!(notice.kind == NoticeKind::Confirmation || working(*now), "{:?} at {}", notice, now);
            for (number, version) in &notice.agreements {
                let agreement = tale.dossier.thread.agreement(*number).unwrap();
                prop_assert_eq!(agreement.version, *version);
                let falls_due = agreement.due.as_ref().map(|due| due.instant(office().working.ends));
                match notice.kind {
                    NoticeKind::Reminder => prop_assert!(agreement.state.is_open() && falls_due > Some(*now)),
                    NoticeKind::Overdue => prop_assert!(agreement.state.is_open() && falls_due < Some(*now)),
                    _ => {}
                }
            }
            let told = Notice { at: *now, ..notice };
            all.push(told.clone());
            tale.dossier.told.push(told);
        }
        let again =
            if noticed { schedule::plan(&tale.dossier, &office(), &Policy::default(), *now) } else { Vec::new() };
        prop_assert!(again.is_empty(), "said twice at {}: {:?}", now, again);
        *now = now.checked_add(SignedDuration::from_hours(i64::from(pause))).unwrap();
    }
    Ok(())
}

/// The day and the debtor of a notice.
fn day_and_debtor(tale: &Tale, notice: &Notice) -> (jiff::civil::Date, String) {
    let day = notice.at.to_zoned(TimeZone::get("Europe/Berlin").unwrap()).date();
    let debtor = &tale.dossier.thread.agreement(notice.agreements[0].0).unwrap().debtor;
    (day, debtor.address.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn letters_are_few_timely_and_come_to_an_end((steps, pause) in correspondence()) {
        let mut tale = Tale::new();
        let mut now = at("2026-11-23 07:00");
        let mut all = Vec::new();
        for (step, hours) in &steps {
            play(&mut tale, step, now);
            look(&mut tale, &mut now, i64::from(*hours), pause, &mut all)?;
        }
        look(&mut tale, &mut now, 24 * 70, 5, &mut all)?;
        let keys: HashSet<&str> = all.iter().map(|notice| notice.key.as_str()).collect();
        prop_assert_eq!(keys.len(), all.len(), "a key was used twice");
        for kind in [NoticeKind::Reminder, NoticeKind::Overdue] {
            let of_kind: Vec<&Notice> = all.iter().filter(|notice| notice.kind == kind).collect();
            let days: HashSet<_> = of_kind.iter().map(|notice| day_and_debtor(&tale, notice)).collect();
            prop_assert_eq!(days.len(), of_kind.len(), "{:?} twice on one day: {:?}", kind, of_kind);
        }
        // Ten weeks on, nothing is left to say and nothing to wait for.
        let mut nobody = office();
        nobody.members.clear();
        prop_assert_eq!(schedule::next(&[tale.dossier.clone()], &nobody, &Policy::default(), now), None);
        // Whoever was overdue was told, and nobody more often than the ladder has rungs, for each date it had.
        for agreement in &tale.dossier.thread.agreements {
            let letters = all.iter().filter(|notice| notice.kind == NoticeKind::Overdue);
            let times = letters.filter(|notice| notice.agreements.iter().any(|(number, _)| *number == agreement.number)).count();
            prop_assert!(times <= (1 + agreement.former.len()) * 3);
            prop_assert!(times > 0 || agreement.state != State::Agreed);
        }
    }

    #[test]
    fn the_daemon_that_sleeps_until_the_next_moment_misses_nothing((steps, _) in correspondence()) {
        let mut tale = Tale::new();
        let start = at("2026-11-23 07:00");
        for (step, _) in &steps {
            play(&mut tale, step, start);
        }
        let mut nobody = office();
        nobody.members.clear();
        let policy = Policy::default();
        let mut now = start;
        let mut wakes = 0;
        while let Some(next) = schedule::next(&[tale.dossier.clone()], &nobody, &policy, now) {
            prop_assert!(next > now);
            // Just before it there is nothing to say.
            let before = next.checked_sub(SignedDuration::from_secs(1)).unwrap();
            if before > now {
                prop_assert_eq!(schedule::plan(&tale.dossier, &nobody, &policy, before), []);
            }
            now = next;
            let notices = schedule::plan(&tale.dossier, &nobody, &policy, now);
            prop_assert!(!notices.is_empty(), "woken for nothing at {}", now);
            tale.dossier.told.extend(notices.into_iter().map(|notice| Notice { at: now, ..notice }));
            wakes += 1;
            prop_assert!(wakes < 200);
        }
    }
}

//! In charge of: that the right thing is said at the right time. Studio Kern is in Berlin and works Monday to Friday, 9 to 18.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/tale.rs"]
mod tale;

#[path = "schedule/always.rs"]
mod always;
#[path = "schedule/digest.rs"]
mod digest;
#[path = "schedule/owed.rs"]
mod owed;

use inwriting::{
    model::{Audience, Change, NoticeKind, Policy, Readers},
    schedule,
};
use tale::{Tale, at, bot, due, mia, office, party, said, tom};

/// On Thursday at 10:00 Tom promises the materials by Friday, and that was confirmed.
fn promised(until: &str) -> Tale {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00").owes(&tom(), &mia(), "send all materials", Some(due(until)), "by Friday");
    tale.tell("2026-11-26 10:15");
    tale
}

#[test]
fn a_promise_is_confirmed_once_the_thread_is_quiet() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00").owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    assert_eq!(said(&tale.plan("2026-11-26 10:14")), []);
    let notices = tale.tell("2026-11-26 10:15");
    assert_eq!(said(&notices), [(NoticeKind::Confirmation, vec![1])]);
    assert_eq!(notices[0].audience, Audience::Everybody);
    assert_eq!(notices[0].answers, Some(tale.dossier.heads[0].id.clone()));
    assert_eq!(said(&tale.plan("2026-11-26 11:00")), []);
}

#[test]
fn several_mails_within_the_quiet_time_give_one_confirmation() {
    let mut tale = Tale::new();
    tale.mia_writes("2026-11-26 10:00").owes(&mia(), &tom(), "send the draft", None, "I'll send the draft");
    tale.tom_writes("2026-11-26 10:10").owes(&tom(), &mia(), "send the logo", None, "and I the logo");
    assert_eq!(said(&tale.plan("2026-11-26 10:15")), []);
    assert_eq!(said(&tale.plan("2026-11-26 10:25")), [(NoticeKind::Confirmation, vec![1, 2])]);
}

#[test]
fn a_thread_that_never_rests_is_confirmed_all_the_same() {
    let mut tale = Tale::new();
    for (number, minute) in (0..60).step_by(10).enumerate() {
        let date = format!("2026-11-26 10:{minute:02}");
        tale.tom_writes(&date).owes(&tom(), &mia(), &format!("send page {number}"), None, "and this");
    }
    assert_eq!(said(&tale.plan("2026-11-26 10:59")), []);
    assert_eq!(said(&tale.plan("2026-11-26 11:00")), [(NoticeKind::Confirmation, vec![1, 2, 3, 4, 5, 6])]);
}

#[test]
fn a_mail_from_a_clock_a_year_ahead_is_not_waited_for() {
    let mut tale = Tale::new();
    tale.tom_writes("2027-11-26 10:00").owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    assert_eq!(said(&tale.plan("2026-11-26 10:00")), [(NoticeKind::Confirmation, vec![1])]);
}

#[test]
fn what_was_called_off_within_the_quiet_time_is_not_spoken_of() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00").owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    tale.tom_writes("2026-11-26 10:05").and(1, Change::Cancelled, "forget it");
    assert_eq!(said(&tale.plan("2026-11-27 10:00")), []);
}

#[test]
fn a_reminder_goes_out_the_working_day_before_when_work_starts() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-24 10:00").owes(&tom(), &mia(), "send all", Some(due("2026-11-30")), "by Monday");
    tale.tell("2026-11-24 10:15");
    assert_eq!(said(&tale.plan("2026-11-27 08:59")), []);
    let notices = tale.tell("2026-11-27 09:00");
    assert_eq!(said(&notices), [(NoticeKind::Reminder, vec![1])]);
    assert_eq!(notices[0].audience, Audience::These { to: vec![tom().address], cc: vec![mia().address] });
    for later in ["2026-11-27 09:01", "2026-11-28 12:00", "2026-11-30 09:00", "2026-11-30 17:59"] {
        assert_eq!(said(&tale.plan(later)), [], "{later}");
    }
}

#[test]
fn a_clock_time_is_reminded_of_once_more_the_same_morning() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-24 10:00").owes(&tom(), &mia(), "send all", Some(due("2026-11-27 15:00")), "Friday 3pm");
    tale.tell("2026-11-24 10:15");
    assert_eq!(said(&tale.tell("2026-11-26 09:00")), [(NoticeKind::Reminder, vec![1])]);
    assert_eq!(said(&tale.tell("2026-11-26 17:00")), []);
    assert_eq!(said(&tale.tell("2026-11-27 09:00")), [(NoticeKind::Reminder, vec![1])]);
    assert_eq!(said(&tale.plan("2026-11-27 10:00")), []);
}

#[test]
fn what_was_confirmed_today_is_not_reminded_of_today() {
    let mut tale = promised("2026-11-27 15:00");
    assert_eq!(said(&tale.plan("2026-11-26 10:16")), []);
    assert_eq!(said(&tale.tell("2026-11-27 09:00")), [(NoticeKind::Reminder, vec![1])]);
    assert_eq!(said(&promised("2026-11-27").plan("2026-11-27 09:00")), []);
}

#[test]
fn what_fell_due_during_an_outage_is_not_reminded_of() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-23 10:00").owes(&tom(), &mia(), "send all", Some(due("2026-11-25")), "by Wednesday");
    tale.tell("2026-11-23 10:15");
    assert_eq!(said(&tale.plan("2026-11-26 09:30")), [(NoticeKind::Overdue, vec![1])]);
}

#[test]
fn what_one_person_owes_shares_one_reminder_and_each_debtor_gets_their_own() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-23 10:00")
        .owes(&tom(), &mia(), "send the logo", Some(due("2026-11-26")), "by Thursday")
        .owes(&tom(), &mia(), "send the texts", Some(due("2026-11-26")), "by Thursday");
    tale.mia_writes("2026-11-23 10:05").owes(&mia(), &tom(), "send the draft", Some(due("2026-11-26")), "by Thursday");
    tale.tell("2026-11-23 10:30");
    let notices = tale.plan("2026-11-25 09:00");
    assert_eq!(said(&notices), [(NoticeKind::Reminder, vec![1, 2]), (NoticeKind::Reminder, vec![3])]);
    assert_eq!(notices[1].audience, Audience::These { to: vec![mia().address], cc: vec![tom().address] });
}

#[test]
fn overdue_is_said_after_the_grace_in_working_hours_and_then_on_a_ladder_that_ends() {
    let mut tale = promised("2026-11-27 15:00");
    tale.tell("2026-11-27 09:00");
    assert_eq!(said(&tale.plan("2026-11-27 15:59")), []);
    assert_eq!(said(&tale.tell("2026-11-27 16:00")), [(NoticeKind::Overdue, vec![1])]);
    assert_eq!(said(&tale.tell("2026-11-30 18:00")), []);
    assert_eq!(said(&tale.tell("2026-12-01 09:00")), [(NoticeKind::Overdue, vec![1])]);
    assert_eq!(said(&tale.tell("2026-12-03 18:00")), []);
    assert_eq!(said(&tale.tell("2026-12-04 09:00")), [(NoticeKind::Overdue, vec![1])]);
    assert_eq!(said(&tale.tell("2027-01-04 09:00")), []);
}

#[test]
fn a_due_day_ends_with_the_working_day_and_its_overdue_letter_waits_for_the_next_one() {
    let tale = promised("2026-11-27");
    for early in ["2026-11-27 17:59", "2026-11-27 19:30", "2026-11-28 12:00", "2026-11-30 08:59"] {
        assert_eq!(said(&tale.plan(early)), [], "{early}");
    }
    let notices = tale.plan("2026-11-30 09:00");
    assert_eq!(said(&notices), [(NoticeKind::Overdue, vec![1])]);
    assert_eq!(notices[0].at, at("2026-11-30 09:00"));
}

#[test]
fn a_holiday_is_no_working_day() {
    let tale = promised("2026-12-24");
    assert_eq!(said(&tale.plan("2026-12-25 10:00")), []);
    assert_eq!(said(&tale.plan("2026-12-28 09:00")), [(NoticeKind::Overdue, vec![1])]);
}

#[test]
fn what_is_done_is_spoken_of_once_more_and_never_again() {
    let mut tale = promised("2026-11-27 15:00");
    tale.tell("2026-11-27 16:00");
    tale.tom_writes("2026-11-30 11:00").and(1, Change::Fulfilled, "here they are");
    assert_eq!(said(&tale.tell("2026-11-30 11:15")), [(NoticeKind::Confirmation, vec![1])]);
    assert_eq!(said(&tale.plan("2026-12-10 10:00")), []);
}

#[test]
fn a_new_date_is_confirmed_before_anything_is_said_of_it_and_has_a_ladder_of_its_own() {
    let mut tale = promised("2026-11-27 15:00");
    tale.tell("2026-11-27 16:00");
    tale.tom_writes("2026-11-30 10:00").and(1, Change::Moved { due: due("2026-12-01 12:00") }, "Tuesday noon");
    assert_eq!(said(&tale.plan("2026-11-30 10:10")), []);
    assert_eq!(said(&tale.tell("2026-11-30 10:15")), [(NoticeKind::Confirmation, vec![1])]);
    assert_eq!(said(&tale.tell("2026-12-01 09:00")), [(NoticeKind::Reminder, vec![1])]);
    assert_eq!(said(&tale.tell("2026-12-01 13:00")), [(NoticeKind::Overdue, vec![1])]);
}

#[test]
fn a_thread_that_no_team_member_wrote_on_is_left_in_peace() {
    let mut tale = promised("2026-11-27");
    tale.dossier.thread.live = false;
    tale.dossier.told.clear();
    assert_eq!(said(&tale.plan("2026-11-30 10:00")), []);
    assert_eq!(
        schedule::next(&[tale.dossier], &office(), &Policy::default(), at("2026-11-28 10:00")),
        Some(at("2026-11-30 08:30"))
    );
}

#[test]
fn what_the_bot_got_in_secret_is_told_to_its_writer_alone() {
    let mut tale = Tale::new();
    tale.mail(&mia(), &[tom()], &[], "2026-11-26 10:00");
    tale.owes(&tom(), &mia(), "send all materials", Some(due("2026-11-27")), "by Friday");
    assert_eq!(tale.plan("2026-11-26 10:15")[0].audience, Audience::Member(mia().address));
    let mut forwarded = Tale::new();
    forwarded.mail(&mia(), &[bot()], &[], "2026-11-26 10:00");
    forwarded.owes(&tom(), &mia(), "send all materials", Some(due("2026-11-27")), "by Friday");
    assert_eq!(forwarded.plan("2026-11-26 10:15")[0].audience, Audience::Member(mia().address));
}

#[test]
fn a_secret_stays_one_when_the_thread_goes_on_in_the_open() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 09:00").owes(&tom(), &mia(), "send the logo", None, "the logo follows");
    tale.mail(&mia(), &[party("Jon Alt <jon@studio.example>")], &[], "2026-11-26 10:00");
    tale.owes(&mia(), &tom(), "send the draft", None, "I'll send Tom the draft");
    tale.tom_writes("2026-11-26 10:05").owes(&tom(), &mia(), "send the texts", None, "the texts, too");
    assert_eq!(tale.plan("2026-11-26 10:20")[0].audience, Audience::Member(mia().address));
}

#[test]
fn a_debtor_who_left_the_conversation_is_reminded_on_the_last_mail_that_reached_them() {
    let mut tale = promised("2026-11-30");
    tale.mail(&mia(), &[party("Ann Lee <ann@bank.example>")], &[bot()], "2026-11-26 12:00");
    tale.otherwise(1, "we deliver on Wednesday");
    tale.tell("2026-11-26 12:15");
    let notices = tale.plan("2026-11-27 09:00");
    assert_eq!(notices[0].answers, Some(tale.dossier.heads[0].id.clone()));
}

#[test]
fn a_house_may_keep_its_letters_to_its_team() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00").owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    let policy = Policy { readers: Readers::Team, ..Policy::default() };
    let notices = schedule::plan(&tale.dossier, &office(), &policy, at("2026-11-26 10:15"));
    assert_eq!(notices[0].audience, Audience::Team);
}

#[test]
fn a_question_goes_to_the_team_member_who_wrote_or_else_to_one_who_was_written_to() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00");
    let head = tale.dossier.heads[0].clone();
    let notice = schedule::question(&tale.dossier, &head, &office(), at("2026-11-26 10:00")).unwrap();
    assert_eq!(notice.audience, Audience::Member(mia().address));
    tale.dossier.told.push(notice);
    assert_eq!(schedule::question(&tale.dossier, &head, &office(), at("2026-11-26 11:00")), None);
}

#[test]
fn the_daemon_may_sleep_until_the_next_thing_to_say() {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-24 10:00").owes(&tom(), &mia(), "send all", Some(due("2026-11-27 15:00")), "by Friday");
    let mut quiet = office();
    quiet.members.clear();
    let next = |tale: &Tale, now| {
        schedule::next(std::slice::from_ref(&tale.dossier), &quiet, &Policy::default(), at(now)).unwrap()
    };
    assert_eq!(next(&tale, "2026-11-24 10:01"), at("2026-11-24 10:15"));
    tale.tell("2026-11-24 10:15");
    assert_eq!(next(&tale, "2026-11-24 10:15"), at("2026-11-26 09:00"));
    tale.tell("2026-11-26 09:00");
    assert_eq!(next(&tale, "2026-11-26 09:00"), at("2026-11-27 09:00"));
    tale.tell("2026-11-27 09:00");
    assert_eq!(next(&tale, "2026-11-27 09:00"), at("2026-11-27 16:00"));
}

#[test]
fn a_client_is_asked_how_it_went_two_working_days_after_being_told_that_it_is_done() {
    let mut tale = Tale::new();
    tale.mia_writes("2026-11-26 10:00").owes(&mia(), &tom(), "send the deck", Some(due("2026-12-11")), "the deck");
    tale.tell("2026-11-26 10:15");
    tale.mia_writes("2026-11-26 15:00").and(1, Change::Fulfilled, "attached");
    // The machine was off until Wednesday.
    assert_eq!(said(&tale.tell("2026-12-02 10:00")), [(NoticeKind::Confirmation, vec![1])]);
    assert_eq!(said(&tale.plan("2026-12-02 10:00")), []);
    assert_eq!(said(&tale.plan("2026-12-03 17:00")), []);
    assert_eq!(said(&tale.plan("2026-12-04 09:00")), [(NoticeKind::Feedback, vec![1])]);
}

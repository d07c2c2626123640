//! What was said is written down, confirmed, reminded, and told when its time has passed.

use crate::{
    support::{
        mail::mail,
        office::{BOT, MIA, Office, TOM, rules},
    },
    the_call, the_yes,
};

#[test]
fn a_call_written_down_is_confirmed_to_both_sides_once_the_thread_is_quiet() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:26");
    office.has_sent_nothing_more();

    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(letter.whole());
    office.has_sent_nothing_more();
    insta::assert_snapshot!(office.record().join("\n"));
}

#[test]
fn the_yes_within_the_quiet_time_makes_one_letter_of_two() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 12:00");
    office.sends("2026-06-11 10:35 confirmation to mia@studio.example, tom@bank.example");
    office.has_sent_nothing_more();
    assert!(office.record().iter().all(|line| line.contains(" agreed: ")), "{:#?}", office.record());
}

#[test]
fn what_is_due_is_reminded_and_what_is_late_is_told_with_what_was_agreed_for_it() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 18:00");
    office.further_letters();

    office.clock_moves_to("2026-06-12 12:00");
    office.sends("2026-06-12 08:30 digest to mia@studio.example");
    let reminder = office.sends("2026-06-12 09:00 reminder to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(reminder.whole());

    office.clock_moves_to("2026-06-13 00:00");
    let overdue = office.sends("2026-06-12 17:00 overdue to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(overdue.whole());

    office.clock_moves_to("2026-06-15 10:00");
    let digest = office.sends("2026-06-15 08:30 digest to mia@studio.example");
    insta::assert_snapshot!(digest.whole());
    let own = office.sends("2026-06-15 09:00 reminder to mia@studio.example, tom@bank.example");
    assert!(own.letter.text.contains("deck"), "the team is reminded by the same rules: {}", own.whole());
    office.has_sent_nothing_more();
}

#[test]
fn the_ladder_of_overdue_letters_ends() {
    let mut office = Office::opens("2026-06-11 09:00");
    let asked = mail("ask", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    let yes = mail("yes", TOM, "Ok, will do.").to(MIA).cc(BOT).answering(&asked);
    office.receives_at("2026-06-11 10:12", &asked);
    office.receives_at("2026-06-11 10:20", &yes);
    office.clock_moves_to("2026-07-31 18:00");
    let overdue: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    let days: Vec<&str> = overdue.iter().filter(|line| line.contains(" overdue ")).map(|line| &line[..10]).collect();
    assert_eq!(days, ["2026-06-12", "2026-06-16", "2026-06-19"], "{overdue:#?}");
}

#[test]
fn nobody_is_written_to_on_a_holiday() {
    let mut holidays = rules();
    holidays.office.working.holidays.push(jiff::civil::date(2026, 6, 12));
    let mut office = Office::opens_by("2026-06-11 09:00", holidays);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 18:00");
    office.further_letters();
    office.clock_moves_to("2026-06-15 08:00");
    office.has_sent_nothing_more();
}

#[test]
fn where_the_team_alone_reads_the_client_gets_nothing() {
    let mut quiet = rules();
    quiet.policy.readers = inwriting::model::Readers::Team;
    let mut office = Office::opens_by("2026-06-11 09:00", quiet);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-16 18:00");
    let letters = office.further_letters();
    assert!(!letters.is_empty());
    for sent in letters {
        assert_eq!(sent.to.iter().map(ToString::to_string).collect::<Vec<_>>(), ["mia@studio.example"]);
    }
}

//! After an outage nothing is lost, nothing is done twice, and nobody is flooded.

use std::collections::BTreeMap;

use inwriting::ledger::LetterState;

use crate::{
    support::office::{Office, Sent, rules},
    the_call, the_yes,
};

/// How many letters each person got.
fn letters_a_person(letters: &[Sent]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for person in letters.iter().flat_map(|sent| &sent.to) {
        *counted.entry(person.to_string()).or_insert(0) += 1;
    }
    counted
}

#[test]
fn what_piled_up_while_no_letter_got_through_does_not_burst_out_after_it() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();

    office.outbox_fails();
    office.clock_moves_to("2026-06-15 15:00");
    office.has_sent_nothing_more();
    office.outbox_works();
    office.clock_moves_to("2026-06-15 15:30");
    let letters = office.further_letters();
    let kinds: Vec<String> = letters.iter().map(Sent::headline).collect();
    assert_eq!(letters_a_person(&letters)["tom@bank.example"], 1, "{kinds:#?}");
    assert_eq!(letters_a_person(&letters)["mia@studio.example"], 1, "{kinds:#?}");
    assert_eq!(office.ledger().next_letter().unwrap(), None);
}

#[test]
fn a_power_failure_at_any_hour_loses_and_doubles_nothing() {
    let mut calm = Office::opens("2026-06-11 09:00");
    calm.receives_at("2026-06-11 10:12", &the_call());
    calm.receives_at("2026-06-11 10:20", &the_yes());
    calm.clock_moves_to("2026-06-16 12:00");
    let undisturbed: Vec<String> = calm.further_letters().iter().map(Sent::headline).collect();

    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.is_dark_until("2026-06-11 10:15");
    office.receives_at("2026-06-11 10:20", &the_yes());
    for hour in ["2026-06-11 10:36", "2026-06-12 08:29", "2026-06-12 09:01", "2026-06-12 16:59", "2026-06-15 08:45"] {
        office.clock_moves_to(hour);
        office.is_dark_until(hour);
    }
    office.clock_moves_to("2026-06-16 12:00");
    let disturbed: Vec<String> = office.further_letters().iter().map(Sent::headline).collect();
    assert_eq!(disturbed, undisturbed);
    assert_eq!(office.record(), calm.record());
}

#[test]
fn an_office_dark_over_the_weekend_says_on_monday_what_is_still_to_be_said() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-15 10:10");
    let kinds: Vec<String> = office.further_letters().iter().map(Sent::headline).collect();
    assert_eq!(
        kinds,
        ["2026-06-15 10:02 together to tom@bank.example", "2026-06-15 10:02 digest to mia@studio.example"],
        "one letter a person, once the mail that came meanwhile is read"
    );
    office.clock_moves_to("2026-06-15 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn the_emergency_stop_holds_all_letters_and_mail_is_still_read() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.is_stopped();
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 12:00");
    office.has_sent_nothing_more();
    assert_eq!(office.record().len(), 2);
    office.goes_on();
    office.clock_moves_to("2026-06-11 12:05");
    office.next_letter();
    office.has_sent_nothing_more();
}

#[test]
fn no_more_letters_go_out_in_a_day_than_the_limits_allow() {
    let mut limited = rules();
    limited.limits.letters_a_day = 1;
    let mut office = Office::opens_by("2026-06-11 09:00", limited);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-12 10:00");
    office.next_letter();
    office.has_sent_nothing_more();
    office.clock_moves_to("2026-06-12 11:00");
    office.next_letter();
    office.has_sent_nothing_more();
}

#[test]
fn a_letter_that_does_not_get_through_is_tried_again_with_the_same_bytes() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.outbox_fails();
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    office.has_sent_nothing_more();
    let thread = office.thread().id;
    let waiting = office.ledger().letters_of(thread).unwrap().remove(0);
    assert_eq!(waiting.state, LetterState::Retry);
    office.outbox_works();
    office.clock_moves_to("2026-06-11 10:40");
    let sent = office.next_letter();
    assert_eq!((sent.letter.id, sent.letter.bytes), (waiting.letter.id, waiting.letter.bytes));
    assert_eq!(office.ledger().letters_of(thread).unwrap()[0].state, LetterState::Sent);
}

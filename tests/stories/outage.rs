//! After an outage nothing is lost, nothing is done twice, and nobody is flooded.

use std::collections::BTreeMap;

use inwriting::{ledger::LetterState, model::Approve};

use crate::{
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM, rules},
    },
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

/// An office where letters wait for a word as `approve` says; Tom has been asked for photos in a second conversation, and knows the office.
fn careful_office_with_two_conversations(approve: Approve) -> Office {
    let mut careful = rules();
    careful.policy.approve = approve;
    let mut office = Office::opens_by("2026-06-11 09:00", careful);
    let photos = "Hi Tom,\n\nplease send us the photos by Friday.\n\nMia";
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.receives_at("2026-06-11 10:25", &mail("photos", MIA, photos).to(TOM).cc(BOT).about("Photos"));
    office.clock_moves_to("2026-06-11 11:00");
    let mut letters = office.further_letters();
    for shown in letters.iter().filter(|sent| sent.headline().contains(" held ")) {
        let send =
            mail(&format!("word-{}", shown.letter.id), MIA, "send").to(BOT).answering_id(shown.letter.id.as_str());
        office.receives_at("2026-06-11 11:10", &send);
    }
    office.clock_moves_to("2026-06-11 12:00");
    letters.extend(office.further_letters());
    assert!(letters_a_person(&letters).contains_key("tom@bank.example"));
    office
}

#[test]
fn who_needs_nobodys_word_to_be_written_to_gets_one_letter_after_it() {
    for approve in [Approve::First, Approve::Doubtful] {
        let mut office = careful_office_with_two_conversations(approve);
        office.outbox_fails();
        office.clock_moves_to("2026-06-15 15:00");
        office.outbox_works();
        office.clock_moves_to("2026-06-15 15:30");
        let letters = office.further_letters();
        let kinds: Vec<String> = letters.iter().map(Sent::headline).collect();
        assert_eq!(letters_a_person(&letters)["tom@bank.example"], 1, "{approve:?}: {kinds:#?}");
        let his = letters.iter().find(|sent| sent.to.iter().any(|to| to.domain() == "bank.example")).unwrap();
        assert!(his.letter.text.contains("Photos") || his.letter.subject.contains("Photos"), "{}", his.whole());
    }
}

#[test]
fn what_waits_for_a_word_is_shown_by_conversation_after_it_and_reaches_no_client_before() {
    let mut office = careful_office_with_two_conversations(Approve::Always);
    office.outbox_fails();
    office.clock_moves_to("2026-06-15 15:00");
    office.outbox_works();
    office.clock_moves_to("2026-06-15 15:30");
    let letters = office.further_letters();
    let kinds: Vec<String> = letters.iter().map(Sent::headline).collect();
    assert!(!letters_a_person(&letters).contains_key("tom@bank.example"), "{kinds:#?}");
    let shown: Vec<&Sent> = letters.iter().filter(|sent| sent.headline().contains(" held ")).collect();
    assert_eq!(shown.len(), 2, "what came to wait in the outage is shown as it stands after it: {kinds:#?}");
    for shown in &shown {
        let send =
            mail(&format!("then-{}", shown.letter.id), MIA, "send").to(BOT).answering_id(shown.letter.id.as_str());
        office.receives_at("2026-06-15 15:40", &send);
    }
    office.clock_moves_to("2026-06-15 16:00");
    let then = office.further_letters();
    let kinds: Vec<String> = then.iter().map(Sent::whole).collect();
    assert_eq!(letters_a_person(&then)["tom@bank.example"], shown.len(), "{}", kinds.join("\n=====\n"));
}

#[test]
fn a_power_failure_at_any_hour_loses_and_doubles_nothing() {
    let mut calm = Office::opens("2026-06-11 09:00");
    calm.receives_at("2026-06-11 10:12", &the_call());
    calm.receives_at("2026-06-11 10:20", &the_yes());
    calm.clock_moves_to("2026-06-16 12:00");
    let undisturbed = calm.further_lines();

    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.is_dark_until("2026-06-11 10:15");
    office.receives_at("2026-06-11 10:20", &the_yes());
    for hour in ["2026-06-11 10:36", "2026-06-12 08:29", "2026-06-12 09:01", "2026-06-12 16:59", "2026-06-15 08:45"] {
        office.clock_moves_to(hour);
        office.is_dark_until(hour);
    }
    office.clock_moves_to("2026-06-16 12:00");
    let disturbed = office.further_lines();
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
    let kinds = office.further_lines();
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

#[test]
fn what_comes_due_while_the_morning_s_list_waits_for_the_mail_server_stands_in_it_too() {
    // Mia sent this with the bot in Bcc: what stands there is told to nobody but her.
    let text = "As discussed: Tom sends us the photos by Friday noon. We deliver the deck on Tuesday.";
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &mail("secret", MIA, text).to(TOM));
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    office.outbox_fails();
    office.clock_moves_to("2026-06-15 09:02");
    office.outbox_works();
    // The answer to this is the first letter that gets through.
    office.receives_at("2026-06-15 09:02", &mail("help", MIA, "help").to(BOT));
    office.clock_moves_to("2026-06-15 12:00");
    let kinds = office.further_lines();
    assert_eq!(kinds, ["2026-06-15 09:02 help to mia@studio.example", "2026-06-15 09:02 digest to mia@studio.example"]);
}

#[test]
fn what_a_mail_is_answered_with_after_it_and_what_came_due_meanwhile_is_one_letter() {
    let mut house = rules();
    house.office.members.iter_mut().for_each(|member| member.digest_at = None);
    let mut office = Office::opens_by("2026-06-11 09:00", house);
    let secret = mail("secret", MIA, "As discussed: Tom sends us the photos by Friday noon.").to(TOM);
    office.receives_at("2026-06-11 10:12", &secret);
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    office.outbox_fails();
    office.receives_at("2026-06-12 18:00", &mail("help", MIA, "help").to(BOT).answering(&secret));
    office.clock_moves_to("2026-06-15 09:02");
    office.outbox_works();
    office.clock_moves_to("2026-06-15 12:00");
    let kinds = office.further_lines();
    assert_eq!(kinds, ["2026-06-15 09:03 together to mia@studio.example"]);
}

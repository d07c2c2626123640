//! What went wrong around the mail is told once, in the morning, to those whom it concerns.

use inwriting::{
    ledger::{LetterState, Posted},
    model::{LetterKind, NoticeKind, RawMail},
};

use crate::{
    support::{
        clock::at,
        mail::mail,
        office::{BOT, INES, MIA, Office, TOM},
    },
    the_call,
};

/// Only the headers of what would be a large mail.
fn cut(office: &mut Office, written: &crate::Written) {
    let mut raw = written.raw(90, &office.now());
    let headers = raw.bytes.windows(4).position(|gap| gap == b"\r\n\r\n").unwrap() + 4;
    raw.bytes.truncate(headers);
    office.receives_raw(&RawMail { cut: Some(40_000_000), ..raw });
}

#[test]
fn a_mail_that_is_too_large_is_told_the_next_morning_and_once() {
    let mut office = Office::opens("2026-06-11 09:00");
    cut(&mut office, &the_call().about("All the pictures"));
    office.clock_moves_to("2026-06-12 08:29");
    office.has_sent_nothing_more();
    office.clock_moves_to("2026-06-12 18:00");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    assert!(digest.letter.subject.contains("something went wrong"), "{}", digest.whole());
    assert!(digest.letter.text.contains("A mail of 40 MB was too large for me"), "{}", digest.whole());
    assert!(digest.letter.text.contains("All the pictures"), "{}", digest.whole());
    office.clock_moves_to("2026-06-16 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn of_a_large_mail_between_others_only_its_size_is_told() {
    let mut office = Office::opens("2026-06-11 09:00");
    cut(&mut office, &mail("large", TOM, "pictures").to(INES).cc(BOT).about("Confidential"));
    office.clock_moves_to("2026-06-12 18:00");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    assert!(digest.letter.text.contains("40 MB"), "{}", digest.whole());
    assert!(!digest.whole().contains("Confidential") && !digest.whole().contains("Tom"), "{}", digest.whole());
}

#[test]
fn bytes_that_are_no_mail_are_told_the_next_morning() {
    let mut office = Office::opens("2026-06-11 09:00");
    let raw = mail("odd", MIA, "x").raw(1, &office.now());
    office.receives_raw(&RawMail { bytes: vec![0; 400], ..raw });
    office.clock_moves_to("2026-06-12 18:00");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    assert!(digest.letter.text.contains("A mail in office, INBOX could not be read"), "{}", digest.whole());
}

#[test]
fn a_folder_that_cannot_be_read_is_told_each_morning_until_it_can_and_then_once_more() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.folder_fails("2026-06-11 21:00");
    for day in ["2026-06-12", "2026-06-15"] {
        office.clock_moves_to(&format!("{day} 18:00"));
        let digest = office.sends(&format!("{day} 08:30 digest to mia@studio.example"));
        assert!(digest.letter.text.contains("office, INBOX has not been readable since"), "{}", digest.whole());
        assert!(digest.letter.text.contains("11 June 2026, 21:00"), "{}", digest.whole());
    }
    office.folder_is_well("2026-06-15 20:00");
    office.clock_moves_to("2026-06-18 18:00");
    let digest = office.sends("2026-06-16 08:30 digest to mia@studio.example");
    assert!(digest.letter.text.contains("could not be read from"), "{}", digest.whole());
    office.has_sent_nothing_more();
}

#[test]
fn a_folder_that_was_gone_for_a_moment_is_not_worth_a_word() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.folder_fails("2026-06-11 21:00");
    office.folder_is_well("2026-06-11 21:05");
    office.clock_moves_to("2026-06-12 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn a_letter_that_the_server_refuses_is_told() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.outbox_refuses("tom@bank.example");
    office.clock_moves_to("2026-06-12 08:29");
    office.further_letters();
    office.clock_moves_to("2026-06-12 08:30");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    let told = "A letter of mine to tom@bank.example was not taken by the mail server";
    assert!(digest.letter.text.replace('\n', " ").contains(told), "{}", digest.whole());
    assert!(digest.letter.text.contains(&at("2026-06-11 10:27").strftime("%-d %B %Y, %H:%M").to_string()));
}

#[test]
fn a_letter_that_is_put_off_for_three_days_is_given_up_and_told() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.outbox_puts_off("tom@bank.example");
    office.clock_moves_to("2026-06-14 10:26");
    let sent = office.further_letters();
    let confirmations = sent.iter().filter(|sent| sent.letter.kind == LetterKind::Notice(NoticeKind::Confirmation));
    assert_eq!(confirmations.count(), 1, "Mia has it at once and once, however often Tom's server says no");
    let state = |office: &Office| {
        let letters = office.ledger().letters_of(office.thread().id).unwrap();
        let is_confirmation = |posted: &&Posted| posted.letter.kind == LetterKind::Notice(NoticeKind::Confirmation);
        letters.iter().find(is_confirmation).unwrap().state
    };
    assert_eq!(state(&office), LetterState::Retry, "a minute before three days are over");
    office.clock_moves_to("2026-06-14 10:28");
    assert_eq!(state(&office), LetterState::Sent, "to those who took it, and to nobody else any more");
    assert!(office.tries() < 60, "{} tries of all letters", office.tries());
    office.clock_moves_to("2026-06-15 08:30");
    let digest = office.sends("2026-06-15 08:30 digest to mia@studio.example");
    let told = "A letter of mine to tom@bank.example was not taken by the mail server";
    let text = digest.letter.text.replace('\n', " ");
    assert!(text.contains(told) && text.contains("14 June 2026, 10:27"), "{}", digest.whole());
}

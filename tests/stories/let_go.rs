//! Between the word that a letter about a call may go out and its leaving: the mail server fails, dates pass, something is put right.

use crate::{
    calls::{noted, shown},
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM},
        programs::{Program, button, reply},
    },
};

#[test]
fn what_is_let_go_late_goes_out_as_it_was_shown_and_what_is_overdue_by_then_comes_after_it() {
    let (mut office, _, draft) = noted();
    office.clock_moves_to("2026-06-12 16:00");
    office.further_lines();
    office.receives_at("2026-06-12 16:10", &button("word", MIA, &draft, "send"));
    let letter = office.sends("2026-06-12 16:10 confirmation to anna@client.example, mia@studio.example");
    assert!(letter.letter.text.starts_with("As discussed on "), "{}", letter.whole());
    office.has_sent_nothing_more();
    office.clock_moves_to("2026-06-12 18:00");
    assert_eq!(office.further_lines(), ["2026-06-12 17:10 overdue to anna@client.example, mia@studio.example"]);
}

/// Mia has let the letter go while the mail server was down, and it works again at that hour: what comes for Anna and for Mia alone until the
/// 16th, the letter that showed it, and the office.
fn after_a_failure_until(hour: &str) -> ([Vec<Sent>; 2], Sent, Office) {
    let (mut office, _, draft) = noted();
    office.outbox_fails();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    office.clock_moves_to(hour);
    office.outbox_works();
    office.clock_moves_to("2026-06-16 07:00");
    let letters = office.further_letters();
    let (anna, mia) =
        letters.into_iter().partition(|sent| sent.to.iter().any(|to| to.to_string() == "anna@client.example"));
    ([anna, mia], draft, office)
}

#[test]
fn a_letter_of_a_call_that_waits_for_the_mail_server_is_still_the_first() {
    let ([letters, _], _, _) = after_a_failure_until("2026-06-13 15:00");
    assert!(letters[0].letter.text.starts_with("As discussed on "), "{}", letters[0].whole());
    let lines: Vec<String> = letters.iter().map(Sent::headline).collect();
    let overdue = "2026-06-15 09:00 together to anna@client.example, mia@studio.example";
    assert_eq!(lines, ["2026-06-13 15:08 confirmation to anna@client.example, mia@studio.example", overdue]);
}

#[test]
fn what_is_put_right_after_the_word_and_before_the_letter_has_left_is_shown_again() {
    let (mut office, _, draft) = noted();
    office.outbox_fails();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    let wrong = reply("wrong", MIA, &draft, "1 is wrong, it was Monday 15:00", Program::Outlook);
    office.receives_at("2026-06-11 10:22", &wrong);
    office.outbox_works();
    office.clock_moves_to("2026-06-11 11:00");
    let again = shown(&mut office);
    assert!(again.letter.text.contains("Nobody\nelse has seen it"), "{}", again.whole());
    assert!(again.letter.text.contains("Monday, 15 June 2026, 15:00"), "{}", again.whole());
    office.receives_at("2026-06-11 11:10", &button("now", MIA, &again, "send"));
    let letter = office.sends("2026-06-11 11:10 confirmation to anna@client.example, mia@studio.example");
    assert!(letter.letter.text.contains("Monday, 15 June 2026, 15:00"), "{}", letter.whole());
}

#[test]
fn a_letter_of_a_call_that_was_given_up_waits_for_its_writers_word_again() {
    let ([letters, mias], draft, mut office) = after_a_failure_until("2026-06-15 15:00");
    assert_eq!(letters.iter().map(Sent::headline).collect::<Vec<_>>(), [""; 0], "she was told nothing of it");
    insta::assert_snapshot!(mias.iter().map(Sent::whole).collect::<Vec<_>>().join("\n=====\n"));
    office.receives_at("2026-06-16 07:10", &button("again", MIA, &draft, "send"));
    let letter = office.sends("2026-06-16 07:10 confirmation to anna@client.example, mia@studio.example");
    assert!(letter.letter.text.starts_with("As discussed on "), "{}", letter.whole());
}

#[test]
fn where_the_address_takes_no_mail_nothing_more_goes_there_and_its_writer_may_drop_it() {
    let (mut office, _, draft) = noted();
    office.outbox_refuses("anna@client.example");
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    office.clock_moves_to("2026-06-15 10:00");
    let letters = office.further_letters();
    for sent in &letters {
        assert!(sent.headline().ends_with(" digest to mia@studio.example"), "{}", sent.whole());
    }
    let list = &letters[0].letter.text;
    assert!(list.contains("anna@client.example was not taken") && list.contains("waiting for your approval"), "{list}");
    office.receives_at("2026-06-15 10:10", &button("drop", MIA, &draft, "drop"));
    assert!(office.thread().agreements.iter().all(|agreement| agreement.state.as_str() == "cancelled"));
}

#[test]
fn what_its_writer_says_in_answer_to_the_note_once_the_letter_has_left_is_told_to_the_writer_alone() {
    let (mut office, note, draft) = noted();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    office.sends("2026-06-11 10:20 confirmation to anna@client.example, mia@studio.example");
    let more = mail("more", MIA, "please send us the logo by Friday 16:00.").to(BOT).about("Re: Launch deck");
    office.receives_at("2026-06-11 10:40", &more.answering(&note));
    office.clock_moves_to("2026-06-11 12:00");
    for sent in office.further_letters() {
        assert!(!sent.whole().contains("anna@client.example"), "{}", sent.whole());
    }
}

#[test]
fn somebody_else_whom_its_writer_goes_on_with_is_told_nothing_of_the_talk() {
    let (mut office, note, draft) = noted();
    office.outbox_fails();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    let logo = mail("logo", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    office.receives_at("2026-06-11 10:30", &logo.about("Re: Launch deck").answering(&note));
    office.clock_moves_to("2026-06-11 10:50");
    office.outbox_works();
    office.clock_moves_to("2026-06-11 18:00");
    let letters = office.further_letters();
    assert!(letters[0].letter.text.starts_with("As discussed on "), "{}", letters[0].whole());
    for sent in &letters {
        let to = |person: &str| sent.to.iter().any(|to| to.to_string() == person);
        assert!(!to("tom@bank.example") || !sent.letter.text.contains("all materials"), "{}", sent.whole());
        assert!(!to("anna@client.example") || !sent.letter.text.contains("logo"), "{}", sent.whole());
    }
    assert!(letters.iter().any(|sent| sent.letter.text.contains("the logo")), "Tom is asked");
}

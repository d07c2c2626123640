//! A mail has one effect, however often and by whatever way it comes.

use inwriting::daemon::Taken;

use crate::{
    support::{
        mail::mail,
        office::{BOT, MIA, Office, TOM},
    },
    the_call, the_yes,
};

#[test]
fn a_mail_that_comes_twice_is_recorded_once_and_answered_once() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    let record = office.record();
    assert_eq!(office.receives_at("2026-06-11 10:13", &the_call()), Taken::Again);
    let other_road =
        the_call().header("Received", "from elsewhere by mx.studio.example; Thu, 11 Jun 2026 10:13:00 +0200");
    assert_eq!(office.receives_at("2026-06-11 10:14", &other_road), Taken::Again);
    assert_eq!(office.record(), record);
    office.clock_moves_to("2026-06-11 18:00");
    office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
    office.has_sent_nothing_more();
}

#[test]
fn an_answer_that_comes_before_what_it_answers_finds_its_thread() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.receives_at("2026-06-11 10:25", &the_call());
    let thread = office.thread();
    assert_eq!(thread.messages.len(), 2);
}

#[test]
fn a_letter_of_ours_that_comes_back_is_left_alone() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let sent = office.next_letter();
    let record = office.record();
    let back = mail("own", BOT, &sent.letter.text).to(MIA).to(TOM).answering(&the_call());
    assert!(matches!(office.receives(&back), Taken::Left { .. }));
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
    assert_eq!(office.record(), record);
}

#[test]
fn words_quoted_from_a_letter_of_ours_are_not_taken_again() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let sent = office.next_letter();
    let ours = mail("ours", BOT, &sent.letter.text);
    let thanks = mail("thanks", TOM, "Thanks!\n\nTom").to(MIA).cc(BOT).answering(&ours);
    let thanks = thanks.answering_id("the-call@studio.example");
    let record = office.record();
    office.receives_at("2026-06-11 10:45", &thanks);
    assert_eq!(office.record(), record);
}

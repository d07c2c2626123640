//! A short answer counts only where it can mean one thing; else its writer is asked which.

use crate::{
    numbers::{confirmed, stands},
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM},
        programs::{Program, button, reply},
    },
};

/// Tom has been asked for two things.
fn two_things() -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    let ask = "Hi Tom,\n\nplease send us the logo by Friday 16:00.\nPlease confirm the budget by Monday.\n\nMia";
    office.receives_at("2026-06-11 10:12", &mail("ask", MIA, ask).to(TOM).cc(BOT));
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    (office, letter)
}

fn states(office: &Office) -> Vec<&'static str> {
    office.thread().agreements.iter().map(|agreement| agreement.state.as_str()).collect()
}

#[test]
fn a_bare_yes_is_enough_where_one_thing_is_open() {
    for (number, text) in
        ["Ok.", "Yes", "ok, fine by us", "Agreed!\n\nRegards\nTom", "Hi Mia,\n\nsure.\n\nTom"].iter().enumerate()
    {
        let (mut office, letter) = confirmed();
        office.receives(&reply(&format!("yes{number}"), TOM, &letter, text, Program::Gmail));
        assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00", "{text}");
    }
}

#[test]
fn a_bare_yes_to_two_things_is_asked_back_and_the_number_answers() {
    let (mut office, letter) = two_things();
    office.receives(&reply("yes", TOM, &letter, "Yes.", Program::Phone));
    assert_eq!(states(&office), ["asked", "asked"], "nothing is guessed");
    let question = office.sends("2026-06-11 10:30 choice to tom@bank.example");
    insta::assert_snapshot!(question.whole());
    office.receives(&button("one", TOM, &question, "2"));
    assert_eq!(states(&office), ["asked", "agreed"]);
}

#[test]
fn both_answers_the_question_for_all() {
    let (mut office, letter) = two_things();
    office.receives(&reply("yes", TOM, &letter, "Ok", Program::Outlook));
    let question = office.next_letter();
    office.receives(&reply("both", TOM, &question, "Both", Program::Gmail));
    assert_eq!(states(&office), ["agreed", "agreed"]);
}

#[test]
fn yes_to_all_needs_no_question() {
    let (mut office, letter) = two_things();
    office.receives(&reply("all", TOM, &letter, "Yes to all.", Program::Gmail));
    assert_eq!(states(&office), ["agreed", "agreed"]);
    office.has_sent_nothing_more();
}

#[test]
fn a_number_that_was_not_offered_is_refused_in_one_sentence() {
    let (mut office, letter) = two_things();
    office.receives(&reply("no", TOM, &letter, "No", Program::Gmail));
    let question = office.sends("2026-06-11 10:30 choice to tom@bank.example");
    office.receives(
        &mail("deck", MIA, "Hi Tom,\n\nwe will send you the deck by Tuesday.\n\nMia")
            .to(TOM)
            .cc(BOT)
            .answering_id("ask@studio.example"),
    );
    office.receives(&button("three", TOM, &question, "3"));
    let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    assert!(refusal.letter.text.starts_with("Nothing has been recorded:"), "{}", refusal.letter.text);
}

#[test]
fn done_alone_answers_a_reminder_of_one_thing() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("yes", TOM, &letter, "Ok", Program::Gmail));
    office.clock_moves_to("2026-06-12 09:30");
    let reminder = office.further_letters().pop().unwrap();
    assert!(reminder.headline().contains("reminder"), "{}", reminder.headline());
    office.receives(&reply("done", TOM, &reminder, "Done!", Program::Phone));
    assert_eq!(stands(&office)[0], "1 fulfilled, 2026-06-12 16:00");
}

#[test]
fn thanks_and_ok_to_what_waits_for_nobody_changes_nothing_and_is_not_answered() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("ok", MIA, &letter, "Ok, thanks!", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00");
    office.has_sent_nothing_more();
}

//! What is wrong is said in plain words; the team puts the record right, and what binds the other side waits for its yes.

use crate::{
    numbers::{confirmed, stands},
    support::{
        office::{JON, MIA, TOM},
        programs::{Program, reply},
    },
};

#[test]
fn the_team_puts_a_date_right_and_the_client_has_to_say_yes_to_it() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.receives(&reply("wrong", MIA, &letter, "1 is wrong, it was Monday 12:00", Program::Outlook));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-15 12:00");
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(told.whole());
    office.receives(&reply("right", TOM, &told, "ok", Program::Phone));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-15 12:00");
}

#[test]
fn a_second_sentence_may_say_what_is_right() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("wrong", MIA, &letter, "1 is wrong. It was Monday.", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-15");
}

#[test]
fn a_client_who_finds_a_date_wrong_proposes_another() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("wrong", TOM, &letter, "1 is wrong, it was Monday", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00", "the record stays until the studio says yes");
    assert_eq!(office.thread().agreements[0].proposal.clone().unwrap().due.moment.date().to_string(), "2026-06-15");
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.next_letter();
    office.receives(&reply("fine", MIA, &told, "1: Monday is fine", Program::Thunderbird));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-15");
}

#[test]
fn a_client_who_only_says_that_it_is_wrong_is_shown_to_both_sides() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("wrong", TOM, &letter, "1 is wrong", Program::Phone));
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(told.whole());
    office.clock_moves_to("2026-06-12 18:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(!letters.iter().any(|line| line.contains("overdue") || line.contains("reminder")), "{letters:#?}");
}

#[test]
fn we_never_agreed_to_that_stands_in_the_record_and_a_later_yes_ends_it() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("never", TOM, &letter, "1: we never agreed to that.", Program::Outlook));
    let dispute = office.thread().agreements[0].dispute.clone().unwrap();
    assert_eq!((dispute.by.called(), dispute.words.as_str()), ("Tom Ray", "we never agreed to that."));
    office.receives(&reply("well", TOM, &letter, "1 is fine after all, yes", Program::Outlook));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
    assert!(office.thread().agreements[0].dispute.is_none());
}

#[test]
fn the_team_says_who_it_was_and_in_which_words() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("jon", MIA, &letter, "2: Jon Alt does it", Program::Gmail).cc(JON));
    assert!(office.record()[1].starts_with("2 agreed: Jon Alt"), "{:#?}", office.record());
    let wording = "1 should read: send all photos and logos";
    office.receives(&reply("words", MIA, &letter, wording, Program::Gmail));
    assert!(office.record()[0].starts_with("1 asked: Tom Ray: send all photos and logos"), "{:#?}", office.record());
    office.receives(&reply("else", MIA, &letter, "1 otherwise: the deck comes without photos", Program::Gmail));
    let consequence = office.thread().agreements[0].consequence.clone().unwrap();
    assert_eq!(consequence.words, "the deck comes without photos");
}

#[test]
fn not_me_passes_it_to_a_colleague_who_has_to_say_yes() {
    use crate::support::office::INES;
    let (mut office, letter) = confirmed();
    office.receives(&reply("ines", TOM, &letter, "1 is for Ines, not me", Program::Gmail).cc(INES));
    assert!(office.record()[0].starts_with("1 asked: Ines Roth"), "{:#?}", office.record());
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.next_letter();
    assert!(told.headline().contains("ines@bank.example"), "{}", told.headline());
    office.receives(&reply("ok", INES, &told, "Ok.", Program::Phone));
    assert!(office.record()[0].starts_with("1 agreed: Ines Roth"), "{:#?}", office.record());
}

#[test]
fn not_me_without_a_name_is_shown_to_both_sides() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("petra", TOM, &letter, "That's for Petra, not me.", Program::AppleMail));
    assert!(office.record()[0].starts_with("1 asked: Tom Ray"), "{:#?}", office.record());
    assert_eq!(office.thread().agreements[0].dispute.clone().unwrap().words, "That's for Petra, not me.");
}

#[test]
fn partly_done_stays_open_with_what_was_said_of_it() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("partly", TOM, &letter, "1 is partly done, the rest follows on Monday", Program::Gmail));
    let agreement = office.thread().agreements[0].clone();
    assert!(agreement.state.is_open() && agreement.partly.is_some(), "{agreement:#?}");
}

#[test]
fn what_is_recorded_as_done_and_is_not_is_open_again() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("done", TOM, &letter, "1 is done", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 fulfilled, 2026-06-12 16:00");
    office.receives(&reply("not", MIA, &letter, "1 is not done", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
}

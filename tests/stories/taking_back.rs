//! Undo: the writer's last change is taken back, by one more line of the record.

use crate::{
    numbers::{confirmed, stands},
    support::{
        office::{MIA, TOM},
        programs::{Program, reply},
    },
};

#[test]
fn the_last_answer_is_taken_back_and_nothing_is_deleted() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("done", TOM, &letter, "1 is done", Program::Gmail));
    let before = office.ledger().history(office.thread().id).unwrap().len();
    office.receives(&reply("undo", TOM, &letter, "Sorry, undo that.", Program::Phone));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00");
    assert_eq!(office.ledger().history(office.thread().id).unwrap().len(), before + 1);
}

#[test]
fn all_answers_of_one_mail_are_taken_back_together() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("two", MIA, &letter, "1 is called off, 2 is done", Program::Gmail));
    assert_eq!(stands(&office), ["1 cancelled, 2026-06-12 16:00", "2 fulfilled, 2026-06-16 09:00"]);
    office.receives(&reply("undo", MIA, &letter, "I take that back.", Program::Gmail));
    assert_eq!(stands(&office), ["1 asked, 2026-06-12 16:00", "2 agreed, 2026-06-16 09:00"]);
}

#[test]
fn one_of_them_is_taken_back_by_its_number() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("two", MIA, &letter, "1 is called off, 2 is done", Program::Gmail));
    office.receives(&reply("undo", MIA, &letter, "undo 2", Program::Gmail));
    assert_eq!(stands(&office), ["1 cancelled, 2026-06-12 16:00", "2 agreed, 2026-06-16 09:00"]);
}

#[test]
fn nobody_takes_back_what_somebody_else_has_said() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("undo", TOM, &letter, "undo", Program::Gmail));
    let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    assert!(refusal.letter.text.starts_with("There is nothing to take back"), "{}", refusal.letter.text);
}

#[test]
fn what_has_been_answered_is_not_taken_back() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("later", TOM, &letter, "1 is Monday", Program::Gmail));
    office.receives(&reply("fine", MIA, &letter, "1: yes, Monday is fine", Program::Gmail));
    let after = stands(&office);
    office.receives(&reply("undo", TOM, &letter, "undo", Program::Gmail));
    assert_eq!(stands(&office), after);
    let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    assert!(
        refusal.letter.text.starts_with("Number 1 stays as it is: somebody has answered"),
        "{}",
        refusal.letter.text
    );
}

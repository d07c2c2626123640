//! The right people decide; whoever may not is told so alone, in one sentence.

use crate::{
    numbers::{confirmed, stands},
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM},
        programs::{Program, reply},
    },
    the_call,
};

const LENA: &str = "Lena Vogt <lena@printer.example>";

/// The same conversation with somebody of a third house in copy.
fn with_an_outsider() -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call().cc(LENA));
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    (office, letter)
}

#[test]
fn somebody_in_copy_changes_nothing_and_is_told_so_alone() {
    let (mut office, letter) = with_an_outsider();
    office.receives(&reply("done", LENA, &letter, "1 is done", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00");
    let refusal = office.sends("2026-06-11 10:30 refusal to lena@printer.example");
    insta::assert_snapshot!(refusal.whole());
    office.clock_moves_to("2026-06-11 11:30");
    office.has_sent_nothing_more();
}

#[test]
fn somebody_in_copy_may_not_hold_the_letters_of_others() {
    let (mut office, letter) = with_an_outsider();
    office.receives(&reply("hold", LENA, &letter, "Hold letters on this thread", Program::Gmail));
    office.sends("2026-06-11 10:30 refusal to lena@printer.example");
    assert!(!office.thread().settings.held);
}

#[test]
fn the_creditor_cannot_say_yes_for_the_debtor() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("yes", MIA, &letter, "1 yes", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00");
    let refusal = office.sends("2026-06-11 10:30 refusal to mia@studio.example");
    let first = refusal.letter.text.lines().next().unwrap();
    assert_eq!(first, "Number 1 stays as it is: the answer has to come from Tom Ray.");
}

#[test]
fn the_creditor_calls_off_and_the_debtor_only_says_no() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("off", MIA, &letter, "1 is called off", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 cancelled, 2026-06-12 16:00");
    let (mut office, letter) = confirmed();
    office.receives(&reply("off", TOM, &letter, "1 is called off", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 declined, 2026-06-12 16:00");
}

#[test]
fn the_creditor_confirms_a_delivery() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("got", MIA, &letter, "1 received, thank you", Program::Thunderbird));
    assert_eq!(stands(&office)[0], "1 fulfilled, 2026-06-12 16:00");
}

#[test]
fn what_is_closed_stays_closed() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("off", MIA, &letter, "1 is called off", Program::Gmail));
    office.receives(&reply("later", TOM, &letter, "1 is Monday", Program::Gmail));
    let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    assert!(
        refusal.letter.text.starts_with("Number 1 stays as it is: it is closed already."),
        "{}",
        refusal.letter.text
    );
}

#[test]
fn a_client_may_not_name_the_client_or_forget_the_thread() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("client", TOM, &letter, "client: Somebody Else", Program::Gmail));
    office.receives(&reply("forget", TOM, &letter, "Forget this thread", Program::Gmail));
    office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    assert_eq!(office.thread().settings, inwriting::model::Settings::default());
}

#[test]
fn the_team_names_client_and_stage() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("names", MIA, &letter, "client: Bank of the North, stage: keynote", Program::Gmail));
    let settings = office.thread().settings;
    assert_eq!(settings.client.as_deref(), Some("Bank of the North"));
    assert_eq!(settings.stage.as_deref(), Some("keynote"));
    let told = office.sends("2026-06-11 10:30 receipt to mia@studio.example");
    office.has_sent_nothing_more();
    assert!(
        told.letter.text.starts_with(
            "The client of this conversation is on record as: Bank of the North.\n\nThe stage of this conversation is on record as: \
             keynote.\n\n-- \n"
        ),
        "{}",
        told.letter.text
    );
}

#[test]
fn a_stranger_who_answers_our_letter_gets_no_answer() {
    let (mut office, letter) = confirmed();
    let stranger = "Max Stone <max@elsewhere.example>";
    let taken =
        office.receives(&mail("hi", stranger, "1 is done. Status?").to(BOT).answering_id(letter.letter.id.as_str()));
    assert!(matches!(taken, inwriting::daemon::Taken::Left { .. }), "{taken:?}");
    assert_eq!(stands(&office)[0], "1 asked, 2026-06-12 16:00");
    office.has_sent_nothing_more();
}

#[test]
fn the_team_settles_a_question_by_its_letter() {
    let mut asked = None;
    for (number, vague) in [
        "you will have the materials on Monday instead.",
        "I'm afraid you will only get the materials on Monday.",
        "sorry, we need until Monday for the materials.",
        "the materials, hm, rather Monday from our side.",
        "the printer says Thursday for those, and the rest by Tuesday.",
        "something of it by Tuesday, the other half is with Ann by Thursday.",
        "Monday for one of them, the second should follow by Wednesday.",
        "as to the rest: Tuesday, all being well.",
    ]
    .iter()
    .enumerate()
    {
        let (mut office, letter) = confirmed();
        office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
        office.clock_moves_to("2026-06-11 11:00");
        office.further_letters();
        let vague = mail(&format!("vague{number}"), TOM, &format!("Hi Mia,\n\n{vague}\n\nTom")).to(MIA).cc(BOT);
        office.receives(&vague.answering(&the_call()));
        let question = office.further_letters().into_iter().find(|sent| sent.headline().contains(" question "));
        if let Some(question) = question {
            asked = Some((office, question));
            break;
        }
    }
    let (mut office, question) = asked.expect("one of these sentences is in doubt");
    let before = (office.record(), office.thread().agreements[0].proposal.clone());
    office.receives(&reply("b", TOM, &question, "A", Program::Gmail));
    assert_eq!((office.record(), office.thread().agreements[0].proposal.clone()), before, "only the team settles it");
    office.receives(&reply("a", MIA, &question, "A", Program::Gmail));
    assert_ne!((office.record(), office.thread().agreements[0].proposal.clone()), before);
}

#[test]
fn what_a_team_member_answers_to_the_bot_alone_is_told_to_both_sides() {
    let (mut office, letter) = confirmed();
    office.receives(&crate::support::programs::button("off", MIA, &letter, "1 is called off"));
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
    assert!(told.letter.text.starts_with("Number 1 is called off"), "{}", told.whole());
}

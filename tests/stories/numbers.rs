//! The numbers of our letters pick the agreements; so do the lines of the letter between which people answer.

use crate::{
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM},
        programs::{Program, broken, button, inline, reply},
    },
    the_call,
};

/// Studio Kern on Thursday: Tom is asked for the materials (1), the studio has promised the deck (2); both stand in the letter.
pub fn confirmed() -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    (office, letter)
}

/// The state and the date of each agreement.
pub fn stands(office: &Office) -> Vec<String> {
    let line = |line: &String| {
        let (state, rest) = line.split_once(':').unwrap();
        let date = rest.rsplit_once('(').unwrap().1.trim_end_matches(')');
        format!("{state}, {date}")
    };
    office.record().iter().map(line).collect()
}

const ASKED: [&str; 2] = ["1 asked, 2026-06-12 16:00", "2 agreed, 2026-06-16 09:00"];

#[test]
fn a_yes_with_its_number_is_a_yes_from_every_program() {
    for program in Program::ALL {
        let (mut office, letter) = confirmed();
        assert_eq!(stands(&office), ASKED);
        office.receives(&reply("yes", TOM, &letter, "1 yes", program));
        assert_eq!(stands(&office), ["1 agreed, 2026-06-12 16:00", ASKED[1]], "{program:?}");
    }
}

#[test]
fn several_answers_in_one_sentence_go_each_to_its_number() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("both", MIA, &letter, "1 is done, 2 only on Wednesday.", Program::Outlook));
    assert_eq!(office.thread().agreements[0].state.as_str(), "fulfilled");
    let wish = office.thread().agreements[1].proposal.clone().unwrap();
    assert_eq!(wish.due.moment.date().to_string(), "2026-06-17", "a later date waits for the bank's yes");
}

#[test]
fn several_answers_in_one_mail_give_one_letter() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("list", TOM, &letter, "Hi,\n\n1. yes\n2. Thursday would be better\n\nTom", Program::Gmail));
    office.clock_moves_to("2026-06-11 12:00");
    let told = office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
    assert!(told.letter.text.starts_with("2 agreements have changed."), "{}", told.letter.text);
    office.has_sent_nothing_more();
}

#[test]
fn one_yes_for_two_numbers_counts_for_both() {
    let mut office = Office::opens("2026-06-11 09:00");
    let ask = "Hi Tom,\n\nplease send us the logo by Friday 16:00.\nPlease confirm the budget by Monday.\n\nMia";
    let ask = crate::mail("ask", MIA, ask).to(TOM).cc(crate::BOT);
    office.receives_at("2026-06-11 10:12", &ask);
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    office.receives(&reply("both", TOM, &letter, "1 and 2: ok", Program::Phone));
    assert!(office.record().iter().all(|line| line.contains(" agreed: ")), "{:#?}", office.record());
}

#[test]
fn answers_between_our_own_lines_go_to_the_agreement_above_them() {
    let (mut office, letter) = confirmed();
    let body = inline(&letter, &[("1. ", "yes, that is fine"), ("2. ", "this is no longer needed")]);
    let between = reply("between", TOM, &letter, "", Program::Thunderbird).below(&body, "");
    office.receives(&between);
    assert_eq!(stands(&office), ["1 agreed, 2026-06-12 16:00", "2 cancelled, 2026-06-16 09:00"]);
}

#[test]
fn our_own_letter_quoted_below_is_never_read_as_new_words() {
    for program in Program::ALL {
        let (mut office, letter) = confirmed();
        let seen = reply("seen", TOM, &letter, "Thanks, I have seen it.", program);
        office.receives(&seen);
        assert_eq!(stands(&office), ASKED, "{program:?}");
        let lost = broken("lost", TOM, &letter, "Thanks, got the mail.", program).about("Your mail");
        office.receives(&lost);
        assert_eq!(stands(&office), ASKED, "{program:?}");
    }
}

#[test]
fn a_number_that_is_no_agreement_of_ours_means_nothing() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("logos", TOM, &letter, "Hall 2 was cold and hall 1 was loud last year.", Program::Gmail));
    assert_eq!(stands(&office), ASKED);
    office.clock_moves_to("2026-06-11 13:00");
    assert!(office.further_letters().iter().all(|sent| !sent.headline().contains("confirmation")));
}

#[test]
fn what_is_said_of_a_number_that_is_none_is_said_of_nothing_else() {
    for words in ["3 is done.", "3 done", "3 yes", "No to 3", "3 ist erledigt."] {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at(
            "2026-06-11 10:12",
            &mail("ask", MIA, "Hi Tom, please send us the logo by Friday 16:00.").to(TOM).cc(BOT),
        );
        office.clock_moves_to("2026-06-11 10:30");
        let letter = office.next_letter();
        office.receives_at("2026-06-11 11:00", &reply("odd", TOM, &letter, words, Program::Gmail));
        assert_eq!(stands(&office), ["1 asked, 2026-06-12 16:00"], "{words}");
        let told = office.next_letter();
        assert!(told.headline().ends_with(" refusal to tom@bank.example"), "{words}: {}", told.whole());
        office.has_sent_nothing_more();
    }
}

#[test]
fn a_number_that_only_counts_them_names_none() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("all", TOM, &letter, "All 3 are done.", Program::Gmail));
    assert!(office.further_lines().iter().all(|line| !line.contains(" refusal ")));
}

#[test]
fn a_button_pressed_in_the_letter_counts_without_any_quote() {
    let (mut office, letter) = confirmed();
    office.receives(&button("pressed", TOM, &letter, "1 yes"));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
}

#[test]
fn the_words_of_the_agreement_pick_it_too() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("words", TOM, &letter, "I sent you the materials this morning.", Program::AppleMail));
    assert_eq!(stands(&office), ["1 fulfilled, 2026-06-12 16:00", ASKED[1]]);
}

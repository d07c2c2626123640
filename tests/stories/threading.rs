//! The conversation is found although the client's program has lost it.

use crate::{
    numbers::{confirmed, stands},
    support::{
        mail::mail,
        office::{BOT, MIA, TOM},
        programs::{Program, broken, reply},
    },
};

#[test]
fn a_rewritten_subject_changes_nothing() {
    let (mut office, letter) = confirmed();
    office.receives(
        &reply("yes", TOM, &letter, "1 yes", Program::Outlook).about("AW: [EXTERN] WG: your mail of Thursday"),
    );
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
}

#[test]
fn an_answer_without_references_is_known_by_our_quoted_lines() {
    for program in Program::ALL {
        let (mut office, letter) = confirmed();
        office.receives(&broken("yes", TOM, &letter, "1 yes", program).about("No subject"));
        assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00", "{program:?}");
    }
}

#[test]
fn an_answer_without_references_and_quotes_is_known_by_its_subject() {
    let (mut office, _) = confirmed();
    office.receives(&mail("fresh", TOM, "1 yes").to(BOT).about("RE: Slides for Tuesday"));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
}

#[test]
fn a_mail_to_the_bot_alone_is_about_the_only_conversation_there_is() {
    let (mut office, _) = confirmed();
    office.receives(&mail("fresh", TOM, "1 yes").to(BOT).about("quick answer"));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
}

#[test]
fn of_two_conversations_neither_is_guessed() {
    let (mut office, _) = confirmed();
    let other =
        mail("other", MIA, "Hi Tom,\n\nplease send us the photos by Friday.\n\nMia").to(TOM).cc(BOT).about("Photos");
    office.receives(&other);
    office.clock_moves_to("2026-06-11 11:00");
    office.receives(&mail("fresh", TOM, "1 yes").to(BOT).about("quick answer"));
    let threads = office.ledger().threads().unwrap();
    let states: Vec<&str> =
        threads.iter().flat_map(|thread| &thread.agreements).map(|one| one.state.as_str()).collect();
    assert_eq!(states, ["asked", "agreed", "asked"]);
}

#[test]
fn a_team_member_who_names_no_conversation_is_told_so_in_one_sentence() {
    for (number, text) in [
        "status?",
        "report",
        "Hold letters, please",
        "undo",
        "send",
        "Wie ist der Stand?",
        "Отмените последнее изменение",
    ]
    .iter()
    .enumerate()
    {
        let (mut office, _) = confirmed();
        let other = mail("other", MIA, "Hi Tom,\n\nplease send us the photos by Friday.\n\nMia")
            .to(TOM)
            .cc(BOT)
            .about("Photos");
        office.receives(&other);
        office.clock_moves_to("2026-06-11 11:00");
        office.further_letters();
        let events = |office: &crate::support::office::Office| -> usize {
            let threads = office.ledger().threads().unwrap();
            threads.iter().map(|thread| office.ledger().history(thread.id).unwrap().len()).sum()
        };
        let before = events(&office);
        office.receives(&mail(&format!("stray{number}"), MIA, text).to(BOT).about("quick one"));
        let refusal = office.sends("2026-06-11 11:00 refusal to mia@studio.example");
        let first = refusal.letter.text.split("\n\n").next().unwrap().replace('\n', " ");
        if number < 5 {
            let meant = "I cannot tell which conversation is meant: please answer one of my letters in it.";
            assert_eq!(first, meant, "{text}");
        }
        assert_eq!(events(&office), before, "{text}");
        office.has_sent_nothing_more();
    }
}

#[test]
fn what_needs_no_conversation_is_done_without_one() {
    let (mut office, _) = confirmed();
    office.receives(&mail("list", MIA, "digest now").to(BOT).about("my list"));
    office.receives(&mail("help", MIA, "help").to(BOT).about("help"));
    let sent: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert_eq!(sent, ["2026-06-11 10:30 digest to mia@studio.example", "2026-06-11 10:30 help to mia@studio.example"]);
}

#[test]
fn somebody_who_never_got_the_letter_does_not_come_in_by_quoting_it() {
    let (mut office, letter) = confirmed();
    let stranger = "Max Stone <max@elsewhere.example>";
    office.receives(&broken("quote", stranger, &letter, "1 is done", Program::Gmail));
    let threads = office.ledger().threads().unwrap();
    assert_eq!(threads[0].agreements[0].state.as_str(), "asked");
    assert!(office.further_letters().iter().all(|sent| !sent.headline().contains("max@")));
}

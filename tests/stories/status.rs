//! Status, help, digest, report: asked for, answered to who asked.

use crate::{
    numbers::confirmed,
    support::{
        office::{MIA, TOM},
        programs::{Program, button, reply},
    },
};

#[test]
fn status_tells_its_writer_alone_how_things_stand() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("status", TOM, &letter, "Status?", Program::Phone));
    let status = office.sends("2026-06-11 10:30 status to tom@bank.example");
    insta::assert_snapshot!(status.whole());
}

#[test]
fn where_do_we_stand_is_the_same_question() {
    for (number, text) in
        ["Where do we stand?", "Hi, what is still open? Thanks, Tom", "Could you please send me the status?"]
            .iter()
            .enumerate()
    {
        let (mut office, letter) = confirmed();
        office.receives(&button(&format!("ask{number}"), TOM, &letter, text));
        let sent: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
        assert_eq!(sent, ["2026-06-11 10:30 status to tom@bank.example"], "{text}");
    }
}

#[test]
fn help_says_what_one_can_say() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("help", TOM, &letter, "Help", Program::Gmail));
    let help = office.sends("2026-06-11 10:30 help to tom@bank.example");
    assert!(!help.letter.text.contains("forget"), "what only the team may is shown to the team: {}", help.letter.text);
    office.receives(&reply("help2", MIA, &letter, "what can I say?", Program::Gmail));
    let help = office.sends("2026-06-11 10:30 help to mia@studio.example");
    let words = help.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("forget this thread"), "{words}");
}

#[test]
fn a_client_who_wants_the_report_or_the_list_is_told_in_a_sentence_what_to_ask_for() {
    for (number, text) in ["report", "Please send me the full history.", "digest now", "my list"].iter().enumerate() {
        let (mut office, letter) = confirmed();
        office.receives(&reply(&format!("wants{number}"), TOM, &letter, text, Program::AppleMail));
        let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
        let words = refusal.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.starts_with(
                "The timeline and the list are for the people of Studio Kern; answer \"status\", and I tell you how \
                 everything in this conversation stands."
            ),
            "{text}: {}",
            refusal.whole()
        );
        office.has_sent_nothing_more();
        // And so it is.
        office.receives(&button("then", TOM, &letter, "status"));
        office.sends("2026-06-11 10:30 status to tom@bank.example");
    }
}

#[test]
fn each_language_offers_the_client_the_status_in_a_word_that_is_heard() {
    for (language, word) in [("de", "Stand"), ("tr", "durum"), ("mn", "ямар байна"), ("bn", "অবস্থা"), ("ru", "статус")]
    {
        let report = match language {
            "de" => "Bericht",
            "tr" => "rapor",
            "mn" => "тайлан",
            "bn" => "প্রতিবেদন",
            _ => "отчёт",
        };
        let (mut office, letter) = confirmed();
        office.receives(&button("report", TOM, &letter, report));
        let refusal = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
        assert!(refusal.letter.text.contains(word), "{language}: {}", refusal.whole());
        office.receives(&button("word", TOM, &letter, word));
        office.sends("2026-06-11 10:30 status to tom@bank.example");
    }
}

#[test]
fn the_digest_comes_when_a_team_member_wants_it() {
    let (mut office, letter) = confirmed();
    office.receives(&button("digest", MIA, &letter, "digest now"));
    let digest = office.sends("2026-06-11 10:30 digest to mia@studio.example");
    assert!(digest.letter.text.contains("Tom sends us all materials"), "{}", digest.letter.text);
    office.receives(&button("mine", TOM, &letter, "digest now"));
    office.sends("2026-06-11 10:30 refusal to tom@bank.example");
}

#[test]
fn the_report_goes_to_the_team_member_who_asks() {
    let (mut office, letter) = confirmed();
    office.receives(&button("report", MIA, &letter, "Report, please"));
    let report = office.sends("2026-06-11 10:30 report to mia@studio.example");
    assert!(report.letter.text.contains("2026"), "{}", report.letter.text);
}

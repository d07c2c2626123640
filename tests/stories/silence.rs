//! Stop, start again, hold, go on: whoever wants quiet gets it.

use crate::{
    numbers::{confirmed, stands},
    support::{
        mail::mail,
        office::{BOT, JON, MIA, Office, TOM, rules},
        programs::{Program, button, reply},
    },
    the_call,
};

#[test]
fn who_says_stop_gets_nothing_more_in_any_conversation() {
    let (mut office, letter) = confirmed();
    office.receives(&button("stop", TOM, &letter, "stop"));
    let told = office.sends("2026-06-11 10:30 receipt to mia@studio.example");
    insta::assert_snapshot!(told.whole());
    let other =
        mail("other", MIA, "Hi Tom,\n\nplease send us the photos by Friday.\n\nMia").to(TOM).cc(BOT).about("Photos");
    office.receives_at("2026-06-11 11:00", &other);
    office.clock_moves_to("2026-06-19 18:00");
    for sent in office.further_letters() {
        assert!(!sent.whole().contains("tom@bank.example\n") && !sent.headline().contains("tom@"), "{}", sent.whole());
    }
}

#[test]
fn what_the_stopped_one_says_still_counts() {
    let (mut office, letter) = confirmed();
    office.receives(&button("stop", TOM, &letter, "stop"));
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00");
    office.clock_moves_to("2026-06-11 11:30");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert_eq!(letters[1..], ["2026-06-11 11:27 confirmation to mia@studio.example"]);
}

#[test]
fn start_again_brings_the_letters_back() {
    let (mut office, letter) = confirmed();
    office.receives(&button("stop", TOM, &letter, "Please stop mailing me, I am not with the bank any more."));
    office.further_letters();
    office.receives_at("2026-06-11 10:50", &button("again", TOM, &letter, "Start again, please"));
    office.sends("2026-06-11 10:50 receipt to tom@bank.example");
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-11 11:30");
    office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
}

#[test]
fn please_stop_by_on_friday_stops_nothing() {
    for (number, text) in [
        "Hi Mia,\n\nplease stop by on Friday.\n\nTom",
        "Hi Mia,\n\nplease stop the presses, we have a new logo.\n\nTom",
        "We cannot stop the campaign now.",
        "Mia, please stop.",
        "Could you help us with the hold music? The status of the report is unclear to me.",
    ]
    .iter()
    .enumerate()
    {
        let (mut office, letter) = confirmed();
        office.receives(&reply(&format!("by{number}"), TOM, &letter, text, Program::Gmail));
        assert_eq!(office.ledger().stopped().unwrap(), [], "{text}");
        assert!(!office.thread().settings.held, "{text}");
        office.has_sent_nothing_more();
        let between = mail(&format!("people{number}"), TOM, "stop").to(MIA).cc(BOT).answering(&the_call());
        office.receives(&between);
        assert_eq!(office.ledger().stopped().unwrap(), [], "what people write to each other is not for the bot");
    }
}

#[test]
fn a_thread_on_hold_sends_nothing_until_it_goes_on() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("hold", MIA, &letter, "Please hold letters on this thread for now", Program::Gmail));
    let told = office.sends("2026-06-11 10:30 receipt to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(told.whole());
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-12 20:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(letters.iter().all(|line| line.contains(" digest ")), "{letters:#?}");
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 16:00", "it goes on reading");
    office.receives_at("2026-06-12 21:00", &reply("on", MIA, &told, "go on", Program::Gmail));
    office.clock_moves_to("2026-06-12 22:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert_eq!(letters, ["2026-06-12 21:00 together to mia@studio.example, tom@bank.example"]);
}

#[test]
fn a_forgotten_thread_keeps_its_record_and_loses_its_mails() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("forget", MIA, &letter, "Forget this thread", Program::Gmail));
    office.sends("2026-06-11 10:30 receipt to mia@studio.example");
    for kept in office.ledger().mails_of(office.thread().id).unwrap() {
        assert_eq!(office.ledger().bytes(&kept.digest).unwrap(), None);
    }
    assert_eq!(office.record().len(), 2);
    office.clock_moves_to("2026-06-16 20:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(letters.iter().all(|line| line.contains(" digest ")), "{letters:#?}");
}

#[test]
fn what_is_said_where_the_bot_is_not_to_be_seen_is_told_to_nobody_else() {
    for (name, text, told) in [
        ("stop", "stop", &[][..]),
        ("hold", "hold letters on this thread", &["2026-06-11 10:30 receipt to mia@studio.example"][..]),
    ] {
        let (mut office, letter) = confirmed();
        let hidden = mail(name, MIA, text).to(TOM).cc(JON).answering_id(letter.letter.id.as_str());
        office.receives(&hidden.header("X-Envelope-To", "agree@studio.example"));
        let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
        assert_eq!(letters, told, "{name}");
    }
}

#[test]
fn where_letters_are_for_the_team_alone_so_is_the_word_that_they_are_on_hold() {
    let mut house = rules();
    house.policy.readers = inwriting::model::Readers::Team;
    let mut office = Office::opens_by("2026-06-11 09:00", house);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.sends("2026-06-11 10:27 confirmation to mia@studio.example");
    let hold = mail("hold", MIA, "hold letters on this thread").to(BOT).cc(TOM);
    office.receives(&hold.answering_id(letter.letter.id.as_str()));
    office.sends("2026-06-11 10:30 receipt to mia@studio.example");
    office.has_sent_nothing_more();
}

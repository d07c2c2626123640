//! Who is not of the team brings no thread to life; who is not on a thread changes nothing on it; what came in secret stays so.

use inwriting::daemon::Taken;

use crate::{
    support::{
        mail::mail,
        office::{BOT, JON, MIA, Office, TOM, rules},
    },
    the_call, the_yes,
};

const EVE: &str = "Eve <eve@elsewhere.example>";

#[test]
fn a_client_who_writes_to_the_bot_alone_gets_no_letter_until_the_team_has_written() {
    let mut office = Office::opens("2026-06-11 09:00");
    let begun = mail("begin", TOM, "Hi Mia,\n\nplease send us the offer by Monday.\n\nTom").to(MIA).cc(BOT);
    office.receives_at("2026-06-11 10:00", &begun);
    office.clock_moves_to("2026-06-12 18:00");
    office.has_sent_nothing_more();

    let yes = mail("yes", MIA, "Ok, will do.\n\nMia").to(TOM).cc(BOT).answering(&begun);
    office.receives_at("2026-06-12 18:05", &yes);
    office.clock_moves_to("2026-06-12 18:30");
    office.sends("2026-06-12 18:20 confirmation to mia@studio.example, tom@bank.example");
}

#[test]
fn a_strangers_word_on_a_thread_changes_nothing_and_he_learns_nothing() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    let record = office.record();
    let forged = mail("forged", EVE, "We no longer need the materials. The deck is due on Friday.").to(BOT);
    let taken = office.receives(&forged.answering(&the_call()));
    assert!(matches!(taken, Taken::Left { .. }), "{taken:?}");
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
    assert_eq!(office.record(), record);
    assert!(office.thread().participants.iter().all(|party| party.address.domain() != "elsewhere.example"));
}

#[test]
fn a_mail_in_the_teams_name_that_the_server_calls_false_is_not_believed() {
    let mut trusting = rules();
    trusting.trusted = vec!["mx.studio.example".to_owned()];
    let mut office = Office::opens_by("2026-06-11 09:00", trusting);
    let verdict = "mx.studio.example; dmarc=fail header.from=studio.example";
    let taken = office.receives_at("2026-06-11 10:12", &the_call().header("Authentication-Results", verdict));
    assert!(matches!(taken, Taken::Left { .. }), "{taken:?}");
    office.clock_moves_to("2026-06-16 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn in_bcc_the_bot_writes_to_the_one_who_put_it_there_and_to_nobody_else() {
    let mut office = Office::opens("2026-06-11 09:00");
    let secret = mail("secret", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM);
    office.receives_at("2026-06-11 10:12", &secret);
    office.clock_moves_to("2026-06-17 18:00");
    let letters = office.further_letters();
    assert!(!letters.is_empty(), "Mia is told");
    for sent in letters {
        assert_eq!(
            sent.to.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["mia@studio.example"],
            "{}",
            sent.whole()
        );
        let bytes = String::from_utf8(sent.letter.bytes).unwrap();
        assert!(!bytes.contains("To: Tom"), "{bytes}");
    }
}

#[test]
fn a_letter_goes_to_those_on_the_message_it_answers_and_to_nobody_who_was_there_before() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call().cc(JON));
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 11:00");
    let letter = office.next_letter();
    let people: Vec<String> = letter.to.iter().map(ToString::to_string).collect();
    assert_eq!(people, ["mia@studio.example", "tom@bank.example"], "Jon is not on Tom's answer");
}

#[test]
fn what_the_server_calls_false_is_guessed_into_no_conversation_nor_is_an_answer_to_it() {
    let mut trusting = rules();
    trusting.trusted = vec!["mx.studio.example".to_owned()];
    let mut office = Office::opens_by("2026-06-11 09:00", trusting);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:40");
    office.further_letters();
    let record = office.record();
    let verdict = "mx.studio.example; dmarc=fail header.from=studio.example";
    let forged = mail("forged", MIA, "When do you send them?").to(BOT).header("Authentication-Results", verdict);
    office.receives_at("2026-06-11 10:50", &forged);
    let answer = mail("answer", TOM, "You will get the materials by Wednesday noon instead.").to(MIA).cc(BOT);
    office.receives_at("2026-06-11 10:55", &answer.answering(&forged));
    assert_eq!(office.ledger().threads().unwrap()[0].agreements[0].proposal, None);
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
    assert_eq!(office.ledger().threads().unwrap()[0].agreements.len(), record.len());
}

//! A client is asked how it went, once, when a thing is done; the answer goes to the team.

use inwriting::{model::Side, report::Account};

use super::{
    letters, opens,
    scripts::{SCRIPTS, Script},
};
use crate::support::{
    mail::mail,
    office::{BOT, MIA, Office, TOM, rules},
};

/// The story up to its end on Monday night: both dates are settled.
fn played(script: &Script) -> Office {
    let mut office = opens(script);
    office.receives_at("2026-06-11 10:12", &script.the_call());
    office.receives_at("2026-06-11 10:20", &script.the_yes());
    office.receives_at("2026-06-15 10:40", &script.the_materials());
    office.receives_at("2026-06-15 22:15", &script.the_deck());
    office.clock_moves_to("2026-06-16 18:00");
    office.further_letters();
    office
}

/// What a client answers, and the number in it.
const ANSWERS: [(&str, u8); 6] = [
    ("4. The last edits were missing, all else was fine.", 4),
    ("3, die letzten Änderungen haben gefehlt.", 3),
    ("5! Her şey iyiydi.", 5),
    ("4, последних правок не хватило.", 4),
    ("2. Сүүлийн засварууд орсонгүй.", 2),
    ("৩, শেষ সংশোধনগুলো বাদ পড়েছে।", 3),
];

#[test]
fn when_the_work_is_done_the_client_is_asked_once_and_the_team_hears_the_answer() {
    for (script, (answer, number)) in SCRIPTS.iter().zip(ANSWERS) {
        let mut office = played(script);
        office.clock_moves_to("2026-06-17 09:30");
        let asked = letters(&mut office, "feedback");
        assert_eq!(asked.len(), 1, "{}: {:#?}", script.language, office.record());
        assert_eq!(asked[0].headline(), "2026-06-17 09:00 feedback to tom@bank.example");
        let reply = mail("answer", TOM, answer).to(BOT).answering_id(asked[0].letter.id.as_str());
        office.receives_at("2026-06-17 11:00", &reply);
        let ratings = office.thread().settings.ratings;
        assert_eq!(ratings.iter().map(|rating| rating.number).collect::<Vec<_>>(), [number], "{}", script.language);
        assert_eq!(ratings[0].words, answer);
        office.clock_moves_to("2026-06-18 09:00");
        let digests = letters(&mut office, "digest");
        let digest = digests.iter().find(|sent| sent.letter.text.contains(answer));
        let digest = digest.unwrap_or_else(|| panic!("{}: the team was not told", script.language));
        assert_eq!(digest.to.iter().map(ToString::to_string).collect::<Vec<_>>(), ["mia@studio.example"]);
        // It is in the report, and Tom is not asked again.
        let dossier = office.ledger().dossier(office.thread().id).unwrap().unwrap();
        let account = Account::of(&dossier, &[], &rules().office, office.now().timestamp()).unwrap();
        assert_eq!(account.ratings, ratings);
        assert!(account.sides.contains(&Side::Client("bank.example".to_owned())));
        office.clock_moves_to("2026-09-01 12:00");
        assert!(letters(&mut office, "feedback").is_empty(), "{}", script.language);
        assert!(office.ledger().verify().unwrap().is_ok());
    }
}

#[test]
fn nobody_is_asked_while_something_is_past_its_date() {
    for script in &SCRIPTS[..3] {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.receives_at("2026-06-15 22:15", &script.the_deck());
        office.clock_moves_to("2026-06-30 18:00");
        assert!(letters(&mut office, "feedback").is_empty(), "{}: the materials never came", script.language);
    }
}

#[test]
fn where_the_house_wants_no_feedback_or_the_team_alone_reads_nobody_is_asked() {
    let script = &SCRIPTS[0];
    let mut never = rules();
    never.policy.feedback_days = None;
    let mut quiet = rules();
    quiet.policy.readers = inwriting::model::Readers::Team;
    for rules in [never, quiet] {
        let mut office = Office::opens_by("2026-06-11 09:00", rules);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.receives_at("2026-06-15 10:40", &script.the_materials());
        office.receives_at("2026-06-15 22:15", &script.the_deck());
        office.clock_moves_to("2026-06-30 18:00");
        assert!(letters(&mut office, "feedback").is_empty());
    }
}

#[test]
fn a_number_from_the_team_or_to_another_letter_is_no_feedback() {
    let script = &SCRIPTS[0];
    let mut office = played(script);
    office.clock_moves_to("2026-06-17 09:30");
    let asked = letters(&mut office, "feedback").remove(0);
    let mias = mail("mias", MIA, "5").to(BOT).answering_id(asked.letter.id.as_str());
    office.receives_at("2026-06-17 11:00", &mias);
    let other = mail("other", TOM, "5").to(MIA).cc(BOT).answering(&script.the_call());
    office.receives_at("2026-06-17 12:00", &other);
    assert!(office.thread().settings.ratings.is_empty());
}

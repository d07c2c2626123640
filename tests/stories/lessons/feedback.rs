//! A client is asked how it went, once, when a thing is done; the answer goes to the team.

use inwriting::{model::Side, report::Account};

use super::{
    letters, opens, runs_to_its_end,
    scripts::{SCRIPTS, Script},
};
use crate::support::{
    mail::mail,
    office::{BOT, MIA, Office, TOM, rules},
};

/// The story up to its end on Monday night: both dates are settled.
fn played(script: &Script) -> Office {
    let mut office = opens(script);
    runs_to_its_end(&mut office, script);
    office.clock_moves_to("2026-06-16 18:00");
    office.further_letters();
    office
}

/// What a client answers, and the number in it.
const ANSWERS: [(&str, u8); 7] = [
    ("4. The last edits were missing, all else was fine.", 4),
    ("3, die letzten Änderungen haben gefehlt.", 3),
    ("5! Her şey iyiydi.", 5),
    ("4, последних правок не хватило.", 4),
    ("2. Сүүлийн засварууд орсонгүй.", 2),
    ("৩, শেষ সংশোধনগুলো বাদ পড়েছে।", 3),
    ("4, faltaron las últimas correcciones.", 4),
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
        runs_to_its_end(&mut office, script);
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

/// What Mia writes to the bot alone when a stage begins.
const STAGES: [(&str, &str); 6] = [
    ("stage: draft", "stage: final"),
    ("Phase: Entwurf", "Phase: Reinzeichnung"),
    ("aşama: taslak", "aşama: son hali"),
    ("этап: черновик", "этап: чистовик"),
    ("үе шат: ноорог", "үе шат: эцсийн"),
    ("ধাপ: খসড়া", "ধাপ: চূড়ান্ত"),
];

#[test]
fn when_the_team_names_the_next_stage_the_client_is_asked_about_the_one_before() {
    for (script, (first, next)) in SCRIPTS.iter().zip(STAGES) {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.clock_moves_to("2026-06-11 11:00");
        let letter = office.further_letters().remove(0);
        let says = |name: &str, words: &str| mail(name, MIA, words).to(BOT).answering_id(letter.letter.id.as_str());
        office.receives_at("2026-06-11 11:10", &says("first", first));
        office.clock_moves_to("2026-06-11 14:00");
        let name = |words: &str| words.split_once(": ").unwrap().1.to_owned();
        assert_eq!(office.thread().settings.stage, Some(name(first)), "{}", script.language);
        assert!(letters(&mut office, "feedback").is_empty(), "{}: the stage goes on", script.language);
        office.receives_at("2026-06-11 16:00", &says("next", next));
        office.receives_at("2026-06-12 10:00", &script.the_materials());
        office.clock_moves_to("2026-06-15 18:00");
        let asked = letters(&mut office, "feedback");
        assert_eq!(asked.len(), 1, "{}: {:#?}", script.language, office.record());
        assert_eq!(asked[0].headline(), "2026-06-15 09:00 feedback to tom@bank.example");
        assert!(asked[0].letter.text.contains(&name(first)), "{}", asked[0].whole());
        office
            .receives_at("2026-06-17 18:10", &mail("five", TOM, "5").to(BOT).answering_id(asked[0].letter.id.as_str()));
        assert_eq!(office.thread().settings.ratings.len(), 1);
        office.clock_moves_to("2026-09-01 18:00");
        assert!(letters(&mut office, "feedback").is_empty(), "{}: once", script.language);
    }
}

#[test]
fn a_recap_names_the_stage_too() {
    for (script, (first, _)) in SCRIPTS.iter().zip(STAGES) {
        let mut office = opens(script);
        let mut line: Vec<char> = first.chars().collect();
        line[0] = line[0].to_uppercase().next().unwrap();
        let line: String = line.into_iter().collect();
        let (items, greeting) = script.call.trim_end().rsplit_once("\n\n").unwrap();
        let text = format!("{items}\n\n{line}\n\n{greeting}");
        office.receives_at("2026-06-11 10:12", &mail("recap", MIA, &text).to(TOM).cc(BOT));
        let named = first.split_once(": ").unwrap().1;
        assert_eq!(office.thread().settings.stage.as_deref(), Some(named), "{}", script.language);
    }
}

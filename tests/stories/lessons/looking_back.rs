//! Both sides look back at a project: each by a letter of its own, sealed until both have answered, then in one letter with the facts first.

use inwriting::report::Account;

use super::{
    letters, opens, runs_to_its_end,
    scripts::{SCRIPTS, Script},
};
use crate::support::{
    mail::{Written, mail},
    office::{BOT, MIA, Office, Sent, TOM, rules},
};

/// What Mia asks for, what she and Tom answer (each holds words that would be an agreement elsewhere), and a word that no letter may hold
/// before its time.
const WORDS: [(&str, &str, &str); 7] = [
    (
        "look back",
        "I was wrong about the weekend.\nNext time I will send the files by Thursday 25 June.",
        "The dates on paper went well. We will send you our list by Friday 26 June.",
    ),
    (
        "Rückblick",
        "Mit dem Wochenende lag ich falsch.\nDie Dateien schicke ich beim nächsten Mal bis Donnerstag, 25. Juni.",
        "Gut waren die notierten Termine. Unsere Liste schicken wir bis Freitag, 26. Juni.",
    ),
    (
        "geriye bakış",
        "Hafta sonu konusunda yanılmışım.\nBir dahaki sefere dosyaları 25 Haziran perşembeye kadar gönderirim.",
        "Yazılı tarihler iyi oldu. Listemizi 26 Haziran cumaya kadar göndeririz.",
    ),
    (
        "взгляд назад",
        "С выходными я ошибся.\nВ следующий раз пришлю файлы до четверга, 25 июня.",
        "Хорошо, что сроки были записаны. Наш список пришлём до пятницы, 26 июня.",
    ),
    (
        "эргэн харъя",
        "Амралтын өдөр дээр би эндүүрсэн.\nДараагийн удаа файлуудыг 6 сарын 25 гэхэд илгээнэ.",
        "Хугацааг бичсэн нь сайн болсон. Жагсаалтаа 6 сарын 26 гэхэд илгээнэ.",
    ),
    (
        "ফিরে দেখা",
        "সপ্তাহান্ত নিয়ে আমার ভুল হয়েছিল।\nপরের বার ফাইলগুলো ২৫ জুনের মধ্যে পাঠাব।",
        "তারিখ লেখা থাকা ভালো হয়েছে। আমাদের তালিকা ২৬ জুনের মধ্যে পাঠাব।",
    ),
    (
        "mirada atrás",
        "Me equivoqué con el fin de semana.\nLa próxima vez enviaré los archivos antes del jueves 25 de junio.",
        "Fue bueno tener las fechas por escrito. Enviaremos nuestra lista antes del viernes 26 de junio.",
    ),
];

/// The story up to its end, and the request for feedback that follows it.
fn played(script: &Script) -> Office {
    let mut office = opens(script);
    runs_to_its_end(&mut office, script);
    office.clock_moves_to("2026-06-17 09:30");
    office
}

/// Mia answers the latest letter that she got with these words, to the bot alone.
fn mia_says(office: &mut Office, name: &str, words: &str) -> Written {
    let sent = office.further_letters();
    let hers = sent.iter().rfind(|sent| sent.to.iter().any(|to| to.to_string() == "mia@studio.example"));
    mail(name, MIA, words).to(BOT).answering_id(hers.unwrap().letter.id.as_str())
}

/// The letter of a kind that went to this person, among those that have left since.
fn to<'s>(sent: &'s [Sent], person: &str) -> &'s Sent {
    let theirs = |sent: &&Sent| sent.to.iter().map(ToString::to_string).collect::<Vec<_>>() == [person];
    sent.iter().find(theirs).unwrap_or_else(|| panic!("nothing went to {person} alone: {sent:#?}"))
}

fn reply(name: &str, from: &str, words: &str, to: &Sent) -> Written {
    mail(name, from, words).to(BOT).answering_id(to.letter.id.as_str())
}

/// Everything that a curious person could look at: letters, lists, the record, the report.
fn everything(office: &mut Office) -> String {
    let id = office.thread().id;
    let history = serde_json::to_string(
        &office.ledger().history(id).unwrap()[..].iter().map(|event| &event.entry).collect::<Vec<_>>(),
    );
    let dossier = office.ledger().dossier(id).unwrap().unwrap();
    let account = Account::of(&dossier, &[], &rules().office, office.now().timestamp()).unwrap();
    let sent: Vec<String> = office.further_letters().iter().map(Sent::whole).collect();
    format!("{}\n{dossier:?}\n{account:?}\n{}", history.unwrap(), sent.join("\n"))
}

#[test]
fn what_both_sides_answer_is_sealed_until_both_have_and_then_goes_to_both_with_the_facts_first() {
    for (script, (wish, toms, mias)) in SCRIPTS.iter().zip(WORDS) {
        let mut office = played(script);
        let record = office.record();
        let asks = mia_says(&mut office, "wish", wish);
        office.receives_at("2026-06-17 10:00", &asks);
        office.clock_moves_to("2026-06-17 10:10");
        let sent = letters(&mut office, "look_back");
        assert_eq!(sent.len(), 2, "{}: each side has a letter of its own", script.language);
        let (for_tom, for_mia) = (to(&sent, "tom@bank.example"), to(&sent, "mia@studio.example"));
        let first = toms.lines().next().unwrap();
        office.receives_at("2026-06-18 11:00", &reply("toms", TOM, toms, for_tom));
        office.clock_moves_to("2026-06-19 17:00");
        let seen = everything(&mut office);
        assert!(!seen.contains(first), "{}: the seal is broken: {seen}", script.language);
        office.receives_at("2026-06-22 11:00", &reply("mias", MIA, mias, for_mia));
        office.clock_moves_to("2026-06-22 11:10");
        let unsealed = letters(&mut office, "looked_back");
        let headlines: Vec<String> = unsealed.iter().map(Sent::headline).collect();
        assert_eq!(headlines, ["2026-06-22 11:00 looked_back to mia@studio.example, tom@bank.example"]);
        let text = unsealed[0].letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = |words: &str| {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            text.find(&words).unwrap_or_else(|| panic!("{words}: {}", unsealed[0].whole()))
        };
        let fact = place(&office.thread().agreements[0].action);
        assert!(fact < place(toms) && fact < place(mias), "{}", unsealed[0].whole());
        assert_eq!(office.record(), record, "{}: no word of it is an agreement", script.language);
        office.clock_moves_to("2026-09-01 12:00");
        assert!(letters(&mut office, "looked_back").is_empty(), "{}", script.language);
        assert!(office.ledger().verify().unwrap().is_ok());
    }
}

#[test]
fn when_the_time_is_up_the_answers_that_there_are_go_out_and_a_later_one_is_told_so() {
    for (script, (wish, toms, mias)) in SCRIPTS.iter().zip(WORDS) {
        let mut office = played(script);
        let asks = mia_says(&mut office, "wish", wish);
        office.receives_at("2026-06-17 10:00", &asks);
        office.clock_moves_to("2026-06-17 10:10");
        let sent = letters(&mut office, "look_back");
        office.receives_at("2026-06-18 11:00", &reply("toms", TOM, toms, to(&sent, "tom@bank.example")));
        office.clock_moves_to("2026-06-24 18:00");
        let unsealed = letters(&mut office, "looked_back");
        assert_eq!(unsealed.len(), 1, "{}", script.language);
        assert!(unsealed[0].headline().starts_with("2026-06-24 10:00 "), "seven days after it was asked");
        assert!(unsealed[0].letter.text.contains(toms.lines().next().unwrap()));
        office.receives_at("2026-06-25 11:00", &reply("mias", MIA, mias, to(&sent, "mia@studio.example")));
        office.clock_moves_to("2026-06-25 11:10");
        assert_eq!(letters(&mut office, "refusal").len(), 1, "{}: she is told that it is too late", script.language);
        office.clock_moves_to("2026-07-15 11:10");
        assert!(letters(&mut office, "looked_back").is_empty(), "{}", script.language);
    }
}

#[test]
fn nobody_looks_back_twice_or_while_something_is_past_its_date_or_at_a_client_s_word() {
    for (script, (wish, _, _)) in SCRIPTS.iter().zip(WORDS) {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.clock_moves_to("2026-06-15 10:00");
        let early = mia_says(&mut office, "early", wish);
        office.receives_at("2026-06-15 10:05", &early);
        office.clock_moves_to("2026-06-15 10:30");
        assert_eq!(letters(&mut office, "refusal").len(), 1, "{}: the materials are late", script.language);
        office.receives_at("2026-06-15 10:40", &script.the_materials());
        office.receives_at("2026-06-15 22:15", &script.the_deck());
        office.clock_moves_to("2026-06-17 10:00");
        let sent = office.further_letters();
        let letter = sent.iter().rfind(|sent| sent.headline().contains(" confirmation ")).unwrap();
        office.receives_at("2026-06-17 10:05", &reply("client", TOM, wish, letter));
        office.clock_moves_to("2026-06-17 10:10");
        let sent = office.further_letters();
        let headlines: Vec<String> = sent.iter().map(Sent::headline).collect();
        assert_eq!(headlines, ["2026-06-17 10:05 refusal to tom@bank.example"], "{}", script.language);
        office.receives_at("2026-06-17 10:20", &reply("wish", MIA, wish, letter));
        office.receives_at("2026-06-17 10:30", &reply("again", MIA, wish, letter));
        office.clock_moves_to("2026-06-17 11:00");
        let sent = office.further_letters();
        let kinds = |kind: &str| sent.iter().filter(|sent| sent.headline().contains(&format!(" {kind} "))).count();
        assert_eq!((kinds("look_back"), kinds("refusal")), (2, 1), "{}: {sent:#?}", script.language);
    }
}

#[test]
fn who_wants_no_letters_is_not_asked_and_then_the_other_side_is_not_either() {
    for (script, (wish, _, _)) in SCRIPTS.iter().zip(WORDS).take(3) {
        let mut office = played(script);
        let sent = office.further_letters();
        let letter = sent.iter().rfind(|sent| sent.headline().contains(" confirmation ")).unwrap();
        office.receives_at("2026-06-17 09:40", &reply("stop", TOM, "stop", letter));
        office.receives_at("2026-06-17 10:00", &reply("wish", MIA, wish, letter));
        office.clock_moves_to("2026-07-01 10:00");
        assert!(letters(&mut office, "look_back").is_empty(), "{}", script.language);
    }
}

#[test]
fn a_house_that_wants_it_asks_when_the_last_agreement_has_closed() {
    for script in SCRIPTS {
        let mut rules = rules();
        rules.policy.look_back_at_close = true;
        let mut office = Office::opens_by("2026-06-11 09:00", rules);
        runs_to_its_end(&mut office, script);
        office.clock_moves_to("2026-06-22 08:59");
        assert!(letters(&mut office, "look_back").is_empty(), "{}", script.language);
        office.clock_moves_to("2026-06-22 09:10");
        let sent = letters(&mut office, "look_back");
        assert_eq!(sent.len(), 2, "{}: five working days after Monday", script.language);
        office.receives_at("2026-06-22 11:00", &reply("toms", TOM, "All fine.", to(&sent, "tom@bank.example")));
        office.receives_at("2026-06-22 12:00", &reply("mias", MIA, "All fine.", to(&sent, "mia@studio.example")));
        office.clock_moves_to("2026-06-22 12:10");
        assert_eq!(letters(&mut office, "looked_back").len(), 1, "{}", script.language);
        office.clock_moves_to("2026-09-01 12:00");
        assert!(letters(&mut office, "look_back").is_empty(), "{}: once", script.language);
    }
}

#[test]
fn what_is_forgotten_is_never_unsealed() {
    let (script, (wish, toms, mias)) = (&SCRIPTS[0], WORDS[0]);
    let mut office = played(script);
    let asks = mia_says(&mut office, "wish", wish);
    office.receives_at("2026-06-17 10:00", &asks);
    office.clock_moves_to("2026-06-17 10:10");
    let sent = letters(&mut office, "look_back");
    let (for_tom, for_mia) = (to(&sent, "tom@bank.example"), to(&sent, "mia@studio.example"));
    office.receives_at("2026-06-18 11:00", &reply("toms", TOM, toms, for_tom));
    assert_eq!(office.ledger().reflections(office.thread().id).unwrap().len(), 1);
    office.receives_at("2026-06-18 12:00", &reply("forget", MIA, "Forget this thread.", for_mia));
    office.receives_at("2026-06-22 11:00", &reply("mias", MIA, mias, for_mia));
    office.clock_moves_to("2026-07-01 10:00");
    assert!(letters(&mut office, "looked_back").is_empty());
    let left = office.ledger().reflections(office.thread().id).unwrap();
    assert!(!left.iter().any(|one| one.words.contains("weekend")), "{left:#?}");
}

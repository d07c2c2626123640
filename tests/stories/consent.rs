//! Silence is no consent; where the house has the rule, it counts for what a letter said it would count for, and for nothing else.

use crate::{
    numbers::stands,
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, Sent, TOM, rules},
        programs::{Program, button, reply},
    },
};

fn asks(text: &str) -> Written {
    mail("ask", MIA, text).to(TOM).cc(BOT)
}

const ASK: &str = "Hi Tom,\n\nplease send us the logo by 26 June.\n\nMia";

/// Studio Kern takes silence for a yes after five working days, and asks again after three.
fn with_the_rule() -> Office {
    let mut house = rules();
    house.policy.silence = Some(5);
    Office::opens_by("2026-06-11 09:00", house)
}

/// Mia asks on Thursday, and Tom is told of it.
fn asked(office: &mut Office, text: &str) -> Sent {
    office.receives_at("2026-06-11 10:12", &asks(text));
    office.clock_moves_to("2026-06-11 10:30");
    office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example")
}

fn told(sent: &Sent) -> String {
    sent.letter.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_letter_says_so_and_then_silence_counts_and_a_no_still_does() {
    let mut office = with_the_rule();
    let letter = asked(&mut office, ASK);
    assert!(
        told(&letter).contains("without an answer by the end of Thursday, 18 June 2026 it counts as agreed"),
        "{}",
        letter.whole()
    );
    office.clock_moves_to("2026-06-17 12:00");
    let again = office.further_letters();
    let again = again.iter().find(|sent| sent.headline().contains(" unanswered ")).unwrap();
    assert!(told(again).contains("by the end of Thursday, 18 June 2026"), "{}", again.whole());
    assert!(!told(again).contains("not taken for a yes"), "{}", again.whole());
    office.clock_moves_to("2026-06-18 17:59");
    assert_eq!(stands(&office), ["1 asked, 2026-06-26"]);
    office.clock_moves_to("2026-06-18 19:00");
    assert_eq!(stands(&office), ["1 agreed, 2026-06-26"]);
    let agreement = office.thread().agreements[0].clone();
    assert_eq!(agreement.silence.as_ref(), Some(&letter.letter.id), "the record names the letter that said so");
    let letters = office.further_letters();
    let known = letters.iter().find(|sent| sent.headline().contains(" confirmation ")).unwrap();
    insta::assert_snapshot!(known.whole());
    office.clock_moves_to("2026-06-22 10:00");
    let digest = office.further_letters().into_iter().rfind(|sent| sent.headline().contains(" digest ")).unwrap();
    assert!(told(&digest).contains("agreed by silence"), "{}", digest.whole());
    office.receives_at("2026-06-22 11:00", &reply("no", TOM, known, "1 no, we can't do that", Program::Outlook));
    assert_eq!(stands(&office), ["1 declined, 2026-06-26"]);
    assert_eq!(office.thread().agreements[0].version, 3, "asked, agreed by silence, declined");
}

#[test]
fn a_late_yes_is_a_yes() {
    let mut office = with_the_rule();
    let letter = asked(&mut office, ASK);
    office.clock_moves_to("2026-06-19 12:00");
    office.further_letters();
    office.receives_at("2026-06-19 13:00", &reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    assert_eq!(office.thread().agreements[0].silence, None);
    assert_eq!(stands(&office), ["1 agreed, 2026-06-26"]);
}

#[test]
fn it_is_said_and_told_in_each_language() {
    for (language, text) in [
        ("de", "Hallo Tom,\n\nbitte schick uns das Logo bis 26. Juni.\n\nMia"),
        ("tr", "Merhaba Tom,\n\nlogoyu lütfen 26 Haziran'a kadar gönder.\n\nMia"),
        ("mn", "Сайн байна уу, Том,\n\nЛогогоо 6-р сарын 26 гэхэд илгээнэ үү.\n\nМиа"),
        ("bn", "প্রিয় টম,\n\nলোগোটা দয়া করে ২৬ জুনের মধ্যে পাঠান।\n\nমিয়া"),
        ("ru", "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до 26 июня.\n\nМиа"),
        ("es", "Hola, Tom:\n\nPor favor, envíanos el logo antes del 26 de junio.\n\nMia"),
    ] {
        let mut office = with_the_rule();
        let letter = asked(&mut office, text);
        office.clock_moves_to("2026-06-18 19:00");
        let letters = office.further_letters();
        let known = letters.iter().find(|sent| sent.headline().contains(" confirmation ")).unwrap();
        insta::assert_snapshot!(format!("silence-{language}"), format!("{}\n\n{}", letter.whole(), known.whole()));
        assert!(stands(&office)[0].starts_with("1 agreed"), "{language}: {:?}", stands(&office));
    }
}

#[test]
fn without_the_rule_silence_says_and_does_nothing() {
    let mut office = Office::opens("2026-06-11 09:00");
    let letter = asked(&mut office, ASK);
    assert!(!told(&letter).contains("counts as agreed"), "{}", letter.whole());
    office.clock_moves_to("2026-06-25 19:00");
    assert_eq!(stands(&office), ["1 asked, 2026-06-26"]);
}

#[test]
fn any_word_of_the_other_side_is_no_silence() {
    let mut office = with_the_rule();
    asked(&mut office, ASK);
    let word = mail("word", TOM, "Hi Mia, I have to ask our lawyers first.\n\nTom").to(MIA).cc(BOT);
    office.receives_at("2026-06-16 10:00", &word.answering(&asks(ASK)));
    office.clock_moves_to("2026-06-25 19:00");
    assert_ne!(stands(&office), ["1 agreed, 2026-06-26"]);
}

#[test]
fn who_is_away_or_was_not_reached_has_agreed_to_nothing() {
    let away = mail("away", TOM, "I am out of the office until 3 July.")
        .to(BOT)
        .about("Automatic reply: Slides for Tuesday")
        .header("Auto-Submitted", "auto-replied");
    let mut office = with_the_rule();
    let letter = asked(&mut office, ASK);
    office.receives_at("2026-06-11 10:31", &away.answering_id(letter.letter.id.as_str()));
    office.clock_moves_to("2026-06-25 19:00");
    assert_eq!(stands(&office), ["1 asked, 2026-06-26"], "away");

    let mut office = with_the_rule();
    office.outbox_refuses("tom@bank.example");
    office.receives_at("2026-06-11 10:12", &asks(ASK));
    office.clock_moves_to("2026-06-25 19:00");
    assert_eq!(stands(&office), ["1 asked, 2026-06-26"], "refused");
}

#[test]
fn what_falls_due_before_is_never_agreed_by_silence() {
    let mut office = with_the_rule();
    let letter = asked(&mut office, "Hi Tom,\n\nplease send us the logo by Tuesday 16:00.\n\nMia");
    assert!(!told(&letter).contains("counts as agreed"), "{}", letter.whole());
    office.clock_moves_to("2026-06-25 19:00");
    assert!(stands(&office)[0].starts_with("1 asked"), "{:?}", stands(&office));
}

#[test]
fn what_has_no_date_is_never_agreed_by_silence() {
    let mut office = with_the_rule();
    office.receives_at("2026-06-11 10:12", &asks("Hi Tom,\n\nplease send us the logo.\n\nMia"));
    let question = office.sends("2026-06-11 10:12 question to mia@studio.example");
    office.receives_at("2026-06-11 10:20", &button("a", MIA, &question, "A"));
    office.clock_moves_to("2026-06-25 19:00");
    for sent in office.further_letters() {
        assert!(!told(&sent).contains("counts as agreed"), "{}", sent.whole());
    }
    assert!(stands(&office)[0].starts_with("1 asked"), "{:?}", stands(&office));
}

#[test]
fn a_letter_from_before_the_rule_counts_for_nothing() {
    let mut house = rules();
    house.policy.silence = Some(5);
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    asked(&mut office, ASK);
    office.goes_by(house);
    office.is_dark_until("2026-06-11 11:00");
    office.clock_moves_to("2026-06-25 19:00");
    assert_eq!(stands(&office), ["1 asked, 2026-06-26"]);
}

#[test]
fn the_team_is_held_to_its_silence_like_anybody() {
    let mut office = with_the_rule();
    office.receives_at("2026-06-11 10:00", &mail("hello", MIA, "Hi Tom, the bot is in copy now.").to(TOM).cc(BOT));
    let hello = mail("hello", MIA, "Hi Tom, the bot is in copy now.").to(TOM).cc(BOT);
    let wish = mail("wish", TOM, "Hi Mia,\n\nplease send us the draft contract by 26 June.\n\nTom").to(MIA).cc(BOT);
    office.receives_at("2026-06-11 10:12", &wish.answering(&hello));
    office.clock_moves_to("2026-06-19 12:00");
    assert_eq!(stands(&office), ["1 agreed, 2026-06-26"]);
}

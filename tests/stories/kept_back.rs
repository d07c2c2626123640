//! A question that the limits keep back is asked as soon as they allow it, if it still is one, and once.

use crate::{
    numbers::stands,
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, Sent, TOM, rules},
        programs::button,
    },
};

/// Two mails of which each leaves something in doubt.
struct Words {
    language: &'static str,
    logo: &'static str,
    texts: &'static str,
    /// The second one, said so that nobody need ask.
    clear: &'static str,
}

const TONGUES: [Words; 4] = [
    Words {
        language: "en",
        logo: "Hi Tom,\n\nplease send us the logo.\n\nMia",
        texts: "Hi Tom,\n\nplease send us the texts.\n\nMia",
        clear: "Hi Tom,\n\nplease send us the texts by 19 June.\n\nMia",
    },
    Words {
        language: "de",
        logo: "Hallo Tom,\n\nbitte schick uns das Logo.\n\nMia",
        texts: "Hallo Tom,\n\nbitte schick uns die Texte.\n\nMia",
        clear: "Hallo Tom,\n\nbitte schick uns die Texte bis 19. Juni.\n\nMia",
    },
    Words {
        language: "ru",
        logo: "Здравствуйте, Том!\n\nПришлите, пожалуйста, логотип.\n\nМия",
        texts: "Здравствуйте, Том!\n\nПришлите, пожалуйста, тексты.\n\nМия",
        clear: "Здравствуйте, Том!\n\nПришлите, пожалуйста, тексты до 19 июня.\n\nМия",
    },
    Words {
        language: "es",
        logo: "Hola, Tom:\n\nPor favor, envíenos el logotipo.\n\nMia",
        texts: "Hola, Tom:\n\nPor favor, envíenos los textos.\n\nMia",
        clear: "Hola, Tom:\n\nPor favor, envíenos los textos antes del 19 de junio.\n\nMia",
    },
];

/// A thread on which one letter a day goes out: what Mia is asked of her first mail is it, and the second one waits.
fn kept_back(words: &Words, mut office: Office) -> (Office, Sent, Written) {
    let first = mail("logo", MIA, words.logo).to(TOM).cc(BOT).about("Logo");
    let second = mail("texts", MIA, words.texts).to(TOM).cc(BOT).answering(&first);
    office.receives_at("2026-06-11 10:12", &first);
    let asked = office.sends("2026-06-11 10:12 question to mia@studio.example");
    office.receives_at("2026-06-11 10:20", &second);
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
    (office, asked, second)
}

/// Studio Kern, which lets one letter a day go out on a thread; its people read this language.
fn of_few_letters(language: &str) -> Office {
    let mut house = rules();
    house.limits.letters_a_day_per_thread = 1;
    house.office.members.iter_mut().for_each(|member| {
        language.clone_into(&mut member.language);
        member.digest_at = None;
    });
    Office::opens_by("2026-06-11 09:00", house)
}

#[test]
fn it_is_asked_as_soon_as_they_allow_it_and_its_answer_counts() {
    for words in &TONGUES {
        let (mut office, ..) = kept_back(words, of_few_letters(words.language));
        office.clock_moves_to("2026-06-12 18:00");
        let question = office.sends("2026-06-12 10:20 question to mia@studio.example");
        insta::assert_snapshot!(format!("a_question_kept_back-{}", words.language), question.whole());
        office.receives(&button("answer", MIA, &question, "A"));
        assert_eq!(stands(&office), ["1 asked, no date"], "{}", words.language);
        office.clock_moves_to("2026-06-19 18:00");
        let further = office.further_lines();
        assert!(further.iter().all(|line| !line.contains(" question ")), "asked once: {further:#?}");
    }
}

#[test]
fn what_has_been_said_clearly_meanwhile_is_not_asked() {
    for words in &TONGUES {
        let (mut office, _, second) = kept_back(words, of_few_letters(words.language));
        let clear = mail("clear", MIA, words.clear).to(TOM).cc(BOT).answering(&second);
        office.receives_at("2026-06-11 18:30", &clear);
        assert_eq!(stands(&office), ["1 asked, 2026-06-19"], "{}", words.language);
        office.clock_moves_to("2026-06-26 18:00");
        let further = office.further_lines();
        assert!(!further.is_empty(), "{}", words.language);
        assert!(further.iter().all(|line| !line.contains(" question ")), "{}: {further:#?}", words.language);
    }
}

#[test]
fn what_is_asked_for_a_day_that_has_come_is_not_asked() {
    let mut office = of_few_letters("en");
    let first = mail("logo", MIA, TONGUES[0].logo).to(TOM).cc(BOT).about("Logo");
    office.receives_at("2026-06-11 10:12", &first);
    office.sends("2026-06-11 10:12 question to mia@studio.example");
    let doubtful = "Hi Mia,\n\nmaybe we can send you the texts by Thursday 17:00.\n\nTom";
    let second = mail("texts", TOM, doubtful).to(MIA).cc(BOT).answering(&first);
    office.receives_at("2026-06-11 10:20", &second);
    office.clock_moves_to("2026-06-19 18:00");
    office.has_sent_nothing_more();
    assert_eq!(office.record().len(), 0);
}

#[test]
fn what_was_written_in_mails_that_are_forgotten_is_not_asked() {
    let (mut office, asked, _) = kept_back(&TONGUES[0], of_few_letters("en"));
    office.receives(&button("forget", MIA, &asked, "forget this thread"));
    office.clock_moves_to("2026-06-19 18:00");
    for sent in office.further_letters() {
        assert!(!sent.headline().contains(" question "), "{}", sent.whole());
    }
}

#[test]
fn on_a_thread_on_hold_it_is_asked_once_letters_go_on() {
    let mut office = Office::opens("2026-06-11 09:00");
    let first = mail("clear", MIA, TONGUES[0].clear).to(TOM).cc(BOT).about("Texts");
    office.receives_at("2026-06-11 10:12", &first);
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    office.receives(&button("hold", MIA, &letter, "hold letters on this thread"));
    office.sends("2026-06-11 10:30 receipt to mia@studio.example");
    office.receives_at("2026-06-11 11:00", &mail("logo", MIA, TONGUES[0].logo).to(TOM).cc(BOT).answering(&first));
    office.clock_moves_to("2026-06-11 15:00");
    office.has_sent_nothing_more();
    office.receives(&button("on", MIA, &letter, "go on"));
    let one = office.sends("2026-06-11 15:00 question to mia@studio.example");
    assert!(one.letter.text.starts_with("Letters go out in this conversation again"), "{}", one.whole());
    assert!(one.letter.text.contains("send us the logo"), "{}", one.whole());
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn a_power_failure_neither_loses_it_nor_asks_it_twice() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.is_stopped();
    office.receives_at("2026-06-11 10:12", &mail("logo", MIA, TONGUES[0].logo).to(TOM).cc(BOT).about("Logo"));
    office.is_dark_until("2026-06-11 10:20");
    office.goes_on();
    office.clock_moves_to("2026-06-11 10:40");
    let question = office.next_letter();
    assert!(question.headline().ends_with(" question to mia@studio.example"), "{}", question.whole());
    office.is_dark_until("2026-06-11 10:50");
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn a_question_that_waits_for_the_mail_server_waits_with_the_letters_that_are_held_too() {
    let note = mail("note", MIA, "I just spoke to Anna on the phone. Anna will send us all materials by Friday noon.");
    let note = note.to(BOT).about("Launch deck");
    let mut office = Office::opens("2026-06-11 09:00");
    office.outbox_fails();
    office.receives_at("2026-06-11 10:12", &note);
    let hold = mail("hold", MIA, "hold letters on this thread").to(BOT).about("Launch deck").answering(&note);
    office.receives_at("2026-06-11 10:20", &hold);
    office.outbox_works();
    office.clock_moves_to("2026-06-11 12:00");
    assert_eq!(office.further_lines(), ["2026-06-11 10:21 receipt to mia@studio.example"]);
    let go_on = mail("go-on", MIA, "go on").to(BOT).about("Launch deck").answering(&note);
    office.receives_at("2026-06-11 12:10", &go_on);
    assert_eq!(office.further_lines(), ["2026-06-11 12:10 whom to mia@studio.example"]);
}

//! What is due to the same people in the same moment is one letter: that letters go on and what waited for it, a report and what was settled with
//! the wish for it, what is asked and what is new.

use inwriting::model::Readers;

use crate::{
    numbers::{confirmed, stands},
    support::{
        mail::mail,
        office::{BOT, MIA, Office, Sent, TOM, rules},
        programs::{Program, reply},
    },
};

/// A thread that is put on hold, and goes on after Tom has said yes.
struct Words {
    language: &'static str,
    asks: &'static str,
    hold: &'static str,
    yes: &'static str,
    go_on: &'static str,
}

const TONGUES: [Words; 7] = [
    Words {
        language: "en",
        asks: "Hi Tom,\n\nplease send us the logo by 26 June.\n\nMia",
        hold: "hold letters on this thread",
        yes: "1 yes",
        go_on: "go on",
    },
    Words {
        language: "de",
        asks: "Hallo Tom,\n\nbitte schicken Sie uns das Logo bis 26. Juni.\n\nMia",
        hold: "Bitte die Briefe anhalten",
        yes: "1 ja",
        go_on: "weiter",
    },
    Words {
        language: "tr",
        asks: "Merhaba Tom,\n\nlütfen logoyu 26 Haziran'a kadar gönderin.\n\nMia",
        hold: "Bu yazışmayı bekletin",
        yes: "1 evet",
        go_on: "devam edin",
    },
    Words {
        language: "ru",
        asks: "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до 26 июня.\n\nМия",
        hold: "Приостановите письма в этой переписке",
        yes: "1 да",
        go_on: "Продолжайте",
    },
    Words {
        language: "mn",
        asks: "Сайн байна уу, Том,\n\nЛогогоо 6 сарын 26 гэхэд илгээнэ үү.\n\nМиа",
        hold: "Захидлаа түр зогсооно уу",
        yes: "1 тийм",
        go_on: "Үргэлжлүүл",
    },
    Words {
        language: "bn",
        asks: "প্রিয় টম,\n\nঅনুগ্রহ করে ২৬ জুনের মধ্যে লোগোটি পাঠান।\n\nমিয়া",
        hold: "চিঠি আটকে রাখুন",
        yes: "১ হ্যাঁ",
        go_on: "চালিয়ে যান",
    },
    Words {
        language: "es",
        asks: "Hola, Tom:\n\nPor favor, envíenos el logo antes del 26 de junio.\n\nMia",
        hold: "Pausa en esta conversación",
        yes: "1 sí",
        go_on: "continuar",
    },
];

#[test]
fn that_letters_go_on_and_what_waited_for_it() {
    for words in &TONGUES {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &mail("asks", MIA, words.asks).to(TOM).cc(BOT).about("Logo"));
        office.clock_moves_to("2026-06-11 10:30");
        let letter = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
        office.receives(&reply("hold", MIA, &letter, words.hold, Program::Gmail));
        let held = office.sends("2026-06-11 10:30 receipt to mia@studio.example, tom@bank.example");
        office.receives(&reply("yes", TOM, &letter, words.yes, Program::Gmail));
        office.clock_moves_to("2026-06-11 13:00");
        office.has_sent_nothing_more();
        office.receives(&reply("on", MIA, &held, words.go_on, Program::Gmail));
        let one = office.sends("2026-06-11 13:00 together to mia@studio.example, tom@bank.example");
        insta::assert_snapshot!(format!("letters_go_on-{}", words.language), one.whole());
        office.clock_moves_to("2026-06-11 18:00");
        office.has_sent_nothing_more();
        assert_eq!(stands(&office), ["1 agreed, 2026-06-26"], "{}", words.language);
    }
}

#[test]
fn a_report_and_what_was_settled_with_the_wish_for_it() {
    for (language, text, said) in [
        ("en", "The client is Meridian Bank.\nReport, please.", "Meridian Bank"),
        ("de", "Der Kunde ist Meridian Bank.\nBericht bitte.", "Meridian Bank"),
        ("es", "El cliente es Meridian Bank.\nInforme, por favor.", "Meridian Bank"),
    ] {
        let mut house = rules();
        house.office.members.iter_mut().for_each(|member| language.clone_into(&mut member.language));
        let mut office = Office::opens_by("2026-06-11 09:00", house);
        office.receives_at("2026-06-11 10:12", &mail("asks", MIA, TONGUES[0].asks).to(TOM).cc(BOT).about("Logo"));
        office.clock_moves_to("2026-06-11 10:30");
        let letter = office.next_letter();
        office.receives(&reply("wish", MIA, &letter, text, Program::Gmail));
        let one = office.sends("2026-06-11 10:30 receipt to mia@studio.example");
        let first = one.letter.text.lines().next().unwrap();
        assert!(first.contains(said), "{language}: the sentence stands above the report: {}", one.whole());
        insta::assert_snapshot!(format!("report_with_a_receipt-{language}"), one.whole());
        office.has_sent_nothing_more();
    }
}

/// Studio Kern, whose letters are for the team alone.
fn among_ourselves() -> Office {
    let mut house = rules();
    house.policy.readers = Readers::Team;
    house.office.members.iter_mut().for_each(|member| member.digest_at = None);
    Office::opens_by("2026-06-11 09:00", house)
}

#[test]
fn what_is_asked_and_what_is_new() {
    for (words, doubtful) in [
        (&TONGUES[0], "Hi Tom,\n\nplease send us the texts.\n\nMia"),
        (&TONGUES[1], "Hallo Tom,\n\nbitte schick uns die Texte.\n\nMia"),
    ] {
        let Words { language, asks, hold, go_on, .. } = words;
        let mut office = among_ourselves();
        let first = mail("asks", MIA, asks).to(TOM).cc(BOT).about("Logo");
        let to_all = |name: &str, text: &str| mail(name, MIA, text).to(BOT).cc(TOM).answering(&first);
        office.receives_at("2026-06-11 10:00", &first);
        office.receives_at("2026-06-11 10:02", &mail("hold", MIA, hold).to(BOT).answering(&first));
        office.sends("2026-06-11 10:02 receipt to mia@studio.example");
        office.receives_at("2026-06-11 10:10", &to_all("texts", doubtful));
        office.clock_moves_to("2026-06-11 11:00");
        office.has_sent_nothing_more();
        office.receives(&mail("on", MIA, go_on).to(BOT).answering(&first));
        let one = office.sends("2026-06-11 11:00 together to mia@studio.example");
        insta::assert_snapshot!(format!("asked_and_new-{language}"), one.whole());
        office.receives(&reply("answer", MIA, &one, "A", Program::Gmail));
        assert_eq!(stands(&office), ["1 asked, 2026-06-26"], "{language}");
        office.clock_moves_to("2026-06-11 18:00");
        let further = office.further_lines();
        assert!(further.iter().all(|line| !line.contains(" refusal ")), "the answer was one: {further:#?}");
    }
}

#[test]
fn what_a_client_may_not_read_stays_apart() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("hold", MIA, &letter, "hold letters on this thread", Program::Gmail));
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-11 13:00");
    let held = office.further_lines();
    assert_eq!(held, ["2026-06-11 10:30 receipt to mia@studio.example, tom@bank.example"]);
    // Said to the bot alone: the receipt is for Mia, what waited is for both.
    let on = mail("on", MIA, "go on").to(BOT).answering_id(letter.letter.id.as_str());
    office.receives(&on);
    let mut letters = office.further_lines();
    letters.sort();
    assert_eq!(
        letters,
        [
            "2026-06-11 13:00 confirmation to mia@studio.example, tom@bank.example",
            "2026-06-11 13:00 receipt to mia@studio.example",
        ]
    );
}

#[test]
fn what_a_client_said_to_the_bot_alone_stands_with_what_is_new_on_a_mail_that_its_reader_knows() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    let asks = mail("asks", MIA, TONGUES[0].asks).to(TOM).cc(BOT).about("Logo");
    office.receives_at("2026-06-11 10:12", &asks);
    office.is_dark_until("2026-06-11 10:27");
    office.receives(&mail("stop", TOM, "stop").to(BOT).answering(&asks));
    let letters = office.further_letters();
    let one = letters.iter().find(|sent| sent.headline() == "2026-06-11 10:27 together to mia@studio.example");
    let one = one.unwrap_or_else(|| panic!("{:#?}", letters.iter().map(Sent::headline).collect::<Vec<_>>()));
    let bytes = String::from_utf8_lossy(&one.letter.bytes);
    assert!(bytes.contains("In-Reply-To: <asks@studio.example>"), "{bytes}");
}

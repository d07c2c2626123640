//! Much is said within the quiet time: one letter tells where it has come to, and no thread is confirmed more often than once an hour.

use crate::{
    numbers::stands,
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, TOM},
    },
};

/// What is written of one logo.
struct Words {
    language: &'static str,
    ask: &'static str,
    yes: &'static str,
    later: &'static str,
    granted: &'static str,
    handed: &'static str,
}

const TONGUES: [Words; 4] = [
    Words {
        language: "en",
        ask: "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia",
        yes: "Ok, will do.\n\nTom",
        later: "Hi Mia,\n\nour designer is ill, I'll send you the logo by Monday noon instead.\n\nTom",
        granted: "Hi Tom,\n\nok, Monday noon works for us.\n\nMia",
        handed: "Hi Mia,\n\nattached is the logo.\n\nTom",
    },
    Words {
        language: "de",
        ask: "Hallo Tom,\n\nbitte schick uns das Logo bis Freitag, 16 Uhr.\n\nMia",
        yes: "Ok, mache ich.\n\nTom",
        later: "Hallo Mia,\n\nunsere Grafikerin ist krank, ich schicke euch das Logo erst am Montag um 12 Uhr.\n\nTom",
        granted: "Hallo Tom,\n\nok, Montag 12 Uhr passt uns.\n\nMia",
        handed: "Hallo Mia,\n\nanbei das Logo.\n\nTom",
    },
    Words {
        language: "tr",
        ask: "Merhaba Tom,\n\nlogoyu lütfen cuma 16:00'ya kadar gönder.\n\nMia",
        yes: "Tamam, gönderirim.\n\nTom",
        later: "Merhaba Mia,\n\nlogoyu ancak pazartesi 12:00'ye kadar gönderebilirim.\n\nTom",
        granted: "Merhaba Tom,\n\ntamam, pazartesi uygun.\n\nMia",
        handed: "Merhaba Mia,\n\nlogo ektedir.\n\nTom",
    },
    Words {
        language: "ru",
        ask: "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до пятницы, 16:00.\n\nМия",
        yes: "Хорошо, пришлю.\n\nТом",
        later: "Здравствуйте, Мия!\n\nЛоготип пришлю только в понедельник к 12:00.\n\nТом",
        granted: "Хорошо, понедельник нам подходит.\n\nМия",
        handed: "Логотип во вложении.\n\nТом",
    },
];

fn tom(name: &str, text: &str, above: &Written) -> Written {
    mail(name, TOM, text).to(MIA).cc(BOT).answering(above)
}

fn mia(name: &str, text: &str, above: &Written) -> Written {
    mail(name, MIA, text).to(TOM).cc(BOT).answering(above)
}

/// The logo is agreed for Friday and confirmed; what Tom's yes was.
fn agreed(words: &Words) -> (Office, Written) {
    let mut office = Office::opens("2026-06-11 09:00");
    let ask = mail("ask", MIA, words.ask).to(TOM).cc(BOT).about("Logo");
    let yes = tom("yes", words.yes, &ask);
    office.receives_at("2026-06-11 10:12", &ask);
    office.receives_at("2026-06-11 10:20", &yes);
    office.clock_moves_to("2026-06-11 11:00");
    office.sends("2026-06-11 10:35 confirmation to mia@studio.example, tom@bank.example");
    (office, yes)
}

#[test]
fn a_date_proposed_granted_and_kept_within_the_quiet_time_is_one_letter() {
    for words in &TONGUES {
        let (mut office, yes) = agreed(words);
        let later = tom("later", words.later, &yes);
        let granted = mia("granted", words.granted, &later);
        office.receives_at("2026-06-11 14:00", &later);
        assert!(office.thread().agreements[0].proposal.is_some(), "{}: {:#?}", words.language, office.record());
        office.receives_at("2026-06-11 14:07", &granted);
        assert_eq!(stands(&office), ["1 agreed, 2026-06-15 12:00"], "{}", words.language);
        office.receives_at("2026-06-11 14:14", &tom("handed", words.handed, &granted).attaching("logo.zip"));
        office.clock_moves_to("2026-06-11 18:00");
        let letter = office.sends("2026-06-11 14:29 confirmation to mia@studio.example, tom@bank.example");
        office.has_sent_nothing_more();
        assert_eq!(stands(&office), ["1 fulfilled, 2026-06-15 12:00"], "{}: {}", words.language, letter.whole());
        insta::assert_snapshot!(format!("the-end-state-{}", words.language), letter.whole());
    }
}

#[test]
fn a_date_proposed_and_granted_within_the_quiet_time_is_told_as_the_date_that_holds() {
    for words in &TONGUES {
        let (mut office, yes) = agreed(words);
        let later = tom("later", words.later, &yes);
        office.receives_at("2026-06-11 14:00", &later);
        office.receives_at("2026-06-11 14:10", &mia("granted", words.granted, &later));
        office.clock_moves_to("2026-06-11 18:00");
        let letter = office.sends("2026-06-11 14:25 confirmation to mia@studio.example, tom@bank.example");
        office.has_sent_nothing_more();
        assert_eq!(stands(&office), ["1 agreed, 2026-06-15 12:00"], "{}: {}", words.language, letter.whole());
        insta::assert_snapshot!(format!("the-date-that-holds-{}", words.language), letter.whole());
    }
}

#[test]
fn a_talk_that_does_not_rest_is_confirmed_once_an_hour() {
    let (mut office, yes) = agreed(&TONGUES[0]);
    let mut above = yes;
    let mut told: Vec<String> = Vec::new();
    for turn in 0..24 {
        let hour = format!("2026-06-11 {:02}:{:02}", 12 + turn / 6, turn % 6 * 10);
        let day = ["Monday", "Tuesday", "Wednesday", "Thursday"][turn / 2 % 4];
        let said = if turn % 2 == 0 {
            tom(&format!("turn-{turn}"), &format!("I'll send you the logo by {day} noon instead.\n\nTom"), &above)
        } else {
            mia(&format!("turn-{turn}"), &format!("Ok, {day} noon works for us.\n\nMia"), &above)
        };
        office.receives_at(&hour, &said);
        above = said;
        told.extend(office.further_letters().iter().map(|sent| sent.headline()));
    }
    office.clock_moves_to("2026-06-11 19:00");
    told.extend(office.further_letters().iter().map(|sent| sent.headline()));
    assert!(told.iter().all(|line| line.contains(" confirmation ")), "{told:#?}");
    let times: Vec<jiff::civil::DateTime> = told.iter().map(|line| line[..16].parse().unwrap()).collect();
    assert!((3..=5).contains(&times.len()), "{told:#?}");
    assert!(times.windows(2).all(|two| two[1].duration_since(two[0]).as_mins() >= 60), "{told:#?}");
}

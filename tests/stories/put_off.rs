//! A new date told by the old one: "a week later", "at noon, then", "on the 3rd rather" counts from what was agreed.

use crate::support::{
    mail::{Written, mail},
    office::{BOT, MIA, Office, TOM},
};

/// What the bank owes by a day, agreed.
fn agreed(ask: &str, yes: &str) -> (Office, Written) {
    let mut office = Office::opens("2026-06-11 09:00");
    let ask = mail("ask", MIA, ask).to(TOM).cc(BOT).about("Website");
    office.receives_at("2026-06-11 10:12", &ask);
    let yes = mail("yes", TOM, yes).to(MIA).cc(BOT).answering(&ask);
    office.receives_at("2026-06-11 10:40", &yes);
    office.clock_moves_to("2026-06-11 12:00");
    office.further_letters();
    (office, yes)
}

fn days(office: &Office) -> Vec<String> {
    let dues = office.thread().agreements.into_iter().filter_map(|agreement| agreement.due);
    dues.map(|due| due.moment.date().to_string()).collect()
}

/// What was asked, agreed, wished and granted; then the days that stand.
fn plays(ask: &str, yes: &str, wish: &str, grant: &str) -> Vec<String> {
    let (mut office, yes) = agreed(ask, yes);
    assert_eq!(days(&office), ["2026-06-19"], "{:#?}", office.record());
    let wish = mail("wish", TOM, wish).to(MIA).cc(BOT).answering(&yes);
    office.receives_at("2026-06-12 09:00", &wish);
    assert_eq!(days(&office), ["2026-06-19"], "a wish moves nothing: {:#?}", office.record());
    office.receives_at("2026-06-12 10:00", &mail("grant", MIA, grant).to(TOM).cc(BOT).answering(&wish));
    days(&office)
}

const A_WEEK_ON: [&str; 1] = ["2026-06-26"];

#[test]
fn a_week_later_in_english() {
    let ask = "Hi Tom,\n\nplease send us the texts by Friday, 19 June.\n\nMia";
    let wish = "Hi Mia,\n\ncould we have the texts a week later? Our translator is ill.\n\nTom";
    assert_eq!(plays(ask, "Hi Mia, yes.\n\nTom", wish, "Hi Tom,\n\nyes, a week later is fine.\n\nMia"), A_WEEK_ON);
}

#[test]
fn a_week_later_in_german() {
    let ask = "Hallo Tom,\n\nbitte schicken Sie uns die Texte bis Freitag, 19. Juni.\n\nMia";
    let wish = "Hallo Mia,\n\nkönnten wir die Texte eine Woche später schicken? Unsere Übersetzerin ist krank.\n\nTom";
    let grant = "Hallo Tom,\n\nja, eine Woche später passt.\n\nMia";
    assert_eq!(plays(ask, "Hallo Mia,\n\nja, geht klar.\n\nTom", wish, grant), A_WEEK_ON);
}

#[test]
fn a_week_later_in_russian() {
    let ask = "Том, добрый день!\n\nПришлите, пожалуйста, тексты до пятницы, 19 июня.\n\nМия";
    let wish = "Мия, здравствуйте!\n\nМожно мы пришлём тексты на неделю позже? Переводчик заболел.\n\nТом";
    let grant = "Том,\n\nда, на неделю позже нас устроит.\n\nМия";
    assert_eq!(plays(ask, "Мия, да, всё будет.\n\nТом", wish, grant), A_WEEK_ON);
}

#[test]
fn a_week_later_in_turkish() {
    let ask = "Tom Bey merhaba,\n\nmetinleri 19 Haziran Cuma'ya kadar gönderir misiniz?\n\nMia";
    let wish = "Mia Hanım,\n\nmetinleri bir hafta sonraya alabilir miyiz? Çevirmenimiz hasta.\n\nTom";
    let grant = "Tom Bey,\n\nolur, bir hafta sonrası bize uyar.\n\nMia";
    assert_eq!(plays(ask, "Mia Hanım, tamam, olur.\n\nTom", wish, grant), A_WEEK_ON);
}

#[test]
fn an_hour_alone_is_of_the_day_agreed() {
    let ask = "Hi Tom,\n\nplease send us the texts by Friday, 19 June, 10:00.\n\nMia";
    let (mut office, yes) = agreed(ask, "Hi Mia, yes.\n\nTom");
    let wish =
        mail("wish", TOM, "Hi Mia,\n\ncould we make the texts 15:00 instead?\n\nTom").to(MIA).cc(BOT).answering(&yes);
    office.receives_at("2026-06-12 09:00", &wish);
    let grant = mail("grant", MIA, "Hi Tom,\n\n15:00 is fine.\n\nMia").to(TOM).cc(BOT).answering(&wish);
    office.receives_at("2026-06-12 10:00", &grant);
    assert!(office.record()[0].contains("2026-06-19 15:00"), "{:#?}", office.record());
}

#[test]
fn a_day_of_the_month_alone_is_the_one_next_to_the_day_agreed() {
    let ask = "Hi Tom,\n\nplease send us the texts by Tuesday, 28 July.\n\nMia";
    let (mut office, yes) = agreed(ask, "Hi Mia, yes.\n\nTom");
    let text = "Hi Mia,\n\nwe need until the 30th for the texts, can you live with that?\n\nTom";
    let wish = mail("wish", TOM, text).to(MIA).cc(BOT).answering(&yes);
    office.receives_at("2026-06-12 09:00", &wish);
    let grant = mail("grant", MIA, "Hi Tom,\n\nyes, the 30th is fine.\n\nMia").to(TOM).cc(BOT).answering(&wish);
    office.receives_at("2026-06-12 10:00", &grant);
    assert_eq!(days(&office), ["2026-07-30"], "{:#?}", office.record());
}

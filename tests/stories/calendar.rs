//! Working days are those of the house: its holidays are none.

use jiff::civil::{Weekday, date};

use crate::{
    support::{
        mail::mail,
        office::{BOT, MIA, Office, TOM, rules},
        programs::{Program, reply},
    },
    the_call,
};

/// In each language: three working days from Thursday 11 June.
const ASKS: [(&str, &str); 7] = [
    ("en", "Hi Tom,\n\nplease send us the logo within 3 working days.\n\nMia"),
    ("de", "Hallo Tom,\n\nbitte schicken Sie uns das Logo innerhalb von 3 Werktagen.\n\nMia"),
    ("tr", "Merhaba Tom,\n\nlütfen logoyu 3 iş günü içinde gönderin.\n\nMia"),
    ("ru", "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип в течение 3 рабочих дней.\n\nМиа"),
    ("mn", "Сайн байна уу, Том,\n\nЛогогоо ажлын 3 өдрийн дотор илгээнэ үү.\n\nМиа"),
    ("bn", "প্রিয় টম,\n\nঅনুগ্রহ করে ৩ কর্মদিবসের মধ্যে লোগোটি পাঠান।\n\nমিয়া"),
    ("es", "Hola, Tom:\n\nPor favor, envíenos el logo en un plazo de 3 días hábiles.\n\nMia"),
];

fn due(office: &Office) -> String {
    let agreements = office.thread().agreements;
    agreements
        .first()
        .and_then(|agreement| agreement.due.clone())
        .map_or_else(String::new, |due| due.moment.date().to_string())
}

#[test]
fn days_on_which_nobody_works_are_not_counted() {
    for (language, ask) in ASKS {
        let asked = mail(&format!("ask-{language}"), MIA, ask).to(TOM).cc(BOT);
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &asked);
        assert_eq!(due(&office), "2026-06-16", "{language}: {:#?}", office.record());
        let mut festive = rules();
        festive.office.working.holidays = vec![date(2026, 6, 15)];
        let mut office = Office::opens_by("2026-06-11 09:00", festive);
        office.receives_at("2026-06-11 10:12", &asked);
        assert_eq!(due(&office), "2026-06-17", "{language}: {:#?}", office.record());
    }
}

#[test]
fn a_house_that_works_on_other_days_counts_those() {
    let mut sunday = rules();
    sunday.office.working.days = Weekday::Sunday.cycle_forward().take(5).collect();
    let mut office = Office::opens_by("2026-06-11 09:00", sunday);
    let text = "Hi Tom,\n\nplease send us the logo by the last working day of July.\n\nMia";
    office.receives_at("2026-06-11 10:12", &mail("ask", MIA, text).to(TOM).cc(BOT));
    assert_eq!(due(&office), "2026-07-30", "Thursday; Friday is no working day: {:#?}", office.record());
}

#[test]
fn what_is_said_to_the_bot_is_counted_alike() {
    let mut festive = rules();
    festive.office.working.holidays = vec![date(2026, 6, 12)];
    let mut office = Office::opens_by("2026-06-11 09:00", festive);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    office.receives(&reply("later", TOM, &letter, "1 in 2 working days", Program::Gmail));
    let wish = office.thread().agreements.iter().find_map(|agreement| agreement.proposal.clone()).unwrap();
    assert_eq!(wish.due.moment.date().to_string(), "2026-06-16");
}

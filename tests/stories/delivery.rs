//! What is handed over is recorded with what it was, early or late, and both sides see it.

use crate::{
    agreed,
    support::{
        mail::mail,
        office::{BOT, MIA, Office, TOM},
    },
    the_yes,
};

#[test]
fn materials_that_come_early_are_recorded_with_their_names_and_told_to_both() {
    let mut office = agreed();
    let text = "Hi Mia,\n\nattached are all the materials.\n\nTom";
    let handed = mail("materials", TOM, text).to(MIA).cc(BOT).answering(&the_yes()).attaching("materials.zip");
    office.receives_at("2026-06-11 16:00", &handed);
    office.clock_moves_to("2026-06-11 17:00");
    let letter = office.sends("2026-06-11 16:15 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(letter.whole());
    assert_eq!(office.thread().agreements[0].delivered, ["materials.zip"]);
}

#[test]
fn a_link_that_comes_late_is_recorded_with_the_days() {
    let mut office = agreed();
    let text = "Hi Mia,\n\nhere are the materials: https://files.bank.example/deck.\n\nTom";
    let handed = mail("link", TOM, text).to(MIA).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-15 10:00", &handed);
    office.clock_moves_to("2026-06-15 11:00");
    assert_eq!(office.thread().agreements[0].delivered, ["https://files.bank.example/deck"]);
    let letter = office.further_letters().pop().unwrap();
    assert!(letter.letter.text.contains("3 days after the day agreed"), "{}", letter.whole());
}

#[test]
fn what_is_delivered_is_told_in_the_language_of_the_thread() {
    for (language, ask, yes, done, early) in [
        (
            "de",
            "bitte schick uns das Logo bis Freitag.",
            "Ok, mache ich.",
            "anbei das Logo.",
            "1 Tag vor dem vereinbarten Tag",
        ),
        ("tr", "logoyu lütfen cumaya kadar gönder.", "Tamam, gönderirim.", "logo ektedir.", "1 gün önce"),
        ("mn", "Логогоо баасан гараг гэхэд илгээнэ үү.", "За, тэгье.", "Логог хавсаргав.", "1 хоногийн өмнө"),
        ("bn", "লোগোটা দয়া করে শুক্রবারের মধ্যে পাঠান।", "ঠিক আছে, পাঠাব।", "লোগো সংযুক্ত করলাম।", "দিন আগে"),
        (
            "ru",
            "Пожалуйста, пришлите логотип до конца пятницы.",
            "Хорошо, пришлю.",
            "Логотип во вложении.",
            "за 1 день",
        ),
    ] {
        let mut office = Office::opens("2026-06-11 09:00");
        let asked = mail(&format!("ask-{language}"), MIA, ask).to(TOM).cc(BOT);
        let said = mail(&format!("yes-{language}"), TOM, yes).to(MIA).cc(BOT).answering(&asked);
        let handed =
            mail(&format!("done-{language}"), TOM, done).to(MIA).cc(BOT).answering(&said).attaching("logo.svg");
        office.receives_at("2026-06-11 10:12", &asked);
        office.receives_at("2026-06-11 10:40", &said);
        office.clock_moves_to("2026-06-11 13:00");
        office.further_letters();
        office.receives_at("2026-06-11 14:00", &handed);
        office.clock_moves_to("2026-06-11 15:30");
        assert!(office.record()[0].starts_with("1 fulfilled: Tom Ray"), "{language}: {:#?}", office.record());
        let letter = office.next_letter();
        let text = letter.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("logo.svg") && text.contains(early), "{language}: {}", letter.whole());
    }
}

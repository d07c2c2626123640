//! A date is moved by both: what the debtor names is proposed, what the creditor grants holds, and the record keeps who asked and why.

use inwriting::model::Moves;

use crate::{
    support::{
        mail::{Written, mail},
        office::{BOT, INES, MIA, Office, TOM, rules},
    },
    the_call, the_yes,
};

/// Studio Kern on Thursday at eleven, with both dates agreed and confirmed.
fn agreed_by(moves: Moves) -> Office {
    let mut rules = rules();
    rules.policy.moves = moves;
    let mut office = Office::opens_by("2026-06-11 09:00", rules);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    office
}

fn agreed() -> Office {
    agreed_by(Moves::default())
}

fn later() -> Written {
    let text = "Hi Mia,\n\nour translator is ill, I'll send you all materials by Monday noon instead.\n\nTom";
    mail("later", TOM, text).to(MIA).cc(BOT).answering(&the_yes())
}

fn mia_says(name: &str, text: &str) -> Written {
    mail(name, MIA, text).to(TOM).cc(BOT).answering(&later())
}

#[test]
fn a_later_date_of_the_debtor_is_proposed_and_the_agreed_one_stands() {
    let mut office = agreed();
    office.receives_at("2026-06-11 14:00", &later());
    office.clock_moves_to("2026-06-11 15:00");
    let letter = office.sends("2026-06-11 14:15 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(letter.whole());
    assert!(office.record()[0].contains("2026-06-12 16:00"), "{:#?}", office.record());
    office.clock_moves_to("2026-06-12 20:00");
    let friday: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(friday.iter().any(|line| line.contains(" overdue ")), "nobody said yes, so Friday stood: {friday:#?}");
}

#[test]
fn the_creditor_says_yes_and_the_record_says_who_asked_for_it_and_why() {
    let mut office = agreed();
    office.receives_at("2026-06-11 14:00", &later());
    office.clock_moves_to("2026-06-11 15:00");
    office.further_letters();
    office.receives_at("2026-06-11 16:00", &mia_says("granted", "Hi Tom,\n\nok, Monday noon works for us.\n\nMia"));
    office.clock_moves_to("2026-06-11 17:00");
    let letter = office.sends("2026-06-11 16:15 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(letter.whole());
    assert!(office.record()[0].contains("2026-06-15 12:00"), "{:#?}", office.record());
    office.clock_moves_to("2026-06-12 20:00");
    let friday: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(friday.iter().all(|line| !line.contains(" overdue ")), "{friday:#?}");
}

#[test]
fn a_colleague_of_the_debtor_cannot_grant_the_debtors_own_wish() {
    let mut office = agreed();
    office.receives_at("2026-06-11 14:00", &later().cc(INES));
    let ok = mail("ok", INES, "Ok, that works for us.\n\nInes").to(MIA).cc(BOT).cc(TOM).answering(&later());
    office.receives_at("2026-06-11 14:30", &ok);
    assert!(office.record()[0].contains("2026-06-12 16:00"), "{:#?}", office.record());
    assert!(office.thread().agreements[0].proposal.is_some());
}

#[test]
fn an_earlier_date_of_the_debtor_holds_at_once() {
    let mut office = agreed();
    let text = "Hi Mia,\n\nI'll send you all materials by Friday 10:00 already.\n\nTom";
    let earlier = mail("earlier", TOM, text).to(MIA).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-11 14:00", &earlier);
    assert!(office.record()[0].contains("agreed: Tom Ray"), "{:#?}", office.record());
    assert!(office.record()[0].contains("2026-06-12 10:00"), "{:#?}", office.record());
}

#[test]
fn by_consent_even_an_earlier_date_waits_and_at_once_even_a_later_one_holds() {
    let mut strict = agreed_by(Moves::ByConsent);
    let text = "Hi Mia,\n\nI'll send you all materials by Friday 10:00 already.\n\nTom";
    strict.receives_at("2026-06-11 14:00", &mail("e", TOM, text).to(MIA).cc(BOT).answering(&the_yes()));
    assert!(strict.record()[0].contains("2026-06-12 16:00"), "{:#?}", strict.record());
    let mut loose = agreed_by(Moves::AsSaid);
    loose.receives_at("2026-06-11 14:00", &later());
    assert!(loose.record()[0].contains("2026-06-15 12:00"), "{:#?}", loose.record());
}

#[test]
fn a_date_moved_twice_is_counted_and_each_wish_is_kept() {
    let mut office = agreed();
    office.receives_at("2026-06-11 14:00", &later());
    office.receives_at("2026-06-11 14:10", &mia_says("yes-1", "Ok, Monday noon works for us.\n\nMia"));
    let text = "Hi Mia,\n\nthe board is late, I'll send you all materials by Tuesday noon instead.\n\nTom";
    let again = mail("again", TOM, text).to(MIA).cc(BOT).answering(&mia_says("yes-1", ""));
    office.receives_at("2026-06-15 09:30", &again);
    let yes = mail("yes-2", MIA, "Ok, Tuesday noon works for us.").to(TOM).cc(BOT).answering(&again);
    office.receives_at("2026-06-15 09:40", &yes);
    office.clock_moves_to("2026-06-15 11:00");
    let letter = office.further_letters().pop().unwrap();
    assert!(letter.letter.text.contains("Moved:      2 times"), "{}", letter.whole());
    assert!(letter.letter.text.contains("translator is ill"), "{}", letter.whole());
    assert_eq!(office.thread().agreements[0].former.len(), 2);
}

/// In each language: Mia asks for the texts by Friday 16:00; Tom moves them to Monday noon; Mia says yes.
const MOVED: &[(&str, &str, &str, &str)] = &[
    (
        "de",
        "Hallo Tom,\n\nbitte schick uns die Texte bis Freitag 16:00.\n\nMia",
        "Hallo Mia,\n\ndie Texte schicke ich dir erst am Montag um 12 Uhr.\n\nTom",
        "Hallo Tom,\n\nok, Montag passt.\n\nMia",
    ),
    (
        "tr",
        "Merhaba Tom,\n\nmetinleri lütfen cuma 16:00'ya kadar gönder.\n\nMia",
        "Merhaba Mia,\n\nmetinleri ancak pazartesi 12:00'de göndereceğim.\n\nTom",
        "Merhaba Tom,\n\ntamam, pazartesi uygun.\n\nMia",
    ),
    (
        "ru",
        "Здравствуйте, Том!\n\nПожалуйста, пришлите тексты до пятницы 16:00.\n\nМиа",
        "Здравствуйте, Миа!\n\nТексты пришлю в понедельник в 12:00.\n\nТом",
        "Том, хорошо, понедельник подходит.\n\nМиа",
    ),
    (
        "mn",
        "Сайн байна уу, Том,\n\nБичвэрүүдээ баасан гарагийн 16:00 цаг гэхэд илгээнэ үү.\n\nМиа",
        "Сайн байна уу, Миа,\n\nАмжихгүй нь, бичвэрүүдийг баасан биш даваа гарагийн 12:00 цагт илгээнэ.\n\nТом",
        "Том,\n\nЗа, тохирлоо.\n\nМиа",
    ),
    (
        "bn",
        "প্রিয় টম,\n\nলেখাগুলো দয়া করে শুক্রবার বিকেল ৪টার মধ্যে পাঠান।\n\nমিয়া",
        "প্রিয় মিয়া,\n\nলেখাগুলো সোমবার দুপুর ১২টায় পাঠাব।\n\nটম",
        "টম, ঠিক আছে, সোমবার হলে চলবে।\n\nমিয়া",
    ),
    (
        "es",
        "Hola, Tom:\n\nPor favor, envíenos los textos el viernes a las 16:00.\n\nMia",
        "Hola, Mia:\n\nLos textos no los puedo enviar hasta el lunes a las 12:00.\n\nTom",
        "Hola, Tom:\n\nDe acuerdo, el lunes nos va bien.\n\nMia",
    ),
];

#[test]
fn a_new_date_needs_a_yes_in_every_language() {
    for (language, asks, moves, grants) in MOVED {
        let mut office = Office::opens("2026-06-11 09:00");
        let ask = mail(&format!("ask-{language}"), MIA, asks).to(TOM).cc(BOT);
        let wish = mail(&format!("wish-{language}"), TOM, moves).to(MIA).cc(BOT).answering(&ask);
        let yes = mail(&format!("yes-{language}"), MIA, grants).to(TOM).cc(BOT).answering(&wish);
        office.receives_at("2026-06-11 10:12", &ask);
        office.receives_at("2026-06-11 12:00", &wish);
        assert_eq!(office.record().len(), 1, "{language}: {:#?}", office.record());
        assert!(office.record()[0].contains("1 asked: "), "{language}: {:#?}", office.record());
        assert!(office.record()[0].contains("2026-06-12 16:00"), "{language}: {:#?}", office.record());
        assert!(office.thread().agreements[0].proposal.is_some(), "{language}: {:#?}", office.thread());
        office.receives_at("2026-06-11 14:00", &yes);
        assert!(office.record()[0].contains("1 agreed: "), "{language}: {:#?}", office.record());
        assert!(office.record()[0].contains("2026-06-15 12:00"), "{language}: {:#?}", office.record());
    }
}

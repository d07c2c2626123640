//! What is asked and not answered is asked once more and never taken for a yes; several mails make one letter.

use crate::{
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, TOM, rules},
    },
    the_call, the_yes,
};

fn asks(language: &str, text: &str) -> Written {
    mail(&format!("ask-{language}"), MIA, text).to(TOM).cc(BOT)
}

#[test]
fn what_nobody_answers_is_asked_once_more_and_is_no_consent() {
    for (language, text) in [
        ("en", "Hi Tom,\n\nplease send us the logo by 26 June.\n\nMia"),
        ("de", "Hallo Tom,\n\nbitte schick uns das Logo bis 26. Juni.\n\nMia"),
        ("tr", "Merhaba Tom,\n\nlogoyu lütfen 26 Haziran'a kadar gönder.\n\nMia"),
        ("mn", "Сайн байна уу, Том,\n\nЛогогоо 6-р сарын 26 гэхэд илгээнэ үү.\n\nМиа"),
        ("bn", "প্রিয় টম,\n\nলোগোটা দয়া করে ২৬ জুনের মধ্যে পাঠান।\n\nমিয়া"),
        ("ru", "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до 26 июня.\n\nМиа"),
        ("es", "Hola, Tom:\n\nPor favor, envíenos el logo antes del 26 de junio.\n\nMia"),
    ] {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &asks(language, text));
        office.clock_moves_to("2026-06-24 18:00");
        let letters = office.further_letters();
        let again: Vec<_> = letters.iter().filter(|sent| sent.headline().contains(" unanswered ")).collect();
        assert_eq!(again.len(), 1, "{language}: {:#?}", letters.iter().map(|sent| sent.headline()).collect::<Vec<_>>());
        assert_eq!(
            again[0].headline(),
            "2026-06-16 09:00 unanswered to mia@studio.example, tom@bank.example",
            "{language}"
        );
        assert!(office.record()[0].starts_with("1 asked: Tom Ray"), "{language}: {:#?}", office.record());
        let digest = letters.iter().rfind(|sent| sent.headline().contains(" digest ")).unwrap();
        assert!(digest.letter.text.contains('1') || language == "bn", "the digest names it: {}", digest.whole());
    }
}

#[test]
fn who_answers_in_time_is_not_asked_again() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-12 10:20", &the_yes());
    office.clock_moves_to("2026-07-10 18:00");
    assert!(office.further_letters().iter().all(|sent| !sent.headline().contains(" unanswered ")));
}

#[test]
fn where_the_office_wants_it_nothing_is_asked_again() {
    let mut silent = rules();
    silent.policy.unanswered = None;
    let mut office = Office::opens_by("2026-06-11 09:00", silent);
    office.receives_at("2026-06-11 10:12", &asks("en", "Hi Tom,\n\nplease send us the logo.\n\nMia"));
    office.clock_moves_to("2026-07-10 18:00");
    assert!(office.further_letters().iter().all(|sent| !sent.headline().contains(" unanswered ")));
}

#[test]
fn three_quick_mails_and_one_within_the_hour_make_two_letters() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    let more = mail("more", MIA, "Tom, please send us the logo by Monday, too.").to(TOM).cc(BOT).answering(&the_call());
    office.receives_at("2026-06-11 10:16", &more);
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 10:40");
    office.sends("2026-06-11 10:35 confirmation to mia@studio.example, tom@bank.example");
    let late = mail("late", MIA, "And please send us the photos by Tuesday.").to(TOM).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-11 10:45", &late);
    office.clock_moves_to("2026-06-11 11:34");
    office.has_sent_nothing_more();
    office.clock_moves_to("2026-06-11 12:00");
    office.sends("2026-06-11 11:35 confirmation to mia@studio.example, tom@bank.example");
    office.has_sent_nothing_more();
}

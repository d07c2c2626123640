//! What happens otherwise: proposed where nobody has said it, and binding only with a yes.

use inwriting::{
    language::Packs,
    model::{Condition, Effect, Standard},
    reading::effect,
};
use jiff::civil::date;

use super::letters;
use crate::support::{
    clock::at,
    mail::{Written, mail},
    office::{BOT, MIA, Office, TOM, rules},
};

/// A house that proposes the same for whatever a client owes it, and something else for logos.
fn opens() -> Office {
    let standard = |words: &str, about: &[&str]| Standard {
        words: words.to_owned(),
        team: Some(false),
        client: None,
        about: about.iter().map(|word| (*word).to_owned()).collect(),
    };
    let mut rules = rules();
    rules.style.customs.standards =
        vec![standard("our own date moves by as many working days", &[]), standard("the old logo is used", &["logo"])];
    Office::opens_by("2026-06-11 09:00", rules)
}

/// In each language: Mia asks for the texts by Friday 16:00, and Tom says yes.
const ASKED: [(&str, &str, &str); 7] = [
    ("en", "Hi Tom,\n\nplease send us the texts by Friday 16:00.\n\nMia", "Ok, will do.\n\nTom"),
    ("de", "Hallo Tom,\n\nbitte schick uns die Texte bis Freitag 16 Uhr.\n\nMia", "Ja, machen wir.\n\nTom"),
    ("tr", "Merhaba Tom,\n\nlütfen metinleri cuma 16:00'ya kadar gönderin.\n\nMia", "Tamam, gönderiyoruz.\n\nTom"),
    (
        "ru",
        "Добрый день, Том!\n\nПришлите, пожалуйста, тексты до пятницы 16:00.\n\nМиа",
        "Хорошо, договорились.\n\nТом",
    ),
    ("mn", "Сайн байна уу, Том,\n\nТекстүүдийг баасан гарагийн 16 цаг гэхэд илгээнэ үү.\n\nМиа", "За, тэгье.\n\nТом"),
    ("bn", "প্রিয় টম,\n\nঅনুগ্রহ করে লেখাগুলো শুক্রবার বিকেল ৪টার মধ্যে পাঠাবেন।\n\nমিয়া", "ঠিক আছে।\n\nটম"),
    (
        "es",
        "Hola, Tom:\n\nPor favor, envíenos los textos el viernes a las 16:00.\n\nMia",
        "De acuerdo, los enviaremos.\n\nTom",
    ),
];

fn asks(language: &str, text: &str) -> Written {
    mail(&format!("ask-{language}"), MIA, text).to(TOM).cc(BOT)
}

#[test]
fn what_nobody_said_is_proposed_once_and_binds_when_the_one_who_owes_it_says_yes_to_the_letter() {
    for (language, ask, yes) in ASKED {
        let mut office = opens();
        office.receives_at("2026-06-11 10:12", &asks(language, ask));
        office.clock_moves_to("2026-06-11 10:30");
        let first = letters(&mut office, "confirmation").remove(0);
        let text = first.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("our own date moves by as many working days"), "{}", first.whole());
        assert!(office.thread().agreements[0].consequence.is_none(), "{language}: proposed, not agreed");
        // Tom answers the letter.
        let reply = mail("yes", TOM, yes).to(BOT).cc(MIA).answering_id(first.letter.id.as_str());
        office.receives_at("2026-06-11 11:00", &reply);
        let agreement = office.thread().agreements.remove(0);
        let bound = agreement.consequence.unwrap_or_else(|| panic!("{language}: {:#?}", office.record()));
        assert_eq!(bound.words, "our own date moves by as many working days");
        assert_eq!(bound.said_by.address.to_string(), "tom@bank.example");
        office.clock_moves_to("2026-06-12 18:00");
        let overdue = letters(&mut office, "overdue").remove(0);
        let text = overdue.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("our own date moves by as many working days"), "{}", overdue.whole());
        assert!(office.ledger().verify().unwrap().is_ok());
    }
}

#[test]
fn what_was_proposed_and_never_agreed_stands_in_no_overdue_letter() {
    for (language, ask, yes) in ASKED {
        let mut office = opens();
        let asked = asks(language, ask);
        office.receives_at("2026-06-11 10:12", &asked);
        office.clock_moves_to("2026-06-11 10:30");
        let first = letters(&mut office, "confirmation");
        assert!(first[0].letter.text.contains("our own date"), "{}", first[0].whole());
        // Tom answers Mia's mail, not the letter: he may not have read what it proposes.
        let reply = mail("yes", TOM, yes).to(MIA).cc(BOT).answering(&asked);
        office.receives_at("2026-06-11 11:00", &reply);
        assert!(office.thread().agreements[0].consequence.is_none(), "{language}");
        office.clock_moves_to("2026-06-25 18:00");
        for sent in office.further_letters() {
            assert!(!sent.letter.text.contains("our own date"), "proposed twice, or added: {}", sent.whole());
        }
    }
}

#[test]
fn what_the_thread_says_goes_before_what_the_house_proposes_and_a_kind_of_thing_before_all() {
    let mut office = opens();
    let said = "Hi Tom,\n\nplease send us the texts by Friday 16:00. Otherwise we lose the slot.\n\nMia";
    office.receives_at("2026-06-11 10:12", &asks("said", said));
    let logo = "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia";
    office.receives_at("2026-06-11 10:12", &asks("logo", logo));
    office.clock_moves_to("2026-06-11 11:00");
    let texts: Vec<String> = letters(&mut office, "confirmation").into_iter().map(|sent| sent.letter.text).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("we lose the slot") && !texts[0].contains("our own date"), "{}", texts[0]);
    assert!(texts[1].contains("the old logo is used") && !texts[1].contains("our own date"), "{}", texts[1]);
}

#[test]
fn what_a_consequence_does_is_read_from_its_words() {
    let packs = Packs::embedded().unwrap();
    let later = |days, working| Effect::Later { days, working };
    let wednesday = Effect::Until { day: date(2026, 6, 17) };
    let mut wrong = Vec::new();
    for (language, words, does) in [
        ("en", "the deck is ready on Wednesday", Some(wednesday)),
        ("en", "our own date moves by as many working days", Some(later(None, true))),
        ("en", "the draft comes 2 days later", Some(later(Some(2), false))),
        ("en", "we lose the slot", Some(Effect::SlotLost)),
        ("en", "your last edits will not make it into the deck", Some(Effect::Less)),
        ("en", "we count it as approved", Some(Effect::CountsAsGiven)),
        ("en", "we have to charge an extra fee", Some(Effect::Fee)),
        ("en", "work stops until then", Some(Effect::Pause)),
        ("en", "nobody will be happy", None),
        ("de", "die Präsentation ist am Mittwoch fertig", Some(wednesday)),
        ("de", "unser Termin verschiebt sich um 3 Arbeitstage", Some(later(Some(3), true))),
        ("de", "gilt das Layout als freigegeben", Some(Effect::CountsAsGiven)),
        ("de", "kommen eure letzten Änderungen nicht mehr in die Präsentation", Some(Effect::Less)),
        ("de", "berechnen wir einen Zuschlag", Some(Effect::Fee)),
        ("tr", "sunum çarşamba günü hazır olur", Some(wednesday)),
        ("tr", "teslim tarihi 2 iş günü kayar", Some(later(Some(2), true))),
        ("tr", "son düzeltmeleriniz sunuma girmez", Some(Effect::Less)),
        ("tr", "tasarım onaylanmış sayılır", Some(Effect::CountsAsGiven)),
        ("ru", "презентация будет готова в среду", Some(wednesday)),
        ("ru", "срок сдвинется на 2 рабочих дня", Some(later(Some(2), true))),
        ("ru", "последние правки не попадут в презентацию", Some(Effect::Less)),
        ("ru", "макет считается согласованным", Some(Effect::CountsAsGiven)),
        ("mn", "танилцуулга лхагва гарагт бэлэн болно", Some(wednesday)),
        ("mn", "сүүлийн засварууд танилцуулгад орохгүй", Some(Effect::Less)),
        ("mn", "манай хугацаа ажлын 2 өдрөөр хойшилно", Some(later(Some(2), true))),
        ("bn", "উপস্থাপনা বুধবার তৈরি হবে", Some(wednesday)),
        ("bn", "শেষ সংশোধনগুলো উপস্থাপনায় থাকবে না", Some(Effect::Less)),
        ("bn", "নকশাটি অনুমোদিত বলে ধরা হবে", Some(Effect::CountsAsGiven)),
        ("es", "la presentación estará lista el miércoles", Some(wednesday)),
        ("es", "nuestra fecha se retrasa 3 días hábiles", Some(later(Some(3), true))),
        ("es", "el diseño se considerará aprobado", Some(Effect::CountsAsGiven)),
        ("es", "sus últimas correcciones no entrarán en la presentación", Some(Effect::Less)),
        ("es", "perdemos el turno de imprenta", Some(Effect::SlotLost)),
        ("es", "se cobrará un recargo", Some(Effect::Fee)),
        ("es", "el trabajo queda parado hasta entonces", Some(Effect::Pause)),
    ] {
        let read = effect(words, &at("2026-06-11 10:12"), packs.get(language).unwrap());
        if read != does {
            wrong.push(format!("{language}: {words}: {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_counts_as_given_waits_for_an_answer_all_else_for_the_thing() {
    assert_eq!(Effect::CountsAsGiven.condition(), Condition::NoAnswer);
    assert_eq!(Effect::SlotLost.condition(), Condition::NotDone);
}

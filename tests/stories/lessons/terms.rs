//! What is agreed beside the dates: recorded from a recap, confirmed with it, and put to the team where a later mail says otherwise.

use inwriting::model::Term;

use super::{letters, opens, scripts::Script};
use crate::support::{
    mail::{Written, mail},
    office::{BOT, MIA, Office, TOM, rules},
};

/// What stands in each language's recap beside the dates, and what is said later.
struct Words {
    language: &'static str,
    /// A line of terms and a labelled one, below the dated items.
    recap: &'static str,
    /// What is on record of it: property and value.
    stated: &'static [(&'static str, &'static str)],
    /// Tom wants more slides.
    more: &'static str,
    /// In the words of the record then.
    more_words: &'static str,
    /// Tom speaks of slides, and wants nothing otherwise.
    chat: &'static str,
}

const WORDS: &[Words] = &[
    Words {
        language: "en",
        recap: "Terms: 12 slides, 16:9, two rounds of revision, EUR 4,800 net.",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "4800")],
        more: "Hi Mia,\n\nour board met yesterday. Could we make it 15 slides?\n\nTom",
        more_words: "15 slides",
        chat: "Hi Mia,\n\nthe first 3 slides look great.\n\nTom",
    },
    Words {
        language: "de",
        recap: "Umfang und Form:\n- 12 Folien, 16:9\n- zwei Korrekturrunden\n- Preis: 4.800 EUR netto",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "4800")],
        more: "Hallo Mia,\n\ndie Runde hat getagt. Könnten wir daraus 15 Folien machen?\n\nTom",
        more_words: "15 Folien",
        chat: "Hallo Mia,\n\ndie ersten 3 Folien sehen gut aus.\n\nTom",
    },
    Words {
        language: "tr",
        recap: "Koşullar: 12 slayt, 16:9, iki tur revizyon, 4.800 EUR.",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "4800")],
        more: "Merhaba Mia,\n\nbizim ekip toplandı. 15 slayt yapabilir miyiz?\n\nTom",
        more_words: "15 slayt",
        chat: "Merhaba Mia,\n\nilk 3 slayt çok güzel görünüyor.\n\nTom",
    },
    Words {
        language: "ru",
        recap: "Условия: 12 слайдов, 16:9, два раунда правок, 480 000 руб.",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "480000")],
        more: "Мия, вчера было собрание. Можно ли сделать 15 слайдов?\n\nТом",
        more_words: "15 слайдов",
        chat: "Мия, первые 3 слайда выглядят отлично.\n\nТом",
    },
    Words {
        language: "mn",
        recap: "Нөхцөл: 12 слайд, 16:9, хоёр удаагийн засвар, 4 800 000 төгрөг.",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "4800000")],
        more: "Миа, өчигдөр хурал боллоо. 15 слайд болгож болох уу?\n\nТом",
        more_words: "15 слайд",
        chat: "Миа, эхний 3 слайд их гоё харагдаж байна.\n\nТом",
    },
    Words {
        language: "bn",
        recap: "শর্ত: ১২টি স্লাইড, 16:9, দুই দফা সংশোধন, ৪৮০০ টাকা।",
        stated: &[("slides", "12"), ("format", "16:9"), ("rounds", "2"), ("price", "4800")],
        more: "মিয়া, গতকাল আমাদের সভা হয়েছে। ১৫টি স্লাইড করা যায়?\n\nটম",
        more_words: "১৫টি স্লাইড",
        chat: "মিয়া, প্রথম ৩টি স্লাইড দেখতে খুব ভালো।\n\nটম",
    },
];

fn script(language: &str) -> &'static Script {
    super::scripts::SCRIPTS.iter().find(|script| script.language == language).unwrap()
}

/// Mia's recap of the call, with the terms under the dated items.
fn recap(words: &Words) -> Written {
    let call = script(words.language).call.trim_end();
    let (items, greeting) = call.rsplit_once("\n\n").unwrap();
    let text = format!("{items}\n\n{}\n\n{greeting}", words.recap);
    mail(&format!("recap-{}", words.language), MIA, &text).to(TOM).cc(BOT)
}

fn tom(name: &str, text: &str, recap: &Written) -> Written {
    mail(name, TOM, text).to(MIA).cc(BOT).answering(recap)
}

fn terms(office: &Office) -> Vec<(String, String)> {
    office.thread().settings.terms.into_iter().map(|Term { of, value, .. }| (of, value)).collect()
}

fn owned(terms: &[(&str, &str)]) -> Vec<(String, String)> {
    terms.iter().map(|(of, value)| ((*of).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn what_a_recap_states_beside_its_dates_is_recorded_and_confirmed_with_them() {
    for words in WORDS {
        let mut office = opens(script(words.language));
        office.receives_at("2026-06-11 10:12", &recap(words));
        office.clock_moves_to("2026-06-11 10:40");
        assert_eq!(terms(&office), owned(words.stated), "{}", words.language);
        assert_eq!(office.record().len(), 2, "{}: terms are no agreements: {:#?}", words.language, office.record());
        let confirmation = letters(&mut office, "confirmation").remove(0);
        let text = confirmation.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for term in office.thread().settings.terms {
            assert!(text.contains(&term.words), "{}: {} in {}", words.language, term.words, confirmation.whole());
        }
        // Said once; a later confirmation is about what is new.
        office.receives_at("2026-06-11 11:40", &tom("yes", script(words.language).yes, &recap(words)));
        office.clock_moves_to("2026-06-11 13:00");
        let first = &office.thread().settings.terms[0].words;
        for sent in letters(&mut office, "confirmation") {
            assert!(!sent.letter.text.contains(&format!("{first};")), "{}", sent.whole());
        }
        assert!(office.ledger().verify().unwrap().is_ok());
    }
}

#[test]
fn a_later_contradiction_is_put_to_the_team_alone_and_changes_nothing_by_itself() {
    for words in WORDS {
        let mut office = opens(script(words.language));
        office.receives_at("2026-06-11 10:12", &recap(words));
        office.receives_at("2026-06-11 10:20", &tom("yes", script(words.language).yes, &recap(words)));
        office.receives_at("2026-06-11 12:00", &tom("chat", words.chat, &recap(words)));
        office.clock_moves_to("2026-06-11 14:00");
        assert!(letters(&mut office, "scope").is_empty(), "{}: nobody wants anything otherwise", words.language);
        office.receives_at("2026-06-11 15:00", &tom("more", words.more, &recap(words)));
        office.clock_moves_to("2026-06-11 15:30");
        let sent = office.further_letters();
        let asked: Vec<_> = sent.iter().filter(|sent| sent.headline().contains(" scope ")).collect();
        assert_eq!(asked.len(), 1, "{}: {sent:#?}", words.language);
        assert_eq!(asked[0].headline(), "2026-06-11 15:00 scope to mia@studio.example");
        let text = asked[0].letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = &office.thread().settings.terms[0].words;
        assert!(text.contains(words.more_words) && text.contains(known.as_str()), "{}", asked[0].whole());
        assert_eq!(terms(&office), owned(words.stated), "{}: the record stands", words.language);
        // B: it stays. A, to the next such question: it is on record.
        let answer = |name: &str, text: &str| mail(name, MIA, text).to(BOT).answering_id(asked[0].letter.id.as_str());
        let mut other = opens(script(words.language));
        std::mem::swap(&mut other, &mut office);
        other.receives_at("2026-06-11 16:00", &answer("a", "A"));
        other.clock_moves_to("2026-06-11 16:30");
        assert_eq!(terms(&other)[0].1, "15", "{}: {:#?}", words.language, other.further_letters());
        let receipts = letters(&mut other, "receipt");
        assert!(receipts.iter().all(|sent| sent.to.iter().all(|to| to.domain() == "studio.example")));
    }
}

#[test]
fn a_b_leaves_the_record_as_it_is() {
    for words in &WORDS[..3] {
        let mut office = opens(script(words.language));
        office.receives_at("2026-06-11 10:12", &recap(words));
        office.receives_at("2026-06-11 15:00", &tom("more", words.more, &recap(words)));
        office.clock_moves_to("2026-06-11 15:30");
        let asked = letters(&mut office, "scope").remove(0);
        office.receives_at("2026-06-11 16:00", &mail("b", MIA, "B").to(BOT).answering_id(asked.letter.id.as_str()));
        office.clock_moves_to("2026-06-11 16:30");
        assert_eq!(terms(&office), owned(words.stated), "{}", words.language);
    }
}

#[test]
fn a_list_without_a_date_or_a_number_in_a_sentence_states_nothing() {
    let english = script("en");
    for (name, text) in [
        ("undated", "Hi Tom,\n\nfor the record:\n\n- 12 slides, 16:9\n- two rounds of revision\n\nMia"),
        ("prose", "Hi Tom,\n\nyou can expect 12 slides or so, and we will send you the deck by Friday 16:00.\n\nMia"),
        (
            "tasks",
            "Hi Tom,\n\n- We send 12 slides by Friday 16:00.\n- 3 slides are still missing from your side\n\nMia",
        ),
    ] {
        let mut office = opens(english);
        office.receives_at("2026-06-11 10:12", &mail(name, MIA, text).to(TOM).cc(BOT));
        assert_eq!(terms(&office), owned(&[]), "{name}");
    }
}

#[test]
fn a_stranger_to_both_sides_changes_no_scope_and_quoted_terms_are_not_said_again() {
    let words = &WORDS[0];
    let mut office = opens(script("en"));
    office.receives_at("2026-06-11 10:12", &recap(words));
    let eve = mail("eve", "Eve Lane <eve@print.example>", "Let's make it 15 slides.").to(MIA).cc(BOT);
    office.receives_at("2026-06-11 12:00", &eve.answering(&recap(words)));
    let quoting = tom("quoting", "Thanks, we make it a good one.", &recap(words));
    office.receives_at("2026-06-11 13:00", &quoting);
    office.clock_moves_to("2026-06-11 14:00");
    assert!(letters(&mut office, "scope").is_empty());
    assert_eq!(terms(&office), owned(words.stated));
    let facts = office.ledger().dossier(office.thread().id).unwrap().unwrap();
    let account = inwriting::report::Account::of(&facts, &[], &rules().office, office.now().timestamp()).unwrap();
    assert!(account.terms.len() == 4 && account.terms.iter().all(|(_, said)| said.is_some()), "{:?}", account.terms);
}

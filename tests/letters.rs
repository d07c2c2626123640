//! In charge of: that each letter, in each language, is what its reader should get: as snapshots of the text and by what must always hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/tale.rs"]
mod tale;

#[path = "letters/chains.rs"]
mod chains;
#[path = "letters/dkim.rs"]
mod dkim;
#[path = "letters/lint.rs"]
mod lint;
#[path = "letters/mail.rs"]
mod mail;
#[path = "letters/outside.rs"]
mod outside;
#[path = "letters/people.rs"]
mod people;
#[path = "letters/plays.rs"]
mod plays;
#[path = "letters/reports.rs"]
mod reports;
#[path = "letters/tongues.rs"]
mod tongues;

use inwriting::{
    language::Packs,
    letters::{COLUMNS, Specimen, example_style, specimens},
    model::{HouseStyle, LetterKind, NoticeKind},
};

use plays::plays;

/// The languages that have letters.
fn languages() -> Vec<&'static str> {
    let packs = Packs::embedded().unwrap();
    let found: Vec<_> = packs.iter().filter(|pack| !pack.letters.is_empty()).map(|pack| pack.code()).collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn each_letter_in_each_language_reads_as_it_should() {
    for language in languages() {
        for Specimen { name, letter } in plays(language) {
            let addressed = |parties: &[inwriting::model::Party]| {
                parties.iter().map(|party| party.address.to_string()).collect::<Vec<_>>().join(", ")
            };
            let shown = format!(
                "To: {}\nCc: {}\nSubject: {}\n\n{}",
                addressed(&letter.to),
                addressed(&letter.cc),
                letter.subject,
                letter.text
            );
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("{language}-{name}"), shown);
            });
        }
    }
}

#[test]
fn no_line_is_longer_than_76_columns() {
    for language in languages() {
        for Specimen { name, letter } in plays(language) {
            for line in letter.text.lines() {
                assert!(line.chars().count() <= COLUMNS, "{language} {name}: {line}");
                assert!(line == "-- " || line == line.trim_end(), "{language} {name}: white space after {line:?}");
            }
        }
    }
}

#[test]
fn every_language_has_the_letters_of_every_other() {
    let packs = Packs::embedded().unwrap();
    let files = |code: &str| packs.get(code).unwrap().letters.keys().cloned().collect::<Vec<_>>();
    for language in languages() {
        assert_eq!(files(language), files("en"), "{language}");
    }
}

/// Every kind of letter there is: serde names them all when it meets one that is none.
fn kinds() -> Vec<String> {
    let error = serde_json::from_str::<NoticeKind>("\"none\"").unwrap_err().to_string();
    let listed: Vec<String> = error.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(listed.len() >= 6 && listed.contains(&"confirmation".to_owned()), "{error}");
    listed
}

#[test]
fn every_kind_of_letter_has_an_example_in_every_language() {
    for language in languages() {
        let shown: Vec<LetterKind> = plays(language).iter().map(|specimen| specimen.letter.kind).collect();
        // A kind whose words are not written yet cannot be sent; the moment they are, it has to be shown.
        let written = |kind: &String| Packs::embedded().unwrap().get(language).unwrap().letters.contains_key(kind);
        for kind in kinds().into_iter().filter(written) {
            let named = |shown: &LetterKind| matches!(shown, LetterKind::Notice(notice) if notice.as_str() == kind);
            assert!(
                shown.iter().any(named),
                "src/letters/specimen/ shows no letter of the kind `{kind}` in {language}"
            );
        }
    }
}

#[test]
fn a_house_that_wants_it_speaks_to_people_as_familiars() {
    let packs = Packs::embedded().unwrap();
    for pack in packs.iter() {
        let style = HouseStyle { informal: true, ..example_style(pack) };
        let informal = specimens(pack, &style, packs).unwrap_or_else(|why| panic!("{why}"));
        let differ =
            informal.iter().zip(plays(pack.code())).filter(|(one, other)| one.letter.text != other.letter.text);
        // English has one word for both.
        assert_eq!(differ.count() > 5, pack.code() != "en", "{}", pack.code());
    }
    let german = packs.get("de").unwrap();
    let style = HouseStyle { informal: true, ..example_style(german) };
    let letter = &specimens(german, &style, packs).unwrap()[0].letter;
    assert!(letter.text.contains("Antworte einfach in eigenen Worten"), "{}", letter.text);
    assert!(letter.text.contains("wenn du „Stopp“ antwortest"), "{}", letter.text);
}

//! In charge of: that each letter is of one language: no word of another, its own digits and dates, nothing left unfilled, one way of
//! speaking to people.

use std::collections::BTreeSet;

use inwriting::{
    language::Packs,
    letters::{Specimen, example_style, specimens},
    model::HouseStyle,
};
use mail_parser::{MessageParser, MimeHeaders};

use crate::{languages, plays::plays};

/// What a letter says and no language has words for: addresses, ids, the names that computers give.
const NAMES: &[&str] = &["Cc", "UTC", "inwriting", "check", "main", "INBOX", "INBOX-এর", "Bank", "Keynote", "Re"];
/// What a mail server answers, as it does.
const SERVER: &[&str] = &["550 5.1.1 User unknown", "552 5.2.2 Mailbox full"];

/// The words of a letter that its language is to answer for: text, subject and calendar files, without addresses, ids and names.
fn own_words(specimen: &Specimen) -> String {
    let mail = MessageParser::default().parse(&specimen.letter.bytes).unwrap();
    let calendars = mail.attachments().filter(|part| part.content_type().is_some_and(|kind| kind.c_type == "text"));
    let calendars: Vec<String> = calendars
        .flat_map(|part| {
            part.text_contents().unwrap_or_default().replace("\r\n ", "").lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .filter_map(|line| line.strip_prefix("SUMMARY:").or(line.strip_prefix("DESCRIPTION:")).map(str::to_owned))
        .collect();
    let said = format!(
        "{}\n{}\n{}",
        specimen.letter.subject.trim_start_matches("Re: "),
        specimen.letter.text,
        calendars.join("\n").replace("\\n", "\n")
    );
    let mut said = said.replace("\\,", ",").replace("\\;", ";");
    for known in SERVER {
        said = said.split(known).collect::<Vec<_>>().join(" ");
    }
    let plain = |word: &&str| {
        let name = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        !NAMES.contains(&name)
            && !word.contains(['@', '<', '>', '/'])
            && !word.ends_with(".zip")
            && !word.ends_with(".pdf")
            && !word.contains(".example")
    };
    let lines = said.lines().map(|line| line.split_whitespace().filter(plain).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Its words, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let bare = text.split(|letter: char| !letter.is_alphabetic() && letter != '\'' && letter != '’');
    bare.map(|word| word.trim_matches(['\'', '’']).to_lowercase()).filter(|word| word.chars().count() > 1).collect()
}

/// All words that English letters are made of, whatever is in them.
fn english() -> BTreeSet<String> {
    let packs = Packs::embedded().unwrap();
    let days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March May June July October December";
    let mut known: BTreeSet<String> = words(days);
    for file in packs.get("en").unwrap().letters.values() {
        // What stands outside of braces, and within the quotes of plurals.
        let outside = file.split("{%").flat_map(|part| part.rsplit("%}").next()).collect::<String>();
        let outside: String = outside.split("{{").flat_map(|part| part.rsplit("}}").next()).collect();
        known.extend(words(&outside));
    }
    known
}

/// English words that are words of the language, too, or names of its story.
fn shared(language: &str) -> &'static [&'static str] {
    match language {
        "de" => &[
            "in", "an", "am", "mail", "mails", "name", "person", "so", "die", "was", "war", "november", "re", "mb",
            "stand", "server", "do", "bot", "team", "median", "status",
        ],
        "tr" => &["an", "on", "her", "at", "son", "program", "mb"],
        "es" => &["a", "me", "he", "no", "final", "general", "con", "mb"],
        _ => &[],
    }
}

#[test]
fn no_letter_has_a_word_of_another_language() {
    let english = english();
    assert!(english.len() > 300 && english.contains("agreed") && english.contains("otherwise"), "{english:?}");
    let mut wrong = Vec::new();
    for language in languages().into_iter().filter(|language| *language != "en") {
        let latin = matches!(language, "de" | "tr" | "es");
        for specimen in plays(language) {
            let said = own_words(&specimen);
            let foreign: Vec<String> = words(&said)
                .into_iter()
                .filter(|word| match latin {
                    true => english.contains(word) && !shared(language).contains(&word.as_str()),
                    false => word.chars().any(|letter| letter.is_ascii_alphabetic()),
                })
                .collect();
            if !foreign.is_empty() {
                let lines = said.lines().filter(|line| words(line).iter().any(|word| foreign.contains(word)));
                wrong.push(format!("{language} {}: {foreign:?} in {:#?}", specimen.name, lines.collect::<Vec<_>>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Letters that show terms, names of stages and ids as people and programs wrote them.
const WORDS_OF_MAILS: &[&str] = &["report", "terms", "feedback-stage"];

#[test]
fn numbers_and_dates_are_written_as_the_language_writes_them() {
    let date = |language| match language {
        "en" => "Friday, 27 November 2026, 12:00",
        "de" => "Freitag, 27. November 2026, 12:00 Uhr",
        "tr" => "27 Kasım 2026 Cuma, saat 12:00",
        "ru" => "пятница, 27 ноября 2026 г., 12:00",
        "mn" => "2026 оны арван нэгдүгээр сарын 27, баасан, 12:00 цаг",
        "bn" => "শুক্রবার, ২৭ নভেম্বর, ২০২৬, ১২:০০",
        "es" => "viernes, 27 de noviembre de 2026, 12:00",
        other => panic!("how does one write the date in {other}?"),
    };
    let mut wrong = Vec::new();
    for language in languages() {
        let letters = plays(language);
        let overdue = letters.iter().find(|specimen| specimen.name == "overdue").unwrap();
        let text = overdue.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(date(language)), "{language}: {text}");
        for specimen in letters {
            let said = own_words(&specimen);
            let own: fn(char) -> bool =
                if language == "bn" { |c| ('০'..='৯').contains(&c) } else { |c| c.is_ascii_digit() };
            // What is chosen by a letter has a number that goes with it; commands and ids are no numbers to be read.
            let lines = said
                .lines()
                .filter(|_| !specimen.name.starts_with("question") && !WORDS_OF_MAILS.contains(&specimen.name));
            for line in lines {
                let strange = line.chars().any(|letter| letter.is_numeric() && !own(letter));
                let english =
                    line.contains("2026-") || ["0 AM", "0 PM", "5 AM", "5 PM"].iter().any(|hour| line.contains(hour));
                if strange || english {
                    wrong.push(format!("{language} {}: {line}", specimen.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What stands where nothing was filled in.
const UNFILLED: &[&str] =
    &["{", "}", "None", "undefined", "null", "true", "false", "  ,", "()", "\"\"", "„“", "«»", " .", " ,", ",,", "[]"];

#[test]
fn nothing_is_left_unfilled_and_nothing_is_empty() {
    let mut wrong = Vec::new();
    let packs = Packs::embedded().unwrap();
    for pack in packs.iter() {
        for informal in [false, true] {
            let style = HouseStyle { informal, ..example_style(pack) };
            for Specimen { name, letter } in specimens(pack, &style, packs).unwrap() {
                let (language, text) = (pack.code(), format!("{}\n{}", letter.subject, letter.text));
                let lines = text.lines().filter(|line| !line.contains('━') && !line.contains("..."));
                for line in lines {
                    let line = line.trim_start();
                    if let Some(sign) = UNFILLED.iter().find(|sign| line.contains(*sign)) {
                        wrong.push(format!("{language} {name}: {sign:?} in {line}"));
                    }
                }
                assert!(!text.trim().is_empty() && !letter.subject.trim().is_empty(), "{language} {name}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words and endings by which people are spoken to: as strangers, as familiars.
fn manners(language: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match language {
        "de" => (
            &["sie", "ihnen", "ihr", "ihre", "ihrer", "ihrem", "ihren"],
            &["du", "dich", "dir", "dein", "deine", "deiner", "deinem", "deinen", "antworte"],
        ),
        "tr" => (
            &[
                "siz",
                "sizi",
                "size",
                "sizin",
                "sizden",
                "sözlerinizle",
                "yanıtlayın",
                "verin",
                "yazın",
                "yanıtlarsanız",
            ],
            &["sen", "seni", "sana", "senin", "senden", "sözlerinle", "ver", "yaz"],
        ),
        "ru" => (
            &["вы", "вас", "вам", "вами", "ваш", "ваша", "вашей", "вашего", "ваше", "ответьте", "напишите"],
            &["ты", "тебя", "тебе", "тобой", "твой", "твоя", "твоей", "твоего", "ответь", "напиши"],
        ),
        "mn" => (
            &["та", "таны", "таныг", "танд", "хариулна"],
            &["чи", "чиний", "чамайг", "чамд", "хариулаарай", "бичээрэй"],
        ),
        "bn" => (
            &["আপনি", "আপনার", "আপনাকে", "আপনাদের", "লিখুন", "থাকুন"],
            &["তুমি", "তোমার", "তোমাকে", "তোমাদের", "দাও", "লেখো", "করো"],
        ),
        "es" => (&["usted", "ustedes", "responda", "conteste", "escriba"], &["tú", "tu", "tus", "te"]),
        _ => return None,
    })
}

/// What the letter itself says, without words of mails and answers to give.
fn unquoted(text: &str) -> String {
    let mut bare = String::new();
    let mut until = None;
    for letter in text.chars() {
        match (until, letter) {
            (Some(close), letter) if letter == close => until = None,
            (Some(_), _) => {}
            (None, '"') => until = Some('"'),
            (None, '„') => until = Some('“'),
            (None, '«') => until = Some('»'),
            (None, letter) => bare.push(letter),
        }
    }
    bare
}

#[test]
fn a_letter_speaks_to_its_reader_in_one_way() {
    let mut said = Vec::new();
    let packs = Packs::embedded().unwrap();
    for pack in packs.iter() {
        let Some((formal, familiar)) = manners(pack.code()) else { continue };
        for informal in [false, true] {
            let style = HouseStyle { informal, ..example_style(pack) };
            let wrong = if informal { formal } else { familiar };
            for Specimen { name, letter } in specimens(pack, &style, packs).unwrap() {
                // What people answered stands there as they wrote it; a noun is no word to a reader.
                if name == "looked-back" {
                    continue;
                }
                // Where the reader is not spoken to, the same word is another one.
                let text = unquoted(&letter.text);
                let found: Vec<&str> = text
                    .split(|letter: char| !letter.is_alphabetic() && !('\u{980}'..='\u{9ff}').contains(&letter))
                    .filter(|word| wrong.contains(&word.to_lowercase().as_str()))
                    .filter(|word| {
                        pack.code() != "de" || !informal || word.chars().next().is_some_and(char::is_uppercase)
                    })
                    .collect();
                if !found.is_empty() {
                    let lines = text.lines().filter(|line| found.iter().any(|word| line.contains(word)));
                    let lines: Vec<_> = lines.collect();
                    said.push(format!("{} {name}, informal: {informal}: {found:?} in {lines:#?}", pack.code()));
                }
            }
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

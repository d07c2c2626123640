//! Every answer that a letter offers is understood when it comes back, in every language.

use inwriting::{
    language::Packs,
    letters::specimens,
    model::{AgreementNumber, Asked, HouseStyle, Letter, MessageId, Quote, Request, Source, Wanted},
};
use mail_parser::MessageParser;

use crate::{
    plain_words::{heard, shown},
    support::{
        clock::at,
        office::{MIA, party},
    },
};

/// The bodies of the `mailto:` links of a letter.
fn offered(letter: &Letter) -> Vec<String> {
    let parsed = MessageParser::default().parse(&letter.bytes).unwrap();
    let html = parsed.body_html(0).unwrap().replace("&amp;", "&");
    let links = html.split("href=\"mailto:").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.filter_map(|link| link.split("body=").nth(1)).map(decoded).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// What stands between quotation marks in the lines of a letter that name what one can say.
fn named(letter: &Letter) -> Vec<String> {
    let text = letter.text.split("\n-- \n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for (open, close) in [('"', '"'), ('„', '“'), ('«', '»')] {
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once(open) {
            let Some((words, next)) = after.split_once(close) else { break };
            found.push(words.to_owned());
            rest = next;
        }
    }
    found
}

/// A question with two sentences in doubt, each with three readings.
fn question() -> Asked {
    let quote = Quote { mail: MessageId::parse("m@studio.example").unwrap(), text: "…".to_owned(), start: 0, end: 3 };
    Asked {
        terms: Vec::new(),
        key: "question/1/m@studio.example".to_owned(),
        mail: quote.mail.clone(),
        source: Source { by: party(MIA), at: at("2026-06-11 10:00").timestamp(), quote, settled: None },
        readings: vec![vec![None, None, None], vec![None, None, None]],
    }
}

#[test]
fn each_button_of_each_letter_is_understood() {
    let packs = Packs::embedded().unwrap();
    let mut wrong = Vec::new();
    for pack in packs.iter().filter(|pack| !pack.letters.is_empty()) {
        let mut buttons = 0;
        for specimen in specimens(pack, &HouseStyle::named("Studio Kern"), packs).unwrap() {
            let asks = specimen.name.starts_with("question") || ["choice", "scope"].contains(&specimen.name);
            let question = asks.then(question);
            for body in offered(&specimen.letter) {
                buttons += 1;
                if heard(pack.code(), &body, question.as_ref()).is_empty()
                    && !["undelivered", "feedback"].iter().any(|other| specimen.name.starts_with(other))
                {
                    wrong.push(format!("{} {}: {body:?} is not understood", pack.code(), specimen.name));
                }
            }
        }
        assert!(buttons > 10, "{} offers {buttons} answers", pack.code());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everything_that_help_names_is_understood_as_what_it_is() {
    let packs = Packs::embedded().unwrap();
    let kinds = [
        "accept",
        "decline",
        "move",
        "deliver",
        "partlydone",
        "notdone",
        "correct",
        "notme",
        "cancel",
        "undo",
        "status",
        "report",
        "digest",
        "stop",
        "start",
        "hold",
        "goon",
        "client",
        "stage",
        "lookback",
        "forget",
    ];
    let mut wrong = Vec::new();
    for pack in packs.iter().filter(|pack| !pack.letters.is_empty()) {
        let all = specimens(pack, &HouseStyle::named("Studio Kern"), packs).unwrap();
        let help = all.iter().find(|specimen| specimen.name == "help-team").unwrap();
        let said: Vec<String> = named(&help.letter);
        let heard: Vec<String> = said.iter().map(|words| shown(&heard(pack.code(), words, None))).collect();
        for (kind, (words, found)) in kinds.iter().zip(said.iter().zip(&heard)) {
            if found.split(' ').next() != Some(kind) {
                wrong.push(format!("{}: {words:?} should be {kind}, is {found:?}", pack.code()));
            }
        }
        assert_eq!(said.len(), kinds.len(), "{}: {said:#?}", pack.code());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is heard of each answer that the last words before the foot of a letter name.
fn heard_of_samples(language: &str, letter: &Letter) -> Vec<String> {
    let body = letter.text.split("\n-- \n").next().unwrap();
    let said = Letter { text: body.trim_end().rsplit("\n\n").next().unwrap().to_owned(), ..letter.clone() };
    let kind = |requests: &[Request]| shown(requests).split(' ').next().unwrap().to_owned();
    named(&said).iter().map(|words| kind(&heard(language, words, Some(&question())))).collect()
}

#[test]
fn each_answer_that_a_letter_names_in_its_last_words_is_heard_alike_in_every_language() {
    let packs = Packs::embedded().unwrap();
    let mut wrong = Vec::new();
    for informal in [false, true] {
        let style = HouseStyle { informal, ..HouseStyle::named("Studio Kern") };
        let all = |pack| specimens(pack, &style, packs).unwrap();
        let english = all(packs.get("en").unwrap());
        let samples: usize = english.iter().map(|one| heard_of_samples("en", &one.letter).len()).sum();
        assert!(samples > 60, "{samples}");
        for pack in packs.iter().filter(|pack| !pack.letters.is_empty()) {
            for (one, known) in all(pack).iter().zip(&english) {
                assert_eq!(one.name, known.name);
                let (meant, found) =
                    (heard_of_samples("en", &known.letter), heard_of_samples(pack.code(), &one.letter));
                // How it went is heard elsewhere; of an address that did not exist nothing is.
                let elsewhere = ["undelivered", "feedback"].iter().any(|other| one.name.starts_with(other));
                if found != meant || (!elsewhere && found.iter().any(String::is_empty)) {
                    wrong.push(format!("{} {}: {:?}, in English {meant:?}", pack.code(), one.name, found));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_word_at_the_foot_of_each_letter_stops_the_letters() {
    let packs = Packs::embedded().unwrap();
    for pack in packs.iter().filter(|pack| !pack.letters.is_empty()) {
        let all = specimens(pack, &HouseStyle::named("Studio Kern"), packs).unwrap();
        let foot = all[0].letter.text.split("\n-- \n").nth(1).unwrap().replace('\n', " ");
        let word = foot.split(['"', '„', '“', '«', '»']).nth(1).unwrap().to_owned();
        assert_eq!(shown(&heard(pack.code(), &word, None)), "stop", "{}: {word:?}", pack.code());
    }
}

#[test]
fn letters_and_numbers_choose_among_readings() {
    let question = question();
    for (text, choices) in [("A", 1), ("b", 1), ("1A, 2B", 2), ("A.", 1), ("1A 2C", 2), ("1a, 2b, please", 2)] {
        let requests = heard("en", text, Some(&question));
        let Some(Wanted::Choose(chosen)) = requests.first().map(|request| &request.wanted) else {
            panic!("{text:?}: {requests:?}")
        };
        assert_eq!(chosen.len(), choices, "{text}");
    }
    let picked = heard("en", "1 and 3", Some(&question));
    assert!(
        matches!(picked[..], [ref one] if one.wanted == Wanted::Pick && one.about == [AgreementNumber(1), AgreementNumber(3)]),
        "{picked:?}"
    );
}

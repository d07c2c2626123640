//! What holds for the reading of any mail at all: no panic, only the writer's own words, the same answer each time, and no work that
//! grows faster than the mail. How fast it is in figures is told by `cargo bench --bench hostile`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::{Duration, Instant};

use inwriting::{
    language::Packs,
    mail,
    model::{Address, Mail, Office, Party, PassageKind, Place, Position, RawMail, Statement, Thread, ThreadId},
    reading::{self, Beforehand},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn office() -> Office {
    let bot = Party { name: None, address: Address::parse("agree@studio.example").unwrap() };
    Office { domains: vec!["studio.example".to_owned()], ..Office::plain(bot, TimeZone::UTC, "en") }
}

fn thread() -> Thread {
    Thread {
        id: ThreadId(1),
        subject: "Slides".to_owned(),
        messages: Vec::new(),
        participants: Vec::new(),
        agreements: Vec::new(),
        live: true,
        settings: Default::default(),
    }
}

fn parsed(bytes: Vec<u8>) -> Option<Mail> {
    let place = Place {
        account: "office".to_owned(),
        folder: "INBOX".to_owned(),
        position: Position::Maildir { unique: "1".to_owned() },
    };
    let raw = RawMail { place, received: "2026-06-12T08:00:00Z".parse().unwrap(), bytes, cut: None };
    mail::parse(&raw, Packs::embedded().unwrap(), &[]).ok()
}

/// Tom of the bank writes `body` to Mia of the studio.
fn from_tom(body: &str) -> Mail {
    let head = "From: Tom Hale <tom@bank.example>\nTo: Mia Kern <mia@studio.example>\nCc: agree@studio.example\n\
                Date: Thu, 11 Jun 2026 10:12:00 +0200\nMessage-ID: <m@bank.example>\nSubject: Slides\n\
                Content-Type: text/plain; charset=utf-8\n\n";
    parsed(format!("{head}{body}").into_bytes()).expect("it is a mail")
}

fn read(mail: &Mail) -> Vec<Statement> {
    reading::read(mail, &thread(), &office(), Packs::embedded().unwrap()).statements
}

/// Each statement's words stand in the writer's own words, and its confidence is a share.
fn sound(mail: &Mail, statements: &[Statement]) {
    for statement in statements {
        let quote = &statement.quote;
        let words = mail.text.get(quote.start..quote.end);
        assert!(words.is_some_and(|words| !words.trim().is_empty()), "{statement:?}");
        // A mail that is passed on is read as the mail of the one who wrote it.
        let own = mail.passages.iter().any(|passage| {
            matches!(passage.kind, PassageKind::Own | PassageKind::Forward { from: Some(_), .. })
                && passage.start <= quote.start
                && quote.start < passage.end
        });
        assert!(own, "{statement:?} is read from words that are neither the writer's own nor passed on");
        let said = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said(&quote.text), said(words.unwrap()), "the quote is what stands there");
        assert!((0.0..=1.0).contains(&statement.confidence.get()));
    }
}

#[test]
fn a_plain_promise_is_read_so_that_what_follows_can_fail() {
    assert_eq!(read(&from_tom("Hi Mia,\n\nI'll send the final slides by Friday.\n\nTom\n")).len(), 1);
}

#[test]
fn what_was_read_before_the_thread_is_known_is_what_is_read_on_it() {
    let packs = Packs::embedded().unwrap();
    let mail = from_tom("Hi Mia,\n\nAnna will send you the final slides by Friday.\n\nTom\n");
    let anna = Party { name: Some("Anna Roth".to_owned()), address: Address::parse("a.roth@studio.example").unwrap() };
    let begun = Thread { messages: vec![mail.id.clone()], ..thread() };
    let known = Thread { participants: vec![anna], ..begun.clone() };
    let on = |thread: &Thread| reading::read(&mail, thread, &office(), packs).statements;
    assert_ne!(on(&thread()), on(&known), "it makes a difference that Anna is one of the studio");
    for thread in [thread(), begun, known] {
        let beforehand = Beforehand::of(&mail, &office(), packs);
        assert_eq!(beforehand.on(&mail, &thread, &office(), packs).statements, on(&thread));
    }
}

/// Who owes what is read out of `body`, in the order of the text.
fn owed_by(body: &str) -> Vec<String> {
    let statements = read(&from_tom(body));
    statements.iter().filter_map(|one| one.claim.as_ref()).map(|claim| claim.debtor.address.to_string()).collect()
}

#[test]
fn a_line_is_owed_by_the_one_its_pronoun_its_heading_or_its_short_name_means() {
    for body in [
        "As agreed:\n\n- Rough mix: me, by Friday\n- Final text: you, by Monday\n",
        "Wie besprochen:\n\n- Entwurf: wir, bis Freitag\n- Texte: ihr, bis Montag\n",
        "Как договорились.\n\nС нас:\n— логотип до пятницы\n\nС вас:\n— тексты до понедельника\n",
        "As agreed:\n\n- TH: send the logo by Friday\n- MK: send the slides by Monday\n",
        "As agreed:\n\n- Bank: send the logo by Friday\n- Studio: send the slides by Monday\n",
    ] {
        assert_eq!(owed_by(body), ["tom@bank.example", "mia@studio.example"], "{body}");
    }
}

#[test]
fn what_stands_in_a_quote_is_read_from_nobody() {
    let quoted = "Thanks!\n\nOn Thu, 11 Jun 2026 at 09:00, Mia Kern <mia@studio.example> wrote:\n> I'll send the final slides by Friday.\n";
    assert_eq!(read(&from_tom(quoted)), []);
}

#[test]
fn a_promise_behind_a_sentence_that_does_not_end_is_read_all_the_same() {
    let talk = "we spoke about the colours of the hall, ".repeat(200);
    let statements = read(&from_tom(&format!("Hi Mia,\n\n{talk}\n\nI'll send the final slides by Friday.\n\nTom\n")));
    assert_eq!(statements.last().unwrap().quote.text, "I'll send the final slides by Friday.");
    assert!(statements.iter().all(|one| one.quote.text.len() <= 3_000), "{statements:?}");
}

#[test]
fn a_list_longer_than_people_write_is_read_for_its_beginning() {
    let lines: String = (1..=700).map(|at| format!("{at}. I'll send you slide {at} by Friday.\n")).collect();
    let statements = read(&from_tom(&lines));
    assert_eq!(statements.len(), 500);
    assert_eq!(statements[0].quote.text, "I'll send you slide 1 by Friday.");
}

#[test]
fn no_mail_costs_more_than_its_length() {
    let quotes: String = (0..200).map(|depth| format!("{} I'll send it by Friday.\n", ">".repeat(depth))).collect();
    let burdens = [
        ("one line of promises", "I will send the slides by Friday and ".repeat(2_500)),
        ("many promises", "I will send the slides by Friday.\n".repeat(2_500)),
        ("one line of deadlines", "by Friday ".repeat(10_000)),
        ("digits", "0123456789".repeat(10_000)),
        ("one word", "x".repeat(100_000)),
        ("short lines", "ok\n".repeat(30_000)),
        ("nested quotes", quotes),
        ("list lines", "- Tom: slides, Friday\n".repeat(4_500)),
        ("answers by number", (0..9_000).map(|number| format!("{number}. done\n")).collect()),
        ("consequences without end", "otherwise we move it to Monday, ".repeat(3_100)),
        ("colons", "a: ".repeat(33_000)),
        ("beginnings of cues", "could you please could you ".repeat(3_700)),
    ];
    for (name, body) in burdens {
        let begun = Instant::now();
        let mail = from_tom(&body);
        sound(&mail, &read(&mail));
        let took = begun.elapsed();
        // 100 KB in an unoptimised build on a loaded machine: a quadratic step would take minutes.
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let whole = [&b"From: tom@bank.example\n\n"[..], &bytes].concat();
        for bytes in [bytes, whole] {
            if let Some(mail) = parsed(bytes) {
                sound(&mail, &read(&mail));
            }
        }
    }

    #[test]
    fn a_real_mail_that_came_to_harm_is_read_from_own_words_alone(
        which in any::<proptest::sample::Index>(),
        harms in proptest::collection::vec(harm(), 0..12),
    ) {
        let whole: &Vec<u8> = which.get(bag());
        if let Some(mail) = parsed(harmed(whole, &harms)) {
            let statements = read(&mail);
            sound(&mail, &statements);
            prop_assert_eq!(&statements, &read(&mail));
        }
    }

    #[test]
    fn any_talk_is_read_from_own_words_alone_and_the_same_each_time(pieces in proptest::collection::vec(talk(), 0..40)) {
        let mail = from_tom(&pieces.concat());
        let statements = read(&mail);
        sound(&mail, &statements);
        prop_assert_eq!(&statements, &read(&mail));
    }

    #[test]
    fn how_lines_end_changes_nothing(pieces in proptest::collection::vec(talk(), 0..20)) {
        let body = pieces.concat();
        let told = |mail: &Mail| read(mail).into_iter().map(|statement| (statement.act, statement.due.map(|due| due.moment))).collect::<Vec<_>>();
        prop_assert_eq!(told(&from_tom(&body)), told(&from_tom(&body.replace('\n', "\r\n"))));
    }
}

/// The mails of the bag: as mail programs write them.
fn bag() -> &'static [Vec<u8>] {
    static BAG: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    BAG.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mail");
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
    })
}

/// What happens to mails on their way: bytes are lost, doubled, changed, or other words stand amid them.
#[derive(Debug, Clone)]
enum Harm {
    Lost,
    Doubled,
    Changed(u8),
    Amid(&'static str),
}

fn harm() -> impl Strategy<Value = (usize, usize, Harm)> {
    let harm = prop_oneof![
        Just(Harm::Lost),
        Just(Harm::Doubled),
        any::<u8>().prop_map(Harm::Changed),
        talk().prop_map(Harm::Amid),
    ];
    (any::<usize>(), 0_usize..200, harm)
}

fn harmed(bytes: &[u8], harms: &[(usize, usize, Harm)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, length, harm) in harms {
        let from = at % (bytes.len() + 1);
        let to = (from + length).min(bytes.len());
        match harm {
            Harm::Lost => drop(bytes.drain(from..to)),
            Harm::Doubled => {
                let again = bytes[from..to].to_vec();
                bytes.splice(to..to, again);
            }
            Harm::Changed(byte) => bytes[from..to].fill(*byte),
            Harm::Amid(words) => drop(bytes.splice(from..from, words.bytes())),
        }
    }
    bytes
}

/// Pieces of which people make mails, in no order.
fn talk() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "I'll send the slides by Friday. ",
        "Could you send us the logo by Monday noon? ",
        "Otherwise the launch moves to Wednesday.",
        "Bitte schicken Sie uns die Texte bis Freitag.\n",
        "Yarın saat 17:00'ye kadar gönderirim. ",
        "Маргааш 17 цагаас өмнө явуулна. ",
        "আগামীকাল বিকেল ৫টার মধ্যে পাঠাব। ",
        "Пришлю до завтра. ",
        "Te lo mando el viernes.\n",
        "ok\n",
        "done",
        "no",
        "1. ",
        "2) yes\n",
        "- ",
        "\n",
        "\n\n",
        "> ",
        "> I need it today\n",
        "Tom: slides, Friday\n",
        "Tom | slides | 12.06.2026\n",
        "On Mon, 8 Jun 2026 at 10:30, Mia Kern <mia@studio.example> wrote:\n",
        "-- \n",
        "Best regards\nTom\n",
        "12/06",
        " at ten to nine ",
        "...",
        "!?",
        "\u{feff}\u{200b}",
        "İ",
        "৳১০০ ",
        "“",
        "(",
    ])
}

//! The mailbag: real-shaped mails, named by what is odd about them, each read with LF and with CRLF and compared with what a
//! person would say of it; and what holds for any bytes at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use inwriting::{
    language::Packs,
    mail::{self, Unreadable},
    model::{Automatic, Mail, PassageKind, Place, Position, RawMail, Verdict},
};
use proptest::prelude::*;
use serde::Deserialize;

/// What a person would say of a mail. What is left out is not asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The own text, whole; empty lines do not count.
    own: String,
    /// The writer's address; empty where nobody may be taken for the writer.
    from: Option<String>,
    from_name: Option<String>,
    subject: Option<String>,
    date: Option<String>,
    /// Words that must stand in attributions, quotes or forwards, and not among the own.
    #[serde(default)]
    quoted: Vec<String>,
    /// Words that must stand in signatures or footers.
    #[serde(default)]
    signature: Vec<String>,
    /// The words of each forwarded mail, whole; who wrote it; when (the beginning of its date).
    #[serde(default)]
    forwarded: Vec<String>,
    #[serde(default)]
    forwarded_from: Vec<String>,
    #[serde(default)]
    forwarded_date: Vec<String>,
    attachments: Option<Vec<String>>,
    ancestors: Option<Vec<String>>,
    /// `no`, or the kind.
    automatic: Option<String>,
    verdict: Option<String>,
    #[serde(default)]
    defects: Vec<String>,
}

fn raw(bytes: Vec<u8>) -> RawMail {
    RawMail {
        place: Place {
            account: "office".to_owned(),
            folder: "INBOX".to_owned(),
            position: Position::Maildir { unique: "1".to_owned() },
        },
        received: "2026-06-12T08:00:00Z".parse().unwrap(),
        bytes,
        cut: None,
    }
}

fn parse(bytes: impl Into<Vec<u8>>) -> Result<Mail, Unreadable> {
    let packs = Packs::embedded().expect("the languages load");
    mail::parse(&raw(bytes.into()), packs, &["mx.fathom.example".to_owned()])
}

fn read(bytes: impl Into<Vec<u8>>) -> Mail {
    parse(bytes).expect("it is a mail")
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    bytes.split(|&byte| byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mail")
}

fn fixtures(ending: &str) -> BTreeSet<String> {
    let names = fs::read_dir(folder()).expect("the fixtures are there").map(|entry| entry.unwrap().file_name());
    names.filter_map(|name| name.to_str()?.strip_suffix(ending).map(str::to_owned)).collect()
}

fn tight(text: &str) -> String {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_mail_of_the_bag_reads_as_a_person_would_read_it() {
    let names = fixtures(".eml");
    assert!(names.len() >= 40, "only {} mails in the bag", names.len());
    assert_eq!(names, fixtures(".expected.toml"), "each mail has what is expected of it");
    let mut failures = Vec::new();
    for name in &names {
        let bytes = fs::read(folder().join(format!("{name}.eml"))).unwrap();
        assert!(!bytes.contains(&b'\r'), "{name} is kept with LF: the test makes the other form");
        let wanted = fs::read_to_string(folder().join(format!("{name}.expected.toml"))).unwrap();
        let wanted: Expected = toml::from_str(&wanted).unwrap_or_else(|why| panic!("{name}: {why}"));
        for (form, bytes) in [("LF", bytes.clone()), ("CRLF", with_crlf(&bytes))] {
            let mail = read(bytes);
            in_order(&mail);
            failures.extend(differences(&mail, &wanted).into_iter().map(|what| format!("{name} ({form}): {what}")));
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

fn differences(mail: &Mail, wanted: &Expected) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, got: &str, wanted: Option<&str>| {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
            found.push(format!("{what}\n--- got\n{got}\n--- wanted\n{wanted}"));
        }
    };
    let address = mail.from.as_ref().map(|from| from.address.to_string()).unwrap_or_default();
    let name = mail.from.as_ref().and_then(|from| from.name.clone()).unwrap_or_default();
    same("own text", &tight(&mail.own_text()), Some(&tight(&wanted.own)));
    same("from", &address, wanted.from.as_deref());
    same("name", &name, wanted.from_name.as_deref());
    same("subject", &mail.subject, wanted.subject.as_deref());
    same("date", &mail.date.strftime("%FT%T%:z").to_string(), wanted.date.as_deref());
    same("automatic", kind(mail.automatic.as_ref()), wanted.automatic.as_deref());
    same("verdict", verdict(mail.verdict), wanted.verdict.as_deref());
    let names: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
    same("attachments", &names.join(", "), wanted.attachments.as_ref().map(|names| names.join(", ")).as_deref());
    let ids: Vec<&str> = mail.ancestors.iter().map(|id| id.as_str()).collect();
    same("ancestors", &ids.join(", "), wanted.ancestors.as_ref().map(|ids| ids.join(", ")).as_deref());
    found.extend(missing(mail, wanted));
    found
}

fn missing(mail: &Mail, wanted: &Expected) -> Vec<String> {
    let quoted =
        mail.passages_of(|kind| !matches!(kind, PassageKind::Own | PassageKind::Signature | PassageKind::Footer));
    let signature = mail.passages_of(|kind| matches!(kind, PassageKind::Signature | PassageKind::Footer));
    let mut found = Vec::new();
    let mut holds = |what: &str, text: &str, words: &[String]| {
        found.extend(
            words.iter().filter(|word| !text.contains(*word)).map(|word| format!("{what} lacks `{word}`:\n{text}")),
        );
    };
    holds("quoted", &quoted, &wanted.quoted);
    holds("signature", &signature, &wanted.signature);
    holds("defects", &mail.defects.join("; "), &wanted.defects);
    let forwards = mail.passages.iter().filter_map(|passage| match &passage.kind {
        PassageKind::Forward { from, date } => Some((&mail.text[passage.start..passage.end], from, date)),
        _ => None,
    });
    let (mut texts, mut writers, mut dates) = (Vec::new(), Vec::new(), Vec::new());
    for (text, from, date) in forwards {
        texts.push(tight(text));
        writers.push(from.as_ref().map(|from| from.address.to_string()).unwrap_or_default());
        dates.push(date.as_ref().map(|date| date.strftime("%FT%H:%M").to_string()).unwrap_or_default());
    }
    let expected: Vec<String> = wanted.forwarded.iter().map(|text| tight(text)).collect();
    if texts != expected {
        found.push(format!("forwarded {texts:?}, wanted {expected:?}"));
    }
    if writers != wanted.forwarded_from {
        found.push(format!("forwarded from {writers:?}, wanted {:?}", wanted.forwarded_from));
    }
    if !wanted.forwarded_date.is_empty() && dates != wanted.forwarded_date {
        found.push(format!("forwarded on {dates:?}, wanted {:?}", wanted.forwarded_date));
    }
    found
}

fn kind(automatic: Option<&Automatic>) -> &'static str {
    match automatic {
        None => "no",
        Some(Automatic::Reply(_)) => "reply",
        Some(Automatic::Bounce(_)) => "bounce",
        Some(Automatic::List(_)) => "list",
        Some(Automatic::Notice(_)) => "notice",
        Some(Automatic::Generated(_)) => "generated",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Silent => "silent",
    }
}

/// Every byte of the text is in exactly one passage, in order, and no passage is cut inside a letter.
fn in_order(mail: &Mail) {
    let mut at = 0;
    for passage in &mail.passages {
        assert_eq!(passage.start, at, "{:?}", mail.passages);
        assert!(mail.text.get(passage.start..passage.end).is_some_and(|text| !text.is_empty()));
        at = passage.end;
    }
    assert_eq!(at, mail.text.len());
}

#[test]
fn what_holds_no_mail_is_told_so() {
    for bytes in [&b""[..], b"\r\n\r\n", b"\0\0\0\0", b"\xff\xfe\x00", b"no header here at all"] {
        let told = parse(bytes).map(|mail| mail.text);
        assert!(told.is_err(), "{bytes:?} gave {told:?}");
    }
    assert!(parse(&b""[..]).unwrap_err().to_string().contains("empty"));
}

#[test]
fn zero_bytes_in_a_mail_do_no_harm() {
    let mail = read(&b"From: a@b.example\nSubject: x\0y\nDate: Thu, 11 Jun 2026 10:12:00 +0200\n\nby \0Friday\0\n"[..]);
    assert_eq!(mail.own_text(), "by Friday");
    assert_eq!(mail.subject, "xy");
}

#[test]
fn a_mail_of_which_only_the_header_came_is_known_by_it() {
    let mut raw = raw(b"From: Mia <mia@fathom.example>\nMessage-ID: <big@x.example>\nSubject: big\n\n".to_vec());
    raw.cut = Some(40_000_000);
    let mail = mail::parse(&raw, Packs::embedded().unwrap(), &[]).unwrap();
    assert_eq!((mail.id.as_str(), mail.size, mail.text.as_str()), ("big@x.example", 40_000_000, ""));
}

#[test]
fn the_same_nameless_mail_has_the_same_name() {
    let bytes = b"From: a@b.example\n\nx";
    assert_eq!(read(&bytes[..]).id, read(&bytes[..]).id);
    assert!(read(&bytes[..]).id.is_made_up());
}

#[test]
fn an_attachment_of_thirty_megabytes_is_one_line_in_the_list() {
    let mut bytes = b"From: a@b.example\nSubject: big\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nAttached by Friday.\n--b\nContent-Type: application/zip; name=big.zip\nContent-Transfer-Encoding: base64\n\n".to_vec();
    let line = [b"QUJD".repeat(19), b"\r\n".to_vec()].concat();
    while bytes.len() < 30 * 1024 * 1024 {
        bytes.extend_from_slice(&line);
    }
    bytes.extend_from_slice(b"--b--\n");
    let mail = read(bytes);
    assert_eq!(mail.own_text(), "Attached by Friday.");
    let [file] = mail.attachments.as_slice() else { panic!("{:?}", mail.attachments) };
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("big.zip", "application/zip"));
    assert!((20 << 20..24 << 20).contains(&file.size), "{}", file.size);
}

#[test]
fn two_hundred_parts_nested_in_each_other_still_hold_their_text() {
    let mut text = String::from("From: a@b.example\nSubject: deep\n");
    for depth in 0..200 {
        text.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
    }
    text.push_str("Content-Type: text/plain\n\nAt the bottom.\n");
    (0..200).rev().for_each(|depth| text.push_str(&format!("--b{depth}--\n")));
    assert_eq!(read(text).own_text(), "At the bottom.");
}

#[test]
fn mails_attached_in_mails_without_end_are_not_opened() {
    let mut text = String::from("From: a@b.example\nSubject: deep\n");
    (0..50_000).for_each(|_| text.push_str("Content-Type: message/rfc822\n\n"));
    let mail = read(text);
    assert!(mail.defects.iter().any(|defect| defect.contains("only its header")), "{:?}", mail.defects);
}

/// Bodies that would take long if anything in the reading grew faster than its input.
fn burdens() -> Vec<(&'static str, String)> {
    let html = |body: String| format!("Content-Type: text/html\n\n{body}");
    let plain = |body: String| format!("Content-Type: text/plain\n\n{body}");
    vec![
        ("one line of a megabyte", plain("by Friday: ".repeat(100_000))),
        ("a hundred thousand short lines", plain("ok:\n".repeat(100_000))),
        ("a hundred thousand lines with figures", plain("1. 10:30 a@b.example:\n".repeat(50_000))),
        ("quotes and answers by turns", plain("> a\nb: 12:30\n\nTom\n".repeat(25_000))),
        ("a thousand marks of quoting", plain(format!("{} x\n", ">".repeat(1_000)).repeat(500))),
        ("header fields without end", plain("From: a\nTo: b\nFrom: c\n".repeat(30_000))),
        ("closings without end", plain("Best regards\nTom\n\n".repeat(30_000))),
        ("dashes without end", plain("--\n".repeat(100_000))),
        ("encoded words without end", format!("Subject: {}\n\nx", "=?utf-8?Q?=C3?= ".repeat(30_000))),
        ("nested elements", html("<div>".repeat(100_000) + "x")),
        ("nested quotes", html("<blockquote>a<br>".repeat(30_000))),
        ("nested tables", html("<table><tr><td>a".repeat(30_000))),
        ("nested lists", html("<ul><li>a".repeat(50_000))),
        ("end tags without starts", html("<p>".repeat(1_000) + &"</div></b>".repeat(50_000))),
        ("attributes without end", html(format!("<a {}>x", "b=c ".repeat(100_000)))),
    ]
}

#[test]
fn nothing_grows_faster_than_the_mail() {
    for (name, rest) in burdens() {
        let bytes = format!("From: Tom <tom@b.example>\nDate: Thu, 11 Jun 2026 10:12:00 +0200\n{rest}");
        let begun = Instant::now();
        in_order(&read(bytes));
        let took = begun.elapsed();
        // An unoptimised build on a loaded machine: a quadratic step would take minutes.
        assert!(took < Duration::from_secs(30), "{name} took {took:?}");
        eprintln!("{name}: {took:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        if let Ok(mail) = parse(bytes) {
            in_order(&mail);
        }
    }

    #[test]
    fn any_body_is_cut_into_passages(body in "([>*_\\-:.,@<> \n\ta-zA-Z0-9äшবı]|On |wrote:|From: |\n> |Best regards\n|-- \n|<blockquote>|</p>|<td>){0,300}", html in any::<bool>()) {
        let kind = if html { "html" } else { "plain; format=flowed" };
        let mail = read(format!("From: Tom <tom@b.example>\nSubject: Fwd: x\nContent-Type: text/{kind}; charset=utf-8\n\n{body}"));
        in_order(&mail);
    }

    #[test]
    fn any_pieces_of_a_mail_in_any_order_are_read(pieces in proptest::collection::vec(piece(), 0..60)) {
        if let Ok(mail) = parse([&b"From: a@b.example\n"[..], &pieces.concat()].concat()) {
            in_order(&mail);
        }
    }
}

/// Pieces that mean something to a parser of mail.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    proptest::sample::select(vec![
        &b"Content-Type: multipart/alternative; boundary=b\n"[..],
        b"Content-Type: multipart/mixed; boundary=\n \"b\"\n",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: text/html; charset=utf-16\n",
        b"Content-Type: text/calendar; method=REQUEST\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Authentication-Results: mx.fathom.example; dkim=pass (\n",
        b"Date: Thu, 31 Feb 99999 99:99 +9999\n",
        b"Subject: =?utf-8?B?=C3?= =?utf-8?Q?=?=\n",
        b"References: <<a@b>> <\n",
        b"\n--b\n",
        b"\n--b--\n",
        b"\n\n",
        b"=C3=\n==",
        b"QUJD=",
        b"\xc3\x28\xff",
        b"> x\n",
        b"On 1 May 2026 at 10:30 Tom <t@b.example> wrote:\n",
        b"From: a@b.example\nSent: 5 May 2026\nTo: b\nSubject: c\n",
        b"<blockquote><table><td>",
    ])
    .prop_map(<[u8]>::to_vec)
}

//! How the reading bears mails made to cost much: `cargo bench --bench hostile`. Takes some minutes.
//!
//! Each shape is made at 256 KB, 512 KB and 1 MB (or as many lines, parts, quotes), taken apart and read; printed are the times and by
//! how much the last doubling multiplied them: about 2 where the work is linear, 4 where it is quadratic. Ends with an error where a
//! shape takes a second or more. A word after `--` picks the shapes whose names hold it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::{Duration, Instant};

use inwriting::{
    language::Packs,
    mail,
    model::{Address, Office, Party, Place, Position, RawMail, Thread, ThreadId},
    reading,
};
use jiff::{Timestamp, tz::TimeZone};

type Shape = (&'static str, fn(usize) -> Vec<u8>);

/// Names, and mails of about so many bytes.
const SHAPES: &[Shape] = &[
    ("one line of words", |size| text(&"word ".repeat(size / 5))),
    ("one line without a space", |size| text(&"x".repeat(size))),
    ("100,000 short lines", |size| text(&"ok then\r\n".repeat(size / 10))),
    ("nested quotes", |size| {
        text(&(0..size / 400).map(|depth| format!("{} no\r\n", "> ".repeat(depth % 400))).collect::<String>())
    }),
    ("quotes ever deeper", |size| {
        let depth = (size as f64).sqrt() as usize;
        text(&(0..depth).map(|depth| format!("{} no\r\n", ">".repeat(depth))).collect::<String>())
    }),
    ("quotes and answers by turns", |size| text(&"> Could you send it?\r\nYes, by Friday.\r\n".repeat(size / 40))),
    ("attributions", |size| {
        text(&"On Mon, 1 Jun 2026 at 10:00, Tom Hale <tom@bank.example> wrote:\r\n".repeat(size / 66))
    }),
    ("header blocks", |size| {
        text(&"From: Tom\r\nSent: Monday\r\nTo: Mia\r\nSubject: x\r\n\r\nhi\r\n\r\n".repeat(size / 52))
    }),
    ("digits", |size| text(&"0123456789".repeat(size / 10))),
    ("Bengali digits", |size| text(&"০১২".repeat(size / 9))),
    ("numbers", |size| text(&"12.06.2026 ".repeat(size / 11))),
    ("by Friday", |size| text(&"by Friday ".repeat(size / 10))),
    ("promises in one sentence", |size| text(&"I will send the slides by Friday and ".repeat(size / 37))),
    ("promises, a sentence each", |size| text(&"I will send the slides by Friday. ".repeat(size / 34))),
    ("promises, a line each", |size| text(&"- I will send the slides by Friday.\r\n".repeat(size / 37))),
    ("numbered answers", |size| text(&(0..size / 12).map(|at| format!("{at}) done\r\n")).collect::<String>())),
    ("tables typed as text", |size| text(&"Tom | slides | Friday\r\n".repeat(size / 23))),
    ("colons", |size| text(&"a: ".repeat(size / 3))),
    ("brackets", |size| text(&"([{<".repeat(size / 4))),
    ("dashes", |size| text(&"-- \r\n".repeat(size / 5))),
    ("closings", |size| text(&"Best regards\r\nMia\r\n".repeat(size / 19))),
    ("disclaimer words", |size| text(&"confidential ".repeat(size / 13))),
    ("combining marks", |size| text(&format!("a{}", "\u{301}".repeat(size / 2)))),
    ("names of participants", |size| text(&"Tom ".repeat(size / 4))),
    ("gaps of cues", |size| text(&"could you please could you ".repeat(size / 27))),
    ("otherwise, again and again", |size| text(&"otherwise we move it to Monday, ".repeat(size / 32))),
    ("no line end in a base64 body", |size| encoded("base64", &"QUJD".repeat(size / 4))),
    ("soft breaks", |size| encoded("quoted-printable", &"by=20=\r\n".repeat(size / 8))),
    ("format=flowed", |size| {
        mail_of(
            "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n",
            &"> so it \r\n".repeat(size / 10),
        )
    }),
    ("one unterminated tag", |size| html(&format!("<a {}", "b ".repeat(size / 2)))),
    ("unterminated tags", |size| html(&"<p <p ".repeat(size / 6))),
    ("nested div", |size| html(&"<div>".repeat(size / 5))),
    ("nested blockquote", |size| html(&format!("{}x", "<blockquote>".repeat(size / 12)))),
    ("nested lists", |size| html(&"<ul><li>ok".repeat(size / 10))),
    ("a table of cells", |size| html(&format!("<table>{}", "<tr><td>Tom<td>Friday".repeat(size / 21)))),
    ("entities", |size| html(&"&amp;".repeat(size / 5))),
    ("comments", |size| html(&"<!--".repeat(size / 4))),
    ("attachments", |size| {
        parts("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nxxxx\r\n", size)
    }),
    ("text parts", |size| parts("Content-Type: text/plain\r\n\r\nBy Friday.\r\n", size)),
    ("nested mails", |size| text_of_nested("message/rfc822", size)),
    ("nested multiparts", nested_parts),
    ("references", |size| headers(&format!("References: {}\r\n", "<a@b.example> ".repeat(size / 14)))),
    ("recipients", |size| headers(&format!("Cc: {}x@y.example\r\n", "Tom Hale <t@b.example>, ".repeat(size / 24)))),
    ("folded header", |size| headers(&format!("X-Long: a{}\r\n", "\r\n b".repeat(size / 4)))),
    ("headers", |size| headers(&"X-One: a\r\n".repeat(size / 10))),
    ("encoded words", |size| headers(&format!("Subject: {}\r\n", "=?utf-8?q?ab?= ".repeat(size / 15)))),
];

fn mail_of(head: &str, body: &str) -> Vec<u8> {
    let from = "From: Tom Hale <tom@bank.example>\r\nTo: Mia Kern <mia@studio.example>\r\nCc: agree@studio.example\r\n";
    let date = "Date: Thu, 11 Jun 2026 10:12:00 +0200\r\nMessage-ID: <a@bank.example>\r\nMIME-Version: 1.0\r\n";
    format!("{from}{date}{head}\r\n{body}").into_bytes()
}

fn text(body: &str) -> Vec<u8> {
    mail_of("Subject: Slides\r\nContent-Type: text/plain; charset=utf-8\r\n", body)
}

fn html(body: &str) -> Vec<u8> {
    mail_of("Subject: Slides\r\nContent-Type: text/html; charset=utf-8\r\n", body)
}

fn encoded(how: &str, body: &str) -> Vec<u8> {
    mail_of(&format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {how}\r\n"), body)
}

fn headers(more: &str) -> Vec<u8> {
    mail_of(more, "I will send it by Friday.\r\n")
}

fn parts(part: &str, size: usize) -> Vec<u8> {
    let body = format!("--x\r\n{part}").repeat(size / (part.len() + 5));
    mail_of("Content-Type: multipart/mixed; boundary=x\r\n", &format!("{body}--x--\r\n"))
}

fn text_of_nested(kind: &str, size: usize) -> Vec<u8> {
    let head = format!("Content-Type: {kind}\r\n\r\n");
    mail_of("", "")
        .into_iter()
        .take(0)
        .chain(mail_of(&format!("Content-Type: {kind}\r\n"), &head.repeat(size / head.len())))
        .collect()
}

fn nested_parts(size: usize) -> Vec<u8> {
    let body: String = (0..size / 60)
        .map(|at| format!("--{at:06}\r\nContent-Type: multipart/mixed; boundary={:06}\r\n\r\n", at + 1))
        .collect();
    mail_of("Content-Type: multipart/mixed; boundary=000000\r\n", &body)
}

fn main() {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let packs = Packs::embedded().unwrap();
    let office = office();
    let thread = Thread {
        id: ThreadId(1),
        subject: "Slides".to_owned(),
        messages: Vec::new(),
        participants: Vec::new(),
        agreements: Vec::new(),
        live: true,
        settings: Default::default(),
    };
    // The first mail warms everything up.
    time(text("I will send it by Friday."), &thread, &office, packs);
    let mut slow = Vec::new();
    println!("{:32} {:>9} {:>9} {:>9} {:>7}   taken apart / read", "shape", "256 KB", "512 KB", "1 MB", "growth");
    for (name, make) in
        SHAPES.iter().filter(|(name, _)| wanted.as_ref().is_none_or(|part| name.contains(part.as_str())))
    {
        let times: Vec<(Duration, Duration)> =
            [1 << 18, 1 << 19, 1 << 20].iter().map(|&size| time(make(size), &thread, &office, packs)).collect();
        let all: Vec<f64> = times.iter().map(|(apart, read)| (*apart + *read).as_secs_f64() * 1e3).collect();
        let (apart, read) = times[2];
        println!(
            "{name:32} {:6.0} ms {:6.0} ms {:6.0} ms {:7.1}   {:.0} / {:.0} ms",
            all[0],
            all[1],
            all[2],
            all[2] / all[1].max(0.01),
            apart.as_secs_f64() * 1e3,
            read.as_secs_f64() * 1e3
        );
        if all[2] >= 1000.0 {
            slow.push(*name);
        }
    }
    if !slow.is_empty() {
        eprintln!("a second or more: {}", slow.join(", "));
        std::process::exit(1);
    }
}

/// How long it takes to take a mail apart, and to read it.
fn time(bytes: Vec<u8>, thread: &Thread, office: &Office, packs: &Packs) -> (Duration, Duration) {
    let place = Place {
        account: "office".to_owned(),
        folder: "INBOX".to_owned(),
        position: Position::Maildir { unique: "1".to_owned() },
    };
    let raw = RawMail { place, received: Timestamp::UNIX_EPOCH, bytes, cut: None };
    let started = Instant::now();
    let mail = mail::parse(&raw, packs, &[]);
    let apart = started.elapsed();
    let started = Instant::now();
    if let Ok(mail) = &mail {
        std::hint::black_box(reading::read(mail, thread, office, packs));
    }
    (apart, started.elapsed())
}

fn office() -> Office {
    let bot = Party { name: None, address: Address::parse("agree@studio.example").unwrap() };
    Office { domains: vec!["studio.example".to_owned()], ..Office::plain(bot, TimeZone::UTC, "en") }
}

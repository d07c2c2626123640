//! Mails that break every custom are taken or told about; nothing panics, nothing is recorded twice.

use inwriting::{
    daemon::Taken,
    model::{Place, Position, RawMail},
};

use crate::{
    support::{
        clock::at,
        mail::mail,
        office::{BOT, MIA, Office, TOM},
    },
    the_call,
};

fn raw(bytes: Vec<u8>) -> RawMail {
    let position = Position::Maildir { unique: "odd".to_owned() };
    let place = Place { account: "office".to_owned(), folder: "INBOX".to_owned(), position };
    RawMail { place, received: at("2026-06-11 10:12").timestamp(), bytes, cut: None }
}

#[test]
fn a_mail_without_a_message_id_is_recorded_once() {
    let mut office = Office::opens("2026-06-11 09:00");
    let nameless = the_call().without_id();
    let bytes = nameless.bytes(&at("2026-06-11 10:12"));
    assert!(matches!(office.receives_raw(&raw(bytes.clone())), Taken::Read { .. }));
    assert_eq!(office.receives_raw(&raw(bytes)), Taken::Again);
    assert_eq!(office.record().len(), 2);
}

#[test]
fn a_mail_without_a_date_is_read_as_written_when_it_came() {
    let mut office = Office::opens("2026-06-11 09:00");
    let text = String::from_utf8(the_call().bytes(&at("2026-06-11 10:12"))).unwrap();
    let dateless: Vec<&str> = text.split("\r\n").filter(|line| !line.starts_with("Date:")).collect();
    office.receives_raw(&raw(dateless.join("\r\n").into_bytes()));
    assert!(office.record()[0].contains("2026-06-12 16:00"), "{:#?}", office.record());
}

#[test]
fn an_empty_file_and_noise_are_put_on_file_and_told_about() {
    let mut office = Office::opens("2026-06-11 09:00");
    for bytes in [Vec::new(), vec![0; 4000], (0..=255).collect()] {
        let taken = office.receives_raw(&raw(bytes.clone()));
        assert!(matches!(taken, Taken::Left { .. }), "{taken:?}");
        assert_eq!(office.receives_raw(&raw(bytes)), Taken::Again);
    }
    office.clock_moves_to("2026-06-12 18:00");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    assert_eq!(digest.letter.text.matches("could not be read").count(), 1, "{}", digest.whole());
    office.has_sent_nothing_more();
}

#[test]
fn a_mail_above_the_size_limit_is_put_on_file_by_its_headers() {
    let mut office = Office::opens("2026-06-11 09:00");
    let bytes = the_call().bytes(&at("2026-06-11 10:12"));
    let headers = bytes.windows(4).position(|gap| gap == b"\r\n\r\n").unwrap() + 4;
    let cut = RawMail { cut: Some(40_000_000), ..raw(bytes[..headers].to_vec()) };
    let taken = office.receives_raw(&cut);
    assert!(matches!(&taken, Taken::Left { why } if why.contains("40000000")), "{taken:?}");
    assert_eq!(office.receives_raw(&cut), Taken::Again);
    let answer = mail("answer", TOM, "Ok.").to(MIA).cc(BOT).answering(&the_call());
    office.receives_at("2026-06-11 11:00", &answer);
    assert_eq!(office.thread().messages.len(), 2, "its thread is known");
}

#[test]
fn thirty_megabytes_of_attachment_and_two_hundred_nested_parts_are_read_in_passing() {
    let mut office = Office::opens("2026-06-11 09:00");
    let text = "Hi Tom,\r\n\r\nplease send us the logo by Friday 16:00.\r\n";
    let head = format!(
        "From: {MIA}\r\nTo: {TOM}\r\nCc: {BOT}\r\nDate: Thu, 11 Jun 2026 10:12:00 +0200\r\nMIME-Version: 1.0\r\n"
    );
    let mut nested = String::new();
    for depth in 0..200 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=\"b{depth}\"\r\n\r\n--b{depth}\r\n"));
    }
    let deep = format!("{head}Message-ID: <deep@studio.example>\r\n{nested}Content-Type: text/plain\r\n\r\n{text}");
    assert!(matches!(office.receives_raw(&raw(deep.into_bytes())), Taken::Read { .. } | Taken::Left { .. }));

    let line = "QUJD".repeat(19) + "\r\n";
    let big = format!(
        "{head}Message-ID: <big@studio.example>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: application/zip; name=\"big.zip\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}--b--\r\n",
        line.repeat(30_000_000 / line.len())
    );
    let taken = office.receives_raw(&raw(big.into_bytes()));
    assert!(matches!(taken, Taken::Read { .. }), "{taken:?}");
}

#[test]
fn a_broken_charset_does_not_hide_the_agreement() {
    let mut office = Office::opens("2026-06-11 09:00");
    let text = "please send us the logo by Friday 16:00. Gr\u{fc}\u{df}e";
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let head = format!(
        "From: {MIA}\r\nTo: {TOM}\r\nCc: {BOT}\r\nDate: Thu, 11 Jun 2026 10:12:00 +0200\r\nMessage-ID: <odd@studio.example>\r\n\
         Content-Type: text/plain; charset=\"x-no-such-charset\"\r\n\r\nHi Tom,\r\n\r\n"
    );
    office.receives_raw(&raw([head.into_bytes(), latin].concat()));
    assert_eq!(office.record().len(), 1, "{:#?}", office.record());
}

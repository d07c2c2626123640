//! In charge of: that the mail around the words is sound: headers, threading, encoding, as another program reads them.

use inwriting::{
    letters::{self, Specimen},
    model::*,
};
use mail_parser::{HeaderValue, MessageParser, MimeHeaders};

use crate::{
    languages,
    plays::{office_in, plays, write},
    tale::{Tale, at, mia, tom},
};

fn header(letter: &Letter, name: &str) -> String {
    let mail = MessageParser::default().parse(&letter.bytes).unwrap();
    mail.header_raw(name).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A confirmation in English to an answer in a conversation of `length` mails.
fn confirmation(length: usize) -> (Tale, Letter) {
    let mut tale = Tale::new();
    for minute in 0..length {
        tale.tom_writes(&format!("2026-11-26 10:{:02}", minute % 60));
    }
    tale.owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, std::slice::from_ref(&tale.dossier), &[], "en", "2026-11-26 18:00");
    (tale, letter)
}

#[test]
fn another_program_reads_each_letter_without_a_defect() {
    for language in languages() {
        for Specimen { name, letter } in plays(language) {
            let mail = MessageParser::default().parse(&letter.bytes).unwrap();
            let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
            assert_eq!(text.trim_end(), letter.text.trim_end(), "{language} {name}");
            assert_eq!(mail.subject(), Some(letter.subject.as_str()), "{language} {name}");
            assert_eq!(mail.message_id(), Some(letter.id.as_str()));
            assert_eq!(mail.content_type().unwrap().ctype(), "multipart");
            assert!(mail.date().is_some_and(mail_parser::DateTime::is_valid));
            assert!(letter.bytes.is_ascii(), "{language} {name}: not 7-bit");
            for line in letter.bytes.split(|byte| *byte == b'\n') {
                assert!(line.len() <= 999, "{language} {name}: a line of {} bytes", line.len());
                assert!(line.is_empty() || line.ends_with(b"\r"), "{language} {name}: a bare LF");
            }
            assert!(!mail.parts.iter().any(|part| part.is_encoding_problem), "{language} {name}");
            assert_eq!(header(&letter, "Auto-Submitted"), "auto-generated");
            assert_eq!(header(&letter, "X-Auto-Response-Suppress"), "All");
            assert_eq!(header(&letter, "Content-Language"), language);
            assert_eq!(header(&letter, "MIME-Version"), "1.0");
            let HeaderValue::Address(from) = mail.header("From").unwrap() else { panic!("no From") };
            assert_eq!(from.first().unwrap().address(), Some("agree@studio.example"));
        }
    }
}

#[test]
fn the_html_part_says_the_same_takes_nothing_from_outside_and_has_the_answers_at_hand() {
    for language in languages() {
        for Specimen { name, letter } in plays(language) {
            let mail = MessageParser::default().parse(&letter.bytes).unwrap();
            let page = mail.body_html(0).unwrap().into_owned();
            for outside in ["http:", "https:", "src=", "url(", "<img", "<script", "@import"] {
                assert!(!page.contains(outside), "{language} {name}: {outside}");
            }
            let text = mail_parser::decoders::html::html_to_text(&page);
            let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let (seen, page_words) = (words(&letter.text), words(&text));
            assert!(page_words.ends_with(&seen), "{language} {name}:\n{}\n{}", letter.text, text);
            assert!(page.contains("mailto:agree@studio.example?"), "{language} {name}");
        }
    }
}

#[test]
fn a_page_as_a_whole() {
    let letter = plays("en").into_iter().find(|play| play.name == "overdue").unwrap().letter;
    let mail = MessageParser::default().parse(&letter.bytes).unwrap();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page-overdue", mail.body_html(0).unwrap().into_owned());
    });
}

#[test]
fn a_letter_stays_in_its_conversation() {
    let (tale, letter) = confirmation(3);
    assert_eq!(header(&letter, "In-Reply-To"), format!("<{}>", tale.dossier.heads[2].id));
    assert_eq!(header(&letter, "References"), "<m1@bank.example> <m2@bank.example> <m3@bank.example>");
    assert_eq!(letter.subject, "Re: Keynote deck");
}

#[test]
fn a_long_conversation_keeps_its_first_and_its_latest_mails() {
    let (_, letter) = confirmation(200);
    let references = header(&letter, "References");
    let ids: Vec<&str> = references.split(' ').collect();
    assert_eq!((ids[0], ids[ids.len() - 1], ids.len()), ("<m1@bank.example>", "<m200@bank.example>", 60));
}

#[test]
fn re_is_never_doubled() {
    let (mut tale, _) = confirmation(2);
    tale.dossier.thread.subject = "RE: re:  Keynote deck".to_owned();
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, &[tale.dossier], &[], "en", "2026-11-26 18:00");
    assert_eq!(letter.subject, "Re: Keynote deck");
}

#[test]
fn a_mail_without_a_name_is_not_referred_to_by_the_name_we_gave_it() {
    let (mut tale, _) = confirmation(2);
    let made = MessageId::of_nameless(&Digest::of(b"nameless"));
    tale.dossier.heads[1].id = made.clone();
    let mut notice = tale.plan("2026-11-26 18:00").remove(0);
    notice.answers = Some(made);
    let letter = write(&notice, &[tale.dossier], &[], "en", "2026-11-26 18:00");
    assert_eq!(header(&letter, "In-Reply-To"), "");
    assert_eq!(header(&letter, "References"), "<m1@bank.example>");
}

#[test]
fn the_same_notice_never_makes_two_letters() {
    let (tale, letter) = confirmation(1);
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let later = write(&notice, std::slice::from_ref(&tale.dossier), &[], "en", "2026-11-26 19:00");
    assert_eq!(later.id, letter.id);
    let other = Notice { key: format!("{}+2v1", notice.key), ..notice };
    assert_ne!(write(&other, &[tale.dossier], &[], "en", "2026-11-26 19:00").id, letter.id);
}

#[test]
fn what_has_moved_on_is_not_written_about() {
    let (mut tale, _) = confirmation(1);
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    tale.tom_writes("2026-11-26 17:59").and(1, Change::Cancelled, "forget it");
    let packs = inwriting::language::Packs::embedded().unwrap();
    let style = HouseStyle::named("Studio Kern");
    let written =
        letters::write(&notice, &[tale.dossier], &[], &office_in("en"), &style, packs, at("2026-11-26 18:00"));
    assert_eq!(written, Err(letters::CannotWrite::MovedOn));
}

#[test]
fn words_out_of_mails_cannot_break_a_letter() {
    let mut tale = Tale::new();
    let wild = "x\r\nBcc: eve@evil.example\r\n\r\n{{ house }} {% endfor %} \u{202e}gnp.exe \u{7}";
    let tom = Party { name: Some(format!("Tom \"{wild}")), ..tom() };
    tale.dossier.thread.subject = wild.to_owned();
    tale.mail(&tom, &[mia()], &[crate::tale::bot()], "2026-11-26 10:00");
    tale.owes(&tom, &mia(), &wild.repeat(40), None, &wild.repeat(40));
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, &[tale.dossier], &[], "en", "2026-11-26 18:00");
    let mail = MessageParser::default().parse(&letter.bytes).unwrap();
    assert!(mail.bcc().is_none());
    assert!(!letter.text.contains(['\u{202e}', '\u{7}', '\r']));
    assert!(letter.text.contains("{{ house }}"), "fields in a mail's words are words");
    assert!(letter.text.lines().all(|line| line.chars().count() <= letters::COLUMNS));
}

#[test]
fn a_name_cannot_give_a_letter_another_subject() {
    let mut tale = Tale::new();
    let tom = Party { name: Some("Subject: you have won".to_owned()), ..tom() };
    tale.tom_writes("2026-11-26 10:00").owes(&tom, &mia(), "send all materials", None, "please");
    tale.tell("2026-11-26 10:15");
    tale.mail(&tom, &[mia()], &[crate::tale::bot()], "2026-11-26 11:00");
    tale.and(1, Change::Accepted, "ok");
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, &[tale.dossier], &[], "en", "2026-11-26 18:00");
    assert_eq!(letter.subject, "Re: Keynote deck");
    assert!(letter.text.starts_with("Subject: you have won has said yes"), "{}", letter.text);
}

#[test]
fn a_clock_without_a_city_is_named_by_its_offset() {
    let mut tale = Tale::new();
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::Offset::from_seconds(19_800).unwrap());
    let due = Due { zone, ..crate::tale::due("2026-11-27 18:00") };
    tale.tom_writes("2026-11-26 10:00").owes(&tom(), &mia(), "send all materials", Some(due), "by 6 tomorrow;");
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, &[tale.dossier], &[], "en", "2026-11-26 18:00");
    assert!(letter.text.contains("Due:        Friday, 27 November 2026, 18:00 (UTC+5:30)\n"), "{}", letter.text);
    assert!(letter.text.contains("\"by 6 tomorrow\""), "{}", letter.text);
}

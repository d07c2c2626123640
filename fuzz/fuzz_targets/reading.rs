//! Any bytes as a mail: taken apart and read. `cargo +nightly fuzz run reading fuzz/corpus/reading tests/fixtures/mail -- -timeout=5`: the bag
//! of mails are its seeds, what it finds goes into the first folder.
#![no_main]

use inwriting::{
    language::Packs,
    mail,
    model::{Address, Office, Party, Place, Position, RawMail, Settings, Thread, ThreadId},
    reading,
};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let packs = Packs::embedded().expect("the languages load");
    let place = Place {
        account: "office".to_owned(),
        folder: "INBOX".to_owned(),
        position: Position::Maildir { unique: "1".to_owned() },
    };
    let raw = RawMail { place, received: Timestamp::UNIX_EPOCH, bytes: bytes.to_vec(), cut: None };
    let Ok(mail) = mail::parse(&raw, packs, &["mx.studio.example".to_owned()]) else { return };
    let mut at = 0;
    for passage in &mail.passages {
        assert_eq!(passage.start, at);
        assert!(mail.text.get(passage.start..passage.end).is_some());
        at = passage.end;
    }
    let read = reading::read(&mail, &thread(), &office(), packs);
    for statement in &read.statements {
        assert!(mail.text.get(statement.quote.start..statement.quote.end).is_some());
        assert!((0.0..=1.0).contains(&statement.confidence.get()));
    }
});

fn thread() -> Thread {
    Thread {
        id: ThreadId(1),
        subject: String::new(),
        messages: Vec::new(),
        participants: Vec::new(),
        agreements: Vec::new(),
        live: true,
        settings: Settings::default(),
    }
}

fn office() -> Office {
    let bot = Party { name: None, address: Address::parse("agree@studio.example").expect("an address") };
    Office { domains: vec!["studio.example".to_owned()], ..Office::plain(bot, TimeZone::UTC, "en") }
}

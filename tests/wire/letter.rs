//! A letter to send, for every test of an outbox.

use inwriting::model::{Address, Envelope, Letter, LetterKind, MessageId, Party};

/// The address in `text`.
pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// A test letter from the recorder to `recipients`.
pub fn letter(id: &str, recipients: &[&str]) -> Letter {
    let recipients: Vec<Address> = recipients.iter().map(|text| address(text)).collect();
    let to: Vec<String> = recipients.iter().map(Address::to_string).collect();
    let text = "Bis Freitag, 12. Juni: die Fotos für Genève.\n";
    let bytes = format!(
        "From: Recorder <recorder@example.test>\r\nTo: {}\r\nSubject: Re: Launch\r\nMessage-ID: <{id}>\r\n\
         Date: Thu, 11 Jun 2026 10:00:00 +0200\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
        to.join(", "),
        text.replace('\n', "\r\n")
    );
    let written = "2026-06-11T08:00:00Z".parse().unwrap();
    Letter {
        id: MessageId::parse(id).unwrap(),
        kind: LetterKind::Test,
        thread: None,
        key: format!("test {id}"),
        envelope: Envelope { sender: Some(address("recorder@example.test")), recipients: recipients.clone() },
        to: recipients.into_iter().map(|address| Party { name: None, address }).collect(),
        cc: Vec::new(),
        subject: "Re: Launch".to_owned(),
        text: text.to_owned(),
        bytes: bytes.into_bytes(),
        written,
        due: written,
    }
}

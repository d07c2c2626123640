//! Short builders: mails, events and letters of the studio and the bank.

use inwriting::{
    ledger::{Arrival, Filed, Ledger, Outcome, Taking},
    model::{
        Address, AgreementNumber, Audience, Change, Confidence, Envelope, Event, Head, Letter, LetterKind, MessageId,
        Notice, NoticeKind, Party, Place, Position, Quote, RawMail, Source, State, Thread, ThreadId, Verdict,
    },
};
use jiff::Timestamp;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn noon() -> Timestamp {
    at("2026-06-11T10:00:00Z")
}

pub fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

pub fn person(address: &str) -> Party {
    Party { name: None, address: Address::parse(address).unwrap() }
}

/// A mail from the bank to the studio: its id, and the ids above it.
pub fn mail(name: &str, above: &[&str]) -> (RawMail, Head) {
    mail_between(name, above, &["tom@bank.example", "mia@studio.example"])
}

/// A mail of the first of `people` to the others.
pub fn mail_between(name: &str, above: &[&str], people: &[&str]) -> (RawMail, Head) {
    let head = Head {
        id: id(name),
        ancestors: above.iter().map(|text| id(text)).collect(),
        from: Some(person(people[0])),
        to: people[1..].iter().map(|text| person(text)).collect(),
        cc: Vec::new(),
        reply_to: Vec::new(),
        date: noon().to_zoned(jiff::tz::TimeZone::UTC),
        subject: "Slides".to_owned(),
        automatic: None,
        verdict: Verdict::Silent,
    };
    let place = Place { account: "office".to_owned(), folder: "INBOX".to_owned(), position: uid(1, 1) };
    let bytes = format!("Message-ID: <{name}>\r\n\r\n{name}").into_bytes();
    (RawMail { place, received: noon(), bytes, cut: None }, head)
}

pub fn uid(uid_validity: u32, uid: u32) -> Position {
    Position::Imap { uid_validity, uid }
}

/// Files a mail that leads to `events`; its people are welcome. `None`: it was seen before.
pub fn file(ledger: &mut Ledger, (raw, head): &(RawMail, Head), events: Vec<Event>) -> Option<Thread> {
    let arrival = Arrival { raw, head: head.clone(), subject: &head.subject };
    match ledger.file(arrival).unwrap() {
        Filed::Again => None,
        Filed::New(mut filing) => {
            let outcome = Outcome { welcome: true, live: true, events, ..Outcome::nothing(Taking::Taken, noon()) };
            let id = filing.record(&outcome).unwrap();
            let thread = filing.dossier(id).unwrap().map(|dossier| dossier.thread);
            filing.commit(&[]).unwrap();
            thread
        }
    }
}

fn event(number: u32, mail: &str, change: Change) -> Event {
    let quote = Quote { mail: id(mail), text: "the words".to_owned(), start: 0, end: 9 };
    let source = Source { by: person("tom@bank.example"), at: noon(), quote, settled: None };
    Event { agreement: AgreementNumber(number), change, source }
}

pub fn recorded(number: u32, mail: &str, action: &str) -> Event {
    let change = Change::Recorded {
        debtor: person("tom@bank.example"),
        creditor: person("mia@studio.example"),
        action: action.to_owned(),
        due: None,
        state: State::Asked,
        language: "en".to_owned(),
        rule: "ask".to_owned(),
        confidence: Confidence::new(0.9),
    };
    event(number, mail, change)
}

pub fn accepted(number: u32, mail: &str) -> Event {
    event(number, mail, Change::Accepted)
}

/// A letter of a thread to these people, and the notice it says: the first agreement in its first version.
pub fn letter(key: &str, thread: ThreadId, to: &[&str]) -> (Letter, Notice) {
    let letter = Letter {
        id: id(&format!("{key}@inwriting.studio.example")),
        kind: LetterKind::Notice(NoticeKind::Reminder),
        thread: Some(thread),
        key: key.to_owned(),
        envelope: Envelope { sender: None, recipients: to.iter().map(|text| person(text).address).collect() },
        to: to.iter().map(|text| person(text)).collect(),
        cc: Vec::new(),
        subject: "Re: Slides".to_owned(),
        text: "Tom sends the logo.".to_owned(),
        bytes: b"Subject: Re: Slides\r\n\r\nTom sends the logo.\r\n".to_vec(),
        written: noon(),
        due: noon(),
    };
    let notice = Notice {
        thread: Some(thread),
        agreements: vec![(AgreementNumber(1), 1)],
        ..Notice::new(NoticeKind::Reminder, key.to_owned(), Audience::Everybody, noon())
    };
    (letter, notice)
}

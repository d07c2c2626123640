//! In charge of: what a bounce says: which letter did not arrive, at whom, and whether there is any hope.
//!
//! Promises: reports by the book (RFC 3464) are read by their fields; of others (Exim, qmail, old Exchange, Gmail's first lines) the
//! failed addresses, the code (RFC 3463) and the id of the letter are found in the header or the text; a delay is no failure; what
//! names no letter gives no bounce.
//! Leaves to: the caller to see that the letter is one of ours and went to that very address: a bounce is easily forged.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::model::{Address, MessageId};

/// What a bounce says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The letter that did not arrive.
    pub letter: MessageId,
    /// At whom, each address once.
    pub failures: Vec<Failure>,
}

/// A recipient whom a letter did not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Who.
    pub recipient: Address,
    /// What that means.
    pub fate: Fate,
    /// The server's words, on one line.
    pub words: String,
}

/// What a failure means for the next letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is on its way, and late.
    Late,
    /// It will not arrive; another one may (mailbox full, taken for spam, no route for days).
    Lost,
    /// Nothing will: there is no such address, or it is closed.
    Dead,
}

/// The longest text of a bounce that is searched, in bytes.
const TEXT_LIMIT: usize = 64 << 10;

/// Reads a bounce from the bytes of a mail; `None` where it is none, or names no letter and no recipient.
#[must_use]
pub fn read_bounce(bytes: &[u8]) -> Option<Bounce> {
    let message = MessageParser::default().parse(bytes)?;
    let mut found = Found::default();
    found.take_parts(&message, 0);
    if found.failures.is_empty() {
        found.take_text(&message);
    }
    let answered = message.in_reply_to().as_text().or_else(|| message.references().as_text());
    let letter = found.letter.or_else(|| answered.and_then(MessageId::parse))?;
    (!found.failures.is_empty()).then_some(Bounce { letter, failures: found.failures })
}

#[derive(Default)]
struct Found {
    letter: Option<MessageId>,
    failures: Vec<Failure>,
}

impl Found {
    /// The report's parts (RFC 3462): the fields, and the letter or its header.
    fn take_parts(&mut self, message: &Message<'_>, depth: u8) {
        for part in &message.parts {
            let kind = part.content_type().map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
            let is = |main: &str, sub: &str| {
                kind.is_some_and(|(ctype, subtype)| {
                    ctype.eq_ignore_ascii_case(main) && subtype.eq_ignore_ascii_case(sub)
                })
            };
            if is("message", "delivery-status") || is("message", "global-delivery-status") {
                self.take_fields(&String::from_utf8_lossy(part.contents()));
            } else if is("text", "rfc822-headers") || is("message", "global-headers") {
                self.take_id(&String::from_utf8_lossy(part.contents()));
            } else if let PartType::Message(inner) = &part.body {
                if self.letter.is_none() {
                    self.letter = inner.message_id().and_then(MessageId::parse);
                }
                if depth == 0 && self.failures.is_empty() && is_report(inner) {
                    self.take_parts(inner, 1);
                }
            }
        }
    }

    /// Groups of fields, one a recipient (RFC 3464, section 2.3).
    fn take_fields(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n");
        for group in text.split("\n\n") {
            let unfolded = group.replace("\n ", " ").replace("\n\t", " ");
            let field = |name: &str| {
                unfolded.lines().find_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
                })
            };
            // `rfc822; mia@studio.example`: the address as we wrote it, before the one it was forwarded to.
            let who = field("Original-Recipient").or_else(|| field("Final-Recipient"));
            let address = who.and_then(|who| find_address(who.rsplit(';').next().unwrap_or(who)));
            let (Some(recipient), Some(action)) = (address, field("Action")) else { continue };
            let status = field("Status").and_then(find_status);
            let words =
                field("Diagnostic-Code").map_or("", |words| words.split_once(';').map_or(words, |(_, rest)| rest));
            let fate = match action.to_ascii_lowercase().as_str() {
                "failed" => fate_of(status.or_else(|| find_status(words))),
                "delayed" => Fate::Late,
                _ => continue,
            };
            self.add(recipient, fate, words);
        }
    }

    /// Reports of no standard: the failed addresses stand in a field of the header, or at the beginning of a line of the text.
    fn take_text(&mut self, message: &Message<'_>) {
        let text = message.body_text(0).unwrap_or_default();
        let text: String = text.chars().take(TEXT_LIMIT).collect();
        let lower = text.to_lowercase();
        let below = COPY_BELOW.iter().filter_map(|line| lower.find(line)).min();
        let report = below.and_then(|at| text.get(..at)).unwrap_or(&text);
        self.take_id(below.and_then(|at| text.get(at..)).unwrap_or(&text));
        let named = message.header_raw("X-Failed-Recipients").unwrap_or_default();
        let named: Vec<Address> = named.split(',').filter_map(find_address).collect();
        if named.is_empty() && !SIGNS.iter().any(|sign| lower.contains(sign)) {
            return;
        }
        let status = find_status(report);
        let late = DELAYS.iter().any(|sign| lower.contains(sign));
        let fate = if late { Fate::Late } else { fate_of(status.or(named.first().map(|_| (5, 0, 0)))) };
        if named.is_empty() {
            let lines = report.lines().zip(report.lines().skip(1).chain(std::iter::once("")));
            for (line, next) in lines.take(200) {
                if let Some(address) = leading_address(line) {
                    self.add(address, fate, next);
                }
            }
        } else {
            let words = report.lines().find(|line| find_status(line).is_some()).unwrap_or_default().to_owned();
            named.into_iter().for_each(|address| self.add(address, fate, &words));
        }
    }

    fn take_id(&mut self, text: &str) {
        let id = text.lines().find_map(|line| {
            let (name, value) = line.trim_start_matches(['>', ' ']).split_once(':')?;
            name.eq_ignore_ascii_case("message-id").then(|| MessageId::parse(value)).flatten()
        });
        self.letter = self.letter.take().or(id);
    }

    fn add(&mut self, recipient: Address, fate: Fate, words: &str) {
        if self.failures.iter().all(|failure| failure.recipient != recipient) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
            self.failures.push(Failure { recipient, fate, words });
        }
    }
}

/// What stands above the copy of the letter in reports without parts.
const COPY_BELOW: &[&str] = &[
    "this is a copy of the message",
    "below this line is a copy of the message",
    "the original message was",
    "original message",
    "----- transcript of session follows",
    "----- message header follows",
];
/// What mailers without a standard say.
const SIGNS: &[&str] = &[
    "delivery status notification",
    "could not be delivered",
    "couldn't be delivered",
    "wasn't able to deliver",
    "was not able to deliver",
    "unable to deliver",
    "did not reach the following recipient",
    "permanent fatal errors",
    "undeliverable",
    "undelivered",
    "delivery has failed",
    "delivery failed",
];
/// What they say while there is hope.
const DELAYS: &[&str] = &[
    "delivery is delayed",
    "delayed mail",
    "delay notification",
    "still trying",
    "will be retried",
    "warning message only",
];

fn is_report(message: &Message<'_>) -> bool {
    message.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    })
}

/// A status code (RFC 3463: `5.1.1`) in a text.
fn find_status(text: &str) -> Option<(u16, u16, u16)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let mut numbers = word.trim_matches('.').split('.').map(str::parse::<u16>);
        match (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()) {
            (Ok(class @ (2 | 4 | 5)), Ok(subject @ 0..=7), Ok(detail), None) => Some((class, subject, detail)),
            _ => None,
        }
    })
}

fn fate_of(status: Option<(u16, u16, u16)>) -> Fate {
    match status {
        // No such system, mailbox or domain; moved without a trace; a null MX; a mailbox that is closed.
        Some((5, 1, 0..=4 | 6 | 10) | (5, 2, 1)) => Fate::Dead,
        _ => Fate::Lost,
    }
}

/// The address in `<mia@studio.example>`, or bare.
fn find_address(text: &str) -> Option<Address> {
    text.split_whitespace()
        .find(|word| word.contains('@'))
        .and_then(|word| Address::parse(word.trim_matches(|c: char| "<>()[]\"',;:".contains(c))).ok())
}

/// The address that a line begins with, alone or followed by a colon or the reason.
fn leading_address(line: &str) -> Option<Address> {
    let first = line.split_whitespace().next().filter(|word| word.contains('@'))?;
    find_address(first)
}

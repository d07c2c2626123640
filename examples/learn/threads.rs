//! In charge of: labelled threads: a JSON line as its mails, its team and its gold; and reading a thread from end to end.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use inwriting::{
    agreement,
    language::Packs,
    mail,
    model::{Address, Agreement, Mail, Member, MessageId, Office, Party, Place, Position, RawMail, Thread, ThreadId},
    reading::{
        Reader,
        learning::{Cases, Lesson},
    },
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    lang: String,
    zone: String,
    bot: String,
    team: Vec<String>,
    messages: Vec<Message>,
    gold: Vec<Gold>,
}

#[derive(Debug, Deserialize)]
struct Message {
    id: String,
    reply_to: Option<String>,
    from: String,
    to: Vec<String>,
    #[serde(default)]
    cc: Option<Vec<String>>,
    date: String,
    subject: String,
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    attachments: Option<Vec<String>>,
    #[serde(default)]
    headers: Option<std::collections::BTreeMap<String, String>>,
}

/// An agreement that stands at the end of a thread.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    pub debtor: Vec<String>,
    pub what: Vec<Vec<String>>,
    #[serde(default)]
    pub due: Option<Vec<String>>,
    pub status: String,
    #[serde(default)]
    pub consequence: Option<Vec<Vec<String>>>,
}

/// A thread with its mails taken apart.
pub struct Labelled {
    pub id: String,
    pub lang: String,
    pub office: Office,
    /// The messages' own ids, and the mails.
    pub mails: Vec<(String, Mail)>,
    /// The mails as they came.
    #[allow(dead_code, reason = "only the bench of the reading wants them")]
    pub raws: Vec<RawMail>,
    pub gold: Vec<Gold>,
}

/// Loads every `*.jsonl` of a folder, in the order of names.
pub fn load(folder: &Path, packs: &Packs) -> Result<Vec<Labelled>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut threads = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")) {
        for (number, line) in
            std::fs::read_to_string(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
        {
            let place = || format!("{}:{}", path.display(), number + 1);
            let line: Line = serde_json::from_str(line).with_context(place)?;
            threads.push(labelled(line, packs).with_context(place)?);
        }
    }
    ensure!(!threads.is_empty(), "no threads in {}", folder.display());
    Ok(threads)
}

/// The thread of one line of JSON.
pub fn from_json(text: &str, packs: &Packs) -> Result<Labelled> {
    labelled(serde_json::from_str(text)?, packs)
}

fn labelled(line: Line, packs: &Packs) -> Result<Labelled> {
    let office = office(&line)?;
    let (mut mails, mut raws) = (Vec::new(), Vec::new());
    for message in &line.messages {
        let bytes = as_mail(&line, message).into_bytes();
        let position = Position::Maildir { unique: message.id.clone() };
        let place = Place { account: "corpus".to_owned(), folder: "INBOX".to_owned(), position };
        let raw = RawMail { place, received: Timestamp::UNIX_EPOCH, bytes, cut: None };
        mails.push((message.id.clone(), mail::parse(&raw, packs, &[])?));
        raws.push(raw);
    }
    Ok(Labelled { id: line.id, lang: line.lang, office, mails, raws, gold: line.gold })
}

fn office(line: &Line) -> Result<Office> {
    let zone = TimeZone::get(&line.zone)?;
    let (members, domains): (Vec<&String>, Vec<&String>) = line.team.iter().partition(|entry| entry.contains('@'));
    let member = |address: &&String| -> Result<Member> {
        let party = Party { name: None, address: Address::parse(address)? };
        Ok(Member { party, language: "en".to_owned(), zone: zone.clone(), digest_at: None, digest_days: Vec::new() })
    };
    let bot = Party { name: None, address: Address::parse(&line.bot)? };
    Ok(Office {
        domains: domains.into_iter().cloned().collect(),
        members: members.iter().map(member).collect::<Result<_>>()?,
        ..Office::plain(bot, zone.clone(), "en")
    })
}

/// The message as a mail program would send it (RFC 5322 with raw UTF-8, RFC 6532).
fn as_mail(line: &Line, message: &Message) -> String {
    let id = |id: &str| format!("<{}.{id}>", line.id);
    let mut mail = String::new();
    let mut header = |name: &str, value: &str| mail.push_str(&format!("{name}: {value}\r\n"));
    header("From", &person(&message.from));
    header("To", &message.to.iter().map(|to| person(to)).collect::<Vec<_>>().join(", "));
    if let Some(cc) = message.cc.as_ref().filter(|cc| !cc.is_empty()) {
        header("Cc", &cc.iter().map(|cc| person(cc)).collect::<Vec<_>>().join(", "));
    }
    header("Subject", &message.subject);
    header("Date", &rfc2822(&message.date));
    header("Message-ID", &id(&message.id));
    if let Some(parent) = &message.reply_to {
        header("In-Reply-To", &id(parent));
        let mut above = Vec::new();
        let mut next = Some(parent.clone());
        while let Some(one) = next.filter(|one| !above.contains(one)) {
            next = line.messages.iter().find(|message| message.id == one).and_then(|message| message.reply_to.clone());
            above.insert(0, one);
        }
        header("References", &above.iter().map(|one| id(one)).collect::<Vec<_>>().join(" "));
    }
    for (name, value) in message.headers.iter().flatten() {
        header(name, value);
    }
    header("MIME-Version", "1.0");
    mail.push_str("Content-Type: multipart/mixed; boundary=\"=_mixed\"\r\n\r\n");
    mail.push_str("--=_mixed\r\nContent-Type: multipart/alternative; boundary=\"=_alternative\"\r\n\r\n");
    for (kind, body) in [("plain", &message.text), ("html", &message.html)] {
        if let Some(body) = body {
            let head = format!(
                "--=_alternative\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            );
            mail.push_str(&head);
            mail.push_str(&body.replace("\r\n", "\n").replace('\n', "\r\n"));
            mail.push_str("\r\n");
        }
    }
    mail.push_str("--=_alternative--\r\n");
    for name in message.attachments.iter().flatten() {
        mail.push_str("--=_mixed\r\nContent-Type: application/octet-stream\r\n");
        mail.push_str(&format!("Content-Disposition: attachment; filename=\"{name}\"\r\n\r\nxxxx\r\n"));
    }
    mail.push_str("--=_mixed--\r\n");
    mail
}

/// `Name <address>` with the name in quotes.
fn person(text: &str) -> String {
    match text.rsplit_once('<') {
        Some((name, rest)) if !name.trim().is_empty() => {
            format!("\"{}\" <{rest}", name.trim().trim_matches('"').replace(['"', '\\'], ""))
        }
        _ => text.to_owned(),
    }
}

fn rfc2822(date: &str) -> String {
    let parsed: Result<jiff::fmt::temporal::Pieces<'_>, _> = jiff::fmt::temporal::Pieces::parse(date);
    let (Ok(pieces), Ok(stamp)) = (parsed, date.parse::<Timestamp>()) else { return date.to_owned() };
    let offset = pieces.to_numeric_offset().unwrap_or(jiff::tz::Offset::UTC);
    let zoned = stamp.to_zoned(TimeZone::fixed(offset));
    zoned.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

impl Labelled {
    /// The thread before its first mail.
    pub fn begin(&self) -> Thread {
        Thread {
            id: ThreadId(1),
            subject: self.mails.first().map(|(_, mail)| mail.subject.clone()).unwrap_or_default(),
            messages: Vec::new(),
            participants: Vec::new(),
            agreements: Vec::new(),
            live: true,
            settings: inwriting::model::Settings::default(),
        }
    }

    /// The agreements that stand at the end, read with `reader`.
    pub fn read(&self, reader: &Reader<'_>, sure_from: f32, told: bool) -> Vec<Agreement> {
        let mut thread = self.begin();
        for (_, mail) in &self.mails {
            let reading = if told {
                reader.read_and_explain(mail, &thread, &self.office)
            } else {
                reader.read(mail, &thread, &self.office)
            };
            if told {
                println!("=== {} {}\n{}", self.id, mail.id, reading.explained.join("\n"));
                for statement in &reading.statements {
                    let due = statement.due.as_ref().map(|due| (&due.said, due.moment));
                    println!(
                        "  >> {:?} {:?} {due:?} {:.2} <{}>",
                        statement.act,
                        statement.about,
                        statement.confidence.get(),
                        statement.quote.text
                    );
                }
            }
            let settled = agreement::settle_from(sure_from, &thread, mail, &reading.statements, &self.office);
            thread.apply(&settled.events);
            enter(&mut thread, mail);
        }
        thread.agreements
    }
}

impl Labelled {
    /// How right each statement came out that made a record, read with `reader`: cases for the weights that say how sure one is.
    pub fn judged(&self, reader: &Reader<'_>, right: &dyn Fn(&Agreement) -> bool) -> Cases {
        let read = self.read(reader, 0.0, false);
        let mut cases = Cases::default();
        let mut thread = self.begin();
        for (_, mail) in &self.mails {
            let of_mail = |start: usize| {
                read.iter().find(|known| known.origin.quote.mail == mail.id && known.origin.quote.start == start)
            };
            let lesson = Lesson { mail, thread: &thread, office: &self.office, marks: &[], weight: 1.0 };
            if mail.automatic.is_none() {
                cases.judge(reader, &lesson, &|start| of_mail(start).map(right));
            }
            let reading = reader.read(mail, &thread, &self.office);
            let settled = agreement::settle_from(0.0, &thread, mail, &reading.statements, &self.office);
            thread.apply(&settled.events);
            enter(&mut thread, mail);
        }
        cases
    }
}

/// Makes `mail` part of `thread`.
pub fn enter(thread: &mut Thread, mail: &Mail) {
    let ids: Vec<MessageId> = mail.ancestors.iter().cloned().chain(std::iter::once(mail.id.clone())).collect();
    thread.messages.extend(ids.into_iter().filter(|id| !thread.messages.contains(id)).collect::<Vec<_>>());
    for party in mail.everybody() {
        if !thread.participants.iter().any(|known| known.address == party.address) {
            thread.participants.push(party.clone());
        }
    }
}

//! In charge of: a talk that a team member writes down in a mail to the bot alone ("as discussed with Anna on the phone: …"): whom it was
//! with, and what the mail says as if it had been written to them.
//!
//! A letter never goes to anybody who is not on the message it answers. This is the one exception, and it is held by these rules:
//! * the mail is a team member's, begins a conversation, has the bot in To or Cc and nobody else but the team; in Bcc, forwarded, or with
//!   quoted words in it, it is none: then the bot answers its sender alone, as ever;
//! * the people are those whose addresses the writer's own words hold, or whose names are known from the writer's own conversations; who is
//!   named in a quote or a signature never is. Where nobody can be told, the writer is asked for the address ([`NoticeKind::Whom`]);
//! * nothing goes to them before that very writer has seen the letter as it would go, recipients and all, and has answered "send"
//!   ([`super::approving`]); "drop" calls off what was written down;
//! * what stands with them is `asked` until they say yes themselves.
//!
//! Where those it was with are on the mail, nobody is written to who is not, and nothing waits: only the words of the letter are those of a talk
//! ([`told_openly`]).

use super::{Rules, answering, taking::bare_subject};
use crate::{
    language::Packs,
    ledger::{Filing, LedgerError},
    mail::parse,
    model::{
        About, Address, Audience, Change, Event, Mail, MessageId, Notice, NoticeKind, Office, Party, PassageKind,
        Place, Position, Quote, RawMail, Recap, Ruling, Setting, Source, Statement, Thread,
    },
    reading::{Beforehand, Talk, called_like, people_written, read, talk},
};

/// A talk written down to the bot alone.
pub(super) enum Talked {
    /// With people of other sides.
    With {
        /// The mail as if it had been written to them.
        heard: Box<Mail>,
        /// The talk.
        talk: Box<Talk>,
        /// What is kept of it.
        ruling: Box<Ruling>,
    },
    /// With nobody whose address is known.
    WithNobody(Quote),
}

impl Talked {
    /// What is to be read, `mail` or the talk as if it had been written to those it was with; and what is read in it.
    pub(super) fn read<'m>(
        told: Option<&'m Self>,
        (mail, beforehand): (&'m Mail, Beforehand),
        thread: &Thread,
        office: &Office,
        packs: &Packs,
    ) -> (&'m Mail, Vec<Statement>) {
        match told {
            Some(Self::With { heard, talk, .. }) => {
                (heard, talk.told(heard, read(heard, thread, office, packs).statements, office, packs))
            }
            Some(Self::WithNobody(_)) | None => (mail, beforehand.on(mail, thread, office, packs).statements),
        }
    }
}

/// What `mail` writes down, or, in answer to the question with whom it was, has written down before.
pub(super) fn told(
    filing: &Filing<'_>,
    mail: &Mail,
    rules: &Rules,
    packs: &Packs,
) -> Result<Option<Talked>, LedgerError> {
    let Some(writer) = mail.from.as_ref().filter(|writer| rules.office.is_team(&writer.address)) else {
        return Ok(None);
    };
    let known = filing.acquaintances(&writer.address)?;
    if let Some(answer) = address_told(filing, mail, writer, &known, (rules, packs))? {
        return Ok(Some(answer));
    }
    if !filing.thread().messages.is_empty() || !may_name_people(mail, &rules.office) {
        return Ok(None);
    }
    let Some(talk) = talk(mail, &known, &rules.office, packs) else { return Ok(None) };
    if talk.people.is_empty() {
        let asks = says_something(&talk, mail, &nobody(), filing.thread(), (&rules.office, packs));
        return Ok(asks.then_some(Talked::WithNobody(talk.quote)));
    }
    let people = talk.people.clone();
    if !says_something(&talk, mail, &people, filing.thread(), (&rules.office, packs)) {
        return Ok(None);
    }
    let source = Source { by: writer.clone(), at: mail.date.timestamp(), quote: talk.quote.clone(), settled: None };
    Ok(Some(with(&talk, mail, people, source)))
}

/// What is kept of a talk that `mail` writes down to the very people it was with, and that brings these `events`: the letter that confirms them
/// says when it was. Only what the writer's words open with and a colon closes ("As discussed on the phone: …") is taken for that.
pub(super) fn told_openly(
    mail: &Mail,
    thread: &Thread,
    events: &[Event],
    (office, packs): (&Office, &Packs),
) -> Option<Ruling> {
    let by = mail.from.clone()?;
    let side = office.side(&by.address);
    let addressed = || mail.to.iter().chain(&mail.cc).map(|party| &party.address);
    let seen = addressed().any(|address| office.is_bot(address));
    let others = addressed().any(|address| !office.is_bot(address) && office.side(address) != side);
    let named = thread.settings.recap.as_ref().is_some_and(|recap| !recap.people.is_empty());
    let first = events.iter().find(|event| matches!(event.change, Change::Recorded { .. }))?;
    if !seen || !others || named {
        return None;
    }
    let talk = talk(mail, &[], office, packs)?;
    let opens = talk.quote.text.ends_with(':') || talk.quote.text.contains(": ");
    if !opens || first.source.quote.end <= talk.quote.start {
        return None;
    }
    let recap = Recap { mail: mail.id.clone(), day: talk.day, people: Vec::new(), introduced: false };
    let source = Source { by, at: mail.date.timestamp(), quote: talk.quote, settled: None };
    Some(Ruling { setting: Setting::Recapped { recap }, source })
}

/// Whether `mail` writes down a talk and so is no answer to whatever letter its writer got last.
pub(super) fn begins(mail: &Mail, office: &Office, packs: &Packs) -> bool {
    let by_team = mail.from.as_ref().is_some_and(|writer| office.is_team(&writer.address));
    let talk = (by_team && may_name_people(mail, office)).then(|| talk(mail, &[], office, packs)).flatten();
    let thread = Thread::beginning();
    talk.is_some_and(|talk| says_something(&talk, mail, &nobody(), &thread, (office, packs)))
}

/// Whether a mail of the team's is written to the bot, to nobody but the team beside it, and holds no words of others.
fn may_name_people(mail: &Mail, office: &Office) -> bool {
    let mut addressed = mail.to.iter().chain(&mail.cc).map(|party| &party.address);
    let inside = |address: &Address| office.is_bot(address) || office.is_team(address);
    let foreign = |kind: &PassageKind| matches!(kind, PassageKind::Quote { .. } | PassageKind::Forward { .. });
    addressed.clone().any(|address| office.is_bot(address))
        && addressed.all(inside)
        && mail.ancestors.is_empty()
        && bare_subject(&mail.subject) == mail.subject.trim()
        && !mail.passages.iter().any(|passage| foreign(&passage.kind))
}

/// Somebody of another side whom nobody knows.
fn nobody() -> Vec<Party> {
    Address::parse("nobody@nobody.invalid").map(|address| Party { name: None, address }).into_iter().collect()
}

/// Whether an agreement can be read out of it.
fn says_something(
    talk: &Talk,
    mail: &Mail,
    people: &[Party],
    thread: &Thread,
    (office, packs): (&Office, &Packs),
) -> bool {
    let heard = talk.as_written_to(mail, people);
    let statements = talk.told(&heard, read(&heard, thread, office, packs).statements, office, packs);
    statements.iter().any(|statement| statement.about == About::New)
}

fn with(talk: &Talk, mail: &Mail, people: Vec<Party>, source: Source) -> Talked {
    let heard = Box::new(talk.as_written_to(mail, &people));
    let recap = Recap { mail: mail.id.clone(), day: talk.day, people, introduced: false };
    let ruling = Box::new(Ruling { setting: Setting::Recapped { recap }, source });
    Talked::With { heard, talk: Box::new(talk.clone()), ruling }
}

/// The talk of a former mail, now that `mail` answers with whom it was.
fn address_told(
    filing: &Filing<'_>,
    mail: &Mail,
    writer: &Party,
    known: &[Party],
    (rules, packs): (&Rules, &Packs),
) -> Result<Option<Talked>, LedgerError> {
    let Some(letter) = answering::answered(filing, mail, rules)? else { return Ok(None) };
    let told = filing.told_by(&letter)?;
    let mut parts = told.iter().flat_map(|notice| std::iter::once(notice).chain(&notice.with));
    let asked = parts.find(|notice| asks(notice, &writer.address));
    let Some(first) = asked.and_then(|notice| notice.answers.clone()) else { return Ok(None) };
    let mut people = people_written(mail, known, &rules.office, packs);
    // Who tells of another talk, and gives no address, names people for that one.
    let gives_none = people_written(mail, &[], &rules.office, packs).is_empty();
    let says = |talk: Talk| says_something(&talk, mail, &nobody(), filing.thread(), (&rules.office, packs));
    if gives_none && talk(mail, known, &rules.office, packs).is_some_and(says) {
        return Ok(None);
    }
    let before = filing.thread().settings.recap.as_ref();
    if people.is_empty() || before.is_some_and(|recap| !recap.people.is_empty()) {
        return Ok(None);
    }
    let Some(original) = on_file(filing, &first, rules, packs)? else { return Ok(None) };
    let Some(talk) = talk(&original, known, &rules.office, packs) else { return Ok(None) };
    for party in &mut people {
        party.name = party.name.take().or_else(|| called_like(&party.address, &original));
    }
    let text = mail.own_text().split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = Quote { mail: mail.id.clone(), start: 0, end: text.len(), text };
    let source = Source { by: writer.clone(), at: mail.date.timestamp(), quote, settled: None };
    Ok(Some(with(&talk, &original, people, source)))
}

/// Whether `notice` asks `writer` with whom a talk was.
fn asks(notice: &Notice, writer: &Address) -> bool {
    notice.kind == NoticeKind::Whom && notice.audience == Audience::Member(writer.clone())
}

/// A mail that came before, taken apart again.
fn on_file(filing: &Filing<'_>, id: &MessageId, rules: &Rules, packs: &Packs) -> Result<Option<Mail>, LedgerError> {
    let Some((bytes, received)) = filing.bytes_of(id)? else { return Ok(None) };
    let position = Position::Maildir { unique: String::new() };
    let place = Place { account: String::new(), folder: String::new(), position };
    Ok(parse(&RawMail { place, received, bytes, cut: None }, packs, &rules.trusted).ok())
}

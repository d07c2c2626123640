//! In charge of: `inwriting show`: the facts of one thread as a timeline: what was recorded from which words, and which letters went out.

use std::{collections::BTreeMap, io::Write, str::FromStr};

use anyhow::bail;
use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{
    Format,
    opening::{Opened, Opening},
    showing::{Line, change_in_words, due_for_people, setting_in_words},
    table::{terminal_width, wrap},
};
use crate::{
    ledger::{Happening, LetterState, Posted, Recorded},
    model::{
        Address, Agreement, AgreementNumber, Change, Due, LetterKind, MessageId, Party, Shift, Term, Thread, ThreadId,
        shifts,
    },
};

/// Show one thread: its agreements, what was said when and by whom, and the letters
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  inwriting show -c config.toml 3\n  inwriting show --ledger inwriting.sqlite 3/1 --letters"
)]
pub struct Show {
    /// A thread (3), one of its agreements (3/1), or the Message-ID of one of its mails
    #[arg(value_name = "WHICH", value_parser = Which::from_str)]
    which: Which,
    #[command(flatten)]
    opening: Opening,
    /// Each letter in full
    #[arg(long)]
    letters: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    Thread(ThreadId, Option<AgreementNumber>),
    Message(MessageId),
}

impl FromStr for Which {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (thread, agreement) = text.split_once('/').map_or((text, None), |(thread, number)| (thread, Some(number)));
        let numbers = || {
            let agreement = agreement.map(str::parse).transpose().ok()?;
            Some(Self::Thread(ThreadId(thread.parse().ok()?), agreement.map(AgreementNumber)))
        };
        let message = || MessageId::parse(text).filter(|id| id.as_str().contains('@')).map(Self::Message);
        numbers().or_else(message).ok_or_else(|| {
            "expected the number of a thread (3), of an agreement (3/1), or a Message-ID (one@mail.example)".to_owned()
        })
    }
}

/// A thread as programs read it.
#[derive(Debug, Serialize)]
struct View<'a> {
    thread: ThreadId,
    subject: &'a str,
    live: bool,
    participants: &'a [Party],
    agreements: Vec<Line<'a>>,
    terms: &'a [Term],
    events: Vec<EventView<'a>>,
    letters: Vec<LetterView<'a>>,
}

#[derive(Debug, Serialize)]
struct EventView<'a> {
    sequence: i64,
    hash: &'a str,
    recorded: Timestamp,
    /// The SHA-256 of the mail.
    mail: &'a str,
    happening: &'a Happening,
}

#[derive(Debug, Serialize)]
struct LetterView<'a> {
    message_id: &'a MessageId,
    kind: LetterKind,
    state: &'static str,
    tries: u32,
    written: Timestamp,
    settled: Option<Timestamp>,
    why: &'a str,
    recipients: &'a [Address],
    subject: &'a str,
    text: &'a str,
}

/// The facts of a thread, together.
struct Facts {
    thread: Thread,
    events: Vec<Recorded>,
    letters: Vec<Posted>,
    zone: TimeZone,
}

impl Show {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let opened = self.opening.open()?;
        let facts = self.facts(opened)?;
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &facts.view())?;
                writeln!(out)?;
                Ok(())
            }
            Format::Table => facts.write(out, self.letters),
        }
    }

    fn facts(&self, Opened { ledger, zone, .. }: Opened) -> anyhow::Result<Facts> {
        let (thread, only) = match &self.which {
            Which::Thread(id, only) => (ledger.thread(*id)?, *only),
            Which::Message(id) => (ledger.thread_of(id)?, None),
        };
        let Some(mut thread) = thread else {
            bail!("there is no such thread on record: `inwriting agreements --all` lists those that hold an agreement");
        };
        let mut events = ledger.history(thread.id)?;
        let letters = ledger.letters_of(thread.id)?;
        if let Some(only) = only {
            thread.agreements.retain(|agreement| agreement.number == only);
            if thread.agreements.is_empty() {
                bail!(
                    "thread {} has no agreement {only}: `inwriting show {}` lists those it has",
                    thread.id,
                    thread.id
                );
            }
            events
                .retain(|event| matches!(&event.entry.happening, Happening::Changed(event) if event.agreement == only));
        }
        Ok(Facts { thread, events, letters, zone })
    }
}

impl Facts {
    fn view(&self) -> View<'_> {
        let events = self.events.iter().map(|event| EventView {
            sequence: event.sequence,
            hash: &event.hash,
            recorded: event.entry.recorded,
            mail: &event.entry.mail,
            happening: &event.entry.happening,
        });
        let letters = self.letters.iter().map(|posted| LetterView {
            message_id: &posted.letter.id,
            kind: posted.letter.kind,
            state: posted.state.as_str(),
            tries: posted.tries,
            written: posted.letter.written,
            settled: posted.settled,
            why: &posted.why,
            recipients: &posted.letter.envelope.recipients,
            subject: &posted.letter.subject,
            text: &posted.letter.text,
        });
        View {
            thread: self.thread.id,
            subject: &self.thread.subject,
            live: self.thread.live,
            participants: &self.thread.participants,
            agreements: self.thread.agreements.iter().map(|agreement| Line::of(&self.thread, agreement)).collect(),
            terms: &self.thread.settings.terms,
            events: events.collect(),
            letters: letters.collect(),
        }
    }

    /// The changes of an agreement's date. Of an agreement that came from another thread, those since it came.
    fn shifts_of(&self, number: AgreementNumber) -> Vec<Shift> {
        let changes = self.events.iter().filter_map(|recorded| match &recorded.entry.happening {
            Happening::Changed(event) if recorded.entry.thread == self.thread.id => Some(event.as_ref()),
            _ => None,
        });
        shifts(changes.filter(|event| event.agreement == number))
    }

    fn write(&self, out: &mut impl Write, letters_in_full: bool) -> anyhow::Result<()> {
        writeln!(out, "Thread {}: {}", self.thread.id, self.thread.subject)?;
        for party in &self.thread.participants {
            writeln!(out, "  {} <{}>", party.called(), party.address)?;
        }
        if !self.thread.live {
            writeln!(out, "  Nobody of the team has written on it: no letters are sent.")?;
        }
        for agreement in &self.thread.agreements {
            write_agreement(out, agreement, &self.shifts_of(agreement.number))?;
        }
        let terms: Vec<&str> = self.thread.settings.terms.iter().map(|term| term.words.as_str()).collect();
        if !terms.is_empty() {
            writeln!(out, "\nTerms: {}", terms.join("; "))?;
        }
        writeln!(out, "\nWhat happened")?;
        // Equal instants stay in the order of the record; letters follow what they were written of.
        let mut timeline: BTreeMap<(Timestamp, usize), Vec<String>> = BTreeMap::new();
        for (index, event) in self.events.iter().enumerate() {
            let (at, lines) = tell_event(event);
            timeline.insert((at, index), lines);
        }
        for (index, posted) in self.letters.iter().enumerate() {
            timeline.insert((posted.letter.written, self.events.len() + index), tell_letter(posted, letters_in_full));
        }
        for ((at, _), lines) in timeline {
            let at = at.to_zoned(self.zone.clone()).strftime("%a %F %H:%M").to_string();
            for (index, line) in lines.iter().enumerate() {
                writeln!(out, "  {:22}{line}", if index == 0 { at.as_str() } else { "" })?;
            }
        }
        Ok(())
    }
}

fn write_agreement(out: &mut impl Write, agreement: &Agreement, shifts: &[Shift]) -> anyhow::Result<()> {
    let due = agreement.due.as_ref().map_or("no date".to_owned(), due_for_people);
    writeln!(out, "\n{}. {}", agreement.number, agreement.action)?;
    writeln!(
        out,
        "   {}, {due}: {} owes it to {}",
        agreement.state.as_str(),
        agreement.debtor.called(),
        agreement.creditor.called()
    )?;
    if let Some(proposal) = &agreement.proposal {
        writeln!(out, "   proposed by {}: {}, not agreed yet", proposal.by, due_for_people(&proposal.due))?;
    }
    if !agreement.former.is_empty() {
        writeln!(out, "   moved {}", times(agreement.former.len()))?;
    }
    for former in &agreement.former {
        writeln!(out, "   earlier date: {}{}", due_for_people(former), why_moved(former, shifts))?;
    }
    for handed in &agreement.delivered {
        writeln!(out, "   handed over: {handed}")?;
    }
    if let Some(words) = &agreement.partly {
        writeln!(out, "   done in part: “{words}”")?;
    }
    if let Some(otherwise) = &agreement.consequence {
        writeln!(out, "   otherwise: {}", otherwise.words)?;
    }
    Ok(())
}

/// By whose wish, in which words and with whose yes a date was left.
fn why_moved(former: &Due, shifts: &[Shift]) -> String {
    let Some(shift) = shifts.iter().find(|shift| shift.was == *former) else { return String::new() };
    let granted = shift.granted.as_ref().map(|yes| format!("; {} agreed", yes.by.called())).unwrap_or_default();
    format!(", until {} asked: “{}”{granted}", shift.asked.by.called(), shift.asked.quote.text)
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// When it was said, and what: lines of the timeline.
fn tell_event(recorded: &Recorded) -> (Timestamp, Vec<String>) {
    match &recorded.entry.happening {
        Happening::Changed(event) => {
            let what = change_in_words(&event.change);
            let mut lines = vec![format!("{}. {what} by {}", event.agreement, event.source.by.called())];
            let words = format!("“{}”", event.source.quote.text);
            lines
                .extend(wrap(&words, terminal_width().saturating_sub(28)).into_iter().map(|line| format!("   {line}")));
            if let Change::Recorded { rule, confidence, .. } = &event.change {
                lines.push(format!("   read by the rule {rule}, {:.0} % sure", confidence.get() * 100.0));
            }
            (event.source.at, lines)
        }
        Happening::Settled(ruling) => {
            let source = &ruling.source;
            let what = format!("{} {}", source.by.called(), setting_in_words(&ruling.setting));
            let words = Some(&source.quote.text).filter(|text| !text.is_empty()).map(|text| format!("   “{text}”"));
            (source.at, std::iter::once(what).chain(words).collect())
        }
        Happening::Joined { from, .. } => {
            (recorded.entry.recorded, vec![format!("thread {from} turned out to be part of this one")])
        }
    }
}

fn tell_letter(posted: &Posted, in_full: bool) -> Vec<String> {
    let kind = match posted.letter.kind {
        LetterKind::Notice(kind) => format!("{kind:?}").to_lowercase(),
        LetterKind::Test => "test letter".to_owned(),
    };
    let to: Vec<String> = posted.letter.envelope.recipients.iter().map(Address::to_string).collect();
    let mut lines = vec![format!("letter: {kind} to {}, {}", to.join(", "), posted.state.as_str())];
    if matches!(posted.state, LetterState::Retry | LetterState::Refused) {
        lines.push(format!("   {}", posted.why));
    }
    let others = posted.refused.iter().filter(|_| posted.state != LetterState::Refused);
    lines.extend(others.map(|(address, why)| format!("   not to {address}: {why}")));
    if in_full {
        lines.push(format!("   | Subject: {}", posted.letter.subject));
        lines.push("   |".to_owned());
        lines.extend(posted.letter.text.lines().map(|line| format!("   | {line}")));
    }
    lines
}

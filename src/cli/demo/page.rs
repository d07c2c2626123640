//! In charge of: the page on which the story is written: who writes to whom, what was recorded from which words, what each letter is about.
//!
//! Promises: no wider than the terminal; colour only on a terminal, and not where `NO_COLOR` is set.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use jiff::Zoned;
use unicode_width::UnicodeWidthStr;

use super::brief;
use crate::{
    cli::{
        showing::{change_in_words, due_for_people},
        table::{terminal_width, wrap},
    },
    ledger::Ledger,
    model::{Change, Event, Letter, LetterKind, Mail, NoticeKind, Office, Party, PassageKind, Thread},
};

/// Lines are not longer than this, however wide the terminal.
const WIDEST: usize = 100;
/// How far what belongs to a moment stands from its clock time.
const MARGIN: &str = "       ";
/// What stands before the rule of words as they were written: their 76 columns are not to be broken on a terminal of 80.
const RULE_AT: &str = "  ";

/// How a piece of text looks on a terminal.
#[derive(Clone, Copy)]
enum Look {
    Day,
    Person,
    Bot,
    Record,
    Faint,
    Told,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Self::Day => "1",
            Self::Person => "36",
            Self::Bot => "32",
            Self::Record => "33",
            Self::Faint => "2",
            Self::Told => "3",
        }
    }
}

/// The page.
pub(super) struct Page<'o, W> {
    out: &'o mut W,
    width: usize,
    colour: bool,
    day: Option<jiff::civil::Date>,
    /// Each letter in full.
    full: bool,
    /// The next moment stands apart from what is above it.
    apart: bool,
    /// The kinds of letters that were told of: in short, one that has nothing to tell is told of once.
    told: Vec<LetterKind>,
}

impl<'o, W: Write> Page<'o, W> {
    /// An empty page; `full` shows each letter in full, and the words that each entry rests on.
    pub(super) fn new(out: &'o mut W, full: bool) -> Self {
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
        Self { out, width: terminal_width().min(WIDEST), colour, day: None, full, apart: true, told: Vec::new() }
    }

    fn paint(&self, look: Look, text: &str) -> String {
        if self.colour { format!("\u{1b}[{}m{text}\u{1b}[0m", look.code()) } else { text.to_owned() }
    }

    /// The title of a story in mails, which the program itself plays on a clock that is moved.
    pub(super) fn open(&mut self) -> io::Result<()> {
        let title = self.paint(Look::Day, "Cc it, and it is in writing");
        writeln!(self.out, "{title}")
    }

    /// What the narrator says.
    pub(super) fn tell(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out)?;
        for line in wrap(words, self.width) {
            let line = self.paint(Look::Told, &line);
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// What the narrator says where each letter is shown in full.
    pub(super) fn tell_at_length(&mut self, words: &str) -> io::Result<()> {
        if self.full { self.tell(words) } else { Ok(()) }
    }

    /// A mail, in its writer's own words: all of them, or those from which these changes were `recorded`.
    pub(super) fn mail(&mut self, at: &Zoned, mail: &Mail, recorded: &[&Event], office: &Office) -> io::Result<()> {
        let people = || mail.to.iter().filter(|party| !office.is_bot(&party.address));
        let bot = if mail.cc.iter().any(|party| office.is_bot(&party.address)) { ", the bot in Cc" } else { "" };
        if !self.full {
            let to = if people().next().is_some() { first_names(people()) } else { "the bot".to_owned() };
            let told = format!("{} → {to}{bot}", first_names(mail.from.iter()));
            self.moment(at, Look::Person, &told)?;
            return self.body(Look::Person, &brief::mail(&mail.own_text(), recorded));
        }
        let writer = mail.from.as_ref().map_or("somebody", Party::called).to_owned();
        let to = if people().next().is_some() { names(people()) } else { "the bot".to_owned() };
        self.moment(at, Look::Person, &format!("{writer} writes to {to}{bot}"))?;
        self.line(Look::Faint, &mail.subject)?;
        self.body(Look::Person, &mail.own_text())?;
        let quoted = mail.passages_of(|kind| matches!(kind, PassageKind::Quote { .. } | PassageKind::Forward { .. }));
        if !quoted.is_empty() {
            self.line(Look::Faint, "(and the mail before it quoted below, which is not read again)")?;
        }
        for attachment in &mail.attachments {
            self.line(Look::Faint, &format!("(attached: {})", attachment.name))?;
        }
        Ok(())
    }

    /// What was recorded of a mail.
    pub(super) fn recorded(&mut self, thread: Option<&Thread>, events: &[Event]) -> io::Result<()> {
        if !self.full {
            for line in brief::recorded(events) {
                self.line(Look::Record, &line)?;
            }
            return Ok(());
        }
        let mut quoted = "";
        for event in events {
            let Some(agreement) = thread.and_then(|thread| thread.agreement(event.agreement)) else { continue };
            let number = event.agreement;
            let line = match &event.change {
                Change::Recorded { action, due, .. } => {
                    let due = due.as_ref().map_or(String::new(), |due| format!(", until {}", due_for_people(due)));
                    let state = change_in_words(&event.change);
                    format!("recorded: {number}. {action}{due} ({state})")
                }
                Change::ConsequenceStated { words } => format!("recorded: {number}. otherwise: {words}"),
                change => format!("recorded: {number}. {}: {}", change_in_words(change), agreement.action),
            };
            self.line(Look::Record, &line)?;
            if event.source.quote.text != quoted && !line.contains(&event.source.quote.text) {
                self.line(Look::Faint, &format!("          from “{}”", event.source.quote.text))?;
            }
            quoted = &event.source.quote.text;
        }
        Ok(())
    }

    /// A letter: what it is about, or all of it.
    pub(super) fn letter(&mut self, at: &Zoned, letter: &Letter) -> io::Result<()> {
        let kind = match letter.kind {
            LetterKind::Notice(NoticeKind::Confirmation) => "what stands in writing",
            LetterKind::Notice(NoticeKind::Question) => "a question",
            LetterKind::Notice(NoticeKind::Reminder) => "a reminder",
            LetterKind::Notice(NoticeKind::Overdue) => "a date has passed",
            LetterKind::Notice(NoticeKind::Digest) => "the morning's list",
            LetterKind::Notice(NoticeKind::Undelivered) => "a letter that came back",
            LetterKind::Notice(NoticeKind::Absent) => "somebody is away",
            LetterKind::Notice(NoticeKind::Refusal) => "what is not theirs to decide",
            LetterKind::Notice(NoticeKind::Status) => "how things stand",
            LetterKind::Notice(NoticeKind::Help) => "what one can say",
            LetterKind::Notice(NoticeKind::Choice) => "which one is meant?",
            LetterKind::Notice(NoticeKind::Receipt) => "what was settled",
            LetterKind::Notice(NoticeKind::Feedback) => "how did it go?",
            LetterKind::Notice(NoticeKind::Held) => "a letter that waits for a word",
            LetterKind::Notice(NoticeKind::Unanswered) => "asked once more",
            LetterKind::Notice(NoticeKind::Scope) => "has the scope changed?",
            LetterKind::Notice(NoticeKind::LookBack) => "a look back?",
            LetterKind::Notice(NoticeKind::LookedBack) => "what both sides saw, looking back",
            LetterKind::Notice(NoticeKind::Together) => "several things at once",
            LetterKind::Notice(NoticeKind::Report) => "the facts of a thread",
            LetterKind::Notice(NoticeKind::Whom) => "with whom was it?",
            LetterKind::Test => "a test",
        };
        let people = || letter.to.iter().chain(&letter.cc);
        if !self.full {
            let words = brief::letter(letter.kind, &letter.text);
            if words.is_empty() && self.told.contains(&letter.kind) {
                return Ok(());
            }
            self.apart = !words.is_empty() || self.day != Some(at.date());
            self.told.push(letter.kind);
            self.moment(at, Look::Bot, &format!("inwriting → {}: {kind}", first_names(people())))?;
            return self.body(Look::Bot, &words);
        }
        self.moment(at, Look::Bot, &format!("inwriting writes to {}: {kind}", names(people())))?;
        self.line(Look::Faint, &letter.subject)?;
        self.body(Look::Bot, &letter.text)
    }

    /// What `inwriting report` tells.
    pub(super) fn report(&mut self, at: &Zoned, facts: &str) -> io::Result<()> {
        if self.full {
            let head = "inwriting report tells the facts, each with its mail (the list of mails is left out here)";
            self.moment(at, Look::Bot, head)?;
            return self.body(Look::Bot, facts);
        }
        self.moment(at, Look::Bot, "inwriting report")?;
        self.body(Look::Bot, &brief::report(facts))
    }

    /// Where everything is, and what to try on it.
    pub(super) fn close(&mut self, folder: &Path, ledger: &Ledger) -> anyhow::Result<()> {
        let (mut events, mut letters) = (0, 0);
        for thread in ledger.threads()? {
            events += ledger.history(thread.id)?.len();
            letters += ledger.letters_of(thread.id)?.len();
        }
        let folder = folder.display();
        self.tell(&format!(
            "That was the whole of it: three dates in writing, {events} events on record, {letters} letters on the thread. Nobody had to \
             remember, to chase or to blame.",
        ))?;
        writeln!(self.out, "\nEverything is left in {folder}/")?;
        for (what, why) in [
            ("mail/", "everybody's mail as Maildirs: open them with any mail program"),
            ("record.sqlite", "the record"),
            ("config.toml", "what the bot went by"),
        ] {
            writeln!(self.out, "  {what:<15} {}", self.paint(Look::Faint, why))?;
        }
        writeln!(self.out, "\nTry:")?;
        for command in [
            format!("inwriting demo --letters --folder {folder}"),
            format!("inwriting agreements -c {folder}/config.toml --all"),
            format!("inwriting show -c {folder}/config.toml 1"),
            format!("inwriting report -c {folder}/config.toml 1 --html report.html"),
        ] {
            writeln!(self.out, "  {command}")?;
        }
        Ok(())
    }

    /// A new moment: the day, if it is another one, and the clock time.
    fn moment(&mut self, at: &Zoned, look: Look, what: &str) -> io::Result<()> {
        if self.day.replace(at.date()) != Some(at.date()) {
            let day = format!("── {} ", at.strftime("%A, %-d %B %Y"));
            let rule = "─".repeat(self.width.saturating_sub(day.chars().count()));
            writeln!(self.out, "\n{}", self.paint(Look::Day, &format!("{day}{rule}")))?;
        }
        if std::mem::replace(&mut self.apart, true) {
            writeln!(self.out)?;
        }
        let room = self.width.saturating_sub(MARGIN.len());
        for (index, line) in wrap(what, room).iter().enumerate() {
            let clock = if index == 0 { format!("{:<7}", at.strftime("%H:%M").to_string()) } else { MARGIN.to_owned() };
            writeln!(self.out, "{clock}{}", self.paint(look, line))?;
        }
        Ok(())
    }

    /// A line of its own beside the moment, which goes on where it is too long.
    fn line(&mut self, look: Look, text: &str) -> io::Result<()> {
        let lead: String = text.chars().take_while(|letter| *letter == ' ').collect();
        let room = self.width.saturating_sub(MARGIN.len() + lead.len());
        for line in wrap(text, room) {
            writeln!(self.out, "{MARGIN}{lead}{}", self.paint(look, &line))?;
        }
        Ok(())
    }

    /// Words as they were written, behind a rule.
    fn body(&mut self, look: Look, text: &str) -> io::Result<()> {
        let rule = self.paint(look, "│");
        let room = self.width.saturating_sub(RULE_AT.len() + 2);
        for line in text.trim_end().lines() {
            if line.width() <= room {
                writeln!(self.out, "{}", format!("{RULE_AT}{rule} {line}").trim_end())?;
                continue;
            }
            let lead: String = line.chars().take_while(|letter| *letter == ' ').collect();
            for piece in wrap(line, room.saturating_sub(lead.len())) {
                writeln!(self.out, "{}", format!("{RULE_AT}{rule} {lead}{piece}").trim_end())?;
            }
        }
        Ok(())
    }
}

/// Names in a row: `Mia Kern and Tom Ray`.
fn names<'p>(people: impl Iterator<Item = &'p Party>) -> String {
    in_a_row(&people.map(Party::called).collect::<Vec<_>>())
}

/// The same by their first words: `Mia and Tom`.
fn first_names<'p>(people: impl Iterator<Item = &'p Party>) -> String {
    in_a_row(&people.map(|party| party.called().split(' ').next().unwrap_or_default()).collect::<Vec<_>>())
}

fn in_a_row(called: &[&str]) -> String {
    match called.split_last() {
        None => "nobody".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

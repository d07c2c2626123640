//! In charge of: the first turn: a mail came.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use super::{
    Calendar, Desk, Rules, absence, answering, answering::Answer, feedback, looking_back, mishaps, opening::Opened,
    recapping, recapping::Talked, replying, returning, scope::Scope, standing::Standing, standing::standing,
};
use crate::{
    agreement::Heard,
    language::Packs,
    ledger::{Arrival, Filed, Filing, LedgerError, Outcome, Taking},
    mail::Unreadable,
    model::{Address, Event, Head, Letter, Mail, MessageId, Notice, Position, RawMail, ThreadId},
    reading::Beforehand,
};

/// What became of a mail.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// It was read.
    Read {
        /// Its thread.
        thread: ThreadId,
        /// Its name.
        id: MessageId,
        /// What it changed.
        events: Vec<Event>,
    },
    /// It is on file, and was not read.
    Left {
        /// Why.
        why: String,
    },
    /// It was seen before: nothing has changed.
    Again,
}

/// What a mail that counts led to.
struct Done {
    thread: ThreadId,
    events: Vec<Event>,
    heard: Heard,
}

impl Desk {
    /// Takes a mail in: the mail, what it changed, and what it is to be answered with, in one transaction.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written: then nothing has changed, and the mail is to be brought again.
    pub fn take(&mut self, raw: &RawMail, now: Timestamp) -> Result<Taken, LedgerError> {
        self.take_opened(raw, Opened::of(raw, &self.rules.office, self.packs, &self.rules.trusted), now)
    }

    /// The same for a mail that is taken apart and read already.
    pub(super) fn take_opened(
        &mut self,
        raw: &RawMail,
        opened: Result<Opened, Unreadable>,
        now: Timestamp,
    ) -> Result<Taken, LedgerError> {
        let Opened { mut mail, read } = match opened {
            Ok(opened) => opened,
            Err(unreadable) => {
                let why = unreadable.to_string();
                tracing::warn!(account = raw.place.account, folder = raw.place.folder, "{why}");
                let new = self.ledger.set_aside(raw, &why, &mishaps::unreadable(raw, now))?;
                return Ok(if new { Taken::Left { why } } else { Taken::Again });
            }
        };
        match self.file(raw, &mut mail, read, now) {
            Err(LedgerError::Corrupt { table, why }) => {
                // The stages contradict the record. The mail stays on file, the record stays sound, and the daemon stays up.
                tracing::error!(mail = %mail.id, table, "a mail was put on file unread: {why}");
                self.put_on_file(raw, &mail, Taking::Left(why), now)
            }
            done => done,
        }
    }

    fn file(&mut self, raw: &RawMail, mail: &mut Mail, read: Beforehand, now: Timestamp) -> Result<Taken, LedgerError> {
        let Self { ledger, rules, packs, .. } = self;
        let dead = ledger.dead()?;
        mail.ancestors.extend(answering::letter_answered(ledger, mail, rules, packs, now)?);
        let mail = &*mail;
        let arrival = Arrival { raw, head: Head::from(mail), subject: bare_subject(&mail.subject) };
        let Filed::New(filing) = ledger.file(arrival)? else { return Ok(Taken::Again) };
        let thread = filing.thread();
        let live = match counts(raw, standing(mail, thread, &rules.office, filing.is_own(&mail.id)?)) {
            Ok(live) => live,
            Err(taking) => {
                drop(filing);
                return self.put_on_file(raw, mail, taking, now);
            }
        };
        let done = Self::read_in(filing, (mail, read), live, (rules, packs), dead, now)?;
        self.calendar.touch(done.thread);
        if !done.heard.rulings.is_empty() {
            self.calendar = Calendar::default();
        }
        self.write_list(done.thread, mail, &done.heard.replies, now)?;
        let (account, uid, agreements) = (&raw.place.account, uid(raw), numbers(&done.events));
        tracing::info!(account, uid, mail = %mail.id, thread = %done.thread, agreements, "a mail was read");
        Ok(Taken::Read { thread: done.thread, id: mail.id.clone(), events: done.events })
    }

    /// Reads a mail that counts, and records all that it leads to.
    fn read_in(
        mut filing: Filing<'_>,
        (mail, read): (&Mail, Beforehand),
        live: bool,
        (rules, packs): (&Rules, &Packs),
        dead: HashSet<Address>,
        now: Timestamp,
    ) -> Result<Done, LedgerError> {
        let office = &rules.office;
        let told = recapping::told(&filing, mail, rules, packs)?;
        let thread = filing.thread();
        let (heard, read) = Talked::read(told.as_ref(), (mail, read), thread, office, packs);
        let asked_back = looking_back::is_asked_by(answering::answered(&filing, mail, rules)?.as_ref(), &filing)?;
        let statements = if asked_back { Vec::new() } else { read };
        let mut answer = Answer::to(&filing, heard, &statements, rules, packs)?.telling(told.as_ref());
        let reflection = if asked_back { looking_back::answer(&mut answer, mail, &filing, office)? } else { None };
        let events = answer.events(thread, &filing.offers(&mail.ancestors)?, heard, &statements, office);
        let rated = feedback::answer(mail, &filing, office)?;
        let scope = match (asked_back, &rated) {
            (false, None) => Scope::of(heard, thread, &events, office, packs),
            // What is said of a job that is over changes nothing of it.
            _ => Scope::default(),
        };
        let openly = if told.is_none() { recapping::told_openly(mail, thread, &events, (office, packs)) } else { None };
        let outcome = Outcome { taking: Taking::Taken, recorded: now, welcome: true, live, events };
        let id = filing.record(&outcome)?;
        for ruling in rated.iter().chain(&scope.rulings).chain(&openly) {
            filing.rule(ruling, now)?;
        }
        if let Some(reflection) = reflection {
            filing.reflect(&reflection)?;
        }
        if let Some(writer) = mail.from.as_ref().filter(|writer| dead.contains(&writer.address)) {
            filing.revive(&writer.address)?;
        }
        replying::owe(&mut filing, (&answer, &scope), &outcome, mail, rules)?;
        filing.commit(&[])?;
        Ok(Done { thread: id, events: outcome.events, heard: answer.heard })
    }

    fn put_on_file(
        &mut self,
        raw: &RawMail,
        mail: &Mail,
        taking: Taking,
        now: Timestamp,
    ) -> Result<Taken, LedgerError> {
        let arrival = Arrival { raw, head: Head::from(mail), subject: bare_subject(&mail.subject) };
        let Self { ledger, rules, packs, .. } = self;
        let dead = ledger.dead()?;
        let Filed::New(mut filing) = ledger.file(arrival)? else { return Ok(Taken::Again) };
        let (Taking::Left(why) | Taking::Cut(why) | Taking::Unreadable(why)) = &taking else {
            return Ok(Taken::Again);
        };
        let why = why.clone();
        let returns = if raw.cut.is_none() { returning::returns(raw, mail) } else { Vec::new() };
        if let Some(size) = raw.cut {
            filing.note(&mishaps::too_large(mail, size, &rules.office, now))?;
        }
        let absent = absence::absent(mail, filing.thread(), &rules.office, packs);
        let told = absent.map(|absence| absence::tell(&filing, &absence, (rules, packs), &dead, now)).transpose()?;
        let thread = filing.record(&Outcome::nothing(taking, now))?;
        let effect = returning::take_back(&mut filing, &returns, dead, rules, packs, now)?;
        let letters: Vec<(Letter, Notice)> = told.into_iter().flatten().chain(effect.letters).collect();
        filing.commit(&letters)?;
        effect.threads.into_iter().chain([thread]).for_each(|thread| self.calendar.touch(thread));
        let (account, uid) = (&raw.place.account, uid(raw));
        tracing::info!(account, uid, mail = %mail.id, thread = %thread, "a mail was put on file unread: {why}");
        Ok(Taken::Left { why })
    }
}

/// Whether the thread is live with a mail that counts; or what becomes of one that does not.
fn counts(raw: &RawMail, standing: Standing) -> Result<bool, Taking> {
    match (raw.cut, standing) {
        (Some(size), _) => Err(Taking::Cut(format!("too large to be read: {size} bytes"))),
        (None, Standing::Left(why)) => Err(Taking::Left(why)),
        (None, Standing::Counts { live }) => Ok(live),
    }
}

/// The mail's UID, where it has one: for the log.
fn uid(raw: &RawMail) -> Option<u32> {
    match raw.place.position {
        Position::Imap { uid, .. } => Some(uid),
        Position::Maildir { .. } => None,
    }
}

/// The agreements that these changes are about: for the log.
fn numbers(events: &[Event]) -> String {
    let numbers: BTreeSet<_> = events.iter().map(|event| event.agreement).collect();
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// `subject` without what mail programs put before it when they answer or forward: at most three letters, perhaps counted, and a
/// colon (`Re:`, `Re[2]:`, `AW:`, `Fwd:`). It names the thread in lists; letters keep the subject of the mail they answer.
pub(crate) fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((before, after)) = rest.split_once(':') {
        let word = before.trim_end_matches(|c: char| matches!(c, '[' | ']' | '(' | ')') || c.is_ascii_digit());
        let mark = !word.is_empty() && word.chars().count() <= 3 && word.chars().all(char::is_alphabetic);
        if !mark || after.trim().is_empty() {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::bare_subject;

    #[test]
    fn a_thread_is_named_without_the_marks_of_its_answers() {
        assert_eq!(bare_subject("Re: AW: Re[2]: Slides"), "Slides");
        assert_eq!(bare_subject("Slides: the last round"), "Slides: the last round");
        assert_eq!(bare_subject("Re:"), "Re:");
    }
}

//! In charge of: what people say to the bot: finding the letter they answer, doing what they want as far as they may, and writing back.
//!
//! Promises: a mail that answers no letter of ours and is not written to the bot says nothing to it; a letter is found by its Message-ID, by its
//! own lines quoted below, by its subject, in this order; never a letter that the writer did not get; replies count against the limits like
//! all letters.
//! Leaves to: `reading` what is said; `agreement` who may; `schedule` to whom it is written.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    Desk, Rules, approving, looking_back, passing_on, recapping, recapping::Talked, taking::bare_subject, telling,
    wording,
};
use crate::{
    agreement::{Context, Heard, Settled, clear_up, hear, negotiate, said},
    language::Packs,
    ledger::{Filing, Ledger, LedgerError, Posted},
    letters,
    model::{
        About, Act, Address, ApprovalState, Change, Dossier, Event, Head, Letter, Mail, MessageId, Offer, Office,
        PassageKind, Reply, Request, Ruling, Setting, Source, Statement, Thread, ThreadId, Verdict, Wanted,
    },
    outlook,
    reading::{Addressed, read, requests},
    schedule,
};

/// Letters older than this are not looked for among the quoted ones.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 120);
/// The shortest line by which a quoted letter is known.
const TELLING_LINE: usize = 12;

/// The letter of ours that a mail answers whose program has broken the thread: one that its writer got, known by its quoted lines, by its
/// subject where only one conversation has it, or, if it is written to the bot alone, by there being but one conversation. A mail that tells
/// news beside them answers no letter: it belongs below the mail that began that conversation.
pub(super) fn letter_answered(
    ledger: &Ledger,
    mail: &Mail,
    rules: &Rules,
    packs: &Packs,
    now: Timestamp,
) -> Result<Option<MessageId>, LedgerError> {
    let to_us = mail.to.iter().chain(&mail.cc).any(|party| rules.office.is_bot(&party.address));
    // What somebody may have written in another's name belongs nowhere: an answer to it would be taken for one to our letter.
    let sound = to_us && mail.automatic.is_none() && mail.verdict != Verdict::Fail;
    let Some(writer) = mail.from.as_ref().filter(|_| sound) else { return Ok(None) };
    for ancestor in &mail.ancestors {
        if ledger.knows(ancestor)? {
            return Ok(None);
        }
    }
    let since = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    let got = ledger.letters_to(&writer.address, since)?;
    if got.is_empty() {
        return Ok(None);
    }
    let quoted = words(&mail.passages_of(|kind| !matches!(kind, PassageKind::Own | PassageKind::Signature)));
    let told = |posted: &&Posted| lines_quoted(&posted.letter, &quoted);
    if let Some(posted) = got.iter().filter(|posted| told(posted) >= 2).max_by_key(|posted| told(posted)) {
        return Ok(Some(posted.letter.id.clone()));
    }
    if recapping::begins(mail, &rules.office, packs) {
        return Ok(None);
    }
    if let Some(posted) = by_subject(&got, mail) {
        return Ok(Some(posted.letter.id.clone()));
    }
    let Some(posted) = of_one_conversation(&got, |_| true).filter(|_| is_alone(mail, rules)) else { return Ok(None) };
    let thread = posted.letter.thread.map(|thread| ledger.thread(thread)).transpose()?.flatten();
    let ancestors = vec![posted.letter.id.clone()];
    let answer = Mail { ancestors, ..mail.clone() };
    let news =
        thread.filter(|thread| rules.office.is_team(&writer.address) && tells_news(&answer, thread, rules, packs));
    // What a member tells the bot alone, in a mail that may answer nothing, is nobody's but the member's.
    let theirs = |thread: Thread| thread.messages.into_iter().find(|id| !rules.office.wrote(id));
    Ok(news.map_or_else(|| Some(posted.letter.id.clone()), theirs))
}

/// Whether `mail` says something on `thread` that would be agreed anew or for another day, in words that name no number of it.
fn tells_news(mail: &Mail, thread: &Thread, rules: &Rules, packs: &Packs) -> bool {
    let how = Addressed { letter: true, alone: true, question: None };
    let asked = requests(mail, thread, &rules.office, packs, how);
    let (numbered, bare): (Vec<&Request>, Vec<&Request>) =
        asked.iter().partition(|request| !request.about.is_empty() || request.all);
    let to_us = |one: &Statement| numbered.iter().any(|request| passing_on::overlaps(&request.quote, &one.quote));
    let statements = read(mail, thread, &rules.office, packs).statements;
    bare.iter().any(|request| matches!(request.wanted, Wanted::Say { due: Some(_), .. }))
        || statements.iter().any(|one| (one.about == About::New || one.due.is_some()) && !to_us(one))
}

/// How many lines of a letter's own stand in the quoted words.
fn lines_quoted(letter: &Letter, quoted: &str) -> usize {
    let own = letter.text.split("\n-- \n").next().unwrap_or_default();
    own.lines().map(words).filter(|line| line.chars().count() >= TELLING_LINE && quoted.contains(line.as_str())).count()
}

/// `text` on one line, without the marks of quotes.
fn words(text: &str) -> String {
    let bare = text.lines().map(|line| line.trim_start_matches(|c: char| c == '>' || c == '|' || c.is_whitespace()));
    bare.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The latest letter of the one conversation that has the mail's subject.
fn by_subject<'l>(got: &'l [Posted], mail: &Mail) -> Option<&'l Posted> {
    let subject = bare_subject(&mail.subject);
    // A new mail may have an old subject: only an answer that names no mail at all is known by it.
    let lost = mail.ancestors.is_empty() && subject != mail.subject.trim() && !subject.is_empty();
    of_one_conversation(got, |posted| lost && bare_subject(&posted.letter.subject) == subject)
}

/// The latest of those letters that are `wanted`, where all of them are of one conversation.
fn of_one_conversation(got: &[Posted], wanted: impl Fn(&Posted) -> bool) -> Option<&Posted> {
    let mut found = got.iter().rev().filter(|posted| posted.letter.thread.is_some() && wanted(posted));
    let latest = found.next()?;
    found.all(|other| other.letter.thread == latest.letter.thread).then_some(latest)
}

fn is_alone(mail: &Mail, rules: &Rules) -> bool {
    let mut addressed = mail.to.iter().chain(&mail.cc).peekable();
    addressed.peek().is_some() && addressed.all(|party| rules.office.is_bot(&party.address))
}

/// What a mail says to the bot, and what is left of what it says to people.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The letter of ours that it answers.
    pub letter: Option<MessageId>,
    pub requests: Vec<Request>,
    pub heard: Heard,
    pub settled: Settled,
}

impl Answer {
    /// Hears a mail whose own statements are `statements`.
    pub(super) fn to(
        filing: &Filing<'_>,
        mail: &Mail,
        statements: &[Statement],
        rules: &Rules,
        packs: &Packs,
    ) -> Result<Self, LedgerError> {
        let (statements, asked) = passing_on::set_apart(mail, filing.thread(), statements, rules, packs);
        let mut answer = Self::to_statements(filing, mail, (&statements, &asked), rules, packs)?;
        answer.settled.doubts.extend(asked);
        Ok(answer)
    }

    /// The same, where what is to be `asked` of the team is none of the statements.
    fn to_statements(
        filing: &Filing<'_>,
        mail: &Mail,
        (statements, asked): (&[Statement], &[Statement]),
        rules: &Rules,
        packs: &Packs,
    ) -> Result<Self, LedgerError> {
        let thread = filing.thread();
        let moves = rules.policy.moves;
        let letter = answered(filing, mail, rules)?;
        let question = letter.as_ref().map(|letter| filing.asked(letter)).transpose()?.flatten();
        let how = Addressed { letter: letter.is_some(), alone: is_alone(mail, rules), question: question.as_ref() };
        let mut requests = requests(mail, thread, &rules.office, packs, how);
        if let Some(letter) = &letter {
            leave_what_is_meant(&mut requests, letter, filing, mail)?;
        }
        // Who says "I took over" speaks to people, whatever else the words may mean.
        requests.retain(|request| asked.iter().all(|asked| !passing_on::overlaps(&asked.quote, &request.quote)));
        // Where nothing is said to the bot, the whole thread need not be read.
        let to_us = !requests.is_empty() || how.letter || how.alone;
        let dossier = if to_us { filing.dossier(thread.id)? } else { None };
        let (Some(writer), Some(dossier)) = (&mail.from, dossier) else {
            let settled = negotiate(moves, thread, mail, statements, &rules.office);
            return Ok(Self { letter, settled, ..Self::default() });
        };
        let told = letter.as_ref().map(|letter| filing.told_by(letter)).transpose()?.flatten();
        let spoken: Vec<_> = told.into_iter().flat_map(|notice| notice.agreements).map(|(number, _)| number).collect();
        let (office, question) = (&rules.office, question.as_ref());
        let silent = statements.is_empty() && asked.is_empty();
        let stray = how.alone && letter.is_none() && dossier.heads.is_empty() && silent;
        let rulings = &filing.rulings()?;
        let context =
            Context { dossier: &dossier, rulings, mail, writer, spoken: &spoken, question, office, moves, stray };
        let mut heard = hear(context, &requests);
        approving::call_off(filing, letter.as_ref(), &mut heard, thread, (writer, mail.date.timestamp()))?;
        let left: Vec<Statement> = statements.iter().filter(|one| !is_taken(one, &requests)).cloned().collect();
        let mut now = thread.clone();
        now.apply(&heard.events);
        let mut settled = negotiate(moves, &now, mail, &left, office);
        if how.letter || how.alone {
            now.apply(&settled.events);
            let before = Dossier { thread: now, ..dossier.clone() };
            let (more, doubts) = clear_up(Context { dossier: &before, ..context }, &heard, &left, &settled.doubts);
            settled.events.extend(more.events);
            settled.doubts = doubts;
            heard.replies.extend(more.replies);
        }
        Ok(Self { letter, requests, heard, settled })
    }

    /// With what is kept and asked of a talk that the mail writes down.
    pub(super) fn telling(mut self, told: Option<&Talked>) -> Self {
        match told {
            Some(Talked::With { ruling, .. }) => self.heard.rulings.push(ruling.as_ref().clone()),
            Some(Talked::WithNobody(quote)) => self.heard.replies.push(Reply::Whom(quote.clone())),
            None => {}
        }
        self
    }

    /// All changes that it makes, in order, with what a yes makes of the `offers` that the letters above it held.
    pub(super) fn events(
        &self,
        thread: &Thread,
        offers: &[Offer],
        mail: &Mail,
        statements: &[Statement],
        office: &Office,
    ) -> Vec<Event> {
        let mut events: Vec<Event> = self.heard.events.iter().chain(&self.settled.events).cloned().collect();
        let mut with = thread.clone();
        with.apply(&events);
        events.extend(outlook::accepted(&with, offers, mail, &self.yes_said(statements), office));
        events
    }

    /// What is said to people, and each yes that was said to the bot.
    fn yes_said(&self, statements: &[Statement]) -> Vec<Statement> {
        let yes = |event: &Event| {
            let about = About::These(vec![event.agreement]);
            let request = self.requests.iter().find(|request| request.quote == event.source.quote)?;
            (event.change == Change::Accepted).then(|| Statement { about, ..said(Act::Accept, request, None) })
        };
        statements.iter().cloned().chain(self.heard.events.iter().filter_map(yes)).collect()
    }

    /// The language in which it was said, if anything was.
    pub(super) fn language(&self) -> Option<&str> {
        self.requests.first().map(|request| request.language.as_str())
    }
}

/// Leaves of what was heard what can be meant in answer to that letter.
fn leave_what_is_meant(
    requests: &mut Vec<Request>,
    letter: &MessageId,
    filing: &Filing<'_>,
    mail: &Mail,
) -> Result<(), LedgerError> {
    if looking_back::is_asked_by(Some(letter), filing)? {
        looking_back::leave_to_the_bot(requests, mail);
    } else if filing.asks_feedback(letter)? {
        // There a number is a mark, and praise is no yes.
        requests.retain(|request| matches!(request.wanted, Wanted::Stop | Wanted::Start | Wanted::Help));
    }
    Ok(())
}

/// The letter of ours that a mail answers: the mail right above it, or one further up if it is written to the bot.
pub(super) fn answered(filing: &Filing<'_>, mail: &Mail, rules: &Rules) -> Result<Option<MessageId>, LedgerError> {
    let to_us = mail.to.iter().any(|party| rules.office.is_bot(&party.address));
    for (place, ancestor) in mail.ancestors.iter().rev().enumerate() {
        if (place == 0 || to_us) && filing.is_own(ancestor)? {
            return Ok(Some(ancestor.clone()));
        }
    }
    Ok(None)
}

/// Whether the words of a statement were heard as said to the bot.
fn is_taken(statement: &Statement, requests: &[Request]) -> bool {
    let said = &statement.quote;
    let whole = |request: &Request| matches!(request.wanted, Wanted::Choose(_) | Wanted::Pick);
    requests.iter().any(|request| whole(request) || passing_on::overlaps(&request.quote, said))
}

/// Keeps what was settled.
pub(super) fn settle(
    filing: &mut Filing<'_>,
    answer: &Answer,
    mail: &Mail,
    rules: &Rules,
    now: Timestamp,
) -> Result<(), LedgerError> {
    for ruling in &answer.heard.rulings {
        filing.rule(ruling, now)?;
    }
    if let Some(letter) = &answer.letter {
        for request in &answer.heard.held {
            let state = approving::settle(filing, mail, letter, request.wanted == Wanted::Send, rules)?;
            if state == Some(ApprovalState::Released) && filing.thread().settings.awaits_introduction() {
                let Some(by) = mail.from.clone() else { continue };
                let source = Source { by, at: mail.date.timestamp(), quote: request.quote.clone(), settled: None };
                filing.rule(&Ruling { setting: Setting::Introduced, source }, now)?;
            }
        }
    }
    match &answer.heard.answered {
        Some(key) => filing.answered(key, now),
        None => Ok(()),
    }
}

impl Desk {
    /// Writes the morning's list to somebody who asked for it, once the mail is on file: it tells of all threads.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub(super) fn write_list(
        &mut self,
        thread: ThreadId,
        mail: &Mail,
        replies: &[Reply],
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let Some(reply) = replies.iter().find(|reply| **reply == Reply::Digest) else { return Ok(()) };
        let Some(dossier) = self.ledger.dossier(thread)? else { return Ok(()) };
        let (office, style) = (&self.rules.office, &self.rules.style);
        let Some(notice) = schedule::reply_to(&dossier, &Head::from(mail), reply, office, now) else { return Ok(()) };
        let dossiers = self.ledger.dossiers(telling::a_day_before(now))?;
        let written = letters::write_digest(&notice, (&dossiers, &[]), office, style, self.packs, now);
        let written = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok();
        let dead = self.unwanted()?;
        let checked = written.and_then(|letter| wording::checked(letter, &notice, &[dossier], &self.rules, &dead));
        self.ledger.queue(checked.as_slice(), &[], now)
    }

    /// Where no letter is to go: addresses that are dead, and people who want none.
    pub(super) fn unwanted(&self) -> Result<HashSet<Address>, LedgerError> {
        let mut unwanted = self.ledger.dead()?;
        unwanted.extend(self.ledger.stopped()?);
        Ok(unwanted)
    }
}

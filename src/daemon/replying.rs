//! In charge of: what a mail is answered with: what is in doubt, what was settled or refused, what somebody wanted to know. It is kept with the
//! mail itself, and stays owed until a letter has said it.
//!
//! Promises: one letter a reader, except where two things are asked, as a short answer could be to either; such letters count against the limits
//! like all, and where these keep one back, what it asks is asked later, and the rest of it never.
//! Leaves to: `schedule` to whom each is written, what stands together, and whether a question still is one.

use jiff::Timestamp;

use super::{Desk, Rules, answering, answering::Answer as Heard, scope::Scope};
use crate::{
    ledger::{Filing, LedgerError, Outcome, Posted},
    letters::{self, CannotWrite},
    model::{Answer, Asked, Dossier, Head, Letter, Mail, Owed, Reply, Source, Statement},
    report::Told,
    schedule::{self, Planned},
};

/// Keeps what was settled, and what the mail is to be answered with, in the mail's own transaction.
pub(super) fn owe(
    filing: &mut Filing<'_>,
    (heard, scope): (&Heard, &Scope),
    outcome: &Outcome,
    mail: &Mail,
    rules: &Rules,
) -> Result<(), LedgerError> {
    let now = outcome.recorded;
    answering::settle(filing, heard, mail, rules, now)?;
    if heard.settled.doubts.is_empty() && scope.asks.is_empty() && heard.heard.replies.is_empty() {
        return Ok(());
    }
    let Some(dossier) = filing.dossier(filing.thread().id)? else { return Ok(()) };
    let (head, readers) = (Head::from(mail), rules.policy.readers);
    for answer in answers(&dossier, heard, scope) {
        let Some(notice) = schedule::notice_of(&dossier, &head, &answer, (&rules.office, readers), now) else {
            continue;
        };
        let language = said_in(&answer, heard, &dossier, rules).map(str::to_owned);
        filing.owe(&Owed { key: notice.key, mail: mail.id.clone(), since: now, language, answer })?;
    }
    Ok(())
}

/// All that a mail is answered with on its own thread.
fn answers(dossier: &Dossier, heard: &Heard, scope: &Scope) -> Vec<Answer> {
    // What can be nothing that there is to record is asked of nobody.
    let one_of = |doubt: &&Statement| schedule::readings(&dossier.thread, doubt).iter().any(Option::is_some);
    let doubts: Vec<Statement> = heard.settled.doubts.iter().filter(one_of).cloned().collect();
    let doubts = (!doubts.is_empty()).then_some(Answer::Doubts(doubts));
    let contradictions = (!scope.asks.is_empty()).then(|| Answer::Contradictions(scope.asks.clone()));
    // The morning's list is about all threads.
    let replies = heard.heard.replies.iter().filter(|reply| !matches!(reply, Reply::Digest));
    doubts.into_iter().chain(contradictions).chain(replies.cloned().map(Box::new).map(Answer::Reply)).collect()
}

/// The language in which something was said to the bot. What only the team is asked is in the reader's own, or the office's.
fn said_in<'a>(answer: &Answer, heard: &'a Heard, dossier: &'a Dossier, rules: &'a Rules) -> Option<&'a str> {
    if !matches!(answer, Answer::Reply(_)) {
        return None;
    }
    let spoken = dossier.thread.agreements.first().map(|agreement| agreement.language.as_str());
    Some(heard.language().or(spoken).unwrap_or(rules.office.language.as_str()))
}

/// What is kept of the questions that a letter asks, for the day on which they are answered.
pub(super) fn asked(planned: &Planned, dossier: &Dossier) -> Vec<Asked> {
    planned.parts.iter().filter_map(|(_, owed)| question(owed.as_ref()?, dossier)).collect()
}

fn question(owed: &Owed, dossier: &Dossier) -> Option<Asked> {
    let asked = |source: Source, readings, terms| Asked {
        key: owed.key.clone(),
        mail: owed.mail.clone(),
        source,
        readings,
        terms,
    };
    match &owed.answer {
        Answer::Reply(reply) => match &**reply {
            Reply::Choice(choice) => Some(choice.clone()),
            _ => None,
        },
        Answer::Doubts(doubts) => {
            let head = dossier.head(&owed.mail)?;
            let (by, quote) = (head.from.clone()?, doubts.first()?.quote.clone());
            let source = Source { by, at: head.date.timestamp(), quote, settled: None };
            let readings = doubts.iter().map(|doubt| schedule::readings(&dossier.thread, doubt)).collect();
            Some(asked(source, readings, Vec::new()))
        }
        Answer::Contradictions(said) => Some(asked(said.first()?.source.clone(), Vec::new(), said.clone())),
    }
}

impl Desk {
    /// The letter that answers mails of this thread.
    pub(super) fn answer_in_words(
        &self,
        planned: &Planned,
        dossier: &Dossier,
        now: Timestamp,
    ) -> Result<Result<Letter, CannotWrite>, LedgerError> {
        let reports = |(_, owed): &(_, Option<Owed>)| {
            owed.as_ref().is_some_and(|owed| owed.answer == Answer::Reply(Box::new(Reply::Report)))
        };
        let told: Vec<Told> = if planned.parts.iter().any(reports) {
            self.ledger.letters_of(dossier.thread.id)?.into_iter().filter_map(Posted::told).collect()
        } else {
            Vec::new()
        };
        let (office, style) = (&self.rules.office, &self.rules.style);
        Ok(letters::write_answers(planned, (dossier, &told), office, style, self.packs, now))
    }
}

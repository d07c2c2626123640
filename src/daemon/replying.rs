//! In charge of: the letters that answer one mail at once: what is in doubt, what was settled or refused, what somebody wanted to know.
//!
//! Promises: one letter a reader, except where two things are asked, as a short answer could be to either; they count against the limits like
//! all letters.
//! Leaves to: `schedule` to whom each is written, and what stands together.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Rules, answering, answering::Answer, scope::Scope, telling};
use crate::{
    language::Packs,
    ledger::{Filing, LedgerError, Outcome},
    letters,
    model::{Address, Asked, Audience, Dossier, Head, Letter, Mail, Notice, Readers, Reply, Statement},
    schedule,
};

/// A matter of such a letter, under its own notice.
type Part<'a> = (Notice, letters::Answer<'a>);

/// Keeps what was settled and asked, and writes back, in the mail's own transaction.
pub(super) fn write_back(
    filing: &mut Filing<'_>,
    (answer, scope): (&Answer, &Scope),
    outcome: &Outcome,
    mail: &Mail,
    (rules, packs): (&Rules, &Packs),
    dead: &HashSet<Address>,
) -> Result<Vec<(Letter, Notice)>, LedgerError> {
    let now = outcome.recorded;
    answering::settle(filing, answer, mail, rules, now)?;
    if answer.settled.doubts.is_empty() && scope.asks.is_empty() && answer.heard.replies.is_empty() {
        return Ok(Vec::new());
    }
    let Some(dossier) = filing.dossier(filing.thread().id)? else { return Ok(Vec::new()) };
    // What can be nothing that there is to record is asked of nobody.
    let one_of = |doubt: &&Statement| schedule::readings(&dossier.thread, doubt).iter().any(Option::is_some);
    let doubts: Vec<Statement> = answer.settled.doubts.iter().filter(one_of).cloned().collect();
    let parts = parts(&dossier, (answer, &doubts), scope, mail, rules, now);
    let mut letters = Vec::new();
    for (notice, parts) in schedule::answers(parts, &dossier, &rules.office) {
        let language = said_in(&parts, answer, &dossier, rules);
        let what = (&dossier, parts.as_slice(), language);
        let written = letters::write_answers(&notice, what, &rules.office, &rules.style, packs, now);
        let written = written.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok();
        let checked =
            written.and_then(|letter| telling::checked(letter, &notice, std::slice::from_ref(&dossier), rules, dead));
        let Some((letter, notice)) = checked else { continue };
        let since = telling::a_day_before(now);
        let counted = |person: Option<&Address>, thread| filing.count_letters(since, person, thread);
        if telling::is_capped(&counted, &letters, &letter, rules)? {
            tracing::warn!(letter = %letter.id, "not written: as many letters went out in 24 hours as [limits] allow");
            continue;
        }
        for asked in parts.iter().filter_map(|part| asked(part, mail, &dossier)) {
            filing.ask(&asked)?;
        }
        letters.push((letter, notice));
    }
    Ok(letters)
}

/// All that the mail is answered with, each with whom it is for.
fn parts<'a>(
    dossier: &Dossier,
    (answer, doubts): (&'a Answer, &'a [Statement]),
    scope: &'a Scope,
    mail: &Mail,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Part<'a>> {
    let (office, head) = (&rules.office, Head::from(mail));
    let asks = &scope.asks;
    let doubt = if doubts.is_empty() { None } else { schedule::question(dossier, &head, office, now) };
    let contradiction = if asks.is_empty() { None } else { schedule::scope_question(dossier, &head, office, now) };
    let of_reply = |reply: &'a Reply| {
        // What takes more than the mail's own thread to be written has letters of its own.
        let here = !matches!(reply, Reply::Report | Reply::Digest);
        let mut notice = here.then(|| schedule::reply_to(dossier, &head, reply, office, now)).flatten()?;
        // Where letters are for the team alone, what concerns all is, too.
        if rules.policy.readers == Readers::Team && notice.audience == Audience::Everybody {
            notice.audience = Audience::Team;
        }
        Some((notice, letters::Answer::Reply(reply)))
    };
    let doubt = doubt.map(|notice| (notice, letters::Answer::Doubts(doubts)));
    let contradiction = contradiction.map(|notice| (notice, letters::Answer::Contradictions(asks)));
    doubt.into_iter().chain(contradiction).chain(answer.heard.replies.iter().filter_map(of_reply)).collect()
}

/// The language in which something was said to the bot. What only the team is asked is in the reader's own, or the office's.
fn said_in<'a>(parts: &[Part<'_>], answer: &'a Answer, dossier: &'a Dossier, rules: &'a Rules) -> Option<&'a str> {
    if !parts.iter().any(|(_, answer)| matches!(answer, letters::Answer::Reply(_))) {
        return None;
    }
    let spoken = dossier.thread.agreements.first().map(|agreement| agreement.language.as_str());
    Some(answer.language().or(spoken).unwrap_or(rules.office.language.as_str()))
}

/// What is kept of a question, for the day on which it is answered.
fn asked((notice, answer): &Part<'_>, mail: &Mail, dossier: &Dossier) -> Option<Asked> {
    match answer {
        letters::Answer::Reply(Reply::Choice(asked)) => Some(asked.clone()),
        letters::Answer::Reply(_) => None,
        letters::Answer::Doubts(doubts) => answering::asked(notice, mail, doubts, dossier),
        letters::Answer::Contradictions(said) => Some(Asked {
            key: notice.key.clone(),
            mail: mail.id.clone(),
            source: said.first()?.source.clone(),
            readings: Vec::new(),
            terms: said.to_vec(),
        }),
    }
}

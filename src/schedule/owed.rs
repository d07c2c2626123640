//! In charge of: what mails are still to be answered with: which answers are due now, which wait, which nobody is owed any more.
//!
//! Promises: an answer that asks something is due until a letter has asked it, however long the limits or a hold keep it back, as long as it is
//! a question: until a later mail has said what was meant, the time that it was about has come, or a week has gone by. Each is said once.
//! Leaves to: the daemon to forget what is over.

use jiff::{SignedDuration, Timestamp};

use super::{hours::Hours, question, readings, reply_to, scope_question};
use crate::{
    language::{fold, tokens},
    model::{
        About, Agreement, Answer, Asked, Audience, Claim, Dossier, Head, MessageId, Notice, Office, Owed, Readers,
        Reply, Statement, Term,
    },
};

/// After so long nobody remembers what a mail meant.
const LAPSES: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What is to become of the answers that mails of a thread are owed.
#[derive(Debug, Default)]
pub struct Answers {
    /// To be said now, each under its notice.
    pub due: Vec<(Notice, Owed)>,
    /// The keys of those that wait until letters go on.
    pub waiting: Vec<String>,
    /// The keys of those that were said, or are no longer to be.
    pub over: Vec<String>,
}

/// Which of the answers that mails of this thread are `owed` are due at `now`. Where letters are for the team alone, what concerns all is, too.
#[must_use]
pub fn answers_due(dossier: &Dossier, owed: Vec<Owed>, office: &Office, readers: Readers, now: Timestamp) -> Answers {
    let mut answers = Answers::default();
    for owed in owed {
        let said = dossier.told.iter().any(|told| told.key == owed.key);
        let head = dossier.head(&owed.mail).filter(|_| !said);
        let Some((head, answer)) = head.zip(still(dossier, &owed, office, now)) else {
            answers.over.push(owed.key);
            continue;
        };
        if answer.asks() && dossier.thread.settings.is_silent() {
            answers.waiting.push(owed.key);
            continue;
        }
        match notice(dossier, head, &answer, (office, readers), now) {
            Some(notice) => answers.due.push((Notice { key: owed.key.clone(), ..notice }, Owed { answer, ..owed })),
            None => answers.over.push(owed.key),
        }
    }
    answers
}

/// The notice that gives this answer to the mail with this head, if anybody is to get it.
#[must_use]
pub fn notice(
    dossier: &Dossier,
    head: &Head,
    answer: &Answer,
    (office, readers): (&Office, Readers),
    now: Timestamp,
) -> Option<Notice> {
    let mut notice = match answer {
        Answer::Reply(reply) => reply_to(dossier, head, reply, office, now),
        Answer::Doubts(_) => question(dossier, head, office, now),
        Answer::Contradictions(_) => scope_question(dossier, head, office, now),
    }?;
    if readers == Readers::Team && notice.audience == Audience::Everybody {
        notice.audience = Audience::Team;
    }
    Some(notice)
}

/// What of an answer is still to be said; `None`: nothing.
fn still(dossier: &Dossier, owed: &Owed, office: &Office, now: Timestamp) -> Option<Answer> {
    if !owed.answer.asks() {
        return Some(owed.answer.clone());
    }
    let (thread, since) = (&dossier.thread, owed.since);
    if thread.settings.forgotten || now.duration_since(since) > LAPSES {
        return None;
    }
    let later: Vec<&MessageId> =
        dossier.heads.iter().map(|head| &head.id).skip_while(|id| **id != owed.mail).skip(1).collect();
    let spoken_of: Vec<&Agreement> =
        thread.agreements.iter().filter(|agreement| later.contains(&&agreement.latest.quote.mail)).collect();
    let hours = Hours::of(office);
    let open = |doubt: &Statement| {
        let passed = doubt.due.as_ref().map(|due| hours.falls_due(due)).is_some_and(|due| since < due && due <= now);
        let can_be_something = readings(thread, doubt).iter().any(Option::is_some);
        can_be_something && !passed && !spoken_of.iter().any(|agreement| settles(agreement, doubt))
    };
    match &owed.answer {
        Answer::Doubts(doubts) => {
            let doubts: Vec<Statement> = doubts.iter().filter(|doubt| open(doubt)).cloned().collect();
            (!doubts.is_empty()).then_some(Answer::Doubts(doubts))
        }
        Answer::Contradictions(terms) => {
            let decides = |known: &Term, said: &Term| {
                known.of == said.of && (known.value == said.value || later.contains(&&known.source.quote.mail))
            };
            let open = |term: &&Term| !thread.settings.terms.iter().any(|known| decides(known, term));
            let terms: Vec<Term> = terms.iter().filter(open).cloned().collect();
            (!terms.is_empty()).then_some(Answer::Contradictions(terms))
        }
        Answer::Reply(reply) => {
            let open = match &**reply {
                Reply::Choice(asked) => is_open(asked, &spoken_of),
                Reply::Whom(_) => thread.settings.recap.as_ref().is_none_or(|recap| recap.people.is_empty()),
                _ => true,
            };
            open.then(|| owed.answer.clone())
        }
    }
}

/// Whether what was said later of `agreement` says what `doubt` meant.
fn settles(agreement: &Agreement, doubt: &Statement) -> bool {
    match (&doubt.about, &doubt.claim) {
        (About::These(numbers), _) => numbers.contains(&agreement.number),
        (About::Unclear | About::New, Some(claim)) => is_the_same(agreement, claim, doubt),
        (About::Unclear, None) => agreement.state.is_open(),
        (About::New, None) => false,
    }
}

/// Whether an agreement is what a claim would have made: between the same two, with the same date or in the same words.
fn is_the_same(agreement: &Agreement, claim: &Claim, doubt: &Statement) -> bool {
    let moment = |due: &crate::model::Due| due.moment;
    let due = doubt.due.as_ref().is_some_and(|due| agreement.due.as_ref().map(moment) == Some(due.moment));
    agreement.debtor.address == claim.debtor.address
        && agreement.creditor.address == claim.creditor.address
        && (due || in_the_words(&agreement.action, &claim.action))
}

/// Whether what `one` says stands in `other`, but for small words.
fn in_the_words(other: &str, one: &str) -> bool {
    let (one, other) = (fold(one).text, fold(other).text);
    let other = tokens(&other);
    let long = |text: &str| text.chars().count() > 3;
    let words: Vec<&str> = tokens(&one).iter().map(|token| token.text).filter(|text| long(text)).collect();
    !words.is_empty() && words.iter().all(|word| other.iter().any(|known| known.text == *word))
}

/// Whether it may still be asked which of several agreements an answer was about.
fn is_open(asked: &Asked, spoken_of: &[&Agreement]) -> bool {
    let about = |reading: &Statement, agreement: &Agreement| matches!(&reading.about, About::These(numbers) if numbers.contains(&agreement.number));
    let mut offered = asked.readings.iter().flatten().flatten();
    !offered.any(|reading| spoken_of.iter().any(|agreement| about(reading, agreement)))
}

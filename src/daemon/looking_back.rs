//! In charge of: an answer to a letter that asks a side to look back.
//!
//! Promises: nothing in it is read as an agreement, a move or an answer to one; its words are kept sealed, and no event, list or page holds
//! them; what comes after the seal was broken is not kept, and its writer is told so.

use crate::{
    ledger::{Filing, LedgerError},
    model::{
        LetterKind, Mail, MessageId, NoticeKind, Office, Quote, Reflection, Refusal, Reply, Request, Ruling, Setting,
        Source, Wanted, Why,
    },
};

use super::answering::Answer;

/// The longest answer that is kept, in characters: a letter, no book.
const WORDS: usize = 6_000;

/// Whether the letter asks somebody to look back.
pub(super) fn is_asked_by(letter: Option<&MessageId>, filing: &Filing<'_>) -> Result<bool, LedgerError> {
    let kind = letter.map(|letter| filing.letter_kind(letter)).transpose()?.flatten();
    Ok(kind == Some(LetterKind::Notice(NoticeKind::LookBack)))
}

/// A mail of more words than this looks back, whatever short sentences are in it.
const SHORT: usize = 12;

/// Leaves of what was heard in such an answer what can only be meant for the bot itself: praise is no yes there, and regret is no offer.
pub(super) fn leave_to_the_bot(requests: &mut Vec<Request>, mail: &Mail) {
    use Wanted::{Digest, Forget, GoOn, Help, Hold, Report, Start, Status, Stop};
    let short = mail.own_text().split_whitespace().count() <= SHORT;
    requests.retain(|request| match request.wanted {
        Stop => true,
        Start | Hold | GoOn | Help | Status | Report | Digest | Forget => short,
        _ => false,
    });
}

/// What `mail` says in answer to such a letter, put into what is settled and written back. Whoever says something to the bot there (stop, help)
/// has not looked back yet.
pub(super) fn answer(
    answer: &mut Answer,
    mail: &Mail,
    filing: &Filing<'_>,
    office: &Office,
) -> Result<Option<Reflection>, LedgerError> {
    let thread = filing.thread();
    let own = mail.own_text();
    let words: String = own.trim().chars().take(WORDS).collect();
    let (Some(by), Some(dossier)) = (&mail.from, filing.dossier(thread.id)?) else { return Ok(None) };
    let a_side = thread.sides(office).contains(&office.side(&by.address));
    let said_to_the_bot = !answer.requests.is_empty() && words.split_whitespace().count() <= SHORT;
    if said_to_the_bot || words.is_empty() || !a_side {
        return Ok(None);
    }
    if dossier.told.iter().any(|told| told.kind == NoticeKind::LookedBack) {
        let refusal = Refusal { why: Why::Unsealed, agreement: None, whose: None };
        answer.heard.replies.push(Reply::Refusals(vec![refusal]));
        return Ok(None);
    }
    let at = mail.date.timestamp();
    let setting = Setting::LookedBack { by: by.address.clone(), at };
    let quote = Quote { mail: mail.id.clone(), text: String::new(), start: 0, end: 0 };
    let source = Source { by: by.clone(), at, quote, settled: None };
    answer.heard.rulings.push(Ruling { setting: setting.clone(), source });
    answer.heard.replies.push(Reply::Receipt(setting));
    Ok(Some(Reflection { thread: thread.id, mail: mail.id.clone(), by: by.clone(), at, words }))
}

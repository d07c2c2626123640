//! In charge of: letters to clients that wait for a team member's word: shown in full, then sent, dropped, or shown anew.
//!
//! Promises: where the rules ask for a word, no client gets a letter that nobody has said "send" to; if anything has come on the thread
//! since it was shown, "send" shows it anew. Whatever the rules are, nobody who is only named in a talk written down ([`super::recapping`])
//! gets a letter before its writer, and nobody else, has said "send".

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{Rules, wording};
use crate::{
    agreement::Heard,
    language::Packs,
    ledger::{Filing, Ledger, LedgerError},
    letters,
    model::{
        Address, Agreement, Approval, ApprovalState, Change, Dossier, Event, Letter, Mail, MessageId, Mishap, Notice,
        Party, Source, Thread, Wanted, Wrong,
    },
    schedule,
};

/// Who has waited for longer than this stands in the digest.
const TOO_LONG: SignedDuration = SignedDuration::from_hours(12);

/// What becomes of a letter that has been written.
pub(super) enum Word {
    /// It goes out.
    Goes,
    /// It waits, or never goes out.
    Waits,
    /// A team member is to be shown it.
    Show(Box<(Letter, Notice)>),
}

/// What the rules and the team say of `letter`. `approvals` are those of its thread.
pub(super) fn ask(
    (letter, notice): (&Letter, &Notice),
    dossier: &Dossier,
    approvals: &[Approval],
    ledger: &Ledger,
    (rules, packs): (&Rules, &Packs),
    (dead, now): (&HashSet<Address>, Timestamp),
) -> Result<Word, LedgerError> {
    let recap = dossier.thread.settings.recap.as_ref().filter(|_| dossier.is_to_introduce());
    let recap = recap.filter(|recap| letter.envelope.recipients.iter().any(|one| recap.names(one)));
    let introduces = recap.is_some();
    let office = &rules.office;
    if !introduces && !waits(notice, dossier, &letter.envelope.recipients, ledger, rules)? {
        return Ok(Word::Goes);
    }
    match approvals.iter().find(|approval| approval.key == notice.key).map(|approval| approval.state) {
        Some(ApprovalState::Released) if recap.is_none_or(|recap| recap.introduced) => return Ok(Word::Goes),
        Some(_) => return Ok(Word::Waits),
        None => {}
    }
    let Some(member) = schedule::who_decides(notice, dossier, office) else { return Ok(Word::Waits) };
    let shown = notice.held(member, dossier.mails_of_people(office, None));
    let again = dossier.told.iter().any(|told| told.shows().is_some_and(|(_, key)| key == notice.key));
    let written = letters::write_held(&shown, dossier, (letter, again), office, &rules.style, packs, now);
    let written = written.inspect_err(|why| tracing::warn!(key = shown.key, %why, "no letter was written")).ok();
    let checked = written.and_then(|one| wording::checked(one, &shown, std::slice::from_ref(dossier), rules, dead));
    Ok(checked.map_or(Word::Waits, |shown| Word::Show(Box::new(shown))))
}

/// Whether the rules want a word on the letter that says `notice` to `people`.
pub(super) fn waits(
    notice: &Notice,
    dossier: &Dossier,
    people: &[Address],
    ledger: &Ledger,
    rules: &Rules,
) -> Result<bool, LedgerError> {
    let mut known = HashSet::new();
    for person in people {
        if ledger.count_letters(Timestamp::MIN, Some(person), None)? > 0 {
            known.insert(person.clone());
        }
    }
    let is_known = |one: &Address| known.contains(one);
    Ok(schedule::waits_for_a_word(rules.policy.approve, notice, dossier, people, &rules.office, is_known))
}

/// What a team member's "send" or "drop" in `mail` does to the letter that the letter `answered` shows; nothing where it shows none, or the
/// word is somebody else's.
pub(super) fn settle(
    filing: &Filing<'_>,
    mail: &Mail,
    answered: &MessageId,
    send: bool,
    rules: &Rules,
) -> Result<Option<ApprovalState>, LedgerError> {
    let Some(writer) = mail.from.as_ref().filter(|writer| rules.office.is_team(&writer.address)) else {
        return Ok(None);
    };
    let Some(approval) = filing.approval_shown_by(answered)? else { return Ok(None) };
    let dossier = filing.dossier(approval.thread)?;
    if dossier.as_ref().is_some_and(Dossier::is_to_introduce) && approval.member != writer.address {
        return Ok(None);
    }
    let mails = dossier.map_or(0, |dossier| dossier.mails_of_people(&rules.office, Some(&mail.id)));
    let state = match send {
        false => ApprovalState::Dropped,
        // Something has come since: the team member has not seen what it makes of the letter.
        true if mails > approval.mails => ApprovalState::Waits,
        true => ApprovalState::Released,
    };
    filing.settle_approval(&approval.key, state)?;
    tracing::info!(key = approval.key, ?state, "a word on a letter that waits");
    Ok(Some(state))
}

/// A talk written down that its writer drops: all of it is called off, for nobody else was ever told of it.
pub(super) fn call_off(
    filing: &Filing<'_>,
    answered: Option<&MessageId>,
    heard: &mut Heard,
    thread: &Thread,
    (writer, at): (&Party, Timestamp),
) -> Result<(), LedgerError> {
    let drop = heard.held.iter().find(|request| request.wanted == Wanted::Drop);
    let Some((drop, answered)) = drop.zip(answered) else { return Ok(()) };
    let approval = filing.approval_shown_by(answered)?.filter(|approval| approval.member == writer.address);
    if approval.is_none() || !filing.dossier(thread.id)?.is_some_and(|dossier| dossier.is_to_introduce()) {
        return Ok(());
    }
    let source = Source { by: writer.clone(), at, quote: drop.quote.clone(), settled: None };
    let open = thread.agreements.iter().filter(|agreement| agreement.state.is_open());
    let event = |agreement: &Agreement| Event {
        agreement: agreement.number,
        change: Change::Cancelled,
        source: source.clone(),
    };
    heard.events.extend(open.map(event));
    Ok(())
}

/// What has waited for too long, as the digest tells it.
pub(super) fn overdue(ledger: &Ledger, now: Timestamp) -> Result<Vec<Mishap>, LedgerError> {
    let waiting = ledger.approvals_waiting(now.saturating_sub(TOO_LONG).unwrap_or(Timestamp::MIN))?;
    let mut told = Vec::new();
    for approval in waiting {
        let subject = ledger.thread(approval.thread)?.map(|thread| thread.subject).unwrap_or_default();
        told.push(Mishap {
            at: approval.asked,
            over: None,
            people: vec![approval.member],
            wrong: Wrong::Waits { subject },
        });
    }
    Ok(told)
}

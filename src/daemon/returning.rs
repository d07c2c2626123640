//! In charge of: letters that came back: a bounce of a letter that was really sent stops further ones to an address that is dead, and
//! a team member is told. Any other bounce has no effect.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Rules, wording};
use crate::{
    language::Packs,
    ledger::{Filing, LedgerError, Return},
    letters,
    mail::{Fate, read_bounce},
    model::{
        Address, Audience, Automatic, Dossier, Letter, Mail, Mishap, Notice, NoticeKind, RawMail, ThreadId, Verdict,
        Wrong,
    },
};

/// What a mail says of letters of ours that did not arrive; nothing where it is no bounce, or only tells of a delay.
pub(super) fn returns(raw: &RawMail, mail: &Mail) -> Vec<Return> {
    let bounce = matches!(mail.automatic, Some(Automatic::Bounce(_))) && mail.verdict != Verdict::Fail;
    let Some(bounce) = bounce.then(|| read_bounce(&raw.bytes)).flatten() else { return Vec::new() };
    let lost = bounce.failures.into_iter().filter(|failure| failure.fate > Fate::Late);
    let back = lost.map(|failure| Return {
        letter: bounce.letter.clone(),
        recipient: failure.recipient,
        dead: failure.fate == Fate::Dead,
        words: failure.words,
    });
    back.collect()
}

/// What came of it: the letters to team members, and the threads to be looked at anew.
#[derive(Debug, Default)]
pub(super) struct Effect {
    pub letters: Vec<(Letter, Notice)>,
    pub threads: Vec<ThreadId>,
}

/// Keeps what came back, in the mail's own transaction. `dead` are the addresses known as dead so far.
pub(super) fn take_back(
    filing: &mut Filing<'_>,
    returns: &[Return],
    mut dead: HashSet<Address>,
    rules: &Rules,
    packs: &Packs,
    now: Timestamp,
) -> Result<Effect, LedgerError> {
    let mut effect = Effect::default();
    dead.extend(returns.iter().filter(|back| back.dead).map(|back| back.recipient.clone()));
    for back in returns {
        let Some(returned) = filing.take_back(back, now)? else {
            tracing::info!(letter = %back.letter, "a bounce matches no letter of ours: it has no effect");
            continue;
        };
        let domain = back.recipient.domain();
        tracing::warn!(letter = %back.letter, domain, dead = back.dead, "a letter came back: {}", back.words);
        effect.threads.extend(returned.withdrawn.into_iter().chain(returned.thread));
        let dossier = match returned.thread {
            Some(thread) => filing.dossier(thread)?,
            None => None,
        };
        let people = dossier.as_ref().map(|dossier| &dossier.thread.participants);
        let people = people.into_iter().flatten().map(|party| party.address.clone()).collect();
        let wrong = Wrong::Returned { address: back.recipient.clone(), dead: back.dead };
        filing.note(&Mishap { at: now, over: None, people, wrong })?;
        let told = dossier.and_then(|dossier| tell(back, &returned.key, &dossier, &dead, rules, packs, now));
        effect.letters.extend(told);
    }
    Ok(effect)
}

/// The letter that tells a team member.
fn tell(
    back: &Return,
    key: &str,
    dossier: &Dossier,
    dead: &HashSet<Address>,
    rules: &Rules,
    packs: &Packs,
    now: Timestamp,
) -> Option<(Letter, Notice)> {
    let answers = dossier.told.iter().find(|told| told.key == key)?.answers.clone();
    let on_it = answers.as_ref().and_then(|id| dossier.head(id)).map(|head| head.everybody()).unwrap_or_default();
    let there = on_it.into_iter().map(|party| &party.address);
    let office = &rules.office;
    let others = office.members.iter().map(|member| &member.party.address);
    let member = there.chain(others).find(|address| {
        office.is_team(address) && !office.is_bot(address) && **address != back.recipient && !dead.contains(address)
    })?;
    let notice = Notice {
        thread: Some(dossier.thread.id),
        answers,
        ..Notice::new(
            NoticeKind::Undelivered,
            format!("undelivered/{}/{}", back.letter, back.recipient.to_string().to_lowercase()),
            Audience::Member(member.clone()),
            now,
        )
    };
    let facts = (&back.recipient, back.dead, back.words.as_str());
    let letter = letters::write_undelivered(&notice, dossier, facts, office, &rules.style, packs, now);
    let letter = letter.inspect_err(|why| tracing::warn!(key = notice.key, %why, "no letter was written")).ok()?;
    wording::checked(letter, &notice, std::slice::from_ref(dossier), rules, dead)
}

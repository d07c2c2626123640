//! In charge of: what the house proposes to happen otherwise, where a thread says nothing of it, and when such a proposal binds.
//!
//! Promises: it is proposed once, of what is open and has a date; it binds when the side that owes the thing says yes in answer to the letter
//! that proposed it, and never by silence.

use crate::model::{
    About, Act, Audience, Change, Customs, Dossier, Event, Mail, Notice, NoticeKind, Offer, Office, Source, Statement,
    Thread,
};

/// What `notice` is to propose.
#[must_use]
pub fn offers(dossier: &Dossier, notice: &Notice, office: &Office, customs: &Customs) -> Vec<Offer> {
    if notice.kind != NoticeKind::Confirmation || notice.audience != Audience::Everybody {
        return Vec::new();
    }
    let offered = |number| dossier.told.iter().flat_map(|told| &told.offers).any(|offer| offer.agreement == number);
    let agreements = notice.agreements.iter().filter_map(|(number, _)| dossier.thread.agreement(*number));
    agreements
        .filter(|agreement| agreement.state.is_open() && agreement.due.is_some() && agreement.consequence.is_none())
        .filter(|agreement| !offered(agreement.number))
        .filter_map(|agreement| {
            let words = customs.standard(agreement, office)?.words.clone();
            Some(Offer { agreement: agreement.number, words })
        })
        .collect()
}

/// What binds by `mail`, which answers a letter that proposed `offers`. `thread` is the thread with what the mail has changed.
#[must_use]
pub fn accepted(
    thread: &Thread,
    offers: &[Offer],
    mail: &Mail,
    statements: &[Statement],
    office: &Office,
) -> Vec<Event> {
    let Some(writer) = &mail.from else { return Vec::new() };
    let binds = |offer: &Offer| {
        let agreement = thread.agreement(offer.agreement)?;
        let owes = office.side(&agreement.debtor.address) == office.side(&writer.address);
        let open = agreement.state.is_open() && agreement.consequence.is_none();
        let yes = statements.iter().find(|statement| {
            let about = matches!(&statement.about, About::These(numbers) if numbers.contains(&offer.agreement));
            about && matches!(statement.act, Act::Accept | Act::Promise)
        })?;
        let source = Source { by: writer.clone(), at: mail.date.timestamp(), quote: yes.quote.clone(), settled: None };
        let change = Change::ConsequenceStated { words: offer.words.clone() };
        (owes && open).then_some(Event { agreement: offer.agreement, change, source })
    };
    offers.iter().filter_map(binds).collect()
}

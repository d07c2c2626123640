//! In charge of: the facts of letters that answer somebody who said something to the bot.

use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    facts::{self, Teller, clean},
    matter,
};
use crate::model::{About, Asked, Dossier, Head, Notice, Quote, Refusal, Reply, Setting, Source, Statement};

/// The longest name, in characters.
const NAME: usize = 140;

/// The facts of a `reply` to the mail with this head.
pub(super) fn of_reply(
    teller: &Teller<'_, '_>,
    dossier: &Dossier,
    head: &Head,
    notice: &Notice,
    reply: &Reply,
) -> Result<Value, CannotWrite> {
    match reply {
        Reply::Refusals(refusals) => Ok(of_refusals(teller, dossier, refusals)),
        Reply::Status => of_status(teller, dossier, notice),
        Reply::Help => Ok(of_help(teller, head)),
        Reply::Choice(asked) => of_choice(teller, dossier, asked),
        Reply::Receipt(setting) => Ok(of_receipt(head, setting)),
        Reply::Whom(quote) => Ok(of_whom(teller, dossier, head, quote)),
        Reply::Report | Reply::Digest => Err(CannotWrite::Unknown),
    }
}

/// What was not done, and why.
#[derive(Debug, Serialize)]
struct Refused {
    why: &'static str,
    number: Option<String>,
    debtor: String,
    creditor: String,
    whose: String,
}

fn of_refusals(teller: &Teller<'_, '_>, dossier: &Dossier, refusals: &[Refusal]) -> Value {
    let told = refusals.iter().map(|refusal| {
        let agreement = refusal.agreement.and_then(|number| dossier.thread.agreement(number));
        Refused {
            why: refusal.why.as_str(),
            number: agreement.map(|agreement| teller.sheets.tongue.number(i64::from(agreement.number.0))),
            debtor: agreement.map(|agreement| clean(agreement.debtor.called(), NAME)).unwrap_or_default(),
            creditor: agreement.map(|agreement| clean(agreement.creditor.called(), NAME)).unwrap_or_default(),
            whose: refusal.whose.as_ref().map(|party| clean(party.called(), NAME)).unwrap_or_default(),
        }
    });
    context! { refusals => facts::value(told.collect::<Vec<_>>()) }
}

fn of_status(teller: &Teller<'_, '_>, dossier: &Dossier, notice: &Notice) -> Result<Value, CannotWrite> {
    let agreements = dossier.thread.agreements.iter();
    let facts = matter::of_thread(teller, dossier, notice)?;
    let open = agreements.filter(|agreement| agreement.state.is_open()).count();
    Ok(context! { open => open, held => dossier.thread.settings.is_silent(), ..facts })
}

fn of_help(teller: &Teller<'_, '_>, head: &Head) -> Value {
    let writer = head.from.as_ref().map(|from| &from.address);
    let today = teller.now.to_zoned(teller.office.zone.clone()).date();
    let days = today.series(jiff::Span::new().days(1)).skip(1).take(14);
    let day = days.into_iter().find(|day| teller.office.working.is_working_day(*day)).unwrap_or(today);
    context! {
        weekday => teller.sheets.tongue.weekday(day),
        team => writer.is_some_and(|writer| teller.office.is_team(writer)),
    }
}

/// An agreement that an answer may be about.
#[derive(Debug, Serialize)]
struct Offered {
    number: String,
    action: String,
    debtor: String,
    due: Option<String>,
}

fn of_choice(teller: &Teller<'_, '_>, dossier: &Dossier, asked: &Asked) -> Result<Value, CannotWrite> {
    let mut choices: Vec<Offered> = Vec::new();
    for statement in asked.readings.iter().flatten().flatten() {
        let Statement { about: About::These(numbers), .. } = statement else { continue };
        for agreement in numbers.iter().filter_map(|number| dossier.thread.agreement(*number)) {
            choices.push(Offered {
                number: teller.sheets.tongue.number(i64::from(agreement.number.0)),
                action: clean(&agreement.action, NAME),
                debtor: clean(agreement.debtor.called(), NAME),
                due: agreement.due.as_ref().map(|due| teller.when(due)).transpose()?,
            });
        }
    }
    if choices.is_empty() {
        return Err(CannotWrite::NothingToSay);
    }
    Ok(context! { quote => facts::value(teller.words(dossier, &asked.source)), choices => facts::value(&choices) })
}

/// The words of a talk written down, for the question with whom it was.
fn of_whom(teller: &Teller<'_, '_>, dossier: &Dossier, head: &Head, quote: &Quote) -> Value {
    let source =
        head.from.clone().map(|by| Source { by, at: head.date.timestamp(), quote: quote.clone(), settled: None });
    context! { quote => facts::value(source.map(|source| teller.words(dossier, &source))) }
}

fn of_receipt(head: &Head, setting: &Setting) -> Value {
    let stated = match setting {
        Setting::Terms { terms } => terms.iter().map(|term| term.words.as_str()).collect::<Vec<_>>().join("; "),
        _ => String::new(),
    };
    let (word, value) = match setting {
        Setting::Stopped => ("stopped", ""),
        Setting::Started => ("started", ""),
        Setting::Held => ("held", ""),
        Setting::GoneOn => ("gone_on", ""),
        Setting::Client { name } => ("client", name.as_str()),
        Setting::Stage { name, .. } => ("stage", name.as_str()),
        Setting::Terms { .. } => ("terms", stated.as_str()),
        Setting::LookBackWanted { .. } => ("look_back", ""),
        Setting::LookedBack { .. } => ("looked_back", ""),
        Setting::Forgotten
        | Setting::Rated { .. }
        | Setting::Recapped { .. }
        | Setting::Introduced
        | Setting::NotReached => ("forgotten", ""),
    };
    let writer = head.from.as_ref();
    context! {
        setting => word,
        value => clean(value, NAME),
        name => writer.map(|writer| clean(writer.called(), NAME)),
        address => writer.map(|writer| writer.address.to_string()),
    }
}

//! In charge of: whether a call would do more than a further mail: a date has passed, and mails have gone to and fro without moving it.

use jiff::Timestamp;

use crate::model::{Agreement, Customs, Dossier, NoticeKind, Office, State};

/// An agreement past its date that several rounds of mail have not moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standstill<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// Days since its date, on the clock it was said on.
    pub days: i64,
    /// Overdue letters that told of it, and mails of people that changed nothing about it, since its date.
    pub rounds: usize,
}

/// The first agreement of the thread, by date, at which mail stands still: agreed, past its date, and as many rounds without movement as the
/// customs allows.
#[must_use]
pub fn standstill<'a>(
    dossier: &'a Dossier,
    office: &Office,
    customs: &Customs,
    now: Timestamp,
) -> Option<Standstill<'a>> {
    let ends = office.working.ends;
    let past = |agreement: &&Agreement| {
        agreement.state == State::Agreed && agreement.due.as_ref().is_some_and(|due| due.instant(ends) < now)
    };
    let stands = |agreement: &'a Agreement| {
        let due = agreement.due.as_ref()?;
        let since = due.instant(ends).max(agreement.latest.at);
        let letters = dossier.told.iter().filter(|told| {
            let speaks = told.agreements.iter().any(|(number, _)| *number == agreement.number);
            told.kind == NoticeKind::Overdue && speaks && told.at > since
        });
        let mails = dossier.heads.iter().filter(|head| {
            let at = head.date.timestamp();
            head.automatic.is_none() && at > since && at <= now
        });
        let rounds = letters.count() + mails.count();
        let today = now.to_zoned(due.zone.clone()).date();
        let days = due.moment.date().until(today).map_or(0, |span| i64::from(span.get_days()));
        (customs.call_after > 0 && rounds >= customs.call_after as usize).then_some(Standstill {
            agreement,
            days,
            rounds,
        })
    };
    let mut found: Vec<Standstill<'a>> = dossier.thread.agreements.iter().filter(past).filter_map(stands).collect();
    found.sort_by_key(|stand| (std::cmp::Reverse(stand.days), stand.agreement.number));
    found.first().copied()
}

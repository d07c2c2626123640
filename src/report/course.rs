//! In charge of: what became of one agreement: its dates as agreed, as moved, as done, and the days between them.
//!
//! Promises: a day that was lost is counted once: by a date that was moved, to the side that wanted it moved; past the last date, to the
//! side that owed it.

use jiff::{Timestamp, civil::Date};

use super::Happening;
use crate::model::{
    Agreement, AgreementNumber, Change, Dossier, Due, Event, Moment, Office, Party, Side, Source, State, shifts,
};

/// A date that it had.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The date.
    pub due: Due,
    /// Working or not, so many days later than the date before it (negative: earlier); 0 for the first.
    pub days: i64,
    /// Who wanted it; `None` for the first.
    pub by: Option<Party>,
    /// The agreement that it was counted from, and moved with.
    pub because: Option<AgreementNumber>,
    /// The place of its words among the happenings.
    pub said: Option<usize>,
}

/// How it ended, or how it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// Still open, its date to come or none.
    Open,
    /// Agreed, not recorded as done, and so many days past its date.
    Past {
        /// Days since its date.
        days: i64,
    },
    /// Done.
    Done {
        /// The day, on the clock the date was said on.
        day: Date,
        /// Days after its last date; negative: before it.
        days: i64,
        /// On the day agreed, after the hour agreed.
        past_the_hour: bool,
    },
    /// The debtor said no.
    Declined,
    /// Called off.
    CalledOff,
}

/// Days that were lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// By whose date.
    pub side: Side,
    /// How many, always more than 0.
    pub days: i64,
    /// By a date that was moved; otherwise past a date.
    pub moved: bool,
    /// The agreement with which the date moved.
    pub because: Option<AgreementNumber>,
    /// The place of its words among the happenings; `None` where nothing was said.
    pub said: Option<usize>,
}

/// What became of one agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its number.
    pub number: AgreementNumber,
    /// What.
    pub action: String,
    /// Who owes it.
    pub debtor: Party,
    /// To whom.
    pub creditor: Party,
    /// The debtor's side.
    pub side: Side,
    /// The creditor's side.
    pub other: Side,
    /// Whether the debtor's side ever said yes.
    pub agreed: bool,
    /// The places of the words it was first said in, and of the yes to it.
    pub said: Vec<usize>,
    /// The dates it had, oldest first.
    pub steps: Vec<Step>,
    /// What was said to happen otherwise, and the place of these words.
    pub otherwise: Option<(String, Option<usize>)>,
    /// How it ended.
    pub ending: Ending,
    /// The place of the words that ended it.
    pub ended: Option<usize>,
    /// The days lost on it.
    pub losses: Vec<Loss>,
    /// The day it was first said, and the day it ended, or today.
    pub spoken: (Date, Date),
}

impl Course {
    pub(super) fn of(
        agreement: &Agreement,
        dossier: &Dossier,
        happenings: &[Happening],
        office: &Office,
        now: Timestamp,
    ) -> Self {
        let events: Vec<&Event> = dossier.events_of(agreement.number).collect();
        let place = |event: &Event| place(&event.source, happenings);
        let steps = steps(agreement, &events, dossier, happenings);
        let over = |change: &Change| matches!(change, Change::Fulfilled | Change::Cancelled | Change::Declined);
        let end = events.iter().rfind(|event| over(&event.change)).filter(|_| !agreement.state.is_open());
        let first = |event: &&&Event| {
            matches!(event.change, Change::Recorded { .. } | Change::Accepted | Change::AgreedBySilence { .. })
        };
        let agrees = |change: &Change| {
            matches!(
                change,
                Change::Recorded { state: State::Agreed, .. } | Change::Accepted | Change::AgreedBySilence { .. }
            )
        };
        let stated = events.iter().rfind(|event| matches!(event.change, Change::ConsequenceStated { .. }));
        let here = |at: Timestamp| at.to_zoned(office.zone.clone()).date();
        let mut course = Self {
            number: agreement.number,
            action: agreement.action.clone(),
            debtor: agreement.debtor.clone(),
            creditor: agreement.creditor.clone(),
            side: office.side(&agreement.debtor.address),
            other: office.side(&agreement.creditor.address),
            agreed: events.iter().any(|event| agrees(&event.change)),
            said: distinct(events.iter().filter(first).filter_map(|event| place(event))),
            ending: ending(agreement, end.copied(), office, now),
            ended: end.and_then(|event| place(event)),
            losses: Vec::new(),
            otherwise: agreement
                .consequence
                .as_ref()
                .map(|otherwise| (otherwise.words.clone(), stated.and_then(|event| place(event)))),
            spoken: (here(agreement.origin.at), here(end.map_or(now, |event| event.source.at))),
            steps,
        };
        course.losses = course.lost(office);
        course
    }

    /// The first day that its line in a drawing shows.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.spoken.0
    }

    /// The last day that its line in a drawing shows: its last date, or its end if that was later.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let end = match self.ending {
            Ending::Done { day, .. } => day,
            Ending::Open => self.spoken.0,
            _ => self.spoken.1,
        };
        self.steps.iter().map(|step| step.due.moment.date()).chain([end]).max().unwrap_or(end)
    }

    /// Its last date.
    #[must_use]
    pub fn due(&self) -> Option<&Due> {
        self.steps.last().map(|step| &step.due)
    }

    fn lost(&self, office: &Office) -> Vec<Loss> {
        let moved = self.steps.iter().filter(|step| step.days > 0).filter_map(|step| {
            let side = office.side(&step.by.as_ref()?.address);
            Some(Loss { side, days: step.days, moved: true, because: step.because, said: step.said })
        });
        let past = match self.ending {
            Ending::Past { days } | Ending::Done { days, .. } if days > 0 => Some(days),
            _ => None,
        };
        let past =
            past.map(|days| Loss { side: self.side.clone(), days, moved: false, because: None, said: self.ended });
        moved.chain(past).collect()
    }
}

/// The dates it had: the first, and each that came in the place of another.
fn steps(agreement: &Agreement, events: &[&Event], dossier: &Dossier, happenings: &[Happening]) -> Vec<Step> {
    let with = agreement.depends.as_ref().map(|dependency| dependency.on);
    let shifts = shifts(events.iter().copied());
    let first = shifts.first().map(|shift| &shift.was).or(agreement.due.as_ref());
    let dated = events.iter().find(|event| match &event.change {
        Change::Recorded { due, .. } => due.is_some(),
        Change::Moved { .. } => true,
        _ => false,
    });
    let first = first.map(|due| Step {
        due: due.clone(),
        days: 0,
        by: None,
        because: None,
        said: dated.and_then(|event| place(&event.source, happenings)),
    });
    let later = shifts.iter().map(|shift| Step {
        due: shift.now.clone(),
        days: days(shift.was.moment.date(), shift.now.moment.date()),
        by: Some(shift.asked.by.clone()),
        because: with.filter(|anchor| dossier.events_of(*anchor).any(|event| event.source.quote == shift.asked.quote)),
        said: place(&shift.asked, happenings),
    });
    first.into_iter().chain(later).collect()
}

/// The place of what was said among the happenings.
fn place(source: &Source, happenings: &[Happening]) -> Option<usize> {
    let same = |happening: &Happening| matches!(happening, Happening::Said { source: known, .. } if known.quote == source.quote);
    happenings.iter().position(same)
}

fn ending(agreement: &Agreement, end: Option<&Event>, office: &Office, now: Timestamp) -> Ending {
    let due = agreement.due.as_ref();
    match (agreement.state, end) {
        (State::Declined, _) => Ending::Declined,
        (State::Cancelled, _) => Ending::CalledOff,
        (State::Fulfilled, end) => {
            let at = end.map_or(agreement.latest.at, |event| event.source.at);
            let zone = due.map_or(&office.zone, |due| &due.zone);
            let day = at.to_zoned(zone.clone()).date();
            let late = due.map_or(0, |due| days(due.moment.date(), day));
            let timed = due.filter(|due| matches!(due.moment, Moment::Clock(_)));
            let past = late == 0 && timed.is_some_and(|due| at > due.instant(office.working.ends));
            Ending::Done { day, days: late, past_the_hour: past }
        }
        (State::Agreed, _) if due.is_some_and(|due| due.instant(office.working.ends) < now) => {
            let since = |due: &Due| days(due.moment.date(), now.to_zoned(due.zone.clone()).date());
            Ending::Past { days: due.map_or(0, since) }
        }
        _ => Ending::Open,
    }
}

fn distinct(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut found: Vec<usize> = places.collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn days(since: Date, until: Date) -> i64 {
    since.until(until).map_or(0, |span| i64::from(span.get_days()))
}

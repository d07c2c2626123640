//! In charge of: working time as instants: when letters may go out, and working days counted forwards and backwards.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::model::{Office, WorkingTime};

/// As far as anybody looks for a working day; a calendar without one in a year has none.
const HORIZON_DAYS: usize = 400;

/// The office's working hours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours<'a> {
    working: &'a WorkingTime,
    zone: &'a TimeZone,
}

impl<'a> Hours<'a> {
    pub(super) fn of(office: &'a Office) -> Self {
        Self { working: &office.working, zone: &office.zone }
    }

    /// The same hours on another clock: a member's.
    pub(super) fn on(self, zone: &'a TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// The day of `at` on the office's clock.
    pub(super) fn day(self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// The instant at which `due` falls due.
    pub(super) fn falls_due(self, due: &crate::model::Due) -> Timestamp {
        due.instant(self.working.ends)
    }

    /// Whether `at` is within working hours: from their start to before their end.
    pub(super) fn are_open(self, at: Timestamp) -> bool {
        let here = at.to_zoned(self.zone.clone());
        let time = here.time();
        self.working.is_working_day(here.date()) && self.working.starts <= time && time < self.working.ends
    }

    /// The first moment not before `at` within working hours; `None` where nobody ever works.
    pub(super) fn open_from(self, at: Timestamp) -> Option<Timestamp> {
        if self.are_open(at) {
            return Some(at);
        }
        let opening = self.opening(self.next_working_day(self.day(at))?)?;
        if opening >= at {
            return self.are_open(opening).then_some(opening);
        }
        self.open_after_day(self.day(at))
    }

    /// When work starts on the first working day after `day`.
    pub(super) fn open_after_day(self, day: Date) -> Option<Timestamp> {
        let opening = self.opening(self.next_working_day(day.tomorrow().ok()?)?)?;
        self.are_open(opening).then_some(opening)
    }

    /// When work starts on `day`, working day or not.
    pub(super) fn opening(self, day: Date) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(day.to_datetime(self.working.starts)).compatible().ok()
    }

    /// The day `count` working days before `day`; `day` itself for 0, if it is one.
    pub(super) fn working_days_before(self, day: Date, count: u32) -> Option<Date> {
        let found = self.working.count(day, -i64::from(count))?;
        self.working.is_working_day(found).then_some(found)
    }

    /// The day `count` working days after `day`.
    pub(super) fn working_days_after(self, day: Date, count: u32) -> Option<Date> {
        self.working.count(day, i64::from(count)).filter(|_| count > 0)
    }

    /// `day` itself or the first working day after it.
    fn next_working_day(self, day: Date) -> Option<Date> {
        day.series(1.day()).take(HORIZON_DAYS).find(|day| self.working.is_working_day(*day))
    }
}

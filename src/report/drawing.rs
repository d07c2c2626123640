//! In charge of: the drawing of a thread's dates: a line an agreement, a column a day, or as many days as it takes.
//!
//! Promises: never wider than [`WIDTH`] columns; every agreement has its line; a column holds one thing, the one that matters most there.

use jiff::{ToSpan, civil::Date};

use super::{Account, Course, Ending};
use crate::model::{AgreementNumber, Side};

/// The most columns that a line has.
pub const WIDTH: usize = 56;
/// A day is not wider than this.
const WIDEST: usize = 4;

/// What stands in one column of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Time agreed for it.
    Running,
    /// Time past its date.
    Past,
    /// A date that it had before.
    Former,
    /// Its date.
    Due,
    /// Done.
    Done,
    /// Declined or called off.
    Over,
}

/// One agreement's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which agreement.
    pub number: AgreementNumber,
    /// Whether the team owes it.
    pub team: bool,
    /// Its columns.
    pub cells: Vec<Cell>,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The first day.
    pub first: Date,
    /// Days a column, at least 1.
    pub days_a_column: i64,
    /// Columns a day, at least 1; more than one only where `days_a_column` is 1.
    pub columns_a_day: usize,
    /// The days that stand above the columns, each with its column.
    pub scale: Vec<(usize, Date)>,
    /// The lines.
    pub lines: Vec<Line>,
}

impl Drawing {
    /// The drawing of these facts.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let (first, last) = account.days;
        let days = usize::try_from(distance(first, last)).unwrap_or(0) + 1;
        let columns_a_day = (WIDTH / days).clamp(1, WIDEST);
        let days_a_column = days.div_ceil(WIDTH).max(1);
        let columns = if days_a_column > 1 { days.div_ceil(days_a_column) } else { days * columns_a_day };
        let frame = Frame { first, days_a_column, columns_a_day, columns };
        // So far apart that two numbers never touch.
        let every = if columns_a_day >= 3 { columns_a_day } else { 6_usize.div_ceil(columns_a_day) * columns_a_day };
        let scale = (0..columns).step_by(every).map(|column| (column, frame.day(column))).collect();
        Self {
            first,
            days_a_column: i64::try_from(days_a_column).unwrap_or(1),
            columns_a_day,
            scale,
            lines: account.courses.iter().map(|course| frame.line(course)).collect(),
        }
    }
}

struct Frame {
    first: Date,
    days_a_column: usize,
    columns_a_day: usize,
    columns: usize,
}

impl Frame {
    fn day(&self, column: usize) -> Date {
        let days = column / self.columns_a_day * self.days_a_column;
        let span = i64::try_from(days).unwrap_or(0).days();
        self.first.checked_add(span).unwrap_or(self.first)
    }

    /// The last column of `day`.
    fn column(&self, day: Date) -> usize {
        let days = usize::try_from(distance(self.first, day)).unwrap_or(0);
        (days / self.days_a_column * self.columns_a_day + self.columns_a_day - 1).min(self.columns.saturating_sub(1))
    }

    fn line(&self, course: &Course) -> Line {
        let mut cells = vec![Cell::Empty; self.columns];
        let begin = self.column(course.first_day()) + 1 - self.columns_a_day.min(self.columns);
        let due = course.due().map(|due| self.column(due.moment.date()));
        let end = match course.ending {
            Ending::Done { day, .. } => Some(self.column(day)),
            Ending::Past { .. } | Ending::Declined | Ending::CalledOff => Some(self.column(course.spoken.1)),
            Ending::Open => None,
        };
        let run = |cells: &mut [Cell], from: usize, to: usize, cell: Cell| {
            cells.iter_mut().take(to + 1).skip(from).for_each(|place| *place = cell);
        };
        run(&mut cells, begin, due.into_iter().chain(end).min().unwrap_or(begin), Cell::Running);
        if let (Some(due), Some(end)) = (due, end)
            && !matches!(course.ending, Ending::Declined | Ending::CalledOff)
            && end > due
        {
            run(&mut cells, due + 1, end, Cell::Past);
        }
        let former = course.steps.iter().rev().skip(1).map(|step| (self.column(step.due.moment.date()), Cell::Former));
        let mark = match course.ending {
            Ending::Done { .. } => Some(Cell::Done),
            Ending::Declined | Ending::CalledOff => Some(Cell::Over),
            _ => None,
        };
        let mut marks: Vec<(usize, Cell)> = former.collect();
        marks.extend(due.map(|due| (due, Cell::Due)));
        // What was done on its very day stands beside its date where a day has the room.
        if let (Some(end), Some(mark)) = (end, mark) {
            let room = due == Some(end) && self.columns_a_day > 1;
            marks.push((if room { end.saturating_sub(1) } else { end }, mark));
        }
        for (column, cell) in marks {
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
        }
        Line { number: course.number, team: course.side == Side::Team, cells }
    }
}

fn distance(since: Date, until: Date) -> i64 {
    since.until(until).map_or(0, |span| i64::from(span.get_days()))
}

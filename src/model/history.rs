//! In charge of: how often and by whose wish an agreement's date has moved.

use super::{Change, Correction, Due, Event, Source};

/// One new date in place of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The date it had.
    pub was: Due,
    /// The date it got.
    pub now: Due,
    /// Who asked for it, when, and in which words.
    pub asked: Source,
    /// Who said yes to it; `None` where nobody had to.
    pub granted: Option<Source>,
}

/// The changes of date among an agreement's `events`, oldest first. A first date is none; a wish that nobody granted is none.
pub fn shifts<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<Shift> {
    let mut shifts = Vec::new();
    let mut known: Option<Due> = None;
    let mut wish: Option<&Source> = None;
    for event in events {
        match &event.change {
            Change::Recorded { due, .. } => known.clone_from(due),
            Change::MoveProposed { .. } => wish = Some(&event.source),
            Change::MoveRefused => wish = None,
            Change::Moved { due } => {
                let wished = wish.take().filter(|asked| asked.by.address != event.source.by.address);
                let granted = wished.map(|_| event.source.clone());
                let asked = wished.unwrap_or(&event.source).clone();
                let was = known.replace(due.clone());
                shifts.extend(was.map(|was| Shift { was, now: due.clone(), asked, granted }));
            }
            Change::Corrected { correction: Correction::Due(due), .. } => known = Some(due.clone()),
            Change::Undone { before } => {
                known.clone_from(&before.due);
                shifts.truncate(before.former.len());
                wish = None;
            }
            _ => {}
        }
    }
    shifts
}

//! In charge of: which threads are to be looked at, and when: those that something has happened to, and those whose time has come. So a
//! round costs what has changed, however many threads there are.
//!
//! Promises: a thread that was never looked at, or that something has happened to, is due; nothing is kept that a restart would miss.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::ThreadId;

/// When each thread is to be looked at next.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// All threads were looked at once.
    pub begun: bool,
    touched: BTreeSet<ThreadId>,
    moments: BTreeMap<ThreadId, Timestamp>,
    order: BTreeSet<(Timestamp, ThreadId)>,
    /// When digests are to be looked at next; `None`: at once.
    pub digests: Option<Timestamp>,
}

impl Calendar {
    /// Something has happened to a thread.
    pub(super) fn touch(&mut self, thread: ThreadId) {
        self.touched.insert(thread);
    }

    /// The threads to be looked at now; they count as looked at.
    pub(super) fn take(&mut self, now: Timestamp) -> BTreeSet<ThreadId> {
        let mut due = std::mem::take(&mut self.touched);
        while let Some((at, thread)) = self.order.first().copied().filter(|(at, _)| *at <= now) {
            self.order.remove(&(at, thread));
            self.moments.remove(&thread);
            due.insert(thread);
        }
        due
    }

    /// A thread was looked at, and is to be looked at again at `next`.
    pub(super) fn keep(&mut self, thread: ThreadId, next: Option<Timestamp>) {
        if let Some(before) = self.moments.remove(&thread) {
            self.order.remove(&(before, thread));
        }
        if let Some(next) = next {
            self.moments.insert(thread, next);
            self.order.insert((next, thread));
        }
    }

    /// A thread is to be looked at again at `at`, at the latest.
    pub(super) fn touch_at(&mut self, thread: ThreadId, at: Timestamp) {
        let at = self.moments.get(&thread).map_or(at, |known| at.min(*known));
        self.keep(thread, Some(at));
    }

    /// The next moment at which one of them is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at).into_iter().chain(self.digests).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_due_when_it_is_touched_and_when_its_moment_has_come() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut calendar = Calendar::default();
        calendar.keep(ThreadId(1), Some(at(10)));
        calendar.keep(ThreadId(2), Some(at(20)));
        calendar.keep(ThreadId(2), Some(at(30)));
        calendar.touch(ThreadId(3));
        assert_eq!(calendar.next(), Some(at(10)));
        assert_eq!(calendar.take(at(10)), BTreeSet::from([ThreadId(1), ThreadId(3)]));
        assert_eq!(calendar.take(at(29)), BTreeSet::new());
        assert_eq!(calendar.take(at(30)), BTreeSet::from([ThreadId(2)]));
        assert_eq!(calendar.next(), None);
    }
}

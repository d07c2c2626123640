//! In charge of: the time. The one place that asks the system for it.
//!
//! Promises: whoever needs `now` is handed it, and whoever waits, waits through a [`Clock`], so that a test moves a year in
//! a millisecond.
//! Leaves to: `jiff` what a day, a zone and a duration are.

use std::{future::Future, pin::Pin};

use jiff::Timestamp;

/// The time, given and never taken.
pub trait Clock: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;

    /// Completes once `now()` is at or past `moment`. May be dropped at any time.
    fn sleep_until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // The wall clock may be set while we sleep: look again at least once a minute.
            while let Ok(left) = std::time::Duration::try_from(moment.duration_since(Timestamp::now())) {
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(std::time::Duration::from_secs(60))).await;
            }
        })
    }
}

/// A clock that stands still until it is moved: for the demo and the tests.
#[derive(Debug)]
pub struct SetClock(tokio::sync::watch::Sender<Timestamp>);

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(tokio::sync::watch::Sender::new(now))
    }

    /// Moves it to `now`, never back.
    pub fn move_to(&self, now: Timestamp) {
        self.0.send_modify(|shown| *shown = now.max(*shown));
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn sleep_until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut shown = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`, which we borrow: this cannot fail.
            let _ = shown.wait_for(|shown| *shown >= moment).await;
        })
    }
}

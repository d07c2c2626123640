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

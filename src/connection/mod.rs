//! In charge of: what every way to a mail server shares: what may go wrong, and what the caller can do about it.
//!
//! Promises: an error says whether to try again (and when at the earliest) or to give up (and how to mend it).
//! Leaves to: [`crate::mailbox`] and [`crate::outbox`] what is said once a server is reached.

mod trouble;

pub use trouble::{Trouble, Turn};

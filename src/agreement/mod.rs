//! In charge of: the state machine of agreements: statements on a thread give changes. Pure.

use crate::model::{Event, Mail, Office, Statement, Thread};

/// What a mail changes.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The changes, in order, ready to be applied to the thread.
    pub events: Vec<Event>,
    /// What was said too unclearly to act on: asked of the team.
    pub doubts: Vec<Statement>,
}

/// Settles what `mail` says on `thread`.
#[must_use]
pub fn settle(thread: &Thread, mail: &Mail, statements: &[Statement], office: &Office) -> Settled {
    let _ = (thread, mail, statements, office);
    Settled::default()
}

//! In charge of: a call (or another talk) that somebody of the team has written down after it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Address, MessageId, Party};

/// A mail that writes down what was said in a talk: "as discussed on the phone today: …".
///
/// Where nobody of the other side is on that mail, the people it names are in `people`: the one exception to "never to anybody who is not on
/// the message answered". They are written to only once the writer has seen the letter as it would go and said "send" (`introduced`), and
/// only at addresses that the writer wrote, or that a former conversation of the writer's holds and the writer saw in that letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recap {
    /// The mail.
    pub mail: MessageId,
    /// The day of the talk, on the writer's clock.
    pub day: Date,
    /// Whom the talk was with, where they are not on the mail themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Party>,
    /// The writer has said that they are to be written to.
    #[serde(default)]
    pub introduced: bool,
}

impl Recap {
    /// Whether people are named in it who may not be written to yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.introduced && !self.people.is_empty()
    }

    /// Whether `address` is one of those people.
    #[must_use]
    pub fn names(&self, address: &Address) -> bool {
        self.people.iter().any(|party| party.address == *address)
    }
}

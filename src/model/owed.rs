//! In charge of: what a mail is to be answered with, from the moment it was read until a letter has said it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{About, AgreementNumber, MessageId, Reply, Statement, Term};

/// Something with which a mail is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Somebody said something to the bot.
    Reply(Box<Reply>),
    /// What can be read in several ways: it is asked.
    Doubts(Vec<Statement>),
    /// What contradicts the record beside the dates: it is asked.
    Contradictions(Vec<Term>),
}

impl Answer {
    /// Whether it asks something, so that it stays owed where it cannot be said at once. The rest is worth nothing a day later.
    #[must_use]
    pub fn asks(&self) -> bool {
        match self {
            Self::Doubts(_) | Self::Contradictions(_) => true,
            Self::Reply(reply) => matches!(**reply, Reply::Choice(_) | Reply::Whom(_)),
        }
    }

    /// The agreements that it speaks of have other numbers from now on.
    pub fn renumber(&mut self, new: impl Fn(AgreementNumber) -> AgreementNumber) {
        let of = |statement: &mut Statement| {
            if let About::These(numbers) = &mut statement.about {
                numbers.iter_mut().for_each(|number| *number = new(*number));
            }
        };
        match self {
            Self::Doubts(doubts) => doubts.iter_mut().for_each(of),
            Self::Contradictions(_) => {}
            Self::Reply(reply) => match &mut **reply {
                Reply::Choice(asked) => asked.readings.iter_mut().flatten().flatten().for_each(of),
                Reply::Refusals(refusals) => {
                    let numbers = refusals.iter_mut().filter_map(|refusal| refusal.agreement.as_mut());
                    numbers.for_each(|number| *number = new(*number));
                }
                _ => {}
            },
        }
    }
}

/// An answer that a mail is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// Of the notice that gives it.
    pub key: String,
    /// The mail.
    pub mail: MessageId,
    /// Since when.
    pub since: Timestamp,
    /// The code of the language in which its readers are told, where they have none of their own (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What is to be said.
    pub answer: Answer,
}

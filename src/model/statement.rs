//! In charge of: what a mail says about agreements, each saying with its words, its rule and how sure we are.

use serde::{Deserialize, Serialize};

use super::{AgreementNumber, Due, MessageId, Party, Stretch};

/// What is done with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The debtor, or the debtor's side, says that it will be done.
    Promise,
    /// The other side asks, demands, or writes down what the debtor is to do.
    Ask,
    /// A yes, to a request or to a wish.
    Accept,
    /// The debtor says no and offers no other date.
    Decline,
    /// A new date that takes effect by itself.
    Move,
    /// A new date that needs the other side's yes.
    Wish,
    /// It is done, attached, handed over.
    Deliver,
    /// It is called off.
    Cancel,
    /// A colleague of the debtor takes it over.
    TakeOver,
    /// What happens if it is not done in time, said apart from the agreement itself.
    Otherwise,
    /// A colleague of the same side has left, and the writer stands in their place, whatever they owed or were owed.
    Replace,
}

/// How sure a reading is: a calibrated probability from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// `value` held to 0 to 1; what is no number is 0.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The probability.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

/// Words in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The mail.
    pub mail: MessageId,
    /// The words, as written, white space folded.
    pub text: String,
    /// First byte in the body's text ([`super::Mail::text`]).
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a new agreement would hold, as far as a statement says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Who owes it.
    pub debtor: Party,
    /// To whom.
    pub creditor: Party,
    /// The action with its object, in the mail's words, short enough for a line of a letter.
    pub action: String,
}

/// Which agreements of the thread a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// None that exists: it makes a new one.
    New,
    /// These.
    These(Vec<AgreementNumber>),
    /// It answers something, and we cannot tell what.
    Unclear,
}

/// Another agreement, as far as one mail can name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// One that stands already.
    Known(AgreementNumber),
    /// What the same mail says in the words that begin at this byte ([`Quote::start`]).
    Said(usize),
}

/// A deadline that is counted from another agreement's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Depends {
    /// From which.
    pub on: Anchor,
    /// How far.
    pub stretch: Stretch,
    /// The words: "two working days after".
    pub said: String,
}

/// One saying of a mail about agreements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// What is done.
    pub act: Act,
    /// To which agreements.
    pub about: About,
    /// The parts of a new agreement, where it makes one ([`Act::Promise`], [`Act::Ask`], or a delivery or move of a thing not yet
    /// recorded).
    pub claim: Option<Claim>,
    /// The deadline said.
    pub due: Option<Due>,
    /// What the deadline is counted from, where that is another agreement.
    pub depends: Option<Depends>,
    /// The consequence said, in its words.
    pub consequence: Option<String>,
    /// The words it was read from.
    pub quote: Quote,
    /// The code of the language it was read in (BCP 47).
    pub language: String,
    /// The name of the rule that took it.
    pub rule: String,
    /// How sure that is.
    pub confidence: Confidence,
}

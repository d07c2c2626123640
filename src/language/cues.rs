//! In charge of: the classes of `cues.toml`: ways of promising, asking, refusing, and what speaks against a reading.
//!
//! Leaves to: `patterns` finding them; `reading` what a cue weighs: none decides alone.

use super::patterns::{Hit, Patterns, classes};

classes! {
    /// A class of ways of speaking.
    Cue,
    /// The writer's side says it will do something.
    Promise = "promise",
    /// Asks the reader to do something.
    Ask = "ask",
    /// Demands, with or without a person.
    Need = "need",
    /// Yes.
    Accept = "accept",
    /// No.
    Decline = "decline",
    /// Says a new date.
    Move = "move",
    /// Asks for a new date.
    Wish = "wish",
    /// Makes so much time later or longer: "a week later", "two more days", "pushed back".
    Later = "later",
    /// Makes so much time earlier: "a day sooner", "brought forward".
    Sooner = "sooner",
    /// Done or handed over.
    Deliver = "deliver",
    /// Called off.
    Cancel = "cancel",
    /// Somebody else does it.
    TakeOver = "takeover",
    /// Brings a consequence.
    Otherwise = "otherwise",
    /// If, once, provided.
    Condition = "condition",
    /// Maybe, might, no promises.
    Hedge = "hedge",
    /// What is past.
    Past = "past",
    /// Not, never, without.
    Negation = "negation",
    /// If we had, would have.
    Hypothetical = "hypothetical",
    /// Happy to help, looking forward.
    Courtesy = "courtesy",
    /// Offers to the public or for some day.
    Offer = "offer",
    /// Let's meet.
    Appointment = "appointment",
    /// What third parties say.
    Reported = "reported",
    /// Usually, every, opening hours.
    Habit = "habit",
    /// Done in the saying.
    Performed = "performed",
    /// Asks for information.
    Question = "question",
    /// First person singular.
    I = "i",
    /// First person plural.
    We = "we",
    /// Second person.
    You = "you",
    /// Third persons.
    They = "they",
    /// Verbs of what can be owed.
    Owed = "owed",
    /// Nouns of what is often owed.
    Things = "things",
    /// Points to the subject: "deadline see subject line".
    Subject = "subject",
    /// Opens a list of agreements.
    Recap = "recap",
    /// Everything meant.
    All = "all",
    /// But, except, only.
    Except = "except",
    /// Joins clauses.
    And = "and",
    /// Says nothing of the action.
    Lead = "lead",
    /// Opens or closes a mail.
    Greeting = "greeting",
}

/// A set of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CueSet(u64);

impl CueSet {
    /// Whether `cue` is in it.
    #[must_use]
    pub fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u64) != 0
    }

    /// Puts `cue` in.
    pub fn insert(&mut self, cue: Cue) {
        self.0 |= 1 << cue as u64;
    }

    /// Both sets.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The classes in it.
    pub fn iter(self) -> impl Iterator<Item = Cue> {
        Cue::ALL.iter().copied().filter(move |&cue| self.has(cue))
    }
}

/// A cue found in a text.
pub type CueHit = Hit<Cue>;

/// Ways of speaking, ready to be found.
pub type Cues = Patterns<Cue>;

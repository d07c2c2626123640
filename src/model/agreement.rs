//! In charge of: agreements, the events that make them, and the threads that hold them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    Address, AgreementNumber, Confidence, Correction, Dependency, Due, MessageId, Office, Party, Quote, Settings, Side,
    ThreadId,
};

/// Where an agreement stands. Overdue and unanswered follow from the clock and are never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The other side wants it; the debtor has not said yes.
    Asked,
    /// The debtor has said yes, or said it first.
    Agreed,
    /// The debtor has said no.
    Declined,
    /// Done.
    Fulfilled,
    /// Called off.
    Cancelled,
}

impl State {
    /// Whether something is still owed or asked.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Agreed)
    }

    /// The word programs read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What happens otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// In the words used.
    pub words: String,
    /// Who said it.
    pub said_by: Party,
    /// In which mail.
    pub quote: Quote,
}

/// A new date that waits for the other side's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The date.
    pub due: Due,
    /// Who wants it.
    pub by: Address,
}

/// Where an event comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Who wrote it.
    pub by: Party,
    /// When it was written.
    pub at: Timestamp,
    /// The words.
    pub quote: Quote,
    /// The team member who said what they mean, where that had to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Party>,
}

/// What happened to an agreement. The agreement is what its changes add up to ([`Agreement::apply`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Change {
    /// It was written down.
    Recorded {
        /// Who owes it.
        debtor: Party,
        /// To whom.
        creditor: Party,
        /// What.
        action: String,
        /// Until when.
        due: Option<Due>,
        /// Whether the debtor has already said yes.
        state: State,
        /// The language it was said in (BCP 47).
        language: String,
        /// The rule that read it.
        rule: String,
        /// How sure the reading is.
        confidence: Confidence,
    },
    /// The debtor said yes.
    Accepted,
    /// Nobody has answered a letter that said that it would count as agreed then.
    AgreedBySilence {
        /// The letter that said so.
        letter: MessageId,
        /// The day it named.
        until: Date,
    },
    /// The debtor said no.
    Declined,
    /// It has a new date.
    Moved {
        /// The new date.
        due: Due,
    },
    /// Somebody wants a new date.
    MoveProposed {
        /// The date wanted.
        due: Due,
    },
    /// A proposed date was refused: the old one stands.
    MoveRefused,
    /// Something was handed over for it.
    Delivered {
        /// Names of files, and links.
        items: Vec<String>,
    },
    /// It is done.
    Fulfilled,
    /// It is called off.
    Cancelled,
    /// Somebody else owes it now.
    TakenOver {
        /// The new debtor.
        debtor: Party,
    },
    /// Somebody has left, and a colleague owes it, or is owed it, in their place.
    Replaced {
        /// Who has left.
        gone: Party,
        /// Who stands in their place.
        by: Party,
    },
    /// What happens otherwise was said.
    ConsequenceStated {
        /// What.
        words: String,
    },
    /// Its deadline is counted from another agreement's day, and follows that one.
    MadeDependent {
        /// On which, and how.
        dependency: Dependency,
    },
    /// The record was put right.
    Corrected {
        /// What it says from now on.
        correction: Correction,
        /// Where it stands with that: `asked` where it binds somebody who has not said yes to it.
        state: State,
    },
    /// A side says that it was not agreed so.
    Disputed {
        /// In these words.
        words: String,
    },
    /// A part of it is done; the rest is still owed.
    PartlyFulfilled {
        /// In these words.
        words: String,
    },
    /// What was recorded as done or called off is not.
    Reopened,
    /// Somebody took back what they had changed.
    Undone {
        /// The agreement as it stood before that change.
        before: Box<Agreement>,
    },
}

/// A side says that it was not agreed so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Who.
    pub by: Party,
    /// In which words.
    pub words: String,
}

/// A change with its agreement and its source: a line of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Which agreement of the thread.
    pub agreement: AgreementNumber,
    /// What happened.
    pub change: Change,
    /// From which words.
    pub source: Source,
}

/// Who owes what to whom, until when, and what happens otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its number in the thread.
    pub number: AgreementNumber,
    /// Who owes it.
    pub debtor: Party,
    /// To whom.
    pub creditor: Party,
    /// What: the action with its object, in the mail's words.
    pub action: String,
    /// Until when.
    pub due: Option<Due>,
    /// Where it stands.
    pub state: State,
    /// What happens otherwise.
    pub consequence: Option<Consequence>,
    /// A new date that waits for a yes.
    pub proposal: Option<Proposal>,
    /// What was handed over for it: names of files, and links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivered: Vec<String>,
    /// The other agreement that its deadline is counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends: Option<Dependency>,
    /// The date and the source of each date it had before, oldest first.
    pub former: Vec<Due>,
    /// Somebody says that it was not agreed so: nothing is reminded of it until that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// It counts as agreed because nobody has answered this letter, which said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<MessageId>,
    /// A part of it is done: in which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partly: Option<String>,
    /// Who owed it, or was owed it, and has left since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Party>,
    /// The language it was said in (BCP 47).
    pub language: String,
    /// The rule that read it.
    pub rule: String,
    /// How sure the reading was.
    pub confidence: Confidence,
    /// Where it was first said.
    pub origin: Source,
    /// Where it last changed.
    pub latest: Source,
    /// How many changes it has had: a letter carries the version it speaks of.
    pub version: u32,
}

impl Agreement {
    /// The agreement that a [`Change::Recorded`] makes; `None` for any other change.
    #[must_use]
    pub fn begin(event: &Event) -> Option<Self> {
        let Change::Recorded { debtor, creditor, action, due, state, language, rule, confidence } =
            event.change.clone()
        else {
            return None;
        };
        Some(Self {
            number: event.agreement,
            debtor,
            creditor,
            action,
            due,
            state,
            consequence: None,
            proposal: None,
            delivered: Vec::new(),
            depends: None,
            former: Vec::new(),
            dispute: None,
            silence: None,
            partly: None,
            gone: Vec::new(),
            language,
            rule,
            confidence,
            origin: event.source.clone(),
            latest: event.source.clone(),
            version: 1,
        })
    }

    /// Whoever stands in it on the side of `somebody`; `None` where that is neither side, or both.
    #[must_use]
    pub fn stands_with(&self, somebody: &Address, office: &Office) -> Option<&Party> {
        let side = office.side(somebody);
        let there = |party: &Party| office.side(&party.address) == side;
        match (there(&self.debtor), there(&self.creditor)) {
            (true, false) => Some(&self.debtor),
            (false, true) => Some(&self.creditor),
            _ => None,
        }
    }

    /// Takes one more change in. [`Change::Recorded`] changes nothing here.
    pub fn apply(&mut self, event: &Event) {
        match &event.change {
            Change::Recorded { .. } => return,
            Change::Accepted => self.stands(State::Agreed),
            Change::AgreedBySilence { letter, .. } => {
                self.stands(State::Agreed);
                self.silence = Some(letter.clone());
            }
            Change::Declined => self.stands(State::Declined),
            Change::Moved { due } => {
                self.former.extend(self.due.replace(due.clone()));
                self.proposal = None;
                self.dispute = None;
            }
            Change::MoveProposed { due } => {
                self.proposal = Some(Proposal { due: due.clone(), by: event.source.by.address.clone() });
            }
            Change::MoveRefused => self.proposal = None,
            Change::Delivered { items } => {
                let new = items.iter().filter(|name| !self.delivered.contains(name)).cloned().collect::<Vec<_>>();
                self.delivered.extend(new);
            }
            Change::Fulfilled => {
                self.stands(State::Fulfilled);
                self.partly = None;
            }
            Change::Cancelled => self.stands(State::Cancelled),
            Change::TakenOver { debtor } => self.debtor = debtor.clone(),
            Change::Replaced { gone, by } => self.replace(gone, by),
            Change::MadeDependent { dependency } => self.depends = Some(dependency.clone()),
            Change::ConsequenceStated { words } => self.state_consequence(words, &event.source),
            Change::Corrected { correction, state } => self.correct(correction, *state, &event.source),
            Change::Disputed { words } => {
                self.dispute = Some(Dispute { by: event.source.by.clone(), words: words.clone() });
            }
            Change::PartlyFulfilled { words } => {
                self.partly = Some(words.clone());
                if self.state == State::Fulfilled {
                    self.state = State::Agreed;
                }
            }
            Change::Reopened => self.stands(State::Agreed),
            Change::Undone { before } => {
                let (number, version) = (self.number, self.version);
                *self = Self { number, version, ..before.as_ref().clone() };
            }
        }
        self.latest = event.source.clone();
        self.version += 1;
    }

    fn replace(&mut self, gone: &Party, by: &Party) {
        for place in [&mut self.debtor, &mut self.creditor] {
            if place.address == gone.address {
                place.clone_from(by);
            }
        }
        self.gone.push(gone.clone());
    }

    fn stands(&mut self, state: State) {
        self.state = state;
        self.dispute = None;
        self.silence = None;
    }

    fn state_consequence(&mut self, words: &str, source: &Source) {
        self.consequence =
            Some(Consequence { words: words.to_owned(), said_by: source.by.clone(), quote: source.quote.clone() });
    }

    fn correct(&mut self, correction: &Correction, state: State, source: &Source) {
        self.silence = None;
        match correction {
            Correction::Due(due) => {
                self.due = Some(due.clone());
                self.proposal = None;
            }
            Correction::Debtor(debtor) => self.debtor = debtor.clone(),
            Correction::Action(action) => self.action.clone_from(action),
            Correction::Consequence(words) => self.state_consequence(words, source),
        }
        self.stands(state);
    }
}

/// One mail conversation and the agreements in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// Its name in the ledger.
    pub id: ThreadId,
    /// The subject of its first mail, without `Re:` and the like.
    pub subject: String,
    /// The ids of its mails as far as known, those never received among them.
    pub messages: Vec<MessageId>,
    /// Everybody who was ever on one of its mails.
    pub participants: Vec<Party>,
    /// Its agreements, by number.
    pub agreements: Vec<Agreement>,
    /// A team member has written on it: only then are letters sent.
    pub live: bool,
    /// What people have settled about it.
    pub settings: Settings,
}

impl Thread {
    /// A conversation that nothing is known of yet.
    #[must_use]
    pub fn beginning() -> Self {
        Self {
            id: ThreadId(0),
            subject: String::new(),
            messages: Vec::new(),
            participants: Vec::new(),
            agreements: Vec::new(),
            live: false,
            settings: Settings::default(),
        }
    }

    /// The agreement with this number.
    #[must_use]
    pub fn agreement(&self, number: AgreementNumber) -> Option<&Agreement> {
        self.agreements.iter().find(|agreement| agreement.number == number)
    }

    /// The agreements that hang on each other in a ring with `number`, itself first, each on the next; `None` where there is no such ring. What is
    /// done or called off holds nothing up.
    #[must_use]
    pub fn ring(&self, number: AgreementNumber) -> Option<Vec<AgreementNumber>> {
        let mut path = vec![number];
        loop {
            let last = self.agreement(*path.last()?).filter(|agreement| agreement.state.is_open())?;
            match last.depends.as_ref()?.on {
                next if next == number => return Some(path),
                next if path.contains(&next) => return None,
                next => path.push(next),
            }
        }
    }

    /// Whether nothing on it is past its date or disputed at `at`, where a day ends at `end_of_day`.
    #[must_use]
    pub fn is_at_ease(&self, at: Timestamp, end_of_day: jiff::civil::Time) -> bool {
        let past = |due: &Due| due.instant(end_of_day) <= at;
        !self.agreements.iter().any(|agreement| {
            agreement.dispute.is_some() || (agreement.state.is_open() && agreement.due.as_ref().is_some_and(past))
        })
    }

    /// The sides that owe or are owed something on it, the team first.
    #[must_use]
    pub fn sides(&self, office: &Office) -> Vec<Side> {
        let parties = self.agreements.iter().flat_map(|agreement| [&agreement.debtor, &agreement.creditor]);
        let mut sides: Vec<Side> = Vec::new();
        for party in parties.filter(|party| !office.is_bot(&party.address)) {
            let side = office.side(&party.address);
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
        sides.sort_by_key(|side| *side != Side::Team);
        sides
    }

    /// The number that the next agreement gets.
    #[must_use]
    pub fn next_number(&self) -> AgreementNumber {
        AgreementNumber(self.agreements.iter().map(|agreement| agreement.number.0).max().unwrap_or(0) + 1)
    }

    /// Those who have left, and in whose place somebody else stands everywhere: no letters go to them.
    #[must_use]
    pub fn gone(&self) -> Vec<Address> {
        let stands = |address: &Address| {
            let mut open = self.agreements.iter().filter(|agreement| agreement.state.is_open());
            open.any(|agreement| agreement.debtor.address == *address || agreement.creditor.address == *address)
        };
        let left = self.agreements.iter().flat_map(|agreement| &agreement.gone).map(|party| &party.address);
        left.filter(|address| !stands(address)).cloned().collect()
    }

    /// Takes events in, in order.
    pub fn apply(&mut self, events: &[Event]) {
        for event in events {
            match self.agreements.iter_mut().find(|agreement| agreement.number == event.agreement) {
                Some(agreement) => agreement.apply(event),
                None => self.agreements.extend(Agreement::begin(event)),
            }
        }
    }
}

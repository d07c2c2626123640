//! In charge of: what people say to the bot, as apart from what they say to each other.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Act, Address, AgreementNumber, Due, LookBack, MessageId, Party, Quote, Recap, Source, Statement, Term, Thread,
};

/// Something said to the bot, or in answer to a letter of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What.
    pub wanted: Wanted,
    /// The agreements named by their numbers; empty where none is. There may be none under them.
    pub about: Vec<AgreementNumber>,
    /// "Both", "all": every agreement that it can be about.
    pub all: bool,
    /// The words it was read from.
    pub quote: Quote,
    /// The code of the language it was read in (BCP 47).
    pub language: String,
}

impl Request {
    /// Whether it names agreements by numbers, and `thread` has none of them.
    #[must_use]
    pub fn names_none_of(&self, thread: &Thread) -> bool {
        !self.about.is_empty() && self.about.iter().all(|number| thread.agreement(*number).is_none())
    }
}

/// What is wanted of the bot.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// No letters to the writer any more.
    Stop,
    /// Letters to the writer again.
    Start,
    /// No letters on this thread.
    Hold,
    /// Letters on this thread again.
    GoOn,
    /// How things stand on this thread.
    Status,
    /// The facts of this thread as a timeline.
    Report,
    /// The morning's list, now.
    Digest,
    /// What one can say.
    Help,
    /// The writer's last change taken back.
    Undo,
    /// A letter that is held goes out.
    Send,
    /// A letter that is held never goes out.
    Drop,
    /// The thread's mails are forgotten.
    Forget,
    /// The client of this thread is called so.
    Client(String),
    /// This thread belongs to this stage of the work.
    Stage(String),
    /// Both sides are asked to look back at the project.
    LookBack,
    /// A reading out of those that a question offers.
    Choose(Vec<Choice>),
    /// The numbers alone: an answer to "which one?".
    Pick,
    /// Something said of agreements; a date goes with a move.
    Say {
        /// What.
        act: Act,
        /// The new date.
        due: Option<Due>,
    },
    /// A part of it is done.
    PartlyDone,
    /// It is not done, whatever the record says.
    NotDone,
    /// It was never agreed so.
    Dispute,
    /// Somebody else owes it; who, where that is somebody on the thread.
    NotMe {
        /// The one.
        who: Option<Party>,
    },
    /// The record is wrong; what is right, as far as it is said.
    Correct(Vec<Correction>),
}

/// A reading chosen: `A`, or `2A`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which of several sentences in doubt, from 1.
    pub doubt: Option<usize>,
    /// Which of its readings, from 0.
    pub reading: usize,
}

/// What the record should say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Until when.
    Due(Due),
    /// Who owes it.
    Debtor(Party),
    /// What is owed.
    Action(String),
    /// What happens otherwise.
    Consequence(String),
}

/// A question that was asked by letter, with what each answer would mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The key of the notice that asks it.
    pub key: String,
    /// The mail in doubt.
    pub mail: MessageId,
    /// Whose words are in doubt, and since when.
    pub source: Source,
    /// For each sentence in doubt, its readings in the order of the letter; `None`: nothing is to be recorded.
    pub readings: Vec<Vec<Option<Statement>>>,
    /// Where it asks whether the scope has changed: what would be on record then (A), or not (B).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
}

/// What people settle about letters and threads, apart from agreements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Setting {
    /// The writer gets no letters any more.
    Stopped,
    /// The writer gets letters again.
    Started,
    /// Nothing is sent on this thread.
    Held,
    /// Letters go out on this thread again.
    GoneOn,
    /// The client is called so.
    Client {
        /// The name.
        name: String,
    },
    /// The thread belongs to this stage; one before it has ended.
    Stage {
        /// Its name.
        name: String,
        /// When that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// This is agreed beside the dates.
    Terms {
        /// What.
        terms: Vec<Term>,
    },
    /// The bodies of the thread's mails are deleted, and nothing is sent on it any more.
    Forgotten,
    /// A client says how it went.
    Rated {
        /// How.
        rating: Rating,
    },
    /// The team wants both sides to look back.
    LookBackWanted {
        /// When it was asked for.
        at: Timestamp,
    },
    /// Somebody has looked back. What they say is sealed, and stands nowhere in the record.
    LookedBack {
        /// Who.
        by: Address,
        /// When.
        at: Timestamp,
    },
    /// The writer has written down a talk.
    Recapped {
        /// Which, and with whom.
        recap: Recap,
    },
    /// The writer of that has said that the people named in it are to be written to.
    Introduced,
    /// The letter that was to tell them was given up: its writer's word is waited for again.
    NotReached,
}

/// A client's answer to the question how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// From 1 (not well) to 5 (very well).
    pub number: u8,
    /// The whole answer.
    pub words: String,
    /// Who says so.
    pub by: Party,
    /// When.
    pub at: Timestamp,
    /// In which mail.
    pub mail: MessageId,
}

/// A setting with its source: a line of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What is settled.
    pub setting: Setting,
    /// By whom, in which words.
    pub source: Source,
}

/// What the rulings on a thread add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Nothing is sent on it.
    pub held: bool,
    /// Its mails are forgotten.
    pub forgotten: bool,
    /// Who the client is.
    pub client: Option<String>,
    /// Which stage it belongs to.
    pub stage: Option<String>,
    /// The stages that have ended, oldest first, and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<(String, Timestamp)>,
    /// What is agreed beside the dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// How it went, as clients say, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// The look back at it, once one was asked for or answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_back: Option<LookBack>,
    /// The talk that was last written down on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recap: Option<Recap>,
}

impl Settings {
    /// Takes a ruling in; those about a person change nothing here.
    pub fn apply(&mut self, setting: &Setting) {
        match setting {
            Setting::Stopped | Setting::Started => {}
            Setting::Held => self.held = true,
            Setting::GoneOn => self.held = false,
            Setting::Client { name } => self.client = Some(name.clone()),
            Setting::Stage { name, at } => {
                let before = self.stage.replace(name.clone()).filter(|before| before != name);
                self.ended.extend(before.zip(*at));
            }
            Setting::Terms { terms } => {
                for term in terms {
                    match self.terms.iter_mut().find(|known| known.of == term.of) {
                        Some(known) => known.clone_from(term),
                        None => self.terms.push(term.clone()),
                    }
                }
            }
            Setting::Forgotten => self.forgotten = true,
            Setting::Rated { rating } => self.ratings.push(rating.clone()),
            Setting::LookBackWanted { at } => self.look_back.get_or_insert_default().wanted = Some(*at),
            Setting::LookedBack { by, at } => {
                self.look_back.get_or_insert_default().answered.push((by.clone(), *at));
            }
            Setting::Recapped { recap } => self.recap = Some(recap.clone()),
            Setting::Introduced => self.recap.iter_mut().for_each(|recap| recap.introduced = true),
            Setting::NotReached => self.recap.iter_mut().for_each(|recap| recap.introduced = false),
        }
    }

    /// The people whom the mail with this id names without their being on it: a letter in answer to it is for them, once they may be
    /// written to.
    #[must_use]
    pub fn named_in(&self, mail: &MessageId) -> &[Party] {
        self.recap.as_ref().filter(|recap| recap.mail == *mail).map_or(&[], |recap| &recap.people)
    }

    /// Whether a talk was written down whose people may not be written to yet.
    #[must_use]
    pub fn awaits_introduction(&self) -> bool {
        self.recap.as_ref().is_some_and(Recap::waits)
    }

    /// Whether letters may go out on the thread.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.held || self.forgotten
    }
}

/// Why a request is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The writer stands on no side of it.
    Outsider,
    /// The yes or no of somebody else counts.
    NotYours,
    /// Only the team may.
    TeamOnly,
    /// The timeline and the morning's list are for the team: what is for everybody is the status.
    AskStatus,
    /// It is done or called off.
    Over,
    /// There is no change of the writer's to be taken back.
    NothingToUndo,
    /// Somebody has answered the change that is to be taken back.
    Answered,
    /// Nothing of the kind is open.
    NothingOpen,
    /// The conversation that is meant cannot be told.
    NoThread,
    /// The choice is none of those offered.
    NoSuchChoice,
    /// Nothing was agreed with another side: there is nothing to look back at.
    NothingYet,
    /// Something is past its date or disputed: nobody looks back then.
    Unsettled,
    /// Both sides were asked to look back once already.
    LookedBack,
    /// What was answered has gone to both sides already.
    Unsealed,
}

impl Why {
    /// Its one word, as the letters' files know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outsider => "outsider",
            Self::NotYours => "not_yours",
            Self::TeamOnly => "team_only",
            Self::AskStatus => "ask_status",
            Self::Over => "over",
            Self::NothingToUndo => "nothing_to_undo",
            Self::Answered => "answered",
            Self::NothingOpen => "nothing_open",
            Self::NoThread => "no_thread",
            Self::NoSuchChoice => "no_such_choice",
            Self::NothingYet => "nothing_yet",
            Self::Unsettled => "unsettled",
            Self::LookedBack => "looked_back",
            Self::Unsealed => "unsealed",
        }
    }
}

/// A request that is not done. It is told to its writer alone, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why not.
    pub why: Why,
    /// Of which agreement; none where it is about the thread.
    pub agreement: Option<AgreementNumber>,
    /// Whose word counts.
    pub whose: Option<Party>,
}

/// What is written back to somebody who said something to the bot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// What was not done.
    Refusals(Vec<Refusal>),
    /// How things stand.
    Status,
    /// The facts as a timeline.
    Report,
    /// The morning's list.
    Digest,
    /// What one can say.
    Help,
    /// Which one is meant?
    Choice(Asked),
    /// What was settled.
    Receipt(Setting),
    /// A talk was written down: at which address is the one it was with?
    Whom(Quote),
}

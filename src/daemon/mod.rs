//! In charge of: joining the stages. Three short turns, one after another on purpose: a mail came ([`Desk::take`]), a time came
//! ([`Desk::tell`]), a letter waits ([`Desk::send`]). The only module that knows all.
//!
//! Promises:
//! * nothing is sent in answer to a machine, a letter of our own, a list or a bounce; a stranger's word changes nothing
//!   ([`standing`]);
//! * what waits to be sent is exactly what is still to be said: before each try the plan is made anew, and a letter that it no longer
//!   holds is withdrawn. So what piled up in an outage does not burst out after it, and is one letter a person ([`outage`]);
//! * no letter goes to anybody who is not on the message it answers, whatever the stages above say; the one exception is a talk that a team
//!   member has written down, and has said "send" to the letter about it ([`recapping`]);
//! * a letter that came back from a dead address is the last one sent there, until somebody writes from there; a bounce that matches
//!   no letter of ours has no effect ([`returning`]);
//! * where the rules ask for it, a letter to a client waits for a team member's word ([`approving`]);
//! * not more letters a day than configured; while the stop file lies beside the ledger, none at all, and mail is still read;
//! * dropped at any await, and started again: nothing is lost, nothing is done twice.
//!
//! Leaves to: the pure stages what is read and said; the ledger to keep it; the mailbox and the outbox the way to the servers.

mod absence;
mod answering;
mod approving;
mod calendar;
mod copying;
mod feedback;
mod lapsing;
mod looking_back;
mod mishaps;
mod opening;
mod outage;
mod passing_on;
mod recapping;
mod replying;
mod returning;
mod rounds;
mod scope;
mod sending;
mod standing;
mod taking;
mod telling;
mod wording;

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::{
    config::{Config, Limits},
    language::Packs,
    ledger::Ledger,
    model::{HouseStyle, Office, Policy},
};

use calendar::Calendar;

pub use rounds::{Sign, Ways, run};
pub use sending::Tried;
pub(crate) use standing::{Standing, standing};
pub use taking::Taken;
pub(crate) use taking::bare_subject;

/// What a desk goes by.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The team.
    pub office: Office,
    /// When letters go out.
    pub policy: Policy,
    /// What letters say of the house.
    pub style: HouseStyle,
    /// What is too much.
    pub limits: Limits,
    /// The authserv-ids whose Authentication-Results count.
    pub trusted: Vec<String>,
    /// While this file exists, mail is read and no letter goes out.
    pub stop_file: Option<PathBuf>,
}

impl Rules {
    /// What the configuration says. The stop file lies beside the ledger: `inwriting.sqlite.stop`.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            office: config.office.clone(),
            policy: config.policy.clone(),
            style: config.style.clone(),
            limits: config.limits,
            trusted: config.trusted.clone(),
            stop_file: Some(stop_file(&config.ledger)),
        }
    }

    /// Whether no letter may go out.
    fn stopped(&self) -> bool {
        self.stop_file.as_deref().is_some_and(Path::exists)
    }
}

/// The file that stops the letters of this ledger.
#[must_use]
pub fn stop_file(ledger: &Path) -> PathBuf {
    PathBuf::from(format!("{}.stop", ledger.display()))
}

/// Where the work is done: the ledger, the rules, the languages.
#[derive(Debug)]
pub struct Desk {
    ledger: Ledger,
    rules: Rules,
    packs: &'static Packs,
    /// When a letter last did not get through, if none has since.
    failed_at: Option<Timestamp>,
    /// What is to be looked at when.
    calendar: Calendar,
    /// After an outage: until when letters wait for the mail that came meanwhile.
    resumes: Option<Timestamp>,
    /// It is looked in on every few minutes, whatever is due: a clock that a test moves is not.
    beats: bool,
    /// Each letter that is sent is owed a copy in the folder of sent mail.
    copies: bool,
}

impl Desk {
    /// A desk for this ledger.
    #[must_use]
    pub fn new(ledger: Ledger, rules: Rules, packs: &'static Packs) -> Self {
        Self {
            ledger,
            rules,
            packs,
            failed_at: None,
            calendar: Calendar::default(),
            resumes: None,
            beats: false,
            copies: false,
        }
    }

    /// What is kept.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What it goes by.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}

/// How often the stop file is looked at while it is there.
const WHILE_STOPPED: SignedDuration = SignedDuration::from_mins(1);

//! In charge of: the tables of the file as they are written, each with its defaults. A default stands here, or in the value it is
//! mapped to, and nowhere else.
//!
//! Leaves to: [`super::mailboxes`] the accounts, and [`super::check`] what no single key can tell.

use std::path::PathBuf;

use jiff::civil;
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::words::{ClockTime, Colour, Domain, Language, MaybeClockTime, Pause, Size, Weekday, Zone};
use crate::model::{Address, Approve, HouseStyle, Moves, Policy, Readers};

/// `[office]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeTable {
    pub address: Spanned<Address>,
    #[serde(default = "bot_name")]
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<Address>,
    #[serde(default)]
    pub domains: Vec<Domain>,
    pub zone: Zone,
    #[serde(default = "english")]
    pub language: Language,
    #[serde(default)]
    pub members: Vec<MemberTable>,
}

fn bot_name() -> String {
    "inwriting".to_owned()
}

fn english() -> Language {
    Language("en".to_owned())
}

/// `[[office.members]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberTable {
    pub address: Spanned<Address>,
    pub name: Option<String>,
    /// Without it: the office's.
    pub language: Option<Language>,
    /// Without it: the office's.
    pub zone: Option<Zone>,
    #[serde(default = "digest_time")]
    pub digest: MaybeClockTime,
    /// Without it: the working days.
    #[serde(default)]
    pub digest_days: Vec<Weekday>,
}

fn digest_time() -> MaybeClockTime {
    MaybeClockTime(Some(civil::time(8, 30, 0, 0)))
}

/// `[working]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WorkingTable {
    pub days: Vec<Weekday>,
    pub starts: ClockTime,
    pub ends: Spanned<ClockTime>,
    pub holidays: Vec<Spanned<Datetime>>,
    pub holidays_file: Option<Spanned<PathBuf>>,
}

impl Default for WorkingTable {
    fn default() -> Self {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        Self {
            days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            starts: ClockTime(civil::time(9, 0, 0, 0)),
            ends: Spanned::new(0..0, ClockTime(civil::time(18, 0, 0, 0))),
            holidays: Vec::new(),
            holidays_file: None,
        }
    }
}

/// `[reminders]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RemindersTable {
    pub working_days_before: Vec<u32>,
    pub same_morning: bool,
}

impl Default for RemindersTable {
    fn default() -> Self {
        let leads = Policy::default().reminders;
        Self {
            working_days_before: leads.iter().map(|lead| lead.working_days).filter(|days| *days > 0).collect(),
            same_morning: leads.iter().any(|lead| lead.working_days == 0),
        }
    }
}

/// `[overdue]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OverdueTable {
    pub grace: Pause,
    pub ladder: Spanned<Vec<u32>>,
}

impl Default for OverdueTable {
    fn default() -> Self {
        let policy = Policy::default();
        Self { grace: Pause(policy.grace), ladder: Spanned::new(0..0, policy.ladder) }
    }
}

/// `[letters]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LettersTable {
    pub quiet: Pause,
    pub pause: Pause,
    /// `audience` is another word for it.
    #[serde(alias = "audience")]
    pub readers: ReadersWord,
    pub approval: ApprovalWord,
    /// Without it: the office's name.
    pub house: Option<String>,
    pub signature: Option<String>,
    pub accent: Spanned<Colour>,
    pub tone: ToneWord,
    pub templates: Option<Spanned<PathBuf>>,
}

impl Default for LettersTable {
    fn default() -> Self {
        let policy = Policy::default();
        let readers = match policy.readers {
            Readers::Everybody => ReadersWord::Everybody,
            Readers::Team => ReadersWord::Team,
        };
        let style = HouseStyle::named("");
        Self {
            quiet: Pause(policy.quiet),
            pause: Pause(policy.pause),
            readers,
            approval: ApprovalWord::of(policy.approve),
            house: None,
            signature: style.signature,
            accent: Spanned::new(0..0, Colour(style.accent)),
            tone: ToneWord::Formal,
            templates: None,
        }
    }
}

/// How letters speak to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ToneWord {
    Formal,
    Informal,
}

/// Who reads the letters on a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReadersWord {
    Everybody,
    Team,
}

/// Which letters to clients wait for a team member's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ApprovalWord {
    Never,
    Doubtful,
    First,
    Always,
}

impl ApprovalWord {
    const ALL: [(Self, Approve); 4] = [
        (Self::Never, Approve::Never),
        (Self::Doubtful, Approve::Doubtful),
        (Self::First, Approve::First),
        (Self::Always, Approve::Always),
    ];

    fn of(approve: Approve) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == approve).map_or(Self::Never, |(word, _)| word)
    }

    pub(super) fn approve(self) -> Approve {
        Self::ALL.into_iter().find(|(word, _)| *word == self).map_or(Approve::Always, |(_, approve)| approve)
    }
}

/// `[agreements]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AgreementsTable {
    pub new_date: NewDateWord,
    /// In working days; 0: never.
    pub ask_again: u32,
    /// In working days; 0: silence counts for nothing.
    pub silence: Spanned<u32>,
}

impl Default for AgreementsTable {
    fn default() -> Self {
        let new_date = match Policy::default().moves {
            Moves::AsSaid => NewDateWord::AtOnce,
            Moves::LaterByConsent => NewDateWord::EarlierAtOnce,
            Moves::ByConsent => NewDateWord::ByConsent,
        };
        Self {
            new_date,
            ask_again: Policy::default().unanswered.unwrap_or(0),
            silence: Spanned::new(0..0, Policy::default().silence.unwrap_or(0)),
        }
    }
}

/// When a debtor's new date holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NewDateWord {
    AtOnce,
    EarlierAtOnce,
    ByConsent,
}

impl From<NewDateWord> for Moves {
    fn from(word: NewDateWord) -> Self {
        match word {
            NewDateWord::AtOnce => Self::AsSaid,
            NewDateWord::EarlierAtOnce => Self::LaterByConsent,
            NewDateWord::ByConsent => Self::ByConsent,
        }
    }
}

/// `[limits]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsTable {
    pub mail_size: Size,
    pub letters_a_day: u32,
    pub letters_a_day_per_person: u32,
    pub letters_a_day_per_thread: u32,
}

impl Default for LimitsTable {
    fn default() -> Self {
        Self {
            mail_size: Size(25_000_000),
            letters_a_day: 500,
            letters_a_day_per_person: 20,
            letters_a_day_per_thread: 10,
        }
    }
}

/// `[log]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogTable {
    pub level: LogLevel,
    pub format: LogFormat,
}

impl Default for LogTable {
    fn default() -> Self {
        Self { level: LogLevel::Info, format: LogFormat::Text }
    }
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what looks wrong.
    Warn,
    /// And one line for each event.
    Info,
    /// And each step.
    Debug,
}

/// How it is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
    /// Fields for the systemd journal.
    Journald,
}

/// `[ledger]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LedgerTable {
    pub path: PathBuf,
}

impl Default for LedgerTable {
    fn default() -> Self {
        Self { path: PathBuf::from("inwriting.sqlite") }
    }
}

/// `[trust]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TrustTable {
    pub authserv_ids: Vec<String>,
}

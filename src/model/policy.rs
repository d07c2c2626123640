//! In charge of: when letters go out and how they look, as the pure stages know it.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Customs;

/// A reminder: how long before the due day it goes out, when the working day starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// Working days before the due day; 0 is the due day itself.
    pub working_days: u32,
    /// Only where a clock time was agreed.
    pub clock_time_only: bool,
}

/// Who reads the letters on a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Readers {
    /// The people on the message answered, both sides.
    #[default]
    Everybody,
    /// Only those of them who are of the team.
    Team,
}

/// When a new date that the debtor names holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Moves {
    /// As soon as it is said: the record is what the mails say, and no more.
    AsSaid,
    /// An earlier one at once, for it costs nobody but the debtor; a later one once the creditor has said yes.
    #[default]
    LaterByConsent,
    /// Once the creditor has said yes.
    ByConsent,
}

/// Which letters to clients wait for a team member's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Approve {
    /// None.
    #[default]
    Never,
    /// Those of which a reading is less than sure.
    Doubtful,
    /// The first that a person gets.
    First,
    /// All.
    Always,
}

/// When letters go out, and what has to be said for a change to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How long a thread has to be quiet before its new or changed agreements are confirmed. A thread that does not come to rest
    /// is confirmed after four times as long.
    pub quiet: SignedDuration,
    /// The reminders of an agreement that has a due time.
    pub reminders: Vec<Lead>,
    /// How long after the due time the overdue letter waits.
    pub grace: SignedDuration,
    /// How many working days after the first overdue letter each further one follows; the last is the last.
    pub ladder: Vec<u32>,
    /// Who reads the letters.
    pub readers: Readers,
    /// When a debtor's new date holds.
    pub moves: Moves,
    /// How many days lie between two requests for feedback on a thread, at least; `None`: none is sent.
    pub feedback_days: Option<u32>,
    /// How many days both sides have to look back at a project before what was answered goes to both.
    pub look_back_days: u32,
    /// Whether both sides are asked to look back once the last agreement has closed, without anybody's word.
    pub look_back_at_close: bool,
    /// Which letters to clients wait for a team member's word.
    pub approve: Approve,
    /// The least time between two confirmations of a thread.
    pub pause: SignedDuration,
    /// How many working days after it was told what nobody has answered is asked once more; `None`: never.
    pub unanswered: Option<u32>,
    /// How many working days after it was told what is asked with a date counts as agreed without an answer, if the letter said so; `None`: never.
    pub silence: Option<u32>,
}

impl Default for Policy {
    /// Quiet for 15 minutes; reminders one working day before, and the same morning for a clock time; an hour of grace; a further
    /// overdue letter after two and after five working days; for everybody on the message; a debtor's later date by consent; feedback asked
    /// for at most once in 30 days; a look back only where the team asks for it, with seven days to answer; one confirmation an hour, without anybody's word; what nobody answers asked once more after three
    /// working days, and never taken for a yes.
    fn default() -> Self {
        Self {
            quiet: SignedDuration::from_mins(15),
            reminders: vec![
                Lead { working_days: 1, clock_time_only: false },
                Lead { working_days: 0, clock_time_only: true },
            ],
            grace: SignedDuration::from_hours(1),
            ladder: vec![2, 5],
            readers: Readers::Everybody,
            moves: Moves::LaterByConsent,
            feedback_days: Some(30),
            look_back_days: 7,
            look_back_at_close: false,
            approve: Approve::Never,
            pause: SignedDuration::from_hours(1),
            unanswered: Some(3),
            silence: None,
        }
    }
}

/// What letters say of the house that sends them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseStyle {
    /// The house's name, as at the foot: "Studio Kern".
    pub name: String,
    /// A line of its own under the foot (address, telephone); `None`: no line.
    pub signature: Option<String>,
    /// The one accent colour of the HTML part, `#rrggbb`.
    pub accent: String,
    /// Whether people are spoken to as familiars (German "du"), where the language tells it apart.
    pub informal: bool,
    /// The house's own wording and frame.
    pub templates: Templates,
    /// How it works with its clients.
    pub customs: Customs,
}

/// Files of a house that stand in for those built in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Templates {
    /// By language code, then by the letter's name (`confirmation`): the file's content.
    pub letters: BTreeMap<String, BTreeMap<String, String>>,
    /// The frame of the HTML part (`letter.html`).
    pub frame: Option<String>,
}

impl HouseStyle {
    /// A house with this name and nothing else told.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            signature: None,
            accent: "#1f5f8b".to_owned(),
            informal: false,
            templates: Templates::default(),
            customs: Customs::default(),
        }
    }
}

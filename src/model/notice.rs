//! In charge of: a notice: that something has to be said, about what, to whom, and since when.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Address, AgreementNumber, MessageId, ThreadId};

/// What has to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Agreements were recorded or changed.
    Confirmation,
    /// A reading is in doubt: asks the team member.
    Question,
    /// Something falls due soon.
    Reminder,
    /// A due time has passed.
    Overdue,
    /// The morning's list for a team member.
    Digest,
    /// A letter came back: tells a team member.
    Undelivered,
    /// Somebody asked for what is not theirs to decide: tells them alone.
    Refusal,
    /// Somebody asked how things stand: tells them alone.
    Status,
    /// Somebody asked what one can say: tells them alone.
    Help,
    /// An answer may be about several agreements: asks its writer alone.
    Choice,
    /// Something was settled about letters or the thread.
    Receipt,
    /// Something is done: asks its client how it went.
    Feedback,
    /// The facts of a thread, for the team member who asked for them.
    Report,
    /// A letter to a client waits for a team member's word.
    Held,
    /// Nobody has answered what was asked: it is asked once more.
    Unanswered,
    /// Somebody who owes something is away: tells a team member.
    Absent,
    /// A mail contradicts what is agreed beside the dates: asks a team member whether the scope has changed.
    Scope,
    /// A side is asked to look back at the project.
    LookBack,
    /// What both sides answered to that, for both.
    LookedBack,
    /// Several of the others, due at one time for the same readers.
    Together,
    /// A talk was written down without an address of the one it was with: asks its writer.
    Whom,
}

impl NoticeKind {
    /// Its one word: the beginning of a notice's key, and the name of the file that holds its letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Question => "question",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Digest => "digest",
            Self::Undelivered => "undelivered",
            Self::Refusal => "refusal",
            Self::Status => "status",
            Self::Help => "help",
            Self::Choice => "choice",
            Self::Receipt => "receipt",
            Self::Feedback => "feedback",
            Self::Report => "report",
            Self::Held => "held",
            Self::Unanswered => "unanswered",
            Self::Absent => "absent",
            Self::Scope => "scope",
            Self::LookBack => "look_back",
            Self::LookedBack => "looked_back",
            Self::Together => "together",
            Self::Whom => "whom",
        }
    }

    /// Whether such notices follow from how things stand and the clock, so that they are planned anew until they are said. The others
    /// answer one mail, once.
    #[must_use]
    pub fn is_planned(self) -> bool {
        matches!(
            self,
            Self::Confirmation
                | Self::Reminder
                | Self::Overdue
                | Self::Unanswered
                | Self::Digest
                | Self::Feedback
                | Self::LookBack
                | Self::LookedBack
                | Self::Together
        )
    }
}

/// Who may be written to. The people themselves are rebuilt from the message answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody on that message.
    Everybody,
    /// Those of them who are of the team.
    Team,
    /// Those of them who owe or are owed: To the first, Cc the others.
    These {
        /// In To.
        to: Vec<Address>,
        /// In Cc.
        cc: Vec<Address>,
    },
    /// One team member alone, whatever message it is about.
    Member(Address),
}

/// A consequence that a letter proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Of which agreement.
    pub agreement: AgreementNumber,
    /// In which words.
    pub words: String,
}

/// What a letter says of silence: without an answer by the end of that day, what it asks counts as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// Of which agreement.
    pub agreement: AgreementNumber,
    /// The day.
    pub on: Date,
}

/// Something that has to be said at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What for.
    pub kind: NoticeKind,
    /// The thread; `None` for a digest.
    pub thread: Option<ThreadId>,
    /// The agreements it speaks of, with the version of each that it was planned for: it is void once one of them moved on.
    pub agreements: Vec<(AgreementNumber, u32)>,
    /// The mail it answers: the latest that speaks of these agreements.
    pub answers: Option<MessageId>,
    /// To whom.
    pub audience: Audience,
    /// When it is to go out, not before.
    pub at: Timestamp,
    /// What it proposes to happen otherwise, and with which agreement: binding once the side that owes it has said yes in answer to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// What it says of silence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lapses: Vec<Lapse>,
    /// What the same letter says besides: of a [`NoticeKind::Together`] all that it says, what is past its date first; of a digest what
    /// piled up while no letter went out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Notice>,
    /// No letter went out since then, and what it says piled up meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// A name for this very notice: planned again, it has the same one, and is written once.
    pub key: String,
}

impl Notice {
    /// A notice of no thread and no agreement, that answers no mail and says nothing besides: what is told is set on top of it.
    #[must_use]
    pub fn new(kind: NoticeKind, key: String, audience: Audience, at: Timestamp) -> Self {
        Self {
            kind,
            key,
            audience,
            at,
            thread: None,
            agreements: Vec::new(),
            answers: None,
            offers: Vec::new(),
            lapses: Vec::new(),
            with: Vec::new(),
            since: None,
        }
    }

    /// The notice that shows a letter that is to say this one, before it goes out. `mails`: how many mails of people the thread has.
    #[must_use]
    pub fn held(&self, member: Address, mails: u32) -> Self {
        Self {
            kind: NoticeKind::Held,
            agreements: Vec::new(),
            audience: Audience::Member(member),
            key: format!("held/{mails}/{}", self.key),
            // Nobody has been told of them by it.
            with: Vec::new(),
            ..self.clone()
        }
    }

    /// Of a notice that shows a letter: how many mails of people the thread had, and the key of the notice that the letter says.
    #[must_use]
    pub fn shows(&self) -> Option<(u32, &str)> {
        Self::shown_by(&self.key).filter(|_| self.kind == NoticeKind::Held)
    }

    /// The same of the key of such a notice.
    #[must_use]
    pub fn shown_by(key: &str) -> Option<(u32, &str)> {
        let (mails, shown) = key.strip_prefix("held/")?.split_once('/')?;
        Some((mails.parse().ok()?, shown))
    }
}

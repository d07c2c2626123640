//! In charge of: the facts of a thread, apart from what anybody makes of them: which date was agreed, who moved it by how much, when it was
//! done, who was told what when. Pure.
//!
//! Promises: no fact without its source; both sides by the same rules; no day is counted twice; no adjective, as there are no words here
//! at all.
//! Leaves to: `letters` the words and the drawing's place; `ledger` which letters went out.

mod course;
mod drawing;
mod score;

use jiff::{Timestamp, civil::Date};

use crate::model::{
    AgreementNumber, Dossier, LetterKind, MessageId, NoticeKind, Office, Party, Rating, Side, Source, Term, ThreadId,
};

pub use course::{Course, Ending, Loss, Step};
pub use drawing::{Cell, Drawing};
pub use score::{Score, scores};

/// A letter that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its own Message-ID.
    pub id: MessageId,
    /// What it was.
    pub kind: LetterKind,
    /// When it was written.
    pub at: Timestamp,
    /// Whom it went to.
    pub to: Vec<Party>,
    /// The key of the notice it says.
    pub key: String,
}

/// Something that is on record: a saying in a mail, or a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// These words changed these agreements.
    Said {
        /// Who, when, in which mail, in which words.
        source: Source,
        /// The agreements they changed, in order, each once.
        agreements: Vec<AgreementNumber>,
    },
    /// A letter of ours told of these agreements.
    Told {
        /// The letter.
        letter: Told,
        /// What it told of.
        agreements: Vec<AgreementNumber>,
    },
}

impl Happening {
    /// When it was written.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Said { source, .. } => source.at,
            Self::Told { letter, .. } => letter.at,
        }
    }
}

/// The facts of one thread.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The thread.
    pub thread: ThreadId,
    /// Its subject.
    pub subject: String,
    /// The sides that owe or are owed something, the team first.
    pub sides: Vec<Side>,
    /// What became of each agreement, by number.
    pub courses: Vec<Course>,
    /// Everything on record, in order: what the courses refer to by place.
    pub happenings: Vec<Happening>,
    /// What is agreed beside the dates, in the words used, and the place of its line among the happenings.
    pub terms: Vec<(String, Option<usize>)>,
    /// How it went, as clients say, oldest first.
    pub ratings: Vec<Rating>,
    /// The first day, and the last that anything is known of.
    pub days: (Date, Date),
}

impl Account {
    /// The facts that `dossier` holds at `now`, with the letters that went out on it; `None` where nothing was ever agreed or asked.
    #[must_use]
    pub fn of(dossier: &Dossier, letters: &[Told], office: &Office, now: Timestamp) -> Option<Self> {
        let happenings = happenings(dossier, letters);
        let courses: Vec<Course> = dossier
            .thread
            .agreements
            .iter()
            .map(|agreement| Course::of(agreement, dossier, &happenings, office, now))
            .collect();
        let first = courses.iter().map(Course::first_day).min()?;
        let last = courses.iter().map(Course::last_day).max()?;
        let mut sides: Vec<Side> = Vec::new();
        for side in courses.iter().flat_map(|course| [&course.side, &course.other]) {
            if !sides.contains(side) {
                sides.push(side.clone());
            }
        }
        sides.sort_by_key(|side| *side != Side::Team);
        Some(Self {
            thread: dossier.thread.id,
            subject: dossier.thread.subject.clone(),
            sides,
            courses,
            terms: dossier.thread.settings.terms.iter().map(|term| stated(term, &happenings)).collect(),
            happenings,
            ratings: dossier.thread.settings.ratings.clone(),
            days: (first, last),
        })
    }

    /// The days lost, and by the dates of which side, in the order of the agreements.
    pub fn losses(&self) -> impl Iterator<Item = (&Course, &Loss)> {
        self.courses.iter().flat_map(|course| course.losses.iter().map(move |loss| (course, loss)))
    }

    /// How many days were lost by the dates of `side`.
    #[must_use]
    pub fn lost_by(&self, side: &Side) -> i64 {
        self.losses().filter(|(_, loss)| loss.side == *side).map(|(_, loss)| loss.days).sum()
    }
}

/// A term, and where it was said.
fn stated(term: &Term, happenings: &[Happening]) -> (String, Option<usize>) {
    let same = |happening: &Happening| matches!(happening, Happening::Said { source, .. } if source.quote == term.source.quote);
    (term.words.clone(), happenings.iter().position(same))
}

/// Everything on record in the order of its writing: what was said in the same words is one.
fn happenings(dossier: &Dossier, letters: &[Told]) -> Vec<Happening> {
    let mut found: Vec<Happening> = Vec::new();
    for event in &dossier.events {
        let same = found.iter_mut().find_map(|happening| match happening {
            Happening::Said { source, agreements } if source.quote == event.source.quote => Some(agreements),
            _ => None,
        });
        match same {
            Some(agreements) if agreements.contains(&event.agreement) => {}
            Some(agreements) => agreements.push(event.agreement),
            None => found.push(Happening::Said { source: event.source.clone(), agreements: vec![event.agreement] }),
        }
    }
    for term in &dossier.thread.settings.terms {
        let said = |one: &Happening| matches!(one, Happening::Said { source, .. } if source.quote == term.source.quote);
        if !found.iter().any(said) {
            found.push(Happening::Said { source: term.source.clone(), agreements: Vec::new() });
        }
    }
    // Of letters, those that told of agreements: the morning's lists and the questions are the team's own business.
    let of_agreements = |letter: &&Told| {
        use NoticeKind::{Confirmation, Overdue, Reminder, Together, Unanswered};
        matches!(letter.kind, LetterKind::Notice(Confirmation | Reminder | Unanswered | Overdue | Together))
    };
    for letter in letters.iter().filter(of_agreements) {
        let notice = dossier.told.iter().find(|told| told.key == letter.key);
        let agreements = notice.map(|notice| notice.agreements.iter().map(|(number, _)| *number).collect());
        found.push(Happening::Told { letter: letter.clone(), agreements: agreements.unwrap_or_default() });
    }
    found.sort_by_key(Happening::at);
    found
}

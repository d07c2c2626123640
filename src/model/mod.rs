//! In charge of: the values that travel the road of a mail, one type a stage.
//!
//! Promises: no I/O, no clock, nothing of ours below it; a value that exists is a right one (an [`Address`] has a local part
//! and a domain, a [`Due`] says what was said and what was assumed).
//! Leaves to: the other modules how these values come about.

mod address;
mod agreement;
mod approval;
mod customs;
mod dependency;
mod dossier;
mod due;
mod effect;
mod head;
mod history;
mod ids;
mod letter;
mod look_back;
mod mail;
mod mishap;
mod notice;
mod office;
mod owed;
mod policy;
mod recap;
mod request;
mod statement;
mod term;

pub use address::{Address, BadAddress, Party, Side};
pub use agreement::{Agreement, Change, Consequence, Dispute, Event, Proposal, Source, State, Thread};
pub use approval::{Approval, ApprovalState};
pub use customs::{Customs, Standard};
pub use dependency::{Counted, Dependency, Stretch};
pub use dossier::Dossier;
pub use due::{Assumed, Due, Grain, Moment};
pub use effect::{Condition, Effect};
pub use head::Head;
pub use history::{Shift, shifts};
pub use ids::{AgreementNumber, Digest, MessageId, ThreadId};
pub use letter::{Envelope, Letter, LetterKind, Receipt};
pub use look_back::{LookBack, Reflection};
pub use mail::{Attachment, Automatic, Mail, Mark, Passage, PassageKind, Place, Position, RawMail, Reached, Verdict};
pub use mishap::{Absence, Mishap, Wrong};
pub use notice::{Audience, Lapse, Notice, NoticeKind, Offer};
pub use office::{Member, Office, WorkingTime};
pub use owed::{Answer, Owed};
pub use policy::{Approve, HouseStyle, Lead, Moves, Policy, Readers, Templates};
pub use recap::Recap;
pub use request::{Asked, Choice, Correction, Rating, Refusal, Reply, Request, Ruling, Setting, Settings, Wanted, Why};
pub use statement::{About, Act, Anchor, Claim, Confidence, Depends, Quote, Statement};
pub use term::{Stated, Term};

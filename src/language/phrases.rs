//! In charge of: the classes of `requests.toml`: what people say to the bot, and the short words in which they answer its letters.
//!
//! They are apart from `cues.toml` on purpose: the learned weights know the cues alone, and these may grow without them.
//! Leaves to: `patterns` finding them; `reading` what must stand around a phrase for it to count.

use super::patterns::{Patterns, classes};

classes! {
    /// A class of things said to the bot.
    Phrase,
    /// No letters to me.
    Stop = "stop",
    /// Letters to me again.
    Start = "start",
    /// No letters on this thread.
    Hold = "hold",
    /// Letters on this thread again.
    GoOn = "go_on",
    /// How do things stand?
    Status = "status",
    /// The facts as a timeline.
    Report = "report",
    /// The morning's list now.
    Digest = "digest",
    /// What can I say?
    Help = "help",
    /// Take my last change back.
    Undo = "undo",
    /// Let the held letter go out.
    Send = "send",
    /// Do not send the held letter.
    Drop = "drop",
    /// Forget the mails of this thread.
    Forget = "forget",
    /// Brings the client's name.
    Client = "client",
    /// Let both sides look back.
    LookBack = "look_back",
    /// Brings the name of a stage.
    Stage = "stage",
    /// Yes.
    Yes = "yes",
    /// No.
    No = "no",
    /// It is done.
    Done = "done",
    /// It is not done.
    Undone = "undone",
    /// A part of it is done.
    Partly = "partly",
    /// It is called off.
    Cancel = "cancel",
    /// It is wrong.
    Wrong = "wrong",
    /// It was not agreed so.
    Dispute = "dispute",
    /// Somebody else owes it.
    NotMe = "not_me",
    /// Somebody has left for good.
    Left = "left",
    /// The writer stands in somebody's place from now on.
    Successor = "successor",
    /// Brings the right date.
    Due = "due",
    /// Brings the name of the one who owes it.
    Debtor = "debtor",
    /// Brings the right wording.
    Wording = "wording",
    /// Brings what happens otherwise.
    Otherwise = "otherwise",
    /// Stands before the number of an agreement.
    Number = "number",
    /// Both, all of them.
    All = "all",
    /// Speaks of a talk that is written down: "as discussed on the phone". Looked for by itself, beside all others.
    Talk = "talk",
    /// Says nothing of its own: please, now, could you.
    Filler = "filler",
}

/// What people say to the bot, ready to be found.
pub type Phrases = Patterns<Phrase>;

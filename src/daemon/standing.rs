//! In charge of: whose word counts: before a mail is read, whether it may be read at all.
//!
//! Promises: what counts was written by a person who is authentic as far as the server says, and who belongs on the thread: a team
//! member, one of a side that is on it, or whoever begins it. Only a team member makes a thread live.

use crate::model::{Automatic, Mail, Office, Thread, Verdict};

/// Whether a mail's words count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They do.
    Counts {
        /// The thread is live from now on.
        live: bool,
    },
    /// They do not: the mail is put on file, nothing follows.
    Left(String),
}

/// The standing of `mail` on `thread` (as it stood before it). `own`: the bot wrote a mail with this id.
pub(crate) fn standing(mail: &Mail, thread: &Thread, office: &Office, own: bool) -> Standing {
    let left = |why: &str| Standing::Left(why.to_owned());
    let Some(from) = &mail.from else {
        return left("it has not exactly one From header with one usable address");
    };
    let writer = &from.address;
    if own || office.is_bot(writer) {
        return left("a letter of our own");
    }
    if let Some(automatic) = &mail.automatic {
        return Standing::Left(machine(automatic));
    }
    if mail.verdict == Verdict::Fail {
        return left("the server says that its sender is not who it claims to be");
    }
    if office.is_team(writer) {
        return Standing::Counts { live: true };
    }
    let side = office.side(writer);
    let known = thread.participants.iter().any(|party| office.side(&party.address) == side);
    if known || thread.participants.is_empty() {
        Standing::Counts { live: thread.live }
    } else {
        left("its writer's side was never on this thread")
    }
}

fn machine(automatic: &Automatic) -> String {
    let (what, why) = match automatic {
        Automatic::Reply(why) => ("an automatic reply", why),
        Automatic::Bounce(why) => ("a bounce", why),
        Automatic::List(why) => ("list mail", why),
        Automatic::Notice(why) => ("a program's notice", why),
        Automatic::Generated(why) => ("sent by a program", why),
    };
    format!("{what} ({why})")
}

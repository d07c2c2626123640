//! In charge of: a logged-in IMAP connection, and commands on it with their answers.
//!
//! Promises: an answer is whole only with its tagged line: an end of the stream, a goodbye or silence in between is trouble, never a
//! short answer; a server's NO is told from its BAD and its OK; that new mails were announced is never overlooked ([`Session::news`]).
//!
//! async-imap parses and logs in; commands go by [`Session::say`], because the library's own streams end alike on OK, on NO and on
//! a broken connection.

use std::{collections::HashSet, time::Duration};

use async_imap::{
    Connection,
    imap_proto::{Capability, MailboxDatum, Outcome, Response, ResponseCode, Status},
};
use jiff::SignedDuration;
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::connection::{Pulse, Stream, Trouble, discreet, patiently};

pub(super) type Wire = BufWriter<Stream>;

/// The outcome of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Done.
    Ok,
    /// Refused, in the server's words.
    No(String),
    /// Not understood, in the server's words.
    Bad(String),
}

/// What every exchange needs besides the connection.
#[derive(Debug, Clone)]
pub(super) struct Manners {
    /// `host:port`.
    pub(super) place: String,
    /// Tells that bytes pass.
    pub(super) pulse: Pulse,
    /// How long nothing may pass.
    pub(super) patience: Duration,
}

impl Manners {
    pub(super) fn lost(&self, what: &str) -> Trouble {
        Trouble::retry(format!("{}: {what}", self.place))
    }

    /// A command that the server has refused with these words: tried again, and not before the server wants to hear of us.
    pub(super) fn refused(&self, what: &str, why: &str) -> Trouble {
        let after = match Refusal::of(why) {
            Refusal::OfUs(after) => after,
            _ => None,
        };
        Trouble::Retry { why: format!("{}: {what}: {why}", self.place), after }
    }

    /// `future`, given up once nothing passes any more.
    pub(super) async fn await_answer<F: Future>(&self, future: F) -> Result<F::Output, Trouble> {
        let answer = patiently(&self.pulse, self.patience, future).await;
        answer.ok_or_else(|| self.lost(&format!("no byte for {} s", self.patience.as_secs())))
    }
}

/// A logged-in connection.
pub(super) struct Session {
    pub(super) wire: async_imap::Session<Wire>,
    pub(super) manners: Manners,
    pub(super) able: Capabilities,
    /// The server has announced mails since this was last cleared.
    pub(super) news: bool,
    /// The connection broke on an answer that makes no sense.
    pub(super) garbled: bool,
    pub(super) tags: u32,
}

/// What the server is able to do, in upper case.
#[derive(Debug, Clone, Default)]
pub(super) struct Capabilities(HashSet<String>);

impl Capabilities {
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    fn take(&mut self, named: &[Capability<'_>]) {
        self.0.extend(named.iter().map(|capability| match capability {
            Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
            Capability::Auth(name) => format!("AUTH={}", name.to_ascii_uppercase()),
            Capability::Atom(name) => name.to_ascii_uppercase(),
        }));
    }
}

impl Session {
    /// Says `command` and shows every answer that comes before its end to `take`.
    pub(super) async fn say(
        &mut self,
        command: &str,
        mut take: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Said, Trouble> {
        self.tags += 1;
        let tag = format!("i{}", self.tags);
        let news = &mut self.news;
        let notice = |answer: &Response<'_>| {
            *news |= matches!(answer, Response::MailboxData(MailboxDatum::Exists(_)));
            take(answer);
        };
        let said = exchange(&mut self.wire, &self.manners, &tag, command, notice).await;
        said.map_err(|broken| match broken {
            Broken::Lost(trouble) => trouble,
            Broken::Garbled => {
                self.garbled = true;
                self.manners.lost("an answer that makes no sense")
            }
        })
    }
}

/// Why an exchange did not come to its end.
pub(super) enum Broken {
    /// The connection is gone.
    Lost(Trouble),
    /// An answer cannot be parsed.
    Garbled,
}

impl Broken {
    pub(super) fn trouble(self, manners: &Manners) -> Trouble {
        match self {
            Self::Lost(trouble) => trouble,
            Self::Garbled => manners.lost("an answer that makes no sense"),
        }
    }
}

/// One command and its answers.
pub(super) async fn exchange(
    wire: &mut Connection<Wire>,
    manners: &Manners,
    tag: &str,
    command: &str,
    mut take: impl FnMut(&Response<'_>) + Send,
) -> Result<Said, Broken> {
    let stream = wire.get_mut();
    let line = format!("{tag} {command}\r\n");
    let sending = async {
        stream.write_all(line.as_bytes()).await?;
        stream.flush().await
    };
    let sent = manners.await_answer(sending).await.map_err(Broken::Lost)?;
    sent.map_err(|error| Broken::Lost(manners.lost(&error.to_string())))?;
    loop {
        let end = answer(wire, manners, |answer| match answer {
            Response::Done { tag: done, status, outcome } if done.0 == tag => Some(match status {
                Status::Ok => Ok(Said::Ok),
                Status::No => Ok(Said::No(words(outcome))),
                _ => Ok(Said::Bad(words(outcome))),
            }),
            Response::Data { status: Status::Bye, outcome } => Some(Err(Broken::Lost(goodbye(manners, outcome)))),
            other => {
                take(other);
                None
            }
        });
        if let Some(end) = end.await? {
            return end;
        }
    }
}

/// The next answer, as `take` understands it.
pub(super) async fn answer<T>(
    wire: &mut Connection<Wire>,
    manners: &Manners,
    take: impl FnOnce(&Response<'_>) -> T,
) -> Result<T, Broken> {
    match manners.await_answer(wire.read_response()).await.map_err(Broken::Lost)? {
        Ok(Some(answer)) => Ok(take(answer.parsed())),
        Ok(None) => Err(Broken::Lost(manners.lost("the server has closed the connection"))),
        // The library makes this kind of an answer that it cannot parse; its text holds the answer, mails and all: not for the log.
        Err(error) if error.kind() == std::io::ErrorKind::Other => Err(Broken::Garbled),
        Err(error) => Err(Broken::Lost(manners.lost(&error.to_string()))),
    }
}

/// The server ends the connection, in its own words.
pub(super) fn goodbye(manners: &Manners, outcome: &Outcome<'_>) -> Trouble {
    manners.lost(&format!("the server says goodbye: {}", words(outcome)))
}

/// What a refusal in these words is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The server has had enough of us, whatever we ask for; it wants us to stay away so long, if it says so.
    OfUs(Option<SignedDuration>),
    /// It may be the moment, and it may be what we asked for.
    ForNow,
    /// What we asked for.
    OfThis,
}

impl Refusal {
    /// Exchange names a time ("Request is throttled. Suggested Backoff Time: 299910 milliseconds"); Gmail's limits hold for hours.
    pub(super) fn of(why: &str) -> Self {
        let lower = why.to_lowercase();
        let says = |signs: &[&str]| signs.iter().any(|sign| lower.contains(sign));
        if says(&["throttled", "backoff time"]) {
            let after = lower.split_once("backoff time:").map_or("", |(_, after)| after);
            let named = after.split_whitespace().next().and_then(|number| number.parse().ok());
            let pause = SignedDuration::from_millis(named.unwrap_or(5 * 60_000));
            Self::OfUs(Some(pause.clamp(SignedDuration::ZERO, SignedDuration::from_hours(1))))
        } else if says(&["bandwidth", "exceeded command"]) {
            Self::OfUs(Some(SignedDuration::from_mins(15)))
        } else if says(&["too many", "authenticated but not connected"]) {
            Self::OfUs(None)
        } else if says(&["unavailable", "inuse", "in use", "temporar", "try again"]) {
            Self::ForNow
        } else {
            Self::OfThis
        }
    }
}

/// Asks what the server is able to do.
pub(super) async fn capabilities(
    wire: &mut Connection<Wire>,
    manners: &Manners,
    tag: &str,
) -> Result<Capabilities, Trouble> {
    let mut able = Capabilities::default();
    let take = |answer: &Response<'_>| match answer {
        Response::Capabilities(named) => able.take(named),
        Response::Data { outcome: Outcome { code: Some(ResponseCode::Capabilities(named)), .. }, .. } => {
            able.take(named)
        }
        _ => {}
    };
    let said = exchange(wire, manners, tag, "CAPABILITY", take).await.map_err(|broken| broken.trouble(manners))?;
    match said {
        Said::Ok => Ok(able),
        Said::No(why) | Said::Bad(why) => Err(manners.lost(&format!("no capabilities: {why}"))),
    }
}

/// The server's words, with the code in front where it has one, fit for the log.
pub(super) fn words(outcome: &Outcome<'_>) -> String {
    let code = match &outcome.code {
        Some(ResponseCode::TryCreate) => "[TRYCREATE] ",
        Some(ResponseCode::Alert) => "[ALERT] ",
        _ => "",
    };
    discreet(&format!("{code}{}", outcome.information.as_deref().unwrap_or("no reason given")))
}

//! In charge of: sending by an SMTP server (RFC 5321), by lettre's connection.
//!
//! Promises:
//! * one transaction a letter; a refused recipient is left out of it and keeps the letter from nobody else (lettre's own `send` would
//!   give up all of them, so the steps are taken one by one);
//! * a refusal for now (4xx), a refusal of ourselves (login, sender), silence or a lost connection is a [`Receipt::Retry`]; a refusal
//!   for good of a recipient or of the letter (5xx) is a [`Receipt::Refused`];
//! * a connection is kept for the next letter while it is fresh; one that has gone stale meanwhile is replaced at once, without a pause;
//! * after the last byte of a letter nothing is repeated within one try: an answer lost then means that it may have arrived.
//!
//! Leaves to: the caller the same bytes on every try, and the pauses.

mod connect;

use std::time::{Duration, Instant};

use futures::{FutureExt, future::BoxFuture};
use jiff::SignedDuration;
use lettre::{
    Address as Mailbox,
    transport::smtp::{
        Error,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter},
    },
};
use tokio::time::timeout;

use super::Outbox;
use crate::{
    connection::{Login, Server, Trouble},
    model::{Address, Letter, Receipt},
};
use connect::{connect, silent, told};

/// An SMTP server that takes our letters.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Where.
    pub server: Server,
    /// Who we are there; `None` for a server that knows us by where we come from.
    pub login: Option<Login>,
    /// The name we give for our own machine; `None`: the one it has.
    pub hello: Option<String>,
    /// How long an answer may take.
    pub patience: Duration,
}

impl SmtpSettings {
    /// Settings with what is usual for all but the place and the person.
    #[must_use]
    pub fn new(server: Server, login: Option<Login>) -> Self {
        Self { server, login, hello: None, patience: Duration::from_secs(60) }
    }
}

/// An SMTP server, with the connection last used.
pub struct Smtp {
    settings: SmtpSettings,
    kept: Option<(AsyncSmtpConnection, Instant)>,
}

/// A connection unused for longer is not used again: servers cut it, some silently.
const FRESH: Duration = Duration::from_secs(45);
/// What nobody can mend within minutes is tried again after this at the earliest.
const TO_BE_MENDED: SignedDuration = SignedDuration::from_mins(15);
/// A letter goes out at this rate at least, in bytes a second.
const SLOWEST: u64 = 2000;

/// Why a transaction ended without the server taking the letter.
enum Stop {
    /// Before the letter's end: on a stale connection it is worth another one at once.
    Lost(String),
    /// With the letter on its way: it may have arrived.
    InDoubt(String),
    /// The server says not now.
    NotNow(String),
    /// The server says never.
    Never(String),
}

/// Who was refused, and why.
type Refusals = Vec<(Address, String)>;

impl Smtp {
    /// An outbox that has not connected yet.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        Self { settings, kept: None }
    }

    /// Connects and logs in, and asks whether `sender` may send: for `inwriting check`.
    ///
    /// # Errors
    /// Where a step fails, with its mend.
    pub async fn probe(&mut self, sender: Option<&Address>) -> Result<(), Trouble> {
        let mut connection = connect(&self.settings).await?;
        let place = self.settings.server.place();
        let mail = Mail::new(sender.and_then(mailbox), Vec::new());
        connect::within(self.settings.patience, &place, connection.command(mail)).await.map_err(
            |trouble| match trouble {
                Trouble::Retry { why, .. } => Trouble::give_up(
                    format!("{why} (asked for the sender)"),
                    "let the account send under the bot's address, or correct `address`",
                ),
                other => other,
            },
        )?;
        connect::within(self.settings.patience, &place, connection.command(Rset)).await?;
        self.kept = Some((connection, Instant::now()));
        Ok(())
    }

    async fn deliver(&mut self, letter: &Letter, owed: &[Address]) -> Receipt {
        let kept = self.kept.take().filter(|(_, used)| used.elapsed() < FRESH);
        let reused = kept.is_some();
        let mut connection = match kept {
            Some((connection, _)) => connection,
            None => match connect(&self.settings).await {
                Ok(connection) => connection,
                Err(trouble) => return not_reached(&trouble),
            },
        };
        let mut outcome = self.transact(&mut connection, letter, owed).await;
        if let (Err(Stop::Lost(_)), true) = (&outcome, reused) {
            connection = match connect(&self.settings).await {
                Ok(connection) => connection,
                Err(trouble) => return not_reached(&trouble),
            };
            outcome = self.transact(&mut connection, letter, owed).await;
        }
        // An error costs the connection: nobody knows what the server thinks of the transaction.
        if outcome.is_ok() {
            self.kept = Some((connection, Instant::now()));
        }
        receipt(outcome, owed)
    }

    /// One transaction: who was refused for good, and who for now; all others have the letter.
    async fn transact(
        &self,
        connection: &mut AsyncSmtpConnection,
        letter: &Letter,
        owed: &[Address],
    ) -> Result<(Refusals, Refusals), Stop> {
        let (mut never, mut not_now) = (Vec::new(), Vec::new());
        let utf8 = connection.server_info().supports_feature(Extension::SmtpUtfEight);
        let known = owed.iter().filter_map(|address| match mailbox(address) {
            Some(mailbox) if utf8 || address.local().is_ascii() => Some((address, mailbox)),
            _ => {
                never.push((address.clone(), "the server cannot send to such an address (SMTPUTF8)".to_owned()));
                None
            }
        });
        let known: Vec<_> = known.collect();
        if known.is_empty() {
            return Ok((never, not_now));
        }
        let sender = letter.envelope.sender.as_ref().and_then(mailbox);
        let mail = Mail::new(sender, parameters(connection, letter, owed));
        // What is refused here is us, or the moment; the recipients have nothing to do with it.
        self.say(connection, mail).await?.map_err(|error| Stop::NotNow(told(&error)))?;
        let mut taken = 0;
        for (address, mailbox) in known {
            match self.say(connection, Rcpt::new(mailbox, Vec::new())).await? {
                Ok(()) => taken += 1,
                Err(error) if is_about_us(&error) => return Err(Stop::NotNow(told(&error))),
                Err(error) if error.is_permanent() => never.push((address.clone(), told(&error))),
                Err(error) => not_now.push((address.clone(), told(&error))),
            }
        }
        if taken == 0 {
            self.say(connection, Rset).await?.ok();
            return Ok((never, not_now));
        }
        self.say(connection, Data).await?.map_err(|error| Stop::NotNow(told(&error)))?;
        self.hand_over(connection, &letter.bytes).await?;
        Ok((never, not_now))
    }

    /// Sends the letter itself and waits for the server's word.
    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Result<(), Stop> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let limit = self.settings.patience.saturating_add(Duration::from_secs(size / SLOWEST));
        // The library ends the letter with an empty line of its own making.
        let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        match timeout(limit, connection.message(body)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(Stop::Never(told(&error))),
            Ok(Err(error)) if error.is_transient() => Err(Stop::NotNow(told(&error))),
            Ok(Err(error)) => Err(Stop::InDoubt(format!("{}: {}", self.settings.server.place(), told(&error)))),
            Err(_) => Err(Stop::InDoubt(silent(&self.settings.server.place(), limit).to_string())),
        }
    }

    /// One command before the letter: the server's refusal, or a connection that is lost.
    async fn say(
        &self,
        connection: &mut AsyncSmtpConnection,
        command: impl std::fmt::Display,
    ) -> Result<Result<(), Error>, Stop> {
        let place = self.settings.server.place();
        match timeout(self.settings.patience, connection.command(command)).await {
            Ok(Ok(_)) => Ok(Ok(())),
            // 421: the server closes the connection whatever was said (RFC 5321, section 3.8).
            Ok(Err(error)) if error.status().is_some_and(|code| code.to_string() == "421") => {
                Err(Stop::Lost(format!("{place}: {}", told(&error))))
            }
            Ok(Err(error)) if error.status().is_some() => Ok(Err(error)),
            Ok(Err(error)) => Err(Stop::Lost(format!("{place}: {}", told(&error)))),
            Err(_) => Err(Stop::Lost(silent(&place, self.settings.patience).to_string())),
        }
    }
}

impl Outbox for Smtp {
    fn send<'a>(&'a mut self, letter: &'a Letter, still_owed: &'a [Address]) -> BoxFuture<'a, Receipt> {
        self.deliver(letter, still_owed).boxed()
    }
}

fn mailbox(address: &Address) -> Option<Mailbox> {
    Mailbox::new(address.local(), address.domain()).ok()
}

fn parameters(connection: &AsyncSmtpConnection, letter: &Letter, owed: &[Address]) -> Vec<MailParameter> {
    let mut parameters = Vec::new();
    let mut addresses = owed.iter().chain(&letter.envelope.sender);
    if addresses.any(|address| !address.local().is_ascii())
        && connection.server_info().supports_feature(Extension::SmtpUtfEight)
    {
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !letter.bytes.is_ascii() && connection.server_info().supports_feature(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    parameters
}

/// Whether a refusal of a recipient means us: no login (530, 535), or a dialogue gone wrong (503).
fn is_about_us(error: &Error) -> bool {
    error.status().is_some_and(|code| ["503", "530", "535"].contains(&code.to_string().as_str()))
}

fn not_reached(trouble: &Trouble) -> Receipt {
    let after = match trouble {
        Trouble::Retry { after, .. } => *after,
        Trouble::GiveUp { .. } => Some(TO_BE_MENDED),
    };
    Receipt::Retry { after, why: trouble.to_string(), taken: Vec::new(), only_these: false }
}

fn receipt(outcome: Result<(Refusals, Refusals), Stop>, owed: &[Address]) -> Receipt {
    match outcome {
        Ok((never, not_now)) if not_now.is_empty() => {
            if never.is_empty() {
                Receipt::Sent
            } else {
                Receipt::Refused { recipients: never }
            }
        }
        Ok((never, not_now)) => {
            let missed = |address: &&Address| never.iter().chain(&not_now).any(|(refused, _)| refused == *address);
            let taken = owed.iter().filter(|address| !missed(address)).cloned().collect();
            let why = not_now.first().map(|(_, why)| why.clone()).unwrap_or_default();
            Receipt::Retry { after: None, why, taken, only_these: true }
        }
        Err(Stop::Never(why)) => {
            Receipt::Refused { recipients: owed.iter().map(|address| (address.clone(), why.clone())).collect() }
        }
        Err(Stop::Lost(why) | Stop::InDoubt(why) | Stop::NotNow(why)) => {
            Receipt::Retry { after: None, why, taken: Vec::new(), only_these: false }
        }
    }
}

//! In charge of: waiting for new mail by IDLE (RFC 2177), or by looking now and then.
//!
//! Promises: an announcement that came before IDLE is not slept over; IDLE is issued anew before servers and routers drop it, which
//! also finds out a half-open connection; the end of the stream, a goodbye and a refusal of IDLE are told apart. Our own loop, because
//! async-imap's takes the end of the stream for an interruption and waits for ever when IDLE is answered NO.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Response, Status};
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, timeout_at},
};

use super::{
    Imap, Trouble,
    session::{Manners, Session, answer, goodbye, words},
};

/// How long a server may take to end IDLE.
const DONE: Duration = Duration::from_secs(15);

/// What the end of a stay in IDLE was.
pub(super) enum End {
    /// There may be something new, or it is time to ask.
    Over,
    /// The server will have none of it.
    Refused(String),
}

impl Imap {
    pub(super) async fn listen(&mut self, session: &mut Session) -> Result<(), Trouble> {
        if session.news {
            return Ok(());
        }
        if session.able.has("IDLE") && !self.no_idle {
            match idle(session, self.settings.idle).await? {
                End::Over => return Ok(()),
                End::Refused(why) => {
                    let account = &self.settings.account;
                    tracing::warn!(account, "the server refuses IDLE, looking regularly instead: {why}");
                    self.no_idle = true;
                }
            }
        }
        let until = self.clock.now().saturating_add(self.settings.poll);
        self.clock.sleep_until(until.unwrap_or(jiff::Timestamp::MAX)).await;
        // Some servers show a session nothing new before they are asked.
        session.say("NOOP", |_| {}).await?;
        Ok(())
    }
}

async fn send(session: &mut Session, line: &str) -> Result<(), Trouble> {
    let stream = session.wire.get_mut();
    let sending = async {
        stream.write_all(line.as_bytes()).await?;
        stream.flush().await
    };
    let sent = session.manners.await_answer(sending).await?;
    sent.map_err(|error| session.manners.lost(&error.to_string()))
}

/// What an answer during IDLE means.
enum Heard {
    GoAhead,
    Exists,
    Ended,
    Refused(String),
    Bye(Trouble),
    Nothing,
}

async fn hear(session: &mut Session, manners: &Manners, tag: &str) -> Result<Heard, Trouble> {
    let heard = answer(&mut session.wire, manners, |answer| match answer {
        Response::Continue(_) => Heard::GoAhead,
        Response::MailboxData(MailboxDatum::Exists(_)) => Heard::Exists,
        Response::Data { status: Status::Bye, outcome } => Heard::Bye(goodbye(manners, outcome)),
        Response::Done { tag: done, status: Status::Ok, .. } if done.0 == tag => Heard::Ended,
        Response::Done { tag: done, outcome, .. } if done.0 == tag => Heard::Refused(words(outcome)),
        _ => Heard::Nothing,
    });
    let heard = heard.await.map_err(|broken| broken.trouble(manners))?;
    session.news |= matches!(heard, Heard::Exists);
    if let Heard::Bye(trouble) = heard { Err(trouble) } else { Ok(heard) }
}

pub(super) async fn idle(session: &mut Session, length: Duration) -> Result<End, Trouble> {
    session.tags += 1;
    let tag = format!("i{}", session.tags);
    send(session, &format!("{tag} IDLE\r\n")).await?;
    let mut manners = session.manners.clone();
    let deadline = Instant::now() + length;
    let mut idling = false;
    while !(idling && session.news) {
        // Before the server's go-ahead it has the usual time; afterwards it may be silent as long as we like.
        manners.patience = if idling { Duration::MAX } else { session.manners.patience };
        let Ok(heard) = timeout_at(deadline, hear(session, &manners, &tag)).await else { break };
        match heard? {
            Heard::GoAhead => idling = true,
            Heard::Refused(why) => return Ok(End::Refused(why)),
            Heard::Ended => return Ok(End::Over),
            _ => {}
        }
    }
    if !idling {
        return Err(session.manners.lost("no answer to IDLE"));
    }
    send(session, "DONE\r\n").await?;
    manners.patience = DONE.min(session.manners.patience);
    loop {
        if let Heard::Ended | Heard::Refused(_) = hear(session, &manners, &tag).await? {
            return Ok(End::Over);
        }
    }
}

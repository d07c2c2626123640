//! In charge of: coming from a server's name to a logged-in session.

use async_imap::{
    Authenticator, Client,
    error::Error,
    imap_proto::{Response, Status},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::BufWriter;

use super::{
    ImapSettings,
    session::{Capabilities, Manners, Refusal, Said, Session, Wire, answer, capabilities, words},
};
use crate::connection::{Proof, Pulse, Security, Stream, Tls, Trouble, discreet};

/// Connects, secures the connection, and logs in.
pub(super) async fn connect(settings: &ImapSettings, tls: &Tls) -> Result<Session, Trouble> {
    let server = &settings.server;
    let pulse = Pulse::default();
    let manners = Manners { place: server.place(), pulse: pulse.clone(), patience: settings.patience };
    let bare = server.connect().await?;
    let stream = if server.security == Security::Tls {
        Stream::tls(manners.await_answer(tls.secure(server, bare)).await??, pulse)
    } else {
        Stream::plain(bare, pulse)
    };
    let mut client = Client::new(BufWriter::new(stream));
    greet(&mut client, &manners).await?;
    if server.security == Security::StartTls {
        client = start_tls(client, settings, tls, &manners).await?;
    }
    let able = capabilities(&mut client, &manners, "c1").await?;
    let mut wire = log_in(client, settings, &able, &manners).await?;
    let able = capabilities(&mut wire, &manners, "c2").await?;
    let mut session = Session { wire, manners, able, news: false, garbled: false, tags: 0 };
    if session.able.has("ID") {
        // Some providers let nobody in who does not say what he is: https://github.com/chatmail/core/issues/3458
        let me = format!("ID (\"name\" \"inwriting\" \"version\" \"{}\")", env!("CARGO_PKG_VERSION"));
        session.say(&me, |_| {}).await?;
    }
    Ok(session)
}

async fn greet(client: &mut Client<Wire>, manners: &Manners) -> Result<(), Trouble> {
    let greeting = answer(client, manners, |greeting| match greeting {
        Response::Data { status: Status::Ok, .. } => Ok(()),
        Response::Data { status: Status::PreAuth, .. } => Err(Trouble::give_up(
            format!("{}: the server logs us in by itself, before TLS and without a name", manners.place),
            "name a port where it asks for a login",
        )),
        Response::Data { outcome, .. } => {
            Err(manners.lost(&format!("the server takes nobody now: {}", words(outcome))))
        }
        _ => Err(manners.lost("no IMAP server's greeting")),
    });
    greeting.await.map_err(|broken| broken.trouble(manners))?
}

async fn start_tls(
    mut client: Client<Wire>,
    settings: &ImapSettings,
    tls: &Tls,
    manners: &Manners,
) -> Result<Client<Wire>, Trouble> {
    if !capabilities(&mut client, manners, "c0").await?.has("STARTTLS") {
        return Err(Trouble::give_up(
            format!("{}: the server offers no STARTTLS", manners.place),
            "set `security = \"tls\"` and the port that goes with it (993, as a rule)",
        ));
    }
    let said = manners.await_answer(client.run_command_and_check_ok("STARTTLS", None)).await?;
    said.map_err(|error| manners.lost(&format!("STARTTLS: {}", words_of(&error))))?;
    // What was sent in clear text after the OK is thrown away with the client's buffer: it could be anybody's.
    let bare = client.into_inner().into_inner().into_plain();
    let bare = bare.ok_or_else(|| manners.lost("TLS within TLS"))?;
    let stream = manners.await_answer(tls.secure(&settings.server, bare)).await??;
    Ok(Client::new(BufWriter::new(Stream::tls(stream, manners.pulse.clone()))))
}

async fn log_in(
    client: Client<Wire>,
    settings: &ImapSettings,
    able: &Capabilities,
    manners: &Manners,
) -> Result<async_imap::Session<Wire>, Trouble> {
    let user = &settings.login.user;
    let mut challenge = String::new();
    let outcome = match &settings.login.proof {
        Proof::Token(source) => {
            let token = source.give(None).await?;
            let said = by_token(client, user, &token, manners, &mut challenge).await?;
            if matches!(said, Err((Error::No(_), _))) {
                // The next try must not come with the same one.
                source.give(Some(&token)).await?;
            }
            said
        }
        Proof::Password(source) if able.has("AUTH=PLAIN") => {
            let password = source.give(None).await?;
            let first = format!("\0{user}\0{}", password.expose_secret()).into_bytes();
            let words = Words { first: Some(first), challenge: &mut challenge };
            manners.await_answer(client.authenticate("PLAIN", words)).await?
        }
        Proof::Password(_) if able.has("LOGINDISABLED") => {
            return Err(Trouble::give_up(
                format!("{}: the server takes no password here", manners.place),
                "set `security` to \"tls\" or \"starttls\", or log in by OAuth 2.0",
            ));
        }
        Proof::Password(source) => {
            let password = source.give(None).await?;
            manners.await_answer(client.login(user, password.expose_secret())).await?
        }
    };
    outcome.map_err(|(error, _)| refusal(&error, &challenge, manners))
}

type LoggedIn = Result<async_imap::Session<Wire>, (Error, Client<Wire>)>;

async fn by_token(
    client: Client<Wire>,
    user: &str,
    token: &SecretString,
    manners: &Manners,
    challenge: &mut String,
) -> Result<LoggedIn, Trouble> {
    let first = format!("user={user}\x01auth=Bearer {}\x01\x01", token.expose_secret()).into_bytes();
    manners.await_answer(client.authenticate("XOAUTH2", Words { first: Some(first), challenge })).await
}

/// What we say when we are asked: the proof, then nothing. A server that refuses a token explains itself first, and hangs unless it gets
/// an empty line.
struct Words<'a> {
    first: Option<Vec<u8>>,
    challenge: &'a mut String,
}

impl Authenticator for Words<'_> {
    type Response = Vec<u8>;

    fn process(&mut self, challenge: &[u8]) -> Vec<u8> {
        self.first.take().unwrap_or_else(|| {
            *self.challenge = discreet(&String::from_utf8_lossy(challenge));
            Vec::new()
        })
    }
}

fn refusal(error: &Error, challenge: &str, manners: &Manners) -> Trouble {
    let why = format!("{}: the login is refused: {} {challenge}", manners.place, words_of(error));
    let said = match error {
        Error::No(text) | Error::Bad(text) => format!("{text} {challenge}"),
        _ => String::new(),
    };
    let refusal = Refusal::of(&said);
    let for_now = refusal != Refusal::OfThis || said.to_lowercase().contains("limit");
    match (error, refusal) {
        (Error::No(_), _) if !for_now => Trouble::give_up(
            why.trim_end(),
            "correct the user's name or the password; some providers want an app password or OAuth 2.0",
        ),
        (_, Refusal::OfUs(after)) => Trouble::Retry { why: why.trim_end().to_owned(), after },
        _ => Trouble::retry(why.trim_end()),
    }
}

/// The server's words in an error of the library, which wraps them in debugging output.
fn words_of(error: &Error) -> String {
    let text = match error {
        Error::Io(error) if error.kind() == std::io::ErrorKind::Other => {
            return "an answer that makes no sense".to_owned();
        }
        Error::No(text) | Error::Bad(text) => text.clone(),
        other => other.to_string(),
    };
    let inner = text.split_once("info: Some(\"").and_then(|(_, rest)| rest.rsplit_once("\")")).map(|(inner, _)| inner);
    discreet(inner.unwrap_or(&text))
}

impl Said {
    /// Whether it went well; otherwise the server's words.
    pub(super) fn ok(self) -> Result<(), String> {
        match self {
            Self::Ok => Ok(()),
            Self::No(why) | Self::Bad(why) => Err(why),
        }
    }
}

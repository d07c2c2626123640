//! In charge of: coming from a server's name to an SMTP connection that takes our letters.

use std::{error::Error as _, io, net::SocketAddr, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters},
    extension::ClientId,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::SmtpSettings;
use crate::connection::{Login, Proof, Pulse, Security, Stream, Tls, Trouble, discreet};

/// Connects, secures the connection, and logs in.
pub(super) async fn connect(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, Trouble> {
    let server = &settings.server;
    let place = server.place();
    let hello = settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
    // Connected here, not by the library: it leaves short writes waiting for one another, and each letter would be 40 ms late.
    let bare = server.connect().await?;
    let stream = if server.security == Security::Tls {
        let tls = Tls::new(server.ca_file.as_deref())?;
        let secured = timeout(settings.patience, tls.secure(server, bare)).await;
        Stream::tls(secured.map_err(|_| silent(&place, settings.patience))??, Pulse::default())
    } else {
        Stream::plain(bare, Pulse::default())
    };
    let opening = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
    let mut connection = within(settings.patience, &place, opening).await?;
    if server.security == Security::StartTls {
        if !connection.can_starttls() {
            connection.abort().await;
            return Err(Trouble::give_up(
                format!("{place}: the server offers no STARTTLS"),
                "set `security = \"tls\"` and the port that goes with it (465, as a rule)",
            ));
        }
        within(settings.patience, &place, connection.starttls(tls(settings)?, &hello)).await?;
    }
    if let Some(login) = &settings.login {
        log_in(&mut connection, login, settings.patience, &place).await?;
    }
    Ok(connection)
}

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.peer()
    }
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, Trouble> {
    let server = &settings.server;
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.ca_file {
        let wrong = |why: String| {
            let mend = "let `ca_file` name a file with the server's CA certificate (PEM)";
            Trouble::give_up(format!("{}: {why}", path.display()), mend)
        };
        let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?);
    }
    builder.build().map_err(|error| Trouble::retry(format!("{}: TLS: {error}", server.place())))
}

async fn log_in(
    connection: &mut AsyncSmtpConnection,
    login: &Login,
    patience: Duration,
    place: &str,
) -> Result<(), Trouble> {
    let (secret, mechanisms): (SecretString, &[Mechanism]) = match &login.proof {
        Proof::Password(source) => (source.give(None).await?, &[Mechanism::Plain, Mechanism::Login]),
        Proof::Token(source) => (source.give(None).await?, &[Mechanism::Xoauth2]),
    };
    let credentials = Credentials::new(login.user.clone(), secret.expose_secret().to_owned());
    let said =
        timeout(patience, connection.auth(mechanisms, &credentials)).await.map_err(|_| silent(place, patience))?;
    let Err(error) = said else { return Ok(()) };
    let why = format!("{place}: the login is refused: {}", told(&error));
    if let Proof::Token(source) = &login.proof {
        // The next try must not come with the same one.
        source.give(Some(&secret)).await?;
        return Err(Trouble::retry(why));
    }
    Err(if error.is_permanent() {
        Trouble::give_up(
            why,
            "correct the user's name or the password; some providers want an app password or OAuth 2.0",
        )
    } else {
        Trouble::retry(why)
    })
}

/// A step of the dialogue, given up after `patience`.
pub(super) async fn within<T>(
    patience: Duration,
    place: &str,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Trouble> {
    match timeout(patience, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(sort(place, &error)),
        Err(_) => Err(silent(place, patience)),
    }
}

pub(super) fn silent(place: &str, patience: Duration) -> Trouble {
    Trouble::retry(format!("{place}: no answer within {} s", patience.as_secs()))
}

fn sort(place: &str, error: &lettre::transport::smtp::Error) -> Trouble {
    let why = told(error);
    if error.is_tls() || why.contains("certificate") {
        let why = format!("{place}: the server's certificate is refused: {why}");
        let mend = "correct `host` to the name in the certificate, or name the server's CA certificate in `ca_file`";
        return Trouble::give_up(why, mend);
    }
    Trouble::retry(format!("{place}: {why}"))
}

/// What the library or the server says, fit for the log: the code first, where there is one.
pub(super) fn told(error: &lettre::transport::smtp::Error) -> String {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    match error.status() {
        Some(code) => discreet(&format!("{code} {cause}")),
        None if error.is_response() => "the server has closed the connection, or its answer makes no sense".to_owned(),
        None => discreet(&cause),
    }
}

//! In charge of: a server's name and port, and the way there.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;
use tokio::{net::TcpStream, time::timeout};

use super::Trouble;

/// How a connection is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (ports 993 and 465).
    #[default]
    Tls,
    /// TLS after STARTTLS, which must be offered (ports 143 and 587).
    StartTls,
    /// No TLS: only to this very machine, unless [`Server::allow_cleartext`].
    Cleartext,
}

/// A server and how to speak to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, as in its certificate, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// A file with certificates (PEM) to be trusted besides the system's own: for private servers.
    pub ca_file: Option<PathBuf>,
    /// Clear text is allowed to other machines as well.
    pub allow_cleartext: bool,
}

/// How long a connection may take to come about, for each address of the server.
const CONNECT: Duration = Duration::from_secs(15);

impl Server {
    /// `host:port`, as it stands in every trouble.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Asks for the server's addresses.
    pub(crate) async fn addresses(&self) -> Result<Vec<SocketAddr>, Trouble> {
        let why = |what: &str| Trouble::retry(format!("{}: the name {what}", self.place()));
        let found = timeout(CONNECT, tokio::net::lookup_host((self.host.as_str(), self.port))).await;
        let found = found.map_err(|_| why("server gives no answer"))?;
        let addresses: Vec<_> = found.map_err(|error| why(&format!("cannot be looked up: {error}")))?.collect();
        if addresses.is_empty() {
            return Err(why("has no address"));
        }
        let elsewhere = addresses.iter().any(|address| !address.ip().is_loopback());
        if self.security == Security::Cleartext && elsewhere && !self.allow_cleartext {
            return Err(Trouble::give_up(
                format!("{}: passwords and mails would go there in clear text", self.place()),
                "set `security` to \"tls\" or \"starttls\", or `allow_cleartext = true` if the way there is safe",
            ));
        }
        Ok(addresses)
    }

    /// Connects to the first address that answers.
    pub(crate) async fn connect(&self) -> Result<TcpStream, Trouble> {
        let mut why = "no address".to_owned();
        for address in self.addresses().await? {
            match timeout(CONNECT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Commands are short, and each waits for its answer.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => why = format!("cannot connect: {error}"),
                Err(_) => why = format!("no connection within {} s", CONNECT.as_secs()),
            }
        }
        Err(Trouble::retry(format!("{}: {why}", self.place())))
    }
}

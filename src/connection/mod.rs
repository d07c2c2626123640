//! In charge of: reaching a mail server: its name and port, TLS, who we are there, and what may go wrong.
//!
//! Promises: an error says whether to try again (and when at the earliest) or to give up (and how to mend it); nothing goes over
//! the wire in clear text but to this very machine, or where the configuration allows it in so many words; STARTTLS is never silently left out.
//! Leaves to: [`crate::mailbox`] and [`crate::outbox`] what is said once a server is reached.

mod login;
mod oauth;
mod patience;
mod server;
mod stream;
mod tls;
mod trouble;

pub use login::{Login, Proof, Secrets};
pub use oauth::{Begins, Code, OAuth, OAuthSettings};
pub(crate) use patience::patiently;
pub use server::{Security, Server};
pub(crate) use stream::{Pulse, Stream};
pub(crate) use tls::Tls;
pub(crate) use trouble::discreet;
pub use trouble::{Trouble, Turn};

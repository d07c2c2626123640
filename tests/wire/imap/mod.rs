//! IMAP folders on a real Dovecot, through a proxy with faults, and on scripted servers.

mod catching_up;
mod logging_in;

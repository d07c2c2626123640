//! IMAP folders on a real Dovecot, through a proxy with faults, and on scripted servers.

mod breaking_off;
mod catching_up;
mod logging_in;
mod odd_servers;
mod sent_folder;

//! IMAP folders on a real Dovecot, through a proxy with faults, and on scripted servers.

mod breaking_off;
mod catching_up;
mod large_providers;
mod logging_in;
mod odd_servers;
mod renumbered;
mod sent_folder;

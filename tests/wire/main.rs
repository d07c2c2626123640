//! Mailboxes and outboxes on real folders, real servers and real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod bounces;
mod correspondent;
#[path = "../support/faults.rs"]
mod faults;
mod imap;
mod letter;
mod maildir;
mod pauses;
#[path = "../support/servers.rs"]
mod servers;
mod smtp;

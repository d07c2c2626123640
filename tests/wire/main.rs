//! Mailboxes and outboxes on real folders, real servers and real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod at_work;
mod bounces;
mod checking;
mod correspondent;
mod courier;
#[path = "../support/faults.rs"]
mod faults;
mod faults_table;
mod imap;
mod letter;
mod maildir;
mod oauth;
mod on_the_road;
mod pauses;
mod programs;
#[path = "../support/running.rs"]
mod running;
#[path = "../support/servers.rs"]
mod servers;
mod smtp;

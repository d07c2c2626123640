//! The ledger against a real SQLite: what it keeps, what it refuses, and what a crash leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod chain;
mod correspondence;
mod letters;
mod mails;
mod migrations;
mod threads;

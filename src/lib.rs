//! # inwriting: Cc it, and it is in writing
//!
//! A person of a team puts the bot's address in Cc on a client mail. The daemon reads the thread, records who owes what
//! to whom, until when, and what happens otherwise, writes it back into the thread, reminds, states the agreed
//! consequence when a date has passed, and sends the team a digest. This page is the paper of its architecture; the
//! modules below stand in the order in which they may use each other: a module uses what stands above it, never what
//! stands below (`tests/house_rules.rs` holds us to it).
//!
//! ## The road of a mail
//!
//! One type a stage, one verb a stage:
//!
//! ```text
//!  RawMail ──parse──▶ Mail ──read──▶ Statement ──settle──▶ Change ──plan──▶ Notice ──write──▶ Letter ──send──▶ Receipt
//!  mailbox            mail           reading               agreement        schedule          letters          outbox
//! ```
//!
//! * [`connection`] is what the ways to a mail server share.
//! * [`mailbox`] brings raw mail from IMAP or a Maildir, and moves its mark only after the ledger has committed.
//! * [`mail`] takes a mail apart: MIME, charset, own text apart from quotes and signature, automatic or not.
//! * [`reading`] finds in the own text who promises, asks, accepts, moves or delivers what; [`language`] holds the words
//!   as data, one folder a language: the engine knows no language by name.
//! * [`agreement`] is the state machine: statements on a thread give changes.
//! * [`schedule`] turns agreements and the clock into notices: confirm, remind, overdue, digest.
//! * [`outlook`] tells what follows from the dates as they stand: time that is short, dates that move with others.
//! * [`report`] gathers the facts of a thread, apart from what anybody makes of them.
//! * [`letters`] turns a notice into a letter in the thread's language.
//! * [`ledger`] keeps everything in SQLite; all SQL is there.
//! * [`outbox`] sends by SMTP or into a Maildir.
//! * [`daemon`] joins them: mail came, a time came, a letter waits. It is the only module that knows all.
//! * [`cli`] is the command line: it lets a person look into each stage, and starts the daemon.
//!
//! From [`mail`] to [`letters`] all is pure: no I/O, no async, no clock; `now` is an argument. What a pure module needs of the
//! configuration is handed to it as a value of [`model`] (an [`model::Office`], say).
//!
//! ## One transaction
//!
//! The mail seen, the changes and what the mail is to be answered with commit together; only then does the mailbox move its mark. All letters
//! follow from what is on record, what is owed and the clock: finished, with their own Message-IDs, they commit together with the notices they
//! say; only then does the outbox send. A mail seen again has no second effect; a letter cut off after DATA goes again under the same Message-ID.

pub mod model;

pub mod clock;

pub mod language;

pub mod mail;

pub mod reading;

pub mod agreement;

pub mod schedule;

pub mod outlook;

pub mod report;

pub mod letters;

pub mod ledger;

pub mod connection;

pub mod mailbox;

pub mod outbox;

pub mod config;

pub mod daemon;

pub mod cli;

//! The daemon is killed at random moments, again and again: nothing is lost, nothing is done twice.
//!
//! `cargo test --release --test crash -- --ignored --nocapture` runs the long one: 300 mails, 200 kills.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/running.rs"]
mod running;
#[path = "support/servers.rs"]
mod servers;

use std::{
    collections::HashMap,
    sync::mpsc,
    time::{Duration, Instant},
};

use inwriting::ledger::LetterState;
use running::{Bot, header, mails, post};
use servers::servers;

/// A mail that begins a thread of its own with one promise.
fn mail(number: u32, bot: &str, client: &str) -> String {
    format!(
        "From: Mia Kern <mia@studio.example>\r\nTo: Tom Long <{client}>\r\nCc: {bot}\r\nSubject: Slides {number}\r\n\
         Message-ID: <{number}.{bot}>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
         I will send you the final slides by Friday, 27 November 2036.\r\n\r\nBest\r\nMia\r\n"
    )
}

/// Numbers that look random and are the same in every run (xorshift, https://www.jstatsoft.org/article/view/v008i14).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Lets some time pass: there is nothing to wait for but a random moment.
fn let_pass(time: Duration) {
    let (_sender, nobody) = mpsc::channel::<()>();
    let _ = nobody.recv_timeout(time);
}

fn killed_again_and_again(name: &str, mails_in_all: u32, kills: u32) {
    let servers = servers();
    let client = format!("tom-{name}@bank.example");
    let bot = Bot::new(name, servers.imap, servers.smtp);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut posted = 0;
    // How long a start takes until the first mail is on record: moments are drawn from the start to well past it.
    post(&bot.address, &mail(posted, &bot.address, &client));
    posted += 1;
    let begun = Instant::now();
    let mut daemon = bot.start();
    while mails(&client).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the first confirmation never came:\n{}", bot.log());
        let_pass(Duration::from_millis(5));
    }
    let span = begun.elapsed().as_micros() as u64 * 3 / 2;
    for kill in 0..kills {
        // The mails are spread over the kills; the last of them come while the daemon still dies.
        while posted < mails_in_all * (kill + 1) / kills {
            post(&bot.address, &mail(posted, &bot.address, &client));
            posted += 1;
        }
        let_pass(Duration::from_micros(dice.below(span)));
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        daemon = bot.start();
    }
    let begun = Instant::now();
    let all_sent = || {
        let ledger = bot.ledger()?;
        let threads = ledger.threads().ok()?;
        let done = threads.iter().filter(|thread| {
            let letters = ledger.letters_of(thread.id).unwrap_or_default();
            !letters.is_empty() && letters.iter().all(|letter| letter.state == LetterState::Sent)
        });
        (done.count() >= mails_in_all as usize).then_some(())
    };
    while all_sent().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(240), "not all letters went out:\n{}", bot.log());
        let_pass(Duration::from_millis(100));
    }
    take_stock(&bot, &client, mails_in_all, kills);
    daemon.kill().unwrap();
    daemon.wait().unwrap();
}

/// Compares what is on record with what lies in the client's mailbox.
fn take_stock(bot: &Bot, client: &str, mails_in_all: u32, kills: u32) {
    let ledger = bot.ledger().unwrap();
    ledger.verify().unwrap().expect("the chain of events is whole");
    let threads = ledger.threads().unwrap();
    assert_eq!(threads.len(), mails_in_all as usize, "every mail on record, once");
    let mut tries = HashMap::new();
    for thread in &threads {
        assert_eq!(thread.agreements.len(), 1, "{}", thread.subject);
        let letters = ledger.letters_of(thread.id).unwrap();
        assert_eq!(letters.len(), 1, "one confirmation of {}", thread.subject);
        tries.insert(letters[0].letter.id.to_string(), letters[0].tries);
    }
    // Postfix has taken them all; the last may still be on their way into the mailbox.
    let begun = Instant::now();
    let delivered = loop {
        let mut delivered: HashMap<String, u32> = HashMap::new();
        for mail in mails(client) {
            let id = header(&mail, "Message-ID").unwrap().trim_matches(['<', '>']).to_owned();
            *delivered.entry(id).or_default() += 1;
        }
        if delivered.len() >= tries.len() || begun.elapsed() > Duration::from_secs(60) {
            break delivered;
        }
        let_pass(Duration::from_millis(50));
    };
    let doubles: Vec<&String> = delivered.iter().filter(|(_, times)| **times > 1).map(|(id, _)| id).collect();
    println!(
        "{mails_in_all} mails, {kills} kills: {} threads on record, {} letters written, {} delivered, {} of them twice",
        threads.len(),
        tries.len(),
        delivered.len(),
        doubles.len()
    );
    for id in tries.keys() {
        assert!(delivered.contains_key(id), "a letter was lost: {id}");
    }
    assert_eq!(delivered.len(), tries.len(), "no letter but those on record");
    for id in doubles {
        assert!(tries[id] > 1, "{id} came twice, and was not cut off");
    }
}

#[test]
fn killed_twenty_times_the_daemon_loses_nothing_and_doubles_nothing() {
    killed_again_and_again("crash", 30, 20);
}

#[test]
#[ignore = "takes minutes: the long run"]
fn killed_two_hundred_times_the_daemon_loses_nothing_and_doubles_nothing() {
    killed_again_and_again("long-crash", 300, 200);
}

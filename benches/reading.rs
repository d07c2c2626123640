//! How fast mails are read: `cargo bench --bench reading`. Takes some seconds.
//!
//! The mails are those of the labelled threads in `corpus/`, each read as the next one of its thread, beside a bare parse of the same
//! bytes by mail-parser. Printed are the best of [`ROUNDS`] rounds and the memory at its peak.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[allow(dead_code)]
#[path = "../examples/learn/threads.rs"]
mod threads;

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use inwriting::{
    agreement,
    language::Packs,
    mail,
    model::{Mail, Thread},
    reading::{Reader, Weights},
};

const ROUNDS: usize = 5;

fn main() {
    let before = memory("VmRSS:");
    let packs = Packs::embedded().unwrap();
    let reader = Reader { packs, weights: Weights::embedded() };
    let loaded = memory("VmRSS:");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let threads = threads::load(&root.join("corpus/train"), packs).unwrap();
    let raws: Vec<_> = threads.iter().flat_map(|thread| &thread.raws).collect();
    let bytes: usize = raws.iter().map(|raw| raw.bytes.len()).sum();
    let scenes: Vec<_> = threads.iter().flat_map(|thread| scenes(thread, &reader)).collect();
    let clauses: usize = scenes
        .iter()
        .map(|(labelled, mail, thread)| reader.read_and_explain(mail, thread, &labelled.office).explained.len())
        .sum();
    println!("{} mails, {:.1} MB, {clauses} clauses of their own words", raws.len(), bytes as f64 / 1e6);
    let bare = best(|| {
        for raw in &raws {
            black_box(mail_parser::MessageParser::default().parse(&raw.bytes));
        }
    });
    let taken_apart = best(|| {
        for raw in &raws {
            black_box(mail::parse(raw, packs, &[]).unwrap());
        }
    });
    let read = best(|| {
        for (labelled, mail, thread) in &scenes {
            black_box(reader.read(mail, thread, &labelled.office));
        }
    });
    let line = |name: &str, time: Duration, each: f64, of: &str| {
        let (mails, megabytes) = (time.as_secs_f64() / raws.len() as f64, bytes as f64 / 1e6 / time.as_secs_f64());
        println!("{name:38} {:8.1} us a mail   {megabytes:8.2} MB/s   {each:8.1} us {of}", mails * 1e6);
    };
    let a_clause = |time: Duration| time.as_secs_f64() * 1e6 / clauses as f64;
    line("mail-parser alone (the bare parse)", bare, a_clause(bare), "a clause");
    line("taken apart (MIME, quotes, signature)", taken_apart, a_clause(taken_apart), "a clause");
    line("read (who owes what, until when)", read, a_clause(read), "a clause");
    line("both", taken_apart + read, a_clause(taken_apart + read), "a clause");
    println!(
        "memory: languages and weights {} MB, at the peak {} MB",
        (loaded - before) / 1024,
        memory("VmHWM:") / 1024
    );
}

/// Each mail of a thread with the thread as it stood before it.
fn scenes<'t>(labelled: &'t threads::Labelled, reader: &Reader<'_>) -> Vec<(&'t threads::Labelled, &'t Mail, Thread)> {
    let mut thread = labelled.begin();
    let mut found = Vec::new();
    for (_, mail) in &labelled.mails {
        let reading = reader.read(mail, &thread, &labelled.office);
        found.push((labelled, mail, thread.clone()));
        let settled = agreement::settle(&thread, mail, &reading.statements, &labelled.office);
        thread.apply(&settled.events);
        threads::enter(&mut thread, mail);
    }
    found
}

fn best(mut round: impl FnMut()) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        round();
        started.elapsed()
    });
    rounds.min().unwrap()
}

/// A figure of this process in KB (proc(5)); 0 where there is none.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

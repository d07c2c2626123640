//! Random correspondences against a plain model of the rules: people who answer, repeat themselves, are late, are wrong or not asked at
//! all, and programs that answer everything. Whatever they write, the rules hold ([`rules`]).
//!
//! `cargo test --test correspondences` plays 500; the long run plays 20,000 (or as many as `CORRESPONDENCES` says), from a seed of its own:
//! `cargo test --release --test correspondences -- --ignored`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../support"]
mod support {
    pub mod clock;
    pub mod mail;
    pub mod office;
}

mod calls;
mod play;
mod rules;
mod script;

use std::cell::Cell;

use play::World;
use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use script::Script;

fn play(cases: u32, seed: [u8; 32]) {
    hold(cases, seed, script::script(), |_| {});
}

/// Holds the rules to so many scripts, and looks at what each has led to.
fn hold(cases: u32, seed: [u8; 32], scripts: impl Strategy<Value = Script>, look: impl Fn(&World)) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 250, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let outcome = runner.run(&scripts, |script| play::perform(&script).map(|world| look(&world)));
    if let Err(broken) = outcome {
        panic!("seed {seed:?}:\n{broken}");
    }
}

// Always the same correspondences: what fails here fails everywhere. In four parts, so that they are played side by side; and a few more of calls alone.

#[test]
fn whatever_people_write_the_rules_hold() {
    play(125, [11; 32]);
}

#[test]
fn whatever_other_people_write_they_hold_too() {
    play(125, [12; 32]);
}

#[test]
fn whatever_comes_twice_or_late_they_hold_too() {
    play(125, [13; 32]);
}

#[test]
fn whatever_programs_answer_they_hold_too() {
    play(125, [14; 32]);
}

#[test]
fn whatever_calls_are_written_down_they_hold_and_some_are_told() {
    let told = Cell::new(0);
    hold(80, [15; 32], script::calls(), |world| told.set(told.get() + calls::told(world)));
    assert!(told.get() >= 8, "of 80 calls {} were told", told.get());
}

#[test]
#[ignore = "the long run: 20,000 correspondences take a while"]
fn whatever_people_write_the_rules_hold_in_the_long_run() {
    let cases = std::env::var("CORRESPONDENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&now.to_le_bytes());
    play(cases, seed);
}

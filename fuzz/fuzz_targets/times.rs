//! Any text as one that names times, in all languages together. `cargo +nightly fuzz run times -- -timeout=5`.
#![no_main]

use inwriting::{
    language::{Pack, Packs},
    reading::time::find,
};
use jiff::{civil, tz::TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let packs: Vec<&Pack> = Packs::embedded().expect("the languages load").iter().collect();
    let at = civil::date(2026, 6, 11).at(10, 12, 0, 0).to_zoned(TimeZone::UTC).expect("a moment");
    let mut before = 0;
    for time in find(text, &at, &packs, "Europe/Berlin") {
        assert!(before <= time.start && time.start < time.end && time.end <= text.len());
        assert!(text.get(time.start..time.end).is_some());
        before = time.end;
    }
});

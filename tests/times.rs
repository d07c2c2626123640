//! In charge of: the time corpora of the language packs: `src/language/<code>/times.toml`, one meaning followed by many wordings,
//! the words of the time in brackets, and lines that name no time.
//!
//! Promises: place in the text and value are compared, with LF and with CRLF; an empty corpus fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::{fmt::Write as _, fs, path::Path, str::FromStr as _, time::Instant};

use inwriting::{
    language::{Pack, Packs},
    model::Moment,
    reading::time::{TimeExpression, find},
};
use jiff::{Zoned, tz::TimeZone};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    now: String,
    none: Vec<String>,
    means: Vec<Meaning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    value: String,
    said: Vec<String>,
}

fn corpora() -> Vec<(&'static Pack, Corpus)> {
    let packs = Packs::embedded().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language");
    let read = |pack: &'static Pack| {
        let path = folder.join(pack.code()).join("times.toml");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (pack, toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    };
    packs.iter().map(read).collect()
}

fn moment_of(text: &str) -> Zoned {
    let at = jiff::Timestamp::from_str(text).unwrap();
    let pieces = jiff::fmt::temporal::Pieces::parse(text).unwrap();
    at.to_zoned(TimeZone::fixed(pieces.to_numeric_offset().unwrap()))
}

fn shown(moment: Moment) -> String {
    match moment {
        Moment::Day(date) => date.to_string(),
        Moment::Clock(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
    }
}

/// What is read of `line` where `wanted` stands at `start..end`; `None` where that is right.
fn wrong(found: &[TimeExpression], line: &str, wanted: &str, start: usize, end: usize) -> Option<String> {
    let right = |time: &TimeExpression| time.start == start && time.end == end && shown(time.moment) == wanted;
    if found.iter().any(right) {
        return None;
    }
    let read: Vec<String> = found
        .iter()
        .map(|time| format!("{:?} = {} ({})", &line[time.start..time.end], shown(time.moment), time.rule))
        .collect();
    Some(read.join(", "))
}

#[test]
fn every_wording_is_read_where_it_stands_as_what_it_means() {
    let mut report = String::new();
    let mut failed = Vec::new();
    for (pack, corpus) in corpora() {
        let at = moment_of(&corpus.now);
        let (mut lines, mut right) = (0, 0);
        for meaning in &corpus.means {
            for said in &meaning.said {
                let start = said.find('[').unwrap_or_else(|| panic!("{}: no brackets in {said}", pack.code()));
                let end = said.find(']').unwrap() - 1;
                let line = said.replace(['[', ']'], "");
                lines += 1;
                let mut misread = None;
                for newline in ["\n", "\r\n"] {
                    let text = format!("Abc,{newline}{newline}{line}{newline}{newline}Xyz{newline}");
                    let before = 4 + 2 * newline.len();
                    let found = find(&text, &at, &[pack], "Europe/Berlin");
                    misread = misread.or(wrong(&found, &text, &meaning.value, start + before, end + before));
                }
                right += usize::from(misread.is_none());
                if let Some(read) = misread {
                    writeln!(report, "{}: {said}: wanted {}, read {read}", pack.code(), meaning.value).unwrap();
                }
            }
        }
        println!("{}: {right} of {lines}", pack.code());
        assert!(lines >= 150, "{}: the corpus has only {lines} lines", pack.code());
        if right * 100 < lines * 95 {
            failed.push(pack.code());
        }
    }
    println!("{report}");
    assert!(failed.is_empty(), "less than 95 of 100 lines read right: {failed:?}");
}

#[test]
fn no_time_is_read_where_none_stands() {
    let mut report = String::new();
    for (pack, corpus) in corpora() {
        let at = moment_of(&corpus.now);
        assert!(corpus.none.len() >= 20, "{}: too few lines without a time", pack.code());
        for line in &corpus.none {
            for time in find(line, &at, &[pack], "Europe/Berlin") {
                let words = &line[time.start..time.end];
                writeln!(report, "{}: {line}: {words:?} = {}", pack.code(), shown(time.moment)).unwrap();
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let packs: Vec<&Pack> = Packs::embedded().unwrap().iter().collect();
    let at = moment_of("2026-06-11T10:12:00+02:00");
    for unit in [
        "the the the ",
        "12.",
        "1-",
        "next next ",
        "by by ",
        "Friday, ",
        "12 ",
        "\u{300}",
        "в к до ",
        "[[[",
        "10:00-",
        "০",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let started = Instant::now();
        let found = find(&text, &at, &packs, "");
        assert!(started.elapsed().as_secs() < 10, "{unit:?} took {:?}", started.elapsed());
        for time in found {
            assert!(text.is_char_boundary(time.start) && text.is_char_boundary(time.end) && time.start < time.end);
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_spans_lie_in_it(text in "(?s).{0,80}", words in "[0-9./: ,-]{0,20}(Friday|12|пятницу|cuma|সোমবার|баасан|bis|by|June|next|week| )*") {
        let packs: Vec<&Pack> = Packs::embedded().unwrap().iter().collect();
        let at = moment_of("2026-06-11T10:12:00+02:00");
        for text in [text.clone(), words.clone(), format!("{words}{text}")] {
            let mut before = 0;
            for time in find(&text, &at, &packs, "") {
                proptest::prop_assert!(time.start >= before && time.start < time.end && time.end <= text.len());
                proptest::prop_assert!(text.get(time.start..time.end).is_some());
                before = time.end;
            }
        }
    }
}

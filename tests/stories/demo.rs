//! The demo, as a newcomer meets it.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output},
};

fn demo(folder: &Path) -> Output {
    played(folder, &[])
}

fn played(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_inwriting"))
        .args(["demo", "--folder"])
        .arg(folder)
        .args(more)
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

/// What a demo told, whose `turns` must come in this order.
fn told_in_order(demo: Output, turns: &[&str]) -> String {
    let told = String::from_utf8(demo.stdout).unwrap();
    assert!(demo.status.success(), "{told}{}", String::from_utf8_lossy(&demo.stderr));
    let mut rest = told.as_str();
    for turn in turns {
        let (_, after) = rest.split_once(turn).unwrap_or_else(|| panic!("“{turn}” is missing here:\n{rest}"));
        rest = after;
    }
    told
}

#[test]
fn the_demo_tells_the_story_in_short_with_its_consequence_chain_rush_feedback_and_report() {
    let place = tempfile::tempdir().unwrap();
    let turns = [
        "10:12  Mia → Tom, the bot in Cc",
        "Otherwise your last edits will not make it into the deck.",
        "recorded: 1. asked for, until Fri 2026-06-12 16:00, with its consequence",
        "recorded: 2. agreed, until Tue 2026-06-16, counted from 1",
        "10:27  inwriting → Mia and Tom: what stands in writing",
        "shared responsibility",
        "recorded: 1. accepted",
        "09:00  inwriting → Tom and Mia: a reminder",
        "17:00  inwriting → Tom and Mia: a date has passed",
        "\"your last edits will not make it into the deck\"",
        "Mia Kern wrote this",
        "recorded: 2. moved to Wed 2026-06-17",
        "09:00  inwriting → Tom: how did it go?",
        "4. The deck was good.",
        "inwriting report",
        "TIMELINE",
        "✓",
    ];
    let told = told_in_order(demo(&place.path().join("story")), &turns);
    for left_out in ["I am a program", "Read from:", "To answer, reply"] {
        assert!(!told.contains(left_out), "{left_out}: {told}");
    }
    let (story, _) = told.split_once("That was the whole of it").unwrap();
    let is_word = |piece: &&str| piece.starts_with(|first: char| first.is_alphabetic() || "(\"".contains(first));
    let words = story.split_whitespace().filter(is_word).count();
    assert!(told.lines().count() < 100, "no longer short: {} lines", told.lines().count());
    assert!(words < 360, "more than a minute's reading: {words} words");
}

#[test]
fn the_demo_plays_the_story_to_its_end_with_each_letter_in_full_and_plays_it_again() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("story");
    let turns = [
        "10:12  Mia Kern writes to Tom Ray, the bot in Cc",
        "otherwise: your last edits",
        "10:27  inwriting writes to Mia Kern and Tom Ray: what stands in writing",
        "12 slides; 16:9; two rounds of revision",
        "shared responsibility",
        "11:05  Tom Ray writes to Mia Kern, the bot in Cc",
        "Friday, 12 June 2026",
        "09:00  inwriting writes to Tom Ray and Mia Kern: a reminder",
        "17:00  inwriting writes to Tom Ray and Mia Kern: a date has passed",
        "\"your last edits will not make it into the deck\"",
        "08:30  inwriting writes to Mia Kern: the morning's list",
        "3 days after",
        "Wednesday, 17 June 2026 (was: Tuesday, 16 June 2026)",
        "22:30  inwriting writes to Mia Kern and Tom Ray: what stands in writing",
        "09:00  inwriting writes to Tom Ray: how did it go?",
        "09:20  Tom Ray writes to the bot",
        "inwriting report tells the facts",
        "3 days after the date",
        "4/5: Tom Ray",
    ];
    let told = told_in_order(played(&folder, &["--letters"]), &turns);
    assert!(!told.contains('\u{1b}'), "no colour where there is no terminal");
    let path = folder.display().to_string();
    for line in told.lines().filter(|line| !line.contains(&path)) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for left in ["mail/tom@bank.example/new", "mail/mia@studio.example/new", "record.sqlite", "config.toml"] {
        assert!(folder.join(left).exists(), "{left}");
    }
    assert_eq!(String::from_utf8(played(&folder, &["--letters"]).stdout).unwrap(), told);
}

/// `inwriting report` with these arguments, by the configuration that a demo left in `folder`.
fn report(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inwriting"));
    command.args(["report", "-c"]).arg(folder.join("config.toml")).args(args).output().unwrap()
}

#[test]
fn the_facts_of_a_client_are_told_with_each_line_s_mail_and_words() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("story");
    assert!(demo(&folder).status.success());
    let told = report(&folder, &["--client", "bank.example"]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(told.status.success(), "{text}");
    let (facts, sources) = text.split_once("MAILS AND LETTERS").unwrap();
    let numbers = |text: &str| -> BTreeSet<u32> {
        let parts = text.split('[').skip(1).filter_map(|part| part.split_once(']'));
        parts.filter_map(|(number, _)| number.parse().ok()).collect()
    };
    let (used, listed) = (numbers(facts), numbers(sources));
    assert!(used.len() > 5 && used.is_subset(&listed), "{used:?} of {listed:?}");
    for label in ["Who:", "Agreed:", "Moved:", "Outcome:", "Terms:"] {
        let line = facts.split(label).nth(1).unwrap_or_else(|| panic!("no {label} in {facts}"));
        let line: String = line.lines().take(2).collect();
        assert!(!numbers(&line).is_empty(), "{label} names no mail: {line}");
    }
    assert!(facts.contains("bank.example, number 2: 1 day, moved with number 1"), "{facts}");
    for entry in sources.split("\n- ").skip(1) {
        let words = entry.contains('"') || entry.contains("letter to");
        assert!(entry.contains('<') && words, "without its mail or its words: {entry}");
    }
    let page = place.path().join("report.html");
    let written = report(&folder, &["--client", "BANK.example", "--html", &page.display().to_string()]);
    assert!(written.status.success());
    assert!(fs::read_to_string(&page).unwrap().contains("<html"));
    let nobody = report(&folder, &["--client", "other.example"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("nothing of the kind is on record"));
}

#[test]
fn a_folder_that_is_not_from_a_demo_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("thesis.txt"), "ten years of work").unwrap();
    let refused = demo(place.path());
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("--folder"), "{told}");
    assert_eq!(fs::read_to_string(place.path().join("thesis.txt")).unwrap(), "ten years of work");
}

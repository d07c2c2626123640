//! The command line as people and programs meet it: what it says of itself, how it ends, what it prints.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "cli/record.rs"]
mod record;

use std::{fs, path::Path, process::Output};

use assert_cmd::Command;
use serde_json::{Value, json};

/// A thread of two mails: Mia asks with the bot in Cc, Tom says yes.
const ASKED: &str = "From: Mia Kern <mia@studio.example>\r\nTo: Tom Ray <tom@bank.example>\r\nCc: agree@studio.example\r\n\
    Subject: Keynote deck\r\nDate: Thu, 11 Jun 2026 10:12:00 +0200\r\nMessage-ID: <m1@studio.example>\r\n\r\n\
    Hi Tom,\r\n\r\nplease send us all materials by Friday noon, otherwise we lose the slot.\r\n\r\nMia\r\n-- \r\nMia Kern, Studio Kern\r\n";
const ACCEPTED: &str = "From: Tom Ray <tom@bank.example>\r\nTo: Mia Kern <mia@studio.example>\r\nCc: agree@studio.example\r\n\
    Subject: Re: Keynote deck\r\nDate: Thu, 11 Jun 2026 11:30:00 +0200\r\nMessage-ID: <m2@bank.example>\r\n\
    In-Reply-To: <m1@studio.example>\r\nReferences: <m1@studio.example>\r\n\r\n\
    Will do.\r\n\r\nOn Thu, 11 Jun 2026 at 10:12, Mia Kern <mia@studio.example> wrote:\r\n> please send us all materials by Friday noon\r\n";

fn inwriting() -> Command {
    let mut command = Command::cargo_bin("inwriting").unwrap();
    command.env("COLUMNS", "100").env_remove("RUST_LOG");
    command
}

fn run(arguments: &[&str]) -> Output {
    inwriting().args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The objects of an answer in JSON, one a line.
fn lines(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", err(output));
    out(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn extract(paths: &[&Path], more: &[&str]) -> Output {
    let mut command = inwriting();
    command.args(["extract", "--bot", "agree@studio.example", "--team", "studio.example", "--zone", "Europe/Berlin"]);
    command.args(more).args(paths).output().unwrap()
}

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let commands = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    let commands = commands.lines().take_while(|line| !line.trim().is_empty());
    let named = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn each_command_explains_itself_and_what_it_takes() {
    let help = out(&run(&["--help"]));
    assert!(help.contains("Cc it, and it is in writing."), "{help}");
    assert!(help.contains("Exit status: 0 done, 1 it could not be done"), "{help}");
    let mut asked: Vec<Vec<String>> = listed(&help).into_iter().map(|name| vec![name]).collect();
    assert!(asked.len() >= 4, "{asked:?}");
    let mut explained = 0;
    while let Some(command) = asked.pop() {
        let output = inwriting().args(&command).arg("--help").output().unwrap();
        let help = out(&output);
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        assert!(help.contains(&format!("Usage: inwriting {}", command.join(" "))), "{help}");
        asked.extend(listed(&help).into_iter().map(|name| [command.clone(), vec![name]].concat()));
        // Whatever can be given is explained: no option stands without a word beside or below it.
        let bare = help.lines().zip(help.lines().skip(1)).find(|(line, next)| {
            line.trim_start().starts_with("--") && line.split_whitespace().count() < 3 && next.trim().is_empty()
        });
        assert!(bare.is_none(), "{command:?}: {bare:?}");
        explained += 1;
    }
    assert!(explained > 5, "only {explained}");
}

#[test]
fn what_is_not_understood_ends_with_2_and_says_what_would_be() {
    for (arguments, told) in [
        (vec![], "Usage: inwriting <COMMAND>"),
        (vec!["extrakt"], "a similar subcommand exists: 'extract'"),
        (
            vec!["extract", "--bot", "agree", "--team", "studio.example", "x"],
            "`agree` is no mail address: expected something like",
        ),
        (vec!["extract", "--bot", "a@b.example", "--team", "a b", "x"], "expected a domain like `studio.example`"),
        (
            vec!["extract", "--bot", "a@b.example", "--team", "b.example", "--zone", "CEST!", "x"],
            "like `Europe/Berlin`",
        ),
        (vec!["extract", "--bot", "a@b.example", "--team", "b.example"], "<PATH>..."),
        (vec!["show", "first"], "expected the number of a thread (3)"),
        (vec!["inspect", "mail", "--format", "xml", "x"], "[possible values: table, json]"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(told), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_done_ends_with_1_and_names_the_place_and_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("config.toml"), "[office]\nadress = \"agree@studio.example\"\n").unwrap();
    fs::write(path("no.sqlite"), "this is no database, but long enough to look like one".repeat(20)).unwrap();
    fs::create_dir(path("empty")).unwrap();
    let (config, ledger, empty, nothing) = (path("config.toml"), path("no.sqlite"), path("empty"), path("nothing"));
    for (arguments, told) in [
        (vec!["inspect", "mail", &nothing], vec![nothing.as_str(), "No such file"]),
        (vec!["inspect", "mail", &empty], vec![empty.as_str(), "it is no Maildir", "name a Maildir, an mbox or mails"]),
        (vec!["agreements", "-c", &nothing], vec![nothing.as_str(), "cannot be read", "config.example.toml"]),
        (vec!["agreements", "-c", &config], vec!["config.toml:2:1: unknown key `adress`", "did you mean `address`?"]),
        (vec!["agreements", "--ledger", &nothing], vec![nothing.as_str(), "cannot be opened"]),
        (vec!["show", "1", "--ledger", &ledger], vec!["no.sqlite"]),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", err(&output));
        assert!(err(&output).starts_with("error: "), "{}", err(&output));
        assert!(told.iter().all(|told| err(&output).contains(told)), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn extract_prints_an_object_a_line_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("thread.mbox");
    fs::write(&mbox, record::mbox(&[ASKED, ACCEPTED])).unwrap();
    let read = lines(&extract(&[&mbox], &["--format", "json"]));
    assert_eq!(read.len(), 1, "{read:?}");
    let mut line = read[0].clone();
    let rule = line["rule"].take();
    assert!(rule.as_str().is_some_and(|rule| !rule.is_empty()), "{rule}");
    let confidence = line["confidence"].take();
    assert!(confidence.as_f64().is_some_and(|sure| sure > 0.5 && sure <= 1.0), "{confidence}");
    let what = line["what"].take();
    assert!(what.as_str().unwrap().contains("materials") && what.as_str().unwrap().len() <= 90, "{what}");
    let quote = line["quote"].take();
    assert!(quote.as_str().unwrap().contains("all materials by Friday noon"), "{quote}");
    let consequence = line["consequence"].take();
    assert!(consequence.as_str().unwrap().contains("lose the slot"), "{consequence}");
    assert_eq!(
        line,
        json!({
            "debtor": "tom@bank.example", "debtor_name": "Tom Ray", "creditor": "mia@studio.example",
            "what": null, "due": "2026-06-12T12:00:00+02:00", "due_text": "by Friday noon", "status": "agreed",
            "consequence": null, "effect": { "kind": "slot_lost" }, "quote": null, "message_id": "m1@studio.example", "rule": null, "confidence": null,
            "language": "en", "thread": "m1@studio.example",
        })
    );
}

#[test]
fn mails_are_read_alike_from_files_an_mbox_a_folder_and_a_maildir_in_whatever_order_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("backwards.mbox"), record::mbox(&[ACCEPTED, ASKED])).unwrap();
    for path in ["eml", "box/cur", "box/new", "box/tmp"] {
        fs::create_dir_all(at(path)).unwrap();
    }
    // LF line ends, as tools on Unix write them.
    fs::write(at("eml/1.eml"), ACCEPTED.replace("\r\n", "\n")).unwrap();
    fs::write(at("eml/2.EML"), ASKED).unwrap();
    fs::write(at("box/new/1781170000.a.host"), ACCEPTED).unwrap();
    fs::write(at("box/cur/1781170001.b.host:2,S"), ASKED).unwrap();
    let json = ["--format", "json"];
    let expected = out(&extract(&[&at("backwards.mbox")], &json));
    assert!(expected.contains("\"status\":\"agreed\""), "{expected}");
    assert_eq!(out(&extract(&[&at("eml")], &json)), expected);
    assert_eq!(out(&extract(&[&at("box")], &json)), expected);
    assert_eq!(out(&extract(&[&at("eml/2.EML"), &at("eml/1.eml")], &json)), expected);
    // The same mails twice are the same mails.
    assert_eq!(out(&extract(&[&at("eml"), &at("box")], &json)), expected);
    assert_eq!(fs::read(at("eml/2.EML")).unwrap(), ASKED.as_bytes(), "nothing is altered");
}

#[test]
fn extract_shows_people_a_table_and_explains_each_sentence_if_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("thread.mbox");
    fs::write(&mbox, record::mbox(&[ASKED, ACCEPTED])).unwrap();
    let table = out(&extract(&[&mbox], &[]));
    assert!(table.starts_with("Keynote deck\nNo.  state   due"), "{table}");
    assert!(table.contains("1    agreed  Fri 2026-06-12 12:00  Tom Ray"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");

    let explained = out(&extract(&[&mbox], &["--explain"]));
    assert!(explained.contains("2026-06-11 10:12 mia@studio.example\n"), "{explained}");
    assert!(explained.lines().count() > table.lines().count() + 3, "{explained}");
    let beside = extract(&[&mbox], &["--explain", "--format", "json"]);
    assert_eq!(lines(&beside).len(), 1);
    assert!(err(&beside).contains("2026-06-11 10:12 mia@studio.example\n"), "{}", err(&beside));
}

#[test]
fn a_mail_that_cannot_be_read_is_told_and_the_others_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.eml"), ASKED).unwrap();
    fs::write(folder.path().join("2.eml"), "").unwrap();
    fs::write(folder.path().join("3.eml"), [0u8; 4096]).unwrap();
    let output = extract(&[folder.path()], &["--format", "json"]);
    assert_eq!(lines(&output).len(), 1);
    assert!(err(&output).contains("2.eml, mail 1: left out: "), "{}", err(&output));
}

#[test]
fn inspect_mail_prints_the_parts_of_each_mail() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("thread.mbox");
    let answer = "From: Tom Ray <tom@bank.example>\r\nTo: mia@studio.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\
        Date: Thu, 11 Jun 2026 12:00:00 +0200\r\nMessage-ID: <m3@bank.example>\r\n\r\nI am away until Monday.\r\n";
    fs::write(&mbox, record::mbox(&[ASKED, ACCEPTED, answer])).unwrap();
    let read = lines(&run(&["inspect", "mail", "--format", "json", mbox.to_str().unwrap()]));
    let keys = |at: usize, keys: &[&str]| Value::from_iter(keys.iter().map(|key| (*key, read[at][*key].clone())));
    assert_eq!(
        keys(1, &["message_id", "thread", "own_text", "automatic", "language", "attachments"]),
        json!({
            "message_id": "m2@bank.example", "thread": "m1@studio.example", "own_text": "Will do.", "automatic": null,
            "language": "en", "attachments": [],
        })
    );
    assert!(read[1]["quoted"].as_str().unwrap().contains("> please send us all materials"), "{}", read[1]);
    assert!(read[0]["signature"].as_str().unwrap().contains("Mia Kern, Studio Kern"), "{}", read[0]);
    assert_eq!(read[2]["automatic"]["kind"], "reply");
    assert!(!read[2]["automatic"]["because"].as_str().unwrap().is_empty());
    assert_eq!(read[2]["thread"], "m3@bank.example");

    let shown = out(&run(&["inspect", "mail", mbox.to_str().unwrap()]));
    assert!(shown.contains("Own words:\n  Will do.\n"), "{shown}");
    assert!(shown.contains("Automatic    yes, an answer by a program: "), "{shown}");
}

#[test]
fn inspect_time_prints_an_array_a_line_with_the_bytes_that_say_it() {
    let ask = |more: &[&str], text: &str| {
        let mut command = inwriting();
        let command = command.args(["inspect", "time", "--at", "2026-06-11T10:12:00+02:00"]).args(more);
        command.write_stdin(text.to_owned()).output().unwrap()
    };
    let read = lines(&ask(&[], "Größe L: you will have it by Friday noon.\nthank you\n\nin three days\n"));
    assert_eq!(
        read[0],
        json!([{"text": "by Friday noon", "start": 28, "end": 42, "value": "2026-06-12T12:00", "grain": "minute"}])
    );
    assert_eq!((&read[1], &read[2]), (&json!([]), &json!([])));
    assert_eq!(read[3][0]["value"], "2026-06-14");

    let table = out(&ask(&["--format", "table"], "by Friday noon\n"));
    assert!(table.contains("by Friday noon  0..14  2026-06-12T12:00  minute"), "{table}");
    let unknown = ask(&["--language", "xx"], "by Friday\n");
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("there is no language `xx`; there are "), "{}", err(&unknown));
    let never = run(&["inspect", "time", "--at", "yesterday"]);
    assert_eq!(never.status.code(), Some(2));
    assert!(err(&never).contains("like 2026-06-11T10:12:00+02:00"), "{}", err(&never));
}

#[test]
fn agreements_lists_what_is_open_and_what_is_late_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inwriting.sqlite");
    record::ledger(&path);
    let ask = |more: &[&str]| inwriting().args(["agreements", "--ledger"]).arg(&path).args(more).output().unwrap();
    let open = lines(&ask(&["--format", "json"]));
    assert_eq!(open.len(), 1, "{open:?}");
    let expected = json!({
        "number": "1/1", "subject": "Slides", "overdue": true, "debtor": "tom@bank.example", "debtor_name": null,
        "creditor": "mia@studio.example", "what": "send the slides", "due": "2025-06-13T12:00:00+02:00",
        "due_text": "by Friday noon", "status": "agreed", "consequence": "we lose the slot", "effect": { "kind": "slot_lost" }, "quote": "the words",
        "message_id": "m1@bank.example", "rule": "ask", "language": "en", "thread": "m1@bank.example",
    });
    let mut seen = open[0].clone();
    seen.as_object_mut().unwrap().remove("confidence");
    assert_eq!(seen, expected);
    assert_eq!(lines(&ask(&["--format", "json", "--all"])).len(), 2);
    assert_eq!(lines(&ask(&["--format", "json", "--all", "--overdue"])).len(), 1);
    assert_eq!(lines(&ask(&["--format", "json", "--person", "nobody@bank.example"])).len(), 0);
    let table = out(&ask(&[]));
    assert!(table.starts_with("Slides\nNo.  state "), "{table}");
    assert!(table.contains("agreed, overdue  Fri 2025-06-13 12:00  tom  "), "{table}");
    let none = out(&ask(&["--person", "nobody@bank.example"]));
    assert_eq!(none, "Nothing of the kind is on record. --all shows what is settled, too.\n");
}

#[test]
fn show_tells_a_thread_as_a_timeline() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inwriting.sqlite");
    record::ledger(&path);
    let ask = |more: &[&str]| {
        inwriting().env("TZ", "Europe/Berlin").arg("show").args(more).arg("--ledger").arg(&path).output().unwrap()
    };
    insta::assert_snapshot!(out(&ask(&["1", "--letters"])));
    assert_eq!(out(&ask(&["m1@bank.example"])), out(&ask(&["1"])));
    let one = out(&ask(&["1/2"]));
    assert!(one.contains("2. draw a logo") && !one.contains("send the slides"), "{one}");

    let view = &lines(&ask(&["1", "--format", "json"]))[0];
    assert_eq!((&view["subject"], &view["live"]), (&json!("Slides"), &json!(true)));
    assert_eq!(view["events"].as_array().unwrap().len(), 5);
    assert_eq!(view["letters"][0]["state"], "queued");

    for (which, told) in [("7", "there is no such thread on record"), ("1/9", "thread 1 has no agreement 9")] {
        let output = ask(&[which]);
        assert_eq!(output.status.code(), Some(1));
        assert!(err(&output).contains(told), "{}", err(&output));
    }
}

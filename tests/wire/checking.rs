//! `inwriting check` on real servers.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::{
    faults::{Fault, Proxy, When},
    running::{Bot, header, mails},
    servers::{free_ports, servers},
};

fn check(bot: &Bot, more: &[&str]) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_inwriting")).args(["check", "-c"]).arg(bot.config()).args(more).output();
    let output = output.unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn each_step_is_shown_and_a_test_letter_arrives() {
    let bot = Bot::new("check", servers().imap, servers().smtp);
    let (passed, shown) = check(&bot, &["--send-to", "mia-check@studio.example"]);
    assert!(passed, "{shown}");
    for step in [
        "configuration",
        "clock",
        "ledger",
        "INBOX, name",
        "INBOX, connection",
        "INBOX, login",
        "INBOX, folder",
        "INBOX, IDLE",
        "outbox, connection",
        "outbox, login and sender",
        "test letter",
    ] {
        assert!(shown.lines().any(|line| line.starts_with("ok") && line.contains(step)), "{step} is not in:\n{shown}");
    }
    for _ in 0..400 {
        if let Some(letter) = mails("mia-check@studio.example").first() {
            assert_eq!(header(letter, "Subject"), Some("inwriting: a test letter"));
            assert_eq!(header(letter, "Auto-Submitted"), Some("auto-generated"));
            return;
        }
        servers().doveadm(&["mailbox", "status", "-u", "mia-check@studio.example", "messages", "INBOX"]);
    }
    panic!("no letter came");
}

#[test]
fn what_fails_is_shown_with_its_mend_and_the_other_steps_are_tried_all_the_same() {
    let [nobody] = free_ports();
    let bot = Bot::new("check-fails", nobody, servers().smtp);
    let (passed, shown) = check(&bot, &[]);
    assert!(!passed);
    assert!(shown.contains("FAIL  mailbox office INBOX, connection"), "{shown}");
    assert!(shown.contains("ok    outbox, login and sender"), "{shown}");
}

#[test]
fn the_folder_for_copies_is_tried_too_and_made_where_it_is_missing() {
    let bot = Bot::new("check-copies", servers().imap, servers().smtp);
    bot.keep_copies_in("Verschickt/Briefe");
    let step = "mailbox office Verschickt/Briefe, copies of letters: Verschickt/Briefe";
    for found in ["was not there, and is made", "is there"] {
        let (passed, shown) = check(&bot, &[]);
        assert!(passed && shown.contains(&format!("ok    {step} {found}\n")), "{shown}");
    }
    assert_eq!(servers().mails(&bot.address, "Verschickt/Briefe").len(), 0, "no copy is put there");
}

#[test]
fn a_folder_for_copies_that_cannot_be_made_is_told_with_its_mend() {
    let bot = Bot::new("check-no-copies", servers().imap, servers().smtp);
    // A Maildir has no folder with an empty name.
    bot.keep_copies_in("Sent//Letters");
    let (passed, shown) = check(&bot, &[]);
    assert!(!passed);
    let failed = shown.split("FAIL  mailbox office Sent//Letters, copies of letters: ").nth(1).expect(&shown);
    assert!(failed.contains("cannot be made") && failed.contains("correct `sent_folder`"), "{shown}");
    assert!(shown.contains("ok    outbox, login and sender"), "{shown}");
}

#[tokio::test]
async fn each_step_is_shown_when_it_has_happened_and_not_after_the_next() {
    let proxy = Proxy::before(servers().imap).await;
    // The first connection only finds out whether there is one. On the second the answer to opening the folder never comes; what was before
    // is to be seen all the same.
    proxy.plan_none();
    proxy.plan(When::Answers("UIDVALIDITY"), Fault::Still);
    let bot = Bot::new("check-stalls", proxy.port, servers().smtp);
    let mut check = Command::new(env!("CARGO_BIN_EXE_inwriting"))
        .args(["check", "-c"])
        .arg(bot.config())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = BufReader::new(check.stdout.take().unwrap()).lines();
    let seen = tokio::task::spawn_blocking(move || shown.any(|line| line.unwrap().contains("INBOX, login: as ")));
    let seen = tokio::time::timeout(std::time::Duration::from_secs(30), seen).await;
    let ended = check.try_wait().unwrap();
    check.kill().unwrap();
    check.wait().unwrap();
    assert!(seen.expect("within half of the time that a silent server has").unwrap());
    assert_eq!(ended, None, "it still waits for the folder");
}

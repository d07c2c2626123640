//! `inwriting check` on real servers.

use std::process::Command;

use crate::{
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

//! What Exchange and Gmail say, as public reports of other programs have it (named in docs/providers.md).

use inwriting::mailbox::{Mailbox, Resume, Trouble};
use jiff::SignedDuration;

use super::odd_servers::{ONE_MAIL, way_in};
use crate::{
    correspondent::{mailbox, settings, uid},
    faults::Scripted,
};

fn after(trouble: &Trouble) -> Option<SignedDuration> {
    match trouble {
        Trouble::Retry { after, .. } => *after,
        Trouble::GiveUp { .. } => panic!("{trouble}"),
    }
}

#[tokio::test]
async fn a_server_that_has_had_enough_of_us_is_left_alone_as_long_as_it_says_and_no_mail_pays_for_it() {
    for (words, pause) in [
        ("BAD Request is throttled. Suggested Backoff Time: 299910 milliseconds", SignedDuration::from_millis(299_910)),
        ("NO Request is throttled. Suggested Backoff Time: 89117 milliseconds", SignedDuration::from_millis(89_117)),
        ("NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", SignedDuration::from_mins(15)),
    ] {
        let refused = ONE_MAIL
            .replace("S: * 1 FETCH (UID 4 BODY[] \"hello\")\n        S: {tag} OK done", &format!("S: {{tag}} {words}"));
        let refused = way_in("", "EXAMINE") + &refused;
        let taken = way_in("", "EXAMINE") + ONE_MAIL;
        // More often than a mail may break an exchange.
        let server =
            Scripted::new(&[&refused, &refused, &refused, &refused, &refused, &refused, &refused, &taken]).await;
        let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
        for _ in 0..7 {
            mailbox.open(&Resume::default()).await.unwrap();
            let trouble = mailbox.fetch().await.unwrap_err();
            assert_eq!(after(&trouble), Some(pause), "{trouble}");
        }
        mailbox.open(&Resume::default()).await.unwrap();
        let batch = mailbox.fetch().await.unwrap();
        assert_eq!((&*batch.mails[0].bytes, batch.mails[0].cut), (&b"hello"[..], None), "{words}");
        assert_eq!(server.failures(), Vec::<String>::new());
    }
}

/// The folder has mails 3 and 4.
const TWO_MAILS: &str = "C: UID SEARCH UID 1:*\nS: * SEARCH 3 4\nS: {tag} OK\n";
const FOUR: &str = "S: * 2 FETCH (UID 4 RFC822.SIZE 4 INTERNALDATE \"11-Jun-2026 10:00:00 +0200\" FLAGS ())\nS: {tag} OK\n\
    C: UID FETCH 4 (UID BODY.PEEK[])\nS: * 2 FETCH (UID 4 BODY[] \"four\")\nS: {tag} OK\n";

#[tokio::test]
async fn a_mail_of_which_the_server_shows_nothing_though_it_has_it_is_not_passed_over() {
    let there = "S: {tag} OK\nC: UID SEARCH UID 3\nS: * SEARCH 3\nS: {tag} OK";
    let both = way_in("", "EXAMINE")
        + TWO_MAILS
        + "C: UID FETCH 3:4 (UID RFC822.SIZE\nS: * 2 FETCH (UID 4 RFC822.SIZE 4 FLAGS ())\n"
        + there;
    let alone = way_in("", "EXAMINE") + TWO_MAILS + "C: UID FETCH 3 (UID RFC822.SIZE\n" + there;
    let past = way_in("", "EXAMINE")
        + TWO_MAILS
        + "C: UID FETCH 3 (UID RFC822.SIZE\nS: {tag} OK\nC: UID FETCH 4 (UID RFC822.SIZE\n"
        + FOUR;
    let server = Scripted::new(&[&both, &alone, &alone, &alone, &alone, &alone, &past]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    for _ in 0..6 {
        mailbox.open(&Resume::default()).await.unwrap();
        let trouble = mailbox.fetch().await.unwrap_err().to_string();
        assert!(trouble.contains("shows nothing: UID 3"), "{trouble}");
    }
    mailbox.open(&Resume::default()).await.unwrap();
    let lost = mailbox.fetch().await.unwrap();
    assert_eq!(
        (uid(&lost.mails[0]), lost.mails[0].cut, lost.more),
        (3, Some(0), true),
        "told about, without its words"
    );
    let next = mailbox.fetch().await.unwrap();
    assert_eq!(next.mails[0].bytes, b"four");
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn a_body_that_the_server_leaves_out_is_asked_for_by_name_and_then_in_a_new_session() {
    let looked = "C: UID FETCH 3:4 (UID RFC822.SIZE\nS: * 1 FETCH (UID 3 RFC822.SIZE 5 FLAGS ())\n\
        S: * 2 FETCH (UID 4 RFC822.SIZE 4 FLAGS ())\nS: {tag} OK\n\
        C: UID FETCH 3:4 (UID BODY.PEEK[])\nS: * 2 FETCH (UID 4 BODY[] \"four\")\nS: {tag} OK\n\
        C: UID FETCH 3 (UID BODY.PEEK[])\nS: {tag} OK\nC: UID SEARCH UID 3\n";
    let there = way_in("", "EXAMINE") + TWO_MAILS + looked + "S: * SEARCH 3\nS: {tag} OK";
    let again = way_in("", "EXAMINE")
        + TWO_MAILS
        + "C: UID FETCH 3 (UID RFC822.SIZE\nS: * 1 FETCH (UID 3 RFC822.SIZE 5 FLAGS ())\nS: {tag} OK\n\
        C: UID FETCH 3 (UID BODY.PEEK[])\nS: * 1 FETCH (UID 3 BODY[] \"three\")\nS: {tag} OK\n";
    let server = Scripted::new(&[&there, &again]).await;
    let mut first = mailbox(settings(server.port, "mia@example.test"));
    first.open(&Resume::default()).await.unwrap();
    first.fetch().await.unwrap_err();
    first.open(&Resume::default()).await.unwrap();
    assert_eq!(first.fetch().await.unwrap().mails[0].bytes, b"three");
    assert_eq!(server.failures(), Vec::<String>::new());
    let gone = way_in("", "EXAMINE") + TWO_MAILS + looked + "S: * SEARCH\nS: {tag} OK";
    let server = Scripted::new(&[&gone]).await;
    let mut second = mailbox(settings(server.port, "mia@example.test"));
    second.open(&Resume::default()).await.unwrap();
    let batch = second.fetch().await.unwrap();
    assert!(batch.mails.iter().map(uid).eq([4]), "one that is gone is no trouble");
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn authenticated_but_not_connected_may_pass_and_is_told_with_what_it_may_mean() {
    let script = way_in("", "EXAMINE");
    let (before, _) = script.split_once("S: * 1 EXISTS").unwrap();
    let script = format!("{before}S: {{tag}} BAD User is authenticated but not connected.");
    let server = Scripted::new(&[&script]).await;
    let trouble = mailbox(settings(server.port, "mia@example.test")).open(&Resume::default()).await.unwrap_err();
    assert_eq!(after(&trouble), None);
    assert!(trouble.to_string().contains("IMAP.AccessAsUser.All"), "{trouble}");
}

#[tokio::test]
async fn a_throttled_login_is_no_wrong_password() {
    let script = way_in("", "EXAMINE");
    let (before, _) = script.split_once("S: {tag} OK in").unwrap();
    for (words, pause) in [
        ("NO Request is throttled. Suggested Backoff Time: 60000 milliseconds", Some(SignedDuration::from_mins(1))),
        ("NO [ALERT] Too many simultaneous connections. (Failure)", None),
        ("NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded", None),
    ] {
        let script = format!("{before}S: {{tag}} {words}");
        let server = Scripted::new(&[&script, &script, &script]).await;
        let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
        for _ in 0..3 {
            let trouble = mailbox.open(&Resume::default()).await.unwrap_err();
            assert_eq!(after(&trouble), pause, "{trouble}");
        }
    }
}

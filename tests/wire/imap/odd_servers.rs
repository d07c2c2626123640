//! What real servers say that Dovecot does not, from transcripts.

use std::time::Duration;

use inwriting::{
    mailbox::{Afterwards, First, Mailbox, Resume, Trouble},
    model::{Mark, Reached},
};
use jiff::SignedDuration;
use tokio::time::timeout;

use crate::{
    correspondent::{mailbox, settings, uid},
    faults::Scripted,
};

/// The way in, for a server that is able to do `able`.
pub(super) fn way_in(able: &str, verb: &str) -> String {
    format!(
        "S: * OK ready
        C: CAPABILITY
        S: * CAPABILITY IMAP4rev1 {able}
        S: {{tag}} OK done
        C: LOGIN
        S: {{tag}} OK in
        C: CAPABILITY
        S: * CAPABILITY IMAP4rev1 {able}
        S: {{tag}} OK done
        C: {verb} \"INBOX\"
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 7] ok
        S: * OK [UIDNEXT 5] ok
        S: {{tag}} OK [READ-ONLY] done
        "
    )
}

/// Mail 4 waits: found, looked at, fetched.
pub(super) const ONE_MAIL: &str = "C: UID SEARCH UID 1:*
        S: * SEARCH 4
        S: {tag} OK done
        C: UID FETCH 4 (UID RFC822.SIZE INTERNALDATE FLAGS)
        S: * 1 FETCH (UID 4 RFC822.SIZE 5 INTERNALDATE \"11-Jun-2026 10:00:00 +0200\" FLAGS ())
        S: {tag} OK done
        C: UID FETCH 4 (UID BODY.PEEK[])
        S: * 1 FETCH (UID 4 BODY[] \"hello\")
        S: {tag} OK done
        ";

#[tokio::test]
async fn an_idle_answered_no_is_no_endless_wait_and_the_folder_is_polled_from_then_on() {
    let script = way_in("IDLE", "EXAMINE")
        + ONE_MAIL
        + "C: IDLE\nS: {tag} NO not now\nC: NOOP\nS: {tag} OK\nC: NOOP\nS: {tag} OK";
    let server = Scripted::new(&[&script]).await;
    let mut settings = settings(server.port, "mia@example.test");
    settings.poll = SignedDuration::from_millis(1);
    let mut mailbox = mailbox(settings);
    mailbox.open(&Resume::default()).await.unwrap();
    assert_eq!(mailbox.fetch().await.unwrap().mails.len(), 1);
    for _ in 0..2 {
        timeout(Duration::from_secs(20), mailbox.wait()).await.expect("a bounded wait").unwrap();
    }
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn a_server_without_idle_is_polled() {
    let script = way_in("", "EXAMINE") + ONE_MAIL + "C: NOOP\nS: * 2 EXISTS\nS: {tag} OK";
    let server = Scripted::new(&[&script]).await;
    let mut settings = settings(server.port, "mia@example.test");
    settings.poll = SignedDuration::from_millis(1);
    let mut mailbox = mailbox(settings);
    mailbox.open(&Resume::default()).await.unwrap();
    mailbox.fetch().await.unwrap();
    timeout(Duration::from_secs(20), mailbox.wait()).await.unwrap().unwrap();
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn an_announcement_in_the_midst_of_other_answers_is_not_slept_over() {
    let announced = ONE_MAIL.replace("S: * 1 FETCH (UID 4 BODY", "S: * 2 EXISTS\nS: * 1 FETCH (UID 4 BODY");
    let server = Scripted::new(&[&(way_in("IDLE", "EXAMINE") + &announced + "HANG")]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    mailbox.open(&Resume::default()).await.unwrap();
    mailbox.fetch().await.unwrap();
    timeout(Duration::from_secs(20), mailbox.wait()).await.expect("without IDLE, at once").unwrap();
}

#[tokio::test]
async fn unsolicited_data_strange_order_and_missing_mails_are_taken_in_stride() {
    let script = way_in("", "EXAMINE")
        + "C: UID SEARCH UID 1:*
        S: * OK [ALERT] maintenance tonight
        S: * SEARCH 4 2
        S: * SEARCH 3
        S: {tag} OK done
        C: UID FETCH 2:4
        S: * 3 FETCH (FLAGS (\\Seen) UID 4 INTERNALDATE \"11-Jun-2026 10:00:00 +0200\" RFC822.SIZE 4)
        S: * 9 FETCH (FLAGS (\\Seen))
        S: * 1 FETCH (UID 2 RFC822.SIZE 3 INTERNALDATE \" 1-Jun-2026 10:00:00 +0200\" FLAGS ($Junk))
        S: * 7 EXPUNGE
        S: {tag} OK done
        C: UID SEARCH UID 3
        S: * SEARCH
        S: {tag} OK done
        C: UID FETCH 2,4 (UID BODY.PEEK[])
        S: * 3 FETCH (BODY[] \"four\" UID 4)
        S: * 3 FETCH (FLAGS (\\Answered) UID 4)
        S: {tag} OK done
        C: UID FETCH 2 (UID BODY.PEEK[])
        S: * 1 FETCH (UID 2 BODY[] {3}
        S: two)
        S: {tag} OK done";
    let server = Scripted::new(&[&script]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    mailbox.open(&Resume::default()).await.unwrap();
    let batch = mailbox.fetch().await.unwrap();
    let texts: Vec<_> = batch.mails.iter().map(|mail| (uid(mail), String::from_utf8_lossy(&mail.bytes))).collect();
    assert_eq!(texts, [(2, "two".into()), (4, "four".into())]);
    assert_eq!(batch.mark.reached.unwrap().next_uid, 5);
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn without_uidnext_in_select_status_is_asked_and_then_the_last_mail() {
    let without = way_in("", "EXAMINE").replace("S: * OK [UIDNEXT 5] ok\n", "");
    let by_status = without.clone() + "C: STATUS \"INBOX\" (UIDNEXT)\nS: * STATUS INBOX (UIDNEXT 9)\nS: {tag} OK";
    let by_search = without
        + "C: STATUS \"INBOX\" (UIDNEXT)\nS: * STATUS INBOX (MESSAGES 1)\nS: {tag} OK\nC: UID SEARCH UID *\nS: * SEARCH 41\nS: {tag} OK";
    for (script, next_uid) in [(by_status, 9), (by_search, 42)] {
        let script = script + "\nC: UID SEARCH\nS: * SEARCH\nS: {tag} OK";
        let server = Scripted::new(&[&script]).await;
        let mut settings = settings(server.port, "mia@example.test");
        settings.first = First::Now;
        let mut mailbox = mailbox(settings);
        mailbox.open(&Resume::default()).await.unwrap();
        let mark = mailbox.fetch().await.unwrap().mark;
        assert_eq!(mark.reached.unwrap().next_uid, next_uid, "{:?}", server.failures());
    }
}

#[tokio::test]
async fn the_last_mail_named_by_a_star_is_not_taken_for_a_new_one() {
    let script = way_in("", "EXAMINE") + "C: UID SEARCH UID 5:*\nS: * SEARCH 4\nS: {tag} OK";
    let server = Scripted::new(&[&script]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    let reached = Some(Reached { uid_validity: 7, next_uid: 5, grown_from: 1 });
    let mark = Some(Mark { since: "2026-06-01T00:00:00Z".parse().unwrap(), reached });
    mailbox.open(&Resume { mark, seen: Vec::new() }).await.unwrap();
    assert_eq!(mailbox.fetch().await.unwrap().mails.len(), 0);
}

#[tokio::test]
async fn an_end_of_the_stream_in_a_search_is_no_empty_folder() {
    let script = way_in("", "EXAMINE") + "C: UID SEARCH\nCUT";
    let server = Scripted::new(&[&script]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    mailbox.open(&Resume::default()).await.unwrap();
    let trouble = mailbox.fetch().await.unwrap_err();
    assert!(matches!(trouble, Trouble::Retry { .. }), "{trouble}");
}

#[tokio::test]
async fn a_mail_that_the_server_cannot_hand_over_keeps_no_other_back_and_is_told_about() {
    let looked = |uid: u32| {
        format!(
            "C: UID FETCH {uid} (UID RFC822.SIZE\nS: * {uid} FETCH (UID {uid} RFC822.SIZE 3 INTERNALDATE \"11-Jun-2026 10:00:00 +0200\" FLAGS ())\nS: {{tag}} OK\n"
        )
    };
    let found = "C: UID SEARCH\nS: * SEARCH 3 4\nS: {tag} OK\n";
    let both = way_in("", "EXAMINE") + found
        + "C: UID FETCH 3:4 (UID RFC822.SIZE\nS: * 3 FETCH (UID 3 RFC822.SIZE 3 FLAGS ())\nS: * 4 FETCH (UID 4 RFC822.SIZE 3 FLAGS ())\nS: {tag} OK
        C: UID FETCH 3:4 (UID BODY.PEEK[])\nS: {tag} NO [SERVERBUG] internal error";
    let alone = way_in("", "EXAMINE")
        + found
        + &looked(3)
        + "C: UID FETCH 3 (UID BODY.PEEK[])\nS: {tag} NO [SERVERBUG] internal error";
    let past = way_in("", "EXAMINE")
        + found
        + &looked(3)
        + &looked(4)
        + "C: UID FETCH 4 (UID BODY.PEEK[])\nS: * 4 FETCH (UID 4 BODY[] \"four\")\nS: {tag} OK";
    let server = Scripted::new(&[&both, &alone, &alone, &past]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    for _ in 0..3 {
        mailbox.open(&Resume::default()).await.unwrap();
        mailbox.fetch().await.unwrap_err();
    }
    mailbox.open(&Resume::default()).await.unwrap();
    let lost = mailbox.fetch().await.unwrap();
    assert_eq!((lost.mails[0].bytes.len(), lost.mails[0].cut, lost.more), (0, Some(3), true));
    let next = mailbox.fetch().await.unwrap();
    assert_eq!(next.mails[0].bytes, b"four");
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_ends_the_connection_and_shows_no_mail_in_the_log() {
    let script = way_in("", "EXAMINE")
        + "C: UID SEARCH\nS: * SEARCH 4\nS: {tag} OK
        C: UID FETCH 4\nS: * 1 FETCH (UID 4 RFC822.SIZE five secret words)";
    let server = Scripted::new(&[&script]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    mailbox.open(&Resume::default()).await.unwrap();
    let trouble = mailbox.fetch().await.unwrap_err().to_string();
    assert!(!trouble.contains("secret words"), "{trouble}");
}

#[tokio::test]
async fn without_move_a_mail_is_copied_marked_and_expunged_by_its_own_uid() {
    for (able, expunge) in [("UIDPLUS", "C: UID EXPUNGE 4\nS: {tag} OK\n"), ("", "")] {
        let script = way_in(able, "SELECT").replace(
            "C: SELECT",
            "C: STATUS \"Done\" (MESSAGES)\nS: {tag} NO [NONEXISTENT] none\nC: CREATE \"Done\"\nS: {tag} OK\nC: SELECT",
        ) + ONE_MAIL
            + "C: UID COPY 4 \"Done\"\nS: {tag} OK\nC: UID STORE 4 +FLAGS.SILENT (\\Deleted)\nS: {tag} OK\n"
            + expunge
            + "C: LOGOUT\nS: * BYE\nS: {tag} OK";
        let server = Scripted::new(&[&script]).await;
        let mut settings = settings(server.port, "mia@example.test");
        settings.afterwards = Afterwards::Move("Done".to_owned());
        let mut mailbox = mailbox(settings);
        mailbox.open(&Resume::default()).await.unwrap();
        let batch = mailbox.fetch().await.unwrap();
        mailbox.finish(&[batch.mails[0].place.position.clone()]).await.unwrap();
        mailbox.close().await;
        assert_eq!(server.failures(), Vec::<String>::new(), "{able}");
    }
}

#[tokio::test]
async fn a_move_that_the_server_refuses_stops_no_reading() {
    let script = way_in("MOVE", "SELECT").replace("C: SELECT", "C: STATUS \"Done\"\nS: {tag} OK\nC: SELECT")
        + ONE_MAIL
        + "C: UID MOVE 4 \"Done\"\nS: {tag} NO [OVERQUOTA] full\nC: UID SEARCH\nS: * SEARCH\nS: {tag} OK";
    let server = Scripted::new(&[&script]).await;
    let mut settings = settings(server.port, "mia@example.test");
    settings.afterwards = Afterwards::Move("Done".to_owned());
    let mut mailbox = mailbox(settings);
    mailbox.open(&Resume::default()).await.unwrap();
    let batch = mailbox.fetch().await.unwrap();
    mailbox.finish(&[batch.mails[0].place.position.clone()]).await.unwrap();
    mailbox.fetch().await.unwrap();
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn mails_are_never_moved_into_the_folder_they_are_read_from() {
    let script = way_in("MOVE", "SELECT");
    let server = Scripted::new(&[&script]).await;
    let mut settings = settings(server.port, "mia@example.test");
    settings.afterwards = Afterwards::Move("INBOX".to_owned());
    let trouble = mailbox(settings).open(&Resume::default()).await.unwrap_err();
    assert!(matches!(&trouble, Trouble::GiveUp { mend, .. } if mend.contains("`move_to`")), "{trouble}");
}

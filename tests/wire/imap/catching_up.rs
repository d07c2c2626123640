//! Which mails come, in which order, and where they are afterwards.

use std::time::{Duration, Instant};

use inwriting::mailbox::{Afterwards, First, Mailbox, Resume};
use tokio::time::timeout;

use crate::{
    correspondent::{Reader, mail, mailbox, number, settings, uid},
    servers::{HIBERNATING, servers},
};

fn seed(user: &str, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        servers().save(user, "INBOX", &mail(number));
    }
}

#[tokio::test]
async fn all_mails_come_once_with_their_uids_and_then_only_new_ones() {
    let user = "order@example.test";
    seed(user, 1..=5);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2, 3, 4, 5]);
    assert!(reader.mails.iter().map(uid).eq(1..=5));
    assert_eq!(reader.mails[0].bytes, mail(1).into_bytes(), "byte for byte");
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.mails.len(), 5);
    seed(user, 6..=6);
    let mut again = crate::correspondent::mailbox(settings(servers().imap, user));
    again.open(&reader.resume()).await.unwrap();
    reader.read(&mut again).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2, 3, 4, 5, 6], "nor twice after a restart");
}

#[tokio::test]
async fn a_backlog_comes_in_bounded_batches() {
    let user = "backlog@example.test";
    seed(user, 1..=130);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&Resume::default()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert!(reader.numbers().into_iter().eq(1..=130));
    assert!(reader.batches >= 2);
}

#[tokio::test]
async fn a_new_mail_ends_the_wait_at_once() {
    let user = "idle@example.test";
    seed(user, 1..=1);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    let (waited, ()) = tokio::join!(timeout(Duration::from_secs(20), mailbox.wait()), async {
        tokio::task::spawn_blocking(|| seed(user, 2..=2)).await.unwrap();
    });
    waited.expect("well within the five minutes of an IDLE").unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2]);
}

/// Waits until Dovecot holds an idle connection in its own process for such.
fn until_set_aside() {
    let begun = Instant::now();
    // Its name, its number, the places left, those taken so far, since when it holds none.
    let holds_one = |line: &str| line.split_whitespace().nth(4) == Some("0");
    while !servers().doveadm(&["process", "status", "imap-hibernate"]).lines().any(holds_one) {
        assert!(begun.elapsed() < Duration::from_secs(20), "no connection is set aside");
    }
}

#[tokio::test]
async fn a_connection_that_dovecot_has_set_aside_says_idle_anew_and_hears_of_a_new_mail() {
    seed(HIBERNATING, 1..=1);
    let mut settings = settings(servers().imap, HIBERNATING);
    settings.idle = Duration::from_secs(3);
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    let aside = || async { tokio::task::spawn_blocking(until_set_aside).await.unwrap() };
    let (waited, ()) = tokio::join!(mailbox.wait(), aside());
    waited.expect("IDLE ends after three seconds, and the connection is a usual one again");
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1]);
    let (waited, ()) = tokio::join!(timeout(Duration::from_secs(20), mailbox.wait()), async {
        aside().await;
        tokio::task::spawn_blocking(|| seed(HIBERNATING, 2..=2)).await.unwrap();
    });
    waited.expect("it is announced").unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2]);
}

#[tokio::test]
async fn a_mail_that_came_between_fetching_and_waiting_is_not_slept_over() {
    let user = "between@example.test";
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    seed(user, 1..=1);
    timeout(Duration::from_secs(20), mailbox.wait()).await.expect("IDLE announces it").unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1]);
}

#[tokio::test]
async fn an_idle_is_issued_anew_before_the_server_drops_it() {
    let mut settings = settings(servers().imap, "renew@example.test");
    settings.idle = Duration::from_millis(50);
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    for _ in 0..3 {
        reader.read(&mut mailbox).await.unwrap();
        timeout(Duration::from_secs(20), mailbox.wait()).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn the_first_start_from_now_leaves_what_is_there() {
    let user = "fromnow@example.test";
    seed(user, 1..=3);
    let mut settings = settings(servers().imap, user);
    settings.first = First::Now;
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.mails.len(), 0);
    assert_eq!(reader.mark.unwrap().reached.unwrap().next_uid, 4);
    seed(user, 4..=4);
    mailbox.wait().await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [4]);
}

#[tokio::test]
async fn the_first_start_from_a_date_reads_what_the_server_took_since() {
    let user = "fromdate@example.test";
    for (number, date) in [(1, "2026-06-01T10:00:00Z"), (2, "2026-06-08T09:00:00Z"), (3, "2026-06-08T11:00:00Z")] {
        let home = servers().run.join("mail/example.test/fromdate/Maildir");
        let path = inwriting::outbox::deliver(&home, mail(number).as_bytes(), date.parse().unwrap()).unwrap();
        assert!(path.exists());
    }
    let status = std::process::Command::new("chown")
        .args(["-R", "5000:5000", servers().run.join("mail/example.test").to_str().unwrap()])
        .status();
    assert!(status.unwrap().success());
    let mut settings = settings(servers().imap, user);
    settings.first = First::Since("2026-06-08T10:00:00Z".parse().unwrap());
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [3]);
    assert_eq!(reader.mails[0].received, "2026-06-08T11:00:00Z".parse().unwrap());
    assert_eq!(reader.mark.unwrap().reached.unwrap().next_uid, 4);
}

#[tokio::test]
async fn of_a_large_mail_only_the_headers_come() {
    let user = "large@example.test";
    let large = format!("{}{}", mail(1), "x".repeat(76).repeat(2000));
    servers().save(user, "INBOX", &large);
    seed(user, 2..=2);
    let mut settings = settings(servers().imap, user);
    settings.size_limit = 10_000;
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2]);
    assert!(reader.mails[0].bytes.ends_with(b"+0200\r\n\r\n"), "headers and the empty line");
    assert!(reader.mails[0].cut.unwrap() > 100_000);
    assert_eq!(reader.mails[1].cut, None);
}

#[tokio::test]
async fn a_mail_of_many_megabytes_comes_whole() {
    let user = "literal@example.test";
    let many = format!(
        "{}{}",
        mail(1),
        "All of this belongs to one literal, line by line by line by line.\r\n".repeat(100_000)
    );
    servers().save(user, "INBOX", &many);
    seed(user, 2..=2);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2]);
    assert!(reader.mails[0].bytes == many.as_bytes(), "{} bytes of {}", reader.mails[0].bytes.len(), many.len());
    assert_eq!(reader.mails[0].cut, None);
}

#[tokio::test]
async fn drafts_deleted_and_expunged_mails_are_passed_over() {
    let user = "gaps@example.test";
    seed(user, 1..=5);
    servers().doveadm(&["expunge", "-u", user, "mailbox", "INBOX", "uid", "1,3"]);
    servers().doveadm(&["flags", "add", "-u", user, "\\Draft", "mailbox", "INBOX", "uid", "4"]);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [2, 5]);
}

#[tokio::test]
async fn a_new_uidvalidity_brings_the_mails_since_the_first_start_again_and_loses_none() {
    let user = "renumbered@example.test";
    seed(user, 1..=1);
    let mut settings = settings(servers().imap, user);
    settings.first = First::Now;
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    seed(user, 2..=2);
    mailbox.wait().await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [2]);
    mailbox.close().await;
    let mut mark = reader.mark.unwrap();
    // As if the first start had been while mail 2 was on its way, under a UIDVALIDITY that is no more.
    mark.since = reader.mails[0].received;
    if let Some(reached) = &mut mark.reached {
        reached.uid_validity -= 1;
    }
    reader.mark = Some(mark);
    seed(user, 3..=3);
    mailbox.open(&reader.resume()).await.unwrap();
    reader.mails.clear();
    reader.read(&mut mailbox).await.unwrap();
    let mut numbers = reader.numbers();
    // Mail 1 may have come in the same second as mail 2; the ledger knows what it has by its bytes.
    numbers.retain(|number| *number != 1);
    assert_eq!(numbers, [2, 3]);
    assert_ne!(reader.mark.unwrap().reached.unwrap().uid_validity, mark.reached.unwrap().uid_validity);
}

#[tokio::test]
async fn a_uidnext_that_goes_back_makes_us_read_again() {
    let user = "restored@example.test";
    seed(user, 1..=2);
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    let mut mark = reader.mark.unwrap();
    if let Some(reached) = &mut mark.reached {
        reached.next_uid = 900;
    }
    mailbox.open(&Resume { mark: Some(mark), seen: Vec::new() }).await.unwrap();
    let batch = mailbox.fetch().await.unwrap();
    assert_eq!(batch.mails.iter().map(number).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn mails_are_left_marked_or_moved_as_configured() {
    for (user, afterwards) in [
        ("left@example.test", Afterwards::Leave),
        ("seen@example.test", Afterwards::Seen),
        ("moved@example.test", Afterwards::Move("Müll & Co".to_owned())),
    ] {
        seed(user, 1..=2);
        let mut settings = settings(servers().imap, user);
        settings.afterwards = afterwards.clone();
        let mut mailbox = mailbox(settings);
        let mut reader = Reader::default();
        mailbox.open(&reader.resume()).await.unwrap();
        reader.read(&mut mailbox).await.unwrap();
        let count = |folder: &str, what: &str| {
            servers().doveadm(&["search", "-u", user, "mailbox", folder, what]).lines().count()
        };
        let (inbox, unseen, moved) = (count("INBOX", "all"), count("INBOX", "unseen"), count("Müll & Co", "all"));
        let expected = match afterwards {
            Afterwards::Leave => (2, 2, 0),
            Afterwards::Seen => (2, 0, 0),
            Afterwards::Move(_) => (0, 0, 2),
        };
        assert_eq!((inbox, unseen, moved), expected, "{afterwards:?}");
    }
}

#[tokio::test]
async fn what_a_crash_left_unmoved_is_moved_at_the_next_start() {
    let user = "crashed@example.test";
    seed(user, 1..=2);
    let mut settings = settings(servers().imap, user);
    settings.afterwards = Afterwards::Move("Archive".to_owned());
    let mut first = mailbox(settings.clone());
    first.open(&Resume::default()).await.unwrap();
    let batch = first.fetch().await.unwrap();
    assert_eq!(batch.mails.len(), 2);
    // Committed, and killed before finish().
    drop(first);
    let mut second = mailbox(settings);
    second.open(&Resume { mark: Some(batch.mark), seen: Vec::new() }).await.unwrap();
    assert_eq!(second.fetch().await.unwrap().mails.len(), 0);
    let moved = servers().doveadm(&["search", "-u", user, "mailbox", "Archive", "all"]);
    assert_eq!(moved.lines().count(), 2);
}

//! Connections that break or fall silent, at every byte that matters.

use std::time::Duration;

use inwriting::mailbox::{Afterwards, Mailbox, Resume, Trouble};
use tokio::time::timeout;

use crate::{
    correspondent::{Reader, mail, mailbox, settings},
    faults::{Fault, Proxy, When},
    servers::servers,
};

fn seed(user: &str, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        servers().save(user, "INBOX", &mail(number));
    }
}

#[tokio::test]
async fn cut_at_any_byte_of_the_server_no_mail_is_lost_and_none_comes_twice() {
    let user = "cut@example.test";
    seed(user, 1..=12);
    let proxy = Proxy::before(servers().imap).await;
    let mut bytes = 40;
    let (mut broken, mut runs) = (0, 0);
    // The whole dialogue is some 6,000 bytes long: every part of it is hit.
    while bytes < 6500 {
        proxy.plan(When::FromServer(bytes), Fault::Cut);
        let mut mailbox = mailbox(settings(proxy.port, user));
        let mut reader = Reader::default();
        broken += reader.persist(&mut mailbox).await;
        assert!(reader.numbers().into_iter().eq(1..=12), "cut after {bytes} bytes: {:?}", reader.numbers());
        (bytes, runs) = (bytes + 211, runs + 1);
    }
    assert!(broken > runs / 2, "{broken} of {runs} dialogues were cut: the others were over before");
}

#[tokio::test]
async fn cut_before_any_command_is_heard_nothing_is_lost_and_mails_are_moved_once() {
    for words in ["LOGIN", "AUTHENTICATE", "SELECT", "SEARCH", "RFC822.SIZE", "BODY.PEEK", "UID MOVE"] {
        let user = format!("cut-{}@example.test", words.to_lowercase().replace([' ', '.'], ""));
        seed(&user, 1..=3);
        let proxy = Proxy::before(servers().imap).await;
        proxy.plan(When::Says(words), Fault::Cut);
        let mut settings = settings(proxy.port, &user);
        settings.afterwards = Afterwards::Move("Done".to_owned());
        let mut mailbox = mailbox(settings);
        let mut reader = Reader::default();
        reader.persist(&mut mailbox).await;
        assert_eq!(reader.numbers(), [1, 2, 3], "cut at {words}");
        assert_eq!(servers().mails(&user, "Done").len(), 3, "cut at {words}");
    }
}

#[tokio::test]
async fn an_answer_to_moving_that_is_lost_moves_nothing_twice() {
    let user = "movedonce@example.test";
    seed(user, 1..=3);
    let proxy = Proxy::before(servers().imap).await;
    proxy.plan(When::Answers("COPYUID"), Fault::Cut);
    let mut settings = settings(proxy.port, user);
    settings.afterwards = Afterwards::Move("Done".to_owned());
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    assert_eq!(reader.persist(&mut mailbox).await, 1);
    assert_eq!(reader.numbers(), [1, 2, 3]);
    assert_eq!(servers().mails(user, "Done").len(), 3);
    assert_eq!(servers().mails(user, "INBOX").len(), 0);
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_after_a_bounded_wait() {
    let user = "silent@example.test";
    seed(user, 1..=1);
    for words in ["CAPABILITY", "EXAMINE", "SEARCH", "BODY.PEEK"] {
        let proxy = Proxy::before(servers().imap).await;
        proxy.plan(When::Says(words), Fault::Still);
        let mut settings = settings(proxy.port, user);
        settings.patience = Duration::from_millis(300);
        let mut mailbox = mailbox(settings);
        let trouble = timeout(Duration::from_secs(20), async {
            mailbox.open(&Resume::default()).await?;
            mailbox.fetch().await.map(drop)
        });
        let trouble = trouble.await.expect("no endless wait").unwrap_err();
        assert!(matches!(&trouble, Trouble::Retry { why, .. } if why.contains("no byte")), "{words}: {trouble}");
    }
}

#[tokio::test]
async fn a_connection_that_dies_in_idle_is_found_out_and_the_mail_that_came_is_read() {
    for (name, fault) in [("eof", Fault::Cut), ("half-open", Fault::Still)] {
        let user = format!("idle-{name}@example.test");
        let proxy = Proxy::before(servers().imap).await;
        let mut settings = settings(proxy.port, &user);
        settings.idle = Duration::from_millis(500);
        settings.patience = Duration::from_millis(500);
        let mut mailbox = mailbox(settings);
        let mut reader = Reader::default();
        mailbox.open(&reader.resume()).await.unwrap();
        reader.read(&mut mailbox).await.unwrap();
        let (waited, ()) = tokio::join!(timeout(Duration::from_secs(20), mailbox.wait()), async {
            // Struck at any moment of the wait, the outcome is the same.
            proxy.strike(fault);
        });
        let trouble = waited.expect("a bounded wait").unwrap_err();
        assert!(matches!(trouble, Trouble::Retry { .. }), "{name}: {trouble}");
        seed(&user, 1..=1);
        mailbox.open(&reader.resume()).await.unwrap();
        reader.read(&mut mailbox).await.unwrap();
        assert_eq!(reader.numbers(), [1], "{name}");
    }
}

#[tokio::test]
async fn a_session_that_the_administrator_ends_is_told_as_a_goodbye() {
    let user = "kicked@example.test";
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    let (waited, ()) = tokio::join!(timeout(Duration::from_secs(20), mailbox.wait()), async {
        tokio::task::spawn_blocking(move || servers().doveadm(&["kick", user])).await.unwrap();
    });
    let trouble = waited.unwrap().unwrap_err();
    let why = trouble.to_string();
    assert!(why.contains("goodbye") || why.contains("closed"), "{why}");
}

#[tokio::test]
async fn a_folder_that_vanishes_is_told_with_its_mend_and_read_again_once_it_is_back() {
    let user = "vanished@example.test";
    let mut settings = settings(servers().imap, user);
    settings.folder = "Projects".to_owned();
    let mut mailbox = mailbox(settings);
    let Err(Trouble::GiveUp { why, mend }) = mailbox.open(&Resume::default()).await else { panic!("opened") };
    assert!(why.contains("\"Projects\"") && mend.contains("`folder`"), "{why}: {mend}");
    servers().doveadm(&["mailbox", "create", "-u", user, "Projects"]);
    servers().save(user, "Projects", &mail(1));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1]);
    servers().doveadm(&["mailbox", "delete", "-u", user, "Projects"]);
    mailbox.open(&reader.resume()).await.unwrap_err();
    servers().doveadm(&["mailbox", "create", "-u", user, "Projects"]);
    servers().save(user, "Projects", &mail(2));
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    let last = *reader.numbers().last().unwrap();
    assert_eq!(last, 2, "under a new UIDVALIDITY");
}

#[tokio::test]
async fn a_dropped_wait_costs_no_mail() {
    let user = "dropped@example.test";
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    timeout(Duration::from_millis(100), mailbox.wait()).await.expect_err("nothing came");
    seed(user, 1..=1);
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1]);
}

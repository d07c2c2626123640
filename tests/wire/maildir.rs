//! A Maildir in, a Maildir out.

use std::{fs, path::Path, sync::Arc, time::Duration};

use inwriting::{
    clock::SystemClock,
    mailbox::{First, Mailbox, Maildir, MaildirSettings, News, Resume, Trouble, watch},
    model::{Position, Receipt},
    outbox::{self, Maildirs, Outbox, deliver},
};
use jiff::Timestamp;
use tokio::{sync::mpsc, time::timeout};

use crate::letter::{address, letter};

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn mail(number: usize) -> Vec<u8> {
    format!("Message-ID: <{number}@client.test>\nSubject: {number}\n\nHello {number}\n").into_bytes()
}

fn open_at(path: &Path, first: First) -> Maildir {
    for folder in ["tmp", "new", "cur"] {
        fs::create_dir_all(path.join(folder)).unwrap();
    }
    let settings = MaildirSettings { account: "team".into(), path: path.to_owned(), first, size_limit: 1000 };
    Maildir::new(settings, Arc::new(SystemClock))
}

async fn all(mailbox: &mut Maildir) -> Vec<inwriting::model::RawMail> {
    let mut mails = Vec::new();
    loop {
        let batch = mailbox.fetch().await.unwrap();
        mails.extend(batch.mails);
        if !batch.more {
            return mails;
        }
    }
}

#[tokio::test]
async fn mails_come_in_the_order_of_their_delivery_and_in_bounded_batches() {
    let home = tempfile::tempdir().unwrap();
    let mut mailbox = open_at(home.path(), First::Everything);
    for number in (0..150).rev() {
        deliver(home.path(), &mail(number), moment(i64::try_from(number).unwrap())).unwrap();
    }
    mailbox.open(&Resume::default()).await.unwrap();
    let first = mailbox.fetch().await.unwrap();
    assert!(first.more && first.mails.len() < 100, "{} in one batch", first.mails.len());
    let mut mails = first.mails;
    mails.extend(all(&mut mailbox).await);
    let bytes: Vec<_> = mails.into_iter().map(|mail| mail.bytes).collect();
    assert_eq!(bytes, (0..150).map(mail).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_mail_that_a_reader_moved_or_flagged_is_no_new_mail() {
    let home = tempfile::tempdir().unwrap();
    let mut mailbox = open_at(home.path(), First::Everything);
    let file = deliver(home.path(), &mail(1), moment(1)).unwrap();
    mailbox.open(&Resume::default()).await.unwrap();
    let seen = all(&mut mailbox).await.pop().unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    assert_eq!(seen.place.position, Position::Maildir { unique: name.to_owned() });
    fs::rename(&file, home.path().join("cur").join(format!("{name}:2,S"))).unwrap();
    assert_eq!(all(&mut mailbox).await.len(), 0);
    let mut again = open_at(home.path(), First::Everything);
    again.open(&Resume { mark: None, seen: vec![seen.place.position] }).await.unwrap();
    assert_eq!(all(&mut again).await.len(), 0, "nor after a restart");
}

#[tokio::test]
async fn drafts_and_deleted_mails_are_left_out_and_files_stay_as_they_are() {
    let home = tempfile::tempdir().unwrap();
    let mut mailbox = open_at(home.path(), First::Everything);
    for (name, text) in [("1.a:2,D", "draft"), ("2.b:2,ST", "trash"), ("3.c:2,RS", "read"), (".hidden", "no mail")] {
        fs::write(home.path().join("cur").join(name), text).unwrap();
    }
    mailbox.open(&Resume::default()).await.unwrap();
    let mails = all(&mut mailbox).await;
    assert_eq!(mails.iter().map(|mail| mail.bytes.as_slice()).collect::<Vec<_>>(), [b"read"]);
    mailbox.finish(&[mails[0].place.position.clone()]).await.unwrap();
    assert_eq!(fs::read_dir(home.path().join("cur")).unwrap().count(), 4);
}

#[tokio::test]
async fn of_a_mail_above_the_limit_only_the_headers_are_read() {
    let home = tempfile::tempdir().unwrap();
    let mut mailbox = open_at(home.path(), First::Everything);
    let bytes = format!("Subject: large\r\nFrom: a@b.test\r\n\r\n{}", "x".repeat(5000));
    deliver(home.path(), bytes.as_bytes(), moment(1)).unwrap();
    mailbox.open(&Resume::default()).await.unwrap();
    let mail = all(&mut mailbox).await.pop().unwrap();
    assert_eq!(mail.bytes, b"Subject: large\r\nFrom: a@b.test\r\n\r\n");
    assert_eq!(mail.cut, Some(bytes.len() as u64));
}

#[tokio::test]
async fn a_first_start_from_now_leaves_old_mail_alone_and_a_second_start_keeps_to_that_moment() {
    let home = tempfile::tempdir().unwrap();
    let mut mailbox = open_at(home.path(), First::Now);
    deliver(home.path(), &mail(1), moment(1)).unwrap();
    mailbox.open(&Resume::default()).await.unwrap();
    let batch = mailbox.fetch().await.unwrap();
    assert_eq!(batch.mails.len(), 0);
    let later = batch.mark.since + Duration::from_secs(1);
    deliver(home.path(), &mail(2), later).unwrap();
    let mut again = open_at(home.path(), First::Now);
    again.open(&Resume { mark: Some(batch.mark), seen: Vec::new() }).await.unwrap();
    let mails = all(&mut again).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].bytes, mail(2));
}

#[tokio::test]
async fn a_folder_that_is_no_maildir_is_told_with_its_mend() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("nowhere");
    let settings = MaildirSettings { account: "team".into(), path: path.clone(), first: First::Now, size_limit: 1000 };
    let mut mailbox = Maildir::new(settings, Arc::new(SystemClock));
    let Err(Trouble::GiveUp { why, mend }) = mailbox.open(&Resume::default()).await else { panic!("opened") };
    assert!(why.contains(path.to_str().unwrap()) && mend.contains("`path`"), "{why}: {mend}");
}

#[tokio::test]
async fn a_watched_maildir_hands_over_at_once_and_again_what_was_not_committed() {
    let home = tempfile::tempdir().unwrap();
    let mailbox = open_at(home.path(), First::Everything);
    let (sender, mut news) = mpsc::channel(4);
    let watching = tokio::spawn(watch(Box::new(mailbox), Resume::default(), Arc::new(SystemClock), sender));
    let mut next = async || loop {
        let News::Mail(arrival) = timeout(Duration::from_secs(20), news.recv()).await.unwrap().unwrap() else {
            continue;
        };
        if !arrival.batch.mails.is_empty() {
            return arrival;
        }
        arrival.done.send(()).unwrap();
    };
    deliver(home.path(), &mail(1), moment(1)).unwrap();
    drop(next().await);
    let again = next().await;
    assert_eq!(again.batch.mails[0].bytes, mail(1), "its commit was lost, so it came again");
    again.done.send(()).unwrap();
    deliver(home.path(), &mail(2), moment(2)).unwrap();
    let second = next().await;
    assert_eq!(second.batch.mails.len(), 1);
    assert_eq!(second.batch.mails[0].bytes, mail(2));
    drop((second, news));
    timeout(Duration::from_secs(20), watching).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_letter_lies_whole_in_the_maildir_of_each_recipient_still_owed_it() {
    let home = tempfile::tempdir().unwrap();
    let mut maildirs = Maildirs::new(outbox::MaildirSettings { root: home.path().to_owned() });
    let letter = letter("1@example.test", &["Mia@studio.example", "tom@bank.example", "../../etc@bank.example"]);
    let owed = [address("mia@studio.example"), address("../../etc@bank.example")];
    assert_eq!(maildirs.send(&letter, &owed).await, Receipt::Sent);
    let files = |name: &str| -> Vec<_> {
        fs::read_dir(home.path().join(name).join("new"))
            .map(|entries| entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect())
            .unwrap_or_default()
    };
    assert_eq!(files("mia@studio.example"), std::slice::from_ref(&letter.bytes));
    assert_eq!(files("_.._.._etc@bank.example"), std::slice::from_ref(&letter.bytes));
    assert_eq!(files("tom@bank.example"), Vec::<Vec<u8>>::new());
    assert_eq!(fs::read_dir(home.path().join("mia@studio.example/tmp")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_letter_that_cannot_be_delivered_waits_and_names_those_who_have_it() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("tom@bank.example"), "a file where the Maildir should be").unwrap();
    let mut maildirs = Maildirs::new(outbox::MaildirSettings { root: home.path().to_owned() });
    let letter = letter("1@example.test", &["mia@studio.example", "tom@bank.example"]);
    let Receipt::Retry { taken, why, .. } = maildirs.send(&letter, &letter.envelope.recipients).await else {
        panic!("sent")
    };
    assert_eq!(taken, [address("mia@studio.example")]);
    assert!(!why.contains("tom"), "the log names no person: {why}");
}

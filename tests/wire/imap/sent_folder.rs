//! Copies of letters.

use inwriting::mailbox::SentFolder;

use crate::{
    correspondent::settings,
    faults::{Fault, Proxy, When},
    letter::letter,
    servers::servers,
};

#[tokio::test]
async fn a_copy_of_each_letter_is_kept_where_sent_mail_lies() {
    let user = "copies@example.test";
    let mut settings = settings(servers().imap, user);
    settings.folder = "Gesendet/Verträge".to_owned();
    let mut sent = SentFolder::new(settings);
    for id in ["1@example.test", "2@example.test"] {
        sent.keep(&letter(id, &["mia@studio.example"])).await.unwrap();
    }
    let copies = servers().mails(user, "Gesendet/Verträge");
    assert_eq!(copies.len(), 2);
    assert!(copies[0].contains("<1@example.test>") && copies[1].contains("für Genève"));
}

#[tokio::test]
async fn a_copy_that_was_cut_off_is_not_kept_twice() {
    let user = "copiedonce@example.test";
    let proxy = Proxy::before(servers().imap).await;
    let mut settings = settings(proxy.port, user);
    settings.folder = "Sent".to_owned();
    let mut sent = SentFolder::new(settings);
    // The server has the copy, and its OK is lost; the second try comes by another connection.
    proxy.plan(When::Answers("APPENDUID"), Fault::Cut);
    let letter = letter("1@example.test", &["mia@studio.example"]);
    sent.keep(&letter).await.unwrap_err();
    sent.keep(&letter).await.unwrap();
    assert_eq!(servers().mails(user, "Sent").len(), 1);
}

//! Letters by SMTP: a real Postfix, and servers from transcripts.

use std::{sync::Arc, time::Duration};

use inwriting::{
    connection::{Login, Proof, Secrets, Security, Server, Trouble, Turn},
    model::{Letter, Receipt},
    outbox::{Outbox, Smtp, SmtpSettings},
};
use secrecy::SecretString;

use crate::{
    correspondent::{local, login},
    faults::{Fault, Proxy, Scripted, When},
    letter::{address, letter},
    servers::servers,
};

fn smtp(port: u16) -> Smtp {
    let mut settings = SmtpSettings::new(local(port), None);
    settings.patience = Duration::from_secs(20);
    settings.hello = Some("office.example.test".to_owned());
    Smtp::new(settings)
}

async fn send(outbox: &mut Smtp, letter: &Letter) -> Receipt {
    outbox.send(letter, &letter.envelope.recipients).await
}

fn inbox(user: &str) -> Vec<String> {
    // Delivery from Postfix to Dovecot takes a moment: asked again until something is there.
    for _ in 0..400 {
        let mails = servers().mails(user, "INBOX");
        if !mails.is_empty() {
            return mails;
        }
    }
    Vec::new()
}

#[tokio::test]
async fn letters_arrive_whole_over_one_connection() {
    let proxy = Proxy::before(servers().smtp).await;
    let mut outbox = smtp(proxy.port);
    let users = ["one@example.test", "two@studio.example", "three@bank.example"];
    for user in users {
        assert_eq!(send(&mut outbox, &letter(&format!("for-{user}"), &[user])).await, Receipt::Sent);
    }
    assert_eq!(proxy.connections(), 1);
    for user in users {
        let mails = inbox(user);
        assert_eq!(mails.len(), 1, "{user}");
        assert!(mails[0].contains("Return-Path: <recorder@example.test>"), "{}", mails[0]);
        assert!(mails[0].ends_with("die Fotos für Genève."), "{}", mails[0]);
    }
}

#[tokio::test]
async fn a_line_that_is_a_dot_ends_no_letter() {
    let mut dotted = letter("dots@example.test", &["dots@example.test"]);
    dotted.bytes.extend_from_slice(b".\r\n..\r\nMAIL FROM:<evil@example.test>\r\n.hidden\r\n");
    assert_eq!(send(&mut smtp(servers().smtp), &dotted).await, Receipt::Sent);
    let mails = inbox("dots@example.test");
    assert!(mails[0].ends_with("\n.\n..\nMAIL FROM:<evil@example.test>\n.hidden"), "{}", mails[0]);
}

#[tokio::test]
async fn a_refused_recipient_keeps_the_letter_from_nobody_else() {
    let letter = letter("mixed@example.test", &["taken@example.test", "refused@example.test", "x@elsewhere.test"]);
    let Receipt::Refused { recipients } = send(&mut smtp(servers().smtp), &letter).await else { panic!() };
    let refused: Vec<_> = recipients.iter().map(|(address, _)| address.clone()).collect();
    assert_eq!(refused, [address("refused@example.test"), address("x@elsewhere.test")]);
    assert!(recipients[0].1.starts_with("550") && recipients[0].1.contains("No such user"), "{}", recipients[0].1);
    assert_eq!(inbox("taken@example.test").len(), 1);
}

#[tokio::test]
async fn one_who_is_refused_for_now_is_still_owed_it_and_the_others_are_not() {
    let letter = letter("later@example.test", &["prompt@example.test", "busy@example.test", "refused@example.test"]);
    let mut outbox = smtp(servers().smtp);
    let Receipt::Retry { taken, why, .. } = send(&mut outbox, &letter).await else { panic!() };
    assert_eq!(taken, [address("prompt@example.test")]);
    assert!(why.contains("Come back later"), "{why}");
    assert!(!why.contains("busy@"), "the log names no person: {why}");
    let owed = [address("busy@example.test"), address("refused@example.test")];
    assert!(matches!(outbox.send(&letter, &owed).await, Receipt::Retry { taken, .. } if taken.is_empty()));
}

#[tokio::test]
async fn the_null_sender_and_international_addresses_are_sent_as_such() {
    let mut letter = letter("utf8@example.test", &["müller@bücher.example"]);
    letter.envelope.sender = None;
    let script = "S: 220 hi
        C: EHLO office.example.test
        S: 250-hi
        S: 250-SMTPUTF8
        S: 250 8BITMIME
        C: MAIL FROM:<> SMTPUTF8 BODY=8BITMIME
        S: 250 ok
        C: RCPT TO:<müller@xn--bcher-kva.example>
        S: 250 ok
        C: DATA
        S: 354 go
        C. letter
        S: 250 taken";
    let server = Scripted::new(&[script]).await;
    assert_eq!(send(&mut smtp(server.port), &letter).await, Receipt::Sent);
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn a_server_without_smtputf8_gets_no_international_address_and_the_others_their_letter() {
    let letter = letter("noutf8@example.test", &["müller@bank.example", "mia@studio.example"]);
    let script = "S: 220 hi
        C: EHLO
        S: 250 hi
        C: MAIL FROM:<recorder@example.test>
        S: 250 ok
        C: RCPT TO:<mia@studio.example>
        S: 250 ok
        C: DATA
        S: 354 go
        C. letter
        S: 250 taken";
    let server = Scripted::new(&[script]).await;
    let Receipt::Refused { recipients } = send(&mut smtp(server.port), &letter).await else { panic!() };
    assert_eq!(recipients.len(), 1);
    assert!(recipients[0].1.contains("SMTPUTF8"));
    assert_eq!(server.failures(), Vec::<String>::new());
}

fn secured(security: Security, port: u16) -> Server {
    Server { host: "localhost".into(), port, security, ca_file: Some(servers().ca.clone()), allow_cleartext: false }
}

#[tokio::test]
async fn tls_and_starttls_with_password_and_token_all_lead_in() {
    struct Token(SecretString);
    impl Secrets for Token {
        fn give<'a>(&'a self, _refused: Option<&'a SecretString>) -> Turn<'a, SecretString> {
            Box::pin(async { Ok(self.0.clone()) })
        }
    }
    let user = "sender@example.test";
    let token = Proof::Token(Arc::new(Token(servers().token(user, 600).into())));
    let by_token = Login { user: user.to_owned(), proof: token };
    for (name, server, login) in [
        ("submissions", secured(Security::Tls, servers().smtps), login(user)),
        ("starttls", secured(Security::StartTls, servers().submission), login(user)),
        ("xoauth2", secured(Security::Tls, servers().smtps), by_token),
    ] {
        let mut outbox = Smtp::new(SmtpSettings::new(server, Some(login)));
        let letter = letter(&format!("{name}@example.test"), &[&format!("by-{name}@example.test")]);
        assert_eq!(send(&mut outbox, &letter).await, Receipt::Sent, "{name}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_retried_later_and_told_without_it() {
    let wrong = Login { user: "mia@example.test".into(), proof: Proof::password("wr0ng") };
    let mut outbox = Smtp::new(SmtpSettings::new(secured(Security::Tls, servers().smtps), Some(wrong)));
    let Receipt::Retry { after, why, .. } = send(&mut outbox, &letter("1@a.test", &["mia@example.test"])).await else {
        panic!()
    };
    assert!(after.unwrap() >= jiff::SignedDuration::from_mins(15));
    assert!(why.contains("login is refused") && !why.contains("wr0ng"), "{why}");
}

#[tokio::test]
async fn an_unknown_ca_a_missing_starttls_and_clear_text_afar_are_told_with_their_mend() {
    let unknown = Server { ca_file: None, ..secured(Security::Tls, servers().smtps) };
    let script = "S: 220 hi\nC: EHLO\nS: 250 hi\nC: QUIT\nS: 221 bye";
    let bare = Scripted::new(&[script]).await;
    let without = Server { security: Security::StartTls, ..local(bare.port) };
    let afar = Server { host: "192.0.2.1".into(), ..local(25) };
    for (server, mend) in [(unknown, "`ca_file`"), (without, "security = \"tls\""), (afar, "allow_cleartext")] {
        let mut outbox = Smtp::new(SmtpSettings::new(server, None));
        let trouble = outbox.probe(None).await.unwrap_err();
        assert!(matches!(&trouble, Trouble::GiveUp { mend: told, .. } if told.contains(mend)), "{trouble}");
        assert!(matches!(send(&mut outbox, &letter("1@a.test", &["m@b.test"])).await, Receipt::Retry { .. }));
    }
}

/// The dialogue up to a step, whose answer differs.
fn dialogue(end: &str) -> String {
    let steps = [
        "C: EHLO\nS: 250 hi",
        "C: MAIL\nS: 250 ok",
        "C: RCPT\nS: 250 ok",
        "C: DATA\nS: 354 go",
        "C. letter\nS: 250 ok",
    ];
    let (step, answer) = end.split_once(' ').unwrap();
    let mut script = "S: 220 hi".to_owned();
    for good in steps {
        if good[3..].starts_with(step) {
            return format!("{script}\n{}\n{answer}", good.lines().next().unwrap());
        }
        script = format!("{script}\n{good}");
    }
    panic!("no step {step}");
}

#[tokio::test]
async fn what_the_server_says_at_each_step_decides_between_again_and_never() {
    for (end, never) in [
        ("EHLO S: 421 too busy", false),
        ("EHLO CUT", false),
        ("MAIL S: 451 not now", false),
        ("MAIL S: 550 sender unknown", false),
        ("MAIL CUT", false),
        ("RCPT S: 450 greylisted", false),
        ("RCPT S: 421 closing", false),
        ("RCPT S: 530 authentication first", false),
        ("RCPT S: 550 no such user", true),
        ("RCPT CUT", false),
        ("DATA S: 451 not now", false),
        ("DATA CUT", false),
        ("letter S: 452 disk full", false),
        ("letter S: 421 closing", false),
        ("letter S: 554 spam", true),
        ("letter S: nonsense", false),
        ("letter CUT", false),
    ] {
        // A recipient who is refused leaves the dialogue in order: it is put back before the connection is kept.
        let script = dialogue(end)
            + if end.contains("RCPT S: 450") || end.contains("RCPT S: 550") { "\nC: RSET\nS: 250 ok" } else { "" };
        let server = Scripted::new(&[&script]).await;
        let receipt = send(&mut smtp(server.port), &letter("1@a.test", &["mia@studio.example"])).await;
        assert_eq!(matches!(receipt, Receipt::Refused { .. }), never, "{end}: {receipt:?}");
        assert_ne!(receipt, Receipt::Sent, "{end}");
        assert_eq!(server.failures(), Vec::<String>::new(), "{end}");
    }
}

#[tokio::test]
async fn silence_at_any_step_is_given_up_after_a_bounded_wait() {
    for step in ["EHLO", "MAIL", "RCPT", "DATA", "letter"] {
        let server = Scripted::new(&[&dialogue(&format!("{step} HANG"))]).await;
        let mut settings = SmtpSettings::new(local(server.port), None);
        settings.patience = Duration::from_millis(200);
        let receipt = send(&mut Smtp::new(settings), &letter("1@a.test", &["mia@studio.example"])).await;
        let Receipt::Retry { why, taken, .. } = receipt else { panic!("{step}: {receipt:?}") };
        assert!(why.contains("no answer") && taken.is_empty(), "{step}: {why}");
    }
}

#[tokio::test]
async fn a_connection_gone_stale_is_replaced_at_once_but_a_letter_in_doubt_is_not_repeated() {
    let whole = dialogue("letter S: 250 taken");
    let again = "C: MAIL\nCUT";
    let server = Scripted::new(&[&format!("{whole}\n{again}"), &whole]).await;
    let mut outbox = smtp(server.port);
    for id in ["1@a.test", "2@a.test"] {
        assert_eq!(send(&mut outbox, &letter(id, &["mia@studio.example"])).await, Receipt::Sent, "{id}");
    }
    let after_data = "C: MAIL\nS: 250 ok\nC: RCPT\nS: 250 ok\nC: DATA\nS: 354 go\nC. letter\nCUT";
    let server = Scripted::new(&[&format!("{whole}\n{after_data}"), &whole]).await;
    let mut outbox = smtp(server.port);
    assert_eq!(send(&mut outbox, &letter("1@a.test", &["mia@studio.example"])).await, Receipt::Sent);
    let doubtful = send(&mut outbox, &letter("2@a.test", &["mia@studio.example"])).await;
    assert!(matches!(doubtful, Receipt::Retry { .. }), "it may have arrived: the pause comes first");
    assert_eq!(send(&mut outbox, &letter("2@a.test", &["mia@studio.example"])).await, Receipt::Sent);
}

#[tokio::test]
async fn a_letter_whose_answer_was_lost_arrives_twice_at_most_under_one_message_id() {
    let proxy = Proxy::before(servers().smtp).await;
    proxy.plan(When::Answers("queued as"), Fault::Cut);
    let mut outbox = smtp(proxy.port);
    let letter = letter("twice@example.test", &["doubled@example.test"]);
    assert!(matches!(send(&mut outbox, &letter).await, Receipt::Retry { .. }));
    assert_eq!(send(&mut outbox, &letter).await, Receipt::Sent);
    for _ in 0..400 {
        let mails = servers().mails("doubled@example.test", "INBOX");
        if mails.len() == 2 {
            assert!(mails.iter().all(|mail| mail.contains("Message-ID: <twice@example.test>")));
            return;
        }
    }
    panic!("both were taken, so both have to arrive");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let [port] = crate::servers::free_ports();
    let receipt = send(&mut smtp(port), &letter("1@a.test", &["mia@studio.example"])).await;
    let Receipt::Retry { why, .. } = receipt else { panic!("{receipt:?}") };
    assert!(why.contains(&format!("127.0.0.1:{port}")), "{why}");
}

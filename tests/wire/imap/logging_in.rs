//! Security and login.

use std::sync::Arc;

use inwriting::{
    connection::{Login, Proof, Secrets, Security, Server, Turn},
    mailbox::{ImapSettings, Mailbox, Resume, Trouble},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    correspondent::{local, login, mailbox, settings},
    faults::Scripted,
    servers::servers,
};

fn secured(security: Security, port: u16) -> Server {
    Server { host: "localhost".into(), port, security, ca_file: Some(servers().ca.clone()), allow_cleartext: false }
}

async fn open(server: Server, login: Login) -> Result<(), Trouble> {
    mailbox(ImapSettings::new("team", server, login)).open(&Resume::default()).await
}

#[tokio::test]
async fn tls_starttls_and_loopback_in_clear_text_all_lead_in() {
    let servers = servers();
    open(secured(Security::Tls, servers.imaps), login("tls@example.test")).await.unwrap();
    open(secured(Security::StartTls, servers.imap), login("starttls@example.test")).await.unwrap();
    open(local(servers.imap), login("clear@example.test")).await.unwrap();
}

#[tokio::test]
async fn a_certificate_of_an_unknown_ca_or_for_another_name_is_refused_with_its_mend() {
    let mut unknown = secured(Security::Tls, servers().imaps);
    unknown.ca_file = None;
    let mut misnamed = secured(Security::Tls, servers().imaps);
    misnamed.host = "127.0.0.2".to_owned();
    for server in [unknown, misnamed] {
        let Err(Trouble::GiveUp { why, mend }) = open(server.clone(), login("tls@example.test")).await else {
            // Dovecot listens on 127.0.0.1 alone: elsewhere nobody answers, and nothing is proved.
            assert_eq!(server.host, "127.0.0.2");
            continue;
        };
        assert!(why.contains("certificate") && mend.contains("`ca_file`"), "{why}: {mend}");
    }
}

#[tokio::test]
async fn clear_text_to_another_machine_is_refused_before_a_byte_is_sent() {
    let server = Server { host: "192.0.2.1".into(), ..local(143) };
    let Err(Trouble::GiveUp { why, mend }) = open(server, login("mia@studio.example")).await else { panic!("let in") };
    assert!(why.contains("clear text") && mend.contains("allow_cleartext"), "{why}: {mend}");
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_password() {
    let server = Scripted::new(&["S: * OK ready
        C: CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: {tag} OK done"])
    .await;
    let settings = Server { security: Security::StartTls, host: "localhost".into(), ..local(server.port) };
    let Err(Trouble::GiveUp { why, .. }) = open(settings, login("mia@studio.example")).await else { panic!("let in") };
    assert!(why.contains("no STARTTLS"), "{why}");
    assert_eq!(server.failures(), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_password_counts_from_the_second_refusal_on() {
    let wrong = Login { user: "mia@example.test".into(), proof: Proof::password("wrong") };
    let mut mailbox = mailbox(ImapSettings::new("team", local(servers().imap), wrong));
    let first = mailbox.open(&Resume::default()).await.unwrap_err();
    assert!(matches!(&first, Trouble::Retry { why, .. } if why.contains("login is refused")), "{first}");
    let second = mailbox.open(&Resume::default()).await.unwrap_err();
    assert!(matches!(&second, Trouble::GiveUp { mend, .. } if mend.contains("password")), "{second}");
    assert!(!second.to_string().contains("wrong"), "no password in the log: {second}");
}

#[tokio::test]
async fn a_server_that_is_busy_is_no_wrong_password() {
    let refusing = "S: * OK ready
        C: CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: {tag} OK done
        C: LOGIN
        S: {tag} NO [UNAVAILABLE] Temporary authentication failure";
    let server = Scripted::new(&[refusing, refusing, refusing]).await;
    let mut mailbox = mailbox(settings(server.port, "mia@example.test"));
    for _ in 0..3 {
        let trouble = mailbox.open(&Resume::default()).await.unwrap_err();
        assert!(matches!(trouble, Trouble::Retry { .. }), "{trouble}");
    }
}

#[tokio::test]
async fn a_server_that_takes_nobody_is_tried_again() {
    let server = Scripted::new(&["S: * BYE too many connections from mia@studio.example"]).await;
    let trouble = open(local(server.port), login("mia@studio.example")).await.unwrap_err();
    assert!(matches!(&trouble, Trouble::Retry { why, .. } if why.contains("too many connections")), "{trouble}");
    assert!(!trouble.to_string().contains("mia@"), "the log names no person: {trouble}");
}

/// Gives tokens from a list; one that is refused is not given again.
struct Tokens(Vec<String>, std::sync::Mutex<usize>);

impl Secrets for Tokens {
    fn give<'a>(&'a self, refused: Option<&'a SecretString>) -> Turn<'a, SecretString> {
        Box::pin(async move {
            let mut at = self.1.lock().unwrap();
            if refused.is_some_and(|token| token.expose_secret() == self.0[*at]) {
                *at += 1;
            }
            Ok(self.0[*at].clone().into())
        })
    }
}

#[tokio::test]
async fn a_token_leads_in_and_a_refused_one_is_not_tried_again() {
    let user = "oauth@example.test";
    let tokens = vec![servers().token(user, -100), servers().token(user, 600)];
    let source = Arc::new(Tokens(tokens, std::sync::Mutex::new(0)));
    let by_token = Login { user: user.to_owned(), proof: Proof::Token(source) };
    let mut mailbox = mailbox(ImapSettings::new("team", local(servers().imap), by_token));
    let refused = mailbox.open(&Resume::default()).await.unwrap_err();
    assert!(refused.to_string().contains("login is refused"), "{refused}");
    mailbox.open(&Resume::default()).await.unwrap();
}

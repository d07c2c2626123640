//! Bounces as mail servers write them.

use inwriting::{
    mail::{Fate, read_bounce},
    outbox::{Outbox, Smtp, SmtpSettings},
};

use crate::{
    correspondent::local,
    letter::{address, letter},
    servers::servers,
};

type Told = (String, Vec<(String, Fate, String)>);

/// Reads a bounce and gives the letter's id and, for each recipient, its fate and the words.
fn read(mail: &str) -> Option<Told> {
    let crlf = mail.replace('\n', "\r\n");
    let bounce = read_bounce(mail.as_bytes());
    assert_eq!(bounce, read_bounce(crlf.as_bytes()), "LF or CRLF is no difference");
    let bounce = bounce?;
    let told = |failure: inwriting::mail::Failure| (failure.recipient.to_string(), failure.fate, failure.words);
    Some((bounce.letter.to_string(), bounce.failures.into_iter().map(told).collect()))
}

#[tokio::test]
async fn a_bounce_of_postfix_names_the_letter_and_the_address_that_is_dead() {
    let mut letter = letter("to-nobody@example.test", &["ghost@nobody.test"]);
    letter.envelope.sender = Some(address("bounces@example.test"));
    let mut outbox = Smtp::new(SmtpSettings::new(local(servers().smtp), None));
    outbox.send(&letter, &letter.envelope.recipients).await;
    for _ in 0..400 {
        if let Some(mail) = servers().mails("bounces@example.test", "INBOX").first() {
            let (id, failures) = read(mail).unwrap();
            assert_eq!(id, "to-nobody@example.test");
            assert_eq!((failures[0].0.as_str(), failures[0].1), ("ghost@nobody.test", Fate::Dead), "{failures:?}");
            return;
        }
    }
    panic!("no bounce came");
}

fn report(fields: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.test
To: recorder@example.test
Subject: Delivery Status Notification
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Something about your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

{fields}

--b
Content-Type: text/rfc822-headers

From: recorder@example.test
Message-ID:
 <7@example.test>
Subject: Re: Launch

--b--
"
    )
    .replace("Message-ID:\n <7", "Message-ID: <7")
}

#[test]
fn the_code_tells_a_dead_address_from_a_lost_letter_and_a_late_one() {
    for (action, status, fate) in [
        ("failed", "5.1.1", Fate::Dead),
        ("failed", "5.1.2", Fate::Dead),
        ("failed", "5.2.1", Fate::Dead),
        ("failed", "5.2.2", Fate::Lost),
        ("failed", "5.7.1", Fate::Lost),
        ("failed", "4.4.7", Fate::Lost),
        ("failed", "5.0.0", Fate::Lost),
        ("delayed", "4.4.1", Fate::Late),
    ] {
        let fields = format!(
            "Final-Recipient: rfc822; tom@bank.example\nAction: {action}\nStatus: {status} (so it is)\nDiagnostic-Code: smtp; 550\n  {status} no"
        );
        let expected = vec![("tom@bank.example".to_owned(), fate, format!("550 {status} no"))];
        assert_eq!(read(&report(&fields)), Some(("7@example.test".to_owned(), expected)), "{action} {status}");
    }
}

#[test]
fn of_several_recipients_only_the_failed_are_named_by_the_address_we_wrote_to() {
    let fields = "Original-Recipient: rfc822;tom@bank.example
Final-Recipient: rfc822;t.long@intern.bank.example
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; ann@bank.example
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; bo@bank.example
Action: relayed
Status: 2.0.0";
    let (_, failures) = read(&report(fields)).unwrap();
    assert_eq!(failures, [("tom@bank.example".to_owned(), Fate::Dead, String::new())]);
}

#[test]
fn exim_names_the_address_in_a_field_and_the_letter_in_its_copy() {
    let mail = "X-Failed-Recipients: tom@bank.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.bank.example>
To: recorder@example.test
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  tom@bank.example
    host mail.bank.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<tom@bank.example>:
    550 5.1.1 <tom@bank.example>: Recipient address rejected

------ This is a copy of the message, including all the headers. ------

Return-path: <recorder@example.test>
From: recorder@example.test
Message-ID: <8@example.test>
Subject: Re: Launch

Mia owes 5.0.0 things.
";
    let (id, failures) = read(mail).unwrap();
    assert_eq!(id, "8@example.test");
    assert_eq!(failures.len(), 1);
    assert_eq!((failures[0].0.as_str(), failures[0].1), ("tom@bank.example", Fate::Dead));
    assert!(failures[0].2.contains("Recipient address rejected"), "{}", failures[0].2);
}

#[test]
fn qmail_names_the_address_at_the_beginning_of_a_line() {
    let mail = "From: MAILER-DAEMON@mx.bank.example
To: recorder@example.test
Subject: failure notice

Hi. This is the qmail-send program at mx.bank.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<tom@bank.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <recorder@example.test>
Message-ID: <9@example.test>
From: mia@studio.example
ann@bank.example wrote this.
";
    let expected =
        vec![("tom@bank.example".to_owned(), Fate::Dead, "Sorry, no mailbox here by that name. (#5.1.1)".to_owned())];
    assert_eq!(read(mail), Some(("9@example.test".to_owned(), expected)));
}

#[test]
fn an_old_exchange_is_matched_by_what_it_answers() {
    let mail = "From: System Administrator <postmaster@bank.example>
To: recorder@example.test
In-Reply-To: <10@example.test>
Subject: Undeliverable: Re: Launch

Your message did not reach the following recipient(s):

tom@bank.example on Fri, 12 Jun 2026 10:00:00 +0200
    The recipient's mailbox is full 5.2.2
";
    let (id, failures) = read(mail).unwrap();
    assert_eq!(id, "10@example.test");
    assert_eq!((failures[0].0.as_str(), failures[0].1), ("tom@bank.example", Fate::Lost));
}

#[test]
fn a_warning_of_a_delay_is_no_failure() {
    let mail = "X-Failed-Recipients: tom@bank.example
Subject: Warning: message delayed 24 hours

Delivery is delayed, and will be retried. 4.4.1

------ This is a copy of the message's headers. ------

Message-ID: <11@example.test>
";
    let (_, failures) = read(mail).unwrap();
    assert_eq!(failures[0].1, Fate::Late);
}

#[test]
fn mail_of_people_and_reports_that_name_no_letter_are_no_bounces() {
    let from_a_person = "From: tom@bank.example\nIn-Reply-To: <7@example.test>\nSubject: Re: Launch\n\ntom@bank.example is my address.\n";
    let about_nothing = "From: MAILER-DAEMON@x.test\nSubject: failure notice\n\nunable to deliver\n\n<tom@bank.example>:\nno such user\n";
    for mail in
        [from_a_person, about_nothing, "", "\u{0}\u{0}\n\n", "Content-Type: multipart/report; boundary=b\n\n--b\n"]
    {
        assert_eq!(read(mail), None, "{mail}");
    }
}

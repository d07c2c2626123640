//! From end to end: a thread through Postfix, the daemon, and the confirmation in the client's own mailbox over IMAP.

use std::{process::Child, time::Duration};

use inwriting::{
    mailbox::Mailbox,
    outbox::{Outbox, Smtp, SmtpSettings},
};
use tokio::time::timeout;

use crate::{
    correspondent::{Reader, local, mailbox, settings},
    letter::letter,
    running::{Bot, header, post},
    servers::servers,
};

/// Ends the daemon however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn first_mail(user: &str) -> String {
    let mut mailbox = mailbox(settings(servers().imap, user));
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    loop {
        reader.read(&mut mailbox).await.unwrap();
        if let Some(mail) = reader.mails.first() {
            return String::from_utf8_lossy(&mail.bytes).into_owned();
        }
        mailbox.wait().await.unwrap();
    }
}

#[tokio::test]
async fn a_promise_with_the_bot_in_cc_is_confirmed_to_the_client_and_the_team() {
    let bot = Bot::new("agree", servers().imap, servers().smtp);
    let daemon = Running(bot.start());
    let (client, member) = ("tom-road@bank.example", "mia-road@studio.example");
    let mut promise = letter("promise@studio.example", &[client, &bot.address]);
    promise.bytes = format!(
        "From: Mia Kern <{member}>\r\nTo: Tom Long <{client}>\r\nCc: {}\r\nSubject: Slides\r\n\
         Message-ID: <promise@studio.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
         I will send you the final slides by Friday, 27 November 2036.\r\n\r\nBest\r\nMia\r\n",
        bot.address
    )
    .into_bytes();
    // To the bot alone: the client's copy would be the first mail in the client's mailbox.
    let mut outbox = Smtp::new(SmtpSettings::new(local(servers().smtp), None));
    outbox.send(&promise, &promise.envelope.recipients[1..]).await;
    for user in [client, member] {
        let confirmation = timeout(Duration::from_secs(60), first_mail(user)).await;
        let confirmation = confirmation.unwrap_or_else(|_| panic!("no confirmation for {user}:\n{}", bot.log()));
        assert_eq!(header(&confirmation, "In-Reply-To"), Some("<promise@studio.example>"), "{confirmation}");
        assert_eq!(header(&confirmation, "Subject"), Some("Re: Slides"));
        assert!(header(&confirmation, "Auto-Submitted").is_some());
        assert!(confirmation.contains("slides"), "{confirmation}");
    }
    drop(daemon);
}

#[tokio::test]
async fn a_letter_that_was_sent_lies_in_the_folder_of_sent_mail_once_also_after_a_kill() {
    let bot = Bot::new("agree-copies", servers().imap, servers().smtp);
    bot.keep_copies_in("Sent");
    let mut daemon = Running(bot.start());
    let member = "mia-copies@studio.example";
    for number in 1..=2 {
        post(&bot.address, &promise(number, member, &bot.address));
        wait_for_copies(&bot, number);
        // Killed at once: what the folder has is not put there again.
        daemon.0.kill().unwrap();
        daemon.0.wait().unwrap();
        daemon = Running(bot.start());
    }
    post(&bot.address, &promise(3, member, &bot.address));
    wait_for_copies(&bot, 3);
    let copies = servers().mails(&bot.address, "Sent");
    let mut ids: Vec<_> = copies.iter().map(|copy| header(copy, "Message-ID").unwrap().to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((copies.len(), ids.len()), (3, 3), "{}", bot.log());
}

fn promise(number: usize, from: &str, bot: &str) -> String {
    format!(
        "From: Mia Kern <{from}>\r\nTo: Tom <tom-copies@bank.example>\r\nCc: {bot}\r\nSubject: Slides {number}\r\n\
         Message-ID: <{number}.copies@studio.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
         I will send you the final slides by Friday, 27 November 2036.\r\n\r\nBest\r\nMia\r\n"
    )
}

fn wait_for_copies(bot: &Bot, count: usize) {
    // Each look is a process of its own: no need to wait between them.
    for _ in 0..600 {
        if servers().mails(&bot.address, "Sent").len() >= count {
            return;
        }
    }
    panic!("{count} copies never came:\n{}", bot.log());
}

//! Answers as people's programs write them, through a real Postfix and a real Dovecot: each is read as the yes it is.

use std::{process::Child, time::Duration};

use inwriting::{
    model::State,
    outbox::{Outbox, Smtp, SmtpSettings},
};

use crate::{
    correspondent::local,
    letter::letter,
    running::{Bot, header, mails},
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

/// A program's way to answer the letter with this id and text.
type Program = fn(&Reply<'_>) -> String;

struct Reply<'a> {
    client: &'a str,
    bot: &'a str,
    id: &'a str,
    text: &'a str,
    /// The client says yes.
    yes: &'a str,
}

impl Reply<'_> {
    fn quoted(&self) -> String {
        self.text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\r\n")
    }

    fn html(&self) -> String {
        self.text.lines().collect::<Vec<_>>().join("<br>\r\n")
    }

    fn head(&self, program: &str, subject: &str) -> String {
        let Self { client, bot, id, .. } = self;
        format!(
            "From: Tom Long <{client}>\r\nTo: \"Studio Kern, in writing\" <{bot}>\r\nSubject: {subject}\r\nMessage-ID: <{program}@bank.example>\r\n\
             In-Reply-To: <{id}>\r\nReferences: <{id}>\r\nDate: Thu, 19 Nov 2026 10:30:00 +0100\r\nMIME-Version: 1.0\r\n"
        )
    }
}

fn gmail(reply: &Reply<'_>) -> String {
    let introduced = format!("On Thu, 19 Nov 2026 at 10:02, Studio Kern, in writing <\r\n{}> wrote:", reply.bot);
    format!(
        "{}Content-Type: multipart/alternative; boundary=\"000000000000a1b2c3\"\r\n\r\n--000000000000a1b2c3\r\n\
         Content-Type: text/plain; charset=\"UTF-8\"\r\n\r\n{}\r\n\r\n{introduced}\r\n\r\n{}\r\n\r\n--000000000000a1b2c3\r\n\
         Content-Type: text/html; charset=\"UTF-8\"\r\n\r\n<div dir=\"ltr\">{}</div><br><div class=\"gmail_quote gmail_quote_container\">\
         <div dir=\"ltr\" class=\"gmail_attr\">{introduced}<br></div><blockquote class=\"gmail_quote\">{}</blockquote></div>\r\n\r\n\
         --000000000000a1b2c3--\r\n",
        reply.head("gmail", "Re: Slides"),
        reply.yes,
        reply.quoted(),
        reply.yes,
        reply.html(),
    )
}

fn outlook(reply: &Reply<'_>) -> String {
    format!(
        "{}Thread-Topic: Slides\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<html><body><div class=\"WordSection1\">\
         <p class=\"MsoNormal\">{}</p><p class=\"MsoNormal\">&nbsp;</p><div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\">\r\n\
         <p class=\"MsoNormal\"><b>From:</b> Studio Kern, in writing &lt;{}&gt;<br><b>Sent:</b> Thursday, November 19, 2026 10:02 AM<br>\
         <b>To:</b> Tom Long &lt;{}&gt;<br><b>Subject:</b> Re: Slides</p></div></div>\r\n<p class=\"MsoNormal\">{}</p></div></body></html>\r\n",
        reply.head("outlook", "RE: Slides"),
        reply.yes,
        reply.bot,
        reply.client,
        reply.html(),
    )
}

fn apple_mail(reply: &Reply<'_>) -> String {
    format!(
        "{}Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\nX-Mailer: iPhone Mail (22A3354)\r\n\r\n{}\r\n\r\n\
         Sent from my iPhone\r\n\r\n> On 19 Nov 2026, at 10:02, Studio Kern, in writing <{}> wrote:\r\n>\r\n{}\r\n",
        reply.head("apple", "Re: Slides"),
        reply.yes,
        reply.bot,
        reply.quoted(),
    )
}

fn thunderbird(reply: &Reply<'_>) -> String {
    format!(
        "{}User-Agent: Mozilla Thunderbird\r\nContent-Type: text/plain; charset=UTF-8; format=flowed\r\n\r\n\
         Am 19.11.26 um 10:02 schrieb Studio Kern, in writing:\r\n{}\r\n\r\n{}\r\n\r\n-- \r\nTom Long\r\nBank\r\n",
        reply.head("thunderbird", "Re: Slides"),
        reply.quoted(),
        reply.yes,
    )
}

/// The letter that the client got.
async fn confirmation(client: &str, bot: &Bot) -> String {
    for _ in 0..600 {
        if let Some(mail) = mails(client).into_iter().find(|mail| header(mail, "Auto-Submitted").is_some()) {
            return mail;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no letter for {client}:\n{}", bot.log())
}

/// The text part of a letter of ours, as far as a program quotes it.
fn words(letter: &str) -> String {
    let part = letter.split("text/plain").nth(1).unwrap_or(letter);
    let body = part.replace("\r\n", "\n");
    let body = body.split_once("\n\n").map_or("", |(_, body)| body).to_owned();
    body.split("\n--")
        .next()
        .unwrap_or_default()
        .replace("=\n", "")
        .replace("=20", " ")
        .replace("=3D", "=")
        .trim()
        .to_owned()
}

#[tokio::test]
async fn a_yes_from_gmail_outlook_apple_mail_and_thunderbird_is_a_yes() {
    let programs: [(&str, Program); 4] =
        [("gmail", gmail), ("outlook", outlook), ("apple", apple_mail), ("thunderbird", thunderbird)];
    for (name, program) in programs {
        let bot = Bot::new(&format!("agree-{name}"), servers().imap, servers().smtp);
        let daemon = Running(bot.start());
        let (client, member) = (format!("tom-{name}@bank.example"), "mia-programs@studio.example");
        let mut outbox = Smtp::new(SmtpSettings::new(local(servers().smtp), None));
        let mut ask = letter(&format!("ask-{name}@studio.example"), &[&client, &bot.address]);
        ask.bytes = format!(
            "From: Mia Kern <{member}>\r\nTo: Tom Long <{client}>\r\nCc: {}\r\nSubject: Slides\r\n\
             Message-ID: <ask-{name}@studio.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
             please send us the logo by 27 November 2036.\r\n\r\nBest\r\nMia\r\n",
            bot.address
        )
        .into_bytes();
        outbox.send(&ask, &ask.envelope.recipients[1..]).await;
        let told = confirmation(&client, &bot).await;
        let id = header(&told, "Message-ID").unwrap().trim_matches(['<', '>']).to_owned();
        let text = words(&told);
        assert!(text.contains("logo"), "{told}");
        let reply = Reply { client: &client, bot: &bot.address, id: &id, text: &text, yes: "Ok, will do." };
        let mut answer = letter(&format!("{name}@bank.example"), &[&bot.address]);
        answer.bytes = program(&reply).into_bytes();
        outbox.send(&answer, &answer.envelope.recipients).await;
        let mut state = None;
        for _ in 0..600 {
            let threads = bot.ledger().and_then(|ledger| ledger.threads().ok()).unwrap_or_default();
            state = threads.first().and_then(|thread| thread.agreements.first()).map(|agreement| agreement.state);
            if state == Some(State::Agreed) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let told = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert_eq!(state, Some(State::Agreed), "{name}:\n{told}\n{}", bot.log());
        drop(daemon);
    }
}

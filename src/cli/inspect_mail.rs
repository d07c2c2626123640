//! In charge of: `inwriting inspect mail`: how a mail is taken apart.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use serde::Serialize;

use super::{Format, archive, conversation, extract::tell_unread, table::terminal_width};
use crate::{
    language::Packs,
    mail,
    model::{Address, Attachment, Automatic, Mail, MessageId, PassageKind, Verdict},
    reading,
};

/// Show how mails are taken apart: own words, quotes, signature, automatic or not
///
/// Only own words are read for agreements. What stands in quotes, signatures and footers never is.
#[derive(Debug, Args)]
pub struct InspectMail {
    /// Mails: .eml files, mbox files, Maildirs, or folders of .eml files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The name by which your mail server signs Authentication-Results; may be given again
    #[arg(long, value_name = "AUTHSERV_ID")]
    trust: Vec<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl InspectMail {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let packs = Packs::embedded()?;
        let mut mails: Vec<Mail> = Vec::new();
        for path in &self.paths {
            for raw in archive::open(path)? {
                match mail::parse(&raw, packs, &self.trust) {
                    Ok(mail) => mails.push(mail),
                    Err(error) => tell_unread(&raw, &error),
                }
            }
        }
        let threads = first_mails(&mails);
        for mail in &mails {
            let view = View::of(mail, threads.get(&mail.id).unwrap_or(&mail.id), packs);
            match self.format {
                Format::Json => {
                    serde_json::to_writer(&mut *out, &view)?;
                    writeln!(out)?;
                }
                Format::Table => view.write(out)?,
            }
        }
        Ok(())
    }
}

/// For each mail, the id that its thread is known by: that of the first mail there is or ever was.
fn first_mails(mails: &[Mail]) -> HashMap<MessageId, MessageId> {
    let mut firsts = HashMap::new();
    for thread in conversation::group(mails.to_vec()) {
        let first = thread.first().map(conversation::root);
        for mail in &thread {
            firsts.extend(first.clone().map(|first| (mail.id.clone(), first)));
        }
    }
    firsts
}

/// A mail as programs read it.
#[derive(Debug, Serialize)]
struct View<'a> {
    message_id: &'a MessageId,
    thread: &'a MessageId,
    from: Option<&'a Address>,
    date: String,
    subject: &'a str,
    own_text: String,
    quoted: String,
    signature: String,
    automatic: Option<&'a Automatic>,
    language: Option<String>,
    verdict: Verdict,
    attachments: &'a [Attachment],
    defects: &'a [String],
}

impl<'a> View<'a> {
    fn of(mail: &'a Mail, thread: &'a MessageId, packs: &Packs) -> Self {
        let quoted =
            |kind: &PassageKind| !matches!(kind, PassageKind::Own | PassageKind::Signature | PassageKind::Footer);
        Self {
            message_id: &mail.id,
            thread,
            from: mail.from.as_ref().map(|from| &from.address),
            date: mail.date.strftime("%FT%T%:z").to_string(),
            subject: &mail.subject,
            own_text: mail.own_text(),
            quoted: mail.passages_of(quoted),
            signature: mail.passages_of(|kind| matches!(kind, PassageKind::Signature | PassageKind::Footer)),
            automatic: mail.automatic.as_ref(),
            language: reading::language(mail, packs),
            verdict: mail.verdict,
            attachments: &mail.attachments,
            defects: &mail.defects,
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", "=".repeat(terminal_width().min(100)))?;
        let from = self.from.map_or("nobody we can tell".to_owned(), Address::to_string);
        writeln!(out, "Message-ID   {}\nThread       {}", self.message_id, self.thread)?;
        writeln!(out, "From         {from}\nDate         {}\nSubject      {}", self.date, self.subject)?;
        writeln!(out, "Language     {}", self.language.as_deref().unwrap_or("unknown"))?;
        match self.automatic {
            Some(automatic) => writeln!(out, "Automatic    yes, {}", why(automatic))?,
            None => writeln!(out, "Automatic    no")?,
        }
        for file in self.attachments {
            writeln!(out, "Attachment   {} ({}, {} bytes)", file.name, file.media_type, file.size)?;
        }
        for defect in self.defects {
            writeln!(out, "Defect       {defect}")?;
        }
        write_block(out, "Own words", &self.own_text)?;
        write_block(out, "Quoted or forwarded", &self.quoted)?;
        write_block(out, "Signature and footers", &self.signature)
    }
}

fn why(automatic: &Automatic) -> String {
    match automatic {
        Automatic::Reply(because) => format!("an answer by a program: {because}"),
        Automatic::Bounce(because) => format!("a delivery report: {because}"),
        Automatic::List(because) => format!("a list or bulk mail: {because}"),
        Automatic::Notice(because) => format!("a notice of a calendar or a service: {because}"),
        Automatic::Generated(because) => format!("written by a program: {because}"),
    }
}

fn write_block(out: &mut impl Write, heading: &str, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}:")?;
    text.lines().try_for_each(|line| writeln!(out, "  {line}"))
}

//! In charge of: `inwriting check`: every step that the daemon will take, tried out and shown as it happens.
//!
//! Promises: what fails comes with what to mend; a step that fails does not keep other accounts from being tried; nothing is read,
//! moved or recorded, and no letter goes out but the one that `--send-to` asks for. Folders for mails put away and for copies are made
//! where they are missing, as the daemon would make them.

use std::{io::Write, path::Path, sync::Arc};

use anyhow::bail;
use clap::Args;
use lettre::message::{Mailbox as Header, header::ContentType};

use super::opening::ConfigFile;
use crate::{
    clock::{Clock, SystemClock},
    config::{Config, ImapAccount, Mailbox, Outbox},
    connection::Trouble,
    language::Packs,
    ledger::{Ledger, LedgerError},
    mailbox::{Imap, Mailbox as _, Resume},
    model::{Address, Digest, Envelope, Letter, LetterKind, MessageId, Party, Receipt},
    outbox::Smtp,
};

/// Try out everything the daemon needs, step by step
///
/// The configuration, the ledger, the clock, and for each account its name, connection, certificate, login, folders and IDLE; the
/// folder for copies of letters; for the outbox its login and whether it lets the bot send. It may run beside the daemon.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  inwriting check -c config.toml\n  inwriting check -c config.toml --send-to mia@studio.example"
)]
pub struct Check {
    #[command(flatten)]
    config: ConfigFile,
    /// Send a test letter to this address
    #[arg(long, value_name = "ADDRESS", value_parser = Address::parse)]
    send_to: Option<Address>,
}

/// What is shown.
struct Steps<'o, W: Write> {
    out: &'o mut W,
    failed: usize,
}

impl<W: Write> Steps<'_, W> {
    fn show(&mut self, what: &str, outcome: Result<String, Trouble>) {
        let text = match outcome {
            Ok(found) => format!("ok    {what}: {found}\n"),
            Err(trouble) => {
                self.failed += 1;
                match trouble {
                    Trouble::GiveUp { why, mend } => format!("FAIL  {what}: {why}\n      {mend}\n"),
                    Trouble::Retry { why, .. } => {
                        format!(
                            "FAIL  {what}: {why}\n      it may pass by itself; otherwise see whether host and port are right\n"
                        )
                    }
                }
            }
        };
        // Shown at once, for the next step may take its time. Nobody is left to tell if the output is closed.
        let _ = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
    }
}

impl Check {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let config = Config::load(&self.config.path)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let mut steps = Steps { out, failed: 0 };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        steps.show("configuration", Ok(self.config.path.display().to_string()));
        runtime.block_on(async {
            here(&config, clock.as_ref(), &mut steps);
            for mailbox in &config.mailboxes {
                match mailbox {
                    Mailbox::Imap(account) => imap(account, &clock, &mut steps).await,
                    Mailbox::Maildir(settings) => {
                        let opened = match mailbox.open(&clock).first_mut() {
                            Some(maildir) => maildir.open(&Resume::default()).await,
                            None => Ok(()),
                        };
                        let found = opened.map(|()| format!("{} can be read", settings.path.display()));
                        steps.show(&format!("mailbox {}", settings.account), found);
                    }
                }
            }
            copies(&config, &clock, &mut steps).await;
            outbox(&config, &clock, &mut steps).await;
            if let Some(address) = &self.send_to {
                steps.show("test letter", send(&config, &clock, address).await);
            }
        });
        match steps.failed {
            0 => Ok(()),
            1 => bail!("one step failed"),
            count => bail!("{count} steps failed"),
        }
    }
}

/// What needs no server.
fn here<W: Write>(config: &Config, clock: &dyn Clock, steps: &mut Steps<'_, W>) {
    let now = clock.now().to_zoned(config.office.zone.clone());
    steps.show(
        "clock",
        Ok(format!("it is {} for the team; letters and dates go by that", now.strftime("%A %-d %B %Y %H:%M %Z"))),
    );
    let packs = Packs::embedded().map(|_| "all load".to_owned());
    steps.show(
        "languages",
        packs.map_err(|why| Trouble::give_up(why.to_string(), "this build is broken: build it anew")),
    );
    steps.show("ledger", ledger(&config.ledger));
}

/// Whether the ledger can be written; one that a daemon has is read only.
fn ledger(path: &Path) -> Result<String, Trouble> {
    if !path.exists() {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let trial = folder.join(".inwriting-check");
        return std::fs::write(&trial, "").and_then(|()| std::fs::remove_file(&trial)).map_or_else(
            |error| {
                Err(Trouble::give_up(
                    format!("{}: {error}", folder.display()),
                    "make the folder, and let the daemon's user write there",
                ))
            },
            |()| Ok(format!("{} will be made at the first start", path.display())),
        );
    }
    match Ledger::open(path) {
        Ok(_) => Ok(format!("{} can be written", path.display())),
        Err(LedgerError::InUse(_)) => {
            let read = Ledger::open_to_read(path)
                .map(|_| format!("{} is in use by a running daemon, and sound", path.display()));
            read.map_err(|error| Trouble::give_up(error.to_string(), "see above"))
        }
        Err(error) => Err(Trouble::give_up(error.to_string(), "nothing else works without it")),
    }
}

async fn imap<W: Write>(account: &ImapAccount, clock: &Arc<dyn Clock>, steps: &mut Steps<'_, W>) {
    for settings in account.settings(clock) {
        let place = format!("mailbox {} {}", account.name, settings.folder);
        let mut mailbox = Imap::new(settings, Arc::clone(clock));
        mailbox.probe(&mut |what, outcome| steps.show(&format!("{place}, {what}"), outcome)).await;
        mailbox.close().await;
    }
}

/// The folder that the daemon keeps copies of its letters in.
async fn copies<W: Write>(config: &Config, clock: &Arc<dyn Clock>, steps: &mut Steps<'_, W>) {
    if let Some(mut sent) = config.sent_folder(clock) {
        let (account, folder) = sent.place();
        let step = format!("mailbox {account} {folder}, copies of letters");
        steps.show(&step, sent.probe().await);
    }
}

async fn outbox<W: Write>(config: &Config, clock: &Arc<dyn Clock>, steps: &mut Steps<'_, W>) {
    match &config.outbox {
        Outbox::Maildir(settings) => {
            let made = std::fs::create_dir_all(&settings.root)
                .map(|()| format!("letters go below {}", settings.root.display()));
            let mend = "let `path` of [outbox] name a folder that the daemon's user may make and write";
            steps.show(
                "outbox",
                made.map_err(|error| Trouble::give_up(format!("{}: {error}", settings.root.display()), mend)),
            );
        }
        Outbox::Smtp(account) => {
            let server = &account.server;
            let reached = server.connect().await.map(|_| server.place());
            let go_on = reached.is_ok();
            steps.show("outbox, connection", reached);
            if go_on {
                let sender = config.office.bot.address.clone();
                let probed = Smtp::new(account.settings(clock)).probe(Some(&sender)).await;
                steps
                    .show("outbox, login and sender", probed.map(|()| format!("{} may send as {sender}", server.host)));
            }
        }
    }
}

async fn send(config: &Config, clock: &Arc<dyn Clock>, to: &Address) -> Result<String, Trouble> {
    let letter = test_letter(config, clock.as_ref(), to)
        .map_err(|error| Trouble::give_up(error.to_string(), "correct the address"))?;
    let receipt = config.outbox.open(clock).send(&letter, std::slice::from_ref(to)).await;
    match receipt {
        Receipt::Sent => Ok(format!("taken for {to}; its Message-ID is <{}>", letter.id)),
        Receipt::Retry { why, .. } => Err(Trouble::retry(why)),
        Receipt::Refused { recipients } => {
            let why = recipients.into_iter().map(|(_, why)| why).next().unwrap_or_default();
            Err(Trouble::give_up(why, "see whether the address is right, and the account may send to it"))
        }
    }
}

fn test_letter(config: &Config, clock: &dyn Clock, to: &Address) -> anyhow::Result<Letter> {
    let (bot, now) = (&config.office.bot, clock.now());
    let text = format!(
        "This is a test letter from {}.\n\nIf you can read it, letters go out. There is nothing to answer.\n",
        bot.called()
    );
    let unique = Digest::of(format!("{now} {to} {}", std::process::id()).as_bytes()).to_string();
    let name: String = unique.chars().take(24).collect();
    let id = format!("test.{name}@{}", bot.address.domain());
    let from: Header = Header::new(bot.name.clone(), bot.address.to_string().parse()?);
    let message = lettre::Message::builder()
        .from(from)
        .to(Header::new(None, to.to_string().parse()?))
        .subject("inwriting: a test letter")
        .message_id(Some(format!("<{id}>")))
        .date(now.into())
        .raw_header(lettre::message::header::HeaderValue::new(
            lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(ContentType::TEXT_PLAIN)
        .body(text.clone())?;
    let id = MessageId::parse(&id).ok_or_else(|| anyhow::anyhow!("the bot's address makes no Message-ID"))?;
    Ok(Letter {
        key: format!("test {id}"),
        id,
        kind: LetterKind::Test,
        thread: None,
        envelope: Envelope { sender: Some(config.office.bot.address.clone()), recipients: vec![to.clone()] },
        to: vec![Party { name: None, address: to.clone() }],
        cc: Vec::new(),
        subject: "inwriting: a test letter".to_owned(),
        text,
        bytes: message.formatted(),
        written: now,
        due: now,
    })
}

//! In charge of: the stage on which the story is played: real Maildirs, the real desk, and a clock that is moved by hand.

use std::{io::Write, path::Path, sync::Arc};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp, Zoned, civil};

use super::page::Page;
use crate::{
    clock::{Clock, SetClock},
    config::{self, Config},
    daemon::{Desk, Rules, Taken},
    language::Packs,
    ledger::Ledger,
    letters::print_report,
    mail,
    mailbox::{Mailbox, Maildir, Resume},
    model::{Event, Mail, Place, Position, RawMail},
    outbox::{MaildirSettings, Maildirs, deliver},
    report::{Account, Told},
};

/// The stage.
pub(super) struct Stage {
    desk: Desk,
    clock: Arc<SetClock>,
    mailbox: Maildir,
    outbox: Maildirs,
    /// The Message-ID of the letter that went out last.
    last: String,
    runtime: tokio::runtime::Runtime,
}

impl Stage {
    /// Sets the stage in `folder`, as the configuration in it says. It is Thursday morning.
    pub(super) fn set(folder: &Path) -> anyhow::Result<Self> {
        let config = Config::load(&folder.join("config.toml"))?;
        let opening = civil::datetime(2026, 6, 11, 9, 0, 0, 0).to_zoned(config.office.zone.clone())?;
        let clock = Arc::new(SetClock::at(opening.timestamp()));
        let root = folder.join("mail");
        let inbox = config.mailboxes.iter().find_map(|mailbox| match mailbox {
            config::Mailbox::Maildir(settings) => Some(settings.clone()),
            config::Mailbox::Imap(_) => None,
        });
        let inbox = inbox.context("the demo's configuration names no Maildir")?;
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(inbox.path.join(part)).context("the demo's folder cannot be written")?;
        }
        let mut mailbox = Maildir::new(inbox, Arc::clone(&clock) as Arc<dyn Clock>);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(mailbox.open(&Resume::default()))?;
        let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
        let desk = Desk::new(Ledger::open(&config.ledger)?, Rules::of(&config), packs);
        Ok(Self { desk, clock, mailbox, outbox: Maildirs::new(MaildirSettings { root }), last: String::new(), runtime })
    }

    /// What is on record.
    pub(super) fn ledger(&self) -> &Ledger {
        self.desk.ledger()
    }

    fn now(&self) -> Zoned {
        self.clock.now().to_zoned(self.desk.rules().office.zone.clone())
    }

    /// The clock moves to `hour`; whatever falls due on the way happens at its own moment.
    pub(super) fn time_passes(&mut self, hour: &str, page: &mut Page<'_, impl Write>) -> anyhow::Result<()> {
        let civil: civil::DateTime = hour.parse()?;
        let until = civil.to_zoned(self.desk.rules().office.zone.clone())?.timestamp();
        while self.clock.now() < until {
            let next = self.works(page)?.filter(|next| *next < until).unwrap_or(until);
            let soon = self.clock.now().saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
            self.clock.move_to(next.max(soon));
        }
        self.works(page)?;
        Ok(())
    }

    /// Says and sends what is due now; tells when to look again.
    fn works(&mut self, page: &mut Page<'_, impl Write>) -> anyhow::Result<Option<Timestamp>> {
        loop {
            let next = self.desk.tell(self.clock.now())?;
            let sending = self.desk.send(&mut self.outbox, self.clock.as_ref());
            let Some(tried) = self.runtime.block_on(sending)? else { return Ok(next) };
            page.letter(&self.now(), &tried.letter)?;
            self.last = tried.letter.id.to_string();
        }
    }

    /// A mail is delivered to everybody on it, and the desk takes in what the bot got.
    pub(super) fn somebody_writes(&mut self, text: &str, page: &mut Page<'_, impl Write>) -> anyhow::Result<()> {
        // A letter's name is made when it is written: only the answer to it can tell it.
        let bytes = text.replace("@ANSWERED@", &self.last).replace('\n', "\r\n").into_bytes();
        let now = self.clock.now();
        let mail = self.look_at(&bytes)?;
        for party in mail.to.iter().chain(&mail.cc) {
            deliver(&self.outbox.of(&party.address), &bytes, now).context("a mail cannot be delivered")?;
        }
        let batch = self.runtime.block_on(self.mailbox.fetch())?;
        let mut taken = Vec::new();
        for raw in &batch.mails {
            if let Taken::Read { thread, events, .. } = self.desk.take(raw, now)? {
                taken.push((self.desk.ledger().thread(thread)?, events));
            }
        }
        let recorded: Vec<&Event> = taken.iter().flat_map(|(_, events)| events).collect();
        page.mail(&self.now(), &mail, &recorded, &self.desk.rules().office)?;
        for (thread, events) in &taken {
            page.recorded(thread.as_ref(), events)?;
        }
        self.works(page)?;
        Ok(())
    }

    /// The facts of the thread, as `inwriting report` tells them; the mails they rest on are left to that command.
    pub(super) fn reports(&mut self, page: &mut Page<'_, impl Write>) -> anyhow::Result<()> {
        let rules = self.desk.rules();
        let ledger = self.desk.ledger();
        let Some(thread) = ledger.threads()?.first().map(|thread| thread.id) else { return Ok(()) };
        let Some(dossier) = ledger.dossier(thread)? else { return Ok(()) };
        let letters: Vec<Told> =
            ledger.letters_of(thread)?.into_iter().filter_map(crate::ledger::Posted::told).collect();
        let accounts: Vec<Account> =
            Account::of(&dossier, &letters, &rules.office, self.clock.now()).into_iter().collect();
        let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
        let house = (&rules.office, &rules.style);
        let printed = print_report(&accounts, &[], &rules.office.language, house, packs, self.clock.now())?;
        let facts = printed.text.split_once("\n- [").map_or(printed.text.as_str(), |(facts, _)| facts);
        // Without the heading of the list.
        let facts = facts.trim_end().rsplit_once("\n\n").map_or(facts, |(facts, _)| facts);
        page.report(&self.now(), facts)?;
        Ok(())
    }

    /// The mail in these bytes, for the page.
    fn look_at(&self, bytes: &[u8]) -> anyhow::Result<Mail> {
        let position = Position::Maildir { unique: "shown".to_owned() };
        let place = Place { account: "agree".to_owned(), folder: "INBOX".to_owned(), position };
        let raw = RawMail { place, received: self.clock.now(), bytes: bytes.to_vec(), cut: None };
        let packs = Packs::embedded().context("the language packs of this build cannot be used")?;
        Ok(mail::parse(&raw, packs, &[])?)
    }
}

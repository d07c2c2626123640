//! In charge of: `inwriting extract`: the agreements in mails that lie in files.
//!
//! Promises: nothing is kept and nothing is sent; a mail that cannot be read is told on standard error and the others are taken.
//! Leaves to: the stages, the same as the daemon's, what a mail says.

use std::{io::Write, path::PathBuf};

use clap::Args;
use jiff::tz::TimeZone;

use super::{
    Format, archive, conversation,
    showing::{Line, agreement_row},
    table::Table,
};
use crate::{
    language::Packs,
    mail,
    model::{Address, Mail, Member, Office, Party, RawMail, Thread, ThreadId},
};

/// Read the agreements out of mails in files; keeps and sends nothing
///
/// Reads each PATH as one mail (.eml), an mbox, a Maildir or a folder of .eml files, puts the mails into their threads, and takes
/// them in the order of their Date, as the daemon would have when they came. Prints what the agreements have come to.
#[derive(Debug, Args)]
#[command(after_help = "Example: inwriting extract --bot agree@studio.example --team studio.example \
                        --zone Europe/Berlin ~/Maildir")]
pub struct Extract {
    /// Mails: .eml files, mbox files, Maildirs, or folders of .eml files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The bot's own address; what it wrote itself is not read
    #[arg(long, value_name = "ADDRESS", value_parser = Address::parse)]
    bot: Address,
    /// Who is the team: a domain, or one address; may be given again
    #[arg(long, value_name = "DOMAIN_OR_ADDRESS", required = true, value_parser = read_team)]
    team: Vec<Team>,
    /// The team's time zone, as the IANA names it
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = read_zone)]
    zone: TimeZone,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Say of each sentence why it was or was not taken (on standard error with --format json)
    #[arg(long)]
    explain: bool,
}

impl Extract {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let office = self.office();
        let packs = Packs::embedded()?;
        let mut threads = Vec::new();
        for mails in conversation::group(read_mails(&self.paths, packs)?) {
            let id = ThreadId(i64::try_from(threads.len() + 1)?);
            let Some((thread, explained)) = conversation::follow(id, &mails, &office, packs) else { continue };
            if self.explain {
                self.explain(out, &thread, &explained)?;
            }
            threads.push(thread);
        }
        match self.format {
            Format::Json => write_json(out, &threads),
            Format::Table => write_table(out, &threads),
        }
    }

    /// The office as far as the arguments tell.
    fn office(&self) -> Office {
        let mut office = Office::plain(Party { name: None, address: self.bot.clone() }, self.zone.clone(), "en");
        for team in &self.team {
            match team {
                Team::Domain(domain) => office.domains.push(domain.clone()),
                Team::Person(address) => office.members.push(Member {
                    party: Party { name: None, address: address.clone() },
                    language: office.language.clone(),
                    zone: self.zone.clone(),
                    digest_at: None,
                    digest_days: Vec::new(),
                }),
            }
        }
        office
    }

    /// Between the lines of JSON there is no place for people's lines.
    fn explain(&self, out: &mut impl Write, thread: &Thread, explained: &[String]) -> anyhow::Result<()> {
        let mut text = format!("{}\n", thread.subject);
        for line in explained {
            text.push_str(&format!("  {line}\n"));
        }
        match self.format {
            Format::Table => writeln!(out, "{text}")?,
            Format::Json => eprintln!("{text}"),
        }
        Ok(())
    }
}

/// Who is the team.
#[derive(Debug, Clone)]
enum Team {
    /// Everybody of a domain.
    Domain(String),
    /// One person.
    Person(Address),
}

fn read_team(text: &str) -> Result<Team, String> {
    if text.contains('@') {
        return Address::parse(text).map(Team::Person).map_err(|error| error.to_string());
    }
    match Address::parse(&format!("somebody@{text}")) {
        Ok(somebody) => Ok(Team::Domain(somebody.domain().to_owned())),
        Err(_) => Err("expected a domain like `studio.example` or an address like `mia@studio.example`".to_owned()),
    }
}

/// A zone by its IANA name.
fn read_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "expected the IANA name of a time zone, like `Europe/Berlin`".to_owned())
}

/// All mails of `paths`; one that cannot be read is told and left out.
fn read_mails(paths: &[PathBuf], packs: &Packs) -> anyhow::Result<Vec<Mail>> {
    let mut mails = Vec::new();
    for path in paths {
        for raw in archive::open(path)? {
            match mail::parse(&raw, packs, &[]) {
                Ok(mail) => mails.push(mail),
                Err(error) => tell_unread(&raw, &error),
            }
        }
    }
    Ok(mails)
}

/// Says on standard error that a mail is left out, and why.
pub(super) fn tell_unread(raw: &RawMail, error: &mail::Unreadable) {
    eprintln!("warning: {}, mail {}: left out: {error}", raw.place.account, archive::position(raw));
}

fn write_json(out: &mut impl Write, threads: &[Thread]) -> anyhow::Result<()> {
    for thread in threads {
        for agreement in &thread.agreements {
            serde_json::to_writer(&mut *out, &Line::of(thread, agreement))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_table(out: &mut impl Write, threads: &[Thread]) -> anyhow::Result<()> {
    let mut found = false;
    for thread in threads.iter().filter(|thread| !thread.agreements.is_empty()) {
        found = true;
        writeln!(out, "{}", thread.subject)?;
        let mut table = Table::new(["No.", "state", "due", "who owes it", "to whom", "what", "otherwise"]);
        for agreement in &thread.agreements {
            table.add(agreement_row(agreement));
        }
        writeln!(out, "{table}")?;
    }
    if !found {
        writeln!(out, "No agreements found.")?;
    }
    Ok(())
}

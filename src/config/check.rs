//! In charge of: turning the file into a [`Config`]: each table by itself, so that what is wrong in one does not hide what is
//! wrong in another, then what only several keys together can tell.

use std::{
    collections::HashSet,
    ops::Range,
    path::{Path, PathBuf},
};

use jiff::{civil, tz::TimeZone};
use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
    value::Datetime,
};

use super::{
    BadConfig, Config, Limits, Log, Mailbox, Outbox,
    accounts::{ImapTable, MaildirTable, MaildirsTable, SmtpTable},
    fault::{Problem, allowed_keys},
    holidays,
    lessons::LessonsTable,
    sections::{
        AgreementsTable, LedgerTable, LettersTable, LimitsTable, LogTable, MemberTable, OfficeTable, OverdueTable,
        ReadersWord, RemindersTable, ToneWord, TrustTable, WorkingTable,
    },
    templates,
};
use crate::model::{HouseStyle, Lead, Member, Office, Party, Policy, Readers, Templates, WorkingTime};

/// The tables there are.
const TABLES: [&str; 13] = [
    "office",
    "working",
    "mailbox",
    "outbox",
    "agreements",
    "reminders",
    "overdue",
    "letters",
    "lessons",
    "limits",
    "log",
    "ledger",
    "trust",
];

/// Reads and checks `text`, the content of the file at `path`.
pub(super) fn read(text: &str, path: &Path) -> Result<Config, BadConfig> {
    let root = match DeTable::parse(text) {
        Ok(root) => root.into_inner(),
        Err(error) => return Err(refused(text, path, vec![Problem::of(&error, "")])),
    };
    let mut reader =
        Reader { root, base: path.parent().unwrap_or(Path::new("")), problems: Vec::new(), sent_folders: Vec::new() };
    let config = reader.config(path);
    reader.refuse_the_rest();
    match config {
        Some(config) if reader.problems.is_empty() => Ok(config),
        _ => Err(refused(text, path, reader.problems)),
    }
}

fn refused(text: &str, path: &Path, mut problems: Vec<Problem>) -> BadConfig {
    problems.sort_by_key(|problem| problem.span.start);
    let faults = problems.into_iter().map(|problem| problem.into_fault(text)).collect();
    BadConfig { path: path.to_owned(), faults }
}

struct Reader<'t> {
    /// What is not read yet.
    root: DeTable<'t>,
    base: &'t Path,
    problems: Vec<Problem>,
    /// Where a `sent_folder` is named.
    sent_folders: Vec<Range<usize>>,
}

/// What a mailbox takes from other tables.
struct Start {
    zone: TimeZone,
    size_limit: u64,
}

impl<'t> Reader<'t> {
    /// The whole configuration, or as much of it as shows what is wrong.
    fn config(&mut self, path: &Path) -> Option<Config> {
        let working = self.table::<WorkingTable>("working").and_then(|table| self.working(table));
        let office: Option<OfficeTable> = self.required("office", "who the team is, and the bot's own address");
        let zone = office.as_ref().map_or(TimeZone::UTC, |office| office.zone.0.clone());
        let name = office.as_ref().map(|office| office.name.clone());
        let office = office.zip(working).map(|(office, working)| self.office(office, working));
        let limits = self.table::<LimitsTable>("limits");
        let start = Start { zone, size_limit: limits.as_ref().map_or(0, |limits| limits.mail_size.0) };
        let mailboxes = self.mailboxes(&start);
        let outbox = self.outbox();
        let limits = limits.map(|limits| Limits {
            letters_a_day: limits.letters_a_day,
            letters_a_day_per_person: limits.letters_a_day_per_person,
            letters_a_day_per_thread: limits.letters_a_day_per_thread,
        });
        let log = self.table::<LogTable>("log").map(|log| Log { level: log.level, format: log.format });
        let ledger = self.table::<LedgerTable>("ledger").map(|ledger| self.base.join(ledger.path));
        let trusted = self.table::<TrustTable>("trust").map(|trust| trust.authserv_ids);
        let (policy, style) = self.letters(name.unwrap_or_default())?;
        Some(Config {
            path: path.to_owned(),
            office: office?,
            mailboxes,
            outbox: outbox?,
            policy,
            style,
            limits: limits?,
            log: log?,
            ledger: ledger?,
            trusted: trusted?,
        })
    }

    /// Reads the table `name`; one that is not there is as one that is empty.
    fn table<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.root.remove(name).unwrap_or_else(|| Spanned::new(0..0, DeValue::Table(DeTable::new())));
        self.read(value, &format!("[{name}]"))
    }

    fn required<T: DeserializeOwned>(&mut self, name: &str, says: &str) -> Option<T> {
        let value = self.take(name, says)?;
        self.read(value, &format!("[{name}]"))
    }

    fn take(&mut self, name: &str, says: &str) -> Option<Spanned<DeValue<'t>>> {
        let value = self.root.remove(name);
        if value.is_none() {
            let mend = "add it; config.example.toml shows how";
            self.problems.push(Problem::new(0..0, format!("[{name}] is missing: {says}"), mend));
        }
        value
    }

    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'t>>, inside: &str) -> Option<T> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                let mut problem = Problem::of(&error, inside);
                if error.span().is_none() {
                    problem.span = span;
                }
                self.problems.push(problem);
                None
            }
        }
    }

    /// What nobody asked for is refused, so that a slip of the pen is not a key without effect.
    fn refuse_the_rest(&mut self) {
        for (key, _) in &self.root {
            let name = key.get_ref();
            let what = format!("unknown table or key `{name}`");
            self.problems.push(Problem { span: key.span(), what, mend: allowed_keys(name, &TABLES) });
        }
    }

    fn office(&mut self, office: OfficeTable, working: WorkingTime) -> Office {
        let bot = office.address.get_ref();
        let mut seen = HashSet::from([bot]);
        for address in office.members.iter().map(|member| &member.address) {
            if !seen.insert(address.get_ref()) {
                let what = if address.get_ref() == bot {
                    "the bot is no member of the team"
                } else {
                    "this member is listed twice"
                };
                self.problems.push(Problem::new(address.span(), what, "take this entry of [[office.members]] away"));
            }
        }
        if office.domains.is_empty() && office.members.is_empty() {
            let mend = "add `domains = [\"studio.example\"]`, or people as [[office.members]]: only mail from the team begins a record";
            self.problems.push(Problem::new(office.address.span(), "nobody is of the team", mend));
        }
        let zone = office.zone.0;
        let language = office.language.0;
        let member = |member: MemberTable| Member {
            party: Party { name: member.name, address: member.address.into_inner() },
            language: member.language.map_or_else(|| language.clone(), |language| language.0),
            zone: member.zone.map_or_else(|| zone.clone(), |zone| zone.0),
            digest_at: member.digest.0,
            digest_days: member.digest_days.into_iter().map(civil::Weekday::from).collect(),
        };
        Office {
            members: office.members.into_iter().map(member).collect(),
            bot: Party { name: Some(office.name), address: office.address.into_inner() },
            aliases: office.aliases,
            domains: office.domains.into_iter().map(|domain| domain.0).collect(),
            zone,
            working,
            language,
        }
    }

    fn working(&mut self, table: WorkingTable) -> Option<WorkingTime> {
        let (starts, ends) = (table.starts.0, table.ends.get_ref().0);
        if table.days.is_empty() {
            let mend = "name at least one day in `days`, or leave the key away for Monday to Friday";
            self.problems.push(Problem::new(
                table.ends.span(),
                "nobody ever works: `days` in [working] is empty",
                mend,
            ));
        }
        if ends <= starts {
            let what = format!("the working day ends at {ends}, before it starts at {starts}");
            self.problems.push(Problem::new(table.ends.span(), what, "set `ends` later than `starts`"));
        }
        let mut holidays: Vec<civil::Date> = Vec::new();
        for day in &table.holidays {
            match civil_date(day.get_ref()) {
                Some(date) => holidays.push(date),
                None => {
                    let what = format!("`{}` is no day", day.get_ref());
                    self.problems.push(Problem::new(day.span(), what, "write days without a time, like 2026-12-25"));
                }
            }
        }
        if let Some(file) = &table.holidays_file {
            match holidays::read_file(&self.base.join(file.get_ref())) {
                Ok(days) => holidays.extend(days),
                Err(why) => {
                    let mend = "export the holidays of your region as an .ics file, or list them in `holidays`";
                    self.problems.push(Problem::new(file.span(), why, mend));
                }
            }
        }
        let days = table.days.into_iter().map(civil::Weekday::from).collect();
        Some(WorkingTime { days, starts, ends, holidays })
    }

    fn letters(&mut self, office: String) -> Option<(Policy, HouseStyle)> {
        let reminders = self.table::<RemindersTable>("reminders");
        let overdue = self.table::<OverdueTable>("overdue");
        let letters = self.table::<LettersTable>("letters");
        let agreements = self.table::<AgreementsTable>("agreements");
        let lessons = self.table::<LessonsTable>("lessons");
        let (reminders, overdue, letters, agreements) = (reminders?, overdue?, letters?, agreements?);
        let lessons = lessons?;
        if !overdue.ladder.get_ref().is_sorted_by(|one, next| one < next) {
            let mend = "write working days after the first overdue letter, each more than the one before, like [2, 5]";
            self.problems.push(Problem::new(overdue.ladder.span(), "the `ladder` does not rise", mend));
        }
        self.silence(&agreements);
        let before = reminders.working_days_before.into_iter();
        let mut leads: Vec<Lead> =
            before.map(|working_days| Lead { working_days, clock_time_only: working_days == 0 }).collect();
        if reminders.same_morning && !leads.iter().any(|lead| lead.working_days == 0) {
            leads.push(Lead { working_days: 0, clock_time_only: true });
        }
        let readers = match letters.readers {
            ReadersWord::Everybody => Readers::Everybody,
            ReadersWord::Team => Readers::Team,
        };
        let policy = Policy {
            quiet: letters.quiet.0,
            reminders: leads,
            grace: overdue.grace.0,
            ladder: overdue.ladder.into_inner(),
            readers,
            moves: agreements.new_date.into(),
            feedback_days: lessons.feedback_days(),
            look_back_days: lessons.look_back_days.0,
            look_back_at_close: lessons.look_back_at_close,
            approve: letters.approval.approve(),
            pause: letters.pause.0,
            unanswered: Some(agreements.ask_again).filter(|days| *days > 0),
            silence: Some(agreements.silence.into_inner()).filter(|days| *days > 0),
        };
        let name = letters.house.unwrap_or(office);
        let style = HouseStyle {
            name,
            signature: letters.signature,
            accent: self.accent(&letters.accent),
            informal: letters.tone == ToneWord::Informal,
            templates: Templates::default(),
            customs: lessons.customs(),
        };
        Some((policy, self.with_templates(style, letters.templates.as_ref())))
    }

    /// Silence must not count before it was asked again.
    fn silence(&mut self, agreements: &AgreementsTable) {
        let silence = *agreements.silence.get_ref();
        if silence > 0 && silence <= agreements.ask_again {
            let what = "`silence` would count before it is asked again";
            let mend = "let `silence` be more working days than `ask_again`, or let one of them be 0";
            self.problems.push(Problem::new(agreements.silence.span(), what, mend));
        }
    }

    fn accent(&mut self, accent: &Spanned<super::words::Colour>) -> String {
        let colour = &accent.get_ref().0;
        if contrast_with_white(colour).is_some_and(|ratio| ratio < 4.5) {
            let what = format!("the accent colour {colour} is too light: answers in it cannot be read on white");
            let mend = "choose a darker one: WCAG asks for a contrast of 4.5 to 1";
            self.problems.push(Problem::new(accent.span(), what, mend));
        }
        colour.clone()
    }

    /// The style with the house's own templates, if they can be used.
    fn with_templates(&mut self, mut style: HouseStyle, folder: Option<&Spanned<PathBuf>>) -> HouseStyle {
        let Some(folder) = folder else { return style };
        match templates::read(&self.base.join(folder.get_ref()), &style) {
            Ok(templates) => style.templates = templates,
            Err(faults) => {
                for (what, mend) in faults {
                    self.problems.push(Problem::new(folder.span(), what, mend));
                }
            }
        }
        style
    }

    fn mailboxes(&mut self, start: &Start) -> Vec<Mailbox> {
        let Some(value) = self.take("mailbox", "where the bot's mail is") else { return Vec::new() };
        let span = value.span();
        let entries: Vec<Spanned<DeValue<'_>>> = match value.into_inner() {
            DeValue::Array(entries) => entries.into_iter().collect(),
            // One [mailbox] is one of [[mailbox]].
            one @ DeValue::Table(_) => vec![Spanned::new(span.clone(), one)],
            _ => Vec::new(),
        };
        if entries.is_empty() {
            let mend = "write [[mailbox]] and its keys below";
            self.problems.push(Problem::new(span, "there is no mailbox to read", mend));
        }
        let mut names: HashSet<String> = HashSet::new();
        let mut mailboxes = Vec::new();
        for entry in entries {
            let Some((name, mailbox)) = self.mailbox(entry, start) else { continue };
            if !names.insert(name.get_ref().clone()) {
                let what = format!("two mailboxes are called `{}`", name.get_ref());
                let mend = "give each its own name: what was read is kept under it";
                self.problems.push(Problem::new(name.span(), what, mend));
            }
            mailboxes.push(mailbox);
        }
        if let Some(second) = self.sent_folders.get(1) {
            let mend = "keep the `sent_folder` of the account that letters are sent from";
            self.problems.push(Problem::new(second.clone(), "two accounts would keep copies of what is sent", mend));
        }
        mailboxes
    }

    fn mailbox(&mut self, entry: Spanned<DeValue<'t>>, start: &Start) -> Option<(Spanned<String>, Mailbox)> {
        let inside = "[[mailbox]]";
        let (kind, entry) = self.kind(entry, inside, ["imap", "maildir"])?;
        if kind == "imap" {
            let table: ImapTable = self.read(entry, inside)?;
            let name = table.name.clone();
            if let Some(sent) = &table.sent_folder {
                self.sent_folders.push(sent.span());
            }
            let account = table
                .check(self.base, &start.zone, start.size_limit)
                .map_err(|problem| self.problems.push(problem))
                .ok()?;
            Some((name, Mailbox::Imap(account)))
        } else {
            let table: MaildirTable = self.read(entry, inside)?;
            Some((table.name.clone(), Mailbox::Maildir(table.check(self.base, &start.zone, start.size_limit))))
        }
    }

    fn outbox(&mut self) -> Option<Outbox> {
        let entry = self.take("outbox", "how letters go out")?;
        let (kind, entry) = self.kind(entry, "[outbox]", ["smtp", "maildir"])?;
        if kind == "smtp" {
            let table: SmtpTable = self.read(entry, "[outbox]")?;
            let account = table.check(self.base).map_err(|problem| self.problems.push(problem)).ok()?;
            Some(Outbox::Smtp(account))
        } else {
            let table: MaildirsTable = self.read(entry, "[outbox]")?;
            Some(Outbox::Maildir(table.check(self.base)))
        }
    }

    /// Takes `kind` out of a table: it says which keys the table may have.
    fn kind(
        &mut self,
        entry: Spanned<DeValue<'t>>,
        inside: &str,
        allowed: [&'static str; 2],
    ) -> Option<(&'static str, Spanned<DeValue<'t>>)> {
        let span = entry.span();
        let [one, other] = allowed;
        let mend = format!("write `kind = \"{one}\"` or `kind = \"{other}\"`");
        let mut wrong = |span: Range<usize>, what: String| self.problems.push(Problem::new(span, what, mend.clone()));
        let DeValue::Table(mut table) = entry.into_inner() else {
            wrong(span, format!("{inside} is a table"));
            return None;
        };
        let Some(kind) = table.remove("kind") else {
            wrong(span, format!("`kind` is missing in {inside}"));
            return None;
        };
        let found = allowed.into_iter().find(|word| kind.get_ref().as_str() == Some(word));
        if found.is_none() {
            wrong(kind.span(), format!("`kind` in {inside} is of no kind there is"));
        }
        found.map(|found| (found, Spanned::new(span, DeValue::Table(table))))
    }
}

/// The contrast of `#rrggbb` with white (WCAG 2.2).
fn contrast_with_white(colour: &str) -> Option<f64> {
    let number = u32::from_str_radix(colour.strip_prefix('#')?, 16).ok()?;
    let part = |shift: u32| {
        let value = f64::from((number >> shift) & 0xff) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    Some(1.05 / (0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0) + 0.05))
}

fn civil_date(day: &Datetime) -> Option<civil::Date> {
    let date = day.date.filter(|_| day.time.is_none())?;
    let (year, month, day) = (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
    civil::Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
}

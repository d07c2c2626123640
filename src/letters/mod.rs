//! In charge of: turning a notice into a letter in the thread's language. Pure.
//!
//! Promises: recipients are rebuilt from the message answered; a team member's own letter goes to that member alone; the same notice
//! always gives the same Message-ID; a letter holds the agreements of its notice and no others, numbered as in the thread; no line is
//! longer than [`COLUMNS`].
//! Leaves to: `language/<code>/letters/*.txt` the words (whole letters with named fields, see `language/README.md`); `schedule` whether and
//! when; `outbox` the sending.

mod account;
mod answers;
mod bundle;
mod calendar;
mod chart;
mod facts;
mod held;
mod looking_back;
mod marks;
mod matter;
mod mime;
mod page;
mod prospects;
mod recipients;
mod replies;
mod sheet;
mod specimen;
mod talk;
mod terms;
mod tongue;

use jiff::Timestamp;
use minijinja::context;

use crate::{
    language::{Pack, Packs},
    model::{
        Absence, Address, AgreementNumber, Audience, Customs, Dossier, Head, HouseStyle, Letter, LetterKind, Mishap,
        Notice, NoticeKind, Office, Statement, Thread,
    },
    report::{self, Account},
    schedule,
};

pub use answers::write_answers;
pub use looking_back::write_looked_back;
pub use sheet::COLUMNS;
pub use specimen::{Specimen, example_style, specimens};

use facts::Teller;
use recipients::Recipients;
use sheet::Sheets;

/// Why there is no letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotWrite {
    /// Nobody on the message answered may get it.
    #[error("nobody on the message that it answers may get this letter")]
    Nobody,
    /// The thread, the message answered or the member is not in what was handed in.
    #[error("the thread, the message answered or the member of this notice is not known")]
    Unknown,
    /// An agreement has changed since the notice was planned.
    #[error("an agreement has changed since this letter was planned")]
    MovedOn,
    /// No agreement, no doubt, nothing on the list.
    #[error("there is nothing to say")]
    NothingToSay,
    /// Neither the thread's language nor the office's has letters.
    #[error("no letters in `{0}`: add src/language/{0}/letters/, or choose another `language` for the office")]
    NoLanguage(String),
    /// A letter's file cannot be filled.
    #[error("language/{language}/letters/{file}: {why}")]
    Sheet {
        /// The language's folder.
        language: String,
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The bot's own address cannot stand in a mail.
    #[error("`{0}` cannot be the sender of a mail: give the bot an address of ASCII letters")]
    Unmailable(Address),
    /// The mail cannot be put together.
    #[error("the mail cannot be put together: {0}")]
    Mail(String),
}

/// The letter that says `notice`. `dossiers` hold the notice's thread; for a digest, all threads on which something may have to be said.
/// `doubts` are what a question asks about. `now` stands in the Date header.
///
/// # Errors
/// Where there is nobody to write to, nothing (any more) to say, or the letter's file is faulty.
pub fn write(
    notice: &Notice,
    dossiers: &[Dossier],
    doubts: &[Statement],
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    if notice.kind == NoticeKind::Digest {
        return write_digest(notice, (dossiers, &[]), office, style, packs, now);
    }
    let dossier = dossiers.iter().find(|dossier| Some(dossier.thread.id) == notice.thread);
    let facts = |head, sheets: &Sheets<'_>| {
        if notice.kind == NoticeKind::Together {
            let dated = dossiers.iter().flat_map(|dossier| &dossier.thread.agreements);
            let teller = Teller::of(dated, sheets, (office, &style.customs), now);
            return bundle::of_together(&teller, dossiers, notice);
        }
        matter(notice, dossier.zip(head), doubts, (office, style), sheets, now)
    };
    compose(notice, (dossier, None), facts, office, style, packs, now)
}

/// The digest that says `notice`, with what went wrong. `dossiers`: all threads on which something may have to be said.
///
/// # Errors
/// As [`write`].
pub fn write_digest(
    notice: &Notice,
    (dossiers, mishaps): (&[Dossier], &[&Mishap]),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let facts = |_: Option<&Head>, sheets: &Sheets<'_>| {
        let agreements = dossiers.iter().flat_map(|dossier| &dossier.thread.agreements);
        let teller = Teller::of(agreements, sheets, (office, &style.customs), now);
        let Audience::Member(address) = &notice.audience else { return Err(CannotWrite::Unknown) };
        let member = office.member(address).ok_or(CannotWrite::Unknown)?;
        let scores = facts::value(account::weekly(&teller, dossiers, member, style));
        let piled = bundle::of_piled(&teller, dossiers, notice, member)?;
        let asked_for = notice.key.starts_with(schedule::ASKED_FOR);
        let list = matter::of_digest(&teller, dossiers, mishaps, member, (!piled.is_empty(), asked_for))?;
        let since = notice.since.map(|since| teller.moment(since, &member.zone)).transpose()?;
        Ok(context! { scores => scores, since => since, piled => facts::value(piled), ..list })
    };
    compose(notice, (None, None), facts, office, style, packs, now)
}

/// The letter to a team member that says that a letter to `address` came back. `dead`: none will arrive there; `words` are the server's.
///
/// # Errors
/// Where the member or the message answered is not known, or the letter's file is faulty.
pub fn write_undelivered(
    notice: &Notice,
    dossier: &Dossier,
    (address, dead, words): (&Address, bool, &str),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let facts = |_: Option<&Head>, _: &Sheets<'_>| Ok(matter::of_undelivered(address, dead, words));
    compose(notice, (Some(dossier), None), facts, office, style, packs, now)
}

/// The letter to a team member that says that somebody is away who owes them what `numbers` name.
///
/// # Errors
/// Where the member or the message answered is not known, or the letter's file is faulty.
pub fn write_absent(
    notice: &Notice,
    dossier: &Dossier,
    (absence, numbers): (&Absence, &[AgreementNumber]),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let facts = |_: Option<&Head>, sheets: &Sheets<'_>| {
        let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
        matter::of_absence(&teller, dossier, absence, numbers)
    };
    compose(notice, (Some(dossier), None), facts, office, style, packs, now)
}

/// The letter to a team member that shows a letter to a client, `shown`, and asks whether it is to go out. `again`: it was shown before, and
/// something has come since.
///
/// # Errors
/// Where the member or the message answered is not known, or the letter's file is faulty.
pub fn write_held(
    notice: &Notice,
    dossier: &Dossier,
    (shown, again): (&Letter, bool),
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let recap = dossier.thread.settings.recap.as_ref().filter(|_| dossier.is_to_introduce());
    let subject = &dossier.thread.subject;
    let facts = |head: Option<&Head>, sheets: &Sheets<'_>| {
        let recap = recap.zip(head).map(|(recap, head)| matter::of_recap(recap, head, subject, sheets));
        Ok(held::of(shown, again, recap, sheets))
    };
    compose(notice, (Some(dossier), None), facts, office, style, packs, now)
}

/// The letter to the team member who asked for the facts of a thread, with the score of both sides at its end.
///
/// # Errors
/// Where the message answered is not known, nothing is on record, or the letter's file is faulty.
pub fn write_report(
    notice: &Notice,
    dossier: &Dossier,
    letters: &[report::Told],
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let Audience::Member(_) = &notice.audience else { return Err(CannotWrite::Nobody) };
    let facts = |_: Option<&Head>, sheets: &Sheets<'_>| {
        let teller = Teller::of(&dossier.thread.agreements, sheets, (office, &style.customs), now);
        account::of_thread(&teller, dossier, letters, style)
    };
    compose(notice, (Some(dossier), None), facts, office, style, packs, now)
}

/// A report to be read or printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// As text, folded at [`COLUMNS`].
    pub text: String,
    /// As a page of its own.
    pub html: String,
}

/// The facts of these threads in `language`, outside of any mail. `scores` are for the team alone: leave them empty for everybody else.
///
/// # Errors
/// Where nothing is on record, or the language has no such file or a faulty one.
pub fn print_report(
    accounts: &[Account],
    scores: &[report::Score],
    language: &str,
    (office, style): (&Office, &HouseStyle),
    packs: &Packs,
    now: Timestamp,
) -> Result<Printed, CannotWrite> {
    let codes = [language, office.language.as_str()];
    let pack = codes.into_iter().find_map(|code| packs.get(code));
    let pack = pack.ok_or_else(|| CannotWrite::NoLanguage(language.to_owned()))?;
    let sheets = Sheets::of(pack, style, office.zone.iana_name())?;
    let dues = accounts.iter().flat_map(|account| &account.courses).flat_map(|course| &course.steps);
    let cities = facts::clocks_differ(std::iter::empty(), dues.map(|step| &step.due), office);
    let facts = account::of_accounts(
        &Teller { sheets: &sheets, office, customs: &style.customs, now, cities },
        accounts,
        scores,
        style,
    )?;
    let words = sheets.letter(NoticeKind::Report.as_str(), &facts::frame(facts, style, office))?;
    let subject = accounts.iter().map(|account| account.subject.as_str()).collect::<Vec<_>>().join(", ");
    let setting = page::Setting {
        language: pack.code(),
        subject: &facts::clean(&subject, 200),
        style,
        bot: &office.bot.address.to_string(),
        id: "",
    };
    Ok(Printed { html: page::lay_out(&words.body, &setting)?, text: words.text })
}

/// The letter around what `facts` makes of the head answered; in the language told, where none is the reader's own.
fn compose<'d>(
    notice: &Notice,
    (dossier, language): (Option<&'d Dossier>, Option<&str>),
    facts: impl FnOnce(Option<&'d Head>, &Sheets<'_>) -> Result<minijinja::Value, CannotWrite>,
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let words = |head: Option<&'d Head>, sheets: &Sheets<'_>| {
        talk::fill(notice, dossier.zip(head), facts(head, sheets)?, sheets, (office, style))
    };
    put_together(notice, (dossier, language), words, office, style, packs, now)
}

/// The letter around `words`.
fn put_together<'d>(
    notice: &Notice,
    (dossier, language): (Option<&'d Dossier>, Option<&str>),
    words: impl FnOnce(Option<&'d Head>, &Sheets<'_>) -> Result<sheet::Words, CannotWrite>,
    office: &Office,
    style: &HouseStyle,
    packs: &Packs,
    now: Timestamp,
) -> Result<Letter, CannotWrite> {
    let head = dossier.zip(notice.answers.as_ref()).and_then(|(dossier, id)| dossier.head(id));
    if notice.kind != NoticeKind::Digest && head.is_none() {
        return Err(CannotWrite::Unknown);
    }
    let unwanted = dossier.map(Dossier::unwanted).unwrap_or_default();
    let named = dossier.zip(head).map_or(&[][..], |(dossier, head)| dossier.thread.settings.named_in(&head.id));
    let recipients = Recipients::of(&notice.audience, (head, named), office, &unwanted).ok_or(CannotWrite::Nobody)?;
    let spoken = language.or_else(|| dossier.and_then(|dossier| language_of(notice, dossier)));
    let (pack, sheets) = sheets(notice, spoken, (office, style), packs)?;
    let words = words(head, &sheets)?;
    let (calendar, unsubscribe) = beside(notice, dossier, (office, style), &sheets, now)?;
    let subject = words.subject.clone().unwrap_or_else(|| subject_of(dossier.map(|dossier| &dossier.thread), head));
    let id = mime::id_of(notice, office).ok_or(CannotWrite::NothingToSay)?;
    let parts = mime::Parts {
        head,
        recipients: &recipients,
        office,
        subject: &subject,
        language: pack.code(),
        words: &words,
        style,
        calendar: &calendar,
        unsubscribe: unsubscribe.as_deref(),
        written: now,
    };
    let bytes = mime::assemble(&parts, &id)?;
    Ok(Letter {
        id,
        kind: LetterKind::Notice(notice.kind),
        thread: notice.thread,
        key: notice.key.clone(),
        envelope: recipients.envelope(office),
        to: recipients.to,
        cc: recipients.cc,
        subject,
        text: words.text,
        bytes,
        written: now,
        due: notice.at,
    })
}

/// What goes with the words: calendar files with a confirmation, the word that stops them with letters that come again.
fn beside(
    notice: &Notice,
    dossier: Option<&Dossier>,
    house: (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<(Vec<calendar::File>, Option<String>), CannotWrite> {
    let confirms = std::iter::once(notice).chain(&notice.with).find(|part| {
        part.kind == NoticeKind::Confirmation && dossier.is_some_and(|dossier| part.thread == Some(dossier.thread.id))
    });
    let calendar = match (confirms, dossier) {
        (Some(confirms), Some(dossier)) => calendar(confirms, dossier, house, sheets, now)?,
        _ => Vec::new(),
    };
    let repeated = repeats(notice.kind) || notice.with.iter().any(|part| repeats(part.kind));
    let unsubscribe = repeated.then(|| sheets.phrase("stop", &context! {})).transpose()?;
    Ok((calendar, unsubscribe))
}

/// Whether letters of this kind come again without anybody having written in between.
fn repeats(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::Reminder | NoticeKind::Unanswered | NoticeKind::Overdue | NoticeKind::Digest)
}

/// The calendar files that go with a confirmation.
fn calendar(
    notice: &Notice,
    dossier: &Dossier,
    (office, style): (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<Vec<calendar::File>, CannotWrite> {
    let told = notice.agreements.iter().filter_map(|(number, _)| dossier.thread.agreement(*number));
    let dated = calendar::dated(dossier, &told.collect::<Vec<_>>());
    let customs = Customs::default();
    let teller = Teller::of(dated.iter().copied(), sheets, (office, &customs), now);
    let entry = |agreement| {
        let item = teller.item(dossier, agreement)?;
        let summary = format!("{}: {}", item.debtor, item.action);
        let description =
            sheets.lines("agreement", &facts::frame(context! { item => facts::value(item) }, style, office))?;
        Ok(calendar::Entry { agreement, summary, description })
    };
    let entries = dated.into_iter().map(entry).collect::<Result<Vec<_>, CannotWrite>>()?;
    Ok(calendar::files(&entries, office, now))
}

fn matter(
    notice: &Notice,
    thread: Option<(&Dossier, &Head)>,
    doubts: &[Statement],
    (office, style): (&Office, &HouseStyle),
    sheets: &Sheets<'_>,
    now: Timestamp,
) -> Result<minijinja::Value, CannotWrite> {
    let Some((dossier, head)) = thread else { return Err(CannotWrite::Unknown) };
    let agreements = dossier.thread.agreements.iter();
    let asked = doubts.iter().filter_map(|doubt| doubt.due.as_ref());
    let cities = facts::clocks_differ(agreements, asked, office);
    let teller = Teller { sheets, office, customs: &style.customs, now, cities };
    match notice.kind {
        NoticeKind::Question => matter::of_question(&teller, dossier, head, doubts),
        NoticeKind::LookBack => Ok(looking_back::of_question(&teller, dossier)),
        _ => matter::of_thread(&teller, dossier, notice),
    }
}

/// The letters of the reader's language: a member's own, else that of most of the agreements, else the office's.
fn sheets<'p>(
    notice: &Notice,
    spoken: Option<&str>,
    (office, style): (&Office, &'p HouseStyle),
    packs: &'p Packs,
) -> Result<(&'p Pack, Sheets<'p>), CannotWrite> {
    let member = match &notice.audience {
        Audience::Member(address) => office.member(address),
        _ => None,
    };
    let zone = member.map_or(&office.zone, |member| &member.zone);
    let own = member.map(|member| member.language.as_str());
    for code in [own, spoken, Some(office.language.as_str())].into_iter().flatten() {
        let Some(pack) = packs.get(code) else { continue };
        let sheets = Sheets::of(pack, style, zone.iana_name())?;
        if sheets.has(notice.kind.as_str()) {
            return Ok((pack, sheets));
        }
    }
    Err(CannotWrite::NoLanguage(office.language.clone()))
}

/// The language that most of the notice's agreements were said in; of as many, the earlier.
fn language_of<'d>(notice: &Notice, dossier: &'d Dossier) -> Option<&'d str> {
    let agreements = notice.agreements.iter().filter_map(|(number, _)| dossier.thread.agreement(*number));
    let said: Vec<&str> = agreements.map(|agreement| agreement.language.as_str()).collect();
    said.iter().rev().max_by_key(|code| said.iter().filter(|other| other == code).count()).copied()
}

/// `Re: ` and the conversation's subject, as it stands on the message answered, so that programs keep the letter with it.
fn subject_of(thread: Option<&Thread>, head: Option<&Head>) -> String {
    let bare = thread.map_or("", |thread| thread.subject.trim());
    let bare = if bare.is_empty() { head.map_or("", |head| head.subject.as_str()) } else { bare };
    let mut bare = facts::clean(bare, 200);
    while let Some(rest) = bare.get(..3).filter(|start| start.eq_ignore_ascii_case("re:")).and_then(|_| bare.get(3..)) {
        bare = rest.trim_start().to_owned();
    }
    format!("Re: {bare}").trim_end().to_owned()
}

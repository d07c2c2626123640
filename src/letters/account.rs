//! In charge of: the report: the facts of threads in a language's words, with their drawing.
//!
//! Promises: every line names, by its number, the mail or letter it rests on; what is not on record is not in it.
//! Leaves to: `report` the facts; `report.txt` the words.

use jiff::{Timestamp, ToSpan, civil::Date};
use minijinja::{Value, context};
use serde::Serialize;

use super::{
    CannotWrite,
    chart::RULE,
    facts::{self, Teller, clean},
    prospects::Rated,
};
use crate::{
    model::{Dossier, HouseStyle, LetterKind, Member, Side},
    report::{self, Account, Cell, Course, Drawing, Ending, Happening, Score, Step, scores},
};

/// The longest quote in the list of mails, in characters.
const QUOTE: usize = 240;

/// A thread.
#[derive(Debug, Serialize)]
struct Told {
    subject: String,
    first: String,
    last: String,
    courses: Vec<Line>,
    terms: Vec<Said>,
    drawing: String,
    days_a_column: i64,
    losses: Vec<Lost>,
    totals: Vec<Total>,
    mails: Vec<Source>,
    ratings: Vec<Rated>,
}

/// An agreement.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    number: String,
    action: String,
    debtor: String,
    side: String,
    creditor: String,
    other: String,
    agreed: bool,
    refs: String,
    steps: Vec<Dated>,
    otherwise: Option<Said>,
    /// `open`, `past`, `done`, `declined`, `cancelled`.
    ending: &'static str,
    day: String,
    /// Days after its date, and days before it: at most one of them is not 0.
    after: i64,
    before: i64,
    past_the_hour: bool,
    dated: bool,
    end_refs: String,
}

/// A date that it had.
#[derive(Debug, Serialize)]
struct Dated {
    due: String,
    later: i64,
    earlier: i64,
    by: String,
    side: String,
    /// The number of the agreement with which it moved.
    because: Option<String>,
    refs: String,
}

#[derive(Debug, Serialize)]
struct Said {
    words: String,
    refs: String,
}

/// Days that were lost.
#[derive(Debug, Serialize)]
struct Lost {
    side: String,
    number: String,
    days: i64,
    moved: bool,
    /// The number of the agreement with which the date moved.
    because: Option<String>,
    refs: String,
}

#[derive(Debug, Serialize)]
struct Total {
    side: String,
    days: i64,
}

/// A mail or letter of the list.
#[derive(Debug, Serialize)]
struct Source {
    refs: String,
    day: String,
    time: String,
    by: String,
    words: String,
    agreements: String,
    id: String,
    /// The letter's kind; `None` for what people wrote.
    letter: Option<&'static str>,
    to: String,
}

/// How a side kept its dates.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    side: String,
    kept: usize,
    late: usize,
    moved: usize,
    /// The median: days after the date first agreed, and days before it.
    after: Option<i64>,
    before: i64,
}

/// The facts of a report about one thread, for the team: with the scores of both sides. `letters` are those of the thread.
pub(super) fn of_thread(
    teller: &Teller<'_, '_>,
    dossier: &Dossier,
    letters: &[report::Told],
    style: &HouseStyle,
) -> Result<Value, CannotWrite> {
    let accounts: Vec<Account> = Account::of(dossier, letters, teller.office, teller.now).into_iter().collect();
    of_accounts(teller, &accounts, &scores(&accounts), style)
}

/// The facts of a report about these threads. `scores` are for the team alone.
pub(super) fn of_accounts(
    teller: &Teller<'_, '_>,
    accounts: &[Account],
    scores: &[Score],
    style: &HouseStyle,
) -> Result<Value, CannotWrite> {
    let teller = Reporter { teller, style };
    let told = accounts.iter().map(|account| teller.account(account)).collect::<Result<Vec<_>, _>>()?;
    if told.is_empty() {
        return Err(CannotWrite::NothingToSay);
    }
    let scores: Vec<Kept> = scores.iter().map(|score| teller.score(score)).collect();
    Ok(context! { count => told.len(), accounts => facts::value(&told), scores => facts::value(&scores) })
}

/// How each side kept its dates on the member's threads, for the first list of a week: those that are open, or were closed a short while ago.
pub(super) fn weekly(teller: &Teller<'_, '_>, dossiers: &[Dossier], member: &Member, style: &HouseStyle) -> Vec<Kept> {
    let today = teller.now.to_zoned(member.zone.clone()).date();
    let earlier = today.series(-1.day()).skip(1).take(14);
    let last = earlier.into_iter().find(|day| teller.office.working.is_working_day(*day));
    if last.is_some_and(|last| last.iso_week_date().week() == today.iso_week_date().week()) {
        return Vec::new();
    }
    let on_it =
        |dossier: &&Dossier| dossier.thread.participants.iter().any(|party| party.address == member.party.address);
    let theirs = dossiers.iter().filter(on_it);
    let accounts: Vec<Account> =
        theirs.filter_map(|dossier| Account::of(dossier, &[], teller.office, teller.now)).collect();
    let reporter = Reporter { teller, style };
    let counted = scores(&accounts).into_iter().filter(|score| score.kept + score.late + score.moved > 0);
    counted.map(|score| reporter.score(&score)).collect()
}

/// Who tells of accounts.
pub(super) struct Reporter<'a, 't, 's> {
    pub teller: &'a Teller<'t, 's>,
    pub style: &'a HouseStyle,
}

impl Reporter<'_, '_, '_> {
    fn account(&self, account: &Account) -> Result<Told, CannotWrite> {
        let drawing = Drawing::of(account);
        let losses = account.losses().map(|(course, loss)| Lost {
            side: self.side(&loss.side),
            number: self.number(course.number.0),
            days: loss.days,
            moved: loss.moved,
            because: loss.because.map(|number| self.number(number.0)),
            refs: self.refs(loss.said),
        });
        let totals = account.sides.iter().map(|side| Total { side: self.side(side), days: account.lost_by(side) });
        let numbered = account.happenings.iter().enumerate();
        Ok(Told {
            subject: clean(&account.subject, 100),
            first: self.date(account.days.0),
            last: self.date(account.days.1),
            courses: account.courses.iter().map(|course| self.line(course)).collect::<Result<_, _>>()?,
            terms: account
                .terms
                .iter()
                .map(|(words, said)| Said { words: clean(words, 140), refs: self.refs(*said) })
                .collect(),
            drawing: self.drawing(&drawing),
            days_a_column: drawing.days_a_column,
            losses: losses.collect(),
            totals: totals.filter(|total| total.days > 0).collect(),
            ratings: account.ratings.iter().map(|rating| Rated::of(self.teller, &account.subject, rating)).collect(),
            mails: numbered.map(|(place, happening)| self.source(place, happening)).collect(),
        })
    }

    pub(super) fn line(&self, course: &Course) -> Result<Line, CannotWrite> {
        let (ending, day, days, past_the_hour) = match course.ending {
            Ending::Open => ("open", None, 0, false),
            Ending::Past { days } => ("past", None, days, false),
            Ending::Done { day, days, past_the_hour } => ("done", Some(day), days, past_the_hour),
            Ending::Declined => ("declined", Some(course.spoken.1), 0, false),
            Ending::CalledOff => ("cancelled", Some(course.spoken.1), 0, false),
        };
        Ok(Line {
            number: self.number(course.number.0),
            action: clean(&course.action, 140),
            debtor: clean(course.debtor.called(), 140),
            side: self.side(&course.side),
            creditor: clean(course.creditor.called(), 140),
            other: self.side(&course.other),
            agreed: course.agreed,
            refs: self.refs(course.said.iter().copied()),
            steps: course.steps.iter().map(|step| self.step(step)).collect::<Result<_, _>>()?,
            otherwise: course
                .otherwise
                .as_ref()
                .map(|(words, said)| Said { words: facts::bare(&clean(words, 200), ".,;:"), refs: self.refs(*said) }),
            ending,
            day: day.map(|day| self.date(day)).unwrap_or_default(),
            after: days.max(0),
            before: (-days).max(0),
            past_the_hour,
            dated: course.due().is_some(),
            end_refs: self.refs(course.ended),
        })
    }

    fn step(&self, step: &Step) -> Result<Dated, CannotWrite> {
        let office = self.teller.office;
        let by = step.by.as_ref();
        Ok(Dated {
            due: self.teller.when(&step.due)?,
            later: step.days.max(0),
            earlier: (-step.days).max(0),
            by: by.map(|by| clean(by.called(), 140)).unwrap_or_default(),
            side: by.map(|by| self.side(&office.side(&by.address))).unwrap_or_default(),
            because: step.because.map(|number| self.number(number.0)),
            refs: self.refs(step.said),
        })
    }

    fn source(&self, place: usize, happening: &Happening) -> Source {
        let at = happening.at();
        let here = |at: Timestamp| at.to_zoned(self.teller.office.zone.clone());
        let tongue = &self.teller.sheets.tongue;
        let agreements = match happening {
            Happening::Said { agreements, .. } | Happening::Told { agreements, .. } => agreements,
        };
        let (by, words, id, letter, to) = match happening {
            Happening::Said { source, .. } => {
                let words = clean(&source.quote.text, QUOTE);
                (clean(source.by.called(), 140), words, source.quote.mail.to_string(), None, String::new())
            }
            Happening::Told { letter, .. } => {
                let to: Vec<String> = letter.to.iter().map(|party| clean(party.called(), 140)).collect();
                let kind = match letter.kind {
                    LetterKind::Notice(kind) => kind.as_str(),
                    LetterKind::Test => "test",
                };
                (String::new(), String::new(), letter.id.to_string(), Some(kind), to.join(", "))
            }
        };
        let numbers: Vec<String> = agreements.iter().map(|number| self.number(number.0)).collect();
        Source {
            refs: self.refs([place]),
            day: self.date(here(at).date()),
            time: tongue.time(here(at).time()),
            by,
            words,
            agreements: numbers.join(", "),
            id: clean(&id, 100),
            letter,
            to,
        }
    }

    fn score(&self, score: &Score) -> Kept {
        Kept {
            side: self.side(&score.side),
            kept: score.kept,
            late: score.late,
            moved: score.moved,
            after: score.median_days.map(|days| days.max(0)),
            before: score.median_days.map_or(0, |days| (-days).max(0)),
        }
    }

    /// "[1] [3]".
    fn refs(&self, places: impl IntoIterator<Item = usize>) -> String {
        let number =
            |place: usize| format!("[{}]", self.teller.sheets.tongue.number(i64::try_from(place).unwrap_or(0) + 1));
        places.into_iter().map(number).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn side(&self, side: &Side) -> String {
        match side {
            Side::Team => clean(&self.style.name, 140),
            Side::Client(name) => clean(name, 140),
        }
    }

    fn number(&self, number: u32) -> String {
        self.teller.sheets.tongue.number(i64::from(number))
    }

    pub(super) fn date(&self, date: Date) -> String {
        self.teller.sheets.tongue.date(date)
    }

    /// The drawing as lines of text; the page makes a table of them.
    fn drawing(&self, drawing: &Drawing) -> String {
        let mut scale = String::new();
        for (column, day) in &drawing.scale {
            let gap = column.saturating_sub(scale.chars().count());
            scale.push_str(&" ".repeat(gap));
            scale.push_str(&self.teller.sheets.tongue.number(i64::from(day.day())));
        }
        let mut lines = vec![format!("      {RULE}{scale}")];
        for line in &drawing.lines {
            let cells: String = line.cells.iter().map(|cell| sign(*cell, line.team)).collect();
            let number = self.number(line.number.0);
            let room = " ".repeat(5_usize.saturating_sub(number.chars().count()));
            lines.push(format!("{room}{number} {RULE}{}", cells.trim_end()));
        }
        lines.join("\n")
    }
}

/// How a column looks in text.
fn sign(cell: Cell, team: bool) -> char {
    match cell {
        Cell::Empty => ' ',
        Cell::Running if team => '━',
        Cell::Running => '─',
        Cell::Past => '·',
        Cell::Former => '○',
        Cell::Due => '●',
        Cell::Done => '✓',
        Cell::Over => '×',
    }
}

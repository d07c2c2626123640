//! In charge of: `inwriting inspect time`: which times a text names, and which bytes of it say so.

use std::io::{self, BufRead, Write};

use anyhow::{Context, bail};
use clap::Args;
use jiff::{Timestamp, Zoned, fmt::temporal::DateTimeParser, tz::TimeZone};
use serde::Serialize;

use super::{Format, table::Table};
use crate::{
    language::{Pack, Packs},
    model::{Grain, Moment},
    reading::{self, time},
};

/// Show how the times in a text are read, and which words say them
///
/// Reads one text a line from standard input. Prints a JSON array a line: each time with its words, the bytes they stand at (UTF-8, from 0), the day
/// or the day with a clock time on the writer's clock, and how fine it was said. An empty array: no time.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  echo 'by Friday noon' | inwriting inspect time --at 2026-06-11T10:12:00+02:00")]
pub struct InspectTime {
    /// When the text was written, with the offset of the writer's clock (2026-06-11T10:12:00+02:00), or with its zone
    /// (2026-06-11T10:12:00+02:00[Europe/Berlin])
    #[arg(long, value_name = "WHEN", value_parser = read_moment)]
    at: Zoned,
    /// The language of the texts by its code, where it is not to be guessed
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// The writer's zone by its IANA name, where --at does not tell it: it decides which of 12/06 is the month
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

/// A time as programs read it.
#[derive(Debug, Serialize)]
struct View<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// `2026-06-12`, or `2026-06-12T17:00`.
    value: String,
    grain: Grain,
}

fn read_moment(text: &str) -> Result<Zoned, String> {
    let parser = DateTimeParser::new();
    if let Ok(zoned) = parser.parse_zoned(text) {
        return Ok(zoned);
    }
    // Without a zone in brackets: the offset that stands there is the writer's clock.
    let pieces = jiff::fmt::temporal::Pieces::parse(text).map_err(|error| error.to_string());
    let offset = pieces.ok().and_then(|pieces| pieces.to_numeric_offset());
    let instant: Option<Timestamp> = parser.parse_timestamp(text).ok();
    match (instant, offset) {
        (Some(instant), Some(offset)) => Ok(instant.to_zoned(TimeZone::fixed(offset))),
        (Some(instant), None) => Ok(instant.to_zoned(TimeZone::UTC)),
        _ => Err("expected a date, a time and an offset, like 2026-06-11T10:12:00+02:00".to_owned()),
    }
}

impl InspectTime {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let packs = Packs::embedded()?;
        let given = match &self.language {
            None => None,
            Some(code) => Some(packs.get(code).with_context(|| unknown_language(code, packs))?),
        };
        let zone = self.zone.as_deref().or(self.at.time_zone().iana_name()).unwrap_or_default();
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else {
                bail!("standard input is not UTF-8 text: convert it first, with `iconv` for example")
            };
            let found = match given {
                Some(pack) => time::find(&line, &self.at, &[pack], zone),
                None => self.find(&line, packs, zone),
            };
            // What comes again and again, or hangs on something else, is no date yet.
            let dates = found.iter().filter(|time| !time.recurring && time.relative.is_none());
            let views = dates.map(|time| View {
                text: line.get(time.start..time.end).unwrap_or_default(),
                start: time.start,
                end: time.end,
                value: value(time.moment),
                grain: time.grain,
            });
            self.write(out, &line, views.collect())?;
        }
        Ok(())
    }

    /// A line alone may tell too little of its language: what the likeliest does not know is asked of the others.
    fn find(&self, line: &str, packs: &Packs, zone: &str) -> Vec<time::TimeExpression> {
        let likely: Vec<&Pack> = reading::languages(line, packs);
        let others = packs.iter().map(|pack| vec![pack]);
        let found = std::iter::once(likely).chain(others).map(|spoken| time::find(line, &self.at, &spoken, zone));
        found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn write(&self, out: &mut impl Write, line: &str, views: Vec<View<'_>>) -> anyhow::Result<()> {
        if self.format == Format::Json {
            serde_json::to_writer(&mut *out, &views)?;
            writeln!(out)?;
            return Ok(());
        }
        writeln!(out, "{line}")?;
        if views.is_empty() {
            writeln!(out, "  no time\n")?;
            return Ok(());
        }
        let mut table = Table::new(["words", "bytes", "means", "said to the"]);
        for view in views {
            let bytes = format!("{}..{}", view.start, view.end);
            table.add([view.text.to_owned(), bytes, view.value, format!("{:?}", view.grain).to_lowercase()]);
        }
        writeln!(out, "{table}")?;
        Ok(())
    }
}

fn value(moment: Moment) -> String {
    match moment {
        Moment::Day(date) => date.to_string(),
        Moment::Clock(at) => at.strftime("%FT%H:%M").to_string(),
    }
}

fn unknown_language(code: &str, packs: &Packs) -> String {
    let known: Vec<&str> = packs.iter().map(Pack::code).collect();
    format!("--language: there is no language `{code}`; there are {}", known.join(", "))
}

//! In charge of: cutting the own words of a mail into units: sentences, list items, rows of a table, headings.
//!
//! Promises: lines that a mail program wrapped are joined, lines that the writer ended are not; every unit knows its bytes in the body,
//! the heading above its list and the quoted words it answers (an inline reply). Linear in the length of the body.
//! Leaves to: `clauses` what stands inside a unit; `mail` which passages are the writer's own.

use icu::segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use jiff::Zoned;

use crate::model::{Mail, Party, PassageKind};

/// What kind of unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum UnitKind {
    /// A sentence of running text.
    Sentence,
    /// A sentence of a list item, with the number it bears.
    Item {
        /// `2.`, `(2)`; none for a bullet.
        number: Option<u32>,
    },
    /// A row of a table typed or sent as text.
    Row,
    /// A line above a list or table that speaks for all of it.
    Heading,
}

/// A piece of own text that is read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// First byte in the body's text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is.
    pub kind: UnitKind,
    /// The unit that heads its list.
    pub heading: Option<usize>,
    /// The paragraph or item it belongs to: units of one block follow each other without a break.
    pub block: usize,
    /// The quoted words right above, where this answers inline: bytes in the body's text.
    pub answers: Option<(usize, usize)>,
    /// Which voice speaks: an index into [`Units::voices`].
    pub voice: usize,
}

/// Whose words: the mail's writer, or that of a mail forwarded in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Voice {
    /// Who.
    pub party: Party,
    /// When.
    pub at: Zoned,
    /// A forwarded mail.
    pub forwarded: bool,
}

/// The units of a mail.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    /// In the order of the text.
    pub units: Vec<Unit>,
    /// The writer first.
    pub voices: Vec<Voice>,
}

/// Lines shorter than this (in characters) were ended by the writer, not wrapped by a program.
const WRAPS_FROM: usize = 50;

/// The most sentences a mail is read for: a longer one is no correspondence.
const MOST_UNITS: usize = 2_000;

/// The most bytes a mail is read for: a book of 80,000 words.
const MOST_TEXT: usize = 1 << 19;

/// The longest sentence that is read as one, in bytes: who writes a longer one has left out the marks, and it is cut between words.
const LONGEST: usize = 3_000;

/// Cuts the own words of `mail`. `abbreviations` end in a stop that ends no sentence (without the stop); `is_date` tells of "3. Dezember"
/// that the stop stands inside a date.
pub(super) fn cut(mail: &Mail, abbreviations: &dyn Fn(&str) -> bool, is_date: &dyn Fn(&str) -> bool) -> Units {
    let mut units = Units::default();
    let Some(writer) = mail.from.clone() else { return units };
    units.voices.push(Voice { party: writer, at: mail.date.clone(), forwarded: false });
    let mut cutter = Cutter {
        text: &mail.text,
        abbreviations,
        is_date,
        units,
        answers: None,
        voice: 0,
        block: 0,
        heading: None,
        under_heading: false,
        read: 0,
    };
    for passage in &mail.passages {
        match &passage.kind {
            PassageKind::Own => {
                cutter.voice = 0;
                cutter.passage(passage.start, passage.end);
                cutter.answers = None;
            }
            PassageKind::Quote { .. } => cutter.answers = Some((passage.start, passage.end)),
            PassageKind::Forward { from: Some(from), date } => {
                let at = date.clone().unwrap_or_else(|| mail.date.clone());
                cutter.units.voices.push(Voice { party: from.clone(), at, forwarded: true });
                cutter.voice = cutter.units.voices.len() - 1;
                cutter.passage(passage.start, passage.end);
            }
            _ => {}
        }
    }
    cutter.units
}

struct Cutter<'m> {
    text: &'m str,
    abbreviations: &'m dyn Fn(&str) -> bool,
    is_date: &'m dyn Fn(&str) -> bool,
    units: Units,
    answers: Option<(usize, usize)>,
    voice: usize,
    block: usize,
    heading: Option<usize>,
    /// No empty line since the heading.
    under_heading: bool,
    /// How many bytes the units have so far.
    read: usize,
}

/// A line of a passage, white space at both ends cut.
#[derive(Clone, Copy)]
struct Line<'m> {
    start: usize,
    text: &'m str,
    /// Columns cut at the left.
    indent: usize,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl<'m> Cutter<'m> {
    fn passage(&mut self, start: usize, end: usize) {
        let Some(text) = self.text.get(start..end) else { return };
        let mut lines = Vec::new();
        let mut at = start;
        for raw in text.split('\n') {
            let cut = raw.trim_start();
            let indent = raw.len() - cut.len();
            lines.push(Line { start: at + indent, text: cut.trim_end(), indent });
            at += raw.len() + 1;
        }
        let width = lines.iter().map(|line| line.text.chars().count() + line.indent).max().unwrap_or(0);
        self.heading = None;
        let mut rest = lines.as_slice();
        while let Some(first) = rest.first() {
            if self.is_full() {
                return;
            }
            if first.text.is_empty() {
                // An empty line ends a list only where running text follows it.
                self.under_heading = false;
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let taken = self.block(rest, width);
            rest = rest.get(taken.max(1)..).unwrap_or_default();
        }
    }

    /// Takes the block that begins `lines`, and says how many lines it had.
    fn block(&mut self, lines: &[Line<'m>], width: usize) -> usize {
        let Some(first) = lines.first() else { return 0 };
        self.block += 1;
        if is_rule(first.text) {
            return 1;
        }
        if is_row(first.text) {
            // The head of a table names its columns.
            let head = lines.get(1).is_some_and(|line| is_rule(line.text));
            self.add(first.start, first.end(), if head { UnitKind::Heading } else { UnitKind::Row });
            return 1;
        }
        if let Some(marker) = list_marker(first.text) {
            let taken = 1 + lines.windows(2).take_while(|pair| continues(pair, width, true)).count();
            let end = lines.get(taken - 1).map_or(first.end(), Line::end);
            let number = marker.number;
            self.sentences(first.start + marker.length, end, &UnitKind::Item { number });
            return taken;
        }
        let taken = 1 + lines.windows(2).take_while(|pair| continues(pair, width, false)).count();
        let end = lines.get(taken - 1).map_or(first.end(), Line::end);
        // Lines that stand by themselves right under a heading are its items, bullet or none.
        if self.heading.is_some() && self.under_heading && taken == 1 {
            self.sentences(first.start, end, &UnitKind::Item { number: None });
            return taken;
        }
        let below = lines.iter().skip(taken).find(|line| !line.text.is_empty());
        let heads = below.is_some_and(|line| list_marker(line.text).is_some() || is_row(line.text));
        let colon = self.text.get(..end).is_some_and(|text| text.ends_with(':'));
        self.heading = None;
        if colon || (heads && taken == 1 && end - first.start < 200) {
            let before = self.units.units.len();
            self.sentences(first.start, end, &UnitKind::Sentence);
            let after = self.units.units.len();
            if let Some(last) = self.units.units.last_mut().filter(|_| after > before) {
                last.kind = UnitKind::Heading;
                self.heading = Some(after - 1);
                self.under_heading = lines.get(taken).is_some_and(|line| !line.text.is_empty());
            }
        } else {
            self.sentences(first.start, end, &UnitKind::Sentence);
        }
        taken
    }

    /// The sentences of a block.
    fn sentences(&mut self, start: usize, end: usize, kind: &UnitKind) {
        let Some(text) = self.text.get(start..end) else { return };
        let joined = text.replace(['\n', '\t'], " ");
        let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
        let mut from = 0;
        for to in segmenter.segment_str(&joined).skip(1) {
            let piece = joined.get(from..to).unwrap_or_default();
            let next = joined.get(to..).unwrap_or_default();
            if to < joined.len() && !self.ends_sentence(piece, next) {
                continue;
            }
            let cut = piece.trim();
            if !cut.is_empty() {
                let at = start + from + (piece.len() - piece.trim_start().len());
                self.add(at, at + cut.len(), kind.clone());
            }
            from = to;
        }
    }

    /// Whether a sentence ends between `piece` and `next`, where the segmenter says so.
    fn ends_sentence(&self, piece: &str, next: &str) -> bool {
        let piece = piece.trim_end();
        let Some(before) = piece.strip_suffix('.') else { return true };
        let word = before.rsplit(|c: char| c.is_whitespace() || c == '(' || c == '"').next().unwrap_or_default();
        let bare = word.rsplit('.').next().unwrap_or(word);
        let ordinal = !bare.is_empty() && bare.len() <= 2 && bare.chars().all(|c| c.is_ascii_digit());
        let follows = next.split_whitespace().next().unwrap_or_default();
        let ordinal = ordinal && (before.len() == word.len() || (self.is_date)(&format!("{bare}. {follows}")));
        let initial = bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic);
        let goes_on = next.trim_start().chars().next().is_some_and(|c| c.is_lowercase() || c == ',');
        !(ordinal || initial || goes_on || (self.abbreviations)(word))
    }

    /// Adds what stands from `start` to `end`, in pieces if it is longer than a sentence can be.
    fn add(&mut self, start: usize, end: usize, kind: UnitKind) {
        let mut from = start;
        while end - from > LONGEST {
            let to = self.gap_before(from, from + LONGEST);
            self.add_one(from, to, kind.clone());
            from = to;
        }
        self.add_one(from, end, kind);
    }

    /// Where a sentence from `from` may be cut that is to end at `most` or before: behind a space, if there is one.
    fn gap_before(&self, from: usize, most: usize) -> usize {
        let most = self.text.floor_char_boundary(most);
        let piece = self.text.get(from..most).unwrap_or_default();
        piece.rfind(char::is_whitespace).map_or(most, |at| self.text.ceil_char_boundary(from + at + 1))
    }

    /// Whether this is more than anybody writes in a mail.
    fn is_full(&self) -> bool {
        self.units.units.len() >= MOST_UNITS || self.read >= MOST_TEXT
    }

    fn add_one(&mut self, start: usize, end: usize, kind: UnitKind) {
        if self.is_full() {
            return;
        }
        self.read += end - start;
        let in_list = matches!(kind, UnitKind::Item { .. } | UnitKind::Row);
        if !in_list && self.heading.is_some() {
            self.heading = None;
        }
        self.units.units.push(Unit {
            start,
            end,
            kind,
            heading: if in_list { self.heading } else { None },
            block: self.block,
            answers: self.answers,
            voice: self.voice,
        });
    }
}

struct Marker {
    length: usize,
    number: Option<u32>,
}

/// The bullet or number that begins a list item.
fn list_marker(line: &str) -> Option<Marker> {
    let mut letters = line.chars();
    let first = letters.next()?;
    if matches!(first, '-' | '*' | '•' | '·' | '–' | '—' | '‣' | '▪' | '◦' | '●' | '○' | '□' | '☐' | '►' | '✓' | '+')
    {
        let rest = letters.as_str();
        let gap = rest.len() - rest.trim_start().len();
        let word = !rest.trim_start().is_empty() && (gap > 0 || !first.is_ascii());
        return word.then_some(Marker { length: first.len_utf8() + gap, number: None });
    }
    let open = usize::from(first == '(');
    let body = line.get(open..)?;
    let digits: usize = body.chars().take_while(|c| c.is_numeric()).map(char::len_utf8).sum();
    let label = if digits > 0 { digits } else { body.chars().next().filter(|c| c.is_alphabetic())?.len_utf8() };
    let after = body.get(label..)?;
    let mut closing = after.chars();
    let mark = closing.next()?;
    let closes = matches!(mark, ')') || (digits > 0 && open == 0 && matches!(mark, '.' | ':' | '/' | '।'));
    let dash = digits > 0 && after.trim_start().starts_with(['-', '–', '—']) && after.starts_with(' ');
    if digits > 9 || !(closes || dash) {
        return None;
    }
    let tail = if dash { after.trim_start().get(1..).unwrap_or_default() } else { closing.as_str() };
    let tail = tail.trim_start_matches(['-', '–', ')']);
    let spaced = tail.starts_with(char::is_whitespace) || (mark == ')' && !tail.is_empty());
    if !spaced || tail.trim().is_empty() {
        return None;
    }
    let number = crate::language::tokens(body.get(..digits)?).first().and_then(crate::language::Token::number);
    Some(Marker { length: line.len() - tail.trim_start().len(), number })
}

/// A row of a table: cells between bars, tabs or wide gaps.
fn is_row(line: &str) -> bool {
    let bars = line.matches('|').count();
    let gaps = line.split("   ").filter(|cell| !cell.trim().is_empty()).count();
    bars >= 2 || (bars == 1 && line.contains(" | ")) || line.matches('\t').count() >= 2 || gaps >= 3
}

/// A line drawn under a table's head, or between its rows: it says nothing.
fn is_rule(line: &str) -> bool {
    line.chars().count() >= 5
        && line.chars().all(|letter| matches!(letter, '-' | '=' | '_' | '+' | '|' | ' ' | '─' | '—' | '*'))
}

/// Whether the second of two lines goes on with the first: a program wrapped it there.
fn continues(pair: &[Line<'_>], width: usize, in_item: bool) -> bool {
    let [one, next] = pair else { return false };
    if next.text.is_empty()
        || one.text.is_empty()
        || is_rule(one.text)
        || is_rule(next.text)
        || list_marker(next.text).is_some()
        || is_row(next.text)
    {
        return false;
    }
    let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let length = one.text.chars().count() + one.indent;
    let full = width >= WRAPS_FROM && length + 1 + word > width.min(80);
    let hangs = in_item && next.indent > one.indent;
    let open = one.text.ends_with([',', '–', '-', ';', '(']) && length >= WRAPS_FROM;
    full || hangs || open
}

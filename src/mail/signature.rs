//! In charge of: signatures, disclaimers and the lines that programs add, below own words.
//!
//! Promises: a sentence that says something is never taken for a signature because it stands below one: after a blank line it must
//! look like one itself; a postscript is the writer's own again.
//! Leaves to: the packs the closing formulas and the words of disclaimers.

use std::cell::OnceCell;

use super::{
    body::Hint,
    lines::{Line, MARK_LIMIT, fold_mark},
    passages::{About, Forwarded, Kind},
    person::Person,
};

/// Lines looked at from the end of a run of own words.
const REACH: usize = 40;

/// Runs of own words that are looked at, besides the last: answers between quotes carry no signature each.
const RUNS: usize = 100;

/// Tells signatures and footers among the lines that are own or forwarded.
pub(super) fn tell(lines: &[Line<'_>], kinds: &mut [Kind], forwards: &[Forwarded], about: &About<'_>) {
    let mut start = 0;
    let mut runs = 0;
    while start < lines.len() {
        let kind = kinds.get(start).copied().unwrap_or(Kind::Own);
        let same = |at: &usize| lines.get(*at).is_some_and(|line| line.is_blank()) || kinds.get(*at) == Some(&kind);
        let end = (start..lines.len()).find(|at| !same(at)).unwrap_or(lines.len());
        let writer = match kind {
            Kind::Own => about.writer,
            Kind::Forward(number) => forwards.get(number).and_then(|forward| forward.from.as_ref()),
            _ => None,
        };
        let own = matches!(kind, Kind::Own | Kind::Forward(_));
        runs += usize::from(own);
        if own
            && (runs <= RUNS || end == lines.len())
            && let (Some(lines), Some(kinds)) = (lines.get(start..end), kinds.get_mut(start..end))
        {
            let folded = vec![OnceCell::new(); lines.len()];
            Run { lines, folded, said: OnceCell::new(), person: Person::of(writer), about }.tell(kinds);
        }
        start = end.max(start + 1);
    }
}

/// A run of one person's own words.
struct Run<'r, 't> {
    lines: &'r [Line<'t>],
    /// Each line folded, once it is asked for.
    folded: Vec<OnceCell<String>>,
    /// The first line that says something, once it is asked for.
    said: OnceCell<Option<usize>>,
    person: Person,
    about: &'r About<'r>,
}

/// Lines without a blank one between them.
type Paragraph = std::ops::Range<usize>;

impl Run<'_, '_> {
    fn tell(&self, kinds: &mut [Kind]) {
        for (line, kind) in self.lines.iter().zip(kinds.iter_mut()) {
            if line.hint == Hint::Signature && !line.is_blank() {
                *kind = Kind::Signature;
            }
        }
        let paragraphs = self.last_paragraphs();
        self.footers(&paragraphs, kinds);
        if let Some(at) = self.delimiter(&paragraphs) {
            self.below(at, true, &paragraphs, kinds);
        } else if let Some(at) = self.closing(&paragraphs, kinds).or_else(|| self.name(&paragraphs, kinds)) {
            self.below(at, false, &paragraphs, kinds);
        } else {
            self.card(&paragraphs, kinds);
        }
    }

    fn words(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line.words)
    }

    fn folded(&self, at: usize) -> &str {
        let (Some(line), Some(folded)) = (self.lines.get(at), self.folded.get(at)) else { return "" };
        folded.get_or_init(|| line.folded())
    }

    /// The first line that is not empty.
    fn first(&self) -> usize {
        self.lines.iter().position(|line| !line.is_blank()).unwrap_or_default()
    }

    /// The paragraphs that begin among the last lines, first to last.
    fn last_paragraphs(&self) -> Vec<Paragraph> {
        let filled: Vec<usize> =
            (0..self.lines.len()).rev().filter(|&at| !self.words(at).is_empty()).take(REACH).collect();
        let mut found: Vec<Paragraph> = Vec::new();
        for at in filled.into_iter().rev() {
            match found.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => found.push(at..at + 1),
            }
        }
        found
    }

    /// Lines of programs and paragraphs of disclaimers.
    fn footers(&self, paragraphs: &[Paragraph], kinds: &mut [Kind]) {
        for paragraph in paragraphs {
            for at in paragraph.clone() {
                if self.is_footer(at) {
                    set(kinds, at..at + 1, Kind::Footer);
                }
            }
            if let Some(start) = self.disclaimer(paragraph) {
                set(kinds, start..paragraph.end, Kind::Footer);
            }
        }
    }

    fn is_footer(&self, at: usize) -> bool {
        if self.words(at).len() > 160 {
            return false;
        }
        let folded = self.folded(at);
        let bare = folded.split(" <http").next().unwrap_or_default().trim_matches(['[', ']', ' ', '.', '!']);
        let footers = &self.about.packs.habits().footers;
        let marked = !bare.is_empty()
            && (footers.of_line(bare).any(|mark| mark.is(bare)) || footers.of_line(folded).any(|mark| mark.is(folded)));
        // A lone word may be all that somebody wants to say ("Unsubscribe"): it is a program's only below words that say something.
        marked && (bare.contains(' ') || self.first_said().is_some_and(|said| said < at))
    }

    /// The first line that says something.
    fn first_said(&self) -> Option<usize> {
        *self.said.get_or_init(|| (0..self.lines.len()).find(|&at| self.speaks(at)))
    }

    /// Where in a paragraph a disclaimer begins: at the start of a line, or anywhere where two marks say so. The first words of a
    /// mail are none.
    fn disclaimer(&self, paragraph: &Paragraph) -> Option<usize> {
        let (line, sure) = self.disclaims(paragraph)?;
        (line > self.first() && sure).then_some(line)
    }

    /// The line in which the words of a disclaimer first stand, and whether they are sure to be one.
    fn disclaims(&self, paragraph: &Paragraph) -> Option<(usize, bool)> {
        let mut joined = String::new();
        let mut starts = Vec::new();
        for at in paragraph.clone() {
            starts.push((joined.len(), at));
            let words = self.words(at);
            if words.len() > MARK_LIMIT {
                joined.push_str(&fold_mark(words.get(..words.floor_char_boundary(1200)).unwrap_or_default()));
            } else {
                joined.push_str(self.folded(at));
            }
            joined.push(' ');
        }
        let found = self.about.packs.habits().disclaimers.within(&joined);
        let at = *found.iter().min()?;
        let (start, line) = starts.iter().rev().find(|(start, _)| *start <= at).copied()?;
        let opens =
            joined.get(start..at).is_some_and(|before| before.chars().filter(|c| c.is_alphanumeric()).count() <= 16);
        Some((line, found.len() > 1 || opens))
    }

    /// The line `--` that cuts a signature off.
    fn delimiter(&self, paragraphs: &[Paragraph]) -> Option<usize> {
        let all = || paragraphs.iter().flat_map(Clone::clone);
        let at = all().rfind(|&at| matches!(self.words(at), "--" | "—" | "––" | "- --"))?;
        let below: Vec<usize> = all().filter(|&line| line > at).collect();
        let plain = self.words(at) == "--" || !below.iter().any(|&line| self.speaks(line));
        (plain && below.len() <= 25).then_some(at)
    }

    /// The closing formula that a signature begins with.
    fn closing(&self, paragraphs: &[Paragraph], kinds: &[Kind]) -> Option<usize> {
        paragraphs.iter().flat_map(Clone::clone).filter(|&at| is_open(kinds, at)).find(|&at| self.is_closing(at))
    }

    fn is_closing(&self, at: usize) -> bool {
        if self.words(at).len() > 200 {
            return false;
        }
        let folded = self.folded(at);
        if folded.ends_with(':') || folded.ends_with('?') {
            return false;
        }
        let bare = folded.trim_end_matches([',', '.', '!', ' ', '-']);
        let short = folded.split_whitespace().count() <= 9;
        self.about
            .packs
            .habits()
            .closings
            .of_line(folded)
            .any(|mark| (short && mark.is(bare)) || mark.rest(folded).is_some_and(|rest| self.person.is(rest)))
    }

    /// A line that is the writer's name, followed by nothing that speaks.
    fn name(&self, paragraphs: &[Paragraph], kinds: &[Kind]) -> Option<usize> {
        let first = self.first();
        let last = paragraphs.iter().flat_map(Clone::clone).rfind(|&at| is_open(kinds, at));
        let found = paragraphs.iter().find_map(|paragraph| {
            paragraph.clone().filter(|&at| is_open(kinds, at)).find(|&at| {
                let ends = last == Some(at);
                let called =
                    self.person.is(self.folded(at)) || (ends && at > first && self.person.is_initials(self.words(at)));
                called && (ends || (self.opens(at, paragraph, kinds) && !self.follows_speech(at, paragraphs, kinds)))
            })
        });
        found.or_else(|| self.named_paragraph(paragraphs, kinds))
    }

    /// Whether a name at line `at` can open a signature: what stands right below it is no sentence and no list; where the name
    /// stands at the end of other words, nothing below it is.
    fn opens(&self, at: usize, paragraph: &Paragraph, kinds: &[Kind]) -> bool {
        let below: Vec<usize> = (at + 1..paragraph.end).filter(|&line| is_open(kinds, line)).collect();
        let says = |line: &usize| self.speaks(*line) || self.is_item(*line);
        if at == paragraph.start && at > self.first() {
            !below.first().is_some_and(says) && !below.iter().any(|&line| self.is_item(line))
        } else {
            !below.iter().any(says)
        }
    }

    /// The last paragraph, where it is short, names the writer and does not speak.
    fn named_paragraph(&self, paragraphs: &[Paragraph], kinds: &[Kind]) -> Option<usize> {
        let open = |paragraph: &&Paragraph| (*paragraph).clone().any(|line| is_open(kinds, line));
        let last = paragraphs.iter().rfind(open)?;
        let quiet = last.len() <= 5 && !last.clone().any(|line| self.speaks(line) || self.is_item(line));
        let named = last.clone().any(|line| self.person.is_in(self.folded(line)));
        (last.start > self.first() && quiet && named).then_some(last.start)
    }

    /// Whether most of what stands below the paragraph of line `at` speaks: then a name there signs nothing.
    fn follows_speech(&self, at: usize, paragraphs: &[Paragraph], kinds: &[Kind]) -> bool {
        let below = paragraphs.iter().filter(|paragraph| paragraph.start > at);
        let speaking = below.flat_map(Clone::clone).filter(|&line| is_open(kinds, line) && self.speaks(line)).count();
        speaking > 3
    }

    /// From line `at` on: the signature, down to what is the writer's own again.
    fn below(&self, at: usize, delimited: bool, paragraphs: &[Paragraph], kinds: &mut [Kind]) {
        let mut attached = true;
        let mut own = false;
        for paragraph in paragraphs.iter().filter(|paragraph| paragraph.end > at) {
            let holds = paragraph.contains(&at);
            let block = if holds { at + 1..paragraph.end } else { paragraph.clone() };
            if holds {
                set_open(kinds, at..at + 1);
            }
            let until = if delimited {
                if own && self.says_more(&block) { block.start } else { self.own_again(&block, false) }
            } else if attached {
                self.own_again(&block, true)
            } else if own || (self.says_more(&block) && self.disclaims(&block).is_none()) {
                block.start
            } else {
                self.own_again(&block, false)
            };
            own = own || until < block.end;
            attached = attached && holds && block.is_empty();
            set_open(kinds, block.start..until);
        }
    }

    /// Where in a block below a closing formula or a name the writer's own words begin again: at a postscript, at a list, and at once
    /// where no name stands first (`signed`).
    fn own_again(&self, block: &Paragraph, signed: bool) -> usize {
        let unsigned = signed && self.speaks(block.start) && !self.person.is_in(self.folded(block.start));
        if unsigned && !block.is_empty() {
            return block.start;
        }
        block.clone().find(|&line| self.is_postscript(line) || (signed && self.is_item(line))).unwrap_or(block.end)
    }

    /// Whether a paragraph further down says something.
    fn says_more(&self, lines: &Paragraph) -> bool {
        let speaking = lines.clone().any(|line| self.speaks(line) || self.is_item(line));
        let contact = lines.clone().any(|line| is_contact(self.words(line)));
        let short = lines.len() <= 4 && lines.clone().all(|line| self.words(line).split_whitespace().count() <= 6);
        !contact && (speaking || !short)
    }

    /// The last paragraph is a card: a name or a firm with numbers and addresses, and no sentence.
    fn card(&self, paragraphs: &[Paragraph], kinds: &mut [Kind]) {
        let open = |paragraph: &&Paragraph| (*paragraph).clone().any(|line| is_open(kinds, line));
        let Some(last) = paragraphs.iter().rfind(open) else { return };
        let mut start = last.end;
        while start > last.start && !self.speaks(start - 1) && is_card(self.words(start - 1)) {
            start -= 1;
        }
        if start > 0 {
            for line in start..last.end {
                set_open(kinds, line..line + 1);
            }
        }
    }

    /// Whether a line is a sentence that says something.
    fn speaks(&self, at: usize) -> bool {
        let words = self.words(at);
        let count = words.split_whitespace().count();
        if is_contact(words) {
            let letters = words.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            return letters >= 8 && words.ends_with(['.', '!', '?', '।']) && !words.contains(['|', '·', '•']);
        }
        let last = words.split_whitespace().last().unwrap_or_default();
        let ends = last.ends_with(['.', '!', '?', '।', '…', ';', ':']);
        let abbreviation =
            last.ends_with('.') && (last.chars().count() <= 4 || last.trim_end_matches('.').contains('.'));
        count >= 10 || (ends && !abbreviation && count >= 3)
    }

    fn is_item(&self, at: usize) -> bool {
        let words = self.words(at);
        let digits = words.chars().take_while(|letter| letter.is_numeric()).count();
        let after: String = words.chars().skip(digits).take(2).collect();
        words.starts_with("- ")
            || words.starts_with("* ")
            || words.starts_with("• ")
            || (digits > 0 && digits <= 2 && (after == ". " || after == ") "))
    }

    fn is_postscript(&self, at: usize) -> bool {
        let words = self.words(at);
        let folded = fold_mark(words.get(..words.floor_char_boundary(40)).unwrap_or_default());
        self.about.packs.habits().postscripts.of_line(&folded).any(|mark| mark.rest(&folded).is_some())
    }
}

/// Whether a line is still the person's own.
fn is_open(kinds: &[Kind], at: usize) -> bool {
    matches!(kinds.get(at), Some(Kind::Own | Kind::Forward(_)))
}

fn set(kinds: &mut [Kind], lines: std::ops::Range<usize>, kind: Kind) {
    if let Some(kinds) = kinds.get_mut(lines) {
        kinds.fill(kind);
    }
}

/// The lines of a range that are still the person's own become the signature.
fn set_open(kinds: &mut [Kind], lines: std::ops::Range<usize>) {
    for kind in kinds.get_mut(lines).unwrap_or_default() {
        if matches!(kind, Kind::Own | Kind::Forward(_)) {
            *kind = Kind::Signature;
        }
    }
}

/// Whether a line holds ways to reach somebody: a telephone number, an address of mail or web, parts set apart by bars and dots.
fn is_contact(words: &str) -> bool {
    let number = longest_number(words);
    number >= 7
        || words.contains('@')
        || words.contains("www.")
        || words.contains(" | ")
        || words.contains(" · ")
        || words.contains(" • ")
}

/// The digits of the longest telephone-like number.
fn longest_number(words: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for letter in words.chars() {
        match letter {
            digit if digit.is_numeric() => run += 1,
            ' ' | '-' | '/' | '(' | ')' | '+' | '.' | '\u{2011}' | '–' => {}
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest
}

/// Whether a line is that of a visiting card.
fn is_card(words: &str) -> bool {
    let parts = words.contains(" | ") || words.contains(" · ") || words.contains(" • ");
    let count = words.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    is_contact(words) && (parts || count <= 4) && !words.ends_with(['?', '!', ':'])
}

//! In charge of: which lines are quoted or forwarded, and which introduce that.
//!
//! Promises: own words between quoted lines stay own; a quoted phrase in a sentence is no quote; below a header block or an
//! attribution whose program does not mark quotes, all that follows is the older mail's.
//! Leaves to: `headers` the blocks of printed header fields; the packs the words.

use super::{
    body::Hint,
    headers::{self, Block},
    lines::{Line, MARK_LIMIT, fold_mark},
    passages::{About, Forwarded, Kind},
};

/// An attribution is folded over at most this many lines.
const FOLDS: usize = 4;

/// Tells quotes, forwards and attributions among `lines`, all [`Kind::Own`] so far.
pub(super) fn tell(lines: &[Line<'_>], kinds: &mut [Kind], forwards: &mut Vec<Forwarded>, about: &About<'_>) {
    let quoted_next = quoted_next(lines);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            at += 1;
        } else if line.depth > 0 {
            set(kinds, at..at + 1, Kind::Quote(line.depth));
            at += 1;
        } else if let Some(found) = block_at(lines, at, about) {
            let start = rule_above(lines, kinds, at).unwrap_or(at);
            set(kinds, start..found.end, Kind::Attribution);
            return rest(lines, kinds, forwards, &found, about);
        } else if line.hint == Hint::Attribution {
            set(kinds, at..at + 1, Kind::Attribution);
            at += 1;
        } else if let Some(start) = attribution(lines, kinds, at, quoted_next.get(at) == Some(&true), about) {
            set(kinds, start..at + 1, Kind::Attribution);
            at += 1;
            if quoted_next.get(at - 1) != Some(&true) {
                return older(lines, kinds, at, 1);
            }
        } else {
            at += 1;
        }
    }
    mend_wraps(lines, kinds);
}

/// For each line, whether the next line that is not empty is quoted.
fn quoted_next(lines: &[Line<'_>]) -> Vec<bool> {
    let mut next = false;
    let mut found: Vec<bool> = lines
        .iter()
        .rev()
        .map(|line| {
            let below = next;
            if !line.is_blank() {
                next = line.depth > 0;
            }
            below
        })
        .collect();
    found.reverse();
    found
}

fn set(kinds: &mut [Kind], lines: std::ops::Range<usize>, kind: Kind) {
    if let Some(kinds) = kinds.get_mut(lines) {
        kinds.fill(kind);
    }
}

/// From `at` on, all is an older mail.
fn older(lines: &[Line<'_>], kinds: &mut [Kind], at: usize, depth: u8) {
    for (line, kind) in lines.iter().zip(kinds).skip(at) {
        *kind = Kind::Quote(line.depth.saturating_add(depth));
    }
}

/// What begins at a line: an older mail, down to the end.
struct Found {
    /// The line after its header.
    end: usize,
    /// What the header said, if there is one.
    block: Option<Block>,
    /// It is forwarded, not answered.
    forward: bool,
    /// Its lines are marked with one more `>`.
    marked: bool,
}

/// A forward marker, a separator or a block of header fields at line `at`.
fn block_at(lines: &[Line<'_>], at: usize, about: &About<'_>) -> Option<Found> {
    let line = lines.get(at)?;
    let folded = line.folded();
    let bare = folded.trim_matches(['-', '=', '_', '—', '–', '~', '#', '*', ' ']);
    let dashed = folded.len() >= bare.len() + 4;
    let separates = if bare.is_empty() || bare.len() > 120 { None } else { about.packs.habits().separates(bare) };
    if let Some(forward) = separates {
        let below = next_words(lines, at + 1);
        let marked = lines.get(below).is_some_and(|line| line.depth > 0);
        let block = headers::block(lines, below, about);
        if !dashed && block.is_none() && !ends_attribution(lines.get(below)) {
            return None;
        }
        let end = block.as_ref().map_or(at + 1, |block| block.end);
        return Some(Found { end, block, forward, marked });
    }
    if line.hint == Hint::Header {
        let end = at + lines.get(at..)?.iter().take_while(|line| line.is_blank() || line.hint == Hint::Header).count();
        let named = lines.get(at..end)?.iter().filter(|line| line.words.contains(':')).count();
        let block = headers::block(lines, at, about);
        if named >= 2 {
            let end = block.as_ref().map_or(end, |block| block.end.max(end));
            return Some(Found { end, block, forward: is_forward(about), marked: false });
        }
    }
    if line.words.len() > MARK_LIMIT || !line.words.contains([':', '：']) {
        return None;
    }
    let block = headers::block(lines, at, about)?;
    Some(Found { end: block.end, block: Some(block), forward: is_forward(about), marked: false })
}

/// Whether a line names a date and an address and ends as an attribution does.
fn ends_attribution(line: Option<&Line<'_>>) -> bool {
    line.is_some_and(|line| line.words.len() < MARK_LIMIT && line.words.contains('@') && line.words.ends_with(':'))
}

fn next_words(lines: &[Line<'_>], from: usize) -> usize {
    from + lines.iter().skip(from).take_while(|line| line.is_blank()).count()
}

/// Whether the subject says that the mail is forwarded.
fn is_forward(about: &About<'_>) -> bool {
    let subject = fold_mark(about.subject.get(..about.subject.floor_char_boundary(80)).unwrap_or_default());
    about.packs.marks().flat_map(|marks| &marks.forward_subjects).any(|mark| mark.rest(&subject).is_some())
}

/// A line of dashes or underscores, or a separator, right above a header block belongs to it.
fn rule_above(lines: &[Line<'_>], kinds: &[Kind], at: usize) -> Option<usize> {
    let above = lines.get(..at)?.iter().rposition(|line| !line.is_blank())?;
    let line = lines.get(above)?;
    let rule = line.words.len() >= 5 && line.words.chars().all(|c| matches!(c, '_' | '-' | '=' | '—' | '–' | '─'));
    (rule && kinds.get(above) == Some(&Kind::Own)).then_some(above)
}

/// The lines below a header: an older mail, forwarded or quoted.
fn rest(lines: &[Line<'_>], kinds: &mut [Kind], forwards: &mut Vec<Forwarded>, found: &Found, about: &About<'_>) {
    if !found.forward {
        return older(lines, kinds, found.end, 1);
    }
    let block = found.block.as_ref();
    forwards.push(Forwarded {
        from: block.and_then(|block| block.from.clone()),
        date: block.and_then(|block| block.date.clone()),
    });
    let number = forwards.len() - 1;
    let below = found.end..lines.len();
    let strip = u8::from(found.marked);
    let until = if found.marked { marked_until(lines, found.end) } else { lines.len() };
    let inner: Vec<Line<'_>> = lines
        .get(found.end..until)
        .unwrap_or_default()
        .iter()
        .map(|line| Line { depth: line.depth.saturating_sub(strip), ..line.clone() })
        .collect();
    let mut inner_kinds = vec![Kind::Own; inner.len()];
    tell(&inner, &mut inner_kinds, &mut Vec::new(), &About { subject: "", ..*about });
    for (kind, inner) in kinds.iter_mut().skip(below.start).zip(inner_kinds) {
        *kind = match inner {
            Kind::Own => Kind::Forward(number),
            Kind::Forward(_) => Kind::Quote(1),
            Kind::Quote(depth) => Kind::Quote(depth.saturating_add(strip)),
            other => other,
        };
    }
}

/// Where the marked lines from `from` on end.
fn marked_until(lines: &[Line<'_>], from: usize) -> usize {
    let marked = lines.iter().skip(from).take_while(|line| line.depth > 0 || line.is_blank()).count();
    from + marked
}

/// Where the attribution that ends at line `at` begins, if one does.
fn attribution(lines: &[Line<'_>], kinds: &[Kind], at: usize, quoted: bool, about: &About<'_>) -> Option<usize> {
    let last = lines.get(at)?;
    if between_dashes(last, quoted, about) && kinds.get(at) == Some(&Kind::Own) {
        return Some(at);
    }
    if last.words.len() > MARK_LIMIT || !last.words.trim_end_matches(['*', '_', ' ']).ends_with([':', '：']) {
        return None;
    }
    let mut joined = String::new();
    for fold in 0..FOLDS.min(at + 1) {
        let line = lines.get(at - fold)?;
        let free = line.depth == 0 && !line.is_blank() && kinds.get(at - fold) == Some(&Kind::Own);
        if !free || joined.len() + line.words.len() > MARK_LIMIT {
            return None;
        }
        joined = if joined.is_empty() { line.words.to_owned() } else { format!("{} {joined}", line.words) };
        if introduces(&joined, quoted, about) {
            return Some(with_name_above(lines, kinds, at - fold));
        }
    }
    None
}

/// Whether `line` is an attribution between rows of dashes, without its colon: `---- On {date}, {who} wrote ---`.
fn between_dashes(line: &Line<'_>, quoted: bool, about: &About<'_>) -> bool {
    let words = line.words.trim();
    let row = line.depth == 0 && words.len() <= MARK_LIMIT && words.starts_with("---") && words.ends_with("---");
    row && introduces(&format!("{}:", words.trim_matches(['-', ' '])), quoted, about)
}

/// Whether `words` introduce a quote. Where no `>` follows, they must name a time or an address besides.
fn introduces(words: &str, quoted: bool, about: &About<'_>) -> bool {
    let digits = words.chars().filter(|letter| letter.is_numeric()).count();
    let address = words.contains('@');
    let clock = has_clock(words);
    if !quoted && (digits < 3 || !(address || clock)) {
        return false;
    }
    let folded = fold_mark(words);
    let marks = || about.packs.habits().attributions.of_line(&folded);
    if marks().any(|mark| mark.has_date() && mark.is(&folded)) {
        return true;
    }
    let dated = digits >= 4 && clock;
    if address && dated || quoted && dated && digits >= 8 {
        return true;
    }
    quoted && digits < 3 && marks().any(|mark| !mark.has_date() && mark.is(&folded))
}

/// An hour and two digits of minutes around a colon or a point: a clock time, no date and no price.
fn has_clock(words: &str) -> bool {
    let is_part = |letter: char| letter.is_numeric() || matches!(letter, ':' | '.');
    words.split(|letter: char| !is_part(letter)).any(|run| {
        let mut parts = run.trim_matches(['.', ':']).split([':', '.']);
        let (hour, minute, more) = (parts.next(), parts.next(), parts.next());
        let digits = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
        let seconds = more.is_none() || (run.contains(':') && digits(more) == 2);
        (1..=2).contains(&digits(hour)) && digits(minute) == 2 && seconds && parts.next().is_none()
    })
}

/// A name that was folded away from its address stands on the line above, with or without the bracket that opens it.
fn with_name_above(lines: &[Line<'_>], kinds: &[Kind], start: usize) -> usize {
    let folded_address = lines.get(start).is_some_and(|line| line.words.starts_with('<'));
    let above = start.checked_sub(1).filter(|&above| {
        (folded_address || lines.get(above).is_some_and(|line| line.words.ends_with('<')))
            && kinds.get(above) == Some(&Kind::Own)
            && lines.get(above).is_some_and(|line| !line.is_blank() && line.depth == 0 && line.words.len() < 120)
    });
    above.unwrap_or(start)
}

/// Long quoted lines that a program wrapped without a new `>`: their tails are quoted too. One such line alone is an answer.
fn mend_wraps(lines: &[Line<'_>], kinds: &mut [Kind]) {
    let tails: Vec<(usize, u8)> = lines
        .windows(3)
        .enumerate()
        .filter_map(|(at, trio)| match trio {
            [above, tail, below] if is_tail(above, tail, below) => Some((at + 1, above.depth)),
            _ => None,
        })
        .collect();
    if tails.len() > 1 {
        for (at, depth) in tails {
            set(kinds, at..at + 1, Kind::Quote(depth));
        }
    }
}

fn is_tail(above: &Line<'_>, tail: &Line<'_>, below: &Line<'_>) -> bool {
    let between = above.depth > 0 && below.depth == above.depth && tail.depth == 0 && !below.is_blank();
    let long = (66..=100).contains(&above.words.chars().take(101).count());
    let cut = above.words.ends_with(|letter: char| letter.is_alphanumeric() || letter == ',');
    between && long && cut && tail.words.len() <= 60 && tail.words.starts_with(char::is_lowercase)
}

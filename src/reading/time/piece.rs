//! In charge of: a text as pieces: words for time with their meanings, numbers, written dates and clock times, and all else.
//!
//! Promises: prices, versions, telephone numbers, file names, ratios and numbers that a word claims ("room 12") come out as
//! [`What::Other`]; every piece knows its place; one pass, in time linear in the text.
//! Leaves to: `reader` what pieces add up to.

use crate::language::{Case, Counted, Entry, Pack, Sense, Sign, Token, TokenKind};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// First byte in the folded text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    pub what: What,
    /// What its ending says.
    pub case: Option<Case>,
    /// Needs company to mean a time.
    pub weak: bool,
    /// Nothing stands between it and the piece before.
    pub glued: bool,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A word for time.
    Words { senses: Vec<Sense>, counted: Option<Counted> },
    /// A number in digits.
    Number { value: u32, digits: usize, ending: Option<Counted>, dot: bool },
    /// A written date with its year: `2026-06-12`, `12.06.2026`.
    Date { year: i16, month: i8, day: i8, other_order: bool },
    /// A written clock time: `17:00`.
    Clock { hour: i8, minute: i8, padded: bool },
    /// Two numbers with a dot: a date or a clock time.
    Dotted { first: u32, second: u32, digits: usize, closed: bool, padded: bool, ended: bool },
    /// Two numbers with a slash.
    Slashed { first: u32, second: u32, padded: bool, ended: bool },
    /// A mark that may stand inside an expression.
    Mark(char),
    /// A line end.
    Line,
    /// Anything else.
    Other,
}

impl Piece {
    pub(super) fn senses(&self) -> &[Sense] {
        match &self.what {
            What::Words { senses, .. } => senses,
            _ => &[],
        }
    }

    pub(super) fn has(&self, wanted: Sense) -> bool {
        self.senses().contains(&wanted)
    }

    pub(super) fn find<T>(&self, wanted: impl FnMut(&Sense) -> Option<T>) -> Option<T> {
        self.senses().iter().find_map(wanted)
    }
}

/// Cuts `tokens` into pieces by the words of `packs`, the first that knows a word deciding.
pub(super) fn pieces(tokens: &[Token<'_>], packs: &[&Pack], month_first: bool) -> Vec<Piece> {
    let cutter = Cutter { tokens, packs, month_first };
    let mut found: Vec<Piece> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (what, length, case, weak) = cutter.cut(at, token);
        let end = tokens.get(at + length - 1).map_or(token.end, |last| last.end);
        found.push(Piece { start: token.start, end, what, case, weak, glued: token.glued });
        at += length;
    }
    claim_numbers(&mut found);
    found
}

/// Takes the numbers out that a word beside them claims for something else.
fn claim_numbers(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let claimed = pieces.get(at).is_some_and(is_number)
            && (neighbour(pieces, at.checked_sub(1)).is_some_and(|before| {
                (before.has(Sense::Sign(Sign::NotBefore)) && gap(before, pieces.get(at)) <= 1)
                    || matches!(
                        before.what,
                        What::Mark('#' | '§' | '$' | '€' | '£' | '₺' | '₮' | '৳' | '₽' | '№' | '~' | '≈')
                    )
            }) || counted_thing(pieces, at + 1).is_some_and(|after| {
                (after.has(Sense::Sign(Sign::NotAfter)) && is_beside(pieces, at, after))
                    || matches!(after.what, What::Mark('%' | '‰' | '$' | '€' | '£' | '₺' | '₮' | '৳' | '₽' | '°' | '×'))
            }));
        if claimed && let Some(piece) = pieces.get_mut(at) {
            piece.what = What::Other;
        }
    }
}

/// The piece that a number before `at` may count, past the word that makes an ordinal of it.
fn counted_thing(pieces: &[Piece], at: usize) -> Option<&Piece> {
    let next = pieces.get(at)?;
    if !next.has(Sense::Sign(Sign::Ordinal)) || next.has(Sense::Sign(Sign::NotAfter)) {
        return Some(next);
    }
    pieces.get(at + 1).filter(|thing| thing.has(Sense::Sign(Sign::NotAfter))).or(Some(next))
}

/// Whether at most a space stands between `thing` and the number at `at` with what makes an ordinal of it.
fn is_beside(pieces: &[Piece], at: usize, thing: &Piece) -> bool {
    let before = pieces.get(at + 1).filter(|next| next.start < thing.start).or(pieces.get(at));
    before.is_some_and(|before| gap(before, Some(thing)) <= 1)
}

/// How many bytes stand between two pieces.
fn gap(before: &Piece, after: Option<&Piece>) -> usize {
    after.map_or(0, |after| after.start.saturating_sub(before.end))
}

fn neighbour(pieces: &[Piece], at: Option<usize>) -> Option<&Piece> {
    pieces.get(at?)
}

fn is_number(piece: &Piece) -> bool {
    match &piece.what {
        What::Number { .. } | What::Dotted { .. } | What::Slashed { .. } | What::Clock { .. } => true,
        What::Words { senses, .. } => senses.iter().any(|sense| matches!(sense, Sense::Number(_) | Sense::Ordinal(_))),
        _ => false,
    }
}

type Cut = (What, usize, Option<Case>, bool);

struct Cutter<'t> {
    tokens: &'t [Token<'t>],
    packs: &'t [&'t Pack],
    month_first: bool,
}

impl<'t> Cutter<'t> {
    fn cut(&self, at: usize, token: &Token<'_>) -> Cut {
        if let Some(entry) = self.look_up(at) {
            return (
                What::Words { senses: entry.senses, counted: entry.counted },
                entry.length,
                entry.case,
                entry.weak,
            );
        }
        match token.kind {
            TokenKind::Number => {
                let (what, length) = self.number(at);
                (what, length, None, false)
            }
            TokenKind::Line => (What::Line, 1, None, false),
            TokenKind::Mark => (What::Mark(token.text.chars().next().unwrap_or(' ')), 1, None, false),
            TokenKind::Word => (What::Other, 1, None, false),
        }
    }

    fn look_up(&self, at: usize) -> Option<Entry> {
        let rest = self.tokens.get(at..)?;
        let entry = self.packs.iter().find_map(|pack| pack.words.lexicon.look_up(rest))?;
        (!entry.senses.contains(&Sense::Never))
            .then_some(entry.clone())
            .or(Some(Entry { senses: vec![Sense::Never], ..entry }))
    }

    fn token(&self, at: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(at)
    }

    /// The token at `at`, if it hangs on the one before.
    fn hanging(&self, at: usize, kind: TokenKind) -> Option<&'t Token<'t>> {
        self.token(at).filter(|token| token.glued && token.kind == kind)
    }

    /// The number at `at` with what hangs on it, and how many tokens that takes.
    fn number(&self, at: usize) -> (What, usize) {
        let chain = self.chain(at);
        let length = chain.numbers.len() * 2 - 1;
        if self.is_part_of_a_code(at) {
            return (What::Other, length);
        }
        let Some(what) = self.shape(&chain, at + length) else { return (What::Other, length) };
        if let (What::Number { .. }, true) = (&what, chain.numbers.len() > 1) {
            return self.single(at);
        }
        let dot = matches!(what, What::Dotted { closed: true, .. });
        let (_, extra) = self.ending(at + length + usize::from(dot));
        if extra == 0 && !dot && self.runs_on(at + length) {
            return (What::Other, length);
        }
        match what {
            What::Number { .. } => self.single(at),
            What::Dotted { first, second, digits, closed, padded, .. } => {
                let what = What::Dotted { first, second, digits, closed, padded, ended: extra > 0 };
                (what, length + usize::from(dot) + extra)
            }
            What::Slashed { first, second, padded, .. } => {
                (What::Slashed { first, second, padded, ended: extra > 0 }, length + extra)
            }
            what => (what, length + usize::from(dot) + extra),
        }
    }

    /// One number, with its ending or the dot of an ordinal.
    fn single(&self, at: usize) -> (What, usize) {
        let Some(token) = self.token(at) else { return (What::Other, 1) };
        let digits = token.text.chars().count();
        let Some(value) = token.number().filter(|_| digits <= 4) else { return (What::Other, 1) };
        let (ending, extra) = self.ending(at + 1);
        if extra == 0 && self.runs_on(at + 1) {
            return (What::Other, 1);
        }
        let dot = extra == 0
            && self.packs.first().is_some_and(|pack| pack.words.dot_ordinal)
            && digits <= 2
            && self.hanging(at + 1, TokenKind::Mark).is_some_and(|mark| mark.text == ".");
        (What::Number { value, digits, ending, dot }, 1 + extra + usize::from(dot))
    }

    /// The numbers joined by one mark each: `12.06.2026`.
    fn chain(&self, at: usize) -> Chain {
        let mut chain = Chain::default();
        let mut here = at;
        while let Some(token) = self.token(here) {
            chain.numbers.push((token.number(), token.text.chars().count(), token.text.starts_with(['0', '\u{9e6}'])));
            let Some(mark) = self.hanging(here + 1, TokenKind::Mark) else { break };
            let joins = matches!(mark.text, "." | "/" | "-" | ":" | ",");
            if !joins || self.hanging(here + 2, TokenKind::Number).is_none() {
                break;
            }
            chain.marks.push(mark.text.chars().next().unwrap_or(' '));
            here += 2;
        }
        chain
    }

    /// Whether letters or marks before the number at `at` make it part of a code, a price or a file's name.
    fn is_part_of_a_code(&self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|token| token.glued) else { return false };
        let Some(before) = at.checked_sub(1).and_then(|at| self.token(at)) else { return false };
        match before.kind {
            TokenKind::Word => {
                let known = before.text == "t" || self.look_up(at - 1).is_some();
                !known || token.text.chars().count() > 4
            }
            TokenKind::Mark => match before.text {
                "(" | "[" | "\"" | "'" | "," | ";" | "*" | "–" | "—" | "|" | ">" | "." | ":" => {
                    before.text == "," && before.glued && self.is_number(at.checked_sub(2))
                }
                "-" => before.glued && !self.is_number(at.checked_sub(2)) && !self.is_dot(at.checked_sub(2)),
                _ => true,
            },
            TokenKind::Number | TokenKind::Line => false,
        }
    }

    fn is_number(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.token(at)).is_some_and(|token| token.kind == TokenKind::Number)
    }

    fn is_dot(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.token(at)).is_some_and(|token| token.text == "." || token.text == ")")
    }

    /// Whether what hangs on a number makes it no number of a date: "3D", "50%", "1.2.3.4", "12.pdf".
    fn runs_on(&self, at: usize) -> bool {
        let Some(next) = self.token(at).filter(|token| token.glued) else { return false };
        match next.kind {
            TokenKind::Word => self.look_up(at).is_none() && next.text != "t",
            TokenKind::Mark if matches!(next.text, "_" | "@" | "/" | "+" | "=" | "\\") => true,
            TokenKind::Mark if matches!(next.text, "." | ":") => {
                self.hanging(at + 1, TokenKind::Word).is_some_and(|word| word.text.is_ascii())
            }
            _ => false,
        }
    }

    /// The ending that hangs on a number, and how many tokens it takes.
    fn ending(&self, at: usize) -> (Option<Counted>, usize) {
        let known = |at: usize| {
            let word = self.hanging(at, TokenKind::Word)?;
            let bare = word.text.trim_start_matches('\'');
            self.packs.iter().find_map(|pack| pack.words.lexicon.number_ending(bare))
        };
        if let Some(counted) = known(at) {
            return (Some(counted), 1);
        }
        let joined = self.hanging(at, TokenKind::Mark).is_some_and(|mark| matches!(mark.text, "'" | "-" | "."));
        match known(at + 1).filter(|_| joined) {
            Some(counted) => (Some(counted), 2),
            None => (None, 0),
        }
    }

    /// What a chain of numbers is; `None` where it is no time.
    fn shape(&self, chain: &Chain, after: usize) -> Option<What> {
        let numbers = chain.numbers.as_slice();
        match (chain.marks.as_slice(), numbers) {
            ([], _) => Some(What::Number { value: 0, digits: 0, ending: None, dot: false }),
            ([':'] | [':', ':'], [(Some(hour), 1..=2, padded), (Some(minute), 2, _), ..]) => {
                clock(*hour, *minute, *padded)
            }
            (['.'], [(Some(first), 1..=2, padded), (Some(second), digits @ 1..=2, _)]) => {
                let closed = self.hanging(after, TokenKind::Mark).is_some_and(|mark| mark.text == ".");
                Some(What::Dotted {
                    first: *first,
                    second: *second,
                    digits: *digits,
                    closed,
                    padded: *padded,
                    ended: false,
                })
            }
            (['/'], [(Some(first), 1..=2, padded), (Some(second), 1..=2, second_padded)]) => {
                Some(What::Slashed { first: *first, second: *second, padded: *padded || *second_padded, ended: false })
            }
            (['-'], [(Some(_), 1..=2, _), (Some(_), 1..=2, _)]) => {
                Some(What::Number { value: 0, digits: 0, ending: None, dot: false })
            }
            (['-', rest @ ..], [(Some(_), 1..=2, _), ..]) if range_of_numbers(rest) => {
                Some(What::Number { value: 0, digits: 0, ending: None, dot: false })
            }
            ([one, two], [first, second, third]) if one == two && matches!(one, '.' | '/' | '-') => {
                self.date(*one, [*first, *second, *third])
            }
            _ => None,
        }
    }

    fn date(&self, mark: char, [first, second, third]: [Digits; 3]) -> Option<What> {
        let (one, two, three) = (first.0?, second.0?, third.0?);
        if second.1 > 2 {
            return None;
        }
        if first.1 == 4 && third.1 <= 2 {
            return written(one, two, three, false);
        }
        if first.1 > 2 || (third.1 != 4 && (third.1 != 2 || mark == '-')) {
            return None;
        }
        let year = if third.1 == 2 { 2000 + three } else { three };
        let month_first = mark == '/' && self.month_first;
        let (day, month) = if month_first { (two, one) } else { (one, two) };
        let open = mark == '/' && one <= 12 && two <= 12 && one != two;
        written(year, month, day, open).or_else(|| if mark == '/' { written(year, day, month, false) } else { None })
    }
}

/// "10-12:00", "12-14.6": numbers from one to another.
fn range_of_numbers(rest: &[char]) -> bool {
    matches!(rest, ['.'] | [':'] | ['/'] | ['.', '.'])
}

/// A number, how many digits it has, and whether it begins with a zero.
type Digits = (Option<u32>, usize, bool);

#[derive(Default)]
struct Chain {
    numbers: Vec<Digits>,
    marks: Vec<char>,
}

/// A clock time, if it is one; 24:00 is the last minute of its day.
pub(super) fn clock(hour: u32, minute: u32, padded: bool) -> Option<What> {
    let (hour, minute) = if (hour, minute) == (24, 0) { (23, 59) } else { (hour, minute) };
    let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    (hour < 24 && minute < 60).then_some(What::Clock { hour, minute, padded })
}

fn written(year: u32, month: u32, day: u32, other_order: bool) -> Option<What> {
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let sound = (1900..2200).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok();
    sound.then_some(What::Date { year, month, day, other_order })
}

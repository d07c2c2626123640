//! In charge of: what a mail states of the work without a date (number of slides, format, rounds, price), the stage that a recap names, and what
//! it wants otherwise than it was agreed.
//!
//! Promises: pure; nothing from quotes, signatures and machines; of a recap only lines that bring such facts by a label ("Terms: …", "Format: …")
//! or are items of a list and nothing else; a sentence wants something otherwise only in words that say so.
//! Leaves to: whoever keeps the record what of it is new, and what contradicts.

use super::tongue;
use crate::{
    language::{Label, Pack, Packs, Phrase, fold, tokens},
    model::{Mail, Quote, Stated, Thread},
};

/// What a mail states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statements {
    /// In lines made for that.
    pub recap: Vec<Stated>,
    /// In sentences that want it otherwise.
    pub otherwise: Vec<Stated>,
    /// The stage that a line names ("Stage: draft"), and that line.
    pub stage: Option<(String, Quote)>,
}

/// An item of a list of more words than this says more than a fact.
const WORDS: usize = 6;
/// A label of more words than this is none.
const LABEL: usize = 5;
/// The longest statement, in characters.
const LONGEST: usize = 120;
/// A line shorter than this (in characters) was ended by its writer, not wrapped by a program.
const WRAPS_FROM: usize = 50;

/// What `mail`, the next of `thread`, states.
#[must_use]
pub fn terms(mail: &Mail, thread: &Thread, packs: &Packs) -> Statements {
    let mut found = Statements::default();
    if mail.automatic.is_some() {
        return found;
    }
    let own = mail.own_text();
    let known: Vec<&str> = thread.agreements.iter().map(|agreement| agreement.language.as_str()).collect();
    let mut spoken = tongue::of_text_among(&own, &known, packs);
    let before = packs.iter().filter(|pack| known.contains(&pack.code()));
    let more: Vec<&Pack> = before.filter(|pack| !spoken.iter().any(|one| one.code() == pack.code())).collect();
    spoken.extend(more);
    for line in lines(&own) {
        for pack in &spoken {
            let stated = of_line(&line, pack, mail);
            add(&mut found.recap, stated);
            if found.stage.is_none() {
                found.stage = stage(&line, pack, mail);
            }
        }
    }
    for sentence in sentences(&own) {
        for pack in &spoken {
            add(&mut found.otherwise, otherwise(&sentence, pack, mail));
        }
    }
    found
}

/// Takes in what is not there yet: a property is stated once.
fn add(known: &mut Vec<Stated>, more: Vec<Stated>) {
    for stated in more {
        if !known.iter().any(|one| one.of == stated.of) {
            known.push(stated);
        }
    }
}

/// The lines of a text, those that a program wrapped joined again.
fn lines(text: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut wraps = false;
    for line in text.lines() {
        let goes_on = wraps && !line.trim().is_empty() && bullet(line).is_none() && label_of(line).is_none();
        match joined.last_mut().filter(|_| goes_on) {
            Some(last) => *last = format!("{last} {}", line.trim()),
            None => joined.push(line.trim().to_owned()),
        }
        wraps = line.chars().count() >= WRAPS_FROM;
    }
    joined
}

/// What stands behind the bullet or number of a list's item.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim();
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if bare.len() < line.len() {
        return bare.strip_prefix(['.', ')']).filter(|rest| rest.starts_with(char::is_whitespace)).map(str::trim);
    }
    line.strip_prefix(['-', '*', '•', '–', '·', '—'])
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .map(str::trim)
}

/// The words before the first colon, and those behind it.
fn label_of(line: &str) -> Option<(&str, &str)> {
    let (label, rest) = line.split_once(':')?;
    let words = label.split_whitespace().count();
    let sound = (1..=LABEL).contains(&words) && rest.starts_with(char::is_whitespace);
    sound.then_some((label.trim(), rest.trim()))
}

fn of_line(line: &str, pack: &Pack, mail: &Mail) -> Vec<Stated> {
    let item = bullet(line);
    let said = item.unwrap_or(line);
    let label = label_of(said).and_then(|(label, rest)| Some((pack.terms.label(label)?, rest)));
    match label {
        Some((Label::List, rest)) => {
            pieces(rest).into_iter().filter_map(|piece| only(piece, line, pack, mail)).collect()
        }
        Some((Label::Of(of), rest)) => {
            let rest = rest.trim_end_matches(['.', ';', ',']);
            let whole = Some(rest).filter(|rest| !rest.is_empty() && rest.chars().count() <= LONGEST);
            whole.map(|rest| labelled(of, said, rest, line, pack, mail)).into_iter().collect()
        }
        // Each piece of an item has to be such a fact: else it is about something else.
        None if item.is_some() => {
            let pieces = pieces(said);
            let facts: Vec<Stated> = pieces.iter().filter_map(|piece| only(piece, line, pack, mail)).collect();
            if facts.len() == pieces.len() { facts } else { Vec::new() }
        }
        None => Vec::new(),
    }
}

/// "Format: 16:9": where the words say a value, that is compared, else the words themselves.
fn labelled(of: &str, said: &str, rest: &str, line: &str, pack: &Pack, mail: &Mail) -> Stated {
    let folded = fold(rest).text;
    let words = tokens(&folded);
    let found = pack.terms.find(&words, &pack.words.lexicon);
    let same = found.iter().find(|found| found.of == of).map(|found| found.value.clone());
    let number = words.iter().find_map(|token| token.number()).map(|number| number.to_string());
    let alone = number.filter(|_| words.len() == 1);
    let words = said.trim_end_matches(['.', ';', ',']).to_owned();
    Stated { of: of.to_owned(), value: same.or(alone).unwrap_or(folded), words, quote: quote(line, mail) }
}

/// A piece that is one fact and hardly anything else.
fn only(piece: &str, line: &str, pack: &Pack, mail: &Mail) -> Option<Stated> {
    let folded = fold(piece).text;
    let words = tokens(&folded);
    let mut found = pack.terms.find(&words, &pack.words.lexicon);
    let one = found.pop().filter(|_| found.is_empty() && piece.split_whitespace().count() <= WORDS)?;
    Some(Stated { of: one.of, value: one.value, words: piece.to_owned(), quote: quote(line, mail) })
}

/// The parts of a list within a line. A comma between digits parts nothing.
fn pieces(line: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = line.char_indices().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|(_, letter)| letter.is_numeric());
    let mut cuts: Vec<usize> = Vec::new();
    for (place, (at, letter)) in letters.iter().enumerate() {
        let between = digit(place.checked_sub(1)) && digit(Some(place + 1));
        if *letter == ';' || (*letter == ',' && !between) {
            cuts.push(*at);
        }
    }
    let starts = std::iter::once(0).chain(cuts.iter().map(|at| at + 1));
    let ends = cuts.iter().copied().chain([line.len()]);
    let cut = starts.zip(ends).filter_map(|(start, end)| line.get(start..end));
    cut.map(|piece| piece.trim().trim_end_matches(['.', '।']).trim()).filter(|piece| !piece.is_empty()).collect()
}

/// "Stage: draft".
fn stage(line: &str, pack: &Pack, mail: &Mail) -> Option<(String, Quote)> {
    let (label, name) = label_of(bullet(line).unwrap_or(line))?;
    let folded = fold(label).text;
    let words = tokens(&folded);
    let hits = pack.phrases.find(&words);
    let whole = hits.iter().any(|hit| hit.cue == Phrase::Stage && hit.first == 0 && hit.past == words.len());
    let name = name.trim_end_matches(['.', ';', ',', '।']).trim();
    let sound = whole && (1..=WORDS).contains(&name.split_whitespace().count());
    sound.then(|| (name.to_owned(), quote(line, mail)))
}

/// The sentences of a text, roughly: a stop too many parts what nobody asks for.
fn sentences(text: &str) -> Vec<String> {
    let mut found: Vec<String> = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends = matches!(letter, '.' | '!' | '?' | '।') && letters.peek().is_none_or(|next| next.is_whitespace());
        let parts = letter == '\n' && letters.peek().is_none_or(|next| *next == '\n');
        if let Some(last) = found.last_mut() {
            last.push(if letter == '\n' { ' ' } else { letter });
        }
        if ends || parts {
            found.push(String::new());
        }
    }
    found.retain(|sentence| !sentence.trim().is_empty());
    found
}

/// What a sentence wants otherwise.
fn otherwise(sentence: &str, pack: &Pack, mail: &Mail) -> Vec<Stated> {
    let folded = fold(sentence);
    let words = tokens(&folded.text);
    if !pack.terms.want_otherwise(&words) {
        return Vec::new();
    }
    // "From 12 to 15 slides": what it is to be stands last.
    let mut found = pack.terms.find(&words, &pack.words.lexicon);
    found.reverse();
    let stated = found.into_iter().filter_map(|found| {
        let first = words.get(found.tokens.start)?.start;
        let last = words.get(found.tokens.end.checked_sub(1)?)?.end;
        let said = sentence.get(folded.origin(first)..folded.end_of(last))?;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Stated { of: found.of, value: found.value, words: said, quote: quote(sentence, mail) })
    });
    stated.collect()
}

/// The words in the mail's body; where they are joined out of wrapped lines, without their place.
fn quote(words: &str, mail: &Mail) -> Quote {
    let words = words.trim();
    let start = mail.text.find(words).unwrap_or(0);
    let end = if mail.text.get(start..).is_some_and(|rest| rest.starts_with(words)) { start + words.len() } else { 0 };
    Quote { mail: mail.id.clone(), text: words.split_whitespace().collect::<Vec<_>>().join(" "), start, end }
}

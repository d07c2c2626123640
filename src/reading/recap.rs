//! In charge of: mails that write down a talk: which day it was, whom it was with, and what the mail says once all that is set aside.
//!
//! Promises: pure; people are found by the addresses that the writer's own words hold, or by names of people handed in as known; never in a
//! quote, a signature or a forwarded mail; of two people who may be meant by one name neither is taken.
//! Leaves to: the daemon whether the mail is one that may name people who are not on it; [`super::read`] what was said.

use jiff::{Span, civil::Date};

use super::{people::Roster, scene::Scene, time};
use crate::{
    language::{Pack, Packs, Phrase, fold, tokens},
    model::{Act, Address, Confidence, Mail, Office, Party, PassageKind, Quote, Statement, Thread},
};

/// A day spoken of is that of the talk if it is no longer ago.
const LONGEST_AGO: i64 = 14;
/// The most words of a name before an address.
const NAME: usize = 3;

/// What is read as surely as this is shown to the writer.
const SHOWN_FROM: f32 = 0.3;
/// How sure that counts.
const COUNTS_FROM: f32 = 0.5;

/// A talk that a mail writes down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// When it was, on the writer's clock.
    pub day: Date,
    /// Whom it was with, as far as the mail tells: by address, or by the name of somebody known.
    pub people: Vec<Party>,
    /// The sentence that speaks of it.
    pub quote: Quote,
    /// Where the words end that say no more than that there was a talk: the byte of their colon.
    colon: Option<usize>,
}

/// The talk that the own words of `mail` write down, if they speak of one. `known` are people who may be meant by a name alone.
#[must_use]
pub fn talk(mail: &Mail, known: &[Party], office: &Office, packs: &Packs) -> Option<Talk> {
    let scene = Scene::of(mail, &Thread::beginning(), office, packs)?;
    let units: Vec<(usize, usize)> = scene
        .units
        .units
        .iter()
        .filter(|unit| scene.units.voices.get(unit.voice).is_some_and(|voice| !voice.forwarded))
        .map(|unit| (unit.start, unit.end))
        .collect();
    let spoken = |span: &&(usize, usize)| speaks_of_a_talk(text_of(mail, **span), &scene.packs);
    let (start, end) = *units.iter().find(spoken)?;
    let text = text_of(mail, (start, end));
    let mut people = written_in(mail, (start, end), known, office, packs);
    if people.is_empty() {
        people = written(mail, known, office, packs);
    }
    if people.is_empty() {
        people = named_in(text, mail, known, office, packs);
    }
    let colon = text.find(": ").or_else(|| text.find(":\n"));
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Talk {
        day: day_of(text, colon, mail, &scene.packs, office),
        people,
        quote: Quote { mail: mail.id.clone(), text: folded, start, end },
        colon: colon.map(|colon| start + colon),
    })
}

/// The people whose addresses stand in the own words of `mail`; where none does, those known whose names do.
#[must_use]
pub fn people_written(mail: &Mail, known: &[Party], office: &Office, packs: &Packs) -> Vec<Party> {
    let people = written(mail, known, office, packs);
    if people.is_empty() { named_in(&mail.own_text(), mail, known, office, packs) } else { people }
}

impl Talk {
    /// `mail` as if it were written to `people`: their addresses blanked out, and the words that only say that there was a talk in a paragraph
    /// of their own, so that every other byte stays in its place.
    #[must_use]
    pub fn as_written_to(&self, mail: &Mail, people: &[Party]) -> Mail {
        let blanked: Vec<(usize, usize)> = addresses(mail, (0, mail.text.len())).map(|found| found.1).collect();
        let mut text = String::with_capacity(mail.text.len());
        for (at, letter) in mail.text.char_indices() {
            if self.colon.is_some_and(|colon| at == colon || at == colon + 1) {
                text.push('\n');
            } else if letter != '\n' && blanked.iter().any(|(start, end)| *start <= at && at < *end) {
                text.extend(std::iter::repeat_n(' ', letter.len_utf8()));
            } else {
                text.push(letter);
            }
        }
        let cc = mail.to.iter().chain(&mail.cc).cloned().collect();
        Mail { to: people.to_vec(), cc, text, ..mail.clone() }
    }

    /// What is left of the statements that were read in `heard` ([`Self::as_written_to`]): not those read from no more than the words that say
    /// that there was a talk. "Anna sends it" is asked of Anna, whoever else could promise it in such words; and what is read with some
    /// doubt counts, for the writer sees all of it before anybody else does.
    #[must_use]
    pub fn told(&self, heard: &Mail, statements: Vec<Statement>, office: &Office, packs: &Packs) -> Vec<Statement> {
        let roster = Roster::of(heard, &Thread::beginning(), office, packs);
        let all_of = |statement: &Statement| {
            self.colon.is_some_and(|colon| self.quote.start <= statement.quote.start && statement.quote.end <= colon)
        };
        let set_right = |mut statement: Statement| {
            let folded = fold(&statement.quote.text).text;
            let named = roster.named(&tokens(&folded));
            let first = named.into_iter().find(|(_, places)| places.contains(&0)).map(|(party, _)| party);
            let other = first.filter(|party| heard.to.iter().any(|one| one.address == party.address));
            if let (Some(other), Act::Promise, Some(claim)) = (other, statement.act, &mut statement.claim)
                && claim.debtor.address != other.address
            {
                claim.creditor = std::mem::replace(&mut claim.debtor, other.clone());
                statement.act = Act::Ask;
            }
            if statement.confidence.get() >= SHOWN_FROM {
                statement.confidence = Confidence::new(statement.confidence.get().max(COUNTS_FROM));
            }
            statement
        };
        statements.into_iter().filter(|one| !all_of(one)).map(set_right).collect()
    }
}

fn text_of(mail: &Mail, (start, end): (usize, usize)) -> &str {
    mail.text.get(start..end).unwrap_or_default()
}

fn speaks_of_a_talk(text: &str, packs: &[&Pack]) -> bool {
    let folded = fold(text).text;
    let found = tokens(&folded);
    packs.iter().any(|pack| pack.phrases.find(&found).iter().any(|hit| hit.cue == Phrase::Talk))
}

/// The day that the opening words name, if it is not to come; else the day on which the mail was written.
fn day_of(text: &str, colon: Option<usize>, mail: &Mail, packs: &[&Pack], office: &Office) -> Date {
    let today = mail.date.date();
    let zone = office.zone.iana_name().unwrap_or_default();
    let opening = colon.unwrap_or(text.len());
    let ago = |days: i64| today.checked_sub(Span::new().days(days)).unwrap_or(today);
    let found = time::find(text, &mail.date, packs, zone);
    let said = found.iter().filter(|time| time.end <= opening && !time.recurring && time.relative.is_none());
    let over = said.filter_map(|time| {
        let day = time.moment.date();
        // "As discussed on Tuesday: …" speaks of the Tuesday before, whatever else a Tuesday would be.
        let before = (colon.is_some() && day > today).then(|| day.checked_sub(Span::new().days(7)).ok()).flatten();
        Some(before.unwrap_or(day)).filter(|day| *day <= today && *day >= ago(LONGEST_AGO))
    });
    over.min().unwrap_or(today)
}

/// The addresses in the own words of `mail` within some bytes of its body: each with the bytes that it takes, its brackets included.
fn addresses(mail: &Mail, within: (usize, usize)) -> impl Iterator<Item = (Address, (usize, usize))> {
    let own = mail.passages.iter().filter(|passage| matches!(passage.kind, PassageKind::Own));
    let spans = own.map(move |passage| (passage.start.max(within.0), passage.end.min(within.1)));
    spans.filter(|(start, end)| start < end).flat_map(|span| addresses_of(text_of(mail, span), span.0))
}

fn addresses_of(text: &str, offset: usize) -> Vec<(Address, (usize, usize))> {
    let outside = |letter: char| letter.is_whitespace() || "<>()[]{},;:\"'“”„«»|*".contains(letter);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = text.split_at(at);
        let start = before
            .rfind(outside)
            .map_or(0, |mark| mark + before.get(mark..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8));
        let end = after.find(outside).map_or(text.len(), |mark| at + mark);
        let bare = text.get(start..end).unwrap_or_default().trim_end_matches(['.', '!', '?', '-', '_']);
        let Ok(address) = Address::parse(bare) else { continue };
        if !address.domain().contains('.') {
            continue;
        }
        let (mut from, mut to) = (start, start + bare.len());
        while text.get(..from).is_some_and(|before| before.ends_with(['<', '(', '['])) {
            from -= 1;
        }
        while text.get(to..).is_some_and(|after| after.starts_with(['>', ')', ']'])) {
            to += 1;
        }
        found.push((address, (offset + from, offset + to)));
    }
    found
}

fn written(mail: &Mail, known: &[Party], office: &Office, packs: &Packs) -> Vec<Party> {
    written_in(mail, (0, mail.text.len()), known, office, packs)
}

/// The people of other sides whose addresses stand there, each once, with the name that is written before the address, or else is known.
fn written_in(mail: &Mail, within: (usize, usize), known: &[Party], office: &Office, packs: &Packs) -> Vec<Party> {
    let mut people: Vec<Party> = Vec::new();
    for (address, (start, _)) in addresses(mail, within) {
        let ours = office.is_bot(&address) || office.is_team(&address);
        if ours || people.iter().any(|party| party.address == address) {
            continue;
        }
        let name = || known.iter().find(|party| party.address == address).and_then(|party| party.name.clone());
        let before = text_of(mail, (0, start));
        let name = name().or_else(|| name_before(before, packs)).or_else(|| called_like(&address, mail));
        people.push(Party { name, address });
    }
    people
}

/// The name that ends `before`: the last words of its line that look like names.
fn name_before(before: &str, packs: &Packs) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let plain = |word: &str| {
        let folded = fold(word).text;
        let known = |pack: &Pack| {
            let found = tokens(&folded);
            pack.facts.telling_words.contains(&folded)
                || pack.phrases.find(&found).iter().any(|hit| hit.past == found.len())
        };
        packs.iter().any(known)
    };
    let mut name: Vec<&str> = Vec::new();
    for word in line.trim_end_matches([' ', '"', '“', '„', '«']).rsplit(' ').take(NAME) {
        let first = word.trim_start_matches(['"', '“', '„', '«', '(', '[']);
        let bare = first.split(['\'', '’']).next().unwrap_or_default();
        let sound = bare.chars().next().is_some_and(|letter| letter.is_alphabetic() && !letter.is_lowercase());
        let ended = bare.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && !is_sign(letter));
        if !sound || ended || plain(bare) {
            break;
        }
        name.push(bare);
        if first != word {
            break;
        }
    }
    name.reverse();
    (!name.is_empty()).then(|| name.join(" "))
}

/// Vowel signs of scripts that have them end words, too.
fn is_sign(letter: char) -> bool {
    ('\u{900}'..='\u{dff}').contains(&letter)
}

/// A word of the mail's own that the address begins with: "Anna" for `anna@…`.
#[must_use]
pub fn called_like(address: &Address, mail: &Mail) -> Option<String> {
    let local = fold(address.local()).text;
    let own = mail.own_text();
    let words = own.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.chars().count() >= 3);
    let mut names = words.filter(|word| word.chars().next().is_some_and(char::is_uppercase));
    names.find(|word| local.split(['.', '-', '_']).any(|part| part == fold(word).text)).map(str::to_owned)
}

/// The people known whose names stand in `text`; of several who may be meant by the same words, none.
fn named_in(text: &str, mail: &Mail, known: &[Party], office: &Office, packs: &Packs) -> Vec<Party> {
    let others: Vec<Party> = known.iter().filter(|party| !office.is_team(&party.address)).cloned().collect();
    let roster =
        Roster::of(&Mail { to: others.clone(), cc: Vec::new(), ..mail.clone() }, &Thread::beginning(), office, packs);
    let folded = fold(text).text;
    let mut found = roster.named(&tokens(&folded));
    found.retain(|(party, _)| others.iter().any(|other| other.address == party.address));
    let within = |one: &[usize], other: &[usize]| one.len() < other.len() && one.iter().all(|at| other.contains(at));
    let best: Vec<_> = found.iter().filter(|(_, one)| !found.iter().any(|(_, other)| within(one, other))).collect();
    let alone = |(party, one): &&&(&Party, Vec<usize>)| {
        !best.iter().any(|(other, places)| other.address != party.address && places.iter().any(|at| one.contains(at)))
    };
    best.iter().filter(alone).map(|(party, _)| (*party).clone()).collect()
}

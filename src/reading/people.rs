//! In charge of: who is meant: the people on a mail, the sides they stand on, and their names and companies in a text.
//!
//! Promises: the bot is nobody; a name is found in its inflected forms ("Нонне", "Jyoti'nin", "মৌসুমিকে"); a company's name (its mail
//! domain) stands for its side.
//! Leaves to: `statements` whether the one named owes, is owed, or is only spoken of.

use crate::{
    language::{Packs, Token, TokenKind, fold, gives_way, tokens},
    model::{Mail, Office, Party, Side, Thread},
};

/// A person with a side.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub party: Party,
    pub side: Side,
    /// On this very mail, not only earlier on the thread.
    pub present: bool,
    names: Vec<String>,
    /// A first name of two letters.
    short: String,
    /// The first letters of first and last name.
    initials: String,
}

/// Somebody named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    /// First token.
    pub first: usize,
    /// One past the last.
    pub past: usize,
    /// Index into [`Roster::people`].
    pub person: usize,
    /// The company was named, not the person.
    pub company: bool,
}

/// The people of a mail and its thread.
#[derive(Debug, Clone, Default)]
pub(super) struct Roster {
    pub people: Vec<Person>,
    /// Names of sides: folded word, index of the first person of the side.
    companies: Vec<(String, usize)>,
}

/// Parts of a mail domain that name no company.
const HOST_PARTS: &[&str] = &["www", "mail", "com", "org", "net", "example", "test", "gov", "edu", "info", "co"];

/// Local parts that are posts, not names.
const POSTS: &[&str] = &["info", "office", "post", "mail", "team", "kontakt", "contact", "hello", "admin"];

impl Roster {
    pub fn of(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Self {
        let mut roster = Self::default();
        let present = mail.everybody();
        let earlier =
            thread.participants.iter().filter(|party| !present.iter().any(|known| known.address == party.address));
        for (party, here) in
            present.iter().copied().map(|party| (party, true)).chain(earlier.map(|party| (party, false)))
        {
            if office.is_bot(&party.address) {
                continue;
            }
            let side = office.side(&party.address);
            let index = roster.people.len();
            if !roster.people.iter().any(|person| person.side == side) {
                roster.companies.extend(company_names(party.address.domain()).into_iter().map(|name| (name, index)));
            }
            // "Will" and "May" are words before they are names.
            let common = |name: &String| packs.iter().any(|pack| pack.facts.telling_words.contains(name));
            let names = names(party).into_iter().filter(|name| !common(name)).collect();
            let shown = fold(&party.name.clone().unwrap_or_default()).text;
            let words: Vec<String> = words(&shown).collect();
            let short = words.first().filter(|word| word.chars().count() == 2).cloned().unwrap_or_default();
            let ends = [words.first(), words.last().filter(|_| words.len() > 1)];
            let initials = ends.iter().flatten().filter_map(|word| word.chars().next()).collect();
            roster.people.push(Person { names, short, initials, party: party.clone(), side, present: here });
        }
        roster
    }

    pub fn find(&self, address: &crate::model::Address) -> Option<usize> {
        self.people.iter().position(|person| person.party.address == *address)
    }

    /// Everybody whose own name stands in `tokens`, each with the places of it, in the order of the roster.
    pub fn named(&self, tokens: &[Token<'_>]) -> Vec<(&Party, Vec<usize>)> {
        let words = || tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word);
        let places = |person: &Person| -> Vec<usize> {
            let is_name = |word: &str| person.names.iter().any(|name| names_it(name, word));
            words().filter(|(_, token)| is_name(token.text)).map(|(at, _)| at).collect()
        };
        let all = self.people.iter().map(|person| (&person.party, places(person)));
        all.filter(|(_, places)| !places.is_empty()).collect()
    }

    /// Everybody named in `tokens`, in order.
    pub fn mentions(&self, tokens: &[Token<'_>]) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind != TokenKind::Word {
                continue;
            }
            let person =
                self.people.iter().position(|person| person.names.iter().any(|name| names_it(name, token.text)));
            let company =
                || self.companies.iter().find(|(name, _)| names_it(name, token.text)).map(|&(_, index)| index);
            let Some((person, company)) = person
                .map(|index| (index, false))
                .or_else(|| company().map(|index| (index, true)))
                .or_else(|| self.owner(tokens, at))
            else {
                continue;
            };
            match found.last_mut() {
                Some(last) if last.past == at && last.person == person => last.past = at + 1,
                _ => found.push(Mention { first: at, past: at + 1, person, company }),
            }
        }
        found
    }

    /// Who is meant where a line leaves no doubt that it names somebody ("Mo: slides", "RA | quote", "Helderberg: six bottles"): there a short name,
    /// initials, or the beginning of a company's name will do.
    fn owner(&self, tokens: &[Token<'_>], at: usize) -> Option<(usize, bool)> {
        const CELLS: &[&str] = &[":", "|", "–", "—", "-"];
        const SHORT: usize = 2;
        const BEGINNING: usize = 5;
        let word = tokens.get(at)?.text;
        let marked =
            |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_none_or(|token| token.kind != TokenKind::Word);
        let behind = tokens.get(at + 1).is_some_and(|token| CELLS.contains(&token.text));
        if !behind || at > 1 || !marked(at.checked_sub(1)) {
            return None;
        }
        let length = word.chars().count();
        let only = |fits: &dyn Fn(&Person) -> bool| {
            let mut found = self.people.iter().enumerate().filter(|(_, person)| fits(person));
            let first = found.next()?.0;
            found.next().is_none().then_some((first, false))
        };
        if length == SHORT {
            return only(&|person| person.short == word || person.initials == word);
        }
        let begins = |(name, _): &&(String, usize)| length >= BEGINNING && name.starts_with(word);
        self.companies.iter().find(begins).map(|&(_, index)| (index, true))
    }
}

/// The folded words a person is called by: of the display name, and of the local part where there is no name.
fn names(party: &Party) -> Vec<String> {
    let shown = party.name.clone().unwrap_or_default();
    let folded = fold(&shown).text;
    let mut found: Vec<String> = words(&folded).filter(|word| word.chars().count() >= 3).collect();
    if found.is_empty() {
        let local = fold(party.address.local()).text;
        found = words(&local).filter(|word| word.chars().count() >= 3 && !POSTS.contains(&word.as_str())).collect();
    }
    found
}

fn company_names(domain: &str) -> Vec<String> {
    let unicode = idna::domain_to_unicode(domain).0;
    let folded = fold(&unicode).text;
    let labels: Vec<String> = folded.split('.').map(str::to_owned).collect();
    let mut found = Vec::new();
    for label in labels.iter().take(labels.len().saturating_sub(1)) {
        found.extend(label.split('-').map(str::to_owned));
        found.push(label.replace('-', ""));
    }
    found.retain(|name| name.chars().count() >= 4 && !HOST_PARTS.contains(&name.as_str()));
    found.sort();
    found.dedup();
    found
}

fn words(folded: &str) -> impl Iterator<Item = String> {
    tokens(folded)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| token.text.to_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Whether `word` is `name` or an inflected form of it. A final vowel or й may have changed.
fn names_it(name: &str, word: &str) -> bool {
    let length = name.chars().count();
    if let Some(rest) = word.strip_prefix(name) {
        // Behind an apostrophe any ending; other scripts inflect by longer endings than Latin ones do.
        let most = match name.is_ascii() {
            _ if rest.starts_with('\'') => 6,
            false => 5,
            true if length >= 4 => 2,
            true => 1,
        };
        return rest.chars().count() <= most;
    }
    let Some(last) = name.chars().next_back() else { return false };
    let changes = gives_way(last) && length >= 4;
    let stem = name.get(..name.len() - last.len_utf8()).unwrap_or(name);
    changes && word.strip_prefix(stem).is_some_and(|rest| (1..=3).contains(&rest.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::names_it;

    #[test]
    fn names_are_found_in_their_inflected_forms() {
        for (name, word) in [
            ("нонна", "нонне"),
            ("тимофей", "тимофею"),
            ("jyoti", "jyoti'nin"),
            ("মৌসুমি", "মৌসুমিকে"),
            ("tom", "toms"),
            ("болд", "болдоос"),
        ] {
            assert!(names_it(name, word), "{name} {word}");
        }
        for (name, word) in [("mark", "marketing"), ("tom", "tomorrow"), ("ann", "another"), ("will", "willing")] {
            assert!(!names_it(name, word), "{name} {word}");
        }
    }
}

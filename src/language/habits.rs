//! In charge of: the marks of all languages together, laid out so that they are looked for quickly: every line of every mail is asked for
//! all of them, and almost none holds one.
//!
//! Promises: what is found is what asking each mark in turn would find.
//! Leaves to: `marks` what fits a mark; `mail` what follows from it.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::{Fields, Mark, Marks};

/// What a printed header field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// Who wrote it.
    From,
    /// When.
    Date,
    /// To whom.
    To,
    /// About what.
    Subject,
    /// Something else that such a block may hold.
    Other,
}

/// The marks of all languages.
#[derive(Debug)]
pub struct Habits {
    fields: HashMap<Box<str>, Printed>,
    /// What parts an older mail from what stands above; whether that mail is forwarded.
    separators: HashMap<Box<str>, bool>,
    slotted: Vec<(Mark, bool)>,
    /// Lines that introduce a quote.
    pub attributions: Openings,
    /// Closing formulas.
    pub closings: Openings,
    /// What postscripts begin with.
    pub postscripts: Openings,
    /// Lines that programs add.
    pub footers: Openings,
    /// Words of disclaimers.
    pub disclaimers: Anywhere,
}

impl Habits {
    pub(super) fn of(all: &[&Marks]) -> Self {
        let list = |of: fn(&Marks) -> &Vec<Mark>| all.iter().flat_map(|marks| of(marks)).cloned().collect::<Vec<_>>();
        let (mut fields, mut separators, mut slotted) = (HashMap::new(), HashMap::new(), Vec::new());
        for marks in all {
            let Fields { from, date, to, subject, others } = &marks.fields;
            for (field, list) in [
                (Printed::From, from),
                (Printed::Date, date),
                (Printed::To, to),
                (Printed::Subject, subject),
                (Printed::Other, others),
            ] {
                for name in list.iter().filter_map(Mark::literal) {
                    fields.entry(name.into()).or_insert(field);
                }
            }
            let forwards = marks.forwards.iter().map(|mark| (mark, true));
            for (mark, forward) in forwards.chain(marks.originals.iter().map(|mark| (mark, false))) {
                match mark.literal() {
                    Some(words) => {
                        separators.entry(words.into()).or_insert(forward);
                    }
                    None => slotted.push((mark.clone(), forward)),
                }
            }
        }
        Self {
            fields,
            separators,
            slotted,
            attributions: Openings::of(list(|marks| &marks.attributions)),
            closings: Openings::of(list(|marks| &marks.closings)),
            postscripts: Openings::of(list(|marks| &marks.postscripts)),
            footers: Openings::of(list(|marks| &marks.footers)),
            disclaimers: Anywhere::of(list(|marks| &marks.disclaimers)),
        }
    }

    /// The printed header field of this name (folded); the first meaning of a name counts.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Printed> {
        self.fields.get(name).copied()
    }

    /// Whether `folded` parts an older mail from what stands above; if so, whether that mail is forwarded.
    #[must_use]
    pub fn separates(&self, folded: &str) -> Option<bool> {
        let slotted = || self.slotted.iter().find(|(mark, _)| mark.is(folded)).map(|(_, forward)| *forward);
        self.separators.get(folded).copied().or_else(slotted)
    }
}

/// Marks that a line begins with, by their first letters.
#[derive(Debug)]
pub struct Openings {
    by_letter: HashMap<char, Box<[Mark]>>,
    /// Those that begin with a slot.
    others: Box<[Mark]>,
}

impl Openings {
    fn of(marks: Vec<Mark>) -> Self {
        let (mut by_letter, mut others) = (HashMap::<char, Vec<Mark>>::new(), Vec::new());
        for mark in marks {
            match mark.opening().and_then(|words| words.chars().next()) {
                Some(letter) => by_letter.entry(letter).or_default().push(mark),
                None => others.push(mark),
            }
        }
        Self {
            by_letter: by_letter.into_iter().map(|(letter, marks)| (letter, marks.into())).collect(),
            others: others.into(),
        }
    }

    /// Those that `folded` may begin with: all others do not fit.
    pub fn of_line(&self, folded: &str) -> impl Iterator<Item = &Mark> {
        let first = folded.chars().next().and_then(|letter| self.by_letter.get(&letter));
        first.into_iter().flatten().chain(&self.others)
    }
}

/// Marks that may stand anywhere in a text.
#[derive(Debug)]
pub struct Anywhere {
    marks: Box<[Mark]>,
    /// Finds their first words; `None` where there are no marks.
    openings: Option<AhoCorasick>,
}

/// So often the first words of a mark are looked at in a text.
const LOOKS: u8 = 8;

impl Anywhere {
    fn of(marks: Vec<Mark>) -> Self {
        let marks: Box<[Mark]> = marks.into_iter().filter(|mark| mark.opening().is_some()).collect();
        let words = marks.iter().filter_map(Mark::opening);
        let openings = AhoCorasickBuilder::new().match_kind(MatchKind::Standard).build(words).ok();
        Self { openings: openings.filter(|_| !marks.is_empty()), marks }
    }

    /// Where each of those that stand in `folded` first stands, in no order.
    #[must_use]
    pub fn within(&self, folded: &str) -> Vec<usize> {
        let Some(openings) = &self.openings else { return Vec::new() };
        // For each mark met: how often it was looked at, and where it fits.
        let mut met: Vec<(usize, u8, Option<usize>)> = Vec::new();
        for hit in openings.find_overlapping_iter(folded) {
            let number = hit.pattern().as_usize();
            let at = met.iter().position(|(known, ..)| *known == number).unwrap_or(met.len());
            if at == met.len() {
                met.push((number, 0, None));
            }
            let (Some((_, looks, found)), Some(mark)) = (met.get_mut(at), self.marks.get(number)) else { continue };
            let fits = || folded.get(hit.start()..).is_some_and(|rest| mark.rest_of(rest).is_some());
            if found.is_none() && *looks < LOOKS {
                *looks += 1;
                *found = fits().then_some(hit.start());
            }
        }
        met.into_iter().filter_map(|(.., found)| found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fold, Anywhere, Mark, Openings};

    fn marks(written: &[&str]) -> Vec<Mark> {
        written.iter().map(|text| Mark::try_from((*text).to_owned()).unwrap_or_else(|why| panic!("{why}"))).collect()
    }

    #[test]
    fn a_mark_is_found_by_its_first_letter_and_one_with_a_slot_always() {
        let openings = Openings::of(marks(&["Sent from my {any}", "{any} ile gönderildi", "Best"]));
        let held = |text: &str| openings.of_line(&fold(text).text).filter(|mark| mark.is(&fold(text).text)).count();
        assert_eq!([held("Sent from my iPhone"), held("Outlook ile gönderildi"), held("We sent it")], [1, 1, 0]);
    }

    #[test]
    fn each_disclaimer_is_found_once_where_all_of_it_first_stands() {
        let anywhere = Anywhere::of(marks(&["confidential {any} intended", "intended only for", "legally privileged"]));
        let text =
            fold("Confidential is the word; this is confidential and intended only for you, intended only for you")
                .text;
        let mut found = anywhere.within(&text);
        found.sort_unstable();
        let second = text.find("intended only").map(|at| vec![0, at]);
        assert_eq!(Some(found), second);
        assert!(Anywhere::of(Vec::new()).within(&text).is_empty());
    }
}

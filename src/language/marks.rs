//! In charge of: the shape of `marks.toml`: how mail programs of a language quote, forward, sign and answer by themselves.
//!
//! Promises: a mark is words with slots, never an expression to run; it is folded once, when the pack loads.
//! Leaves to: `mail` where in a body a mark is looked for and what follows from it.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, de};

use super::fold;

/// Habits of mail programs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Lines that introduce a quote: `On {date}, {who} wrote:`.
    pub attributions: Vec<Mark>,
    /// What stands between the dashes above a quoted mail: `Original Message`.
    pub originals: Vec<Mark>,
    /// What stands (between dashes or alone) above a forwarded mail: `Forwarded message`, `Begin forwarded message:`.
    pub forwards: Vec<Mark>,
    /// What a forwarded mail's subject begins with: `Fwd`.
    pub forward_subjects: Vec<Mark>,
    /// Names of header fields as programs print them above a quoted mail.
    pub fields: Fields,
    /// Closing formulas, alone on their line or followed by the writer's name: `Best regards`, `Greetings from {any}`.
    pub closings: Vec<Mark>,
    /// What a postscript begins with: after a signature it is the writer's own again.
    pub postscripts: Vec<Mark>,
    /// Whole lines that programs add: `Sent from my {any}`.
    pub footers: Vec<Mark>,
    /// Words by which a paragraph is a disclaimer, in their order: `this e-mail {any} confidential`.
    pub disclaimers: Vec<Mark>,
    /// Beginnings of subjects of answering programs; they count only together with another sign.
    pub automatic_subjects: Vec<Mark>,
    /// Names of months as printed above a quoted mail, by number: only for languages that have no words of their own here.
    #[serde(default, deserialize_with = "months")]
    pub months: HashMap<String, i8>,
}

/// The number of each name, folded.
fn months<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<HashMap<String, i8>, D::Error> {
    let listed = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
    let mut found = HashMap::new();
    for (number, names) in listed {
        let number = number.parse().ok().filter(|number| (1..=12).contains(number));
        let number: i8 = number.ok_or_else(|| de::Error::custom("[months] takes keys from 1 to 12"))?;
        found.extend(names.iter().map(|name| (fold(name).text, number)));
    }
    Ok(found)
}

/// Names of header fields as printed above a quoted mail, without their colon.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// `From`
    pub from: Vec<Mark>,
    /// `Sent`, `Date`
    pub date: Vec<Mark>,
    /// `To`
    pub to: Vec<Mark>,
    /// `Cc` and others that tell nothing more
    pub others: Vec<Mark>,
    /// `Subject`
    pub subject: Vec<Mark>,
}

/// Words with slots: `{who}` a person, `{date}` something with a digit, `{any}` anything.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Mark {
    pieces: Box<[Piece]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Who,
    Date,
    Any,
}

/// Slots longer than this (in bytes of folded text) hold no name and no date.
const SLOT: usize = 240;

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = written.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').ok_or(format!("`{written}`: `{{` without `}}`"))?;
            if !before.is_empty() {
                pieces.push(Piece::Text(fold(before).text));
            }
            pieces.push(match slot {
                "who" => Piece::Who,
                "date" => Piece::Date,
                "any" => Piece::Any,
                other => return Err(format!("`{written}`: `{{{other}}}` is none of {{who}}, {{date}}, {{any}}")),
            });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(fold(rest).text));
        }
        if pieces.iter().all(|piece| !matches!(piece, Piece::Text(text) if !text.trim().is_empty())) {
            return Err(format!("`{written}` holds no words"));
        }
        Ok(Self { pieces: pieces.into() })
    }
}

impl Mark {
    /// Its words, folded, where it has no slots.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &*self.pieces {
            [Piece::Text(words)] => Some(words),
            _ => None,
        }
    }

    /// Whether it names a date.
    #[must_use]
    pub fn has_date(&self) -> bool {
        self.pieces.contains(&Piece::Date)
    }

    /// Whether all of `folded` (one line, single spaces) is this mark.
    #[must_use]
    pub fn is(&self, folded: &str) -> bool {
        // Most lines are told apart by their ends already.
        if matches!(self.pieces.last(), Some(Piece::Text(end)) if !folded.ends_with(end.as_str())) {
            return false;
        }
        matched(&self.pieces, folded).is_some_and(str::is_empty) || self.ends_in_slot_of(folded)
    }

    /// What follows where `folded` begins with this mark; a word is never cut.
    #[must_use]
    pub fn rest<'t>(&self, folded: &'t str) -> Option<&'t str> {
        let rest = matched(&self.pieces, folded)?;
        let cut = rest.chars().next().is_some_and(char::is_alphanumeric)
            && matches!(self.pieces.last(), Some(Piece::Text(text)) if text.ends_with(char::is_alphanumeric));
        (!cut).then_some(rest)
    }

    /// The words that it begins with; `None` where it begins with a slot.
    pub(super) fn opening(&self) -> Option<&str> {
        match self.pieces.first() {
            Some(Piece::Text(words)) => Some(words),
            _ => None,
        }
    }

    /// What follows where `folded` begins with this mark, be it within a word.
    pub(super) fn rest_of<'t>(&self, folded: &'t str) -> Option<&'t str> {
        matched(&self.pieces, folded)
    }

    /// A last slot takes all that is left: [`matched`] leaves it empty.
    fn ends_in_slot_of(&self, folded: &str) -> bool {
        let Some((last, before)) = self.pieces.split_last() else { return false };
        !matches!(last, Piece::Text(_)) && matched(before, folded).is_some_and(|rest| holds(last, rest))
    }
}

/// What is left of `text` after `pieces`, at the first way in which they fit.
fn matched<'t>(pieces: &[Piece], text: &'t str) -> Option<&'t str> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(text) };
    match piece {
        Piece::Text(words) => matched(rest, text.strip_prefix(words.as_str())?),
        slot => {
            let Some(Piece::Text(next)) = rest.first() else {
                return if rest.is_empty() { Some(text) } else { matched(rest, text) };
            };
            let (reach, _) = text.split_at(text.floor_char_boundary(SLOT + next.len()));
            reach
                .match_indices(next.as_str())
                .filter(|(at, _)| text.get(..*at).is_some_and(|held| holds(slot, held)))
                .find_map(|(at, _)| matched(rest, text.get(at..)?))
        }
    }
}

fn holds(slot: &Piece, held: &str) -> bool {
    match slot {
        Piece::Date => held.len() <= SLOT && held.chars().any(char::is_numeric),
        Piece::Who => held.len() <= SLOT && held.chars().any(char::is_alphanumeric),
        _ => held.len() <= SLOT,
    }
}

impl Marks {
    pub(super) fn check(&self) -> Result<(), String> {
        let lists = [
            ("attributions", &self.attributions),
            ("closings", &self.closings),
            ("footers", &self.footers),
            ("fields.from", &self.fields.from),
            ("fields.date", &self.fields.date),
            ("fields.subject", &self.fields.subject),
        ];
        match lists.iter().find(|(_, marks)| marks.is_empty()) {
            Some((key, _)) => Err(format!("`{key}` is empty: name at least one")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, fold};

    fn mark(text: &str) -> Mark {
        Mark::try_from(text.to_owned()).unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn slots_hold_names_and_dates() {
        let wrote = mark("On {date} {who} wrote:");
        assert!(wrote.is(&fold("On Mon, 14 Jul 2025 at 10:30, Ben Tully <ben@fathom.example> wrote:").text));
        assert!(!wrote.is(&fold("On the whole, Ben wrote:").text));
        assert!(mark("Sent from my {any}").is(&fold("Sent from my iPhone").text));
        assert!(mark("Grüße aus {any}").is(&fold("Grüsse aus Hamburg").text));
    }

    #[test]
    fn a_word_is_never_cut() {
        assert_eq!(mark("Best").rest("best, tom"), Some(", tom"));
        assert_eq!(mark("Best").rest("bestellung"), None);
    }

    #[test]
    fn a_wrong_slot_is_named() {
        assert!(Mark::try_from("On {day}".to_owned()).is_err_and(|why| why.contains("{day}")));
        assert!(Mark::try_from("{any}".to_owned()).is_err());
    }
}

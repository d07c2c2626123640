//! In charge of: an answer to a request for feedback: a number from 1 to 5, and what else is said.
//!
//! Promises: it counts where it answers such a letter itself, and was written by somebody who is not of the team.

use crate::{
    language::{fold, tokens},
    ledger::{Filing, LedgerError},
    model::{Mail, Office, Quote, Rating, Ruling, Setting, Source},
};

/// The longest words that are kept with a number, in characters.
const WORDS: usize = 1_000;

/// What `mail` answers to a request for feedback.
pub(super) fn answer(mail: &Mail, filing: &Filing<'_>, office: &Office) -> Result<Option<Ruling>, LedgerError> {
    let (Some(by), Some(above)) = (&mail.from, mail.ancestors.last()) else { return Ok(None) };
    if office.is_team(&by.address) || !filing.asks_feedback(above)? {
        return Ok(None);
    }
    let own = mail.own_text();
    let words: String = own.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS).collect();
    let Some(number) = number(&words) else { return Ok(None) };
    let at = mail.date.timestamp();
    let rating = Rating { number, words: words.clone(), by: by.clone(), at, mail: mail.id.clone() };
    let quote = Quote { mail: mail.id.clone(), end: words.len(), text: words, start: 0 };
    let source = Source { by: by.clone(), at, quote, settled: None };
    Ok(Some(Ruling { setting: Setting::Rated { rating }, source }))
}

/// The first number that stands alone and is from 1 to 5: "4", "4/5", "4, because".
fn number(words: &str) -> Option<u8> {
    let folded = fold(words);
    let numbers = tokens(&folded.text).into_iter().filter_map(|token| token.number());
    numbers.filter_map(|number| u8::try_from(number).ok()).find(|number| (1..=5).contains(number))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_from_one_to_five_is_found_in_any_script() {
        for (words, found) in [
            ("4", Some(4)),
            ("4/5, all fine", Some(4)),
            ("৩, শেষ সংশোধনগুলো বাদ পড়েছে", Some(3)),
            ("I'd say 5.", Some(5)),
            ("thanks, all fine", None),
            ("100 points", None),
        ] {
            assert_eq!(number(words), found, "{words}");
        }
    }
}

//! In charge of: why a date is to be moved: the whole sentence around the words that were read, for the reason often stands in it.

use icu::segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};

use crate::model::{Mail, PassageKind, Quote};

/// The longest sentence that is kept whole, in characters.
const LONGEST: usize = 300;

/// `quote` widened to its sentence; as it is where it is not the writer's own, or the sentence is too long.
pub(super) fn with(quote: &Quote, mail: &Mail) -> Quote {
    widened(quote, mail).unwrap_or_else(|| quote.clone())
}

fn widened(quote: &Quote, mail: &Mail) -> Option<Quote> {
    let own = |kind: &PassageKind| matches!(kind, PassageKind::Own);
    let around = mail.passages.iter().find(|piece| piece.start <= quote.start && quote.end <= piece.end)?;
    if quote.mail != mail.id || !own(&around.kind) || quote.start >= quote.end {
        return None;
    }
    let before = mail.text.get(around.start..quote.start)?;
    let after = mail.text.get(quote.end..around.end)?;
    let opens = before.rfind("\n\n").map_or(around.start, |at| around.start + at + 2);
    let closes = after.find("\n\n").map_or(around.end, |at| quote.end + at);
    // A line's end inside a paragraph is a program's, as often as not.
    let paragraph = mail.text.get(opens..closes)?.replace('\n', " ");
    let ends = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let ends: Vec<usize> = ends.segment_str(&paragraph).map(|at| opens + at).collect();
    let start = ends.iter().rev().find(|at| **at <= quote.start).copied()?;
    let end = ends.iter().find(|at| **at >= quote.end).copied()?;
    let text = mail.text.get(start..end)?.split_whitespace().collect::<Vec<_>>().join(" ");
    (text.chars().count() <= LONGEST).then(|| Quote { mail: quote.mail.clone(), text, start, end })
}

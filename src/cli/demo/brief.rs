//! In charge of: what of a mail, the record or a letter is shown where the story is told in short: what it is about, not what it is made of.
//!
//! Promises: every line of a mail or letter is one of its lines, in its order.
//! Leaves to: `page` how it is shown; `--letters` shows each letter in full.

use crate::{
    cli::showing::{change_in_words, due_for_people},
    model::{AgreementNumber, Change, Event, LetterKind, NoticeKind},
};

/// The fields of an overdue letter that tell what was agreed for this case: from the first of these labels to before the second.
const CONSEQUENCE: (&str, &str) = ("Otherwise:", "State:");

/// What stands before the fields of an agreement.
const INDENT: &str = "   ";

/// Lines of a mail with no more words than this greet or take leave.
const GREETING: usize = 2;

/// What of a report comes after its first paragraph: from this heading on.
const DRAWING: &str = "TIMELINE";

/// The lines of a person's mail from which these changes were recorded; where there are none, those that say something.
pub(super) fn mail(text: &str, recorded: &[&Event]) -> String {
    let rests_on = |line: &&str| recorded.iter().any(|event| line.contains(event.source.quote.text.as_str()));
    let says = |line: &&str| line.split_whitespace().count() > GREETING;
    let sources: Vec<&str> = text.lines().filter(rests_on).collect();
    if sources.is_empty() { text.lines().filter(says).collect::<Vec<_>>().join("\n") } else { sources.join("\n") }
}

/// What was recorded, a line an agreement: its words stand in the mail above.
pub(super) fn recorded(events: &[Event]) -> Vec<String> {
    let mut lines: Vec<(AgreementNumber, Vec<String>)> = Vec::new();
    for event in events {
        let words = match &event.change {
            Change::Recorded { due: Some(due), .. } => {
                format!("{}, until {}", change_in_words(&event.change), due_for_people(due))
            }
            Change::ConsequenceStated { .. } => "with its consequence".to_owned(),
            Change::MadeDependent { dependency } => format!("counted from {}", dependency.on),
            // It is told by what it makes of the agreement.
            Change::Delivered { .. } => continue,
            change => change_in_words(change),
        };
        match lines.iter_mut().find(|(number, _)| *number == event.agreement) {
            Some((_, known)) => known.push(words),
            None => lines.push((event.agreement, vec![words])),
        }
    }
    lines.into_iter().map(|(number, words)| format!("recorded: {number}. {}", words.join(", "))).collect()
}

/// The lines of `text`, a letter of this kind in English, that tell more than was shown where it was recorded.
pub(super) fn letter(kind: LetterKind, text: &str) -> String {
    let words = text.split("\n-- \n").next().unwrap_or_default();
    let mut paragraphs = words.trim_end().split("\n\n").filter(|paragraph| !paragraph.is_empty());
    let lead = paragraphs.next().unwrap_or_default().to_owned();
    let rest: Vec<&str> = paragraphs.collect();
    match kind {
        // What they list is on record, and shown where it was recorded; what is asked is told by the answer.
        LetterKind::Notice(NoticeKind::Digest | NoticeKind::Reminder | NoticeKind::Feedback) => String::new(),
        LetterKind::Notice(NoticeKind::Confirmation) => {
            // Without the table of the agreements, and without the line at the end that says how to answer.
            let said = rest.iter().take(rest.len().saturating_sub(1)).filter(|paragraph| is_prose(paragraph));
            said.copied().collect::<Vec<_>>().join("\n")
        }
        LetterKind::Notice(NoticeKind::Overdue) => {
            let (from, to) = CONSEQUENCE;
            let fields = rest.iter().flat_map(|paragraph| paragraph.lines());
            let fields = fields.skip_while(|line| !line.trim_start().starts_with(from));
            let fields = fields.take_while(|line| !line.trim_start().starts_with(to));
            fields.map(|line| line.strip_prefix(INDENT).unwrap_or(line)).collect::<Vec<_>>().join("\n")
        }
        _ => lead,
    }
}

/// The same of a report: the drawing.
pub(super) fn report(text: &str) -> String {
    let drawing = text.find(DRAWING).and_then(|at| text.get(at..)).unwrap_or_default();
    drawing.split("\n\n").take(2).flat_map(str::lines).collect::<Vec<_>>().join("\n")
}

/// Sentences, not an item of the table.
fn is_prose(paragraph: &str) -> bool {
    paragraph.starts_with(char::is_alphabetic)
}

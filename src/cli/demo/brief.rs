//! In charge of: what of a mail or a letter is shown where the story is told in short: what it is about, not what it is made of.
//!
//! Promises: every line is a line of the mail or letter, in its order.
//! Leaves to: `page` how it is shown; `--letters` shows each letter in full.

use crate::model::{LetterKind, NoticeKind};

/// The fields of an overdue letter that tell what was agreed for this case: from the first of these labels to before the second.
const CONSEQUENCE: (&str, &str) = ("Otherwise:", "State:");

/// Lines of a mail with no more words than this greet or take leave.
const GREETING: usize = 2;

/// What of a report comes after its first paragraph: from this heading on.
const DRAWING: &str = "TIMELINE";

/// The lines of a person's mail that say something.
pub(super) fn mail(text: &str) -> String {
    let says = |line: &&str| line.split_whitespace().count() > GREETING;
    text.lines().filter(says).collect::<Vec<_>>().join("\n")
}

/// The lines of `text`, a letter of this kind in English, that tell more than was shown where it was recorded.
pub(super) fn letter(kind: LetterKind, text: &str) -> String {
    let words = text.split("\n-- \n").next().unwrap_or_default();
    let mut paragraphs = words.trim_end().split("\n\n").filter(|paragraph| !paragraph.is_empty());
    let lead = paragraphs.next().unwrap_or_default().to_owned();
    let rest: Vec<&str> = paragraphs.collect();
    match kind {
        // What they list is on record, and shown where it was recorded.
        LetterKind::Notice(NoticeKind::Digest | NoticeKind::Reminder) => String::new(),
        LetterKind::Notice(NoticeKind::Confirmation) => {
            // Without the table of the agreements, and without the line at the end that says how to answer.
            let said = rest.iter().take(rest.len().saturating_sub(1)).filter(|paragraph| is_prose(paragraph));
            let said: Vec<&str> = said.copied().collect();
            if said.is_empty() { String::new() } else { format!("{lead}\n{}", said.join("\n")) }
        }
        LetterKind::Notice(NoticeKind::Overdue) => {
            let (from, to) = CONSEQUENCE;
            let fields = rest.iter().flat_map(|paragraph| paragraph.lines());
            let fields = fields.skip_while(|line| !line.trim_start().starts_with(from));
            let fields = fields.take_while(|line| !line.trim_start().starts_with(to));
            std::iter::once(lead.as_str()).chain(fields).collect::<Vec<_>>().join("\n")
        }
        _ => lead,
    }
}

/// The same of a report: the drawing, what came after its date, and how it went; without where each line stands written.
pub(super) fn report(text: &str) -> String {
    let drawing = text.find(DRAWING).and_then(|at| text.get(at..)).unwrap_or_default();
    let parts = drawing.split("\n\n").filter(|part| !part.starts_with('━'));
    let lines = parts.flat_map(str::lines).filter(|line| !line.trim_start().starts_with('<'));
    lines.collect::<Vec<_>>().join("\n")
}

/// Sentences, not an item of the table.
fn is_prose(paragraph: &str) -> bool {
    paragraph.starts_with(char::is_alphabetic)
}

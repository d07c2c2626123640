//! In charge of: what a letter's file marks in its words for the page: what weighs, what was, what is small print, what can be answered.
//! On the page each is an element; in text they are gone. A mark is a character of the private use area, which no mail's words can bring
//! in ([`super::facts::clean`] takes them out).

use minijinja::{Environment, HtmlEscape, Value};

/// Filter, opening mark, opening and closing tag.
const MARKS: [(&str, char, &str, &str); 3] = [
    ("strong", '\u{e001}', "<b>", "</b>"),
    ("old", '\u{e002}', "<span class=\"soft\" style=\"color:#5c5c5c;text-decoration:line-through;\">", "</span>"),
    ("quiet", '\u{e003}', "<span class=\"soft\" style=\"color:#5c5c5c;font-size:14px;line-height:20px;\">", "</span>"),
];
/// Opens words that are an answer to the letter.
const ANSWER: char = '\u{e004}';
/// Closes the latest mark.
const END: char = '\u{e000}';

/// Whether it is a mark, or could be taken for one.
pub(super) fn is_mark(letter: char) -> bool {
    ('\u{e000}'..='\u{e00f}').contains(&letter)
}

/// Gives the letters' files the filters `strong`, `old`, `quiet` and `answer`.
pub(super) fn add_filters(files: &mut Environment<'_>) {
    for (name, open, _, _) in MARKS {
        files.add_filter(name, move |words: String| format!("{open}{words}{END}"));
    }
    files.add_filter("answer", |words: String| format!("{ANSWER}{words}{END}"));
}

/// The words without marks.
pub(super) fn bare(words: &str) -> String {
    words.replace(is_mark, "")
}

/// Whether a line is small print.
pub(super) fn is_quiet(line: &str) -> bool {
    MARKS.iter().any(|(name, open, _, _)| *name == "quiet" && line.starts_with(*open))
}

/// A line cut at the answers that it is marked with: words, and whether they are an answer.
pub(super) fn cut(line: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (place, part) in line.split(ANSWER).enumerate() {
        let (answer, rest) = if place == 0 { ("", part) } else { part.split_once(END).unwrap_or((part, "")) };
        pieces.extend([(bare(answer), true), (bare(rest), false)]);
    }
    pieces.retain(|(words, _)| !words.is_empty());
    pieces
}

/// The answer that these words are, where a file says that they are one.
pub(super) fn answer(words: &str) -> Option<String> {
    words.starts_with(ANSWER).then(|| bare(words))
}

/// The words as HTML, each mark as its element, all open ones closed.
pub(super) fn html(words: &str) -> Value {
    let mut page = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut plain = String::new();
    for letter in words.chars() {
        if !is_mark(letter) {
            plain.push(letter);
            continue;
        }
        page.push_str(&HtmlEscape(&std::mem::take(&mut plain)).to_string());
        if let Some((_, _, tag, end)) = MARKS.iter().find(|(_, mark, _, _)| *mark == letter) {
            page.push_str(tag);
            open.push(end);
        } else if letter == ANSWER {
            open.push("");
        } else {
            page.push_str(open.pop().unwrap_or_default());
        }
    }
    page.push_str(&HtmlEscape(&plain).to_string());
    open.iter().rev().for_each(|end| page.push_str(end));
    Value::from_safe_string(page)
}

#[cfg(test)]
mod tests {
    use super::{bare, cut, html};

    #[test]
    fn a_line_is_cut_at_its_answers() {
        let line = "answer \u{e004}stop\u{e000}, or not";
        assert_eq!(
            cut(line),
            [("answer ".to_owned(), false), ("stop".to_owned(), true), (", or not".to_owned(), false)]
        );
    }

    #[test]
    fn marks_are_elements_on_the_page_and_nothing_in_text() {
        let words = "until \u{e001}Friday\u{e000} (was: \u{e002}<Thursday>";
        assert_eq!(bare(words), "until Friday (was: <Thursday>");
        let struck =
            "<span class=\"soft\" style=\"color:#5c5c5c;text-decoration:line-through;\">&lt;Thursday&gt;</span>";
        assert_eq!(html(words).to_string(), format!("until <b>Friday</b> (was: {struck}"));
    }
}

//! In charge of: the HTML part: the same words as the text part, laid out as a page.
//!
//! Promises: nothing from outside, no picture, nothing that follows the reader; every word of the text part and no other; each answer that
//! the letter's last paragraph offers in quotation marks, or that is marked as one, is a `mailto:` link (RFC 6068) with the answer filled in.
//! Leaves to: the language's files the words (a language has no HTML of its own); `letter.html` the looks.

use minijinja::{Environment, UndefinedBehavior, Value, syntax::SyntaxConfig};
use serde::Serialize;

use super::{CannotWrite, chart, facts, marks, sheet};
use crate::model::HouseStyle;

/// The frame of the page.
const FRAME: &str = include_str!("letter.html");
/// What opens and closes an answer offered.
const QUOTES: &[(char, char)] = &[('"', '"'), ('„', '“'), ('«', '»'), ('“', '”')];

/// What stands around the words.
pub(super) struct Setting<'a> {
    pub language: &'a str,
    pub subject: &'a str,
    pub style: &'a HouseStyle,
    /// Where answers go, and the letter that they answer.
    pub bot: &'a str,
    pub id: &'a str,
}

/// A piece of the page.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Block {
    /// `lead`, `paragraph`, `agreement`, `strip`, `heading`, `thread`, `entry`, `chart`, `answers`, `closing`, `foot`.
    kind: &'static str,
    /// `2.`, where the title has a number.
    number: String,
    title: String,
    lines: Vec<String>,
    rows: Vec<Row>,
    pieces: Vec<Piece>,
    chart: Vec<chart::Row>,
}

impl Block {
    fn has_choice(&self) -> bool {
        self.rows.iter().any(|row| row.link.is_some())
    }
}

/// A labelled line of an agreement, a reading to choose, or a cell of a strip.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    label: String,
    value: String,
    /// Where the label is an answer: the link that gives it.
    link: Option<String>,
    /// A cell that holds something.
    full: bool,
}

/// Words of a paragraph that offers answers; with a link, an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece {
    text: String,
    link: Option<String>,
    /// The first answer of the letter.
    first: bool,
}

/// The page of a letter whose words, not yet folded, are `body`.
pub(super) fn lay_out(body: &str, setting: &Setting<'_>) -> Result<String, CannotWrite> {
    let bad = |error: &minijinja::Error| CannotWrite::Sheet {
        language: setting.language.to_owned(),
        file: "letter.html".to_owned(),
        why: sheet::explain(error),
    };
    let mut frames = Environment::new();
    frames.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|error| bad(&error))?;
    frames.set_syntax(syntax);
    frames.add_filter("marked", |words: String| marks::html(&words));
    let own = setting.style.templates.frame.as_deref();
    frames.add_template("letter.html", own.unwrap_or(FRAME)).map_err(|error| bad(&error))?;
    let page: Value = minijinja::context! {
        language => setting.language,
        subject => setting.subject,
        accent => &setting.style.accent,
        house => &setting.style.name,
        blocks => facts::value(blocks(body, setting)),
    };
    let frame = frames.get_template("letter.html");
    frame.and_then(|frame| frame.render(page)).map_err(|error| bad(&error))
}

fn blocks(body: &str, setting: &Setting<'_>) -> Vec<Block> {
    let (words, foot_words) = body.split_once("\n--\n").unwrap_or((body, ""));
    let paragraphs: Vec<Vec<&str>> = words
        .split("\n\n")
        .map(|paragraph| paragraph.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>())
        .filter(|lines| !lines.is_empty())
        .collect();
    let mut blocks: Vec<Block> = Vec::new();
    let listed = |lines: &Vec<&str>| lines.iter().any(|line| line.starts_with("- ")) || chart::is_one(lines);
    let is_list = |place: usize| paragraphs.get(place).is_some_and(listed);
    for (place, lines) in paragraphs.iter().enumerate() {
        let is_small = |lines: &Vec<&str>| lines.first().is_some_and(|line| marks::is_quiet(line));
        let small = is_small(lines);
        let before_thread = paragraphs.get(place + 1).is_some_and(is_small) && is_list(place + 2);
        let title = match lines.len() {
            1 if is_list(place + 1) && small => "thread",
            1 if is_list(place + 1) || before_thread => "heading",
            _ => "paragraph",
        };
        blocks.push(match paragraphs.get(place + 1) {
            _ if place == 0 => plain("lead", lines),
            // Where there are readings to choose from, those are the buttons.
            None if blocks.iter().any(Block::has_choice) => plain("closing", lines),
            None => answers(lines, setting),
            Some(_) => block(lines, title, setting),
        });
    }
    blocks.push(foot(foot_words, setting));
    blocks
}

/// The foot: its first line says what the program is and how to stop it.
fn foot(words: &str, setting: &Setting<'_>) -> Block {
    let mut lines = words.lines().filter(|line| !line.is_empty());
    // On a page that is no mail there is nothing to answer.
    let link = |words: &str, answer: bool| (answer && !setting.id.is_empty()).then(|| mail_to(words, setting));
    let cut = marks::cut(lines.next().unwrap_or_default()).into_iter();
    let pieces = cut.map(|(text, answer)| Piece { link: link(&text, answer), text, first: false }).collect();
    Block { pieces, ..plain("foot", &lines.collect::<Vec<_>>()) }
}

fn block(lines: &[&str], otherwise: &'static str, setting: &Setting<'_>) -> Block {
    let Some((first, rest)) = lines.split_first() else { return Block::default() };
    let rows = |lines: &[&str]| lines.iter().map(|line| row(line, setting)).collect::<Option<Vec<Row>>>();
    if chart::is_one(lines) {
        Block { kind: "chart", chart: chart::rows(lines), ..Block::default() }
    } else if let Some(rows) = rows(lines) {
        Block { kind: "agreement", rows, ..Block::default() }
    } else if let Some(rows) = rows(rest).filter(|rows| !rows.is_empty()) {
        let (number, title) = first.split_once(' ').filter(|(number, _)| number.ends_with('.')).unwrap_or(("", first));
        let (number, title) = (number.to_owned(), title.to_owned());
        Block { kind: "agreement", number, title, rows, ..Block::default() }
    } else if let Some(title) = first.strip_prefix("- ") {
        // A sentence by itself is no title of anything.
        match rest {
            [] => plain("entry", &[title]),
            _ => Block { title: title.to_owned(), ..plain("entry", rest) },
        }
    } else if let Some(cells) = first.strip_prefix("| ").filter(|_| rest.is_empty()) {
        Block { kind: "strip", rows: cells.split('|').filter_map(cell).collect(), ..Block::default() }
    } else {
        plain(otherwise, lines)
    }
}

/// `   Label:  value`.
fn row(line: &str, setting: &Setting<'_>) -> Option<Row> {
    let (label, value) = line.strip_prefix("   ")?.split_once(":  ")?;
    let link = marks::answer(label).map(|answer| mail_to(&answer, setting));
    Some(Row { label: label.to_owned(), value: value.trim_start().to_owned(), link, full: true })
}

/// `Fri 27: 2`; a dash holds nothing.
fn cell(text: &str) -> Option<Row> {
    let (label, value) = text.trim().rsplit_once(": ")?;
    Some(Row { label: label.to_owned(), value: value.to_owned(), link: None, full: value != "–" })
}

fn plain(kind: &'static str, lines: &[&str]) -> Block {
    Block { kind, lines: lines.iter().map(|line| line.trim().to_owned()).collect(), ..Block::default() }
}

/// The letter's last paragraph: what it offers in quotation marks made buttons, and the marks between them left out.
fn answers(lines: &[&str], setting: &Setting<'_>) -> Block {
    let mut pieces = pieces(&lines.join(" "), setting);
    for piece in pieces.iter_mut().filter(|piece| piece.link.is_none()) {
        piece.text = piece.text.trim_start_matches([' ', ',', '.', ';', '।']).trim_end().to_owned();
    }
    pieces.retain(|piece| !piece.text.is_empty());
    Block { kind: "answers", pieces, ..Block::default() }
}

/// A line, what stands in quotation marks made links.
fn pieces(line: &str, setting: &Setting<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut until: Option<char> = None;
    for letter in marks::bare(line).chars() {
        let opens = QUOTES.iter().find(|(open, _)| *open == letter).map(|(_, close)| *close);
        match (until, opens) {
            (Some(_), _) | (None, Some(_)) if setting.id.is_empty() => text.push(letter),
            (Some(close), _) if close == letter => {
                let first = !pieces.iter().any(|piece| piece.link.is_some());
                let link = Some(mail_to(&text, setting));
                pieces.push(Piece { text: std::mem::take(&mut text), link, first });
                until = None;
            }
            (None, Some(close)) => {
                pieces.push(Piece { text: std::mem::take(&mut text), link: None, first: false });
                until = Some(close);
            }
            _ => text.push(letter),
        }
    }
    pieces.push(Piece { text, link: None, first: false });
    pieces
}

/// A `mailto:` that answers the letter with `answer`.
fn mail_to(answer: &str, setting: &Setting<'_>) -> String {
    let answer = answer.replace('\u{a0}', " ");
    format!(
        "mailto:{}?In-Reply-To={}&subject={}&body={}",
        encode(setting.bot, "@"),
        encode(&format!("<{}>", setting.id), "@"),
        encode(setting.subject, ""),
        encode(&answer, "")
    )
}

/// Percent-encoded but for letters, digits, `-._~` and what is in `kept`.
pub(super) fn encode(text: &str, kept: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{HouseStyle, Setting, blocks, lay_out};

    static STYLE: LazyLock<HouseStyle> = LazyLock::new(|| HouseStyle::named("House"));
    static SETTING: LazyLock<Setting<'_>> = LazyLock::new(|| Setting {
        language: "xx",
        subject: "Re: a & b",
        style: &STYLE,
        bot: "agree@studio.example",
        id: "iw.1@studio.example",
    });
    const BODY: &str = "First.\n\n1. send <b>\n   Who:    Tom\n   State:  agreed\n\nReply: \"1 yes\", or not.\n\n--\nI am a program.\nHouse\n";

    #[test]
    fn each_paragraph_becomes_what_it_is() {
        let kinds: Vec<&str> = blocks(BODY, &SETTING).iter().map(|block| block.kind).collect();
        assert_eq!(kinds, ["lead", "agreement", "answers", "foot"]);
        let digest = "First.\n\nTODAY\n\n- Tom: send\n  Due soon.\n\nAnswer there.\n\n--\nfoot\n";
        let kinds: Vec<&str> = blocks(digest, &SETTING).iter().map(|block| block.kind).collect();
        assert_eq!(kinds, ["lead", "heading", "entry", "answers", "foot"]);
        let sentence = blocks("First.\n\nWRONG\n\n- It came back.\n\nAnswer.\n\n--\nfoot\n", &SETTING);
        assert_eq!((sentence[2].title.as_str(), sentence[2].lines.as_slice()), ("", &["It came back.".to_owned()][..]));
        let threads = "First.\n\nTODAY\n\n\u{e003}Bank: deck\u{e000}\n\n- one\n\n\u{e003}Bank: film\u{e000}\n\n- two\n\nAnswer.\n\n--\nfoot\n";
        let kinds: Vec<&str> = blocks(threads, &SETTING).iter().map(|block| block.kind).collect();
        assert_eq!(kinds, ["lead", "heading", "thread", "entry", "thread", "entry", "answers", "foot"]);
        let strip = blocks("First.\n\n| Thu 26: 2 | Fri 27: – |\n\nAnswer.\n\n--\nfoot\n", &SETTING);
        let cells: Vec<(&str, &str, bool)> =
            strip[1].rows.iter().map(|row| (row.label.as_str(), row.value.as_str(), row.full)).collect();
        assert_eq!(cells, [("Thu 26", "2", true), ("Fri 27", "–", false)]);
    }

    #[test]
    fn an_answer_is_a_link_with_the_answer_filled_in() {
        let page = lay_out(BODY, &SETTING).unwrap();
        let link = "mailto:agree@studio.example?In-Reply-To=%3Ciw.1@studio.example%3E&amp;subject=Re%3A%20a%20%26%20b&amp;body=1%20yes";
        assert!(page.contains(link), "{page}");
        assert!(page.contains("</span> send &lt;b&gt;</div>"), "{page}");
    }
}

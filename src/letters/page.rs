//! In charge of: the HTML part: the same words as the text part, laid out as a page.
//!
//! Promises: nothing from outside, no picture, nothing that follows the reader; every word of the text part and no other; each answer that
//! the letter's last paragraph offers in quotation marks is a `mailto:` link (RFC 6068) with the answer filled in.
//! Leaves to: the language's files the words (a language has no HTML of its own); `letter.html` the looks.

use minijinja::{Environment, UndefinedBehavior, Value, syntax::SyntaxConfig};
use serde::Serialize;

use super::{CannotWrite, chart, facts};

/// The frame of the page.
const FRAME: &str = include_str!("letter.html");
/// What opens and closes an answer offered.
const QUOTES: &[(char, char)] = &[('"', '"'), ('„', '“'), ('«', '»'), ('“', '”')];

/// What stands around the words.
pub(super) struct Setting<'a> {
    pub language: &'a str,
    pub subject: &'a str,
    pub accent: &'a str,
    /// Where answers go, and the letter that they answer.
    pub bot: &'a str,
    pub id: &'a str,
}

/// A piece of the page.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Block {
    /// `lead`, `paragraph`, `agreement`, `heading`, `entry`, `chart`, `answers`, `foot`.
    kind: &'static str,
    title: String,
    lines: Vec<String>,
    rows: Vec<Row>,
    pieces: Vec<Piece>,
    chart: Vec<chart::Row>,
}

/// A labelled line of an agreement, or a reading to choose.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    label: String,
    value: String,
}

/// Words of the paragraph that offers answers; with a link, an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece {
    text: String,
    link: Option<String>,
}

/// The page of a letter whose words, not yet folded, are `body`.
pub(super) fn lay_out(body: &str, setting: &Setting<'_>) -> Result<String, CannotWrite> {
    let bad = |error: &minijinja::Error| CannotWrite::Sheet {
        language: setting.language.to_owned(),
        file: "letter.html".to_owned(),
        why: error.to_string(),
    };
    let mut frames = Environment::new();
    frames.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|error| bad(&error))?;
    frames.set_syntax(syntax);
    frames.add_template("letter.html", FRAME).map_err(|error| bad(&error))?;
    let page: Value = minijinja::context! {
        language => setting.language,
        subject => setting.subject,
        accent => setting.accent,
        blocks => facts::value(blocks(body, setting)),
    };
    let frame = frames.get_template("letter.html");
    frame.and_then(|frame| frame.render(page)).map_err(|error| bad(&error))
}

fn blocks(body: &str, setting: &Setting<'_>) -> Vec<Block> {
    let (words, foot) = body.split_once("\n--\n").unwrap_or((body, ""));
    let paragraphs: Vec<Vec<&str>> = words
        .split("\n\n")
        .map(|paragraph| paragraph.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>())
        .filter(|lines| !lines.is_empty())
        .collect();
    let mut blocks: Vec<Block> = Vec::new();
    for (place, lines) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(place + 1);
        let listed = |lines: &Vec<&str>| lines.iter().any(|line| line.starts_with("- ")) || chart::is_one(lines);
        let before_list = next.is_some_and(listed);
        blocks.push(match next {
            _ if place == 0 => plain("lead", lines),
            None => answers(lines, setting),
            Some(_) => block(lines, before_list),
        });
    }
    blocks.push(plain("foot", &foot.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>()));
    blocks
}

fn block(lines: &[&str], before_list: bool) -> Block {
    let Some((first, rest)) = lines.split_first() else { return Block::default() };
    let rows = |lines: &[&str]| lines.iter().map(|line| row(line)).collect::<Option<Vec<Row>>>();
    if chart::is_one(lines) {
        Block { kind: "chart", chart: chart::rows(lines), ..Block::default() }
    } else if let Some(rows) = rows(lines) {
        Block { kind: "agreement", rows, ..Block::default() }
    } else if let Some(rows) = rows(rest).filter(|rows| !rows.is_empty()) {
        Block { kind: "agreement", title: (*first).to_owned(), rows, ..Block::default() }
    } else if let Some(title) = first.strip_prefix("- ") {
        Block { title: title.to_owned(), ..plain("entry", rest) }
    } else {
        plain(if before_list { "heading" } else { "paragraph" }, lines)
    }
}

/// `   Label:  value`.
fn row(line: &str) -> Option<Row> {
    let (label, value) = line.strip_prefix("   ")?.split_once(":  ")?;
    Some(Row { label: label.to_owned(), value: value.trim_start().to_owned() })
}

fn plain(kind: &'static str, lines: &[&str]) -> Block {
    Block { kind, lines: lines.iter().map(|line| line.trim().to_owned()).collect(), ..Block::default() }
}

/// The letter's last paragraph, what it offers in quotation marks made links.
fn answers(lines: &[&str], setting: &Setting<'_>) -> Block {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut until: Option<char> = None;
    for letter in lines.join(" ").chars() {
        let opens = QUOTES.iter().find(|(open, _)| *open == letter).map(|(_, close)| *close);
        match (until, opens) {
            (Some(close), _) if close == letter => {
                let link = Some(mail_to(&text, setting));
                pieces.push(Piece { text: std::mem::take(&mut text), link });
                until = None;
            }
            (None, Some(close)) => {
                pieces.push(Piece { text: std::mem::take(&mut text), link: None });
                until = Some(close);
            }
            _ => text.push(letter),
        }
    }
    pieces.push(Piece { text, link: None });
    Block { kind: "answers", pieces, ..Block::default() }
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
fn encode(text: &str, kept: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Setting, blocks, lay_out};

    const SETTING: Setting<'_> = Setting {
        language: "xx",
        subject: "Re: a & b",
        accent: "#1f5f8b",
        bot: "agree@studio.example",
        id: "iw.1@studio.example",
    };
    const BODY: &str = "First.\n\n1. send <b>\n   Who:    Tom\n   State:  agreed\n\nReply: \"1 yes\", or not.\n\n--\nI am a program.\nHouse\n";

    #[test]
    fn each_paragraph_becomes_what_it_is() {
        let kinds: Vec<&str> = blocks(BODY, &SETTING).iter().map(|block| block.kind).collect();
        assert_eq!(kinds, ["lead", "agreement", "answers", "foot"]);
        let digest = "First.\n\nTODAY\n\n- Tom: send\n  Due soon.\n\nAnswer there.\n\n--\nfoot\n";
        let kinds: Vec<&str> = blocks(digest, &SETTING).iter().map(|block| block.kind).collect();
        assert_eq!(kinds, ["lead", "heading", "entry", "answers", "foot"]);
    }

    #[test]
    fn an_answer_is_a_link_with_the_answer_filled_in() {
        let page = lay_out(BODY, &SETTING).unwrap();
        let link = "mailto:agree@studio.example?In-Reply-To=%3Ciw.1@studio.example%3E&amp;subject=Re%3A%20a%20%26%20b&amp;body=1%20yes";
        assert!(page.contains(link), "{page}");
        assert!(page.contains("1. send &lt;b&gt;"));
    }
}

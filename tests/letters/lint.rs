//! In charge of: that no page of a letter uses what Outlook or Gmail do not show, by the data of caniemail.com (`caniemail.tsv`, drawn by
//! `cargo run --example caniemail`), unless the letter is as good without it.

use std::collections::{BTreeMap, BTreeSet};

use inwriting::letters::Specimen;
use mail_parser::MessageParser;

use crate::{languages, plays::plays};

const DATA: &str = include_str!("caniemail.tsv");

/// What some of them do not show, and why a letter is as good without it.
const GOOD_WITHOUT: &[(&str, &str)] = &[
    ("css-border", "borders are narrower than 8 pixels, and none that matters is on a paragraph"),
    ("css-font-size", "sizes are in pixels"),
    ("css-font-weight", "bold is the only weight"),
    ("css-line-height", "lines stand a little wider"),
    ("css-text-decoration", "one value, and links are told by their frame or their place too"),
    ("css-text-align", "the letter of an answer stands at the left of its frame"),
    ("html-align", "no picture and no table is aligned"),
    ("html-width", "no picture has a width; at 120 dots an inch columns are narrower"),
    ("css-border-radius", "corners are square"),
    ("css-max-width", "Outlook on Windows gets a table of 600 pixels around the page instead"),
    ("css-display", "answers stand as words with a frame; without folding, labels stay beside their facts"),
    ("css-at-media", "on a narrow screen labels stay beside their facts"),
    ("css-at-media-prefers-color-scheme", "the page stays light, or is turned dark by the program itself"),
    ("html-meta-color-scheme", "the page stays light, or is turned dark by the program itself"),
    ("css-padding", "Outlook on Windows gives none to words in a line: the frame of an answer is tighter"),
    ("css-margin", "answers stand closer"),
    ("css-important", "rules that only fold the page or turn it dark have no effect"),
    ("css-width", "widths stand as attributes beside"),
    ("css-height", "heights of cells follow their words"),
    ("css-background-color", "Outlook on Windows fills the words alone, not the padding around them"),
    ("css-overflow", "the words of a drawing's cell are short"),
    ("css-table-layout", "columns follow their words"),
    ("css-white-space", "words of a drawing fold"),
    ("html-body", "its colours are repeated on the outermost table"),
    ("html-style", "everything that matters is inlined"),
    ("html-mailto-links", "the same answer can be written by hand"),
    ("html-doctype", "browsers ask for one; mail programs bring their own"),
    ("html-role", "what is for screen readers alone"),
    ("html-lang", "the mail says its language in a header too"),
    ("html-comments", "what is in one is for Outlook on Windows alone"),
    ("css-selector-class", "rules that only fold the page or turn it dark have no effect"),
    ("css-selector-descendant", "the same"),
    ("css-selector-grouping", "the same"),
    ("css-selector-type", "the same"),
];

/// Each feature, and what each program answers.
fn known() -> BTreeMap<&'static str, Vec<(&'static str, char)>> {
    let feature = |line: &'static str| {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap();
        let answers = cells.map(|cell| cell.split_once('=').unwrap());
        (name, answers.map(|(program, answer)| (program, answer.chars().next().unwrap())).collect())
    };
    let known: BTreeMap<_, _> = DATA.lines().filter(|line| !line.starts_with('#')).map(feature).collect();
    assert!(known.len() > 250, "{}", known.len());
    known
}

/// The names, as caniemail has them, of the elements, attributes, properties, selectors and rules that a page uses.
fn used(page: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        used.insert(match name.as_str() {
            "b" => "html-strong".to_owned(),
            "td" | "tr" | "th" => "html-table".to_owned(),
            _ if tag.starts_with("!--") => "html-comments".to_owned(),
            _ if tag.starts_with('!') => "html-doctype".to_owned(),
            _ => format!("html-{name}"),
        });
        for (place, _) in tag.match_indices("=\"") {
            let attribute = tag[..place].rsplit(' ').next().unwrap();
            used.insert(format!("html-{attribute}"));
            let value = tag[place + 2..].split('"').next().unwrap();
            match attribute {
                "style" => used.extend(value.split(';').filter_map(|rule| rule.split_once(':')).map(property)),
                "href" => {
                    used.insert("html-mailto-links".to_owned());
                }
                "name" if value == "color-scheme" => {
                    used.insert("html-meta-color-scheme".to_owned());
                }
                _ => {}
            }
        }
    }
    used.extend(rules(page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap()));
    used
}

fn property((name, value): (&str, &str)) -> String {
    match (name.trim(), value.trim()) {
        ("display", "none") => "css-display-none".to_owned(),
        (border, _) if border.starts_with("border-") && !["border-collapse", "border-radius"].contains(&border) => {
            "css-border".to_owned()
        }
        (padding, _) if padding.starts_with("padding") => "css-padding".to_owned(),
        (name, _) => format!("css-{name}"),
    }
}

/// What the rules of the style sheet use.
fn rules(sheet: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    if sheet.contains("!important") {
        used.insert("css-important".to_owned());
    }
    for part in sheet.split(['{', '}']) {
        let part = part.trim();
        if part.starts_with("@media") {
            used.insert("css-at-media".to_owned());
            if part.contains("prefers-color-scheme") {
                used.insert("css-at-media-prefers-color-scheme".to_owned());
            }
        } else if part.contains(':') {
            used.extend(part.split(';').filter_map(|rule| rule.split_once(':')).map(property));
        } else if !part.is_empty() {
            used.extend(part.contains(',').then(|| "css-selector-grouping".to_owned()));
            for selector in part.split(',').map(str::trim) {
                used.insert(
                    if selector.contains(' ') {
                        "css-selector-descendant"
                    } else if selector.starts_with('.') {
                        "css-selector-class"
                    } else {
                        "css-selector-type"
                    }
                    .to_owned(),
                );
            }
        }
    }
    used
}

/// What Outlook or Gmail do not show, or only in part.
fn faults(page: &str, known: &BTreeMap<&str, Vec<(&str, char)>>) -> Vec<String> {
    let ours = |program: &str| program.starts_with("outlook.") || program.starts_with("gmail.");
    let mut faults = Vec::new();
    for feature in used(page) {
        let Some(answers) = known.get(feature.as_str()) else { continue };
        let lacking: Vec<&str> = answers
            .iter()
            .filter(|(program, answer)| ours(program) && matches!(answer, 'n' | 'a'))
            .map(|(program, _)| *program)
            .collect();
        if !lacking.is_empty() && !GOOD_WITHOUT.iter().any(|(name, _)| *name == feature) {
            faults.push(format!("{feature}: {}", lacking.join(", ")));
        }
    }
    faults
}

#[test]
fn no_page_needs_what_outlook_or_gmail_do_not_show() {
    let known = known();
    let bad = "<!DOCTYPE html><style>.a { float: left }</style><div style=\"display:none;position:fixed;box-shadow:0 0 1px\"><svg></svg></div>";
    let found = faults(bad, &known).join("\n");
    for feature in ["css-position", "css-box-shadow", "html-svg"] {
        assert!(found.contains(feature), "the lint does not see {feature}: {found}");
    }
    let mut seen = BTreeSet::new();
    for language in languages() {
        for Specimen { name, letter } in plays(language) {
            let mail = MessageParser::default().parse(&letter.bytes).unwrap();
            let page = mail.body_html(0).unwrap().into_owned();
            let faults = faults(&page, &known);
            assert!(faults.is_empty(), "{language} {name}:\n{}", faults.join("\n"));
            seen.extend(used(&page));
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
    let unknown: Vec<&str> =
        GOOD_WITHOUT.iter().map(|(name, _)| *name).filter(|name| !known.contains_key(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

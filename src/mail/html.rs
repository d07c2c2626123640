//! In charge of: HTML as the text that a person sees, line by line.
//!
//! Promises: linear in its input on any input (a tokenizer, no tree); what is quoted gets a `>` before each line, as mail programs
//! write it in plain text; list items, table rows and paragraphs are lines of their own; what is hidden is not read; classes by which
//! programs mark attributions, header blocks and signatures become hints.
//! Leaves to: `quotes` and `signature` what follows from the marks and hints.

use std::cell::RefCell;

use html5ever::{
    Attribute,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

use super::{
    body::{Hint, Text},
    page::{Cell, Page},
};

/// Input beyond this many bytes is not read.
const INPUT_LIMIT: usize = 512 * 1024;
/// Elements opened and not closed, beyond which their nesting is no longer told apart.
const OPEN_LIMIT: usize = 20_000;
/// How far up an end tag looks for its start.
const REACH: usize = 32;

/// The text of `html`.
pub(super) fn read(html: &str) -> Text {
    let within = html.get(..html.floor_char_boundary(INPUT_LIMIT)).unwrap_or(html);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(within));
    let tokenizer = Tokenizer::new(Walker::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.state.into_inner().page.into_text()
}

#[derive(Default)]
struct Walker {
    state: RefCell<State>,
}

/// An element that is open.
struct Open {
    name: String,
    quote: bool,
    hint: Option<Hint>,
    hidden: bool,
}

#[derive(Default)]
struct State {
    page: Page,
    open: Vec<Open>,
    quotes: u8,
    hidden: usize,
    pre: usize,
    /// The number of the next item of each open list; `None` where it has bullets.
    lists: Vec<Option<u32>>,
}

impl TokenSink for Walker {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) => {
                let raw = raw_kind(&tag);
                match tag.kind {
                    TagKind::StartTag => state.start(&tag),
                    TagKind::EndTag => state.end(&tag.name),
                }
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is no markup.
fn raw_kind(tag: &Tag) -> Option<RawKind> {
    if tag.kind != TagKind::StartTag || tag.self_closing {
        return None;
    }
    match &*tag.name {
        "title" | "textarea" => Some(RawKind::Rcdata),
        "style" | "xmp" | "noembed" | "noframes" | "iframe" => Some(RawKind::Rawtext),
        "script" => Some(RawKind::ScriptData),
        _ => None,
    }
}

impl State {
    fn text(&mut self, text: &str) {
        if self.hidden == 0 {
            self.page.text(text, self.pre > 0);
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let element = look_at(name, &tag.attrs);
        match name {
            "br" if self.hidden == 0 => self.page.line_break(),
            "img" | "hr" | "meta" | "link" | "input" | "wbr" | "base" | "col" | "area" | "br" => {
                if name == "hr" {
                    self.page.block();
                }
            }
            "p" if !element.hidden => {
                self.page.block();
                if is_spaced(&tag.attrs) && self.hidden == 0 {
                    self.page.gap();
                }
            }
            _ => self.enter(name, element, &tag.attrs),
        }
    }

    fn enter(&mut self, name: &str, element: Open, attrs: &[Attribute]) {
        if self.open.len() >= OPEN_LIMIT {
            return;
        }
        if is_block(name) || element.quote || element.hint.is_some() {
            self.page.block();
        }
        self.hidden += usize::from(element.hidden);
        self.quotes = self.quotes.saturating_add(u8::from(element.quote));
        match name {
            "pre" => self.pre += 1,
            "ul" | "menu" | "dir" => self.lists.push(None),
            "ol" => self.lists.push(Some(attribute(attrs, "start").and_then(|n| n.trim().parse().ok()).unwrap_or(1))),
            "li" if self.hidden == 0 => self.item(),
            "table" => self.page.table(),
            "tr" => self.page.row(),
            "td" | "th" => self.page.cell(Cell::Open),
            _ => {}
        }
        self.open.push(element);
        self.tell_page();
    }

    fn item(&mut self) {
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(4));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{indent}{}. ", number.saturating_sub(1))
            }
            _ => format!("{indent}- "),
        };
        self.page.mark(&mark);
    }

    fn end(&mut self, name: &str) {
        if name == "p" {
            self.page.block();
            return;
        }
        let floor = self.open.len().saturating_sub(REACH);
        let Some(found) = self.open.iter().skip(floor).rposition(|open| open.name == name) else { return };
        while self.open.len() > floor + found {
            if let Some(open) = self.open.pop() {
                self.leave(&open);
            }
        }
        self.tell_page();
    }

    fn leave(&mut self, open: &Open) {
        if is_block(&open.name) || open.quote || open.hint.is_some() {
            self.page.block();
        }
        self.hidden = self.hidden.saturating_sub(usize::from(open.hidden));
        self.quotes = self.quotes.saturating_sub(u8::from(open.quote));
        match open.name.as_str() {
            "pre" => self.pre = self.pre.saturating_sub(1),
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.pop();
            }
            "td" | "th" => self.page.cell(Cell::Close),
            "tr" => self.page.end_row(),
            "table" => self.page.end_table(),
            _ => {}
        }
    }

    fn tell_page(&mut self) {
        let hint = self.open.iter().rev().take(REACH).find_map(|open| open.hint).unwrap_or_default();
        self.page.stand(self.quotes, hint);
    }
}

fn attribute<'a>(attrs: &'a [Attribute], name: &str) -> Option<&'a str> {
    attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
}

/// What an element is by its name, class, id and style.
fn look_at(name: &str, attrs: &[Attribute]) -> Open {
    let lower = |key| attribute(attrs, key).unwrap_or_default().to_ascii_lowercase();
    let (class, id) = (lower("class"), lower("id"));
    let style: String = lower("style").chars().filter(|letter| !letter.is_whitespace()).collect();
    let has = |word: &str| class.split_ascii_whitespace().any(|one| one == word);
    let cites = lower("type") == "cite" || has("gmail_quote");
    let indents =
        style.contains("border:none") || style.contains("margin:00040px") || style.contains("margin:0px0px0px40px");
    let quote = (name == "blockquote" && (cites || !indents)) || has("yahoo_quoted") || has("protonmail_quote");
    let hint = if has("gmail_attr") || has("moz-cite-prefix") {
        Some(Hint::Attribution)
    } else if id.ends_with("divrplyfwdmsg") || has("outlookmessageheader") || (name == "div" && is_ruled(&style)) {
        Some(Hint::Header)
    } else if has("gmail_signature")
        || has("moz-signature")
        || id == "applemailsignature"
        || id == "ms-outlook-mobile-signature"
    {
        Some(Hint::Signature)
    } else {
        None
    };
    let hidden =
        matches!(name, "head" | "style" | "script" | "title" | "noscript" | "template" | "object" | "svg" | "select")
            || style.contains("display:none")
            || style.contains("visibility:hidden")
            || style.contains("mso-hide:all")
            || style.contains("font-size:0px")
            || attribute(attrs, "hidden").is_some();
    Open { name: name.to_owned(), quote, hint, hidden }
}

/// The line above a header block, as Outlook draws it.
fn is_ruled(style: &str) -> bool {
    style.contains("border:none;border-top:solid")
}

/// Whether a paragraph is set apart from what stands above it: Outlook's own are not.
fn is_spaced(attrs: &[Attribute]) -> bool {
    let class = attribute(attrs, "class").unwrap_or_default();
    let style: String = attribute(attrs, "style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    !class.contains("Mso")
        && !style.contains("margin:0")
        && !style.contains("margin-top:0")
        && !style.contains("margin-bottom:0")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "blockquote"
            | "ul"
            | "ol"
            | "li"
            | "table"
            | "tr"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "address"
            | "article"
            | "section"
            | "header"
            | "footer"
            | "center"
            | "form"
            | "fieldset"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "html"
            | "tbody"
            | "thead"
            | "tfoot"
            | "figure"
            | "figcaption"
            | "main"
            | "aside"
            | "nav"
            | "p"
            | "menu"
            | "dir"
    )
}

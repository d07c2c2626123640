//! In charge of: which parts of a mail are its text, which are attached, and which are mails of their own.
//!
//! Promises: text/plain is taken unless it is empty or a mere stub of the HTML beside it; several texts of one mail follow each
//! other; no part is lost because the structure is broken (an alternative never closed, a boundary missing).
//! Leaves to: `html` the reading of HTML, `quotes` what in the text is whose.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::{decode, html};
use crate::model::Attachment;

/// Text beyond this many bytes is not read.
pub(super) const TEXT_LIMIT: usize = 1 << 20;
/// Deeper parts are not looked at.
const DEPTH_LIMIT: usize = 300;

/// What the HTML says of a line, beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Hint {
    /// Nothing.
    #[default]
    None,
    /// It introduces a quote.
    Attribution,
    /// It belongs to the header block of a mail quoted below, down to the end.
    Header,
    /// It belongs to the signature.
    Signature,
}

/// A text with what is known of its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// LF line ends, no white space at line ends; quoted lines begin with `>`, from HTML too.
    pub(super) text: String,
    /// One a line; lines beyond have none.
    pub(super) hints: Vec<Hint>,
}

impl Text {
    /// `plain` tidied: line ends, control characters, white space at line ends.
    pub(super) fn plain(plain: &str) -> Self {
        let mut text = String::with_capacity(plain.len());
        for line in plain.split('\n') {
            for piece in line.strip_suffix('\r').unwrap_or(line).split(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'])
            {
                text.extend(piece.trim_end().chars().filter(|&letter| letter == '\t' || is_text(letter)));
                text.push('\n');
            }
        }
        text.truncate(text.trim_end().len());
        Self { text, hints: Vec::new() }
    }

    /// Several texts below each other, with an empty line between them.
    fn joined<'t>(texts: impl Iterator<Item = &'t Self>) -> Self {
        let mut all = Self::default();
        let mut lines = 0;
        for one in texts.filter(|one| !one.text.trim().is_empty()) {
            if !all.text.is_empty() {
                all.text.push_str("\n\n");
                lines += 2;
            }
            all.hints.resize(lines, Hint::None);
            all.hints.extend_from_slice(&one.hints);
            all.text.push_str(&one.text);
            lines += one.text.matches('\n').count();
        }
        all
    }
}

fn is_text(letter: char) -> bool {
    !letter.is_control() && !matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// What a mail's parts hold.
#[derive(Debug, Default)]
pub(super) struct Body<'m> {
    /// The text.
    pub(super) text: Text,
    /// What is attached.
    pub(super) attachments: Vec<Attachment>,
    /// Mails attached whole.
    pub(super) mails: Vec<&'m Message<'m>>,
    /// The METHOD of a calendar part, in upper case (RFC 5546), empty where it names none.
    pub(super) calendar: Option<String>,
    /// A multipart/report or a delivery status is among the parts.
    pub(super) report: bool,
    /// Defects met.
    pub(super) defects: Vec<String>,
}

/// Takes the parts of `message` apart.
pub(super) fn collect<'m>(message: &'m Message<'m>) -> Body<'m> {
    let mut walk = Walk { message, seen: vec![false; message.parts.len()], body: Body::default() };
    let mut pieces = walk.part(0, 0, false);
    for id in 0..message.parts.len() {
        if !walk.seen.get(id).copied().unwrap_or(true) {
            walk.defect("parts outside of the structure");
            pieces.extend(walk.part(id, 1, false));
        }
    }
    let mut body = walk.body;
    body.text = Text::joined(pieces.iter().map(|piece| &piece.text));
    if body.text.text.len() > TEXT_LIMIT {
        let cut = body.text.text.floor_char_boundary(TEXT_LIMIT);
        body.text.text.truncate(cut);
        body.defects.push(format!("text cut at {TEXT_LIMIT} bytes"));
    }
    body
}

/// A text found among the parts.
struct Piece {
    text: Text,
    html: bool,
}

struct Walk<'m> {
    message: &'m Message<'m>,
    seen: Vec<bool>,
    body: Body<'m>,
}

impl<'m> Walk<'m> {
    fn defect(&mut self, what: &str) {
        if !self.body.defects.iter().any(|known| known == what) {
            self.body.defects.push(what.to_owned());
        }
    }

    /// The texts of a part and what is below it; everything else goes to the body at once.
    fn part(&mut self, id: usize, depth: usize, related: bool) -> Vec<Piece> {
        let message = self.message;
        let Some(part) = message.parts.get(id) else { return Vec::new() };
        match self.seen.get_mut(id) {
            Some(seen) if !*seen => *seen = true,
            _ => return Vec::new(),
        }
        let kind = media_type(part);
        match &part.body {
            PartType::Multipart(_) if depth >= DEPTH_LIMIT => {
                self.defect("parts nested too deep");
                Vec::new()
            }
            PartType::Multipart(children) => self.multipart(children, &kind, depth),
            PartType::Message(inner) => {
                self.attach(part, &kind);
                self.body.mails.push(inner);
                Vec::new()
            }
            _ => self.leaf(part, &kind, related),
        }
    }

    fn multipart(&mut self, children: &[u32], kind: &str, depth: usize) -> Vec<Piece> {
        self.body.report |= kind == "multipart/report";
        let related = kind == "multipart/related";
        let mut found: Vec<Vec<Piece>> = Vec::new();
        for &child in children {
            found.push(self.part(child as usize, depth + 1, related));
        }
        if kind == "multipart/alternative" { choose(found) } else { found.into_iter().flatten().collect() }
    }

    fn leaf(&mut self, part: &MessagePart<'m>, kind: &str, related: bool) -> Vec<Piece> {
        self.body.report |= kind == "message/delivery-status" || kind == "message/disposition-notification";
        if kind == "text/calendar" {
            let method = part.content_type().and_then(|ct| ct.attribute("method")).unwrap_or_default();
            self.body.calendar = Some(method.to_ascii_uppercase());
        }
        let disposition = part.content_disposition();
        let attached = disposition.is_some_and(mail_parser::ContentType::is_attachment);
        let named = part.attachment_name().is_some();
        let is_body = matches!(kind, "text/plain" | "text/html" | "") && !attached && (!named || disposition.is_none());
        if is_body && !(named && kind == "text/html") {
            return vec![self.text_of(part, kind == "text/html")];
        }
        let picture = related && part.content_id().is_some() && !attached;
        if !picture && !kind.ends_with("-signature") {
            self.attach(part, kind);
        }
        Vec::new()
    }

    fn text_of(&mut self, part: &MessagePart<'m>, html: bool) -> Piece {
        let raw = self.message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
        let raw = raw.get(..raw.len().min(4 * TEXT_LIMIT)).unwrap_or(raw);
        let encoding = part.content_transfer_encoding().unwrap_or_default().trim().to_ascii_lowercase();
        let decoded = match encoding.as_str() {
            "base64" => decode::base64(raw),
            "quoted-printable" => decode::quoted_printable(raw),
            _ => raw.to_vec(),
        };
        let content_type = part.content_type();
        let attribute = |name| content_type.and_then(|kind| kind.attribute(name)).unwrap_or_default();
        let (text, guessed) = decode::text_of(&decoded, Some(attribute("charset")));
        if guessed {
            self.defect("charset guessed");
        }
        let text = if html {
            html::read(&text)
        } else if attribute("format").eq_ignore_ascii_case("flowed") {
            Text::plain(&unflow(&text, attribute("delsp").eq_ignore_ascii_case("yes")))
        } else {
            Text::plain(&text)
        };
        Piece { text, html }
    }

    fn attach(&mut self, part: &MessagePart<'_>, kind: &str) {
        let raw = u64::from(part.offset_end.saturating_sub(part.offset_body));
        let size = match &part.body {
            PartType::Message(_) | PartType::Multipart(_) => raw,
            other => u64::try_from(other.len()).unwrap_or(raw),
        };
        let name = part.attachment_name().unwrap_or_default().trim().to_owned();
        let media_type = if kind.is_empty() { "text/plain" } else { kind }.to_owned();
        self.body.attachments.push(Attachment { name, media_type, size });
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(String::new, |kind| {
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase()
    })
}

/// Of the forms of one text: the plain one, unless it is empty or a stub of the HTML.
fn choose(mut forms: Vec<Vec<Piece>>) -> Vec<Piece> {
    let says = |form: &[Piece]| form.iter().map(|piece| piece.text.text.trim().len()).sum::<usize>();
    forms.retain(|form| says(form) > 0);
    let html = forms.iter().rposition(|form| form.iter().any(|piece| piece.html));
    let plain = forms.iter().position(|form| !form.iter().any(|piece| piece.html));
    match (plain, html) {
        (Some(plain), Some(html)) => {
            let stub = match (forms.get(plain), forms.get(html)) {
                (Some(plain), Some(html)) => is_stub(plain, html),
                _ => false,
            };
            forms.swap_remove(if stub { html } else { plain })
        }
        (Some(one), None) | (None, Some(one)) => forms.swap_remove(one),
        (None, None) => Vec::new(),
    }
}

/// Whether `plain` is much shorter than `html` and does not begin with the same words.
fn is_stub(plain: &[Piece], html: &[Piece]) -> bool {
    let words = |form: &[Piece]| {
        let all = form.iter().map(|piece| piece.text.text.as_str()).collect::<Vec<_>>().join(" ");
        all.chars().filter(|letter| letter.is_alphanumeric()).take(20_000).collect::<String>()
    };
    let (plain, html) = (words(plain), words(html));
    let first: String = html.chars().take(24).collect();
    plain.len() * 4 < html.len() && !plain.contains(&first)
}

/// Joins what RFC 3676 (format=flowed) wrapped.
fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start_matches('>').len();
        let (marks, content) = line.split_at_checked(depth).unwrap_or(("", line));
        let content = content.strip_prefix(' ').unwrap_or(content);
        let delimiter = content == "-- ";
        let joins = open == Some(depth) && !delimiter;
        if !joins {
            if !out.is_empty() || open.is_some() {
                out.push('\n');
            }
            out.push_str(marks);
            if depth > 0 {
                out.push(' ');
            }
        }
        let flowed = content.ends_with(' ') && !delimiter;
        out.push_str(if flowed && delete_space { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flowed.then_some(depth);
        if !flowed && content.is_empty() && out.is_empty() {
            out.push('\n');
        }
    }
    out
}

//! In charge of: taking a raw mail apart: MIME, charset, own text apart from quotes and signature, automatic or not.
//!
//! | file | does |
//! |---|---|
//! | `mend`, `boundaries`, `decode` | what mail-parser 0.11 would lose is mended before it, or decoded beside it |
//! | `head` | who, to whom, when, under which ids |
//! | `body`, `html`, `page`, `attached` | which parts are the text, HTML as lines, mails in mails |
//! | `lines`, `quotes`, `headers`, `signature`, `passages` | whose words a line holds |
//! | `automatic`, `authentication` | whether a person wrote it, and whether that person is who it says |
//!
//! Promises: nothing panics on any bytes; time and memory grow with the size of the mail and no faster; all calls to mail-parser are here.
//! Leaves to: the packs the words of programs; `reading` what the own words mean.

mod attached;
mod authentication;
mod automatic;
mod body;
mod boundaries;
mod decode;
mod head;
mod headers;
mod html;
mod lines;
mod mend;
mod page;
mod passages;
mod person;
mod printed_date;
mod quotes;
mod signature;

use jiff::tz::TimeZone;
use mail_parser::{HeaderName, Message, MessageParser};

mod bounce;

pub use bounce::{Bounce, Failure, Fate, read_bounce};

use crate::{
    language::Packs,
    model::{Digest, Mail, MessageId, RawMail},
};

/// Why a mail cannot be read at all. It is recorded as seen and told about, never tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no mail can be read from these {size} bytes: {why}")]
pub struct Unreadable {
    /// How many bytes came.
    pub size: usize,
    /// Why.
    pub why: String,
}

/// Mails attached in mails attached in mails, beyond which none is opened.
const ATTACHED_LIMIT: usize = 40;

/// Takes `raw` apart. `trusted` are the authserv-ids whose Authentication-Results count (RFC 8601, section 5).
///
/// # Errors
/// Where there is no mail in the bytes.
pub fn parse(raw: &RawMail, packs: &Packs, trusted: &[String]) -> Result<Mail, Unreadable> {
    let unreadable = |why: &str| Unreadable { size: raw.bytes.len(), why: why.to_owned() };
    if raw.bytes.trim_ascii().is_empty() {
        return Err(unreadable("it is empty"));
    }
    let bytes = mend::mend(&raw.bytes);
    let fields = head::fields(bytes.get(..mend::header_end(&bytes)).unwrap_or_default());
    if fields.is_empty() {
        return Err(unreadable("it has no header"));
    }
    let mut defects = Vec::new();
    let parser = MessageParser::default();
    let cut = raw.cut.is_some() || is_bottomless(&bytes);
    if cut {
        defects.push("only its header was read".to_owned());
    }
    let message = if cut { parser.parse_headers(bytes.as_ref()) } else { parser.parse(bytes.as_ref()) };
    let message = message.ok_or_else(|| unreadable("its header cannot be read"))?;
    Ok(assemble(raw, &message, &fields, packs, trusted, defects))
}

/// Whether mails are attached in mails so deep that the structure itself would be a burden.
fn is_bottomless(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for _ in 0..=ATTACHED_LIMIT {
        match mend::position(rest, b"message/") {
            Some(at) => rest = rest.get(at + 1..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

fn assemble(
    raw: &RawMail,
    message: &Message<'_>,
    fields: &[head::Field],
    packs: &Packs,
    trusted: &[String],
    mut defects: Vec<String>,
) -> Mail {
    let digest = Digest::of(&raw.bytes);
    let id = head::message_id(fields).unwrap_or_else(|| {
        defects.push("no Message-ID".to_owned());
        MessageId::of_nameless(&digest)
    });
    let from = head::writer(message, fields, &mut defects);
    let written = head::date(message);
    let date_assumed = written.is_none();
    if date_assumed {
        defects.push("no usable Date".to_owned());
    }
    let date = written.unwrap_or_else(|| raw.received.to_zoned(TimeZone::UTC));
    let subject = head::subject(message);
    let mut body = if raw.cut.is_some() { body::Body::default() } else { body::collect(message) };
    let automatic =
        automatic::judge(&automatic::Signs { fields, from: from.as_ref(), subject: &subject, body: &body, packs });
    let text = std::mem::take(&mut body.text);
    let about = passages::About { packs, writer: from.as_ref(), subject: &subject, date: &date };
    let mails: &[&Message<'_>] = if body.report { &[] } else { &body.mails };
    let whole = attached::whole(text, mails, &about);
    defects.append(&mut body.defects);
    Mail {
        ancestors: head::ancestors(fields, &id),
        verdict: authentication::verdict(fields, trusted, from.as_ref().map(|party| &party.address)),
        to: head::parties(message, HeaderName::To),
        cc: head::parties(message, HeaderName::Cc),
        reply_to: head::parties(message, HeaderName::ReplyTo),
        attachments: body.attachments,
        size: raw.cut.unwrap_or(u64::try_from(raw.bytes.len()).unwrap_or(u64::MAX)),
        text: whole.text,
        passages: whole.passages,
        digest,
        id,
        from,
        date,
        date_assumed,
        subject,
        automatic,
        defects,
    }
}

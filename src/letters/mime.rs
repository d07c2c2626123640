//! In charge of: the mail around a letter's words: headers, threading, encoding.
//!
//! Promises: bytes are 7-bit; the Message-ID follows from the notice alone, so that the same notice never makes two; References hold all
//! that is known above it (RFC 5322, section 3.6.4); machines are told that a machine wrote it (RFC 3834, section 5).
//! Leaves to: `lettre` encoding and folding.

use lettre::message::{
    Attachment, Mailbox, MessageBuilder, MultiPart, MultiPartKind, SinglePart,
    header::{ContentType, HeaderName, HeaderValue},
};

use super::{CannotWrite, calendar, facts, page, recipients::Recipients, sheet::Words};
use crate::model::{Address, Digest, Head, HouseStyle, MessageId, Notice, Office, Party};

/// So many ids in References at most: the first, and the latest.
const MOST_REFERENCES: usize = 60;

/// What the mail is made of.
pub(super) struct Parts<'a> {
    pub head: Option<&'a Head>,
    pub recipients: &'a Recipients,
    pub office: &'a Office,
    pub subject: &'a str,
    pub language: &'a str,
    pub words: &'a Words,
    pub style: &'a HouseStyle,
    pub calendar: &'a [calendar::File],
    /// The word that stops such letters, where they come again.
    pub unsubscribe: Option<&'a str>,
    pub written: jiff::Timestamp,
}

/// The name of the letter that says `notice`, on the bot's own domain.
pub(super) fn id_of(notice: &Notice, office: &Office) -> Option<MessageId> {
    let answers = notice.answers.as_ref().map_or("", MessageId::as_str);
    let seed = format!("{}\n{}\n{answers}", office.bot.address, notice.key);
    let digest = Digest::of(seed.as_bytes()).to_string();
    MessageId::parse(&format!("{}{}@{}", Office::OWN, digest.get(..32)?, office.bot.address.domain()))
}

/// The whole mail, CRLF line ends.
pub(super) fn assemble(parts: &Parts<'_>, id: &MessageId) -> Result<Vec<u8>, CannotWrite> {
    let bot = mailbox(&parts.office.bot).ok_or_else(|| CannotWrite::Unmailable(parts.office.bot.address.clone()))?;
    let mut mail = lettre::Message::builder()
        .from(bot.clone())
        .reply_to(bot)
        .date(parts.written.into())
        .subject(parts.subject)
        .message_id(Some(format!("<{id}>")));
    mail = parts.recipients.to.iter().filter_map(mailbox).fold(mail, MessageBuilder::to);
    mail = parts.recipients.cc.iter().filter_map(mailbox).fold(mail, MessageBuilder::cc);
    if let Some(head) = parts.head {
        mail = answer(mail, head);
    }
    for (name, value) in [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", parts.language),
    ] {
        mail = header(mail, name, value);
    }
    if let Some(word) = parts.unsubscribe {
        let (bot, word) = (page::encode(&parts.office.bot.address.to_string(), "@"), page::encode(word, ""));
        // In lower case: filters take %AB in a header for a template that was not filled.
        let address = format!("<mailto:{bot}?subject={word}&body={word}>").to_lowercase();
        mail = header(mail, "List-Unsubscribe", &address);
    }
    let mail = mail.envelope(envelope(parts)?).multipart(body(parts, id)?);
    mail.map(|mail| mail.formatted()).map_err(|error| CannotWrite::Mail(error.to_string()))
}

/// Text and page, and the calendar files beside them. Boundaries follow from the letter, so that the same letter has the same bytes.
fn body(parts: &Parts<'_>, id: &MessageId) -> Result<MultiPart, CannotWrite> {
    let setting = page::Setting {
        language: parts.language,
        subject: parts.subject,
        style: parts.style,
        bot: &parts.office.bot.address.to_string(),
        id: id.as_str(),
    };
    let page = page::lay_out(&parts.words.body, &setting)?;
    let boundary = id.as_str().split('@').next().unwrap_or_default();
    let part = |kind, words: String| SinglePart::builder().header(kind).body(words);
    let words = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, parts.words.text.clone()))
        .singlepart(part(ContentType::TEXT_HTML, page));
    if parts.calendar.is_empty() {
        return Ok(words);
    }
    let whole = MultiPart::builder().kind(MultiPartKind::Mixed).boundary(format!("{boundary}.all"));
    parts.calendar.iter().try_fold(whole.multipart(words), |whole, file| {
        let kind = format!("text/calendar; charset=utf-8; method={}; name=\"{}\"", file.method, file.name);
        let kind = ContentType::parse(&kind).map_err(|error| CannotWrite::Mail(error.to_string()))?;
        Ok(whole.singlepart(Attachment::new(file.name.to_owned()).body(file.body.clone(), kind)))
    })
}

fn answer(mail: MessageBuilder, head: &Head) -> MessageBuilder {
    let mut ids: Vec<&MessageId> = Vec::new();
    for id in head.ancestors.iter().chain([&head.id]) {
        if !id.is_made_up() && id.as_str().is_ascii() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    let over = ids.len().saturating_sub(MOST_REFERENCES);
    let kept: Vec<String> = ids
        .iter()
        .enumerate()
        .filter(|(place, _)| *place == 0 || *place > over)
        .map(|(_, id)| format!("<{id}>"))
        .collect();
    let mail = if ids.contains(&&head.id) { mail.in_reply_to(format!("<{}>", head.id)) } else { mail };
    if kept.is_empty() { mail } else { mail.references(kept.join(" ")) }
}

fn header(mail: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    mail.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()))
}

/// Whom `lettre` can write to: an address that it refuses is left out rather than keeping the letter from all others.
fn mailbox(party: &Party) -> Option<Mailbox> {
    // A control character in a name makes `lettre` panic.
    let name = party.name.as_deref().map(|name| facts::clean(name, 140));
    Some(Mailbox::new(name.filter(|name| !name.is_empty()), address(&party.address)?))
}

/// Whether a mail can be addressed to it.
pub(super) fn is_mailable(party: &Party) -> bool {
    mailbox(party).is_some()
}

fn address(address: &Address) -> Option<lettre::Address> {
    lettre::Address::new(address.local(), address.domain()).ok()
}

fn envelope(parts: &Parts<'_>) -> Result<lettre::address::Envelope, CannotWrite> {
    let sender = address(&parts.office.bot.address);
    let recipients = parts.recipients.all().filter_map(|party| address(&party.address)).collect();
    lettre::address::Envelope::new(sender, recipients).map_err(|error| CannotWrite::Mail(error.to_string()))
}

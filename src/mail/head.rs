//! In charge of: the header: who wrote to whom, when, under which ids.
//!
//! Promises: a mail has a writer only where there is exactly one From field with exactly one usable address ("Fr om:" counts as From,
//! since programs downstream may take it for one); a date is a real one on the writer's own offset, or the server's.
//! Leaves to: mail-parser the grammar of addresses, ids and dates.

use jiff::{Zoned, civil, tz};
use mail_parser::{Address as Listed, HeaderForm, HeaderName, HeaderValue, Message};

use crate::model::{Address, MessageId, Party};

/// A header field as it stands: its name in lower case without white space, its value unfolded.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
}

/// The fields of the header `bytes`, topmost first.
pub(super) fn fields(bytes: &[u8]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for line in String::from_utf8_lossy(bytes).lines() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some(last) = fields.last_mut() {
                last.value.push(' ');
                last.value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.split_whitespace().collect::<String>().to_lowercase();
            fields.push(Field { name, value: value.trim().to_owned() });
        }
    }
    fields
}

/// The value of the first field of this name.
pub(super) fn value<'f>(fields: &'f [Field], name: &str) -> Option<&'f str> {
    fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
}

/// The one writer; why there is none goes to `defects`.
pub(super) fn writer(message: &Message<'_>, fields: &[Field], defects: &mut Vec<String>) -> Option<Party> {
    let count = fields.iter().filter(|field| field.name == "from").count();
    if count != 1 {
        defects.push(format!("{count} From fields: nobody is taken for the writer"));
        return None;
    }
    let mut parties = parties(message, HeaderName::From);
    if parties.len() != 1 {
        defects.push(format!("{} usable addresses in From: nobody is taken for the writer", parties.len()));
        return None;
    }
    parties.pop()
}

/// The usable addresses of all fields of this name, each once.
pub(super) fn parties(message: &Message<'_>, name: HeaderName<'static>) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    for value in message.header_as(name, HeaderForm::Addresses) {
        let HeaderValue::Address(listed) = value else { continue };
        for party in listed_parties(&listed) {
            if !found.iter().any(|known| known.address == party.address) {
                found.push(party);
            }
        }
    }
    found
}

fn listed_parties(listed: &Listed<'_>) -> Vec<Party> {
    listed
        .iter()
        .filter_map(|entry| {
            let address = Address::parse(entry.address.as_deref()?).ok()?;
            let name = entry.name.as_deref().map(tidy_name).filter(|name| !name.is_empty());
            Some(Party { name: name.filter(|name| !name.eq_ignore_ascii_case(&address.to_string())), address })
        })
        .collect()
}

fn tidy_name(name: &str) -> String {
    let folded = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = folded.trim_matches(['"', '\'']).trim();
    bare.chars().filter(|letter| !letter.is_control()).collect()
}

/// The ids above this mail: References, oldest first, then In-Reply-To; none twice, junk passed over.
pub(super) fn ancestors(fields: &[Field], own: &MessageId) -> Vec<MessageId> {
    let mut found: Vec<MessageId> = Vec::new();
    for name in ["references", "in-reply-to"] {
        for field in fields.iter().filter(|field| field.name == name) {
            for id in ids(&field.value) {
                if id != *own && !found.contains(&id) && found.len() < 200 {
                    found.push(id);
                }
            }
        }
    }
    found
}

/// What stands in angle brackets, be it an id as it should be or without an `@` (programs write such, and answers name them); where there
/// are no brackets at all, each word with an `@`.
fn ids(value: &str) -> Vec<MessageId> {
    let bracketed: Vec<MessageId> = value
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .filter(|(id, _)| id.contains(char::is_alphanumeric))
        .filter_map(|(id, _)| MessageId::parse(id))
        .collect();
    if bracketed.is_empty() {
        value
            .split([' ', ',', ';', '\t', '<', '>'])
            .filter(|word| word.contains('@'))
            .filter_map(MessageId::parse)
            .collect()
    } else {
        bracketed
    }
}

/// The mail's own id.
pub(super) fn message_id(fields: &[Field]) -> Option<MessageId> {
    let written = value(fields, "message-id")?;
    ids(written).into_iter().next().or_else(|| MessageId::parse(written))
}

/// The Date field on the writer's offset; `None` where it is missing or no date.
pub(super) fn date(message: &Message<'_>) -> Option<Zoned> {
    let read = message.date()?;
    let number = |part: u8| i8::try_from(part).ok();
    let day = civil::Date::new(i16::try_from(read.year).ok()?, number(read.month)?, number(read.day)?).ok()?;
    let second = number(read.second)?.min(59);
    let time = civil::Time::new(number(read.hour)?, number(read.minute)?, second, 0).ok()?;
    if !(1990..=2200).contains(&day.year()) || read.tz_hour > 15 || read.tz_minute > 59 {
        return None;
    }
    let seconds = i32::from(read.tz_hour) * 3600 + i32::from(read.tz_minute) * 60;
    let offset = tz::Offset::from_seconds(if read.tz_before_gmt { -seconds } else { seconds }).ok()?;
    day.to_datetime(time).to_zoned(offset.to_time_zone()).ok()
}

/// The subject, decoded, on one line.
pub(super) fn subject(message: &Message<'_>) -> String {
    let decoded = message.subject().unwrap_or_default();
    let line = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control()).collect()
}

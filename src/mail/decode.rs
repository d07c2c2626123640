//! In charge of: transfer encodings and charsets of body text, leniently: what can be read is read.
//!
//! Promises: never fails and never drops a tail: base64 without padding, `==` in quoted-printable and text in no declared charset give
//! the text that a person would see.
//! Leaves to: mail-parser the structure of a mail and the tables of the charsets.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes base64; what is no digit of it is passed over, missing padding does not matter.
pub(super) fn base64(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0u32, 0u8);
    for &byte in encoded {
        let Some(value) = digit(byte) else {
            if byte == b'=' {
                held = 0;
            }
            continue;
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Decodes quoted-printable; a `=` that encodes nothing stays.
pub(super) fn quoted_printable(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
        } else if let Some(soft) = soft_break(after) {
            rest = after.get(soft..).unwrap_or_default();
        } else if let [high, low, ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            out.push(high << 4 | low);
            rest = after.get(2..).unwrap_or_default();
        } else {
            out.push(byte);
        }
    }
    out
}

/// The length of white space up to and with a line end.
fn soft_break(after: &[u8]) -> Option<usize> {
    let white = after.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    match after.get(white) {
        Some(b'\n') => Some(white + 1),
        None => Some(white),
        _ => None,
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The text of `bytes`, and whether its charset had to be guessed.
pub(super) fn text_of(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let declared = charset.map(str::trim).filter(|name| !name.is_empty());
    if let Ok(text) = std::str::from_utf8(bytes)
        && !declared.is_some_and(is_stateful)
    {
        return (text.to_owned(), false);
    }
    let is_unicode = declared.is_none_or(|name| {
        name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") || name.eq_ignore_ascii_case("us-ascii")
    });
    match declared.filter(|_| !is_unicode).and_then(|name| charset_decoder(name.as_bytes())) {
        Some(decoder) => (decoder(bytes), false),
        None => (guess(bytes), true),
    }
}

/// Charsets whose bytes may look like ASCII or UTF-8 and are not.
fn is_stateful(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utf-16") || name.starts_with("utf-7") || name.starts_with("iso-2022") || name.starts_with("hz")
}

/// Bytes of no declared charset and no UTF-8: mostly letters above ASCII are Cyrillic, few are Latin.
fn guess(bytes: &[u8]) -> String {
    let damaged = String::from_utf8_lossy(bytes);
    let lost = damaged.matches('\u{fffd}').count();
    if lost * 20 <= damaged.chars().filter(|letter| !letter.is_ascii()).count() {
        return damaged.into_owned();
    }
    let count = |range: std::ops::RangeInclusive<u8>| bytes.iter().filter(|byte| range.contains(byte)).count();
    let high = count(0xc0..=0xff);
    let letters = high + bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let name: &[u8] = if high * 5 > letters * 2 {
        if count(0xe0..=0xff) >= count(0xc0..=0xdf) { b"windows-1251" } else { b"koi8-r" }
    } else if bytes.iter().any(|byte| matches!(byte, 0xf0 | 0xfd | 0xfe | 0xdd | 0xde | 0xd0)) {
        b"windows-1254"
    } else {
        b"windows-1252"
    };
    charset_decoder(name).map_or_else(|| damaged.into_owned(), |decoder| decoder(bytes))
}

#[cfg(test)]
mod tests {
    use super::{base64, quoted_printable, text_of};

    #[test]
    fn base64_keeps_its_tail_without_padding() {
        assert_eq!(base64(b"aGVsbG8gd29ybGQ"), b"hello world");
        assert_eq!(base64(b"aGVs\r\nbG8=d29ybGQ="), b"helloworld");
        assert_eq!(base64(b"!"), b"");
    }

    #[test]
    fn quoted_printable_keeps_what_it_cannot_decode() {
        assert_eq!(quoted_printable(b"G=C3=BCn == 5 =\r\nok=  \n!=Z="), "Gün == 5 ok!=Z".as_bytes());
    }

    #[test]
    fn charsets_are_read_declared_or_not() {
        assert_eq!(text_of(b"Gr\xfc\xdfe", None), ("Grüße".to_owned(), true));
        assert_eq!(text_of(b"\xef\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea", None).0, "привет, как");
        assert_eq!(text_of(b"\xf0\xd2\xc9\xd7\xc5\xd4", None).0, "Привет");
        assert_eq!(text_of(b"G\xfcn\xfcn\xfcz ayd\xfdn", None).0, "Gününüz aydın");
        assert_eq!(text_of("Grüße".as_bytes(), Some("iso-8859-1")), ("Grüße".to_owned(), false));
        assert_eq!(text_of(b"ayd\xfdn", Some("iso-8859-9")), ("aydın".to_owned(), false));
        assert_eq!(text_of(b"caf\xe9", Some("no-such-charset")).0, "café");
    }
}

//! In charge of: mending raw bytes before mail-parser 0.11 sees them, where that version is known to lose text.
//!
//! Promises: a mail without these defects passes unchanged and uncopied. Mended are: a leading mbox line or byte order mark; a
//! `boundary=` whose value stands on the next line and parts never closed (`boundaries`); a letter split over two encoded words (RFC 2047 forbids it, programs do it);
//! header bytes in no Unicode.
//! Leaves to: `decode` the bodies.

use std::borrow::Cow;

use super::{boundaries, decode};

/// Headers longer than this are left as they are.
const HEADER_LIMIT: usize = 1 << 20;

/// `raw`, mended where needed.
pub(super) fn mend(raw: &[u8]) -> Cow<'_, [u8]> {
    let raw = skip_preamble(raw);
    let whole = boundaries::mend(raw);
    let end = header_end(&whole);
    let (head, body) = whole.split_at_checked(end).unwrap_or((&whole, &[]));
    match mend_header(head) {
        Some(mended) => Cow::Owned([mended.as_slice(), body].concat()),
        None => whole,
    }
}

/// Where the header ends: behind the first empty line.
pub(super) fn header_end(raw: &[u8]) -> usize {
    let mut at = 0;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") || at > HEADER_LIMIT {
            return at;
        }
    }
    at
}

fn skip_preamble(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let raw = raw.trim_ascii_start();
    let mbox = raw.starts_with(b"From ") || raw.starts_with(b">From ");
    match raw.iter().position(|&byte| byte == b'\n') {
        Some(end) if mbox => raw.get(end + 1..).unwrap_or(raw),
        _ => raw,
    }
}

/// Where `key` (in lower case) first stands in `bytes`, whatever its case there.
pub(super) fn position(bytes: &[u8], key: &[u8]) -> Option<usize> {
    let last = key.len().checked_sub(1)?;
    let sign = key.last()?;
    let mut from = last;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| byte == sign) {
        let end = from + step;
        let start = end - last;
        if bytes.get(start..=end).is_some_and(|slice| slice.eq_ignore_ascii_case(key)) {
            return Some(start);
        }
        from = end + 1;
    }
    None
}

fn mend_header(head: &[u8]) -> Option<Vec<u8>> {
    if let Ok(text) = std::str::from_utf8(head) {
        return join_encoded_words(text).map(String::into_bytes);
    }
    let text: String = head.split_inclusive(|&byte| byte == b'\n').map(|line| decode::text_of(line, None).0).collect();
    Some(join_encoded_words(&text).unwrap_or(text).into_bytes())
}

/// An encoded word: `=?charset?encoding?text?=`.
struct Word<'t> {
    charset: &'t str,
    bytes: Vec<u8>,
    end: usize,
}

fn encoded_word(text: &str) -> Option<Word<'_>> {
    let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if charset.is_empty() || charset.len() > 40 || charset.contains(char::is_whitespace) {
        return None;
    }
    let (inner, _) = rest.split_once("?=")?;
    if inner.contains(['\n', ' ', '\t']) && inner.len() > 200 {
        return None;
    }
    let bytes = match encoding {
        "b" | "B" => decode::base64(inner.as_bytes()),
        "q" | "Q" => decode::quoted_printable(inner.replace('_', " ").as_bytes()),
        _ => return None,
    };
    Some(Word { charset, bytes, end: 2 + charset.len() + 1 + encoding.len() + 1 + inner.len() + 2 })
}

/// Neighbouring encoded words of one charset become one, so that no letter is cut. `None` where there are no such neighbours.
fn join_encoded_words(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut joined = false;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(mut word) = encoded_word(from) else {
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let mut end = word.end;
        let mut pieces = 1;
        while let Some(after) = from.get(end..) {
            let gap = after.len() - after.trim_start().len();
            let Some(next) = after.get(gap..).filter(|_| gap > 0).and_then(encoded_word) else { break };
            if !next.charset.eq_ignore_ascii_case(word.charset) {
                break;
            }
            word.bytes.extend_from_slice(&next.bytes);
            end += gap + next.end;
            pieces += 1;
        }
        if pieces > 1 {
            joined = true;
            push_encoded(&word, &mut out);
        } else {
            out.push_str(from.get(..end).unwrap_or_default());
        }
        rest = from.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    joined.then_some(out)
}

fn push_encoded(word: &Word<'_>, out: &mut String) {
    use std::fmt::Write as _;
    let _ = write!(out, "=?{}?Q?", word.charset);
    for &byte in &word.bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b' ' => out.push('_'),
            other => {
                let _ = write!(out, "={other:02X}");
            }
        }
    }
    out.push_str("?=");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::mend;

    #[test]
    fn a_sound_mail_passes_uncopied() {
        let raw = b"Subject: =?utf-8?Q?G=C3=BCn?=\r\n\r\nboundary= text";
        assert!(matches!(mend(raw), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn a_letter_split_over_two_words_is_whole_again() {
        let raw = b"Subject: =?utf-8?B?0J8=?= =?utf-8?Q?=D1?=\r\n =?UTF-8?Q?=80_=31?= end\r\n\r\n";
        assert_eq!(mend(raw).into_owned(), b"Subject: =?utf-8?Q?=D0=9F=D1=80_1?= end\r\n\r\n");
    }

    #[test]
    fn a_folded_boundary_is_unfolded() {
        let raw = b"Content-Type: multipart/mixed; Boundary=\r\n \"x\"\r\n\r\n--x";
        assert_eq!(mend(raw).into_owned(), b"Content-Type: multipart/mixed; Boundary=\"x\"\r\n\r\n--x");
    }

    #[test]
    fn a_header_in_an_old_charset_becomes_unicode() {
        let raw = b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\n\nx";
        assert_eq!(String::from_utf8(mend(raw).into_owned()).unwrap(), "Subject: Привет\n\nx");
    }
}

//! In charge of: the boundaries of multipart bodies (RFC 2046, section 5.1.1) where mail-parser 0.11 loses what they part.
//!
//! Promises: a boundary folded onto the next line is found; a multipart that is never closed ends where the one around it goes on,
//! so that its last part does not swallow the rest; linear in the mail.
//! Leaves to: mail-parser all that is sound.

use std::borrow::Cow;

use super::mend;

/// Multiparts open at a time, beyond which none is closed for its writer.
const OPEN_LIMIT: usize = 300;

/// `raw` with its boundaries mended.
pub(super) fn mend(raw: &[u8]) -> Cow<'_, [u8]> {
    let whole = unfold(raw);
    match close(&whole) {
        Some(closed) => Cow::Owned(closed),
        None => whole,
    }
}

/// `boundary=` and a line end before its value: the fold is taken out.
fn unfold(raw: &[u8]) -> Cow<'_, [u8]> {
    const KEY: &[u8] = b"boundary=";
    let mut mended: Option<Vec<u8>> = None;
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| mend::position(rest, KEY)) {
        let after = at + found + KEY.len();
        let gap = raw.get(after..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let folded = raw.get(after..after + gap).is_some_and(|white| white.contains(&b'\n') && !white.ends_with(b"\n"));
        if folded && gap < 80 {
            mended.get_or_insert_default().extend_from_slice(raw.get(done..after).unwrap_or_default());
            done = after + gap;
        }
        at = after;
    }
    match mended {
        Some(mut bytes) => {
            bytes.extend_from_slice(raw.get(done..).unwrap_or_default());
            Cow::Owned(bytes)
        }
        None => Cow::Borrowed(raw),
    }
}

/// Closes each multipart that is open when a boundary of one around it comes. `None` where all is sound.
fn close(raw: &[u8]) -> Option<Vec<u8>> {
    mend::position(raw, b"multipart/")?;
    let mut open: Vec<Vec<u8>> = Vec::new();
    let mut mended: Option<Vec<u8>> = None;
    let (mut done, mut at) = (0, 0);
    let mut header = true;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii_end();
        if header {
            header = !text.is_empty();
            if let Some(boundary) = boundary_in(text).filter(|_| open.len() < OPEN_LIMIT) {
                open.push(boundary);
            }
        } else if let Some((level, ends)) = text.strip_prefix(b"--").and_then(|rest| level(rest, &open)) {
            while open.len() > level + 1 {
                let inner = open.pop().unwrap_or_default();
                let mended = mended.get_or_insert_default();
                mended.extend_from_slice(raw.get(done..at).unwrap_or_default());
                mended.extend_from_slice(&[b"--", inner.as_slice(), b"--\r\n"].concat());
                done = at;
            }
            if ends {
                open.pop();
            }
            header = !ends;
        }
        at += line.len();
    }
    let mut mended = mended?;
    mended.extend_from_slice(raw.get(done..).unwrap_or_default());
    Some(mended)
}

/// The boundary that a line of a header names.
fn boundary_in(line: &[u8]) -> Option<Vec<u8>> {
    const KEY: &[u8] = b"boundary=";
    let at = mend::position(line, KEY)? + KEY.len();
    let value = line.get(at..)?;
    let bare = match value.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|&byte| byte == b'"').next()?,
        None => value.split(|&byte| byte == b';' || byte.is_ascii_whitespace()).next()?,
    };
    (!bare.is_empty()).then(|| bare.to_vec())
}

/// Which open multipart the delimiter `rest` (behind its dashes) belongs to, and whether it ends it.
fn level(rest: &[u8], open: &[Vec<u8>]) -> Option<(usize, bool)> {
    if rest.len() > 80 {
        return None;
    }
    let level = |bare: &[u8]| open.iter().rposition(|boundary| boundary == bare);
    match level(rest) {
        Some(level) => Some((level, false)),
        None => level(rest.strip_suffix(b"--")?).map(|level| (level, true)),
    }
}

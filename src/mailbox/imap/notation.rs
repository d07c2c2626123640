//! In charge of: how IMAP writes folder names, sets of UIDs and dates.

use jiff::{Timestamp, civil::Date, fmt::strtime};

/// A folder's name in modified UTF-7 (RFC 3501, section 5.1.3).
pub(super) fn folder_name(name: &str) -> String {
    let mut written = String::new();
    let mut foreign: Vec<u16> = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            close(&mut foreign, &mut written);
            written.push(c);
            if c == '&' {
                written.push('-');
            }
        } else {
            foreign.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    close(&mut foreign, &mut written);
    written
}

/// Writes what is foreign to ASCII as `&…-`: base 64 of UTF-16, `,` for `/`, no padding.
fn close(foreign: &mut Vec<u16>, written: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if foreign.is_empty() {
        return;
    }
    written.push('&');
    let bytes: Vec<u8> = foreign.drain(..).flat_map(u16::to_be_bytes).collect();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..=three.len() {
            let index = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap_or(0);
            written.push(char::from(*DIGITS.get(index).unwrap_or(&b'A')));
        }
    }
    written.push('-');
}

/// A name as a quoted string (RFC 3501, section 4.3); the name must be written by [`folder_name`].
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A set of UIDs, given in rising order, as ranges: `1:3,7`.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let write = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}:{last}") };
    ranges.iter().map(write).collect::<Vec<_>>().join(",")
}

/// INTERNALDATE (`" 7-Jul-1996 02:44:25 -0700"`).
pub(super) fn internal_date(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?.to_timestamp().ok()
}

/// The date of a search (`1-Feb-1994`).
pub(super) fn search_date(date: Date) -> String {
    date.strftime("%-d-%b-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_written_as_rfc_3501_shows() {
        assert_eq!(folder_name("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(folder_name("Entwürfe & Müll"), "Entw&APw-rfe &- M&APw-ll");
        assert_eq!(folder_name("📎"), "&2D3czg-");
    }

    #[test]
    fn uids_and_dates_are_written_and_read() {
        assert_eq!(uid_set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(internal_date(" 7-Jul-1996 02:44:25 -0700"), "1996-07-07T09:44:25Z".parse().ok());
        assert_eq!(internal_date("17-Jul-1996 02:44:25 +0200"), "1996-07-17T00:44:25Z".parse().ok());
        assert_eq!(search_date(jiff::civil::date(2026, 6, 1)), "1-Jun-2026");
    }
}

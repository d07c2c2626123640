//! In charge of: taking a raw mail apart: MIME, charset, own text apart from quotes and signature, automatic or not.

use crate::{
    language::Packs,
    model::{Mail, RawMail},
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

/// Takes `raw` apart. `trusted` are the authserv-ids whose Authentication-Results count (RFC 8601, section 5).
///
/// # Errors
/// Where there is no mail in the bytes.
pub fn parse(raw: &RawMail, packs: &Packs, trusted: &[String]) -> Result<Mail, Unreadable> {
    let _ = (packs, trusted);
    Err(Unreadable { size: raw.bytes.len(), why: "not yet".to_owned() })
}

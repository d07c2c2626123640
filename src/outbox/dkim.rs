//! In charge of: signing letters by DKIM (RFC 6376), for a house whose server does not: `rsa-sha256`, both canonicalizations relaxed.
//!
//! Promises: the same letter gets the same signature on every try; the key is in no debug output.
//! Leaves to: `ring` the signing itself. (Neither `lettre`'s signing nor `mail-auth` was taken: the one brings the crate `rsa`, with its open
//! advisory on timing, the other a resolver; `ring` is here already.)

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::future::BoxFuture;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};

use super::Outbox;
use crate::model::{Address, Letter, Receipt};

/// The fields that are signed, where a letter has them. From stands twice, so that nobody can put another one before it.
const SIGNED: [&str; 15] = [
    "from",
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "content-language",
    "list-unsubscribe",
    "mime-version",
    "content-type",
];

/// Why a key cannot sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it holds no RSA key of 2048 bits or more that can sign; make one with `openssl genrsa -out dkim.pem 2048`")]
pub struct BadKey;

/// A key with the name that its public half has in the DNS.
pub struct Signer {
    selector: String,
    key: RsaKeyPair,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.selector)
    }
}

impl Signer {
    /// A signer with the private key in `pem` (PKCS#8 or PKCS#1), whose public half stands at `<selector>._domainkey.<domain>`.
    ///
    /// # Errors
    /// Where that is no RSA key, or one too short.
    pub fn new(selector: &str, pem: &[u8]) -> Result<Self, BadKey> {
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|_| BadKey)? {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(BadKey),
        };
        Ok(Self { selector: selector.to_owned(), key: key.map_err(|_| BadKey)? })
    }

    /// The public half, as the record in the DNS has it after `p=`: a DER SubjectPublicKeyInfo is `openssl`'s to make; this is its key alone.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        self.key.public().as_ref()
    }

    /// The letter with its signature ahead of all other fields; `None` where it has no sender to sign for, or the key fails.
    #[must_use]
    pub fn sign(&self, letter: &Letter) -> Option<Letter> {
        let domain = letter.envelope.sender.as_ref()?.domain();
        let mail = std::str::from_utf8(&letter.bytes).ok()?;
        let (head, body) = mail.split_once("\r\n\r\n")?;
        let fields = fields(head);
        let mut signed: Vec<&str> = Vec::new();
        let mut text = String::new();
        for name in SIGNED {
            let before = signed.iter().filter(|other| **other == name).count();
            // Of several fields of one name the last comes first (section 5.4.2); one that is not there counts as empty.
            let field = fields.iter().rev().filter(|(known, _)| known == name).nth(before);
            if let Some((name, value)) = field {
                text.push_str(&format!("{name}:{value}\r\n"));
            }
            if field.is_some() || before > 0 {
                signed.push(name);
            }
        }
        let hash = STANDARD.encode(digest(&SHA256, relaxed_body(body).as_bytes()));
        let seconds = letter.written.as_second();
        let signature = format!(
            "v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={};\r\n t={seconds}; h={};\r\n bh={hash};\r\n b=",
            self.selector,
            signed.join(":\r\n ")
        );
        text.push_str(&format!("dkim-signature:{}", relaxed(&signature)));
        let mut bytes = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut bytes).ok()?;
        let encoded = STANDARD.encode(bytes);
        let folded: Vec<&str> =
            encoded.as_bytes().chunks(72).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect();
        let whole = format!("DKIM-Signature: {signature}{}\r\n{mail}", folded.join("\r\n "));
        Some(Letter { bytes: whole.into_bytes(), ..letter.clone() })
    }
}

/// The fields of a head, each with its name in lower case and its value relaxed (section 3.4.2).
fn fields(head: &str) -> Vec<(String, String)> {
    let mut fields: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        match fields.last_mut() {
            Some(field) if line.starts_with([' ', '\t']) => field.push_str(line),
            _ => fields.push(line.to_owned()),
        }
    }
    let split = |field: &String| {
        let (name, value) = field.split_once(':')?;
        Some((name.trim_end().to_lowercase(), relaxed(value)))
    };
    fields.iter().filter_map(split).collect()
}

/// White space and line ends folded into one space, none at the ends.
fn relaxed(value: &str) -> String {
    value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The body with white space folded, none at the end of a line, no empty lines at its end (section 3.4.4).
fn relaxed_body(body: &str) -> String {
    let mut lines: Vec<String> = body.split("\r\n").map(relaxed_line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

fn relaxed_line(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for letter in line.chars() {
        match letter {
            ' ' | '\t' if folded.ends_with(' ') => {}
            ' ' | '\t' => folded.push(' '),
            _ => folded.push(letter),
        }
    }
    folded.truncate(folded.trim_end_matches(' ').len());
    folded
}

/// An outbox that signs each letter before another one sends it.
pub struct Signing {
    inner: Box<dyn Outbox>,
    signer: std::sync::Arc<Signer>,
}

impl Signing {
    /// Signs by `signer`, sends by `inner`.
    #[must_use]
    pub fn new(inner: Box<dyn Outbox>, signer: std::sync::Arc<Signer>) -> Self {
        Self { inner, signer }
    }
}

impl Outbox for Signing {
    fn send<'a>(&'a mut self, letter: &'a Letter, still_owed: &'a [Address]) -> BoxFuture<'a, Receipt> {
        Box::pin(async move {
            match self.signer.sign(letter) {
                Some(signed) => self.inner.send(&signed, still_owed).await,
                None => self.inner.send(letter, still_owed).await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{fields, relaxed_body};

    #[test]
    fn a_mail_is_made_canonical_as_the_standard_shows_it() {
        // RFC 6376, section 3.4.5.
        let head = "A: X\r\nB : Y\t\r\n\tZ  ";
        let expected = [("a".to_owned(), "X".to_owned()), ("b".to_owned(), "Y Z".to_owned())];
        assert_eq!(fields(head), expected);
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body("\r\n"), "");
    }
}

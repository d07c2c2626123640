//! In charge of: that a signed letter is one that other programs find signed.

use std::{fs, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use inwriting::outbox::Signer;
use ring::{
    digest::{SHA256, digest},
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};

use crate::{languages, outside::run, plays::plays};

const KEY: &[u8] = include_bytes!("../fixtures/dkim/key.pem");

/// A field's value by its tag: `b`, `bh`.
fn tag(signature: &str, name: &str) -> String {
    let joined: String = signature.split_whitespace().collect();
    let found = joined.split(';').find_map(|part| part.strip_prefix(&format!("{name}=")).map(str::to_owned));
    found.unwrap_or_else(|| panic!("no {name} in {signature}"))
}

#[test]
fn a_signature_holds_for_the_letter_and_for_no_other() {
    let signer = Signer::new("letters", KEY).unwrap();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.public_key().to_vec());
    for language in languages() {
        for specimen in plays(language) {
            let signed = signer.sign(&specimen.letter).unwrap();
            assert_eq!(signed.bytes, signer.sign(&specimen.letter).unwrap().bytes, "the same on every try");
            let mail = String::from_utf8(signed.bytes).unwrap();
            let (head, body) = mail.split_once("\r\n\r\n").unwrap();
            // Unfolded, written anew from the standard: what a verifier does (RFC 6376, section 6.1.3).
            let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
            let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let find = |name: &str| {
                let own = |line: &&str| line.to_lowercase().starts_with(&format!("{name}:"));
                unfolded.split("\r\n").find(own).map(|line| squeeze(line.split_once(':').unwrap().1))
            };
            let signature = find("dkim-signature").unwrap();
            let mut text = String::new();
            let mut seen: Vec<String> = Vec::new();
            for name in tag(&signature, "h").split(':') {
                if !seen.contains(&name.to_owned()) {
                    text.push_str(&format!("{name}:{}\r\n", find(name).unwrap()));
                }
                seen.push(name.to_owned());
            }
            assert_eq!(seen.iter().filter(|name| *name == "from").count(), 2);
            let (bare, _) = signature.rsplit_once("b=").unwrap();
            text.push_str(&format!("dkim-signature:{bare}b="));
            let bytes = STANDARD.decode(tag(&signature, "b")).unwrap();
            public.verify(text.as_bytes(), &bytes).unwrap_or_else(|_| panic!("{language} {}: {text}", specimen.name));
            assert!(public.verify(text.replace("date:", "date:1").as_bytes(), &bytes).is_err());
            let mut lines: Vec<String> = body
                .split("\r\n")
                .map(|line| {
                    let mut line = line.replace('\t', " ");
                    while line.contains("  ") {
                        line = line.replace("  ", " ");
                    }
                    line.trim_end_matches(' ').to_owned()
                })
                .collect();
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            let canonical = lines.join("\r\n") + "\r\n";
            assert_eq!(tag(&signature, "bh"), STANDARD.encode(digest(&SHA256, canonical.as_bytes())));
        }
    }
}

#[test]
fn what_is_no_key_is_refused() {
    assert!(Signer::new("letters", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").is_err());
    assert!(Signer::new("letters", b"no key").is_err());
}

#[test]
#[ignore = "needs python3 with the package dkimpy"]
fn another_program_finds_every_letter_signed() {
    let folder = tempfile::tempdir().unwrap();
    let signer = Arc::new(Signer::new("letters", KEY).unwrap());
    for language in languages() {
        for specimen in plays(language) {
            let signed = signer.sign(&specimen.letter).unwrap();
            fs::write(folder.path().join(format!("{language}-{}.eml", specimen.name)), signed.bytes).unwrap();
        }
    }
    let told = run("python3", &["tests/letters/signatures.py", folder.path().to_str().unwrap()]);
    println!("{}", String::from_utf8_lossy(&told.stdout));
}

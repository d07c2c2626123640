//! In charge of: mails that lie in files: one mail (`.eml`), an mbox, a Maildir, or a folder of `.eml` files.
//!
//! Promises: nothing is changed or marked; each mail says where it lies; a path that cannot be read is told with what would be.
//! Leaves to: [`crate::mail`] what a mail says, and [`crate::mailbox`] the folders that a daemon watches.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, bail};
use jiff::Timestamp;
use mail_parser::mailbox::{maildir, mbox};

use crate::model::{Place, Position, RawMail};

/// All mails of `path`, in the order in which they lie there.
///
/// # Errors
/// Where the path is missing, cannot be read, or is a folder without mails.
pub fn open(path: &Path) -> anyhow::Result<Vec<RawMail>> {
    let kind = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mails = if kind.is_dir() { open_folder(path) } else { open_file(path) };
    mails.with_context(|| format!("cannot read the mails of {}", path.display()))
}

fn open_folder(path: &Path) -> anyhow::Result<Vec<RawMail>> {
    if path.join("cur").is_dir() && path.join("new").is_dir() {
        return open_maildir(path);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml")))
        .collect();
    files.sort();
    if files.is_empty() {
        bail!(
            "it is no Maildir (there is no cur/ and new/ in it) and holds no .eml file: name a Maildir, an mbox or mails"
        );
    }
    let mails: Vec<Vec<RawMail>> = files.iter().map(|file| open_file(file)).collect::<anyhow::Result<_>>()?;
    Ok(mails.into_iter().flatten().collect())
}

fn open_maildir(path: &Path) -> anyhow::Result<Vec<RawMail>> {
    let mut mails = Vec::new();
    for message in maildir::MessageIterator::new(path)? {
        let message = message?;
        let unique = message.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let received = instant(message.internal_date());
        mails.push(raw(path, unique, received, message.unwrap_contents()));
    }
    // Folders are listed in no order at all; the names begin with the second of arrival.
    mails.sort_by(|one, other| (one.received, position(one)).cmp(&(other.received, position(other))));
    Ok(mails)
}

fn open_file(path: &Path) -> anyhow::Result<Vec<RawMail>> {
    let bytes = fs::read(path)?;
    let modified = fs::metadata(path)?.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let modified = Timestamp::try_from(modified).unwrap_or(Timestamp::UNIX_EPOCH);
    if !bytes.starts_with(b"From ") {
        return Ok(vec![raw(path, "1".to_owned(), modified, bytes)]);
    }
    mbox::MessageIterator::new(bytes.as_slice())
        .enumerate()
        .map(|(index, message)| {
            let message = message?;
            let received = Some(instant(message.internal_date())).filter(|at| *at > Timestamp::UNIX_EPOCH);
            Ok(raw(path, (index + 1).to_string(), received.unwrap_or(modified), message.unwrap_contents()))
        })
        .collect()
}

fn raw(path: &Path, unique: String, received: Timestamp, bytes: Vec<u8>) -> RawMail {
    let place =
        Place { account: path.display().to_string(), folder: "INBOX".into(), position: Position::Maildir { unique } };
    RawMail { place, received, bytes, cut: None }
}

/// Which mail of its path, for messages to a person: the number in an mbox, the file's name in a Maildir.
#[must_use]
pub fn position(mail: &RawMail) -> &str {
    match &mail.place.position {
        Position::Maildir { unique } => unique,
        Position::Imap { .. } => "",
    }
}

fn instant(seconds: u64) -> Timestamp {
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default()
}

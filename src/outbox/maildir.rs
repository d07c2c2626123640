//! In charge of: delivering letters into Maildirs, one a recipient, under a common folder.
//!
//! Promises: a mail appears in `new/` whole or not at all (written and flushed in `tmp/`, then renamed); a file's name is unique and
//! holds nothing of the letter; an address makes a safe folder name and never leaves the root.
//! Leaves to: nobody.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use futures::{FutureExt, future::BoxFuture};
use jiff::Timestamp;

use super::Outbox;
use crate::model::{Address, Letter, Receipt};

/// Maildirs to deliver into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaildirSettings {
    /// The folder that holds a Maildir for each recipient, named by the address.
    pub root: PathBuf,
}

/// Delivers into `ROOT/ADDRESS/`.
#[derive(Debug, Clone)]
pub struct Maildirs {
    settings: MaildirSettings,
}

impl Maildirs {
    /// An outbox that delivers below `settings.root`.
    #[must_use]
    pub fn new(settings: MaildirSettings) -> Self {
        Self { settings }
    }

    /// The Maildir of `address`.
    #[must_use]
    pub fn of(&self, address: &Address) -> PathBuf {
        self.settings.root.join(folder_name(address))
    }

    fn deliver_to_all(&self, letter: &Letter, still_owed: &[Address]) -> Receipt {
        let mut taken = Vec::new();
        let mut why = None;
        for address in still_owed {
            match deliver(&self.of(address), &letter.bytes, letter.written) {
                Ok(_) => taken.push(address.clone()),
                // The path names a person: the log gets the root alone.
                Err(error) => why = Some(format!("cannot deliver below {}: {error}", self.settings.root.display())),
            }
        }
        why.map_or(Receipt::Sent, |why| Receipt::Retry { after: None, why, taken, only_these: false })
    }
}

impl Outbox for Maildirs {
    fn send<'a>(&'a mut self, letter: &'a Letter, still_owed: &'a [Address]) -> BoxFuture<'a, Receipt> {
        async move { self.deliver_to_all(letter, still_owed) }.boxed()
    }
}

/// The address in lower case, with everything but letters, digits and `@ . _ + -` replaced by `_`, and no dot in front.
fn folder_name(address: &Address) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "@._+-".contains(c) { c } else { '_' };
    let name: String = address.to_string().to_lowercase().chars().map(safe).collect();
    if name.starts_with('.') { format!("_{name}") } else { name }
}

/// Delivers a mail into the Maildir at `path`, which is made if it is missing, as if at the moment `at`; gives the path of the new
/// file. For the demonstration and the tests as well.
///
/// # Errors
/// Where the folder cannot be made or the file not be written.
pub fn deliver(path: &Path, bytes: &[u8], at: Timestamp) -> io::Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    for folder in ["tmp", "new", "cur"] {
        fs::create_dir_all(path.join(folder))?;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // https://cr.yp.to/proto/maildir.html: seconds, then what makes it unique on this host, then the host.
    let stem = format!("{}.M{:06}P{}Q{count}", at.as_second(), at.subsec_microsecond(), std::process::id());
    for again in 0..1000 {
        let name = if again == 0 { format!("{stem}.inwriting") } else { format!("{stem}R{again}.inwriting") };
        let draft = path.join("tmp").join(&name);
        let mut file = match fs::File::create_new(&draft) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            other => other?,
        };
        let ready = path.join("new").join(&name);
        if ready.exists() {
            fs::remove_file(&draft)?;
            continue;
        }
        file.write_all(bytes)?;
        file.set_modified(at.into())?;
        file.sync_all()?;
        fs::rename(&draft, &ready)?;
        return Ok(ready);
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name in the Maildir"))
}

//! In charge of: a Maildir as a mailbox: found names, read files, and a watch on the folder.
//!
//! Promises: no file is altered, moved or deleted; a mail is told by the unique part of its name, so a mail reader that moves it
//! from `new/` to `cur/` or sets flags makes no new mail of it; drafts and mails marked as deleted are left out.
//! Leaves to: the mail server to deliver whole files (`tmp/` to `new/`).

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use futures::{FutureExt, future::BoxFuture};
use jiff::{SignedDuration, Timestamp};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use super::{Batch, First, Mailbox, Resume, Trouble, Turn};
use crate::{
    clock::Clock,
    model::{Mark, Place, Position, RawMail},
};

/// A Maildir to be read.
#[derive(Debug, Clone)]
pub struct MaildirSettings {
    /// The account's name in the configuration.
    pub account: String,
    /// The folder that holds `new/` and `cur/`.
    pub path: PathBuf,
    /// What to do with the mails that lie there at the very first start.
    pub first: First,
    /// Of a mail larger than this, in bytes, only the headers are read.
    pub size_limit: u64,
}

/// A Maildir, watched.
pub struct Maildir {
    settings: MaildirSettings,
    clock: Arc<dyn Clock>,
    seen: HashSet<String>,
    since: Timestamp,
    queue: Vec<Found>,
    bell: Arc<Notify>,
    watcher: Option<RecommendedWatcher>,
}

struct Found {
    unique: String,
    path: PathBuf,
    delivered: Timestamp,
}

/// The folder's name of every Maildir.
const INBOX: &str = "INBOX";
/// A batch holds no more mails and (a single larger mail apart) no more bytes than this.
const BATCH_MAILS: usize = 64;
const BATCH_BYTES: usize = 4 << 20;
/// The headers of a mail are no longer than this; what is longer is cut.
const HEADER_BYTES: u64 = 256 << 10;
/// How often to look where the system cannot tell us, and a safety net where it can.
const LOOK_BLIND: SignedDuration = SignedDuration::from_secs(10);
const LOOK_ANYWAY: SignedDuration = SignedDuration::from_mins(10);

impl Maildir {
    /// A Maildir that is not open yet.
    #[must_use]
    pub fn new(settings: MaildirSettings, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings,
            clock,
            seen: HashSet::new(),
            since: Timestamp::MIN,
            queue: Vec::new(),
            bell: Arc::default(),
            watcher: None,
        }
    }

    async fn begin(&mut self, resume: &Resume) -> Result<(), Trouble> {
        let path = &self.settings.path;
        for folder in ["new", "cur"] {
            fs::read_dir(path.join(folder)).map_err(|error| {
                let why = format!("{} is no Maildir that can be read: {folder}/: {error}", path.display());
                Trouble::give_up(why, "correct `path`, or make the folder with its new/, cur/ and tmp/")
            })?;
        }
        self.seen = resume.seen.iter().filter_map(unique_of).collect();
        self.queue.clear();
        self.since = match (resume.mark, self.settings.first) {
            (Some(mark), _) => mark.since,
            (None, First::Now) => self.clock.now(),
            (None, First::Since(moment)) => moment,
            (None, First::Everything) => Timestamp::MIN,
        };
        self.watcher = self
            .listen()
            .inspect_err(|error| {
                tracing::warn!(
                    account = self.settings.account,
                    "no watch on the Maildir, looking regularly instead: {error}"
                );
            })
            .ok();
        Ok(())
    }

    fn listen(&self) -> notify::Result<RecommendedWatcher> {
        let bell = Arc::clone(&self.bell);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // An access (our own reading among them) is no news; an overflow or error may hide some.
            if !event.is_ok_and(|event| event.kind.is_access()) {
                bell.notify_one();
            }
        })?;
        for folder in ["new", "cur"] {
            watcher.watch(&self.settings.path.join(folder), RecursiveMode::NonRecursive)?;
        }
        Ok(watcher)
    }

    async fn next_batch(&mut self) -> Result<Batch, Trouble> {
        if self.queue.is_empty() {
            self.look()?;
        }
        let mut mails = Vec::new();
        let mut bytes = 0;
        while mails.len() < BATCH_MAILS
            && bytes < BATCH_BYTES
            && let Some(found) = self.queue.pop()
        {
            match self.read(&found) {
                Ok(mail) => {
                    bytes += mail.bytes.len();
                    self.seen.insert(found.unique);
                    mails.push(mail);
                }
                // Moved or deleted by a mail reader meanwhile; where it only moved, the next look finds it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => self.bell.notify_one(),
                Err(error) => {
                    let account = &self.settings.account;
                    tracing::warn!(
                        account,
                        file = found.unique,
                        "a mail cannot be read, and is tried again later: {error}"
                    );
                }
            }
        }
        let mark = Mark { since: self.since, reached: None };
        Ok(Batch { mails, mark, more: !self.queue.is_empty() })
    }

    /// Queues the mails not seen yet, the latest first, for the queue is emptied from its end.
    fn look(&mut self) -> Result<(), Trouble> {
        let mut present = HashSet::new();
        for folder in ["new", "cur"] {
            let folder = self.settings.path.join(folder);
            let trouble = |error: io::Error| Trouble::retry(format!("{}: {error}", folder.display()));
            for entry in fs::read_dir(&folder).map_err(trouble)? {
                let entry = entry.map_err(trouble)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let (unique, flags) = name.split_once(':').unwrap_or((&name, ""));
                if name.starts_with('.') || flags.contains(['D', 'T']) || !present.insert(unique.to_owned()) {
                    continue;
                }
                if !self.seen.contains(unique)
                    && let Ok(about) = entry.metadata()
                    && about.is_file()
                {
                    let delivered = about.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
                    let delivered = delivered.unwrap_or_else(|| self.clock.now());
                    if delivered >= self.since {
                        self.queue.push(Found { unique: unique.to_owned(), path: entry.path(), delivered });
                    }
                }
            }
        }
        self.seen.retain(|unique| present.contains(unique));
        self.queue.sort_unstable_by(|a, b| (b.delivered, &b.unique).cmp(&(a.delivered, &a.unique)));
        Ok(())
    }

    fn read(&self, found: &Found) -> io::Result<RawMail> {
        let size = fs::metadata(&found.path)?.len();
        let cut = (size > self.settings.size_limit).then_some(size);
        let bytes = if cut.is_some() { read_headers(&found.path)? } else { fs::read(&found.path)? };
        let position = Position::Maildir { unique: found.unique.clone() };
        let place = Place { account: self.settings.account.clone(), folder: INBOX.to_owned(), position };
        Ok(RawMail { place, received: found.delivered.min(self.clock.now()), bytes, cut })
    }
}

fn unique_of(position: &Position) -> Option<String> {
    match position {
        Position::Maildir { unique } => Some(unique.clone()),
        Position::Imap { .. } => None,
    }
}

/// The headers of the mail in `path` with the empty line that ends them.
fn read_headers(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(HEADER_BYTES).read_to_end(&mut bytes)?;
    let ends = |gap: &[u8]| bytes.windows(gap.len()).position(|window| window == gap).map(|at| at + gap.len());
    let end = [ends(b"\n\n"), ends(b"\n\r\n")].into_iter().flatten().min();
    bytes.truncate(end.unwrap_or(bytes.len()));
    Ok(bytes)
}

impl Mailbox for Maildir {
    fn account(&self) -> &str {
        &self.settings.account
    }

    fn folder(&self) -> &str {
        INBOX
    }

    fn open<'a>(&'a mut self, resume: &'a Resume) -> Turn<'a, ()> {
        self.begin(resume).boxed()
    }

    fn fetch(&mut self) -> Turn<'_, Batch> {
        self.next_batch().boxed()
    }

    fn wait(&mut self) -> Turn<'_, ()> {
        let pause = if self.watcher.is_some() { LOOK_ANYWAY } else { LOOK_BLIND };
        async move {
            let until = self.clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
            tokio::select! {
                () = self.bell.notified() => {}
                () = self.clock.sleep_until(until) => {}
            }
            Ok(())
        }
        .boxed()
    }

    fn finish<'a>(&'a mut self, _done: &'a [Position]) -> Turn<'a, ()> {
        async { Ok(()) }.boxed()
    }

    fn close(&mut self) -> BoxFuture<'_, ()> {
        self.watcher = None;
        async {}.boxed()
    }
}

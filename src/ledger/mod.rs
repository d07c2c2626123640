//! In charge of: keeping everything, in one SQLite file: mails seen, threads, events, agreements, letters, notices told, marks.
//! All SQL of the program is in this folder, one file a table.
//!
//! Promises:
//! * what belongs together commits together ([`Filing::commit`], [`Ledger::queue`]); a crash at any line loses nothing and does
//!   nothing twice;
//! * a mail seen again, by its place, its bytes or its Message-ID, has no second effect;
//! * events are append-only (the database itself refuses to change one) and hash-chained ([`Ledger::verify`]); an agreement is
//!   what its events add up to ([`Ledger::check`] adds them up anew);
//! * one instance at a time: a second one is refused ([`LedgerError::InUse`]); [`Ledger::open_to_read`] reads beside it.
//!
//! Leaves to: the daemon what is filed and when, and who may be written to.
//!
//! ## Threads that turn out to be one
//!
//! Two conversations become one when a mail refers to both, its writer was on both, and joining shows nobody anything new:
//! one of the two holds no agreement, or the people of one are all among the people of the other. The older thread stays. Its numbers stay as
//! they are; the agreements of the younger one get the next free numbers, in their order, and the chain of events says so
//! (`joined`). So a number never means two agreements of a thread. In all other cases the mail belongs to the thread of the nearest mail above it.

mod agreements;
mod answers;
mod approvals;
mod column;
mod copies;
mod counts;
mod dead;
mod dossiers;
mod error;
mod events;
mod filing;
mod introductions;
mod letters;
mod mails;
mod marks;
mod mishaps;
mod pulse;
mod recipients;
mod reflections;
mod schema;
mod scope;
mod settings;
mod threads;
mod told;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

pub use dead::{Return, Returned};
pub use error::LedgerError;
pub use events::{Broken, Entry, Happening, Recorded, Verified};
pub use filing::{Filed, Filing, Outcome};
pub use letters::{LetterState, Posted, Sending, Waiting};
pub use mails::{Arrival, Kept, Taking};
pub use schema::MIGRATIONS;

use crate::model::{Agreement, AgreementNumber, ThreadId};

/// The ledger, open.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    /// Held for as long as the ledger is open; `None` where it is only read, or lies in memory.
    _lock: Option<File>,
}

/// An agreement whose row is not what its events add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Its thread.
    pub thread: ThreadId,
    /// Its number.
    pub number: AgreementNumber,
    /// What the row says.
    pub row: Option<Agreement>,
    /// What the events add up to.
    pub events: Option<Agreement>,
}

impl Ledger {
    /// Opens the ledger at `path`, makes it where there is none, and brings it to this version. Letters that an earlier run was
    /// cut off while sending wait for their next try, under the same Message-ID.
    ///
    /// # Errors
    /// Where another instance has it, the file cannot be opened, or it was written by a newer program.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let lock = lock_beside(path)?;
        let connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
        Self::prepare(connection, path, Some(lock))
    }

    /// A ledger in memory, gone when it is dropped: for the tests.
    ///
    /// # Errors
    /// Where the database cannot be made.
    pub fn in_memory() -> Result<Self, LedgerError> {
        let path = Path::new(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| cannot_open(path, &error))?;
        Self::prepare(connection, path, None)
    }

    /// Opens an existing ledger to be read only, also while a daemon has it.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read, or it is of another version.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        schema::expect_current(&connection, path)?;
        Ok(Self { connection, _lock: None })
    }

    fn prepare(mut connection: Connection, path: &Path, lock: Option<File>) -> Result<Self, LedgerError> {
        connection.busy_timeout(BUSY)?;
        // More than there are: none is ever compiled twice.
        connection.set_prepared_statement_cache_capacity(256);
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What a piece of a batch would be undone by is no more than some pages.
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        schema::migrate(&mut connection, path)?;
        letters::return_cut_off(&connection)?;
        Ok(Self { connection, _lock: lock })
    }

    /// The agreements whose rows are not what their events add up to: none, unless somebody wrote into the database by hand.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn check(&self) -> Result<Vec<Mismatch>, LedgerError> {
        agreements::check(&self.connection)
    }
}

/// How long a reader or writer waits for another one.
const BUSY: Duration = Duration::from_secs(5);

/// Takes the lock file beside the database. It is released by the system however the program ends.
fn lock_beside(path: &Path) -> Result<File, LedgerError> {
    let beside = PathBuf::from(format!("{}.lock", path.display()));
    let opened = File::options().create(true).truncate(false).write(true).open(&beside);
    let file = opened.map_err(|error| cannot_open(&beside, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LedgerError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(cannot_open(&beside, &error)),
    }
}

fn cannot_open(path: &Path, error: &dyn std::error::Error) -> LedgerError {
    LedgerError::Open { path: path.to_owned(), why: error.to_string() }
}

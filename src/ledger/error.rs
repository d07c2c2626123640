//! In charge of: what can go wrong with the ledger.

use std::path::PathBuf;

/// What went wrong with the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another instance has it.
    #[error(
        "the ledger {} is in use by another inwriting: stop that one first, or give this one another `[ledger] path`",
        .0.display()
    )]
    InUse(PathBuf),
    /// The file cannot be opened or made.
    #[error("the ledger {} cannot be opened: {why}. Look whether the folder exists and is writable", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// The file was written by a newer program, or a migration failed.
    #[error("the ledger {} cannot be brought to this version: {why}. It has not been changed", .path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// What the database said.
        why: String,
    },
    /// A row cannot be what it is.
    #[error(
        "the ledger's table `{table}` holds a row that cannot be: {why}. Restore the database from its last backup"
    )]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The database refused.
    #[error("the ledger's database refused: {0}. Look whether the disk is full or failing")]
    Sql(#[from] rusqlite::Error),
}

//! In charge of: the tables, as numbered SQL files that are applied in order, each once.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations, SchemaVersion};

use super::LedgerError;

/// The migrations, by file name. One that has been released is never changed: a new one is added.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_mails.sql", include_str!("migrations/0001_mails.sql")),
    ("0002_record.sql", include_str!("migrations/0002_record.sql")),
    ("0003_letters.sql", include_str!("migrations/0003_letters.sql")),
    ("0004_dead.sql", include_str!("migrations/0004_dead.sql")),
    ("0005_settings.sql", include_str!("migrations/0005_settings.sql")),
    ("0006_mishaps.sql", include_str!("migrations/0006_mishaps.sql")),
    ("0007_approvals.sql", include_str!("migrations/0007_approvals.sql")),
    ("0008_copies.sql", include_str!("migrations/0008_copies.sql")),
    ("0009_reflections.sql", include_str!("migrations/0009_reflections.sql")),
    ("0010_pulse.sql", include_str!("migrations/0010_pulse.sql")),
    ("0011_tried.sql", include_str!("migrations/0011_tried.sql")),
    ("0012_answers.sql", include_str!("migrations/0012_answers.sql")),
];

fn migrations() -> Migrations<'static> {
    Migrations::new(MIGRATIONS.iter().map(|(_, sql)| M::up(sql).foreign_key_check()).collect())
}

/// Brings the database to this version.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    migrations()
        .to_latest(connection)
        .map_err(|error| LedgerError::Migrate { path: path.to_owned(), why: error.to_string() })
}

/// Refuses a database of another version: what only reads does not migrate.
pub(super) fn expect_current(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: String| LedgerError::Migrate { path: path.to_owned(), why };
    match migrations().current_version(connection).map_err(|error| failed(error.to_string()))? {
        SchemaVersion::Inside(version) if version.get() == MIGRATIONS.len() => Ok(()),
        other => Err(failed(format!(
            "it is of version `{other}`, this program reads version {}; `inwriting run` of the same program brings an \
             older one up to date",
            MIGRATIONS.len()
        ))),
    }
}

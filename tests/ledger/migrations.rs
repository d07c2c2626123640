//! Each migration over rows of the one before, and the schema they lead to.

use std::{fs, path::Path};

use inwriting::ledger::{Ledger, MIGRATIONS};
use rusqlite::Connection;

fn rows(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ledger").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("each migration brings rows: {}: {error}", path.display()))
}

/// A database as the program left it when `version` migrations were all there were.
fn database_of(version: usize, path: &Path) {
    let connection = Connection::open(path).unwrap();
    for (name, sql) in &MIGRATIONS[..version] {
        connection.execute_batch(sql).unwrap();
        connection.execute_batch(&rows(name)).unwrap();
    }
    connection.pragma_update(None, "user_version", version as i64).unwrap();
}

#[test]
fn each_migration_goes_over_the_rows_of_those_before_it() {
    for version in 1..=MIGRATIONS.len() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        database_of(version, &path);
        let ledger = Ledger::open(&path).unwrap();

        let thread = ledger.threads().unwrap().remove(0);
        assert_eq!((thread.subject.as_str(), thread.messages.len()), ("Slides for Tuesday", 2));
        assert_eq!(ledger.mails_of(thread.id).unwrap().len(), 1);
        assert!(ledger.mark("office", "INBOX").unwrap().is_some());
        if version >= 2 {
            assert_eq!(thread.agreements[0].action, "send the logo");
            assert_eq!(ledger.verify().unwrap().unwrap().entries, 1);
            assert_eq!(ledger.check().unwrap(), []);
        }
        if version >= 3 {
            assert_eq!(ledger.letters_of(thread.id).unwrap().len(), 1);
            assert_eq!(ledger.dossier(thread.id).unwrap().unwrap().told.len(), 1, "Mia has it, Tom is owed it");
        }
        assert_eq!(thread.settings.held, version >= 5);
        assert_eq!(ledger.stopped().unwrap().len(), usize::from(version >= 5));
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    database_of(MIGRATIONS.len(), &path);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", MIGRATIONS.len() as i64 + 1).unwrap();
    let refused = Ledger::open(&path).unwrap_err().to_string();
    assert!(refused.contains("cannot be brought to this version"), "{refused}");
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, MIGRATIONS.len() as i64 + 1);
}

#[test]
fn every_table_is_strict() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    drop(Ledger::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let mut statement = connection
        .prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        .unwrap();
    let tables: Vec<(String, bool)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let ours: Vec<_> = tables.iter().filter(|(name, _)| !name.starts_with("sqlite_")).collect();
    assert!(ours.len() > 8);
    for (name, strict) in ours {
        assert!(strict, "the table {name} is not STRICT");
    }
}

#[test]
fn the_schema_is_this() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    drop(Ledger::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").unwrap();
    let schema: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    insta::assert_snapshot!(schema.join(";\n\n"));
}

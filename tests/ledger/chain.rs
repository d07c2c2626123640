//! The record only grows, and whoever changes it behind our back is found out.

use inwriting::ledger::{Happening, Ledger};
use rusqlite::Connection;

use crate::correspondence::{accepted, file, mail, recorded};

/// A ledger on disk with three events, closed; and the folder it lies in.
fn kept() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut ledger = Ledger::open(&path).unwrap();
    let first = mail("a@bank.example", &[]);
    file(
        &mut ledger,
        &first,
        vec![recorded(1, "a@bank.example", "send the logo"), recorded(2, "a@bank.example", "pay")],
    );
    file(&mut ledger, &mail("b@bank.example", &["a@bank.example"]), vec![accepted(1, "b@bank.example")]);
    (folder, path)
}

#[test]
fn an_untouched_record_is_whole() {
    let (_folder, path) = kept();
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.verify().unwrap().unwrap().entries, 3);
    assert_eq!(ledger.check().unwrap(), []);
    let history = ledger.history(inwriting::model::ThreadId(1)).unwrap();
    let agreements: Vec<u32> = history
        .iter()
        .map(|line| match &line.entry.happening {
            Happening::Changed(event) => event.agreement.0,
            Happening::Joined { .. } | Happening::Settled(_) => 0,
        })
        .collect();
    assert_eq!(agreements, [1, 2, 1]);
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_an_event() {
    let (_folder, path) = kept();
    let by_hand = Connection::open(&path).unwrap();
    for sql in ["UPDATE event SET body = '{}' WHERE sequence = 2", "DELETE FROM event WHERE sequence = 2"] {
        let refused = by_hand.execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[test]
fn a_changed_word_is_found_at_its_event() {
    let (_folder, path) = kept();
    tamper(&path, "UPDATE event SET body = replace(body, 'pay', 'owe') WHERE sequence = 2");
    let broken = Ledger::open(&path).unwrap().verify().unwrap().unwrap_err();
    assert_eq!(broken.sequence, 2);
    assert!(broken.why.contains("words"), "{broken}");
}

#[test]
fn a_removed_event_is_found_at_the_one_after_it() {
    let (_folder, path) = kept();
    tamper(&path, "DELETE FROM event WHERE sequence = 2");
    let broken = Ledger::open(&path).unwrap().verify().unwrap().unwrap_err();
    assert_eq!(broken.sequence, 3);
    assert!(broken.why.contains("follow"), "{broken}");
}

#[test]
fn an_agreement_that_is_not_what_its_events_add_up_to_is_named() {
    let (_folder, path) = kept();
    tamper(&path, "UPDATE agreement SET value = json_set(value, '$.state', 'fulfilled') WHERE number = 1");
    tamper(&path, "DELETE FROM agreement WHERE number = 2");
    let found = Ledger::open(&path).unwrap().check().unwrap();
    let told: Vec<_> = found.iter().map(|mismatch| (mismatch.number.0, mismatch.row.is_some())).collect();
    assert_eq!(told, [(1, true), (2, false)]);
}

/// What somebody with the file and a shell could do.
fn tamper(path: &std::path::Path, sql: &str) {
    let by_hand = Connection::open(path).unwrap();
    by_hand.execute_batch("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_deleted;").ok();
    assert_eq!(by_hand.execute(sql, []).unwrap(), 1);
}

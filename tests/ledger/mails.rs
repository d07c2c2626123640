//! A mail has one effect, however often it is seen.

use inwriting::{
    ledger::{Arrival, Filed, Ledger, LedgerError, Taking},
    model::{Digest, Mark, Mishap, Wrong},
};

use crate::correspondence::{file, id, mail, noon, recorded, uid};

#[test]
fn a_mail_seen_again_in_a_renumbered_folder_changes_nothing() {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut first = mail("a@bank.example", &[]);
    assert!(file(&mut ledger, &first, vec![recorded(1, "a@bank.example", "send the logo")]).is_some());
    let before = ledger.verify().unwrap().unwrap();

    first.0.place.position = uid(2, 41);
    assert!(file(&mut ledger, &first, vec![recorded(1, "a@bank.example", "send the logo")]).is_none());
    assert_eq!(ledger.verify().unwrap().unwrap(), before);
    assert_eq!(ledger.positions("office", "INBOX").unwrap(), [uid(1, 1), uid(2, 41)]);
}

#[test]
fn a_copy_that_took_another_road_is_known_by_its_message_id() {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut copy = mail("a@bank.example", &[]);
    assert!(file(&mut ledger, &copy, Vec::new()).is_some());
    copy.0.bytes.splice(0..0, *b"Received: by another road\r\n");
    assert!(file(&mut ledger, &copy, Vec::new()).is_none());
    assert_eq!(ledger.threads().unwrap().len(), 1);
}

#[test]
fn a_crash_before_the_commit_leaves_no_trace() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (raw, head) = mail("a@bank.example", &[]);
    let Filed::New(filing) = ledger.file(Arrival { raw: &raw, head: head.clone(), subject: "Slides" }).unwrap() else {
        panic!("it is new");
    };
    drop(filing);
    assert_eq!(ledger.threads().unwrap(), []);
    assert_eq!(ledger.mail(&head.id).unwrap(), None);
    assert!(file(&mut ledger, &(raw, head), Vec::new()).is_some());
}

#[test]
fn bytes_that_are_no_mail_are_kept_and_not_looked_at_twice() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (mut raw, _) = mail("a@bank.example", &[]);
    raw.bytes = Vec::new();
    let wrong = Wrong::Unreadable { account: "office".to_owned(), folder: "INBOX".to_owned() };
    let mishap = Mishap { at: noon(), over: None, people: Vec::new(), wrong };
    assert!(ledger.set_aside(&raw, "it is empty", &mishap).unwrap());
    assert!(!ledger.set_aside(&raw, "it is empty", &mishap).unwrap());
    assert_eq!(ledger.mishaps(noon()).unwrap(), [mishap], "the team is told once");
}

#[test]
fn the_head_of_a_mail_stays_when_its_bytes_are_deleted() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (raw, head) = mail("a@bank.example", &["b@bank.example"]);
    let digest = Digest::of(&raw.bytes);
    file(&mut ledger, &(raw.clone(), head.clone()), Vec::new()).unwrap();
    assert_eq!(ledger.bytes(&digest).unwrap(), Some(raw.bytes));

    assert!(ledger.forget_bytes(&digest).unwrap());
    assert_eq!(ledger.bytes(&digest).unwrap(), None);
    let kept = ledger.mail(&id("a@bank.example")).unwrap().unwrap();
    assert_eq!((kept.head, kept.digest, kept.taking), (Some(head), digest, Taking::Taken));
}

#[test]
fn a_folder_is_read_on_from_its_mark() {
    let mut ledger = Ledger::in_memory().unwrap();
    assert_eq!(ledger.mark("office", "INBOX").unwrap(), None);
    for since in [noon(), noon() + jiff::SignedDuration::from_hours(1)] {
        let mark = Mark { since, reached: None };
        ledger.keep_mark("office", "INBOX", &mark).unwrap();
        assert_eq!(ledger.mark("office", "INBOX").unwrap(), Some(mark));
    }
}

#[test]
fn a_second_instance_is_refused_and_a_reader_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut ledger = Ledger::open(&path).unwrap();
    file(&mut ledger, &mail("a@bank.example", &[]), Vec::new()).unwrap();

    let refused = Ledger::open(&path).unwrap_err();
    assert!(matches!(refused, LedgerError::InUse(_)), "{refused}");
    assert!(refused.to_string().contains("in use by another inwriting"), "{refused}");
    assert_eq!(Ledger::open_to_read(&path).unwrap().threads().unwrap().len(), 1);

    drop(ledger);
    assert_eq!(Ledger::open(&path).unwrap().threads().unwrap().len(), 1);
}

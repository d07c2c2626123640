//! A letter reaches each recipient once, whatever happens on the way.

use inwriting::{
    ledger::{Ledger, LetterState},
    model::{Receipt, ThreadId},
};
use jiff::SignedDuration;

use crate::correspondence::{file, letter, mail, noon, person, recorded};

fn ledger_with_a_letter(ledger: &mut Ledger) -> ThreadId {
    let thread =
        file(ledger, &mail("a@bank.example", &[]), vec![recorded(1, "a@bank.example", "send the logo")]).unwrap();
    ledger.queue(&[letter("reminder", thread.id, &["tom@bank.example", "mia@studio.example"])], &[], noon()).unwrap();
    thread.id
}

#[test]
fn a_letter_is_taken_once_and_sent() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    assert_eq!(ledger.next_letter().unwrap(), Some((noon(), Some(thread))));
    assert!(ledger.take_due(noon() - SignedDuration::from_secs(1)).unwrap().is_none(), "not before its time");

    let sending = ledger.take_due(noon()).unwrap().unwrap();
    assert_eq!((sending.tries, sending.owed.len()), (1, 2));
    assert!(ledger.take_due(noon()).unwrap().is_none());
    ledger.settle_letter(&sending.letter.id, &Receipt::Sent, noon(), None).unwrap();

    assert_eq!(ledger.next_letter().unwrap(), None);
    assert_eq!(ledger.letters_of(thread).unwrap()[0].state, LetterState::Sent);
}

#[test]
fn who_has_it_already_does_not_get_it_again() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let first = ledger.take_due(noon()).unwrap().unwrap();
    let later = noon() + SignedDuration::from_mins(1);
    let mia = person("mia@studio.example").address;
    let receipt = Receipt::Retry { after: None, why: "451 later".to_owned(), taken: vec![mia], only_these: true };
    ledger.settle_letter(&first.letter.id, &receipt, noon(), Some(later)).unwrap();

    let second = ledger.take_due(later).unwrap().unwrap();
    assert_eq!(second.owed, [person("tom@bank.example").address]);
    assert_eq!((second.tries, second.letter.bytes), (2, first.letter.bytes), "the same bytes on every try");

    let gone = vec![(person("tom@bank.example").address, "550 no such user".to_owned())];
    ledger.settle_letter(&second.letter.id, &Receipt::Refused { recipients: gone.clone() }, later, None).unwrap();
    let posted = &ledger.letters_of(thread).unwrap()[0];
    assert_eq!((posted.state, &posted.refused), (LetterState::Sent, &gone), "Mia has it, Tom never will");
}

#[test]
fn a_letter_that_is_given_up_says_why() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let sending = ledger.take_due(noon()).unwrap().unwrap();
    let receipt =
        Receipt::Retry { after: None, why: "no route to the server".to_owned(), taken: Vec::new(), only_these: false };
    ledger.settle_letter(&sending.letter.id, &receipt, noon(), None).unwrap();
    let posted = &ledger.letters_of(thread).unwrap()[0];
    assert_eq!((posted.state, posted.refused.len()), (LetterState::Refused, 2));
    assert_eq!(posted.why, "no route to the server");
}

#[test]
fn a_letter_cut_off_while_being_sent_goes_again_after_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger_with_a_letter(&mut ledger);
    let cut_off = ledger.take_due(noon()).unwrap().unwrap();
    drop(ledger);

    let again = Ledger::open(&path).unwrap().take_due(noon()).unwrap().unwrap();
    assert_eq!((again.letter.id, again.letter.bytes), (cut_off.letter.id, cut_off.letter.bytes));
    assert_eq!(again.tries, 2);
}

#[test]
fn a_letter_with_a_key_that_stands_is_not_queued_again() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let mut twin = letter("reminder", thread, &["tom@bank.example"]);
    twin.0.id = crate::correspondence::id("another@inwriting.studio.example");
    ledger.queue(&[twin], &[], noon()).unwrap();
    assert_eq!(ledger.letters_of(thread).unwrap().len(), 1);
}

#[test]
fn a_letter_that_has_become_void_is_withdrawn_and_may_be_planned_again() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let waiting = ledger.waiting(Some(thread)).unwrap();
    assert_eq!((waiting.len(), waiting[0].begun), (1, false));
    assert_eq!(ledger.dossier(thread).unwrap().unwrap().told, [], "a letter that waits has told nobody");

    let again = letter("reminder", thread, &["tom@bank.example"]);
    ledger.queue(&[again], &[waiting[0].id.clone()], noon()).unwrap();
    let states: Vec<_> = ledger.letters_of(thread).unwrap().iter().map(|posted| posted.state).collect();
    assert_eq!(states, [LetterState::Withdrawn, LetterState::Queued]);
    assert_eq!(ledger.count_letters(noon(), None, Some(thread)).unwrap(), 1);
}

#[test]
fn what_a_letter_says_is_told_once_somebody_has_it() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let sending = ledger.take_due(noon()).unwrap().unwrap();
    let taken = vec![person("mia@studio.example").address];
    let receipt = Receipt::Retry { after: None, why: "451 later".to_owned(), taken, only_these: true };
    ledger.settle_letter(&sending.letter.id, &receipt, noon(), Some(noon())).unwrap();
    assert!(ledger.waiting(Some(thread)).unwrap()[0].begun);
    assert_eq!(ledger.dossier(thread).unwrap().unwrap().told.len(), 1);
}

#[test]
fn letters_are_counted_by_person_by_thread_and_in_all() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = ledger_with_a_letter(&mut ledger);
    let count = |since, to: Option<&str>, thread| {
        ledger.count_letters(since, to.map(|text| person(text).address).as_ref(), thread).unwrap()
    };
    assert_eq!(count(noon(), None, None), 1);
    assert_eq!(count(noon(), Some("TOM@bank.example"), Some(thread)), 1);
    assert_eq!(count(noon(), Some("eva@printer.example"), None), 0);
    assert_eq!(count(noon(), None, Some(ThreadId(99))), 0);
    assert_eq!(count(noon() + SignedDuration::from_secs(1), None, None), 0);
}

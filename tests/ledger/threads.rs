//! Mails find their conversation by the ids they name, and two conversations become one only where nobody learns anything by it.

use inwriting::{
    ledger::{Happening, Ledger},
    model::{Receipt, ThreadId},
};

use crate::correspondence::{accepted, file, id, letter, mail, mail_between, noon, recorded};

const STUDIO_AND_BANK: &[&str] = &["mia@studio.example", "tom@bank.example"];
const STUDIO_AND_PRINTER: &[&str] = &["mia@studio.example", "eva@printer.example"];

#[test]
fn two_answers_to_a_mail_we_never_saw_are_one_thread() {
    let mut ledger = Ledger::in_memory().unwrap();
    let one = file(&mut ledger, &mail("a@bank.example", &["unseen@bank.example"]), Vec::new()).unwrap();
    let other = file(&mut ledger, &mail("b@bank.example", &["unseen@bank.example"]), Vec::new()).unwrap();
    assert_eq!(one.id, other.id);
    assert_eq!(other.messages, [id("a@bank.example"), id("b@bank.example"), id("unseen@bank.example")]);
    assert_eq!(other.participants.len(), 2);
}

#[test]
fn an_answer_to_a_letter_of_ours_finds_its_thread() {
    let mut ledger = Ledger::in_memory().unwrap();
    let thread = file(&mut ledger, &mail("a@bank.example", &[]), Vec::new()).unwrap();
    let sent = letter("first", thread.id, &["tom@bank.example"]);
    ledger.queue(std::slice::from_ref(&sent), &[], noon()).unwrap();
    let answer = file(&mut ledger, &mail("b@bank.example", &[sent.0.id.as_str()]), Vec::new()).unwrap();
    assert_eq!(answer.id, thread.id);
    assert!(ledger.is_own(&sent.0.id).unwrap());
}

#[test]
fn two_threads_of_the_same_people_become_one_and_no_number_means_two_things() {
    let mut ledger = Ledger::in_memory().unwrap();
    let logo = vec![recorded(1, "a@bank.example", "send the logo")];
    let older = file(&mut ledger, &mail("a@bank.example", &[]), logo).unwrap();
    let texts = vec![recorded(1, "b@bank.example", "send the texts"), recorded(2, "b@bank.example", "pay")];
    let younger = file(&mut ledger, &mail("b@bank.example", &[]), texts).unwrap();
    ledger.queue(&[letter("reminder-of-the-texts", younger.id, &["tom@bank.example"])], &[], noon()).unwrap();
    let sent = ledger.take_due(noon()).unwrap().unwrap();
    ledger.settle_letter(&sent.letter.id, &Receipt::Sent, noon(), None).unwrap();

    let both = mail("c@bank.example", &["b@bank.example", "a@bank.example"]);
    let joined = file(&mut ledger, &both, vec![accepted(3, "c@bank.example")]).unwrap();

    assert_eq!(joined.id, older.id);
    let numbered: Vec<_> =
        joined.agreements.iter().map(|one| (one.number.0, one.action.as_str(), one.version)).collect();
    assert_eq!(numbered, [(1, "send the logo", 1), (2, "send the texts", 1), (3, "pay", 2)]);
    assert_eq!(ledger.thread(younger.id).unwrap().unwrap().id, older.id, "the old name leads to the new one");
    assert_eq!(ledger.threads().unwrap().len(), 1);
    assert_eq!(ledger.check().unwrap(), [], "the record says how the numbers came about");
    assert!(ledger.verify().unwrap().is_ok());
    let history = ledger.history(older.id).unwrap();
    assert_eq!(history.len(), 5);
    assert!(matches!(history[3].entry.happening, Happening::Joined { from, .. } if from == younger.id));
    let dossier = ledger.dossier(older.id).unwrap().unwrap();
    assert_eq!((dossier.told[0].thread, dossier.told[0].agreements[0].0.0), (Some(older.id), 2));
    let numbers: Vec<u32> = dossier.events.iter().map(|event| event.agreement.0).collect();
    assert_eq!(numbers, [1, 2, 3, 3], "the changes speak of the numbers of today");
}

#[test]
fn threads_of_different_people_stay_apart_though_a_mail_names_both() {
    let mut ledger = Ledger::in_memory().unwrap();
    let bank = mail_between("a@studio.example", &[], STUDIO_AND_BANK);
    let printer = mail_between("b@studio.example", &[], STUDIO_AND_PRINTER);
    file(&mut ledger, &bank, vec![recorded(1, "a@studio.example", "send the logo")]);
    file(&mut ledger, &printer, vec![recorded(1, "b@studio.example", "print")]);
    let both = mail_between("c@studio.example", &["a@studio.example", "b@studio.example"], STUDIO_AND_PRINTER);
    let thread = file(&mut ledger, &both, Vec::new()).unwrap();
    assert_eq!(thread.id, ThreadId(2), "it belongs to the mail it answers");
    assert_eq!(thread.agreements[0].action, "print");
    assert_eq!(ledger.threads().unwrap().len(), 2);
}

#[test]
fn a_stranger_who_names_two_threads_joins_nothing() {
    let mut ledger = Ledger::in_memory().unwrap();
    file(&mut ledger, &mail("a@bank.example", &[]), vec![recorded(1, "a@bank.example", "send the logo")]);
    file(&mut ledger, &mail("b@bank.example", &[]), Vec::new());
    let forged = mail_between("c@evil.example", &["a@bank.example", "b@bank.example"], &["eve@evil.example"]);
    file(&mut ledger, &forged, Vec::new());
    assert_eq!(ledger.threads().unwrap().len(), 2);
}

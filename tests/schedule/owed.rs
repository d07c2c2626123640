//! What a mail is owed is due until it is said, and a question only as long as it is one.

use inwriting::{
    model::*,
    schedule::{self, Answers},
};

use crate::tale::{Tale, at, bot, due, mia, office, tom};

/// Tom's mail of Thursday at ten, of which this is in doubt.
fn doubtful(tale: &Tale, about: About, due: Option<Due>) -> Owed {
    let head = &tale.dossier.heads[0];
    let quote = Quote { mail: head.id.clone(), text: "perhaps the texts".to_owned(), start: 0, end: 17 };
    let new = about == About::New;
    let claim = new.then(|| Claim { debtor: tom(), creditor: mia(), action: "send the texts".to_owned() });
    let doubt = Statement {
        act: Act::Promise,
        about,
        claim,
        due,
        depends: None,
        consequence: None,
        quote,
        language: "en".to_owned(),
        rule: "test".to_owned(),
        confidence: Confidence::new(0.5),
    };
    Owed {
        key: "question/7/m1".to_owned(),
        mail: head.id.clone(),
        since: at("2026-11-26 10:00"),
        language: None,
        answer: Answer::Doubts(vec![doubt]),
    }
}

/// How many are due, the keys of those that wait for letters to go on, and of those that are over.
fn answers(tale: &Tale, owed: &Owed, now: &str) -> (usize, Vec<String>, Vec<String>) {
    let Answers { due, waiting, over } =
        schedule::answers_due(&tale.dossier, vec![owed.clone()], &office(), Readers::Everybody, at(now));
    (due.len(), waiting, over)
}

fn waits(tale: &Tale, owed: &Owed, now: &str) {
    assert_eq!(answers(tale, owed, now), (1, Vec::new(), Vec::new()), "{now}");
}

fn is_over(tale: &Tale, owed: &Owed, now: &str) {
    assert_eq!(answers(tale, owed, now), (0, Vec::new(), vec!["question/7/m1".to_owned()]), "{now}");
}

fn tom_wrote() -> Tale {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-26 10:00");
    tale
}

#[test]
fn it_is_due_for_a_week_and_no_longer() {
    let tale = tom_wrote();
    let owed = doubtful(&tale, About::New, None);
    waits(&tale, &owed, "2026-11-26 10:00");
    waits(&tale, &owed, "2026-12-03 10:00");
    is_over(&tale, &owed, "2026-12-03 10:01");
}

#[test]
fn it_is_due_until_a_letter_has_said_it_be_it_beside_other_things() {
    let mut tale = tom_wrote();
    let owed = doubtful(&tale, About::New, None);
    let head = tale.dossier.heads[0].clone();
    let part = schedule::notice_of(
        &tale.dossier,
        &head,
        &owed.answer,
        (&office(), Readers::Everybody),
        at("2026-11-26 10:00"),
    );
    tale.dossier.told.push(Notice { key: owed.key.clone(), ..part.unwrap() });
    is_over(&tale, &owed, "2026-11-26 10:01");
}

#[test]
fn it_is_over_once_the_day_that_it_is_about_has_come() {
    let tale = tom_wrote();
    let owed = doubtful(&tale, About::New, Some(due("2026-11-27 12:00")));
    waits(&tale, &owed, "2026-11-27 11:59");
    is_over(&tale, &owed, "2026-11-27 12:00");
    let past = doubtful(&tale, About::New, Some(due("2026-11-25 12:00")));
    waits(&tale, &past, "2026-11-26 10:00");
}

#[test]
fn it_is_over_once_a_later_mail_says_the_same_clearly() {
    let mut tale = tom_wrote();
    let owed = doubtful(&tale, About::New, Some(due("2026-11-30")));
    tale.mia_writes("2026-11-26 10:05").owes(&tom(), &mia(), "send the logo", None, "the logo, please");
    waits(&tale, &owed, "2026-11-26 10:10");
    let mut same_words = tale.clone();
    same_words.mia_writes("2026-11-26 10:06").owes(&tom(), &mia(), "please send us the texts", None, "the texts");
    is_over(&same_words, &owed, "2026-11-26 10:10");
    let mut other_debtor = tale.clone();
    other_debtor.mia_writes("2026-11-26 10:06").owes(&mia(), &tom(), "send the texts", None, "our texts");
    waits(&other_debtor, &owed, "2026-11-26 10:10");
    tale.mia_writes("2026-11-26 10:06").owes(&tom(), &mia(), "hand in the copy", Some(due("2026-11-30")), "by Monday");
    is_over(&tale, &owed, "2026-11-26 10:10");
}

#[test]
fn what_was_agreed_before_it_settles_nothing() {
    let mut tale = Tale::new();
    tale.mail(&mia(), &[tom()], &[bot()], "2026-11-26 09:00").owes(&tom(), &mia(), "send the texts", None, "the texts");
    tale.tom_writes("2026-11-26 10:00");
    tale.dossier.heads.rotate_left(1);
    let owed = doubtful(&tale, About::These(vec![AgreementNumber(1)]), None);
    tale.dossier.heads.rotate_left(1);
    waits(&tale, &owed, "2026-11-26 10:10");
    tale.tom_writes("2026-11-26 10:20").and(1, Change::Fulfilled, "attached");
    is_over(&tale, &owed, "2026-11-26 10:30");
}

#[test]
fn on_hold_it_waits_and_with_the_mails_forgotten_it_is_over() {
    let mut tale = tom_wrote();
    let owed = doubtful(&tale, About::New, None);
    tale.dossier.thread.settings.held = true;
    let key = vec!["question/7/m1".to_owned()];
    assert_eq!(answers(&tale, &owed, "2026-11-26 10:10"), (0, key, Vec::new()));
    tale.dossier.thread.settings.forgotten = true;
    is_over(&tale, &owed, "2026-11-26 10:10");
}

//! In charge of: that the morning's list comes when it should and holds what it should.

use inwriting::{
    model::{Audience, Change, Dossier, NoticeKind},
    schedule::{self, Agenda, Heading},
};

use crate::tale::{Tale, at, due, mia, office, party, tom};

fn digests(dossiers: &[Dossier], now: &str) -> Vec<Audience> {
    let notices = schedule::digests(dossiers, &[], &[], &office(), at(now));
    assert!(notices.iter().all(|notice| notice.kind == NoticeKind::Digest));
    notices.into_iter().map(|notice| notice.audience).collect()
}

fn headings(dossiers: &[Dossier], now: &str) -> Vec<(Heading, String, u32)> {
    let office = office();
    let agenda = Agenda::of(&office.members[0], dossiers, &office, at(now));
    agenda.entries.iter().map(|entry| (entry.heading, entry.agreement.action.clone(), entry.age)).collect()
}

fn busy() -> Vec<Dossier> {
    let mut tale = Tale::new();
    tale.tom_writes("2026-11-23 10:00")
        .owes(&tom(), &mia(), "send the logo", Some(due("2026-11-24")), "by Tuesday")
        .owes(&tom(), &mia(), "send the texts", Some(due("2026-11-26")), "by Thursday")
        .owes(&mia(), &tom(), "send an offer", None, "please send an offer")
        .owes(&tom(), &mia(), "pay the deposit", Some(due("2026-12-24")), "by Christmas");
    tale.mia_writes("2026-11-24 15:00")
        .owes(&tom(), &mia(), "name the speaker", Some(due("2026-12-20")), "please name the speaker")
        .owes(&mia(), &tom(), "send the draft", Some(due("2026-11-27")), "on Friday")
        .owes(&mia(), &tom(), "book the room", None, "I'll book the room");
    tale.mia_writes("2026-11-25 17:00").and(7, Change::Fulfilled, "booked");
    vec![tale.dossier]
}

#[test]
fn it_holds_each_agreement_once_under_the_heading_that_fits_with_its_age() {
    let expected = [
        (Heading::Overdue, "send the logo", 2),
        (Heading::Today, "send the texts", 3),
        (Heading::Week, "send the draft", 2),
        (Heading::ForThem, "name the speaker", 2),
        (Heading::ForYou, "send an offer", 3),
        (Heading::Closed, "book the room", 1),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(heading, action, age)| (heading, action.to_owned(), age)).collect();
    assert_eq!(headings(&busy(), "2026-11-26 08:30"), expected);
    let next_day = headings(&busy(), "2026-11-27 08:30");
    assert!(next_day.iter().all(|(heading, ..)| *heading != Heading::Closed), "{next_day:?}");
}

#[test]
fn it_comes_each_working_morning_at_the_members_time_and_once() {
    assert_eq!(digests(&busy(), "2026-11-26 08:29"), []);
    assert_eq!(digests(&busy(), "2026-11-26 08:30"), [Audience::Member(mia().address)]);
    assert_eq!(digests(&busy(), "2026-11-28 08:30"), [], "a Saturday");
    assert_eq!(digests(&busy(), "2026-11-26 18:00"), [], "after work");
    let told = schedule::digests(&busy(), &[], &[], &office(), at("2026-11-26 08:30"));
    assert_eq!(schedule::digests(&busy(), &[], &told, &office(), at("2026-11-26 12:00")), []);
    assert_eq!(schedule::digests(&busy(), &[], &told, &office(), at("2026-11-27 08:30")).len(), 1);
}

#[test]
fn it_is_not_sent_when_there_is_nothing() {
    assert_eq!(digests(&[], "2026-11-26 08:30"), []);
    let mut far = Tale::new();
    far.tom_writes("2026-11-23 10:00").owes(&tom(), &mia(), "pay", Some(due("2026-12-24")), "by Christmas");
    assert_eq!(digests(&[far.dossier], "2026-11-26 08:30"), []);
}

#[test]
fn it_tells_nobody_of_a_thread_they_were_never_on() {
    let mut other = Tale::new();
    let jon = party("Jon Alt <jon@studio.example>");
    other.mail(&tom(), std::slice::from_ref(&jon), &[], "2026-11-23 10:00");
    other.owes(&tom(), &jon, "send the logo", Some(due("2026-11-24")), "by Tuesday");
    assert_eq!(digests(&[other.dossier], "2026-11-26 08:30"), []);
}

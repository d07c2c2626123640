//! Mails in an mbox, and a ledger with something on record.

use std::path::Path;

use inwriting::{
    ledger::Ledger,
    model::{Change, Due, Event, Grain, Moment},
};
use jiff::{civil, tz::TimeZone};

#[allow(dead_code)]
#[path = "../ledger/correspondence.rs"]
mod correspondence;

use correspondence::{accepted, file, letter, mail, noon, recorded};

/// The mails in an mbox, as `mutt` and others write it.
pub fn mbox(mails: &[&str]) -> String {
    let from = "From MAILER-DAEMON Thu Jun 11 10:12:00 2026\n";
    mails.iter().map(|mail| format!("{from}{}\n", mail.replace("\r\n", "\n").replace("\nFrom ", "\n>From "))).collect()
}

/// A ledger at `path`: Tom owes the studio the slides (agreed, due long ago) and a logo (called off), and was reminded of the slides.
pub fn ledger(path: &Path) {
    let mut ledger = Ledger::open(path).unwrap();
    let mut slides = recorded(1, "m1@bank.example", "send the slides");
    if let Change::Recorded { due, .. } = &mut slides.change {
        *due = Some(Due {
            said: "by Friday noon".to_owned(),
            moment: Moment::Clock(civil::datetime(2025, 6, 13, 12, 0, 0, 0)),
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            grain: Grain::Minute,
            assumed: Vec::new(),
        });
    }
    let otherwise = Change::ConsequenceStated { words: "we lose the slot".to_owned() };
    let cancelled = Event { change: Change::Cancelled, ..recorded(2, "m1@bank.example", "") };
    let events = vec![
        slides.clone(),
        Event { change: otherwise, ..slides },
        recorded(2, "m1@bank.example", "draw a logo"),
        accepted(1, "m1@bank.example"),
        cancelled,
    ];
    let thread = file(&mut ledger, &mail("m1@bank.example", &[]), events).unwrap();
    ledger.queue(&[letter("remind-1", thread.id, &["tom@bank.example"])], &[], noon()).unwrap();
}

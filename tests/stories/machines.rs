//! Nothing is sent in answer to a machine (RFC 3834, section 2), and no machine's word is taken.

use inwriting::daemon::Taken;

use crate::{
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, TOM, rules},
    },
    the_call,
};

/// Plays the call, then this mail an hour later: it changes nothing, and nobody is answered; a team member is told that somebody is `away`.
fn is_left(machine: &Written, away: bool) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    let record = office.record();
    let taken = office.receives(machine);
    assert!(matches!(taken, Taken::Left { .. }), "{taken:?}");
    office.clock_moves_to("2026-06-11 18:00");
    if away {
        office.sends("2026-06-11 11:00 absent to mia@studio.example");
    }
    office.has_sent_nothing_more();
    assert_eq!(office.ledger().threads().unwrap()[0].agreements.len(), record.len());
}

fn from_tom(text: &str) -> Written {
    mail("machine", TOM, text).to(MIA).cc(BOT).answering(&the_call())
}

#[test]
fn an_out_of_office_answer_promises_nothing() {
    let away = "I am out of the office. I will send you the materials on Monday.";
    is_left(&from_tom(away).header("Auto-Submitted", "auto-replied"), true);
}

#[test]
fn an_out_of_office_answer_of_an_old_program_is_known_all_the_same() {
    let away = "I am out of the office until Monday and will send you the materials then.";
    is_left(
        &from_tom(away).about("Automatic reply: Deck").header("X-Autoreply", "yes").header("Precedence", "bulk"),
        true,
    );
}

#[test]
fn a_mailing_list_is_not_answered() {
    let list = from_tom("We will send everything by Friday.").header("List-Id", "<events.bank.example>");
    is_left(&list.header("Precedence", "list").header("List-Unsubscribe", "<mailto:leave@bank.example>"), false);
}

#[test]
fn a_bounce_of_our_own_letter_is_not_answered() {
    let bounce = "This is the mail system at bank.example.\n\n<tom@bank.example>: 550 no such user";
    let from = "Mail Delivery System <MAILER-DAEMON@bank.example>";
    let bounce = mail("bounce", from, bounce).to(BOT).about("Undelivered Mail Returned to Sender");
    is_left(&bounce.header("Auto-Submitted", "auto-replied").header("Return-Path", "<>"), false);
}

#[test]
fn what_the_team_is_asked_counts_against_the_limits_like_all_letters() {
    let mut house = rules();
    house.limits.letters_a_day_per_thread = 1;
    let mut office = Office::opens_by("2026-06-11 09:00", house);
    let first = mail("logo", MIA, "Hi Tom,\n\nplease send us the logo.\n\nMia").to(TOM).cc(BOT).about("Logo");
    let second = mail("texts", MIA, "Hi Tom,\n\nplease send us the texts.\n\nMia").to(TOM).cc(BOT).answering(&first);
    office.receives_at("2026-06-11 10:12", &first);
    office.sends("2026-06-11 10:12 question to mia@studio.example");
    office.receives_at("2026-06-11 10:20", &second);
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
}

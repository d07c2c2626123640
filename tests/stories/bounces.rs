//! A letter that comes back stops further ones to an address that is dead, and a team member is told; no other bounce has an effect.

use inwriting::{daemon::Taken, model::ThreadId};

use crate::{
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, Sent, TOM},
    },
    the_call,
};

/// Studio Kern on the morning of the call, its confirmation sent to both.
fn office_that_has_confirmed() -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    let confirmation = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
    (office, confirmation)
}

/// The bank's server says that a letter did not reach `address`.
fn bounce(name: &str, letter: &str, address: &str, text: &str) -> Written {
    let text = format!(
        "{text}\n\n  {address}\n    550 5.1.1 <{address}>: no such user\n\n\
         ------ This is a copy of the message, including all the headers. ------\n\n\
         From: agree@studio.example\nMessage-ID: <{letter}>\nSubject: Re: Slides for Tuesday\n"
    );
    let from = "Mail Delivery System <Mailer-Daemon@mx.bank.example>";
    let bounce = mail(name, from, &text).to(BOT).about("Mail delivery failed: returning message to sender");
    bounce.header("X-Failed-Recipients", address).header("Auto-Submitted", "auto-replied")
}

const FAILED: &str = "A message that you sent could not be delivered. This is a permanent error.";

/// No letter from here to the end of the story goes to Tom.
fn nothing_goes_to_tom(office: &mut Office, until: &str) {
    office.clock_moves_to(until);
    let letters = office.further_letters();
    assert!(!letters.is_empty(), "Mia still gets hers");
    for letter in letters {
        assert!(letter.to.iter().all(|address| address.domain() == "studio.example"), "{}", letter.whole());
    }
}

fn goes_on_to_tom(office: &mut Office) {
    office.clock_moves_to("2026-06-12 12:00");
    let letters = office.further_letters();
    assert!(letters.iter().any(|letter| letter.to.iter().any(|address| address.domain() == "bank.example")));
    assert!(office.ledger().dead().unwrap().is_empty());
}

#[test]
fn a_bounce_from_a_dead_address_is_told_and_is_the_last_letter_sent_there() {
    let (mut office, confirmation) = office_that_has_confirmed();
    let agreed = office.thread().agreements;
    let back = bounce("back", confirmation.letter.id.as_str(), "tom@bank.example", FAILED);
    assert!(matches!(office.receives(&back), Taken::Left { .. }));
    let told = office.sends("2026-06-11 11:00 undelivered to mia@studio.example");
    assert!(told.letter.text.contains("My letter to tom@bank.example did not arrive"), "{}", told.whole());
    assert!(told.letter.text.contains("no such user"), "{}", told.whole());
    let letters = office.ledger().letters_of(ThreadId(1)).unwrap();
    assert_eq!(letters[0].refused[0].0.to_string(), "tom@bank.example", "`show` tells whom it did not reach");

    nothing_goes_to_tom(&mut office, "2026-06-16 12:00");
    assert_eq!(office.ledger().thread(ThreadId(1)).unwrap().unwrap().agreements, agreed, "what was agreed stands");
}

#[test]
fn a_letter_that_waits_for_a_dead_address_is_withdrawn_and_written_anew_for_the_others() {
    let (mut office, confirmation) = office_that_has_confirmed();
    office.outbox_fails();
    let more = "Hi Tom,\n\nwe will send you the invoice by Monday 12:00.\n\nBest,\nMia";
    office.receives(&mail("more", MIA, more).to(TOM).cc(BOT).answering(&the_call()));
    office.clock_moves_to("2026-06-11 11:20");
    office.receives(&bounce("back", confirmation.letter.id.as_str(), "tom@bank.example", FAILED));
    office.outbox_works();
    office.clock_moves_to("2026-06-11 12:00");
    let sent: Vec<String> =
        office.further_letters().iter().map(|sent| sent.headline().split_off("2026-06-11 11:20 ".len())).collect();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent.contains(&"confirmation to mia@studio.example".to_owned()), "{sent:?}");
    assert!(sent.contains(&"undelivered to mia@studio.example".to_owned()), "{sent:?}");
}

#[test]
fn who_writes_again_gets_letters_again() {
    let (mut office, confirmation) = office_that_has_confirmed();
    office.receives(&bounce("back", confirmation.letter.id.as_str(), "tom@bank.example", FAILED));
    office.further_letters();
    office.receives(
        &mail("here", TOM, "Hi Mia,\n\nmy mailbox works again.\n\nTom").to(MIA).cc(BOT).answering(&the_call()),
    );
    goes_on_to_tom(&mut office);
}

#[test]
fn a_bounce_that_matches_nothing_has_no_effect() {
    let (mut office, confirmation) = office_that_has_confirmed();
    let ours = confirmation.letter.id.to_string();
    for (number, (letter, address)) in [
        ("never-sent@studio.example", "tom@bank.example"),
        ("the-call@studio.example", "tom@bank.example"),
        (ours.as_str(), "ines@bank.example"),
    ]
    .into_iter()
    .enumerate()
    {
        let taken = office.receives(&bounce(&format!("forged{number}"), letter, address, FAILED));
        assert!(matches!(taken, Taken::Left { .. }));
        office.has_sent_nothing_more();
    }
    let from_a_person = mail("person", "eve@elsewhere.example", FAILED).to(BOT).answering_id(&ours);
    office.receives(&from_a_person);
    office.has_sent_nothing_more();
    goes_on_to_tom(&mut office);
}

#[test]
fn a_report_of_a_delay_has_no_effect() {
    let (mut office, confirmation) = office_that_has_confirmed();
    let late = "Delivery is delayed, and will be retried. This is a warning message only.";
    office.receives(&bounce("late", confirmation.letter.id.as_str(), "tom@bank.example", late));
    office.has_sent_nothing_more();
    goes_on_to_tom(&mut office);
}

#[test]
fn the_same_letter_comes_back_from_one_address_once() {
    let (mut office, confirmation) = office_that_has_confirmed();
    office.receives(&bounce("one", confirmation.letter.id.as_str(), "tom@bank.example", FAILED));
    office.further_letters();
    office.receives(&bounce("two", confirmation.letter.id.as_str(), "tom@bank.example", FAILED));
    office.has_sent_nothing_more();
}

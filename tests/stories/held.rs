//! Where letters to clients wait for a word, the team member's mail says it.

use inwriting::model::Approve;

use crate::{
    support::{
        office::{MIA, Office, Sent, TOM, rules},
        programs::{Program, button, reply},
    },
    the_call,
};

/// The confirmation of Thursday's call waits; Mia has been shown it.
fn waiting() -> (Office, Sent) {
    let mut careful = rules();
    careful.policy.approve = Approve::Always;
    let mut office = Office::opens_by("2026-06-11 09:00", careful);
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 10:30");
    let shown = office.next_letter();
    assert!(shown.headline().ends_with(" to mia@studio.example"), "{}", shown.headline());
    (office, shown)
}

fn letters(office: &mut Office) -> Vec<String> {
    office.further_letters().iter().map(|sent| sent.headline()).collect()
}

#[test]
fn send_lets_it_go_out() {
    let (mut office, shown) = waiting();
    office.receives(&button("send", MIA, &shown, "send"));
    office.clock_moves_to("2026-06-11 10:45");
    let gone = letters(&mut office);
    assert!(gone.iter().any(|line| line.contains("confirmation to mia@studio.example, tom@bank.example")), "{gone:#?}");
}

#[test]
fn drop_keeps_it_back_for_good() {
    let (mut office, shown) = waiting();
    office.receives(&reply("drop", MIA, &shown, "Drop it, please", Program::Gmail));
    office.clock_moves_to("2026-06-11 18:00");
    let gone = letters(&mut office);
    assert!(gone.iter().all(|line| !line.contains("tom@bank.example")), "{gone:#?}");
}

#[test]
fn a_clients_send_releases_nothing() {
    let (mut office, shown) = waiting();
    office.receives(&button("send", TOM, &shown, "send"));
    office.clock_moves_to("2026-06-11 11:00");
    let gone = letters(&mut office);
    assert!(gone.iter().all(|line| !line.contains("tom@bank.example")), "{gone:#?}");
}

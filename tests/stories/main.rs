//! Correspondence from end to end: an office opens, mails arrive, the clock moves, letters go out, the ledger is asked last.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../support"]
mod support {
    pub mod clock;
    pub mod mail;
    pub mod office;
    pub mod programs;
}

mod answers;
mod approval;
mod asked_back;
mod bounces;
mod calendar;
mod calls;
mod consent;
mod corrections;
mod delivery;
mod demo;
mod held;
mod kept_back;
mod lessons;
mod let_go;
mod machines;
mod mishaps;
mod moves;
mod numbers;
mod objections;
mod odd;
mod offered;
mod one_letter;
mod outage;
mod people;
mod piled_up;
mod plain_words;
mod promise;
mod put_off;
mod quiet_time;
mod recapped;
mod repeated;
mod running;
mod silence;
mod status;
mod strangers;
mod successors;
mod taking_back;
mod threading;
mod tongues;
mod waiting;
mod who_may;

use support::{
    mail::{Written, mail},
    office::{BOT, MIA, Office, TOM},
};

/// Thursday's call, written down: the bank's materials by Friday 16:00, the studio's deck by Tuesday 9:00.
fn the_call() -> Written {
    let text = "Hi Tom,\n\ngood to talk just now. So that both of us have it in writing:\n\n\
        - Tom sends us all materials by Friday 16:00. Otherwise your last edits will not make it into the deck.\n\
        - We deliver the finished deck by Tuesday 9:00.\n\nBest,\nMia\n";
    mail("the-call", MIA, text).to(TOM).cc(BOT)
}

/// Tom's answer to it, all quoted below.
fn the_yes() -> Written {
    let text = "Ok, that works for us. You will have everything by Friday 16:00.\n\nRegards\nTom";
    mail("the-yes", TOM, text).to(MIA).cc(BOT).answering(&the_call())
}

/// Studio Kern on Thursday at eleven, with both dates agreed and confirmed.
fn agreed() -> Office {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.receives_at("2026-06-11 10:20", &the_yes());
    office.clock_moves_to("2026-06-11 11:00");
    office.further_letters();
    office
}

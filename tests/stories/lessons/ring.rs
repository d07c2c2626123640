//! Dates that wait for each other in a ring.

use inwriting::language::Packs;

use super::{opens, scripts::SCRIPTS};
use crate::{
    numbers::stands,
    support::{
        mail::mail,
        office::{BOT, MIA, Office, TOM},
    },
};

/// A mail of Mia's, or of Tom's.
#[derive(Clone, Copy)]
enum Says {
    Mia(&'static str),
    Tom(&'static str),
}

use Says::{Mia, Tom};

/// In each language what ties the dates; how many there are.
const RINGS: [(&str, &[Says], usize); 3] = [
    (
        "en",
        &[
            Mia("Hi Tom,\n\nso that both of us have it in writing:\n\n- Tom sends us the photos by Friday 16:00.\n\
                 - You will have the texts two working days after the photos arrive.\n\nMia"),
            Tom("Hi Mia,\n\nwe'll send you the photos two working days after the texts arrive.\n\nTom"),
            Mia("Hi Tom,\n\nok, that works for us.\n\nMia"),
        ],
        2,
    ),
    (
        "de",
        &[
            Mia(
                "Hallo Tom,\n\ndamit wir es beide schriftlich haben:\n\n- Tom schickt uns die Fotos bis Freitag 16 Uhr.\n\
                 - Die Texte bekommt ihr zwei Arbeitstage nach den Fotos.\n\nMia",
            ),
            Tom("Hallo Mia,\n\nwir schicken euch die Fotos zwei Arbeitstage nach den Texten.\n\nTom"),
            Mia("Hallo Tom,\n\nok, passt.\n\nMia"),
        ],
        2,
    ),
    (
        "ru",
        &[
            Mia("Добрый день, Том!\n\nФиксирую:\n\n- Том пришлёт нам фотографии до пятницы 16:00.\n\
                 - Мы пришлём тексты до вторника.\n- Мы пришлём черновик до четверга.\n\nМиа"),
            Mia("Добрый день, Том!\n\nМы пришлём тексты через 2 рабочих дня после фотографий.\n\nМиа"),
            Mia("Добрый день, Том!\n\nМы пришлём черновик через 2 рабочих дня после текстов.\n\nМиа"),
            Tom("Миа, добрый день!\n\nМы пришлём фотографии через 2 рабочих дня после черновика.\n\nТом"),
            Mia("Хорошо, нам подходит.\n\nМиа"),
        ],
        3,
    ),
];

/// All that is said, ten minutes apart, each in answer to the one before.
fn said(office: &mut Office, says: &[Says]) {
    let mut above = None;
    for (at, says) in says.iter().enumerate() {
        let name = format!("ring-{at}");
        let written = match says {
            Mia(text) => mail(&name, MIA, text).to(TOM),
            Tom(text) => mail(&name, TOM, text).to(MIA),
        };
        let written = written.cc(BOT).about("Launch");
        let written = above.iter().fold(written, |written, above| written.answering(above));
        office.receives_at(&format!("2026-06-11 10:{:02}", 10 + at * 10), &written);
        above = Some(written);
    }
}

#[test]
fn dates_that_wait_for_each_other_stand_still_and_are_told_to_the_team_once() {
    let packs = Packs::embedded().unwrap();
    for (language, says, count) in RINGS {
        let script = SCRIPTS.iter().find(|script| script.language == language).unwrap();
        let mut office = opens(script);
        said(&mut office, says);
        let tied = office.thread().agreements.iter().filter(|agreement| agreement.depends.is_some()).count();
        assert_eq!(tied, count, "{language}: {:#?}", office.record());
        // Tom's date moved once, when Mia said yes to it; nothing follows from that for what it waits for.
        let before = stands(&office);
        let moved: Vec<usize> = office.thread().agreements.iter().map(|agreement| agreement.former.len()).collect();
        assert!(moved.iter().sum::<usize>() <= 1, "{language}: {before:?}");
        office.clock_moves_to("2026-06-12 12:00");
        office.clock_moves_to("2026-06-17 18:00");
        let heading = packs.get(language).unwrap().letters["misfits"].lines().next().unwrap();
        let sent = office.further_letters();
        let told: Vec<_> = sent.iter().filter(|sent| sent.letter.text.contains(heading)).collect();
        assert_eq!(told.len(), 1, "{language}: {:#?}", sent.iter().map(|sent| sent.headline()).collect::<Vec<_>>());
        assert_eq!(told[0].headline(), "2026-06-12 08:30 digest to mia@studio.example", "{language}");
        insta::assert_snapshot!(format!("ring-{language}"), told[0].whole());
        assert_eq!(stands(&office), before, "{language}: the dates stand still");
    }
}

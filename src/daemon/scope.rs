//! In charge of: what a mail states of the work without a date: recorded beside the dated agreements of the same mail; where it contradicts what
//! is on record, a question to a team member alone.
//!
//! Promises: nothing on record changes by such a mail alone; no client hears of the question; nobody outside both sides is heard.

use crate::{
    language::Packs,
    model::{Change, Event, Mail, Office, Quote, Ruling, Setting, Source, Stated, Term, Thread},
    reading,
};

/// What follows from what a mail states.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub rulings: Vec<Ruling>,
    /// What contradicts the record.
    pub asks: Vec<Term>,
}

impl Scope {
    /// What `mail`, which brings `events`, states of the work on `thread`.
    pub(super) fn of(mail: &Mail, thread: &Thread, events: &[Event], office: &Office, packs: &Packs) -> Self {
        let mut scope = Self::default();
        let Some(by) = &mail.from else { return scope };
        let mut with = thread.clone();
        with.apply(events);
        let side = office.side(&by.address);
        if !with.sides(office).contains(&side) {
            return scope;
        }
        let dated = |event: &Event| matches!(&event.change, Change::Recorded { due: Some(_), .. });
        let recap = events.iter().any(dated);
        let known = &thread.settings.terms;
        if !recap && known.is_empty() {
            return scope;
        }
        let quote = Quote { mail: mail.id.clone(), text: String::new(), start: 0, end: 0 };
        let source = Source { by: by.clone(), at: mail.date.timestamp(), quote, settled: None };
        let said = reading::terms(mail, &with, packs);
        let term = |stated: &Stated| Term::of(stated, &source);
        let new = |stated: &&Stated| !known.iter().any(|term| term.of == stated.of);
        let terms: Vec<Term> = said.recap.iter().filter(|stated| recap && new(stated)).map(term).collect();
        if let Some(first) = terms.first() {
            let source = first.source.clone();
            scope.rulings.push(Ruling { setting: Setting::Terms { terms }, source });
        }
        if let Some((name, quote)) = said.stage.filter(|_| recap && office.is_team(&by.address)) {
            let at = source.at;
            let source = Source { quote, ..source.clone() };
            scope.rulings.push(Ruling { setting: Setting::Stage { name, at: Some(at) }, source });
        }
        let stated = said.otherwise.iter().chain(said.recap.iter().filter(|_| recap));
        for stated in stated {
            let other = known.iter().any(|term| term.of == stated.of && term.value != stated.value);
            if other && !scope.asks.iter().any(|asked| asked.of == stated.of) {
                scope.asks.push(term(stated));
            }
        }
        scope
    }
}

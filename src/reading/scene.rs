//! In charge of: everything that is known where a sentence is read: the mail made ready, its people, the agreements still open.
//!
//! Promises: the language of each sentence is judged by its own words first, then by the mail's; what stands open is seen from the side of
//! the voice that speaks.
//! Leaves to: `features` and `turning` what of it is telling.

use jiff::civil::Date;

use super::{
    clauses::{Sentence, Setting, prepare},
    gist::Gist,
    people::Roster,
    time, tongue,
    turning::{Raised, raised},
    units::{Units, cut},
};
use crate::{
    language::{Pack, Packs, fold},
    model::{Agreement, AgreementNumber, Mail, Moment, Office, Side, State, Thread, WorkingTime},
};

/// An agreement that a mail may speak of.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub number: AgreementNumber,
    pub gist: Gist,
    pub debtor: Side,
    pub debtor_address: String,
    pub state: State,
    pub due: Option<Moment>,
    /// A new date waits for a yes, wanted by this side.
    pub proposed_by: Option<Side>,
    /// That date.
    pub wish: Option<Moment>,
    /// Spoken of in the mail that this one answers.
    pub fresh: bool,
    /// Its place in the list that first said it, from 1, among those of the same mail.
    pub place: u32,
    /// How many agreements came after it.
    pub age: usize,
}

/// How many of the latest agreements tell in which languages a thread is written.
const BEFORE: usize = 8;

/// How many sentences before one may name the day that it means by "the same day".
const SPOKEN_BEFORE: usize = 3;

/// The most clauses a mail is read for: one that has more is no correspondence.
const MOST_CLAUSES: usize = 4_000;

/// A mail made ready to be read.
#[derive(Debug)]
pub(super) struct Scene<'s> {
    pub mail: &'s Mail,
    pub units: Units,
    pub sentences: Vec<Sentence<'s>>,
    pub roster: Roster,
    pub open: Vec<Open>,
    /// What each sentence raises of it.
    pub raised: Vec<Raised>,
    /// The packs of the languages spoken in it, the main one first.
    pub packs: Vec<&'s Pack>,
    /// The first mail of its thread that we know of.
    pub first: bool,
    /// By which working days are counted.
    pub working: &'s WorkingTime,
}

impl<'s> Scene<'s> {
    pub fn of(mail: &'s Mail, thread: &Thread, office: &'s Office, packs: &'s Packs) -> Option<Self> {
        mail.from.as_ref()?;
        let roster = Roster::of(mail, thread, office, packs);
        let before: Vec<&str> =
            thread.agreements.iter().rev().take(BEFORE).map(|known| known.language.as_str()).collect();
        let spoken = tongue::of_text_among(&mail.own_text(), &before, packs);
        let short = |word: &str| {
            let folded = fold(word).text;
            packs.iter().any(|pack| pack.facts.abbreviations.contains(&folded))
        };
        let spans = |text: &str| {
            let found = time::find(text, &mail.date, &spoken, "");
            found
                .first()
                .is_some_and(|time| time.start == 0 && time.end == text.trim_end_matches([',', '.', ':']).len())
        };
        let units = cut(mail, &short, &spans);
        let sentences = sentences(mail, &units, &roster, &spoken, (thread, office))?;
        let mut scene = Self {
            mail,
            units,
            sentences,
            roster,
            open: Vec::new(),
            raised: Vec::new(),
            packs: spoken,
            first: thread.messages.is_empty(),
            working: &office.working,
        };
        scene.open = thread
            .agreements
            .iter()
            .filter(|known| may_be_spoken_of(known))
            .map(|known| scene.open_item(known, thread, office))
            .collect();
        if !scene.open.is_empty() {
            scene.raised = scene.sentences.iter().map(|sentence| raised(&scene, sentence)).collect();
        }
        Some(scene)
    }

    fn open_item(&self, known: &Agreement, thread: &Thread, office: &Office) -> Open {
        let parent = self.mail.ancestors.last();
        let told_in =
            |other: &&Agreement| other.origin.quote.mail == known.origin.quote.mail && other.number <= known.number;
        Open {
            number: known.number,
            gist: Gist::of(&known.action, &self.packs, &self.roster),
            debtor: office.side(&known.debtor.address),
            debtor_address: known.debtor.address.to_string(),
            state: known.state,
            due: known.due.as_ref().map(|due| due.moment),
            proposed_by: known.proposal.as_ref().map(|proposal| office.side(&proposal.by)),
            wish: known.proposal.as_ref().map(|proposal| proposal.due.moment),
            fresh: parent == Some(&known.latest.quote.mail) || parent == Some(&known.origin.quote.mail),
            place: u32::try_from(thread.agreements.iter().filter(told_in).count()).unwrap_or(u32::MAX),
            age: thread.agreements.iter().filter(|other| other.number > known.number).count(),
        }
    }

    /// The side of the voice that speaks in `sentence`.
    pub fn side(&self, sentence: &Sentence<'_>) -> Option<&Side> {
        let person = self.speaker(sentence)?;
        self.roster.people.get(person).map(|person| &person.side)
    }

    /// The person who speaks in `sentence`: an index into the roster.
    pub fn speaker(&self, sentence: &Sentence<'_>) -> Option<usize> {
        let unit = self.units.units.get(sentence.unit)?;
        let voice = self.units.voices.get(unit.voice)?;
        self.roster.find(&voice.party.address)
    }

    /// The sentence that heads the list `sentence` stands in.
    pub fn heading(&self, sentence: &Sentence<'_>) -> Option<&Sentence<'s>> {
        let heading = self.units.units.get(sentence.unit)?.heading?;
        self.sentences.iter().find(|other| other.unit == heading)
    }
}

/// The units of a mail made ready, each in its language, the first of `spoken` if it has none of its own; `None` where no language is known.
fn sentences<'s>(
    mail: &Mail,
    units: &Units,
    roster: &Roster,
    spoken: &[&'s Pack],
    (thread, office): (&Thread, &Office),
) -> Option<Vec<Sentence<'s>>> {
    let main = *spoken.first()?;
    let zone = office.zone.iana_name().unwrap_or_default();
    let mut sentences: Vec<Sentence<'_>> = Vec::with_capacity(units.units.len());
    let mut clauses = 0;
    for (index, unit) in units.units.iter().enumerate() {
        let Some(voice) = units.voices.get(unit.voice) else { continue };
        let text = mail.text.get(unit.start..unit.end).unwrap_or_default();
        let pack = tongue::of_sentence(text, main, spoken);
        let before = day_before(&sentences).or_else(|| agreed_day(thread));
        let setting = Setting { pack, spoken, at: &voice.at, zone, working: &office.working, before };
        let sentence = prepare(&mail.text, units, index, roster, &setting);
        clauses += sentence.clauses.len();
        if clauses > MOST_CLAUSES {
            break;
        }
        sentences.push(sentence);
    }
    Some(sentences)
}

/// The day that the last sentences spoke of.
fn day_before(sentences: &[Sentence<'_>]) -> Option<Date> {
    let last = sentences.iter().rev().take(SPOKEN_BEFORE).find_map(|sentence| sentence.times.last())?;
    Some(last.moment.date())
}

/// The one day that all open agreements fall due on: it needs no name where it is spoken of.
fn agreed_day(thread: &Thread) -> Option<Date> {
    let open = thread.agreements.iter().filter(|known| known.state.is_open());
    let mut days = open.map(|known| known.due.as_ref().map(|due| due.moment.date()));
    let first = days.next()??;
    days.all(|day| day == Some(first)).then_some(first)
}

/// Open agreements, and declined ones: what was refused for one day may be agreed for another.
fn may_be_spoken_of(known: &Agreement) -> bool {
    known.state.is_open() || known.state == State::Declined
}

//! In charge of: the letters about a project as a whole: its facts.

use jiff::civil::date;

use super::{
    Specimen,
    occasions::{Stage, december, november},
    tale::Tale,
};
use crate::{
    letters::{self, CannotWrite},
    model::{
        AgreementNumber, Answer, Audience, Change, Counted, Dependency, Moment, Notice, NoticeKind, Policy, Quote,
        Reflection, Setting, Source, Stretch, Term,
    },
    schedule,
};

impl Stage<'_> {
    /// Materials that came after their date, and a deck that was moved once at the wish of each side.
    pub(super) fn report(&self) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let on = |day| self.cast.due(Moment::Day(day));
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        tale.mia_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        tale.and(1, Change::ConsequenceStated { words: story.otherwise.clone() }, &story.otherwise);
        tale.mia_owes(&story.deck, Some(on(date(2026, 11, 30))), &story.ours);
        tale.tom_writes(november(26, 11, 0)).and(1, Change::Accepted, &story.promise);
        tale.tom_writes(november(30, 10, 0)).and(1, Change::Fulfilled, &story.done);
        tale.mia_writes(november(30, 10, 30));
        tale.and(2, Change::MoveProposed { due: on(date(2026, 12, 2)) }, &story.ours);
        tale.tom_writes(november(30, 11, 0)).and(2, Change::Moved { due: on(date(2026, 12, 2)) }, &story.promise);
        tale.tom_writes(december(1, 9, 0)).and(2, Change::Moved { due: on(date(2026, 12, 4)) }, &story.ask);
        tale.mia_writes(december(3, 17, 0)).and(2, Change::Fulfilled, &story.ours);
        let at = self.cast.at(december(4, 9, 0));
        let notice = Notice {
            thread: Some(tale.dossier.thread.id),
            answers: tale.dossier.heads.last().map(|head| head.id.clone()),
            ..Notice::new(
                NoticeKind::Report,
                "report/7".to_owned(),
                Audience::Member(self.cast.mia.address.clone()),
                at,
            )
        };
        let letter = letters::write_report(&notice, &tale.dossier, &[], &self.office, self.style, self.packs, at)?;
        Ok(Specimen { name: "report", letter })
    }

    /// The client of a thing that was done is asked how it went.
    pub(super) fn feedback(&self) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        let due = self.cast.due(Moment::Day(date(2026, 11, 30)));
        tale.mia_writes(november(26, 10, 0)).mia_owes(&story.deck, Some(due), &story.ours);
        self.tell(&mut tale, november(26, 10, 15));
        tale.mia_writes(november(30, 15, 0)).and(1, Change::Fulfilled, &story.ours);
        self.tell(&mut tale, november(30, 15, 15));
        self.planned("feedback", NoticeKind::Feedback, &mut tale, december(2, 9, 0))
    }

    /// A date has passed, and another one hangs on it.
    pub(super) fn chain(&self) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let on = |day| self.cast.due(Moment::Day(day));
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        tale.tom_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        tale.mia_writes(november(26, 10, 5)).mia_owes(&story.deck, Some(on(date(2026, 12, 1))), &story.ours);
        let stretch = Stretch { amount: 2, of: Counted::WorkingDays, before: false };
        let dependency = Dependency { on: AgreementNumber(1), stretch, said: story.after.clone() };
        tale.and(2, Change::MadeDependent { dependency }, &story.ours);
        self.tell(&mut tale, november(26, 10, 30));
        self.tell(&mut tale, november(27, 13, 0));
        self.planned("overdue-chain", NoticeKind::Overdue, &mut tale, december(1, 9, 0))
    }

    /// What is agreed beside the dates, in a confirmation; then the client wants it otherwise.
    pub(super) fn terms(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        let due = self.cast.due(Moment::Day(date(2026, 11, 30)));
        tale.mia_writes(november(26, 10, 0)).mia_owes(&story.deck, Some(due), &story.ours);
        let source = |tale: &Tale<'_>, words: &str| {
            let head = tale.dossier.heads.last()?;
            let quote = Quote { mail: head.id.clone(), text: words.to_owned(), start: 0, end: words.len() };
            Some(Source { by: head.from.clone()?, at: head.date.timestamp(), quote, settled: None })
        };
        let said = source(&tale, &story.terms.join(", ")).ok_or(CannotWrite::Unknown)?;
        let term = |(of, words): (usize, &String), source: &Source| Term {
            of: of.to_string(),
            value: words.clone(),
            words: words.clone(),
            source: source.clone(),
        };
        let terms = story.terms.iter().enumerate().map(|one| term(one, &said)).collect();
        tale.dossier.thread.settings.apply(&Setting::Terms { terms });
        let mut specimens = vec![self.planned("terms", NoticeKind::Confirmation, &mut tale, november(26, 10, 15))?];
        tale.tom_writes(november(27, 10, 0));
        let head = tale.dossier.heads.last().ok_or(CannotWrite::Unknown)?;
        let at = self.cast.at(november(27, 10, 0));
        let notice = schedule::scope_question(&tale.dossier, head, &self.office, at).ok_or(CannotWrite::Nobody)?;
        let said = source(&tale, &story.rescope).ok_or(CannotWrite::Unknown)?;
        let asked = vec![term((0, &story.rescoped), &said)];
        let letter = self.answering(&tale, notice, Answer::Contradictions(asked), at)?;
        specimens.push(Specimen { name: "scope", letter });
        Ok(specimens)
    }

    /// A stage has ended: its client is asked how it went.
    pub(super) fn stage(&self) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        let due = self.cast.due(Moment::Day(date(2026, 12, 11)));
        tale.mia_writes(november(26, 10, 0)).mia_owes(&story.deck, Some(due), &story.ours);
        self.tell(&mut tale, november(26, 10, 15));
        for (name, day) in [("1", 26), ("2", 30)] {
            let at = Some(self.cast.at(november(day, 11, 0)));
            tale.dossier.thread.settings.apply(&Setting::Stage { name: format!("{} {name}", story.subject), at });
        }
        self.planned("feedback-stage", NoticeKind::Feedback, &mut tale, december(2, 9, 0))
    }

    /// Both sides are asked to look back, and both have answered.
    pub(super) fn looking_back(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        let on = |day| self.cast.due(Moment::Day(day));
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        tale.mia_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        tale.mia_owes(&story.deck, Some(on(date(2026, 11, 30))), &story.ours);
        tale.tom_writes(november(26, 11, 0)).and(1, Change::Accepted, &story.promise);
        tale.tom_writes(november(30, 10, 0)).and(1, Change::Fulfilled, &story.done);
        tale.mia_writes(november(30, 17, 0)).and(2, Change::Fulfilled, &story.ours);
        let asked = self.cast.at(december(2, 9, 0));
        tale.dossier.thread.settings.apply(&Setting::LookBackWanted { at: asked });
        let question = self.planned("look-back", NoticeKind::LookBack, &mut tale, december(2, 9, 0))?;
        let mut reflections = Vec::new();
        for (by, words, hour) in [(&self.cast.tom, &story.looks_back, 11), (&self.cast.mia, &story.we_look_back, 15)] {
            let at = self.cast.at(december(3, hour, 0));
            tale.dossier.thread.settings.apply(&Setting::LookedBack { by: by.address.clone(), at });
            let mail = tale.dossier.heads.last().ok_or(CannotWrite::Unknown)?.id.clone();
            reflections.push(Reflection {
                thread: tale.dossier.thread.id,
                mail,
                by: by.clone(),
                at,
                words: words.clone(),
            });
        }
        let now = self.cast.at(december(3, 15, 0));
        let planned = schedule::plan(&tale.dossier, &self.office, &Policy::default(), now);
        let notice = planned.iter().find(|notice| notice.kind == NoticeKind::LookedBack);
        let notice = notice.ok_or(CannotWrite::NothingToSay)?;
        let (office, style) = (&self.office, self.style);
        let letter = letters::write_looked_back(notice, &tale.dossier, &reflections, office, style, self.packs, now)?;
        Ok(vec![question, Specimen { name: "looked-back", letter }])
    }

    /// What is planned at this moment counts as told.
    fn tell(&self, tale: &mut Tale<'_>, clock: jiff::civil::DateTime) {
        let at = self.cast.at(clock);
        let notices = schedule::plan(&tale.dossier, &self.office, &Policy::default(), at);
        tale.dossier.told.extend(notices.into_iter().map(|notice| Notice { at, ..notice }));
    }
}

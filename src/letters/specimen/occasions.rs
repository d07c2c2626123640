//! In charge of: the occasions themselves: Thursday's promise, Friday's silence, Monday's materials, and what else calls for a letter.

use jiff::{
    civil::{Date, DateTime, date},
    tz::TimeZone,
};

use super::{
    Specimen,
    tale::{Cast, Tale},
};
use crate::{
    language::{Pack, Packs, Story},
    letters::{self, CannotWrite},
    model::{
        About, Absence, Act, Address, Assumed, Audience, Change, Claim, Confidence, Dossier, Due, HouseStyle, Mishap,
        Moment, Notice, NoticeKind, Office, Policy, Quote, Reply, Statement, Wrong,
    },
    schedule,
};

/// Where the occasions are played, and the letters written so far.
pub(super) struct Stage<'p> {
    pub(super) cast: Cast,
    pub(super) office: Office,
    pub(super) story: &'p Story,
    pub(super) language: &'p str,
    pub(super) style: &'p HouseStyle,
    pub(super) packs: &'p Packs,
}

pub(super) const fn november(day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, 11, day).at(hour, minute, 0, 0)
}

pub(super) const fn december(day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, 12, day).at(hour, minute, 0, 0)
}

impl<'p> Stage<'p> {
    /// A stage for the language of `pack`; `None` where the cast cannot be gathered.
    pub(super) fn set(pack: &'p Pack, style: &'p HouseStyle, packs: &'p Packs) -> Option<Self> {
        let cast = Cast::gather(&pack.story)?;
        let office = cast.office(pack.code());
        Some(Self { cast, office, story: &pack.story, language: pack.code(), style, packs })
    }

    /// Plays everything.
    pub(super) fn play(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let mut tale = Tale::begin(&self.cast, 7, &self.story.subject, self.language);
        let mut specimens = self.rushed_job(&mut tale)?;
        specimens.extend(self.new_dates(&mut tale)?);
        specimens.extend(self.doubts(&mut tale)?);
        specimens.extend(self.come_back(&tale)?);
        specimens.push(self.away()?);
        specimens.extend(self.waiting()?);
        specimens.extend(self.morning()?);
        specimens.extend(self.several()?);
        specimens.push(self.chain()?);
        specimens.push(self.feedback()?);
        specimens.push(self.report()?);
        specimens.extend(self.terms()?);
        specimens.push(self.stage()?);
        specimens.extend(self.looking_back()?);
        specimens.extend(self.replies()?);
        Ok(specimens)
    }

    /// Thursday's promise, Friday's silence, Monday's materials.
    fn rushed_job(&self, tale: &mut Tale<'_>) -> Result<Vec<Specimen>, CannotWrite> {
        use NoticeKind::{Confirmation, Overdue, Reminder};
        let story = self.story;
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        let monday = Due {
            said: story.monday.clone(),
            assumed: vec![Assumed::Day],
            ..self.cast.due(Moment::Day(date(2026, 11, 30)))
        };
        let mut specimens = Vec::new();
        tale.mia_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        tale.and(1, Change::ConsequenceStated { words: story.otherwise.clone() }, &story.otherwise);
        specimens.push(self.planned("asked", Confirmation, tale, november(26, 10, 15))?);
        tale.tom_writes(november(26, 11, 0)).and(1, Change::Accepted, &story.promise);
        specimens.push(self.planned("accepted", Confirmation, tale, november(26, 11, 15))?);
        tale.mia_writes(november(26, 14, 0)).mia_owes(&story.deck, Some(monday), &story.ours);
        tale.tom_owes(&story.budget, None, &story.ask);
        specimens.push(self.planned("several", Confirmation, tale, november(26, 14, 15))?);
        specimens.push(self.planned("reminder", Reminder, tale, november(27, 9, 0))?);
        specimens.push(self.planned("overdue", Overdue, tale, november(27, 13, 0))?);
        tale.tom_writes(november(30, 10, 0)).and(1, Change::Fulfilled, &story.done);
        specimens.push(self.planned("done", Confirmation, tale, november(30, 10, 15))?);
        Ok(specimens)
    }

    /// A wish for a new date from another clock, a yes to it, a refusal, a thing called off.
    fn new_dates(&self, tale: &mut Tale<'_>) -> Result<Vec<Specimen>, CannotWrite> {
        use NoticeKind::Confirmation;
        let story = self.story;
        let zone = TimeZone::get("Europe/Istanbul").unwrap_or(TimeZone::UTC);
        let wished = Due { zone, ..self.cast.due(Moment::Clock(december(4, 15, 30))) };
        let mut specimens = Vec::new();
        tale.mia_writes(november(30, 11, 0)).and(2, Change::MoveProposed { due: wished.clone() }, &story.ours);
        specimens.push(self.planned("wished", Confirmation, tale, november(30, 11, 15))?);
        tale.tom_writes(november(30, 12, 0)).and(2, Change::Moved { due: wished }, &story.promise);
        tale.and(3, Change::Declined, &story.ask);
        specimens.push(self.planned("moved-and-declined", Confirmation, tale, november(30, 12, 15))?);
        tale.tom_writes(december(1, 12, 0)).and(2, Change::Cancelled, &story.ours);
        specimens.push(self.planned("called-off", Confirmation, tale, december(1, 12, 15))?);
        Ok(specimens)
    }

    /// One sentence that can be read in two ways, then two of them.
    fn doubts(&self, tale: &mut Tale<'_>) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        tale.tom_writes(december(2, 10, 0));
        tale.tom_owes(&story.budget, Some(self.on(date(2026, 12, 11))), &story.ask);
        tale.tom_writes(december(2, 11, 0));
        let head = tale.dossier.heads.last().ok_or(CannotWrite::Unknown)?;
        let doubt = |act, about, claim, due: Due, words: &str| Statement {
            act,
            about,
            claim,
            due: Some(due),
            depends: None,
            consequence: None,
            quote: Quote { mail: head.id.clone(), text: words.to_owned(), start: 0, end: words.len() },
            language: self.language.to_owned(),
            rule: "example".to_owned(),
            confidence: Confidence::new(0.5),
        };
        let (debtor, creditor) = (self.cast.tom.clone(), self.cast.mia.clone());
        let claim = Claim { debtor, creditor, action: story.materials.clone() };
        let noon = self.cast.due(Moment::Clock(december(10, 12, 0)));
        let doubts = [
            doubt(Act::Promise, About::New, Some(claim), self.on(date(2026, 12, 9)), &story.promise),
            doubt(Act::Move, About::Unclear, None, noon, &story.ask),
        ];
        let now = self.cast.at(december(2, 11, 0));
        let notice = schedule::question(&tale.dossier, head, &self.office, now).ok_or(CannotWrite::NothingToSay)?;
        let dossiers = std::slice::from_ref(&tale.dossier);
        let (first, _) = doubts.split_at(1);
        Ok(vec![
            self.letter("question", &notice, dossiers, first, december(2, 11, 0))?,
            self.letter("questions", &notice, dossiers, &doubts, december(2, 11, 0))?,
        ])
    }

    /// A letter came back: once because the address is dead, once for another reason.
    fn come_back(&self, tale: &Tale<'_>) -> Result<Vec<Specimen>, CannotWrite> {
        let gone = Address::parse("ann@bank.example").map_err(|_| CannotWrite::Unknown)?;
        let now = december(2, 12, 0);
        let at = self.cast.at(now);
        let mut notice = Notice {
            thread: Some(tale.dossier.thread.id),
            answers: tale.dossier.heads.last().map(|head| head.id.clone()),
            ..Notice::new(
                NoticeKind::Undelivered,
                "undelivered/dead".to_owned(),
                Audience::Member(self.cast.mia.address.clone()),
                at,
            )
        };
        let tell = |name, notice: &Notice, dead, words: &str| {
            let facts = (&gone, dead, words);
            let (office, style) = (&self.office, self.style);
            let letter = letters::write_undelivered(notice, &tale.dossier, facts, office, style, self.packs, at)?;
            Ok(Specimen { name, letter })
        };
        let dead = tell("undelivered-dead", &notice, true, "550 5.1.1 User unknown")?;
        notice.key = "undelivered".to_owned();
        Ok(vec![dead, tell("undelivered", &notice, false, "552 5.2.2 Mailbox full")?])
    }

    /// Somebody who owes something is away.
    fn away(&self) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 8, &story.subject, self.language);
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        tale.tom_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        let (who, at) = (self.cast.tom.clone(), self.cast.at(november(26, 12, 0)));
        let day = Some(date(2026, 12, 14));
        let told = schedule::absences(&tale.dossier, &who.address, day, &self.office, at);
        let (notice, numbers) = told.first().ok_or(CannotWrite::NothingToSay)?;
        let deputy = Some(self.cast.mia.address.clone());
        let absence = Absence { who, day, deputy, words: self.story.ours.clone() };
        let (about, office) = ((&absence, numbers.as_slice()), &self.office);
        let letter = letters::write_absent(notice, &tale.dossier, about, office, self.style, self.packs, at)?;
        Ok(Specimen { name: "absent", letter })
    }

    /// A letter that waits for a team member's word, and a request that nobody has answered.
    fn waiting(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 8, &story.subject, self.language);
        tale.mia_writes(november(26, 10, 0)).tom_owes(&story.budget, None, &story.ask);
        let first = self.planned("unused", NoticeKind::Confirmation, &mut tale, november(26, 10, 15))?.letter;
        let now = self.cast.at(november(26, 10, 15));
        let said = tale.dossier.told.last().ok_or(CannotWrite::NothingToSay)?;
        let notice = said.held(self.cast.mia.address.clone(), 1);
        let show = |name, again| {
            let (office, style) = (&self.office, self.style);
            let letter = letters::write_held(&notice, &tale.dossier, (&first, again), office, style, self.packs, now)?;
            Ok(Specimen { name, letter })
        };
        let mut specimens = vec![show("held", false)?, show("held-again", true)?];
        specimens.extend(self.written_down()?);
        specimens.push(self.planned("unanswered", NoticeKind::Unanswered, &mut tale, december(1, 9, 0))?);
        Ok(specimens)
    }

    /// A talk that was written down: as its writer is shown it, as it goes out, and where it is not known with whom it was.
    fn written_down(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 9, &story.subject, self.language);
        tale.mia_notes(november(26, 10, 0));
        tale.tom_owes(&story.materials, Some(self.cast.due(Moment::Clock(november(27, 12, 0)))), &story.ask);
        tale.and(1, Change::ConsequenceStated { words: story.otherwise.clone() }, &story.otherwise);
        tale.mia_owes(&story.deck, Some(self.on(date(2026, 12, 1))), &story.ours);
        let recap = self.planned("recap", NoticeKind::Confirmation, &mut tale, november(26, 10, 0))?;
        let said = tale.dossier.told.pop().ok_or(CannotWrite::NothingToSay)?;
        let (office, style, now) = (&self.office, self.style, self.cast.at(november(26, 10, 0)));
        let notice = said.held(self.cast.mia.address.clone(), 0);
        let shown =
            letters::write_held(&notice, &tale.dossier, (&recap.letter, false), office, style, self.packs, now)?;
        let head = tale.dossier.heads.last().ok_or(CannotWrite::Unknown)?;
        let quote = Quote { mail: head.id.clone(), text: story.ask.clone(), start: 0, end: story.ask.len() };
        let whom = self.reply("whom", &tale, &Reply::Whom(quote))?;
        Ok(vec![Specimen { name: "held-recap", letter: shown }, recap, whom])
    }

    /// A morning with something under each heading, one on which nothing presses, and one on which everything went wrong.
    fn morning(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let at_noon = |day| self.cast.due(Moment::Clock(november(day, 12, 0)));
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        tale.tom_writes(november(23, 10, 0)).tom_owes(&story.materials, Some(at_noon(24)), &story.promise).mia_owes(
            &story.budget,
            None,
            &story.ask,
        );
        tale.mia_writes(november(25, 15, 0))
            .tom_owes(&story.budget, Some(self.on(date(2026, 12, 20))), &story.ask)
            .mia_owes(&story.deck, Some(self.cast.due(Moment::Clock(november(26, 17, 0)))), &story.ours)
            .mia_owes(&story.deck, Some(self.on(date(2026, 11, 30))), &story.ours)
            .mia_owes(&story.materials, None, &story.ours);
        tale.mia_writes(november(25, 17, 0)).and(6, Change::Fulfilled, &story.done);
        let now = november(26, 8, 30);
        let dossiers = [tale.dossier];
        let notices = schedule::digests(&dossiers, &[], &[], &self.office, self.cast.at(now));
        let notice = notices.first().ok_or(CannotWrite::NothingToSay)?;
        Ok(vec![
            self.letter("digest", notice, &dossiers, &[], now)?,
            self.quiet_morning(now)?,
            self.bad_morning(notice, now)?,
        ])
    }

    /// A morning on which nothing presses.
    fn quiet_morning(&self, now: DateTime) -> Result<Specimen, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        tale.tom_writes(november(25, 10, 0)).mia_owes(&story.deck, None, &story.ask);
        tale.mia_writes(november(25, 17, 0)).and(1, Change::Fulfilled, &story.done);
        let dossiers = [tale.dossier];
        let notices = schedule::digests(&dossiers, &[], &[], &self.office, self.cast.at(now));
        let notice = notices.first().ok_or(CannotWrite::NothingToSay)?;
        self.letter("digest-closed", notice, &dossiers, &[], now)
    }

    /// A morning on which everything went wrong.
    fn bad_morning(&self, notice: &Notice, now: DateTime) -> Result<Specimen, CannotWrite> {
        let (account, folder) = ("main".to_owned(), "INBOX".to_owned());
        let (since, until) = (self.cast.at(november(25, 18, 5)), self.cast.at(november(25, 21, 40)));
        let address = || self.cast.tom.address.clone();
        let (subject, from) = (Some(self.story.subject.clone()), Some(self.cast.tom.called().to_owned()));
        let mishap = |over, wrong| Mishap { at: since, over, people: Vec::new(), wrong };
        let mishaps = [
            mishap(Some(until), Wrong::Folder { account: account.clone(), folder: folder.clone() }),
            mishap(None, Wrong::Folder { account: account.clone(), folder: folder.clone() }),
            mishap(None, Wrong::TooLarge { subject, from, size: 34_200_000 }),
            mishap(None, Wrong::TooLarge { subject: None, from: None, size: 51_000_000 }),
            mishap(None, Wrong::Unreadable { account, folder }),
            mishap(None, Wrong::Returned { address: address(), dead: true }),
            mishap(None, Wrong::Returned { address: address(), dead: false }),
            mishap(
                None,
                Wrong::Absent {
                    who: self.cast.tom.called().to_owned(),
                    subject: self.story.subject.clone(),
                    day: Some(date(2026, 12, 14)),
                    deputy: Some(address()),
                    words: self.story.ours.clone(),
                },
            ),
            mishap(None, Wrong::Waits { subject: self.story.subject.clone() }),
            mishap(None, Wrong::Refused { address: address() }),
        ];
        let told: Vec<&Mishap> = mishaps.iter().collect();
        let now = self.cast.at(now);
        let letter = letters::write_digest(notice, (&[], &told), &self.office, self.style, self.packs, now)?;
        Ok(Specimen { name: "mishaps", letter })
    }

    pub(super) fn on(&self, day: Date) -> Due {
        self.cast.due(Moment::Day(day))
    }

    /// The one letter of `kind` that is planned at this moment; all that is planned then counts as told.
    pub(super) fn planned(
        &self,
        name: &'static str,
        kind: NoticeKind,
        tale: &mut Tale<'_>,
        clock: DateTime,
    ) -> Result<Specimen, CannotWrite> {
        let at = self.cast.at(clock);
        let notices = schedule::plan(&tale.dossier, &self.office, &Policy::default(), at);
        let notice = notices.iter().find(|notice| notice.kind == kind).ok_or(CannotWrite::NothingToSay)?;
        let specimen = self.letter(name, notice, std::slice::from_ref(&tale.dossier), &[], clock)?;
        tale.dossier.told.extend(notices.into_iter().map(|notice| Notice { at, ..notice }));
        Ok(specimen)
    }

    pub(super) fn letter(
        &self,
        name: &'static str,
        notice: &Notice,
        dossiers: &[Dossier],
        doubts: &[Statement],
        clock: DateTime,
    ) -> Result<Specimen, CannotWrite> {
        let now = self.cast.at(clock);
        let letter = letters::write(notice, dossiers, doubts, &self.office, self.style, self.packs, now)?;
        Ok(Specimen { name, letter })
    }
}

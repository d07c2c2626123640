//! In charge of: the occasions on which a letter says several things at once: due at one time, or piled up while no letter went out.

use jiff::civil::date;

use super::{
    Specimen,
    occasions::{Stage, november},
    tale::Tale,
};
use crate::{
    letters::{self, CannotWrite},
    model::{Change, Dossier, Moment, Notice, NoticeKind, Policy},
    schedule,
};

impl<'p> Stage<'p> {
    /// A date that has passed, one that is near and an agreement just made, for the same people; then two conversations after a time
    /// without letters: as a client gets them, and as a team member's morning list has them.
    pub(super) fn several(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let now = november(27, 13, 0);
        let mut one = self.two_dates(9);
        one.tom_writes(november(27, 12, 30)).mia_owes(&story.budget, Some(self.on(date(2026, 12, 11))), &story.ask);
        let together = self.due_together(&one.dossier, now);
        let notice = together.first().ok_or(CannotWrite::NothingToSay)?;
        let dossiers = [one.dossier];
        let mut specimens = vec![self.letter("together", notice, &dossiers, &[], now)?];

        let mut other = Tale::begin(&self.cast, 10, &story.deck, self.language);
        other.mia_writes(november(24, 10, 0)).tom_owes(&story.budget, Some(self.on(date(2026, 11, 26))), &story.ask);
        other.tom_writes(november(24, 11, 0)).and(1, Change::Accepted, &story.promise);
        self.are_confirmed(&mut other, november(24, 11, 15));
        other.tom_writes(november(27, 10, 0)).tom_owes(&story.deck, Some(self.on(date(2026, 12, 18))), &story.promise);
        let [one] = dossiers;
        let dossiers = [one, other.dossier];
        let planned: Vec<Notice> = dossiers.iter().flat_map(|dossier| self.due_together(dossier, now)).collect();
        let (since, at) = (self.cast.at(november(26, 16, 20)), self.cast.at(now));
        let letters = schedule::by_person(&planned, &[], &dossiers, &self.office, since);
        let to_tom = letters.iter().find(|letter| letter.key.contains(&self.cast.tom.address.to_string()));
        specimens.push(self.letter("outage", to_tom.ok_or(CannotWrite::NothingToSay)?, &dossiers, &[], now)?);

        let digests = schedule::digests(&dossiers, &[], &[], &self.office, at);
        let letters = schedule::by_person(&planned, &digests, &dossiers, &self.office, since);
        let list = letters.iter().find(|letter| letter.kind == NoticeKind::Digest).ok_or(CannotWrite::NothingToSay)?;
        let letter = letters::write(list, &dossiers, &[], &self.office, self.style, self.packs, at)?;
        specimens.push(Specimen { name: "digest-outage", letter });
        Ok(specimens)
    }

    /// The materials by Friday noon, the deck by Monday, both confirmed.
    fn two_dates(&self, number: i64) -> Tale<'_> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, number, &story.subject, self.language);
        let noon = self.cast.due(Moment::Clock(november(27, 12, 0)));
        tale.mia_writes(november(26, 10, 0)).tom_owes(&story.materials, Some(noon), &story.promise);
        tale.and(1, Change::ConsequenceStated { words: story.otherwise.clone() }, &story.otherwise);
        tale.mia_owes(&story.deck, Some(self.on(date(2026, 11, 30))), &story.ours);
        tale.tom_writes(november(26, 11, 0)).and(1, Change::Accepted, &story.promise);
        self.are_confirmed(&mut tale, november(26, 11, 15));
        tale
    }

    fn are_confirmed(&self, tale: &mut Tale<'_>, clock: jiff::civil::DateTime) {
        let at = self.cast.at(clock);
        let notices = schedule::plan(&tale.dossier, &self.office, &Policy::default(), at);
        tale.dossier.told.extend(notices.into_iter().map(|notice| Notice { at, ..notice }));
    }

    fn due_together(&self, dossier: &Dossier, clock: jiff::civil::DateTime) -> Vec<Notice> {
        let planned = schedule::plan(dossier, &self.office, &Policy::default(), self.cast.at(clock));
        schedule::together(planned, dossier, &self.office)
    }
}

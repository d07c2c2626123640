//! In charge of: the letters that answer somebody who said something to the bot.

use jiff::{Timestamp, civil::date};

use super::{
    Specimen,
    occasions::{Stage, december},
    tale::Tale,
};
use crate::{
    letters::{self, CannotWrite},
    model::{
        About, Act, AgreementNumber, Answer, Asked, Change, Confidence, Letter, Moment, Notice, Owed, Quote, Refusal,
        Reply, Setting, Source, Statement, Term, Why,
    },
    schedule::{self, Planned},
};

impl Stage<'_> {
    /// Everything that can be written back.
    pub(super) fn replies(&self) -> Result<Vec<Specimen>, CannotWrite> {
        let story = self.story;
        let mut tale = Tale::begin(&self.cast, 7, &story.subject, self.language);
        let on = |day| self.cast.due(Moment::Day(date(2026, 12, day)));
        tale.mia_writes(december(1, 9, 0)).tom_owes(&story.materials, Some(on(4)), &story.promise);
        tale.mia_owes(&story.deck, Some(on(8)), &story.ours);
        tale.tom_writes(december(1, 10, 0)).and(1, Change::Disputed { words: story.ask.clone() }, &story.ask);
        let mut specimens = self.refusals_and_receipts(&tale)?;
        specimens.push(self.reply("choice", &tale, &self.choice(&tale).ok_or(CannotWrite::Unknown)?)?);
        specimens.push(self.reply("status", &tale, &Reply::Status)?);
        specimens.push(self.reply("help", &tale, &Reply::Help)?);
        tale.mia_writes(december(1, 10, 30));
        specimens.push(self.reply("help-team", &tale, &Reply::Help)?);
        tale.tom_writes(december(1, 11, 0)).and(1, Change::Fulfilled, &story.done).and(
            2,
            Change::Cancelled,
            &story.ours,
        );
        specimens.push(self.reply("status-closed", &tale, &Reply::Status)?);
        let empty = Tale::begin(&self.cast, 8, &story.subject, self.language);
        let mut empty = empty;
        empty.tom_writes(december(1, 12, 0));
        specimens.push(self.reply("status-empty", &empty, &Reply::Status)?);
        Ok(specimens)
    }

    /// Each reason for a refusal, and each thing that can be settled.
    fn refusals_and_receipts(&self, tale: &Tale<'_>) -> Result<Vec<Specimen>, CannotWrite> {
        let one = Some(AgreementNumber(1));
        let refusal = |why, agreement| Refusal { why, agreement, whose: Some(self.cast.tom.clone()) };
        let refusals = [
            ("refusal-outsider", refusal(Why::Outsider, one)),
            ("refusal-stranger", refusal(Why::Outsider, None)),
            ("refusal-not-yours", refusal(Why::NotYours, one)),
            ("refusal-team", refusal(Why::TeamOnly, None)),
            ("refusal-status", refusal(Why::AskStatus, None)),
            ("refusal-over", refusal(Why::Over, one)),
            ("refusal-nothing", refusal(Why::NothingToUndo, None)),
            ("refusal-answered", refusal(Why::Answered, one)),
            ("refusal-none-open", refusal(Why::NothingOpen, None)),
            ("refusal-no-thread", refusal(Why::NoThread, None)),
            ("refusal-choice", refusal(Why::NoSuchChoice, None)),
            ("refusal-nothing-yet", refusal(Why::NothingYet, None)),
            ("refusal-unsettled", refusal(Why::Unsettled, None)),
            ("refusal-looked-back", refusal(Why::LookedBack, None)),
            ("refusal-unsealed", refusal(Why::Unsealed, None)),
        ];
        let settings = [
            ("receipt-stopped", Setting::Stopped),
            ("receipt-started", Setting::Started),
            ("receipt-held", Setting::Held),
            ("receipt-going-on", Setting::GoneOn),
            ("receipt-client", Setting::Client { name: "Bank".to_owned() }),
            ("receipt-stage", Setting::Stage { name: "Keynote".to_owned(), at: None }),
            ("receipt-forgotten", Setting::Forgotten),
            ("receipt-terms", Setting::Terms { terms: self.rescoped(tale) }),
            ("receipt-look-back", Setting::LookBackWanted { at: self.cast.at(december(1, 10, 0)) }),
            (
                "receipt-looked-back",
                Setting::LookedBack { by: self.cast.tom.address.clone(), at: self.cast.at(december(1, 10, 0)) },
            ),
        ];
        let mut specimens = Vec::new();
        for (name, refusal) in refusals {
            specimens.push(self.reply(name, tale, &Reply::Refusals(vec![refusal]))?);
        }
        for (name, setting) in settings {
            specimens.push(self.reply(name, tale, &Reply::Receipt(setting))?);
        }
        Ok(specimens)
    }

    /// What is agreed beside the dates from now on.
    fn rescoped(&self, tale: &Tale<'_>) -> Vec<Term> {
        let words = self.story.rescoped.clone();
        let term = |event: &crate::model::Event| Term {
            of: "slides".to_owned(),
            value: "15".to_owned(),
            words: words.clone(),
            source: event.source.clone(),
        };
        tale.dossier.events.first().map(term).into_iter().collect()
    }

    /// "Done." where two things are open.
    fn choice(&self, tale: &Tale<'_>) -> Option<Reply> {
        let head = tale.dossier.heads.last()?;
        let words = self.story.done.clone();
        let quote = Quote { mail: head.id.clone(), start: 0, end: words.len(), text: words };
        let reading = |number| {
            Some(Statement {
                act: Act::Deliver,
                about: About::These(vec![AgreementNumber(number)]),
                claim: None,
                due: None,
                consequence: None,
                quote: quote.clone(),
                language: self.language.to_owned(),
                rule: "example".to_owned(),
                confidence: Confidence::new(1.0),
                depends: None,
            })
        };
        Some(Reply::Choice(Asked {
            key: "choice/7/example".to_owned(),
            mail: head.id.clone(),
            source: Source { by: head.from.clone()?, at: head.date.timestamp(), quote: quote.clone(), settled: None },
            readings: vec![vec![reading(1), reading(2)]],
            terms: Vec::new(),
        }))
    }

    pub(super) fn reply(&self, name: &'static str, tale: &Tale<'_>, reply: &Reply) -> Result<Specimen, CannotWrite> {
        let head = tale.dossier.heads.last().ok_or(CannotWrite::Unknown)?;
        let now = head.date.timestamp();
        let notice = schedule::reply_to(&tale.dossier, head, reply, &self.office, now).ok_or(CannotWrite::Nobody)?;
        let letter = self.answering(tale, notice, Answer::Reply(Box::new(reply.clone())), now)?;
        Ok(Specimen { name, letter })
    }

    /// The letter that says nothing but this answer.
    pub(super) fn answering(
        &self,
        tale: &Tale<'_>,
        notice: Notice,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Letter, CannotWrite> {
        let mail = notice.answers.clone().ok_or(CannotWrite::Unknown)?;
        let language = matches!(answer, Answer::Reply(_)).then(|| self.language.to_owned());
        let owed = Owed { key: notice.key.clone(), mail, since: now, language, answer };
        let planned = Planned { parts: vec![(notice.clone(), Some(owed))], notice };
        letters::write_answers(&planned, (&tale.dossier, &[]), &self.office, self.style, self.packs, now)
    }
}

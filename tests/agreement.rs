#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
//! The state machine of agreements, said as it is spoken: who says what, and what the record says then.

use inwriting::{
    agreement::{ANSWERED_FROM, negotiate, settle},
    language::Packs,
    mail,
    model::{
        About, Act, Address, AgreementNumber, Anchor, Assumed, Claim, Confidence, Counted, Depends, Due, Grain, Mail,
        Moment, Moves, Office, Party, Place, Position, Quote, RawMail, State, Statement, Stretch, Thread, ThreadId,
    },
};
use jiff::{Timestamp, civil, tz::TimeZone};

const MIA: &str = "mia@studio.example";
const TOM: &str = "tom@bank.example";
const TINA: &str = "tina@bank.example";
const STRANGER: &str = "eve@elsewhere.example";

/// A thread on which people speak.
struct Talk {
    thread: Thread,
    office: Office,
    /// By whose consent a date moves; `None`: by what is said alone.
    moves: Option<Moves>,
}

fn party(address: &str) -> Party {
    Party { name: None, address: Address::parse(address).unwrap() }
}

fn day(day: i8) -> Due {
    let moment = Moment::Day(civil::date(2026, 6, day));
    Due { said: format!("{day} June"), moment, zone: TimeZone::UTC, grain: Grain::Day, assumed: vec![Assumed::Year] }
}

fn mail_of(writer: &str) -> Mail {
    let bytes =
        format!("From: {writer}\r\nDate: Thu, 11 Jun 2026 10:12:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nHello.\r\n")
            .into_bytes();
    let place =
        Place { account: "a".into(), folder: "INBOX".into(), position: Position::Maildir { unique: "1".into() } };
    mail::parse(&RawMail { place, received: Timestamp::UNIX_EPOCH, bytes, cut: None }, Packs::embedded().unwrap(), &[])
        .unwrap()
}

impl Talk {
    /// Mia of the team asks Tom of the bank for the texts by the 12th.
    fn mia_asks() -> Self {
        let bot = party("agree@studio.example");
        let office = Office { domains: vec!["studio.example".into()], ..Office::plain(bot, TimeZone::UTC, "en") };
        let thread = Thread {
            id: ThreadId(1),
            subject: String::new(),
            messages: Vec::new(),
            participants: Vec::new(),
            agreements: Vec::new(),
            live: true,
            settings: inwriting::model::Settings::default(),
        };
        let mut talk = Self { thread, office, moves: None };
        let claim = Claim { debtor: party(TOM), creditor: party(MIA), action: "send the texts".into() };
        talk.say(MIA, Act::Ask, About::New, Some(day(12)), Some(claim), 0.9);
        talk
    }

    fn say(
        &mut self,
        writer: &str,
        act: Act,
        about: About,
        due: Option<Due>,
        claim: Option<Claim>,
        sure: f32,
    ) -> usize {
        let quote = Quote { mail: mail_of(writer).id, text: "words".into(), start: 0, end: 5 };
        let statement = Statement {
            act,
            about,
            claim,
            due,
            depends: None,
            consequence: None,
            quote,
            language: "en".into(),
            rule: "test".into(),
            confidence: Confidence::new(sure),
        };
        self.hear(writer, statement)
    }

    fn hear(&mut self, writer: &str, statement: Statement) -> usize {
        let mail = mail_of(writer);
        let settled = match self.moves {
            Some(moves) => negotiate(moves, &self.thread, &mail, &[statement], &self.office),
            None => settle(&self.thread, &mail, &[statement], &self.office),
        };
        self.thread.apply(&settled.events);
        settled.doubts.len()
    }

    /// Mia promises the draft two working days after the texts: by Wednesday the 17th, for on Monday the 15th nobody works.
    fn mia_counts_from_the_texts(&mut self) {
        self.office.working.holidays = vec![civil::date(2026, 6, 15), civil::date(2026, 6, 23)];
        let said = "two working days after".to_owned();
        let stretch = Stretch { amount: 2, of: Counted::WorkingDays, before: false };
        let statement = Statement {
            act: Act::Promise,
            about: About::New,
            claim: Some(Claim { debtor: party(MIA), creditor: party(TOM), action: "send the draft".into() }),
            due: Some(day(17)),
            depends: Some(Depends { on: Anchor::Known(AgreementNumber(1)), stretch, said }),
            consequence: None,
            quote: Quote { mail: mail_of(MIA).id, text: "words".into(), start: 0, end: 5 },
            language: "en".into(),
            rule: "test".into(),
            confidence: Confidence::new(0.9),
        };
        self.hear(MIA, statement);
    }

    /// The day of the draft.
    fn draft(&self) -> i8 {
        self.thread.agreements[1].due.as_ref().unwrap().moment.date().day()
    }

    /// `writer` does `act` to the first agreement; what the record says then.
    fn then(&mut self, writer: &str, act: Act, due: Option<Due>) -> (State, i8, Option<i8>) {
        self.say(writer, act, About::These(vec![AgreementNumber(1)]), due, None, 0.9);
        self.record()
    }

    /// State, day, and the day proposed.
    fn record(&self) -> (State, i8, Option<i8>) {
        let agreement = &self.thread.agreements[0];
        let of = |due: &Due| due.moment.date().day();
        (
            agreement.state,
            agreement.due.as_ref().map_or(0, of),
            agreement.proposal.as_ref().map(|proposal| of(&proposal.due)),
        )
    }
}

#[test]
fn the_debtor_says_yes_and_it_is_agreed() {
    assert_eq!(Talk::mia_asks().record(), (State::Asked, 12, None));
    assert_eq!(Talk::mia_asks().then(TOM, Act::Accept, None), (State::Agreed, 12, None));
    assert_eq!(Talk::mia_asks().then(TOM, Act::Promise, None), (State::Agreed, 12, None));
}

#[test]
fn the_debtors_own_date_moves_it() {
    assert_eq!(Talk::mia_asks().then(TOM, Act::Move, Some(day(15))), (State::Agreed, 15, None));
    assert_eq!(Talk::mia_asks().then(TOM, Act::Accept, Some(day(10))), (State::Agreed, 10, None));
    let mut talk = Talk::mia_asks();
    talk.then(TOM, Act::Move, Some(day(15)));
    assert_eq!(talk.thread.agreements[0].former, [day(12)], "the former date is kept");
}

#[test]
fn a_wish_waits_for_the_other_side() {
    let mut talk = Talk::mia_asks();
    assert_eq!(talk.then(TOM, Act::Wish, Some(day(15))), (State::Asked, 12, Some(15)));
    assert_eq!(talk.then(TOM, Act::Wish, Some(day(15))), (State::Asked, 12, Some(15)));
    assert_eq!(talk.then(MIA, Act::Accept, None), (State::Agreed, 15, None));
}

#[test]
fn a_wish_refused_leaves_the_old_date() {
    let mut talk = Talk::mia_asks();
    talk.then(TOM, Act::Accept, None);
    talk.then(TOM, Act::Wish, Some(day(15)));
    assert_eq!(talk.then(MIA, Act::Decline, None), (State::Agreed, 12, None));
}

#[test]
fn by_consent_the_debtors_later_date_is_proposed_and_an_earlier_one_holds() {
    let negotiated = || Talk { moves: Some(Moves::LaterByConsent), ..Talk::mia_asks() };
    assert_eq!(negotiated().then(TOM, Act::Promise, Some(day(15))), (State::Asked, 12, Some(15)));
    assert_eq!(negotiated().then(TOM, Act::Move, Some(day(10))), (State::Agreed, 10, None));
    let mut talk = negotiated();
    talk.then(TOM, Act::Move, Some(day(15)));
    assert_eq!(talk.then(TINA, Act::Accept, None), (State::Agreed, 12, Some(15)), "her own side cannot grant it");
    assert_eq!(talk.then(MIA, Act::Accept, Some(day(15))), (State::Agreed, 15, None));
    let mut strict = Talk { moves: Some(Moves::ByConsent), ..Talk::mia_asks() };
    assert_eq!(strict.then(TOM, Act::Move, Some(day(10))), (State::Asked, 12, Some(10)));
    assert_eq!(strict.then(MIA, Act::Decline, None), (State::Asked, 12, None));
    assert_eq!(
        strict.then(MIA, Act::Move, Some(day(20))),
        (State::Asked, 20, None),
        "the creditor's date takes effect"
    );
}

#[test]
fn the_creditor_grants_a_later_day_at_once_and_only_proposes_an_earlier_one() {
    assert_eq!(Talk::mia_asks().then(MIA, Act::Move, Some(day(15))), (State::Asked, 15, None));
    assert_eq!(Talk::mia_asks().then(MIA, Act::Ask, Some(day(10))), (State::Asked, 12, Some(10)));
    let mut talk = Talk::mia_asks();
    talk.then(MIA, Act::Ask, Some(day(10)));
    assert_eq!(talk.then(TOM, Act::Accept, None), (State::Agreed, 10, None));
}

#[test]
fn a_refusal_is_the_debtors_and_a_release_the_creditors() {
    assert_eq!(Talk::mia_asks().then(TOM, Act::Decline, None), (State::Declined, 12, None));
    assert_eq!(Talk::mia_asks().then(MIA, Act::Decline, None), (State::Asked, 12, None));
    assert_eq!(Talk::mia_asks().then(MIA, Act::Cancel, None), (State::Cancelled, 12, None));
}

#[test]
fn what_was_refused_for_one_day_may_be_agreed_for_another() {
    let mut talk = Talk::mia_asks();
    talk.then(TOM, Act::Decline, None);
    assert_eq!(talk.then(MIA, Act::Ask, Some(day(20))), (State::Declined, 20, None));
    assert_eq!(talk.then(TOM, Act::Accept, None), (State::Agreed, 20, None));
}

#[test]
fn what_is_done_stays_done() {
    let mut talk = Talk::mia_asks();
    assert_eq!(talk.then(TOM, Act::Deliver, None), (State::Fulfilled, 12, None));
    for act in [Act::Decline, Act::Cancel, Act::Move, Act::Accept] {
        assert_eq!(talk.then(TOM, act, Some(day(20))), (State::Fulfilled, 12, None));
    }
}

#[test]
fn a_colleague_takes_it_over() {
    let mut talk = Talk::mia_asks();
    assert_eq!(talk.then(TINA, Act::TakeOver, None), (State::Agreed, 12, None));
    assert_eq!(talk.thread.agreements[0].debtor, party(TINA));
}

#[test]
fn an_outsider_changes_nothing() {
    for act in [Act::Accept, Act::Decline, Act::Cancel, Act::Deliver, Act::Move, Act::Wish, Act::TakeOver] {
        assert_eq!(Talk::mia_asks().then(STRANGER, act, Some(day(20))), (State::Asked, 12, None), "{act:?}");
    }
}

#[test]
fn an_outsider_says_no_consequence_and_hangs_no_deadline_on_another() {
    let statement = |words: Option<&str>, depends: Option<Depends>| Statement {
        act: Act::Ask,
        about: About::These(vec![AgreementNumber(2)]),
        claim: None,
        due: None,
        depends,
        consequence: words.map(str::to_owned),
        quote: Quote { mail: mail_of(STRANGER).id, text: "words".into(), start: 0, end: 5 },
        language: "en".into(),
        rule: "test".into(),
        confidence: Confidence::new(0.9),
    };
    let stretch = Stretch { amount: 2, of: Counted::WorkingDays, before: false };
    let behind = Depends { on: Anchor::Known(AgreementNumber(1)), stretch, said: "two working days after".into() };
    let mut talk = Talk::mia_asks();
    let claim = Claim { debtor: party(TOM), creditor: party(MIA), action: "confirm the budget".into() };
    talk.say(MIA, Act::Ask, About::New, Some(day(16)), Some(claim), 0.9);
    let before = talk.thread.agreements.clone();
    talk.hear(STRANGER, statement(Some("the slot is lost"), None));
    talk.hear(STRANGER, statement(None, Some(behind)));
    assert_eq!(talk.thread.agreements, before);
    talk.hear(MIA, statement(Some("the slot is lost"), None));
    assert_eq!(talk.thread.agreements[1].consequence.as_ref().map(|one| one.words.as_str()), Some("the slot is lost"));
}

#[test]
fn what_is_in_doubt_is_no_record() {
    let mut talk = Talk::mia_asks();
    assert_eq!(talk.say(TOM, Act::Accept, About::These(vec![AgreementNumber(1)]), None, None, ANSWERED_FROM - 0.05), 1);
    assert_eq!(talk.say(TOM, Act::Accept, About::Unclear, None, None, 0.99), 1);
    assert_eq!(talk.record(), (State::Asked, 12, None));
}

#[test]
fn a_deadline_counted_from_another_agreement_follows_it_by_the_working_days_of_the_house() {
    let mut talk = Talk::mia_asks();
    talk.mia_counts_from_the_texts();
    assert_eq!(talk.draft(), 17);
    talk.then(TOM, Act::Move, Some(day(22)));
    assert_eq!(talk.draft(), 25, "after Monday the 22nd, a holiday between");
    talk.then(TOM, Act::Deliver, None);
    assert_eq!(talk.draft(), 16, "after Thursday the 11th, when it was done, a holiday between");
}

#[test]
fn a_deadline_that_was_given_a_date_of_its_own_follows_nothing_any_more() {
    let mut talk = Talk::mia_asks();
    talk.mia_counts_from_the_texts();
    talk.say(MIA, Act::Move, About::These(vec![AgreementNumber(2)]), Some(day(19)), None, 0.9);
    talk.then(TOM, Act::Move, Some(day(22)));
    assert_eq!(talk.draft(), 19);
}

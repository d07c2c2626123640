#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
//! The state machine of agreements, said as it is spoken: who says what, and what the record says then.

use inwriting::{
    agreement::{ANSWERED_FROM, negotiate, settle},
    language::Packs,
    mail,
    model::{
        About, Act, Address, AgreementNumber, Assumed, Claim, Confidence, Due, Grain, Mail, Moment, Moves, Office,
        Party, Place, Position, Quote, RawMail, State, Statement, Thread, ThreadId, WorkingTime,
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
        let office = Office {
            bot: party("agree@studio.example"),
            aliases: Vec::new(),
            domains: vec!["studio.example".into()],
            members: Vec::new(),
            zone: TimeZone::UTC,
            working: WorkingTime {
                days: Vec::new(),
                starts: civil::time(9, 0, 0, 0),
                ends: civil::time(18, 0, 0, 0),
                holidays: Vec::new(),
            },
            language: "en".into(),
        };
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
        let mail = mail_of(writer);
        let quote = Quote { mail: mail.id.clone(), text: "words".into(), start: 0, end: 5 };
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
        let settled = match self.moves {
            Some(moves) => negotiate(moves, &self.thread, &mail, &[statement], &self.office),
            None => settle(&self.thread, &mail, &[statement], &self.office),
        };
        self.thread.apply(&settled.events);
        settled.doubts.len()
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
fn what_is_in_doubt_is_no_record() {
    let mut talk = Talk::mia_asks();
    assert_eq!(talk.say(TOM, Act::Accept, About::These(vec![AgreementNumber(1)]), None, None, ANSWERED_FROM - 0.05), 1);
    assert_eq!(talk.say(TOM, Act::Accept, About::Unclear, None, None, 0.99), 1);
    assert_eq!(talk.record(), (State::Asked, 12, None));
}

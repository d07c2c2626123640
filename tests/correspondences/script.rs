//! In charge of: what may happen in a correspondence, and how often.

use std::ops::Range;

use inwriting::model::{Approve, Moves, Readers};
use proptest::{collection::vec, prelude::*};

use crate::support::office::{INES, JON, MIA, TOM};

pub const EVE: &str = "Eve <eve@elsewhere.example>";
pub const OTTO: &str = "Otto Wolf <otto@gallery.example>";
/// Who writes: two of the team, two of the bank, one of another client, one whom nobody knows.
pub const PEOPLE: [&str; 6] = [MIA, JON, TOM, INES, OTTO, EVE];

/// What is written. Some of it means nothing, and some of it is said by people who have no say.
pub const TEXTS: &[&str] = &[
    "please send us the logo by Friday 16:00.",
    "I'll send you the texts by Monday.",
    "Ok, will do.",
    "Sorry, we can't do that.",
    "I'll send you the logo by Wednesday noon instead.",
    "attached is the logo.",
    "We no longer need the logo.",
    "Thanks a lot!",
    "Could we make it Thursday?",
    "- Tom sends us the materials by Friday 16:00. Otherwise the slot is lost.\n- We deliver the deck by Tuesday 9:00.",
    "2 is done.",
    "1 yes",
    "no, that is wrong, it was Thursday",
    "stop",
    "status?",
    "undo",
    "help",
    "I'll do it.",
    "Bitte schick uns die Texte bis Freitag.",
    "Ok, mache ich.",
    "Пожалуйста, пришлите тексты до пятницы.",
    "Metinleri pazartesiye kadar gönderiyorum.",
    "two files are missing",
    "send",
    "drop",
    "hm",
    "Tom has left the bank, I took over from him.",
    "A",
    "start again",
    "hold letters on this thread",
    "go on",
    "As discussed with Otto Wolf <otto@gallery.example> on the phone today: he sends us the photos by Friday noon. We deliver the deck on Tuesday.",
    "As discussed with Tom on the phone yesterday: Tom sends us the photos by Friday noon.",
    "I just spoke to Eve on the phone. Eve will send us all materials by Friday noon.",
    "eve@elsewhere.example",
    "1 is wrong, it was Monday 15:00",
];

/// Which of them write down a call, or say something of one.
const CALLS: Range<usize> = TEXTS.len() - 5..TEXTS.len() - 2;
const ADDRESS: usize = TEXTS.len() - 2;

/// Whom a call was with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// Whose address stands in the same words.
    At(&'static str),
    /// Who is called by name, and has this address if the writer knows them.
    Called(&'static str),
}

/// Whom the call was with that a text writes down.
pub fn named_in(text: &str) -> Option<With> {
    let at = TEXTS.iter().position(|known| *known == text)?;
    let with =
        [With::At("otto@gallery.example"), With::Called("tom@bank.example"), With::Called("eve@elsewhere.example")];
    with.get(at.checked_sub(CALLS.start)?).copied()
}

/// Where the bot stands on a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bot {
    Cc,
    To,
    /// In Bcc, or the mail was forwarded by a filter: no header names it.
    Unseen,
}

/// What kind of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person's.
    Personal,
    /// A program's that says so.
    Automatic,
    /// A mail in somebody's name that the server calls false.
    Forged,
}

#[derive(Clone)]
pub struct Mail {
    pub writer: usize,
    /// Which of the mails and letters so far it answers; `None` begins a thread.
    pub answers: Option<usize>,
    /// Added to whoever is on the mail answered: a set of people.
    pub adds: u8,
    /// Left away.
    pub drops: u8,
    pub bot: Bot,
    pub text: usize,
    pub kind: Kind,
    /// Minutes until it comes.
    pub road: u32,
    /// How often it comes again.
    pub again: u8,
}

#[derive(Clone, Debug)]
pub enum Step {
    Writes(Mail),
    /// Minutes pass.
    Waits(u32),
    /// The mail server takes no letters, or takes them again.
    Outage(bool),
}

#[derive(Clone)]
pub struct Script {
    pub steps: Vec<Step>,
    pub moves: Moves,
    pub readers: Readers,
    /// A program at the bank answers each letter in Tom's name; `Some(true)`: and says that it is a program.
    pub parrot: Option<bool>,
    /// Letters to clients wait for the team's word.
    pub approve: Approve,
    /// Mia gets the morning's list.
    pub digests: bool,
}

fn mail() -> BoxedStrategy<Mail> {
    let people = prop_oneof![4 => Just(0_u8), 2 => 0..64_u8];
    let bot = prop_oneof![8 => Just(Bot::Cc), 2 => Just(Bot::To), 1 => Just(Bot::Unseen)];
    let kind = prop_oneof![12 => Just(Kind::Personal), 1 => Just(Kind::Automatic), 1 => Just(Kind::Forged)];
    let road = prop_oneof![8 => Just(0_u32), 2 => 1..2_000_u32];
    let again = prop_oneof![8 => Just(0_u8), 1 => 1..3_u8];
    let writer = prop_oneof![4 => Just(0_usize), 4 => Just(2_usize), 3 => 0..PEOPLE.len()];
    let answers = prop_oneof![1 => Just(None), 5 => (0..12_usize).prop_map(Some)];
    (writer, answers, people.clone(), people, bot, 0..TEXTS.len(), kind, road, again)
        .prop_map(|(writer, answers, adds, drops, bot, text, kind, road, again)| Mail {
            writer,
            answers,
            adds,
            drops,
            bot,
            text,
            kind,
            road,
            again,
        })
        .boxed()
}

/// A call is written down, mostly as it should be: by one of the team, to the bot alone.
fn call() -> BoxedStrategy<Mail> {
    let writer = prop_oneof![9 => Just(0_usize), 2 => Just(1_usize), 1 => 0..PEOPLE.len()];
    let adds = prop_oneof![6 => Just(0_u8), 1 => Just(0b10_u8), 1 => 0..64_u8];
    (writer, adds, CALLS, 0..20_u8, mail())
        .prop_map(|(writer, adds, text, odd, mail)| {
            let (bot, kind) = match odd {
                0 => (Bot::Unseen, Kind::Personal),
                1 => (Bot::Cc, Kind::Personal),
                2 => (Bot::To, Kind::Forged),
                _ => (Bot::To, Kind::Personal),
            };
            Mail { writer, answers: None, adds, drops: !adds, bot, text, kind, ..mail }
        })
        .boxed()
}

/// Somebody answers one of the latest letters with a word about it.
fn word() -> BoxedStrategy<Mail> {
    let at = |words: &str| TEXTS.iter().position(|text| *text == words).unwrap_or_default();
    let (send, drop, yes, wrong) = (at("send"), at("drop"), at("1 yes"), TEXTS.len() - 1);
    let text = prop_oneof![6 => Just(send), 1 => Just(drop), 2 => Just(yes), 2 => Just(ADDRESS), 1 => Just(wrong)];
    let writer = prop_oneof![6 => Just(0_usize), 2 => Just(1_usize), 2 => 0..PEOPLE.len()];
    let answers = prop_oneof![9 => Just(0_usize), 2 => 0..4_usize];
    (writer, answers, text, mail())
        .prop_map(|(writer, answers, text, mail)| Mail {
            writer,
            answers: Some(answers),
            adds: 0,
            drops: 0,
            bot: Bot::To,
            text,
            kind: Kind::Personal,
            ..mail
        })
        .boxed()
}

fn step() -> BoxedStrategy<Step> {
    prop_oneof![
        8 => mail().prop_map(Step::Writes),
        4 => prop_oneof![1..40_u32, 40..3_000_u32, 3_000..12_000_u32].prop_map(Step::Waits),
        1 => any::<bool>().prop_map(Step::Outage),
    ]
    .boxed()
}

/// A call is written down, and something is said of it, with whatever comes between.
fn a_call_told() -> BoxedStrategy<Vec<Step>> {
    let between = prop_oneof![3 => Just(None), 1 => step().prop_map(Some)];
    let then = (between, word())
        .prop_map(|(between, word)| between.into_iter().chain([Step::Writes(word)]).collect::<Vec<Step>>());
    let told = (call(), vec(then.boxed(), 1..4));
    told.prop_map(|(call, then)| [Step::Writes(call)].into_iter().chain(then.into_iter().flatten()).collect()).boxed()
}

pub fn script() -> impl Strategy<Value = Script> {
    under_any_rules(prop_oneof![15 => step().prop_map(|step| vec![step]), 1 => a_call_told()].boxed(), 2..10)
}

/// Correspondences of nothing but calls and what is said of them.
pub fn calls() -> impl Strategy<Value = Script> {
    under_any_rules(a_call_told(), 1..3)
}

fn under_any_rules(steps: BoxedStrategy<Vec<Step>>, how_many: Range<usize>) -> impl Strategy<Value = Script> {
    let moves = prop_oneof![Just(Moves::LaterByConsent), Just(Moves::ByConsent), Just(Moves::AsSaid)];
    let readers = prop_oneof![5 => Just(Readers::Everybody), 1 => Just(Readers::Team)];
    let parrot = prop_oneof![6 => Just(None), 1 => Just(Some(false)), 1 => Just(Some(true))];
    let digests = prop_oneof![5 => Just(false), 1 => Just(true)];
    let approve = prop_oneof![5 => Just(Approve::Never), 1 => Just(Approve::First), 2 => Just(Approve::Always)];
    (vec(steps, how_many), moves, readers, parrot, approve, digests).prop_map(
        |(steps, moves, readers, parrot, approve, digests)| {
            let steps = steps.into_iter().flatten().collect();
            Script { steps, moves, readers, parrot, approve, digests }
        },
    )
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{:?}, {:?}, {:?}, a parrot: {:?}, digests: {}",
            self.moves, self.readers, self.approve, self.parrot, self.digests
        )?;
        for step in &self.steps {
            match step {
                Step::Waits(minutes) => writeln!(f, "  {minutes} minutes pass")?,
                Step::Outage(on) => writeln!(f, "  the mail server {}", if *on { "fails" } else { "works" })?,
                Step::Writes(mail) => writeln!(f, "  {mail:?}")?,
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { answers, adds, drops, bot, kind, road, again, .. } = self;
        let (writer, text) = (PEOPLE[self.writer], TEXTS[self.text]);
        let answers = answers.map_or("begins".to_owned(), |which| format!("answers {which}"));
        write!(f, "{writer} {answers} +{adds:06b} -{drops:06b} {bot:?} {kind:?} road {road} again {again}: {text:?}")
    }
}

//! In charge of: lessons: where in each mail of a labelled thread the marked words stand, and what stood open before it; and the packs' own sentences.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use inwriting::{
    agreement,
    language::Packs,
    model::{
        About, Act, Address, Agreement, AgreementNumber, Change, Confidence, Due, Event, Grain, Mail, MessageId,
        Moment, Party, Quote, Source, State, Statement, Thread,
    },
    reading::{
        self,
        learning::{Cases, Lesson, Mark},
    },
};
use jiff::civil;
use serde::Deserialize;

use crate::threads::{Gold, Labelled, enter};

/// A line of `corpus/acts`: what some words of a message do to which gold.
#[derive(Debug, Clone)]
pub struct Marked {
    golds: Vec<usize>,
    act: Act,
    clause: String,
    /// The words that say when, empty where none do.
    due: String,
}

/// Marks by thread and message.
pub type Marks = HashMap<(String, String), Vec<Marked>>;

/// Loads `thread <TAB> message <TAB> golds <TAB> act <TAB> clause <TAB> due words`.
pub fn load_marks(folder: &Path) -> Result<Marks> {
    let mut marks = Marks::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        for (number, line) in std::fs::read_to_string(&path)?.lines().enumerate() {
            let place = || format!("{}:{}", path.display(), number + 1);
            let columns: Vec<&str> = line.split('\t').collect();
            let [thread, message, golds, act, clause, ..] = columns.as_slice() else {
                bail!("{}: too few columns", place())
            };
            let golds =
                golds.split(',').map(|gold| gold.trim().parse()).collect::<Result<_, _>>().with_context(place)?;
            let due = columns.get(5).map(|due| (*due).to_owned()).unwrap_or_default();
            let mark = Marked { golds, act: act_of(act).with_context(place)?, clause: (*clause).to_owned(), due };
            marks.entry(((*thread).to_owned(), (*message).to_owned())).or_default().push(mark);
        }
    }
    ensure!(!marks.is_empty(), "no marks in {}", folder.display());
    Ok(marks)
}

fn act_of(word: &str) -> Result<Act> {
    Ok(match word {
        "promise" => Act::Promise,
        "ask" => Act::Ask,
        "accept" => Act::Accept,
        "decline" => Act::Decline,
        "move" => Act::Move,
        "wish" => Act::Wish,
        "deliver" => Act::Deliver,
        "cancel" => Act::Cancel,
        "takeover" => Act::TakeOver,
        "otherwise" => Act::Otherwise,
        other => bail!("no act is called `{other}`"),
    })
}

/// The cases of a labelled thread: each mail in the circumstances that gold and marks say it was written in.
pub fn of_thread(labelled: &Labelled, marks: &Marks, packs: &Packs) -> Cases {
    let mut thread = labelled.begin();
    let mut cases = Cases::default();
    for (id, mail) in &labelled.mails {
        let known = marks.get(&(labelled.id.clone(), id.clone())).map(Vec::as_slice).unwrap_or_default();
        let placed: Vec<(Mark, &Marked)> =
            known.iter().filter_map(|marked| Some((place(mail, marked)?, marked))).collect();
        if mail.automatic.is_none() {
            let marks: Vec<Mark> = placed.iter().map(|(mark, _)| mark.clone()).collect();
            let lesson = Lesson { mail, thread: &thread, office: &labelled.office, marks: &marks, weight: 1.0 };
            cases.join(Cases::of(&lesson, packs));
        }
        for (mark, marked) in &placed {
            for &gold in &marked.golds {
                let due = due_said(marked, labelled, mail, gold, packs);
                follow(&mut thread, labelled, mail, mark, gold, due);
            }
        }
        enter(&mut thread, mail);
    }
    cases
}

/// Where the marked words stand in the mail's body; white space counts as one space.
fn place(mail: &Mail, marked: &Marked) -> Option<Mark> {
    let (start, end) = find(&mail.text, &marked.clause)?;
    let about = marked.golds.iter().filter_map(|&gold| u32::try_from(gold + 1).ok()).map(AgreementNumber).collect();
    Some(Mark { start, end, act: marked.act, about })
}

fn find(text: &str, clause: &str) -> Option<(usize, usize)> {
    let mut folded = String::new();
    let mut origin = Vec::new();
    for (at, letter) in text.char_indices() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter == ' ' && folded.ends_with(' ') {
            continue;
        }
        origin.extend(std::iter::repeat_n(at, letter.len_utf8()));
        folded.push(letter);
    }
    origin.push(text.len());
    let squeeze = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = squeeze(clause);
    let parts: Vec<String> =
        if folded.contains(&whole) { vec![whole] } else { clause.split('…').map(squeeze).collect() };
    let first = folded.find(parts.first()?.as_str())?;
    let mut at = first;
    for part in &parts {
        at += folded.get(at..)?.find(part.as_str())? + part.len();
    }
    Some((*origin.get(first)?, *origin.get(at)?))
}

/// Lets what the words do happen to the agreement that gold knows.
fn follow(thread: &mut Thread, labelled: &Labelled, mail: &Mail, mark: &Mark, gold: usize, due: Option<Due>) {
    let Some((by, item)) = mail.from.clone().zip(labelled.gold.get(gold)) else { return };
    if mark.act == Act::Otherwise {
        return;
    }
    let text = mail.text.get(mark.start..mark.end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = Quote { mail: mail.id.clone(), text: text.clone(), start: mark.start, end: mark.end };
    let number = AgreementNumber(u32::try_from(gold + 1).unwrap_or_default());
    if thread.agreement(number).is_none() {
        let Some((debtor, creditor)) = parties(labelled, mail, item) else { return };
        let source = Source { by, at: mail.date.timestamp(), quote: quote.clone(), settled: None };
        let state = if mark.act == Act::Ask { State::Asked } else { State::Agreed };
        let change = Change::Recorded {
            debtor,
            creditor,
            action: text,
            due: due.clone(),
            state,
            language: labelled.lang.clone(),
            rule: String::new(),
            confidence: Confidence::new(1.0),
        };
        thread.apply(&[Event { agreement: number, change, source }]);
        if mark.act != Act::Deliver {
            return;
        }
    }
    let statement = Statement {
        act: mark.act,
        about: About::These(vec![number]),
        claim: None,
        due,
        depends: None,
        consequence: None,
        quote,
        language: labelled.lang.clone(),
        rule: String::new(),
        confidence: Confidence::new(1.0),
    };
    let settled = agreement::settle_from(0.0, thread, mail, &[statement], &labelled.office);
    thread.apply(&settled.events);
}

/// The date that the mark's words say; where they say none that can be read alone, the one of gold, if the thread never moves it.
fn due_said(marked: &Marked, labelled: &Labelled, mail: &Mail, gold: usize, packs: &Packs) -> Option<Due> {
    if !matches!(marked.act, Act::Promise | Act::Ask | Act::Accept | Act::Move | Act::Wish | Act::TakeOver) {
        return None;
    }
    let known = due(labelled.gold.get(gold)?, mail);
    if marked.due.is_empty() {
        return known.filter(|_| matches!(marked.act, Act::Promise | Act::Ask));
    }
    let zone = labelled.office.zone.iana_name().unwrap_or_default();
    let languages = reading::languages(&mail.own_text(), packs);
    let times = reading::time::find(&marked.due, &mail.date, &languages, zone);
    let Some(time) = times.iter().find(|time| time.relative.is_none() && !time.past) else { return known };
    Some(Due {
        said: marked.due.clone(),
        moment: time.moment,
        zone: mail.date.time_zone().clone(),
        grain: time.grain,
        assumed: Vec::new(),
    })
}

fn due(item: &Gold, mail: &Mail) -> Option<Due> {
    let text = item.due.as_ref()?.first()?;
    let moment = match text.parse::<civil::DateTime>() {
        Ok(at) if text.contains('T') => Moment::Clock(at),
        _ => Moment::Day(text.get(..10)?.parse().ok()?),
    };
    Some(Due {
        said: String::new(),
        moment,
        zone: mail.date.time_zone().clone(),
        grain: Grain::Day,
        assumed: Vec::new(),
    })
}

fn parties(labelled: &Labelled, mail: &Mail, item: &Gold) -> Option<(Party, Party)> {
    let address = Address::parse(item.debtor.first()?).ok()?;
    let everybody = mail.everybody();
    let known = everybody.iter().find(|party| party.address == address);
    let debtor = known.map_or(Party { name: None, address }, |&party| party.clone());
    let side = labelled.office.side(&debtor.address);
    let other = everybody
        .iter()
        .find(|party| labelled.office.side(&party.address) != side && !labelled.office.is_bot(&party.address));
    let colleague =
        || everybody.iter().find(|party| party.address != debtor.address && !labelled.office.is_bot(&party.address));
    let creditor = (*other.or_else(colleague)?).clone();
    Some((debtor, creditor))
}

#[derive(Debug, Deserialize)]
pub struct Corpus {
    #[serde(default)]
    pub meaning: Vec<Meaning>,
    #[serde(flatten)]
    _rest: BTreeMap<String, toml::Value>,
}

#[derive(Debug, Deserialize)]
pub struct Meaning {
    pub act: String,
    pub say: Vec<String>,
    #[serde(flatten)]
    _rest: BTreeMap<String, toml::Value>,
}

/// The sentences of the packs' own corpora, each as a mail of its own.
pub fn of_packs(folder: &Path, packs: &Packs) -> Result<Vec<Cases>> {
    let mut cases = Vec::new();
    for pack in packs.iter() {
        let Some(corpus) = corpus(folder, pack.code())? else { continue };
        for meaning in &corpus.meaning {
            let act = meaning.does()?;
            for say in &meaning.say {
                let mut both = of_sentence(say, act, act.is_some_and(answers), packs)?;
                if act.is_none() {
                    // What means nothing means nothing amid open agreements either.
                    both.join(of_sentence(say, act, true, packs)?);
                }
                cases.push(both);
            }
        }
    }
    Ok(cases)
}

/// Whether what does this speaks of something that stands open.
pub fn answers(act: Act) -> bool {
    !matches!(act, Act::Promise | Act::Ask | Act::Otherwise)
}

/// The corpus of the language `code`, if it has one.
pub fn corpus(folder: &Path, code: &str) -> Result<Option<Corpus>> {
    let path = folder.join(code).join("corpus.toml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    Ok(Some(toml::from_str(&text).with_context(|| format!("{}", path.display()))?))
}

impl Meaning {
    /// What its sentences do; `None` is nothing.
    pub fn does(&self) -> Result<Option<Act>> {
        if self.act == "nothing" { Ok(None) } else { act_of(&self.act).map(Some) }
    }
}

/// One sentence as a mail: the first of its thread, or written while one request of the reader stands open.
pub fn of_sentence(say: &str, act: Option<Act>, later: bool, packs: &Packs) -> Result<Cases> {
    let clean: String = say.chars().filter(|letter| !matches!(letter, '[' | ']' | '{' | '}' | '<' | '>')).collect();
    let line = format!(
        "{{\"id\":\"s\",\"lang\":\"\",\"zone\":\"UTC\",\"bot\":\"bot@team.example\",\"team\":[\"team.example\"],\"gold\":[],\"messages\":[{{\"id\":\"m\",\
         \"reply_to\":null,\"from\":\"a@team.example\",\"to\":[\"b@client.example\"],\"date\":\"2026-06-11T10:12:00+00:00\",\"subject\":\"\",\"text\":{}}}]}}",
        serde_json::to_string(&clean)?
    );
    let labelled = crate::threads::from_json(&line, packs)?;
    let Some((_, mail)) = labelled.mails.first() else { bail!("no mail in `{say}`") };
    let mut thread = labelled.begin();
    if later {
        thread.messages.extend(MessageId::parse("before@client.example"));
        stand_open(&mut thread, mail, say);
    }
    let mut marks = Vec::new();
    let consequence = say.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    let inner: Option<String> =
        consequence.map(|inner| inner.chars().filter(|c| !matches!(c, '[' | ']' | '{' | '}')).collect());
    let (start, end) = find(&mail.text, &clean).unwrap_or((0, mail.text.len()));
    if let Some(act) = act {
        let place = inner.and_then(|inner| find(&mail.text, &inner));
        if let Some((from, to)) = place.filter(|_| act != Act::Otherwise) {
            marks.push(Mark { start: from, end: to, act: Act::Otherwise, about: Vec::new() });
            let (from, to) = if from - start > end - to { (start, from) } else { (to, end) };
            marks.push(Mark { start: from, end: to, act, about: Vec::new() });
        } else {
            marks.push(Mark { start, end, act, about: Vec::new() });
        }
    }
    let lesson = Lesson { mail, thread: &thread, office: &labelled.office, marks: &marks, weight: 0.5 };
    Ok(Cases::of(&lesson, packs).without_about())
}

/// Something that the writer owes the reader, in the words of the sentence's own object.
fn stand_open(thread: &mut Thread, mail: &Mail, say: &str) {
    let object = say.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or(".", |(inner, _)| inner);
    let (Some(debtor), Some(creditor)) = (mail.from.clone(), mail.to.first().cloned()) else { return };
    let quote = Quote { mail: mail.id.clone(), text: object.to_owned(), start: 0, end: 0 };
    let source = Source { by: creditor.clone(), at: mail.date.timestamp(), quote, settled: None };
    let change = Change::Recorded {
        debtor,
        creditor,
        action: object.to_owned(),
        due: Some(Due {
            said: String::new(),
            moment: Moment::Day(civil::date(2026, 6, 12)),
            zone: mail.date.time_zone().clone(),
            grain: Grain::Day,
            assumed: Vec::new(),
        }),
        state: State::Asked,
        language: String::new(),
        rule: String::new(),
        confidence: Confidence::new(1.0),
    };
    let agreement = Agreement::begin(&Event { agreement: AgreementNumber(1), change, source });
    thread.agreements.extend(agreement);
}

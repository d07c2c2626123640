//! In charge of: a thread told in few words, for the tests of planning and of letters.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use inwriting::model::*;
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

pub const BERLIN: &str = "Europe/Berlin";

pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// `2026-11-26 10:12`, on the clock of Berlin.
pub fn at(text: &str) -> Timestamp {
    zoned(text, BERLIN).timestamp()
}

pub fn zoned(text: &str, zone_name: &str) -> Zoned {
    let civil: civil::DateTime = text.replace(' ', "T").parse().unwrap();
    civil.to_zoned(zone(zone_name)).unwrap()
}

/// `Tom Ray <tom@bank.example>`, or an address alone.
pub fn party(text: &str) -> Party {
    match text.strip_suffix('>').and_then(|text| text.split_once(" <")) {
        Some((name, address)) => Party { name: Some(name.to_owned()), address: address.to_owned().try_into().unwrap() },
        None => Party { name: None, address: text.to_owned().try_into().unwrap() },
    }
}

pub fn mia() -> Party {
    party("Mia Kern <mia@studio.example>")
}
pub fn tom() -> Party {
    party("Tom Ray <tom@bank.example>")
}
pub fn bot() -> Party {
    party("Studio Kern, in writing <agree@studio.example>")
}

/// Studio Kern of Berlin: Monday to Friday, 9 to 18; Mia reads her digest at 8:30.
pub fn office() -> Office {
    let member = |party: Party, digest_at: Option<civil::Time>| Member {
        party,
        language: "en".to_owned(),
        zone: zone(BERLIN),
        digest_at,
        digest_days: Vec::new(),
    };
    use civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    Office {
        bot: bot(),
        aliases: Vec::new(),
        domains: vec!["studio.example".to_owned()],
        members: vec![
            member(mia(), Some(civil::time(8, 30, 0, 0))),
            member(party("Jon Alt <jon@studio.example>"), None),
        ],
        zone: zone(BERLIN),
        working: WorkingTime {
            days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            starts: civil::time(9, 0, 0, 0),
            ends: civil::time(18, 0, 0, 0),
            holidays: vec![civil::date(2026, 12, 25)],
        },
        language: "en".to_owned(),
    }
}

/// `2026-11-27` or `2026-11-27 18:00`, said on the clock of Berlin.
pub fn due(text: &str) -> Due {
    due_in(text, BERLIN)
}

pub fn due_in(text: &str, zone_name: &str) -> Due {
    let (moment, grain) = match text.parse::<civil::Date>() {
        Ok(date) if text.len() == 10 => (Moment::Day(date), Grain::Day),
        _ => (Moment::Clock(text.replace(' ', "T").parse().unwrap()), Grain::Minute),
    };
    Due { said: format!("by {text}"), moment, zone: zone(zone_name), grain, assumed: Vec::new() }
}

/// A thread as it grows.
#[derive(Debug, Clone)]
pub struct Tale {
    pub dossier: Dossier,
    pub language: String,
}

impl Tale {
    /// A live thread in English between Mia and Tom on which nothing was written yet.
    pub fn new() -> Self {
        let thread = Thread {
            id: ThreadId(7),
            subject: "Keynote deck".to_owned(),
            messages: Vec::new(),
            participants: Vec::new(),
            agreements: Vec::new(),
            live: true,
            settings: Settings::default(),
        };
        let dossier = Dossier { thread, events: Vec::new(), heads: Vec::new(), told: Vec::new(), stopped: Vec::new() };
        Self { dossier, language: "en".to_owned() }
    }

    /// Somebody writes to `to` with `cc`.
    pub fn mail(&mut self, from: &Party, to: &[Party], cc: &[Party], date: &str) -> &mut Self {
        let number = self.dossier.heads.len() + 1;
        let id = MessageId::parse(&format!("m{number}@{}", from.address.domain())).unwrap();
        let ancestors: Vec<MessageId> = self.dossier.heads.iter().map(|head| head.id.clone()).collect();
        let subject = self.dossier.thread.subject.clone();
        self.dossier.heads.push(Head {
            id: id.clone(),
            subject: if ancestors.is_empty() { subject } else { format!("Re: {subject}") },
            ancestors,
            from: Some(from.clone()),
            to: to.to_vec(),
            cc: cc.to_vec(),
            reply_to: Vec::new(),
            date: zoned(date, BERLIN),
            automatic: None,
            verdict: Verdict::Pass,
        });
        self.dossier.thread.messages.push(id);
        for person in [from].into_iter().chain(to).chain(cc) {
            if *person != bot() && !self.dossier.thread.participants.contains(person) {
                self.dossier.thread.participants.push(person.clone());
            }
        }
        self
    }

    /// Mia writes to Tom, the bot in Cc.
    pub fn mia_writes(&mut self, date: &str) -> &mut Self {
        self.mail(&mia(), &[tom()], &[bot()], date)
    }

    /// Tom writes to Mia, the bot in Cc.
    pub fn tom_writes(&mut self, date: &str) -> &mut Self {
        self.mail(&tom(), &[mia()], &[bot()], date)
    }

    /// The mail just written makes a change, in these words.
    pub fn and(&mut self, number: u32, change: Change, words: &str) -> &mut Self {
        let head = self.dossier.heads.last().unwrap();
        let quote = Quote { mail: head.id.clone(), text: words.to_owned(), start: 0, end: words.len() };
        let source = Source { by: head.from.clone().unwrap(), at: head.date.timestamp(), quote, settled: None };
        let event = Event { agreement: AgreementNumber(number), change, source };
        self.dossier.thread.apply(std::slice::from_ref(&event));
        self.dossier.events.push(event);
        self
    }

    /// The mail just written records that `debtor` owes `creditor` something.
    pub fn owes(&mut self, debtor: &Party, creditor: &Party, action: &str, due: Option<Due>, words: &str) -> &mut Self {
        let writer = self.dossier.heads.last().and_then(|head| head.from.clone()).unwrap();
        let state = if writer == *debtor { State::Agreed } else { State::Asked };
        let change = Change::Recorded {
            debtor: debtor.clone(),
            creditor: creditor.clone(),
            action: action.to_owned(),
            due,
            state,
            language: self.language.clone(),
            rule: "test".to_owned(),
            confidence: Confidence::new(0.95),
        };
        let number = self.dossier.thread.next_number().0;
        self.and(number, change, words)
    }

    pub fn otherwise(&mut self, number: u32, words: &str) -> &mut Self {
        self.and(number, Change::ConsequenceStated { words: words.to_owned() }, words)
    }

    /// What would be planned at `now`.
    pub fn plan(&self, now: &str) -> Vec<Notice> {
        inwriting::schedule::plan(&self.dossier, &office(), &Policy::default(), at(now))
    }

    /// Plans at `now` and takes all of it as told.
    pub fn tell(&mut self, now: &str) -> Vec<Notice> {
        let notices = self.plan(now);
        self.dossier.told.extend(notices.iter().cloned().map(|notice| Notice { at: at(now), ..notice }));
        notices
    }
}

/// The kinds of notices, and the agreements that each speaks of.
pub fn said(notices: &[Notice]) -> Vec<(NoticeKind, Vec<u32>)> {
    notices.iter().map(|notice| (notice.kind, notice.agreements.iter().map(|(number, _)| number.0).collect())).collect()
}

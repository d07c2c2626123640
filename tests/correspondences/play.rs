//! In charge of: playing a script: mails are written, travel, come twice or late; letters leave; all that was seen is kept for the rules.

use std::collections::BTreeSet;

use inwriting::{config::Limits, daemon::Rules, model::RawMail};
use jiff::{SignedDuration, Timestamp, Zoned};
use proptest::test_runner::{TestCaseError, TestCaseResult};

use crate::{
    rules,
    script::{Bot, Kind, Mail, PEOPLE, Script, Step, TEXTS},
    support::{
        mail::mail,
        office::{BOT, Office, Sent, party, rules as studio},
    },
};

/// A mail as the world knows it.
#[derive(Debug, Clone)]
pub struct Post {
    pub id: String,
    pub above: Vec<String>,
    pub writer: String,
    /// Everybody whom its headers name, the bot not among them.
    pub people: BTreeSet<String>,
    pub bot: Bot,
    pub kind: Kind,
    pub written: Timestamp,
    pub text: &'static str,
    /// It has come to the bot.
    pub here: bool,
    /// When it came, the bot knew of no conversation in which it answers anything.
    pub strange: bool,
}

/// What a script has led to so far.
pub struct World {
    pub office: Office,
    pub rules: Rules,
    pub posts: Vec<Post>,
    pub letters: Vec<Sent>,
    road: Vec<(Timestamp, usize, RawMail)>,
    parrot: Option<bool>,
    uid: u32,
}

pub fn address(person: &str) -> String {
    party(person).address.to_string()
}

/// Plays `script` to its end, and for two months after it; tells what it has led to.
pub fn perform(script: &Script) -> Result<World, TestCaseError> {
    let mut house = studio();
    house.limits = Limits { letters_a_day: 24, letters_a_day_per_person: 9, letters_a_day_per_thread: 6 };
    house.trusted = vec!["mx.studio.example".to_owned()];
    house.policy.moves = script.moves;
    house.policy.approve = script.approve;
    if !script.digests {
        house.office.members.iter_mut().for_each(|member| member.digest_at = None);
    }
    house.policy.readers = script.readers;
    let mut world = World {
        office: Office::opens_by("2026-06-11 09:00", house.clone()),
        rules: house,
        posts: Vec::new(),
        letters: Vec::new(),
        road: Vec::new(),
        parrot: script.parrot,
        uid: 0,
    };
    for step in &script.steps {
        match step {
            Step::Writes(mail) => world.writes(mail)?,
            Step::Waits(minutes) => world.waits(*minutes)?,
            Step::Outage(true) => world.office.outbox_fails(),
            Step::Outage(false) => world.office.outbox_works(),
        }
    }
    world.office.outbox_works();
    world.waits(60 * 24 * 60)?;
    let last = world.posts.iter().map(|post| post.written).max();
    rules::record(&world).map_err(TestCaseError::fail)?;
    rules::it_ends(&world, last).map_err(TestCaseError::fail)?;
    Ok(world)
}

impl World {
    fn writes(&mut self, what: &Mail) -> TestCaseResult {
        let writer = PEOPLE[what.writer];
        let name = format!("m{}", self.posts.len());
        let mut letter = mail(&name, writer, TEXTS[what.text]);
        let mut above = Vec::new();
        let mut people: BTreeSet<String> = BTreeSet::new();
        if let Some((id, others, ancestors)) = what.answers.and_then(|which| self.known(which)) {
            above = ancestors;
            above.push(id);
            people = others;
        } else {
            people.insert(address(PEOPLE[if what.writer < 2 { 2 } else { 0 }]));
        }
        for (at, person) in PEOPLE.iter().enumerate() {
            if what.adds & (1 << at) != 0 {
                people.insert(address(person));
            }
            if what.drops & (1 << at) != 0 {
                people.remove(&address(person));
            }
        }
        people.remove(&address(writer));
        for id in &above {
            letter = letter.answering_id(id);
        }
        for person in PEOPLE.iter().filter(|person| people.contains(&address(person))) {
            letter = letter.to(person);
        }
        letter = match what.bot {
            Bot::Cc if !people.is_empty() => letter.cc(BOT),
            Bot::Unseen if !people.is_empty() => letter,
            _ => letter.to(BOT),
        };
        let bot = if people.is_empty() { Bot::To } else { what.bot };
        if TEXTS[what.text].contains("attached") {
            letter = letter.attaching("logo.zip");
        }
        letter = match what.kind {
            Kind::Personal => letter,
            Kind::Automatic => letter.header("Auto-Submitted", "auto-replied"),
            Kind::Forged => letter.header("Authentication-Results", "mx.studio.example; dmarc=fail"),
        };
        people.insert(address(writer));
        let now = self.office.now();
        self.sends_off(&letter.bytes(&now), what.road, what.again, &now);
        let (id, writer, kind) = (letter.id().to_owned(), address(writer), what.kind);
        let (written, text) = (now.timestamp(), TEXTS[what.text]);
        self.posts.push(Post { id, above, writer, people, bot, kind, written, text, here: false, strange: false });
        self.waits(0)
    }

    /// The id, the people and the ancestors of the mail or letter that is answered: the latest is 0.
    fn known(&self, which: usize) -> Option<(String, BTreeSet<String>, Vec<String>)> {
        let letters = self.letters.iter().map(|sent| {
            let people: BTreeSet<String> = sent.to.iter().map(ToString::to_string).collect();
            (sent.at, sent.letter.id.as_str().to_owned(), people, rules::answered(sent).into_iter().collect())
        });
        let posts =
            self.posts.iter().map(|post| (post.written, post.id.clone(), post.people.clone(), post.above.clone()));
        let mut all: Vec<(Timestamp, String, BTreeSet<String>, Vec<String>)> = posts.chain(letters).collect();
        all.sort_by_key(|(at, ..)| *at);
        let at = all.len().checked_sub(1 + which % all.len().max(1))?;
        let (_, id, people, above) = all.swap_remove(at);
        Some((id, people, above))
    }

    fn sends_off(&mut self, bytes: &[u8], road: u32, again: u8, now: &Zoned) {
        for copy in 0..=u32::from(again) {
            self.uid += 1;
            let mut raw = mail("x", BOT, "").raw(self.uid, now);
            raw.bytes = bytes.to_vec();
            let arrives = now.timestamp() + SignedDuration::from_mins(i64::from(road + copy * 7));
            raw.received = arrives;
            self.road.push((arrives, self.posts.len(), raw));
        }
    }

    /// Minutes pass; what is on the road comes at its time.
    fn waits(&mut self, minutes: u32) -> TestCaseResult {
        let until = self.office.now().timestamp() + SignedDuration::from_mins(i64::from(minutes));
        for _ in 0..400 {
            self.road.sort_by_key(|(arrives, ..)| *arrives);
            if self.road.first().is_none_or(|(arrives, ..)| *arrives > until) {
                break;
            }
            let (arrives, post, raw) = self.road.remove(0);
            self.moves_to(arrives);
            self.looks()?;
            let before = self.posts[post].here.then(|| self.office.ledger().threads().unwrap());
            self.office.receives_raw(&raw);
            if !self.posts[post].here {
                self.posts[post].strange = self.is_strange(post);
            }
            self.posts[post].here = true;
            if before.is_some_and(|before| before != self.office.ledger().threads().unwrap()) {
                return Err(TestCaseError::fail(format!("{} came again and changed something", self.posts[post].id)));
            }
            self.looks()?;
        }
        self.moves_to(until);
        self.looks()
    }

    /// Whether nothing that this mail answers has come or was written by the bot, but for the list of a morning, which belongs to no conversation.
    fn is_strange(&self, post: usize) -> bool {
        let came = self.posts.iter().filter(|post| post.here).map(|post| post.id.as_str());
        let letters = self.letters.iter().filter(|sent| sent.letter.thread.is_some());
        let known: BTreeSet<&str> = came.chain(letters.map(|sent| sent.letter.id.as_str())).collect();
        self.posts[post].above.iter().all(|above| !known.contains(above.as_str()))
    }

    fn moves_to(&mut self, at: Timestamp) {
        let at = at.max(self.office.now().timestamp()).to_zoned(crate::support::clock::zone());
        self.office.clock_moves_to(&at.strftime("%Y-%m-%d %H:%M:%S").to_string());
    }

    /// Holds the rules to all that has happened.
    fn looks(&mut self) -> TestCaseResult {
        let new = self.office.further_letters();
        for (at, sent) in new.iter().enumerate() {
            rules::letter(self, sent, &new[..at])
                .map_err(|why| TestCaseError::fail(format!("{why}\n{}", sent.whole())))?;
            self.parrots(sent);
            self.letters.push(sent.clone());
        }
        rules::caps(self).map_err(TestCaseError::fail)
    }

    /// The program at the bank answers whatever Tom gets.
    fn parrots(&mut self, sent: &Sent) {
        let Some(honest) = self.parrot else { return };
        let tom = address(PEOPLE[2]);
        if !sent.to.iter().any(|to| to.to_string() == tom) || self.posts.len() > 60 {
            return;
        }
        let now = self.office.now();
        let id = sent.letter.id.as_str();
        let text = "Thank you for your mail. We will send you the answer by Friday.";
        let mut answer = mail(&format!("m{}", self.posts.len()), PEOPLE[2], text).to(BOT).answering_id(id);
        if honest {
            answer = answer.header("Auto-Submitted", "auto-replied");
        }
        self.sends_off(&answer.bytes(&now), 1, 0, &now);
        self.posts.push(Post {
            id: answer.id().to_owned(),
            above: vec![id.to_owned()],
            writer: tom.clone(),
            people: BTreeSet::from([tom]),
            bot: Bot::To,
            kind: if honest { Kind::Automatic } else { Kind::Personal },
            written: now.timestamp(),
            text,
            here: false,
            strange: false,
        });
    }
}

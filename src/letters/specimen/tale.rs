//! In charge of: a conversation told in few words: who writes when, and what comes of it.

use jiff::{Timestamp, Zoned, civil::DateTime, tz::TimeZone};

use crate::language::Story;
use crate::model::{
    Address, AgreementNumber, Change, Confidence, Dossier, Due, Event, Grain, Head, Member, MessageId, Moment, Office,
    Party, Quote, Recap, Settings, Source, State, Thread, ThreadId, Verdict, WorkingTime,
};

/// The people of the story.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub mia: Party,
    pub tom: Party,
    pub bot: Party,
    pub zone: TimeZone,
}

impl Cast {
    pub(super) fn gather(story: &Story) -> Option<Self> {
        let party = |name: &str, address: &str| {
            Some(Party { name: Some(name.to_owned()), address: Address::parse(address).ok()? })
        };
        Some(Self {
            mia: party(&story.member, "mia@studio.example")?,
            tom: party(&story.client, "tom@bank.example")?,
            bot: party(&story.house, "agree@studio.example")?,
            zone: TimeZone::get("Europe/Berlin").ok()?,
        })
    }

    /// The studio, in Berlin, its people reading this language: Monday to Friday, 9 to 18; Mia reads her digest at 8:30.
    pub(super) fn office(&self, language: &str) -> Office {
        use jiff::civil::{
            Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday},
            time,
        };
        let mia = Member {
            party: self.mia.clone(),
            language: language.to_owned(),
            zone: self.zone.clone(),
            digest_at: Some(time(8, 30, 0, 0)),
            digest_days: Vec::new(),
        };
        Office {
            bot: self.bot.clone(),
            aliases: Vec::new(),
            domains: vec!["studio.example".to_owned()],
            members: vec![mia],
            zone: self.zone.clone(),
            working: WorkingTime {
                days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
                starts: time(9, 0, 0, 0),
                ends: time(18, 0, 0, 0),
                holidays: Vec::new(),
            },
            language: language.to_owned(),
        }
    }

    /// The moment at which the clock of Berlin shows this.
    pub(super) fn at(&self, clock: DateTime) -> Timestamp {
        self.zoned(clock).timestamp()
    }

    fn zoned(&self, clock: DateTime) -> Zoned {
        let at = self.zone.to_ambiguous_zoned(clock).compatible();
        at.unwrap_or_else(|_| Timestamp::UNIX_EPOCH.to_zoned(self.zone.clone()))
    }

    /// A due time said on the clock of Berlin.
    pub(super) fn due(&self, moment: Moment) -> Due {
        let grain = if moment.time().is_some() { Grain::Minute } else { Grain::Day };
        Due { said: String::new(), moment, zone: self.zone.clone(), grain, assumed: Vec::new() }
    }
}

/// A conversation as it grows.
#[derive(Debug, Clone)]
pub(super) struct Tale<'c> {
    pub dossier: Dossier,
    cast: &'c Cast,
    language: String,
}

impl<'c> Tale<'c> {
    /// A live conversation on which nothing was written yet.
    pub(super) fn begin(cast: &'c Cast, number: i64, subject: &str, language: &str) -> Self {
        let thread = Thread {
            id: ThreadId(number),
            subject: subject.to_owned(),
            messages: Vec::new(),
            participants: vec![cast.mia.clone(), cast.tom.clone()],
            agreements: Vec::new(),
            live: true,
            settings: Settings::default(),
        };
        let dossier = Dossier { thread, events: Vec::new(), heads: Vec::new(), told: Vec::new(), stopped: Vec::new() };
        Self { dossier, cast, language: language.to_owned() }
    }

    /// Mia writes to Tom, the bot in Cc.
    pub(super) fn mia_writes(&mut self, clock: DateTime) -> &mut Self {
        self.mail(&self.cast.mia, &self.cast.tom, clock)
    }

    /// Tom writes to Mia, the bot in Cc.
    pub(super) fn tom_writes(&mut self, clock: DateTime) -> &mut Self {
        self.mail(&self.cast.tom, &self.cast.mia, clock)
    }

    /// Mia writes down for the bot alone what she has talked about with Tom.
    pub(super) fn mia_notes(&mut self, clock: DateTime) -> &mut Self {
        self.mail(&self.cast.mia, &self.cast.bot, clock);
        let people = vec![self.cast.tom.clone()];
        let mail = self.dossier.thread.messages.last().cloned();
        let recap = mail.map(|mail| Recap { mail, day: clock.date(), people, introduced: false });
        self.dossier.thread.settings.recap = recap;
        self
    }

    fn mail(&mut self, from: &Party, to: &Party, clock: DateTime) -> &mut Self {
        let thread = &mut self.dossier.thread;
        let name = format!("{}.{}@{}", thread.id, self.dossier.heads.len() + 1, from.address.domain());
        let Some(id) = MessageId::parse(&name) else { return self };
        let subject = thread.subject.clone();
        self.dossier.heads.push(Head {
            id: id.clone(),
            ancestors: thread.messages.clone(),
            from: Some(from.clone()),
            to: vec![to.clone()],
            cc: vec![self.cast.bot.clone()],
            reply_to: Vec::new(),
            date: self.cast.zoned(clock),
            subject: if thread.messages.is_empty() { subject } else { format!("Re: {subject}") },
            automatic: None,
            verdict: Verdict::Pass,
        });
        thread.messages.push(id);
        self
    }

    /// The mail just written makes a change, in these words.
    pub(super) fn and(&mut self, number: u32, change: Change, words: &str) -> &mut Self {
        let Some(head) = self.dossier.heads.last() else { return self };
        let Some(by) = head.from.clone() else { return self };
        let quote = Quote { mail: head.id.clone(), text: words.to_owned(), start: 0, end: words.len() };
        let source = Source { by, at: head.date.timestamp(), quote, settled: None };
        let event = Event { agreement: AgreementNumber(number), change, source };
        self.dossier.thread.apply(std::slice::from_ref(&event));
        self.dossier.events.push(event);
        self
    }

    /// The mail just written records that Tom owes Mia something.
    pub(super) fn tom_owes(&mut self, action: &str, due: Option<Due>, words: &str) -> &mut Self {
        self.owes(&self.cast.tom, &self.cast.mia, action, due, words)
    }

    /// The mail just written records that Mia owes Tom something.
    pub(super) fn mia_owes(&mut self, action: &str, due: Option<Due>, words: &str) -> &mut Self {
        self.owes(&self.cast.mia, &self.cast.tom, action, due, words)
    }

    fn owes(&mut self, debtor: &Party, creditor: &Party, action: &str, due: Option<Due>, words: &str) -> &mut Self {
        let own = self.dossier.heads.last().is_some_and(|head| head.from.as_ref() == Some(debtor));
        let change = Change::Recorded {
            debtor: debtor.clone(),
            creditor: creditor.clone(),
            action: action.to_owned(),
            due,
            state: if own { State::Agreed } else { State::Asked },
            language: self.language.clone(),
            rule: "example".to_owned(),
            confidence: Confidence::new(0.95),
        };
        let number = self.dossier.thread.next_number().0;
        self.and(number, change, words)
    }
}

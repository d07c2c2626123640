//! In charge of: an office in which a story is played: it opens at a stated hour, mails arrive, the clock moves, letters go out, and
//! the ledger is asked last. It drives the daemon's very own turns, on a clock that jumps from one moment to the next.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use futures::{FutureExt, future::BoxFuture};
use inwriting::{
    clock::{Clock, SetClock},
    config::Limits,
    daemon::{Desk, Rules, Taken},
    language::Packs,
    ledger::Ledger,
    model::{
        Address, Agreement, HouseStyle, Letter, Member, Office as Team, Party, Policy, RawMail, Receipt, State, Thread,
        WorkingTime,
    },
    outbox::Outbox,
};
use jiff::{Timestamp, Zoned, civil};

use super::{
    clock::{at, zone},
    mail::Written,
};

pub const BOT: &str = "Studio Kern, in writing <agree@studio.example>";
pub const MIA: &str = "Mia Kern <mia@studio.example>";
pub const JON: &str = "Jon Alt <jon@studio.example>";
pub const TOM: &str = "Tom Ray <tom@bank.example>";
pub const INES: &str = "Ines Roth <ines@bank.example>";

/// A letter that has left, and who got it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub at: Timestamp,
    pub letter: Letter,
    pub to: Vec<Address>,
}

/// An outbox that keeps what it is given, and does as it is told.
#[derive(Debug, Clone, Default)]
struct Pigeons(Arc<Mutex<Loft>>);

#[derive(Debug, Default)]
struct Loft {
    sent: Vec<Sent>,
    down: bool,
    refused: Option<Address>,
    put_off: Option<Address>,
    tries: usize,
    now: Option<Timestamp>,
}

impl Outbox for Pigeons {
    fn send<'a>(&'a mut self, letter: &'a Letter, still_owed: &'a [Address]) -> BoxFuture<'a, Receipt> {
        let mut loft = self.0.lock().unwrap();
        loft.tries += 1;
        let refused = |address: &&Address| loft.refused.as_ref() == Some(*address);
        let receipt = if let Some(address) = still_owed.iter().find(refused) {
            Receipt::Refused { recipients: vec![(address.clone(), "550 no".to_owned())] }
        } else if loft.down {
            Receipt::Retry {
                after: None,
                why: "the server does not answer".to_owned(),
                taken: Vec::new(),
                only_these: false,
            }
        } else if let Some(address) = loft.put_off.clone().filter(|address| still_owed.contains(address)) {
            let taken: Vec<Address> = still_owed.iter().filter(|owed| **owed != address).cloned().collect();
            if !taken.is_empty() {
                let at = loft.now.unwrap_or_default();
                loft.sent.push(Sent { at, letter: letter.clone(), to: taken.clone() });
            }
            Receipt::Retry { after: None, why: "452 mailbox full".to_owned(), taken, only_these: true }
        } else {
            let at = loft.now.unwrap_or_default();
            loft.sent.push(Sent { at, letter: letter.clone(), to: still_owed.to_vec() });
            Receipt::Sent
        };
        Box::pin(async move { receipt })
    }
}

/// An office, its desk and its clock.
pub struct Office {
    desk: Option<Desk>,
    rules: Rules,
    clock: SetClock,
    pigeons: Pigeons,
    folder: Option<tempfile::TempDir>,
    uid: u32,
    read: usize,
}

/// Studio Kern of Berlin: Monday to Friday, 9 to 18; Mia reads her digest at 8:30, Jon has none.
pub fn rules() -> Rules {
    use civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let member = |text: &str, digest_at| Member {
        party: party(text),
        language: "en".to_owned(),
        zone: zone(),
        digest_at,
        digest_days: Vec::new(),
    };
    let office = Team {
        bot: party(BOT),
        aliases: Vec::new(),
        domains: vec!["studio.example".to_owned()],
        members: vec![member(MIA, Some(civil::time(8, 30, 0, 0))), member(JON, None)],
        zone: zone(),
        working: WorkingTime {
            days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            starts: civil::time(9, 0, 0, 0),
            ends: civil::time(18, 0, 0, 0),
            holidays: Vec::new(),
        },
        language: "en".to_owned(),
    };
    let limits = Limits { letters_a_day: 100, letters_a_day_per_person: 20, letters_a_day_per_thread: 10 };
    let style = HouseStyle::named("Studio Kern");
    Rules { office, policy: Policy::default(), style, limits, trusted: Vec::new(), stop_file: None }
}

pub fn party(text: &str) -> Party {
    match text.strip_suffix('>').and_then(|text| text.split_once(" <")) {
        Some((name, address)) => Party { name: Some(name.to_owned()), address: Address::parse(address).unwrap() },
        None => Party { name: None, address: Address::parse(text).unwrap() },
    }
}

impl Office {
    /// Studio Kern opens at this hour, with an empty ledger.
    pub fn opens(hour: &str) -> Self {
        Self::opens_by(hour, rules())
    }

    /// Studio Kern opens at this hour and goes by these rules.
    pub fn opens_by(hour: &str, rules: Rules) -> Self {
        Self::with(Ledger::in_memory().unwrap(), None, hour, rules)
    }

    /// Studio Kern opens at this hour with a ledger on disk, so that it can be restarted.
    pub fn opens_on_disk(hour: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = Rules { stop_file: Some(folder.path().join("stop")), ..rules() };
        Self::with(Ledger::open(&folder.path().join("ledger.sqlite")).unwrap(), Some(folder), hour, rules)
    }

    fn with(ledger: Ledger, folder: Option<tempfile::TempDir>, hour: &str, rules: Rules) -> Self {
        let desk = Desk::new(ledger, rules.clone(), Packs::embedded().unwrap());
        let clock = SetClock::at(at(hour).timestamp());
        Self { desk: Some(desk), rules, clock, pigeons: Pigeons::default(), folder, uid: 0, read: 0 }
    }

    pub fn now(&self) -> Zoned {
        self.clock.now().to_zoned(zone())
    }

    /// The clock moves to this hour; whatever falls due on the way happens at its own moment.
    pub fn clock_moves_to(&mut self, hour: &str) {
        let until = at(hour).timestamp();
        for _ in 0..100_000 {
            let next = self.works();
            match next.filter(|next| *next <= until) {
                Some(next) => self.clock.move_to(next.max(self.clock.now() + jiff::SignedDuration::from_secs(1))),
                None if self.clock.now() >= until => return,
                None => self.clock.move_to(until),
            }
        }
        panic!("the clock does not come to {hour}: it is {}", self.now());
    }

    /// Says and sends what is due now; tells when to look again.
    fn works(&mut self) -> Option<Timestamp> {
        self.pigeons.0.lock().unwrap().now = Some(self.clock.now());
        let desk = self.desk.as_mut().unwrap();
        loop {
            let next = desk.tell(self.clock.now()).unwrap();
            let tried = desk.send(&mut self.pigeons, &self.clock).now_or_never().expect("pigeons are quick");
            if tried.unwrap().is_none() {
                return next;
            }
        }
    }

    /// A mail arrives now.
    pub fn receives(&mut self, mail: &Written) -> Taken {
        self.uid += 1;
        let raw = mail.raw(self.uid, &self.now());
        self.receives_raw(&raw)
    }

    /// These bytes arrive now.
    pub fn receives_raw(&mut self, raw: &RawMail) -> Taken {
        let taken = self.desk.as_mut().unwrap().take(raw, self.clock.now()).unwrap();
        self.works();
        taken
    }

    /// A mail arrives at this hour.
    pub fn receives_at(&mut self, hour: &str, mail: &Written) -> Taken {
        self.clock_moves_to(hour);
        self.receives(mail)
    }

    /// The power fails, and comes back at this hour.
    pub fn is_dark_until(&mut self, hour: &str) {
        drop(self.desk.take());
        self.clock.move_to(at(hour).timestamp());
        let ledger = Ledger::open(&self.path()).unwrap();
        self.desk = Some(Desk::new(ledger, self.rules.clone(), Packs::embedded().unwrap()));
    }

    /// From its next start on it goes by these rules.
    pub fn goes_by(&mut self, rules: Rules) {
        self.rules = rules;
    }

    fn path(&self) -> PathBuf {
        self.folder.as_ref().expect("the office opened on disk").path().join("ledger.sqlite")
    }

    /// Somebody stops the letters.
    pub fn is_stopped(&self) {
        std::fs::write(self.rules.stop_file.as_ref().unwrap(), "").unwrap();
    }

    /// Letters may go out again.
    pub fn goes_on(&self) {
        std::fs::remove_file(self.rules.stop_file.as_ref().unwrap()).unwrap();
    }

    /// The mail server takes no letters any more.
    pub fn outbox_fails(&self) {
        self.pigeons.0.lock().unwrap().down = true;
    }

    /// The mail server refuses letters to this address.
    pub fn outbox_refuses(&self, address: &str) {
        self.pigeons.0.lock().unwrap().refused = Address::parse(address).ok();
    }

    /// The mail server does not take letters to this address now, whenever it is asked.
    pub fn outbox_puts_off(&self, address: &str) {
        self.pigeons.0.lock().unwrap().put_off = Address::parse(address).ok();
    }

    /// How often the mail server was asked to take a letter.
    pub fn tries(&self) -> usize {
        self.pigeons.0.lock().unwrap().tries
    }

    /// At this hour the bot's folder cannot be read any more.
    pub fn folder_fails(&mut self, hour: &str) {
        self.clock_moves_to(hour);
        self.desk.as_mut().unwrap().folder_fails("office", "INBOX", self.clock.now()).unwrap();
    }

    /// At this hour it can be read again.
    pub fn folder_is_well(&mut self, hour: &str) {
        self.clock_moves_to(hour);
        self.desk.as_mut().unwrap().folder_is_well("office", "INBOX", self.clock.now()).unwrap();
    }

    /// The mail server takes letters again.
    pub fn outbox_works(&self) {
        self.pigeons.0.lock().unwrap().down = false;
    }

    /// The next letter that has left and was not looked at.
    #[track_caller]
    pub fn next_letter(&mut self) -> Sent {
        let sent = self.pigeons.0.lock().unwrap().sent.get(self.read).cloned();
        self.read += 1;
        sent.unwrap_or_else(|| panic!("no further letter has left by {}", self.now()))
    }

    /// The letters that have left and were not looked at; they count as looked at now.
    pub fn further_letters(&mut self) -> Vec<Sent> {
        let further = self.pigeons.0.lock().unwrap().sent.split_off(self.read);
        self.pigeons.0.lock().unwrap().sent.extend(further.clone());
        self.read += further.len();
        further
    }

    /// The same, a line each.
    pub fn further_lines(&mut self) -> Vec<String> {
        self.further_letters().iter().map(Sent::headline).collect()
    }

    /// No letter has left that was not looked at.
    #[track_caller]
    pub fn has_sent_nothing_more(&mut self) {
        let further = self.further_lines();
        assert!(further.is_empty(), "unexpected letters: {further:#?}");
    }

    pub fn ledger(&self) -> &Ledger {
        self.desk.as_ref().unwrap().ledger()
    }

    /// The only thread.
    pub fn thread(&self) -> Thread {
        let mut threads = self.ledger().threads().unwrap();
        assert_eq!(threads.len(), 1, "{threads:#?}");
        threads.remove(0)
    }

    /// The next letter is this one: headline and all.
    #[track_caller]
    pub fn sends(&mut self, headline: &str) -> Sent {
        let sent = self.next_letter();
        assert_eq!(sent.headline(), headline, "\n{}", sent.whole());
        sent
    }

    /// Each agreement of the only thread in a line: number, state, debtor, action, due.
    pub fn record(&self) -> Vec<String> {
        assert_eq!(self.ledger().check().unwrap(), [], "the rows are what the events add up to");
        assert!(self.ledger().verify().unwrap().is_ok());
        self.thread().agreements.iter().map(line).collect()
    }
}

fn line(agreement: &Agreement) -> String {
    let due = agreement.due.as_ref().map_or("no date".to_owned(), |due| match due.moment.time() {
        Some(time) => format!("{} {}", due.moment.date(), time.strftime("%H:%M")),
        None => due.moment.date().to_string(),
    });
    let (number, state, debtor) = (agreement.number, agreement.state.as_str(), agreement.debtor.called());
    format!("{number} {state}: {debtor}: {} ({due})", agreement.action)
}

/// Whether something is still open.
pub fn is_open(state: State) -> bool {
    state.is_open()
}

impl Sent {
    /// When it left, what it is, and who got it: `2026-06-11 10:27 confirmation to tom@bank.example, mia@studio.example`.
    pub fn headline(&self) -> String {
        let at = self.at.to_zoned(zone()).strftime("%Y-%m-%d %H:%M").to_string();
        let kind = serde_json::to_value(self.letter.kind).unwrap();
        let kind = kind.get("notice").unwrap_or(&kind).as_str().unwrap_or("letter").to_owned();
        let people: Vec<String> = self.to.iter().map(Address::to_string).collect();
        format!("{at} {kind} to {}", people.join(", "))
    }

    /// The letter as people get it: when, from whom to whom, subject and text.
    pub fn whole(&self) -> String {
        let people =
            |people: &[Party]| people.iter().map(|party| party.address.to_string()).collect::<Vec<_>>().join(", ");
        let letter = &self.letter;
        let (to, cc) = (people(&letter.to), people(&letter.cc));
        format!("{}\nTo: {to}\nCc: {cc}\nSubject: {}\n\n{}", self.headline(), letter.subject, letter.text)
    }
}

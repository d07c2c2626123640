//! In charge of: threads that live only as long as a command: which mails belong together, and what their agreements come to.
//!
//! Promises: mails belong together by Message-ID, In-Reply-To and References alone, ids of mails never seen among them; they are
//! taken in the order of their Date; a mail that is there twice is taken once.
//! Leaves to: [`crate::ledger`] threads that last.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    agreement,
    daemon::{Standing, bare_subject, standing},
    language::Packs,
    model::{Mail, MessageId, Office, Settings, Thread, ThreadId},
    reading,
};

/// The mails of each conversation, in the order of their Date; conversations in the order in which they began.
#[must_use]
pub fn group(mut mails: Vec<Mail>) -> Vec<Vec<Mail>> {
    // A stable sort: mails of the same second stay in the order in which they lie.
    mails.sort_by_key(|mail| mail.date.timestamp());
    let mut seen = HashSet::new();
    mails.retain(|mail| seen.insert(mail.id.clone()));

    let mut families = Families::default();
    for mail in &mails {
        let own = families.of(&mail.id);
        for ancestor in &mail.ancestors {
            let other = families.of(ancestor);
            families.join(own, other);
        }
    }
    let mut order: Vec<Vec<Mail>> = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for mail in mails {
        let own = families.of(&mail.id);
        let family = families.head(own);
        let place = *places.entry(family).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        if let Some(thread) = order.get_mut(place) {
            thread.push(mail);
        }
    }
    order
}

/// The thread that `mail` begins, before anything of it is taken.
#[must_use]
pub fn begin(id: ThreadId, mail: &Mail) -> Thread {
    let subject = bare_subject(&mail.subject).to_owned();
    Thread {
        id,
        subject,
        messages: vec![],
        participants: vec![],
        agreements: vec![],
        live: false,
        settings: Settings::default(),
    }
}

/// The id that the conversation of its first mail is known by: that of the oldest mail it tells of.
#[must_use]
pub fn root(first: &Mail) -> MessageId {
    first.ancestors.first().unwrap_or(&first.id).clone()
}

/// Takes the mails of one conversation one after another, as the daemon would have. Gives the thread as it ends, and why
/// each sentence was or was not taken.
#[must_use]
pub fn follow(id: ThreadId, mails: &[Mail], office: &Office, packs: &Packs) -> Option<(Thread, Vec<String>)> {
    let mut thread = begin(id, mails.first()?);
    let mut explained = Vec::new();
    for mail in mails {
        let writer = mail.from.as_ref().map_or("nobody we can tell".to_owned(), |from| from.address.to_string());
        explained.push(format!("{} {writer}", mail.date.strftime("%F %H:%M")));
        let welcome = match standing(mail, &thread, office, false) {
            Standing::Left(why) => {
                explained.push(format!("  not read: {why}"));
                false
            }
            Standing::Counts { live } => {
                thread.live |= live;
                explained.extend(take(&mut thread, mail, office, packs));
                true
            }
        };
        remember(&mut thread, mail, welcome);
    }
    Some((thread, explained))
}

/// Reads one mail and settles what it says. Gives why each sentence was or was not taken.
fn take(thread: &mut Thread, mail: &Mail, office: &Office, packs: &Packs) -> Vec<String> {
    let reader = reading::Reader { packs, weights: reading::Weights::embedded() };
    let reading = reader.read_and_explain(mail, thread, office);
    let settled = agreement::settle(thread, mail, &reading.statements, office);
    thread.apply(&settled.events);
    let doubts = settled.doubts.iter().map(|doubt| format!("in doubt: {}", doubt.quote.text));
    reading.explained.into_iter().chain(doubts).map(|line| format!("  {line}")).collect()
}

/// Adds the mail's ids to the thread, and its people if its word counts.
fn remember(thread: &mut Thread, mail: &Mail, welcome: bool) {
    for id in mail.ancestors.iter().chain([&mail.id]) {
        if !thread.messages.contains(id) {
            thread.messages.push(id.clone());
        }
    }
    for party in mail.everybody().into_iter().filter(|_| welcome) {
        if !thread.participants.iter().any(|known| known.address == party.address) {
            thread.participants.push(party.clone());
        }
    }
}

/// Ids that belong together, by union and find.
#[derive(Debug, Default)]
struct Families {
    numbers: HashMap<MessageId, usize>,
    parents: Vec<usize>,
}

impl Families {
    fn of(&mut self, id: &MessageId) -> usize {
        let next = self.parents.len();
        let number = *self.numbers.entry(id.clone()).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        number
    }

    fn head(&self, mut number: usize) -> usize {
        while let Some(&parent) = self.parents.get(number)
            && parent != number
        {
            number = parent;
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.head(one), self.head(other));
        // The older head stays: a family's number is that of its first id.
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }
}

//! In charge of: the plain model: the rules as anybody would say them, without a look at how the program keeps them.

use std::collections::{BTreeMap, BTreeSet};

use inwriting::{
    ledger::Happening,
    model::{
        Address, Agreement, Approve, Change, Correction, Due, Event, LetterKind, Moves, NoticeKind, Readers, State,
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    calls,
    play::{Post, World},
    script::{Bot, Kind, PEOPLE},
    support::office::Sent,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The team's side.
const OURS: &str = "studio.example";

pub fn is_team(address: &str) -> bool {
    side(address) == OURS
}

fn side(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

/// The mail that a letter answers, by its header.
pub fn answered(sent: &Sent) -> Option<String> {
    let bytes = String::from_utf8_lossy(&sent.letter.bytes);
    let field = bytes.lines().find_map(|line| line.strip_prefix("In-Reply-To:"))?;
    Some(field.trim().trim_matches(['<', '>']).to_owned())
}

pub fn kind(sent: &Sent) -> Option<NoticeKind> {
    match sent.letter.kind {
        LetterKind::Notice(kind) => Some(kind),
        _ => None,
    }
}

/// Whether it follows from how things stand; the others answer one mail.
fn planned(sent: &Sent) -> bool {
    kind(sent).is_some_and(NoticeKind::is_planned)
}

/// Whether it answers what was said in one mail.
fn answers(sent: &Sent) -> bool {
    use NoticeKind::{Help, Receipt, Refusal, Status};
    asks(sent) || matches!(kind(sent), Some(Help | Receipt | Refusal | Status))
}

fn asks(sent: &Sent) -> bool {
    use NoticeKind::{Choice, Question, Scope, Together, Whom};
    let beside = || ["question/", "choice/", "scope/", "whom/"].iter().any(|kind| sent.letter.key.contains(kind));
    matches!(kind(sent), Some(Choice | Question | Scope | Whom)) || kind(sent) == Some(Together) && beside()
}

/// All mails that hang together with this one, those that came alone.
pub fn conversation<'w>(world: &'w World, id: &str) -> Vec<&'w Post> {
    let mut ids: BTreeSet<String> = BTreeSet::from([id.to_owned()]);
    loop {
        let before = ids.len();
        for post in &world.posts {
            if ids.contains(&post.id) || post.above.iter().any(|above| ids.contains(above)) {
                ids.insert(post.id.clone());
                ids.extend(post.above.iter().cloned());
            }
        }
        for sent in &world.letters {
            let own = sent.letter.id.as_str().to_owned();
            let above = answered(sent);
            if ids.contains(&own) || above.as_ref().is_some_and(|above| ids.contains(above)) {
                ids.insert(own);
                ids.extend(above);
            }
        }
        if ids.len() == before {
            break;
        }
    }
    world.posts.iter().filter(|post| post.here && ids.contains(&post.id)).collect()
}

/// Whether the bot got this mail in secret: it was hidden on it, or was written to alone.
fn in_secret(post: &Post) -> bool {
    post.bot == Bot::Unseen || post.people.len() == 1
}

/// Whether two letters say in one moment, to the same readers, what one could have said. Two that answer one mail could, unless each asks
/// something: a short answer could be to either. Of two that follow from how things stand: what was heard in secret and what was heard in the
/// open are never one letter: an open one goes to whoever is on its mail, now or in a copy, and would say there what they are not to know.
/// Then, and only then, two are right; the secret one is for the one who sent that mail, which is looked at apart ([`letter`]).
fn could_be_one(world: &World, one: &Sent, other: &Sent) -> bool {
    let secret = |sent: &Sent| {
        let id = answered(sent);
        world.posts.iter().any(|post| Some(&post.id) == id.as_ref() && in_secret(post))
    };
    let at_once = |sent: &Sent| (sent.letter.written, sent.letter.thread);
    if at_once(one) != at_once(other) || one.to != other.to {
        return false;
    }
    let both = |is: &dyn Fn(&Sent) -> bool| is(one) && is(other);
    both(&answers) && answered(one) == answered(other) && !both(&asks)
        || both(&|sent| planned(sent) && kind(sent) != Some(NoticeKind::Feedback)) && secret(one) == secret(other)
}

/// Whether two letters that were written in one turn could have been one: what a mail is answered with, and what follows from how things stand.
/// Where letters to clients wait for a word, the answer does not wait with them; and what piled up in an outage has a letter of its own.
fn are_of_one_turn(world: &World, one: &Sent, other: &Sent) -> bool {
    let at_once = |sent: &Sent| (sent.letter.written, sent.letter.thread);
    let piled_up = |sent: &Sent| sent.letter.key.contains("outage/");
    let pressing = |sent: &Sent| planned(sent) && kind(sent) != Some(NoticeKind::Feedback);
    let among_ourselves = one.to.iter().all(|person| is_team(&person.to_string()));
    at_once(one) == at_once(other)
        && one.to == other.to
        && (world.rules.policy.approve == Approve::Never || among_ourselves)
        && [one, other].into_iter().all(|sent| !piled_up(sent) && (answers(sent) || pressing(sent)))
        && [one, other].into_iter().any(answers)
        && ![one, other].into_iter().all(asks)
}

/// What holds of each letter. `turn`: those of the same turn that went before it.
pub fn letter(world: &World, sent: &Sent, turn: &[Sent]) -> Result<(), String> {
    let to: BTreeSet<String> = sent.to.iter().map(ToString::to_string).collect();
    let alone = to.len() == 1 && to.iter().all(|person| is_team(person));
    let others = world.letters.iter().filter(|other| could_be_one(world, other, sent));
    let mut others = others.chain(turn.iter().filter(|other| are_of_one_turn(world, other, sent)));
    if let Some(other) = others.next() {
        return Err(format!("two letters that could have been one, the other being\n{}", other.whole()));
    }
    if kind(sent) == Some(NoticeKind::Digest) {
        return if alone { Ok(()) } else { Err("a digest is for one of the team".to_owned()) };
    }
    let id = answered(sent).ok_or("a letter answers no mail")?;
    let post =
        world.posts.iter().find(|post| post.id == id).ok_or(format!("a letter answers {id}, which nobody wrote"))?;
    if !post.here {
        return Err(format!("a letter answers {id}, which never came"));
    }
    if post.kind != Kind::Personal {
        return Err(format!("a letter answers {id}, which no person wrote"));
    }
    reaches(world, post, sent, &to)?;
    // Who has had letters and writes to the bot alone, in answer to nothing that it knows, speaks of that conversation, if there is only one; whoever answers that, of the same.
    let known = |post: &Post| {
        let got = |letter: &Sent| letter.to.iter().any(|person| person.to_string() == post.writer);
        post.strange && post.people.len() == 1 && world.letters.iter().any(got)
    };
    let live = |post: &Post| post.kind == Kind::Personal && (is_team(&post.writer) || known(post));
    if !conversation(world, &id).into_iter().any(live) {
        return Err("nobody of the team has written on this thread".to_owned());
    }
    let answers_its_writer = to.iter().all(|person| *person == post.writer);
    if world.rules.policy.readers == Readers::Team && !to.iter().all(|person| is_team(person)) && !answers_its_writer {
        return Err("the letters are for the team alone".to_owned());
    }
    if world.rules.policy.approve == Approve::Always && planned(sent) && !to.iter().all(|person| is_team(person)) {
        let said =
            |post: &Post| post.here && post.kind == Kind::Personal && is_team(&post.writer) && post.text == "send";
        if !world.posts.iter().any(said) {
            return Err("nobody of the team has said that it may go out".to_owned());
        }
    }
    Ok(())
}

/// Whom a letter may reach that answers this mail.
fn reaches(world: &World, post: &Post, sent: &Sent, to: &BTreeSet<String>) -> Result<(), String> {
    let (id, people) = (&post.id, &post.people);
    let introduced = calls::introduced(world, post, sent)?;
    let alone = to.len() == 1 && to.iter().all(|person| is_team(person));
    let on_it = |person: &String| people.contains(person) || introduced.contains(person);
    let strangers: Vec<&String> = to.iter().filter(|person| !on_it(person)).collect();
    if !strangers.is_empty() && !alone {
        return Err(format!("{strangers:?} are not on {id}, which is answered: {people:?}"));
    }
    let is_writer = |person: &String| *person == post.writer;
    if post.bot == Bot::Unseen && !to.iter().all(is_writer) {
        return Err(format!("the bot was not to be seen on {id}, and showed itself to {to:?}"));
    }
    let may_know = |person: &String| is_writer(person) || !introduced.is_empty() && on_it(person);
    if in_secret(post) && planned(sent) && !to.iter().all(may_know) {
        return Err(format!("what {id} said in secret was told to {to:?}"));
    }
    Ok(())
}

/// No more letters in 24 hours than are allowed.
pub fn caps(world: &World) -> Result<(), String> {
    let limits = world.rules.limits;
    let most = |letters: &mut dyn Iterator<Item = &Sent>| {
        let times: Vec<Timestamp> = letters.map(|sent| sent.letter.written).collect();
        times
            .iter()
            .map(|from| times.iter().filter(|at| *from <= **at && at.duration_since(*from) < DAY).count())
            .max()
            .unwrap_or(0)
    };
    let letters = || world.letters.iter();
    if most(&mut letters()) > limits.letters_a_day as usize {
        return Err("too many letters in all".to_owned());
    }
    for person in PEOPLE {
        let person = crate::play::address(person);
        let his = |sent: &&Sent| sent.to.iter().any(|to| to.to_string() == person);
        if most(&mut letters().filter(his)) > limits.letters_a_day_per_person as usize {
            return Err(format!("too many letters to {person}"));
        }
    }
    let threads: BTreeSet<_> = letters().filter_map(|sent| sent.letter.thread).collect();
    for thread in threads {
        let confirmed =
            letters().filter(|sent| sent.letter.thread == Some(thread) && kind(sent) == Some(NoticeKind::Confirmation));
        let mut times: Vec<Timestamp> = confirmed.map(|sent| sent.letter.written).collect();
        times.sort();
        if times.windows(2).any(|two| two[1].duration_since(two[0]) < world.rules.policy.pause) {
            return Err(format!("two confirmations of thread {thread} within the hour"));
        }
        if most(&mut letters().filter(|sent| sent.letter.thread == Some(thread)))
            > limits.letters_a_day_per_thread as usize
        {
            return Err(format!("too many letters on thread {thread}"));
        }
    }
    Ok(())
}

/// An agreement as the plain model has it.
struct Plain {
    debtor: String,
    creditor: String,
    state: State,
    due: Option<Due>,
    /// A date proposed, and by which side.
    proposed: Option<(Due, String)>,
    latest: (String, bool),
}

/// The record is what its events say, and each event is explained by words of somebody who may say them.
pub fn record(world: &World) -> Result<(), String> {
    let ledger = world.office.ledger();
    let wrong = ledger.check().unwrap();
    if !wrong.is_empty() || ledger.verify().unwrap().is_err() {
        return Err(format!("the rows are not what the events add up to: {wrong:?}"));
    }
    for thread in ledger.threads().unwrap() {
        let mut agreements = BTreeMap::new();
        for recorded in ledger.history(thread.id).unwrap() {
            if let Happening::Changed(event) = recorded.entry.happening
                && recorded.entry.thread == thread.id
            {
                explained(world, &mut agreements, &event).map_err(|why| {
                    format!("{why}: {:?} by {} in {}", event.change, event.source.by.address, event.source.quote.mail)
                })?;
            }
        }
    }
    Ok(())
}

fn explained(world: &World, agreements: &mut BTreeMap<u32, Plain>, event: &Event) -> Result<(), String> {
    let by = event.source.by.address.to_string();
    let mail = event.source.quote.mail.as_str();
    let post = world.posts.iter().find(|post| post.id == mail).ok_or("an event of a mail that nobody wrote")?;
    if !post.here || post.kind != Kind::Personal || post.writer != by {
        return Err("an event that its mail does not explain".to_owned());
    }
    let mine = side(&by).to_owned();
    let number = event.agreement.0;
    if let Change::Recorded { debtor, creditor, due, state, .. } = &event.change {
        let (debtor, creditor) = (debtor.address.to_string(), creditor.address.to_string());
        if mine != side(&debtor) && mine != side(&creditor) {
            return Err("recorded by somebody of neither side".to_owned());
        }
        if *state == State::Agreed && mine != side(&debtor) {
            return Err("agreed without the debtor's word".to_owned());
        }
        let plain = Plain {
            debtor,
            creditor,
            state: *state,
            due: due.clone(),
            proposed: None,
            latest: (mail.to_owned(), false),
        };
        agreements.insert(number, plain);
        return Ok(());
    }
    // What came from another thread is explained there.
    let Some(plain) = agreements.get_mut(&number) else { return Ok(()) };
    let by_team = mine == OURS && matches!(event.change, Change::Corrected { .. });
    if ![&plain.debtor, &plain.creditor].into_iter().any(|person| side(person) == mine) && !by_team {
        return Err("changed by somebody of neither side".to_owned());
    }
    step(world, plain, event, &mine, mail)
}

impl Plain {
    fn stand_as(&mut self, before: &Agreement) {
        self.state = before.state;
        self.due.clone_from(&before.due);
        self.debtor = before.debtor.address.to_string();
        self.creditor = before.creditor.address.to_string();
        let proposed = before.proposal.as_ref();
        self.proposed = proposed.map(|proposal| (proposal.due.clone(), side(&proposal.by.to_string()).to_owned()));
    }

    /// The record is put right. The team may put right anything, a side to which of its people it falls; what binds a client waits for
    /// their yes, and the team gives itself no later day.
    fn put_right(&mut self, correction: &Correction, state: State, mine: &str) -> Result<(), String> {
        let own = side(&self.debtor) == mine && side(&self.creditor) != mine;
        let mut later = false;
        match correction {
            Correction::Debtor(debtor) => {
                let debtor = debtor.address.to_string();
                if mine != OURS && (side(&self.debtor) != mine || side(&debtor) != mine) {
                    return Err("a client passes on what is not owed by their side, or to another side".to_owned());
                }
                self.debtor = debtor;
            }
            _ if mine != OURS => return Err("put right by somebody who is not of the team".to_owned()),
            Correction::Due(due) => {
                let day = |due: &Due| due.moment.date();
                later = self.state.is_open() && self.due.as_ref().is_some_and(|known| day(known) < day(due));
                self.due = Some(due.clone());
                self.proposed = None;
            }
            Correction::Action(_) | Correction::Consequence(_) => {}
        }
        let over = matches!(self.state, State::Fulfilled | State::Cancelled);
        if over != matches!(state, State::Fulfilled | State::Cancelled) {
            return Err("a correction ends an agreement, or begins it again".to_owned());
        }
        self.state = state;
        match state {
            State::Agreed if !is_team(&self.debtor) => Err("a correction binds a client without their yes".to_owned()),
            _ if own && later => Err("the team gave itself a later day".to_owned()),
            _ => Ok(()),
        }
    }

    /// Somebody stands in a colleague's place: by a mail of their own, and the team's yes.
    fn pass_on(&mut self, event: &Event, gone: &Address, by: &Address) -> Result<(), String> {
        let mut said_yes = event.source.settled.iter().chain([&event.source.by]);
        if !said_yes.any(|person| is_team(&person.address.to_string())) {
            return Err("somebody stands in a colleague's place without the team's yes".to_owned());
        }
        let (gone, by) = (gone.to_string(), by.to_string());
        if side(&gone) != side(&by) || by != event.source.by.address.to_string() {
            return Err("somebody stands in the place of who is no colleague of theirs".to_owned());
        }
        for place in [&mut self.debtor, &mut self.creditor] {
            if *place == gone {
                place.clone_from(&by);
            }
        }
        Ok(())
    }

    /// Whether the debtor's own new date waits for the creditor.
    fn needs_yes(&self, due: &Due, world: &World) -> bool {
        let ends = world.rules.office.working.ends;
        match world.rules.policy.moves {
            Moves::AsSaid => false,
            Moves::LaterByConsent => self.due.as_ref().is_some_and(|known| known.instant(ends) < due.instant(ends)),
            Moves::ByConsent => self.due.is_some(),
        }
    }
}

fn step(world: &World, plain: &mut Plain, event: &Event, mine: &str, mail: &str) -> Result<(), String> {
    let refuse = |why: &str| Err(why.to_owned());
    let (debtor, creditor) = (side(&plain.debtor) == mine, side(&plain.creditor) == mine);
    let within = debtor && creditor;
    let over = matches!(plain.state, State::Fulfilled | State::Cancelled);
    let offered = plain.proposed.as_ref().is_some_and(|(_, by)| by != mine) || within;
    let just_moved = plain.latest == (mail.to_owned(), true);
    plain.latest = (mail.to_owned(), matches!(event.change, Change::Moved { .. }));
    match &event.change {
        Change::Undone { before } => {
            plain.stand_as(before);
            return Ok(());
        }
        Change::Disputed { .. } => return Ok(()),
        Change::Corrected { correction, state } => return plain.put_right(correction, *state, mine),
        Change::Reopened | Change::PartlyFulfilled { .. } => {
            plain.state = State::Agreed;
            return Ok(());
        }
        _ if over => return refuse("changed after it was over"),
        Change::Accepted if debtor || just_moved => plain.state = State::Agreed,
        Change::Accepted => return refuse("agreed without the debtor's word"),
        Change::Declined if debtor && plain.state.is_open() => plain.state = State::Declined,
        Change::Declined => return refuse("declined by somebody who does not owe it"),
        Change::Moved { due } => {
            let day = |due: &Due| due.moment.date();
            let earlier = plain.due.as_ref().is_some_and(|known| day(due) < day(known));
            if debtor && !within && !offered && plain.needs_yes(due, world) {
                return refuse("the debtor's own date was taken without the creditor");
            }
            if creditor && !within && !offered && earlier {
                return refuse("the creditor's earlier date was taken without the debtor");
            }
            plain.due = Some(due.clone());
            plain.proposed = None;
        }
        Change::MoveProposed { due } => plain.proposed = Some((due.clone(), mine.to_owned())),
        Change::MoveRefused if offered => plain.proposed = None,
        Change::MoveRefused => return refuse("a date was refused that nobody of the other side wanted"),
        Change::Fulfilled => plain.state = State::Fulfilled,
        Change::Cancelled => plain.state = State::Cancelled,
        Change::Replaced { gone, by } => return plain.pass_on(event, &gone.address, &by.address),
        Change::TakenOver { debtor: new } if debtor => plain.debtor = new.address.to_string(),
        Change::TakenOver { .. } => return refuse("taken over by somebody of the other side"),
        _ => {}
    }
    Ok(())
}

/// Letters end: a month after the last mail nothing but the morning's list goes out.
pub fn it_ends(world: &World, last_mail: Option<Timestamp>) -> Result<(), String> {
    let Some(last) = last_mail else {
        return if world.letters.is_empty() { Ok(()) } else { Err("letters without a mail".to_owned()) };
    };
    let quiet = last + SignedDuration::from_hours(24 * 40);
    let late = world.letters.iter().find(|sent| sent.letter.written > quiet && kind(sent) != Some(NoticeKind::Digest));
    late.map_or(Ok(()), |sent| Err(format!("a letter 40 days after the last mail:\n{}", sent.whole())))
}

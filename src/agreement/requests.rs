//! In charge of: what follows from what is said to the bot: who may want what, and what it changes.
//!
//! | wanted | by the debtor's side | by the creditor's side | by the team | by anybody else on the mail |
//! |---|---|---|---|---|
//! | yes, no | to what was asked of them, to a date the other side wants | to a date the other side wants | as its side | refused |
//! | another day | as [`Moves`] has it | later at once, earlier proposed | as its side | refused |
//! | done | recorded | recorded | as its side | refused |
//! | partly, not done | recorded | recorded | as its side | refused |
//! | called off | counts as a no | recorded | as its side | refused |
//! | not me | asked of the one named, if of the same side; else disputed | disputed | as its side | refused |
//! | wrong | a date is proposed, all else disputed | the same | put right; `asked` where it binds the other side | refused |
//! | undo | the writer's own last change, of an agreement or about letters, unless somebody has answered it | the same | the same | refused |
//! | stop, start again, help | yes | yes | yes | yes |
//! | hold, go on, status | yes | yes | yes | refused |
//! | settle a question, report, digest, client, stage, look back, forget | refused | refused | yes | refused |
//!
//! What is wanted of a conversation that cannot be told is refused, whoever wants it; stop, start again, help and the digest want none.
//!
//! Promises: pure; a refusal names its reason; what cannot be told apart is asked of its writer, never guessed.
//! Leaves to: `reading` what was said; the rest of this module what a statement does to an agreement.

use jiff::Timestamp;

use super::{Hearing, changes, corrections, following, looking_back, scope, steps::Voice, steps::voice, undo};
use crate::model::{
    About, Act, Agreement, AgreementNumber, Asked, Change, Choice, Confidence, Dossier, Due, Event, Mail, Moves,
    Office, Party, Quote, Refusal, Reply, Request, Ruling, Setting, Source, State, Statement, Thread, Wanted, Why,
};

/// What came of what a mail says to the bot.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// The changes, in order, ready to be applied to the thread.
    pub events: Vec<Event>,
    /// What is settled about letters or the thread.
    pub rulings: Vec<Ruling>,
    /// What is written back.
    pub replies: Vec<Reply>,
    /// The key of the question that is answered with it.
    pub answered: Option<String>,
    /// What is wanted of a letter that is held ([`Wanted::Send`], [`Wanted::Drop`]), by whoever wants it.
    pub held: Vec<Request>,
}

/// In what a mail is heard.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// All that is known of the thread, without this mail.
    pub dossier: &'a Dossier,
    /// What people have settled on it about letters, in order.
    pub rulings: &'a [Ruling],
    /// The mail.
    pub mail: &'a Mail,
    /// Who wrote it.
    pub writer: &'a Party,
    /// The agreements that the letter answered speaks of.
    pub spoken: &'a [AgreementNumber],
    /// The question that the letter answered asks.
    pub question: Option<&'a Asked>,
    /// The team.
    pub office: &'a Office,
    /// When a debtor's new date holds.
    pub moves: Moves,
    /// The mail is written to the bot alone, answers nothing, and says nothing to people: of which conversation it speaks cannot be told.
    pub stray: bool,
}

/// Does what `requests` want, as far as their writer may want it.
#[must_use]
pub fn hear(context: Context<'_>, requests: &[Request]) -> Heard {
    let mut ear = Ear::open(context);
    for request in requests {
        ear.take(request);
    }
    let (mut heard, refusals) = ear.close();
    if let Some(refusals) = refusals {
        heard.replies.insert(0, refusals);
    }
    heard
}

/// What of the `doubts` of a mail to the bot is to be asked of its writer: those that may speak of several agreements. Where only one is
/// possible, its event; the others stay in doubt. Who stands on no side of what `statements` speak of is told so. `context.dossier` holds the
/// thread with all that this mail has changed.
#[must_use]
pub fn clear_up(
    context: Context<'_>,
    heard: &Heard,
    statements: &[Statement],
    doubts: &[Statement],
) -> (Heard, Vec<Statement>) {
    let mut ear = Ear::open(context);
    let asked_already = heard.replies.iter().any(|reply| matches!(reply, Reply::Choice(_)));
    let mut left = Vec::new();
    for statement in doubts {
        let open = ear.candidates(statement.act);
        if statement.about != About::Unclear || asked_already || open.is_empty() {
            left.push(statement.clone());
        } else {
            ear.one_of(&open, statement);
        }
    }
    for statement in statements {
        ear.refuse_an_outsider(statement);
    }
    let (mut heard, refusals) = ear.close();
    heard.replies.extend(refusals);
    (heard, left)
}

/// Whether an answer may be about an agreement on which its writer has this voice.
type Fitting<'f> = dyn Fn(&Agreement, Voice) -> bool + 'f;

pub(super) struct Ear<'a> {
    pub context: Context<'a>,
    /// The thread as it stands with what was heard so far.
    pub thread: Thread,
    pub heard: Heard,
    pub refusals: Vec<Refusal>,
}

impl<'a> Ear<'a> {
    fn open(context: Context<'a>) -> Self {
        Self { context, thread: context.dossier.thread.clone(), heard: Heard::default(), refusals: Vec::new() }
    }

    /// All that came of it, with what follows of it for deadlines that hang on others; and the refusals, if there are any.
    fn close(self) -> (Heard, Option<Reply>) {
        let Self { context, mut thread, mut heard, refusals } = self;
        let before = &context.dossier.thread;
        heard.events.extend(following::follow(before, &mut thread, context.mail, &context.office.working));
        (heard, (!refusals.is_empty()).then_some(Reply::Refusals(refusals)))
    }
}

impl Ear<'_> {
    fn take(&mut self, request: &Request) {
        match &request.wanted {
            Wanted::Stop => self.rule(request, Setting::Stopped),
            Wanted::Start => self.rule(request, Setting::Started),
            Wanted::Help => self.reply(Reply::Help),
            Wanted::Digest if self.is_team() => self.reply(Reply::Digest),
            _ if self.context.stray => self.refuse(Why::NoThread, None),
            Wanted::Choose(choices) => self.choose(choices),
            Wanted::Pick => self.pick(request),
            Wanted::Send | Wanted::Drop => self.heard.held.push(request.clone()),
            Wanted::Forget | Wanted::Client(_) | Wanted::Stage(_) | Wanted::LookBack => match self.is_team() {
                true => self.by_team(request),
                false => self.refuse(Why::TeamOnly, None),
            },
            _ if !self.has_a_say() => self.refuse(Why::Outsider, None),
            _ if request.names_none_of(&self.thread) => self.refuse(Why::NothingOpen, None),
            Wanted::Report | Wanted::Digest if !self.is_team() => self.refuse(Why::AskStatus, None),
            Wanted::Hold if !self.thread.settings.held => self.rule(request, Setting::Held),
            Wanted::GoOn if self.thread.settings.held => self.rule(request, Setting::GoneOn),
            Wanted::Hold | Wanted::GoOn => {}
            Wanted::Status => self.reply(Reply::Status),
            Wanted::Report => self.reply(Reply::Report),
            Wanted::Undo => undo::take_back(self, request),
            Wanted::Say { act, due } => {
                let statement = said(*act, request, due.clone());
                self.say(request, &statement);
            }
            _ => self.about_each(request),
        }
    }

    fn by_team(&mut self, request: &Request) {
        match &request.wanted {
            Wanted::Forget => self.rule(request, Setting::Forgotten),
            Wanted::LookBack => looking_back::begin(self, request),
            Wanted::Client(name) => self.rule(request, Setting::Client { name: name.clone() }),
            Wanted::Stage(name) => {
                self.rule(request, Setting::Stage { name: name.clone(), at: Some(self.context.mail.date.timestamp()) })
            }
            _ => {}
        }
    }

    pub(super) fn is_team(&self) -> bool {
        self.context.office.is_team(&self.context.writer.address)
    }

    /// Tells somebody who answers for agreements of others that it changes nothing.
    fn refuse_an_outsider(&mut self, statement: &Statement) {
        let About::These(numbers) = &statement.about else { return };
        let known: Vec<Agreement> =
            numbers.iter().filter_map(|number| self.thread.agreement(*number)).cloned().collect();
        if let Some(first) = known.first()
            && known.iter().all(|agreement| self.voice(agreement) == Voice::Outsider)
        {
            self.refuse(Why::Outsider, Some(first));
        }
    }

    /// Whether the writer is of the team, or stands on a side of an agreement of the thread.
    fn has_a_say(&self) -> bool {
        let nothing = self.thread.agreements.is_empty();
        self.is_team() || nothing || self.thread.agreements.iter().any(|one| self.voice(one) != Voice::Outsider)
    }

    pub(super) fn voice(&self, agreement: &Agreement) -> Voice {
        voice(agreement, &self.context.writer.address, self.context.office)
    }

    fn reply(&mut self, reply: Reply) {
        if !self.heard.replies.contains(&reply) {
            self.heard.replies.push(reply);
        }
    }

    pub(super) fn rule(&mut self, request: &Request, setting: Setting) {
        let stopped = self.context.dossier.stopped.contains(&self.context.writer.address);
        if matches!(setting, Setting::Stopped) == stopped && matches!(setting, Setting::Stopped | Setting::Started) {
            return;
        }
        self.thread.settings.apply(&setting);
        self.heard.rulings.push(Ruling { setting: setting.clone(), source: self.source(&request.quote) });
        self.reply(Reply::Receipt(setting));
    }

    pub(super) fn refuse(&mut self, why: Why, agreement: Option<&Agreement>) {
        let whose = agreement.filter(|_| why == Why::NotYours).map(|agreement| match self.voice(agreement) {
            Voice::Debtor => agreement.creditor.clone(),
            _ => agreement.debtor.clone(),
        });
        let refusal = Refusal { why, agreement: agreement.map(|agreement| agreement.number), whose };
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    pub(super) fn source(&self, quote: &Quote) -> Source {
        Source {
            by: self.context.writer.clone(),
            at: self.context.mail.date.timestamp(),
            quote: quote.clone(),
            settled: None,
        }
    }

    pub(super) fn happen(&mut self, agreement: AgreementNumber, change: Change, quote: &Quote) {
        let event = Event { agreement, change, source: self.source(quote) };
        self.thread.apply(std::slice::from_ref(&event));
        self.heard.events.push(event);
    }

    /// Something said of agreements: of those named, or of those that it can be about.
    fn say(&mut self, request: &Request, statement: &Statement) {
        if !request.about.is_empty() {
            for number in &request.about {
                self.answer(*number, statement);
            }
            return;
        }
        let open = self.candidates(statement.act);
        if request.all {
            open.iter().for_each(|number| self.answer(*number, statement));
        } else if open.is_empty() && statement.act != Act::Accept {
            self.refuse(Why::NothingOpen, None);
        } else {
            self.one_of(&open, statement);
        }
    }

    /// The one agreement that it can be about; where there are several, the writer is asked.
    fn one_of(&mut self, open: &[AgreementNumber], statement: &Statement) {
        match open {
            [] => {}
            [only] => self.answer(*only, statement),
            several => {
                let reading = |number: &AgreementNumber| {
                    Some(Statement { about: About::These(vec![*number]), ..statement.clone() })
                };
                let mail = self.context.mail.id.clone();
                let asked = Asked {
                    key: format!("choice/{}/{mail}", self.thread.id),
                    mail,
                    source: self.source(&statement.quote),
                    readings: vec![several.iter().map(reading).collect()],
                    terms: Vec::new(),
                };
                if !self.heard.replies.iter().any(|reply| matches!(reply, Reply::Choice(_))) {
                    self.heard.replies.push(Reply::Choice(asked));
                }
            }
        }
    }

    /// The agreements that a short answer of the writer can be about: of those the letter speaks of, if any of them can be meant; of those the
    /// writer owes in person, if there are such.
    fn candidates(&self, act: Act) -> Vec<AgreementNumber> {
        let can_be = |only_spoken: bool, wanted: &Fitting<'_>| -> Vec<&Agreement> {
            let known = self.thread.agreements.iter().filter(|agreement| {
                (!only_spoken || self.context.spoken.contains(&agreement.number))
                    && wanted(agreement, self.voice(agreement))
            });
            known.collect()
        };
        let offered = |agreement: &Agreement, own: Voice| {
            let by = agreement.proposal.as_ref().map(|proposal| voice(agreement, &proposal.by, self.context.office));
            by.is_some_and(|by| by != own) && own != Voice::Outsider
        };
        let awaited = |agreement: &Agreement, own: Voice| {
            agreement.state.is_open()
                && (offered(agreement, own) || agreement.state == State::Asked && own == Voice::Debtor)
        };
        let owed = |agreement: &Agreement, own: Voice| agreement.state.is_open() && own == Voice::Debtor;
        let due_to = |agreement: &Agreement, own: Voice| agreement.state.is_open() && own == Voice::Creditor;
        let ways: [&Fitting<'_>; 3] = match act {
            Act::Accept => [&awaited, &awaited, &awaited],
            Act::Decline => [&awaited, &owed, &owed],
            Act::Cancel => [&due_to, &owed, &owed],
            _ => [&owed, &due_to, &due_to],
        };
        for wanted in ways {
            for only_spoken in [true, false] {
                let found = can_be(only_spoken, wanted);
                if !found.is_empty() {
                    return self.personal(&found);
                }
            }
        }
        Vec::new()
    }

    /// Of several, those that the writer owes, or is owed, in person, if there are such.
    fn personal(&self, found: &[&Agreement]) -> Vec<AgreementNumber> {
        let me = &self.context.writer.address;
        let mine = |agreement: &&&Agreement| agreement.debtor.address == *me || agreement.creditor.address == *me;
        let own: Vec<AgreementNumber> = found.iter().filter(mine).map(|agreement| agreement.number).collect();
        if own.is_empty() { found.iter().map(|agreement| agreement.number).collect() } else { own }
    }

    /// One answer to one agreement, as far as the writer may give it.
    pub(super) fn answer(&mut self, number: AgreementNumber, statement: &Statement) {
        let Some(agreement) = self.thread.agreement(number).cloned() else { return };
        let voice = self.voice(&agreement);
        let offered = agreement
            .proposal
            .as_ref()
            .is_some_and(|proposal| super::steps::voice(&agreement, &proposal.by, self.context.office) != voice);
        let over = matches!(agreement.state, State::Fulfilled | State::Cancelled);
        let mut statement = Statement { about: About::These(vec![number]), ..statement.clone() };
        match (statement.act, voice) {
            (_, Voice::Outsider) => return self.refuse(Why::Outsider, Some(&agreement)),
            (Act::Accept, _)
                if over
                    || agreement.silence.is_none()
                        && agreement.state == State::Agreed
                        && !offered
                        && agreement.dispute.is_none() =>
            {
                return;
            }
            (Act::Deliver, _) if agreement.state == State::Fulfilled => return,
            (_, _) if over => return self.refuse(Why::Over, Some(&agreement)),
            (Act::Accept, Voice::Debtor | Voice::Creditor) if agreement.dispute.is_some() => {
                return self.end_dispute(&agreement, &statement, voice);
            }
            (Act::Accept | Act::Decline, Voice::Creditor) if !offered => {
                return self.refuse(Why::NotYours, Some(&agreement));
            }
            // Who owes it cannot call it off: it is a no.
            (Act::Cancel, Voice::Debtor) => statement.act = Act::Decline,
            _ => {}
        }
        let Context { writer, office, moves, mail, .. } = self.context;
        let events = changes(&self.thread, mail, &statement, &Hearing { writer, office, moves });
        self.thread.apply(&events);
        self.heard.events.extend(events);
    }

    /// Whoever disputed it says that it is right after all.
    fn end_dispute(&mut self, agreement: &Agreement, statement: &Statement, voice: Voice) {
        let by = agreement.dispute.as_ref().map(|dispute| self.context.office.side(&dispute.by.address));
        let own = self.context.office.side(&self.context.writer.address);
        if by == Some(own) || voice == Voice::Debtor {
            self.happen(agreement.number, Change::Accepted, &statement.quote);
        } else {
            self.refuse(Why::NotYours, Some(agreement));
        }
    }

    /// What is wrong with the record, agreement by agreement.
    fn about_each(&mut self, request: &Request) {
        let numbers = match request.about.as_slice() {
            [] => self.objects_to(&request.wanted),
            named => named.to_vec(),
        };
        if numbers.is_empty() {
            return self.refuse(Why::NothingOpen, None);
        }
        if request.about.is_empty() && numbers.len() > 1 && !request.all {
            // The choice is put as a no: whoever answers it by a number and words of their own is heard again.
            let statement = said(Act::Decline, request, None);
            return self.one_of(&numbers, &statement);
        }
        for number in numbers {
            let Some(agreement) = self.thread.agreement(number).cloned() else { continue };
            corrections::put_right(self, &agreement, request);
        }
    }

    /// What the record may be wrong about, where no number is named. What is not done, or not all of it, was handed over before.
    fn objects_to(&self, wanted: &Wanted) -> Vec<AgreementNumber> {
        if !matches!(wanted, Wanted::PartlyDone | Wanted::NotDone) {
            return self.candidates(Act::Decline);
        }
        let handed = self.thread.agreements.iter().filter(|agreement| {
            agreement.state == State::Fulfilled
                && self.context.spoken.contains(&agreement.number)
                && self.voice(agreement) == Voice::Creditor
        });
        let handed: Vec<&Agreement> = handed.collect();
        if handed.is_empty() { self.candidates(Act::Deliver) } else { self.personal(&handed) }
    }

    /// A reading chosen out of those that a question offers.
    fn choose(&mut self, choices: &[Choice]) {
        let Some(asked) = self.context.question else { return };
        if !self.is_team() {
            return self.refuse(Why::TeamOnly, None);
        }
        if !asked.terms.is_empty() {
            return scope::settle(self, asked, choices);
        }
        let mut chosen: Vec<Statement> = Vec::new();
        for (place, choice) in choices.iter().enumerate() {
            let doubt = choice.doubt.map_or(place, |number| number.saturating_sub(1));
            match asked.readings.get(doubt).and_then(|readings| readings.get(choice.reading)) {
                Some(reading) => chosen.extend(reading.clone()),
                None => return self.refuse(Why::NoSuchChoice, None),
            }
        }
        for statement in &chosen {
            self.settle_asked(asked, statement);
        }
        if choices.len() >= asked.readings.len() {
            self.heard.answered = Some(asked.key.clone());
        }
    }

    /// The words that were in doubt, as if they had been clear: said by their writer, at their time.
    fn settle_asked(&mut self, asked: &Asked, statement: &Statement) {
        let Context { office, moves, mail, .. } = self.context;
        let hearing = Hearing { writer: &asked.source.by, office, moves };
        let mut events =
            changes(&self.thread, mail, &Statement { confidence: Confidence::new(1.0), ..statement.clone() }, &hearing);
        for event in &mut events {
            event.source.at =
                later(asked.source.at, self.thread.agreement(event.agreement).map(|known| known.latest.at));
            event.source.quote.clone_from(&statement.quote);
            event.source.settled = Some(self.context.writer.clone());
        }
        self.thread.apply(&events);
        self.heard.events.extend(events);
    }

    /// The numbers alone, in answer to "which one?".
    fn pick(&mut self, request: &Request) {
        let Some(asked) = self.context.question else { return };
        let offered = asked.readings.iter().flatten().flatten();
        let named = |statement: &&Statement| match &statement.about {
            About::These(numbers) => request.all || numbers.iter().any(|number| request.about.contains(number)),
            _ => false,
        };
        let chosen: Vec<Statement> = offered.filter(named).cloned().collect();
        if chosen.is_empty() {
            return self.refuse(Why::NoSuchChoice, None);
        }
        for statement in &chosen {
            let About::These(numbers) = &statement.about else { continue };
            numbers.iter().for_each(|number| self.answer(*number, statement));
        }
        self.heard.answered = Some(asked.key.clone());
    }
}

/// What a request says, as a statement that is not yet about anything.
#[must_use]
pub fn said(act: Act, request: &Request, due: Option<Due>) -> Statement {
    Statement {
        act,
        about: About::Unclear,
        claim: None,
        due,
        consequence: None,
        quote: request.quote.clone(),
        language: request.language.clone(),
        rule: "request".to_owned(),
        confidence: Confidence::new(1.0),
        depends: None,
    }
}

fn later(at: Timestamp, known: Option<Timestamp>) -> Timestamp {
    known.map_or(at, |known| known.max(at))
}

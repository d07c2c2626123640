//! In charge of: finding in a mail what is said to the bot, as apart from what people say to each other.
//!
//! Three kinds of it: what is wanted of the bot itself (`commands`), answers that name agreements by the numbers of its letters
//! (`numbers`, `said`), and answers so short that the whole mail is nothing else ("ok", "done, thanks"). All of it from the phrases of the
//! packs, in whatever language they are written; the engine knows no word of any.
//!
//! Promises: pure; no word of a quote (so never our own letter), a signature or a machine; nothing from mails that neither answer a letter
//! of the bot nor are written to it; where words are left that it does not understand, it finds nothing and leaves the sentence to the learned
//! reading. Leaves to: `agreement` who may want it and what follows.

mod commands;
pub(super) mod line;
mod numbers;
mod said;

use self::{
    commands::{bot_names, calls_somebody, choices, of_line},
    line::{Line, Span},
    numbers::{Group, groups, strange_groups},
    said::said,
};
use super::scene::Scene;
use crate::{
    language::{Cue, Packs, Phrase, fold},
    model::{Act, Agreement, AgreementNumber, Asked, Correction, Mail, Office, Request, Thread, Wanted},
};

/// How a mail comes to the bot.
#[derive(Debug, Clone, Copy, Default)]
pub struct Addressed<'a> {
    /// It answers a letter of the bot.
    pub letter: bool,
    /// It is written to the bot and to nobody else.
    pub alone: bool,
    /// The question that it answers.
    pub question: Option<&'a Asked>,
}

/// A mail of more words than this says no single word to the bot.
const SHORT: usize = 12;

/// So few words tell too little of their language.
const FEW: usize = 3;

/// What `mail` says to the bot, as the next mail of `thread`.
#[must_use]
pub fn requests(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs, how: Addressed<'_>) -> Vec<Request> {
    if mail.automatic.is_some() || !(how.letter || how.alone) {
        return Vec::new();
    }
    let Some(scene) = Scene::of(mail, thread, office, packs) else { return Vec::new() };
    let mut spoken = scene.packs.clone();
    let own = mail.own_text();
    if own.split_whitespace().count() <= FEW || !own.chars().any(char::is_alphabetic) {
        // Numbers, or a word or two, tell nothing of their language; all of them must be known in one for anything to be asked.
        let heard: Vec<&str> = spoken.iter().map(|pack| pack.code()).collect();
        spoken.extend(packs.iter().filter(|pack| !heard.contains(&pack.code())));
    }
    // Of languages that a short mail may be in alike, the one that the thread is in.
    spoken.sort_by_key(|pack| !thread.agreements.iter().any(|agreement| agreement.language == pack.code()));
    let mut best: Vec<Request> = Vec::new();
    for pack in spoken {
        let units = scene.units.units.iter();
        let lines: Vec<Line<'_>> = units.filter_map(|unit| Line::of(&scene, unit, pack)).collect();
        let found = Hearing { scene: &scene, thread, how, lines: &lines, bot: bot_names(office) }.all();
        if found.len() > best.len() {
            best = found;
        }
    }
    best
}

/// A mail being listened to in one language.
struct Hearing<'h, 's> {
    scene: &'h Scene<'s>,
    thread: &'h Thread,
    how: Addressed<'h>,
    lines: &'h [Line<'h>],
    bot: Vec<String>,
}

impl Hearing<'_, '_> {
    fn all(&self) -> Vec<Request> {
        let mut found: Vec<Request> = Vec::new();
        let mut bare: Vec<Request> = Vec::new();
        let mut nothing_else = true;
        let called = self.lines.iter().enumerate().any(|(at, line)| calls_somebody(line, self.scene, at == 0));
        let short = self.content() <= SHORT;
        let mut open: Option<usize> = None;
        for line in self.lines {
            if self.how.question.is_some()
                && let Some(chosen) = choices(line)
            {
                found.push(self.request(line, &line.whole(), Wanted::Choose(chosen), Vec::new()));
                continue;
            }
            if let Some(at) = open.take()
                && self.goes_on(line, found.get_mut(at))
            {
                continue;
            }
            let numbered = self.numbered(line);
            if !numbered.is_empty() {
                found.extend(numbered);
                open = found.len().checked_sub(1);
                continue;
            }
            let commands = self.commands(line, called, short);
            if !commands.is_empty() {
                found.extend(commands);
            } else if let Some(request) = self.bare(line) {
                bare.push(request);
            } else {
                nothing_else &= self.says_nothing(line);
            }
        }
        if nothing_else {
            found.extend(bare);
        }
        found
    }

    /// How many words are written that are neither greeting nor name.
    fn content(&self) -> usize {
        self.lines.iter().map(|line| line.whole().filter(|at| line.is_word(*at) && !line.is_light(*at)).count()).sum()
    }

    fn says_nothing(&self, line: &Line<'_>) -> bool {
        line.whole()
            .all(|at| line.is_light(at) || line.is_named(at) || self.bot.iter().any(|name| name == line.text(at)))
    }

    fn request(&self, line: &Line<'_>, span: &Span, wanted: Wanted, about: Vec<AgreementNumber>) -> Request {
        Request {
            wanted,
            about,
            all: line.has(span, Phrase::All),
            quote: line.quote(self.scene, span),
            language: line.pack.code().to_owned(),
        }
    }

    fn agreements(&self, numbers: &[AgreementNumber]) -> Vec<&Agreement> {
        numbers.iter().filter_map(|number| self.thread.agreement(*number)).collect()
    }

    /// What a line says of agreements that it names by number, or that stand quoted right above it.
    fn numbered(&self, line: &Line<'_>) -> Vec<Request> {
        let listed =
            line.item().or_else(|| self.quoted_above(line)).filter(|number| self.thread.agreement(*number).is_some());
        let found = match listed {
            Some(number) => vec![Group { numbers: vec![number], said: line.whole(), all: line.whole() }],
            None => groups(line, self.scene, self.thread),
        };
        let mut requests = Vec::new();
        for Group { numbers, said: words, all } in found {
            let silent = !words.clone().any(|at| line.is_word(at) && !line.is_light(at));
            let of = self.agreements(&numbers);
            match said(line, self.scene, &words, &of) {
                Some(said) => requests.push(self.request(line, &all, said.wanted, numbers)),
                None if silent && self.how.question.is_some() => {
                    requests.push(self.request(line, &all, Wanted::Pick, numbers))
                }
                None => requests
                    .extend(self.about_command(line, &words).map(|wanted| self.request(line, &all, wanted, numbers))),
            }
        }
        requests
    }

    /// "undo 2", "send 2".
    fn about_command(&self, line: &Line<'_>, words: &Span) -> Option<Wanted> {
        let covered = |class: Phrase| {
            line.has(words, class)
                && words.clone().all(|at| line.is_light(at) || line.in_phrase(at, &[class, Phrase::Number]))
        };
        let known = [(Phrase::Undo, Wanted::Undo), (Phrase::Drop, Wanted::Drop), (Phrase::Send, Wanted::Send)];
        known.into_iter().find(|(class, _)| covered(*class)).map(|(_, wanted)| wanted)
    }

    /// The agreement whose lines, quoted out of our letter, stand right above.
    fn quoted_above(&self, line: &Line<'_>) -> Option<AgreementNumber> {
        let (start, end) = line.unit.answers?;
        let quote = self.scene.mail.text.get(start..end)?;
        let told = |text: &str| {
            let bare = text.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
            let folded = fold(bare).text;
            let number = crate::language::tokens(&folded).first().and_then(crate::language::Token::number)?;
            let agreement = self.thread.agreement(AgreementNumber(number))?;
            let action: String = fold(&agreement.action).text.chars().take(24).collect();
            folded.contains(action.trim()).then_some(agreement.number)
        };
        quote.lines().rev().find_map(told)
    }

    /// What a line wants of the bot itself.
    fn commands(&self, line: &Line<'_>, called: bool, short: bool) -> Vec<Request> {
        let counts = |weight: usize| if called { weight > 2 } else { weight > 1 || short };
        let found = of_line(line, &self.bot).into_iter().filter(|command| counts(command.weight));
        found.map(|command| self.request(line, &command.span, command.wanted, Vec::new())).collect()
    }

    /// What a line says that is nothing but an answer. It counts only where the whole mail is nothing else.
    fn bare(&self, line: &Line<'_>) -> Option<Request> {
        if !self.how.letter || self.says_nothing(line) {
            return None;
        }
        let whole = line.whole();
        let everything = line.has(&whole, Phrase::All)
            && whole.clone().all(|at| line.is_light(at) || line.in_phrase(at, &[Phrase::All, Phrase::Number]));
        if everything && self.how.question.is_some() {
            return Some(self.request(line, &whole, Wanted::Pick, Vec::new()));
        }
        // "3 is done" where there is no 3 is an answer, and none about anything else; in "all 3 are done" it only counts.
        let strange = strange_groups(line, self.scene, self.thread).into_iter().next();
        let strange = strange.filter(|_| !line.has(&whole, Phrase::All));
        let (words, about) = strange.map_or((whole.clone(), Vec::new()), |group| (group.said, group.numbers));
        let said = said(line, self.scene, &words, &[])?;
        let most = usize::from(matches!(said.wanted, Wanted::NotMe { .. })) * 2;
        let asks = line.raw.trim_end().ends_with('?') && !matches!(said.wanted, Wanted::Say { act: Act::Wish, .. });
        (said.unknown <= most && !asks).then(|| self.request(line, &whole, said.wanted, about))
    }

    /// "2 is wrong. It was Monday.": what the second sentence adds to the first.
    fn goes_on(&self, line: &Line<'_>, before: Option<&mut Request>) -> bool {
        let Some(before) = before else { return false };
        let whole = line.whole();
        if !groups(line, self.scene, self.thread).is_empty() || line.unit.answers.is_some() {
            return false;
        }
        let Wanted::Correct(put) = &mut before.wanted else { return false };
        if !put.is_empty() {
            return false;
        }
        let dues = line.times_of(self.scene, &whole);
        let foreign =
            |at: &usize| !line.is_light(*at) && !line.in_time(*at, &dues) && !line.in_cue(*at, &[Cue::Past, Cue::They]);
        match dues.last().filter(|_| whole.clone().filter(foreign).count() <= 2) {
            Some(time) => {
                put.push(Correction::Due(line.due(time)));
                before.quote.end = line.quote(self.scene, &whole).end;
                before.quote.text = format!("{} {}", before.quote.text, line.quote(self.scene, &whole).text);
                true
            }
            None => false,
        }
    }
}

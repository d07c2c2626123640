//! In charge of: what is wanted of the bot itself: stop, start again, hold, status, undo, and the like.
//!
//! Promises: every word of the clause is understood: "please stop by on Friday" stops nothing; a single word counts only where little
//! else is written. Leaves to: `agreement` who may.

use super::{
    super::scene::Scene,
    line::{Line, Span},
};
use crate::{
    language::{Cue, Pack, Phrase},
    model::{Choice, Wanted},
};

/// What a clause of one phrase wants, in the order in which they are looked for: what silences first.
const COMMANDS: &[(Phrase, Wanted)] = &[
    (Phrase::Forget, Wanted::Forget),
    (Phrase::Hold, Wanted::Hold),
    (Phrase::Stop, Wanted::Stop),
    (Phrase::GoOn, Wanted::GoOn),
    (Phrase::Start, Wanted::Start),
    (Phrase::Drop, Wanted::Drop),
    (Phrase::Send, Wanted::Send),
    (Phrase::Undo, Wanted::Undo),
    (Phrase::LookBack, Wanted::LookBack),
    (Phrase::Digest, Wanted::Digest),
    (Phrase::Report, Wanted::Report),
    (Phrase::Status, Wanted::Status),
    (Phrase::Help, Wanted::Help),
];

/// The longest name of a client or a stage, in characters.
const NAME: usize = 80;

/// A command, the words of it, and how many words its phrase has.
pub(super) struct Command {
    pub wanted: Wanted,
    pub span: Span,
    pub weight: usize,
}

/// What a line wants of the bot: as a whole, or else each of its clauses.
pub(super) fn of_line(line: &Line<'_>, bot: &[String]) -> Vec<Command> {
    let whole = line.whole();
    let named = names(line);
    if !named.is_empty() {
        return named;
    }
    match of_span(line, &whole, bot) {
        Some(command) => vec![command],
        // What is asked for stands alone; what silences or takes back may have its reason beside it.
        None => {
            let clauses = line.segments(&whole);
            let found = clauses.iter().filter_map(|span| of_span(line, span, bot));
            found.filter(|command| may_stand_beside(&command.wanted)).collect()
        }
    }
}

fn may_stand_beside(wanted: &Wanted) -> bool {
    use Wanted::{Forget, GoOn, Hold, Start, Stop, Undo};
    matches!(wanted, Stop | Start | Hold | GoOn | Undo | Forget)
}

fn of_span(line: &Line<'_>, span: &Span, bot: &[String]) -> Option<Command> {
    COMMANDS.iter().find_map(|(class, wanted)| {
        let hit = line
            .phrases
            .iter()
            .filter(|hit| hit.cue == *class && span.start <= hit.first && hit.past <= span.end)
            .max_by_key(|hit| hit.past - hit.first)?;
        let covered = |at: usize| {
            let known = line.in_phrase(at, &[*class, Phrase::Filler]);
            let timed = line.is_word(at) && line.in_time(at, &line.times);
            known || (line.is_light(at) && !timed) || bot.iter().any(|name| name == line.text(at))
        };
        let fits = span.clone().all(covered);
        fits.then(|| Command { wanted: wanted.clone(), span: span.clone(), weight: hit.past - hit.first })
    })
}

/// "client: Bank of the North, stage: concept".
fn names(line: &Line<'_>) -> Vec<Command> {
    let brings = |at: usize| {
        let hits =
            line.phrases.iter().filter(move |hit| matches!(hit.cue, Phrase::Client | Phrase::Stage) && hit.first == at);
        hits.max_by_key(|hit| hit.past)
    };
    let starts: Vec<usize> = line
        .whole()
        .filter(|&at| {
            brings(at).is_some()
                && (at == 0
                    || line.separates(at - 1)
                    || (0..at).all(|before| line.is_light(before))
                    || line.in_cue(at - 1, &[Cue::And]))
        })
        .collect();
    let mut found = Vec::new();
    for (place, &at) in starts.iter().enumerate() {
        let Some(hit) = brings(at) else { continue };
        let end = starts.get(place + 1).copied().unwrap_or(line.words.len());
        let mut from = hit.past;
        // A label brings a name only with its colon, or with a verb of its own ("the client is …").
        let labelled = matches!(line.text(from), ":" | "=" | "-" | "–") || hit.past - hit.first > 1;
        while from < end && !line.is_word(from) {
            from += 1;
        }
        let rest = from..end;
        let joined = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | '!' | '"' | '»' | '।');
        let mut name = line.written(&rest).trim_matches(joined).to_owned();
        if let Some(last) = rest.clone().next_back().filter(|at| line.in_cue(*at, &[Cue::And])) {
            name = line.written(&(from..last)).trim_matches(joined).to_owned();
        }
        if labelled && !name.is_empty() && name.chars().count() <= NAME {
            let wanted = if hit.cue == Phrase::Client { Wanted::Client(name) } else { Wanted::Stage(name) };
            found.push(Command { wanted, span: at..end, weight: 2 });
        }
    }
    found
}

/// The readings that a line chooses ("A", "1A, 2B"), if it does nothing else.
pub(super) fn choices(line: &Line<'_>) -> Option<Vec<Choice>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.words.len() {
        let number = line.words.get(at).and_then(|word| word.number);
        let letter = if number.is_some() { at + 1 } else { at };
        match reading(line.text(letter), line.pack) {
            Some(reading) => {
                let doubt = number.and_then(|number| usize::try_from(number.0).ok());
                found.push(Choice { doubt, reading });
                at = letter + 1;
            }
            None if number.is_none() && line.is_light(at) => at += 1,
            None => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The place of a letter that names a reading. What a language types instead of it stands in its pack.
fn reading(text: &str, pack: &Pack) -> Option<usize> {
    let mut letters = text.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    match letter {
        'a'..='z' => usize::try_from(u32::from(letter) - u32::from('a')).ok(),
        _ => pack.facts.choices.iter().position(|instead| instead.contains(letter)),
    }
}

/// The folded words by which the bot may be called.
pub(super) fn bot_names(office: &crate::model::Office) -> Vec<String> {
    let shown = office.bot.name.clone().unwrap_or_default();
    let text = crate::language::fold(&format!("{shown} {}", office.bot.address.local())).text;
    crate::language::tokens(&text).iter().map(|token| token.text.to_owned()).collect()
}

/// Whether a line speaks to somebody by name who is not the bot: "Hi Mia,", "Mia, please stop".
pub(super) fn calls_somebody(line: &Line<'_>, scene: &Scene<'_>, first: bool) -> bool {
    let Some(writer) = scene.mail.from.as_ref().and_then(|from| scene.roster.find(&from.address)) else { return false };
    let opening = match line.segments(&line.whole()).first() {
        Some(opening) => opening.clone(),
        None => return false,
    };
    let names = line
        .mentions
        .iter()
        .any(|mention| mention.person != writer && !mention.company && opening.contains(&mention.first));
    let covered = |at: usize| line.is_light(at) || line.is_named(at);
    let greets = opening.clone().any(|at| line.in_cue(at, &[Cue::Greeting]));
    names && opening.len() <= 5 && opening.clone().all(covered) && (first || greets || opening.end < line.words.len())
}

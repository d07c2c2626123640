//! In charge of: what of a clause is telling: the features that the learned weights weigh.
//!
//! Three kinds: the writing itself (letters, words), the cues of the pack (the same in every language), and the circumstances (times, names,
//! the neighbours, what stands open and for whom). Dates, numbers and names are replaced by signs first, so that nothing is learned of
//! one correspondence.
//!
//! Promises: bounded by the clause's length; the same clause in the same circumstances always has the same features.

use super::{
    clauses::{Clause, Sentence},
    gist::Gist,
    scene::{Open, Scene},
    time::Role,
    turning,
    units::UnitKind,
    weights::Case,
};
use crate::{
    language::{Cue, CueSet, TokenKind},
    model::{Act, Moment, Side, State},
};

/// What a clause may do; nothing first.
pub(super) const LABELS: [Option<Act>; 11] = [
    None,
    Some(Act::Promise),
    Some(Act::Ask),
    Some(Act::Accept),
    Some(Act::Decline),
    Some(Act::Move),
    Some(Act::Wish),
    Some(Act::Deliver),
    Some(Act::Cancel),
    Some(Act::TakeOver),
    Some(Act::Otherwise),
];

/// A line with more words than this has no cells.
const MOST_WORDS: usize = 400;

/// What bounds a cell of a line.
pub(super) const CELL_MARKS: &[&str] = &[":", ",", "|", "-", "–", "—", ";", "(", ")", ".", "/"];

/// Longer clauses are looked at up to here, in letters.
const MOST_LETTERS: usize = 300;

/// The features of clause `at` of sentence `number`.
pub(super) fn of_clause(scene: &Scene<'_>, number: usize, at: usize, case: &mut Case) {
    let Some(sentence) = scene.sentences.get(number) else { return };
    let Some(clause) = sentence.clauses.get(at) else { return };
    writing(sentence, clause, case);
    cues(scene, number, at, case);
    let time = times(scene, sentence, clause, case);
    shape(scene, sentence, at, case);
    names(scene, sentence, clause, case);
    standing(scene, sentence, clause, time, case);
    turning::of_clause(scene, number, clause, time, case);
    for cue in clause.cues.iter() {
        case.add("ct:", &format!("{}{time}{}", cue.name(), sentence.ending));
    }
}

/// The clause as text, with signs for dates, names and numbers.
pub(super) fn plain(sentence: &Sentence<'_>, clause: &Clause) -> String {
    let mut text = String::new();
    let mut at = clause.first;
    while at < clause.past {
        let begin = sentence.body_start(at);
        let time = clause
            .times
            .iter()
            .filter_map(|&time| sentence.times.get(time))
            .find(|time| time.start <= begin && begin < time.end);
        let name = sentence.mentions.iter().find(|mention| mention.first <= at && at < mention.past);
        if !text.is_empty() {
            text.push(' ');
        }
        if let Some(time) = time {
            text.push('§');
            while at < clause.past && sentence.body_start(at) < time.end {
                at += 1;
            }
            continue;
        }
        match (name, sentence.words.get(at).map(|word| word.kind)) {
            (Some(mention), _) => {
                text.push('@');
                at = mention.past.max(at + 1);
                continue;
            }
            (None, Some(TokenKind::Number)) => text.push('0'),
            _ => text.push_str(sentence.word(at)),
        }
        at += 1;
    }
    text
}

fn writing(sentence: &Sentence<'_>, clause: &Clause, case: &mut Case) {
    let text = plain(sentence, clause);
    let words: Vec<&str> = text.split(' ').collect();
    for word in &words {
        case.add("w:", word);
    }
    for pair in words.windows(2) {
        case.add("ww:", &pair.join(" "));
    }
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        case.add("w1:", first);
        case.add("w9:", last);
    }
    let padded = format!(" {text} ");
    let letters: Vec<(usize, char)> = padded.char_indices().take(MOST_LETTERS).collect();
    for size in 2..=5 {
        for window in letters.windows(size) {
            if let (Some(&(from, _)), Some(&(to, last))) = (window.first(), window.last()) {
                let gram = padded.get(from..to + last.len_utf8()).unwrap_or_default();
                case.add_strong("g:", gram, 0.2);
            }
        }
    }
}

fn cues(scene: &Scene<'_>, number: usize, at: usize, case: &mut Case) {
    let Some(sentence) = scene.sentences.get(number) else { return };
    let clause = |at: usize| sentence.clauses.get(at).map(|clause| clause.cues);
    let mine = clause(at).unwrap_or_default();
    let add = |case: &mut Case, group: &str, set: CueSet| set.iter().for_each(|cue| case.add(group, cue.name()));
    add(case, "c:", mine);
    let all: Vec<&str> = mine.iter().map(Cue::name).collect();
    for (place, one) in all.iter().enumerate() {
        for two in all.iter().skip(place + 1) {
            case.add("cc:", &format!("{one}+{two}"));
        }
    }
    add(case, "c<:", at.checked_sub(1).and_then(clause).unwrap_or_default());
    add(case, "c>:", clause(at + 1).unwrap_or_default());
    add(case, "cs:", sentence.cues());
    let block = |other: &&Sentence<'_>| scene.units.units.get(other.unit).is_some();
    add(
        case,
        "s<:",
        number
            .checked_sub(1)
            .and_then(|before| scene.sentences.get(before))
            .filter(block)
            .map(Sentence::cues)
            .unwrap_or_default(),
    );
    add(case, "s>:", scene.sentences.get(number + 1).map(Sentence::cues).unwrap_or_default());
    if let Some(heading) = scene.heading(sentence) {
        add(case, "h:", heading.cues());
        case.add("h:", if heading.times.is_empty() { "untimed" } else { "timed" });
    }
}

/// Says in a word what time the clause has.
fn times(scene: &Scene<'_>, sentence: &Sentence<'_>, clause: &Clause, case: &mut Case) -> &'static str {
    let here: Vec<_> = clause.times.iter().filter_map(|&time| sentence.times.get(time)).collect();
    let whole = if sentence.times.is_empty() { "none" } else { "some" };
    let Some(time) = here.iter().find(|time| !time.past).or(here.first()) else {
        case.add("t:", &format!("none/{whole}"));
        return "-";
    };
    let word = if time.past {
        "past"
    } else if time.recurring {
        "habit"
    } else if time.role == Role::None {
        "bare"
    } else {
        "due"
    };
    case.add("t:", word);
    case.add("t:", &format!("{:?}", time.role));
    case.add("t:", &format!("{:?}", time.grain));
    case.add("t:", if here.len() > 1 { "several" } else { "one" });
    if clause.end.saturating_sub(time.end) < 3 {
        case.add("t:", "last");
    }
    if time.start.saturating_sub(clause.start) < 3 {
        case.add("t:", "first");
    }
    for open in &scene.open {
        if open.due.map(Moment::date) == Some(time.moment.date()) {
            case.add("t:", if is_mine(scene, sentence, open) { "my due" } else { "their due" });
        }
    }
    word
}

fn shape(scene: &Scene<'_>, sentence: &Sentence<'_>, at: usize, case: &mut Case) {
    let kind = match scene.units.units.get(sentence.unit).map(|unit| &unit.kind) {
        Some(UnitKind::Item { number: Some(_) }) => "numbered",
        Some(UnitKind::Item { number: None }) => "bullet",
        Some(UnitKind::Row) => "row",
        Some(UnitKind::Heading) => "heading",
        _ => "sentence",
    };
    case.add("k:", kind);
    case.add("e:", &sentence.ending.to_string());
    // How the sentence begins tells whose line of a list it is: "Us: …", "From you: …", "Ihr: …".
    let opening: Vec<&str> = (0..3).map(|word| sentence.word(word)).collect();
    case.add("l:", opening.first().unwrap_or(&""));
    if let Some(colon) = opening.iter().position(|word| *word == ":") {
        case.add("l:", &opening.get(..=colon).unwrap_or_default().join(" "));
        for hit in sentence.hits.iter().filter(|hit| hit.first < colon) {
            case.add("l cue:", hit.cue.name());
        }
    }
    cells(sentence, at, case);
    let place = match (sentence.clauses.len(), at) {
        (1, _) => "only",
        (_, 0) => "first",
        (clauses, at) if at + 1 == clauses => "last",
        _ => "inner",
    };
    case.add("p:", place);
    let words = sentence.clauses.get(at).map_or(0, |clause| clause.past - clause.first);
    case.add("n:", bucket(words));
    case.add("n sentences:", bucket(scene.sentences.len()));
    if !scene.mail.attachments.is_empty() {
        case.add("m:", "attachments");
        for cue in sentence.clauses.get(at).map(|clause| clause.cues).unwrap_or_default().iter() {
            case.add("m att:", cue.name());
        }
    }
    case.add("m:", if scene.first { "first mail" } else { "later mail" });
    if scene.units.units.get(sentence.unit).is_some_and(|unit| unit.answers.is_some()) {
        case.add("m:", "inline");
    }
    if scene.units.units.get(sentence.unit).is_some_and(|unit| unit.voice > 0) {
        case.add("m:", "forwarded");
    }
    let place = scene.sentences.iter().position(|other| other.unit == sentence.unit).unwrap_or(0);
    case.add("m at:", bucket(place));
}

/// Whose line it is where a word between marks tells: "rough mix: me, by Friday", "Akt I – du", "photos (from you)".
fn cells(sentence: &Sentence<'_>, at: usize, case: &mut Case) {
    let Some(clause) = sentence.clauses.get(at) else { return };
    if sentence.words.len() > MOST_WORDS {
        return;
    }
    let bound = |at: usize| at >= sentence.words.len() || CELL_MARKS.contains(&sentence.word(at));
    let person = |cue: Cue| matches!(cue, Cue::I | Cue::We | Cue::You);
    for hit in sentence.hits.iter().filter(|hit| person(hit.cue)) {
        let opens = hit.first.checked_sub(1).is_none_or(bound);
        let within = if clause.first <= hit.first && hit.first < clause.past { "" } else { "beside " };
        if opens && bound(hit.past) {
            case.add("cell:", &format!("{within}{}", hit.cue.name()));
        }
        let led = hit.first.checked_sub(2).is_none_or(bound) && !opens;
        if led && bound(hit.past) {
            case.add("cell:", &format!("{within}led {}", hit.cue.name()));
            case.add("cell:", sentence.words_text(hit.first - 1, hit.past));
        }
    }
}

/// A size in a word.
fn bucket(size: usize) -> &'static str {
    match size {
        0 => "0",
        1 => "1",
        2 => "2",
        3 | 4 => "3",
        5..=7 => "5",
        8..=12 => "8",
        13..=20 => "13",
        _ => "21",
    }
}

fn names(scene: &Scene<'_>, sentence: &Sentence<'_>, clause: &Clause, case: &mut Case) {
    let side = scene.side(sentence);
    let speaker = scene.speaker(sentence);
    for mention in clause.mentions.iter().filter_map(|&at| sentence.mentions.get(at)) {
        let Some(person) = scene.roster.people.get(mention.person) else { continue };
        let whose = if Some(mention.person) == speaker {
            "me"
        } else if Some(&person.side) == side {
            "ours"
        } else {
            "theirs"
        };
        case.add("@:", whose);
        let next = sentence.word(mention.past);
        if mention.first == 0 {
            case.add("@ leads:", &format!("{whose}{}", if matches!(next, ":" | "-" | "–" | ",") { next } else { "" }));
        }
        if mention.company {
            case.add("@ company:", whose);
        }
    }
    if clause.first > 0 && sentence.mentions.iter().any(|mention| mention.first == 0) {
        case.add("@:", "led");
    }
}

/// Whether the debtor of `open` stands on the side of the voice that speaks.
pub(super) fn is_mine(scene: &Scene<'_>, sentence: &Sentence<'_>, open: &Open) -> bool {
    scene.side(sentence) == Some(&open.debtor)
}

/// What stands open, for whom, and whether the clause speaks of it.
fn standing(scene: &Scene<'_>, sentence: &Sentence<'_>, clause: &Clause, time: &str, case: &mut Case) {
    let text = scene.mail.text.get(clause.start..clause.end).unwrap_or_default();
    let gist = Gist::of(text, &scene.packs, &scene.roster);
    let side: Option<&Side> = scene.side(sentence);
    let mut counts = [0usize; 4];
    let mut best = [0f32; 2];
    for open in &scene.open {
        let mine = side == Some(&open.debtor);
        let asked = open.state == State::Asked;
        let slot = usize::from(!mine) * 2 + usize::from(!asked);
        if let Some(count) = counts.get_mut(slot) {
            *count += 1;
        }
        let share = gist.share_in(&open.gist).max(open.gist.share_in(&gist));
        if let Some(best) = best.get_mut(usize::from(!mine)) {
            *best = best.max(share);
        }
        if open.proposed_by.as_ref().is_some_and(|by| Some(by) != side) {
            case.add("o:", "proposal waits");
        }
    }
    for (name, count) in ["my asked", "my agreed", "their asked", "their agreed"].iter().zip(counts) {
        case.add("o:", &format!("{name} {}", bucket(count)));
    }
    for (name, share) in ["mine", "theirs"].iter().zip(best) {
        let word = if share > 0.75 {
            "all"
        } else if share > 0.4 {
            "half"
        } else if share > 0.1 {
            "bit"
        } else {
            "no"
        };
        case.add("o talk:", &format!("{name} {word}"));
        case.add("o talk time:", &format!("{name} {word} {time}"));
        case.add(
            "o talk time:",
            &format!(
                "{name} {word} {time} {}{}{}",
                clause.cues.has(Cue::Negation),
                clause.cues.has(Cue::Past),
                clause.cues.has(Cue::Hedge)
            ),
        );
        for cue in clause.cues.iter() {
            case.add("o talk:", &format!("{name} {word} {}", cue.name()));
        }
    }
}

//! In charge of: what is said of an agreement in a few words: yes, no, done, another day, wrong, not me.
//!
//! Promises: words that nothing here knows make it say nothing at all, beyond a few; a no is never read as a yes, nor "not done" as done.
//! Leaves to: `agreement` whether the writer may say it.

use super::{
    super::{scene::Scene, time::Role},
    line::{Line, Span, somebody},
};
use crate::{
    language::{Cue, Phrase},
    model::{Act, Agreement, Correction, Due, Party, Wanted},
};

/// How many words may stand there that nothing knows, where the number of the agreement is named.
const UNKNOWN: usize = 3;

/// Classes of phrases that speak of agreements.
const SAYING: &[Phrase] = &[
    Phrase::Yes,
    Phrase::No,
    Phrase::Done,
    Phrase::Undone,
    Phrase::Partly,
    Phrase::Cancel,
    Phrase::Wrong,
    Phrase::Dispute,
    Phrase::NotMe,
    Phrase::Due,
    Phrase::Debtor,
    Phrase::Wording,
    Phrase::Otherwise,
    Phrase::Undo,
    Phrase::All,
    Phrase::Number,
];

/// Cues that speak of agreements.
const ANSWERING: &[Cue] = &[
    Cue::Accept,
    Cue::Decline,
    Cue::Move,
    Cue::Wish,
    Cue::Deliver,
    Cue::Cancel,
    Cue::TakeOver,
    Cue::Negation,
    Cue::Past,
    Cue::They,
    Cue::Promise,
    Cue::Owed,
    Cue::Performed,
];

/// What a span says, and how many of its words are not understood.
pub(super) struct Said {
    pub wanted: Wanted,
    pub unknown: usize,
}

/// What the words of `span` say of `of` (the agreements named, where they are).
pub(super) fn said(line: &Line<'_>, scene: &Scene<'_>, span: &Span, of: &[&Agreement]) -> Option<Said> {
    let times = line.times_of(scene, span);
    let writer = scene.mail.from.as_ref().and_then(|from| scene.roster.find(&from.address));
    let who = somebody(line, span, &scene.roster, writer);
    let dues: Vec<Due> =
        times.iter().filter(|time| !time.recurring && time.role != Role::Since).map(|time| line.due(time)).collect();
    let wanted = wanted(line, span, &dues, who)?;
    let free = matches!(&wanted, Wanted::Correct(put) if put.iter().any(|one| matches!(one, Correction::Action(_) | Correction::Consequence(_))));
    let own: Vec<String> = of.iter().map(|agreement| crate::language::fold(&agreement.action).text).collect();
    let covered = |at: usize| {
        line.is_light(at)
            || line.in_phrase(at, SAYING)
            || line.in_cue(at, ANSWERING)
            || line.is_named(at)
            || line.in_time(at, &times)
            || own.iter().any(|action| action.split_whitespace().any(|word| word == line.text(at)))
    };
    let unknown = if free { 0 } else { span.clone().filter(|at| !covered(*at)).count() };
    // A date alone, with strange words around it, is the date of something else.
    let telling = span.clone().any(|at| line.in_phrase(at, SAYING) || line.in_cue(at, ANSWERING));
    let most = if telling { UNKNOWN } else { 1 };
    (unknown <= most).then_some(Said { wanted, unknown })
}

fn wanted(line: &Line<'_>, span: &Span, dues: &[Due], who: Option<&Party>) -> Option<Wanted> {
    let has = |class| line.has(span, class);
    let cue = |class| line.has_cue(span, class);
    let say = |act| Some(Wanted::Say { act, due: None });
    let put = corrections(line, span, dues, who);
    if has(Phrase::Undo) {
        Some(Wanted::Undo)
    } else if has(Phrase::Dispute) {
        Some(Wanted::Dispute)
    } else if has(Phrase::NotMe) || (has(Phrase::Debtor) && who.is_some() && !has(Phrase::Wrong)) {
        Some(Wanted::NotMe { who: who.cloned() })
    } else if has(Phrase::Wrong)
        || put.iter().any(|one| !matches!(one, Correction::Due(_)))
        || has(Phrase::Due) && !put.is_empty()
    {
        Some(Wanted::Correct(put))
    } else if has(Phrase::Undone) {
        Some(Wanted::NotDone)
    } else if has(Phrase::Partly) {
        Some(Wanted::PartlyDone)
    } else if has(Phrase::Done) && !negated(line, span, Phrase::Done) {
        say(Act::Deliver)
    } else if has(Phrase::Cancel) && !negated(line, span, Phrase::Cancel) {
        say(Act::Cancel)
    } else if let Some(due) = dues.last() {
        let act = if cue(Cue::Wish) || line.raw.trim_end().ends_with('?') { Act::Wish } else { Act::Move };
        Some(Wanted::Say { act, due: Some(due.clone()) })
    } else if has(Phrase::No) || cue(Cue::Decline) {
        say(Act::Decline)
    } else if has(Phrase::Yes) {
        say(if negated(line, span, Phrase::Yes) { Act::Decline } else { Act::Accept })
    } else if cue(Cue::Deliver) && !cue(Cue::Negation) && !cue(Cue::Promise) {
        say(Act::Deliver)
    } else if cue(Cue::Cancel) && !cue(Cue::Negation) {
        say(Act::Cancel)
    } else if cue(Cue::Accept) && !cue(Cue::Negation) {
        say(Act::Accept)
    } else {
        None
    }
}

/// Whether a no stands in the span outside of its phrases of this class.
fn negated(line: &Line<'_>, span: &Span, class: Phrase) -> bool {
    let outside = |at: usize| !line.in_phrase(at, &[class, Phrase::Filler]);
    line.cues
        .iter()
        .any(|hit| hit.cue == Cue::Negation && span.start <= hit.first && hit.past <= span.end && outside(hit.first))
}

/// What the record should say, as far as the span says it.
fn corrections(line: &Line<'_>, span: &Span, dues: &[Due], who: Option<&Party>) -> Vec<Correction> {
    let mut put = Vec::new();
    if line.has(span, Phrase::Wrong) || line.has(span, Phrase::Due) {
        put.extend(dues.last().cloned().map(Correction::Due));
    }
    if line.has(span, Phrase::Wrong) || line.has(span, Phrase::Debtor) {
        put.extend(who.cloned().map(Correction::Debtor));
    }
    if let Some(words) = behind(line, span, Phrase::Wording) {
        put.clear();
        put.push(Correction::Action(words));
    }
    if let Some(words) = behind(line, span, Phrase::Otherwise) {
        put.retain(|one| !matches!(one, Correction::Due(_) | Correction::Debtor(_)));
        put.push(Correction::Consequence(words));
    }
    put
}

/// The words behind a phrase, to the end of the span: at least two of them.
fn behind(line: &Line<'_>, span: &Span, class: Phrase) -> Option<String> {
    let hit = line.phrase(span, class)?;
    let mut from = hit.past;
    while from < span.end && !line.is_word(from) {
        from += 1;
    }
    let rest = from..span.end;
    let words = line.written(&rest).trim_end_matches(['.', '!', ';', ',', '"', '“', '”', '»', '।', ' ']);
    (rest.filter(|at| line.is_word(*at)).count() >= 2).then(|| words.to_owned())
}

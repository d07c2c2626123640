//! In charge of: which open agreements a draft speaks of: by number, by its words, by the quoted words it stands under, or because only one
//! thing is open.
//!
//! Promises: every open agreement is judged alone, by learned weights over the circumstances; a promise or a request that speaks of none is
//! new. Leaves to: `agreement` what follows for its state.

use super::{
    clauses::Sentence,
    drafts::{Draft, has_cue, time_of},
    features::is_mine,
    gist::Gist,
    scene::{Open, Scene},
    turning::{self, Raised, Turn},
    units::UnitKind,
    weights::Case,
};

use crate::{
    language::{Cue, TokenKind, tokens},
    model::{Act, State},
};

/// How many sentences before a draft may say of what it speaks.
const NEAR: usize = 3;

/// How a draft and an open agreement stand to each other, in the words of the features.
struct Pair {
    whose: &'static str,
    state: &'static str,
    talk: &'static str,
    rank: &'static str,
    alone: &'static str,
    words: &'static str,
}

impl Pair {
    fn of(scene: &Scene<'_>, draft: &Draft, sentence: &Sentence<'_>, open: &Open) -> Self {
        let mine = is_mine(scene, sentence, open);
        let me = scene.speaker(sentence).and_then(|person| scene.roster.people.get(person));
        let self_owed = me.is_some_and(|person| person.party.address.to_string() == open.debtor_address);
        let whose = match (self_owed, mine) {
            (true, _) => "self",
            (false, true) => "ours",
            (false, false) => "theirs",
        };
        let state = match open.state {
            State::Asked => "asked",
            State::Declined => "declined",
            _ => "agreed",
        };
        let share = share(draft, open);
        let best = scene.open.iter().map(|other| self::share(draft, other)).fold(0.0, f32::max);
        let rank = if share <= 0.05 {
            "none"
        } else if share >= best - 0.01 {
            "best"
        } else {
            "less"
        };
        let rivals = scene
            .open
            .iter()
            .filter(|other| is_mine(scene, sentence, other) == mine && other.state == open.state)
            .count();
        let words = match draft.gist.len() {
            0 => "bare",
            1..=3 => "short",
            _ => "long",
        };
        Self { whose, state, talk: level(share), rank, alone: if rivals == 1 { "alone" } else { "among" }, words }
    }

    fn add(&self, open: &Open, add: &mut impl FnMut(String)) {
        let Self { whose, state, talk, rank, alone, words } = self;
        add("bias".to_owned());
        add(format!("whose {whose}"));
        add(format!("state {state}"));
        add(format!("talk {talk}"));
        add(format!("rank {rank}"));
        add(format!("talk {talk} {rank} {whose}"));
        add(format!("{whose} {state} {alone}"));
        add(format!("{whose} {state} {words} {rank}"));
        add(format!("{alone} {words} {rank}"));
        add(format!("fresh {} {whose} {words}", open.fresh));
        add(format!("age {}", open.age.min(4)));
        add(format!("place {}", open.place.min(3)));
    }
}

/// The features of the pair of `draft` and open agreement `at`.
pub(super) fn of_pair(scene: &Scene<'_>, draft: &Draft, at: usize, case: &mut Case) {
    let (Some(open), Some(sentence)) = (scene.open.get(at), scene.sentences.get(draft.sentence)) else { return };
    let act = format!("{:?}", draft.act);
    let pair = Pair::of(scene, draft, sentence, open);
    let Pair { whose, rank, .. } = pair;
    for group in ["", act.as_str()] {
        let mut add = |text: String| case.add(group, &text);
        pair.add(open, &mut add);
        let said = time_of(scene, draft).map(|time| time.moment);
        if let Some((said, due)) = said.zip(open.due) {
            let other = Turn::of(said, due) != Turn::Same;
            add(format!("other date {other}"));
            add(format!("other date {other} {rank} {whose}"));
        } else {
            add(format!("dated {}", open.due.is_some()));
        }
        if open.proposed_by.is_some() {
            add("proposal".to_owned());
        }
        let turn = turn_word(scene, draft, open);
        let Pair { state, talk, words, alone, .. } = &pair;
        add(format!("turn {turn}"));
        add(format!("turn {turn} {whose} {state} {rank} {words}"));
        add(format!("turn {turn} {whose} {talk} {alone}"));
        add(format!("doubt {} {whose} {rank} {words}", doubted(scene, draft)));
        let (here, before, after) = beside(scene, draft, at);
        add(format!("here {here} before {before}"));
        add(format!("here {here} before {before} {whose} {words} {rank}"));
        add(format!("here {here} {turn} {whose} {alone}"));
        add(format!("before {before} {turn} {words}"));
        add(format!("after {after} {words} {rank}"));
        for (cue, name) in [(Cue::All, "all"), (Cue::Except, "except"), (Cue::Negation, "not")] {
            if has_cue(scene, draft, cue) {
                add(format!("{name} {whose} {rank}"));
            }
        }
        add(format!("number {}", numbered(scene, draft, open)));
        add(format!("inline {}", inline(scene, draft, open)));
    }
}

/// How the draft's date stands to the agreement's, in a word.
fn turn_word(scene: &Scene<'_>, draft: &Draft, open: &Open) -> &'static str {
    let sentence = scene.sentences.get(draft.sentence);
    let clauses = sentence.and_then(|sentence| sentence.clauses.get(draft.clauses.0..draft.clauses.1));
    let shift = sentence.and_then(|sentence| clauses?.iter().find_map(|clause| turning::shift(sentence, clause)));
    if let Some(shift @ ("later" | "sooner")) = shift {
        return shift;
    }
    let Some(said) = time_of(scene, draft).map(|time| time.moment) else { return "untimed" };
    if open.wish.is_some_and(|wish| wish.date() == said.date()) {
        return "wished";
    }
    open.due.map_or("undated", |due| Turn::of(said, due).word())
}

/// Whether the draft's own sentence, the nearest before it that speaks of anything, and the next one speak of open agreement `at`.
fn beside(scene: &Scene<'_>, draft: &Draft, at: usize) -> (&'static str, &'static str, &'static str) {
    let voice = |number: usize| {
        let unit = scene.sentences.get(number).and_then(|sentence| scene.units.units.get(sentence.unit));
        unit.map(|unit| unit.voice)
    };
    let same = |number: &usize| voice(*number) == voice(draft.sentence);
    let word = |raised: Option<&Raised>| match raised.map(|raised| (raised.spoken.contains(&at), raised.spoken.len())) {
        None | Some((_, 0)) => "nothing",
        Some((true, 1)) => "this",
        Some((true, _)) => "this too",
        Some((false, _)) => "other",
    };
    let from = draft.sentence.saturating_sub(NEAR);
    let spoken = |number: usize| scene.raised.get(number).filter(|raised| !raised.spoken.is_empty());
    let before = (from..draft.sentence).rev().filter(same).find_map(spoken);
    let after = scene.raised.get(draft.sentence + 1).filter(|_| same(&(draft.sentence + 1)));
    (word(scene.raised.get(draft.sentence)), word(before), word(after))
}

/// Whether the sentences before put something that stands in doubt.
fn doubted(scene: &Scene<'_>, draft: &Draft) -> &'static str {
    let from = draft.sentence.saturating_sub(2);
    let near = scene.raised.get(from..=draft.sentence).unwrap_or_default();
    let refused = |one: &Raised| one.refused;
    match (near.iter().any(|one| one.mine && refused(one)), near.iter().any(|one| one.theirs && refused(one))) {
        (true, _) => "mine",
        (false, true) => "theirs",
        _ if near.iter().any(|one| one.mine) => "named",
        _ => "no",
    }
}

/// How much draft and agreement speak of the same thing, 0 to 1.
pub(super) fn share(draft: &Draft, open: &Open) -> f32 {
    draft.gist.share_in(&open.gist).max(open.gist.share_in(&draft.gist))
}

fn level(share: f32) -> &'static str {
    match share {
        share if share > 0.8 => "all",
        share if share > 0.5 => "most",
        share if share > 0.25 => "some",
        share if share > 0.08 => "bit",
        _ => "no",
    }
}

/// Whether the draft names the agreement's number: in its list marker, or as a number at its beginning.
fn numbered(scene: &Scene<'_>, draft: &Draft, open: &Open) -> &'static str {
    let unit = scene.sentences.get(draft.sentence).and_then(|sentence| scene.units.units.get(sentence.unit));
    let marker = match unit.map(|unit| &unit.kind) {
        Some(UnitKind::Item { number }) => *number,
        _ => None,
    };
    let text = scene.mail.text.get(draft.start..draft.end).unwrap_or_default();
    let folded = crate::language::fold(text).text;
    let leading: Vec<u32> = tokens(&folded)
        .iter()
        .take(6)
        .take_while(|token| token.kind != TokenKind::Word || token.text.chars().count() <= 4)
        .filter_map(crate::language::Token::number)
        .collect();
    let said: Vec<u32> = marker.into_iter().chain(leading).collect();
    match (said.is_empty(), said.contains(&open.place) || said.contains(&open.number.0)) {
        (true, _) => "none",
        (false, true) => "this",
        (false, false) => "other",
    }
}

/// Whether the quoted words right above the draft speak of the agreement.
fn inline(scene: &Scene<'_>, draft: &Draft, open: &Open) -> &'static str {
    let unit = scene.sentences.get(draft.sentence).and_then(|sentence| scene.units.units.get(sentence.unit));
    let Some((start, end)) = unit.and_then(|unit| unit.answers) else { return "none" };
    // The last lines of the quote are what is answered.
    let quote = scene.mail.text.get(start..end).unwrap_or_default();
    let near: Vec<&str> = quote.lines().rev().filter(|line| line.chars().any(char::is_alphanumeric)).take(2).collect();
    let gist = Gist::of(&near.join(" "), &scene.packs, &scene.roster);
    let share = |open: &Open| open.gist.share_in(&gist).max(gist.share_in(&open.gist));
    let best = scene.open.iter().map(share).fold(0.0, f32::max);
    let mine = share(open);
    if mine > 0.3 && mine >= best - 0.01 {
        "this"
    } else if best > 0.3 {
        "other"
    } else {
        "unclear"
    }
}

/// Whether an act always speaks of something that stands already.
pub(super) fn needs_open(act: Act) -> bool {
    !matches!(act, Act::Promise | Act::Ask)
}

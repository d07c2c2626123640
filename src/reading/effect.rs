//! In charge of: what a consequence does, by its words: "otherwise the deck is ready on Wednesday" moves a date to that day.
//!
//! Promises: what the words do not say is not made up: a consequence that is none of the known kinds has no effect here, and its words stand.

use jiff::Zoned;

use super::time;
use crate::{
    language::{Effects, Pack, fold, tokens},
    model::Effect,
};

/// What `words`, said at `at`, do.
#[must_use]
pub fn effect(words: &str, at: &Zoned, pack: &Pack) -> Option<Effect> {
    let effects = &pack.effects;
    let says = |phrases: &[String]| Effects::say(phrases, words);
    if says(&effects.counts_as_given) {
        return Some(Effect::CountsAsGiven);
    }
    if says(&effects.slot) {
        return Some(Effect::SlotLost);
    }
    if says(&effects.fee) {
        return Some(Effect::Fee);
    }
    let zone = at.time_zone().iana_name().unwrap_or_default();
    let times = time::find(words, at, &[pack], zone);
    let day = times.iter().find(|time| !time.past && !time.recurring && time.relative.is_none());
    if says(&effects.later) {
        let by = amount(words);
        return Some(match (by, day) {
            (None, Some(time)) => Effect::Until { day: time.moment.date() },
            (days, _) => Effect::Later { days, working: says(&effects.working) },
        });
    }
    if says(&effects.less) {
        return Some(Effect::Less);
    }
    if says(&effects.pause) {
        return Some(Effect::Pause);
    }
    day.map(|time| Effect::Until { day: time.moment.date() })
}

/// The first whole number that stands alone.
fn amount(words: &str) -> Option<u32> {
    let folded = fold(words);
    let mut numbers = tokens(&folded.text).into_iter().filter_map(|token| token.number());
    numbers.find(|number| (1..=365).contains(number))
}

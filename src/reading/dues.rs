//! In charge of: when what a draft says falls due, for each agreement it speaks of.
//!
//! A new date is often said by the old one: "a week later", "both two days sooner", "at noon, then", "rather on the 20th". Such a date counts from the
//! day that was agreed, for each agreement from its own.
//!
//! Promises: what counts from something that has no day, or that nobody knows, is left without a date.
//! Leaves to: `time` what the words of a date mean by themselves, `chains` deadlines that hang on another agreement.

use super::{
    chains,
    clauses::Sentence,
    drafts::{self, Draft},
    scene::{Open, Scene},
    time::{self, Length, TimeExpression},
};
use crate::{
    language::{Bound, Cue},
    model::{About, Act, AgreementNumber, Assumed, Due, Grain, Moment, Stretch},
};

/// What a draft speaks of, and when that falls due.
#[derive(Debug, Clone)]
pub(super) struct When {
    pub about: About,
    pub due: Option<Due>,
    /// It counts from the day agreed before, and so from nothing else.
    pub shifted: bool,
}

/// What draft `at` speaks of, with when that falls due: one entry for all of it, or one for each agreement where each has a date of its own.
pub(super) fn of(scene: &Scene<'_>, drafts: &[Draft], at: usize, about: &About) -> Vec<When> {
    let Some(draft) = drafts.get(at) else { return Vec::new() };
    let plain = || vec![When { about: about.clone(), due: alone(scene, drafts, at), shifted: false }];
    let (About::These(numbers), Act::Move | Act::Wish | Act::Accept) = (about, draft.act) else { return plain() };
    let known = |number: &AgreementNumber| scene.open.iter().find(|open| open.number == *number);
    let mut each: Vec<When> = numbers.iter().filter_map(known).map(|open| beside(scene, drafts, at, open)).collect();
    each.extend(granted(scene, drafts, at, numbers));
    let moment = |when: &When| when.due.as_ref().map(|due| due.moment);
    match each.first() {
        Some(first) if each.iter().all(|other| moment(other) == moment(first)) => {
            vec![When { about: all_of(&each), ..first.clone() }]
        }
        Some(_) => each,
        None => plain(),
    }
}

/// "Yes, a week later is fine" grants every wish for that, however many were made.
fn granted(scene: &Scene<'_>, drafts: &[Draft], at: usize, named: &[AgreementNumber]) -> Vec<When> {
    if drafts.get(at).is_none_or(|draft| draft.act != Act::Accept) {
        return Vec::new();
    }
    let wished = |open: &&Open| !named.contains(&open.number) && open.wish.is_some();
    let grant = |open: &Open| {
        let when = beside(scene, drafts, at, open);
        let day = when.due.as_ref().map(|due| due.moment.date());
        (when.shifted && day == open.wish.map(|wish| wish.date())).then_some(when)
    };
    scene.open.iter().filter(wished).filter_map(grant).collect()
}

/// All that `each` speaks of.
fn all_of(each: &[When]) -> About {
    let numbers = |when: &When| if let About::These(numbers) = &when.about { numbers.clone() } else { Vec::new() };
    About::These(each.iter().flat_map(numbers).collect())
}

/// When draft `at` falls due, whatever was agreed before.
fn alone(scene: &Scene<'_>, drafts: &[Draft], at: usize) -> Option<Due> {
    let draft = drafts.get(at)?;
    if matches!(draft.act, Act::Deliver | Act::Cancel | Act::Decline) {
        return None;
    }
    let Some(time) = drafts::time_of(scene, draft) else { return in_subject(scene, draft) };
    let moment = match time.relative {
        Some(_) => chains::anchor(scene, drafts, at)?.1?,
        None => time.moment,
    };
    let words = scene.mail.text.get(time.start..time.end).unwrap_or_default();
    said(scene, draft, words, moment).map(|due| as_found(time, due))
}

/// What the subject says, where the words point to it: "deadline see subject line".
fn in_subject(scene: &Scene<'_>, draft: &Draft) -> Option<Due> {
    let sentence = scene.sentences.get(draft.sentence)?;
    let unit = scene.units.units.get(sentence.unit)?;
    let points = |one: &&Sentence<'_>| one.cues().has(Cue::Subject) && one.times.is_empty();
    scene.sentences.get(draft.sentence..).unwrap_or_default().iter().take(2).find(points)?;
    let at = &scene.units.voices.get(unit.voice)?.at;
    let times = time::find(&scene.mail.subject, at, &scene.packs, "");
    let time = times.iter().find(|time| !time.past && !time.recurring && time.relative.is_none())?;
    let words = scene.mail.subject.get(time.start..time.end).unwrap_or_default();
    said(scene, draft, words, time.moment).map(|due| as_found(time, due))
}

/// When it falls due as a new date of `open`.
fn beside(scene: &Scene<'_>, drafts: &[Draft], at: usize, open: &Open) -> When {
    let about = About::These(vec![open.number]);
    let Some(draft) = drafts.get(at) else { return When { about, due: None, shifted: false } };
    let time = drafts::time_of(scene, draft);
    if let Some((length, stretch)) = shift(scene, draft, time, open) {
        let day = open.due.and_then(|agreed| stretch.from(agreed.date(), scene.working));
        let words = scene.mail.text.get(length.start..length.end).unwrap_or_default();
        let due = day.and_then(|day| said(scene, draft, words, Moment::Day(day)));
        return When { about, due, shifted: true };
    }
    let fitted = time.zip(open.due).and_then(|(time, agreed)| fitted(time, agreed));
    let due = alone(scene, drafts, at).map(|plain| Due { moment: fitted.unwrap_or(plain.moment), ..plain });
    When { about, due, shifted: false }
}

/// A day or an hour said in these words, on the clock of the draft's voice.
fn said(scene: &Scene<'_>, draft: &Draft, words: &str, moment: Moment) -> Option<Due> {
    let sentence = scene.sentences.get(draft.sentence)?;
    let unit = scene.units.units.get(sentence.unit)?;
    Some(Due {
        said: words.split_whitespace().collect::<Vec<_>>().join(" "),
        moment,
        zone: scene.units.voices.get(unit.voice)?.at.time_zone().clone(),
        grain: Grain::Day,
        assumed: Vec::new(),
    })
}

/// As fine as `time` was said, and with what was filled in.
fn as_found(time: &TimeExpression, due: Due) -> Due {
    Due { grain: time.grain, assumed: time.assumed.clone(), ..due }
}

/// How far the draft puts `open` off or brings it forward, where it says so instead of a date.
fn shift(scene: &Scene<'_>, draft: &Draft, time: Option<&TimeExpression>, open: &Open) -> Option<(Length, Stretch)> {
    if time.is_some_and(|time| !time.is_length()) {
        return None;
    }
    let sentence = scene.sentences.get(draft.sentence)?;
    let length = sentence.lengths.iter().find(|length| draft.start <= length.start && length.end <= draft.end)?;
    let says = |cue: Cue| drafts::has_cue(scene, draft, cue);
    let compared = says(Cue::Later) || says(Cue::Sooner);
    let shifted = match time {
        None => compared,
        Some(time) if time.end <= length.start || length.end <= time.start => false,
        Some(time) if time.bound == Some(Bound::Shift) => true,
        Some(time) if matches!(time.bound, Some(Bound::After | Bound::Before)) && time.relative.is_some() => false,
        // "İki gün sonra" is in two days, or two days later: later, where in two days would be no later than agreed.
        Some(time) if time.start == length.start && time.bound.is_some() => {
            compared || open.due.is_some_and(|due| time.moment.date() <= due.date())
        }
        Some(_) => compared,
    };
    let stretch = chains::stretch(length.amount, length.unit, says(Cue::Sooner) && !says(Cue::Later))?;
    shifted.then_some((*length, stretch))
}

/// What a new date that leaves out what was agreed anyway means beside the date agreed: an hour is of its day, a day of the month of the month
/// next to it.
fn fitted(time: &TimeExpression, agreed: Moment) -> Option<Moment> {
    let today = time.assumed.contains(&Assumed::Today);
    match time.moment {
        Moment::Clock(at) if today && at.date() <= agreed.date() => {
            Some(Moment::Clock(agreed.date().to_datetime(at.time())))
        }
        Moment::Day(day) if today && day <= agreed.date() => Some(Moment::Day(agreed.date())),
        moment if time.assumed.contains(&Assumed::Month) && moment.date() < agreed.date() => {
            let months = (0..=12).filter_map(|months| moment.date().checked_add(jiff::Span::new().months(months)).ok());
            let same = months.filter(|date| date.day() == moment.date().day());
            let day = same.min_by_key(|date| (*date - agreed.date()).get_days().unsigned_abs())?;
            Some(match moment {
                Moment::Day(_) => Moment::Day(day),
                Moment::Clock(at) => Moment::Clock(day.to_datetime(at.time())),
            })
        }
        _ => None,
    }
}

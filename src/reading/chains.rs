//! In charge of: deadlines counted from another agreement: "two working days after we have the texts".
//!
//! The other agreement is the one whose words stand beside the deadline: among what the same mail says first, then among what stands open.
//!
//! Promises: what hangs on something that has no date, or on nothing we know of, is left without a date.
//! Leaves to: `time` how such a stretch is said.

use jiff::{Span, civil::Date};

use super::{
    drafts::{Draft, time_of},
    gist::Gist,
    scene::Scene,
    time::Relative,
};
use crate::{language::Unit, model::Moment};

/// The least share of words that the anchor must have in common with the text beside the deadline.
const LIKE: f32 = 0.3;

/// The day that draft `at` falls due, where its deadline counts from another agreement: `None` where it does not, `Some(None)` where
/// nothing dated is found.
pub(super) fn anchored(scene: &Scene<'_>, drafts: &[Draft], at: usize) -> Option<Option<Moment>> {
    let draft = drafts.get(at)?;
    let relative = time_of(scene, draft)?.relative?;
    let beside = beside(scene, draft);
    let own = |(index, other): (usize, &Draft)| {
        let moment = time_of(scene, other).filter(|time| time.relative.is_none())?.moment;
        (index != at).then(|| (likeness(&beside, &other.gist), moment.date()))
    };
    let said = drafts.iter().enumerate().filter_map(own);
    let open = scene.open.iter().filter_map(|open| Some((likeness(&beside, &open.gist), open.due?.date())));
    let mut best: Option<(f32, Date)> = None;
    for (share, day) in said.chain(open) {
        if share >= LIKE && best.is_none_or(|(known, _)| share > known) {
            best = Some((share, day));
        }
    }
    Some(best.and_then(|(_, day)| shift(day, relative)).map(Moment::Day))
}

/// What the sentence says beside the deadline and beside the draft's own action.
fn beside(scene: &Scene<'_>, draft: &Draft) -> Gist {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return Gist::default() };
    let Some(time) = time_of(scene, draft) else { return Gist::default() };
    let end = sentence.clauses.last().map_or(draft.end, |clause| clause.end);
    let after = scene.mail.text.get(time.end..end).unwrap_or_default();
    let gist = Gist::of(after, &scene.packs, &scene.roster);
    if !gist.is_empty() {
        return gist;
    }
    // Languages that put the anchor first.
    let before = scene.mail.text.get(sentence.start..time.start).unwrap_or_default();
    Gist::of(before, &scene.packs, &scene.roster)
}

fn likeness(one: &Gist, two: &Gist) -> f32 {
    one.share_in(two).max(two.share_in(one))
}

/// `day` moved by the stretch.
fn shift(day: Date, by: Relative) -> Option<Date> {
    let amount = i64::from(by.amount) * if by.before { -1 } else { 1 };
    let span = match by.unit {
        Unit::WorkingDay => return working_days(day, amount),
        Unit::Week => Span::new().try_weeks(amount).ok()?,
        Unit::Fortnight => Span::new().try_weeks(amount * 2).ok()?,
        Unit::Month => Span::new().try_months(amount).ok()?,
        Unit::Year => Span::new().try_years(amount).ok()?,
        Unit::Hour => Span::new().try_days(amount / 24).ok()?,
        Unit::Minute => Span::new(),
        _ => Span::new().try_days(amount).ok()?,
    };
    day.checked_add(span).ok()
}

/// Monday to Friday; holidays are the schedule's.
fn working_days(day: Date, amount: i64) -> Option<Date> {
    let mut day = day;
    let mut left = amount.abs().min(1_000);
    while left > 0 {
        day = if amount < 0 { day.yesterday().ok()? } else { day.tomorrow().ok()? };
        if day.weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    Some(day)
}

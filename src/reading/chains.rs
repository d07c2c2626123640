//! In charge of: deadlines counted from another agreement: "two working days after we have the texts".
//!
//! The other agreement is the one whose words stand beside the deadline: among what the same mail says first, then among what stands open.
//!
//! Where no words tell, it is the one thing that the other side owes.
//!
//! Promises: what hangs on something that has no date, or on nothing we know of, is left without a date.
//! Leaves to: `time` how such a stretch is said.

use super::{
    drafts::{Draft, time_of},
    gist::Gist,
    scene::Scene,
};
use crate::{
    language::Unit,
    model::{Act, Anchor, Counted, Depends, Moment, Stretch},
};

/// The least share of words that the anchor must have in common with the text beside the deadline.
const LIKE: f32 = 0.3;

/// Another agreement that a deadline may count from.
struct Candidate {
    anchor: Anchor,
    like: f32,
    moment: Option<Moment>,
    /// Owed by the other side.
    theirs: bool,
}

/// What the deadline of draft `at` counts from, and the day that makes, where that one has a day. `None` where it counts from nothing we know of.
pub(super) fn anchor(scene: &Scene<'_>, drafts: &[Draft], at: usize) -> Option<(Depends, Option<Moment>)> {
    let draft = drafts.get(at)?;
    let time = time_of(scene, draft)?;
    let relative = time.relative?;
    let stretch = stretch(relative.amount, relative.unit, relative.before)?;
    let candidates = candidates(scene, drafts, at);
    let likest = candidates.iter().filter(|one| one.like >= LIKE).max_by(|one, two| one.like.total_cmp(&two.like));
    // "Three days after the money is in", said where the invoice to be paid is all that the other side owes.
    let mut theirs = candidates.iter().filter(|one| one.theirs);
    let only = theirs.next().filter(|_| theirs.next().is_none());
    let found = likest.or(only)?;
    let words = scene.mail.text.get(time.start..time.end).unwrap_or_default();
    let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let day = found.moment.and_then(|moment| stretch.from(moment.date(), scene.working)).map(Moment::Day);
    Some((Depends { on: found.anchor, stretch, said }, day))
}

fn candidates(scene: &Scene<'_>, drafts: &[Draft], at: usize) -> Vec<Candidate> {
    let Some(draft) = drafts.get(at) else { return Vec::new() };
    let beside = beside(scene, draft);
    let mine = draft.act != Act::Ask;
    let said = drafts
        .iter()
        .enumerate()
        .filter(|(index, other)| *index != at && matches!(other.act, Act::Ask | Act::Promise) && !hangs(scene, other));
    let said = said.map(|(_, other)| Candidate {
        anchor: Anchor::Said(other.start),
        like: likeness(&beside, &other.gist),
        moment: time_of(scene, other).map(|time| time.moment),
        theirs: (other.act == Act::Ask) == mine,
    });
    let side = scene.sentences.get(draft.sentence).and_then(|sentence| scene.side(sentence));
    let open = scene.open.iter().map(|open| Candidate {
        anchor: Anchor::Known(open.number),
        like: likeness(&beside, &open.gist),
        moment: open.due,
        theirs: (Some(&open.debtor) != side) == mine,
    });
    let said: Vec<Candidate> = said.collect();
    // What the same mail says goes before what stands: a mail that says it all over names all of it.
    let all = said.iter().any(|one| one.theirs || one.like >= LIKE);
    if all { said } else { open.collect() }
}

fn hangs(scene: &Scene<'_>, draft: &Draft) -> bool {
    time_of(scene, draft).is_some_and(|time| time.relative.is_some())
}

/// So many of `unit` as a stretch of days; `None` past all measure.
pub(super) fn stretch(amount: u32, unit: Unit, before: bool) -> Option<Stretch> {
    let (amount, of) = match unit {
        Unit::WorkingDay => (amount, Counted::WorkingDays),
        Unit::Day => (amount, Counted::Days),
        Unit::Week => (amount, Counted::Weeks),
        Unit::Fortnight => (amount.checked_mul(2)?, Counted::Weeks),
        Unit::Month => (amount, Counted::Months),
        Unit::Quarter => (amount.checked_mul(3)?, Counted::Months),
        Unit::Year => (amount.checked_mul(12)?, Counted::Months),
        Unit::Hour => (amount / 24, Counted::Days),
        Unit::Minute => (0, Counted::Days),
        _ => (amount, Counted::Days),
    };
    Some(Stretch { amount, of, before })
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

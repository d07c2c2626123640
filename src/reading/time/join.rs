//! In charge of: expressions that belong together: "Monday to Wednesday", "10:00 to 12:00".

use super::TimeExpression;
use crate::{
    language::Bound,
    model::{Assumed, Moment},
};

/// Adds `next` to `found`, as the end of a range where the last of them is its beginning.
pub(super) fn push(found: &mut Vec<TimeExpression>, next: TimeExpression, text: &str) {
    if let Some(last) = found.last_mut()
        && let Some(range) = range(last, &next, text)
    {
        *last = range;
        return;
    }
    found.push(next);
}

fn range(first: &TimeExpression, next: &TimeExpression, text: &str) -> Option<TimeExpression> {
    let between = text.get(first.end..next.start)?.trim();
    let dash = matches!(between, "-" | "–" | "—");
    let said = between.is_empty() && matches!(next.bound, Some(Bound::To | Bound::By));
    let and = first.bound == Some(Bound::Between) && between.len() <= 6;
    let open = matches!(first.bound, None | Some(Bound::From | Bound::Between | Bound::On | Bound::At));
    if !(dash || said || and) || !open || first.range_start.is_some() || first.relative.is_some() {
        return None;
    }
    let clock_alone = next.assumed.contains(&Assumed::Today);
    let end = match (first.moment, next.moment) {
        (Moment::Clock(from), Moment::Clock(to)) if clock_alone => Moment::Clock(from.date().to_datetime(to.time())),
        (Moment::Day(_), Moment::Clock(_)) if clock_alone => return None,
        (from, Moment::Day(to)) if to < from.date() && next.rule == "weekday" => {
            Moment::Day(super::count::add_days(to, 7))
        }
        (from, to) if to.date() >= from.date() => to,
        _ => return None,
    };
    Some(TimeExpression {
        start: first.start,
        moment: end,
        range_start: Some(first.moment),
        bound: first.bound,
        role: first.role,
        assumed: if clock_alone { first.assumed.clone() } else { next.assumed.clone() },
        working: None,
        ..next.clone()
    })
}

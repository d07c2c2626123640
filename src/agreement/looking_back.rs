//! In charge of: whether the team may have both sides asked to look back at the project of a thread.

use super::requests::Ear;
use crate::model::{Request, Setting, State, Why};

/// Does so, or says why not: nothing was agreed with another side, something is past its date or disputed, it was done before.
pub(super) fn begin(ear: &mut Ear<'_>, request: &Request) {
    let context = ear.context;
    let at = context.mail.date.timestamp();
    let agreed = |state: State| matches!(state, State::Agreed | State::Fulfilled);
    let why = if context.dossier.was_looked_back_at() {
        Some(Why::LookedBack)
    } else if ear.thread.sides(context.office).len() < 2 || !ear.thread.agreements.iter().any(|one| agreed(one.state)) {
        Some(Why::NothingYet)
    } else if !ear.thread.is_at_ease(at, context.office.working.ends) {
        Some(Why::Unsettled)
    } else {
        None
    };
    match why {
        Some(why) => ear.refuse(why, None),
        None => ear.rule(request, Setting::LookBackWanted { at }),
    }
}

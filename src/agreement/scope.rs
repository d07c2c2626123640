//! In charge of: the answer to the question whether the scope has changed.

use super::requests::Ear;
use crate::model::{Asked, Choice, Reply, Ruling, Setting, Why};

/// A: what was said is on record from now on. B: the record stays as it is.
pub(super) fn settle(ear: &mut Ear<'_>, asked: &Asked, choices: &[Choice]) {
    match choices.first().map(|choice| choice.reading) {
        Some(0) => {
            let setting = Setting::Terms { terms: asked.terms.clone() };
            ear.thread.settings.apply(&setting);
            // By the member who says so; each term keeps the words it was said in.
            let source = ear.source(&asked.source.quote);
            ear.heard.rulings.push(Ruling { setting: setting.clone(), source });
            ear.heard.replies.push(Reply::Receipt(setting));
        }
        Some(1) => {}
        _ => return ear.refuse(Why::NoSuchChoice, None),
    }
    ear.heard.answered = Some(asked.key.clone());
}

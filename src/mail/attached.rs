//! In charge of: mails attached whole (message/rfc822): their words stand below the text, as forwarded by who attached them.
//!
//! Promises: what the attached mail quotes or signs keeps its kind; three mails deep at most, within the limit of the text.
//! Leaves to: `body` the finding of attached mails.

use mail_parser::{HeaderName, Message};

use super::{
    body::{self, TEXT_LIMIT},
    head,
    passages::{self, About},
};
use crate::model::{Passage, PassageKind};

/// Mails attached in attached mails, beyond which none is read.
const DEPTH: usize = 3;

/// A text and its passages, growing.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) text: String,
    pub(super) passages: Vec<Passage>,
}

impl Whole {
    /// Puts the words of `mails` below.
    pub(super) fn append(&mut self, mails: &[&Message<'_>], about: &About<'_>, depth: usize) {
        for message in mails.iter().filter(|_| depth < DEPTH) {
            let from = head::parties(message, HeaderName::From).into_iter().next();
            let date = head::date(message);
            let body = body::collect(message);
            let subject = head::subject(message);
            let inner = About {
                packs: about.packs,
                writer: from.as_ref(),
                subject: &subject,
                date: date.as_ref().unwrap_or(about.date),
            };
            let cut = passages::cut(&body.text, &inner);
            self.take(&body.text.text, cut, |kind| match kind {
                PassageKind::Own => PassageKind::Forward { from: from.clone(), date: date.clone() },
                other => other,
            });
            self.append(&body.mails, &inner, depth + 1);
        }
    }

    fn take(&mut self, text: &str, passages: Vec<Passage>, kind: impl Fn(PassageKind) -> PassageKind) {
        if text.is_empty() || self.text.len() + text.len() > TEXT_LIMIT {
            return;
        }
        if let Some(last) = self.passages.last_mut() {
            self.text.push_str("\n\n");
            last.end = self.text.len();
        }
        let at = self.text.len();
        self.text.push_str(text);
        self.passages.extend(passages.into_iter().map(|passage| Passage {
            start: passage.start + at,
            end: passage.end + at,
            kind: kind(passage.kind),
        }));
    }
}

/// The whole text of a mail: its own body, then what is attached as mails.
pub(super) fn whole(text: body::Text, mails: &[&Message<'_>], about: &About<'_>) -> Whole {
    let passages = passages::cut(&text, about);
    let mut whole = Whole { text: text.text, passages };
    whole.append(mails, about, 0);
    whole
}

//! In charge of: whether a letter waits for a team member's word, and whose.

use crate::model::{Address, Approve, Dossier, Notice, NoticeKind, Office};

/// An agreement of which the reading is less sure than this is doubtful.
const SURE: f32 = 0.8;

/// Whether the letter that says `notice` to `recipients` waits for a word of the team. `is_known`: whether a person has got a letter before.
#[must_use]
pub fn waits_for_a_word(
    approve: Approve,
    notice: &Notice,
    dossier: &Dossier,
    recipients: &[Address],
    office: &Office,
    is_known: impl Fn(&Address) -> bool,
) -> bool {
    let mut clients = recipients.iter().filter(|address| !office.is_team(address)).peekable();
    // What was sealed is shown to both sides at once, or to none.
    if clients.peek().is_none() || notice.kind == NoticeKind::LookedBack {
        return false;
    }
    let mut agreements = notice.agreements.iter().filter_map(|(number, _)| dossier.thread.agreement(*number));
    match approve {
        Approve::Never => false,
        Approve::Doubtful => agreements.any(|agreement| agreement.confidence.get() < SURE),
        Approve::First => clients.any(|client| !is_known(client)),
        Approve::Always => true,
    }
}

/// Whose word it is: the team member who wrote the mail that is answered, or else the first one on it, or on the latest mail of the thread.
#[must_use]
pub fn who_decides(notice: &Notice, dossier: &Dossier, office: &Office) -> Option<Address> {
    let answered = notice.answers.as_ref().and_then(|id| dossier.head(id));
    let heads = answered.into_iter().chain(dossier.heads.iter().rev());
    heads.flat_map(|head| head.everybody()).map(|party| &party.address).find(|address| office.is_team(address)).cloned()
}

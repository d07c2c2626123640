//! In charge of: what of a mail is needed to answer it once its body may be gone.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use super::{Address, Automatic, Mail, MessageId, Party, Verdict};

/// The head of a mail, as the ledger keeps it: who was on it, and what a letter in answer to it has to refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its Message-ID, or one made from its digest ([`MessageId::is_made_up`]).
    pub id: MessageId,
    /// The ids that stand above it, oldest first, the mail it answers last.
    pub ancestors: Vec<MessageId>,
    /// Who wrote it.
    pub from: Option<Party>,
    /// To, in order.
    pub to: Vec<Party>,
    /// Cc, in order.
    pub cc: Vec<Party>,
    /// Where answers are wanted, if elsewhere.
    pub reply_to: Vec<Party>,
    /// When it was written, on the writer's clock.
    pub date: Zoned,
    /// The subject, decoded, unfolded.
    pub subject: String,
    /// Why it is no person's word, if it is not.
    pub automatic: Option<Automatic>,
    /// What the receiving server said of its sender.
    pub verdict: Verdict,
}

impl Head {
    /// Everybody on it: writer, To, Cc; each address once, in that order.
    #[must_use]
    pub fn everybody(&self) -> Vec<&Party> {
        super::address::everybody(self.from.as_ref(), &self.to, &self.cc)
    }

    /// Whether `address` is in To or Cc for all to see.
    #[must_use]
    pub fn is_addressed_to(&self, address: &Address) -> bool {
        self.to.iter().chain(&self.cc).any(|party| party.address == *address)
    }
}

impl From<&Mail> for Head {
    fn from(mail: &Mail) -> Self {
        Self {
            id: mail.id.clone(),
            ancestors: mail.ancestors.clone(),
            from: mail.from.clone(),
            to: mail.to.clone(),
            cc: mail.cc.clone(),
            reply_to: mail.reply_to.clone(),
            date: mail.date.clone(),
            subject: mail.subject.clone(),
            automatic: mail.automatic.clone(),
            verdict: mail.verdict,
        }
    }
}

//! In charge of: to whom a letter goes: rebuilt from the message it answers, each time.
//!
//! Promises: nobody who is not on that message (a team member's own letter aside, and those with whom a talk was that it writes down), nobody who wants no letters or has left, never the bot, nobody twice; never Reply-To, which
//! anybody can point anywhere.

use super::mime;
use crate::model::{Address, Audience, Envelope, Head, Office, Party};

/// Whom the headers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipients {
    pub to: Vec<Party>,
    pub cc: Vec<Party>,
}

impl Recipients {
    /// Those of `audience` who are on the message with this head and want letters; `None` if nobody is.
    /// `named` are the people whom a talk written down in it was with: they count as on it.
    pub(super) fn of(
        audience: &Audience,
        (head, named): (Option<&Head>, &[Party]),
        office: &Office,
        unwanted: &[Address],
    ) -> Option<Self> {
        let (to, cc) = match audience {
            Audience::Member(address) => (vec![member(address, head, office)?], Vec::new()),
            Audience::Everybody if !named.is_empty() => {
                (named.to_vec(), head?.everybody().into_iter().cloned().collect())
            }
            Audience::Everybody => everybody(head?, |_| true),
            Audience::Team => everybody(head?, |party| office.is_team(&party.address)),
            Audience::These { to, cc } => (these(head?, named, to), these(head?, named, cc)),
        };
        let mut seen: Vec<Address> = Vec::new();
        let mut fresh = |party: &Party| {
            let wanted = !office.is_bot(&party.address) && !unwanted.contains(&party.address);
            let new = wanted && !seen.contains(&party.address) && mime::is_mailable(party);
            seen.push(party.address.clone());
            new
        };
        let to: Vec<Party> = to.into_iter().filter(&mut fresh).collect();
        let cc: Vec<Party> = cc.into_iter().filter(&mut fresh).collect();
        match (to.is_empty(), cc.is_empty()) {
            (true, true) => None,
            // A letter to nobody with copies looks like a circular.
            (true, false) => Some(Self { to: cc, cc: to }),
            _ => Some(Self { to, cc }),
        }
    }

    /// From the bot to all of them.
    pub(super) fn envelope(&self, office: &Office) -> Envelope {
        Envelope {
            sender: Some(office.bot.address.clone()),
            recipients: self.all().map(|party| party.address.clone()).collect(),
        }
    }

    /// Everybody it goes to.
    pub(super) fn all(&self) -> impl Iterator<Item = &Party> {
        self.to.iter().chain(&self.cc)
    }
}

/// As an answer to all would go: to the writer and those in To, with copies to those in Cc.
fn everybody(head: &Head, wanted: impl Fn(&Party) -> bool) -> (Vec<Party>, Vec<Party>) {
    let to = head.from.iter().chain(&head.to).filter(|party| wanted(party)).cloned().collect();
    let cc = head.cc.iter().filter(|party| wanted(party)).cloned().collect();
    (to, cc)
}

fn these(head: &Head, named: &[Party], wanted: &[Address]) -> Vec<Party> {
    let on_it: Vec<&Party> = head.everybody().into_iter().chain(named).collect();
    wanted.iter().filter_map(|address| on_it.iter().find(|party| party.address == *address)).copied().cloned().collect()
}

/// A member, by the name the office knows; who is not of the team is no member.
fn member(address: &Address, head: Option<&Head>, office: &Office) -> Option<Party> {
    let known = office.member(address).map(|member| &member.party);
    let on_it = || head?.everybody().into_iter().find(|party| party.address == *address);
    office
        .is_team(address)
        .then(|| known.or_else(on_it).cloned())?
        .or_else(|| Some(Party { name: None, address: address.clone() }))
}

//! In charge of: telling what a program sent from what a person wrote (RFC 3834, and what real responders send).
//!
//! Promises: the reason names the sign.
//! Leaves to: `daemon` what follows: nothing is ever sent in answer to such a mail.

use super::{body::Body, head::Field, lines::fold_mark};
use crate::{
    language::Packs,
    model::{Automatic, Party},
};

/// What is known of a mail when it is judged.
pub(super) struct Signs<'m> {
    pub(super) fields: &'m [Field],
    pub(super) from: Option<&'m Party>,
    pub(super) subject: &'m str,
    pub(super) body: &'m Body<'m>,
    pub(super) packs: &'m Packs,
}

/// Why the mail is no person's word, if it is not.
pub(super) fn judge(signs: &Signs<'_>) -> Option<Automatic> {
    bounce(signs)
        .or_else(|| submitted(signs))
        .or_else(|| calendar(signs))
        .or_else(|| responder(signs))
        .or_else(|| list(signs))
        .or_else(|| notice(signs))
}

impl Signs<'_> {
    fn value(&self, name: &str) -> Option<String> {
        super::head::value(self.fields, name).map(str::to_ascii_lowercase)
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// Whether the subject begins as those of responding programs do.
    fn responds(&self) -> bool {
        let subject = fold_mark(self.subject.get(..self.subject.floor_char_boundary(200)).unwrap_or_default());
        self.packs.marks().flat_map(|marks| &marks.automatic_subjects).any(|mark| mark.rest(&subject).is_some())
    }
}

fn bounce(signs: &Signs<'_>) -> Option<Automatic> {
    if signs.body.report {
        return Some(Automatic::Bounce("multipart/report".to_owned()));
    }
    let local = signs.from.map(|from| from.address.local().to_ascii_lowercase()).unwrap_or_default();
    if local.starts_with("mailer-daemon") || local == "postmaster" {
        return Some(Automatic::Bounce(format!("From: {local}")));
    }
    signs.has("x-failed-recipients").then(|| Automatic::Bounce("X-Failed-Recipients".to_owned()))
}

fn submitted(signs: &Signs<'_>) -> Option<Automatic> {
    let value = signs.value("auto-submitted")?;
    let word = value.split([';', ' ']).next().unwrap_or_default();
    match word {
        "" | "no" => None,
        "auto-replied" | "auto-notified" => Some(Automatic::Reply(format!("Auto-Submitted: {word}"))),
        _ if signs.responds() => Some(Automatic::Reply(format!("Auto-Submitted: {word}, and the subject"))),
        _ => Some(Automatic::Generated(format!("Auto-Submitted: {word}"))),
    }
}

fn calendar(signs: &Signs<'_>) -> Option<Automatic> {
    let method = signs.body.calendar.as_deref()?;
    let asks = matches!(method, "REQUEST" | "REPLY" | "CANCEL" | "COUNTER" | "REFRESH" | "DECLINECOUNTER");
    asks.then(|| Automatic::Notice(format!("calendar {method}")))
}

fn responder(signs: &Signs<'_>) -> Option<Automatic> {
    let told =
        |name: &str| signs.value(name).is_some_and(|value| !matches!(value.as_str(), "no" | "none" | "false" | ""));
    for name in ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response", "x-vacation", "x-mail-autoreply"]
    {
        if told(name) {
            return Some(Automatic::Reply(name.to_owned()));
        }
    }
    let precedence = signs.value("precedence").unwrap_or_default();
    if precedence == "auto_reply" || precedence == "auto-reply" {
        return Some(Automatic::Reply(format!("Precedence: {precedence}")));
    }
    let suppresses = told("x-auto-response-suppress");
    let nobody = signs.value("return-path").is_some_and(|path| path.trim() == "<>");
    if signs.responds() && (suppresses || nobody || !precedence.is_empty()) {
        return Some(Automatic::Reply("the subject of a responding program, and its header".to_owned()));
    }
    nobody.then(|| Automatic::Bounce("Return-Path: <>".to_owned()))
}

/// A person who writes through a discussion list (it has List-Post and a person's From) is still a person.
fn list(signs: &Signs<'_>) -> Option<Automatic> {
    let precedence = signs.value("precedence").unwrap_or_default();
    let bulk = matches!(precedence.as_str(), "bulk" | "junk" | "list");
    if signs.has("list-id") || signs.has("list-post") {
        return Some(Automatic::List("List-Id".to_owned()));
    }
    if signs.has("list-unsubscribe") || signs.has("x-campaign") || signs.has("x-campaignid") || signs.has("feedback-id")
    {
        return Some(Automatic::List("List-Unsubscribe".to_owned()));
    }
    (bulk && is_program(signs)).then(|| Automatic::List(format!("Precedence: {precedence}")))
}

/// Whether the sender's address is one of a program.
fn is_program(signs: &Signs<'_>) -> bool {
    let Some(from) = signs.from else { return false };
    let local: String = from.address.local().to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    [
        "noreply",
        "donotreply",
        "nepasrepondre",
        "noresponder",
        "notification",
        "notifications",
        "notify",
        "newsletter",
        "bounce",
    ]
    .iter()
    .any(|name| local.starts_with(name) || local.ends_with("noreply"))
}

fn notice(signs: &Signs<'_>) -> Option<Automatic> {
    const TRACKERS: [&str; 8] = [
        "x-jira-fingerprint",
        "x-github-reason",
        "x-gitlab-notificationreason",
        "x-tracker",
        "x-tracker-event",
        "x-calendar-event",
        "x-bugzilla-reason",
        "x-redmine-project",
    ];
    if let Some(name) = TRACKERS.iter().find(|name| signs.has(name)) {
        return Some(Automatic::Notice((*name).to_owned()));
    }
    let suppresses = signs.value("x-auto-response-suppress").is_some_and(|value| value.contains("all"));
    let bulk = signs.value("precedence").is_some_and(|value| value == "bulk" || value == "junk");
    if is_program(signs) {
        return Some(Automatic::Notice("the sender takes no answers".to_owned()));
    }
    (bulk && suppresses).then(|| Automatic::Notice("Precedence and X-Auto-Response-Suppress".to_owned()))
}

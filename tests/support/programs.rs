//! In charge of: answers as people's mail programs write them: what stands above, below and between the words of a letter of ours.

use inwriting::model::{Letter, Party};

use super::{
    mail::{Written, mail},
    office::{BOT, Sent},
};

/// A mail program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Gmail,
    Outlook,
    AppleMail,
    Thunderbird,
    Phone,
}

impl Program {
    pub const ALL: [Self; 5] = [Self::Gmail, Self::Outlook, Self::AppleMail, Self::Thunderbird, Self::Phone];
}

/// An answer of `who` to a letter of ours, to the bot and to everybody on it, with the letter quoted as `program` does.
pub fn reply(name: &str, who: &str, sent: &Sent, text: &str, program: Program) -> Written {
    to_all(name, who, &sent.letter).below(text, &quoted(sent, program)).answering_id(sent.letter.id.as_str())
}

/// The same without the letter's words, as the links in it write it.
pub fn button(name: &str, who: &str, sent: &Sent, text: &str) -> Written {
    mail(name, who, text).to(BOT).about(&sent.letter.subject).answering_id(sent.letter.id.as_str())
}

/// An answer whose program has lost the thread: no In-Reply-To, no References.
pub fn broken(name: &str, who: &str, sent: &Sent, text: &str, program: Program) -> Written {
    to_all(name, who, &sent.letter).below(text, &quoted(sent, program))
}

fn to_all(name: &str, who: &str, letter: &Letter) -> Written {
    let others = letter.to.iter().chain(&letter.cc).filter(|party| !who.contains(&party.address.to_string()));
    let written = mail(name, who, "").to(BOT).about(&letter.subject);
    others.fold(written, |written, party: &Party| {
        written.cc(&format!("{} <{}>", party.name.as_deref().unwrap_or_default(), party.address))
    })
}

/// A letter as a program quotes it below an answer.
pub fn quoted(sent: &Sent, program: Program) -> String {
    let marked =
        |text: &str| text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    let text = sent.letter.text.trim_end();
    let subject = &sent.letter.subject;
    match program {
        Program::Gmail => format!(
            "On Thu, Jun 11, 2026 at 10:27 AM Studio Kern, in writing <\nagree@studio.example> wrote:\n\n{}\n",
            marked(text)
        ),
        Program::Outlook => format!(
            "________________________________\nFrom: Studio Kern, in writing <agree@studio.example>\nSent: Thursday, June 11, 2026 \
             10:27 AM\nTo: Mia Kern <mia@studio.example>; Tom Ray <tom@bank.example>\nSubject: {subject}\n\n{text}\n"
        ),
        Program::AppleMail => format!(
            "> On 11. Jun 2026, at 10:27, Studio Kern, in writing <agree@studio.example> wrote:\n>\n{}\n",
            marked(text)
        ),
        Program::Thunderbird => format!("On 11.06.26 10:27, Studio Kern, in writing wrote:\n{}\n", marked(text)),
        Program::Phone => format!(
            "Sent from my iPhone\n\n> On 11 Jun 2026, at 10:27, Studio Kern, in writing <agree@studio.example> wrote:\n>\n{}\n",
            marked(text)
        ),
    }
}

/// The letter quoted with an answer right below the line that begins so.
pub fn inline(sent: &Sent, answers: &[(&str, &str)]) -> String {
    let mut lines = vec!["On 11.06.26 10:27, Studio Kern, in writing wrote:".to_owned()];
    let mut pending: Option<&str> = None;
    for line in sent.letter.text.lines() {
        if line.is_empty()
            && let Some(answer) = pending.take()
        {
            lines.push(format!("\n{answer}\n"));
        }
        lines.push(format!("> {line}").trim_end().to_owned());
        if let Some((_, answer)) = answers.iter().find(|(begins, _)| line.starts_with(begins)) {
            pending = Some(answer);
        }
    }
    lines.join("\n")
}

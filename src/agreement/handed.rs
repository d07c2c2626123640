//! In charge of: what was handed over by a mail that says that something is done.

use crate::model::{Change, Mail, PassageKind, Quote};

/// The most files and links that are kept of one mail.
const MOST: usize = 20;

/// The files that hang on the mail, and the links in the writer's own words; `None` where there are neither.
pub(super) fn over(mail: &Mail, quote: &Quote) -> Option<Change> {
    let files = mail.attachments.iter().map(|file| file.name.clone()).filter(|name| !name.is_empty());
    // A mail that the thread has not seen, forwarded or quoted, hands over nothing by this one.
    let own =
        if quote.mail == mail.id { mail.passages_of(|kind| matches!(kind, PassageKind::Own)) } else { String::new() };
    let links = own.split(|letter: char| letter.is_whitespace() || "<>\"()[]".contains(letter));
    let links = links.filter(|word| word.starts_with("https://") || word.starts_with("http://"));
    let links = links.map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?']).to_owned());
    let mut what: Vec<String> = Vec::new();
    for name in files.chain(links) {
        if what.len() < MOST && !what.contains(&name) {
            what.push(name);
        }
    }
    (!what.is_empty()).then_some(Change::Delivered { items: what })
}

//! In charge of: what went wrong on the way to a mailbox, said so that the caller can choose.

use futures::future::BoxFuture;
use jiff::SignedDuration;

/// An answer that takes its time and may be trouble.
pub type Turn<'a, T> = BoxFuture<'a, Result<T, Trouble>>;

/// What went wrong, and what can be done about it. No text holds a password, a token or a mail's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It may pass: try again. The connection is of no use any more.
    #[error("{why}")]
    Retry {
        /// Not before this long, where the server or the kind of fault says so.
        after: Option<SignedDuration>,
        /// What happened, with the place.
        why: String,
    },
    /// It will not pass by itself: somebody has to mend it.
    #[error("{why}: {mend}")]
    GiveUp {
        /// What happened, with the place.
        why: String,
        /// What the person who runs the bot can do.
        mend: String,
    },
}

impl Trouble {
    /// Trouble that may pass.
    pub fn retry(why: impl Into<String>) -> Self {
        Self::Retry { after: None, why: why.into() }
    }

    /// Trouble that somebody has to mend.
    pub fn give_up(why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::GiveUp { why: why.into(), mend: mend.into() }
    }
}

/// What a server said, fit for the log: at most 200 characters, on one line, of every address only the domain.
pub(crate) fn discreet(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let masked = word.rsplit_once('@').map(|(local, domain)| {
            let opening: String = local.chars().take_while(|c| "<([\"'".contains(*c)).collect();
            format!("{opening}…@{domain}")
        });
        words.push(masked.unwrap_or_else(|| word.to_owned()));
    }
    words.join(" ").chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::discreet;

    #[test]
    fn a_server_s_words_lose_local_parts_line_ends_and_length() {
        assert_eq!(discreet("5.1.1 <mia@studio.example>:\r\n unknown"), "5.1.1 <…@studio.example>: unknown");
        assert_eq!(discreet(&"x".repeat(900)).len(), 200);
    }
}

//! In charge of: the shape of `story.toml`: the example story that a language's letters are shown with and tested on.

use serde::Deserialize;

/// A studio makes a deck for a bank. What is owed stands as the letters show it; the rest as people write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The studio's name.
    pub house: String,
    /// The line under its letters.
    pub signature: String,
    /// Who writes for the studio.
    pub member: String,
    /// Who writes for the bank.
    pub client: String,
    /// The subject of the conversation.
    pub subject: String,
    /// What the client owes.
    pub materials: String,
    /// How the client promises it.
    pub promise: String,
    /// What the house owes.
    pub deck: String,
    /// How the house promises it.
    pub ours: String,
    /// The day of the deck, as it was said.
    pub monday: String,
    /// When the deck would come, counted from the materials.
    pub after: String,
    /// What happens if the materials come late.
    pub otherwise: String,
    /// A thing that the house asks for.
    pub budget: String,
    /// How it asks.
    pub ask: String,
    /// How the client delivers.
    pub done: String,
    /// What the client writes when asked to look back.
    pub looks_back: String,
    /// What the house writes then.
    pub we_look_back: String,
    /// What is agreed beside the dates.
    pub terms: Vec<String>,
    /// How the client wants it otherwise.
    pub rescope: String,
    /// What it is to be then.
    pub rescoped: String,
}

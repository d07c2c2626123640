//! In charge of: the shape of `cues.toml`: ways of promising, asking, refusing, and what speaks against a reading.

use serde::Deserialize;

/// Ways of speaking.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cues {}

impl Cues {
    pub(super) fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

//! In charge of: the shape of `words.toml`: words for time and numbers.

use serde::Deserialize;

/// Words for time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {}

impl Words {
    pub(super) fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

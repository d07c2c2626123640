//! In charge of: the shape of `marks.toml`: how mail programs of a language quote, sign and answer by themselves.

use serde::Deserialize;

/// Habits of mail programs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {}

impl Marks {
    pub(super) fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

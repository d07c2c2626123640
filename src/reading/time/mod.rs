//! In charge of: stub
use crate::{
    language::Pack,
    model::{Assumed, Grain, Moment},
};
use jiff::Zoned;
/// r
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    By,
    Before,
    Within,
    After,
    Since,
    On,
    None,
}
/// t
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct TimeExpression {
    pub start: usize,
    pub end: usize,
    pub moment: Moment,
    pub grain: Grain,
    pub assumed: Vec<Assumed>,
    pub role: Role,
    pub past: bool,
    pub recurring: bool,
}
/// f
pub fn find(_text: &str, _at: &Zoned, _pack: &Pack, _zone: &str) -> Vec<TimeExpression> {
    Vec::new()
}

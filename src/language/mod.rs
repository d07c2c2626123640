//! In charge of: the languages, as data. A language is a folder beside this file; the engine knows none by name.
//!
//! | file | holds | read by |
//! |---|---|---|
//! | `pack.toml` | code, name, script, customs of dates | everybody |
//! | `names.toml` | names of days and months, drawn from CLDR by `cargo run --example cldr` | `reading::time` |
//! | `words.toml` | words for time and numbers that CLDR lacks | `reading::time` |
//! | `cues.toml` | ways of promising, asking, refusing, ... | `reading` |
//! | `effects.toml` | words by which a consequence says what it does | `reading` |
//! | `requests.toml` | what people say to the bot, and short answers to its letters | `reading` |
//! | `marks.toml` | how mail programs of the language quote, sign and answer by themselves | `mail` |
//! | `marks.toml` beside the folders | the same of languages that have no folder yet | `mail` |
//! | `letters/*.txt` | the letters | `letters` |
//! | `terms.toml` | words for what is agreed without a date | `reading` |
//! | `story.toml` | the example that letters are shown with | `letters` |
//! | `corpus.toml` | examples with their meaning, for the tests and for learning; not built in | tests |
//!
//! Promises: a pack that loads is complete and sound; one that is not names file and key. Text is compared folded ([`fold()`]).
//! Leaves to: the readers of each file what its entries mean.

mod cues;
mod effects;
mod fold;
mod habits;
mod lexicon;
mod marks;
mod pack;
mod patterns;
mod phrases;
mod story;
mod terms;
mod token;
mod words;

pub use cues::{Cue, CueHit, CueSet, Cues};
pub use effects::Effects;
pub use fold::{Folded, fold, gives_way};
pub use habits::{Anywhere, Habits, Openings, Printed};
pub use lexicon::{Entry, Lexicon};
pub use marks::{Fields, Mark, Marks};
pub use pack::{BadPack, Pack, Packs};
pub use patterns::{Class, Hit, Patterns};
pub use phrases::{Phrase, Phrases};
pub use story::Story;
pub use terms::{Found, Label, TermWords};
pub use token::{Token, TokenKind, tokens};
pub use words::{Bound, Case, ClockWord, Counted, Edge, Part, Sense, Sign, Unit, Which, WordList, Words};

//! In charge of: the story itself: what happens at which hour.

use std::io::Write;

use super::{page::Page, stage::Stage};

/// A moment of the story.
enum Act {
    /// The narrator speaks.
    Told(&'static str),
    /// The narrator speaks, where each letter is shown in full.
    Aside(&'static str),
    /// Somebody writes a mail, at this hour.
    Writes(&'static str, &'static str),
    /// Time passes until this hour.
    Passes(&'static str),
    /// Somebody of the team has the facts of the thread told.
    Reports,
}

const STORY: &[Act] = &[
    Act::Told(
        "A bank gives Studio Kern a rushed job by phone. Mia writes down what was said, the bot in Cc. That is all she does.",
    ),
    Act::Writes("2026-06-11T10:12", include_str!("1-the-call.eml")),
    Act::Aside("A quarter of an hour without a further mail, and it goes back into the thread, for both sides to see."),
    Act::Passes("2026-06-11T11:00"),
    Act::Aside("Tom answers with a line on top, everything else quoted below."),
    Act::Writes("2026-06-11T11:05", include_str!("2-the-yes.eml")),
    Act::Passes("2026-06-11T18:00"),
    Act::Aside("Friday. The materials are due at four."),
    Act::Passes("2026-06-12T16:00"),
    Act::Told("Nothing has come. Both sides read what was agreed for this case."),
    Act::Passes("2026-06-13T00:00"),
    Act::Aside("The weekend. Nobody is written to."),
    Act::Passes("2026-06-15T10:30"),
    Act::Told("The materials come on Monday. What hangs on them moves with them."),
    Act::Writes("2026-06-15T10:40", include_str!("3-the-materials.eml")),
    Act::Passes("2026-06-15T22:00"),
    Act::Aside("The studio keeps its own date, and is held to it by the same rules."),
    Act::Writes("2026-06-15T22:15", include_str!("4-the-deck.eml")),
    Act::Passes("2026-06-16T10:00"),
    Act::Aside("Wednesday. The client is asked how it went: once, for a number and a sentence."),
    Act::Passes("2026-06-17T09:10"),
    Act::Writes("2026-06-17T09:20", include_str!("5-the-answer.eml")),
    Act::Aside("The handouts come on the day that the materials have left them."),
    Act::Writes("2026-06-17T11:30", include_str!("6-the-handouts.eml")),
    Act::Passes("2026-06-17T18:00"),
    Act::Told("When both sides look back, the facts lie on the table first: ● a date, · late, ✓ done."),
    Act::Reports,
];

/// Plays the story, and writes it down as it happens.
pub(super) fn play(stage: &mut Stage, page: &mut Page<'_, impl Write>) -> anyhow::Result<()> {
    page.open()?;
    for act in STORY {
        match act {
            Act::Told(words) => page.tell(words)?,
            Act::Aside(words) => page.tell_at_length(words)?,
            Act::Passes(hour) => stage.time_passes(hour, page)?,
            Act::Reports => stage.reports(page)?,
            Act::Writes(hour, mail) => {
                stage.time_passes(hour, page)?;
                stage.somebody_writes(mail, page)?;
            }
        }
    }
    Ok(())
}

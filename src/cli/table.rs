//! In charge of: tables for people, no wider than the terminal.
//!
//! Promises: columns line up in every script; a cell that is too long goes on in the next line, and no word is lost; where
//! standard output is no terminal, lines are up to 120 columns wide, or `COLUMNS` if that is set.
//! Leaves to: the subcommands what stands in the cells.

use std::fmt;

use unicode_width::UnicodeWidthStr;

const GAP: usize = 2;
/// Narrower than this a column is not squeezed.
const NARROWEST: usize = 8;

/// Rows under headings. Columns that are empty in every row are left out.
#[derive(Debug)]
pub struct Table<const N: usize> {
    headings: [&'static str; N],
    rows: Vec<[String; N]>,
    width: usize,
}

impl<const N: usize> Table<N> {
    /// An empty table as wide as the terminal.
    #[must_use]
    pub fn new(headings: [&'static str; N]) -> Self {
        Self { headings, rows: Vec::new(), width: terminal_width() }
    }

    /// Adds a row. White space of all kinds, control characters among it, becomes single spaces.
    pub fn add(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| {
            let calm: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            calm.split_whitespace().collect::<Vec<_>>().join(" ")
        }));
    }

    /// How wide each column is; `None` for one that is left out.
    fn widths(&self) -> Vec<Option<usize>> {
        let mut widths: Vec<Option<usize>> = (self.headings.iter().enumerate())
            .map(|(column, heading)| {
                let widest = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
                widest.filter(|widest| *widest > 0).map(|widest| widest.max(heading.width()))
            })
            .collect();
        let shown = widths.iter().flatten().count();
        let room = self.width.saturating_sub(GAP * shown.saturating_sub(1));
        // What is too much is taken from the widest column, bit by bit: short columns stay whole.
        while widths.iter().flatten().sum::<usize>() > room {
            match widths.iter_mut().flatten().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        write_row(f, &self.headings, &widths)?;
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(width.unwrap_or(0))).collect();
        write_row(f, &rules, &widths)?;
        self.rows.iter().try_for_each(|row| write_row(f, row, &widths))
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, cells: &[impl AsRef<str>], widths: &[Option<usize>]) -> fmt::Result {
    let shown = cells.iter().zip(widths).filter_map(|(cell, width)| Some((cell.as_ref(), (*width)?)));
    let columns: Vec<(Vec<String>, usize)> = shown.map(|(cell, width)| (wrap(cell, width), width)).collect();
    let height = columns.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
    for index in 0..height {
        let mut row = String::new();
        for (lines, width) in &columns {
            let line = lines.get(index).map_or("", String::as_str);
            row.push_str(line);
            row.push_str(&" ".repeat(width.saturating_sub(line.width()) + GAP));
        }
        writeln!(f, "{}", row.trim_end())?;
    }
    Ok(())
}

/// Breaks a text into lines of at most `width` columns, between words where that can be.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            let mut bytes = [0; 4];
            let wide = letter.encode_utf8(&mut bytes).width();
            if wide > 0 && !line.is_empty() && line.width() + wide > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// How wide the terminal is.
#[must_use]
pub fn terminal_width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    set.or_else(seen).unwrap_or(120).max(40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_goes_on_in_the_next_line_and_short_columns_stay_whole() {
        let mut table = Table { headings: ["No.", "state", "what"], rows: vec![], width: 30 };
        table.add(["1".into(), String::new(), "send all materials of the spring campaign".into()]);
        table.add(["2".into(), String::new(), "логотип".into()]);
        assert_eq!(
            table.to_string(),
            "No.  what\n---  -------------------------\n1    send all materials of the\n     spring campaign\n2    логотип\n"
        );
    }

    #[test]
    fn a_word_wider_than_its_column_is_broken_and_nothing_is_lost() {
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 4), [""]);
    }
}

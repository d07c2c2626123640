//! In charge of: a drawing on the page: the same columns as in the text part, as a table that every mail program shows.
//!
//! A line of a drawing is a label, [`RULE`], and one character a column.
//!
//! Promises: nothing but what the text part has; columns stay under each other, however narrow the page.

use serde::Serialize;

/// What stands between the label and the columns of a line.
pub(super) const RULE: char = '┊';

/// A line of the drawing.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    label: String,
    cells: Vec<Cell>,
}

/// Columns of one look.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Cell {
    /// `empty`, `team`, `client`, `past`, `mark`, `scale`.
    look: &'static str,
    width: usize,
    text: String,
}

/// Whether a paragraph is a drawing.
pub(super) fn is_one(lines: &[&str]) -> bool {
    lines.len() > 1 && lines.iter().all(|line| line.contains(RULE))
}

/// The lines of a drawing, all of the same number of columns.
pub(super) fn rows(lines: &[&str]) -> Vec<Row> {
    let split = |line: &&str| {
        let (label, cells) = line.split_once(RULE)?;
        Some((label.trim().to_owned(), cells.trim_end().chars().collect::<Vec<char>>()))
    };
    let split: Vec<(String, Vec<char>)> = lines.iter().filter_map(split).collect();
    let columns = split.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let row = |(label, cells): (String, Vec<char>)| {
        let cells = if label.is_empty() { scale(&cells, columns) } else { runs(&cells, columns) };
        Row { label, cells }
    };
    split.into_iter().map(row).collect()
}

/// The line of numbers: each goes on until the next.
fn scale(letters: &[char], columns: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut within = false;
    for column in 0..columns {
        let letter = letters.get(column).copied().unwrap_or(' ');
        let begins = letter != ' ' && !within;
        within = letter != ' ';
        match cells.last_mut().filter(|_| !begins) {
            Some(cell) => {
                cell.width += 1;
                cell.text.extend(Some(letter).filter(|letter| *letter != ' '));
            }
            None => cells.push(Cell { look: "scale", width: 1, text: letter.to_string().trim().to_owned() }),
        }
    }
    cells
}

/// Columns of the same look side by side are one.
fn runs(letters: &[char], columns: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for column in 0..columns {
        let letter = letters.get(column).copied().unwrap_or(' ');
        let look = match letter {
            ' ' => "empty",
            '━' => "team",
            '─' => "client",
            '·' => "past",
            _ => "mark",
        };
        match cells.last_mut().filter(|cell| cell.look == look && look != "mark") {
            Some(cell) => cell.width += 1,
            None => {
                let text = if look == "mark" { letter.to_string() } else { String::new() };
                cells.push(Cell { look, width: 1, text });
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{is_one, rows};

    #[test]
    fn a_drawing_is_told_from_other_paragraphs_and_keeps_its_columns() {
        let lines = ["      ┊11  12", "    1 ┊───●··✓", "    2 ┊━━"];
        assert!(is_one(&lines));
        assert!(!is_one(&["1. send", "   Who:  Tom"]));
        let rows = rows(&lines);
        assert!(rows.iter().all(|row| row.cells.iter().map(|cell| cell.width).sum::<usize>() == 7), "{rows:#?}");
        let looks: Vec<(&str, usize)> = rows[1].cells.iter().map(|cell| (cell.look, cell.width)).collect();
        assert_eq!(looks, [("client", 3), ("mark", 1), ("past", 2), ("mark", 1)]);
        let scale: Vec<&str> = rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(scale, ["11", "12"]);
    }
}

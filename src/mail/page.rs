//! In charge of: laying out in lines what the HTML walker meets: text, breaks, blocks, tables.
//!
//! Promises: white space folded as a browser folds it; a row of one-line cells is one line `a | b | c`, a table that only lays out
//! a page is its cells one below the other; every line knows how deep it is quoted.
//! Leaves to: `html` which element means what.

use super::body::{Hint, Text};

/// Tables nested deeper than this are laid out as plain blocks.
const TABLES: usize = 8;

/// A line laid out.
#[derive(Debug, Default, Clone)]
struct Line {
    depth: u8,
    hint: Hint,
    text: String,
}

/// Whether a cell begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Open,
    Close,
}

/// A table being laid out: the cells of its open row.
#[derive(Debug, Default)]
struct Table {
    done: Vec<Line>,
    cells: Vec<Vec<Line>>,
    in_cell: bool,
}

/// The page so far.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    tables: Vec<Table>,
    /// Open tables beyond [`TABLES`].
    deeper: usize,
    line: Line,
    depth: u8,
    hint: Hint,
    /// White space is due before the next word.
    space: bool,
    /// What stands in the line is only a list mark.
    marked: bool,
}

impl Page {
    /// From here on lines are quoted this deep, with this hint.
    pub(super) fn stand(&mut self, depth: u8, hint: Hint) {
        if (depth, hint) != (self.depth, self.hint) {
            self.block();
        }
        (self.depth, self.hint) = (depth, hint);
    }

    /// Text; its white space counts only if `pre`.
    pub(super) fn text(&mut self, text: &str, pre: bool) {
        for letter in text.chars() {
            match letter {
                '\n' if pre => self.line_break(),
                ' ' | '\t' if pre => self.line.text.push(letter),
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.space = true,
                '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{2060}' => {}
                other if other.is_control() => {}
                other => {
                    if self.space && !self.line.text.is_empty() && !self.line.text.ends_with(' ') {
                        self.line.text.push(' ');
                    }
                    self.space = false;
                    self.marked = false;
                    self.line.text.push(if other == '\u{a0}' { ' ' } else { other });
                }
            }
        }
    }

    /// The mark of a list item: what follows stands beside it.
    pub(super) fn mark(&mut self, mark: &str) {
        self.block();
        self.line.text.push_str(mark);
        self.marked = true;
    }

    /// A line ends here, even an empty one.
    pub(super) fn line_break(&mut self) {
        self.flush();
    }

    /// A block begins or ends: the line ends if there is one.
    pub(super) fn block(&mut self) {
        if !self.line.text.is_empty() && !self.marked {
            self.flush();
        }
        self.space = false;
    }

    /// An empty line, unless there is one above already, or nothing.
    pub(super) fn gap(&mut self) {
        if !self.marked && self.sink().last().is_some_and(|line| !line.text.is_empty()) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end().len());
        (line.depth, line.hint) = (self.depth, self.hint);
        self.space = false;
        self.marked = false;
        self.sink().push(line);
    }

    /// Where lines go: the innermost open cell, or the page.
    fn sink(&mut self) -> &mut Vec<Line> {
        match self.tables.last_mut() {
            Some(Table { cells, in_cell: true, done }) => cells.last_mut().unwrap_or(done),
            Some(Table { done, .. }) => done,
            None => &mut self.lines,
        }
    }

    /// A table begins.
    pub(super) fn table(&mut self) {
        self.block();
        if self.tables.len() < TABLES {
            self.tables.push(Table::default());
        } else {
            self.deeper += 1;
        }
    }

    /// A row begins.
    pub(super) fn row(&mut self) {
        self.end_row();
    }

    /// A cell begins or ends.
    pub(super) fn cell(&mut self, what: Cell) {
        self.block_anyhow();
        if self.deeper > 0 {
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            if what == Cell::Open {
                table.cells.push(Vec::new());
            }
            table.in_cell = what == Cell::Open;
        }
    }

    /// A row ends: cells of one line each stand beside each other.
    pub(super) fn end_row(&mut self) {
        self.block_anyhow();
        if self.deeper > 0 {
            return;
        }
        let Some(table) = self.tables.last_mut() else { return };
        table.in_cell = false;
        let mut cells = std::mem::take(&mut table.cells);
        for cell in &mut cells {
            let last = cell.iter().rposition(|line| !line.text.is_empty()).map_or(0, |at| at + 1);
            cell.truncate(last);
            let first = cell.iter().take_while(|line| line.text.is_empty()).count();
            cell.drain(..first);
        }
        cells.retain(|cell| !cell.is_empty());
        if cells.len() > 1 && cells.iter().all(|cell| cell.len() == 1) {
            let texts: Vec<String> = cells.iter().flatten().map(|line| line.text.clone()).collect();
            let first = cells.into_iter().flatten().next().unwrap_or_default();
            table.done.push(Line { text: texts.join(" | "), ..first });
        } else {
            table.done.extend(cells.into_iter().flatten());
        }
    }

    /// A table ends: its lines go where it stands.
    pub(super) fn end_table(&mut self) {
        self.end_row();
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(table) = self.tables.pop() {
            self.sink().extend(table.done);
        }
    }

    fn block_anyhow(&mut self) {
        self.marked = false;
        self.block();
    }

    /// The text, its quoted lines marked with `>`.
    pub(super) fn into_text(mut self) -> Text {
        self.block_anyhow();
        while !self.tables.is_empty() {
            self.deeper = 0;
            self.end_table();
        }
        let first = self.lines.iter().take_while(|line| line.text.is_empty()).count();
        let last = self.lines.iter().rposition(|line| !line.text.is_empty()).map_or(0, |at| at + 1);
        let mut made = Text::default();
        for line in self.lines.iter().take(last).skip(first) {
            if !made.hints.is_empty() {
                made.text.push('\n');
            }
            for _ in 0..line.depth.min(20) {
                made.text.push('>');
            }
            if line.depth > 0 && !line.text.is_empty() {
                made.text.push(' ');
            }
            made.text.push_str(&line.text);
            made.hints.push(line.hint);
        }
        made
    }
}

//! A Rust source cut into words, so that the rules of the house see code and not what a comment or a text says.

/// A word, mark or literal of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub line: usize,
    /// It is a text in quotes, without them.
    pub literal: bool,
}

/// The words of `source`, without comments and attributes.
pub fn words(source: &str) -> Vec<Word> {
    let mut cutter = Cutter { rest: source, line: 1, words: Vec::new() };
    while let Some(first) = cutter.rest.chars().next() {
        cutter.cut(first);
    }
    without_attributes(cutter.words)
}

struct Cutter<'s> {
    rest: &'s str,
    line: usize,
    words: Vec<Word>,
}

impl Cutter<'_> {
    fn cut(&mut self, first: char) {
        let rest = self.rest;
        let second = rest.chars().nth(1);
        if first.is_whitespace() {
            self.take(first.len_utf8(), None);
        } else if rest.starts_with("//") {
            self.take(rest.find('\n').unwrap_or(rest.len()), None);
        } else if rest.starts_with("/*") {
            self.take(end_of_comment(rest), None);
        } else if let Some(length) = length_of_text(rest) {
            self.take(length, Some(true));
        } else if first == '\'' && second.is_some_and(|c| c != '\\') && rest.chars().nth(2) != Some('\'') {
            // A lifetime.
            self.take(1, None);
        } else if first == '\'' {
            let body = rest.char_indices().skip(if second == Some('\\') { 3 } else { 2 });
            let length = body.into_iter().find(|(_, c)| *c == '\'').map_or(rest.len(), |(at, _)| at + 1);
            self.take(length, Some(true));
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            self.take(length, Some(false));
        } else {
            self.take(first.len_utf8(), Some(false));
        }
    }

    /// Goes on by `length` bytes, which are a word that is a text or not, or nothing.
    fn take(&mut self, length: usize, kind: Option<bool>) {
        let (taken, rest) = self.rest.split_at(length);
        if let Some(literal) = kind {
            let text =
                if literal { taken.trim_start_matches(['b', 'c', 'r', '#']).trim_end_matches('#') } else { taken };
            let quotes: &[char] = if literal { &['"', '\''] } else { &[] };
            let text = text.trim_matches(quotes).to_owned();
            self.words.push(Word { text, line: self.line, literal });
        }
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }
}

/// How many bytes a comment has, comments within it included.
fn end_of_comment(text: &str) -> usize {
    let mut depth = 0;
    for at in 0..text.len() {
        let Some(here) = text.get(at..) else { continue };
        if here.starts_with("/*") {
            depth += 1;
        } else if here.starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at + 2;
            }
        }
    }
    text.len()
}

/// How many bytes a text in quotes has that `text` begins with, raw or not.
fn length_of_text(text: &str) -> Option<usize> {
    let bare = text.strip_prefix(['b', 'c']).unwrap_or(text);
    let raw = bare.strip_prefix('r').filter(|rest| rest.trim_start_matches('#').starts_with('"'));
    if let Some(rest) = raw {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let body = rest.get(hashes + 1..)?;
        let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
        return Some(text.len() - body.len() + end + 1 + hashes);
    }
    let body = bare.strip_prefix('"')?;
    let mut escaped = false;
    for (at, letter) in body.char_indices() {
        match letter {
            '"' if !escaped => return Some(text.len() - body.len() + at + 1),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

/// Takes attributes away, and with `#[cfg(test)]` the module that it stands before.
fn without_attributes(words: Vec<Word>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let open = if is(&words, at + 1, "!") { at + 2 } else { at + 1 };
        if is(&words, at, "#") && is(&words, open, "[") {
            let test = is(&words, open + 1, "cfg") && is(&words, open + 3, "test");
            at = end_of_group(&words, open);
            if test && is(&words, at, "mod") {
                at = end_of_group(&words, at + 2);
            }
        } else {
            kept.push(words[at].clone());
            at += 1;
        }
    }
    kept
}

/// Whether the word at `at` is this one, in code.
pub fn is(words: &[Word], at: usize, text: &str) -> bool {
    words.get(at).is_some_and(|word| !word.literal && word.text == text)
}

/// Whether the words from `at` are these, in code.
pub fn says(words: &[Word], at: usize, wanted: &[&str]) -> bool {
    wanted.iter().enumerate().all(|(offset, text)| is(words, at + offset, text))
}

/// One past the mark that closes the group that opens at `open`.
pub fn end_of_group(words: &[Word], open: usize) -> usize {
    let mut depth = 0;
    for at in open..words.len() {
        if ["{", "[", "("].iter().any(|mark| is(words, at, mark)) {
            depth += 1;
        } else if ["}", "]", ")"].iter().any(|mark| is(words, at, mark)) {
            depth -= 1;
            if depth == 0 {
                return at + 1;
            }
        }
    }
    words.len()
}

/// The functions with a body: name, first line, last line.
pub fn functions(words: &[Word]) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let named = is(words, at, "fn")
            && words.get(at + 1).is_some_and(|name| name.text.starts_with(|c: char| c.is_alphabetic() || c == '_'));
        if !named {
            continue;
        }
        let mut here = at + 2;
        while here < words.len() && !is(words, here, "{") && !is(words, here, ";") {
            here = if is(words, here, "(") || is(words, here, "[") { end_of_group(words, here) } else { here + 1 };
        }
        if is(words, here, "{") {
            let end = end_of_group(words, here) - 1;
            found.push((words[at + 1].text.clone(), words[at].line, words[end].line));
        }
    }
    found
}

#[test]
fn comments_and_texts_are_no_code() {
    let source = "//! crate::a\n/* b /* c */ \" */ fn f<'l>(x: &'l str) -> char {\n    g(r#\"crate \"::d\"#, \"\\\"e\", '\\'', '\"'); // h\n}\n";
    let seen: Vec<String> = words(source)
        .into_iter()
        .map(|word| if word.literal { format!("<{}>", word.text) } else { word.text })
        .collect();
    assert_eq!(seen.join(" "), "fn f < l > ( x : & l str ) - > char { g ( <crate \"::d> , <\\\"e> , <\\> , <> ) ; }");
    assert_eq!(functions(&words(source)), [("f".to_owned(), 2, 4)]);
}

#[test]
fn what_is_compiled_for_tests_alone_is_left_out() {
    let source = "#![allow(dead_code)]\n#[derive(Debug)]\nstruct A;\n#[cfg(test)]\nmod tests { fn f() { g([1]); } }\nfn h() {}\n";
    let seen: Vec<String> = words(source).into_iter().map(|word| word.text).collect();
    assert_eq!(seen.join(" "), "struct A ; fn h ( ) { }");
}

//! The rules of the house, each with its reason. A rule that is broken names file and line. Each rule is first shown to fail on a
//! made-up source: a rule that cannot fail is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "house_rules/words.rs"]
mod words;

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use words::{Word, functions, is, says, words};

/// A source file: where it lies below the crate's root, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn made_up(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The module of `lib.rs` that it belongs to; empty for `lib.rs` and `main.rs`.
    fn module(&self) -> &str {
        let rest = self.path.strip_prefix("src/").unwrap_or("");
        let first = rest.split('/').next().unwrap_or("");
        first.strip_suffix(".rs").map_or(first, |name| if ["lib", "main"].contains(&name) { "" } else { name })
    }

    fn offence(&self, line: usize, what: impl Display) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// Its words, without what is compiled for tests alone.
    fn words(&self) -> Vec<Word> {
        words(&self.text)
    }
}

/// All files below `folder` with this ending, without the sources of other crates.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: PathBuf| Source {
        path: path.strip_prefix(root).unwrap().display().to_string(),
        text: fs::read_to_string(&path).unwrap(),
    };
    let sources: Vec<Source> = files(folder, "rs").into_iter().map(read).collect();
    assert!(!sources.is_empty(), "no sources below {folder}");
    sources
}

/// Holds every source to `rule`.
fn hold(folder: &str, rule: impl Fn(&Source) -> Vec<String>) {
    let offences: Vec<String> = sources(folder).iter().flat_map(rule).collect();
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// Shows that `rule` can fail: on `text` as the file `path`, at `line`, and nowhere else.
fn shown_to_fail(rule: impl Fn(&Source) -> Vec<String>, path: &str, text: &str, line: usize) {
    let offences = rule(&Source::made_up(path, text));
    assert!(offences.len() == 1 && offences[0].starts_with(&format!("{path}:{line}: ")), "{offences:?}");
}

/// The modules in the order in which `lib.rs` declares them.
fn declared() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules: Vec<String> =
        lib.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect();
    assert!(modules.len() > 8, "{modules:?}");
    modules
}

/// The modules of the crate that a source names, with the line.
fn modules_named(words: &[Word], root: &str, declared: &[String]) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    for at in 0..words.len() {
        if !says(words, at, &[root, ":", ":"]) {
            continue;
        }
        if !is(words, at + 3, "{") {
            named.extend(words.get(at + 3).map(|word| (word.text.clone(), word.line)));
            continue;
        }
        let mut depth = 0;
        for (index, word) in words.iter().enumerate().skip(at + 3) {
            match word.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ if depth == 1 && (words[index - 1].text == "{" || words[index - 1].text == ",") => {
                    named.push((word.text.clone(), word.line));
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    named.retain(|(name, _)| declared.contains(name));
    named
}

/// A module uses what is declared above it in `lib.rs`, never what stands below: so there are no cycles, the road of a mail runs
/// one way, and a reader can stop reading at any line.
fn uses_only_what_stands_above(source: &Source, declared: &[String]) -> Vec<String> {
    let Some(own) = declared.iter().position(|name| name == source.module()) else { return Vec::new() };
    let words = source.words();
    let mut named = modules_named(&words, "crate", declared);
    // In the module's own root file `super` is the crate.
    if source.path.matches('/').count() == 1 || source.path == format!("src/{}/mod.rs", source.module()) {
        named.extend(modules_named(&words, "super", declared));
    }
    named
        .into_iter()
        .filter(|(name, _)| declared.iter().position(|known| known == name) > Some(own))
        .map(|(name, line)| source.offence(line, format!("`{}` uses `{name}`, which stands below it", source.module())))
        .collect()
}

#[test]
fn a_module_uses_only_what_stands_above_it() {
    let order: Vec<String> = ["model", "mail", "daemon"].map(str::to_owned).to_vec();
    let rule = |source: &Source| uses_only_what_stands_above(source, &order);
    shown_to_fail(rule, "src/mail/quote.rs", "use crate::model::Mail;\nfn f() {\n crate::daemon::run();\n}\n", 3);
    shown_to_fail(rule, "src/mail/mod.rs", "use crate::{\n    model::{self, daemon},\n    daemon::Turn,\n};\n", 3);
    shown_to_fail(rule, "src/mail/mod.rs", "use super::daemon;\n", 1);
    shown_to_fail(rule, "src/mail.rs", "fn f() -> String {\n    format!(\"{}\", crate::daemon::NAME)\n}\n", 2);
    assert!(rule(&Source::made_up("src/mail/mod.rs", "//! [`crate::daemon`]\nuse super::model;\n")).is_empty());

    let declared = declared();
    hold("src", |source| uses_only_what_stands_above(source, &declared));
}

/// Whoever asks the system for the time cannot be tested a year ahead, and whoever sleeps makes a test wait: only `clock.rs` does.
fn asks_no_other_clock(source: &Source) -> Vec<String> {
    const CLOCKS: [(&str, &str); 6] = [
        ("Timestamp", "now"),
        ("Zoned", "now"),
        ("SystemTime", "now"),
        ("time", "sleep"),
        ("time", "interval"),
        ("thread", "sleep"),
    ];
    if source.path == "src/clock.rs" {
        return Vec::new();
    }
    let words = source.words();
    let mut offences = Vec::new();
    for at in 0..words.len() {
        for (owner, name) in CLOCKS {
            let brace = says(&words, at, &[owner, ":", ":", "{"]) && {
                let inside = words[at + 4..].iter().take_while(|word| word.text != "}");
                inside.clone().any(|word| word.text == name)
            };
            if brace || says(&words, at, &[owner, ":", ":", name]) {
                offences.push(source.offence(words[at].line, format!("{owner}::{name}: take the time from a Clock")));
            }
        }
    }
    offences
}

#[test]
fn there_is_one_clock() {
    shown_to_fail(asks_no_other_clock, "src/daemon.rs", "fn f() {\n    let now = jiff::Timestamp::now();\n}\n", 2);
    shown_to_fail(asks_no_other_clock, "src/outbox/mod.rs", "use tokio::time::{sleep, timeout};\n", 1);
    assert!(asks_no_other_clock(&Source::made_up("src/a.rs", "fn f(c: &C) { c.sleep_until(c.now()); }")).is_empty());
    hold("src", asks_no_other_clock);
}

/// What is kept is changed in one place only, so that what belongs together can commit together.
fn speaks_no_sql(source: &Source) -> Vec<String> {
    const SQL: [&str; 8] = [
        "SELECT ",
        "INSERT INTO ",
        "INSERT OR ",
        "UPDATE ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "PRAGMA ",
        "BEGIN IMMEDIATE",
    ];
    if source.path.starts_with("src/ledger/") {
        return Vec::new();
    }
    let told = |word: &Word| {
        let sql = word.literal && SQL.iter().any(|start| word.text.trim_start().starts_with(start));
        (sql || (!word.literal && word.text == "rusqlite"))
            .then(|| source.offence(word.line, format!("SQL stands in ledger/ alone: {}", word.text)))
    };
    source.words().iter().filter_map(told).collect()
}

#[test]
fn all_sql_stands_in_the_ledger() {
    shown_to_fail(speaks_no_sql, "src/cli/show.rs", "fn f() {\n    g(\"SELECT id FROM thread\");\n}\n", 2);
    shown_to_fail(speaks_no_sql, "src/daemon.rs", "use rusqlite::Connection;\n", 1);
    hold("src", speaks_no_sql);
}

/// SQL that asks for the time makes rows that no test can foresee, and an INSERT that names no columns breaks with the next
/// migration.
fn writes_sound_sql(path: &str, sql: &str) -> Vec<String> {
    let mut offences = Vec::new();
    for (index, line) in sql.lines().enumerate() {
        let code = line.split("--").next().unwrap_or_default();
        let flat = code.split_whitespace().collect::<Vec<_>>().join(" ");
        let upper = flat.to_uppercase();
        let asks = ["CURRENT_TIME", "CURRENT_DATE", "'NOW'", "UNIXEPOCH(", "JULIANDAY("]
            .iter()
            .any(|word| upper.contains(word));
        if asks {
            offences.push(format!("{path}:{}: an instant enters as a parameter: {flat}", index + 1));
        }
        let target = upper.split_once("INTO ").filter(|(start, _)| start.contains("INSERT")).map(|(_, rest)| rest);
        let head = target.and_then(|rest| rest.split_once("VALUES").or_else(|| rest.split_once("SELECT")));
        if head.is_some_and(|(head, _)| !head.contains('(')) {
            offences.push(format!("{path}:{}: an INSERT names its columns: {flat}", index + 1));
        }
        if upper.starts_with("CREATE TABLE") && !sql.to_uppercase().contains("STRICT") {
            offences.push(format!("{path}:{}: tables are STRICT: {flat}", index + 1));
        }
    }
    offences
}

#[test]
fn sql_asks_no_clock_and_names_its_columns() {
    assert_eq!(writes_sound_sql("a.sql", "-- now\nUPDATE mail SET seen = CURRENT_TIMESTAMP;").len(), 1);
    assert_eq!(writes_sound_sql("a.sql", "INSERT INTO mail VALUES (1, 2);").len(), 1);
    assert_eq!(writes_sound_sql("a.sql", "INSERT INTO mail (id) VALUES (1);").len(), 0);
    assert_eq!(writes_sound_sql("a.sql", "CREATE TABLE mail (id INTEGER PRIMARY KEY);").len(), 1);
    let mut offences = Vec::new();
    for path in files("src/ledger", "sql").into_iter().chain(files("src/ledger", "rs")) {
        offences.extend(writes_sound_sql(&path.display().to_string(), &fs::read_to_string(&path).unwrap()));
    }
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// What needs a window of its own is two things. A function that does not fit on a screen is read by nobody.
fn keeps_to_size(source: &Source) -> Vec<String> {
    const FILE: usize = 500;
    const FUNCTION: usize = 50;
    let mut offences: Vec<String> = functions(&source.words())
        .into_iter()
        .map(|(name, first, last)| (name, first, last + 1 - first))
        .filter(|(_, _, lines)| *lines > FUNCTION)
        .map(|(name, line, lines)| source.offence(line, format!("`{name}` has {lines} lines, more than {FUNCTION}")))
        .collect();
    let lines = source.text.lines().count();
    if lines > FILE {
        offences.push(source.offence(lines, format!("the file has {lines} lines, more than {FILE}")));
    }
    offences
}

#[test]
fn files_and_functions_keep_to_their_size() {
    shown_to_fail(keeps_to_size, "src/a.rs", &format!("\nfn long() {{\n{}}}\n", "    f();\n".repeat(50)), 2);
    shown_to_fail(keeps_to_size, "src/a.rs", &"// a line\n".repeat(501), 501);
    hold("src", keeps_to_size);
    hold("tests", keeps_to_size);
}

/// A language is a folder of data. The engine that knows one by name, or holds words of one, grows an `if` with each further one.
fn knows_no_language(source: &Source, codes: &[String]) -> Vec<String> {
    // The command line and the configuration may name the one that is meant where nobody names any.
    let free = ["", "config", "cli"].contains(&source.module());
    // A row of a table (`tr`) is no Turkish: the elements of HTML have names of their own.
    let html = source.path == "src/mail/html.rs";
    let told = |word: &Word| {
        let text = &word.text;
        let code = !html && codes.contains(text);
        let foreign = source.module() != "language" && text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        (word.literal && !free && (code || foreign))
            .then(|| source.offence(word.line, format!("words of a language belong into its folder: {}", word.text)))
    };
    source.words().iter().filter_map(told).collect()
}

#[test]
fn the_engine_knows_no_language_by_name() {
    let made_up = ["de", "tr"].map(str::to_owned);
    let rule = |source: &Source| knows_no_language(source, &made_up);
    shown_to_fail(rule, "src/reading/mod.rs", "fn f(code: &str) -> bool {\n    code == \"tr\"\n}\n", 2);
    shown_to_fail(rule, "src/mail/quote.rs", "const WROTE: &str = \"написал\";\n", 1);
    assert!(
        rule(&Source::made_up("src/mail/mod.rs", "#[cfg(test)]\nmod tests {\n const A: &str = \"tr\";\n}\n"))
            .is_empty()
    );

    let packs = files("src/language", "toml").into_iter().filter(|path| path.ends_with("pack.toml"));
    let codes: Vec<String> =
        packs.map(|path| path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(!codes.is_empty());
    hold("src", |source| knows_no_language(source, &codes));
}

/// From a mail to a letter the same input gives the same output, on any machine, at any hour: so a mail can be tried out again.
fn does_no_io(source: &Source) -> Vec<String> {
    const PURE: [&str; 9] =
        ["model", "language", "mail", "reading", "agreement", "schedule", "outlook", "report", "letters"];
    const OUTSIDE: [&str; 5] = ["fs", "net", "env", "process", "thread"];
    if !PURE.contains(&source.module()) {
        return Vec::new();
    }
    let words = source.words();
    let foul = |at: usize| {
        let std = OUTSIDE.iter().any(|name| says(&words, at, &["std", ":", ":", name]));
        std || says(&words, at, &["tokio"])
            || says(&words, at, &["async"])
            || says(&words, at, &["crate", ":", ":", "clock"])
    };
    (0..words.len()).filter(|at| foul(*at)).map(|at| source.offence(words[at].line, "this stage is pure")).collect()
}

#[test]
fn from_mail_to_letters_all_is_pure() {
    shown_to_fail(does_no_io, "src/mail/mod.rs", "use crate::model::Mail;\nuse std::fs;\n", 2);
    shown_to_fail(does_no_io, "src/schedule/mod.rs", "\nasync fn f() {}\n", 2);
    hold("src", does_no_io);
}

/// A reader has to know what a file is for before its first line of code, and a name that says nothing collects everything.
fn says_what_it_is_for(source: &Source) -> Vec<String> {
    const NAMELESS: [&str; 7] = ["utils", "util", "common", "helpers", "misc", "tools", "shared"];
    let name = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs").rsplit('/').next().unwrap_or_default();
    let mut offences = Vec::new();
    if !source.module().is_empty() && !source.text.starts_with("//! In charge of: ") {
        offences
            .push(source.offence(1, "open with `//! In charge of: …`, what it promises, and what it leaves to others"));
    }
    if NAMELESS.contains(&name) {
        offences.push(source.offence(1, format!("`{name}` names nothing: what is it in charge of?")));
    }
    offences
}

#[test]
fn every_module_says_what_it_is_in_charge_of() {
    shown_to_fail(says_what_it_is_for, "src/mail/quote.rs", "//! Quotes.\n", 1);
    shown_to_fail(says_what_it_is_for, "src/mail/utils.rs", "//! In charge of: things.\n", 1);
    hold("src", says_what_it_is_for);
}

/// A migration that is missing, twice there, or not in the list would leave a database that no other has.
fn numbered_without_a_gap(names: &[String], list: &str) -> Vec<String> {
    let mut offences = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if !name.starts_with(&format!("{:04}_", index + 1)) {
            offences.push(format!("migrations/{name}: number {:04} is expected here", index + 1));
        }
        if !list.contains(name.as_str()) {
            offences.push(format!("migrations/{name}: the list in src/ledger does not name it"));
        }
    }
    offences
}

#[test]
fn migrations_are_numbered_without_a_gap() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(numbered_without_a_gap(&names(&["0001_a.sql", "0003_b.sql"]), "0001_a.sql 0003_b.sql").len(), 1);
    assert_eq!(numbered_without_a_gap(&names(&["0001_a.sql", "0002_b.sql"]), "0001_a.sql").len(), 1);
    let found = files("src/ledger/migrations", "sql");
    let found: Vec<String> = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let list: String = files("src/ledger", "rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(!found.is_empty());
    let offences = numbered_without_a_gap(&found, &list);
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn the_example_configuration_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    inwriting::config::Config::load(&path).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_program_itself_is_nothing_but_a_door() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 80, "what main.rs does no test reaches: move it into cli/");
}

//! In charge of: drawing the names of days and months of every language folder from CLDR into its `names.toml`.
//!
//! ```text
//! npm pack cldr-dates-full@48.2.0 && tar xzf cldr-dates-full-48.2.0.tgz
//! cargo run --example cldr -- package/main
//! ```
//!
//! Promises: the same data gives the same file, byte for byte; forms of one letter and forms with digits are left out.
//! Leaves to: `words.toml` what CLDR lacks, and which of its forms are words of another meaning too.

#![allow(clippy::indexing_slicing)]

use std::{fs, path::Path};

use anyhow::Context as _;
use serde_json::Value;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const UNITS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];

fn main() -> anyhow::Result<()> {
    let source = std::env::args().nth(1).context("name the folder `main` of the unpacked package cldr-dates-full")?;
    let languages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language");
    for entry in fs::read_dir(&languages)? {
        let folder = entry?.path();
        if !folder.is_dir() {
            continue;
        }
        let code = folder.file_name().and_then(|name| name.to_str()).context("a folder's name is no text")?.to_owned();
        let file = folder.join("names.toml");
        fs::write(&file, names(Path::new(&source), &code)?).with_context(|| format!("writing {}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}

/// The text of `names.toml` for the language `code`.
fn names(source: &Path, code: &str) -> anyhow::Result<String> {
    let read = |file: &str| -> anyhow::Result<Value> {
        let path = source.join(code).join(file);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let calendar = read("ca-gregorian.json")?;
    let fields = read("dateFields.json")?;
    let calendar = &calendar["main"][code]["dates"]["calendars"]["gregorian"];
    let fields = &fields["main"][code]["dates"]["fields"];
    let mut text = String::from(
        "# Drawn from Unicode CLDR 48.2.0 (npm package cldr-dates-full; licence Unicode-3.0, © Unicode, Inc.) by\n\
         # `cargo run --example cldr`. Do not edit: what CLDR lacks stands in words.toml.\n",
    );
    section(
        &mut text,
        "weekdays",
        (1..=7).zip(DAYS).map(|(number, key)| (number.to_string(), forms(&calendar["days"], key))),
    );
    section(
        &mut text,
        "months",
        (1..=12).map(|number: i32| (number.to_string(), forms(&calendar["months"], &number.to_string()))),
    );
    section(
        &mut text,
        "days",
        (-2..=2).map(|days: i32| (days.to_string(), sorted(vec![&fields["day"][format!("relative-type-{days}")]]))),
    );
    section(
        &mut text,
        "units",
        UNITS.iter().map(|&unit| (unit.to_owned(), sorted(vec![&fields[unit]["displayName"]]))),
    );
    Ok(text)
}

/// The forms of `key` in every context and width but the narrowest.
fn forms(names: &Value, key: &str) -> Vec<String> {
    let found = ["format", "stand-alone"]
        .iter()
        .flat_map(|context| ["wide", "abbreviated", "short"].iter().map(move |width| &names[*context][*width][key]));
    sorted(found.collect())
}

fn sorted(values: Vec<&Value>) -> Vec<String> {
    let mut forms: Vec<String> = values
        .into_iter()
        .filter_map(Value::as_str)
        .map(|form| form.trim_end_matches(['.', 'ঃ']).to_owned())
        .filter(|form| form.chars().count() > 1 && !form.chars().any(char::is_numeric))
        .collect();
    forms.sort();
    forms.dedup();
    forms
}

fn section(text: &mut String, name: &str, entries: impl Iterator<Item = (String, Vec<String>)>) {
    let entries: Vec<(String, Vec<String>)> = entries.filter(|(_, forms)| !forms.is_empty()).collect();
    text.push_str(&format!("\n[{name}]\n"));
    for (key, forms) in entries {
        let forms: Vec<String> = forms.iter().map(|form| format!("\"{form}\"")).collect();
        text.push_str(&format!("{key} = [{}]\n", forms.join(", ")));
    }
}

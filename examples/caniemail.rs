//! In charge of: drawing what mail programs can show from the data of caniemail.com into `tests/letters/caniemail.tsv`.
//!
//! ```text
//! npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz
//! cargo run --example caniemail -- package/data/caniemail.json
//! ```
//!
//! A line is a feature and, for each program, the latest answer: `y` yes, `a` in part, `n` no, `u` unknown.
//!
//! Promises: the same data gives the same file, byte for byte.

use std::{fs, path::Path};

use anyhow::Context as _;
use serde_json::Value;

/// The families of programs that letters are held to.
const FAMILIES: [&str; 5] = ["apple-mail", "gmail", "outlook", "samsung-email", "thunderbird"];

fn main() -> anyhow::Result<()> {
    let source =
        std::env::args().nth(1).context("name the file data/caniemail.json of the unpacked package caniemail")?;
    let data: Value = serde_json::from_str(&fs::read_to_string(&source).with_context(|| format!("reading {source}"))?)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters/caniemail.tsv");
    fs::write(&file, table(&data)?).with_context(|| format!("writing {}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

fn table(data: &Value) -> anyhow::Result<String> {
    let updated = data.get("last_update_date").and_then(Value::as_str).context("the data has no date")?;
    let mut text = format!(
        "# Drawn from the data of caniemail.com ({updated}; npm package caniemail; MIT licence, © 2019 HTeuMeuLeu) by\n\
         # `cargo run --example caniemail`. Do not edit.\n"
    );
    for feature in data.get("data").and_then(Value::as_array).context("the data has no features")? {
        let slug = feature.get("slug").and_then(Value::as_str).context("a feature has no name")?;
        text.push_str(slug);
        for family in FAMILIES {
            let Some(platforms) = feature.pointer(&format!("/stats/{family}")).and_then(Value::as_object) else {
                continue;
            };
            for (platform, versions) in platforms {
                if let Some(answer) = latest(versions) {
                    text.push_str(&format!("\t{family}.{platform}={answer}"));
                }
            }
        }
        text.push('\n');
    }
    Ok(text)
}

/// The first letter of the answer for the newest version. Versions are dates or numbers.
fn latest(versions: &Value) -> Option<char> {
    let number =
        |version: &str| -> Vec<u32> { version.split(['.', '-']).map(|part| part.parse().unwrap_or(0)).collect() };
    let newest = versions.as_object()?.iter().max_by_key(|(version, _)| number(version))?;
    newest.1.as_str()?.chars().next()
}

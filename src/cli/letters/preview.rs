//! In charge of: `inwriting letters preview`: every letter in every language as files to look at.
//!
//! Promises: example data only, no ledger, no network; nothing in the folder is deleted.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use mail_parser::MessageParser;

use crate::{
    config::Config,
    language::{Pack, Packs},
    letters::{Specimen, example_style, specimens},
    model::LetterKind,
};

/// Write every letter with example data, as .eml, .txt and .html, with an index page
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  inwriting letters preview --out /tmp/letters\n  \
    inwriting letters preview --language de --kind overdue --out /tmp/letters -c config.toml")]
pub struct Preview {
    /// The folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only letters in this language
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Only letters of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Show them in the house style of this configuration, instead of an example's
    #[arg(short = 'c', long = "config", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// A letter among the files.
struct Shown {
    language: String,
    kind: &'static str,
    name: &'static str,
    subject: String,
}

impl Preview {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let packs = Packs::embedded()?;
        let house = self.config.as_deref().map(Config::load).transpose()?.map(|config| config.style);
        let languages: Vec<&Pack> = match &self.language {
            Some(code) => packs.get(code).into_iter().collect(),
            None => packs.iter().collect(),
        };
        if languages.is_empty() {
            let known: Vec<&str> = packs.iter().map(Pack::code).collect();
            bail!("there are no letters in this language: --language takes {}", known.join(", "));
        }
        fs::create_dir_all(&self.out).with_context(|| cannot_write(&self.out))?;
        let mut shown = Vec::new();
        let mut kinds: Vec<&'static str> = Vec::new();
        for pack in languages {
            let style = house.clone().unwrap_or_else(|| example_style(pack));
            for specimen in specimens(pack, &style, packs)? {
                let kind = kind_of(&specimen);
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
                if self.kind.as_deref().is_none_or(|wanted| wanted == kind) {
                    shown.push(self.put(pack.code(), kind, &specimen)?);
                }
            }
        }
        if shown.is_empty() {
            bail!("there is no letter of this kind: --kind takes {}", kinds.join(", "));
        }
        let index = self.out.join("index.html");
        fs::write(&index, page(&shown)).with_context(|| cannot_write(&index))?;
        writeln!(out, "{} letters in {}; begin with {}", shown.len(), self.out.display(), index.display())?;
        Ok(())
    }

    /// Writes one letter in three ways.
    fn put(&self, language: &str, kind: &'static str, specimen: &Specimen) -> anyhow::Result<Shown> {
        let Specimen { name, letter } = specimen;
        let mail = MessageParser::default().parse(&letter.bytes).context("a letter of ours cannot be read")?;
        let page = mail.body_html(0).unwrap_or_default().into_owned();
        for (ending, content) in
            [("eml", letter.bytes.as_slice()), ("txt", letter.text.as_bytes()), ("html", page.as_bytes())]
        {
            let path = self.out.join(format!("{language}-{name}.{ending}"));
            fs::write(&path, content).with_context(|| cannot_write(&path))?;
        }
        Ok(Shown { language: language.to_owned(), kind, name, subject: letter.subject.clone() })
    }
}

fn cannot_write(path: &Path) -> String {
    format!("{} cannot be written: name another folder with --out", path.display())
}

fn kind_of(specimen: &Specimen) -> &'static str {
    match specimen.letter.kind {
        LetterKind::Notice(kind) => kind.as_str(),
        LetterKind::Test => "test",
    }
}

/// The index page: a line for each letter.
fn page(shown: &[Shown]) -> String {
    let mut rows = String::new();
    let mut language = "";
    for letter in shown {
        if letter.language != language {
            language = &letter.language;
            rows.push_str(&format!("<tr><th colspan=\"4\">{language}</th></tr>\n"));
        }
        let file = format!("{}-{}", letter.language, letter.name);
        rows.push_str(&format!(
            "<tr><td>{}</td><td><a href=\"{file}.html\">{}</a></td><td><a href=\"{file}.txt\">text</a> <a href=\"{file}.eml\">mail</a></td><td>{}</td></tr>\n",
            letter.kind,
            letter.name,
            letter.subject.replace('&', "&amp;").replace('<', "&lt;")
        ));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Letters</title>\n<style>:root {{ color-scheme: light dark }} body {{ font: 16px/1.5 sans-serif; margin: 16px }} \
         td, th {{ padding: 6px 16px 6px 0; text-align: left }}</style>\n<h1>Letters</h1>\n<table>\n{rows}</table>\n</html>\n"
    )
}

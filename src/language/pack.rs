//! In charge of: finding the language folders built into the program and loading each as a [`Pack`].
//!
//! Promises: an unknown, missing or empty key refuses to load and names file and key; a new folder needs no new line of Rust.
//! Leaves to: `words`, `cues` and `marks` what their files hold.

use std::{
    collections::{BTreeMap, HashSet},
    sync::OnceLock,
};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Cues, Effects, Habits, Marks, Phrases, Story, TermWords, WordList, Words, fold};

static FOLDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/language");

/// Why a language folder cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("language/{folder}/{file}: {why}")]
pub struct BadPack {
    /// The folder's name.
    pub folder: String,
    /// The file in it.
    pub file: String,
    /// What is wrong and how to mend it.
    pub why: String,
}

/// What `pack.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// BCP 47 code, the same as the folder's name.
    pub code: String,
    /// The language's name in itself.
    pub name: String,
    /// ISO 15924 code of its script: `Latn`, `Cyrl`, `Beng`.
    pub script: String,
    /// Letters that tell it from other languages of its script (`ө`, `ү`); may be empty.
    #[serde(default)]
    pub telling_letters: String,
    /// Words that every text of it has: they tell it from other languages of its script, and tell nothing of what a text is about.
    pub telling_words: HashSet<String>,
    /// Words that end in a stop which ends no sentence, folded, without the last stop: `dr`, `z.b`.
    pub abbreviations: Vec<String>,
    /// Whether `12/06` is the sixth of December.
    pub month_first: bool,
    /// Time zones in which it is, whatever `month_first` says (beginnings of IANA names).
    #[serde(default)]
    pub month_first_zones: Vec<String>,
    /// What people type instead of the letters A, B, C … with which a question names its readings: for each, letters of the script.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The CLDR locale in which letters write dates, times and numbers, where the bare code will not do (`en-GB`).
    #[serde(default)]
    pub locale: Option<String>,
    /// The same for the zones of `month_first_zones` (`en-US`).
    #[serde(default)]
    pub locale_month_first: Option<String>,
}

impl Facts {
    /// The CLDR locale in which dates are written for people whose clock is that of `zone` (an IANA name, if it has one).
    #[must_use]
    pub fn locale_in(&self, zone: Option<&str>) -> &str {
        let there = zone.is_some_and(|zone| self.month_first_zones.iter().any(|start| zone.starts_with(start)));
        let special = self.locale_month_first.as_deref().filter(|_| there);
        special.or(self.locale.as_deref()).unwrap_or(&self.code)
    }
}

/// One language.
#[derive(Debug)]
pub struct Pack {
    /// What it is.
    pub facts: Facts,
    /// Words for time.
    pub words: Words,
    /// Ways of speaking.
    pub cues: Cues,
    /// What consequences do.
    pub effects: Effects,
    /// What is agreed without a date.
    pub terms: TermWords,
    /// What people say to the bot.
    pub phrases: Phrases,
    /// Habits of mail programs.
    pub marks: Marks,
    /// The letters, by file name without `.txt`.
    pub letters: BTreeMap<String, String>,
    /// The example that they are shown with.
    pub story: Story,
}

impl Pack {
    /// The language's code (BCP 47).
    #[must_use]
    pub fn code(&self) -> &str {
        &self.facts.code
    }

    fn load(folder: &Dir<'_>) -> Result<Self, BadPack> {
        let mut facts: Facts = read(folder, "pack.toml")?;
        facts.telling_words = facts.telling_words.iter().map(|word| fold(word).text).collect();
        for word in &mut facts.abbreviations {
            *word = fold(word).text;
        }
        let name = folder_name(folder);
        if facts.code != name {
            return Err(bad(folder, "pack.toml", format!("`code` is `{}`, but the folder is `{name}`", facts.code)));
        }
        let names: WordList = read(folder, "names.toml")?;
        let words: WordList = read(folder, "words.toml")?;
        let words = Words::new(&names, &words).map_err(|why| bad(folder, "words.toml", why))?;
        let cues: Cues = read(folder, "cues.toml")?;
        let effects: Effects = read(folder, "effects.toml")?;
        effects.check().map_err(|why| bad(folder, "effects.toml", why))?;
        let terms: TermWords = read(folder, "terms.toml")?;
        terms.check().map_err(|why| bad(folder, "terms.toml", why))?;
        let phrases: Phrases = read(folder, "requests.toml")?;
        phrases.check().map_err(|why| bad(folder, "requests.toml", why))?;
        let marks: Marks = read(folder, "marks.toml")?;
        let story: Story = read(folder, "story.toml")?;
        cues.check().map_err(|why| bad(folder, "cues.toml", why))?;
        marks.check().map_err(|why| bad(folder, "marks.toml", why))?;
        let letters = folder
            .get_dir(folder.path().join("letters"))
            .into_iter()
            .flat_map(Dir::files)
            .filter_map(|file| {
                let stem = file.path().file_name()?.to_str()?.strip_suffix(".txt")?;
                Some((stem.to_owned(), file.contents_utf8()?.to_owned()))
            })
            .collect();
        Ok(Self { facts, words, cues, effects, terms, phrases, marks, letters, story })
    }
}

/// All languages built in, in the order of their codes.
#[derive(Debug)]
pub struct Packs {
    packs: Vec<Pack>,
    elsewhere: Marks,
    habits: Habits,
}

impl Packs {
    /// The languages built into the program, loaded once.
    ///
    /// # Errors
    /// Where a folder cannot be used; the test of the packs sees to it that a build in which that happens is not shipped.
    pub fn embedded() -> Result<&'static Self, BadPack> {
        static PACKS: OnceLock<Result<Packs, BadPack>> = OnceLock::new();
        PACKS
            .get_or_init(|| {
                let packs = FOLDERS.dirs().map(Pack::load).collect::<Result<Vec<_>, _>>()?;
                let elsewhere: Marks = read(&FOLDERS, "marks.toml")?;
                elsewhere.check().map_err(|why| bad(&FOLDERS, "marks.toml", why))?;
                let marks: Vec<&Marks> = packs.iter().map(|pack| &pack.marks).chain([&elsewhere]).collect();
                let habits = Habits::of(&marks);
                Ok(Self { packs, elsewhere, habits })
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The habits of mail programs in every language that we know some of: those built in, then `marks.toml` of the others.
    pub fn marks(&self) -> impl Iterator<Item = &Marks> {
        self.packs.iter().map(|pack| &pack.marks).chain(std::iter::once(&self.elsewhere))
    }

    /// The same together, to be looked for in a text.
    #[must_use]
    pub fn habits(&self) -> &Habits {
        &self.habits
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter()
    }

    /// The one with this code; a region (`de-AT`) is not looked at.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Pack> {
        let bare = code.split('-').next().unwrap_or(code);
        self.packs.iter().find(|pack| pack.facts.code == bare)
    }
}

fn read<T: DeserializeOwned>(folder: &Dir<'_>, file: &str) -> Result<T, BadPack> {
    let found = folder.get_file(folder.path().join(file));
    let text = found.ok_or_else(|| bad(folder, file, "is missing".to_owned()))?.contents_utf8();
    let text = text.ok_or_else(|| bad(folder, file, "is not UTF-8".to_owned()))?;
    toml::from_str(text).map_err(|error| bad(folder, file, error.to_string()))
}

fn folder_name(folder: &Dir<'_>) -> String {
    folder.path().file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
}

fn bad(folder: &Dir<'_>, file: &str, why: String) -> BadPack {
    BadPack { folder: folder_name(folder), file: file.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::Packs;

    #[test]
    fn the_languages_built_in_load() {
        let packs = Packs::embedded().unwrap_or_else(|why| panic!("{why}"));
        let codes: Vec<&str> = packs.iter().map(super::Pack::code).collect();
        assert!(codes.len() >= 6, "{codes:?}");
        assert_eq!(packs.marks().count(), codes.len() + 1);
    }

    #[test]
    fn the_bare_language_of_the_docs_loads() {
        static BARE: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/docs/bare-language");
        let pack = BARE.dirs().next().map(super::Pack::load).unwrap_or_else(|| panic!("no folder"));
        let pack = pack.unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(pack.code(), "xx");
        let line = super::fold("Ĝis vendredo").text;
        let tokens = crate::language::tokens(&line);
        assert!(pack.words.lexicon.look_up(&tokens).is_some() && pack.words.lexicon.look_up(&tokens[1..]).is_some());
    }
}

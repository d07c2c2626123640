//! In charge of: a house's own templates: a folder with `<language>/<letter>.txt` and `letter.html`, in place of those built in.
//!
//! Promises: a file that stands for nothing, or that a letter cannot be made of, is refused before the first letter is written, with file, line and
//! what to do: every example letter of the language is written with it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    language::Packs,
    letters::{self, CannotWrite},
    model::{HouseStyle, Templates},
};

/// What is wrong, and how to mend it.
type Fault = (String, String);

/// The templates in `folder`, tried out in a house of this style.
pub(super) fn read(folder: &Path, style: &HouseStyle) -> Result<Templates, Vec<Fault>> {
    let packs = Packs::embedded().map_err(|why| vec![(why.to_string(), "use another build".to_owned())])?;
    let mut templates = Templates::default();
    let mut faults: Vec<Fault> = Vec::new();
    for path in entries(folder).map_err(|fault| vec![fault])? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            letters_of(&path, &name, packs, &mut templates, &mut faults);
        } else if name == "letter.html" {
            templates.frame = text(&path).map_err(|fault| faults.push(fault)).ok();
        } else {
            let mend =
                "put letters into a folder named by their language, like de/confirmation.txt; the frame is letter.html";
            faults.push((format!("{} stands for nothing", path.display()), mend.to_owned()));
        }
    }
    if faults.is_empty() {
        let style = HouseStyle { templates: templates.clone(), ..style.clone() };
        let tried =
            packs.iter().filter(|pack| templates.frame.is_some() || templates.letters.contains_key(pack.code()));
        faults = tried
            .filter_map(|pack| letters::specimens(pack, &style, packs).err())
            .map(|why| fault(folder, &why))
            .collect();
    }
    if faults.is_empty() { Ok(templates) } else { Err(faults) }
}

/// The letters in the folder of one language.
fn letters_of(folder: &Path, code: &str, packs: &Packs, templates: &mut Templates, faults: &mut Vec<Fault>) {
    let Some(pack) = packs.iter().find(|pack| pack.code() == code) else {
        let known: Vec<&str> = packs.iter().map(crate::language::Pack::code).collect();
        let mend = format!("name it by one of the languages: {}", known.join(", "));
        faults.push((format!("{} is the folder of no language", folder.display()), mend));
        return;
    };
    let paths = entries(folder).map_err(|fault| faults.push(fault)).unwrap_or_default();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let letter = name.strip_suffix(".txt").filter(|name| pack.letters.contains_key(*name));
        let Some(letter) = letter else {
            let known: Vec<&str> = pack.letters.keys().map(String::as_str).collect();
            let mend = format!("name it by one of the letters, with .txt at its end: {}", known.join(", "));
            faults.push((format!("{} stands for no letter", path.display()), mend));
            continue;
        };
        match text(&path) {
            Ok(text) => {
                templates.letters.entry(code.to_owned()).or_default().insert(letter.to_owned(), text);
            }
            Err(fault) => faults.push(fault),
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        paths.sort();
        Ok(paths)
    };
    read().map_err(|error| {
        (format!("{} cannot be read: {error}", folder.display()), "name the folder of your templates".to_owned())
    })
}

fn text(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path)
        .map_err(|error| (format!("{} cannot be read: {error}", path.display()), "save it as text in UTF-8".to_owned()))
}

/// Why a letter could not be written, by the house's file where it is the house's.
fn fault(folder: &Path, why: &CannotWrite) -> Fault {
    let mend = "mend that line, or take the file away to get the letter that is built in; `inwriting letters preview` shows each letter";
    let what = match why {
        CannotWrite::Sheet { file, why, .. } if file == "letter.html" => {
            format!("{}: {why}", folder.join(file).display())
        }
        CannotWrite::Sheet { language, file, why } => {
            format!("{}.txt: {why}", folder.join(language).join(file).display())
        }
        other => other.to_string(),
    };
    (what, mend.to_owned())
}

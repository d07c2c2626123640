//! In charge of: the example letters, and letters written for a test.

use inwriting::{
    language::Packs,
    letters::{self, Specimen, example_style, specimens},
    model::*,
};

use crate::tale::{at, office};

fn style() -> HouseStyle {
    HouseStyle { signature: Some("Studio Kern, Lindenweg 4, Berlin".to_owned()), ..HouseStyle::named("Studio Kern") }
}

/// The office, its members reading this language.
pub fn office_in(language: &str) -> Office {
    let mut office = office();
    office.language = language.to_owned();
    office.members.iter_mut().for_each(|member| member.language = language.to_owned());
    office
}

pub fn write(notice: &Notice, dossiers: &[Dossier], doubts: &[Statement], language: &str, now: &str) -> Letter {
    let packs = Packs::embedded().unwrap();
    letters::write(notice, dossiers, doubts, &office_in(language), &style(), packs, at(now))
        .unwrap_or_else(|why| panic!("{why}"))
}

/// Every occasion, in `language`.
pub fn plays(language: &str) -> Vec<Specimen> {
    let packs = Packs::embedded().unwrap();
    let pack = packs.get(language).unwrap();
    specimens(pack, &example_style(pack), packs).unwrap_or_else(|why| panic!("{language}: {why}"))
}

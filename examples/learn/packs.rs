//! In charge of: how well the sentences of the packs' own corpora are told apart, per language and per kind of statement, each by weights
//! that have seen neither it nor any other wording of its meaning.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{Result, ensure};
use inwriting::{
    language::Packs,
    model::Act,
    reading::{Weights, learning},
};

use crate::lessons;

/// A sentence of a pack.
struct Sentence {
    language: String,
    /// Which meaning of all packs it is a wording of.
    meaning: usize,
    cases: learning::Cases,
}

/// What was counted of one kind of statement.
#[derive(Default)]
struct Count {
    meant: usize,
    read: usize,
    both: usize,
}

impl Count {
    fn share(part: usize, of: usize) -> f64 {
        if of == 0 { 0.0 } else { part as f64 / of as f64 }
    }

    fn line(&self) -> String {
        let (precision, recall) = (Self::share(self.both, self.read), Self::share(self.both, self.meant));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        format!("{:5} meant   precision {precision:.2}   recall {recall:.2}   F1 {f1:.2}", self.meant)
    }
}

/// Learns `folds` times, each time without the wordings of every `folds`-th meaning, reads those, and prints what came of it.
/// `threads` are learned from each time.
pub fn held_out(folder: &Path, threads: &[learning::Cases], folds: usize, packs: &Packs) -> Result<()> {
    ensure!(folds >= 2, "--packs wants 2 folds or more");
    let sentences = load(folder, packs)?;
    let mut table: BTreeMap<(String, String), Count> = BTreeMap::new();
    let mut whole: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for fold in 0..folds {
        let kept = sentences.iter().filter(|sentence| sentence.meaning % folds != fold).map(|sentence| &sentence.cases);
        let weights = learning::learn(threads.iter().chain(kept));
        for sentence in sentences.iter().filter(|sentence| sentence.meaning % folds == fold) {
            count(sentence, &weights, &mut table, &mut whole);
        }
    }
    for (language, (right, of)) in &whole {
        println!("{language}: {right} of {of} sentences do what was read, {:.2}", Count::share(*right, *of));
        for ((_, kind), count) in table.iter().filter(|((of, _), _)| of == language) {
            println!("    {kind:10} {}", count.line());
        }
    }
    Ok(())
}

fn load(folder: &Path, packs: &Packs) -> Result<Vec<Sentence>> {
    let mut sentences = Vec::new();
    let mut meaning = 0;
    for pack in packs.iter() {
        let Some(corpus) = lessons::corpus(folder, pack.code())? else { continue };
        for one in &corpus.meaning {
            for say in &one.say {
                let cases = lessons::of_sentence(say, one.does()?, one.does()?.is_some_and(lessons::answers), packs)?;
                sentences.push(Sentence { language: pack.code().to_owned(), meaning, cases });
            }
            meaning += 1;
        }
    }
    Ok(sentences)
}

fn count(
    sentence: &Sentence,
    weights: &Weights,
    table: &mut BTreeMap<(String, String), Count>,
    whole: &mut BTreeMap<String, (usize, usize)>,
) {
    let clauses = sentence.cases.acts(weights);
    let kinds = |acts: Vec<Option<Act>>| -> BTreeSet<String> {
        let some: BTreeSet<String> = acts.into_iter().flatten().map(|act| format!("{act:?}").to_lowercase()).collect();
        if some.is_empty() { BTreeSet::from(["nothing".to_owned()]) } else { some }
    };
    let meant = kinds(clauses.iter().map(|(meant, _)| *meant).collect());
    let read = kinds(clauses.iter().map(|(_, read)| *read).collect());
    let (right, of) = whole.entry(sentence.language.clone()).or_default();
    (*right, *of) = (*right + usize::from(meant == read), *of + 1);
    for kind in meant.union(&read) {
        let count = table.entry((sentence.language.clone(), kind.clone())).or_default();
        count.meant += usize::from(meant.contains(kind));
        count.read += usize::from(read.contains(kind));
        count.both += usize::from(meant.contains(kind) && read.contains(kind));
    }
}

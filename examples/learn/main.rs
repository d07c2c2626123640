#![allow(clippy::indexing_slicing, reason = "a command for developers: its bounds are its own")]
//! Learns the weights of the reading from the labelled threads in `corpus/`, or measures on threads held out.
//!
//! ```text
//! cargo run --release --example learn                 learns from all of corpus/train and writes src/reading/weights.bin
//! cargo run --release --example learn -- --folds 5    learns five times, each time without a fifth of the authors, and scores their threads
//! cargo run --release --example learn -- --packs 5     scores the sentences of the language packs, each fifth by weights without it
//! cargo run --release --example learn -- --folds 5 --misses ru   the same, and shows what was read wrong in threads named so
//! ```

mod lessons;
mod packs;
mod score;
mod threads;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use inwriting::{
    language::Packs,
    reading::{Reader, Weights, learning},
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| arguments.iter().position(|word| word == flag).and_then(|at| arguments.get(at + 1));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = Packs::embedded()?;
    let threads = threads::load(&root.join("corpus/train"), packs)?;
    let marks = lessons::load_marks(&root.join("corpus/acts"))?;
    let cases: Vec<learning::Cases> = threads.iter().map(|thread| lessons::of_thread(thread, &marks, packs)).collect();
    if let Some(folds) = after("--packs") {
        let folds: usize = folds.parse().context("--packs wants the number of folds")?;
        return packs::held_out(&root.join("src/language"), &cases, folds, packs);
    }
    let spoken = lessons::of_packs(&root.join("src/language"), packs)?;
    eprintln!("{} threads, {} sentences of the packs", threads.len(), spoken.len());
    if let Some(folds) = after("--folds") {
        let folds: usize = folds.parse().context("--folds wants a number")?;
        return held_out(
            &threads,
            &cases,
            &spoken,
            folds,
            after("--misses"),
            arguments.iter().any(|word| word == "--told"),
            packs,
        );
    }
    let (_, judged) = fold_by_fold(&threads, &cases, &spoken, FOLDS, packs);
    let weights = learning::learn(cases.iter().chain(&spoken).chain(&judged));
    let path = root.join("src/reading/weights.bin");
    std::fs::write(&path, weights.to_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Into how many parts the threads fall when surety is learned.
const FOLDS: usize = 4;

/// In which fold each thread falls: all threads of one author in the same, so that nobody is read by weights that know their hand; folds about
/// equally large. What stands before the first hyphen of a thread's name names its author.
fn places(threads: &[threads::Labelled], folds: usize) -> Vec<usize> {
    let author = |thread: &threads::Labelled| thread.id.split('-').next().unwrap_or_default().to_owned();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    threads.iter().for_each(|thread| *sizes.entry(author(thread)).or_default() += 1);
    let mut authors: Vec<(&String, &usize)> = sizes.iter().collect();
    authors.sort_by_key(|(_, size)| std::cmp::Reverse(**size));
    let mut held = vec![0; folds];
    let mut place: BTreeMap<&String, usize> = BTreeMap::new();
    for (author, size) in authors {
        let least = (0..folds).min_by_key(|&fold| held[fold]).unwrap_or_default();
        held[least] += size;
        place.insert(author, least);
    }
    threads.iter().map(|thread| place[&author(thread)]).collect()
}

/// Learns without each fold in turn: the weights of each, and for each thread how right it was read by those that did not know it.
fn fold_by_fold(
    threads: &[threads::Labelled],
    cases: &[learning::Cases],
    spoken: &[learning::Cases],
    folds: usize,
    packs: &Packs,
) -> (Vec<Weights>, Vec<learning::Cases>) {
    let mut all = Vec::new();
    let mut judged: Vec<learning::Cases> = threads.iter().map(|_| learning::Cases::default()).collect();
    let places = places(threads, folds);
    for fold in 0..folds {
        let kept = cases.iter().enumerate().filter(|(at, _)| places[*at] != fold).map(|(_, cases)| cases);
        let weights = learning::learn(kept.chain(spoken));
        let reader = Reader { packs, weights: &weights };
        for (at, thread) in threads.iter().enumerate().filter(|(at, _)| places[*at] == fold) {
            judged[at] = thread.judged(&reader, &|agreement| score::is_right(thread, agreement));
        }
        all.push(weights);
    }
    (all, judged)
}

fn held_out(
    threads: &[threads::Labelled],
    cases: &[learning::Cases],
    spoken: &[learning::Cases],
    folds: usize,
    misses: Option<&String>,
    told: bool,
    packs: &Packs,
) -> Result<()> {
    let mut table = score::Table::default();
    let mut surer: Vec<(f32, score::Table)> =
        [0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85].map(|sure| (sure, score::Table::default())).into();
    let (weights, judged) = fold_by_fold(threads, cases, spoken, folds, packs);
    let places = places(threads, folds);
    for (fold, mut weights) in weights.into_iter().enumerate() {
        learning::learn_surety(
            &mut weights,
            judged.iter().enumerate().filter(|(at, _)| places[*at] != fold).map(|(_, cases)| cases),
        );
        let reader = Reader { packs, weights: &weights };
        for thread in threads.iter().enumerate().filter(|(at, _)| places[*at] == fold).map(|(_, thread)| thread) {
            let shown = misses.is_some_and(|part| thread.id.contains(part.as_str()));
            let read = thread.read(&reader, 0.0, shown && told);
            table.add(thread, &read, shown);
            for (sure, table) in &mut surer {
                let kept: Vec<_> =
                    read.iter().filter(|agreement| agreement.confidence.get() >= *sure).cloned().collect();
                table.add(thread, &kept, false);
            }
        }
    }
    table.print();
    for (sure, table) in &surer {
        println!("only what is surer than {sure}: {}", table.total());
    }
    Ok(())
}

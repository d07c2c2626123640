//! In charge of: learning the weights from mails whose clauses are marked with what they do.
//!
//! Multinomial logistic regression by stochastic descent with a step of its own for each weight (Duchi, Hazan and Singer: Adaptive
//! subgradient methods, JMLR 12, 2011) and a pull towards zero. The order of the cases is shuffled by a fixed seed.
//!
//! Promises: deterministic: the same lessons give the same weights, byte for byte; seconds for a thousand threads.
//! Leaves to: the caller (`examples/learn.rs`) where lessons come from and how folds are held out.

use super::{
    Reader, about,
    drafts::{Verdict, gather, label_of},
    features::{self, LABELS},
    scene::Scene,
    verdict,
    weights::{ABOUT_BITS, ACT_BITS, Case, Head, SURE_BITS, Weights, softmax},
};
use crate::{
    language::Packs,
    model::{Act, AgreementNumber, Mail, Office, Thread},
};

/// What some words of a mail do.
#[derive(Debug, Clone)]
pub struct Mark {
    /// First byte in the body's text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What they do.
    pub act: Act,
    /// To which agreements of the thread; those that are not recorded yet are made by these words.
    pub about: Vec<AgreementNumber>,
}

/// A mail in its circumstances, with its marks.
#[derive(Debug)]
pub struct Lesson<'l> {
    /// The mail.
    pub mail: &'l Mail,
    /// Its thread as it stood before it.
    pub thread: &'l Thread,
    /// The team.
    pub office: &'l Office,
    /// What its words do; all others do nothing.
    pub marks: &'l [Mark],
    /// How much it counts: 1 for a mail of a whole thread.
    pub weight: f32,
}

/// The cases of lessons, ready to be learned from. Kept by lesson, so that some can be held out.
#[derive(Debug, Default)]
pub struct Cases {
    act: Vec<(Case, usize, f32)>,
    about: Vec<(Case, usize, f32)>,
    sure: Vec<(Case, usize, f32)>,
}

impl Cases {
    /// The cases of one lesson.
    #[must_use]
    pub fn of(lesson: &Lesson<'_>, packs: &Packs) -> Self {
        let mut cases = Self::default();
        let Some(scene) = Scene::of(lesson.mail, lesson.thread, lesson.office, packs) else { return cases };
        let mark = |number: usize, at: usize| marked(&scene, number, at, lesson.marks);
        for (number, sentence) in scene.sentences.iter().enumerate() {
            for at in 0..sentence.clauses.len() {
                let mut case = Case::default();
                features::of_clause(&scene, number, at, &mut case);
                let label = label_of(mark(number, at).map(|mark| mark.act));
                cases.act.push((case, label, lesson.weight));
            }
        }
        let drafts = gather(&scene, &|number, at| Verdict { act: mark(number, at).map(|mark| mark.act), chance: 1.0 });
        for draft in &drafts {
            let meant = |mark: &&Mark| mark.act == draft.act && mark.start < draft.end && draft.start < mark.end;
            let golds: Vec<AgreementNumber> =
                lesson.marks.iter().filter(meant).flat_map(|mark| mark.about.clone()).collect();
            for (at, open) in scene.open.iter().enumerate() {
                let mut case = Case::default();
                about::of_pair(&scene, draft, at, &mut case);
                cases.about.push((case, usize::from(golds.contains(&open.number)), lesson.weight));
            }
        }
        cases
    }

    /// Adds how right each statement of a mail came out that was read without having learned from it: `right` is asked with the first
    /// byte of its quote, and knows nothing of those that made no record.
    pub fn judge(&mut self, reader: &Reader<'_>, lesson: &Lesson<'_>, right: &dyn Fn(usize) -> Option<bool>) {
        for (start, case) in reader.surety_cases(lesson.mail, lesson.thread, lesson.office) {
            if let Some(right) = right(start) {
                self.sure.push((case, usize::from(right), lesson.weight));
            }
        }
    }

    /// Adds the cases of another lesson.
    pub fn join(&mut self, other: Self) {
        self.sure.extend(other.sure);
        self.act.extend(other.act);
        self.about.extend(other.about);
    }

    /// For each clause, what it does by its mark and what it does by `weights`; `None` is nothing.
    #[must_use]
    pub fn acts(&self, weights: &Weights) -> Vec<(Option<Act>, Option<Act>)> {
        let told = |(case, label, _): &(Case, usize, f32)| {
            let read = verdict(&weights.act.probabilities(case)).act;
            (LABELS.get(*label).copied().flatten(), read)
        };
        self.act.iter().map(told).collect()
    }

    /// Only what says what clauses do: for sentences outside any thread.
    #[must_use]
    pub fn without_about(mut self) -> Self {
        self.about.clear();
        self
    }
}

/// The mark that a clause falls under: the one that covers most of it, if that is half of either.
fn marked<'m>(scene: &Scene<'_>, number: usize, at: usize, marks: &'m [Mark]) -> Option<&'m Mark> {
    let clause = scene.sentences.get(number)?.clauses.get(at)?;
    let common = |mark: &Mark| mark.end.min(clause.end).saturating_sub(mark.start.max(clause.start));
    let best = marks.iter().max_by_key(|mark| common(mark))?;
    let covered = common(best);
    let enough = covered * 2 >= clause.end - clause.start || covered * 10 >= (best.end - best.start) * 7;
    (covered > 0 && enough).then_some(best)
}

/// Learns from `cases`.
#[must_use]
pub fn learn<'c>(cases: impl Iterator<Item = &'c Cases> + Clone) -> Weights {
    let acts: Vec<_> = cases.clone().flat_map(|cases| &cases.act).collect();
    let abouts: Vec<_> = cases.clone().flat_map(|cases| &cases.about).collect();
    let mut weights = Weights {
        act: descend(&acts, LABELS.len(), ACT_BITS, &Pace { rounds: 10, step: 0.05, pull: 1e-4, least: 2 }),
        about: descend(&abouts, 2, ABOUT_BITS, &Pace { rounds: 20, step: 0.2, pull: 2e-5, least: 1 }),
        ..Weights::blank()
    };
    learn_surety(&mut weights, cases);
    weights
}

/// Learns how sure a statement is from `cases` and puts it into `weights`.
pub fn learn_surety<'c>(weights: &mut Weights, cases: impl Iterator<Item = &'c Cases>) {
    let sures: Vec<_> = cases.flat_map(|cases| &cases.sure).collect();
    weights.sure = descend(&sures, 2, SURE_BITS, &Pace { rounds: 20, step: 0.05, pull: 1e-3, least: 3 });
}

/// How learning goes.
struct Pace {
    rounds: usize,
    step: f32,
    /// How strongly a weight is pulled towards zero each time it is looked at.
    pull: f32,
    /// A bucket met in fewer cases than this keeps no weight.
    least: u32,
}

fn descend(cases: &[&(Case, usize, f32)], labels: usize, bits: u32, pace: &Pace) -> Head {
    let size = labels << bits;
    let mask = (1u32 << bits) - 1;
    let mut met = vec![0u32; 1 << bits];
    for (case, _, _) in cases.iter().copied() {
        for &(hash, _) in &case.features {
            if let Some(met) = met.get_mut((hash & mask) as usize) {
                *met += 1;
            }
        }
    }
    let mut weights = vec![0f32; size];
    let mut squares = vec![1e-4f32; size];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    for _ in 0..pace.rounds {
        shuffle(&mut order, &mut seed);
        for &index in &order {
            let Some((case, label, importance)) = cases.get(index).copied() else { continue };
            let known: Vec<(usize, f32)> = case
                .features
                .iter()
                .map(|&(hash, strength)| ((hash & mask) as usize, strength))
                .filter(|&(bucket, _)| met.get(bucket).is_some_and(|&met| met >= pace.least))
                .collect();
            let mut sums = vec![0f32; labels];
            for &(bucket, strength) in &known {
                let row = weights.get(bucket * labels..(bucket + 1) * labels).unwrap_or_default();
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * strength);
            }
            softmax(&mut sums);
            for &(bucket, strength) in &known {
                let range = bucket * labels..(bucket + 1) * labels;
                let (Some(row), Some(past)) = (weights.get_mut(range.clone()), squares.get_mut(range)) else {
                    continue;
                };
                for (at, ((weight, square), chance)) in row.iter_mut().zip(past).zip(&sums).enumerate() {
                    let miss =
                        (chance - if at == *label { 1.0 } else { 0.0 }) * strength * importance + pace.pull * *weight;
                    *square += miss * miss;
                    *weight -= pace.step * miss / square.sqrt();
                }
            }
        }
    }
    Head::new(labels, bits, &weights)
}

/// Fisher and Yates, by a linear congruence of our own so that no library's change moves the weights.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(*seed >> 33).unwrap_or_default() % (last + 1);
        order.swap(last, other);
    }
}

//! In charge of: learning the weights from mails whose clauses are marked with what they do.
//!
//! Multinomial logistic regression by stochastic descent with a step of its own for each weight (Duchi, Hazan and Singer: Adaptive
//! subgradient methods, JMLR 12, 2011) and a pull towards zero. The order of the cases is shuffled by a fixed seed.
//!
//! Promises: deterministic: the same lessons give the same weights, byte for byte; seconds for a thousand threads.
//! Leaves to: the caller (`examples/learn.rs`) where lessons come from and how folds are held out.

use super::{
    Reader, about,
    context::{self, Spot},
    drafts::{Verdict, gather, label_of},
    features::{self, LABELS},
    scene::Scene,
    verdict,
    weights::{ABOUT_BITS, ACT_BITS, CONTEXT_BITS, Case, Head, SURE_BITS, Weights, softmax},
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
    mails: Vec<MailCases>,
    about: Vec<(Case, usize, f32)>,
    sure: Vec<(Case, usize, f32)>,
}

/// The clauses of one mail.
#[derive(Debug)]
struct MailCases {
    spots: Vec<Spot>,
    /// Case, label and weight of each.
    act: Vec<(Case, usize, f32)>,
}

impl Cases {
    /// The cases of one lesson.
    #[must_use]
    pub fn of(lesson: &Lesson<'_>, packs: &Packs) -> Self {
        let mut cases = Self::default();
        let Some(scene) = Scene::of(lesson.mail, lesson.thread, lesson.office, packs) else { return cases };
        let mark = |number: usize, at: usize| marked(&scene, number, at, lesson.marks);
        let mut act = Vec::new();
        for (number, sentence) in scene.sentences.iter().enumerate() {
            for at in 0..sentence.clauses.len() {
                let mut case = Case::default();
                features::of_clause(&scene, number, at, &mut case);
                let label = label_of(mark(number, at).map(|mark| mark.act));
                act.push((case, label, lesson.weight));
            }
        }
        cases.mails.push(MailCases { spots: context::spots(&scene), act });
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
        self.mails.extend(other.mails);
        self.about.extend(other.about);
    }

    /// For each clause, what it does by its mark and what it does by `weights`; `None` is nothing.
    #[must_use]
    pub fn acts(&self, weights: &Weights) -> Vec<(Option<Act>, Option<Act>)> {
        let told = |(case, label, _): &(Case, usize, f32)| {
            let read = verdict(&weights.act.probabilities(case)).act;
            (LABELS.get(*label).copied().flatten(), read)
        };
        self.mails.iter().flat_map(|mail| &mail.act).map(told).collect()
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

const ACT: Pace = Pace { rounds: 10, step: 0.05, pull: 1e-4, least: 2 };
/// First looks that only serve to learn the second need not be as fine.
const SKETCH: Pace = Pace { rounds: 5, ..ACT };
const CONTEXT: Pace = Pace { rounds: 10, step: 0.05, pull: 1e-4, least: 2 };
const ABOUT: Pace = Pace { rounds: 20, step: 0.2, pull: 2e-5, least: 1 };
const SURE: Pace = Pace { rounds: 20, step: 0.05, pull: 1e-3, least: 3 };

/// Into how many parts the lessons fall when the second look is learned from first looks at mails that the first had not learned from.
const PARTS: usize = 2;

/// Learns from `cases`: each the cases of one thread.
#[must_use]
pub fn learn<'c>(cases: impl Iterator<Item = &'c Cases> + Clone) -> Weights {
    let threads: Vec<&Cases> = cases.clone().collect();
    let abouts: Vec<_> = threads.iter().flat_map(|cases| &cases.about).collect();
    let mut weights = Weights {
        act: learn_acts(threads.iter().copied(), &ACT),
        context: learn_context(&threads),
        about: descend(&abouts, 2, ABOUT_BITS, &ABOUT),
        ..Weights::blank()
    };
    learn_surety(&mut weights, cases);
    weights
}

fn learn_acts<'c>(threads: impl Iterator<Item = &'c Cases>, pace: &Pace) -> Head {
    let acts: Vec<_> = threads.flat_map(|cases| &cases.mails).flat_map(|mail| &mail.act).collect();
    descend(&acts, LABELS.len(), ACT_BITS, pace)
}

/// Sentences outside any mail have no neighbours, and do not count here.
fn learn_context(threads: &[&Cases]) -> Head {
    let mut seen: Vec<(Case, usize, f32)> = Vec::new();
    for part in 0..PARTS {
        let known = threads.iter().enumerate().filter(|(at, _)| at % PARTS != part).map(|(_, cases)| *cases);
        let first = learn_acts(known, &SKETCH);
        for (_, cases) in threads.iter().enumerate().filter(|(at, _)| at % PARTS == part) {
            for mail in cases.mails.iter().filter(|mail| mail.act.iter().any(|(_, _, weight)| *weight >= 1.0)) {
                let looks: Vec<Vec<f32>> = mail.act.iter().map(|(case, _, _)| first.probabilities(case)).collect();
                seen.extend(mail.act.iter().enumerate().map(|(at, (_, label, weight))| {
                    let mut case = Case::default();
                    context::of_clause(&mail.spots, &looks, at, &mut case);
                    (case, *label, *weight)
                }));
            }
        }
    }
    let seen: Vec<_> = seen.iter().collect();
    descend(&seen, LABELS.len(), CONTEXT_BITS, &CONTEXT)
}

/// Learns how sure a statement is from `cases` and puts it into `weights`.
pub fn learn_surety<'c>(weights: &mut Weights, cases: impl Iterator<Item = &'c Cases>) {
    let sures: Vec<_> = cases.flat_map(|cases| &cases.sure).collect();
    weights.sure = descend(&sures, 2, SURE_BITS, &SURE);
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
    let met = met(cases, bits);
    let mut descent = Descent { labels, weights: vec![0f32; labels << bits], squares: vec![1e-4f32; labels << bits] };
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    // The mean over the later rounds wavers less than where the last one happened to end (Polyak and Juditsky 1992).
    let mut mean = vec![0f32; labels << bits];
    for round in 0..pace.rounds {
        shuffle(&mut order, &mut seed);
        for &index in &order {
            let Some((case, label, importance)) = cases.get(index).copied() else { continue };
            let known: Vec<(usize, f32)> = case
                .features
                .iter()
                .map(|&(hash, strength)| (bucket(hash, bits), strength))
                .filter(|&(bucket, _)| met.get(bucket).is_some_and(|&met| met >= pace.least))
                .collect();
            descent.step(&known, *label, *importance, pace);
        }
        if round * 2 >= pace.rounds {
            mean.iter_mut().zip(&descent.weights).for_each(|(mean, weight)| *mean += weight);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
    let counted = (pace.rounds - pace.rounds.div_ceil(2)).max(1) as f32;
    mean.iter_mut().for_each(|mean| *mean /= counted);
    Head::new(labels, bits, &mean)
}

fn bucket(hash: u32, bits: u32) -> usize {
    (hash & ((1u32 << bits) - 1)) as usize
}

/// In how many cases each bucket was met.
fn met(cases: &[&(Case, usize, f32)], bits: u32) -> Vec<u32> {
    let mut met = vec![0u32; 1 << bits];
    for &(hash, _) in cases.iter().flat_map(|(case, _, _)| &case.features) {
        if let Some(met) = met.get_mut(bucket(hash, bits)) {
            *met += 1;
        }
    }
    met
}

/// Weights on their way down.
struct Descent {
    labels: usize,
    weights: Vec<f32>,
    /// What each weight's misses add up to, squared.
    squares: Vec<f32>,
}

impl Descent {
    /// One step away from what was wrong about one case.
    fn step(&mut self, known: &[(usize, f32)], label: usize, importance: f32, pace: &Pace) {
        let labels = self.labels;
        let mut sums = vec![0f32; labels];
        for &(bucket, strength) in known {
            let row = self.weights.get(bucket * labels..(bucket + 1) * labels).unwrap_or_default();
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * strength);
        }
        softmax(&mut sums);
        for &(bucket, strength) in known {
            let range = bucket * labels..(bucket + 1) * labels;
            let (Some(row), Some(past)) = (self.weights.get_mut(range.clone()), self.squares.get_mut(range)) else {
                continue;
            };
            for (at, ((weight, square), chance)) in row.iter_mut().zip(past).zip(&sums).enumerate() {
                let miss = (chance - if at == label { 1.0 } else { 0.0 }) * strength * importance + pace.pull * *weight;
                *square += miss * miss;
                *weight -= pace.step * miss / square.sqrt();
            }
        }
    }
}

/// Fisher and Yates, by a linear congruence of our own so that no library's change moves the weights.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(*seed >> 33).unwrap_or_default() % (last + 1);
        order.swap(last, other);
    }
}

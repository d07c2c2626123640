//! In charge of: finding in a mail's own words who promises, asks, accepts, refuses, moves, delivers or calls off what.
//!
//! The way of a reading: the own words are cut into units ([`units`]) and clauses ([`clauses`]), each with its times ([`time`]), names
//! ([`people`]) and cues (the language's pack). Learned weights say what each clause does: alone first ([`features`], [`turning`]), then
//! together ([`context`], [`weights`]); clauses that do the same become a draft ([`drafts`]); each draft is told whose it is ([`who`]), what
//! it is ([`action`]) and which open agreement it speaks of ([`about`]); deadlines counted from another agreement are resolved
//! ([`chains`]), and all of it together says how sure it is ([`surety`]).
//!
//! Promises: pure, bounded by the length of the mail, no word of a quote, a signature or a machine; every statement carries its quote, its
//! rule and how sure it is; every decision can be explained by its largest weights.
//! Leaves to: [`crate::agreement`] what a statement does to an agreement.

mod about;
mod action;
mod beforehand;
mod chains;
mod clauses;
mod context;
mod drafts;
mod dues;
mod effect;
mod features;
mod gist;
pub mod learning;
mod people;
mod recap;
mod requests;
mod scene;
mod succession;
mod surety;
mod terms;
pub mod time;
mod tongue;
mod turning;
mod units;
mod weights;
mod who;

use crate::{
    language::{Pack, Packs},
    model::{About, Confidence, Mail, Office, Quote, Statement, Thread},
};
pub use beforehand::Beforehand;
use clauses::{Clause, Sentence};
use drafts::{Draft, Verdict};
use dues::When;
pub use effect::effect;
use features::LABELS;
pub use recap::{Talk, called_like, people_written, talk};
pub use requests::{Addressed, requests};
use scene::Scene;
pub use succession::succession;
pub use terms::{Statements, terms};
use weights::Case;
pub use weights::{BadWeights, Weights};

/// What a mail says, and why.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What is taken, in the order of the text.
    pub statements: Vec<Statement>,
    /// The code of the language most of it is written in.
    pub language: String,
    /// For each piece of text, why it was or was not taken: lines for people. Filled by [`Reader::read_and_explain`] alone.
    pub explained: Vec<String>,
}

/// A clause does something where the chance that it does is at least this.
const TAKEN_FROM: f32 = 0.5;

/// Whatever a clause does, it does one thing: no act is taken that is less likely than this.
const LEAST: f32 = 0.2;

/// An agreement is spoken of where the chance of it is at least this.
const SPOKEN_FROM: f32 = 0.5;

/// An answer speaks of the likeliest agreement from this chance on, if it is clearly the likeliest.
const SOMETHING: f32 = 0.12;

/// Where it likely speaks of one of them, of which is told from this chance on.
const LIKELY: f32 = 0.3;

/// How much likelier than the next one that is.
const CLEARLY: f32 = 1.6;

/// Reads `mail` as the next mail of `thread` (its agreements as they stood before it).
#[must_use]
pub fn read(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Reading {
    Reader { packs, weights: Weights::embedded() }.read(mail, thread, office)
}

/// The code of the language that `mail` is mostly written in.
#[must_use]
pub fn language(mail: &Mail, packs: &Packs) -> Option<String> {
    languages(&mail.own_text(), packs).first().map(|pack| pack.code().to_owned())
}

/// The languages that `text` is written in, the main one first.
#[must_use]
pub fn languages<'p>(text: &str, packs: &'p Packs) -> Vec<&'p Pack> {
    tongue::of_text(text, packs)
}

/// Reads mails with given weights.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'r> {
    /// The languages.
    pub packs: &'r Packs,
    /// The weights.
    pub weights: &'r Weights,
}

impl Reader<'_> {
    /// Reads `mail` as the next mail of `thread`.
    #[must_use]
    pub fn read(&self, mail: &Mail, thread: &Thread, office: &Office) -> Reading {
        if mail.automatic.is_some() {
            return Reading::default();
        }
        let Some(scene) = Scene::of(mail, thread, office, self.packs) else { return Reading::default() };
        let drafts = self.drafts(&scene);
        Reading {
            statements: (0..drafts.len()).flat_map(|at| self.state(&scene, &drafts, at)).collect(),
            language: scene.packs.first().map(|pack| pack.code().to_owned()).unwrap_or_default(),
            explained: Vec::new(),
        }
    }

    /// The same, with the reasons.
    #[must_use]
    pub fn read_and_explain(&self, mail: &Mail, thread: &Thread, office: &Office) -> Reading {
        let explained =
            Scene::of(mail, thread, office, self.packs).map(|scene| self.explain(&scene)).unwrap_or_default();
        Reading { explained, ..self.read(mail, thread, office) }
    }

    /// The cases of each statement of `mail` for the weights that say how sure it is, with the first byte of its quote.
    fn surety_cases(&self, mail: &Mail, thread: &Thread, office: &Office) -> Vec<(usize, Case)> {
        let Some(scene) = Scene::of(mail, thread, office, self.packs) else { return Vec::new() };
        let drafts = self.drafts(&scene);
        let case = |draft: &Draft| {
            let (about, chance) = self.about(&scene, draft);
            let mut case = Case::default();
            surety::of_statement(&scene, draft, &about, chance, &mut case);
            (draft.start, case)
        };
        drafts.iter().map(case).collect()
    }

    fn drafts(&self, scene: &Scene<'_>) -> Vec<Draft> {
        let judged = self.judge(scene);
        let nothing = || Verdict { act: None, chance: 0.0 };
        drafts::gather(scene, &|sentence, clause| {
            judged.get(sentence).and_then(|clauses: &Vec<Verdict>| clauses.get(clause)).cloned().unwrap_or_else(nothing)
        })
    }

    /// What each clause of each sentence does: looked at alone first, then together.
    fn judge(&self, scene: &Scene<'_>) -> Vec<Vec<Verdict>> {
        let mut looks = Vec::new();
        let mut case = Case::roomy();
        for (number, sentence) in scene.sentences.iter().enumerate() {
            for at in 0..sentence.clauses.len() {
                case.clear();
                features::of_clause(scene, number, at, &mut case);
                looks.push(self.weights.act.probabilities(&case));
            }
        }
        let spots = context::spots(scene);
        let mut place = 0;
        let mut verdict_of_next = || {
            case.clear();
            context::of_clause(&spots, &looks, place, &mut case);
            place += 1;
            verdict(&self.weights.context.probabilities(&case))
        };
        let mut judge = |sentence: &Sentence<'_>, clause: &Clause| {
            let verdict = verdict_of_next();
            let last = scene.sentences.len() > 1 && scene.sentences.last().is_some_and(|end| end.unit == sentence.unit);
            if sentence.says_but_names(clause) || last && sentence.may_be_a_name() {
                Verdict { act: None, ..verdict }
            } else {
                verdict
            }
        };
        scene.sentences.iter().map(|one| one.clauses.iter().map(|clause| judge(one, clause)).collect()).collect()
    }

    /// Makes statements of a draft: one, or one for each agreement where each gets a date of its own; none where it says nothing that can be
    /// recorded.
    fn state(&self, scene: &Scene<'_>, drafts: &[Draft], at: usize) -> Vec<Statement> {
        let Some(draft) = drafts.get(at) else { return Vec::new() };
        let Some(sentence) = scene.sentences.get(draft.sentence) else { return Vec::new() };
        let (about, chance) = self.about(scene, draft);
        let claim = matches!(about, About::New).then(|| who::claim(scene, draft)).flatten();
        if matches!(about, About::New) && claim.is_none() {
            return Vec::new();
        }
        let mut case = Case::default();
        surety::of_statement(scene, draft, &about, chance, &mut case);
        let sure = match about {
            About::New => self.weights.sure.probabilities(&case).get(1).copied().unwrap_or_default(),
            _ => draft.chance * chance,
        };
        let depends = chains::anchor(scene, drafts, at).map(|(depends, _)| depends);
        let statement = |When { about, due, shifted }| Statement {
            act: draft.act,
            about,
            claim: claim.clone(),
            depends: depends.clone().filter(|_| !shifted),
            due,
            consequence: draft.consequence.clone(),
            quote: quote(scene, draft),
            language: sentence.pack.code().to_owned(),
            rule: format!("learned/{:?}", draft.act).to_lowercase(),
            confidence: Confidence::new(sure),
        };
        dues::of(scene, drafts, at, &about).into_iter().map(statement).collect()
    }

    /// Which agreements a draft speaks of, and how sure that is.
    fn about(&self, scene: &Scene<'_>, draft: &Draft) -> (About, f32) {
        let mut spoken = Vec::new();
        let mut least = 1f32;
        let mut none = 1f32;
        let (mut best, mut second, mut likeliest) = (0f32, 0f32, None);
        for (at, open) in scene.open.iter().enumerate() {
            let mut case = Case::default();
            about::of_pair(scene, draft, at, &mut case);
            let chance = self.weights.about.probabilities(&case).get(1).copied().unwrap_or_default();
            none *= 1.0 - chance;
            if chance > best {
                (second, best, likeliest) = (best, chance, Some(open.number));
            } else {
                second = second.max(chance);
            }
            if chance >= SPOKEN_FROM {
                spoken.push(open.number);
                least = least.min(chance);
            }
        }
        // What names no thing of its own ("you'll have them on Monday") must speak of something that stands open.
        let answers = about::needs_open(draft.act) || (draft.gist.weight() < drafts::THIN && best > SOMETHING);
        match (spoken.is_empty(), answers, likeliest) {
            (false, ..) => (About::These(spoken), least),
            (true, true, Some(number)) if best > SOMETHING && best > CLEARLY * second => {
                (About::These(vec![number]), 0.5 + best / 2.0)
            }
            (true, false, Some(number)) if 1.0 - none >= SPOKEN_FROM && best > LIKELY && best > CLEARLY * second => {
                (About::These(vec![number]), 1.0 - none)
            }
            (true, true, _) => (About::Unclear, 1.0 - best),
            (true, false, _) => (About::New, 1.0 - best),
        }
    }

    /// A line for each clause: what it was taken for, and the features that spoke loudest.
    fn explain(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let judged = self.judge(scene);
        for (number, sentence) in scene.sentences.iter().enumerate() {
            for (at, clause) in sentence.clauses.iter().enumerate() {
                let mut case = Case::told();
                features::of_clause(scene, number, at, &mut case);
                let Some(&Verdict { act, chance }) = judged.get(number).and_then(|clauses| clauses.get(at)) else {
                    continue;
                };
                let label = drafts::label_of(act);
                let reasons = self.weights.act.reasons(&case, label);
                let loud: Vec<String> =
                    reasons.iter().take(5).map(|(name, weight)| format!("{name} {weight:+.2}")).collect();
                let name = act.map_or("nothing".to_owned(), |act| format!("{act:?}").to_lowercase());
                let text = scene.mail.text.get(clause.start..clause.end).unwrap_or_default().replace('\n', " ");
                lines.push(format!(
                    "{name:9} {chance:.2}  [{}] {text}\n              {}",
                    sentence.pack.code(),
                    loud.join(", ")
                ));
            }
        }
        lines
    }
}

/// The likeliest act, where doing something is likely enough.
fn verdict(chances: &[f32]) -> Verdict {
    let nothing = chances.first().copied().unwrap_or(1.0);
    let best = chances.iter().enumerate().skip(1).max_by(|one, two| one.1.total_cmp(two.1));
    let Some((label, &chance)) = best else { return Verdict { act: None, chance: 0.0 } };
    if 1.0 - nothing < TAKEN_FROM || chance < LEAST {
        return Verdict { act: None, chance };
    }
    Verdict { act: LABELS.get(label).copied().flatten(), chance: 1.0 - nothing }
}

fn quote(scene: &Scene<'_>, draft: &Draft) -> Quote {
    let text = scene.mail.text.get(draft.start..draft.end).unwrap_or_default();
    Quote {
        mail: scene.mail.id.clone(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        start: draft.start,
        end: draft.end,
    }
}

//! In charge of: how sure a finished statement is: the chance that a person would record the same.
//!
//! The chances of its steps (what it does, whether it is new) say too little: a date may be another's, the debtor only guessed. A third set of weights,
//! learned from readings of threads held out, weighs the circumstances of all steps together.
//!
//! Promises: a figure between 0 and 1 that is right about as often as it says.
//! Leaves to: `agreement` from where on a reading is recorded.

use super::{
    drafts::{Draft, has_cue, time_of},
    scene::Scene,
    units::UnitKind,
    weights::Case,
    who,
};
use crate::{language::Cue, model::About};

/// The features of a finished statement.
pub(super) fn of_statement(scene: &Scene<'_>, draft: &Draft, about: &About, chance: f32, case: &mut Case) {
    let act = format!("{:?}", draft.act);
    let step = |chance: f32| match chance {
        chance if chance > 0.98 => "certain",
        chance if chance > 0.93 => "very likely",
        chance if chance > 0.85 => "likely",
        chance if chance > 0.7 => "rather",
        chance if chance > 0.55 => "perhaps",
        _ => "hardly",
    };
    let spoken = match about {
        About::New => "new",
        About::These(_) => "known",
        About::Unclear => "unclear",
    };
    let time = time_of(scene, draft);
    let timed = match (&time, draft.due) {
        (Some(_), Some((sentence, _))) if sentence != draft.sentence => "from the heading",
        (Some(time), _) if time.start >= draft.start && time.end <= draft.end => "in the clause",
        (Some(_), _) => "in the sentence",
        (None, _) => "none",
    };
    for group in ["", act.as_str()] {
        let mut add = |text: String| case.add(group, &text);
        add("bias".to_owned());
        add(format!("act {}", step(draft.chance)));
        add(format!("about {spoken} {}", step(chance)));
        add(format!("time {timed}"));
        add(format!("owner {}", who::how_known(scene, draft)));
        add(format!(
            "gist {}",
            if draft.gist.weight() < 0.5 {
                "thin"
            } else if draft.gist.len() > 6 {
                "thick"
            } else {
                "plain"
            }
        ));
        add(format!("open {}", scene.open.len().min(3)));
        add(format!("clauses {}", (draft.clauses.1 - draft.clauses.0).min(4)));
        if let Some(time) = time {
            add(format!("role {:?}", time.role));
            add(format!("grain {:?}", time.grain));
            add(format!("rule {}", time.rule));
            add(format!("ambiguous {} relative {} back {}", time.ambiguous, time.relative.is_some(), time.refers_back));
        }
    }
    circumstances(scene, draft, case);
}

fn circumstances(scene: &Scene<'_>, draft: &Draft, case: &mut Case) {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return };
    let kind = match scene.units.units.get(sentence.unit).map(|unit| &unit.kind) {
        Some(UnitKind::Item { .. }) => "item",
        Some(UnitKind::Row) => "row",
        Some(UnitKind::Heading) => "heading",
        _ => "sentence",
    };
    case.add("kind ", kind);
    case.add("times ", &sentence.times.len().min(3).to_string());
    case.add("end ", &sentence.ending.to_string());
    case.add("people ", &scene.roster.people.len().min(5).to_string());
    case.add("first ", &scene.first.to_string());
    case.add("sentences ", &(scene.sentences.len() / 4).min(6).to_string());
    for cue in [
        Cue::Hedge,
        Cue::Past,
        Cue::Negation,
        Cue::Condition,
        Cue::Reported,
        Cue::Habit,
        Cue::Question,
        Cue::Offer,
        Cue::Appointment,
        Cue::Hypothetical,
    ] {
        if has_cue(scene, draft, cue) {
            case.add("cue ", cue.name());
        }
    }
    for cue in [Cue::Owed, Cue::Things, Cue::Promise, Cue::Ask, Cue::Need, Cue::I, Cue::We, Cue::You] {
        case.add(if has_cue(scene, draft, cue) { "with " } else { "without " }, cue.name());
    }
}

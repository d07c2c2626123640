//! What the agency learned: time that is short is said when the agreement is made; a call where mail stands still; facts apart from what
//! anybody makes of them; the score for the team alone.

mod chain;
mod feedback;
mod looking_back;
mod otherwise;
mod ring;
mod scripts;
mod terms;

use inwriting::{
    language::Packs,
    letters::{CannotWrite, write_report},
    model::{Audience, HouseStyle, Notice, NoticeKind, Side, ThreadId},
    report::{Account, scores},
};

use crate::support::{
    mail::mail,
    office::{BOT, MIA, Office, Sent, TOM, rules},
};
use scripts::{SCRIPTS, Script};

/// Studio Kern on Thursday at nine; its people read this language.
fn opens(script: &Script) -> Office {
    let mut rules = rules();
    rules.office.members.iter_mut().for_each(|member| script.language.clone_into(&mut member.language));
    Office::opens_by("2026-06-11 09:00", rules)
}

/// The call, the yes, the materials three days late, and the deck on Monday night: both dates are settled.
fn runs_to_its_end(office: &mut Office, script: &Script) {
    office.receives_at("2026-06-11 10:12", &script.the_call());
    office.receives_at("2026-06-11 10:20", &script.the_yes());
    office.receives_at("2026-06-15 10:40", &script.the_materials());
    office.receives_at("2026-06-15 22:15", &script.the_deck());
}

/// The letters of this kind among those that have left since.
fn letters(office: &mut Office, kind: &str) -> Vec<Sent> {
    office.further_letters().into_iter().filter(|sent| sent.headline().contains(&format!(" {kind} "))).collect()
}

#[test]
fn that_time_is_short_is_said_once_to_both_sides_with_whose_dates_it_depends_on() {
    for script in SCRIPTS {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.clock_moves_to("2026-06-11 10:40");
        let first = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
        let text = first.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(script.shared), "{}", first.whole());
        assert!(text.contains("Mia Kern (") && text.contains("Tom Ray ("), "{}", first.whole());
        office.receives_at("2026-06-11 11:05", &script.the_yes());
        office.clock_moves_to("2026-06-11 18:00");
        for sent in office.further_letters() {
            let text = sent.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!text.contains(script.shared), "said twice: {}", sent.whole());
        }
    }
}

#[test]
fn the_morning_s_list_marks_a_job_that_is_short_of_time() {
    let marks = [
        "time is short",
        "die Zeit ist knapp",
        "zaman dar",
        "времени мало",
        "цаг бага",
        "সময় কম",
        "el tiempo es escaso",
    ];
    for (script, mark) in SCRIPTS.iter().zip(marks) {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.clock_moves_to("2026-06-12 08:40");
        let digests = letters(&mut office, "digest");
        let digest = digests.first().unwrap_or_else(|| panic!("{}: no digest", script.language));
        assert!(digest.letter.text.contains(mark), "{}", digest.whole());
    }
}

#[test]
fn where_there_is_time_enough_or_one_side_alone_owes_something_nothing_is_said_of_it() {
    let english = &SCRIPTS[0];
    let far = "Hi Tom,\n\nso that both of us have it in writing:\n\n- Tom sends us all materials by Friday 26 June 16:00.\n\
        - We deliver the finished deck by Tuesday 7 July 9:00.\n\nMia";
    let favour = "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia";
    for (name, text) in [("far", far), ("favour", favour)] {
        let mut office = opens(english);
        office.receives_at("2026-06-11 10:12", &mail(name, MIA, text).to(TOM).cc(BOT));
        office.clock_moves_to("2026-06-11 11:00");
        let letter = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
        assert!(!letter.letter.text.contains(english.shared), "{}", letter.whole());
    }
}

#[test]
fn where_mail_stands_still_the_morning_s_list_suggests_a_call_with_three_facts_to_say() {
    for script in SCRIPTS {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        office.receives_at("2026-06-11 10:20", &script.the_yes());
        office.clock_moves_to("2026-06-15 08:40");
        let before = letters(&mut office, "digest");
        assert!(!before.is_empty() && before.iter().all(|sent| !sent.letter.text.contains(script.ring)), "{before:#?}");
        office.receives_at("2026-06-15 11:00", &script.a_chat(1));
        office.receives_at("2026-06-15 15:00", &script.a_chat(2));
        office.clock_moves_to("2026-06-16 08:40");
        let digests = letters(&mut office, "digest");
        let digest = digests.last().unwrap();
        let (_, call) = digest.letter.text.split_once(script.ring).unwrap_or_else(|| panic!("{}", digest.whole()));
        assert_eq!(digest.to.iter().map(ToString::to_string).collect::<Vec<_>>(), ["mia@studio.example"]);
        let facts: Vec<&str> = call.split("\n\n").nth(1).unwrap().lines().collect();
        assert!(facts.len() >= 4 && facts[0].contains("Tom Ray"), "the agreement, and three facts: {facts:#?}");
    }
}

#[test]
fn the_facts_of_the_story_are_the_same_in_every_language() {
    for script in SCRIPTS {
        let mut office = opens(script);
        runs_to_its_end(&mut office, script);
        office.clock_moves_to("2026-06-16 10:00");
        let dossier = office.ledger().dossier(ThreadId(1)).unwrap().unwrap();
        let account = Account::of(&dossier, &[], &rules().office, office.now().timestamp()).unwrap();
        let bank = Side::Client("bank.example".to_owned());
        let lost = (account.lost_by(&bank), account.lost_by(&Side::Team));
        assert_eq!(lost, (3, 0), "{}: {:#?}", script.language, office.record());
        let kept: Vec<_> = scores(&[account]).iter().map(|score| (score.kept, score.late)).collect();
        assert_eq!(kept, [(1, 0), (0, 1)], "{}", script.language);
    }
}

#[test]
fn the_score_stands_in_no_letter_to_a_client() {
    let packs = Packs::embedded().unwrap();
    let headings: Vec<&str> = packs
        .iter()
        .map(|pack| {
            let heading = pack.letters["scores"].lines().next().unwrap();
            assert!(heading.chars().count() > 10 && pack.letters["report"].contains("scores"), "{heading}");
            heading
        })
        .collect();
    for script in SCRIPTS {
        let mut office = opens(script);
        runs_to_its_end(&mut office, script);
        office.clock_moves_to("2026-06-30 10:00");
        let sent = office.further_letters();
        let told = |sent: &&Sent| headings.iter().any(|heading| sent.letter.text.contains(heading));
        let mondays: Vec<String> = sent.iter().filter(told).map(Sent::headline).collect();
        assert_eq!(
            mondays,
            ["2026-06-15 08:30 digest to mia@studio.example", "2026-06-22 08:30 digest to mia@studio.example"]
                .get(..mondays.len())
                .unwrap_or_default(),
            "{}: the team is told on the first morning of a week",
            script.language
        );
        assert!(!mondays.is_empty(), "{}", script.language);
        for sent in sent {
            if sent.to.iter().any(|address| address.domain() != "studio.example") {
                assert!(headings.iter().all(|heading| !sent.letter.text.contains(heading)), "{}", sent.whole());
            }
        }
    }
}

#[test]
fn a_report_is_written_to_one_member_of_the_team_or_not_at_all() {
    let packs = Packs::embedded().unwrap();
    for script in SCRIPTS {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &script.the_call());
        let dossier = office.ledger().dossier(ThreadId(1)).unwrap().unwrap();
        for audience in [Audience::Everybody, Audience::Member(crate::support::office::party(TOM).address)] {
            let notice = Notice {
                thread: Some(ThreadId(1)),
                answers: dossier.heads.first().map(|head| head.id.clone()),
                ..Notice::new(NoticeKind::Report, "report/1".to_owned(), audience, office.now().timestamp())
            };
            let style = HouseStyle::named("Studio Kern");
            let team = rules().office;
            let written = write_report(&notice, &dossier, &[], &team, &style, packs, office.now().timestamp());
            assert_eq!(written.map(|letter| letter.text), Err(CannotWrite::Nobody));
        }
    }
}

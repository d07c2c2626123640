//! The facts of a thread, as each language tells them.

use inwriting::{
    language::Packs,
    letters::{print_report, write_report},
    model::*,
    report::{Account, Told, scores},
};

use crate::{
    languages,
    plays::office_in,
    tale::{Tale, at, due, mia, office, tom},
};

/// Tom's materials came three days after their date; Mia's deck was moved once at her wish, and once at Tom's, and was ready a day before its last date.
fn tale(language: &str) -> Tale {
    let story = &Packs::embedded().unwrap().get(language).unwrap().story;
    let mut tale = Tale::new();
    tale.language = language.to_owned();
    tale.dossier.thread.subject = story.subject.clone();
    let materials = Some(due("2026-11-27 12:00"));
    tale.mia_writes("2026-11-26 10:00").owes(&tom(), &mia(), &story.materials, materials, &story.promise);
    tale.otherwise(1, &story.otherwise);
    tale.owes(&mia(), &tom(), &story.deck, Some(due("2026-11-30")), &story.ours);
    tale.tell("2026-11-26 10:15");
    tale.tom_writes("2026-11-26 11:00").and(1, Change::Accepted, &story.promise);
    tale.tell("2026-11-26 11:15");
    tale.tell("2026-11-27 13:00");
    tale.tom_writes("2026-11-30 10:00").and(1, Change::Fulfilled, &story.done);
    tale.mia_writes("2026-11-30 10:30").and(2, Change::MoveProposed { due: due("2026-12-02") }, &story.ours);
    tale.tom_writes("2026-11-30 11:00").and(2, Change::Moved { due: due("2026-12-02") }, &story.monday);
    tale.tom_writes("2026-12-01 09:00").and(2, Change::Moved { due: due("2026-12-04") }, &story.monday);
    tale.mia_writes("2026-12-03 17:00").and(2, Change::Fulfilled, &story.ours);
    tale
}

/// The letters that the tale's notices became.
fn told(tale: &Tale) -> Vec<Told> {
    let letter = |notice: &Notice| Told {
        id: MessageId::parse(&format!("iw.{}@studio.example", notice.key.replace('/', "-"))).unwrap(),
        kind: LetterKind::Notice(notice.kind),
        at: notice.at,
        to: vec![tom(), mia()],
        key: notice.key.clone(),
    };
    tale.dossier.told.iter().map(letter).collect()
}

fn asked(tale: &Tale) -> Notice {
    Notice {
        thread: Some(tale.dossier.thread.id),
        answers: tale.dossier.heads.last().map(|head| head.id.clone()),
        ..Notice::new(
            NoticeKind::Report,
            "report/7/m7".to_owned(),
            Audience::Member(mia().address),
            at("2026-12-04 09:00"),
        )
    }
}

#[test]
fn the_facts_of_a_thread_are_told_in_each_language_to_the_member_who_asked() {
    let packs = Packs::embedded().unwrap();
    for language in languages() {
        let tale = tale(language);
        let style = HouseStyle::named("Studio Kern");
        let office = office_in(language);
        let now = at("2026-12-04 09:00");
        let letter = write_report(&asked(&tale), &tale.dossier, &told(&tale), &office, &style, packs, now).unwrap();
        let people: Vec<String> = letter.envelope.recipients.iter().map(ToString::to_string).collect();
        assert_eq!(people, ["mia@studio.example"], "a report with the score goes to the team alone");
        assert!(letter.text.lines().all(|line| line.chars().count() <= inwriting::letters::COLUMNS), "{}", letter.text);
        let told = letter.text.matches("@studio.example>").count();
        assert!(told >= 5, "three letters and two mails of the studio are named by their ids: {}", letter.text);
    }
}

#[test]
fn a_day_lost_is_counted_once_and_to_the_side_whose_date_it_was() {
    let tale = tale("en");
    let office = office();
    let account = Account::of(&tale.dossier, &[], &office, at("2026-12-04 09:00")).unwrap();
    let bank = Side::Client("bank.example".to_owned());
    let losses: Vec<(u32, &Side, i64, bool)> =
        account.losses().map(|(course, loss)| (course.number.0, &loss.side, loss.days, loss.moved)).collect();
    assert_eq!(losses, [(1, &bank, 3, false), (2, &Side::Team, 2, true), (2, &bank, 2, true)]);
    assert_eq!((account.lost_by(&Side::Team), account.lost_by(&bank)), (2, 5));
    for (_, loss) in account.losses() {
        assert!(loss.said.is_some(), "a loss without its words: {loss:?}");
    }
}

#[test]
fn the_score_counts_both_sides_by_the_same_rules() {
    let tale = tale("en");
    let office = office();
    let now = at("2026-12-04 09:00");
    let account = Account::of(&tale.dossier, &[], &office, now).unwrap();
    let counted: Vec<_> = scores(std::slice::from_ref(&account))
        .into_iter()
        .map(|score| (score.side == Side::Team, score.kept, score.late, score.moved, score.median_days))
        .collect();
    assert_eq!(counted, [(true, 1, 0, 1, Some(3)), (false, 0, 1, 1, Some(3))]);

    // The same thread with the sides changed over gives the same figures, changed over.
    let mut mirrored = office;
    mirrored.domains = vec!["bank.example".to_owned()];
    mirrored.members.clear();
    let account = Account::of(&tale.dossier, &[], &mirrored, now).unwrap();
    let mirror: Vec<_> = scores(std::slice::from_ref(&account))
        .into_iter()
        .map(|score| (score.side == Side::Team, score.kept, score.late, score.moved, score.median_days))
        .collect();
    assert_eq!(mirror, [(true, 0, 1, 1, Some(3)), (false, 1, 0, 1, Some(3))]);
}

#[test]
fn a_printed_report_has_the_score_only_where_it_is_asked_for() {
    let tale = tale("en");
    let (office, style, packs) = (office(), HouseStyle::named("Studio Kern"), Packs::embedded().unwrap());
    let now = at("2026-12-04 09:00");
    let accounts: Vec<Account> = Account::of(&tale.dossier, &told(&tale), &office, now).into_iter().collect();
    let print = |scores: &[_]| print_report(&accounts, scores, "en", (&office, &style), packs, now).unwrap();
    let plain = print(&[]);
    assert!(!plain.text.contains("HOW DATES WERE KEPT"), "{}", plain.text);
    assert!(print(&scores(&accounts)).text.contains("HOW DATES WERE KEPT"));
    assert!(plain.html.contains("class=\"soft\"") && plain.html.contains('✓'), "{}", plain.html);
    assert!(!plain.html.contains("http"), "nothing from outside: {}", plain.html);
}

//! "Anna left, I took over": who is replaced gets no more letters, who comes owes what was owed, and the team has said yes to it.

use crate::{
    agreed,
    support::{
        mail::{Written, mail},
        office::{BOT, INES, JON, MIA, Office, Sent, TOM},
        programs::{Program, button, reply},
    },
    the_yes,
};

/// Ines, who has never written here, to Mia; Tom's address still stands in Cc.
fn ines_says(text: &str) -> Written {
    mail("new-here", INES, &format!("{text}\n\nInes")).to(MIA).cc(BOT).cc(TOM).answering(&the_yes())
}

fn people(office: &Office) -> Vec<String> {
    let thread = office.thread();
    thread.agreements.iter().map(|one| format!("{} -> {}", one.debtor.called(), one.creditor.called())).collect()
}

const TOMS: [&str; 2] = ["Tom Ray -> Mia Kern", "Mia Kern -> Tom Ray"];
const INESS: [&str; 2] = ["Ines Roth -> Mia Kern", "Mia Kern -> Ines Roth"];

/// Ines has written, and Mia is asked.
fn asked(text: &str) -> (Office, Sent) {
    let mut office = agreed();
    office.receives_at("2026-06-11 12:00", &ines_says(text));
    let question = office.sends("2026-06-11 12:00 question to mia@studio.example");
    assert_eq!(people(&office), TOMS, "nothing before the team's yes");
    (office, question)
}

const LEFT: &str = "Hi Mia,\n\nTom left the bank last week, I took over from him.";

#[test]
fn who_took_over_owes_and_is_owed_once_the_team_has_said_yes() {
    let (mut office, question) = asked(LEFT);
    insta::assert_snapshot!("the-question", question.whole());
    office.receives(&button("yes", MIA, &question, "A"));
    assert_eq!(people(&office), INESS);
    assert!(
        office.record().iter().all(|line| line.contains(" agreed: ")),
        "what was agreed stands: {:#?}",
        office.record()
    );
    office.clock_moves_to("2026-06-11 13:00");
    let told = office.next_letter();
    assert!(told.headline().ends_with(" confirmation to ines@bank.example, mia@studio.example"), "{}", told.headline());
    insta::assert_snapshot!("the-confirmation", told.whole());
    office.clock_moves_to("2026-06-16 12:00");
    let further: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(further.iter().any(|line| line.contains(" reminder ") && line.contains("ines@")), "{further:#?}");
    assert!(!further.iter().any(|line| line.contains("tom@")), "who has left gets no more letters: {further:#?}");
}

#[test]
fn it_is_heard_in_every_language_and_asked_once() {
    for (language, text) in [
        ("de", "Hallo Mia,\n\nTom hat die Bank verlassen, ich habe das Projekt übernommen."),
        ("tr", "Merhaba Mia,\n\nTom bankadan ayrıldı, projeyi ben devraldım."),
        ("mn", "Сайн байна уу, Mia,\n\nTom ажлаасаа гарсан, төслийг нь би хариуцаж авлаа."),
        ("bn", "প্রিয় Mia,\n\nTom চাকরি ছেড়ে দিয়েছেন, এখন থেকে আমি দায়িত্বে আছি।"),
        ("es", "Hola, Mia:\n\nTom ya no está en el banco; soy su sucesora."),
        ("ru", "Здравствуйте, Mia!\n\nTom уволился, теперь этим проектом занимаюсь я."),
        ("en", "Hi Mia,\n\nI'm Tom's successor and your new contact at the bank from now on."),
        ("en", "Hi Mia,\n\nmy predecessor has left us. Please write to me from now on."),
    ] {
        let (mut office, question) = asked(text);
        let offers = |letter: &str| question.letter.text.lines().any(|line| line.trim_start().starts_with(letter));
        assert!(offers("A:") && offers("B:") && !offers("C:"), "{language}: {}", question.whole());
        office.receives(&reply("yes", MIA, &question, "A", Program::Outlook));
        assert_eq!(people(&office), INESS, "{language}");
        office.clock_moves_to("2026-06-11 13:00");
        let told = office.further_letters();
        assert!(told.iter().all(|sent| sent.headline().contains(" confirmation ")), "{language}");
        assert_eq!(told.len(), 1, "{language}");
    }
}

#[test]
fn the_yes_is_taken_back_like_any_other_word() {
    let (mut office, question) = asked(LEFT);
    office.receives(&button("yes", MIA, &question, "A"));
    assert_eq!(people(&office), INESS);
    office.receives(&button("no", MIA, &question, "undo"));
    assert_eq!(people(&office), TOMS);
    let numbers: Vec<usize> = office.thread().agreements.iter().map(|one| one.gone.len()).collect();
    assert_eq!(numbers, [0, 0]);
    office.clock_moves_to("2026-06-12 10:00");
    let further: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(further.iter().any(|line| line.contains(" reminder ") && line.contains("tom@")), "{further:#?}");
}

#[test]
fn where_the_team_says_no_all_stays_as_it_is() {
    let (mut office, question) = asked(LEFT);
    office.receives(&button("no", MIA, &question, "B"));
    assert_eq!(people(&office), TOMS);
    office.clock_moves_to("2026-06-11 14:00");
    office.has_sent_nothing_more();
}

#[test]
fn the_new_person_cannot_say_yes_to_it() {
    let (mut office, question) = asked(LEFT);
    office.receives(&mail("self", INES, "A").to(BOT).answering_id(question.letter.id.as_str()));
    assert_eq!(people(&office), TOMS);
    office.sends("2026-06-11 12:00 refusal to ines@bank.example");
}

#[test]
fn the_history_keeps_both_and_says_who_said_yes() {
    let (mut office, question) = asked(LEFT);
    office.receives(&button("yes", MIA, &question, "A"));
    let history = office.ledger().history(office.thread().id).unwrap();
    let told = serde_json::to_string(&history.iter().map(|one| &one.entry.happening).collect::<Vec<_>>()).unwrap();
    assert!(told.contains(r#""what":"replaced","gone":{"name":"Tom Ray""#), "{told}");
    assert!(told.contains(r#""settled":{"name":"Mia Kern""#), "{told}");
}

#[test]
fn a_colleague_who_stands_in_for_a_week_replaces_nobody() {
    for (number, text) in [
        "Hi Mia,\n\nTom left early today, he is in a meeting at the board.",
        "Hi Mia,\n\nplease find the logo on the left of the page that Tom sent you.",
        "Hi Mia,\n\nhas Tom left the bank? I took over the budget only.",
        "Hi Mia,\n\nI'm Ines from the same team, nice to meet you. Tom told me about the deck.",
    ]
    .iter()
    .enumerate()
    {
        let mut office = agreed();
        office.receives_at("2026-06-11 12:00", &ines_says(text));
        office.clock_moves_to("2026-06-11 12:30");
        for sent in office.further_letters() {
            assert!(!sent.letter.text.contains("in the place of"), "{number}: {}", sent.whole());
        }
        assert_eq!(people(&office), TOMS, "{number}");
    }
}

#[test]
fn somebody_new_who_takes_one_thing_over_is_asked_of_the_team_too() {
    let mut office = agreed();
    office.receives_at("2026-06-11 12:00", &ines_says("Hi Mia,\n\nI'll take over the materials from Tom."));
    assert_eq!(people(&office), TOMS);
    let question = office.sends("2026-06-11 12:00 question to mia@studio.example");
    office.receives(&button("yes", MIA, &question, "A"));
    assert_eq!(people(&office)[0], INESS[0]);
}

#[test]
fn the_team_speaks_for_its_own_people() {
    let mut office = agreed();
    let text = "Hi Tom,\n\nMia has left the studio, I took over from her.\n\nJon";
    office.receives_at("2026-06-11 12:00", &mail("jon", JON, text).to(TOM).cc(BOT).answering(&the_yes()));
    assert_eq!(people(&office), ["Tom Ray -> Jon Alt", "Jon Alt -> Tom Ray"]);
    office.clock_moves_to("2026-06-11 13:00");
    office.sends("2026-06-11 12:15 confirmation to jon@studio.example, tom@bank.example");
}

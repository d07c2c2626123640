//! Anyone on the thread answers in plain words, and the record follows.

use crate::{
    agreed,
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, TOM},
    },
    the_yes,
};

fn tom_says(name: &str, text: &str) -> Written {
    mail(name, TOM, text).to(MIA).cc(BOT).answering(&the_yes())
}

#[test]
fn what_is_delivered_is_settled_and_not_reminded_any_more() {
    let mut office = agreed();
    let materials =
        tom_says("materials", "Hi Mia,\n\nattached are all the materials.\n\nTom").attaching("materials.zip");
    office.receives_at("2026-06-11 16:00", &materials);
    office.clock_moves_to("2026-06-12 18:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert_eq!(letters[0], "2026-06-11 16:15 confirmation to mia@studio.example, tom@bank.example");
    assert!(letters.iter().all(|line| !line.contains("reminder") && !line.contains("overdue")), "{letters:#?}");
    assert!(office.record()[0].starts_with("1 fulfilled: Tom Ray"), "{:#?}", office.record());
}

#[test]
fn a_request_that_is_refused_is_declined() {
    let mut office = Office::opens("2026-06-11 09:00");
    let asked = mail("ask", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    office.receives_at("2026-06-11 10:12", &asked);
    let no = mail("no", TOM, "Sorry, we can't do that.\n\nTom").to(MIA).cc(BOT).answering(&asked);
    office.receives_at("2026-06-11 11:30", &no);
    office.clock_moves_to("2026-06-15 18:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(letters.iter().all(|line| !line.contains("reminder") && !line.contains("overdue")), "{letters:#?}");
    assert!(office.record()[0].starts_with("1 declined: Tom Ray"), "{:#?}", office.record());
}

#[test]
fn what_is_called_off_is_not_asked_for_any_more() {
    let mut office = Office::opens("2026-06-11 09:00");
    let asked = mail("ask", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    office.receives_at("2026-06-11 10:12", &asked);
    let off = mail("off", MIA, "Hi Tom,\n\nwe no longer need the logo.\n\nMia").to(TOM).cc(BOT).answering(&asked);
    office.receives_at("2026-06-11 11:30", &off);
    office.clock_moves_to("2026-06-15 18:00");
    let letters: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(letters.iter().all(|line| !line.contains("reminder") && !line.contains("overdue")), "{letters:#?}");
    assert!(office.record()[0].starts_with("1 cancelled: Tom Ray"), "{:#?}", office.record());
}

#[test]
fn an_answer_to_a_letter_of_ours_counts_like_any_other() {
    let mut office = Office::opens("2026-06-11 09:00");
    let asked = mail("ask", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    office.receives_at("2026-06-11 10:12", &asked);
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    let ok = mail("ok", TOM, "Ok, will do.").to(BOT).cc(MIA).answering_id(letter.letter.id.as_str());
    office.receives_at("2026-06-11 10:40", &ok);
    assert!(office.record()[0].starts_with("1 agreed: Tom Ray"), "{:#?}", office.record());
}

#[test]
fn what_is_in_doubt_is_asked_of_the_team_alone() {
    let mut questions = 0;
    for (name, vague) in [
        ("one", "you will have the materials on Monday instead."),
        ("two", "I'm afraid you will only get the materials on Monday."),
        ("three", "sorry, we need until Monday for the materials."),
        ("four", "the materials, hm, rather Monday from our side."),
        ("five", "the printer says Thursday for those, and the rest by Tuesday."),
        ("six", "something of it by Tuesday, the other half is with Ann by Thursday."),
        ("seven", "Monday for one of them, the second should follow by Wednesday."),
        ("eight", "as to the rest: Tuesday, all being well."),
    ] {
        let mut office = agreed();
        office.receives_at("2026-06-11 14:00", &tom_says(name, &format!("Hi Mia,\n\n{vague}\n\nTom")));
        office.clock_moves_to("2026-06-11 17:00");
        for sent in office.further_letters().iter().filter(|sent| sent.headline().contains(" question ")) {
            questions += 1;
            assert_eq!(sent.headline(), "2026-06-11 14:00 question to mia@studio.example");
            assert!(sent.letter.cc.is_empty(), "{}", sent.whole());
        }
    }
    assert!(questions > 0, "all of it was clear: find a sentence that is not");
}

#[test]
fn what_can_be_nothing_on_record_is_asked_of_nobody() {
    for text in ["Ok, will do.", "2 is done.", "Sorry, we can't do that."] {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &mail("bare", MIA, text).to(TOM).cc(BOT).about("Slides"));
        office.clock_moves_to("2026-06-11 18:00");
        office.has_sent_nothing_more();
        assert!(office.record().is_empty(), "{text}");
    }
}

//! Where the house wants it, a letter to a client waits until somebody of the team has seen it and said "send".

use inwriting::model::Approve;

use crate::{
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, Sent, TOM, rules},
    },
    the_call, the_yes,
};

fn opens_with(approve: Approve, language: &str) -> Office {
    let mut careful = rules();
    careful.policy.approve = approve;
    for member in &mut careful.office.members {
        language.clone_into(&mut member.language);
    }
    Office::opens_by("2026-06-11 09:00", careful)
}

/// Mia answers the letter that shows another one.
fn mia_says(shown: &Sent, text: &str) -> Written {
    mail(&format!("word-{}", shown.at), MIA, text).to(BOT).answering_id(shown.letter.id.as_str())
}

#[test]
fn the_team_is_shown_the_letter_in_full_and_sends_it_in_its_language() {
    for (language, send) in [
        ("en", "send"),
        ("de", "senden"),
        ("tr", "gönder"),
        ("mn", "илгээ"),
        ("bn", "পাঠান"),
        ("ru", "отправить"),
        ("es", "enviar"),
    ] {
        let mut office = opens_with(Approve::Always, language);
        office.receives_at("2026-06-11 10:12", &the_call());
        office.clock_moves_to("2026-06-11 11:00");
        let shown = office.sends("2026-06-11 10:27 held to mia@studio.example");
        assert!(shown.letter.text.contains("Tom sends us all materials"), "{language}: {}", shown.whole());
        office.has_sent_nothing_more();
        office.receives_at("2026-06-11 11:10", &mia_says(&shown, send));
        let sent = office.sends("2026-06-11 11:10 confirmation to mia@studio.example, tom@bank.example");
        assert!(sent.letter.text.contains("Tom sends us all materials"), "{language}: {}", sent.whole());
    }
}

#[test]
fn what_is_dropped_never_goes_out_and_nothing_is_reminded_of_it() {
    let mut office = opens_with(Approve::Always, "en");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    let shown = office.sends("2026-06-11 10:27 held to mia@studio.example");
    office.receives_at("2026-06-11 11:10", &mia_says(&shown, "drop"));
    office.clock_moves_to("2026-06-19 18:00");
    for sent in office.further_letters() {
        assert!(sent.to.iter().all(|to| to.domain() == "studio.example"), "{}", sent.whole());
    }
}

#[test]
fn what_has_come_meanwhile_holds_the_letter_and_it_is_shown_anew() {
    let mut office = opens_with(Approve::Always, "en");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    let shown = office.sends("2026-06-11 10:27 held to mia@studio.example");
    let thanks = mail("thanks", TOM, "Thanks, I will look at it in the afternoon.\n\nTom");
    office.receives_at("2026-06-11 11:05", &thanks.to(MIA).cc(BOT).answering(&the_call()));
    office.receives_at("2026-06-11 11:10", &mia_says(&shown, "send"));
    office.clock_moves_to("2026-06-11 12:00");
    let again = office.further_letters();
    let headlines: Vec<String> = again.iter().map(Sent::headline).collect();
    assert!(
        headlines.iter().all(|line| line.contains(" to mia@studio.example") && !line.contains("tom@")),
        "{headlines:#?}"
    );
    let again =
        again.iter().find(|sent| sent.headline().contains(" held ")).unwrap_or_else(|| panic!("{headlines:#?}"));
    office.receives_at("2026-06-11 12:10", &mia_says(again, "send"));
    office.sends("2026-06-11 12:10 confirmation to mia@studio.example, tom@bank.example");
}

#[test]
fn a_client_cannot_say_that_a_letter_goes_out() {
    let mut office = opens_with(Approve::Always, "en");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    let shown = office.sends("2026-06-11 10:27 held to mia@studio.example");
    let forged = mail("tom-sends", TOM, "send").to(BOT).answering_id(shown.letter.id.as_str());
    office.receives_at("2026-06-11 11:10", &forged);
    office.clock_moves_to("2026-06-11 12:00");
    for sent in office.further_letters() {
        assert!(!sent.headline().contains(" confirmation "), "{}", sent.whole());
    }
}

#[test]
fn the_first_letter_to_a_person_waits_and_the_next_one_does_not() {
    let mut office = opens_with(Approve::First, "en");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-11 11:00");
    let shown = office.sends("2026-06-11 10:27 held to mia@studio.example");
    office.receives_at("2026-06-11 11:10", &mia_says(&shown, "send"));
    office.sends("2026-06-11 11:10 confirmation to mia@studio.example, tom@bank.example");
    office.receives_at("2026-06-11 13:00", &the_yes());
    office.clock_moves_to("2026-06-11 14:00");
    office.sends("2026-06-11 13:15 confirmation to mia@studio.example, tom@bank.example");
}

#[test]
fn what_waits_for_long_stands_in_the_digest() {
    let mut office = opens_with(Approve::Always, "en");
    office.receives_at("2026-06-11 10:12", &the_call());
    office.clock_moves_to("2026-06-12 08:45");
    office.sends("2026-06-11 10:27 held to mia@studio.example");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    let told = digest.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("has been waiting for your approval since"), "{}", digest.whole());
}

#[test]
fn what_is_read_without_doubt_does_not_wait_where_only_doubtful_letters_do() {
    let mut office = opens_with(Approve::Doubtful, "en");
    let asked = mail("ask", MIA, "Hi Tom,\n\nplease send us the logo by Friday 16:00.\n\nMia").to(TOM).cc(BOT);
    office.receives_at("2026-06-11 10:12", &asked);
    office.clock_moves_to("2026-06-11 11:00");
    let sure = office.thread().agreements[0].confidence.get() >= 0.8;
    let kind = if sure { "confirmation to mia@studio.example, tom@bank.example" } else { "held to mia@studio.example" };
    office.sends(&format!("2026-06-11 10:27 {kind}"));
    office.has_sent_nothing_more();
}

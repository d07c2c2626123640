//! People come, are away, and go: who is added sees what is new, who is away is told of to the team alone, who is not asked changes nothing.

use crate::{
    agreed,
    support::{
        mail::{Written, mail},
        office::{BOT, INES, JON, MIA, TOM},
    },
    the_yes,
};

fn away(text: &str) -> Written {
    let away = mail("away", TOM, text).to(MIA).cc(BOT).answering(&the_yes());
    away.header("Auto-Submitted", "auto-replied")
}

#[test]
fn who_is_added_later_sees_what_is_new_and_nothing_from_before() {
    let mut office = agreed();
    let text = "Hi Tom, hi Ines,\n\nInes, please send us the photos by Tuesday.\n\nMia";
    let added = mail("added", MIA, text).to(TOM).to(INES).cc(BOT).answering_id("the-yes@bank.example");
    office.receives_at("2026-06-11 13:00", &added);
    office.clock_moves_to("2026-06-11 13:30");
    let letter =
        office.sends("2026-06-11 13:15 confirmation to ines@bank.example, mia@studio.example, tom@bank.example");
    assert!(letter.letter.text.contains("photos"), "{}", letter.whole());
    assert!(!letter.letter.text.contains("materials") && !letter.letter.text.contains("deck"), "{}", letter.whole());
    office.clock_moves_to("2026-06-12 12:00");
    for sent in office.further_letters().iter().filter(|sent| sent.letter.text.contains("materials")) {
        assert!(!sent.headline().contains("ines@"), "she is told nothing from before: {}", sent.whole());
    }
}

/// What programs say of people who are away, with the same day and the same deputy.
const AWAY: [(&str, &str); 7] = [
    ("en", "I am out of the office until 22 June. In urgent cases write to Ines Roth <ines@bank.example>."),
    ("de", "Ich bin bis 22. Juni nicht im Haus. In dringenden Fällen: ines@bank.example."),
    ("tr", "22 Haziran'a kadar ofiste değilim. Acil durumlarda: ines@bank.example"),
    ("mn", "Би 6-р сарын 22 хүртэл ажил дээрээ байхгүй. Яаралтай бол: ines@bank.example"),
    ("bn", "আমি ২২ জুন পর্যন্ত অফিসে নেই। জরুরি হলে: ines@bank.example"),
    ("ru", "Меня не будет до 22 июня. По срочным вопросам: ines@bank.example."),
    ("es", "Estaré fuera de la oficina hasta el 22 de junio. Para asuntos urgentes: ines@bank.example"),
];

#[test]
fn a_debtor_who_is_away_is_told_of_at_once_and_in_the_digest_with_the_day_and_the_deputy() {
    for (language, text) in AWAY {
        let mut office = agreed();
        let record = office.record();
        office.receives_at("2026-06-11 11:05", &away(text));
        let letter = office.sends("2026-06-11 11:05 absent to mia@studio.example");
        let told = letter.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            told.contains("The day it names: Monday, 22 June 2026. 1 agreement falls due by then."),
            "{}",
            letter.whole()
        );
        assert!(told.contains("In the meantime: ines@bank.example"), "{language}: {}", letter.whole());
        assert!(told.contains("1. ") && !told.contains(" 2. "), "what Tom owes, and nothing else: {}", letter.whole());
        if language == "en" {
            insta::assert_snapshot!(letter.whole());
        }
        office.clock_moves_to("2026-06-11 20:00");
        office.has_sent_nothing_more();
        assert_eq!(office.record(), record, "{language}: a program's word changes nothing");
        office.clock_moves_to("2026-06-12 08:45");
        let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
        let told = digest.letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("An automatic reply has come from Tom Ray"), "{language}: {}", digest.whole());
        assert!(told.contains("22 June 2026"), "{language}: {}", digest.whole());
        assert!(told.contains("In the meantime: ines@bank.example"), "{language}: {}", digest.whole());
    }
}

#[test]
fn an_absence_is_told_once_and_a_longer_one_anew() {
    let mut office = agreed();
    let text = AWAY[0].1;
    office.receives_at("2026-06-11 11:05", &away(text));
    office.sends("2026-06-11 11:05 absent to mia@studio.example");
    let again = mail("again", TOM, text).to(MIA).cc(BOT).answering(&the_yes()).header("Auto-Submitted", "auto-replied");
    office.receives_at("2026-06-11 15:00", &again);
    office.has_sent_nothing_more();
    let longer = mail("longer", TOM, "I am out of the office until 29 June.").to(MIA).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-11 16:00", &longer.header("Auto-Submitted", "auto-replied"));
    let letter = office.sends("2026-06-11 16:00 absent to mia@studio.example");
    assert!(letter.letter.text.contains("29 June 2026"), "{}", letter.whole());
}

#[test]
fn a_reminder_still_goes_to_who_is_away_and_a_receipt_of_a_program_is_told_in_the_morning_alone() {
    let mut office = agreed();
    office.receives_at("2026-06-11 11:05", &away("Thank you for your mail. We have received it."));
    office.has_sent_nothing_more();
    office.clock_moves_to("2026-06-12 10:00");
    let sent: Vec<String> = office.further_letters().iter().map(|sent| sent.headline()).collect();
    assert!(sent.iter().any(|line| line.contains(" reminder ") && line.contains("tom@bank.example")), "{sent:#?}");
}

#[test]
fn who_is_away_and_owes_nothing_is_nobodys_news() {
    let mut office = agreed();
    let away = mail("away", INES, "I am out of the office until 22 June.").to(MIA).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-11 11:05", &away.header("Auto-Submitted", "auto-replied"));
    office.clock_moves_to("2026-06-12 08:45");
    let digest = office.sends("2026-06-12 08:30 digest to mia@studio.example");
    assert!(!digest.letter.text.contains("answered for"), "{}", digest.whole());
}

#[test]
fn a_colleague_who_took_over_owes_it_from_then_on() {
    let mut office = agreed();
    let text = "Hi Mia,\n\nTom has left the bank, I'll send you all materials by Friday 16:00.\n\nInes";
    let taken = mail("taken", INES, text).to(MIA).cc(BOT).answering(&the_yes());
    office.receives_at("2026-06-11 12:00", &taken);
    assert!(office.record()[0].contains(" agreed: "), "{:#?}", office.record());
    office.clock_moves_to("2026-06-12 12:00");
    for sent in office.further_letters().iter().filter(|sent| sent.headline().contains(" reminder ")) {
        assert!(sent.headline().contains("ines@bank.example") || sent.headline().contains("tom@bank.example"));
    }
}

#[test]
fn a_colleague_of_the_team_who_is_not_on_the_mail_gets_no_letter() {
    let mut office = agreed();
    let text = "Hi Tom,\n\nplease send us the photos by Tuesday.\n\nMia";
    office.receives_at("2026-06-11 13:00", &mail("one", MIA, text).to(TOM).cc(BOT).answering(&the_yes()));
    office.clock_moves_to("2026-06-20 12:00");
    let jon = JON.rsplit('<').next().unwrap().trim_end_matches('>');
    assert!(office.further_letters().iter().all(|sent| !sent.headline().contains(jon)));
}

//! A call written down in a mail to the very people it was with: the letter that confirms it says when it was, and waits for nobody's word.

use crate::{
    numbers::stands,
    support::{
        mail::{Written, mail},
        office::{BOT, INES, MIA, Office, Sent, TOM},
        programs::{Program, reply},
    },
};

/// Mia writes to Tom, the bot in Cc, on the morning after the call.
fn recap(text: &str) -> Written {
    mail("recap", MIA, text).to(TOM).cc(BOT).about("Launch deck")
}

/// The letter that confirms what she wrote.
fn confirmed(text: &str) -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &recap(text));
    office.clock_moves_to("2026-06-11 10:40");
    let letter = office.sends("2026-06-11 10:27 confirmation to mia@studio.example, tom@bank.example");
    (office, letter)
}

#[test]
fn the_letter_says_when_it_was_in_each_language() {
    let calls = [
        (
            "en",
            "Hi Tom,\n\nas discussed on the phone yesterday:\n\n- Tom sends us all materials by Friday 16:00.\n\
             - We deliver the finished deck by Tuesday 9:00.\n\nBest,\nMia\n",
        ),
        (
            "de",
            "Hallo Tom,\n\nwie gestern telefonisch besprochen:\n\n- Tom schickt uns alle Unterlagen bis Freitag, 16 Uhr.\n\
             - Wir liefern die fertige Präsentation bis Dienstag, 9 Uhr.\n\nViele Grüße\nMia\n",
        ),
        (
            "ru",
            "Здравствуйте, Том!\n\nКак договорились вчера по телефону:\n\n- Пришлите, пожалуйста, все материалы до пятницы, 16:00.\n\
             - Мы сдаём готовую презентацию во вторник в 9:00.\n\nМия\n",
        ),
        (
            "tr",
            "Merhaba Tom,\n\ndün telefonda konuştuğumuz gibi:\n\n- Lütfen tüm malzemeleri cuma 16:00'ya kadar gönderin.\n\
             - Sunumu salı 9:00'a kadar teslim ediyoruz.\n\nMia\n",
        ),
        (
            "es",
            "Hola, Tom:\n\nComo hablamos ayer por teléfono:\n\n- Por favor, envíenos todos los materiales antes del viernes a las 16:00.\n\
             - Entregamos la presentación terminada antes del martes a las 9:00.\n\nMia\n",
        ),
    ];
    for (language, text) in calls {
        let (office, letter) = confirmed(text);
        assert_eq!(stands(&office), ["1 asked, 2026-06-12 16:00", "2 agreed, 2026-06-16 09:00"], "{}", letter.whole());
        insta::assert_snapshot!(format!("as-discussed-{language}"), letter.whole());
    }
}

#[test]
fn what_follows_is_told_as_ever() {
    let (mut office, letter) = confirmed(
        "Hi Tom,\n\nas discussed on the phone just now:\n\n- Tom sends us all materials by Friday 16:00.\n\nBest,\nMia\n",
    );
    assert!(letter.letter.text.starts_with("As discussed on Thursday, 11 June 2026:"), "{}", letter.whole());
    office.receives_at("2026-06-11 11:40", &reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-11 12:30");
    let told = office.sends("2026-06-11 11:55 confirmation to mia@studio.example, tom@bank.example");
    assert!(told.letter.text.starts_with("Tom Ray has said yes to number 1"), "{}", told.whole());
}

#[test]
fn who_is_only_named_in_it_gets_no_letter() {
    let (mut office, _) = confirmed(
        "Hi Tom,\n\nas discussed with you and Ines Roth <ines@bank.example> on the phone yesterday:\n\n\
         - Tom sends us all materials by Friday 16:00.\n\nBest,\nMia\n",
    );
    office.clock_moves_to("2026-06-15 18:00");
    for sent in office.further_letters() {
        assert!(sent.to.iter().all(|to| !INES.contains(&to.to_string())), "{}", sent.whole());
    }
}

#[test]
fn a_call_that_is_only_spoken_of_is_none_written_down() {
    for text in [
        "Hi Tom,\n\nit was good to talk on the phone yesterday. Please send us all materials by Friday 16:00.\n\nMia\n",
        "Hi Tom,\n\nplease send us all materials by Friday 16:00. Note: we can discuss the rest on a call.\n\nMia\n",
    ] {
        let (_, letter) = confirmed(text);
        assert!(letter.letter.text.starts_with("Asked of Tom Ray"), "{}", letter.whole());
    }
}

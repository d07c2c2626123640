//! The same correspondence in each language: asked, half agreed, corrected, taken back, stopped, begun again.

use crate::support::{
    mail::mail,
    office::{BOT, MIA, Office, Sent, TOM},
    programs::{Program, broken, button, reply},
};

/// What the people of the story write.
struct Words {
    /// Mia asks for two things.
    asks: &'static str,
    /// Tom: yes to the first, no to the second.
    yes_no: &'static str,
    /// Mia: the first is wrong, it was Monday.
    wrong: &'static str,
    /// Tom takes his last answer back.
    undo: &'static str,
    /// Tom: the first is done.
    done: &'static str,
    /// Tom asks how things stand.
    status: &'static str,
    stop: &'static str,
    start: &'static str,
    hold: &'static str,
    go_on: &'static str,
}

/// Both things stand in a letter of the language.
fn asked(words: &Words) -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    let ask = mail("ask", MIA, words.asks).to(TOM).cc(BOT).about("Logo");
    office.receives_at("2026-06-11 10:12", &ask);
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    assert_eq!(office.thread().agreements.len(), 2, "{}", letter.whole());
    (office, letter)
}

fn states(office: &Office) -> Vec<&'static str> {
    office.thread().agreements.iter().map(|agreement| agreement.state.as_str()).collect()
}

fn answers_by_number(words: &Words, name: &str) {
    let (mut office, letter) = asked(words);
    office.receives(&reply("answer", TOM, &letter, words.yes_no, Program::Outlook));
    assert_eq!(states(&office), ["agreed", "declined"]);
    office.clock_moves_to("2026-06-11 11:30");
    let told = office.sends("2026-06-11 11:27 confirmation to mia@studio.example, tom@bank.example");
    insta::assert_snapshot!(format!("answered-{name}"), told.whole());
}

fn corrected_and_done(words: &Words) {
    let (mut office, letter) = asked(words);
    office.receives(&reply("answer", TOM, &letter, words.yes_no, Program::Gmail));
    office.receives(&reply("wrong", MIA, &letter, words.wrong, Program::Thunderbird));
    assert_eq!(states(&office)[0], "asked", "what binds the bank waits for its yes");
    let due = office.thread().agreements[0].due.clone().unwrap();
    assert_eq!(due.moment.date().to_string(), "2026-06-15");
    office.receives(&broken("done", TOM, &letter, words.done, Program::AppleMail).about("(no subject)"));
    assert_eq!(states(&office)[0], "fulfilled", "the letter quoted below tells the conversation");
    office.receives(&reply("undo", TOM, &letter, words.undo, Program::Phone));
    assert_eq!(states(&office)[0], "asked");
}

fn silenced_and_begun_again(words: &Words) {
    let (mut office, letter) = asked(words);
    office.receives(&button("status", TOM, &letter, words.status));
    assert_eq!(office.further_lines(), ["2026-06-11 10:30 status to tom@bank.example"]);
    office.receives(&button("stop", TOM, &letter, words.stop));
    assert_eq!(office.further_lines(), ["2026-06-11 10:30 receipt to mia@studio.example"]);
    office.receives(&button("status2", TOM, &letter, words.status));
    assert_eq!(office.further_lines(), Vec::<String>::new());
    office.receives(&button("start", TOM, &letter, words.start));
    assert_eq!(office.further_lines(), ["2026-06-11 10:30 receipt to tom@bank.example"]);
    office.receives(&reply("hold", MIA, &letter, words.hold, Program::Gmail));
    assert!(office.thread().settings.held);
    office.receives(&reply("on", MIA, &letter, words.go_on, Program::Gmail));
    assert!(!office.thread().settings.held);
}

fn two_matters_in_one_letter(words: &Words, name: &str) {
    let (mut office, letter) = asked(words);
    let both = format!("{}\n\n{}", words.undo, words.status);
    office.receives(&reply("both", TOM, &letter, &both, Program::Gmail));
    let told = office.sends("2026-06-11 10:30 refusal to tom@bank.example");
    office.has_sent_nothing_more();
    insta::assert_snapshot!(format!("two-matters-{name}"), told.whole());
}

macro_rules! tongue {
    ($($name:ident: $words:expr;)*) => {$(
        mod $name {
            use super::*;
            const WORDS: Words = $words;

            #[test]
            fn numbers_are_answered_in_one_line() {
                answers_by_number(&WORDS, stringify!($name));
            }

            #[test]
            fn a_date_is_put_right_then_it_is_done_then_that_is_taken_back() {
                corrected_and_done(&WORDS);
            }

            #[test]
            fn what_is_taken_back_in_vain_and_how_things_stand_are_one_letter() {
                two_matters_in_one_letter(&WORDS, stringify!($name));
            }

            #[test]
            fn letters_stop_and_start_and_hold_and_go_on() {
                silenced_and_begun_again(&WORDS);
            }
        }
    )*};
}

tongue! {
    english: Words {
        asks: "Hi Tom,\n\nplease send us the logo by Friday 16:00.\nPlease confirm the budget by Tuesday.\n\nMia",
        yes_no: "1 yes, 2 no",
        wrong: "1 is wrong, it was Monday",
        undo: "Sorry, I take that back.",
        done: "1 is done",
        status: "Where do we stand?",
        stop: "Please stop writing to me",
        start: "start again",
        hold: "hold letters on this thread",
        go_on: "go on",
    };
    german: Words {
        asks: "Hallo Tom,\n\nbitte schicken Sie uns das Logo bis Freitag, 16 Uhr.\nBitte bestätigen Sie das Budget bis Dienstag.\n\nMia",
        yes_no: "1 ja, 2 leider nein",
        wrong: "1 ist falsch, gemeint war Montag",
        undo: "Entschuldigung, ich nehme das zurück.",
        done: "1 ist erledigt",
        status: "Wie ist der Stand?",
        stop: "Bitte keine Mails mehr",
        start: "Fang wieder an",
        hold: "Bitte die Briefe anhalten",
        go_on: "weiter",
    };
    turkish: Words {
        asks: "Merhaba Tom,\n\nlütfen logoyu cuma 16:00'ya kadar gönderin.\nLütfen bütçeyi salıya kadar onaylayın.\n\nMia",
        yes_no: "1 evet, 2 hayır",
        wrong: "1 yanlış, pazartesi olmalı",
        undo: "Bunu geri alıyorum.",
        done: "1 yapıldı",
        status: "Son durum nedir?",
        stop: "Bana artık yazmayın",
        start: "yeniden başla",
        hold: "Bu yazışmayı bekletin",
        go_on: "devam edin",
    };
    russian: Words {
        asks: "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до пятницы, 16:00.\nПожалуйста, подтвердите бюджет до вторника.\n\nМия",
        yes_no: "1 да, 2 нет",
        wrong: "1 неверно, должно быть понедельник",
        undo: "Беру свои слова назад.",
        done: "1 сделано",
        status: "Как обстоят дела?",
        stop: "Больше не пишите мне",
        start: "Пишите снова",
        hold: "Приостановите письма в этой переписке",
        go_on: "Продолжайте",
    };
    mongolian: Words {
        asks: "Сайн байна уу, Том,\n\nЛогогоо баасан гарагийн 16:00 цаг гэхэд илгээнэ үү.\nТөсвөө мягмар гараг гэхэд баталж өгнө үү.\n\nМиа",
        yes_no: "1 тийм, 2 үгүй",
        wrong: "1 буруу, даваа гараг байх ёстой",
        undo: "Хэлснээ буцааж авъя.",
        done: "1 гүйцэтгэсэн",
        status: "Байдал ямар байна?",
        stop: "Надад дахиж битгий бичээрэй",
        start: "Дахин эхэл",
        hold: "Захидлаа түр зогсооно уу",
        go_on: "Үргэлжлүүл",
    };
    bengali: Words {
        asks: "প্রিয় টম,\n\nঅনুগ্রহ করে শুক্রবার বিকেল ৪টার মধ্যে লোগোটি পাঠান।\nঅনুগ্রহ করে মঙ্গলবারের মধ্যে বাজেট নিশ্চিত করুন।\n\nমিয়া",
        yes_no: "১ হ্যাঁ, ২ না",
        wrong: "১ ভুল, সোমবার হওয়ার কথা",
        undo: "আমার কথা ফিরিয়ে নিচ্ছি।",
        done: "১ হয়ে গেছে",
        status: "এখন অবস্থা কী?",
        stop: "আমাকে আর লিখবেন না",
        start: "আবার শুরু করুন",
        hold: "চিঠি আটকে রাখুন",
        go_on: "চালিয়ে যান",
    };
    spanish: Words {
        asks: "Hola, Tom:\n\nPor favor, envíenos el logo antes del viernes a las 16:00.\nPor favor, confirme el presupuesto antes del martes.\n\nMia",
        yes_no: "1 sí, 2 no",
        wrong: "1 no es correcto, era el lunes",
        undo: "Disculpe, retiro lo dicho.",
        done: "1 está hecho",
        status: "¿Cómo estamos?",
        stop: "Por favor, no me escriba más",
        start: "Volver a empezar",
        hold: "Pausa en esta conversación",
        go_on: "continuar",
    };
}

//! What hangs on a date is told when that date passes, and moves when the thing is done.

use inwriting::{language::Packs, model::Side, report::Account};

use super::{letters, opens, scripts::SCRIPTS};
use crate::support::{
    mail::mail,
    office::{BOT, MIA, TOM, rules},
    programs::{Program, reply},
};

/// In each language: the materials by Friday 16:00, and the draft two working days after them.
const CHAINS: [(&str, &str); 7] = [
    (
        "en",
        "Hi Tom,\n\nso that both of us have it in writing:\n\n- Tom sends us all materials by Friday 16:00.\n\
        - The draft will be with you two working days after your materials arrive.\n\nMia",
    ),
    (
        "de",
        "Hallo Tom,\n\nwie besprochen:\n\n- Tom schickt uns alle Unterlagen bis Freitag 16 Uhr.\n\
        - Den ersten Entwurf bekommt ihr zwei Arbeitstage nach den Unterlagen.\n\nMia",
    ),
    (
        "tr",
        "Merhaba Tom,\n\naz önce konuştuklarımızı yazıyorum:\n\n- Tom bize tüm materyalleri cuma 16:00'ya kadar gönderir.\n\
        - İlk taslağı materyalleri aldıktan iki iş günü sonra göndeririz.\n\nMia",
    ),
    (
        "ru",
        "Добрый день, Том!\n\nФиксирую:\n\n- Том пришлёт нам все материалы до пятницы 16:00.\n\
        - Мы сдадим черновик через 2 рабочих дня после материалов.\n\nМиа",
    ),
    (
        "mn",
        "Сайн байна уу, Том,\n\nСая ярьснаа бичье:\n\n- Бүх материалыг баасан гарагийн 16 цаг гэхэд бидэнд илгээнэ үү.\n\
        - Материал ирснээс хойш ажлын 2 өдрийн дараа бид эхний хувилбарыг илгээнэ.\n\nМиа",
    ),
    (
        "bn",
        "প্রিয় টম,\n\nফোনে যা কথা হলো লিখে রাখছি:\n\n- টম আমাদের সব উপকরণ শুক্রবার বিকেল ৪টার মধ্যে পাঠাবেন।\n\
        - প্রথম খসড়া আমরা উপকরণ পাওয়ার দুই কর্মদিবসের মধ্যে দেব।\n\nমিয়া",
    ),
    (
        "es",
        "Hola, Tom:\n\nTal como hemos hablado:\n\n- Tom nos envía todos los materiales el viernes a las 16:00.\n\
        - El primer borrador lo tendrán dos días hábiles después de recibir los materiales.\n\nMia",
    ),
];

#[test]
fn a_date_that_hangs_on_one_that_has_passed_is_told_in_its_letter_and_moves_when_the_thing_is_done() {
    let mut read = 0;
    for (script, (language, text)) in SCRIPTS.iter().zip(CHAINS) {
        let script = SCRIPTS.iter().find(|script| script.language == language).unwrap_or(script);
        let mut office = opens(script);
        let call = mail("chain", MIA, text).to(TOM).cc(BOT);
        office.receives_at("2026-06-11 10:12", &call);
        let yes = mail("chain-yes", TOM, script.yes).to(MIA).cc(BOT).answering(&call);
        office.receives_at("2026-06-11 10:20", &yes);
        let tied = office.thread().agreements.iter().any(|agreement| agreement.depends.is_some());
        if !tied {
            eprintln!("{language}: {:#?}", office.record());
            continue;
        }
        read += 1;
        office.clock_moves_to("2026-06-16 12:00");
        let overdue = letters(&mut office, "overdue");
        assert_eq!(overdue.len(), 2, "{language}: {:#?}", office.record());
        // Done on Friday, it would have moved nothing.
        let says = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (first, second) = (says(&overdue[0].letter.text), says(&overdue[1].letter.text));
        let day = ["18", "১৮"];
        assert!(!day.iter().any(|day| first.contains(day)), "{}", overdue[0].whole());
        assert!(day.iter().any(|day| second.contains(day)), "{}", overdue[1].whole());
        assert!(office.record()[1].contains("2026-06-16"), "a view moves nothing: {:#?}", office.record());
        let came =
            mail("chain-came", TOM, script.materials).to(MIA).cc(BOT).answering(&call).attaching("materials.zip");
        office.receives_at("2026-06-16 14:00", &came);
        assert!(office.record()[1].contains("2026-06-18"), "{language}: {:#?}", office.record());
        // Who moved the date, and by how much: the side whose materials it hung on.
        let dossier = office.ledger().dossier(office.thread().id).unwrap().unwrap();
        let account = Account::of(&dossier, &[], &rules().office, office.now().timestamp()).unwrap();
        let moved: Vec<_> = account
            .losses()
            .filter(|(_, loss)| loss.moved)
            .map(|(course, loss)| (course.number.0, loss.side.clone(), loss.days, loss.because.map(|number| number.0)))
            .collect();
        assert_eq!(moved, [(2, Side::Client("bank.example".to_owned()), 2, Some(1))], "{language}");
    }
    assert!(read >= 4, "a chain is read in {read} languages");
}

#[test]
fn what_is_said_to_the_bot_moves_what_hangs_on_it_too() {
    let (_, text) = CHAINS[0];
    for (writer, said, day) in [(TOM, "1 is done", "2026-06-18"), (MIA, "1 is Wednesday", "2026-06-19")] {
        let mut office = opens(&SCRIPTS[0]);
        office.receives_at("2026-06-11 10:12", &mail("chain", MIA, text).to(TOM).cc(BOT));
        office.clock_moves_to("2026-06-11 11:00");
        let letter = letters(&mut office, "confirmation").remove(0);
        assert!(office.record()[1].contains("2026-06-16"), "{:#?}", office.record());
        office.receives_at("2026-06-16 14:00", &reply("said", writer, &letter, said, Program::Gmail));
        assert!(office.record()[1].contains(day), "{said}: {:#?}", office.record());
    }
}

/// How Mia wants the draft on Monday already, in answer to a letter.
const SOONER: [&str; 7] =
    ["2 is Monday", "2 ist Montag", "2 pazartesi günü", "2 понедельник", "2 даваа гарагт", "২ সোমবার", "2 es el lunes"];

#[test]
fn dates_that_do_not_go_together_are_told_to_the_team_and_to_nobody_else() {
    let packs = Packs::embedded().unwrap();
    let mut read = 0;
    for ((script, (language, text)), sooner) in SCRIPTS.iter().zip(CHAINS).zip(SOONER) {
        let mut office = opens(script);
        office.receives_at("2026-06-11 10:12", &mail("chain", MIA, text).to(TOM).cc(BOT));
        office.clock_moves_to("2026-06-11 11:00");
        let letter = letters(&mut office, "confirmation").remove(0);
        if !office.thread().agreements.iter().any(|agreement| agreement.depends.is_some()) {
            continue;
        }
        read += 1;
        office.receives_at("2026-06-11 14:00", &reply("sooner", MIA, &letter, sooner, Program::Gmail));
        assert!(office.record()[1].contains("2026-06-15"), "{language}: {:#?}", office.record());
        office.clock_moves_to("2026-06-12 09:00");
        let heading = packs.get(language).unwrap().letters["misfits"].lines().next().unwrap();
        let sent = office.further_letters();
        let told: Vec<String> =
            sent.iter().filter(|sent| sent.letter.text.contains(heading)).map(|sent| sent.headline()).collect();
        assert_eq!(told, ["2026-06-12 08:30 digest to mia@studio.example"], "{language}: {heading}");
    }
    assert!(read >= 4, "a chain is read in {read} languages");
}

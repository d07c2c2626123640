//! What one side does not accept, and what it accepts in part: shown to both sides, never guessed away, and taken back by a word.

use inwriting::model::State;

use crate::{
    agreed,
    numbers::confirmed,
    support::{
        mail::{Written, mail},
        office::{BOT, MIA, Office, Sent, TOM},
        programs::{Program, button, inline, reply},
    },
    the_yes,
};

/// Number 1 as somebody would tell it: state, date, a date wanted, disputed, partly done, debtor.
fn told(office: &Office) -> Vec<String> {
    let thread = office.thread();
    let one = |one: &inwriting::model::Agreement| {
        let due = one.due.as_ref().map(|due| due.moment.date().to_string());
        let wanted = one.proposal.as_ref().map(|wanted| wanted.due.moment.date().to_string());
        let (dispute, partly) = (one.dispute.is_some(), one.partly.is_some());
        format!("{} {due:?} {wanted:?} {dispute} {partly} {} {}", one.state.as_str(), one.debtor.called(), one.action)
    };
    thread.agreements.iter().map(one).collect()
}

/// Somebody has asked Tom for the logo and the budget; the letter about both.
fn two_things(language: &str, ask: &str) -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &mail(&format!("ask-{language}"), MIA, ask).to(TOM).cc(BOT));
    office.clock_moves_to("2026-06-11 10:30");
    let letter = office.next_letter();
    assert_eq!(office.thread().agreements.len(), 2, "{language}: {}", letter.whole());
    (office, letter)
}

const ASKS: [(&str, &str); 6] = [
    ("en", "Hi Tom,\n\nplease send us the logo by Friday 16:00.\nPlease confirm the budget by Tuesday.\n\nMia"),
    (
        "de",
        "Hallo Tom,\n\nbitte schicken Sie uns das Logo bis Freitag, 16 Uhr.\nBitte bestätigen Sie das Budget bis Dienstag.\n\nMia",
    ),
    (
        "tr",
        "Merhaba Tom,\n\nlütfen logoyu cuma 16:00'ya kadar gönderin.\nLütfen bütçeyi salıya kadar onaylayın.\n\nMia",
    ),
    (
        "mn",
        "Сайн байна уу, Том,\n\nЛогогоо баасан гарагийн 16:00 цаг гэхэд илгээнэ үү.\nТөсвөө мягмар гараг гэхэд баталж өгнө үү.\n\nМиа",
    ),
    ("bn", "প্রিয় টম,\n\nঅনুগ্রহ করে শুক্রবার বিকেল ৪টার মধ্যে লোগোটি পাঠান।\nঅনুগ্রহ করে মঙ্গলবারের মধ্যে বাজেট নিশ্চিত করুন।\n\nমিয়া"),
    (
        "ru",
        "Здравствуйте, Том!\n\nПожалуйста, пришлите логотип до пятницы, 16:00.\nПожалуйста, подтвердите бюджет до вторника.\n\nМия",
    ),
];

fn ask(language: &str) -> &'static str {
    ASKS.iter().find(|(code, _)| *code == language).unwrap().1
}

#[test]
fn two_files_are_missing_opens_what_was_delivered_again_in_every_language() {
    for (language, objects) in [
        ("en", "Two files are missing."),
        ("de", "Danke! Zwei Dateien fehlen noch."),
        ("tr", "İki dosya eksik."),
        ("mn", "Хоёр файл дутуу байна."),
        ("bn", "দুটি ফাইল বাদ পড়েছে।"),
        ("ru", "Не хватает двух файлов."),
    ] {
        let mut office = agreed();
        let handed = mail("files", TOM, "Hi Mia,\n\nattached are all the materials.\n\nTom").to(MIA).cc(BOT);
        office.receives_at("2026-06-11 12:00", &handed.answering(&the_yes()).attaching("materials.zip"));
        office.clock_moves_to("2026-06-11 13:00");
        let done = office.next_letter();
        assert_eq!(office.thread().agreements[0].state, State::Fulfilled, "{language}: {}", done.whole());
        office.receives(&reply("missing", MIA, &done, objects, Program::Gmail));
        let one = office.thread().agreements[0].clone();
        let heard = crate::plain_words::shown(&crate::plain_words::heard(language, objects, None));
        assert!(one.state == State::Agreed && one.partly.is_some(), "{language}: heard {heard:?}: {one:#?}");
        office.clock_moves_to("2026-06-11 15:00");
        let shown = office.next_letter();
        assert!(
            shown.headline().ends_with(" confirmation to mia@studio.example, tom@bank.example"),
            "{language}: {}",
            shown.headline()
        );
    }
}

#[test]
fn we_never_agreed_to_that_is_shown_to_both_sides_in_every_language_and_nothing_is_reminded() {
    for (language, objects) in [
        ("en", "1: we never agreed to that."),
        ("de", "1: Das haben wir so nie vereinbart."),
        ("tr", "1: Böyle anlaşmadık."),
        ("mn", "1: Бид ингэж тохироогүй."),
        ("bn", "১: আমরা এতে কখনও রাজি হইনি।"),
        ("ru", "1: мы об этом не договаривались."),
    ] {
        let (mut office, letter) = two_things(language, ask(language));
        office.receives(&reply("never", TOM, &letter, objects, Program::Outlook));
        assert!(office.thread().agreements[0].dispute.is_some(), "{language}: {:#?}", told(&office));
        office.clock_moves_to("2026-06-11 12:00");
        let shown = office.next_letter();
        assert!(shown.headline().ends_with(" confirmation to mia@studio.example, tom@bank.example"), "{language}");
        office.clock_moves_to("2026-06-15 08:00");
        let further = office.further_lines();
        assert!(!further.iter().any(|line| line.contains("remind") || line.contains("overdue")), "{further:#?}");
    }
}

#[test]
fn a_date_that_is_wished_for_and_refused_leaves_the_one_agreed_in_every_language() {
    for (language, wishes, refuses) in [
        ("en", "1 is Monday", "No, sorry."),
        ("de", "1 ist Montag", "Nein, das geht leider nicht."),
        ("tr", "1 pazartesi", "Hayır, maalesef."),
        ("mn", "1 даваа гараг", "Үгүй, боломжгүй."),
        ("bn", "১ সোমবার", "না, সম্ভব নয়।"),
        ("ru", "1 понедельник", "Нет, к сожалению."),
    ] {
        let (mut office, letter) = two_things(language, ask(language));
        office.receives(&reply("wish", TOM, &letter, wishes, Program::Phone));
        assert_eq!(
            office.thread().agreements[0].proposal.clone().unwrap().due.moment.date().to_string(),
            "2026-06-15",
            "{language}"
        );
        office.clock_moves_to("2026-06-11 12:00");
        let shown = office.next_letter();
        office.receives(&reply("refused", MIA, &shown, refuses, Program::AppleMail));
        let one = office.thread().agreements[0].clone();
        assert!(one.proposal.is_none(), "{language}: {one:#?}");
        assert_eq!(one.due.unwrap().moment.date().to_string(), "2026-06-12", "{language}");
    }
}

#[test]
fn done_with_two_things_open_is_asked_back_in_every_language() {
    for (language, done, number) in [
        ("en", "Done!", "2"),
        ("de", "Erledigt!", "2"),
        ("tr", "Yapıldı.", "2"),
        ("mn", "Гүйцэтгэсэн.", "2"),
        ("bn", "হয়ে গেছে।", "২"),
        ("ru", "Сделано.", "2"),
    ] {
        let (mut office, letter) = two_things(language, ask(language));
        office.receives(&reply("done", TOM, &letter, done, Program::Phone));
        let choice = office.sends("2026-06-11 10:30 choice to tom@bank.example");
        assert!(choice.letter.text.contains(number), "{language}: {}", choice.whole());
        assert!(office.thread().agreements.iter().all(|one| one.state == State::Asked), "{language}");
        office.receives(&button("which", TOM, &choice, number));
        let states: Vec<State> = office.thread().agreements.iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Asked, State::Fulfilled], "{language}");
        office.has_sent_nothing_more();
    }
}

#[test]
fn a_yes_to_one_and_another_day_for_the_other_go_each_to_its_number_in_every_language() {
    for (language, text) in [
        ("en", "1 yes, 2 only on Thursday"),
        ("de", "1 ja, 2 erst am Donnerstag"),
        ("tr", "1 evet, 2 ancak perşembe günü"),
        ("mn", "1 тийм, 2 пүрэв гарагт"),
        ("bn", "১ হ্যাঁ, ২ বৃহস্পতিবার"),
        ("ru", "1 да, 2 только в четверг"),
    ] {
        let (mut office, letter) = two_things(language, ask(language));
        office.receives(&reply("partly", TOM, &letter, text, Program::Outlook));
        let thread = office.thread();
        assert_eq!(thread.agreements[0].state, State::Agreed, "{language}: {:#?}", told(&office));
        let wanted = thread.agreements[1].proposal.clone().map(|wanted| wanted.due.moment.date().to_string());
        assert_eq!(wanted.as_deref(), Some("2026-06-18"), "{language}: {:#?}", told(&office));
    }
}

#[test]
fn an_answer_from_a_phone_says_no_more_than_its_words_in_every_language() {
    for (language, yes, footer) in [
        ("en", "1 yes", "Sent from my iPhone"),
        ("en", "1 yes", "Get Outlook for Android"),
        ("de", "1 ja", "Von meinem iPhone gesendet"),
        ("tr", "1 evet", "iPhone'umdan gönderildi"),
        ("mn", "1 тийм", "Миний iPhone-оос илгээв"),
        ("bn", "১ হ্যাঁ", "আমার iPhone থেকে পাঠানো"),
        ("ru", "1 да", "Отправлено с iPhone"),
    ] {
        let (mut office, letter) = two_things(language, ask(language));
        let below = format!("{footer}\n\n{}", crate::support::programs::quoted(&letter, Program::AppleMail));
        office.receives(&reply("phone", TOM, &letter, yes, Program::Phone).below(yes, &below));
        let states: Vec<State> = office.thread().agreements.iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Agreed, State::Asked], "{language}, {footer}");
        office.has_sent_nothing_more();
    }
}

#[test]
fn answers_between_our_lines_count_from_each_program_that_marks_them() {
    for introduced in [
        "On Thu, Jun 11, 2026 at 10:27 AM Studio Kern, in writing <\nagree@studio.example> wrote:\n",
        "> On 11. Jun 2026, at 10:27, Studio Kern, in writing <agree@studio.example> wrote:\n>",
        "Am 11.06.26 um 10:27 schrieb Studio Kern, in writing:",
        "11.06.2026 10:27, Studio Kern, in writing пишет:",
    ] {
        let (mut office, letter) = confirmed();
        let body = inline(&letter, &[("1. ", "yes, that is fine"), ("2. ", "this is no longer needed")]);
        let body = body.replacen("On 11.06.26 10:27, Studio Kern, in writing wrote:", introduced, 1);
        let between: Written = reply("between", TOM, &letter, "", Program::Thunderbird).below(&body, "");
        office.receives(&between);
        let states: Vec<State> = office.thread().agreements.iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Agreed, State::Cancelled], "{introduced}");
    }
}

#[test]
fn whatever_was_said_is_taken_back_by_a_word() {
    for (number, (who, said)) in [
        (TOM, "1 yes"),
        (TOM, "1 no"),
        (TOM, "1 is Monday"),
        (TOM, "1 is done"),
        (TOM, "1 is partly done"),
        (TOM, "1: we never agreed to that"),
        (TOM, "1 is wrong"),
        (MIA, "1 is called off"),
        (MIA, "1 is wrong, it was Monday"),
        (MIA, "1 should read: send all photos and logos"),
        (MIA, "1 otherwise: the deck comes without photos"),
        (MIA, "2 is done"),
    ]
    .iter()
    .enumerate()
    {
        let (mut office, letter) = confirmed();
        let before = (told(&office), office.thread().agreements[0].consequence.clone());
        office.receives(&reply(&format!("said{number}"), who, &letter, said, Program::Gmail));
        let after = (told(&office), office.thread().agreements[0].consequence.clone());
        assert_ne!(after, before, "{said}");
        office.receives(&reply(&format!("back{number}"), who, &letter, "Undo that, please.", Program::Phone));
        let back = (told(&office), office.thread().agreements[0].consequence.clone());
        assert_eq!(back, before, "{said}");
        assert_eq!(office.ledger().check().unwrap(), [], "{said}");
    }
}

#[test]
fn what_was_settled_about_letters_is_taken_back_too_and_nothing_else_with_it() {
    let (mut office, letter) = confirmed();
    office.receives(&reply("done", MIA, &letter, "2 is done", Program::Gmail));
    let record = told(&office);
    for (number, (text, held)) in
        [("Hold letters on this thread", true), ("undo", false), ("Hold letters on this thread", true)]
            .iter()
            .enumerate()
    {
        office.clock_moves_to(&format!("2026-06-11 1{}:00", number + 1));
        office.receives(&button(&format!("step{number}"), MIA, &letter, text));
        assert_eq!(office.thread().settings.held, *held, "{number}");
        assert_eq!(told(&office), record, "{number}: the record of agreements stays");
    }
    office.clock_moves_to("2026-06-11 15:00");
    office.receives(&button("stop", TOM, &letter, "stop"));
    assert_eq!(office.ledger().stopped().unwrap().len(), 1);
    office.receives_at("2026-06-11 15:10", &button("undo-stop", TOM, &letter, "Sorry, take that back."));
    assert_eq!(office.ledger().stopped().unwrap(), []);
    office.receives_at("2026-06-11 15:20", &button("name", MIA, &letter, "client: Bank of the North"));
    office.receives_at("2026-06-11 15:30", &button("name-2", MIA, &letter, "client: Bank of the South"));
    office.receives_at("2026-06-11 15:40", &button("undo-name", MIA, &letter, "undo"));
    assert_eq!(office.thread().settings.client.as_deref(), Some("Bank of the North"));
}

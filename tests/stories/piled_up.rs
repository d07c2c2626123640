//! What is due at one time for the same people is one letter; what piled up while no letter went out is one letter a person, in six
//! languages, and shows nobody a conversation that is not theirs.

use crate::support::{
    mail::{Written, mail},
    office::{BOT, INES, MIA, Office, Sent, TOM},
    programs::{Program, reply},
};

/// What the people of the story write.
struct Words {
    logo: &'static str,
    budget: &'static str,
    yes: &'static str,
    done: &'static str,
}

fn asks(name: &str, whom: &str, subject: &str, words: &str) -> Written {
    mail(name, MIA, words).to(whom).cc(BOT).about(subject)
}

/// Mia asks on Thursday at this hour, and the other says yes to the letter about it; both are confirmed an hour later.
fn is_agreed(office: &mut Office, hour: u8, ask: &Written, whom: &str, yes: &str) -> Sent {
    office.receives_at(&format!("2026-06-11 {hour}:00"), ask);
    office.clock_moves_to(&format!("2026-06-11 {hour}:20"));
    let letter = office.next_letter();
    let answer = reply(&format!("yes-{hour}"), whom, &letter, yes, Program::Gmail);
    office.receives(&answer);
    office.clock_moves_to(&format!("2026-06-11 {}:40", hour + 1));
    office.further_letters();
    letter
}

/// Tom is to send the logo by Friday at four and to confirm the budget by Tuesday, in two conversations; Ines the photos, in a third one.
fn three_conversations(words: &Words) -> (Office, Sent) {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    let letter = is_agreed(&mut office, 10, &asks("logo", TOM, "Poster", words.logo), TOM, words.yes);
    is_agreed(&mut office, 12, &asks("budget", TOM, "Autumn fair", words.budget), TOM, words.yes);
    is_agreed(&mut office, 14, &asks("photos", INES, "Portraits", words.logo), INES, words.yes);
    let states: Vec<_> =
        office.ledger().threads().unwrap().iter().map(|one| one.agreements[0].state.as_str()).collect();
    assert_eq!(states, ["agreed", "agreed", "agreed"]);
    (office, letter)
}

fn one_letter_a_person(words: &Words, name: &str) {
    let (mut office, _) = three_conversations(words);
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-15 12:00");
    let letters = office.further_letters();
    let lines: Vec<String> = letters.iter().map(Sent::headline).collect();
    assert_eq!(
        lines,
        [
            "2026-06-15 10:02 together to tom@bank.example",
            "2026-06-15 10:02 together to ines@bank.example",
            "2026-06-15 10:02 digest to mia@studio.example",
        ],
    );
    let (tom, ines, mia) = (&letters[0], &letters[1], &letters[2]);
    assert_eq!((tom.letter.to.len(), tom.letter.cc.len()), (1, 0), "nobody else is named");
    assert!(tom.letter.text.contains("Autumn fair") && !tom.letter.text.contains("Portraits"), "{}", tom.whole());
    assert!(!ines.letter.text.contains("Autumn fair") && !ines.letter.text.contains("Poster"), "{}", ines.whole());
    assert!(["Poster", "Autumn fair", "Portraits"].iter().all(|one| mia.letter.text.contains(one)), "{}", mia.whole());
    insta::assert_snapshot!(format!("after-an-outage-{name}"), tom.whole());
    office.clock_moves_to("2026-06-15 18:00");
    office.has_sent_nothing_more();
}

/// What has come meanwhile is read before anything is said.
fn read_first(words: &Words) {
    let (mut office, letter) = three_conversations(words);
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-15 10:00");
    office.receives(&reply("done", TOM, &letter, words.done, Program::Outlook));
    office.clock_moves_to("2026-06-15 12:00");
    let tom: Vec<Sent> =
        office.further_letters().into_iter().filter(|sent| sent.to[0].to_string().starts_with("tom")).collect();
    assert!(tom.iter().all(|sent| !sent.letter.text.contains("16:00")), "{}", tom[0].whole());
}

macro_rules! tongue {
    ($($name:ident: $words:expr;)*) => {$(
        mod $name {
            use super::*;
            const WORDS: Words = $words;

            #[test]
            fn what_piled_up_is_one_letter_a_person() {
                one_letter_a_person(&WORDS, stringify!($name));
            }

            #[test]
            fn what_came_meanwhile_is_read_first() {
                read_first(&WORDS);
            }
        }
    )*};
}

tongue! {
    english: Words {
        logo: "Hi,\n\nplease send us the logo by Friday 16:00.\n\nMia",
        budget: "Hi Tom,\n\nplease confirm the budget by Tuesday.\n\nMia",
        yes: "1 yes",
        done: "1 is done",
    };
    german: Words {
        logo: "Guten Tag,\n\nbitte schicken Sie uns das Logo bis Freitag, 16 Uhr.\n\nMia",
        budget: "Hallo Tom,\n\nbitte bestätigen Sie das Budget bis Dienstag.\n\nMia",
        yes: "1 ja",
        done: "1 ist erledigt",
    };
    turkish: Words {
        logo: "Merhaba,\n\nlütfen logoyu cuma 16:00'ya kadar gönderin.\n\nMia",
        budget: "Merhaba Tom,\n\nlütfen bütçeyi salıya kadar onaylayın.\n\nMia",
        yes: "1 evet",
        done: "1 yapıldı",
    };
    russian: Words {
        logo: "Здравствуйте!\n\nПожалуйста, пришлите логотип до пятницы, 16:00.\n\nМия",
        budget: "Здравствуйте, Том!\n\nПожалуйста, подтвердите бюджет до вторника.\n\nМия",
        yes: "1 да",
        done: "1 сделано",
    };
    mongolian: Words {
        logo: "Сайн байна уу,\n\nЛогогоо баасан гарагийн 16:00 цаг гэхэд илгээнэ үү.\n\nМиа",
        budget: "Сайн байна уу, Том,\n\nТөсвөө мягмар гараг гэхэд баталж өгнө үү.\n\nМиа",
        yes: "1 тийм",
        done: "1 гүйцэтгэсэн",
    };
    bengali: Words {
        logo: "নমস্কার,\n\nঅনুগ্রহ করে শুক্রবার বিকেল ৪টার মধ্যে লোগোটি পাঠান।\n\nমিয়া",
        budget: "প্রিয় টম,\n\nঅনুগ্রহ করে মঙ্গলবারের মধ্যে বাজেট নিশ্চিত করুন।\n\nমিয়া",
        yes: "১ হ্যাঁ",
        done: "১ হয়ে গেছে",
    };
}

const ENGLISH: Words = Words {
    logo: "Hi,\n\nplease send us the logo by Friday 16:00.\n\nMia",
    budget: "Hi Tom,\n\nplease confirm the budget by Tuesday.\n\nMia",
    yes: "1 yes",
    done: "1 is done",
};

#[test]
fn a_number_answers_the_conversation_that_the_letter_stands_in() {
    let (mut office, _) = three_conversations(&ENGLISH);
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-15 10:10");
    let letters = office.further_letters();
    let tom = letters.iter().find(|sent| sent.to[0].to_string().starts_with("tom")).unwrap();
    office.receives(&reply("done", TOM, tom, "1 is done", Program::Phone));
    let states: Vec<_> =
        office.ledger().threads().unwrap().iter().map(|one| one.agreements[0].state.as_str()).collect();
    assert_eq!(
        states,
        ["fulfilled", "agreed", "agreed"],
        "what is past its date comes first, and is what the letter answers"
    );
}

#[test]
fn what_was_said_after_an_outage_counts_as_said_in_every_conversation() {
    let (mut office, _) = three_conversations(&ENGLISH);
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-16 08:00");
    office.further_letters();
    // The ladder goes on from where it would have been; what was reminded of is not reminded of again, and falls due on Tuesday evening.
    office.clock_moves_to("2026-06-17 12:00");
    let lines = office.further_lines();
    assert_eq!(
        lines,
        [
            "2026-06-16 08:30 digest to mia@studio.example",
            "2026-06-16 09:00 overdue to mia@studio.example, tom@bank.example",
            "2026-06-16 09:00 overdue to ines@bank.example, mia@studio.example",
            "2026-06-17 08:30 digest to mia@studio.example",
            "2026-06-17 09:00 overdue to mia@studio.example, tom@bank.example",
        ]
    );
}

#[test]
fn letters_that_waited_for_the_mail_server_become_one_a_person_too() {
    let (mut office, _) = three_conversations(&ENGLISH);
    office.outbox_fails();
    office.clock_moves_to("2026-06-15 10:00");
    office.has_sent_nothing_more();
    office.outbox_works();
    office.clock_moves_to("2026-06-15 11:00");
    let letters = office.further_letters();
    for person in ["mia@studio.example", "tom@bank.example", "ines@bank.example"] {
        let his = letters.iter().filter(|sent| sent.to.iter().any(|to| to.to_string() == person)).count();
        assert_eq!(his, 1, "{person}: {:#?}", letters.iter().map(Sent::headline).collect::<Vec<_>>());
    }
    assert_eq!(office.ledger().next_letter().unwrap(), None);
}

#[test]
fn a_letter_after_an_outage_that_does_not_hold_any_more_is_written_anew() {
    let (mut office, letter) = three_conversations(&ENGLISH);
    office.is_dark_until("2026-06-15 10:00");
    office.outbox_fails();
    office.clock_moves_to("2026-06-15 10:10");
    office.has_sent_nothing_more();
    office.receives(&reply("done", TOM, &letter, "1 is done", Program::Gmail));
    office.outbox_works();
    office.clock_moves_to("2026-06-15 12:30");
    let tom: Vec<Sent> = office
        .further_letters()
        .into_iter()
        .filter(|sent| sent.to.iter().any(|to| to.to_string().starts_with("tom")))
        .collect();
    assert!(tom.iter().all(|sent| !sent.letter.text.contains("not recorded as done")), "{}", tom[0].whole());
    let told: String = tom.iter().map(|sent| sent.letter.text.as_str()).collect();
    assert!(told.contains("budget") && told.contains("recorded as done"), "{told}");
}

#[test]
fn who_gets_one_letter_only_gets_that_one_as_ever() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    is_agreed(&mut office, 14, &asks("photos", INES, "Portraits", ENGLISH.logo), INES, "1 yes");
    let mut rules = crate::support::office::rules();
    rules.office.members.iter_mut().for_each(|member| member.digest_at = None);
    office.goes_by(rules);
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-15 12:00");
    office.sends("2026-06-15 10:02 overdue to ines@bank.example, mia@studio.example");
    office.has_sent_nothing_more();
}

#[test]
fn a_date_that_has_passed_and_one_that_is_near_are_one_letter_to_the_same_people() {
    let mut office = Office::opens("2026-06-10 09:00");
    let text =
        "Hi Tom,\n\nas agreed:\n\n- Tom sends us all materials by Thursday.\n- We deliver the deck by Monday.\n\nMia";
    office.receives(&mail("recap", MIA, text).to(TOM).cc(BOT));
    office.clock_moves_to("2026-06-10 09:30");
    let letter = office.next_letter();
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-12 08:00");
    office.further_letters();
    office.clock_moves_to("2026-06-12 12:00");
    let lines = office.further_lines();
    assert_eq!(
        lines,
        [
            "2026-06-12 08:30 digest to mia@studio.example",
            "2026-06-12 09:00 together to mia@studio.example, tom@bank.example"
        ]
    );
    office.clock_moves_to("2026-06-14 12:00");
    office.has_sent_nothing_more();
}

#[test]
fn what_others_read_too_stays_a_letter_of_its_own() {
    let mut office = Office::opens("2026-06-10 09:00");
    let text = "Hi Tom,\n\nas agreed:\n\n- Tom sends us all materials by Thursday.\n\nMia";
    office.receives(&mail("recap", MIA, text).to(TOM).cc(INES).cc(BOT));
    office.clock_moves_to("2026-06-10 09:30");
    let letter = office.next_letter();
    office.receives(&reply("yes", TOM, &letter, "1 yes", Program::Gmail));
    office.clock_moves_to("2026-06-12 08:40");
    office.further_letters();
    let more = "Hi Tom,\n\nwe deliver the deck by next Friday.\n\nMia";
    office.receives(&mail("more", MIA, more).to(TOM).cc(INES).cc(BOT).answering_id("recap@studio.example"));
    office.clock_moves_to("2026-06-12 12:00");
    let letters = office.further_letters();
    let lines: Vec<String> = letters.iter().map(Sent::headline).collect();
    assert!(lines.iter().any(|line| line.contains(" overdue to mia@studio.example, tom@bank.example")), "{lines:#?}");
    assert!(
        lines
            .iter()
            .any(|line| line.contains(" confirmation to ines@bank.example, mia@studio.example, tom@bank.example")),
        "{lines:#?}"
    );
}

//! What was agreed by phone is written down: a mail to the bot alone becomes a letter to those it was with, once its writer says "send".

use crate::{
    numbers::stands,
    support::{
        mail::{Written, mail},
        office::{BOT, INES, JON, MIA, Office, Sent, TOM, rules},
        programs::{Program, button, reply},
    },
    the_call,
};

const ANNA: &str = "Anna Kern <anna@client.example>";

const THE_CALL: &str = "As discussed with Anna Kern <anna@client.example> on the phone today: she sends all materials by Friday noon, \
    otherwise the deck comes on Wednesday. We deliver the deck on Tuesday 9:00.\n\nMia";

/// Mia writes a note of a call to the bot alone.
fn note(text: &str) -> Written {
    mail("note", MIA, text).to(BOT).about("Launch deck")
}

/// The office once Mia has noted the call, the note, and the letter that shows her what is to go out.
#[track_caller]
pub fn noted() -> (Office, Written, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    let note = note(THE_CALL);
    office.receives_at("2026-06-11 10:12", &note);
    let draft = shown(&mut office);
    (office, note, draft)
}

/// The letter that shows the draft to Mia, and nothing else.
#[track_caller]
pub fn shown(office: &mut Office) -> Sent {
    let sent = office.next_letter();
    assert!(sent.headline().ends_with(" held to mia@studio.example"), "{}", sent.whole());
    office.has_sent_nothing_more();
    sent
}

#[test]
fn a_call_recapped_to_the_bot_alone_becomes_a_letter_to_the_one_it_was_with() {
    let (mut office, _, draft) = noted();
    insta::assert_snapshot!(draft.whole());
    office.clock_moves_to("2026-06-11 11:00");
    office.has_sent_nothing_more();
    office.receives_at("2026-06-11 11:10", &button("word", MIA, &draft, "send"));
    let letter = office.sends("2026-06-11 11:10 confirmation to anna@client.example, mia@studio.example");
    insta::assert_snapshot!(letter.whole());
    assert_eq!(letter.letter.to[0].address.to_string(), "anna@client.example");
    assert_eq!(letter.letter.cc[0].address.to_string(), "mia@studio.example");
    assert_eq!(stands(&office), ["1 asked, 2026-06-12 12:00", "2 agreed, 2026-06-16 09:00"]);
    office.receives_at("2026-06-11 11:40", &reply("yes", ANNA, &letter, "1 yes", Program::Outlook));
    assert_eq!(stands(&office)[0], "1 agreed, 2026-06-12 12:00");
    office.clock_moves_to("2026-06-11 12:30");
    office.sends("2026-06-11 12:10 confirmation to anna@client.example, mia@studio.example");
    office.clock_moves_to("2026-06-12 16:00");
    let letters = office.further_lines();
    assert!(
        letters.contains(&"2026-06-12 13:00 overdue to anna@client.example, mia@studio.example".to_owned()),
        "{letters:#?}"
    );
}

#[test]
fn what_came_up_after_the_letter_was_not_discussed_then() {
    let (mut office, _, draft) = noted();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    let letter = office.sends("2026-06-11 10:20 confirmation to anna@client.example, mia@studio.example");
    let more = "We deliver the photos on Thursday, 18 June.";
    let answer = mail("more", MIA, more).to(BOT).answering_id(letter.letter.id.as_str());
    office.receives_at("2026-06-11 11:10", &answer);
    office.clock_moves_to("2026-06-11 12:30");
    let letters = office.further_letters();
    assert_eq!(letters.len(), 1, "{:?}", letters.iter().map(Sent::whole).collect::<Vec<_>>());
    assert!(letters[0].letter.text.contains("photos"), "{}", letters[0].whole());
    assert!(!letters[0].letter.text.contains("As discussed"), "{}", letters[0].whole());
}

#[test]
fn what_its_writer_tells_the_bot_alone_afterwards_is_told_to_the_writer_alone() {
    let (mut office, _, draft) = noted();
    office.receives_at("2026-06-11 11:10", &button("word", MIA, &draft, "send"));
    let letter = office.sends("2026-06-11 11:10 confirmation to anna@client.example, mia@studio.example");
    // A mail of its own that belongs here by its subject: Anna has not seen it, and nobody has said that she may.
    let more = mail("more", MIA, "Anna pays our invoice by 1 July.").to(BOT).about("Launch deck");
    office.receives_at("2026-06-11 13:00", &more);
    office.clock_moves_to("2026-06-11 18:00");
    let letters = office.further_letters();
    let theirs: Vec<String> = letters.iter().map(Sent::whole).filter(|letter| letter.contains("anna@")).collect();
    assert!(theirs.is_empty(), "{}", theirs.join("\n"));
    assert!(!letters.is_empty(), "Mia is told what stands on record now");
    // An answer to the letter that both have is for both.
    office.receives_at("2026-06-11 18:10", &button("later", MIA, &letter, "2 is Wednesday"));
    office.clock_moves_to("2026-06-11 20:00");
    let letters = office.further_lines();
    assert!(letters.iter().any(|line| line.contains("anna@client.example")), "{letters:#?}");
}

/// Studio Kern, whose people read this language.
fn reading(language: &str) -> Office {
    let mut house = rules();
    house.office.members.iter_mut().for_each(|member| language.clone_into(&mut member.language));
    Office::opens_by("2026-06-11 09:00", house)
}

#[test]
fn the_one_it_was_with_is_found_in_each_language() {
    let notes = [
        (
            "de",
            "Wie eben mit Anna Kern <anna@client.example> telefonisch besprochen: Sie schickt alle Unterlagen bis Freitag 12 Uhr, \
            sonst kommt das Deck erst am Mittwoch. Wir liefern das Deck am Dienstag um 9:00 Uhr.\n\nMia",
            "senden",
        ),
        (
            "tr",
            "Anna Kern (anna@client.example) ile telefonda konuştuğumuz gibi: Anna tüm malzemeleri cuma 12:00'ye kadar gönderecek. \
            Biz sunumu salı 9:00'da teslim ediyoruz.\n\nMia",
            "gönder",
        ),
        (
            "mn",
            "Анна Керн (anna@client.example)-тэй утсаар ярьсан ёсоор: Анна бүх материалыг баасан гарагийн 12:00 цаг гэхэд бидэнд илгээнэ. \
            Бид танилцуулгыг мягмар гарагт 9:00 цагт хүлээлгэн өгнө.\n\nМиа",
            "илгээ",
        ),
        (
            "bn",
            "আন্না কের্ন (anna@client.example)-এর সঙ্গে আজ ফোনে যেমন কথা হলো: আন্না শুক্রবার দুপুর ১২টার মধ্যে সব উপকরণ পাঠাবেন। \
            আমরা মঙ্গলবার সকাল ৯টায় প্রেজেন্টেশন জমা দেব।\n\nমিয়া",
            "পাঠান",
        ),
        (
            "ru",
            "Как договорились сегодня по телефону (Анна Керн <anna@client.example>): она присылает все материалы до пятницы 12:00. \
            Мы сдаём презентацию во вторник в 9:00.\n\nМиа",
            "отправить",
        ),
        (
            "es",
            "Como hablamos hoy por teléfono con Anna Kern (anna@client.example): Anna envía todos los materiales antes del viernes a las \
            12:00. Entregamos la presentación el martes a las 9:00.\n\nMia",
            "enviar",
        ),
    ];
    for (language, text, send) in notes {
        let mut office = reading(language);
        office.receives_at("2026-06-11 10:12", &note(text));
        let draft = shown(&mut office);
        insta::assert_snapshot!(format!("the_draft_of_a_call-{language}"), draft.whole());
        office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, send));
        let letter = office.sends("2026-06-11 10:20 confirmation to anna@client.example, mia@studio.example");
        assert!(!letter.whole().contains("anna@client.example)"), "{language}: {}", letter.whole());
        assert_eq!(stands(&office), ["1 asked, 2026-06-12 12:00", "2 agreed, 2026-06-16 09:00"], "{language}");
    }
}

/// The office once Mia has noted a call with Anna, whom nobody knows, and the question with whom it was.
fn asked_with_whom() -> (Office, Sent) {
    let mut office = Office::opens("2026-06-11 09:00");
    let text = "I just spoke to Anna on the phone. Anna will send us all materials by Friday noon.\n\nMia";
    office.receives_at("2026-06-11 10:12", &note(text));
    let question = office.sends("2026-06-11 10:12 whom to mia@studio.example");
    (office, question)
}

#[test]
fn where_no_address_is_known_the_writer_is_asked_for_it() {
    let (mut office, question) = asked_with_whom();
    insta::assert_snapshot!(question.whole());
    assert_eq!(office.record().len(), 0);
    office.receives_at("2026-06-11 10:30", &reply("address", MIA, &question, "anna@client.example", Program::Gmail));
    let draft = shown(&mut office);
    assert!(draft.letter.text.contains("Anna <anna@client.example>"), "{}", draft.whole());
    office.receives_at("2026-06-11 10:40", &reply("word", MIA, &draft, "send", Program::Gmail));
    office.sends("2026-06-11 10:40 confirmation to anna@client.example, mia@studio.example");
    assert_eq!(stands(&office), ["1 asked, 2026-06-12 12:00"]);
    assert_eq!(office.thread().agreements[0].origin.quote.mail.as_str(), "note@studio.example");
}

#[test]
fn who_gives_the_address_may_say_again_what_was_discussed() {
    let (mut office, question) = asked_with_whom();
    let again = "anna@client.example. As discussed with her on the phone, she sends us all materials by Friday noon.";
    office.receives_at("2026-06-11 10:30", &reply("address", MIA, &question, again, Program::Gmail));
    let draft = shown(&mut office);
    assert!(draft.letter.text.contains("Anna <anna@client.example>"), "{}", draft.whole());
    assert_eq!(stands(&office), ["1 asked, 2026-06-12 12:00"]);
}

/// Mia and Tom know each other from the slides.
fn knows_tom() -> Office {
    let mut office = Office::opens("2026-06-10 09:00");
    office.receives_at("2026-06-10 10:12", &the_call());
    office.clock_moves_to("2026-06-11 09:30");
    office.further_letters();
    office
}

#[test]
fn somebody_known_is_found_by_name_and_the_old_conversation_is_left_alone() {
    let mut office = knows_tom();
    let text = "As discussed with Tom on the phone yesterday: Tom sends us the photos by 26 June.";
    office.receives_at("2026-06-11 10:12", &note(text));
    let draft = office.next_letter();
    assert!(draft.headline().ends_with(" held to mia@studio.example"), "{}", draft.whole());
    assert!(draft.letter.text.contains("Tom Ray <tom@bank.example>"), "{}", draft.whole());
    assert!(draft.letter.text.contains("Wednesday, 10 June 2026"), "the day of the talk: {}", draft.whole());
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    office.sends("2026-06-11 10:20 confirmation to mia@studio.example, tom@bank.example");
    let threads = office.ledger().threads().unwrap();
    assert_eq!(threads.iter().map(|thread| thread.agreements.len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn another_call_told_in_answer_to_the_question_with_whom_names_nobody_for_the_first() {
    let mut office = knows_tom();
    office.receives_at(
        "2026-06-11 10:12",
        &note("I just spoke to Eve on the phone. Eve will send us all materials by Friday noon."),
    );
    let question = office.sends("2026-06-11 10:12 whom to mia@studio.example");
    let other = "As discussed with Tom on the phone yesterday: Tom sends us the photos by 26 June.";
    office.receives_at("2026-06-11 10:30", &reply("other", MIA, &question, other, Program::Gmail));
    office.clock_moves_to("2026-06-11 11:30");
    for letter in office.further_letters() {
        assert!(!letter.letter.text.contains("Eve will send"), "{}", letter.whole());
    }
    office.receives_at("2026-06-11 11:40", &reply("whom", MIA, &question, "eve@elsewhere.example", Program::Gmail));
    let draft = shown(&mut office);
    assert!(draft.letter.text.contains("Eve <eve@elsewhere.example>"), "{}", draft.whole());
    assert!(!draft.letter.text.contains("photos"), "{}", draft.whole());
}

#[test]
fn of_two_people_with_one_name_neither_is_taken() {
    let mut office = knows_tom();
    let other =
        mail("other", MIA, "Hi Tom,\n\nplease send us the list by 20 June.").to("Tom Lee <lee@mill.example>").cc(BOT);
    office.receives_at("2026-06-11 09:40", &other.about("List"));
    office.clock_moves_to("2026-06-11 10:10");
    office.further_letters();
    office.receives_at(
        "2026-06-11 10:12",
        &note("As discussed with Tom on the phone: Tom sends us the photos by 26 June."),
    );
    office.sends("2026-06-11 10:12 whom to mia@studio.example");
    let mut office = knows_tom();
    office.receives_at(
        "2026-06-11 10:12",
        &note("As discussed with Tom Ray on the phone: he sends us the photos by 26 June."),
    );
    assert!(office.next_letter().headline().contains(" held "));
}

#[test]
fn what_is_dropped_goes_to_nobody_and_is_called_off() {
    let (mut office, _, draft) = noted();
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "drop"));
    assert!(office.thread().agreements.iter().all(|agreement| agreement.state.as_str() == "cancelled"));
    office.clock_moves_to("2026-06-19 18:00");
    for line in office.further_lines() {
        assert!(line.ends_with(" digest to mia@studio.example"), "{line}");
    }
}

#[test]
fn what_is_wrong_is_put_right_before_anybody_sees_it() {
    let (mut office, _, draft) = noted();
    office.receives_at(
        "2026-06-11 10:20",
        &reply("wrong", MIA, &draft, "1 is wrong, it was Monday 15:00", Program::Outlook),
    );
    let again = shown(&mut office);
    assert!(again.letter.text.contains("Monday, 15 June 2026, 15:00"), "{}", again.whole());
    office.receives_at("2026-06-11 10:25", &button("old", MIA, &draft, "send"));
    office.has_sent_nothing_more();
    office.receives_at("2026-06-11 10:30", &button("word", MIA, &again, "send"));
    let letter = office.sends("2026-06-11 10:30 confirmation to anna@client.example, mia@studio.example");
    assert!(
        letter.letter.text.contains("Monday, 15 June 2026, 15:00") && !letter.letter.text.contains("12 June"),
        "{}",
        letter.whole()
    );
}

#[test]
fn what_its_writer_puts_right_in_answer_to_the_note_itself_stands_in_the_letter() {
    let (mut office, note, _) = noted();
    let wrong = mail("wrong", MIA, "1 is wrong, it was Monday 15:00").to(BOT).about("Re: Launch deck").answering(&note);
    office.receives_at("2026-06-11 10:20", &wrong);
    let again = shown(&mut office);
    assert!(again.letter.text.contains("Monday, 15 June 2026, 15:00"), "{}", again.whole());
    office.receives_at("2026-06-11 10:30", &button("word", MIA, &again, "send"));
    let letter = office.sends("2026-06-11 10:30 confirmation to anna@client.example, mia@studio.example");
    assert!(
        letter.letter.text.contains("1. she sends all materials") && letter.letter.text.contains("15 June"),
        "{}",
        letter.whole()
    );
}

#[test]
fn nothing_is_said_of_it_before_the_yes_not_even_when_it_falls_due() {
    let (mut office, ..) = noted();
    office.clock_moves_to("2026-06-19 18:00");
    let letters = office.further_letters();
    for sent in &letters {
        assert!(sent.headline().ends_with(" digest to mia@studio.example"), "{}", sent.whole());
    }
    let first = letters[0].letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(first.contains("waiting for your approval"), "{first}");
    assert!(!first.contains("all materials"), "nobody was asked yet: {first}");
}

#[test]
fn a_stranger_and_a_client_have_nobody_written_to() {
    for (name, writer) in [("stranger", "Eve <eve@elsewhere.example>"), ("client", TOM)] {
        let mut office = knows_tom();
        let written = mail(name, writer, &THE_CALL.replace("\n\nMia", "")).to(BOT).about("Launch deck");
        office.receives_at("2026-06-11 10:12", &written);
        office.clock_moves_to("2026-06-11 18:00");
        for sent in office.further_letters() {
            assert!(
                !sent.headline().contains("anna@") && !sent.headline().contains(" held "),
                "{name}: {}",
                sent.whole()
            );
        }
        assert!(office.ledger().threads().unwrap().iter().all(|thread| thread.settings.recap.is_none()), "{name}");
    }
}

#[test]
fn a_mail_that_is_not_from_mia_whatever_it_claims_has_nobody_written_to() {
    let mut house = rules();
    house.trusted = vec!["mx.studio.example".to_owned()];
    let mut office = Office::opens_by("2026-06-11 09:00", house);
    let forged =
        note(THE_CALL).header("Authentication-Results", "mx.studio.example; dmarc=fail header.from=studio.example");
    office.receives_at("2026-06-11 10:12", &forged);
    office.clock_moves_to("2026-06-11 18:00");
    office.has_sent_nothing_more();
}

#[test]
fn only_the_yes_of_its_writer_counts() {
    let mut office = Office::opens("2026-06-11 09:00");
    office.receives_at("2026-06-11 10:12", &note(THE_CALL).cc(JON));
    let draft = shown(&mut office);
    for (name, somebody) in [("jon", JON), ("anna", ANNA), ("eve", "Eve <eve@elsewhere.example>")] {
        office.receives_at("2026-06-11 10:20", &button(name, somebody, &draft, "send"));
        office.clock_moves_to("2026-06-11 10:21");
        assert!(office.further_lines().iter().all(|line| !line.contains(" confirmation ")), "{name}");
    }
    office.receives_at("2026-06-11 10:30", &button("mia", MIA, &draft, "send"));
    let letter = office.further_letters().pop().unwrap();
    assert_eq!(
        letter.headline(),
        "2026-06-11 10:30 confirmation to anna@client.example, jon@studio.example, mia@studio.example"
    );
    assert_eq!(letter.letter.to.len(), 1, "{}", letter.whole());
}

#[test]
fn in_bcc_or_forwarded_it_is_answered_to_its_sender_alone() {
    let hidden = mail("hidden", MIA, THE_CALL).to(JON).header("X-Envelope-To", "agree@studio.example");
    let forwarded = note(
        "As discussed on the phone:\n\n---------- Forwarded message ---------\nFrom: Anna Kern <anna@client.example>\nDate: Thu, 11 Jun 2026 \
         at 09:40\nSubject: Launch\nTo: Mia Kern <mia@studio.example>\n\nWe send all materials by Friday noon.\n"
    )
    .about("Fwd: Launch");
    for written in [hidden, forwarded] {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &written);
        office.clock_moves_to("2026-06-15 18:00");
        for sent in office.further_letters() {
            assert!(sent.to.iter().all(|to| to.to_string() == "mia@studio.example"), "{}", sent.whole());
            assert!(!sent.headline().contains(" held "), "{}", sent.whole());
        }
    }
}

#[test]
fn who_is_named_in_a_quote_or_a_signature_only_is_not_written_to() {
    let said = "As discussed on the phone: Anna sends all materials by Friday noon.\n\n";
    for below in [
        "On Thu, 11 Jun 2026 at 09:40, Anna Kern <anna@client.example> wrote:\n\n> Yes, as we said.\n",
        "-- \nMia Kern\nWritten with Anna Kern, anna@client.example\n",
    ] {
        let mut office = Office::opens("2026-06-11 09:00");
        office.receives_at("2026-06-11 10:12", &note(&format!("{said}{below}")));
        office.clock_moves_to("2026-06-11 18:00");
        for sent in office.further_letters() {
            assert!(
                !sent.whole().contains("anna@client.example") && !sent.headline().contains(" held "),
                "{}",
                sent.whole()
            );
        }
    }
}

#[test]
fn several_people_are_all_written_to() {
    let mut office = Office::opens("2026-06-11 09:00");
    let text = "As agreed on a call with Tom Ray (tom@bank.example) and Ines Roth (ines@bank.example):\n\n\
        - Tom sends the figures by Friday 16:00.\n- Ines sends the photos by Monday.\n- We deliver the deck by Tuesday 9:00.\n";
    office.receives_at("2026-06-11 10:12", &note(text));
    let draft = shown(&mut office);
    office.receives_at("2026-06-11 10:20", &button("word", MIA, &draft, "send"));
    let letter =
        office.sends("2026-06-11 10:20 confirmation to ines@bank.example, mia@studio.example, tom@bank.example");
    let owed: Vec<String> =
        office.thread().agreements.iter().map(|agreement| agreement.debtor.called().to_owned()).collect();
    assert_eq!(owed, ["Tom Ray", "Ines Roth", "Mia Kern"], "{}", letter.whole());
    office.receives_at("2026-06-11 10:30", &reply("ines", INES, &letter, "2 yes", Program::AppleMail));
    assert_eq!(stands(&office)[1], "2 agreed, 2026-06-15");
}

#[test]
fn who_wants_no_letters_gets_none_of_a_call_either() {
    let mut office = knows_tom();
    office.receives_at("2026-06-11 09:40", &mail("stop", TOM, "stop mailing me").to(BOT).answering(&the_call()));
    office.further_letters();
    office.receives_at(
        "2026-06-11 10:12",
        &note("As discussed with Tom on the phone: Tom sends us the photos by 26 June."),
    );
    office.clock_moves_to("2026-06-11 18:00");
    for sent in office.further_letters() {
        assert!(!sent.headline().contains("tom@"), "{}", sent.whole());
    }
}

#[test]
fn an_outage_lets_no_letter_out_that_its_writer_has_not_let_go() {
    let mut office = Office::opens_on_disk("2026-06-11 09:00");
    office.receives_at("2026-06-11 09:30", &the_call());
    office.receives_at("2026-06-11 10:12", &note(THE_CALL));
    office.clock_moves_to("2026-06-11 10:40");
    assert!(office.further_letters().iter().any(|sent| sent.headline().contains(" held ")));
    office.is_dark_until("2026-06-15 10:00");
    office.clock_moves_to("2026-06-19 18:00");
    for sent in office.further_letters() {
        assert!(!sent.whole().contains("anna@client.example"), "{}", sent.whole());
    }
}

//! What people say in answer to a letter, language by language, and what is heard: one table a language, with what means nothing to the bot.

use std::fmt::Write as _;

use inwriting::{
    language::Packs,
    mail::parse,
    model::{
        Agreement, AgreementNumber, Asked, Change, Confidence, Correction, Event, MessageId, Quote, Request, Settings,
        Source, State, Thread, ThreadId, Wanted,
    },
    reading::{Addressed, requests},
};

use crate::support::{
    clock::at,
    mail::mail,
    office::{BOT, INES, MIA, TOM, party, rules},
};

/// A conversation in this language with three agreements: Tom owes the first and the third.
pub fn thread(language: &str) -> Thread {
    let quote = Quote { mail: MessageId::parse("m@studio.example").unwrap(), text: "…".to_owned(), start: 0, end: 3 };
    let source = Source { by: party(MIA), at: at("2026-06-11 10:00").timestamp(), quote, settled: None };
    let owes = |number, debtor: &str, creditor: &str, action: &str| Event {
        agreement: AgreementNumber(number),
        change: Change::Recorded {
            debtor: party(debtor),
            creditor: party(creditor),
            action: action.to_owned(),
            due: None,
            state: State::Asked,
            language: language.to_owned(),
            rule: "test".to_owned(),
            confidence: Confidence::new(1.0),
        },
        source: source.clone(),
    };
    let events = [owes(1, TOM, MIA, "logo"), owes(2, MIA, TOM, "deck"), owes(3, TOM, MIA, "budget")];
    Thread {
        id: ThreadId(1),
        subject: "Slides".to_owned(),
        messages: vec![MessageId::parse("m@studio.example").unwrap()],
        participants: [MIA, TOM, INES].map(party).to_vec(),
        agreements: events.iter().filter_map(Agreement::begin).collect(),
        live: true,
        settings: Settings::default(),
    }
}

/// What is heard of `text`, written by Tom on Thursday 11 June 2026 in answer to a letter.
pub fn heard(language: &str, text: &str, question: Option<&Asked>) -> Vec<Request> {
    let packs = Packs::embedded().unwrap();
    let written = mail("answer", TOM, text).to(BOT).cc(MIA).answering_id("letter@studio.example");
    let mail = parse(&written.raw(1, &at("2026-06-11 11:00")), packs, &[]).unwrap();
    let how = Addressed { letter: true, alone: false, question };
    requests(&mail, &thread(language), &rules().office, packs, how)
}

/// In a line: what, of which numbers, until when.
pub fn shown(requests: &[Request]) -> String {
    let one = |request: &Request| {
        let mut line = match &request.wanted {
            Wanted::Say { act, due } => {
                let due = due.as_ref().map_or(String::new(), |due| format!(" {}", due.moment.date()));
                format!("{act:?}{due}").to_lowercase()
            }
            Wanted::Correct(put) => put.iter().fold("correct".to_owned(), |mut line, one| {
                let what = match one {
                    Correction::Due(due) => due.moment.date().to_string(),
                    Correction::Debtor(debtor) => debtor.called().to_owned(),
                    Correction::Action(words) | Correction::Consequence(words) => words.clone(),
                };
                write!(line, " {what}").unwrap();
                line
            }),
            Wanted::NotMe { who } => format!("notme {}", who.as_ref().map_or("?", |who| who.called())),
            Wanted::Client(name) => format!("client {name}"),
            Wanted::Stage(name) => format!("stage {name}"),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap().to_lowercase(),
        };
        for number in &request.about {
            write!(line, " #{number}").unwrap();
        }
        line
    };
    requests.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn hold(language: &str, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(text, meant)| (text, meant, shown(&heard(language, text, None))))
        .filter(|(_, meant, found)| found != *meant)
        .map(|(text, meant, found)| format!("{text:?}: meant {meant:?}, heard {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} in {language}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn english() {
    hold(
        "en",
        &[
            ("1 yes", "accept #1"),
            ("1: no, sorry", "decline #1"),
            ("yes to 1, no to 2", "accept #1; decline #2"),
            ("2 is Friday", "move 2026-06-12 #2"),
            ("1 done, 2 only on Friday", "deliver #1; move 2026-06-12 #2"),
            ("Number 3 is wrong, it was Monday", "correct 2026-06-15 #3"),
            ("#1 is done", "deliver #1"),
            ("1 and 3 are done", "deliver #1 #3"),
            ("1 isn't done yet", "notdone #1"),
            ("1 is called off", "cancel #1"),
            ("1 is not me, that's for Ines", "notme Ines Roth #1"),
            ("We never agreed to that", "dispute"),
            ("not me", "notme ?"),
            ("Ok, will do. Thanks, Tom", "accept"),
            ("stop", "stop"),
            ("Please stop sending me these mails.", "stop"),
            ("start again", "start"),
            ("Hold letters on this thread, please", "hold"),
            ("go on", "goon"),
            ("What is still open?", "status"),
            ("undo", "undo"),
            ("I take that back", "undo"),
            ("help", "help"),
            ("digest now", "digest"),
            ("Send it", "send"),
            ("Drop it", "drop"),
            ("The client is Bank of the North", "client Bank of the North"),
            ("Please send us the texts by Friday.", ""),
            ("We need 2 weeks for the deck.", ""),
            ("Can you stop by on Friday?", ""),
            ("I have a question about the report you sent us on Monday.", ""),
            ("The status of the campaign is not clear to our board.", ""),
            ("Thanks for your help with the slides yesterday.", ""),
        ],
    );
}

#[test]
fn german() {
    hold(
        "de",
        &[
            ("1 ja", "accept #1"),
            ("1 ok, 2 leider nein", "accept #1; decline #2"),
            ("Zu 2: das schaffen wir erst am Freitag", "move 2026-06-12 #2"),
            ("2 ist Freitag", "move 2026-06-12 #2"),
            ("1 ist erledigt, danke", "deliver #1"),
            ("Punkt 3 ist falsch, gemeint war Montag", "correct 2026-06-15 #3"),
            ("Nr. 2 stimmt nicht", "correct #2"),
            ("1 ist noch nicht erledigt", "notdone #1"),
            ("2 entfällt", "cancel #2"),
            ("Das macht Ines, ich bin nicht zuständig.", "notme Ines Roth"),
            ("Das haben wir so nie vereinbart.", "dispute"),
            ("1 ist teilweise erledigt, der Rest folgt", "partlydone #1"),
            ("Passt, danke!\n\nViele Grüße\nTom", "accept"),
            ("Stopp", "stop"),
            ("Bitte schreiben Sie mir nicht mehr.", "stop"),
            ("Ich möchte keine Mails mehr", "stop"),
            ("Fang wieder an", "start"),
            ("Bitte vorerst keine Briefe", "hold"),
            ("weiter", "goon"),
            ("Wie ist der Stand?", "status"),
            ("Was ist noch offen?", "status"),
            ("rückgängig", "undo"),
            ("Das war ein Versehen", "undo"),
            ("Hilfe", "help"),
            ("Bitte schicken Sie uns den Bericht bis Montag.", ""),
            ("Wir haben 2 Fotografen und 1 Assistenten.", ""),
            ("Der Stand auf der Messe ist gebucht.", ""),
            ("Danke für die Hilfe gestern!", ""),
        ],
    );
}

#[test]
fn turkish() {
    hold(
        "tr",
        &[
            ("1 evet", "accept #1"),
            ("1 tamam, 2 hayır", "accept #1; decline #2"),
            ("2 cuma günü", "move 2026-06-12 #2"),
            ("1 yapıldı", "deliver #1"),
            ("1 numara yapılmadı", "notdone #1"),
            ("2 numara yanlış, pazartesi olmalı", "correct 2026-06-15 #2"),
            ("3 iptal edildi", "cancel #3"),
            ("1 kısmen yapıldı", "partlydone #1"),
            ("Benim işim değil", "notme ?"),
            ("Böyle anlaşmadık", "dispute"),
            ("Tamamdır, teşekkürler", "accept"),
            ("dur", "stop"),
            ("Lütfen bana artık yazmayın", "stop"),
            ("yeniden başla", "start"),
            ("Bu yazışmayı bekletin lütfen", "hold"),
            ("devam et", "goon"),
            ("Son durum nedir?", "status"),
            ("geri al", "undo"),
            ("yardım", "help"),
            ("Lütfen raporu pazartesiye kadar gönderin.", ""),
            ("2 fotoğrafçımız ve 1 asistanımız var.", ""),
            ("Otobüs tam otelin önünde duruyor, oradan yürürüz.", ""),
        ],
    );
}

#[test]
fn russian() {
    hold(
        "ru",
        &[
            ("1 да", "accept #1"),
            ("1 да, 2 нет", "accept #1; decline #2"),
            ("2 пятница", "move 2026-06-12 #2"),
            ("По пункту 2: сможем только в пятницу", "move 2026-06-12 #2"),
            ("1 сделано", "deliver #1"),
            ("1 не сделано", "notdone #1"),
            ("Пункт 3 неверно, должно быть понедельник", "correct 2026-06-15 #3"),
            ("2 отменено", "cancel #2"),
            ("1 частично готово", "partlydone #1"),
            ("Это не ко мне", "notme ?"),
            ("Мы так не договаривались.", "dispute"),
            ("Согласен, спасибо!", "accept"),
            ("стоп", "stop"),
            ("Пожалуйста, больше не пишите мне", "stop"),
            ("Пишите снова", "start"),
            ("Приостановите письма в этой переписке", "hold"),
            ("продолжайте", "goon"),
            ("Как обстоят дела?", "status"),
            ("Что ещё открыто?", "status"),
            ("Беру свои слова назад", "undo"),
            ("помощь", "help"),
            ("Пожалуйста, пришлите отчёт до понедельника.", ""),
            ("У нас 2 фотографа и 1 ассистент.", ""),
            ("Нужна ваша помощь с презентацией в среду.", ""),
        ],
    );
}

#[test]
fn mongolian() {
    hold(
        "mn",
        &[
            ("1 тийм", "accept #1"),
            ("1 тийм, 2 үгүй", "accept #1; decline #2"),
            ("2 баасан гарагт", "move 2026-06-12 #2"),
            ("1 гүйцэтгэсэн", "deliver #1"),
            ("1 гүйцэтгээгүй", "notdone #1"),
            ("3 буруу, даваа гараг байх ёстой", "correct 2026-06-15 #3"),
            ("2 цуцалсан", "cancel #2"),
            ("1 хэсэгчлэн хийсэн", "partlydone #1"),
            ("Миний ажил биш", "notme ?"),
            ("Бид тэгж тохироогүй", "dispute"),
            ("Зөвшөөрч байна, баярлалаа", "accept"),
            ("зогсоо", "stop"),
            ("Надад дахиж битгий бичээрэй", "stop"),
            ("Дахин эхэлнэ үү", "start"),
            ("Захидлаа түр зогсооно уу", "hold"),
            ("үргэлжлүүл", "goon"),
            ("Байдал ямар байна?", "status"),
            ("Үгээ буцааж авъя", "undo"),
            ("тусламж", "help"),
            ("Тайлангаа даваа гарагт явуулна уу.", ""),
            ("Бидэнд 2 зурагчин, 1 туслах бий.", ""),
        ],
    );
}

#[test]
fn bengali() {
    hold(
        "bn",
        &[
            ("১ হ্যাঁ", "accept #1"),
            ("১ হ্যাঁ, ২ না", "accept #1; decline #2"),
            ("২ শুক্রবার", "move 2026-06-12 #2"),
            ("১ হয়ে গেছে", "deliver #1"),
            ("1 নম্বর হয়ে গেছে", "deliver #1"),
            ("১ হয়নি", "notdone #1"),
            ("৩ ভুল, সোমবার হওয়ার কথা", "correct 2026-06-15 #3"),
            ("২ বাতিল", "cancel #2"),
            ("১ আংশিক হয়েছে", "partlydone #1"),
            ("আমার কাজ নয়", "notme ?"),
            ("এমন কথা হয়নি", "dispute"),
            ("ঠিক আছে, ধন্যবাদ", "accept"),
            ("থামুন", "stop"),
            ("আমাকে আর লিখবেন না", "stop"),
            ("আবার শুরু করুন", "start"),
            ("এই আলাপে চিঠি আটকে রাখুন", "hold"),
            ("চালিয়ে যান", "goon"),
            ("কী কী বাকি আছে?", "status"),
            ("আমার কথা ফিরিয়ে নিচ্ছি", "undo"),
            ("সাহায্য", "help"),
            ("অনুগ্রহ করে সোমবারের মধ্যে প্রতিবেদনটি আমাদের পাঠাবেন।", ""),
            ("আমাদের ২ জন আলোকচিত্রী আছেন।", ""),
        ],
    );
}

#[test]
fn spanish() {
    hold(
        "es",
        &[
            ("1 sí", "accept #1"),
            ("1 vale, 2 lamentablemente no", "accept #1; decline #2"),
            ("2 el viernes", "move 2026-06-12 #2"),
            ("Sobre el 2: no podemos hasta el viernes", "move 2026-06-12 #2"),
            ("1 está hecho, gracias", "deliver #1"),
            ("El punto 3 no es correcto, era el lunes", "correct 2026-06-15 #3"),
            ("El n.º 2 está mal", "correct #2"),
            ("1 todavía no está hecho", "notdone #1"),
            ("2 cancelado", "cancel #2"),
            ("De eso se encarga Ines.", "notme Ines Roth"),
            ("No me corresponde a mí", "notme ?"),
            ("Nunca acordamos eso.", "dispute"),
            ("1 hecho en parte, el resto sigue", "partlydone #1"),
            ("De acuerdo, ¡gracias!\n\nUn saludo\nTom", "accept"),
            ("baja", "stop"),
            ("Por favor, no me escriba más.", "stop"),
            ("No deseo recibir más correos", "stop"),
            ("volver a empezar", "start"),
            ("Por ahora sin mensajes, por favor", "hold"),
            ("continuar", "goon"),
            ("¿Cómo estamos?", "status"),
            ("¿Qué queda pendiente?", "status"),
            ("deshacer", "undo"),
            ("Ha sido un error mío", "undo"),
            ("ayuda", "help"),
            ("resumen del día", "digest"),
            ("Para hoy no hace falta nada.", ""),
            ("Por favor, envíennos el informe antes del lunes.", ""),
            ("Tenemos 2 fotógrafos y 1 asistente.", ""),
            ("El estado de la campaña no está claro para el consejo.", ""),
            ("¡Gracias por la ayuda de ayer!", ""),
        ],
    );
}

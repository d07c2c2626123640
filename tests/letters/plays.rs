//! In charge of: the occasions on which letters are written, played once in each language: Mia Kern's studio makes a deck for Tom Ray's bank.

use inwriting::{language::Packs, letters, model::*, schedule};

use crate::tale::{Tale, at, due, due_in, mia, office, tom};

/// An occasion, and the letter that it calls for.
pub struct Play {
    pub name: &'static str,
    pub letter: Letter,
}

/// The words of the story in a language; in English where nobody has written them down.
struct Script {
    materials: &'static str,
    promise: &'static str,
    deck: &'static str,
    ours: &'static str,
    otherwise: &'static str,
    budget: &'static str,
    ask: &'static str,
    done: &'static str,
    /// The day of `ours`, as it was said.
    monday: &'static str,
    subject: &'static str,
}

const SCRIPTS: &[(&str, Script)] = &[
    (
        "en",
        Script {
            materials: "send all materials",
            promise: "Sure, you will have all materials by Friday 18:00.",
            deck: "send the finished deck",
            ours: "We send the finished deck on Monday.",
            otherwise: "the deck is ready on Wednesday",
            budget: "confirm the budget",
            ask: "Could you please confirm the budget?",
            done: "Here are the materials, sorry it took the weekend.",
            monday: "on Monday",
            subject: "Keynote deck",
        },
    ),
    (
        "de",
        Script {
            materials: "alle Unterlagen schicken",
            promise: "Klar, Sie bekommen alle Unterlagen bis Freitag 18 Uhr.",
            deck: "die fertige Präsentation schicken",
            ours: "Die fertige Präsentation schicken wir am Montag.",
            otherwise: "die Präsentation ist am Mittwoch fertig",
            budget: "das Budget bestätigen",
            ask: "Könnten Sie bitte das Budget bestätigen?",
            done: "Hier die Unterlagen, es hat leider das Wochenende gebraucht.",
            monday: "am Montag",
            subject: "Präsentation für die Keynote",
        },
    ),
    (
        "tr",
        Script {
            materials: "tüm materyalleri gönderme",
            promise: "Tabii, tüm materyalleri cuma 18:00'e kadar gönderirim.",
            deck: "bitmiş sunumu gönderme",
            ours: "Bitmiş sunumu pazartesi gönderiyoruz.",
            otherwise: "sunum çarşamba günü hazır olur",
            budget: "bütçeyi onaylama",
            ask: "Bütçeyi onaylar mısınız?",
            done: "Materyaller ekte, hafta sonunu buldu.",
            monday: "pazartesi",
            subject: "Açılış sunumu",
        },
    ),
    (
        "mn",
        Script {
            materials: "бүх материалыг илгээх",
            promise: "Тэгье, бүх материалыг баасан гарагийн 18 цаг гэхэд илгээнэ.",
            deck: "бэлэн танилцуулгыг илгээх",
            ours: "Бэлэн танилцуулгыг даваа гарагт илгээнэ.",
            otherwise: "танилцуулга лхагва гарагт бэлэн болно",
            budget: "төсвийг баталгаажуулах",
            ask: "Төсвөө баталгаажуулж өгнө үү?",
            done: "Материалуудыг хавсаргав, амралтын өдрүүд орчихлоо.",
            monday: "даваа гарагт",
            subject: "Нээлтийн танилцуулга",
        },
    ),
    (
        "bn",
        Script {
            materials: "সব উপকরণ পাঠানো",
            promise: "অবশ্যই, শুক্রবার সন্ধ্যা ৬টার মধ্যে সব উপকরণ পেয়ে যাবেন।",
            deck: "চূড়ান্ত উপস্থাপনা পাঠানো",
            ours: "চূড়ান্ত উপস্থাপনা আমরা সোমবার পাঠাব।",
            otherwise: "উপস্থাপনা বুধবার তৈরি হবে",
            budget: "বাজেট নিশ্চিত করা",
            ask: "অনুগ্রহ করে বাজেটটা নিশ্চিত করবেন?",
            done: "উপকরণগুলো পাঠালাম, ছুটির দিনটা লেগে গেল।",
            monday: "সোমবার",
            subject: "মূল উপস্থাপনা",
        },
    ),
    (
        "ru",
        Script {
            materials: "прислать все материалы",
            promise: "Конечно, все материалы будут у вас до пятницы 18:00.",
            deck: "прислать готовую презентацию",
            ours: "Готовую презентацию пришлём в понедельник.",
            otherwise: "презентация будет готова в среду",
            budget: "подтвердить бюджет",
            ask: "Подтвердите, пожалуйста, бюджет.",
            done: "Высылаю материалы, ушли выходные.",
            monday: "в понедельник",
            subject: "Презентация к открытию",
        },
    ),
];

/// The office, its members reading this language.
pub fn office_in(language: &str) -> Office {
    let mut office = office();
    office.language = language.to_owned();
    office.members.iter_mut().for_each(|member| member.language = language.to_owned());
    office
}

pub fn write(notice: &Notice, dossiers: &[Dossier], doubts: &[Statement], language: &str, now: &str) -> Letter {
    let style = HouseStyle {
        signature: Some("Studio Kern, Lindenweg 4, Berlin".to_owned()),
        ..HouseStyle::named("Studio Kern")
    };
    let packs = Packs::embedded().unwrap();
    letters::write(notice, dossiers, doubts, &office_in(language), &style, packs, at(now))
        .unwrap_or_else(|why| panic!("{why}"))
}

struct Stage {
    tale: Tale,
    language: &'static str,
    plays: Vec<Play>,
}

impl Stage {
    /// The one letter of `kind` that is planned at `now`.
    fn letter(&mut self, name: &'static str, kind: NoticeKind, now: &str) {
        let notices = self.tale.tell(now);
        let notice = notices.iter().find(|notice| notice.kind == kind).unwrap_or_else(|| panic!("{name}: {notices:?}"));
        // As it was when the letter was written: not told yet.
        let mut before = self.tale.dossier.clone();
        before.told.retain(|told| told.at < at(now));
        let letter = write(notice, &[before], &[], self.language, now);
        self.plays.push(Play { name, letter });
    }
}

/// Every occasion, in `language`.
pub fn plays(language: &'static str) -> Vec<Play> {
    let script =
        SCRIPTS.iter().find(|(code, _)| *code == language).or(SCRIPTS.first()).map(|(_, script)| script).unwrap();
    let mut tale = Tale::new();
    tale.language = language.to_owned();
    tale.dossier.thread.subject = script.subject.to_owned();
    let mut stage = Stage { tale, language, plays: Vec::new() };
    story(&mut stage, script);
    moves(&mut stage, script);
    question(&mut stage, script);
    digest(&mut stage, script);
    stage.plays
}

/// Thursday's promise, Friday's silence, Monday's materials.
fn story(stage: &mut Stage, script: &Script) {
    stage.tale.mia_writes("2026-11-26 10:00").owes(
        &tom(),
        &mia(),
        script.materials,
        Some(due("2026-11-27 12:00")),
        script.promise,
    );
    stage.tale.otherwise(1, script.otherwise);
    stage.letter("asked", NoticeKind::Confirmation, "2026-11-26 10:15");
    stage.tale.tom_writes("2026-11-26 11:00").and(1, Change::Accepted, script.promise);
    stage.letter("accepted", NoticeKind::Confirmation, "2026-11-26 11:15");
    let monday = Due { said: script.monday.to_owned(), assumed: vec![Assumed::Day], ..due("2026-11-30") };
    stage.tale.mia_writes("2026-11-26 14:00").owes(&mia(), &tom(), script.deck, Some(monday), script.ours);
    stage.tale.owes(&tom(), &mia(), script.budget, None, script.ask);
    stage.letter("several", NoticeKind::Confirmation, "2026-11-26 14:15");
    stage.letter("reminder", NoticeKind::Reminder, "2026-11-27 09:00");
    stage.letter("overdue", NoticeKind::Overdue, "2026-11-27 13:00");
    stage.tale.tom_writes("2026-11-30 10:00").and(1, Change::Fulfilled, script.done);
    stage.letter("done", NoticeKind::Confirmation, "2026-11-30 10:15");
}

/// A wish for a new date from another clock, a yes to it, a refusal, a thing called off.
fn moves(stage: &mut Stage, script: &Script) {
    let wished = due_in("2026-12-04 15:30", "Europe/Istanbul");
    stage.tale.mia_writes("2026-11-30 11:00").and(2, Change::MoveProposed { due: wished.clone() }, script.ours);
    stage.letter("wished", NoticeKind::Confirmation, "2026-11-30 11:15");
    stage.tale.tom_writes("2026-11-30 12:00").and(2, Change::Moved { due: wished }, script.promise);
    stage.tale.and(3, Change::Declined, script.ask);
    stage.letter("moved-and-declined", NoticeKind::Confirmation, "2026-11-30 12:15");
    stage.tale.tom_writes("2026-12-01 12:00").and(2, Change::Cancelled, script.ours);
    stage.letter("called-off", NoticeKind::Confirmation, "2026-12-01 12:15");
}

fn question(stage: &mut Stage, script: &Script) {
    stage.tale.tom_writes("2026-12-02 10:00");
    stage.tale.owes(&tom(), &mia(), script.budget, Some(due("2026-12-11")), script.ask);
    stage.tale.tom_writes("2026-12-02 11:00");
    let head = stage.tale.dossier.heads.last().unwrap().clone();
    let said = |text: &str| Quote { mail: head.id.clone(), text: text.to_owned(), start: 0, end: text.len() };
    let doubt = |act, about, claim, until: &str, text: &str| Statement {
        act,
        about,
        claim,
        due: Some(due(until)),
        consequence: None,
        quote: said(text),
        language: stage.language.to_owned(),
        rule: "test".to_owned(),
        confidence: Confidence::new(0.5),
    };
    let claim = Claim { debtor: tom(), creditor: mia(), action: script.materials.to_owned() };
    let new = doubt(Act::Promise, About::New, Some(claim), "2026-12-09", script.promise);
    let about = doubt(Act::Move, About::Unclear, None, "2026-12-10 12:00", script.ask);
    let now = "2026-12-02 11:00";
    let notice = schedule::question(&stage.tale.dossier, &head, &office_in(stage.language), at(now)).unwrap();
    let dossiers = [stage.tale.dossier.clone()];
    let letter = write(&notice, &dossiers, std::slice::from_ref(&new), stage.language, now);
    stage.plays.push(Play { name: "question", letter });
    let letter = write(&notice, &dossiers, &[new, about], stage.language, now);
    stage.plays.push(Play { name: "questions", letter });
}

fn digest(stage: &mut Stage, script: &Script) {
    let mut tale = Tale::new();
    tale.language = stage.language.to_owned();
    tale.dossier.thread.subject = script.subject.to_owned();
    tale.tom_writes("2026-11-23 10:00")
        .owes(&tom(), &mia(), script.materials, Some(due("2026-11-24 12:00")), script.promise)
        .owes(&mia(), &tom(), script.budget, None, script.ask);
    tale.mia_writes("2026-11-25 15:00")
        .owes(&tom(), &mia(), script.budget, Some(due("2026-12-20")), script.ask)
        .owes(&mia(), &tom(), script.deck, Some(due("2026-11-26 17:00")), script.ours)
        .owes(&mia(), &tom(), script.deck, Some(due("2026-11-30")), script.ours)
        .owes(&mia(), &tom(), script.materials, None, script.ours);
    tale.mia_writes("2026-11-25 17:00").and(6, Change::Fulfilled, script.done);
    let now = "2026-11-26 08:30";
    let dossiers = [tale.dossier];
    let notices = schedule::digests(&dossiers, &[], &office_in(stage.language), at(now));
    let letter = write(&notices[0], &dossiers, &[], stage.language, now);
    stage.plays.push(Play { name: "digest", letter });
}

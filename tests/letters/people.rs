//! In charge of: that a letter goes to nobody who is not on the message it answers, whoever is on it.

use inwriting::{language::Packs, letters, model::*, schedule};
use proptest::prelude::*;

use crate::tale::{Tale, at, bot, mia, office, party, tom};

const PEOPLE: &[&str] = &[
    "Mia Kern <mia@studio.example>",
    "Jon Alt <jon@studio.example>",
    "Tom Ray <tom@bank.example>",
    "tom@bank.example",
    "Ann Lee <ann@bank.example>",
    "Eve <eve@elsewhere.example>",
    "Studio Kern, in writing <agree@studio.example>",
];

fn somebody() -> impl Strategy<Value = Party> {
    (0..PEOPLE.len()).prop_map(|which| party(PEOPLE[which]))
}

fn some(most: usize) -> impl Strategy<Value = Vec<Party>> {
    proptest::collection::vec(somebody(), 0..most)
}

fn audience() -> impl Strategy<Value = Audience> {
    let addresses = |most| some(most).prop_map(|people| people.into_iter().map(|one| one.address).collect());
    prop_oneof![
        Just(Audience::Everybody),
        Just(Audience::Team),
        (addresses(3), addresses(3)).prop_map(|(to, cc)| Audience::These { to, cc }),
        somebody().prop_map(|one| Audience::Member(one.address)),
    ]
}

fn write(notice: &Notice, dossier: &Dossier) -> Result<Letter, letters::CannotWrite> {
    let style = HouseStyle::named("Studio Kern");
    let packs = Packs::embedded().unwrap();
    letters::write(notice, std::slice::from_ref(dossier), &[], &office(), &style, packs, at("2026-11-26 18:00"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_a_letter_who_is_not_on_the_message((from, to, cc, reply_to) in (somebody(), some(4), some(4), some(2)), audience in audience()) {
        let mut tale = Tale::new();
        tale.mail(&from, &to, &cc, "2026-11-26 10:00");
        tale.owes(&tom(), &mia(), "send all materials", None, "I'll send it");
        tale.dossier.heads[0].reply_to = reply_to;
        let head = tale.dossier.heads[0].clone();
        let notice = Notice {
thread: Some(ThreadId(7)),
agreements: vec![(AgreementNumber(1), 1)],
answers: Some(head.id.clone()),
..Notice::new(NoticeKind::Confirmation, "confirmation/7/1v1".to_owned(), audience.clone(), at("2026-11-26 18:00"))
};
        let letter = match write(&notice, &tale.dossier) {
            Ok(letter) => letter,
            Err(why) => {
                prop_assert_eq!(why, letters::CannotWrite::Nobody);
                return Ok(());
            }
        };
        let office = office();
        let named: Vec<Address> = letter.to.iter().chain(&letter.cc).map(|party| party.address.clone()).collect();
        prop_assert_eq!(&named, &letter.envelope.recipients);
        let mut once = named.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), named.len(), "somebody twice: {:?}", &named);
        prop_assert!(!letter.to.is_empty());
        for person in &named {
            prop_assert!(!office.is_bot(person));
            match &audience {
                Audience::Member(member) => prop_assert!(person == member && office.is_team(member)),
                Audience::Team => prop_assert!(office.is_team(person)),
                Audience::These { to, cc } => prop_assert!(to.contains(person) || cc.contains(person)),
                Audience::Everybody => {}
            }
            let on_it = head.everybody().iter().any(|party| party.address == *person);
            prop_assert!(on_it || matches!(audience, Audience::Member(_)));
        }
    }

    #[test]
    fn what_is_planned_can_be_written((from, to, cc) in (somebody(), some(4), some(4))) {
        let mut tale = Tale::new();
        tale.mail(&from, &to, &cc, "2026-11-26 10:00");
        tale.owes(&tom(), &mia(), "send all materials", None, "I'll send it");
        for notice in schedule::plan(&tale.dossier, &office(), &Policy::default(), at("2026-11-26 18:00")) {
            match write(&notice, &tale.dossier) {
                Ok(letter) => prop_assert!(letter.envelope.recipients.iter().all(|one| !office().is_bot(one))),
                Err(why) => prop_assert_eq!(why, letters::CannotWrite::Nobody),
            }
        }
    }
}

#[test]
fn an_answer_to_all_goes_to_the_writer_and_those_in_to_with_copies_to_those_in_cc() {
    let mut tale = Tale::new();
    let ann = party("Ann Lee <ann@bank.example>");
    tale.mail(&tom(), &[mia(), bot()], std::slice::from_ref(&ann), "2026-11-26 10:00");
    tale.owes(&tom(), &mia(), "send all materials", None, "I'll send it");
    let notice = tale.plan("2026-11-26 18:00").remove(0);
    let letter = write(&notice, &tale.dossier).unwrap();
    assert_eq!((letter.to, letter.cc), (vec![tom(), mia()], vec![ann]));
}

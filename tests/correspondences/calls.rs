//! In charge of: the plain model's one exception: a call that somebody of the team has written down to the bot alone may be told to whom it was
//! with, who is not on that mail: once its writer has been shown the letter and has said "send" to it, as it was shown, and once only.

use std::collections::BTreeSet;

use inwriting::model::NoticeKind;

use crate::{
    play::{Post, World},
    rules::{answered, conversation, is_team, kind},
    script::{Bot, Kind, With, named_in},
    support::office::Sent,
};

/// What the first letter about a call begins with, and nothing else does, in the languages of what is written here.
const AS_DISCUSSED: &[&str] = &["As discussed on ", "Besprochen am ", "Итоги разговора (", " günü konuşulanlar: "];

/// Whether a letter says that it is the first about a call.
fn opens_with_a_call(sent: &Sent) -> bool {
    let first = sent.letter.text.lines().next().unwrap_or_default();
    AS_DISCUSSED.iter().any(|opening| first.contains(opening))
}

/// How many calls were told to whom they were with.
pub fn told(world: &World) -> usize {
    let reaches = |sent: &&Sent| {
        let post = world.posts.iter().find(|post| Some(&post.id) == answered(sent).as_ref());
        let named = post.map(|post| named(world, post)).unwrap_or_default();
        opens_with_a_call(sent) && sent.to.iter().any(|to| named.contains(&to.to_string()))
    };
    world.letters.iter().filter(reaches).count()
}

/// Those whom the letters that answer this mail may reach though they are not on it.
pub fn introduced(world: &World, post: &Post, sent: &Sent) -> Result<BTreeSet<String>, String> {
    let named = named(world, post);
    if !sent.to.iter().any(|to| named.contains(&to.to_string())) {
        return Ok(BTreeSet::new());
    }
    let drafts: Vec<&Sent> = world.letters.iter().filter(|shown| shows(shown, post)).collect();
    let released = drafts.iter().find(|shown| has_said_send(world, post, shown));
    let shown = released.ok_or("its writer has not said that the letter about the call may go out")?;
    let first = |letter: &Sent| {
        let told = letter.to.iter().any(|to| named.contains(&to.to_string()));
        told && answered(letter).as_ref() == Some(&post.id) && opens_with_a_call(letter)
    };
    if !first(sent) {
        let before = world.letters.iter().any(|letter| answered(letter).as_ref() == Some(&post.id) && first(letter));
        return if before { Ok(named) } else { Err("something else was told before the call itself".to_owned()) };
    }
    if world.letters.iter().any(first) {
        return Err("the letter about a call went out twice".to_owned());
    }
    let seen = drafts.iter().chain([shown]).any(|draft| holds(draft, sent));
    if seen { Ok(named) } else { Err(format!("its writer saw another letter:\n{}", shown.whole())) }
}

/// Whom a call was with that this mail writes down to the bot alone, as far as its writer has said where they are to be reached.
fn named(world: &World, post: &Post) -> BTreeSet<String> {
    let note = is_team(&post.writer) && post.above.is_empty() && post.bot != Bot::Unseen && post.kind == Kind::Personal;
    if !note || !post.people.iter().all(|person| is_team(person)) {
        return BTreeSet::new();
    }
    let Some(call) = named_in(post.text) else { return BTreeSet::new() };
    let asked = |sent: &Sent| kind(sent) == Some(NoticeKind::Whom) && answered(sent).as_ref() == Some(&post.id);
    let asked: Vec<&str> =
        world.letters.iter().filter(|sent| asked(sent)).map(|sent| sent.letter.id.as_str()).collect();
    let answers = world.posts.iter().filter(|other| {
        let to_it = other.above.iter().any(|above| asked.contains(&above.as_str()));
        other.here && other.kind == Kind::Personal && other.writer == post.writer && to_it
    });
    let words = |text: &'static str| text.split(|letter: char| letter.is_whitespace() || "<>,;:".contains(letter));
    let told = answers.flat_map(|other| words(other.text)).filter(|word| word.contains('@'));
    let known = match call {
        With::At(address) => Some(address),
        // Both have taken part in one conversation, though perhaps never on the same mail of it; or somebody of the team has told the address there.
        With::Called(address) => Some(address).filter(|address| {
            let mut talks = world.posts.iter().filter(|other| other.here).map(|other| conversation(world, &other.id));
            talks.any(|talk| {
                let on_it = |person: &str| talk.iter().any(|other| other.people.contains(person));
                let told = |other: &&Post| {
                    is_team(&other.writer) && other.kind == Kind::Personal && other.text.contains(address)
                };
                (on_it(address) || talk.iter().any(told)) && on_it(&post.writer)
            })
        }),
    };
    known.into_iter().chain(told).map(str::to_owned).collect()
}

/// Whether a letter shows the writer of this mail, and nobody else, what is to go out.
fn shows(shown: &Sent, post: &Post) -> bool {
    let alone = shown.to.iter().all(|to| to.to_string() == post.writer);
    kind(shown) == Some(NoticeKind::Held) && alone && answered(shown).as_ref() == Some(&post.id)
}

/// In answer to the draft, or in a mail to the bot alone of its own or in answer to the morning's list, which can mean nothing else.
fn has_said_send(world: &World, post: &Post, shown: &Sent) -> bool {
    world.posts.iter().any(|word| {
        let to_it = word.above.iter().any(|above| above == shown.letter.id.as_str());
        let to_the_bot = word.strange && word.people.len() == 1 && word.bot != Bot::Unseen;
        let said = word.here && word.kind == Kind::Personal && word.writer == post.writer && word.text == "send";
        said && (to_it || to_the_bot)
    })
}

/// Whether what a letter has to say of each agreement stood in the draft.
fn holds(draft: &Sent, sent: &Sent) -> bool {
    let draft: BTreeSet<&str> = draft.letter.text.lines().map(str::trim).collect();
    let own = sent.letter.text.split("\n-- \n").next().unwrap_or_default();
    let told = |line: &&str| {
        line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok())
            || ["Who:", "Due:", "Otherwise:", "State:"].iter().any(|field| line.starts_with(field))
    };
    own.lines().map(str::trim).filter(told).all(|line| draft.contains(line))
}

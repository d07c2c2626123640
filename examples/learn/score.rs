//! In charge of: scoring what was read against the gold, as `corpus/score.py` does, for threads held out.

use std::collections::BTreeMap;

use inwriting::{
    language::fold,
    model::{Agreement, Moment},
};

use crate::threads::{Gold, Labelled};

/// Whether `agreement` stands for one of the gold.
pub fn is_right(thread: &Labelled, agreement: &Agreement) -> bool {
    thread.gold.iter().any(|gold| matches(gold, agreement))
}

/// Counts of one language.
#[derive(Debug, Default, Clone)]
struct Sums {
    threads: f64,
    perfect: f64,
    empty: f64,
    quiet: f64,
    gold: f64,
    read: f64,
    hit: f64,
    dated_gold: f64,
    dated_read: f64,
    dated_hit: f64,
    status: f64,
    full: f64,
    clock_of: f64,
    clock: f64,
    consequence_of: f64,
    consequence: f64,
    plain: f64,
    invented: f64,
}

/// The table, a row a language; and why gold was missed.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<String, Sums>,
    causes: BTreeMap<&'static str, usize>,
    extra: BTreeMap<&'static str, usize>,
}

impl Table {
    /// Scores one thread; `shown` prints what was missed and what was too much.
    pub fn add(&mut self, thread: &Labelled, read: &[Agreement], shown: bool) {
        let pairs = pair(&thread.gold, read);
        // By language, by who wrote them (what stands before the first hyphen of their names), and all.
        let author = format!("~{}", thread.id.split('-').next().unwrap_or_default());
        for group in [thread.lang.as_str(), &author, "~~total"] {
            let sums = self.rows.entry(group.to_owned()).or_default();
            sums.threads += 1.0;
            sums.perfect += f64::from(u8::from(pairs.len() == thread.gold.len() && pairs.len() == read.len()));
            sums.empty += f64::from(u8::from(thread.gold.is_empty()));
            sums.quiet += f64::from(u8::from(thread.gold.is_empty() && read.is_empty()));
            sums.gold += count(thread.gold.len());
            sums.read += count(read.len());
            sums.hit += count(pairs.len());
            sums.dated_gold += count(thread.gold.iter().filter(|gold| !days(gold).is_empty()).count());
            sums.dated_read += count(read.iter().filter(|read| read.due.is_some()).count());
            for &(gold, agreement) in &pairs {
                if let (Some(gold), Some(agreement)) = (thread.gold.get(gold), read.get(agreement)) {
                    add_pair(sums, gold, agreement);
                }
            }
        }
        for (at, gold) in thread.gold.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|pair| pair.0 == *at)) {
            *self.causes.entry(cause(gold, read)).or_default() += 1;
            let _ = at;
        }
        for (_, agreement) in read.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|pair| pair.1 == *at)) {
            let near = thread
                .gold
                .iter()
                .map(|gold| cause(gold, std::slice::from_ref(agreement)))
                .min()
                .unwrap_or("not there at all");
            *self.extra.entry(near).or_default() += 1;
        }
        if shown {
            show(thread, read, &pairs);
        }
    }

    /// Dated precision, recall, F1 and all F1 of everything.
    pub fn total(&self) -> String {
        let Some(sums) = self.rows.get("~~total") else { return String::new() };
        let (precision, recall, dated) = f1(sums.dated_hit, sums.dated_gold, sums.dated_read);
        let (quiet, all) = (sums.quiet / sums.empty, f1(sums.hit, sums.gold, sums.read).2);
        format!("dated P {precision:.3} R {recall:.3} F1 {dated:.3}, all F1 {all:.3}, quiet {quiet:.3}")
    }

    /// Prints the table.
    pub fn print(&self) {
        println!(
            "lang    threads perfect  gold  read  datedP datedR datedF1 fullF1 allF1  status clock conseq invented quiet"
        );
        for (lang, sums) in &self.rows {
            let (precision, recall, dated) = f1(sums.dated_hit, sums.dated_gold, sums.dated_read);
            println!(
                "{lang:8}{:7}{:8}{:6}{:6}  {precision:6.3} {recall:6.3} {dated:6.3}  {:6.3} {:6.3} {:6.3} {:6.3} {:6.3} {:6.3} {:6.3}",
                sums.threads,
                sums.perfect,
                sums.gold,
                sums.read,
                f1(sums.full, sums.dated_gold, sums.dated_read).2,
                f1(sums.hit, sums.gold, sums.read).2,
                sums.status / sums.hit,
                sums.clock / sums.clock_of,
                sums.consequence / sums.consequence_of,
                sums.invented / sums.plain,
                sums.quiet / sums.empty,
            );
        }
        println!("missed, by what the nearest reading gets wrong: {:?}", self.causes);
        println!("too much, by what the nearest gold has else:    {:?}", self.extra);
    }
}

/// What the nearest reading gets wrong of a gold that was missed.
fn cause(gold: &Gold, read: &[Agreement]) -> &'static str {
    let debtor = |read: &&Agreement| {
        gold.debtor.iter().any(|known| known.to_lowercase() == read.debtor.address.to_string().to_lowercase())
    };
    let what = |read: &&Agreement| hold(&gold.what, &read.action) || hold(&gold.what, &read.origin.quote.text);
    let day = |read: &&Agreement| {
        let day = read.due.as_ref().map(|due| due.moment.date().to_string());
        let days = days(gold);
        if days.is_empty() { day.is_none() } else { day.is_some_and(|day| days.contains(&day.as_str())) }
    };
    let any = |tests: &[&dyn Fn(&&Agreement) -> bool]| read.iter().any(|read| tests.iter().all(|test| test(&read)));
    if any(&[&debtor, &what, &day]) {
        "a: taken twice, or the words cut"
    } else if any(&[&what, &day]) {
        "b: who"
    } else if any(&[&debtor, &what]) {
        "c: when"
    } else if any(&[&debtor, &day]) && !days(gold).is_empty() {
        "d: what"
    } else if any(&[&what]) {
        "e: who and when"
    } else {
        "f: not there at all"
    }
}

fn count(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::INFINITY, f64::from)
}

fn add_pair(sums: &mut Sums, gold: &Gold, read: &Agreement) {
    let dated = !days(gold).is_empty();
    let same = gold.status == read.state.as_str();
    sums.dated_hit += f64::from(u8::from(dated));
    sums.status += f64::from(u8::from(same));
    sums.full += f64::from(u8::from(dated && same));
    let times: Vec<&str> = gold.due.iter().flatten().filter_map(|due| due.get(11..16)).collect();
    if !times.is_empty() {
        let all_timed = gold.due.iter().flatten().all(|due| due.len() > 10);
        let said = read.due.as_ref().and_then(|due| due.moment.time()).map(|time| time.strftime("%H:%M").to_string());
        sums.clock_of += 1.0;
        let right = said.as_deref().map_or(!all_timed, |said| times.contains(&said));
        sums.clock += f64::from(u8::from(right));
    }
    let words = read.consequence.as_ref().map(|known| known.words.as_str()).unwrap_or_default();
    if let Some(groups) = gold.consequence.as_ref().filter(|groups| !groups.is_empty()) {
        sums.consequence_of += 1.0;
        sums.consequence += f64::from(u8::from(hold(groups, words)));
    } else {
        sums.plain += 1.0;
        sums.invented += f64::from(u8::from(!words.is_empty()));
    }
}

fn f1(hit: f64, gold: f64, read: f64) -> (f64, f64, f64) {
    let precision = if read > 0.0 { hit / read } else { f64::from(u8::from(gold == 0.0)) };
    let recall = if gold > 0.0 { hit / gold } else { 1.0 };
    let both = precision + recall;
    (precision, recall, if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 })
}

fn days(gold: &Gold) -> Vec<&str> {
    gold.due.iter().flatten().filter_map(|due| due.get(..10)).collect()
}

fn hold(groups: &[Vec<String>], text: &str) -> bool {
    let text = fold(text).text;
    groups.iter().all(|group| group.iter().any(|word| text.contains(&fold(word).text)))
}

fn matches(gold: &Gold, read: &Agreement) -> bool {
    let day = read.due.as_ref().map(|due| due.moment.date().to_string());
    let days = days(gold);
    let same_day = if days.is_empty() { day.is_none() } else { day.is_some_and(|day| days.contains(&day.as_str())) };
    let debtor = read.debtor.address.to_string().to_lowercase();
    same_day && gold.debtor.iter().any(|known| known.to_lowercase() == debtor) && hold(&gold.what, &read.action)
}

/// One to one, by augmenting paths.
fn pair(gold: &[Gold], read: &[Agreement]) -> Vec<(usize, usize)> {
    fn place(at: usize, gold: &[Gold], read: &[Agreement], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        for (index, agreement) in read.iter().enumerate() {
            if seen[index] || !matches(&gold[at], agreement) {
                continue;
            }
            seen[index] = true;
            if owner[index].is_none_or(|other| place(other, gold, read, owner, seen)) {
                owner[index] = Some(at);
                return true;
            }
        }
        false
    }
    let mut owner = vec![None; read.len()];
    for at in 0..gold.len() {
        place(at, gold, read, &mut owner, &mut vec![false; read.len()]);
    }
    owner.iter().enumerate().filter_map(|(index, at)| Some(((*at)?, index))).collect()
}

fn show(thread: &Labelled, read: &[Agreement], pairs: &[(usize, usize)]) {
    if pairs.len() == thread.gold.len() && pairs.len() == read.len() {
        return;
    }
    println!("--- {}", thread.id);
    for (at, gold) in thread.gold.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|pair| pair.0 == *at)) {
        println!(
            "   missed {at} {:?} {:?} {:?} {} ({})",
            gold.debtor.first(),
            gold.what,
            days(gold),
            gold.status,
            cause(gold, read)
        );
    }
    for (_, agreement) in read.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|pair| pair.1 == *at)) {
        let due = agreement.due.as_ref().map(|due| match due.moment {
            Moment::Day(day) => day.to_string(),
            Moment::Clock(at) => at.to_string(),
        });
        println!(
            "   extra  {} {:?} {due:?} (said {:?}) {} <{}> {:.2}",
            agreement.debtor.address,
            agreement.action,
            agreement.due.as_ref().map(|due| due.said.as_str()).unwrap_or_default(),
            agreement.state.as_str(),
            agreement.origin.quote.text,
            agreement.confidence.get()
        );
    }
}

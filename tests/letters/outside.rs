//! In charge of: what programs that are not ours make of the letters: a browser, a spam filter, mail readers, calendars. They have to be
//! installed, and take their time: `cargo test --test letters -- --ignored` (docs/letters.md says what they need and what they found).

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use inwriting::letters::Specimen;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::Value;

use crate::{languages, plays::plays};

/// Every letter in every language, with its name.
fn all() -> Vec<(String, Specimen)> {
    let of = |language: &'static str| {
        plays(language).into_iter().map(move |specimen| (format!("{language}-{}", specimen.name), specimen))
    };
    languages().into_iter().flat_map(of).collect()
}

/// What a program answers; it has to be there and to succeed.
pub fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; docs/letters.md says what to install"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn page(specimen: &Specimen) -> String {
    MessageParser::default().parse(&specimen.letter.bytes).unwrap().body_html(0).unwrap().into_owned()
}

/// Measures every page at a phone's width and at a desk's, in light or dark colours, in one run of the browser.
fn measure(folder: &Path, dark: bool) -> Value {
    let frames: String = all()
        .iter()
        .flat_map(|(name, specimen)| {
            let page = page(specimen).replace('&', "&amp;").replace('"', "&quot;");
            [360, 900].map(|width| {
                format!("<iframe title=\"{name}\" width=\"{width}\" height=\"6000\" style=\"border:0\" srcdoc=\"{page}\"></iframe>\n")
            })
        })
        .collect();
    let bench = include_str!("bench.html").replace("<!-- frames -->", &frames);
    let file = folder.join("bench.html");
    fs::write(&file, bench).unwrap();
    let address = format!("file://{}", file.display());
    let mut arguments =
        vec!["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=20000"];
    arguments.extend(dark.then_some("--blink-settings=preferredColorScheme=0"));
    arguments.extend(["--window-size=1400,1000", "--dump-dom", &address]);
    let shown = String::from_utf8(run("chromium", &arguments).stdout).unwrap();
    let measured = shown.split("<pre id=\"measured\">").nth(1).unwrap().split("</pre>").next().unwrap();
    serde_json::from_str(&measured.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).unwrap()
}

#[test]
#[ignore = "needs chromium"]
fn a_browser_shows_every_page_whole_and_readable_on_a_phone_and_at_a_desk_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    for dark in [false, true] {
        let measured = measure(folder.path(), dark);
        let pages = measured["pages"].as_array().unwrap();
        assert_eq!(pages.len(), all().len() * 2);
        let least = |key: &str| pages.iter().filter_map(|page| page[key].as_f64()).fold(f64::MAX, f64::min);
        println!(
            "dark: {dark}, pages: {}, least contrast: {:.2}, lowest button: {} px",
            pages.len(),
            least("contrast"),
            least("button")
        );
        for page in pages {
            assert_eq!(page["dark"].as_bool(), Some(dark), "{page}");
            assert_eq!(page["over"].as_array().map(Vec::len), Some(0), "wider than the screen: {page}");
            assert_eq!(page["faint"].as_array().map(Vec::len), Some(0), "below WCAG AA: {page}");
            assert!(page["button"].as_f64().is_none_or(|height| height >= 44.0), "too low for a finger: {page}");
        }
    }
}

#[test]
#[ignore = "needs spamassassin"]
fn a_spam_filter_finds_nothing_against_any_letter() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("letters");
    let letters = all();
    let mut text = Vec::new();
    for (name, specimen) in &letters {
        text.extend_from_slice(format!("From {name}@letters.example Thu Nov 26 10:00:00 2026\n").as_bytes());
        text.extend(specimen.letter.bytes.iter().filter(|byte| **byte != b'\r'));
        text.extend_from_slice(b"\n");
    }
    fs::write(&mbox, text).unwrap();
    let shown = run("spamassassin", &["--local", "--mbox", mbox.to_str().unwrap()]);
    let shown = String::from_utf8_lossy(&shown.stdout).replace("\n\t", " ");
    // It tells them in an order of its own.
    let verdict = |mail: &str| Some(mail.split("\nX-Spam-Status: ").nth(1)?.split('\n').next()?.to_owned());
    let mails = shown.split("From ").filter_map(|mail| mail.split_once("@letters.example "));
    let verdicts: BTreeMap<String, String> =
        mails.filter_map(|(name, mail)| Some((name.to_owned(), verdict(mail)?))).collect();
    assert_eq!(verdicts.len(), letters.len());
    let mut table = String::from("| letter |");
    languages().iter().for_each(|language| table.push_str(&format!(" {language} |")));
    let mut scores: Vec<(&str, Vec<f64>)> = Vec::new();
    let mut against = Vec::new();
    for (name, specimen) in &letters {
        let verdict = &verdicts[name];
        let score: f64 = verdict.split("score=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        if score > 1.0 {
            against.push(format!("{name}: {verdict}"));
        }
        match scores.iter_mut().find(|(known, _)| *known == specimen.name) {
            Some((_, row)) => row.push(score),
            None => scores.push((specimen.name, vec![score])),
        }
    }
    table.push_str(&format!("\n| --- |{}\n", " --: |".repeat(languages().len())));
    for (name, row) in scores {
        table
            .push_str(&format!("| {name} |{}\n", row.iter().map(|score| format!(" {score:.1} |")).collect::<String>()));
    }
    println!("{table}");
    assert!(against.is_empty(), "{}", against.join("\n"));
}

#[test]
#[ignore = "needs python3, notmuch, mutt"]
fn mail_readers_read_every_letter_without_a_defect() {
    let folder = tempfile::tempdir().unwrap();
    let maildir = folder.path().join("mail");
    ["cur", "new", "tmp"].iter().for_each(|name| fs::create_dir_all(maildir.join(name)).unwrap());
    let letters = all();
    for (name, specimen) in &letters {
        fs::write(maildir.join("cur").join(format!("{name}:2,")), &specimen.letter.bytes).unwrap();
        fs::write(folder.path().join(format!("{name}.txt")), &specimen.letter.text).unwrap();
    }
    let place = folder.path().to_str().unwrap();
    run("python3", &["tests/letters/readers.py", place]);
    let config = folder.path().join("notmuch");
    fs::write(
        &config,
        format!("[database]\npath={}\n[user]\nname=x\nprimary_email=x@studio.example\n", maildir.display()),
    )
    .unwrap();
    let config = format!("--config={}", config.display());
    run("notmuch", &[&config, "new", "--quiet"]);
    let ids: std::collections::BTreeSet<&str> =
        letters.iter().map(|(_, specimen)| specimen.letter.id.as_str()).collect();
    let counted = String::from_utf8(run("notmuch", &[&config, "count", "*"]).stdout).unwrap();
    assert_eq!(counted.trim(), ids.len().to_string(), "notmuch keeps each Message-ID once");
    let script = format!(
        "set folder={0}\nset spoolfile={0}\nset crypt_use_gpgme=no\nset sort=date\npush '<tag-pattern>~A<enter>:set pipe_split=yes pipe_decode=yes<enter><tag-prefix><pipe-message>cat >> {1}/mutt.txt<enter><exit>'\n",
        maildir.display(),
        place
    );
    let rc = folder.path().join("muttrc");
    fs::write(&rc, script).unwrap();
    let command = format!("TERM=xterm script -qec 'mutt -n -F {}' /dev/null >/dev/null", rc.display());
    run("sh", &["-c", &command]);
    let read = fs::read_to_string(folder.path().join("mutt.txt")).unwrap();
    for (name, specimen) in &letters {
        let first = specimen.letter.text.lines().next().unwrap();
        assert!(read.contains(first), "mutt does not show {name}: {first}");
    }
}

#[test]
#[ignore = "needs python3 with the package icalendar"]
fn another_program_takes_every_calendar_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = 0;
    for (name, specimen) in all() {
        let mail = MessageParser::default().parse(&specimen.letter.bytes).unwrap();
        for attached in mail.attachments() {
            let file = format!("{name}-{}", attached.attachment_name().unwrap());
            fs::write(folder.path().join(file), attached.contents()).unwrap();
            files += 1;
        }
    }
    assert!(files > 20, "{files}");
    let told = run("python3", &["tests/letters/calendars.py", folder.path().to_str().unwrap()]);
    println!("{}", String::from_utf8_lossy(&told.stdout));
}

//! The daemon at work: beside an account that fails, under systemd, and what its log says.

use std::{
    fs,
    os::unix::net::UnixDatagram,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    running::{Bot, mails, post},
    servers::{free_ports, servers},
};

/// Ends the daemon however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn promise(name: &str, bot: &Bot) -> String {
    format!(
        "From: Mia Kern <mia-{name}@studio.example>\r\nTo: Tom Long <tom-{name}@bank.example>\r\nCc: {}\r\nSubject: Slides\r\n\
         Message-ID: <promise-{name}@studio.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
         I will send you the final slides by Friday, 27 November 2036.\r\n\r\nBest\r\nMia\r\n",
        bot.address
    )
}

/// Waits until this is so.
#[track_caller]
fn until(bot: &Bot, what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} never came:\n{}", bot.log());
        // Asking the server takes its time; no other pause is needed.
        servers().doveadm(&["mailbox", "status", "-u", &bot.address, "messages", "INBOX"]);
    }
}

#[test]
fn one_account_that_fails_leaves_the_others_at_work() {
    let bot = Bot::new("beside", servers().imap, servers().smtp);
    let [nobody] = free_ports();
    let config = fs::read_to_string(bot.config()).unwrap();
    let (before, rest) = config.split_once("[[mailbox]]").unwrap();
    let (good, after) = rest.split_once("[outbox]").unwrap();
    let broken = good.replace("\"office\"", "\"elsewhere\"").replace(&servers().imap.to_string(), &nobody.to_string());
    // Two folders of the account that works, one of which is not there.
    let good = format!("{good}folders = [\"INBOX\", \"Gone\"]\n");
    fs::write(bot.config(), format!("{before}[[mailbox]]{broken}\n[[mailbox]]{good}\n[outbox]{after}")).unwrap();
    post(&bot.address, &promise("beside", &bot));
    let _daemon = Running(bot.start());
    until(&bot, "the confirmation", || !mails("tom-beside@bank.example").is_empty());
    until(&bot, "the trouble with the folder", || bot.log().contains("the folder \"Gone\" cannot be opened"));
    until(&bot, "the trouble with the account", || {
        bot.log().contains("a folder cannot be read") && bot.log().contains("elsewhere")
    });
}

#[test]
fn systemd_hears_that_it_is_ready_alive_what_it_is_about_and_that_it_ends() {
    let bot = Bot::new("notified", servers().imap, servers().smtp);
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let systemd = UnixDatagram::bind(&socket).unwrap();
    systemd.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut daemon = Running(
        Command::new(env!("CARGO_BIN_EXE_inwriting"))
            .args(["run", "-c"])
            .arg(bot.config())
            .env("NOTIFY_SOCKET", &socket)
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let hears = |wanted: &[&str]| {
        let (mut heard, mut bytes) = (String::new(), [0; 1024]);
        while !wanted.iter().all(|wanted| heard.contains(wanted)) {
            let read = systemd.recv(&mut bytes).unwrap_or_else(|error| panic!("{error}; heard so far: {heard}"));
            heard.push_str(&String::from_utf8_lossy(&bytes[..read]));
            heard.push('\n');
        }
    };
    hears(&["READY=1", "STATUS=at work", "WATCHDOG=1"]);
    let told = Command::new("kill").args(["-s", "TERM", &daemon.0.id().to_string()]).status().unwrap();
    assert!(told.success());
    hears(&["STOPPING=1"]);
    assert!(daemon.0.wait().unwrap().success());
}

#[test]
fn the_log_names_accounts_uids_mails_and_threads_but_no_people_and_no_words() {
    let bot = Bot::new("logged", servers().imap, servers().smtp);
    let config = fs::read_to_string(bot.config()).unwrap();
    fs::write(bot.config(), format!("{config}\n[log]\nformat = \"json\"\nlevel = \"debug\"\n")).unwrap();
    post(&bot.address, &promise("logged", &bot));
    let _daemon = Running(bot.start());
    until(&bot, "the confirmation", || bot.log().contains("a letter was sent"));
    let log = bot.log();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let says = |words: &str| {
        let line =
            lines.iter().find(|line| line["fields"]["message"].as_str().is_some_and(|said| said.contains(words)));
        line.unwrap_or_else(|| panic!("no {words} in\n{log}"))["fields"].clone()
    };
    let read = says("a mail was read");
    assert_eq!((&read["account"], &read["uid"]), (&"office".into(), &1.into()), "{read}");
    assert_eq!((&read["mail"], &read["agreements"]), (&"promise-logged@studio.example".into(), &"1".into()), "{read}");
    assert!(read["thread"].is_string() && says("a letter was sent")["letter"].is_string(), "{read}");
    for private in ["tom-logged", "mia-logged", "Tom Long", "Mia Kern", "final slides", "secret"] {
        assert!(!log.contains(private), "{private} is in\n{log}");
    }
}

/// The fields of an entry, as systemd's journal takes them: `NAME=value`, or a name, the length and a value that may hold line ends
/// (systemd.io/JOURNAL_NATIVE_PROTOCOL).
fn journal_fields(entry: &[u8]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = entry;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        match line.split_once('=') {
            Some((name, value)) => fields.push((name.to_owned(), value.to_owned())),
            None => {
                let length = usize::try_from(u64::from_le_bytes(rest[..8].try_into().unwrap())).unwrap();
                fields.push((line, String::from_utf8_lossy(&rest[8..8 + length]).into_owned()));
                rest = &rest[8 + length + 1..];
            }
        }
    }
    fields
}

#[test]
fn the_journal_gets_an_entry_an_event_with_the_same_fields() {
    let path = Path::new("/run/systemd/journal/socket");
    if path.exists() {
        eprintln!("left out: this machine has a journal of its own, which is not ours to listen at");
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let journal = UnixDatagram::bind(path).unwrap();
    journal.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let bot = Bot::new("journalled", servers().imap, servers().smtp);
    let config = fs::read_to_string(bot.config()).unwrap();
    fs::write(bot.config(), format!("{config}\n[log]\nformat = \"journald\"\n")).unwrap();
    post(&bot.address, &promise("journalled", &bot));
    let daemon = Running(bot.start());
    let mut bytes = [0; 16 * 1024];
    let (mut heard, mut entry) = (String::new(), Vec::new());
    while !entry.iter().any(|(name, value)| name == "MESSAGE" && value == "a mail was read") {
        let read = journal.recv(&mut bytes).unwrap_or_else(|error| panic!("{error}; heard so far: {heard}"));
        entry = journal_fields(&bytes[..read]);
        heard.push_str(&format!("{entry:?}\n"));
    }
    fs::remove_file(path).unwrap();
    drop(daemon);
    let field = |name: &str| entry.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(field("F_ACCOUNT"), Some("office"), "{entry:?}");
    assert_eq!((field("F_UID"), field("F_AGREEMENTS")), (Some("1"), Some("1")), "{entry:?}");
    assert_eq!(field("F_MAIL"), Some("promise-journalled@studio.example"), "{entry:?}");
    assert_eq!(field("PRIORITY"), Some("5"), "{entry:?}");
    for private in ["tom-journalled", "mia-journalled", "Tom Long", "final slides", "secret"] {
        assert!(!heard.contains(private), "{private} is in\n{heard}");
    }
}

//! The program itself, as systemd starts and ends it, on real folders.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    time::{Duration, Instant},
};

use inwriting::{ledger::Ledger, outbox::deliver};

use crate::{support::clock::at, the_call};

const CONFIG: &str = r#"
[office]
address = "agree@studio.example"
domains = ["studio.example"]
zone = "Europe/Berlin"

[[mailbox]]
kind = "maildir"
name = "agree"
path = "inbox"
first = "everything"

[outbox]
kind = "maildir"
path = "out"

[ledger]
path = "record.sqlite"
"#;

/// A daemon at work, and its log.
struct Daemon {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Daemon {
    fn starts(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_inwriting"))
            .args(["run", "-c"])
            .arg(folder.join("config.toml"))
            .env_remove("NOTIFY_SOCKET")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Self { child, log }
    }

    /// Reads on in the log until a line says this.
    #[track_caller]
    fn says(&mut self, words: &str) {
        let mut said = String::new();
        loop {
            let begin = said.len();
            if self.log.read_line(&mut said).unwrap() == 0 {
                panic!("it ended without saying “{words}”:\n{said}");
            }
            if said[begin..].contains(words) {
                return;
            }
        }
    }

    fn hears(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.path().join("inbox").join(part)).unwrap();
    }
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    folder
}

#[test]
fn it_reads_what_comes_reloads_when_told_and_ends_within_five_seconds() {
    let folder = folder();
    let mut daemon = Daemon::starts(folder.path());
    daemon.says("at work");
    let bytes = the_call().bytes(&at("2026-06-11 10:12"));
    deliver(&folder.path().join("inbox"), &bytes, at("2026-06-11 10:12").timestamp()).unwrap();
    daemon.says("a mail was read");

    fs::write(folder.path().join("config.toml"), CONFIG.replace("zone =", "zones =")).unwrap();
    daemon.hears("HUP");
    daemon.says("the old one stays");
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    daemon.hears("HUP");
    daemon.says("the configuration is read anew");
    daemon.says("at work");

    let second = Command::new(env!("CARGO_BIN_EXE_inwriting"))
        .args(["run", "-c"])
        .arg(folder.path().join("config.toml"))
        .output()
        .unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{told}");
    assert!(told.contains("in use by another inwriting"), "{told}");

    let begun = Instant::now();
    daemon.hears("TERM");
    let ended = daemon.child.wait().unwrap();
    assert!(ended.success(), "{ended}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let ledger = Ledger::open(&folder.path().join("record.sqlite")).unwrap();
    assert_eq!(ledger.threads().unwrap().len(), 1);
}

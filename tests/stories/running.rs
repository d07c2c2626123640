//! The program itself, as systemd starts and ends it, on real folders.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use inwriting::{
    clock::{Clock, SetClock},
    daemon::{self, Desk, Sign, Ways},
    language::Packs,
    ledger::Ledger,
    model::{Address, Letter, Receipt},
    outbox::{Outbox, deliver},
};
use jiff::SignedDuration;
use tokio::{sync::Notify, task::yield_now};

use crate::{
    support::{clock::at, office::rules},
    the_call,
};

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

/// A way out that takes a letter and never says what became of it.
struct Silent(Arc<Notify>);

impl Outbox for Silent {
    fn send<'a>(&'a mut self, _: &'a Letter, _: &'a [Address]) -> BoxFuture<'a, Receipt> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_letter_that_hangs_on_its_way_keeps_no_sign_of_life_back() {
    let written = at("2026-06-11 10:12");
    let clock = Arc::new(SetClock::at(written.timestamp()));
    let mut desk = Desk::new(Ledger::in_memory().unwrap(), rules(), Packs::embedded().unwrap());
    desk.take(&the_call().raw(1, &written), written.timestamp()).unwrap();
    clock.move_to(at("2026-06-11 10:45").timestamp());
    let (hangs, signs) = (Arc::new(Notify::new()), AtomicUsize::new(0));
    let mut silent = Silent(Arc::clone(&hangs));
    let sign = |sign: Sign| {
        signs.fetch_add(usize::from(sign == Sign::Alive), Ordering::Relaxed);
    };
    // systemd waits for a minute and a half: in each half minute there is to be one sign at least.
    let half_minutes = async {
        hangs.notified().await;
        let mut quiet = 0;
        for _ in 0..10 {
            let before = signs.load(Ordering::Relaxed);
            clock.move_to(clock.now() + SignedDuration::from_secs(30));
            for _ in 0..100 {
                yield_now().await;
            }
            quiet += usize::from(signs.load(Ordering::Relaxed) == before);
        }
        quiet
    };
    let ways = Ways { mailboxes: Vec::new(), outbox: &mut silent, sent: None };
    let time: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let quiet = daemon::run(&mut desk, ways, time, half_minutes, &sign).await.unwrap();
    assert_eq!(quiet, 0, "half minutes of ten without a sign of life");
}

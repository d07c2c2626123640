//! How fast and how small the daemon is on real servers: `cargo bench --bench wire`. As root, on Debian; takes some minutes.
//!
//! * from Postfix accepting a mail to Postfix accepting its confirmation, over 200 mails, one after another: by IMAP, where Dovecot holds
//!   each announcement back for half a second (the time from its announcement on is printed beside it); by IMAP, where Dovecot sets idle
//!   connections aside and holds nothing back (`imap_hibernate_timeout`); and from the Maildir itself;
//! * a backlog of 10,000 mails, next to plain downloads of the same mailbox by the same library, one before and one after, and by isync;
//! * memory at the peak of the backlog and at rest after it, and of a daemon that has only just begun; wake-ups a minute at rest.
//!
//! How busy the machine was is printed beside each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../tests/support/running.rs"]
mod running;
#[path = "../tests/support/servers.rs"]
mod servers;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use inwriting::{
    connection::{Security, Server},
    model::{Address, Envelope, Letter, LetterKind, MessageId, Receipt},
    outbox::{Outbox, Smtp, SmtpSettings},
};
use running::Bot;
use servers::{HIBERNATING, servers};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const MAILS: usize = 200;
const BACKLOG: usize = 10_000;
const REST: Duration = Duration::from_secs(30);
/// By then Dovecot has set an idle connection aside.
const ASIDE: Duration = Duration::from_millis(1300);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    // `cargo bench --bench wire -- backlog` measures that alone.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |what: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == what);
    if wants("idle") {
        idle();
    }
    if wants("latency") {
        for way in [Way::Imap, Way::Hibernating, Way::Maildir] {
            runtime.block_on(latency(way));
        }
    }
    if wants("backlog") {
        backlog(&runtime);
    }
}

/// Lets some time pass.
fn let_pass(time: Duration) {
    let (_sender, nobody) = mpsc::channel::<()>();
    let _ = nobody.recv_timeout(time);
}

fn local(port: u16) -> Server {
    let (host, security) = ("127.0.0.1".to_owned(), Security::Cleartext);
    Server { host, port, security, ca_file: None, allow_cleartext: false }
}

fn promise(number: usize, bot: &str) -> Letter {
    let id = format!("{number}.{bot}");
    let text = "I will send you the final slides by Friday, 27 November 2036.";
    let bytes = format!(
        "From: Mia Kern <mia-bench@studio.example>\r\nTo: Tom <tom-bench@bank.example>\r\nCc: {bot}\r\nSubject: Slides {number}\r\n\
         Message-ID: <{id}>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n{text}\r\n\r\nBest\r\nMia\r\n"
    );
    let written = "2026-11-19T09:00:00Z".parse().unwrap();
    Letter {
        key: id.clone(),
        id: MessageId::parse(&id).unwrap(),
        kind: LetterKind::Test,
        thread: None,
        envelope: Envelope {
            sender: Address::parse("mia-bench@studio.example").ok(),
            recipients: vec![Address::parse(bot).unwrap()],
        },
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text: String::new(),
        bytes: bytes.into_bytes(),
        written,
        due: written,
    }
}

/// Passes a dialogue on and tells the moment at which the server says `words`.
async fn overhear(port: u16, words: &'static [u8], told: mpsc::Sender<Instant>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let told = told.clone();
            tokio::spawn(async move {
                let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let ((mut hears, mut says), (mut answers, mut asks)) = (client.into_split(), server.into_split());
                tokio::spawn(async move { tokio::io::copy(&mut hears, &mut asks).await });
                let mut part = vec![0; 8192];
                while let Ok(read @ 1..) = answers.read(&mut part).await {
                    if part[..read].windows(words.len()).any(|said| said == words) {
                        let _ = told.send(Instant::now());
                    }
                    if says.write_all(&part[..read]).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    here
}

/// Takes the next moment told, and those that have come with it.
fn next(told: &mpsc::Receiver<Instant>, bot: &Bot) -> Instant {
    let first = tokio::task::block_in_place(|| told.recv_timeout(Duration::from_secs(60)));
    first.unwrap_or_else(|_| panic!("nothing came:\n{}", bot.log()))
}

/// How a mail comes to the daemon.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Imap,
    /// Each mail finds the connection set aside: mails come rarely.
    Hibernating,
    Maildir,
}

impl Way {
    fn bot(self) -> &'static str {
        match self {
            Self::Imap => "bench",
            Self::Hibernating => HIBERNATING.split_once('@').unwrap().0,
            Self::Maildir => "maildir-bench",
        }
    }

    fn named(self) -> &'static str {
        match self {
            Self::Imap => "by IMAP",
            Self::Hibernating => "by IMAP, the idle connection set aside",
            Self::Maildir => "from a Maildir",
        }
    }
}

/// Sends mails one after another, each once the one before is confirmed.
async fn latency(way: Way) {
    let (confirms, confirmed) = mpsc::channel();
    let (announces, announced) = mpsc::channel();
    let smtp = overhear(servers().smtp, b"queued as", confirms).await;
    let imap = overhear(servers().imap, b" EXISTS\r\n", announces).await;
    let bot = Bot::new(way.bot(), imap, smtp);
    if way == Way::Maildir {
        bot.read_maildir();
    }
    let mut daemon = bot.start();
    let mut outbox = Smtp::new(SmtpSettings::new(local(servers().smtp), None));
    let (mut whole, mut ours) = (Vec::new(), Vec::new());
    // The first few warm everybody up.
    for number in 0..MAILS + 5 {
        let letter = promise(number, &bot.address);
        if way == Way::Hibernating {
            let_pass(ASIDE);
        }
        while announced.try_recv().is_ok() {}
        assert_eq!(outbox.send(&letter, &letter.envelope.recipients).await, Receipt::Sent);
        let accepted = Instant::now();
        let done = next(&confirmed, &bot);
        whole.push(done.saturating_duration_since(accepted));
        if way != Way::Maildir {
            ours.push(done.saturating_duration_since(next(&announced, &bot)));
        }
    }
    end(&mut daemon);
    show(&format!("confirmation {}, from a mail accepted to its confirmation accepted", way.named()), &mut whole);
    if !ours.is_empty() {
        show("of it, from Dovecot's announcement on", &mut ours);
    }
}

fn show(what: &str, times: &mut Vec<Duration>) {
    let mut times = times.split_off(5);
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!("{what}: median {:.1} ms, p99 {:.1} ms ({MAILS} mails, {})", at(50), at(99), load());
}

fn backlog(runtime: &tokio::runtime::Runtime) {
    let bot = Bot::new("backlog-bench", servers().imap, servers().smtp);
    fill(&bot.address);
    // Dovecot files what is new once, for whoever comes first: not on anybody's time.
    runtime.block_on(download(&bot.address));
    let plain = || timed(|| runtime.block_on(download(&bot.address)));
    let before = plain();
    let isync = timed(|| mbsync(&bot.address));
    let mut daemon = bot.start();
    let begun = Instant::now();
    let done = || {
        let mark = bot.ledger()?.mark("office", "INBOX").ok()??;
        (mark.reached?.next_uid as usize > BACKLOG).then_some(())
    };
    while done().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(1200), "the backlog never ended:\n{}", bot.log());
        let_pass(Duration::from_millis(50));
    }
    let ours = begun.elapsed();
    let peak = status(daemon.id(), "VmHWM");
    let plain = (before + plain()) / 2;
    let rate = |time: Duration| BACKLOG as f64 / time.as_secs_f64();
    println!(
        "backlog of {BACKLOG}: {:.0} mails/s; plain download {:.0}/s, isync {:.0}/s ({})",
        rate(ours),
        rate(plain),
        rate(isync),
        load()
    );
    println!("backlog against the plain download: {:.2}", rate(ours) / rate(plain));
    println!("memory at the peak of the backlog: {:.1} MiB", peak as f64 / 1024.0);
    rest(&daemon, "after the backlog");
    end(&mut daemon);
}

/// A daemon that watches a folder in which nothing happens.
fn idle() {
    let bot = Bot::new("idle-bench", servers().imap, servers().smtp);
    let mut daemon = bot.start();
    let begun = Instant::now();
    while bot.ledger().and_then(|ledger| ledger.mark("office", "INBOX").ok().flatten()).is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never began:\n{}", bot.log());
        let_pass(Duration::from_millis(50));
    }
    let_pass(Duration::from_secs(2));
    rest(&daemon, "since it began");
    end(&mut daemon);
}

/// What a daemon costs while nothing happens.
fn rest(daemon: &Child, since: &str) {
    // Threads that have nothing more to do end: what they were woken for before is theirs.
    let_pass(REST / 2);
    let before = wakeups(daemon.id());
    let_pass(REST);
    let after = wakeups(daemon.id());
    let woken: u64 = after.iter().map(|(thread, count)| count - before.get(thread).unwrap_or(&0)).sum();
    let (all, own) = (status(daemon.id(), "VmRSS"), status(daemon.id(), "RssAnon"));
    let mib = |figure: u64| figure as f64 / 1024.0;
    let a_minute = woken as f64 * 60.0 / REST.as_secs_f64();
    println!(
        "at rest {since}: {:.1} MiB, {:.1} of it pages of its own and not of its program's file; {a_minute:.0} wake-ups a minute ({})",
        mib(all),
        mib(own),
        load()
    );
}

/// How busy the machine has been in the last minute.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load {}", text.split(' ').next().unwrap_or("unknown"))
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// Hands Dovecot mails without anything to record, by LMTP: threads of five, some 2 KB each.
fn fill(user: &str) {
    let stream = std::net::TcpStream::connect(("127.0.0.1", servers().lmtp)).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut lmtp = BufReader::new(stream);
    expect(&mut lmtp, 220);
    say(&mut lmtp, "LHLO bench\r\n", 250);
    for number in 0..BACKLOG {
        let above = if number % 5 == 0 {
            String::new()
        } else {
            format!("In-Reply-To: <{}.backlog@bank.example>\r\n", number - 1)
        };
        let mail = format!(
            "From: Tom <tom-bench@bank.example>\r\nTo: Mia <mia-bench@studio.example>\r\nCc: {user}\r\nSubject: Colours {}\r\n\
             Message-ID: <{number}.backlog@bank.example>\r\n{above}Date: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\n\
             Hi Mia,\r\n\r\nthe blue one looks good to us.\r\n\r\nTom\r\n\r\n{}",
            number / 5,
            "> an older mail, quoted again and again, in lines as mail programs make\r\n".repeat(20)
        );
        say(&mut lmtp, "MAIL FROM:<tom-bench@bank.example>\r\n", 250);
        say(&mut lmtp, &format!("RCPT TO:<{user}>\r\n"), 250);
        say(&mut lmtp, "DATA\r\n", 354);
        say(&mut lmtp, &format!("{mail}.\r\n"), 250);
    }
    say(&mut lmtp, "QUIT\r\n", 221);
}

/// Says a line of LMTP (RFC 2033), and hears the answer that is expected.
fn say(lmtp: &mut BufReader<std::net::TcpStream>, line: &str, code: u16) {
    lmtp.get_mut().write_all(line.as_bytes()).unwrap();
    expect(lmtp, code);
}

fn expect(lmtp: &mut BufReader<std::net::TcpStream>, code: u16) {
    let mut line = String::new();
    while line.is_empty() || line.as_bytes().get(3) == Some(&b'-') {
        line.clear();
        lmtp.read_line(&mut line).unwrap();
    }
    assert!(line.starts_with(&code.to_string()), "{line}");
}

/// One FETCH of everything by async-imap, each mail read and dropped.
async fn download(user: &str) {
    let stream = TcpStream::connect(("127.0.0.1", servers().imap)).await.unwrap();
    let mut client = async_imap::Client::new(stream);
    client.read_response().await.unwrap().expect("a greeting");
    let mut session = client.login(user, "secret").await.map_err(|(error, _)| error).unwrap();
    session.select("INBOX").await.unwrap();
    let mut mails = session.uid_fetch("1:*", "(UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[])").await.unwrap();
    let (mut count, mut bytes) = (0, 0);
    while let Some(mail) = mails.try_next().await.unwrap() {
        count += 1;
        bytes += mail.body().unwrap_or_default().len();
    }
    drop(mails);
    session.logout().await.unwrap();
    assert_eq!(count, BACKLOG, "{bytes} bytes");
}

fn mbsync(user: &str) {
    servers::install(&[("mbsync", "isync")]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    let config = format!(
        "IMAPAccount here\nHost 127.0.0.1\nPort {}\nUser {user}\nPass secret\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount here\n\n\
         MaildirStore near\nInbox {path}/inbox\n\nChannel all\nFar :far:\nNear :near:\nSync Pull\nCreate Near\nSyncState *\n",
        servers().imap
    );
    let file = folder.path().join("mbsyncrc");
    fs::write(&file, config).unwrap();
    let output = Command::new("mbsync").arg("-c").arg(&file).arg("all").stdin(Stdio::null()).output().unwrap();
    let got = count(&folder.path().join("inbox/new")) + count(&folder.path().join("inbox/cur"));
    assert_eq!(got, BACKLOG, "mbsync: {}", String::from_utf8_lossy(&output.stderr));
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// A figure of /proc/PID/status, in KiB or a bare number.
fn status(pid: u32, key: &str) -> u64 {
    figure(&format!("/proc/{pid}/status"), key)
}

fn figure(path: &str, key: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    line.trim_start_matches(':').split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// How often each thread of a process has gone to sleep and been woken.
fn wakeups(pid: u32) -> BTreeMap<OsString, u64> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let woken =
        |thread: &fs::DirEntry| figure(&thread.path().join("status").display().to_string(), "voluntary_ctxt_switches");
    threads.map(|thread| (thread.file_name(), woken(&thread))).collect()
}

fn end(daemon: &mut Child) {
    daemon.kill().unwrap();
    daemon.wait().unwrap();
}

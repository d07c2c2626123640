//! The same on a second server of quite another make: Courier's imapd on Maildirs of its own. It says no UIDNEXT when a folder is
//! opened, has no MOVE, and its IDLE looks every now and then.

use std::{path::PathBuf, process::Stdio, sync::Mutex, time::Duration};

use inwriting::{
    mailbox::{Afterwards, Mailbox},
    outbox::deliver,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy},
    net::{TcpListener, TcpStream},
    process::Command,
    time::timeout,
};

use crate::{
    correspondent::{Reader, mail, mailbox, settings},
    faults::{Fault, Proxy, When},
    running::{Bot, header, mails},
    servers::servers,
};

/// Courier's imapd on one Maildir. Its login needs a daemon of the system's own, so the login is ours; all that follows is Courier's.
struct Courier {
    port: u16,
    home: tempfile::TempDir,
}

impl Courier {
    async fn start() -> Self {
        let courier = unpacked();
        let home = tempfile::tempdir().unwrap();
        let maildir = home.path().join("Maildir");
        for folder in ["tmp", "new", "cur"] {
            std::fs::create_dir_all(maildir.join(folder)).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(let_in(client, courier.clone(), maildir.clone()));
            }
        });
        Self { port, home }
    }

    fn post(&self, number: u32) {
        let moment = format!("2026-06-11T10:{:02}:00Z", number % 60).parse().unwrap();
        deliver(&self.home.path().join("Maildir"), mail(number).as_bytes(), moment).unwrap();
    }
}

/// Debian's package, taken apart beside our own build and not installed: it would push Dovecot out.
fn unpacked() -> PathBuf {
    static ONCE: Mutex<()> = Mutex::new(());
    let _one_at_a_time = ONCE.lock();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("courier");
    if !folder.join("usr/bin/imapd").exists() {
        let script = r#"set -e; mkdir -p "$1" && cd "$1"
            packages="courier-imap courier-base courier-authlib libcourier-unicode4 libgamin0 libgdbm6 libidn12"
            apt-get download $packages || { apt-get update; apt-get download $packages; }
            for package in *.deb; do dpkg -x "$package" .; done"#;
        let output = std::process::Command::new("sh").args(["-c", script, "sh"]).arg(&folder).output().unwrap();
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "the tests need Debian's package courier-imap, and it cannot be had here:\n{why}"
        );
    }
    folder
}

async fn let_in(client: TcpStream, courier: PathBuf, maildir: PathBuf) -> Option<()> {
    let mut client = BufReader::new(client);
    client.write_all(b"* OK ready\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let (tag, command) = line.split_once(' ')?;
        let answer = format!("{tag} OK done\r\n");
        if command.starts_with("CAPABILITY") {
            client.write_all(b"* CAPABILITY IMAP4rev1\r\n").await.ok()?;
        }
        client.write_all(answer.as_bytes()).await.ok()?;
        if command.starts_with("LOGIN") {
            break;
        }
    }
    let libraries =
        ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib", "lib", "usr/lib/courier-authlib"];
    let libraries: Vec<String> = libraries.iter().map(|path| courier.join(path).display().to_string()).collect();
    let mut courier = Command::new(courier.join("usr/bin/imapd"))
        .arg(maildir)
        .env("LD_LIBRARY_PATH", libraries.join(":"))
        .env("IMAP_CAPABILITY", "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE IDLE")
        .env("IMAP_IDLE_TIMEOUT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let (mut to, mut from) = (courier.stdin.take()?, BufReader::new(courier.stdout.take()?));
    let mut greeting = String::new();
    from.read_line(&mut greeting).await.ok()?;
    let (mut hears, mut says) = client.into_inner().into_split();
    tokio::select! {
        _ = copy(&mut hears, &mut to) => {}
        _ = copy(&mut from, &mut says) => {}
    }
    Some(())
}

#[tokio::test]
async fn mails_come_once_a_new_one_ends_the_wait_and_all_are_moved() {
    let courier = Courier::start().await;
    (1..=5).for_each(|number| courier.post(number));
    let mut settings = settings(courier.port, "mia");
    settings.afterwards = Afterwards::Move("INBOX.Done".to_owned());
    let mut mailbox = mailbox(settings);
    let mut reader = Reader::default();
    mailbox.open(&reader.resume()).await.unwrap();
    reader.read(&mut mailbox).await.unwrap();
    assert_eq!(reader.numbers(), [1, 2, 3, 4, 5]);
    courier.post(6);
    // Courier announces what is left after an EXPUNGE too: not every end of a wait is a new mail.
    let came = timeout(Duration::from_secs(60), async {
        while reader.mails.len() < 6 {
            mailbox.wait().await.unwrap();
            reader.read(&mut mailbox).await.unwrap();
        }
    });
    came.await.expect("Courier looks every second");
    assert_eq!(reader.numbers(), [1, 2, 3, 4, 5, 6]);
    let done = courier.home.path().join("Maildir/.Done/cur");
    assert_eq!(std::fs::read_dir(done).unwrap().count(), 6);
}

#[tokio::test]
async fn cut_off_anywhere_no_mail_is_lost_and_none_comes_twice() {
    let courier = Courier::start().await;
    (1..=8).for_each(|number| courier.post(number));
    for bytes in (100..5000).step_by(613) {
        let proxy = Proxy::before(courier.port).await;
        proxy.plan(When::FromServer(bytes), Fault::Cut);
        let mut mailbox = mailbox(settings(proxy.port, "mia"));
        let mut reader = Reader::default();
        reader.persist(&mut mailbox).await;
        assert!(reader.numbers().into_iter().eq(1..=8), "cut after {bytes} bytes: {:?}", reader.numbers());
    }
}

#[tokio::test]
async fn the_whole_road_works_from_courier_too() {
    let courier = Courier::start().await;
    let bot = Bot::new("agree-courier", courier.port, servers().smtp);
    let promise = format!(
        "From: Mia Kern <mia-courier@studio.example>\r\nTo: Tom <tom-courier@bank.example>\r\nCc: {}\r\nSubject: Slides\r\n\
         Message-ID: <courier@studio.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHi Tom,\r\n\r\n\
         I will send you the final slides by Friday, 27 November 2036.\r\n\r\nMia\r\n",
        bot.address
    );
    let now = "2026-11-19T09:00:00Z".parse().unwrap();
    deliver(&courier.home.path().join("Maildir"), promise.as_bytes(), now).unwrap();
    let mut daemon = bot.start();
    let mut client = mailbox(settings(servers().imap, "tom-courier@bank.example"));
    let mut reader = Reader::default();
    client.open(&reader.resume()).await.unwrap();
    let confirmed = timeout(Duration::from_secs(60), async {
        while reader.mails.is_empty() {
            reader.read(&mut client).await.unwrap();
            if reader.mails.is_empty() {
                client.wait().await.unwrap();
            }
        }
    });
    confirmed.await.unwrap_or_else(|_| panic!("no confirmation:\n{}", bot.log()));
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    let all = mails("tom-courier@bank.example");
    assert_eq!(all.len(), 1);
    assert_eq!(header(&all[0], "In-Reply-To"), Some("<courier@studio.example>"));
}

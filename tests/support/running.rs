//! The daemon itself, running as a process of its own on the real servers.
#![allow(dead_code)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use inwriting::{ledger::Ledger, outbox::deliver};

use crate::servers::{Servers, servers};

/// A bot with a mailbox of its own, its configuration and its ledger.
pub struct Bot {
    folder: tempfile::TempDir,
    /// Its address at `studio.example`.
    pub address: String,
}

impl Bot {
    /// A bot called `name`, reached through these ports of IMAP and SMTP. Confirmations go out at once.
    pub fn new(name: &str, imap: u16, smtp: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("{name}@studio.example");
        let config = format!(
            r#"
[office]
address = "{address}"
name = "Studio Kern, in writing"
domains = ["studio.example"]
zone = "Europe/Berlin"

[[mailbox]]
kind = "imap"
name = "office"
host = "127.0.0.1"
port = {imap}
security = "cleartext"
user = "{address}"
password_command = ["echo", "secret"]
first = "everything"

[outbox]
kind = "smtp"
host = "127.0.0.1"
port = {smtp}
security = "cleartext"

[letters]
quiet = "0 s"
pause = "0 s"

[limits]
letters_a_day = 1000000
letters_a_day_per_person = 1000000

[ledger]
path = "ledger.sqlite"
"#
        );
        fs::write(folder.path().join("config.toml"), config).unwrap();
        Self { folder, address }
    }

    /// From now on it keeps a copy of each letter in this folder.
    pub fn keep_copies_in(&self, folder: &str) {
        let config = fs::read_to_string(self.config()).unwrap();
        let with = format!("first = \"everything\"\nsent_folder = \"{folder}\"\n");
        fs::write(self.config(), config.replacen("first = \"everything\"\n", &with, 1)).unwrap();
    }

    /// From now on it reads its Maildir by itself, past the IMAP server.
    pub fn read_maildir(&self) {
        let home = maildir(servers(), &self.address);
        for folder in ["new", "cur", "tmp"] {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        own(&home);
        let config = fs::read_to_string(self.config()).unwrap();
        let (before, rest) = config.split_once("[[mailbox]]").unwrap();
        let (_, after) = rest.split_once("[outbox]").unwrap();
        let path = home.display();
        let mailbox =
            format!("[[mailbox]]\nkind = \"maildir\"\nname = \"office\"\npath = \"{path}\"\nfirst = \"everything\"\n");
        fs::write(self.config(), format!("{before}{mailbox}\n[outbox]{after}")).unwrap();
    }

    /// Starts the daemon; its log goes to a file.
    pub fn start(&self) -> Child {
        let log = fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        Command::new(env!("CARGO_BIN_EXE_inwriting"))
            .args(["run", "-c"])
            .arg(self.folder.path().join("config.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// Its configuration.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Its ledger, to be read; `None` before it is made.
    pub fn ledger(&self) -> Option<Ledger> {
        Ledger::open_to_read(&self.folder.path().join("ledger.sqlite")).ok()
    }
}

/// Puts a mail into somebody's mailbox, as a delivery agent would: by a file.
pub fn post(user: &str, mail: &str) {
    let home = maildir(servers(), user);
    let file = deliver(&home, mail.as_bytes(), jiff::Timestamp::now()).unwrap();
    own(&home);
    assert!(file.exists() || home.exists());
}

/// The Maildir of a user.
pub fn maildir(servers: &Servers, user: &str) -> PathBuf {
    let (name, domain) = user.split_once('@').unwrap();
    servers.run.join("mail").join(domain).join(name).join("Maildir")
}

/// Gives the folders that we have made for a user to the mail server, and all files in new/.
fn own(home: &Path) {
    use std::os::unix::fs::chown;
    let parents = [home.parent().and_then(Path::parent), home.parent(), Some(home)];
    for path in parents.into_iter().flatten() {
        let _ = chown(path, Some(5000), Some(5000));
    }
    for folder in ["new", "cur", "tmp"] {
        let folder = home.join(folder);
        let _ = chown(&folder, Some(5000), Some(5000));
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let _ = chown(file.path(), Some(5000), Some(5000));
        }
    }
}

/// The mails that lie in somebody's mailbox.
pub fn mails(user: &str) -> Vec<String> {
    let home = maildir(servers(), user);
    let mut mails = Vec::new();
    for folder in ["new", "cur"] {
        for file in fs::read_dir(home.join(folder)).into_iter().flatten().flatten() {
            if let Ok(bytes) = fs::read(file.path()) {
                mails.push(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    mails
}

/// The value of a header that stands on one line.
pub fn header<'m>(mail: &'m str, name: &str) -> Option<&'m str> {
    let head = mail.lines().take_while(|line| !line.is_empty());
    head.filter_map(|line| line.split_once(": "))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

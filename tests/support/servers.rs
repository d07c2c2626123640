//! A real Dovecot and a real Postfix on loopback, private to this test process.
//!
//! Both are started at first use and end with the process, even where it is killed: a shell waits for the end of a pipe that only we
//! hold open. Every user of `example.test`, `studio.example` and `bank.example` exists, with the password `secret`, so a test takes
//! names of its own and shares the servers with the others. At delivery, everybody at `nobody.test` is unknown: makes a bounce.
#![allow(dead_code)]

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// The running pair.
pub struct Servers {
    /// Where everything lies.
    pub run: PathBuf,
    /// IMAP, with STARTTLS.
    pub imap: u16,
    /// IMAP over TLS.
    pub imaps: u16,
    /// LMTP, straight into the mailboxes.
    pub lmtp: u16,
    /// SMTP as the world sees it: no login, our domains only.
    pub smtp: u16,
    /// Submission: STARTTLS and a login.
    pub submission: u16,
    /// Submission over TLS.
    pub smtps: u16,
    /// The certificate of the CA that made theirs.
    pub ca: PathBuf,
}

/// The key that signs access tokens ([`token`]).
const TOKEN_KEY: &[u8] = b"a key for tests, thirty-two byte";

/// Whose connections Dovecot sets aside once they have been idle for a second (`imap_hibernate_timeout`).
pub const HIBERNATING: &str = "hibernating@studio.example";

/// The servers of this process.
pub fn servers() -> &'static Servers {
    static SERVERS: OnceLock<Servers> = OnceLock::new();
    SERVERS.get_or_init(start)
}

fn start() -> Servers {
    assert!(
        root(),
        "the tests on the wire start a private Dovecot and a private Postfix, which only root may: run them as root, \
         or leave them out as `.ci/test` does when it is not root"
    );
    install(&[("dovecot", "dovecot-imapd"), ("postfix", "postfix"), ("openssl", "openssl")]);
    install_if(!Path::new("/usr/lib/dovecot/lmtp").exists(), "dovecot-lmtpd");
    // Unix sockets want a short path.
    let run = tempfile::Builder::new().prefix("iw").rand_bytes(4).tempdir_in("/tmp").unwrap().keep();
    let ports: [u16; 7] = free_ports();
    let [imap, imaps, lmtp, _, smtp, submission, smtps] = ports;
    fs::set_permissions(&run, fs::Permissions::from_mode(0o755)).unwrap();
    for folder in ["dovecot", "state", "mail", "tls", "jwt/default/HS256", "pfconf", "pfspool", "pfdata"] {
        fs::create_dir_all(run.join(folder)).unwrap();
    }
    make_certificates(&run);
    end_with_us(&run);
    write_settings(&run, ports);
    for (who, what) in [("5000:5000", "mail"), ("postfix", "pfdata")] {
        run_it("chown", &[who, run.join(what).to_str().unwrap()]);
    }
    run_it("dovecot", &["-c", run.join("dovecot.conf").to_str().unwrap()]);
    run_it("postfix", &["-c", run.join("pfconf").to_str().unwrap(), "start"]);
    for port in ports {
        wait_for(port);
    }
    let ca = run.join("tls/ca.crt");
    Servers { run, imap, imaps, lmtp, smtp, submission, smtps, ca }
}

/// Writes the settings of both servers below `run`.
fn write_settings(run: &Path, [imap, imaps, lmtp, sasl, smtp, submission, smtps]: [u16; 7]) {
    let named = [
        ("RUN", run.to_str().unwrap().to_owned()),
        ("INTERNAL_USER", "dovecot".into()),
        ("INTERNAL_GROUP", "dovecot".into()),
        ("LOGIN_USER", "dovenull".into()),
        ("LOGIN_CHROOT", "login".into()),
        ("MAIL_UID", "5000".into()),
        ("MAIL_GID", "5000".into()),
        ("IMAP", imap.to_string()),
        ("IMAPS", imaps.to_string()),
        ("LMTP", lmtp.to_string()),
        ("SASL", sasl.to_string()),
        ("SMTP", smtp.to_string()),
        ("SUBMISSION", submission.to_string()),
        ("SMTPS", smtps.to_string()),
    ];
    let fill = |template: &str| {
        named.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("@{name}@"), value))
    };
    let write = |name: &str, text: &str| fs::write(run.join(name), text).unwrap();
    write("unknown", "nobody.test::::::\n");
    let home = run.join("mail/studio.example/hibernating");
    let fields = format!("5000:5000::{}::userdb_imap_hibernate_timeout=1s", home.display());
    write("hibernating", &format!("{HIBERNATING}::{fields}\n"));
    write("jwt/default/HS256/default", &base64(TOKEN_KEY));
    let keys = format!("fs:posix:prefix={}/jwt/", run.display());
    let oauth2 = "introspection_mode = local\nusername_attribute = email\nlocal_validation_key_dict = ";
    write("oauth2.ext", &format!("{oauth2}{keys}\n"));
    write("dovecot.conf", &fill(include_str!("servers/dovecot.conf")));
    write("pfconf/main.cf", &fill(include_str!("servers/main.cf")));
    write("pfconf/master.cf", &fill(include_str!("servers/master.cf")));
}

impl Servers {
    /// Runs `doveadm` on our Dovecot and gives what it prints.
    pub fn doveadm(&self, args: &[&str]) -> String {
        let conf = self.run.join("dovecot.conf");
        let output = Command::new("doveadm").arg("-c").arg(conf).args(args).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Puts a mail into a folder of `user` (`name@domain`).
    pub fn save(&self, user: &str, folder: &str, mail: &str) {
        use std::io::Write;
        let mut doveadm = Command::new("doveadm")
            .arg("-c")
            .arg(self.run.join("dovecot.conf"))
            .args(["save", "-u", user, "-m", folder])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        doveadm.stdin.take().unwrap().write_all(mail.as_bytes()).unwrap();
        assert!(doveadm.wait().unwrap().success(), "doveadm save to {user}");
    }

    /// The whole mails in a folder of `user`, by UID.
    pub fn mails(&self, user: &str, folder: &str) -> Vec<String> {
        let fetched = self.doveadm(&["-f", "pager", "fetch", "-u", user, "text", "mailbox", folder]);
        let mails = fetched.split("text:\n").skip(1);
        mails.map(|mail| mail.trim_end_matches('\u{c}').trim_end().to_owned()).collect()
    }

    /// An access token for `user` that Dovecot takes for the next `seconds`.
    pub fn token(&self, user: &str, seconds: i64) -> String {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let until = i64::try_from(now).unwrap() + seconds;
        let part = |text: &str| base64url(text.as_bytes());
        let head = part(r#"{"typ":"JWT","alg":"HS256"}"#);
        let claims = format!(r#"{{"sub":"{user}","email":"{user}","iat":{},"exp":{until},"iss":"tests"}}"#, now - 5);
        let signed = format!("{head}.{}", part(&claims));
        format!("{signed}.{}", base64url(&hmac(TOKEN_KEY, signed.as_bytes())))
    }
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

/// Installs Debian's packages for the programs that are missing.
pub fn install(wanted: &[(&str, &str)]) {
    for (program, package) in wanted {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap();
        install_if(!found.status.success(), package);
    }
}

/// Installs a Debian package, and starts none of its services.
pub fn install_if(missing: bool, package: &str) {
    if !missing {
        return;
    }
    let script = format!(
        "set -e; export DEBIAN_FRONTEND=noninteractive
         echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
         if [ ! -e /usr/sbin/policy-rc.d ]; then
           printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
           trap 'rm -f /usr/sbin/policy-rc.d' EXIT
         fi
         apt-get install -y --no-install-recommends {package} || {{ apt-get update; apt-get install -y --no-install-recommends {package}; }}"
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the tests need Debian's package {package}, and it cannot be installed here:\n{why}"
    );
}

fn run_it(program: &str, args: &[&str]) {
    // A daemon that keeps our output would keep the test runner waiting: its output goes to a file.
    let log = tempfile::tempfile().unwrap();
    let status = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log.try_clone().unwrap())
        .status()
        .unwrap();
    if !status.success() {
        use std::io::{Read, Seek};
        let (mut log, mut text) = (log, String::new());
        log.rewind().unwrap();
        log.read_to_string(&mut text).unwrap();
        panic!("{program} {args:?}: {status}\n{text}");
    }
}

fn make_certificates(run: &Path) {
    // A CA and a certificate of its making: rustls takes no CA's certificate for a server's own.
    let script = r#"set -e; cd "$1"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=test ca" -keyout ca.key -out ca.crt \
          -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > ext
        openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out server.crt
        chmod 600 *.key"#;
    run_it("sh", &["-c", script, "sh", run.join("tls").to_str().unwrap()]);
}

/// Stops the servers and removes their folder once this process is gone.
fn end_with_us(run: &Path) {
    let script = r#"trap '' INT TERM HUP; cat >/dev/null
        postfix -c "$1/pfconf" stop
        [ -s "$1/dovecot/master.pid" ] && kill "$(cat "$1/dovecot/master.pid")"
        for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$1/dovecot/master.pid" ] || break; sleep 0.2; done
        rm -rf "$1""#;
    let shell = Command::new("sh")
        .args(["-c", script, "sh", run.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Never waited for: it outlives us.
    std::mem::forget(shell);
}

/// Ports that nobody listens on now.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// Waits until somebody listens on `port`.
pub fn wait_for(port: u16) {
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody listens on port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let pad = |with: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect() };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

fn base64url(bytes: &[u8]) -> String {
    base64(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit) & 63) as usize;
            text.push(if digit <= three.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    text
}

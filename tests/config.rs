//! The configuration as people write it: what is taken, and how what is wrong is told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::{fs, path::Path};

use inwriting::{
    config::{Config, Credential, Mailbox, Outbox, SecretSource},
    model::{Address, Policy},
};
use jiff::civil::date;

const SMALLEST: &str = r#"[office]
address = "agree@studio.example"
domains = ["studio.example"]
zone = "Europe/Berlin"

[[mailbox]]
kind = "maildir"
name = "local"
path = "mail/in"

[outbox]
kind = "maildir"
path = "mail/out"
"#;

fn read(text: &str) -> Result<Config, String> {
    Config::read(text, Path::new("/etc/inwriting/config.toml")).map_err(|error| error.to_string())
}

/// The smallest configuration with `line` written over or added to the end.
fn refusal(from: &str, to: &str) -> String {
    assert!(SMALLEST.contains(from), "{from}");
    read(&SMALLEST.replacen(from, to, 1)).expect_err("this is to be refused")
}

#[test]
fn the_example_is_taken() {
    let config = Config::load(Path::new("config.example.toml")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.office.members.len(), 2);
    assert_eq!(config.mailboxes.len(), 2);
    let Mailbox::Imap(imap) = &config.mailboxes[0] else { panic!("the first is an IMAP account") };
    assert!(
        matches!(&imap.credential, Credential::Password(SecretSource::File(path)) if path.ends_with("imap.password"))
    );
    assert_eq!(config.trusted, ["mx.studio.example"]);
}

#[test]
fn the_example_explains_every_key_there_is() {
    let text = fs::read_to_string("config.example.toml").unwrap();
    let mut keys = 0;
    for table in [
        "[office]",
        "[[office.members]]",
        "[working]",
        "[[mailbox]]",
        "[outbox]",
        "[agreements]",
        "[reminders]",
        "[overdue]",
        "[letters]",
        "[limits]",
        "[log]",
        "[ledger]",
        "[trust]",
    ] {
        // An unknown key is answered with those that are known: the example must have them all.
        let with_slip = text.replacen(&format!("\n{table}\n"), &format!("\n{table}\nqqq = 1\n"), 1);
        let told = read(&with_slip).expect_err(table);
        let allowed = told.split_once("allowed here: ").expect(&told).1;
        for key in allowed.split('`').skip(1).step_by(2).filter(|key| *key != "members") {
            let written = [format!("\n{key} ="), format!("\n# {key} ="), format!("#   {key} ")];
            assert!(written.iter().any(|line| text.contains(line)), "the example does not explain `{key}` of {table}");
            keys += 1;
        }
    }
    assert!(keys > 50, "only {keys} keys");
}

#[test]
fn the_defaults_that_the_example_names_are_the_defaults() {
    // Each table of the example states the defaults where it says so: without the table nothing changes.
    let text = fs::read_to_string("config.example.toml").unwrap();
    let whole = read(&text).unwrap();
    for table in ["[agreements]", "[reminders]", "[overdue]", "[limits]", "[log]"] {
        let start = text.find(&format!("\n{table}\n")).expect(table);
        let end = text[start + 2..].find("\n[").map_or(text.len(), |at| start + 2 + at);
        let without = read(&format!("{}{}", &text[..start], &text[end..])).unwrap();
        assert_eq!(format!("{without:?}"), format!("{whole:?}"), "{table}");
    }
}

#[test]
fn the_smallest_configuration_has_all_defaults_and_paths_beside_the_file() {
    let config = read(SMALLEST).unwrap();
    assert_eq!(config.policy, Policy::default());
    assert_eq!(config.ledger, Path::new("/etc/inwriting/inwriting.sqlite"));
    let Mailbox::Maildir(mailbox) = &config.mailboxes[0] else { panic!("a Maildir") };
    assert_eq!((mailbox.path.as_path(), mailbox.size_limit), (Path::new("/etc/inwriting/mail/in"), 25_000_000));
    let Outbox::Maildir(outbox) = &config.outbox else { panic!("Maildirs") };
    assert_eq!(outbox.root, Path::new("/etc/inwriting/mail/out"));
    assert!(config.office.is_team(&Address::parse("mia@mail.studio.example").unwrap()));
}

#[test]
fn an_unknown_key_is_refused_with_its_place_what_is_allowed_and_what_was_meant() {
    assert_eq!(
        refusal("domains =", "domians ="),
        r#"/etc/inwriting/config.toml:3:1: unknown key `domians` in [office]
  |
3 | domians = ["studio.example"]
  | ^^^^^^^
  |
  did you mean `domains`?
  allowed here: `address`, `name`, `aliases`, `domains`, `zone`, `language`, `members`"#
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
    let text =
        SMALLEST.replace("Europe/Berlin", "Europe/Berln").replace("kind = \"maildir\"\nname", "kind = \"pop3\"\nname")
            + "\n[reminders]\nsame_morning = 1\n\n[lettres]\nquiet = \"1 min\"\n";
    assert_eq!(
        read(&text).unwrap_err(),
        r#"/etc/inwriting/config.toml:4:8: `Europe/Berln` is no time zone in [office]
  |
4 | zone = "Europe/Berln"
  |        ^^^^^^^^^^^^^^
  |
  did you mean `Europe/Berlin`?
  write its IANA name, like "Europe/Berlin"

/etc/inwriting/config.toml:7:8: `kind` in [[mailbox]] is of no kind there is
  |
7 | kind = "pop3"
  |        ^^^^^^
  |
  write `kind = "imap"` or `kind = "maildir"`

/etc/inwriting/config.toml:16:16: this is the number `1`, expected true or false in [reminders]
   |
16 | same_morning = 1
   |                ^
   |

/etc/inwriting/config.toml:18:2: unknown table or key `lettres`
   |
18 | [lettres]
   |  ^^^^^^^
   |
  did you mean `letters`?
  allowed here: `office`, `working`, `mailbox`, `outbox`, `agreements`, `reminders`, `overdue`, `letters`, `lessons`, `limits`, `log`, `ledger`, `trust`"#
    );
}

#[test]
fn a_wrong_value_is_told_where_it_stands() {
    let first_line = |from: &str, to: &str| {
        let told = refusal(from, to);
        told.lines().next().unwrap().replace("/etc/inwriting/config.toml:", "").replace("in [office]", "")
    };
    let seen: Vec<String> = [
        (r#""agree@studio.example""#, r#""agree""#),
        (r#"["studio.example"]"#, r#""studio.example""#),
        (r#"["studio.example"]"#, r#"["mia@studio.example"]"#),
        (r#"["studio.example"]"#, "[]"),
        ("[[mailbox]]", "[working]\nends = \"25:00\"\n[[mailbox]]"),
        ("[[mailbox]]", "[working]\nstarts = \"10:00\"\nends = \"9:00\"\n[[mailbox]]"),
        ("[[mailbox]]", "[working]\nholidays = [2026-12-25T10:00:00]\n[[mailbox]]"),
        ("[[mailbox]]", "[working]\ndays = [\"moonday\"]\n[[mailbox]]"),
        ("[[mailbox]]", "[overdue]\nladder = [5, 2]\n[[mailbox]]"),
        ("[[mailbox]]", "[letters]\nquiet = \"soon\"\n[[mailbox]]"),
        ("[[mailbox]]", "[agreements]\nask_again = 3\nsilence = 2\n[[mailbox]]"),
        ("[[mailbox]]", "[limits]\nmail_size = \"25\"\n[[mailbox]]"),
        ("[[mailbox]]", "[limits]\nletters_a_day = -1\n[[mailbox]]"),
        ("[[mailbox]]", "[[office.members]]\naddress = \"agree@studio.example\"\n[[mailbox]]"),
        ("[outbox]", "[[mailbox]]\nkind = \"maildir\"\nname = \"local\"\npath = \"x\"\n[outbox]"),
        ("name = \"local\"\n", ""),
        ("zone = \"Europe/Berlin\"\n", ""),
        ("path = \"mail/in\"", "path = \"mail/in\"\nfirst = \"yesterday\""),
        ("[office]", "[office"),
    ]
    .iter()
    .map(|(from, to)| first_line(from, to))
    .collect();
    insta::assert_snapshot!(seen.join("\n"));
}

#[test]
fn an_imap_account_needs_one_password_and_a_folder_to_move_to() {
    let imap = |keys: &str| {
        let table =
            format!("kind = \"imap\"\nname = \"office\"\nhost = \"imap.studio.example\"\nuser = \"agree\"\n{keys}");
        read(&SMALLEST.replacen("kind = \"maildir\"\nname = \"local\"\npath = \"mail/in\"\n", &table, 1))
    };
    let told = |keys: &str| imap(keys).map(|_| ()).unwrap_err().lines().next().unwrap().to_owned();
    assert_eq!(told(""), "/etc/inwriting/config.toml:10:8: there is no password for this user");
    assert_eq!(
        told("password_file = \"p\"\npassword_credential = \"imap\"\n"),
        "/etc/inwriting/config.toml:10:8: the password comes from more than one place"
    );
    assert_eq!(
        told("password_file = \"p\"\nafterwards = \"move\"\n"),
        "/etc/inwriting/config.toml:8:8: `afterwards` is \"move\", but not where to"
    );
    assert_eq!(
        told("password_file = \"p\"\nafterwards = \"move\"\nmove_to = \"INBOX\"\n"),
        "/etc/inwriting/config.toml:13:11: `move_to` is one of the `folders` that are read"
    );
    assert_eq!(
        told("password_file = \"p\"\nmove_to = \"Archive\"\n"),
        "/etc/inwriting/config.toml:12:11: `move_to` has no effect here"
    );
    let config = imap("password_file = \"p\"\nsecurity = \"starttls\"\n").unwrap();
    let Mailbox::Imap(account) = &config.mailboxes[0] else { panic!("an IMAP account") };
    assert_eq!((account.server.port, account.folders.as_slice()), (143, ["INBOX".to_owned()].as_slice()));
}

#[test]
fn a_password_written_into_the_file_is_refused_and_never_shown() {
    let text = SMALLEST.replacen("path = \"mail/out\"", "password = \"opensesame\"", 1).replacen(
        "[outbox]\nkind = \"maildir\"",
        "[outbox]\nkind = \"smtp\"\nhost = \"smtp.studio.example\"",
        1,
    );
    let told = read(&text).unwrap_err();
    assert!(!told.contains("opensesame"), "{told}");
    assert!(told.contains("14 | password = …\n"), "{told}");
    assert!(told.contains("use `password_file`, `password_command` or `password_credential`"), "{told}");
    let broken = read(&text.replace("opensesame\"", "opensesame")).unwrap_err();
    assert!(!broken.contains("opensesame"), "{broken}");
}

#[test]
fn a_secret_is_read_from_its_file_and_is_in_no_debug_output() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("imap.password"), "opensesame\n").unwrap();
    let imap = "kind = \"imap\"\nname = \"office\"\nhost = \"h.example\"\nuser = \"agree\"\npassword_file = \"imap.password\"\n";
    let text = SMALLEST.replacen("kind = \"maildir\"\nname = \"local\"\npath = \"mail/in\"\n", imap, 1);
    let config = Config::read(&text, &folder.path().join("config.toml")).unwrap();
    let Mailbox::Imap(account) = &config.mailboxes[0] else { panic!("an IMAP account") };
    let Credential::Password(password) = &account.credential else { panic!("no password") };
    let secret = password.read().unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&secret), "opensesame");
    assert!(!format!("{config:?} {secret:?}").contains("opensesame"));
}

#[test]
fn holidays_come_from_a_calendar_whole_days_and_yearly_ones() {
    let folder = tempfile::tempdir().unwrap();
    let write = |events: &str| {
        let calendar = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
        fs::write(folder.path().join("holidays.ics"), calendar).unwrap();
        let text = SMALLEST.to_owned() + "\n[working]\nholidays_file = \"holidays.ics\"\n";
        Config::read(&text, &folder.path().join("config.toml"))
    };
    let config = write(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Labour\r\n  Day\r\nEND:VEVENT\r\n",
    );
    let holidays = config.unwrap().office.working.holidays;
    assert_eq!(holidays[..2], [date(2026, 5, 1), date(2026, 12, 25)]);
    assert!(holidays.contains(&date(2026, 12, 26)) && !holidays.contains(&date(2026, 12, 27)));
    assert!(holidays.contains(&date(2040, 5, 1)));

    let refused =
        write("BEGIN:VEVENT\r\nUID:3\r\nDTSTART:20261225T100000Z\r\nSUMMARY:Brunch\r\nEND:VEVENT\r\n").unwrap_err();
    assert!(refused.to_string().contains("`Brunch` has no DTSTART that is a whole day"), "{refused}");
    let refused = write(
        "BEGIN:VEVENT\r\nUID:4\r\nDTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nSUMMARY:Thanksgiving\r\nEND:VEVENT\r\n",
    );
    assert!(refused.unwrap_err().to_string().contains("`Thanksgiving` repeats by a rule that is not understood"));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let told = Config::load(Path::new("/nowhere/config.toml")).unwrap_err().to_string();
    assert!(told.starts_with("/nowhere/config.toml: cannot be read: No such file"), "{told}");
    assert!(told.contains("config.example.toml"), "{told}");
}

#[test]
fn copies_of_what_is_sent_are_kept_in_one_folder_that_is_not_read() {
    let imap = |name: &str, sent: &str| {
        format!(
            "[[mailbox]]\nkind = \"imap\"\nname = \"{name}\"\nhost = \"imap.studio.example\"\nuser = \"agree\"\n\
             password_file = \"p\"\nsent_folder = \"{sent}\"\n"
        )
    };
    let with = |mailboxes: &str| read(&SMALLEST.replacen("[outbox]", &format!("{mailboxes}\n[outbox]"), 1));
    let config = with(&imap("one", "Gesendet")).unwrap();
    let Mailbox::Imap(account) = &config.mailboxes[1] else { panic!("the second is an IMAP account") };
    assert_eq!(account.sent_folder.as_deref(), Some("Gesendet"));
    let refused = with(&imap("one", "INBOX")).unwrap_err();
    assert!(refused.contains("`sent_folder` is one of the `folders` that are read"), "{refused}");
    let refused = with(&format!("{}\n{}", imap("one", "Sent"), imap("two", "Sent"))).unwrap_err();
    assert!(refused.contains("two accounts would keep copies"), "{refused}");
}

#[test]
fn templates_of_ones_own_are_tried_out_before_the_first_letter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let text = format!("{SMALLEST}\n[letters]\ntemplates = \"templates\"\n");
    let load = || Config::read(&text, &path).map_err(|error| error.to_string());
    assert!(load().unwrap_err().contains("templates cannot be read"), "{:?}", load());
    let german = folder.path().join("templates/de");
    fs::create_dir_all(&german).unwrap();
    fs::write(german.join("stop.txt"), "Halt\n").unwrap();
    let config = load().unwrap();
    assert_eq!(config.style.templates.letters["de"]["stop"], "Halt\n");
    fs::write(german.join("reminder.txt"), "Bald.\n\nWer: {{ item.name }}\n\n{% include \"foot\" %}\n").unwrap();
    let told = load().unwrap_err();
    assert!(told.contains("templates/de/reminder.txt: line 3: ") && told.contains("take the file away"), "{told}");
    fs::remove_file(german.join("reminder.txt")).unwrap();
    fs::write(german.join("remind.txt"), "Bald.\n").unwrap();
    assert!(load().unwrap_err().contains("remind.txt stands for no letter"), "{:?}", load());
    fs::remove_file(german.join("remind.txt")).unwrap();
    fs::write(folder.path().join("templates/letter.html"), "<p>{{ subject }}\n{{ nothing }}\n").unwrap();
    let told = load().unwrap_err();
    assert!(told.contains("templates/letter.html: line 2: "), "{told}");
}

#[test]
fn an_accent_that_cannot_be_read_on_white_is_refused() {
    let pale = read(&format!("{SMALLEST}\n[letters]\naccent = \"#88c0e8\"\n")).unwrap_err();
    assert!(pale.contains("too light") && pale.contains("choose a darker one"), "{pale}");
    read(&format!("{SMALLEST}\n[letters]\naccent = \"#8a1c1c\"\n")).unwrap();
}

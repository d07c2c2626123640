//! A folder that gets a new UIDVALIDITY while mails of it are still to be put away.

use inwriting::{
    mailbox::{Afterwards, Imap, Mailbox, Resume},
    model::{Position, RawMail},
};

use crate::{
    correspondent::{Reader, mail, mailbox, number, settings, uid},
    servers::servers,
};

/// The folder's index is lost, and its first mail with it: the same UIDs are other mails now, under another UIDVALIDITY.
fn renumber(user: &str) {
    servers().doveadm(&["expunge", "-u", user, "mailbox", "INBOX", "uid", "1"]);
    servers().doveadm(&["kick", user]);
    let (name, domain) = user.split_once('@').unwrap();
    let home = servers().run.join("mail").join(domain).join(name).join("Maildir");
    for file in std::fs::read_dir(&home).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name == "dovecot-uidlist" || name.starts_with("dovecot.index") || name.starts_with("dovecot.list.index") {
            std::fs::remove_file(file.path()).unwrap();
        }
    }
}

/// Hands over mails 1 to 3 and commits them; before they are put away, the folder is renumbered, and mail 4 comes.
async fn taken_in_and_renumbered(user: &str, afterwards: Afterwards) -> (Imap, Reader, Vec<Position>) {
    for number in 1..=3 {
        servers().save(user, "INBOX", &mail(number));
    }
    let mut settings = settings(servers().imap, user);
    settings.afterwards = afterwards;
    let mut mailbox = mailbox(settings);
    mailbox.open(&Resume::default()).await.unwrap();
    let batch = mailbox.fetch().await.unwrap();
    assert!(batch.mails.iter().map(uid).eq(1..=3));
    renumber(user);
    servers().save(user, "INBOX", &mail(4));
    let places = batch.mails.iter().map(|mail| mail.place.position.clone()).collect();
    (mailbox, Reader { mark: Some(batch.mark), ..Reader::default() }, places)
}

fn count(user: &str, folder: &str, what: &str) -> usize {
    servers().doveadm(&["search", "-u", user, "mailbox", folder, what]).lines().count()
}

#[tokio::test]
async fn after_a_new_uidvalidity_no_unread_mail_is_put_away_by_an_old_uid_and_in_the_end_all_are() {
    for (user, afterwards) in [
        ("renumberedmove@example.test", Afterwards::Move("Archive".to_owned())),
        ("renumberedseen@example.test", Afterwards::Seen),
    ] {
        let (mut mailbox, mut reader, old) = taken_in_and_renumbered(user, afterwards.clone()).await;
        let before = reader.mark.unwrap().reached.unwrap().uid_validity;
        // It may fail, for its connection is gone; it must not put away what has these UIDs now.
        let _ = mailbox.finish(&old).await;
        assert_eq!((count(user, "INBOX", "unseen"), count(user, "INBOX", "all")), (3, 3), "{afterwards:?}: old UIDs");
        mailbox.open(&reader.resume()).await.unwrap();
        reader.read(&mut mailbox).await.unwrap();
        assert_ne!(reader.mark.unwrap().reached.unwrap().uid_validity, before);
        assert_eq!(sorted(&reader.mails), [2, 3, 4], "{afterwards:?}: each is handed over under its new UID");
        let expected = if afterwards == Afterwards::Seen { (3, 0, 0) } else { (0, 0, 3) };
        let found = (count(user, "INBOX", "all"), count(user, "INBOX", "unseen"), count(user, "Archive", "all"));
        assert_eq!(found, expected, "{afterwards:?}");
    }
}

#[tokio::test]
async fn after_a_crash_and_a_new_uidvalidity_what_was_taken_in_is_put_away_all_the_same() {
    let user = "renumberedcrash@example.test";
    let (crashed, mut reader, _) = taken_in_and_renumbered(user, Afterwards::Move("Archive".to_owned())).await;
    drop(crashed);
    let mut settings = settings(servers().imap, user);
    settings.afterwards = Afterwards::Move("Archive".to_owned());
    let mut again = mailbox(settings);
    again.open(&reader.resume()).await.unwrap();
    reader.read(&mut again).await.unwrap();
    assert_eq!(sorted(&reader.mails), [2, 3, 4]);
    assert_eq!((count(user, "INBOX", "all"), count(user, "Archive", "all")), (0, 3));
}

fn sorted(mails: &[RawMail]) -> Vec<u32> {
    let mut numbers: Vec<u32> = mails.iter().map(number).collect();
    numbers.sort_unstable();
    numbers
}

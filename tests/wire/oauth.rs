//! Logins by OAuth 2.0: a provider that speaks from a list, and a Dovecot that takes the tokens.

use std::{
    collections::VecDeque,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use inwriting::{
    clock::SystemClock,
    connection::{Begins, Login, OAuth, OAuthSettings, Proof, Secrets, Trouble},
    mailbox::{ImapSettings, Mailbox, Resume},
};
use secrecy::ExposeSecret;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    correspondent::{local, mailbox},
    running::Bot,
    servers::servers,
};

/// A provider that gives these answers, one a request, and keeps what it was asked.
struct Provider {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

impl Provider {
    async fn new(answers: &[(u16, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::default(),
            folder: tempfile::tempdir().unwrap(),
        };
        let asked = Arc::clone(&provider.asked);
        let mut answers: VecDeque<(u16, String)> = answers.iter().cloned().collect();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let Some(request) = request(&mut client).await else { continue };
                asked.lock().unwrap().push(request);
                let (status, body) = answers.pop_front().unwrap_or((500, "{}".to_owned()));
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                client.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        provider
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("office.token")
    }

    fn oauth(&self) -> OAuth {
        self.oauth_that(Begins::Device(self.at("device")))
    }

    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    fn oauth_that(&self, begins: Begins) -> OAuth {
        let settings = OAuthSettings {
            account: "office".to_owned(),
            begins,
            token_url: self.at("token"),
            client_id: "inwriting".to_owned(),
            client_secret: None,
            scopes: vec!["mail".to_owned(), "offline_access".to_owned()],
            token_file: self.file(),
        };
        OAuth::new(settings, Arc::new(SystemClock))
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// As if somebody had logged in before.
    fn keep(&self, access: &str, refresh: &str, ends: &str) {
        let text = format!(r#"{{"access":"{access}","refresh":"{refresh}","ends":"{ends}"}}"#);
        std::fs::write(self.file(), text).unwrap();
    }
}

/// Path and form of a request.
async fn request(client: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 2048];
        let read = client.read(&mut part).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase();
        let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(format!("{} {body}", head.split(' ').nth(1)?));
        }
    }
}

fn tokens(access: &str, refresh: Option<&str>) -> (u16, String) {
    let refresh = refresh.map_or(String::new(), |token| format!(r#","refresh_token":"{token}""#));
    (200, format!(r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":3600{refresh}}}"#))
}

fn refusal(error: &str) -> (u16, String) {
    (400, format!(r#"{{"error":"{error}"}}"#))
}

const LONG_GONE: &str = "2020-01-01T00:00:00Z";
const FAR_OFF: &str = "2099-01-01T00:00:00Z";

#[tokio::test]
async fn a_login_waits_for_a_person_and_keeps_the_tokens_for_its_owner_alone() {
    let code = r#"{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"https://provider.example/device","expires_in":900,"interval":0}"#;
    let provider =
        Provider::new(&[(200, code.to_owned()), refusal("authorization_pending"), tokens("first", Some("for-later"))])
            .await;
    let shown = Mutex::new(None);
    provider.oauth().log_in(|code| *shown.lock().unwrap() = Some(code.clone()), async { None }).await.unwrap();
    let shown = shown.into_inner().unwrap().unwrap();
    assert_eq!((shown.page.as_str(), shown.code.as_deref()), ("https://provider.example/device", Some("ABCD-EFGH")));
    let asked = provider.asked();
    assert!(asked[0].starts_with("/device") && asked[0].contains("scope=mail+offline_access"), "{}", asked[0]);
    assert!(asked[2].contains("device_code=d") && asked[2].contains("client_id=inwriting"), "{}", asked[2]);
    let mode = std::fs::metadata(provider.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(provider.oauth().give(None).await.unwrap().expose_secret(), "first");
    assert_eq!(provider.asked().len(), 3, "a token that is good is not renewed");
}

/// A bot whose account has this provider's login instead of a password.
fn configured(provider: &Provider) -> Bot {
    let bot = Bot::new("logged-in", servers().imap, servers().smtp);
    let oauth = format!(
        r#"oauth = {{ device_url = "{}", token_url = "{}", scopes = ["mail"], client_id = "inwriting", token_file = "{}" }}"#,
        provider.at("device"),
        provider.at("token"),
        provider.file().display(),
    );
    let config = std::fs::read_to_string(bot.config()).unwrap();
    std::fs::write(bot.config(), config.replace(r#"password_command = ["echo", "secret"]"#, &oauth)).unwrap();
    bot
}

#[tokio::test]
async fn a_person_logs_in_by_the_program_and_is_told_what_to_do_and_where_the_tokens_are() {
    let code = r#"{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"https://provider.example/device","expires_in":900,"interval":0}"#;
    let provider = Provider::new(&[(200, code.to_owned()), tokens("first", Some("for-later"))]).await;
    let bot = configured(&provider);
    let login = |account: &str| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_inwriting"));
        command.args(["login", account, "-c"]).arg(bot.config()).stdin(std::process::Stdio::null());
        command
    };
    let nobody = login("elsewhere").output().await.unwrap();
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("elsewhere"), "{nobody:?}");
    assert_eq!(provider.asked(), Vec::<String>::new());
    let done = login("office").output().await.unwrap();
    let (told, asked) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{told}{asked}");
    assert!(asked.contains("Open https://provider.example/device and enter the code ABCD-EFGH"), "{asked}");
    assert!(asked.contains("good for 15 minutes"), "{asked}");
    assert!(told.contains("`office` is logged in") && told.contains("office.token"), "{told}");
    let mode = std::fs::metadata(provider.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(provider.oauth().give(None).await.unwrap().expose_secret(), "first");
    // A provider that says no: told, nothing kept in place of what was there.
    let refused = login("office").output().await.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not logged in"), "{refused:?}");
    assert_eq!(provider.oauth().give(None).await.unwrap().expose_secret(), "first");
}

/// The value that an address carries under `name`.
fn value(address: &str, name: &str) -> String {
    let at = address.find(&format!("{name}=")).unwrap_or_else(|| panic!("no {name} in {address}")) + name.len() + 1;
    let value = address[at..].split('&').next().unwrap();
    value.replace("%3A", ":").replace("%2F", "/")
}

/// Logs in by a page; what a browser does there is `answer`: it is given where to come back to, and the state.
async fn log_in_by_page(
    provider: &Provider,
    answer: impl FnOnce(String, String) -> Option<String>,
    pasted: bool,
) -> Result<String, Trouble> {
    let (shows, shown) = tokio::sync::oneshot::channel();
    let (pastes, paste) = tokio::sync::oneshot::channel();
    let oauth = provider.oauth_that(Begins::Page("https://provider.example/authorize".to_owned()));
    let login = oauth.log_in(move |code| shows.send(code.clone()).unwrap(), async { paste.await.ok() });
    let person = async {
        let asked = shown.await.unwrap();
        assert_eq!(asked.code, None);
        let back = value(&asked.page, "redirect_uri");
        let address = answer(back.clone(), value(&asked.page, "state")).unwrap();
        if pasted {
            pastes.send(address).unwrap();
        } else {
            let (_, path) = address.split_at(back.len() - 1);
            let port = back.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
            for path in ["/favicon.ico", path] {
                let mut browser = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                browser.write_all(format!("GET {path} HTTP/1.1\r\nHost: here\r\n\r\n").as_bytes()).await.unwrap();
                let mut page = String::new();
                browser.read_to_string(&mut page).await.unwrap();
            }
        }
        asked.page
    };
    let (outcome, page) = tokio::join!(login, person);
    outcome.map(|()| page)
}

#[tokio::test]
async fn a_provider_without_codes_sends_the_browser_back_or_its_address_is_pasted() {
    for pasted in [false, true] {
        let provider = Provider::new(&[tokens("first", Some("for-later"))]).await;
        let answer = |back, state| Some(format!("{back}?state={state}&code=good&scope=mail"));
        let page = log_in_by_page(&provider, answer, pasted).await.unwrap();
        assert!(page.starts_with("https://provider.example/authorize?"), "{page}");
        assert!(page.contains("access_type=offline") && page.contains("code_challenge_method=S256"), "{page}");
        let asked = provider.asked();
        assert!(asked[0].contains("grant_type=authorization_code") && asked[0].contains("code=good"), "{}", asked[0]);
        assert!(asked[0].contains("code_verifier="), "{}", asked[0]);
        assert_eq!(provider.oauth().give(None).await.unwrap().expose_secret(), "first");
    }
}

#[tokio::test]
async fn an_answer_to_another_login_or_a_refusal_asks_for_no_tokens() {
    type Answer = fn(String, String) -> Option<String>;
    let answers: [(Answer, &str); 3] = [
        (|back, _| Some(format!("{back}?state=foreign&code=stolen")), "another login"),
        (|back, state| Some(format!("{back}?state={state}&error=access_denied")), "access_denied"),
        (|_, _| Some("oops".to_owned()), "not the address"),
    ];
    for (answer, why) in answers {
        let provider = Provider::new(&[]).await;
        let trouble = log_in_by_page(&provider, answer, true).await.unwrap_err().to_string();
        assert!(trouble.contains(why), "{trouble}");
        assert_eq!(provider.asked(), Vec::<String>::new());
        assert!(!provider.file().exists());
    }
}

#[tokio::test]
async fn a_token_that_ends_is_renewed_first_and_leads_into_dovecot() {
    let user = "renewed@example.test";
    let fresh = servers().token(user, 600);
    let provider = Provider::new(&[tokens(&fresh, Some("newer"))]).await;
    provider.keep("stale", "older", LONG_GONE);
    let login = Login { user: user.to_owned(), proof: Proof::Token(Arc::new(provider.oauth())) };
    mailbox(ImapSettings::new("office", local(servers().imap), login)).open(&Resume::default()).await.unwrap();
    assert!(provider.asked()[0].contains("refresh_token=older"));
    assert!(std::fs::read_to_string(provider.file()).unwrap().contains("newer"), "kept before it was used");
}

#[tokio::test]
async fn a_token_that_the_server_refuses_is_renewed_though_its_time_is_not_over() {
    let user = "turned-down@example.test";
    let fresh = servers().token(user, 600);
    let provider = Provider::new(&[tokens(&fresh, None)]).await;
    provider.keep(&servers().token(user, -100), "same", FAR_OFF);
    let login = Login { user: user.to_owned(), proof: Proof::Token(Arc::new(provider.oauth())) };
    let mut mailbox = mailbox(ImapSettings::new("office", local(servers().imap), login));
    mailbox.open(&Resume::default()).await.unwrap_err();
    mailbox.open(&Resume::default()).await.unwrap();
    assert!(std::fs::read_to_string(provider.file()).unwrap().contains("same"), "the refresh token is still good");
}

#[tokio::test]
async fn a_revoked_login_is_told_with_its_mend_and_not_asked_for_again_until_there_is_a_new_one() {
    let provider = Provider::new(&[refusal("invalid_grant"), tokens("new", None)]).await;
    provider.keep("stale", "revoked", LONG_GONE);
    let oauth = provider.oauth();
    for _ in 0..3 {
        let trouble = oauth.give(None).await.unwrap_err();
        assert!(
            matches!(&trouble, Trouble::GiveUp { mend, .. } if mend.contains("inwriting login office")),
            "{trouble}"
        );
    }
    assert_eq!(provider.asked().len(), 1);
    provider.keep("stale", "logged-in-anew", LONG_GONE);
    assert_eq!(oauth.give(None).await.unwrap().expose_secret(), "new");
}

#[tokio::test]
async fn before_the_first_login_and_with_a_broken_provider_it_is_told_what_to_do() {
    let provider = Provider::new(&[(503, "<html>busy</html>".to_owned())]).await;
    let never = provider.oauth().give(None).await.unwrap_err();
    assert!(matches!(&never, Trouble::GiveUp { mend, .. } if mend.contains("inwriting login office")), "{never}");
    provider.keep("stale", "good", LONG_GONE);
    let busy = provider.oauth().give(None).await.unwrap_err();
    assert!(matches!(&busy, Trouble::Retry { why, .. } if !why.contains("html")), "{busy}");
}

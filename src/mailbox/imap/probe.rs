//! In charge of: trying a folder out step by step, for `inwriting check`.

use std::time::Duration;

use super::{
    Imap, Trouble,
    connect::connect,
    waiting::{End, idle},
};
use crate::connection::{Security, Tls};

/// Hears of each step as it happens: what was tried, and what came of it.
pub type Report<'a> = dyn FnMut(&str, Result<String, Trouble>) + 'a;

impl Imap {
    /// Goes the whole way to the folder and tells each step. `false`: one failed, and those after it were not tried.
    pub async fn probe(&mut self, report: &mut Report<'_>) -> bool {
        self.steps(report).await.is_some()
    }

    async fn steps(&mut self, report: &mut Report<'_>) -> Option<()> {
        let server = self.settings.server.clone();
        let addresses = server.addresses().await.map(|addresses| {
            let addresses: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
            format!("{} is {}", server.host, addresses.join(", "))
        });
        tell(report, "name", addresses)?;
        let (stream, connected) = match server.connect().await {
            Ok(stream) => (Some(stream), Ok(server.place())),
            Err(trouble) => (None, Err(trouble)),
        };
        tell(report, "connection", connected)?;
        let tls = match Tls::new(server.ca_file.as_deref()) {
            Ok(tls) => tls,
            Err(trouble) => return tell(report, "certificate", Err(trouble)),
        };
        match (server.security, stream) {
            (Security::Tls, Some(stream)) => {
                let secured = tls.secure(&server, stream).await.map(|_| format!("it is {}'s", server.host));
                tell(report, "certificate", secured)?;
            }
            (Security::StartTls, _) => {
                tell(report, "certificate", Ok("asked for after STARTTLS, before the login".into()))?
            }
            _ => tell(report, "certificate", Ok("none: clear text, as configured".into()))?,
        }
        let mut session = match connect(&self.settings, &tls).await {
            Ok(session) => session,
            Err(trouble) => return tell(report, "login", Err(trouble)),
        };
        tell(report, "login", Ok(format!("as {}", self.settings.login.user)))?;
        let selected = self.select(&mut session, None).await;
        tell(report, "folder", selected.map(|_| format!("{} can be opened", self.settings.folder)))?;
        if !session.able.has("IDLE") {
            let poll = self.settings.poll.as_secs();
            return tell(report, "IDLE", Ok(format!("the server has none: it is asked every {poll} s instead")));
        }
        let idled = idle(&mut session, Duration::from_millis(500)).await.map(|end| match end {
            End::Over => "new mail is told at once".to_owned(),
            End::Refused(why) => format!("the server offers and refuses it ({why}): it is asked regularly instead"),
        });
        tell(report, "IDLE", idled)
    }
}

fn tell(report: &mut Report<'_>, what: &str, outcome: Result<String, Trouble>) -> Option<()> {
    let passed = outcome.is_ok();
    report(what, outcome);
    passed.then_some(())
}

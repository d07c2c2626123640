//! In charge of: writing a mail in few words, as people's programs write them (RFC 5322).

use inwriting::model::{Place, Position, RawMail};
use jiff::Zoned;

/// A mail to be written.
#[derive(Debug, Clone)]
pub struct Written {
    id: Option<String>,
    from: String,
    to: Vec<String>,
    cc: Vec<String>,
    subject: String,
    date: Option<Zoned>,
    above: Vec<String>,
    headers: Vec<(String, String)>,
    text: String,
    quoted: String,
    attachment: Option<String>,
}

/// A mail of `from` that says `text`; its Message-ID is `name` at the writer's domain.
pub fn mail(name: &str, from: &str, text: &str) -> Written {
    let domain = from.rsplit_once('@').map_or("nowhere.example", |(_, domain)| domain.trim_end_matches('>'));
    Written {
        id: Some(format!("{name}@{domain}")),
        from: from.to_owned(),
        to: Vec::new(),
        cc: Vec::new(),
        subject: "Slides for Tuesday".to_owned(),
        date: None,
        above: Vec::new(),
        headers: Vec::new(),
        text: text.to_owned(),
        quoted: String::new(),
        attachment: None,
    }
}

impl Written {
    pub fn to(mut self, address: &str) -> Self {
        self.to.push(address.to_owned());
        self
    }

    pub fn cc(mut self, address: &str) -> Self {
        self.cc.push(address.to_owned());
        self
    }

    pub fn about(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The Date it carries, where that is not the moment of its coming.
    pub fn dated(mut self, date: Zoned) -> Self {
        self.date = Some(date);
        self
    }

    pub fn without_id(mut self) -> Self {
        self.id = None;
        self
    }

    /// With a file of this name.
    pub fn attaching(mut self, name: &str) -> Self {
        self.attachment = Some(name.to_owned());
        self
    }

    /// An answer to `other`, which is quoted below as the web programs do it.
    pub fn answering(mut self, other: &Written) -> Self {
        self.above.clone_from(&other.above);
        self.above.extend(other.id.clone());
        self.subject = format!("Re: {}", other.subject.trim_start_matches("Re: "));
        let lines: Vec<String> = other.text.trim_end().lines().map(|line| format!("> {line}")).collect();
        self.quoted = format!("\nOn Thu, 11 Jun 2026 at 10:12, {} wrote:\n\n{}\n", other.from, lines.join("\n"));
        self
    }

    /// Says `text`, with `below` under it.
    pub fn below(mut self, text: &str, below: &str) -> Self {
        text.clone_into(&mut self.text);
        self.quoted = format!("\n{below}");
        self
    }

    /// An answer to the mail with this id, quoting nothing.
    pub fn answering_id(mut self, id: &str) -> Self {
        self.above.push(id.to_owned());
        self.subject = format!("Re: {}", self.subject.trim_start_matches("Re: "));
        self
    }

    /// Its Message-ID.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or("none")
    }

    /// Its bytes, written at `now`.
    pub fn bytes(&self, now: &Zoned) -> Vec<u8> {
        let date = self.date.as_ref().unwrap_or(now);
        let mut head = vec![
            format!("From: {}", self.from),
            format!("To: {}", self.to.join(", ")),
            format!("Subject: {}", self.subject),
            format!("Date: {}", jiff::fmt::rfc2822::to_string(date).unwrap()),
        ];
        if !self.cc.is_empty() {
            head.push(format!("Cc: {}", self.cc.join(", ")));
        }
        head.extend(self.id.iter().map(|id| format!("Message-ID: <{id}>")));
        if let Some(last) = self.above.last() {
            let all: Vec<String> = self.above.iter().map(|id| format!("<{id}>")).collect();
            head.push(format!("In-Reply-To: <{last}>\r\nReferences: {}", all.join("\r\n ")));
        }
        head.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        head.push("MIME-Version: 1.0".to_owned());
        let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit";
        let text = format!("{}\n{}", self.text.trim_end(), self.quoted).replace('\n', "\r\n");
        let body = match &self.attachment {
            None => format!("{plain}\r\n\r\n{text}"),
            Some(name) => format!(
                "Content-Type: multipart/mixed; boundary=\"cut\"\r\n\r\n--cut\r\n{plain}\r\n\r\n{text}\r\n--cut\r\n\
                 Content-Type: application/zip; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--cut--\r\n"
            ),
        };
        format!("{}\r\n{body}", head.join("\r\n")).into_bytes()
    }

    /// As the server hands it over: the `uid`th mail of the folder, come at `now`.
    pub fn raw(&self, uid: u32, now: &Zoned) -> RawMail {
        let position = Position::Imap { uid_validity: 1, uid };
        let place = Place { account: "office".to_owned(), folder: "INBOX".to_owned(), position };
        RawMail { place, received: now.timestamp(), bytes: self.bytes(now), cut: None }
    }
}

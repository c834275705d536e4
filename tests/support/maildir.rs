//! The mail server that `./test` starts, and what it was given.

use std::path::Path;
use std::time::Duration;

use fastauth::mail::{Mailer, MailerBuilder};
use mail_parser::{Message, MessageParser, MimeHeaders};
use uuid::Uuid;

use harness::server;

/// What links begin with.
pub const BASE_URL: &str = "https://app.example";

/// The server that `./test` starts, by STARTTLS and with the password.
pub fn smtp_url() -> String {
    server("TEST_SMTP_URL")
}

/// Its certificate.
pub fn root() -> String {
    std::fs::read_to_string(server("TEST_SMTP_ROOT")).unwrap()
}

/// A mailer for it, which is patient.
pub fn mailer() -> MailerBuilder {
    mailer_for(&smtp_url()).root_certificate(root()).timeout(Duration::from_secs(60))
}

/// A mailer for another server.
pub fn mailer_for(smtp_url: &str) -> MailerBuilder {
    Mailer::builder(smtp_url, "Example <no-reply@app.example>", BASE_URL)
}

/// The port of the server that `./test` starts.
pub fn port() -> String {
    smtp_url().split(['@', '?']).nth(1).unwrap().rsplit(':').next().unwrap().to_owned()
}

/// An address that no other test mails to.
pub fn fresh(name: &str) -> String {
    format!("{name}-{}@x.org", Uuid::now_v7().simple())
}

/// A mail, as the server took it.
pub struct Received(Vec<u8>);

/// Everything that was mailed to an address, in its order.
pub fn mails_to(email: &str) -> Vec<Received> {
    let folder = Path::new(&server("TEST_MAILDIR")).join("new");
    let mut mails: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let sent_at = entry.metadata().unwrap().modified().unwrap();
            (sent_at, Received(std::fs::read(entry.path()).unwrap()))
        })
        .filter(|(_, mail)| mail.header("X-RcptTo") == email)
        .collect();
    mails.sort_by_key(|(sent_at, _)| *sent_at);
    mails.into_iter().map(|(_, mail)| mail).collect()
}

impl Received {
    fn message(&self) -> Message<'_> {
        MessageParser::default().parse(&self.0).unwrap()
    }

    /// A header, as it was written.
    pub fn header(&self, name: &str) -> String {
        self.message().header_raw(name.to_owned()).unwrap_or_default().trim().to_owned()
    }

    pub fn subject(&self) -> String {
        self.message().subject().unwrap().to_owned()
    }

    /// The part of this type, decoded.
    fn part(&self, subtype: &str) -> Option<String> {
        let message = self.message();
        let part = message.parts.iter().find(|part| part.is_content_type("text", subtype))?;
        Some(part.text_contents()?.to_owned())
    }

    pub fn text(&self) -> String {
        self.part("plain").unwrap().replace("\r\n", "\n")
    }

    pub fn html(&self) -> Option<String> {
        self.part("html")
    }

    /// Where it leads to: the same in both parts.
    #[track_caller]
    pub fn link(&self) -> String {
        let (text, html) = (self.text(), self.html().unwrap());
        let link = text.lines().find(|line| line.starts_with("http")).unwrap().to_owned();
        let attribute = html.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(attribute, link);
        link
    }

    /// The token that the page behind the link posts.
    #[track_caller]
    pub fn token(&self, page: &str) -> String {
        let link = self.link();
        let token = link.strip_prefix(&format!("{BASE_URL}/{page}#token="));
        token.unwrap_or_else(|| panic!("{link} does not lead to {page}")).to_owned()
    }
}

//! How a [`Mailer`] is set up.

use std::fmt;
use std::time::Duration;

use lettre::message::Mailbox;
use url::Url;

use super::server::{MailServer, Plaintext};
use super::{DefaultTemplates, MailTemplates, Mailer};
use crate::builder::BuildError;
use crate::config::ConfigError;
use crate::config::checks::{check_public_base_url, refused};

/// Builds a [`Mailer`].
#[must_use]
pub struct MailerBuilder {
    smtp_url: String,
    from: String,
    public_base_url: String,
    service_name: Option<String>,
    templates: Box<dyn MailTemplates>,
    timeout: Duration,
    root_certificate: Option<String>,
    plaintext: Plaintext,
}

impl MailerBuilder {
    pub(super) fn new(smtp_url: String, from: String, public_base_url: String) -> Self {
        Self {
            smtp_url,
            from,
            public_base_url,
            service_name: None,
            templates: Box::new(DefaultTemplates),
            timeout: Duration::from_secs(10),
            root_certificate: None,
            plaintext: Plaintext::OnTheMachineItself,
        }
    }

    /// What mails call the service. The host of `public_base_url`.
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// What mails say. [`DefaultTemplates`].
    pub fn templates(mut self, templates: impl MailTemplates) -> Self {
        self.templates = Box::new(templates);
        self
    }

    /// How long the server may take for one mail. 10 seconds, at most a minute.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// A certificate in PEM that the server's may be signed by, beside those that the machine trusts: of a
    /// house that signs its own.
    pub fn root_certificate(mut self, pem: impl Into<String>) -> Self {
        self.root_certificate = Some(pem.into());
        self
    }

    /// Lets an URL without TLS lead to another machine. The mails, the tokens in them and the password of the
    /// mail server are then read by whoever is on the way: for a network that is trusted as the machine is.
    pub fn dangerous_allow_plaintext(mut self) -> Self {
        self.plaintext = Plaintext::Anywhere;
        self
    }

    /// Checks everything, and builds. Connects to nothing yet.
    ///
    /// # Errors
    /// [`BuildError`], with everything that is unsafe or malformed, and without the values.
    pub fn build(self) -> Result<Mailer, BuildError> {
        let bearable = (Duration::from_millis(1)..=Duration::from_secs(60)).contains(&self.timeout);
        let mut errors = refused([
            check_public_base_url(&self.public_base_url),
            (bearable, "timeout", "is not between a millisecond and a minute".to_owned()),
        ]);
        let from: Option<Mailbox> = self.from.parse().ok();
        if from.is_none() {
            errors.push(ConfigError::new("from", "is not written `Example <no-reply@app.example>`"));
        }
        let root = self.root_certificate.as_deref();
        let server = MailServer::new(&self.smtp_url, self.plaintext, root, self.timeout);
        match (server, from) {
            (Ok(server), Some(from)) if errors.is_empty() => {
                let name = self.service_name.unwrap_or_else(|| host(&self.public_base_url));
                Ok(Mailer::new(server, from, self.public_base_url, name, self.templates))
            }
            (server, _) => {
                errors.extend(server.err());
                Err(BuildError(errors))
            }
        }
    }
}

fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Without the URL of the server, which has a password.
impl fmt::Debug for MailerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailerBuilder")
            .field("from", &self.from)
            .field("public_base_url", &self.public_base_url)
            .finish_non_exhaustive()
    }
}

//! The handle that mails are sent by.

use std::fmt;
use std::sync::Arc;

use lettre::message::Mailbox;

use super::message::compose;
use super::server::MailServer;
use super::{MailData, MailError, MailTemplates, MailText, MailerBuilder};
use crate::background::{Background, Full};
use crate::credential::{OneTimeToken, TokenPurpose};

/// Sends the mails of the flows: hooks for [`FastAuthBuilder::hooks`](crate::FastAuthBuilder::hooks), alone or
/// beside an application's own, `(mailer, own)`. Cheap to clone.
///
/// No flow waits for a mail: it is on its way once the hook has returned, and what comes of it is in the log, with
/// the code of the server's answer where it refuses.
/// [`FastAuth::finish_background`](crate::FastAuth::finish_background) waits for what is under way.
///
/// ```
/// # use fastauth::prelude::*;
/// use fastauth::mail::{MailText, Mailer};
///
/// struct Welcome {
///     mailer: Mailer,
/// }
///
/// impl<U: fastauth::model::AuthUser> AuthHooks<U> for Welcome {
///     async fn on_after_verify(&self, user: &U, _: &HookContext) -> HookResult {
///         let mail = MailText::paragraphs("Welcome", &["It is good to have you here."]);
///         Ok(self.mailer.send(user.email(), mail)?)
///     }
/// }
///
/// # async fn example<User: fastauth::model::AuthUser>(
/// #     database: Database, config: FastAuthConfig, smtp_url: String,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// let mailer = Mailer::builder(smtp_url, "Example <no-reply@app.example>", "https://app.example")
///     .service_name("Example")
///     .build()?;
/// let hooks = (mailer.clone(), Welcome { mailer });
/// let auth = FastAuth::<User>::builder(database).config(config).hooks(hooks).build().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Mailer(Arc<Parts>);

struct Parts {
    server: MailServer,
    from: Mailbox,
    public_base_url: String,
    service_name: String,
    templates: Box<dyn MailTemplates>,
    background: Background,
}

impl Mailer {
    /// Begins to build one, of what has no default.
    ///
    /// - `smtp_url`: `smtps://user:password@mail.example`, or `smtp://user:password@mail.example:587?tls=required`;
    ///   `smtp://localhost:1025` in the clear, on the machine itself only. User and password with %-escapes.
    /// - `from`: `Example <no-reply@app.example>`.
    /// - `public_base_url`: what links begin with. `https`, or `http` on a loopback address; the
    ///   [`public_base_url`](crate::FastAuthConfig::public_base_url) of the configuration, where the service and
    ///   its pages are one.
    pub fn builder(
        smtp_url: impl Into<String>,
        from: impl Into<String>,
        public_base_url: impl Into<String>,
    ) -> MailerBuilder {
        MailerBuilder::new(smtp_url.into(), from.into(), public_base_url.into())
    }

    pub(super) fn new(
        server: MailServer,
        from: Mailbox,
        public_base_url: String,
        service_name: String,
        templates: Box<dyn MailTemplates>,
    ) -> Self {
        let background = Background::new();
        Self(Arc::new(Parts { server, from, public_base_url, service_name, templates, background }))
    }

    /// Sends a mail of the application's own to one address, in the background of the tokio runtime that it is
    /// called in.
    ///
    /// # Errors
    /// [`MailError`], and then nothing is sent.
    pub fn send(&self, to: &str, mail: MailText) -> Result<(), MailError> {
        self.post("own", to, mail)
    }

    /// A link to the application's page for a token, for a mail of the application's own.
    #[must_use]
    pub fn link(&self, token: &OneTimeToken, purpose: TokenPurpose) -> String {
        token.link(&self.0.public_base_url, purpose)
    }

    /// Waits until no mail is under way, and takes none meanwhile.
    /// [`FastAuth::finish_background`](crate::FastAuth::finish_background) does this, too, where the mailer is
    /// among its hooks.
    pub async fn flush(&self) {
        self.0.background.finish().await;
    }

    /// Sends the mail that carries a token.
    pub(super) fn send_link(
        &self,
        to: &str,
        token: &OneTimeToken,
        purpose: TokenPurpose,
    ) -> Result<(), MailError> {
        let (templates, link) = (&self.0.templates, self.link(token, purpose));
        let data = self.data(to, &link);
        let (kind, mail) = match purpose {
            TokenPurpose::Verify => ("verify", templates.verify(&data)),
            TokenPurpose::EmailChange => ("email_change", templates.email_change(&data)),
            TokenPurpose::Reset => ("reset", templates.reset(&data)),
            TokenPurpose::Invite => ("invite", templates.invite(&data)),
        };
        self.post(kind, to, mail)
    }

    /// Sends a mail that carries no token.
    pub(super) fn send_notice(
        &self,
        kind: &'static str,
        to: &str,
        text: impl FnOnce(&dyn MailTemplates, &MailData<'_>) -> MailText,
    ) -> Result<(), MailError> {
        let mail = text(&*self.0.templates, &self.data(to, &self.0.public_base_url));
        self.post(kind, to, mail)
    }

    fn data<'a>(&'a self, to: &'a str, link: &'a str) -> MailData<'a> {
        MailData::new(&self.0.service_name, to, link)
    }

    /// Puts a mail on its way.
    fn post(&self, kind: &'static str, to: &str, mail: MailText) -> Result<(), MailError> {
        let (message, parts) = (compose(&self.0.from, to, mail)?, self.0.clone());
        let sending = async move {
            match parts.server.send(message).await {
                Ok(()) => tracing::info!(mail = kind, "sent a mail"),
                Err(error) => tracing::error!(mail = kind, error, "a mail could not be sent"),
            }
        };
        self.0.background.start(sending).map_err(|Full| MailError::Busy)
    }
}

/// Without the server, whose URL has a password.
impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer")
            .field("from", &self.0.from.to_string())
            .field("public_base_url", &self.0.public_base_url)
            .finish_non_exhaustive()
    }
}

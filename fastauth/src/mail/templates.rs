//! What each mail says, unless the application says it otherwise.

use std::borrow::Cow;

use html_escape::encode_quoted_attribute;

use super::MailText;

/// What a template is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailData<'a> {
    /// What the service is called.
    pub service_name: Cow<'a, str>,
    /// The address that the mail goes to.
    pub to: Cow<'a, str>,
    /// The page that the mail leads to: the one that takes the token, or, where there is none, the service's
    /// first.
    pub link: Cow<'a, str>,
}

impl<'a> MailData<'a> {
    /// What the mailer tells a template; for tests of one.
    pub fn new(service_name: &'a str, to: &'a str, link: &'a str) -> Self {
        Self { service_name: service_name.into(), to: to.into(), link: link.into() }
    }

    /// The same, escaped for HTML: for its text, and for attributes in quotes.
    #[must_use]
    pub fn escaped(&self) -> MailData<'_> {
        MailData {
            service_name: encode_quoted_attribute(&self.service_name),
            to: encode_quoted_attribute(&self.to),
            link: encode_quoted_attribute(&self.link),
        }
    }
}

/// What each mail says. Override those that should say it otherwise: in another language, or in HTML of the
/// application's own.
///
/// ```
/// use fastauth::mail::{MailData, MailTemplates, MailText};
///
/// struct German;
///
/// impl MailTemplates for German {
///     fn reset(&self, mail: &MailData<'_>) -> MailText {
///         let before = format!("Hier wählen Sie ein neues Passwort für {}:", mail.service_name);
///         MailText::paragraphs("Ihr Passwort", &[&before, &mail.link])
///     }
///
///     fn invite(&self, mail: &MailData<'_>) -> MailText {
///         let html = mail.escaped();
///         MailText {
///             subject: format!("Willkommen bei {}", mail.service_name),
///             text: format!("Willkommen! {}", mail.link),
///             html: Some(format!("<h1>Willkommen</h1><a href=\"{}\">Passwort wählen</a>", html.link)),
///         }
///     }
/// }
///
/// let mail = MailData::new("Example", "ada@example.org", "https://app.example/reset-password#token=…");
/// assert!(German.reset(&mail).text.starts_with("Hier wählen Sie"));
/// ```
pub trait MailTemplates: Send + Sync + 'static {
    /// To an address that somebody registered with: the link verifies it. Whoever follows the link for an
    /// account that somebody else made would keep that one's password, so say that it may be ignored.
    fn verify(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Confirm your e-mail address for {service}"),
            &[
                &format!(
                    "Somebody, hopefully you, registered at {service} with this e-mail address. To confirm that it \
                     is yours, open this page:"
                ),
                &mail.link,
                "If you did not register, please ignore this mail, and do not open the page.",
            ],
        )
    }

    /// To an address that is to become a user's: the link makes it so.
    fn email_change(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Confirm your new e-mail address for {service}"),
            &[
                &format!(
                    "Somebody, hopefully you, wants to use this e-mail address for an account at {service}. To \
                     confirm that it is yours, open this page:"
                ),
                &mail.link,
                "If that was not you, please ignore this mail, and do not open the page: nothing changes then.",
            ],
        )
    }

    /// To whoever forgot a password: the link sets another.
    fn reset(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Choose another password for {service}"),
            &[
                &format!(
                    "Somebody, hopefully you, asked for another password for your account at {service}. To choose \
                     it, open this page:"
                ),
                &mail.link,
                "If that was not you, please ignore this mail: your password stays as it is.",
            ],
        )
    }

    /// To whom an administrator made an account for: the link sets the first password.
    fn invite(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Your account at {service}"),
            &[
                &format!("An account at {service} was made for you. To choose its password, open this page:"),
                &mail.link,
                "If you do not know what this is about, please ignore this mail.",
            ],
        )
    }

    /// To a user whose address somebody wanted to register with, or to take as theirs, where the answer may not
    /// say that it is taken.
    fn email_reused(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("You have an account at {service}"),
            &[
                &format!(
                    "Somebody, hopefully you, wanted to register at {service} with this e-mail address, which has an \
                     account already. To sign in, or to choose another password, open this page:"
                ),
                &mail.link,
                "If that was not you, please ignore this mail: nothing has changed.",
            ],
        )
    }

    /// To the address that was a user's, once another one is.
    fn email_changed(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Your e-mail address for {service} was changed"),
            &[
                &format!(
                    "Your account at {service} has another e-mail address now; mails no longer go to this one."
                ),
                "If that was not you, somebody else may be using your account. Please tell us:",
                &mail.link,
            ],
        )
    }

    /// To a user whose password was changed or reset.
    fn password_changed(&self, mail: &MailData<'_>) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Your password for {service} was changed"),
            &[
                &format!("The password of your account at {service} was changed."),
                "If that was not you, somebody else may be using your account. Please choose another one at once:",
                &mail.link,
            ],
        )
    }

    /// To a user whose account can be signed in to with a provider from now on, by its name here.
    fn provider_linked(&self, mail: &MailData<'_>, provider: &str) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("Another way to sign in to {service}"),
            &[
                &format!("Your account at {service} can be signed in to with an account at {provider} now."),
                "If that was not you, somebody else may be using your account. Please choose another password, and \
                 remove that account:",
                &mail.link,
            ],
        )
    }

    /// To a user whose account can be signed in to with a provider no more, by its name here.
    fn provider_unlinked(&self, mail: &MailData<'_>, provider: &str) -> MailText {
        let service = &mail.service_name;
        MailText::paragraphs(
            format!("One way less to sign in to {service}"),
            &[
                &format!(
                    "Your account at {service} cannot be signed in to with an account at {provider} any more."
                ),
                "If that was not you, somebody else may be using your account. Please tell us:",
                &mail.link,
            ],
        )
    }
}

/// In plain English, as [`MailTemplates`] has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct DefaultTemplates;

impl MailTemplates for DefaultTemplates {}

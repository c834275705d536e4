//! Mails for the flows, over SMTP, by the feature `mail`: links that carry a token, and notices of what has changed.

mod builder;
mod error;
mod hooks;
mod mailer;
mod message;
mod server;
mod templates;
mod text;

pub use builder::MailerBuilder;
pub use error::MailError;
pub use mailer::Mailer;
pub use templates::{DefaultTemplates, MailData, MailTemplates};
pub use text::MailText;

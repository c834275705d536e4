//! A mail, as it goes over the wire.

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use uuid::Uuid;

use super::{MailError, MailText};

/// Keeps answering machines from answering (RFC 3834 section 5).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// To one address, as text, and as HTML where there is any.
///
/// # Errors
/// [`MailError::Address`], [`MailError::Message`].
pub(super) fn compose(from: &Mailbox, to: &str, mail: MailText) -> Result<Message, MailError> {
    let to: Address = to.parse().map_err(|_| MailError::Address)?;
    let id = format!("<{}@{}>", Uuid::new_v4(), from.email.domain());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject)
        .message_id(Some(id))
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
    let composed = match mail.html {
        Some(html) => message.multipart(MultiPart::alternative_plain_html(mail.text, html)),
        None => message.singlepart(SinglePart::plain(mail.text)),
    };
    composed.map_err(|_| MailError::Message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::canonical_email;

    fn composed(to: &str, subject: &str) -> Result<String, MailError> {
        let from = "Example <no-reply@app.example>".parse().unwrap();
        let message = compose(&from, to, MailText::paragraphs(subject, &["hello"]))?;
        Ok(String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn headers_say_whose_it_is_and_that_a_machine_wrote_it() {
        let mail = composed("a@x.org", "hello").unwrap();
        for line in ["From: Example <no-reply@app.example>", "To: a@x.org", "Auto-Submitted: auto-generated"]
        {
            assert!(mail.contains(&format!("{line}\r\n")), "no {line}: {mail}");
        }
        assert!(mail.contains("@app.example>\r\n") && mail.contains("Date: "), "{mail}");
    }

    /// What has no address of its own in an envelope or a header adds none.
    #[test]
    fn a_line_that_ends_begins_no_header() {
        let mail = composed("a@x.org", "hello\r\nBcc: eve@x.org\r\n\r\nhello").unwrap();
        assert!(!mail.contains("\nBcc:"), "{mail}");
        for to in ["a@x.org\r\nBcc: eve@x.org", "a@x.org, eve@x.org", "Ada <a@x.org>", ""] {
            assert_eq!(composed(to, "hello"), Err(MailError::Address), "{to}");
        }
    }

    #[test]
    fn each_address_that_an_account_can_have_can_be_mailed_to() {
        for email in ["a.b+c@sub.x.org", "o'neil@x.org", "a@bücher.example", "!#$%&'*+/=?^_`{|}~-@x.org"] {
            composed(&canonical_email(email).unwrap(), "hello").unwrap();
        }
    }
}

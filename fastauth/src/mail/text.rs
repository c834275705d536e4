//! What a mail says.

use html_escape::encode_quoted_attribute;

/// What a mail says, as text, and perhaps as HTML beside it.
///
/// ```
/// use fastauth::mail::MailText;
///
/// let mail = MailText::paragraphs("Welcome", &["It is good to have you here:", "https://app.example/start"]);
/// assert_eq!(mail.text, "It is good to have you here:\n\nhttps://app.example/start\n");
/// assert!(mail.html.unwrap().contains(r#"<a href="https://app.example/start">"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, in which every value is escaped. None, and the mail is text only.
    pub html: Option<String>,
}

impl MailText {
    /// A mail of paragraphs, as text and as HTML, in which they are escaped. One that is a URL is a link there.
    #[must_use]
    pub fn paragraphs(subject: impl Into<String>, paragraphs: &[&str]) -> Self {
        let html: String = paragraphs.iter().map(|paragraph| html_paragraph(paragraph)).collect();
        Self {
            subject: subject.into(),
            text: paragraphs.join("\n\n") + "\n",
            html: Some(format!(
                "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n{html}</body>\n</html>\n"
            )),
        }
    }
}

fn html_paragraph(paragraph: &str) -> String {
    let is_url = ["https://", "http://"].iter().any(|scheme| paragraph.starts_with(scheme))
        && !paragraph.contains(char::is_whitespace);
    let escaped = encode_quoted_attribute(paragraph);
    if is_url {
        format!("<p><a href=\"{escaped}\">{escaped}</a></p>\n")
    } else {
        format!("<p>{escaped}</p>\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_escaped_in_html_only() {
        let mail = MailText::paragraphs("<b>", &["<script>\"it's\" & so on", "https://x.org/\"><script>"]);
        assert_eq!(mail.subject, "<b>");
        assert_eq!(mail.text, "<script>\"it's\" & so on\n\nhttps://x.org/\"><script>\n");
        let html = mail.html.unwrap();
        assert!(html.contains("<p>&lt;script&gt;&quot;it&#x27;s&quot; &amp; so on</p>"), "{html}");
        assert!(html.contains("<a href=\"https://x.org/&quot;&gt;&lt;script&gt;\">"), "{html}");
    }

    #[test]
    fn only_what_is_a_url_is_a_link() {
        for paragraph in ["https://x.org and more", "javascript:alert(1)", "see https://x.org", ""] {
            assert!(!MailText::paragraphs("x", &[paragraph]).html.unwrap().contains("<a"), "{paragraph}");
        }
    }
}

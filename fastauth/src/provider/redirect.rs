//! Where somebody may be sent once they are signed in: to own pages, and to those of listed origins (RFC 9700 section 4.11).

use percent_encoding::percent_decode_str;
use url::{Position, Url};

/// The longest target, in bytes, as it is told to a browser: it travels in a cookie.
const LONGEST: usize = 512;

/// The target as a browser is told it: a path of the service's own, or a whole URL of an origin that is listed. None for
/// anything else.
pub(crate) fn redirect_target(text: &str, base: &Url, origins: &[String]) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let target = if text.starts_with('/') {
        let url = base.join(text).ok().filter(|url| url.origin() == base.origin())?;
        url[Position::BeforePath..].to_owned()
    } else {
        listed(text, base, origins)?.into()
    };
    // What was left out of it may have hidden something: it is looked at as it will be read.
    (target.len() <= LONGEST && is_plain(&target)).then_some(target)
}

/// A whole URL of the service's own origin, or of one that is listed.
fn listed(text: &str, base: &Url, origins: &[String]) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()))?;
    let is_listed = origins.iter().any(|origin| *origin == url.origin().ascii_serialization());
    let is_bare = url.username().is_empty() && url.password().is_none();
    (is_bare && (is_listed || url.origin() == base.origin())).then_some(url)
}

/// Nothing that one reader takes for another place than the next: browsers take `\` for `/` and leave control characters out,
/// proxies decode before they look.
fn is_plain(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let path = match path.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest,
        _ => path,
    };
    let (mut path, mut text) = (path.to_owned(), text.to_owned());
    // Whatever was encoded more often than this, nobody decodes.
    for _ in 0..3 {
        let is_odd = |one: char| one.is_control() || one == '\\' || one == '\u{fffd}';
        if path.contains("//") || text.chars().any(is_odd) || text.starts_with(char::is_whitespace) {
            return false;
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        (path, text) = (decoded(&path), decoded(&text));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Option<String> {
        let base = Url::parse("https://app.example/").unwrap();
        redirect_target(text, &base, &["https://other.example".to_owned()])
    }

    #[test]
    fn own_paths_and_listed_origins_are_targets() {
        for (text, told) in [
            ("/", "/"),
            ("/welcome", "/welcome"),
            ("/a/b?c=d&e=%2Ff#g", "/a/b?c=d&e=%2Ff#g"),
            ("/a?next=https://b.example/", "/a?next=https://b.example/"),
            ("/a/../b", "/b"),
            ("/%C3%BC", "/%C3%BC"),
            ("https://other.example/a?b#c", "https://other.example/a?b#c"),
            ("https://other.example", "https://other.example/"),
            ("https://app.example/a", "https://app.example/a"),
        ] {
            assert_eq!(target(text).as_deref(), Some(told), "{text:?}");
        }
    }

    /// OT-08, OA-12.
    #[test]
    fn nowhere_else() {
        for text in [
            "",
            "welcome",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%2Fevil.example",
            "/%2f%2fevil.example",
            "/%5Cevil.example",
            "/%252f%252fevil.example",
            "/.//evil.example/://",
            "/..//evil.example://y",
            "/.%2f/evil.example",
            "/%2e//evil.example",
            "/a/..//evil.example",
            "/a/b://c//d",
            "blob:https://app.example/x",
            "ftp://app.example/x",
            "/a//b",
            "/..//evil.example",
            "/\tevil",
            "/%09/evil.example",
            "/\r\nset-cookie:a=b",
            "/%0d%0aset-cookie:a=b",
            "/%00",
            "/%ff",
            " /welcome",
            "https:evil.example",
            "https:/evil.example",
            "https://evil.example",
            "https://other.example.evil.example",
            "https://other.example@evil.example",
            "https://user:password@other.example",
            "https://other.example:8443/",
            "http://other.example/",
            "HTTPS://evil.example",
            "javascript:alert(1)",
            "data:text/html,a",
            "file:///etc/passwd",
            "//app.example/a",
            "https://app.example//evil.example",
        ] {
            assert_eq!(target(text), None, "{text:?}");
        }
        assert_eq!(target(&format!("/{}", "a".repeat(512))), None);
        assert_eq!(target(&format!("/{}", "€".repeat(100))), None, "it is three times as long in the end");
    }
}

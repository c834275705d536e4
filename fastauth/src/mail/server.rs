//! The server that mails are handed to.

use std::error::Error;
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error as SmtpError};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::Semaphore;
use url::{Host, Url};

use crate::config::{ConfigError, checks};

/// How many connections to it there are at once.
const MOST_CONNECTIONS: usize = 16;

/// How long a mail waits for one of them.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Whether mails may travel in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plaintext {
    OnTheMachineItself,
    Anywhere,
}

/// A server, and how it is spoken to.
pub(super) struct MailServer {
    transport: AsyncSmtpTransportBuilder,
    timeout: Duration,
    connections: Semaphore,
}

impl MailServer {
    /// Checks the URL; nothing is connected yet. `root` is a certificate in PEM that is trusted, too.
    ///
    /// # Errors
    /// [`ConfigError`], of `smtp_url` or `root_certificate`.
    pub(super) fn new(
        text: &str,
        plaintext: Plaintext,
        root: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let refused = |reason| ConfigError::new("smtp_url", reason);
        let url = Url::parse(text).map_err(|_| refused(NOT_WRITTEN))?;
        let security = Security::of(&url).map_err(refused)?;
        let may_be_clear = plaintext == Plaintext::Anywhere || checks::is_loopback(&url);
        if security == Security::None && !may_be_clear {
            return Err(refused(IN_THE_CLEAR));
        }
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(text).map_err(|_| refused(NOT_WRITTEN))?;
        if let Some(root) = root {
            let parameters = tls_parameters(url.host_str().unwrap_or_default(), root)
                .ok_or_else(|| ConfigError::new("root_certificate", "is no certificate in PEM"))?;
            transport = transport.tls(match security {
                Security::Tls => Tls::Wrapper(parameters),
                Security::StartTls => Tls::Required(parameters),
                Security::None => Tls::None,
            });
        }
        let transport = transport.timeout(Some(timeout));
        Ok(Self { transport, timeout, connections: Semaphore::new(MOST_CONNECTIONS) })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// What went wrong, in a sentence for the log.
    pub(super) async fn send(&self, message: Message) -> Result<(), String> {
        let connection = tokio::time::timeout(LONGEST_WAIT, self.connections.acquire()).await;
        let Ok(Ok(_connection)) = connection else {
            return Err(format!("no connection was free within {LONGEST_WAIT:?}"));
        };
        // One transport for each mail. A pool would keep the connection of one that was given up, and hand the
        // answer that came late to the next.
        let transport = self.transport.clone().build::<Tokio1Executor>();
        match tokio::time::timeout(self.timeout, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(sentence(&error)),
            Err(_) => Err(format!("the server did not take it within {:?}", self.timeout)),
        }
    }
}

const NOT_WRITTEN: &str = "is not written `smtps://user:password@mail.example`, or \
                           `smtp://user:password@mail.example:587?tls=required`, with %-escapes in user and password";
const IN_THE_CLEAR: &str = "would send mails in the clear: write `smtps://…`, or `smtp://…?tls=required`";

/// What a connection is protected by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    Tls,
    StartTls,
    None,
}

impl Security {
    /// What a URL asks for; or what is wrong with it.
    fn of(url: &Url) -> Result<Self, &'static str> {
        // A `/` or `#` in a password ends the part of the URL that is secret.
        let is_cut_short = url.path().contains('@') || url.fragment().is_some();
        match url.host() {
            None => return Err(NOT_WRITTEN),
            Some(Host::Ipv6(_)) => return Err("names an IPv6 address: give the server a name"),
            Some(_) if is_cut_short || url.username().is_empty() != url.password().is_none() => {
                return Err(NOT_WRITTEN);
            }
            Some(_) => {}
        }
        match (url.scheme(), url.query()) {
            ("smtps", None) => Ok(Self::Tls),
            ("smtp", Some("tls=required")) => Ok(Self::StartTls),
            ("smtp", None) => Ok(Self::None),
            _ => Err(NOT_WRITTEN),
        }
    }
}

fn tls_parameters(host: &str, root: &str) -> Option<TlsParameters> {
    if !root.contains("-----BEGIN CERTIFICATE-----") {
        return None;
    }
    let certificate = Certificate::from_pem(root.as_bytes()).ok()?;
    TlsParameters::builder(host.to_owned()).add_root_certificate(certificate).build().ok()
}

/// What went wrong, without the words of the server's answer: they may quote the mail, and the token in it.
fn sentence(error: &SmtpError) -> String {
    if error.is_response() {
        return "the server's answer cannot be read".to_owned();
    }
    let Some(code) = error.status() else { return error.to_string() };
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    // RFC 3463, as in `550 5.7.1 …`.
    let is_status = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match words.split(' ').next().filter(is_status) {
        Some(status) if (5..=9).contains(&status.len()) => format!("the server answered {code} {status}"),
        _ => format!("the server answered {code}"),
    }
}

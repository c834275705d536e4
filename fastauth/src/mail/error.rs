//! Why a mail is not on its way.

/// Why a mail was not taken for sending. Of one that was taken, and could not be sent, the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MailError {
    /// Not one plain address.
    #[error("this is no address that a mail can go to")]
    Address,
    /// No message can be made of it.
    #[error("no message can be made of this")]
    Message,
    /// Too many mails are under way.
    #[error("too many mails are under way")]
    Busy,
}

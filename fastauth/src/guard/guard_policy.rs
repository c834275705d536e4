//! The policy of a handler, as a type.

use crate::model::Policy;

/// The policy of one handler, as a type: what `#[require_user]` makes of its arguments.
pub trait GuardPolicy: Send + Sync + 'static {
    /// What is asked.
    const POLICY: Policy;
    /// The name of the handler's own check, as the access matrix prints it.
    const OWN_CHECK: Option<&'static str> = None;
}

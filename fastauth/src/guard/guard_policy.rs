//! The policy of a handler, as a type.

use crate::model::Policy;

/// The policy of one handler, as a type: what `#[require_user]` makes of its arguments.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no policy of a handler",
    note = "`#[require_user(…)]` makes one; or implement `GuardPolicy` for `{Self}`, with its `POLICY`"
)]
pub trait GuardPolicy: Send + Sync + 'static {
    /// What is asked.
    const POLICY: Policy;
}

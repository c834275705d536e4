//! Which mail each flow sends, and to whom: the address is the one in the row that the hook is given.

use super::{MailError, Mailer};
use crate::credential::{OneTimeToken, TokenPurpose};
use crate::hooks::{AuthHooks, HookContext, HookResult};
use crate::model::{AuthOAuthAccount, AuthUser};

impl<U: AuthUser> AuthHooks<U> for Mailer {
    async fn on_after_request_verify(
        &self,
        user: &U,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        Ok(self.send_link(user.email(), token, TokenPurpose::Verify)?)
    }

    async fn on_after_request_email_change(
        &self,
        _user: &U,
        new_email: &str,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        Ok(self.send_link(new_email, token, TokenPurpose::EmailChange)?)
    }

    async fn on_after_email_changed(&self, _user: &U, old_email: &str, _context: &HookContext) -> HookResult {
        Ok(self.send_notice("email_changed", old_email, |texts, mail| texts.email_changed(mail))?)
    }

    async fn on_after_email_reused(&self, user: &U, _context: &HookContext) -> HookResult {
        Ok(self.send_notice("email_reused", user.email(), |texts, mail| texts.email_reused(mail))?)
    }

    async fn on_after_forgot_password(
        &self,
        user: &U,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        Ok(self.send_link(user.email(), token, TokenPurpose::Reset)?)
    }

    async fn on_after_reset_password(&self, user: &U, _context: &HookContext) -> HookResult {
        Ok(self.send_notice("password_changed", user.email(), |texts, mail| texts.password_changed(mail))?)
    }

    async fn on_after_change_password(&self, user: &U, _context: &HookContext) -> HookResult {
        Ok(self.send_notice("password_changed", user.email(), |texts, mail| texts.password_changed(mail))?)
    }

    async fn on_after_invite(&self, user: &U, token: &OneTimeToken, _context: &HookContext) -> HookResult {
        Ok(self.send_link(user.email(), token, TokenPurpose::Invite)?)
    }

    async fn on_after_provider_linked(
        &self,
        user: &U,
        account: &U::OAuthAccount,
        _context: &HookContext,
    ) -> HookResult {
        if_verified(user, |email| {
            self.send_notice("provider_linked", email, |texts, mail| {
                texts.provider_linked(mail, account.oauth_name())
            })
        })
    }

    async fn on_after_provider_unlinked(
        &self,
        user: &U,
        account: &U::OAuthAccount,
        _context: &HookContext,
    ) -> HookResult {
        if_verified(user, |email| {
            self.send_notice("provider_unlinked", email, |texts, mail| {
                texts.provider_unlinked(mail, account.oauth_name())
            })
        })
    }

    async fn on_finish(&self, _context: &HookContext) -> HookResult {
        self.flush().await;
        Ok(())
    }
}

/// Whose address it is that nobody has verified, nobody knows: others would be mailed as often as somebody likes.
fn if_verified<U: AuthUser>(user: &U, send: impl FnOnce(&str) -> Result<(), MailError>) -> HookResult {
    if user.is_verified() {
        send(user.email())?;
    }
    Ok(())
}

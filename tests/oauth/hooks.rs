//! What an application is told of those who sign in with providers, and what its hooks may keep from happening.

use std::sync::{Arc, Mutex};

use demo::models::{OAuthAccount, User, UserCreate};
use fastauth::prelude::{AuthHooks, HookContext, HookError, HookResult};
use fastauth::provider::NewOAuthUser;
use fastauth::token::TokenPair;
use serde_json::json;

use crate::support::sign_in::SignInApp;
use crate::support::{Kind, options};

/// Notes what it is told, and fails behind everything.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    fn note(&self, text: String, context: &HookContext) -> HookResult {
        assert!(context.ip.is_some_and(|ip| ip.is_loopback()), "{text}");
        self.0.lock().unwrap().push(text);
        Err(std::io::Error::other("the mail server is down").into())
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl AuthHooks<User> for Recorder {
    async fn on_before_oauth_register(
        &self,
        new: &mut NewOAuthUser<User>,
        context: &HookContext,
    ) -> HookResult {
        let _ = self.note(format!("new {} of {}", new.email(), new.provider()), context);
        Ok(())
    }

    async fn on_before_register(&self, create: &UserCreate, context: &HookContext) -> HookResult {
        let _ = self.note(format!("registers {}", create.email), context);
        assert_eq!(create.password.expose(), "");
        Ok(())
    }

    async fn on_before_login(&self, user: &User, _context: &HookContext) -> HookResult {
        match user.email.starts_with("blocked") {
            true => Err(HookError::refuse("blocked", "not today")),
            false => Ok(()),
        }
    }

    async fn on_after_register(&self, user: &User, context: &HookContext) -> HookResult {
        self.note(format!("registered {}", user.email), context)
    }

    async fn on_after_login(&self, user: &User, tokens: &TokenPair, context: &HookContext) -> HookResult {
        assert!(!tokens.access_token.is_empty());
        self.note(format!("logged in {}", user.email), context)
    }

    async fn on_after_provider_linked(
        &self,
        user: &User,
        account: &OAuthAccount,
        context: &HookContext,
    ) -> HookResult {
        assert_eq!(account.user_id, user.id);
        self.note(format!("linked {} to {}", account.oauth_name, user.email), context)
    }

    async fn on_after_provider_unlinked(
        &self,
        user: &User,
        account: &OAuthAccount,
        context: &HookContext,
    ) -> HookResult {
        self.note(format!("unlinked {} from {}", account.oauth_name, user.email), context)
    }
}

/// Each once, in order, with the request that it is of; what fails behind a change undoes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hooks_are_told_of_a_sign_in() {
    let hooks = Recorder::default();
    let told = hooks.clone();
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, _| builder.hooks(told)).await;
    app.provider.is("a", json!("A@x.org"), json!(true));
    let tokens = app.signed_in_by("oidc").await;
    assert_eq!(
        hooks.take(),
        ["new a@x.org of oidc", "registers a@x.org", "registered a@x.org", "logged in a@x.org"]
    );
    app.signed_in_by("oidc").await;
    assert_eq!(hooks.take(), ["logged in a@x.org"]);
    app.link("plain", &tokens.access).await.is(200);
    assert_eq!(hooks.take(), ["linked plain to a@x.org"]);
    let id = app.linked(&tokens.access).await[1]["id"].as_str().unwrap().to_owned();
    app.delete(&format!("/auth/oauth/accounts/{id}"), &tokens.access).await.is(204);
    assert_eq!(hooks.take(), ["unlinked plain from a@x.org"]);

    app.provider.is("b", json!("blocked@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(403, "blocked");
    assert_eq!(
        hooks.take(),
        ["new blocked@x.org of oidc", "registers blocked@x.org", "registered blocked@x.org"]
    );
}

/// What fails before a change is no consent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hook_that_fails_before_lets_nobody_in() {
    struct Broken;
    impl AuthHooks<User> for Broken {
        async fn on_before_oauth_register(&self, _: &mut NewOAuthUser<User>, _: &HookContext) -> HookResult {
            Err(std::io::Error::other("no list of domains").into())
        }
    }
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, _| {
        builder.hooks((Broken, Recorder::default()))
    })
    .await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(500, "internal");
    assert!(app.auth.get_user_by_email("a@x.org").await.is_err());
}

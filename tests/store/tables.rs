//! The tables, and what they hold.

use demo::models::OAuthAccount;
use fastauth::model::CodenameChanges;
use fastauth::prelude::*;
use fastauth::store::StoreError;

use crate::support::app::PASSWORD;
use crate::support::database::TestDatabase;

on_every_database! {
    async fn tables_can_be_made_at_every_start(app: TestApp) {
        let user = app.register("a@x.org").await;
        app.auth.create_tables().await.unwrap();
        app.auth.create_tables().await.unwrap();
        let again = app.auth.get_user(user.id).await.unwrap();
        assert_eq!(again.email, "a@x.org");
        let roles = app.auth.roles().list("", 100).await.unwrap();
        assert_eq!(roles.iter().map(|role| role.codename.as_str()).collect::<Vec<_>>(), ["Admin", "User"]);
        let permissions = app.auth.permissions().list("", 100).await.unwrap();
        assert_eq!(permissions.len(), 11);
        assert!(permissions.is_sorted_by_key(|permission| permission.codename.clone()));
    }

    /// What goes in comes out: moments to the microsecond, text of every script.
    async fn a_user_comes_back_as_it_was_stored(app: TestApp) {
        let user = app.register("a@x.org").await;
        assert_eq!(user.created_at.nanosecond() % 1_000, 0);
        let mut other = user.clone();
        other.id = Uuid::now_v7();
        other.email = "b@x.org".to_owned();
        other.display_name = Some("Ünïcödé 🦀 \u{202e}".to_owned());
        app.auth.store().insert_user(other.clone(), Vec::new()).await.unwrap();
        let stored = app.auth.get_user(other.id).await.unwrap();
        assert_eq!((stored.created_at, stored.display_name), (other.created_at, other.display_name));
    }

    async fn roles_and_permissions_can_be_kept(app: TestApp) {
        let roles = app.auth.roles();
        let renamed = |codename: &str| CodenameChanges { codename: Some(codename.to_owned()), ..CodenameChanges::default() };
        let editor = roles.insert(demo::models::Role { id: 0, codename: "Editor".to_owned() }).await.unwrap();
        assert_eq!(roles.find(editor.id).await.unwrap().unwrap().codename, "Editor");
        let twice = roles.insert(demo::models::Role { id: 0, codename: "Editor".to_owned() }).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        assert!(roles.update(editor.id, renamed("Author")).await.unwrap());
        assert!(roles.find_by_codename("Editor").await.unwrap().is_none());
        let taken = roles.update(editor.id, renamed("Admin")).await;
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        let user = app.register("a@x.org").await;
        app.auth.assign_role_to_user(Some("Author"), user.id).await.unwrap();
        let in_use = roles.delete(editor.id).await;
        assert!(matches!(in_use, Err(StoreError::Referenced(_))), "{in_use:?}");
        app.auth.assign_role_to_user(None, user.id).await.unwrap();
        assert!(roles.delete(editor.id).await.unwrap());
        assert!(!roles.delete(editor.id).await.unwrap());
    }

    async fn an_account_at_a_provider_is_one_users(app: TestApp) {
        let user = app.register("a@x.org").await;
        let account = OAuthAccount {
            id: Uuid::now_v7(),
            user_id: user.id,
            oauth_name: "google".to_owned(),
            account_id: "42".to_owned(),
            account_email: None,
        };
        let accounts = app.auth.oauth_accounts();
        accounts.insert(account.clone()).await.unwrap();
        assert_eq!(accounts.find("google", "42").await.unwrap().unwrap().user_id, user.id);
        assert!(accounts.find("Google", "42").await.unwrap().is_none());
        assert_eq!(accounts.list(user.id, None, 10).await.unwrap().len(), 1);
        let twice = accounts.insert(OAuthAccount { id: Uuid::now_v7(), ..account }).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        app.auth.delete_user(user.id).await.unwrap();
        assert!(accounts.find("google", "42").await.unwrap().is_none());
    }

    async fn permissions_are_given_in_one_statement_each(app: TestApp) {
        let user = app.register("a@x.org").await;
        let codenames: Vec<String> = (0..500).map(|number| format!("thing{number}:do")).collect();
        for codename in &codenames {
            let new = demo::models::Permission { id: 0, codename: codename.clone() };
            app.auth.permissions().insert(new).await.unwrap();
        }
        let all: Vec<&str> = codenames.iter().map(String::as_str).collect();
        app.auth.grant_to_role("User", &all).await.unwrap();
        app.auth.grant_to_role("User", &all).await.unwrap();
        let grants = app.auth.store().grants_of(user.id).await.unwrap();
        assert_eq!(grants.role.unwrap().permissions.len(), 500);
        assert_eq!(grants.permissions.len(), 0);
        app.auth.revoke_from_role("User", &all[1..]).await.unwrap();
        let grants = app.auth.store().grants_of(user.id).await.unwrap();
        assert_eq!(grants.role.unwrap().permissions, ["thing0:do"]);
    }

    /// Who names something that is not there learns of it, and nothing is given or taken.
    async fn a_gift_must_exist_and_have_a_taker(app: TestApp) {
        let user = app.register("a@x.org").await;
        let auth = &app.auth;
        let some = ["report:read", "unknown:permission"];
        for (given, code) in [
            (auth.grant_to_user(user.id, &some).await, "permission_not_found"),
            (auth.grant_to_role("User", &some).await, "permission_not_found"),
            (auth.grant_to_user(Uuid::now_v7(), &["report:read"]).await, "user_not_found"),
            (auth.grant_to_role("Nobody", &["report:read"]).await, "role_not_found"),
            (auth.grant_to_role("user", &["report:read"]).await, "role_not_found"),
        ] {
            assert_eq!(given.unwrap_err().code(), code);
        }
        assert_eq!(auth.store().grants_of(user.id).await.unwrap().permissions, [""; 0]);
        auth.grant_to_user(user.id, &["report:read", "report:read"]).await.unwrap();
        for (taken, code) in [
            (auth.revoke_from_user(user.id, &some).await, "permission_not_found"),
            (auth.revoke_from_user(Uuid::now_v7(), &["report:read"]).await, "user_not_found"),
            (auth.revoke_from_role("Nobody", &["report:read"]).await, "role_not_found"),
        ] {
            assert_eq!(taken.unwrap_err().code(), code);
        }
        assert_eq!(auth.store().grants_of(user.id).await.unwrap().permissions, ["report:read"]);
        auth.revoke_from_user(user.id, &["report:read", "audit:read"]).await.unwrap();
        assert_eq!(auth.store().grants_of(user.id).await.unwrap().permissions, [""; 0]);
    }

    async fn who_gives_the_same_at_the_same_time_is_no_error(app: TestApp) {
        let user = app.register("a@x.org").await;
        let gifts = (0..12).map(|_| app.auth.grant_to_user(user.id, &["report:read", "audit:read"]));
        for given in futures_util::future::join_all(gifts).await {
            given.unwrap();
        }
        let held = app.auth.store().grants_of(user.id).await.unwrap().permissions;
        assert_eq!(held, ["audit:read", "report:read"]);
    }
}

/// Instances that start at the same time, on an empty database, make the tables once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_can_be_made_by_many_at_once() {
    use crate::support::Kind;
    use crate::support::app::SECRET;
    use crate::support::database::TestDatabase;
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        for _ in 0..if kind == Kind::MariaDb { 3 } else { 20 } {
            let database = TestDatabase::create(kind).await;
            let instances = (0..4).map(async |_| {
                let connected =
                    Database::connect_with(&database.url, crate::support::options().connect).await.unwrap();
                let config = FastAuthConfig::new(SECRET);
                let builder = FastAuth::<demo::models::User>::builder(connected).config(config);
                builder.build().await.unwrap().create_tables().await
            });
            for made in futures_util::future::join_all(instances).await {
                made.unwrap_or_else(|error| panic!("{kind:?}: {error:?}"));
            }
        }
    }
}

/// What a migration has of the statements is what the library makes by itself.
#[tokio::test]
async fn tables_can_be_made_by_a_migration() {
    for kind in crate::models::KINDS {
        let database = TestDatabase::create(kind).await;
        let auth: fastauth::FastAuth<demo::models::User> = crate::models::build(&database).await;
        for statement in auth.table_definitions() {
            database.execute(&statement).await;
        }
        assert!(auth.sync_vocabulary().await.unwrap().made_roles.contains(&"Admin".to_owned()), "{kind:?}");
        let create = demo::models::UserCreate {
            email: "a@x.org".to_owned(),
            username: None,
            password: PASSWORD.into(),
            display_name: None,
        };
        let user = auth.register(create).await.unwrap();
        auth.grant_to_user(user.id, &["report:read"]).await.unwrap();
        auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        auth.create_tables().await.unwrap();
        auth.get_user(user.id).await.unwrap();
    }
}

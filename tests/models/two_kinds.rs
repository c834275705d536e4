//! A program with two kinds of users in one database, their ids the same.

use axum::extract::FromRef;
use fastauth::Policy;
use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::routing::post;

use super::{KINDS, build};
use crate::events::watcher::Records;
use crate::support::app::{PASSWORD, serve};
use crate::support::database::TestDatabase;

mod staff {
    use super::*;

    #[derive(Clone, Debug, AuthUser)]
    #[auth_user(table = "staff_members", role = Job, permission = Right)]
    pub struct Member {
        pub id: i32,
        pub email: String,
        pub hashed_password: PasswordHash,
        pub is_active: bool,
        pub is_verified: bool,
        pub role_id: Option<i32>,
    }

    #[derive(Clone, Debug, Role)]
    #[role(table = "jobs")]
    pub struct Job {
        pub id: i32,
        pub codename: String,
    }
}

mod shop {
    use super::*;

    /// They share the permissions, but not the roles.
    #[derive(Clone, Debug, AuthUser)]
    #[auth_user(table = "customers", role = Tier, permission = Right)]
    pub struct Customer {
        pub id: i32,
        pub email: String,
        pub hashed_password: PasswordHash,
        pub is_active: bool,
        pub is_verified: bool,
        pub role_id: Option<i32>,
    }

    #[derive(Clone, Debug, Role)]
    #[role(table = "tiers")]
    pub struct Tier {
        pub id: i32,
        pub codename: String,
    }
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "rights", known = ["file:read", "file:write"])]
pub struct Right {
    pub id: i32,
    pub codename: String,
}

use shop::{Customer, CustomerCreate};
use staff::{Member, MemberCreate};

const ANY: &Policy = &Policy::new();
const READERS: &Policy = &Policy::new().permissions(&["file:read"]);
const WRITERS: &Policy = &Policy::new().permissions(&["file:write"]);

async fn both() -> Vec<(FastAuth<Customer>, Customer, FastAuth<Member>, Member, TestDatabase)> {
    let mut all = Vec::new();
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        let (customers, members) = (build::<Customer>(&database).await, build::<Member>(&database).await);
        customers.create_tables().await.unwrap();
        members.create_tables().await.unwrap();
        let email = || "a@x.org".to_owned();
        let create = CustomerCreate { email: email(), password: PASSWORD.into() };
        let customer = customers.register(create).await.unwrap();
        let create = MemberCreate { email: email(), password: PASSWORD.into() };
        let member = members.register(create).await.unwrap();
        assert_eq!(customer.id, member.id, "{kind:?}");
        all.push((customers, customer, members, member, database));
    }
    all
}

/// The token of one is none of another, though key, secret and id are the same.
#[tokio::test]
async fn a_token_is_for_one_kind_of_user() {
    for (customers, customer, members, _, _database) in both().await {
        let tokens = customers.create_token(&customer).await.unwrap();
        customers.check_access(&tokens.access_token, ANY).await.unwrap();
        assert_eq!(
            members.check_access(&tokens.access_token, ANY).await.unwrap_err().code(),
            "invalid_token"
        );
        assert_eq!(
            members.check_refresh(tokens.refresh_token.as_deref().unwrap()).await.unwrap_err().code(),
            "invalid_token"
        );
        assert_eq!(
            members.refresh(tokens.refresh_token.as_deref().unwrap()).await.unwrap_err().code(),
            "invalid_token"
        );
        assert_eq!(members.logout(&tokens.access_token).await.unwrap_err().code(), "invalid_token");
        customers.check_access(&tokens.access_token, ANY).await.unwrap();
    }
}

/// What ends the sessions of one leaves those of the other alone.
#[tokio::test]
async fn sessions_are_of_one_kind_of_user() {
    for (customers, customer, members, member, _database) in both().await {
        let (ours, theirs) =
            (customers.create_token(&customer).await.unwrap(), members.create_token(&member).await.unwrap());
        let inactive = Changes { is_active: Some(false), ..Changes::default() };
        customers.update_user(customer.id, inactive).await.unwrap();
        assert!(customers.check_access(&ours.access_token, ANY).await.is_err());
        members.check_access(&theirs.access_token, ANY).await.unwrap();
        members.refresh(&theirs.refresh_token.unwrap()).await.unwrap();
        customers.delete_user(customer.id).await.unwrap();
        members.get_user(member.id).await.unwrap();
    }
}

/// A permission that one is given is not the other's, neither by itself nor by a role of the same key.
#[tokio::test]
async fn permissions_are_of_one_kind_of_user() {
    for (customers, customer, members, member, _database) in both().await {
        let (ours, theirs) =
            (customers.create_token(&customer).await.unwrap(), members.create_token(&member).await.unwrap());
        members.grant_to_user(member.id, &[Right::FILE_READ]).await.unwrap();
        members.grant_to_role("User", &[Right::FILE_WRITE]).await.unwrap();
        assert_eq!(customer.role_id, member.role_id);
        for policy in [READERS, WRITERS] {
            assert!(members.check_access(&theirs.access_token, policy).await.unwrap().1, "{policy}");
            assert!(!customers.check_access(&ours.access_token, policy).await.unwrap().1, "{policy}");
        }
    }
}

#[derive(Clone, FromRef)]
struct Shop {
    customers: FastAuth<Customer>,
    members: FastAuth<Member>,
}

#[require_user(Member)]
async fn reward(auth: FastAuth<Customer>) -> Result<(), AuthError> {
    auth.grant_to_role("User", &["file:read"]).await
}

#[require_user(Member)]
async fn promote(auth: FastAuth<Member>) -> Result<(), AuthError> {
    auth.grant_to_role("User", &["file:read"]).await
}

/// SC-03: who acts on users of another table is not taken for one of them who has the same number.
#[tokio::test]
async fn the_actor_of_an_event_is_of_one_kind_of_user() {
    for (customers, _, members, member, _database) in both().await {
        let token = members.create_token(&member).await.unwrap().access_token;
        let router = fastauth::Router::new().route("/reward", post(reward)).route("/promote", post(promote));
        let base = serve(router.with_state(Shop { customers, members })).await;
        let (records, _capture) = Records::capture();
        let client = harness::Client::new(base);
        for (path, actor) in [("/reward", "staff_members:1"), ("/promote", "1")] {
            client.post_with_token(path, &token).await.is(200);
            assert_eq!(records.take()[0]["actor"], actor, "{path}");
        }
    }
}

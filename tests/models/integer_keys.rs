//! Keys that the database makes, and users that leave out what they do not need.

use fastauth::Policy;
use fastauth::prelude::*;

use super::{KINDS, auth};
use crate::support::app::PASSWORD;

/// The least that a user is.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "customers")]
pub struct Customer {
    pub id: i32,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

mod staff {
    use super::*;

    /// Keys of three kinds.
    #[derive(Clone, Debug, AuthUser)]
    #[auth_user(table = "staff_members", role = Job, permission = Right)]
    pub struct Member {
        pub id: i64,
        #[auth(login)]
        pub email: String,
        pub hashed_password: PasswordHash,
        pub is_active: bool,
        pub is_verified: bool,
        pub role_id: Option<Uuid>,
    }

    #[derive(Clone, Debug, Role)]
    #[role(table = "jobs", known = ["Clerk"])]
    pub struct Job {
        pub id: Uuid,
        pub codename: String,
    }

    #[derive(Clone, Debug, Permission)]
    #[permission(table = "rights", known = ["file:read"])]
    pub struct Right {
        pub id: i64,
        pub codename: String,
    }
}

use staff::{Job, Member, MemberCreate, Right};

#[tokio::test]
async fn a_user_can_be_the_least() {
    for kind in KINDS {
        let (auth, _database) = auth::<Customer>(kind).await;
        let create = |email: &str| CustomerCreate { email: email.to_owned(), password: PASSWORD.into() };
        let (one, two) = (
            auth.register(create("a@x.org")).await.unwrap(),
            auth.register(create("b@x.org")).await.unwrap(),
        );
        assert!(one.id > 0 && two.id > one.id, "{kind:?}: {} {}", one.id, two.id);
        let twice = auth.register(create("A@X.org")).await.unwrap_err();
        assert_eq!(twice.code(), "email_taken");
        let tokens = auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        let claims = auth.strategy().read_access(&tokens.access_token).await.unwrap();
        assert_eq!(claims.sub, one.id.to_string());
        let routes =
            fastauth::Router::<FastAuth<Customer>>::new().merge(auth.routes()).access_matrix().to_string();
        assert!(
            routes.contains("/users/me") && !routes.contains("/roles") && !routes.contains("/permissions")
        );
        const ANY: &Policy = &Policy::new();
        let (user, passes) = auth.check_access(&tokens.access_token, ANY).await.unwrap();
        assert!(passes && user.id == one.id);
        // There are no roles: a policy that asks for one lets nobody pass.
        const ADMINS: &Policy =
            &Policy::new().roles(&["Admin"]).permissions(&["user:read"]).all_permissions(&["user:read"]);
        assert!(!auth.check_access(&tokens.access_token, ADMINS).await.unwrap().1);
        let shown = fastauth::model::AuthUser::read(&user, Default::default());
        let CustomerRead { id, email, is_active, is_verified } = shown;
        assert_eq!(
            (id, email, is_active, is_verified),
            (one.id.to_string(), "a@x.org".to_owned(), true, false)
        );
        auth.delete_user(one.id).await.unwrap();
        let again = auth.register(create("a@x.org")).await.unwrap();
        assert_ne!(again.id, one.id, "{kind:?}: an id does not come back");
        assert!(auth.check_access(&tokens.access_token, ANY).await.is_err());
    }
}

#[tokio::test]
async fn keys_can_be_of_different_kinds() {
    for kind in KINDS {
        let (auth, _database) = auth::<Member>(kind).await;
        let clerk = auth.roles().find_by_codename(Job::CLERK).await.unwrap().unwrap();
        let create = MemberCreate { email: "a@x.org".to_owned(), password: PASSWORD.into() };
        let member = auth.register(create).await.unwrap();
        assert!(member.role_id.is_some(), "the default role");
        auth.assign_role_to_user(Some(Job::CLERK), member.id).await.unwrap();
        auth.grant_to_role(Job::CLERK, &[Right::FILE_READ]).await.unwrap();
        let tokens = auth.create_token(&member).await.unwrap();
        for (policy, expected) in [
            (const { &Policy::new().roles(&["Clerk"]) }, true),
            (const { &Policy::new().permissions(&["file:read"]) }, true),
            (const { &Policy::new().all_permissions(&["file:read", "user:read"]) }, false),
            (const { &Policy::new().roles(&["Admin"]) }, false),
        ] {
            let (user, passes) = auth.check_access(&tokens.access_token, policy).await.unwrap();
            assert_eq!(passes, expected, "{kind:?} {policy}");
            assert_eq!(user.role_id, Some(clerk.id));
        }
        auth.grant_to_user(member.id, &["user:read"]).await.unwrap();
        let grants = auth.store().grants_of(member.id).await.unwrap();
        assert_eq!(grants.permissions, ["user:read"]);
        assert_eq!(grants.role.unwrap().permissions, ["file:read"]);
    }
}

//! `/users`: the administration of users.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::all::personal;
use super::page::{Items, Query, bad_cursor};
use super::policies::{By, CreateUsers, DeleteUsers, ReadUsers, UpdateUsers, freshly, policed_router};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::extract::Path;
use crate::flows::{Invitation, UserPatch};
use crate::guard::routing::{self, get, patch, post};
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Codenamed, Fields, FromFields, PolicyOf};
use crate::store::table::Purpose;
use crate::store::{Key, UserFilter};
use crate::transport::body;

policed_router! {
    /// `/users`, each route with a policy that can be replaced (`get_users_router` of fastapi-fastauth).
    UsersRouter {
        /// Asks this of whoever lists or reads users, in the place of the role or `user:read`.
        read,
        /// Asks this of whoever invites somebody, in the place of the role or `user:create`.
        create,
        /// Asks this of whoever changes a user, sends a reset or ends sessions, in the place of the role or `user:update`.
        update,
        /// Asks this of whoever deletes a user, in the place of the role or `user:delete`.
        delete,
    }
}

impl<U: AuthUser> UsersRouter<U> {
    /// The routes, below the configured prefix.
    pub fn routes<S>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        let [read, create, update, delete] =
            [self.read, self.create, self.update, self.delete].map(|policy| policy.map(PolicyOf::policy));
        let prefix = &auth.config().paths.users;
        let all = get(list::<U>).ask(read).and(post(invite::<U>).ask(create));
        let one = get(read_one::<U>).ask(read);
        let one =
            one.and(patch(update_one::<U>).ask(update)).and(routing::delete(delete_one::<U>).ask(delete));
        let router = Router::new()
            .route(prefix, all)
            .route(&format!("{prefix}/{{id}}"), one)
            .route(&format!("{prefix}/{{id}}/send-reset"), post(send_reset::<U>).ask(update))
            .route(&format!("{prefix}/{{id}}/sessions"), routing::delete(end_sessions::<U>).ask(update));
        personal(router)
    }
}

async fn list<U: AuthUser>(
    _: By<U, ReadUsers<U>>,
    auth: FastAuth<U>,
    mut query: Query,
) -> Result<Json<Items<U::Read>>, AuthError> {
    let filter = UserFilter {
        email: query.take("email"),
        role: query.take("role"),
        is_active: query.take_bool("is_active")?,
        ..UserFilter::default()
    };
    let page = query.page()?;
    let after = page.after.as_deref().map(|key| U::Id::parse(key).ok_or_else(bad_cursor)).transpose()?;
    let found = auth.list_users(filter, after, page.wanted()).await?;
    Ok(Json(page.items(found, |(user, _)| user.id().to_string(), |(user, grants)| user.read(grants))))
}

async fn read_one<U: AuthUser>(
    _: By<U, ReadUsers<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<Json<U::Read>, AuthError> {
    let user = auth.get_user(auth.parse_id(&id)?).await?;
    auth.read_user(&user).await.map(Json)
}

/// What an administrator sends to make a user: no password, but the model's own fields.
struct SentInvitation<U: AuthUser>(Invitation<U>);

impl<U: AuthUser> FromFields for SentInvitation<U> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let role = if U::Role::TABLE.is_some() { fields.optional("role") } else { Some(None) };
        let has_permissions = U::Permission::TABLE.is_some();
        let permissions = if has_permissions { fields.optional("permissions") } else { Some(None) };
        let is_verified = fields.optional("is_verified");
        // The schema of whoever registers wants one. It is not used.
        fields.supply("password", "");
        let create = U::Create::from_fields(fields);
        Some(Self(Invitation {
            create: create?,
            role: role?,
            permissions: permissions?.unwrap_or_default(),
            is_verified: is_verified?.unwrap_or_default(),
        }))
    }
}

async fn invite<U: AuthUser>(
    by: By<U, CreateUsers<U>>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<(StatusCode, Json<U::Read>), AuthError> {
    let SentInvitation(invitation) = body::json(request, auth.config().body_limit).await?;
    let user = auth.invite_user(&freshly(by, &auth).await?, invitation).await?;
    Ok((StatusCode::CREATED, Json(auth.read_user(&user).await?)))
}

struct SentPatch<U>(UserPatch, std::marker::PhantomData<fn() -> U>);

impl<U: AuthUser> FromFields for SentPatch<U> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let has_username = U::TABLE.column(Purpose::Name).is_some();
        let (email, is_active) = (fields.changed("email"), fields.changed("is_active"));
        let username = if has_username { fields.changed("username") } else { Some(None) };
        let is_verified = fields.changed("is_verified");
        let role = if U::Role::TABLE.is_some() { fields.changed("role") } else { Some(None) };
        let has_permissions = U::Permission::TABLE.is_some();
        let permissions = if has_permissions { fields.changed("permissions") } else { Some(None) };
        let patch = UserPatch {
            email: email?,
            username: username?,
            is_active: is_active?,
            is_verified: is_verified?,
            role: role?,
            permissions: permissions?,
        };
        Some(Self(patch, std::marker::PhantomData))
    }
}

async fn update_one<U: AuthUser>(
    by: By<U, UpdateUsers<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<U::Read>, AuthError> {
    let id = auth.parse_id(&id)?;
    let SentPatch::<U>(patch, _) = body::json(request, auth.config().body_limit).await?;
    let user = auth.patch_user(&freshly(by, &auth).await?, id, patch).await?;
    auth.read_user(&user).await.map(Json)
}

async fn delete_one<U: AuthUser>(
    by: By<U, DeleteUsers<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    auth.remove_user(&freshly(by, &auth).await?, auth.parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn send_reset<U: AuthUser>(
    by: By<U, UpdateUsers<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    auth.send_reset_to(&by.into_user(), auth.parse_id(&id)?).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn end_sessions<U: AuthUser>(
    by: By<U, UpdateUsers<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    auth.end_all_sessions_by(&by.into_user(), auth.parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `/roles`: the administration of roles.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;
use serde::Serialize;

use super::all::personal;
use super::page::{Items, Query};
use super::policies::{By, ReadRoles, WriteRoles, freshly, policed_router};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::extract::Path;
use crate::guard::routing::{get, patch, post};
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Codenamed, Fields, FromFields, PolicyOf};
use crate::transport::body;

policed_router! {
    /// `/roles`, each route with a policy that can be replaced (`get_roles_router` of fastapi-fastauth).
    RolesRouter {
        /// Asks this of whoever reads, in the place of the role or `role:read`.
        read,
        /// Asks this of whoever changes, in the place of the role or `role:write`.
        write,
    }
}

impl<U: AuthUser> RolesRouter<U> {
    /// The routes, below the configured prefix.
    pub fn routes<S>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        let [read, write] = [self.read, self.write].map(|policy| policy.map(PolicyOf::policy));
        let prefix = &auth.config().paths.roles;
        let all = get(list::<U>).ask(read).and(post(create::<U>).ask(write));
        let one = get(read_one::<U>).ask(read);
        let one = one.and(patch(update_one::<U>).delete(delete_one::<U>).ask(write));
        personal(Router::new().route(prefix, all).route(&format!("{prefix}/{{id}}"), one))
    }
}

/// A role, and what it holds.
#[derive(Serialize)]
struct Shown<R: Codenamed> {
    #[serde(flatten)]
    role: R::Read,
    permissions: Vec<String>,
}

async fn shown<U: AuthUser>(auth: &FastAuth<U>, role: U::Role) -> Result<Json<Shown<U::Role>>, AuthError> {
    let role = [role];
    let permissions = auth.permissions_of(&role).await?.pop().unwrap_or_default();
    let [role] = role;
    Ok(Json(Shown { role: role.read(), permissions }))
}

async fn list<U: AuthUser>(
    _: By<U, ReadRoles<U>>,
    auth: FastAuth<U>,
    query: Query,
) -> Result<Json<Items<Shown<U::Role>>>, AuthError> {
    let page = query.page()?;
    let found = auth.roles().list(page.after.as_deref().unwrap_or_default(), page.wanted()).await?;
    let permissions = auth.permissions_of(&found).await?;
    let found: Vec<_> = found.into_iter().zip(permissions).collect();
    let show = |(role, permissions): (U::Role, Vec<String>)| Shown { role: role.read(), permissions };
    Ok(Json(page.items(found, |(role, _)| role.codename().to_owned(), show)))
}

async fn read_one<U: AuthUser>(
    _: By<U, ReadRoles<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<Json<Shown<U::Role>>, AuthError> {
    let role = auth.get_role(&id).await?;
    shown(&auth, role).await
}

struct NewRole<R: Codenamed> {
    create: R::Create,
    permissions: Vec<String>,
}

impl<R: Codenamed> FromFields for NewRole<R> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let permissions = fields.optional("permissions");
        let create = R::Create::from_fields(fields);
        Some(Self { create: create?, permissions: permissions?.unwrap_or_default() })
    }
}

async fn create<U: AuthUser>(
    by: By<U, WriteRoles<U>>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<(StatusCode, Json<Shown<U::Role>>), AuthError> {
    let NewRole::<U::Role> { create, permissions } = body::json(request, auth.config().body_limit).await?;
    let role = auth.create_role(&freshly(by, &auth).await?, create, permissions).await?;
    Ok((StatusCode::CREATED, shown(&auth, role).await?))
}

async fn update_one<U: AuthUser>(
    by: By<U, WriteRoles<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Shown<U::Role>>, AuthError> {
    let role = auth.get_role(&id).await?;
    let patch = body::json(request, auth.config().body_limit).await?;
    let role = auth.update_role(&freshly(by, &auth).await?, role, patch).await?;
    shown(&auth, role).await
}

async fn delete_one<U: AuthUser>(
    by: By<U, WriteRoles<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<StatusCode, AuthError> {
    let role = auth.get_role(&id).await?;
    let reassign = query.take("reassign");
    query.end()?;
    auth.delete_role(&freshly(by, &auth).await?, role, reassign.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

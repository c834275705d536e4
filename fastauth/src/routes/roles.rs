//! `/roles`: the administration of roles.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;
use serde::Serialize;

use super::handle::Handle;
use super::page::{Items, Query};
use super::policies::{By, ReadRoles, WriteRoles, freshly};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::extract::Path;
use crate::flows::RolePatch;
use crate::guard::routing::get;
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Codenamed, Fields, FromFields};
use crate::transport::body;

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new()
        .route("/roles", get(list::<U>).post(create::<U>))
        .route("/roles/{id}", get(read::<U>).patch(update::<U>).delete(delete::<U>))
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
    _: By<U, ReadRoles>,
    Handle(auth): Handle<U>,
    query: Query,
) -> Result<Json<Items<Shown<U::Role>>>, AuthError> {
    let page = query.page()?;
    let found = auth.roles().list(page.after.as_deref().unwrap_or_default(), page.wanted()).await?;
    let permissions = auth.permissions_of(&found).await?;
    let found: Vec<_> = found.into_iter().zip(permissions).collect();
    let show = |(role, permissions): (U::Role, Vec<String>)| Shown { role: role.read(), permissions };
    Ok(Json(page.items(found, |(role, _)| role.codename().to_owned(), show)))
}

async fn read<U: AuthUser>(
    _: By<U, ReadRoles>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
) -> Result<Json<Shown<U::Role>>, AuthError> {
    let role = auth.get_role(&id).await?;
    shown(&auth, role).await
}

struct NewRole {
    codename: String,
    permissions: Vec<String>,
}

impl FromFields for NewRole {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (codename, permissions) = (fields.required("codename"), fields.optional("permissions"));
        Some(Self { codename: codename?, permissions: permissions?.unwrap_or_default() })
    }
}

async fn create<U: AuthUser>(
    by: By<U, WriteRoles>,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<(StatusCode, Json<Shown<U::Role>>), AuthError> {
    let NewRole { codename, permissions } = body::json(request, auth.config().body_limit).await?;
    let role = auth.create_role(&freshly(by, &auth).await?, &codename, permissions).await?;
    Ok((StatusCode::CREATED, shown(&auth, role).await?))
}

impl FromFields for RolePatch {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (codename, permissions) = (fields.changed("codename"), fields.changed("permissions"));
        Some(Self { codename: codename?, permissions: permissions? })
    }
}

async fn update<U: AuthUser>(
    by: By<U, WriteRoles>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Shown<U::Role>>, AuthError> {
    let role = auth.get_role(&id).await?;
    let patch = body::json(request, auth.config().body_limit).await?;
    let role = auth.update_role(&freshly(by, &auth).await?, role, patch).await?;
    shown(&auth, role).await
}

async fn delete<U: AuthUser>(
    by: By<U, WriteRoles>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<StatusCode, AuthError> {
    let role = auth.get_role(&id).await?;
    let reassign = query.take("reassign");
    query.end()?;
    auth.delete_role(&freshly(by, &auth).await?, role, reassign.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `/permissions`: the administration of permissions.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::handle::Handle;
use super::page::{Items, Query};
use super::policies::{By, ReadPermissions, WritePermissions, freshly};
use crate::error::AuthError;
use crate::extract::Path;
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
        .route("/permissions", get(list::<U>).post(create::<U>))
        .route("/permissions/{id}", get(read::<U>).patch(update::<U>).delete(delete::<U>))
}

type Shown<U> = Json<<<U as AuthUser>::Permission as Codenamed>::Read>;

async fn list<U: AuthUser>(
    _: By<U, ReadPermissions>,
    Handle(auth): Handle<U>,
    query: Query,
) -> Result<Json<Items<<U::Permission as Codenamed>::Read>>, AuthError> {
    let page = query.page()?;
    let found = auth.permissions().list(page.after.as_deref().unwrap_or_default(), page.wanted()).await?;
    Ok(Json(page.items(found, |permission| permission.codename().to_owned(), |permission| permission.read())))
}

async fn read<U: AuthUser>(
    _: By<U, ReadPermissions>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
) -> Result<Shown<U>, AuthError> {
    Ok(Json(auth.get_permission(&id).await?.read()))
}

struct SentCodename(String);

impl FromFields for SentCodename {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        fields.required("codename").map(Self)
    }
}

async fn create<U: AuthUser>(
    _: By<U, WritePermissions>,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<(StatusCode, Shown<U>), AuthError> {
    let SentCodename(codename) = body::json(request, auth.config().body_limit).await?;
    Ok((StatusCode::CREATED, Json(auth.create_permission(&codename).await?.read())))
}

struct SentChange(Option<String>);

impl FromFields for SentChange {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        fields.changed("codename").map(Self)
    }
}

async fn update<U: AuthUser>(
    by: By<U, WritePermissions>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Shown<U>, AuthError> {
    let permission = auth.get_permission(&id).await?;
    let SentChange(codename) = body::json(request, auth.config().body_limit).await?;
    let permission = match codename {
        Some(codename) => auth.rename_permission(&freshly(by, &auth).await?, permission, &codename).await?,
        None => permission,
    };
    Ok(Json(permission.read()))
}

async fn delete<U: AuthUser>(
    by: By<U, WritePermissions>,
    Handle(auth): Handle<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    let permission = auth.get_permission(&id).await?;
    auth.delete_permission(&freshly(by, &auth).await?, permission).await?;
    Ok(StatusCode::NO_CONTENT)
}

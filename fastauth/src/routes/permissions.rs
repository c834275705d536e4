//! `/permissions`: the administration of permissions.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::all::personal;
use super::page::{Items, Query};
use super::policies::{By, ReadPermissions, WritePermissions, freshly, policed_router};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::extract::Path;
use crate::guard::routing::{get, patch, post};
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, CodenameChanges, Codenamed, PolicyOf};
use crate::transport::body;

policed_router! {
    /// `/permissions`, each route with a policy that can be replaced (`get_permissions_router` of fastapi-fastauth).
    PermissionsRouter {
        /// Asks this of whoever reads, in the place of the role or `permission:read`.
        read,
        /// Asks this of whoever changes, in the place of the role or `permission:write`.
        write,
    }
}

impl<U: AuthUser> PermissionsRouter<U> {
    /// The routes, below the configured prefix.
    pub fn routes<S>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        let [read, write] = [self.read, self.write].map(|policy| policy.map(PolicyOf::policy));
        let prefix = &auth.config().paths.permissions;
        let all = get(list::<U>).ask(read).and(post(create::<U>).ask(write));
        let one = get(read_one::<U>).ask(read);
        let one = one.and(patch(update_one::<U>).delete(delete_one::<U>).ask(write));
        personal(Router::new().route(prefix, all).route(&format!("{prefix}/{{id}}"), one))
    }
}

type Shown<U> = Json<<<U as AuthUser>::Permission as Codenamed>::Read>;

async fn list<U: AuthUser>(
    _: By<U, ReadPermissions<U>>,
    auth: FastAuth<U>,
    query: Query,
) -> Result<Json<Items<<U::Permission as Codenamed>::Read>>, AuthError> {
    let page = query.page()?;
    let found = auth.permissions().list(page.after.as_deref().unwrap_or_default(), page.wanted()).await?;
    Ok(Json(page.items(found, |permission| permission.codename().to_owned(), |permission| permission.read())))
}

async fn read_one<U: AuthUser>(
    _: By<U, ReadPermissions<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<Shown<U>, AuthError> {
    Ok(Json(auth.get_permission(&id).await?.read()))
}

async fn create<U: AuthUser>(
    _: By<U, WritePermissions<U>>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<(StatusCode, Shown<U>), AuthError> {
    let create = body::json(request, auth.config().body_limit).await?;
    Ok((StatusCode::CREATED, Json(auth.create_permission(create).await?.read())))
}

async fn update_one<U: AuthUser>(
    by: By<U, WritePermissions<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Shown<U>, AuthError> {
    let permission = auth.get_permission(&id).await?;
    let changes: CodenameChanges<U::Permission> = body::json(request, auth.config().body_limit).await?;
    // Guards ask for a codename, and for nothing else of a permission.
    let by = if changes.codename.is_some() { freshly(by, &auth).await? } else { by.into_user() };
    let permission = auth.update_permission(&by, permission, changes).await?;
    Ok(Json(permission.read()))
}

async fn delete_one<U: AuthUser>(
    by: By<U, WritePermissions<U>>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    let permission = auth.get_permission(&id).await?;
    auth.delete_permission(&freshly(by, &auth).await?, permission).await?;
    Ok(StatusCode::NO_CONTENT)
}

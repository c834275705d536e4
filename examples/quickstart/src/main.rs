//! A guarded service on one page.

use std::net::SocketAddr;

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use fastauth::extract::Path;
use fastauth::prelude::*;
use fastauth::routing::{delete, get};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub struct User {
    pub id: Uuid,
    #[auth(login)]
    pub email: String,
    #[auth(login)]
    pub username: Option<String>,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
    #[auth(create, read, update)]
    pub display_name: Option<String>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "User"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["user:delete", "report:read"])]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, FromRef)]
struct App {
    auth: FastAuth<User>,
}

struct Welcome;

impl AuthHooks<User> for Welcome {
    async fn on_after_register(&self, user: &User, _context: &HookContext) -> HookResult {
        println!("welcome, {}", user.email);
        Ok(())
    }
}

#[public]
async fn index() -> &'static str {
    "POST /auth/register, POST /auth/token/login, GET /hello\n"
}

#[require_user]
async fn hello(user: User) -> String {
    format!("hello, {}\n", user.display_name.unwrap_or(user.email))
}

#[require_user(roles = ["Admin"], permissions = ["user:delete"])]
async fn delete_account(
    user: User,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, AuthError> {
    app.auth.remove_user(&user, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::connect("sqlite://quickstart.db").await?;
    let auth = FastAuth::<User>::builder(database)
        .config(FastAuthConfig::from_env()?)
        .hooks(Welcome)
        .build()
        .await?;
    auth.create_tables().await?;

    let app = fastauth::Router::new()
        .merge(auth.routes())
        .route("/", get(index))
        .route("/hello", get(hello))
        .route("/accounts/{id}", delete(delete_account));
    print!("{}", app.access_matrix());

    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    let app = app.with_state(App { auth }).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}

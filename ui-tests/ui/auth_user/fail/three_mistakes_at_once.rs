use axum::extract::FromRef;
use fastauth::prelude::*;
use fastauth::routing::{delete, get};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, colour = "red")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: String,
    pub is_active: i32,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, FromRef)]
struct App {
    auth: FastAuth<User>,
}

#[require_user(roles = ["Admin"])]
async fn hello(user: User) -> String {
    user.email
}

#[require_user(User, roles = ["Admin"])]
async fn remove() {}

struct Welcome;

impl AuthHooks<User> for Welcome {
    async fn on_after_register(&self, user: &User, _context: &HookContext) -> HookResult {
        println!("welcome, {}", user.email);
        Ok(())
    }
}

async fn serve(database: Database, config: FastAuthConfig) -> Result<axum::Router, Box<dyn std::error::Error>> {
    let auth = FastAuth::<User>::builder(database).config(config).hooks(Welcome).build().await?;
    let router = fastauth::Router::new()
        .merge(auth.routes())
        .route("/hello", get(hello))
        .route("/accounts/{id}", delete(remove));
    Ok(router.with_state(App { auth }))
}

fn main() {
    let _ = serve;
}

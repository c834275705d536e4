//! The service's own routes, beside those of fastauth.

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use fastauth::extract::{Json, Path};
use fastauth::prelude::*;
use fastauth::routing::{get, post};
use serde::Serialize;

use crate::books::{Books, Invoice};
use crate::models::{Ability, Person, StaffRole};

/// The state of the service.
#[derive(Clone, FromRef)]
pub struct Service {
    pub auth: FastAuth<Person>,
    pub books: Books,
}

/// Who owes what.
#[derive(Serialize)]
struct Debt {
    full_name: String,
    badge_no: i32,
    #[serde(flatten)]
    invoice: Invoice,
}

#[require_user]
async fn own_invoices(user: Person, State(books): State<Books>) -> Result<Json<Vec<Invoice>>, AuthError> {
    books.invoices_of(&user).await.map(Json).map_err(AuthError::unavailable)
}

#[require_user(Person, permissions = [Ability::INVOICE_READ])]
async fn debts(
    State(books): State<Books>,
    Path(department): Path<String>,
) -> Result<Json<Vec<Debt>>, AuthError> {
    let found = books.debts(&department).await.map_err(AuthError::unavailable)?;
    let debts = found.into_iter().map(|(Person { full_name, badge_no, .. }, invoice)| Debt {
        full_name,
        badge_no,
        invoice,
    });
    Ok(Json(debts.collect()))
}

#[require_user(Person, roles = ["Admin"], all_permissions = [Ability::INVOICE_READ, Ability::INVOICE_SETTLE])]
async fn settle(State(books): State<Books>, Path(invoice): Path<i32>) -> Result<StatusCode, AuthError> {
    let settled = books.settle(invoice).await.map_err(AuthError::unavailable)?;
    if settled { Ok(StatusCode::NO_CONTENT) } else { Err(AuthError::NotFound) }
}

#[require_user(roles = [StaffRole::MANAGER])]
async fn office(user: Person) -> String {
    user.full_name
}

#[require_user(permissions = [Ability::STOCK_COUNT])]
async fn stock(user: Person) -> String {
    user.full_name
}

/// Everything that the service serves.
pub fn router(auth: &FastAuth<Person>) -> fastauth::Router<Service> {
    fastauth::Router::new()
        .merge(auth.routes())
        .route("/invoices", get(own_invoices))
        .route("/debts/{department}", get(debts))
        .route("/invoices/{invoice}/settle", post(settle))
        .route("/office", get(office))
        .route("/stock", get(stock))
}

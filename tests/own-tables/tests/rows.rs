//! What is in the tables.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use harness::Kind;
use own_tables::books::Books;
use own_tables::on;
use own_tables::schema::{
    abilities, departments, invoices, logins_elsewhere, people, people_abilities, role_abilities,
    staff_roles, tax_rates,
};
use time::{Date, PrimitiveDateTime};

/// What the model has of a person, and what it does not.
type PersonRow = ((i64, String, Option<String>, bool, bool, Option<i32>, i32), OtherColumns);
type OtherColumns = (String, i32, bool, i64, Option<Date>, PrimitiveDateTime, String, Option<String>);

/// Every row of the service's own, but for the hashes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    pub(crate) people: Vec<PersonRow>,
    pub(crate) roles: Vec<(i32, String, i32, String)>,
    pub(crate) abilities: Vec<(i64, String, String)>,
    pub(crate) role_abilities: Vec<(i32, i64)>,
    pub(crate) people_abilities: Vec<(i64, i64)>,
    pub(crate) logins_elsewhere: Vec<(i64, i64, String, String)>,
    pub(crate) invoices: Vec<(i32, i64, i64, bool, Date)>,
    pub(crate) departments: Vec<(i32, String)>,
    pub(crate) tax_rates: Vec<(String, i32)>,
}

pub(crate) async fn rows(books: &Books) -> QueryResult<Rows> {
    let person = (
        (
            people::person_no,
            people::mail_address,
            people::handle,
            people::enabled,
            people::confirmed,
            people::staff_role_no,
            people::department_no,
        ),
        (
            people::full_name,
            people::badge_no,
            people::newsletter,
            people::visits,
            people::born_on,
            people::joined_at,
            people::language,
            people::remarks,
        ),
    );
    let role_ability = (role_abilities::role_no, role_abilities::ability_no);
    let login = (
        logins_elsewhere::login_no,
        logins_elsewhere::person_no,
        logins_elsewhere::provider,
        logins_elsewhere::subject,
    );
    Ok(Rows {
        people: on!(books, c => people::table.order(people::person_no).select(person).load(c))?,
        roles: on!(books, c => staff_roles::table.order(staff_roles::role_no).load(c))?,
        abilities: on!(books, c => abilities::table.order(abilities::ability_no).load(c))?,
        role_abilities: on!(books, c => role_abilities::table.order(role_ability).select(role_ability).load(c))?,
        people_abilities: on!(books, c => people_abilities::table.order(people_abilities::all_columns).load(c))?,
        logins_elsewhere: on!(books, c => logins_elsewhere::table.order(login).select(login).load(c))?,
        invoices: on!(books, c => invoices::table.order(invoices::invoice_no).load(c))?,
        departments: on!(books, c => departments::table.order(departments::department_no).load(c))?,
        tax_rates: on!(books, c => tax_rates::table.order(tax_rates::country).load(c))?,
    })
}

pub(crate) async fn hash_of(books: &Books, address: &str) -> QueryResult<String> {
    on!(books, c => people::table
        .filter(people::mail_address.eq(address))
        .select(people::secret_hash)
        .get_result(c))
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// What is in the database, by name.
pub(crate) async fn table_names(books: &Books, kind: Kind) -> QueryResult<BTreeSet<String>> {
    let sql = match kind {
        Kind::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Kind::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        }
        Kind::MariaDb => {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()"
        }
    };
    let found: Vec<Named> = on!(books, c => diesel::sql_query(sql).load(c))?;
    Ok(found.into_iter().map(|table| table.name).collect())
}

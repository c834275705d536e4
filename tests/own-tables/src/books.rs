//! The service's own queries, over connections of its own: of people, too, whom they load as fastauth does.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use time::Date;

use crate::models::Person;
use crate::schema::{departments, invoices, people};

/// Where the books are.
#[derive(Clone)]
pub struct Books {
    url: Arc<str>,
}

/// A connection to them. One service has one of the three; this one is shown on each.
pub enum Connection {
    Sqlite(Box<SyncConnectionWrapper<SqliteConnection>>),
    Postgres(Box<AsyncPgConnection>),
    MySql(Box<AsyncMysqlConnection>),
}

/// The same Diesel query, whichever of the three the connection is.
#[macro_export]
macro_rules! on {
    ($books:expr, $connection:ident => $query:expr) => {
        match &mut $books.connect().await? {
            $crate::books::Connection::Sqlite($connection) => $query.await,
            $crate::books::Connection::Postgres($connection) => $query.await,
            $crate::books::Connection::MySql($connection) => $query.await,
        }
    };
}

/// What somebody has to pay, or has paid.
#[derive(Clone, Debug, PartialEq, Associations, Identifiable, Queryable, Selectable, Serialize)]
#[diesel(table_name = invoices, primary_key(invoice_no), belongs_to(Person, foreign_key = person_no))]
pub struct Invoice {
    pub invoice_no: i32,
    pub person_no: i64,
    pub cents: i64,
    pub paid: bool,
    pub issued_on: Date,
}

impl Books {
    pub fn at(url: &str) -> Self {
        Self { url: url.into() }
    }

    /// A connection for one query: a service with more to do has a pool.
    ///
    /// # Errors
    /// Where the database gives none.
    pub async fn connect(&self) -> QueryResult<Connection> {
        let connected = match self.url.split_once("://") {
            Some(("sqlite", path)) => SyncConnectionWrapper::establish(path)
                .await
                .map(|connection| Connection::Sqlite(Box::new(connection))),
            Some(("mysql", _)) => AsyncMysqlConnection::establish(&self.url)
                .await
                .map(|connection| Connection::MySql(Box::new(connection))),
            _ => AsyncPgConnection::establish(&self.url)
                .await
                .map(|connection| Connection::Postgres(Box::new(connection))),
        };
        connected.map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))
    }

    /// What is somebody's to pay, the newest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn invoices_of(&self, person: &Person) -> QueryResult<Vec<Invoice>> {
        on!(self, connection => Invoice::belonging_to(person)
            .order(invoices::issued_on.desc())
            .select(Invoice::as_select())
            .load(connection))
    }

    /// Who of a department has not paid what: people and invoices, joined.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn debts(&self, department: &str) -> QueryResult<Vec<(Person, Invoice)>> {
        on!(self, connection => people::table
            .inner_join(invoices::table)
            .inner_join(departments::table)
            .filter(invoices::paid.eq(false))
            .filter(departments::name.eq(department))
            .order(invoices::invoice_no)
            .select((Person::as_select(), Invoice::as_select()))
            .load(connection))
    }

    /// Marks an invoice as paid; `false` where there is none.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn settle(&self, invoice_no: i32) -> QueryResult<bool> {
        let settled = on!(self, connection => diesel::update(invoices::table.find(invoice_no))
            .set(invoices::paid.eq(true))
            .execute(connection));
        settled.map(|changed| changed == 1)
    }
}

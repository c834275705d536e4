//! Which Rust types a column can hold.

/// A Rust type that a column of the SQL type `ST` can hold, on every database of this build.
#[diagnostic::on_unimplemented(
    message = "a column of the SQL type `{ST}` cannot hold a `{Self}`",
    label = "this is not what the column holds",
    note = "give the field the column's type, or name another: `#[auth(sql = …)]`",
    note = "a type of your own needs Diesel's `ToSql` and `FromSql` for that SQL type"
)]
pub trait StoredAs<ST> {}

#[diagnostic::do_not_recommend]
impl<T, ST> StoredAs<ST> for T where T: OnSqlite<ST> + OnPostgres<ST> + OnMySql<ST> {}

macro_rules! on_backend {
    ($backend:ident, $feature:literal, $database:path) => {
        /// On this database, if the build has it.
        pub trait $backend<ST> {}

        #[cfg(feature = $feature)]
        #[diagnostic::do_not_recommend]
        impl<T, ST> $backend<ST> for T where
            T: diesel::deserialize::FromSql<ST, $database> + diesel::serialize::ToSql<ST, $database>
        {
        }

        #[cfg(not(feature = $feature))]
        impl<T, ST> $backend<ST> for T {}
    };
}

on_backend!(OnSqlite, "sqlite", diesel::sqlite::Sqlite);
on_backend!(OnPostgres, "postgres", diesel::pg::Pg);
on_backend!(OnMySql, "mysql", diesel::mysql::Mysql);

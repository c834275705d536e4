//! Reading a column into a plain Rust value.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use crate::credential::{EncryptedToken, PasswordHash};

/// One column of a row.
///
/// Diesel implements `Queryable` for `Uuid` only where PostgreSQL is compiled in, and for no foreign
/// type with the library's SQL types. Rows are loaded as tuples of these instead.
#[derive(Debug, FromSqlRow)]
pub struct Column<T>(pub T);

impl<T, ST, DB> FromSql<ST, DB> for Column<T>
where
    DB: Backend,
    T: FromSql<ST, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::from_sql(bytes).map(Self)
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        T::from_nullable_sql(bytes).map(Self)
    }
}

/// A type of the library's that is stored as the text it wraps.
macro_rules! stored_as_text {
    ($($type:ty),*) => {$(
        impl<DB> ToSql<Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.expose().to_sql(out)
            }
        }

        impl<DB> FromSql<Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                String::from_sql(bytes).map(Self::from_stored)
            }
        }
    )*};
}
stored_as_text!(PasswordHash, EncryptedToken);

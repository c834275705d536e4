//! SQL types with one meaning on three databases: what `table!` writes for a `Uuid` or a UTC timestamp.
//!
//! A model's own fields stay plain Rust types; only the schema names these, and Diesel's beside them.

#[doc(no_inline)]
pub use diesel::sql_types::*;

use diesel::deserialize::{self, FromSql};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};

/// `uuid` on PostgreSQL, 16 bytes on SQLite and MySQL.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
#[diesel(mysql_type(name = "Blob"))]
pub struct Uuid;

/// A moment in UTC to the microsecond: `timestamptz` on PostgreSQL, `datetime(6)` on MySQL,
/// microseconds since 1970 as an integer on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
#[diesel(mysql_type(name = "DateTime"))]
pub struct TimestampUtc;

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use diesel::pg::{Pg, PgValue};
    use diesel::sql_types::Timestamptz;
    use std::io::Write;
    use time::OffsetDateTime;

    impl ToSql<Uuid, Pg> for uuid::Uuid {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            out.write_all(self.as_bytes())?;
            Ok(IsNull::No)
        }
    }

    impl FromSql<Uuid, Pg> for uuid::Uuid {
        fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
            Ok(Self::from_slice(value.as_bytes())?)
        }
    }

    impl ToSql<TimestampUtc, Pg> for OffsetDateTime {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            ToSql::<Timestamptz, Pg>::to_sql(self, out)
        }
    }

    impl FromSql<TimestampUtc, Pg> for OffsetDateTime {
        fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
            FromSql::<Timestamptz, Pg>::from_sql(value)
        }
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::*;
    use diesel::mysql::{Mysql, MysqlValue};
    use diesel::sql_types::Datetime;
    use std::io::Write;
    use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

    impl ToSql<Uuid, Mysql> for uuid::Uuid {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            out.write_all(self.as_bytes())?;
            Ok(IsNull::No)
        }
    }

    impl FromSql<Uuid, Mysql> for uuid::Uuid {
        fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
            Ok(Self::from_slice(value.as_bytes())?)
        }
    }

    impl ToSql<TimestampUtc, Mysql> for OffsetDateTime {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            let utc = self.to_offset(UtcOffset::UTC);
            let utc = PrimitiveDateTime::new(utc.date(), utc.time());
            ToSql::<Datetime, Mysql>::to_sql(&utc, &mut out.reborrow())
        }
    }

    impl FromSql<TimestampUtc, Mysql> for OffsetDateTime {
        fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
            let utc: PrimitiveDateTime = FromSql::<Datetime, Mysql>::from_sql(value)?;
            Ok(utc.assume_utc())
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::*;
    use diesel::sql_types::{BigInt, Binary};
    use diesel::sqlite::{Sqlite, SqliteValue};
    use time::OffsetDateTime;

    impl ToSql<Uuid, Sqlite> for uuid::Uuid {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            out.set_value(self.as_bytes().as_slice());
            Ok(IsNull::No)
        }
    }

    impl FromSql<Uuid, Sqlite> for uuid::Uuid {
        fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
            let bytes: Vec<u8> = FromSql::<Binary, Sqlite>::from_sql(value)?;
            Ok(Self::from_slice(&bytes)?)
        }
    }

    impl ToSql<TimestampUtc, Sqlite> for OffsetDateTime {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            let micros = self.unix_timestamp_nanos() / 1_000;
            out.set_value(i64::try_from(micros)?);
            Ok(IsNull::No)
        }
    }

    impl FromSql<TimestampUtc, Sqlite> for OffsetDateTime {
        fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
            let micros: i64 = FromSql::<BigInt, Sqlite>::from_sql(value)?;
            Ok(Self::from_unix_timestamp_nanos(i128::from(micros) * 1_000)?)
        }
    }
}

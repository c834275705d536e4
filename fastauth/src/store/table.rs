//! A table as the derives describe it: enough for its DDL, and for the decision of the guard.

use diesel::Column;
use diesel::expression::Expression;

use super::Key;
use super::relation::Relation;
use super::table_name::TableName;

/// A table of a model.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// The table of its users' sessions, if it is one of users.
    pub sessions: &'static str,
    /// The table of its users' one-time tokens, if it is one of users.
    pub tokens: &'static str,
    /// The table of what happened to its users, if it is one of users.
    pub events: &'static str,
    /// The table of the OAuth states that were used by those who signed in, if it is one of users.
    pub states: &'static str,
    /// The table of the permissions that its rows hold, if it is one of users or roles.
    pub permission_rel: &'static str,
    /// The table that the application brought in its place, if it did.
    pub brought_rel: Option<Relation>,
    /// Its columns, in the order of the model's fields.
    pub columns: &'static [ColumnDef],
    /// Whether the library may create it; not so where the application brought its own schema.
    pub owned: bool,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it is for, where the library cares.
    pub purpose: Purpose,
}

impl ColumnDef {
    /// The primary key.
    #[must_use]
    pub const fn key<C: Column, K: Key>() -> Self {
        Self { name: C::NAME, kind: K::KIND, nullable: false, purpose: Purpose::Id }
    }

    /// A column that the library can make.
    #[must_use]
    pub const fn of<C: Column + Expression<SqlType: ColumnType>>(purpose: Purpose) -> Self {
        Self { name: C::NAME, kind: C::SqlType::KIND, nullable: C::SqlType::NULLABLE, purpose }
    }

    /// A column of a table that the application brought: of any type, the library does not make it.
    #[must_use]
    pub const fn brought<C: Column>(purpose: Purpose) -> Self {
        Self { name: C::NAME, kind: ColumnKind::Text, nullable: true, purpose }
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The primary key.
    Id,
    /// An e-mail address: unique.
    Email,
    /// Another unique name: a username, a codename.
    Name,
    /// The role of a user: a foreign key to the roles.
    Role,
    /// The user that an account of a provider belongs to: a foreign key to the users.
    User,
    /// One half of what identifies an account at a provider.
    ProviderIdentity,
    /// A provider's access token, encrypted.
    ProviderAccessToken,
    /// A provider's refresh token, encrypted.
    ProviderRefreshToken,
    /// When a provider's access token expires.
    ProviderTokenExpiry,
    /// What is stored of a user's password.
    PasswordHash,
    /// Whether a user may come in.
    Active,
    /// Whether a user's address was shown to be the user's.
    Verified,
    /// When a user registered.
    CreatedAt,
    /// Anything else.
    Plain,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// 16 bytes; PostgreSQL has a type of its own for it.
    Uuid,
    /// 32 bytes: a SHA-256.
    Digest,
    /// A moment in UTC.
    Timestamp,
    /// 16 bits, signed.
    SmallInt,
    /// 32 bits, signed.
    Integer,
    /// 64 bits, signed.
    BigInt,
    /// 32 bits, floating.
    Float,
    /// 64 bits, floating.
    Double,
    /// True or false.
    Bool,
    /// Text of any length.
    Text,
    /// Bytes of any length.
    Binary,
    /// A calendar date.
    Date,
    /// A JSON document.
    Json,
}

/// A SQL type that the library can create a column of.
#[diagnostic::on_unimplemented(
    message = "`create_tables` does not know how to make a column of the SQL type `{Self}`",
    note = "implement `fastauth::ColumnType` for it, or bring your own table with `schema = …`"
)]
pub trait ColumnType {
    /// What a column of this type holds.
    const KIND: ColumnKind;
    /// Whether it may be null.
    const NULLABLE: bool = false;
}

impl<T: ColumnType + diesel::sql_types::SqlType> ColumnType for diesel::sql_types::Nullable<T> {
    const KIND: ColumnKind = T::KIND;
    const NULLABLE: bool = true;
}

macro_rules! column_types {
    ($($sql_type:ty => $kind:ident,)*) => {$(
        impl ColumnType for $sql_type {
            const KIND: ColumnKind = ColumnKind::$kind;
        }
    )*};
}

column_types! {
    super::sql_types::Uuid => Uuid,
    super::sql_types::TimestampUtc => Timestamp,
    diesel::sql_types::SmallInt => SmallInt,
    diesel::sql_types::Integer => Integer,
    diesel::sql_types::BigInt => BigInt,
    diesel::sql_types::Float => Float,
    diesel::sql_types::Double => Double,
    diesel::sql_types::Bool => Bool,
    diesel::sql_types::Text => Text,
    diesel::sql_types::Binary => Binary,
    diesel::sql_types::Date => Date,
    diesel::sql_types::Json => Json,
}

impl Table {
    /// The table of a model whose derive found an error.
    pub const ABSENT: Self = Self {
        name: "",
        sessions: "",
        tokens: "",
        events: "",
        states: "",
        permission_rel: "",
        brought_rel: None,
        columns: &[],
        owned: false,
    };

    /// The table of a model.
    #[must_use]
    pub const fn of<T: TableName>(columns: &'static [ColumnDef], owned: bool) -> Self {
        Self {
            name: T::NAME,
            sessions: T::SESSIONS,
            tokens: T::TOKENS,
            events: T::EVENTS,
            states: T::STATES,
            permission_rel: T::PERMISSION_REL,
            brought_rel: None,
            columns,
            owned,
        }
    }

    /// The same, where the application brought the table of the permissions that its rows hold: a column for
    /// the holder, and one for the permission.
    #[must_use]
    pub const fn with_relation<T: TableName, O: Column<Table = T>, P: Column<Table = T>>(self) -> Self {
        Self { brought_rel: Some(Relation::brought::<T, O, P>()), ..self }
    }

    /// The column of this purpose, if there is one.
    #[must_use]
    pub fn column(&self, purpose: Purpose) -> Option<&'static ColumnDef> {
        self.columns.iter().find(|column| column.purpose == purpose)
    }

    /// The name of the column of this purpose; nothing where the derive found an error.
    pub(crate) fn name_of(&self, purpose: Purpose) -> &'static str {
        self.column(purpose).map_or("", |column| column.name)
    }

    /// The name of its primary key.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.column(Purpose::Id).map_or("id", |column| column.name)
    }

    /// The name of the column that holds a role's or a permission's codename.
    #[must_use]
    pub fn codename(&self) -> &'static str {
        self.column(Purpose::Name).map_or("codename", |column| column.name)
    }
}

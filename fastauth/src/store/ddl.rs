//! `CREATE TABLE` for the tables of a model and those of the library, on each database.

use super::Dialect;
use super::relation::Relation;
use super::table::{ColumnDef, ColumnKind, Purpose, Table};
use crate::model::{AuthOAuthAccount, AuthUser, Codenamed};

/// The statements that make what is not there yet, in the order in which foreign keys want them.
pub(crate) fn tables_of<U: AuthUser>(dialect: Dialect) -> Vec<String> {
    let writer = Writer { dialect, users: U::TABLE, roles: U::Role::TABLE };
    let (roles, permissions) = (U::Role::TABLE, U::Permission::TABLE);
    let accounts = <U::OAuthAccount as AuthOAuthAccount<U::Id>>::TABLE;
    let mut statements = Vec::new();
    for table in [permissions, roles, Some(U::TABLE), accounts].into_iter().flatten() {
        if table.owned {
            statements.extend(writer.model(table));
        }
    }
    if let Some(permissions) = permissions {
        let by_role = roles.map(|roles| (Relation::of_role(roles), roles));
        let of_their_own = (Relation::of_user(U::TABLE), U::TABLE);
        for (relation, holders) in by_role.into_iter().chain([of_their_own]) {
            if relation.owned {
                statements.push(writer.relation(relation, holders, permissions));
            }
        }
    }
    statements.extend(writer.sessions());
    statements.extend(writer.one_time_tokens());
    if accounts.is_some() {
        statements.extend(writer.oauth_states());
    }
    statements
}

/// The statement that makes the table of what happened to users.
pub(crate) fn events_of<U: AuthUser>(dialect: Dialect) -> String {
    Writer { dialect, users: U::TABLE, roles: None }.events()
}

/// The same, so that instances which make tables at the same time wait for each other.
///
/// `IF NOT EXISTS` is no lock: PostgreSQL tells one of two that the name is taken. There, statements that are sent together are
/// one transaction, which holds the lock until its end. Elsewhere the name itself is locked.
pub(crate) fn one_at_a_time(dialect: Dialect, statements: Vec<String>) -> Vec<String> {
    const LOCK: i64 = i64::from_be_bytes(*b"fastauth");
    match dialect {
        Dialect::Postgres => vec![format!("SELECT pg_advisory_xact_lock({LOCK}); {}", statements.join("; "))],
        Dialect::Sqlite | Dialect::MySql => statements,
    }
}

struct Writer {
    dialect: Dialect,
    users: &'static Table,
    roles: Option<&'static Table>,
}

impl Writer {
    fn model(&self, table: &Table) -> Vec<String> {
        let mut lines: Vec<String> = table.columns.iter().map(|column| self.column(column)).collect();
        for column in table.columns {
            let referenced = match column.purpose {
                Purpose::Role => self.roles.map(|roles| (roles, "")),
                Purpose::User => Some((self.users, " ON DELETE CASCADE")),
                _ => None,
            };
            if let Some((target, action)) = referenced {
                lines.push(self.foreign_key(column.name, target, action));
            }
        }
        let identity: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.purpose == Purpose::ProviderIdentity)
            .map(|column| self.quote(column.name))
            .collect();
        if !identity.is_empty() {
            lines.push(format!("UNIQUE ({})", identity.join(", ")));
        }
        match table.column(Purpose::User) {
            Some(owner) => self.indexed_table(table.name, lines, &[("of", &self.quote(owner.name))]),
            None => vec![self.create_table(table.name, &lines)],
        }
    }

    fn relation(&self, relation: Relation, owner: &Table, permissions: &Table) -> String {
        let key_kind = |table: &Table| table.column(Purpose::Id).map_or(ColumnKind::Integer, |id| id.kind);
        let (owner_column, permission_column) = (self.quote(relation.owner), self.quote(relation.permission));
        let lines = [
            format!("{owner_column} {} NOT NULL", self.sql_type(key_kind(owner), Purpose::Plain)),
            format!("{permission_column} {} NOT NULL", self.sql_type(key_kind(permissions), Purpose::Plain)),
            format!("PRIMARY KEY ({owner_column}, {permission_column})"),
            self.foreign_key(relation.owner, owner, " ON DELETE CASCADE"),
            self.foreign_key(relation.permission, permissions, " ON DELETE CASCADE"),
        ];
        self.create_table(relation.table, &lines)
    }

    fn sessions(&self) -> Vec<String> {
        let key = self.users.column(Purpose::Id).map_or(ColumnKind::Uuid, |id| id.kind);
        let (uuid, time) = (ColumnKind::Uuid, ColumnKind::Timestamp);
        let column =
            |name: &str, kind, null: &str| format!("{name} {}{null}", self.sql_type(kind, Purpose::Plain));
        let lines = [
            format!("id {} NOT NULL PRIMARY KEY", self.sql_type(uuid, Purpose::Plain)),
            column("user_id", key, " NOT NULL"),
            column("created_at", time, " NOT NULL"),
            column("authenticated_at", time, " NULL"),
            column("last_used_at", time, " NOT NULL"),
            column("expires_at", time, " NOT NULL"),
            column("refresh_counter", ColumnKind::Integer, " NOT NULL"),
            column("revoked_at", time, " NULL"),
            format!("ip {} NULL", self.sql_type(ColumnKind::Text, Purpose::Name)),
            column("user_agent", ColumnKind::Text, " NULL"),
            column("token_family", ColumnKind::Digest, " NULL"),
            column("refresh_hash", ColumnKind::Digest, " NULL"),
            column("last_refresh_hash", ColumnKind::Digest, " NULL"),
            column("access_hash", ColumnKind::Digest, " NULL"),
            column("access_expires_at", time, " NULL"),
            column("last_access_hash", ColumnKind::Digest, " NULL"),
            column("last_access_expires_at", time, " NULL"),
            column("token_claims", ColumnKind::Text, " NULL"),
            self.foreign_key("user_id", self.users, " ON DELETE CASCADE"),
        ];
        self.indexed_table(self.users.sessions, lines.to_vec(), &[("of", "user_id"), ("by", "expires_at")])
    }

    /// A table with indexes. MySQL has no `CREATE INDEX IF NOT EXISTS`: they go with the table.
    fn indexed_table(&self, table: &str, mut lines: Vec<String>, indexes: &[(&str, &str)]) -> Vec<String> {
        let named = |suffix: &str| self.quote(&format!("{table}_{suffix}"));
        if self.dialect == Dialect::MySql {
            lines.extend(
                indexes.iter().map(|(suffix, columns)| format!("INDEX {} ({columns})", named(suffix))),
            );
            return vec![self.create_table(table, &lines)];
        }
        let create = |(suffix, columns): &(&str, &str)| {
            format!("CREATE INDEX IF NOT EXISTS {} ON {} ({columns})", named(suffix), self.quote(table))
        };
        [self.create_table(table, &lines)].into_iter().chain(indexes.iter().map(create)).collect()
    }

    /// No foreign key: what happened to a user outlives the user.
    fn events(&self) -> String {
        let column = |name: &str, kind, purpose, null: &str| {
            format!("{} {} {null}", self.quote(name), self.sql_type(kind, purpose))
        };
        let word = |name: &str, null: &str| column(name, ColumnKind::Text, Purpose::Name, null);
        let id = |name: &str| column(name, ColumnKind::Text, Purpose::ProviderIdentity, "NULL");
        let text = |name: &str| column(name, ColumnKind::Text, Purpose::Plain, "NULL");
        let lines = [
            column("id", ColumnKind::Uuid, Purpose::Plain, "NOT NULL PRIMARY KEY"),
            column("at", ColumnKind::Timestamp, Purpose::Plain, "NOT NULL"),
            word("kind", "NOT NULL"),
            word("outcome", "NOT NULL"),
            id("actor"),
            id("subject"),
            word("session", "NULL"),
            word("identifier", "NULL"),
            word("ip", "NULL"),
            text("user_agent"),
            word("reason", "NULL"),
            text("detail"),
        ];
        self.create_table(self.users.events, &lines)
    }

    fn one_time_tokens(&self) -> Vec<String> {
        let key = self.users.column(Purpose::Id).map_or(ColumnKind::Uuid, |id| id.kind);
        let column = |name: &str, kind, purpose| format!("{name} {} NOT NULL", self.sql_type(kind, purpose));
        let lines = [
            column("user_id", key, Purpose::Plain),
            column("purpose", ColumnKind::Integer, Purpose::Plain),
            format!("{} UNIQUE", column("token_hash", ColumnKind::Digest, Purpose::Plain)),
            column("email", ColumnKind::Text, Purpose::Email),
            column("created_at", ColumnKind::Timestamp, Purpose::Plain),
            column("expires_at", ColumnKind::Timestamp, Purpose::Plain),
            "PRIMARY KEY (user_id, purpose)".to_owned(),
            self.foreign_key("user_id", self.users, " ON DELETE CASCADE"),
        ];
        self.indexed_table(self.users.tokens, lines.to_vec(), &[("by", "purpose, expires_at")])
    }

    /// No foreign key: whoever comes back from a provider is not known yet.
    fn oauth_states(&self) -> Vec<String> {
        let column = |name: &str, kind| format!("{name} {} NOT NULL", self.sql_type(kind, Purpose::Plain));
        let lines = [
            format!("{} PRIMARY KEY", column("state_hash", ColumnKind::Digest)),
            column("expires_at", ColumnKind::Timestamp),
        ];
        self.indexed_table(self.users.states, lines.to_vec(), &[("by", "expires_at")])
    }

    fn create_table(&self, name: &str, lines: &[String]) -> String {
        // MySQL's default collation takes `admin` for `Admin`, most others take `Admin ` for it, and an
        // old default character set has no room for half of the world's names. The one that compares
        // bytes has another name on MariaDB (the first comment) than on MySQL 8.0.17 and later.
        let options = match self.dialect {
            Dialect::MySql => {
                " DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */"
            }
            Dialect::Sqlite | Dialect::Postgres => "",
        };
        format!("CREATE TABLE IF NOT EXISTS {} ({}){options}", self.quote(name), lines.join(", "))
    }

    fn column(&self, column: &ColumnDef) -> String {
        let name = self.quote(column.name);
        if column.purpose == Purpose::Id {
            return format!("{name} {}", self.primary_key(column.kind));
        }
        let null = if column.nullable { "NULL" } else { "NOT NULL" };
        let unique = if matches!(column.purpose, Purpose::Email | Purpose::Name) { " UNIQUE" } else { "" };
        format!("{name} {} {null}{unique}", self.sql_type(column.kind, column.purpose))
    }

    fn primary_key(&self, kind: ColumnKind) -> String {
        match (self.dialect, kind) {
            // SQLite numbers a row only where the key is spelled `INTEGER`; AUTOINCREMENT keeps the
            // number of a deleted row from coming back with somebody else behind it.
            (Dialect::Sqlite, ColumnKind::Integer | ColumnKind::BigInt) => {
                "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT".to_owned()
            }
            (Dialect::Postgres, ColumnKind::Integer | ColumnKind::BigInt) => {
                format!("{} GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", self.sql_type(kind, Purpose::Id))
            }
            (Dialect::MySql, ColumnKind::Integer | ColumnKind::BigInt) => {
                format!("{} NOT NULL AUTO_INCREMENT PRIMARY KEY", self.sql_type(kind, Purpose::Id))
            }
            _ => format!("{} NOT NULL PRIMARY KEY", self.sql_type(kind, Purpose::Id)),
        }
    }

    fn foreign_key(&self, column: &str, target: &Table, action: &str) -> String {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({}){action}",
            self.quote(column),
            self.quote(target.name),
            self.quote(target.id())
        )
    }

    fn quote(&self, name: &str) -> String {
        match self.dialect {
            Dialect::MySql => format!("`{}`", name.replace('`', "``")),
            Dialect::Sqlite | Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    fn sql_type(&self, kind: ColumnKind, purpose: Purpose) -> &'static str {
        use ColumnKind::{
            BigInt, Binary, Bool, Date, Digest, Double, Float, Integer, Json, SmallInt, Text, Timestamp, Uuid,
        };
        match (self.dialect, kind) {
            (Dialect::Postgres, Uuid) => "UUID",
            (Dialect::Postgres, Timestamp) => "TIMESTAMPTZ",
            (Dialect::Postgres, Binary | Digest) => "BYTEA",
            (Dialect::Postgres, Double) => "DOUBLE PRECISION",
            (Dialect::Sqlite, Uuid | Binary | Digest) => "BLOB",
            (Dialect::Sqlite, Timestamp | SmallInt | Integer | BigInt) => "INTEGER",
            (Dialect::Sqlite, Float | Double) => "REAL",
            (Dialect::Sqlite, Json) => "TEXT",
            (Dialect::MySql, Uuid) => "BINARY(16)",
            (Dialect::MySql, Digest) => "BINARY(32)",
            (Dialect::MySql, Timestamp) => "DATETIME(6)",
            (Dialect::MySql, Binary) => "LONGBLOB",
            (Dialect::MySql, Float) => "FLOAT",
            (Dialect::MySql, Double) => "DOUBLE",
            // An index of MySQL's wants a length; so does whoever reads a schema.
            (Dialect::MySql, Text) => match purpose {
                Purpose::Email => "VARCHAR(254)",
                Purpose::Name => "VARCHAR(64)",
                Purpose::ProviderIdentity => "VARCHAR(255)",
                _ => "LONGTEXT",
            },
            (_, Bool) => "BOOLEAN",
            (_, SmallInt) => "SMALLINT",
            (_, Integer) => "INTEGER",
            (_, BigInt) => "BIGINT",
            (_, Float) => "REAL",
            (_, Text) => "TEXT",
            (_, Date) => "DATE",
            (_, Json) => "JSON",
        }
    }
}

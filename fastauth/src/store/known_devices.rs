//! From where somebody has logged in before.

use std::net::IpAddr;

use time::OffsetDateTime;

use super::key::AnyKey;
use super::statement::{Statement, statement};
use super::table::Purpose;
use super::{Backend, StoreFuture};
use crate::credential::LoginName;
use crate::model::AuthUser;

/// How many addresses are looked at, the newest first: so many of one provider's as hardly anybody has.
const MOST: i64 = 100;

/// The addresses that the logins of one kind of users came from.
pub trait KnownDeviceStore<U: AuthUser>: Send + Sync {
    /// Where sessions began since then whose user has this login and showed who they were, ended or not: addresses that
    /// are `near` this one, its own network among them.
    ///
    /// One statement, and the same whether somebody has the login or not. None of it where the login is nobody's.
    fn addresses_of_logins(
        &self,
        login: LoginName,
        near: IpAddr,
        since: OffsetDateTime,
    ) -> StoreFuture<'_, Vec<IpAddr>>;
}

impl<U: AuthUser, B: Backend> KnownDeviceStore<U> for B {
    fn addresses_of_logins(
        &self,
        login: LoginName,
        near: IpAddr,
        since: OffsetDateTime,
    ) -> StoreFuture<'_, Vec<IpAddr>> {
        let statement = addresses_of_logins::<U>(&login, near, since);
        Box::pin(async move {
            let rows = self.load_rows(statement).await?;
            Ok(rows.into_iter().filter_map(|(_, ip)| ip.parse().ok()).collect())
        })
    }
}

/// By the users' index of this login, and then by that of the sessions' users.
fn addresses_of_logins<U: AuthUser>(login: &LoginName, near: IpAddr, since: OffsetDateTime) -> Statement {
    let (users, (column, name)) = (
        U::TABLE,
        match login {
            LoginName::Email(email) => (Purpose::Email, email),
            LoginName::Username(username) => (Purpose::Name, username),
        },
    );
    statement![
        "SELECT 1, s.ip FROM "{users.name}" u JOIN "{users.sessions}" s ON s.user_id = u."{users.id()}
        " WHERE u."{users.name_of(column)}" = "(name.as_str())" AND s.authenticated_at > "(since)
        " AND s.ip LIKE "(pattern(near).as_str())" GROUP BY s.ip ORDER BY MAX(s.created_at) DESC LIMIT "(AnyKey::I64(MOST))
    ]
}

/// What every address of its network is written like: an IPv4 address as it is; of an IPv6 address the first groups, as far as
/// nothing is left out between them (RFC 5952), so that no spelling of its /64 is missed. What else is written like that is
/// left out where the networks are compared.
fn pattern(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => match address.segments() {
            [0, ..] => format!("{address}"),
            [first, 0, ..] => format!("{first:x}:%"),
            [first, second, ..] => format!("{first:x}:{second:x}:%"),
        },
    }
}

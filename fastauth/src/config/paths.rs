//! Where the library's routes are.

/// Where the library's routes are: a prefix for each router, and the paths of the tokens behind the first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoutePaths {
    /// What registration, tokens, verification and passwords begin with. `/auth`.
    pub auth: String,
    /// Users. `/users`.
    pub users: String,
    /// Roles. `/roles`.
    pub roles: String,
    /// Permissions. `/permissions`.
    pub permissions: String,
    /// The login, behind [`auth`](Self::auth) (`TOKEN_LOGIN_URL` of fastapi-fastauth). `/token/login`.
    pub token_login: String,
    /// The refresh, behind [`auth`](Self::auth). `/token/refresh`.
    pub token_refresh: String,
    /// The logout, behind [`auth`](Self::auth). `/token/logout`.
    pub token_logout: String,
}

impl Default for RoutePaths {
    fn default() -> Self {
        let path = str::to_owned;
        Self {
            auth: path("/auth"),
            users: path("/users"),
            roles: path("/roles"),
            permissions: path("/permissions"),
            token_login: path("/token/login"),
            token_refresh: path("/token/refresh"),
            token_logout: path("/token/logout"),
        }
    }
}

impl RoutePaths {
    /// Each of them by the name of its option, and whether it can be a path: `/one/or/more`, of characters
    /// that mean nothing to the router.
    pub(super) fn checked(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let is_path = |path: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            path.strip_prefix('/').is_some_and(|rest| {
                rest.split('/').all(|part| !part.is_empty() && part.bytes().all(is_plain))
            })
        };
        [
            ("auth_prefix", &self.auth),
            ("users_prefix", &self.users),
            ("roles_prefix", &self.roles),
            ("permissions_prefix", &self.permissions),
            ("token_login_path", &self.token_login),
            ("token_refresh_path", &self.token_refresh),
            ("token_logout_path", &self.token_logout),
        ]
        .map(|(option, path)| (option, is_path(path)))
        .into_iter()
    }

    /// Whether two routes would be in one place.
    pub(super) fn collide(&self) -> bool {
        let below = |prefix: &str, routes: &[&str]| -> Vec<String> {
            routes.iter().map(|route| format!("{prefix}{route}")).collect()
        };
        let of_auth = [
            &*self.token_login,
            &*self.token_refresh,
            &*self.token_logout,
            "/register",
            "/sessions",
            "/sessions/{id}",
            "/verify",
            "/request-verify-token",
            "/forgot-password",
            "/reset-password",
            "/change-password",
        ];
        let mut routes = [
            below(&self.auth, &of_auth),
            below(&self.users, &["", "/me", "/{id}", "/{id}/send-reset"]),
            below(&self.roles, &["", "/{id}"]),
            below(&self.permissions, &["", "/{id}"]),
            below("/.well-known", &["/jwks.json"]),
        ]
        .concat();
        routes.sort();
        let twice = routes.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        // Behind an id another router's names would be ids, too.
        let administration = [&self.users, &self.roles, &self.permissions];
        let inside = administration.iter().any(|outer| {
            let is_inside = |inner: &str| inner.starts_with(&format!("{outer}/"));
            is_inside(&self.auth)
                || self.auth == **outer
                || administration.iter().any(|inner| is_inside(inner))
        });
        twice || inside
    }
}

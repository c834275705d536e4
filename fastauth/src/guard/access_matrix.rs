//! Every route and what it asks.

use std::fmt;

use http::Method;

use super::Access;

/// One route of a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method; nothing where the route takes any.
    pub method: Option<Method>,
    /// The path, as axum writes it.
    pub path: String,
    /// What it asks.
    pub access: Access,
}

/// Every route of a router and what it asks, in the order of paths. `Display` prints an aligned
/// table, made for a snapshot test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessMatrix {
    routes: Vec<Route>,
}

impl AccessMatrix {
    pub(crate) fn new(mut routes: Vec<Route>) -> Self {
        routes.sort_by_key(|route| (route.path.clone(), method_rank(route.method.as_ref())));
        Self { routes }
    }

    /// The routes.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }
}

/// Reading before writing, as people list them.
fn method_rank(method: Option<&Method>) -> (usize, String) {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let rank = known.iter().position(|known| Some(known) == method).unwrap_or(known.len());
    (rank, method.map(Method::to_string).unwrap_or_default())
}

impl fmt::Display for AccessMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method =
            |route: &Route| route.method.as_ref().map_or_else(|| "any".to_owned(), Method::to_string);
        let methods = self.routes.iter().map(|route| method(route).len()).max().unwrap_or(0);
        let paths = self.routes.iter().map(|route| route.path.chars().count()).max().unwrap_or(0);
        for route in &self.routes {
            writeln!(f, "{:methods$}  {:paths$}  {}", method(route), route.path, route.access)?;
        }
        Ok(())
    }
}

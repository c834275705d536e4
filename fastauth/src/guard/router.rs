//! A router in which a handler without declared access does not compile.

use std::convert::Infallible;

use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::Route as AxumRoute;
use tower_layer::Layer;
use tower_service::Service;

use super::handler::Guarded;
use super::method_not_allowed::MethodNotAllowed;
use super::routing::DeclaredMethods;
use super::{Access, AccessMatrix, Extractors, HandlerFn, Route};
use crate::error::AuthError;
use crate::transport::Rejection;

/// [`axum::Router`], deny by default: each handler's first extractor is an
/// [`AccessGate`](super::AccessGate), or the program does not compile. So it knows what every route
/// asks, and shows it as [`AccessMatrix`].
///
/// Paths that nothing serves are answered with a problem document.
#[must_use]
pub struct Router<S = ()> {
    inner: axum::Router<S>,
    routes: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// No route.
    pub fn new() -> Self {
        let inner = axum::Router::new().fallback(async || Rejection::from(AuthError::NotFound));
        Self { inner, routes: Vec::new() }
    }

    /// Serves `path` with these handlers.
    pub fn route(mut self, path: &str, methods: impl DeclaredMethods<S>) -> Self {
        let methods = methods.into_methods();
        for (method, access) in methods.access {
            self.routes.push(Route { method: Some(method), path: path.to_owned(), access });
        }
        self.inner = self.inner.route(path, methods.inner);
        self
    }

    /// Serves the routes of another router, too.
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.served());
        // axum refuses two fallbacks; `other`'s is the one that every router here begins with.
        self.inner = self.inner.merge(other.inner.reset_fallback());
        self
    }

    /// Serves the routes of another router below a prefix.
    pub fn nest(mut self, prefix: &str, other: Self) -> Self {
        let below = |route: Route| Route { path: join(prefix, &route.path), ..route };
        self.routes.extend(other.served().map(below));
        self.inner = self.inner.nest(prefix, other.inner.reset_fallback());
        self
    }

    /// Serves the routes of a plain axum router, whose handlers declare nothing. They are one line
    /// of the access matrix, with the reason why that is right.
    pub fn merge_unchecked(mut self, other: axum::Router<S>, reason: &'static str) -> Self {
        let access = Access::Unchecked { reason };
        self.routes.push(Route { method: None, path: "*".to_owned(), access });
        self.inner = self.inner.merge(other.reset_fallback());
        self
    }

    /// Answers what nothing else serves with a handler that declares its access, too.
    pub fn fallback<H, A, M>(mut self, handler: H) -> Self
    where
        H: HandlerFn<A>,
        A: Extractors<S, M> + 'static,
        M: 'static,
    {
        self.routes.retain(|route| route.path != FALLBACK);
        self.routes.push(Route { method: None, path: FALLBACK.to_owned(), access: A::access() });
        self.inner = self.inner.reset_fallback().fallback(Guarded::new(handler));
        self
    }

    /// The routes that go along where this router is merged or nested: its fallback does not.
    fn served(&self) -> impl Iterator<Item = Route> + use<S> {
        let routes: Vec<Route> = self.routes.iter().filter(|route| route.path != FALLBACK).cloned().collect();
        routes.into_iter()
    }

    /// Puts a layer around the routes so far. No layer decides access: the gates do, wherever they
    /// are merged or nested.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<AxumRoute> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.inner = self.inner.layer(layer);
        self
    }

    /// Every route so far, and what it asks.
    #[must_use]
    pub fn access_matrix(&self) -> AccessMatrix {
        AccessMatrix::new(self.routes.clone())
    }

    /// Gives the handlers their state: an [`axum::Router`], ready to be served.
    pub fn with_state<S2>(self, state: S) -> axum::Router<S2> {
        self.inner.layer(MethodNotAllowed).with_state(state)
    }
}

/// How the access matrix writes what nothing else serves.
const FALLBACK: &str = "(fallback)";

/// As axum joins a prefix and a path.
fn join(prefix: &str, path: &str) -> String {
    match (prefix.trim_end_matches('/'), path) {
        ("", path) => path.to_owned(),
        (prefix, "/") => prefix.to_owned(),
        (prefix, path) => format!("{prefix}{path}"),
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Router<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> std::fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Router").field("routes", &self.routes).finish_non_exhaustive()
    }
}

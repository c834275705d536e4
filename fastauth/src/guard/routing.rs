//! axum's `get`, `post` and the others, asking each handler for its access.

use std::convert::Infallible;

use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::Route as AxumRoute;
use http::Method;
use tower_layer::Layer;
use tower_service::Service;

use super::handler::Guarded;
use super::{Access, Extractors, HandlerFn};
use crate::model::Policy;

/// The handlers of one path, each with its method and access.
#[must_use]
pub struct MethodRouter<S = ()> {
    pub(super) inner: axum::routing::MethodRouter<S>,
    pub(super) access: Vec<(Method, Access)>,
}

/// The handlers of a path, each with its access: a [`MethodRouter`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` asks no handler for its access",
    label = "expected what `fastauth::routing::get` and the others make",
    note = "write `use fastauth::routing::get` in place of axum's"
)]
pub trait DeclaredMethods<S> {
    /// Itself.
    fn into_methods(self) -> MethodRouter<S>;
}

#[diagnostic::do_not_recommend]
impl<S> DeclaredMethods<S> for MethodRouter<S> {
    fn into_methods(self) -> Self {
        self
    }
}

macro_rules! methods {
    ($($method:ident $constant:ident),* $(,)?) => {
        $(
            #[doc = concat!("Routes `", stringify!($constant), "` to a handler that declares its access.")]
            pub fn $method<H, A, M, S>(handler: H) -> MethodRouter<S>
            where
                H: HandlerFn<A>,
                A: Extractors<S, M> + 'static,
                M: 'static,
                S: Clone + Send + Sync + 'static,
            {
                MethodRouter {
                    inner: axum::routing::$method(Guarded::new(handler)),
                    access: vec![(Method::$constant, A::access())],
                }
            }
        )*

        impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
            $(
                #[doc = concat!("Routes `", stringify!($constant), "` to a handler that declares its access, too.")]
                pub fn $method<H, A, M>(mut self, handler: H) -> Self
                where
                    H: HandlerFn<A>,
                    A: Extractors<S, M> + 'static,
                    M: 'static,
                {
                    self.inner = self.inner.$method(Guarded::new(handler));
                    self.access.push((Method::$constant, A::access()));
                    self
                }
            )*
        }
    };
}

methods! {
    get GET,
    post POST,
    put PUT,
    patch PATCH,
    delete DELETE,
    head HEAD,
    options OPTIONS,
}

/// A policy that stands in the place of a gate's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replaced(pub(crate) &'static Policy);

impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
    /// Asks this in the place of what the gates of these handlers ask by themselves, if there is anything
    /// else to be asked. Only the library's own gates heed it.
    pub(crate) fn ask(mut self, policy: Option<&'static Policy>) -> Self {
        let Some(policy) = policy else { return self };
        for (_, access) in &mut self.access {
            *access = Access::User { policy: *policy, own_check: None };
        }
        self.layer(axum::Extension(Replaced(policy)))
    }

    /// These handlers and those, each as it was.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.inner = self.inner.merge(other.inner);
        self.access.extend(other.access);
        self
    }

    /// Puts a layer around these handlers. No layer decides access: the gates do.
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
}

impl<S> std::fmt::Debug for MethodRouter<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MethodRouter").field("access", &self.access).finish_non_exhaustive()
    }
}

//! The answer to a method that a path does not know.

use std::task::{Context, Poll};

use axum::body::HttpBody;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::Map;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use tower_layer::Layer;
use tower_service::Service;

use crate::error::AuthError;

/// Makes a problem document of axum's own empty 405, and leaves every other answer alone.
///
/// Not a fallback: axum sets one behind the layers that the application put on its routes, so that none of
/// them (CORS, say) would see the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct MethodNotAllowed;

/// What is behind [`MethodNotAllowed`].
#[derive(Debug, Clone, Copy)]
pub(super) struct WithProblem<S>(S);

impl<S> Layer<S> for MethodNotAllowed {
    type Service = WithProblem<S>;

    fn layer(&self, inner: S) -> WithProblem<S> {
        WithProblem(inner)
    }
}

impl<S: Service<Request, Response = Response>> Service<Request> for WithProblem<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = Map<S::Future, fn(Result<Response, S::Error>) -> Result<Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.0.call(request).map(|answer| answer.map(with_problem))
    }
}

/// What axum and the layers said beside it (`Allow`, say) stays.
fn with_problem(answer: Response) -> Response {
    let is_axums =
        answer.status() == StatusCode::METHOD_NOT_ALLOWED && answer.body().size_hint().exact() == Some(0);
    if !is_axums {
        return answer;
    }
    let mut problem = AuthError::MethodNotAllowed.into_response();
    for (name, value) in answer.headers() {
        if *name != CONTENT_LENGTH && !problem.headers().contains_key(name) {
            problem.headers_mut().append(name, value.clone());
        }
    }
    problem
}

//! The handlers that a router takes: those whose first extractor is a gate.
//!
//! axum's own `Handler` asks for everything at once, and so the compiler can only say that a function is
//! none. Here a function and its extractors are asked one after the other: what is said is about the one
//! that is wrong.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::{Access, AccessGate};
use crate::error::AuthError;
use crate::transport::Rejection;

/// An async function of the arguments `A`, a gate and all the others, with an answer that can be sent.
#[diagnostic::on_unimplemented(
    message = "this is no handler",
    label = "expected an `async fn` of extractors, whose answer can be sent",
    note = "its answer must be `IntoResponse`, its future `Send`, and it takes at most 16 extractors",
    note = "`#[axum::debug_handler]`, below `#[require_user]`, says what is wrong with it"
)]
pub trait HandlerFn<A>: Clone + Send + Sync + 'static {
    /// Calls it.
    fn call(self, arguments: A) -> impl Future<Output = Response> + Send;
}

/// The extractors of a handler: a gate, which decides who may pass, and all the others.
///
/// `M` tells axum's two kinds of last extractors apart: those of the request's head, and the one that takes
/// its body.
#[diagnostic::on_unimplemented(
    message = "this handler declares no access",
    label = "takes nothing that decides who may pass",
    note = "annotate the handler with `#[require_user]`, `#[require_token]` or `#[public]`"
)]
pub trait Extractors<S, M>: Sized + Send {
    /// What the gate asks.
    fn access() -> Access;
    /// Takes them from a request, in their order; or the refusal of the first that cannot be had.
    fn extract(request: Request, state: &S) -> impl Future<Output = Result<Self, Response>> + Send;
}

/// The extractors behind the gate: of the request's head, and then one that may take its body.
pub trait OtherExtractors<S, M>: Sized + Send {
    /// Takes them from a request, in their order; or the refusal of the first that cannot be had.
    fn extract(request: Request, state: &S) -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<S, M, G, Others> Extractors<S, M> for (G, Others)
where
    S: Send + Sync,
    G: AccessGate + FromRequestParts<S> + Send,
    Others: OtherExtractors<S, M>,
{
    fn access() -> Access {
        G::access()
    }

    async fn extract(request: Request, state: &S) -> Result<Self, Response> {
        let (mut head, body) = request.into_parts();
        let gate = G::from_request_parts(&mut head, state).await.map_err(IntoResponse::into_response)?;
        Ok((gate, Others::extract(Request::from_parts(head, body), state).await?))
    }
}

impl<S: Sync> OtherExtractors<S, ()> for () {
    async fn extract(_request: Request, _state: &S) -> Result<Self, Response> {
        Ok(())
    }
}

/// A handler, as axum calls it.
pub(super) struct Guarded<H, A, M> {
    handler: H,
    arguments: PhantomData<fn() -> (A, M)>,
}

impl<H, A, M> Guarded<H, A, M> {
    pub(super) fn new(handler: H) -> Self {
        Self { handler, arguments: PhantomData }
    }
}

impl<H: Clone, A, M> Clone for Guarded<H, A, M> {
    fn clone(&self) -> Self {
        Self::new(self.handler.clone())
    }
}

impl<H, A, M, S> Handler<(), S> for Guarded<H, A, M>
where
    H: HandlerFn<A>,
    A: Extractors<S, M> + 'static,
    M: 'static,
    S: Send + Sync + 'static,
{
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, state: S) -> Self::Future {
        Box::pin(async move {
            let answer = async {
                match A::extract(request, &state).await {
                    Ok(arguments) => self.handler.call(arguments).await,
                    Err(refusal) => refusal,
                }
            };
            // Nothing that a panic may have left half done is used again: the request ends with it.
            AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| {
                Rejection::from(AuthError::Internal("a handler panicked".to_owned())).into_response()
            })
        })
    }
}

macro_rules! handler_fn {
    ($gate:ident $($argument:ident $value:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<F, Answer, $gate, $($argument),*> HandlerFn<($gate, ($($argument,)*))> for F
        where
            F: FnOnce($gate, $($argument),*) -> Answer + Clone + Send + Sync + 'static,
            Answer: Future<Output: IntoResponse> + Send,
            $gate: Send,
            $($argument: Send,)*
        {
            async fn call(self, (gate, ($($value,)*)): ($gate, ($($argument,)*))) -> Response {
                self(gate, $($value),*).await.into_response()
            }
        }
    };
}

macro_rules! other_extractors {
    ($($argument:ident $value:ident),* => $last:ident) => {
        impl<S, M, $($argument,)* $last> OtherExtractors<S, M> for ($($argument,)* $last,)
        where
            S: Send + Sync,
            $($argument: FromRequestParts<S> + Send,)*
            $last: FromRequest<S, M> + Send,
        {
            #[allow(unused_mut, reason = "a single one takes the request as it is")]
            async fn extract(request: Request, state: &S) -> Result<Self, Response> {
                let (mut head, body) = request.into_parts();
                $(
                    let $value = $argument::from_request_parts(&mut head, state)
                        .await
                        .map_err(IntoResponse::into_response)?;
                )*
                let last = $last::from_request(Request::from_parts(head, body), state)
                    .await
                    .map_err(IntoResponse::into_response)?;
                Ok(($($value,)* last,))
            }
        }
    };
}

/// A handler without arguments is one, too; it only declares no access.
#[diagnostic::do_not_recommend]
impl<F, Answer> HandlerFn<()> for F
where
    F: FnOnce() -> Answer + Clone + Send + Sync + 'static,
    Answer: Future<Output: IntoResponse> + Send,
{
    async fn call(self, (): ()) -> Response {
        self().await.into_response()
    }
}

handler_fn!(T1);
handler_fn!(T1 T2 t2);
handler_fn!(T1 T2 t2, T3 t3);
handler_fn!(T1 T2 t2, T3 t3, T4 t4);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12);
handler_fn!(T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13);
handler_fn!(
    T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13, T14 t14
);
handler_fn!(
    T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13, T14 t14,
    T15 t15
);
handler_fn!(
    T1 T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13, T14 t14,
    T15 t15, T16 t16
);

other_extractors!(=> T2);
other_extractors!(T2 t2 => T3);
other_extractors!(T2 t2, T3 t3 => T4);
other_extractors!(T2 t2, T3 t3, T4 t4 => T5);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5 => T6);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6 => T7);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7 => T8);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8 => T9);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9 => T10);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10 => T11);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11 => T12);
other_extractors!(T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12 => T13);
other_extractors!(
    T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13 => T14
);
other_extractors!(
    T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13, T14 t14 =>
    T15
);
other_extractors!(
    T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12, T13 t13, T14 t14, T15
    t15 => T16
);

//! Pages, and the service that some of them are of.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, Response};
use axum::routing::get;
use demo::routes::{App, Articles};
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::support::app::{Options, PASSWORD, serve};
use crate::support::browser::Browser;
use crate::support::{Kind, TestApp, options};

pub const ACCESS: &str = "__Host-access_token_cookie";
pub const REFRESH: &str = "__Host-refresh_token_cookie";

/// The demo at `http://localhost`, with a page, and a browser that is there.
pub struct Site {
    pub app: TestApp,
    pub url: String,
    pub browser: Browser,
    received: UnboundedReceiver<Received>,
}

/// What a browser sent, and was answered.
#[derive(Debug)]
pub struct Received {
    pub path: String,
    /// The method, the target and the headers.
    pub head: String,
    /// The names of the cookies.
    pub cookies: Vec<String>,
    /// Where the browser says that it comes from.
    pub from: Option<String>,
    pub status: u16,
    /// Of a problem document.
    pub code: Option<String>,
}

impl Received {
    /// Before there is an answer.
    fn read(request: &Request) -> Self {
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let cookies = header("cookie").unwrap_or_default();
        let names = cookies.split("; ").filter_map(|cookie| Some(cookie.split_once('=')?.0.to_owned()));
        let mut cookies: Vec<String> = names.collect();
        cookies.sort();
        Self {
            path: request.uri().path().to_owned(),
            head: format!("{} {} {:?}", request.method(), request.uri(), request.headers()),
            cookies,
            from: header("sec-fetch-site"),
            status: 0,
            code: None,
        }
    }

    /// The cookies, where it came from, and the answer.
    pub fn told(&self) -> (Vec<&str>, &str, u16, &str) {
        let cookies = self.cookies.iter().map(String::as_str).collect();
        (cookies, self.from.as_deref().unwrap_or(""), self.status, self.code.as_deref().unwrap_or(""))
    }
}

impl Site {
    pub async fn start() -> Self {
        Self::start_with(options()).await
    }

    pub async fn start_with(mut options: Options) -> Self {
        // What the browser says of itself is enough.
        options.config.public_base_url = None;
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let (sender, received) = mpsc::unbounded_channel();
        let state =
            App { auth: app.auth.clone(), articles: Articles::default(), mailbox: app.mailbox.clone() };
        let router = demo::routes::router(&app.auth).with_state(state).merge(pages());
        let url = at_localhost(&serve(router.layer(from_fn_with_state(sender, record))).await);
        let browser = Browser::start().await;
        browser.go_to(&url).await;
        Self { app, url, browser, received }
    }

    /// The next request for a path.
    pub async fn next(&mut self, path: &str) -> Received {
        loop {
            let received = self.received.recv().await.unwrap();
            if received.path == path {
                return received;
            }
        }
    }

    /// Every request that nobody has asked for.
    pub fn rest(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.try_recv().ok()).collect()
    }

    /// What the service answers its own page: the status, and the body.
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> (u64, Value) {
        let mut answer = self.browser.call("ask", &[method.into(), path.into(), body]).await;
        (answer["status"].as_u64().unwrap(), answer["body"].take())
    }

    /// Registers, and logs in by cookie on the service's page.
    pub async fn sign_in(&self, email: &str) {
        self.app.register(email).await;
        let login = json!({"username": email, "password": PASSWORD});
        let (status, body) = self.ask("POST", "/auth/token/login?transport=cookie", login).await;
        assert_eq!((status, body), (204, "".into()));
    }

    /// The values of both cookies.
    pub async fn tokens(&self) -> (String, String) {
        let cookies = self.browser.cookies().await;
        let names: Vec<&str> = cookies.iter().map(|cookie| cookie.name()).collect();
        assert_eq!(names, [ACCESS, REFRESH]);
        (cookies[0].value().to_owned(), cookies[1].value().to_owned())
    }
}

/// A page of somebody else's: on another site, as 127.0.0.1 is to localhost.
pub async fn elsewhere() -> String {
    serve(pages()).await
}

/// The same by this name. Two ports of one host are two origins, and one site.
pub fn at_localhost(url: &str) -> String {
    url.replace("127.0.0.1", "localhost")
}

fn pages() -> axum::Router {
    let page = || async { Html(include_str!("page.html")) };
    axum::Router::new().route("/", get(page)).route("/verify", get(page)).route("/reset-password", get(page))
}

async fn record(State(sender): State<UnboundedSender<Received>>, request: Request, next: Next) -> Response {
    let mut received = Received::read(&request);
    let (head, body) = next.run(request).await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let problem: Option<Value> = serde_json::from_slice(&bytes).ok();
    received.status = head.status.as_u16();
    received.code = problem.and_then(|problem| Some(problem["code"].as_str()?.to_owned()));
    // Whose test has ended reads no longer.
    let _ = sender.send(received);
    Response::from_parts(head, Body::from(bytes))
}

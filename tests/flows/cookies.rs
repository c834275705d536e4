//! Tokens in cookies, and whose pages may use them.

use axum::extract::{FromRef, State};
use axum::response::IntoResponse;
use demo::models::User;
use fastauth::TokenLocation;
use fastauth::prelude::*;
use fastauth::routing::get;
use http::Method;
use serde_json::{Value, json};

use crate::support::app::{PASSWORD, Tokens, options, serve};
use crate::support::{Answer, Kind, TestApp};

const ACCESS: &str = "__Host-access_token_cookie";
const REFRESH: &str = "__Host-refresh_token_cookie";

/// The cookies that an answer sets: name, value, attributes in lower case.
fn set_cookies(answer: &Answer) -> Vec<(String, String, Vec<String>)> {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    cookies
        .map(|cookie| {
            let mut parts = cookie.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned(), parts.map(str::to_lowercase).collect())
        })
        .collect()
}

/// The tokens of an answer that sets both cookies.
fn tokens_of(answer: &Answer) -> Tokens {
    let cookies = set_cookies(answer);
    let value = |name: &str| cookies.iter().find(|(other, ..)| other == name).unwrap().1.clone();
    Tokens { access: value(ACCESS), refresh: value(REFRESH) }
}

async fn login(app: &TestApp, email: &str) -> Answer {
    app.post("/auth/token/login?transport=cookie", json!({"username": email, "password": PASSWORD})).await
}

async fn request(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = app.http.request(method, app.url(path));
    for (name, value) in headers {
        request = request.header(*name, value.as_bytes());
    }
    Answer::read(request.send().await.unwrap()).await
}

const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

on_every_database! {
    /// CK-01, CK-12: cookies that scripts and other hosts cannot touch, and nothing in the body.
    async fn tokens_go_out_in_cookies_and_nowhere_else(app: TestApp) {
        app.register("a@x.org").await;
        let answer = login(&app, "a@x.org").await.is(204);
        assert!(answer.bytes.is_empty());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let cookies = set_cookies(&answer);
        assert_eq!(cookies.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), [ACCESS, REFRESH]);
        for ((name, _, attributes), (same_site, most)) in cookies.iter().zip([("samesite=lax", 900), ("samesite=strict", 20 * 86_400)]) {
            for wanted in ["httponly", "secure", "path=/", same_site] {
                assert!(attributes.contains(&wanted.to_owned()), "{name}: {attributes:?}");
            }
            assert!(!attributes.iter().any(|attribute| attribute.starts_with("domain")));
            let max_age = attributes.iter().find_map(|attribute| attribute.strip_prefix("max-age=")).unwrap();
            assert!((1..=most).contains(&max_age.parse::<i64>().unwrap()), "{name}: {max_age}");
        }
        let bearer = app.try_login("a@x.org", PASSWORD).await.is(200);
        assert!(bearer.header("set-cookie").is_none() && bearer.json().get("refresh_expires_in").is_none());
        app.post("/auth/token/login?transport=pigeon", json!({"username": "a", "password": "b"})).await.is_refused_field("transport", "invalid");
        app.post("/auth/token/login?other=x", json!({"username": "a", "password": "b"})).await.is_refused_field("other", "unknown");
    }

    /// A browser's whole life: in, used, refreshed, out.
    async fn a_session_lives_by_cookie(app: TestApp) {
        app.register("a@x.org").await;
        let first = tokens_of(&login(&app, "a@x.org").await);
        let cookie = |tokens: &Tokens| format!("other=1; {ACCESS}={}; {REFRESH}={}", tokens.access, tokens.refresh);
        let me = request(&app, Method::GET, "/users/me", &[("cookie", &cookie(&first))]).await.is(200).json();
        assert_eq!(me["email"], "a@x.org");
        request(&app, Method::GET, "/demo/token", &[("cookie", &cookie(&first))]).await.is(200);
        // CK-12: what no script can read does not come out where one could.
        let into_the_body = "/auth/token/refresh?transport=bearer";
        let answer = request(&app, Method::POST, into_the_body, &[("cookie", &cookie(&first)), HERE]).await;
        answer.is_refused_field("transport", "invalid");
        let refreshed = request(&app, Method::POST, "/auth/token/refresh", &[("cookie", &cookie(&first)), HERE]).await.is(204);
        let second = tokens_of(&refreshed);
        assert_ne!(first.refresh, second.refresh);
        // A client that sends its access token along everywhere is not refused for that.
        let authorization = format!("Bearer {}", second.access);
        let headers = [("cookie", cookie(&second)), ("authorization", authorization)];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).chain([HERE]).collect();
        let third = tokens_of(&request(&app, Method::POST, "/auth/token/refresh", &headers).await.is(204));
        let gone = request(&app, Method::POST, "/auth/token/logout", &[("cookie", &cookie(&third)), HERE]).await.is(204);
        for (name, value, attributes) in set_cookies(&gone) {
            assert!(value.is_empty() && attributes.contains(&"max-age=0".to_owned()), "{name}");
            assert!(attributes.contains(&"secure".to_owned()) && attributes.contains(&"path=/".to_owned()), "{name}");
        }
        assert_eq!(set_cookies(&gone).len(), 2);
        request(&app, Method::GET, "/users/me", &[("cookie", &cookie(&third))]).await.is_problem(401, "invalid_token");
    }

    /// CK-06: what another host of the domain has set, in any bytes, hides no cookie of ours.
    async fn cookies_of_others_hide_none(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        let cookie = format!("a=é; {ACCESS}={}; {REFRESH}={}; b=\u{fffd}; =; c", tokens.access, tokens.refresh);
        request(&app, Method::GET, "/users/me", &[("cookie", &cookie)]).await.is(200);
        request(&app, Method::POST, "/auth/token/logout", &[("cookie", &cookie), HERE]).await.is(204);
        request(&app, Method::GET, "/users/me", &[("cookie", &cookie)]).await.is_problem(401, "invalid_token");
    }

    /// CK-05: cookies that are good for nothing are removed, also where the answer is a refusal.
    async fn a_failed_refresh_removes_its_cookies(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        let cookie = format!("{REFRESH}={}", tokens.refresh);
        let answer = request(&app, Method::POST, "/auth/token/refresh", &[("cookie", &cookie), HERE]).await;
        answer.is_problem(401, "invalid_token");
        assert_eq!(set_cookies(&answer).iter().filter(|(_, value, _)| value.is_empty()).count(), 2);
        let answer = request(&app, Method::POST, "/auth/token/refresh", &[]).await;
        answer.is_problem(401, "token_required");
        assert!(answer.header("set-cookie").is_none());
    }

    /// A browser has forgotten the access token with its time: the other cookie is enough to log out.
    async fn the_refresh_cookie_is_enough_to_log_out(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        let cookie = format!("{REFRESH}={}", tokens.refresh);
        request(&app, Method::POST, "/auth/token/logout", &[("cookie", &cookie)]).await.is_problem(403, "cross_site");
        request(&app, Method::POST, "/auth/token/logout", &[("cookie", &cookie), HERE]).await.is(204);
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
    }

    /// CK-04: and for nothing else.
    async fn the_refresh_cookie_opens_nothing(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        for cookie in [
            format!("{REFRESH}={}", tokens.refresh), format!("{ACCESS}={}", tokens.refresh), format!("access_token_cookie={}", tokens.access),
            format!("__Secure-access_token_cookie={}", tokens.access), format!("{ACCESS}="), format!("{}={}", ACCESS.to_lowercase(), tokens.access),
        ] {
            for path in ["/users/me", "/demo/user", "/demo/token"] {
                let answer = request(&app, Method::GET, path, &[("cookie", &cookie)]).await;
                assert_eq!(answer.status, 401, "{path} {cookie}");
            }
        }
    }

    /// CK-06: which of two cookies of one name somebody else has set, nobody can tell.
    async fn two_cookies_of_one_name_are_refused(app: TestApp) {
        app.register("a@x.org").await;
        let good = tokens_of(&login(&app, "a@x.org").await).access;
        for (one, two) in [(&good, &good), (&good, &"x".to_owned()), (&"x".to_owned(), &good)] {
            let (one, two) = (format!("{ACCESS}={one}"), format!("{ACCESS}={two}"));
            let together = format!("{one}; {two}");
            request(&app, Method::GET, "/demo/user", &[("cookie", &together)]).await.is_problem(401, "invalid_token");
            request(&app, Method::GET, "/demo/user", &[("cookie", &one), ("cookie", &two)]).await.is_problem(401, "invalid_token");
        }
    }

    /// CK-07: what a cookie may change, and from where.
    async fn only_its_own_pages_use_a_cookie(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        let cookie = format!("{ACCESS}={}", tokens.access);
        let patch = async |headers: &[(&str, &str)]| {
            let mut request = app.http.patch(app.url("/users/me")).header("cookie", &cookie).json(&json!({}));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            Answer::read(request.send().await.unwrap()).await
        };
        for headers in [
            &[HERE] as &[_], &[("sec-fetch-site", "same-origin"), ("origin", "https://service.example")],
            &[("origin", "https://service.example")], &[("origin", "https://front.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://front.example")],
        ] {
            assert_eq!(patch(headers).await.status, 200, "{headers:?}");
        }
        for headers in [
            &[] as &[_], &[("sec-fetch-site", "cross-site")], &[("sec-fetch-site", "same-site")], &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "")], &[("sec-fetch-site", "SAME-ORIGIN")], &[("origin", "null")], &[("origin", "")],
            &[("origin", "https://service.example.evil.org")], &[("origin", "https://evilservice.example")],
            &[("origin", "https://service.example:444")], &[("origin", "http://service.example")],
            &[("origin", "https://service.example/")], &[("origin", "https://service.example, https://front.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.org")], &[("referer", "https://service.example/")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://other.service.example")],
        ] {
            patch(headers).await.is_problem(403, "cross_site");
        }
        // What changes nothing may be asked from anywhere; scripts of another site cannot read it.
        for site in ["cross-site", "none", "same-site"] {
            request(&app, Method::GET, "/users/me", &[("cookie", &cookie), ("sec-fetch-site", site)]).await.is(200);
        }
    }

    /// CK-09: a bearer needs no such proof, and a bad one is not made good by a cookie.
    async fn the_header_wins(app: TestApp) {
        app.register("a@x.org").await;
        let tokens = tokens_of(&login(&app, "a@x.org").await);
        let (cookie, bearer) = (format!("{ACCESS}={}", tokens.access), format!("Bearer {}", tokens.access));
        let post = async |authorization: &str, cookie: &str| {
            let request = app.http.post(app.url("/demo/articles")).header("cookie", cookie).header("authorization", authorization);
            let request = request.header("sec-fetch-site", "cross-site").header("origin", "https://evil.org").json(&json!({"title": "t"}));
            Answer::read(request.send().await.unwrap()).await
        };
        post(&bearer, &cookie).await.is(201);
        post(&bearer, "a=b").await.is(201);
        post("Bearer x", &cookie).await.is_problem(401, "invalid_token");
        post("Basic YTpi", &cookie).await.is_problem(401, "invalid_token");
    }

    /// CK-08: nor does another site's page sign its visitor in, or do anything else for them.
    async fn no_other_page_signs_in(app: TestApp) {
        app.register("a@x.org").await;
        let form = "username=a%40x.org&password=correct+horse+battery+staple";
        let login = async |path: &str, media_type: &str, body: &str, headers: &[(&str, &str)]| {
            let mut request = app.http.post(app.url(path)).header("content-type", media_type).body(body.to_owned());
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            Answer::read(request.send().await.unwrap()).await
        };
        let elsewhere = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.org")];
        let form_type = "application/x-www-form-urlencoded";
        for path in ["/auth/token/login", "/auth/token/login?transport=cookie"] {
            login(path, form_type, form, &elsewhere).await.is_problem(403, "cross_site");
            login(path, form_type, form, &[("origin", "null")]).await.is_problem(403, "cross_site");
            assert!([200, 204].contains(&login(path, form_type, form, &[HERE]).await.status));
            assert!([200, 204].contains(&login(path, form_type, form, &[]).await.status), "no browser");
        }
        let body = json!({"username": "a@x.org", "password": PASSWORD}).to_string();
        login("/auth/token/login?transport=cookie", "application/json", &body, &elsewhere).await.is_problem(403, "cross_site");
        login("/auth/token/login", "application/json", &body, &elsewhere).await.is(200);
        for path in ["/auth/register", "/auth/reset-password", "/auth/forgot-password", "/auth/verify", "/auth/change-password"] {
            for media_type in [form_type, "text/plain", "multipart/form-data"] {
                let answer = login(path, media_type, "{}", &elsewhere).await;
                assert!([401, 403, 415].contains(&answer.status), "{path} {media_type}: {}", answer.status);
            }
        }
    }
}

#[derive(Clone)]
struct Service(FastAuth<User>);

impl FromRef<Service> for FastAuth<User> {
    fn from_ref(state: &Service) -> Self {
        state.0.clone()
    }
}

#[public]
async fn set(State(Service(auth)): State<Service>) -> Result<impl IntoResponse, AuthError> {
    let age = time::Duration::minutes(1);
    Ok((auth.set_access_cookie("access", age)?, auth.set_refresh_cookie("refresh", age)?, "set"))
}

#[public]
async fn too_long(State(Service(auth)): State<Service>) -> Result<impl IntoResponse, AuthError> {
    Ok((auth.set_access_cookie(&"a".repeat(5_000), time::Duration::minutes(1))?, "set"))
}

#[public]
async fn remove(State(Service(auth)): State<Service>) -> impl IntoResponse {
    (auth.remove_cookies(), "removed")
}

/// An application's handlers set and remove the same cookies.
#[tokio::test]
async fn handlers_set_the_same_cookies() {
    let app = TestApp::start(Kind::Sqlite).await;
    let router = fastauth::Router::new()
        .route("/set", get(set))
        .route("/remove", get(remove))
        .route("/long", get(too_long));
    let base = serve(router.with_state(Service(app.auth.clone()))).await;
    let get =
        async |path: &str| Answer::read(app.http.get(format!("{base}{path}")).send().await.unwrap()).await;
    let set: Vec<_> =
        set_cookies(&get("/set").await.is(200)).into_iter().map(|(name, value, _)| (name, value)).collect();
    assert_eq!(set, [(ACCESS.to_owned(), "access".to_owned()), (REFRESH.to_owned(), "refresh".to_owned())]);
    assert!(set_cookies(&get("/remove").await.is(200)).iter().all(|(_, value, _)| value.is_empty()));
    get("/long").await.is_problem(500, "internal");
}

/// What the configuration says first is how tokens go out; what it does not say, is not taken.
#[tokio::test]
async fn locations_are_as_configured() {
    for (locations, status, by_bearer, by_cookie) in [
        (vec![TokenLocation::Cookie], 204, 401, 200),
        (vec![TokenLocation::Cookie, TokenLocation::Bearer], 204, 200, 200),
        (vec![TokenLocation::Bearer], 200, 200, 401),
    ] {
        let mut options = options();
        options.config.token_locations = locations.clone();
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let user = app.register("a@x.org").await;
        app.post("/auth/token/login", json!({"username": "a@x.org", "password": PASSWORD})).await.is(status);
        let access = app.auth.create_token(&user).await.unwrap().access_token;
        assert_eq!(app.get("/demo/user", &access).await.status, by_bearer, "{locations:?}");
        let cookie = format!("{ACCESS}={access}");
        assert_eq!(
            request(&app, Method::GET, "/demo/user", &[("cookie", &cookie)]).await.status,
            by_cookie,
            "{locations:?}"
        );
    }
}

/// CK-02: a domain or a path takes the prefix that promises neither.
#[tokio::test]
async fn a_prefix_promises_what_is_true() {
    let mut of_the_domain = options();
    of_the_domain.config.cookie_domain = Some("x.org".to_owned());
    let mut of_a_path = options();
    of_a_path.config.cookie_path = "/api".to_owned();
    for (attribute, options) in [("domain=x.org", of_the_domain), ("path=/api", of_a_path)] {
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        app.register("a@x.org").await;
        for (name, _, attributes) in set_cookies(&login(&app, "a@x.org").await.is(204)) {
            assert!(name.starts_with("__Secure-"), "{name}");
            assert!(attributes.contains(&attribute.to_owned()) && attributes.contains(&"secure".to_owned()));
        }
    }
}

/// CK-10, CK-11: what only asks changes nothing, whatever it says of its method.
#[tokio::test]
async fn what_asks_changes_nothing() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let before = app.get("/users/me", &tokens.access).await.json();
    for route in demo::routes::router(&app.auth).access_matrix().routes() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let request = app
                .http
                .request(method, app.url(&route.path.replace("{id}", before["id"].as_str().unwrap())));
            let request = request.bearer_auth(&tokens.access).header("x-http-method-override", "DELETE");
            let answer = request.header("x-http-method", "DELETE").send().await.unwrap();
            assert!(answer.status().as_u16() < 500);
        }
    }
    assert_eq!(app.get("/users/me", &tokens.access).await.is(200).json(), before);
    let _: Value = before;
}

/// CK-03: without `Secure` only by a call that says what it is, and only on one's own machine.
#[tokio::test]
async fn cookies_in_the_clear_are_for_ones_own_machine() {
    let with_url = |url: Option<&str>| {
        let mut options = options();
        options.config.public_base_url = url.map(str::to_owned);
        options.config = options.config.dangerous_cookies_in_the_clear();
        options
    };
    for url in [None, Some("https://x.org"), Some("https://localhost")] {
        let database = Database::connect("sqlite::memory:").await.unwrap();
        let config = with_url(url).config;
        let refused = FastAuth::<User>::builder(database).config(config).build().await.unwrap_err();
        assert!(refused.to_string().contains("`dangerous_cookies_in_the_clear`"), "{refused}");
    }
    let app = TestApp::start_with(Kind::Sqlite, with_url(Some("http://localhost:3000"))).await;
    app.register("a@x.org").await;
    let cookies = set_cookies(&login(&app, "a@x.org").await.is(204));
    let names: Vec<&str> = cookies.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["access_token_cookie", "refresh_token_cookie"]);
    for (_, _, attributes) in &cookies {
        assert!(attributes.contains(&"httponly".to_owned()) && !attributes.contains(&"secure".to_owned()));
    }
    let header = format!("access_token_cookie={}", cookies[0].1);
    request(&app, Method::GET, "/demo/user", &[("cookie", &header)]).await.is(200);
}

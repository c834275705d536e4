//! Each route under whatever a client can send.

use axum::body::Body;
use demo::models::User;
use fastauth::guard::Route;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::BodyExt;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tower::ServiceExt;

use crate::support::TestApp;

/// The members that some body or query has, and one that none has.
const MEMBERS: [&str; 26] = [
    "email",
    "username",
    "password",
    "token",
    "refresh_token",
    "current_password",
    "new_password",
    "display_name",
    "codename",
    "permissions",
    "role",
    "is_active",
    "is_verified",
    "title",
    "limit",
    "after",
    "transport",
    "reassign",
    "to",
    "grant_type",
    "id",
    "redirect_to",
    "code",
    "state",
    "error",
    "nonsense",
];

/// Headers that something looks at.
const HEADERS: [&str; 14] = [
    "authorization",
    "cookie",
    "origin",
    "sec-fetch-site",
    "content-type",
    "content-encoding",
    "accept",
    "host",
    "x-forwarded-for",
    "x-http-method-override",
    "user-agent",
    "expect",
    "if-none-match",
    "transfer-encoding",
];

/// What a route reads, in its body and in its query: what fits gets further than what does not.
fn members_of(route: &Route) -> (&'static [&'static str], &'static [&'static str]) {
    let method = route.method.as_ref().map_or("", |method| method.as_str());
    match (method, route.path.as_str()) {
        ("POST", "/auth/register") => (&["email", "password", "username", "display_name"], &[]),
        ("POST", "/auth/token/login") => (&["username", "password"], &["transport"]),
        ("POST", "/auth/token/refresh") => (&["refresh_token"], &["transport"]),
        ("POST", "/auth/request-verify-token" | "/auth/forgot-password") => (&["email"], &[]),
        ("POST", "/auth/verify") => (&["token"], &[]),
        ("POST", "/auth/reset-password") => (&["token", "password"], &[]),
        ("POST", "/auth/change-password") => (&["current_password", "new_password"], &[]),
        ("PATCH", "/users/me") => (&["display_name", "username", "email"], &[]),
        ("DELETE", "/users/me") => (&["password"], &[]),
        ("GET", "/users") => (&[], &["role", "email", "is_active", "limit", "after"]),
        ("POST", "/users") => {
            (&["email", "username", "role", "permissions", "is_verified", "display_name"], &[])
        }
        ("PATCH", "/users/{id}") => {
            (&["username", "email", "role", "permissions", "is_active", "is_verified"], &[])
        }
        ("GET", "/auth/{provider}/authorize") | ("POST", "/auth/{provider}/link") => (&[], &["redirect_to"]),
        ("GET", "/auth/{provider}/callback") => (&[], &["state", "code", "iss", "error"]),
        ("GET", _) => (&[], &["after", "limit", "to"]),
        ("POST" | "PATCH", "/roles" | "/roles/{id}") => (&["codename", "permissions"], &[]),
        ("DELETE", "/roles/{id}") => (&[], &["reassign"]),
        ("POST" | "PATCH", "/permissions" | "/permissions/{id}") => (&["codename"], &[]),
        _ => (&["title"], &[]),
    }
}

/// Who asks, and how the token travels.
#[derive(Debug, Clone, Copy)]
enum Who {
    Nobody,
    User,
    Admin,
    AdminByCookie,
}

/// One request, but for the route.
#[derive(Debug, Clone)]
struct Asked {
    route: Index,
    method: Option<&'static str>,
    who: Who,
    segment: String,
    provider: &'static str,
    query: Option<String>,
    /// What the members that fit are given, and how many of them there are; or the query and the body as they are.
    fitting: Option<(Vec<Value>, usize)>,
    headers: Vec<(&'static str, Vec<u8>)>,
    media_type: &'static str,
    body: Vec<u8>,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        1 => r"\PC{0,40}",
        2 => r"\PC{0,5}\x00\PC{0,5}",
        3 => select(vec![
            "",
            "\0",
            "a\0b",
            "\u{202e}",
            "ﬀ@x.org",
            "a@x.org",
            "admin@x.org",
            "Admin",
            "User",
            "report:read",
            "*",
            "%",
            "_",
            "' OR 1=1 --",
            "\"; DROP TABLE users; --",
            "../../etc/passwd",
            "true",
            "null",
            "-1",
            "0",
            "99999999999999999999",
            "1e309",
            "correct horse battery staple",
            "cookie",
            "bearer",
            "\r\nx: y",
            "🦀",
        ])
        .prop_map(str::to_owned),
        1 => (0..3_000usize).prop_map(|length| "a".repeat(length)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text().prop_map(Value::String),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(|number| Value::from(if number.is_finite() { number } else { 0.5 })),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((text(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn members() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop::collection::vec((select(MEMBERS.to_vec()), value()), 0..6)
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn form(members: &[(&'static str, Value)]) -> String {
    let mut form = String::new();
    for (name, value) in members {
        let value: String = as_text(value).bytes().map(|byte| format!("%{byte:02X}")).collect();
        form.push_str(&format!("{}{name}={value}", if form.is_empty() { "" } else { "&" }));
    }
    form
}

fn body() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let json = members().prop_map(|members| {
        let object: Map<String, Value> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        ("application/json", Value::Object(object).to_string().into_bytes())
    });
    prop_oneof![
        4 => json,
        1 => value().prop_map(|value| ("application/json", value.to_string().into_bytes())),
        2 => members().prop_map(|members| ("application/x-www-form-urlencoded", form(&members).into_bytes())),
        2 => (
            select(vec!["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "application/json; charset=utf-16", ""]),
            prop::collection::vec(any::<u8>(), 0..200),
        ),
        1 => Just(("application/json", vec![b'['; 15_000])),
        1 => Just(("application/json", vec![b' '; 20_000])),
    ]
}

fn segment() -> impl Strategy<Value = String> {
    let encoded = text().prop_map(|text| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>());
    prop_oneof![
        2 => select(vec!["1", "2", "Admin", "User", "report:read", "me", "%00", "%FF", "%", "%zz", "..", ".", "-1", "9223372036854775808"]).prop_map(str::to_owned),
        2 => encoded.prop_map(|text| text.chars().take(6_000).collect()),
        1 => "[!-~&&[^/?#%<>\"{}|\\\\^`]]{1,30}",
        1 => Just("{own}".to_owned()),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    let header = (
        select(HEADERS.to_vec()),
        prop_oneof![text().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..60)],
    );
    let query = prop_oneof![members().prop_map(|members| form(&members)), "[!-~&&[^#<>\"`]]{0,40}",];
    (
        any::<Index>(),
        prop::option::weighted(
            0.1,
            select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]),
        ),
        select(vec![Who::Nobody, Who::User, Who::Admin, Who::Admin, Who::AdminByCookie]),
        (segment(), select(vec!["oidc", "plain", "nobody", "%00"])),
        prop::option::weighted(0.5, query),
        prop::option::weighted(
            0.6,
            (
                prop::collection::vec(prop_oneof![3 => text().prop_map(Value::String), 1 => value()], 6),
                prop_oneof![2 => Just(1), 1 => 2..=6usize],
            ),
        ),
        prop::collection::vec(header, 0..3),
        body(),
    )
        .prop_map(
            |(route, method, who, (segment, provider), query, fitting, headers, (media_type, body))| Asked {
                route,
                method,
                who,
                segment,
                provider,
                query,
                fitting,
                headers,
                media_type,
                body,
            },
        )
}

/// The accounts that ask.
struct People {
    user: User,
    admin: User,
}

async fn request(app: &TestApp, routes: &[Route], people: &People, asked: &Asked) -> Option<Request<Body>> {
    let route = asked.route.get(routes);
    let method = match asked.method {
        Some(method) => method.parse().unwrap(),
        None => route.method.clone().unwrap(),
    };
    let own = people.user.id.to_string();
    let mut path = route
        .path
        .replace("{id}", &asked.segment.replace("{own}", &own))
        .replace("{provider}", asked.provider);
    let (mut query, mut media_type, mut body) = (asked.query.clone(), asked.media_type, asked.body.clone());
    if let Some((values, count)) = &asked.fitting {
        let given = |names: &[&'static str]| -> Vec<(&'static str, Value)> {
            names.iter().copied().zip(values.iter().cloned()).take(*count).collect()
        };
        let (in_body, in_query) = members_of(route);
        query = Some(form(&given(in_query))).filter(|query| !query.is_empty());
        let object: Map<String, Value> =
            given(in_body).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        (media_type, body) = ("application/json", Value::Object(object).to_string().into_bytes());
    }
    if let Some(query) = query {
        path = format!("{path}?{query}");
    }
    // What no server would read as a request is none.
    let mut request = Request::builder().method(method).uri(path).body(Body::from(body)).ok()?;
    let headers = request.headers_mut();
    if !media_type.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    let person = match asked.who {
        Who::Nobody => None,
        Who::User => Some(&people.user),
        Who::Admin | Who::AdminByCookie => Some(&people.admin),
    };
    if let Some(person) = person {
        let token = app.auth.create_token(person).await.unwrap().access_token;
        let (name, value) = match asked.who {
            Who::AdminByCookie => ("cookie", format!("__Host-access_token_cookie={token}")),
            _ => ("authorization", format!("Bearer {token}")),
        };
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
    }
    for (name, value) in &asked.headers {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    Some(request)
}

/// Whoever was deleted, deactivated or demoted by a request that was a good one asks no more: others do.
async fn people(app: &TestApp) -> People {
    let name = uuid::Uuid::now_v7().simple().to_string();
    let made = |kind: &str| User {
        id: uuid::Uuid::now_v7(),
        email: format!("{kind}-{name}@x.org"),
        username: None,
        hashed_password: fastauth::PasswordHash::unusable(),
        is_active: true,
        is_verified: false,
        role_id: None,
        created_at: app.auth.clock().now(),
        display_name: None,
    };
    let user = app.auth.store().insert_user(made("user"), Vec::new()).await.unwrap();
    let admin = app.auth.store().insert_user(made("admin"), Vec::new()).await.unwrap();
    app.auth.assign_role_to_user(Some("Admin"), admin.id).await.unwrap();
    People { user, admin }
}

on_every_database_with_providers! {
    /// HT-02, HT-03: whatever is sent, by whomever: no 5xx, and every refusal is a problem document.
    async fn anything_can_be_asked(app: SignInApp) {
        let router = demo::routes::router(&app.auth);
        let routes = router.access_matrix().routes().to_vec();
        let state = demo::routes::App {
            auth: app.auth.clone(), articles: demo::routes::Articles::default(), mailbox: app.mailbox.clone(),
        };
        let service = router.with_state(state);
        let handle = Handle::current();
        let run = move || {
            let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) };
            let mut answered = std::collections::HashMap::<String, usize>::new();
            let seen = std::cell::RefCell::new(&mut answered);
            TestRunner::new(config).run(&asked(), |asked| {
                handle.block_on(async {
                    let people = people(&app).await;
                    let Some(request) = request(&app, &routes, &people, &asked).await else { return Ok(()) };
                    let line = format!("{} {}", request.method(), request.uri());
                    let is_head = request.method() == Method::HEAD;
                    let answer = service.clone().oneshot(request).await.unwrap();
                    let (head, body) = answer.into_parts();
                    let body = body.collect().await.unwrap().to_bytes();
                    prop_assert!(head.status < StatusCode::INTERNAL_SERVER_ERROR, "{line}: {} {body:?}", head.status);
                    *seen.borrow_mut().entry(head.status.as_str().to_owned()).or_default() += 1;
                    if head.status.is_client_error() {
                        let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
                        prop_assert_eq!(header(CONTENT_TYPE), Some("application/problem+json"), "{}", line);
                        prop_assert_eq!(header(CACHE_CONTROL), Some("no-store"), "{}", line);
                        if !is_head {
                            let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
                            prop_assert_eq!(&problem["status"], head.status.as_u16(), "{}: {:?}", line, body);
                            for member in ["type", "title", "detail", "code"] {
                                prop_assert!(problem[member].is_string(), "{line}: {problem}");
                            }
                        }
                    }
                    Ok(())
                })
            }).unwrap();
            answered
        };
        let answered = tokio::task::spawn_blocking(run).await.unwrap();
        // It is worth something only if it gets past the guards, and not everything is refused.
        for status in ["200", "401", "403", "404", "405", "413", "415", "422"] {
            assert!(answered.contains_key(status), "no {status} among {answered:?}");
        }
    }
}

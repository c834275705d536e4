//! The demo, with the providers that its environment names.

use serde_json::json;

use crate::support::database::TestDatabase;
use crate::support::demo::Process;
use crate::support::scripted_provider::{CLIENT_ID, CLIENT_SECRET, ScriptedProvider};
use crate::support::sign_in::{Trip, browser};
use crate::support::{Answer, Kind};
use harness::Client;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_has_the_providers_of_its_environment() {
    let (database, provider) = (TestDatabase::create(Kind::Sqlite).await, ScriptedProvider::start().await);
    let url = |path: &str| format!("{}{path}", provider.issuer);
    let (authorize, token, user_info) = (url("/authorize"), url("/token"), url("/api/user"));
    let variables = [
        ("DEMO_OIDC_NAME", "corp"),
        ("DEMO_OIDC_ISSUER", &provider.issuer),
        ("DEMO_OIDC_CLIENT_ID", CLIENT_ID),
        ("DEMO_OIDC_CLIENT_SECRET", CLIENT_SECRET),
        ("DEMO_OAUTH2_NAME", "forge"),
        ("DEMO_OAUTH2_AUTHORIZE_URL", &authorize),
        ("DEMO_OAUTH2_TOKEN_URL", &token),
        ("DEMO_OAUTH2_USERINFO_URL", &user_info),
        ("DEMO_OAUTH2_CLIENT_ID", CLIENT_ID),
        ("DEMO_OAUTH2_CLIENT_SECRET", CLIENT_SECRET),
    ];
    let process = Process::start_with(&database, &variables).await;
    let client = Client::new(process.base.clone());
    for name in ["corp", "forge"] {
        let email = format!("{name}@x.org");
        provider.is("a", json!(email), json!(true));
        provider.script(|script| script.user_info["id"] = json!(7));
        let sent = browser().get(client.url(&format!("/auth/{name}/authorize"))).send().await.unwrap();
        let trip = Trip::of(name, Answer::read(sent).await);
        assert_eq!(trip.query["redirect_uri"], format!("{}/auth/{name}/callback", process.base));
        let pair = trip.come_back_to(&client, &trip.parameters(&provider)).await.is(200).json();
        let me = client.get("/users/me", pair["access_token"].as_str().unwrap()).await.is(200).json();
        assert_eq!((&me["email"], &me["is_verified"]), (&json!(email), &json!(true)));
    }
}

//! The README, as a stranger would follow it.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tokio::process::Command;

use crate::support::Answer;
use crate::support::app::{PASSWORD, SECRET};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The first code block that begins with this fence.
fn block(readme: &str, fence: &str) -> String {
    let (_, rest) = readme.split_once(&format!("```{fence}\n")).unwrap();
    rest.split_once("\n```").unwrap().0.to_owned() + "\n"
}

/// The page in the README is the quickstart, word for word.
#[test]
fn the_page_is_the_quickstart() {
    let quickstart = std::fs::read_to_string(root().join("examples/quickstart/src/main.rs")).unwrap();
    let (_doc, quickstart) = quickstart.split_once("\n\n").unwrap();
    assert_eq!(block(&readme(), "rust,no_run"), quickstart);
}

/// In an empty crate beside the repository: what is typed compiles, runs and guards.
#[tokio::test]
async fn a_stranger_gets_a_guarded_service() {
    let (readme, directory) = (readme(), tempfile::tempdir().unwrap());
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let library = root().join("fastauth").display().to_string();
    let dependencies = block(&readme, "toml").replace("../fastauth/fastauth", &library);
    let package =
        "[package]\nname = \"stranger\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n";
    std::fs::create_dir(directory.path().join("src")).unwrap();
    std::fs::write(directory.path().join("Cargo.toml"), format!("{package}{dependencies}")).unwrap();
    let page = block(&readme, "rust,no_run").replace("127.0.0.1:3000", &format!("127.0.0.1:{port}"));
    std::fs::write(directory.path().join("src/main.rs"), page).unwrap();
    // The versions that the repository was tested with.
    std::fs::copy(root().join("Cargo.lock"), directory.path().join("Cargo.lock")).unwrap();

    let target = root().join("target/stranger");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet"])
        .current_dir(directory.path())
        .env("CARGO_TARGET_DIR", &target)
        .status()
        .await
        .unwrap();
    assert!(built.success(), "the README's page does not build");
    let mut service = Command::new(target.join("debug/stranger"))
        .current_dir(directory.path())
        .env("FASTAUTH_SECRET", SECRET)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();

    let (http, base) = (reqwest::Client::new(), format!("http://127.0.0.1:{port}"));
    while http.get(&base).send().await.is_err() {
        assert!(service.try_wait().unwrap().is_none(), "somebody else has the port");
        tokio::task::yield_now().await;
    }
    let ada = json!({"email": "ada@example.org", "password": PASSWORD, "display_name": "Ada"});
    let registered = http.post(format!("{base}/auth/register")).json(&ada).send().await.unwrap();
    let id = Answer::read(registered).await.is(201).json()["id"].as_str().unwrap().to_owned();
    let login = json!({"username": "ada@example.org", "password": PASSWORD});
    let pair = http.post(format!("{base}/auth/token/login")).json(&login).send().await.unwrap();
    let token = Answer::read(pair).await.is(200).json()["access_token"].as_str().unwrap().to_owned();
    let hello = http.get(format!("{base}/hello")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(Answer::read(hello).await.is(200).bytes, b"hello, Ada\n");
    let stranger = http.get(format!("{base}/hello")).send().await.unwrap();
    Answer::read(stranger).await.is_problem(401, "token_required");
    let delete = http.delete(format!("{base}/accounts/{id}")).bearer_auth(&token).send().await.unwrap();
    Answer::read(delete).await.is_problem(403, "forbidden");
}

//! The demo, as whoever has cloned the repository starts it.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::support::Answer;
use crate::support::demo::{Process, demo};

/// With nothing set, in an empty directory.
async fn start(directory: &tempfile::TempDir) -> Process {
    let mut command = Command::new(demo().await);
    for (name, _) in std::env::vars() {
        if name.starts_with("FASTAUTH_") || name.starts_with("DEMO_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    Process::spawn(command.current_dir(directory.path())).await
}

async fn get(process: &Process, path: &str, token: &str) -> Answer {
    let request = reqwest::Client::new().get(format!("{}{path}", process.base)).bearer_auth(token);
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn the_demo_needs_nothing_set() {
    let directory = tempfile::tempdir().unwrap();
    let process = start(&directory).await;
    let printed =
        |prefix: &str| process.printed.iter().find_map(|line| line.strip_prefix(prefix)).unwrap().to_owned();
    assert_eq!(process.printed[0], "admin admin@example.com");
    let login = json!({"username": "admin@example.com", "password": printed("admin password ")});
    let login = reqwest::Client::new().post(format!("{}/auth/token/login", process.base)).json(&login);
    let pair = Answer::read(login.send().await.unwrap()).await.is(200).json();
    let token = pair["access_token"].as_str().unwrap();
    let me = get(&process, "/users/me", token).await.is(200).json();
    assert_eq!((&me["role"]["codename"], &me["is_verified"]), (&json!("Admin"), &json!(true)));
    for path in ["/demo/token", "/demo/user", "/demo/verified", "/demo/admin", "/demo/report"] {
        assert_eq!(
            get(&process, path, token).await.is(200).json(),
            json!({"ok": true, "user": me["id"]}),
            "{path}"
        );
    }
    assert_eq!(
        get(&process, "/demo/public", token).await.is(200).json(),
        json!({"ok": true, "user": Value::Null})
    );
    for path in ["/healthz", "/readyz"] {
        get(&process, path, "").await.is(200);
    }
    let secret = directory.path().join("demo.secret");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let kept = std::fs::read(&secret).unwrap();
    drop(process);

    // The second start has the secret and the administrator of the first.
    let process = start(&directory).await;
    assert_eq!(process.printed, ["admin admin@example.com"]);
    assert_eq!(std::fs::read(&secret).unwrap(), kept);
    get(&process, "/demo/admin", token).await.is(200);
}

/// `SIGTERM` lets a request that is under way come to its end.
#[cfg(unix)]
#[tokio::test]
async fn a_request_under_way_is_answered() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = start(&directory).await;
    let mut stream = TcpStream::connect(process.base.strip_prefix("http://").unwrap()).await.unwrap();
    let body = r#"{"username": "nobody", "password": "nothing"}"#;
    let head = format!(
        "POST /auth/token/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 1024];
    let read = stream.read(&mut answer).await.unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 100"), "the handler waits for the body");
    let terminated = Command::new("kill").args(["-TERM", &process.child.id().unwrap().to_string()]).status();
    assert!(terminated.await.unwrap().success());
    // Nobody new is let in from here on.
    let address = process.base.strip_prefix("http://").unwrap().to_owned();
    while TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("invalid_credentials"), "{answer}");
    assert!(process.child.wait().await.unwrap().success());
}

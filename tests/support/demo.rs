//! The demo as a process.

use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::OnceCell;

/// The demo's binary, as its source is now: it is built beside this one.
pub async fn demo() -> &'static Path {
    static DEMO: OnceCell<PathBuf> = OnceCell::const_new();
    DEMO.get_or_init(async || {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "demo"])
            .status()
            .await
            .unwrap();
        assert!(built.success(), "the demo does not build");
        let test = std::env::current_exe().unwrap();
        test.parent().unwrap().parent().unwrap().join("demo")
    })
    .await
}

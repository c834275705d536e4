//! The rules of the house that a text search can check, so that they stay true.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every Rust file below a folder.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no source");
    found
}

/// The code of a file, without what only its tests use, and without comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Fails with every file of the library that uses one of these words outside the places named.
#[track_caller]
fn only_in(words: &[&str], places: &[&str]) {
    let mut wrong = Vec::new();
    for (path, text) in sources("fastauth/src") {
        let file = path.strip_prefix("fastauth/src").unwrap().to_str().unwrap().to_owned();
        if places.iter().any(|place| file.starts_with(place)) {
            continue;
        }
        let code = code(&text);
        wrong.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{file}: {word}")));
    }
    assert!(wrong.is_empty(), "belongs in {places:?}: {wrong:#?}");
}

/// Arrows point one way: web → decisions → storage.
#[test]
fn web_is_only_where_the_web_is() {
    only_in(
        &["axum", "http::", "StatusCode"],
        &["routes/", "guard/", "transport/", "oauth/", "extract.rs", "__private.rs", "lib.rs"],
    );
}

/// Nothing points back: what decides does not know the web, what stores does not know either.
#[test]
fn arrows_point_one_way() {
    only_in(&["crate::routes"], &["routes/"]);
    only_in(&["crate::guard"], &["guard/", "routes/", "__private.rs", "lib.rs"]);
    only_in(&["crate::transport"], &["guard/", "routes/", "transport/", "extract.rs", "lib.rs"]);
    only_in(&["crate::flows"], &["routes/", "lib.rs"]);
    only_in(&["crate::mail"], &[]);
}

#[test]
fn diesel_is_only_in_the_store() {
    // A key's SQL type is the one thing that a model says to Diesel, and the store says it.
    only_in(&["diesel", "deadpool"], &["store/", "__private.rs"]);
}

#[test]
fn lettre_is_only_in_the_mailer() {
    only_in(&["lettre", "html_escape"], &["mail/"]);
}

#[test]
fn now_and_randomness_have_one_source() {
    only_in(&["now_utc", "SystemTime"], &["clock.rs"]);
    only_in(&["getrandom::fill", "rand::"], &["credential/secret.rs"]);
}

/// HT-08: statements are Diesel's language or bound values, never text that is put together.
#[test]
fn no_statement_is_formatted() {
    only_in(&["sql_query("], &["store/backend/mysql.rs"]);
    only_in(&["sql::<", ".first(connection", ".first::<"], &[]);
    // DDL, and what is said to a new connection.
    only_in(&["batch_execute("], &["store/backend/"]);
}

/// SC-03: whatever happened stays so: nothing but an `INSERT` knows the table.
#[test]
fn the_table_of_events_only_grows() {
    only_in(
        &[".events", "_events\""],
        &["store/events.rs", "store/ddl.rs", "store/table.rs", "store/table_name.rs"],
    );
    let statements = code(&fs::read_to_string(root().join("fastauth/src/store/events.rs")).unwrap());
    assert_eq!(statements.matches("statement![").count(), 1);
    for word in ["UPDATE", "DELETE", "TRUNCATE", "REPLACE", "DROP", "CONFLICT", "DUPLICATE"] {
        assert!(!statements.contains(word), "{word}");
    }
}

/// SC-03: each kind of event is expected by a test.
#[test]
fn each_kind_of_event_is_shown() {
    let tests: String = sources("tests/events").into_iter().map(|(_, text)| text).collect();
    let kinds = fastauth::events::SecurityEventKind::ALL.iter().map(|kind| kind.name());
    let missing: Vec<&str> = kinds.filter(|kind| !tests.contains(&format!("\"{kind}\""))).collect();
    assert!(missing.is_empty(), "no test expects {missing:?}");
}

#[test]
fn who_counts_is_only_in_its_folder() {
    only_in(&["governor", "lru::"], &["limit/"]);
}

/// What asks providers over the network, and what reads their answers, is behind features.
#[test]
fn providers_are_spoken_to_in_their_folders() {
    only_in(&["reqwest", "oauth2::"], &["oauth/"]);
    only_in(&["openidconnect", "chrono"], &["oidc/"]);
    only_in(&["crate::oauth::"], &["oauth/", "oidc/"]);
    only_in(&["crate::oidc::"], &["oidc/"]);
}

#[test]
fn redis_is_only_in_its_folder() {
    only_in(&["::redis", "redis::", "rustls"], &["redis/", "lib.rs"]);
}

/// CT-01: no feature loosens anything: features choose databases, and add modules.
#[test]
fn features_choose_databases_and_add_modules() {
    let manifest = fs::read_to_string(root().join("fastauth/Cargo.toml")).unwrap();
    let features = manifest.split("[features]").nth(1).unwrap().split("\n[").next().unwrap();
    let names: Vec<&str> =
        features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect();
    let modules = ["mail", "redis", "oauth", "oidc"];
    assert_eq!(names, [&["default", "sqlite", "postgres", "mysql"][..], &modules].concat());
    let lib = fs::read_to_string(root().join("fastauth/src/lib.rs")).unwrap();
    assert_eq!(lib.matches("feature = ").count(), modules.len());
    for module in modules {
        only_in(&[&format!("feature = \"{module}\"")], &["lib.rs"]);
        assert!(lib.contains(&format!("#[cfg(feature = \"{module}\")]\npub mod {module};")));
    }
}

/// JW-13: claims that nobody verified are not read.
#[test]
fn no_token_is_read_unverified() {
    only_in(&["insecure_decode", "dangerous::", "insecure_disable_signature_validation"], &[]);
}

/// SC-06: nothing asks whether this is a debug build.
#[test]
fn debug_builds_behave_as_release_builds() {
    only_in(&["debug_assertions", "debug_assert"], &[]);
}

/// SC-02: no span takes the arguments of its function along.
#[test]
fn every_span_skips_its_arguments() {
    for (path, text) in sources("fastauth/src") {
        for line in text.lines().filter(|line| line.contains("#[tracing::instrument")) {
            assert!(line.contains("skip_all"), "{}: {line}", path.display());
        }
    }
}

/// No file that needs scrolling to be understood.
#[test]
fn files_stay_small() {
    for folder in ["fastauth/src", "fastauth-macros/src"] {
        for (path, text) in sources(folder) {
            assert!(text.lines().count() <= 400, "{} has more than 400 lines", path.display());
        }
    }
}

/// BS-01, BS-02: floors for what had a hole once, and what nobody looks after any more.
#[test]
fn dependencies_are_new_enough_and_looked_after() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages: Vec<(String, Vec<u32>)> = lock
        .split("[[package]]")
        .filter_map(|package| {
            let value = |key: &str| package.split(&format!("{key} = \"")).nth(1)?.split('"').next();
            let version =
                value("version")?.split(['.', '-', '+']).filter_map(|part| part.parse().ok()).collect();
            Some((value("name")?.to_owned(), version))
        })
        .collect();
    for banned in [
        "paste",
        "proc-macro-error",
        "proc-macro-error2",
        "rustls-pemfile",
        "dotenv",
        "atty",
        "openssl",
        "openssl-sys",
        "native-tls",
    ] {
        assert!(packages.iter().all(|(name, _)| name != banned), "{banned} is in the tree");
    }
    for (name, floor) in [
        ("jsonwebtoken", [10, 3, 0]),
        ("bcrypt", [0, 19, 2]),
        ("diesel", [2, 3, 8]),
        ("diesel-async", [0, 9, 0]),
        ("idna", [1, 0, 3]),
        ("h2", [0, 4, 16]),
        ("rustls", [0, 23, 18]),
        ("rustls-webpki", [0, 103, 13]),
        ("time", [0, 3, 47]),
        ("lettre", [0, 11, 22]),
        ("ring", [0, 17, 0]),
    ] {
        for (_, version) in packages.iter().filter(|(package, _)| package == name) {
            assert!(version.as_slice() >= floor.as_slice(), "{name} {version:?} is older than {floor:?}");
        }
    }
    // By the feature `oidc` only, and for signatures of others only: what it has no cure for are private keys.
    let asks_for_rsa = lock.split("[[package]]").filter(|package| package.contains("\n \"rsa\",\n"));
    let by: Vec<&str> = asks_for_rsa.filter_map(|package| package.split('"').nth(1)).collect();
    assert_eq!(by, ["openidconnect"]);
    for (_, version) in packages.iter().filter(|(name, _)| name == "rand") {
        let floor = match version[..2] {
            [0, 8] => [0, 8, 6],
            [0, 9] => [0, 9, 3],
            _ => [0, 10, 1],
        };
        assert!(version.as_slice() >= floor.as_slice(), "rand {version:?} is older than {floor:?}");
    }
}

/// No dependency asks for a newer Rust than the one that is stated. (What the library itself uses of the
/// standard library is clippy's `incompatible_msrv`.)
#[test]
fn dependencies_keep_to_the_stated_rust() {
    let cargo = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO")).args(arguments).current_dir(root()).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let tree =
        ["tree", "--locked", "-p", "fastauth", "--all-features", "-e", "normal,build", "--prefix", "none"];
    let tree = cargo(&tree);
    let used: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let metadata: serde_json::Value =
        serde_json::from_str(&cargo(&["metadata", "--locked", "--format-version", "1"])).unwrap();
    let version = |package: &serde_json::Value| -> Option<Vec<u32>> {
        Some(package["rust_version"].as_str()?.split('.').filter_map(|part| part.parse().ok()).collect())
    };
    let packages = metadata["packages"].as_array().unwrap();
    let stated = packages.iter().find(|package| package["name"] == "fastauth").and_then(version).unwrap();
    for package in packages.iter().filter(|package| used.contains(&package["name"].as_str().unwrap())) {
        let wanted = version(package).unwrap_or_default();
        assert!(wanted[..wanted.len().min(2)] <= stated[..2], "{} wants Rust {wanted:?}", package["name"]);
    }
}

/// Each variable that the environment is asked for is in the README, and in the documentation of its option;
/// and the README tells of no other.
#[test]
fn the_readme_has_each_variable() {
    let variables = |text: &str| -> BTreeSet<String> {
        let words = text.split(|character: char| !character.is_ascii_uppercase() && character != '_');
        words
            .filter(|word| word.starts_with("FASTAUTH_") && *word != "FASTAUTH_")
            .map(str::to_owned)
            .collect()
    };
    let read = |path: &str| variables(&fs::read_to_string(root().join(path)).unwrap());
    let options = fastauth::FastAuthConfig::new("").to_toml();
    let asked: BTreeSet<String> = options
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(option, _)| format!("FASTAUTH_{}", option.to_uppercase()))
        .collect();
    assert_eq!(read("README.md"), asked);
    assert_eq!(read("fastauth/src/config/options.rs"), asked);
}

/// Each behaviour and each defect of fastapi-fastauth has its row, and each test that a row names is there.
#[test]
fn each_behaviour_of_the_original_has_its_place() {
    let document = fs::read_to_string(root().join("docs/fastapi-fastauth.md")).unwrap();
    let rows: Vec<Vec<&str>> = document
        .lines()
        .map(|line| line.split(" | ").collect())
        .filter(|cells: &Vec<_>| cells.len() == 4)
        .collect();
    let numbers: Vec<&str> = rows.iter().filter_map(|cells| cells[0].strip_prefix("| ")).collect();
    let expected: Vec<String> =
        (1..=121).map(|row| row.to_string()).chain((1..=30).map(|row| format!("D{row}"))).collect();
    assert_eq!(numbers, expected);
    let names = rows.iter().flat_map(|cells| cells[3].split('`').skip(1).step_by(2));
    let missing: Vec<&str> = names.filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}

/// What `docs/requirements.md` says is shown, is shown: each test is there, and each row that a test names.
#[test]
fn each_requirement_is_shown() {
    let document = fs::read_to_string(root().join("docs/requirements.md")).unwrap();
    let mut ids = Vec::new();
    let mut missing = Vec::new();
    for row in document.lines().filter(|line| line.starts_with("| ") && line.contains('-')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        ids.push(cells[1]);
        let shown: Vec<&str> = cells[3].split_whitespace().map(|name| name.trim_matches('`')).collect();
        assert!(!shown.is_empty(), "{} is shown by nothing", cells[1]);
        missing.extend(shown.into_iter().filter(|name| !is_there(name)));
    }
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
    let is_id = |word: &&str| {
        let (kind, number) = word.split_once('-').unwrap_or_default();
        kind.len() == 2
            && kind.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() == 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    for (path, text) in sources("tests") {
        let comments = text.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
        let words = comments.flat_map(|comment| {
            comment.split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
        });
        for id in words.filter(is_id) {
            assert!(ids.contains(&id), "{}: {id} is no row of docs/requirements.md", path.display());
        }
    }
}

/// Each point of RFC 8725 has its row, and each test that a row names is there.
#[test]
fn each_point_of_rfc_8725_is_shown() {
    let document = fs::read_to_string(root().join("docs/rfc8725.md")).unwrap();
    let rows: Vec<Vec<&str>> = document
        .lines()
        .filter(|line| line.starts_with("| 3."))
        .map(|line| line.split(" | ").collect())
        .collect();
    let points: Vec<&str> = rows.iter().map(|cells| cells[0]).collect();
    let expected: Vec<String> = (1..=12).map(|point| format!("| 3.{point}")).collect();
    assert_eq!(points, expected);
    for name in rows.iter().flat_map(|cells| cells[3].split('`').skip(1).step_by(2)) {
        assert!(is_there(name), "no such test: {name}");
    }
}

fn is_there(name: &str) -> bool {
    let exists = |path: String| root().join(path).exists();
    match name.split_once(':').filter(|(_, rest)| !rest.starts_with(':')) {
        Some(("ui", case)) => exists(format!("ui-tests/ui/{case}.rs")),
        Some(("bench", module)) => exists(format!("benches/src/{module}.rs")),
        Some((_, test)) => holds("fastauth/src", test),
        None => holds("tests", name),
    }
}

fn holds(folder: &str, test: &str) -> bool {
    let Some((file, function)) = test.split_once("::") else { return false };
    let text = fs::read_to_string(root().join(format!("{folder}/{file}.rs"))).unwrap_or_default();
    text.contains(&format!("fn {function}("))
}

//! What each macro writes, as a person would read it: `ui-tests/expansions/<macro>/<case>.rs` holds an
//! input in comments, and below it what becomes of it.
//!
//! `UPDATE_EXPANSIONS=1 cargo test -p fastauth-macros` writes the outputs anew; a new case is a file with
//! an input only.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{DeriveInput, ItemFn, Meta};

use crate::codenamed::{self, Kind};
use crate::{auth_user, oauth_account, require};

#[test]
fn each_macro_writes_what_its_cases_hold() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/expansions");
    let update = std::env::var_os("UPDATE_EXPANSIONS").is_some();
    let mut different = Vec::new();
    let mut count = 0;
    for folder in entries(&directory) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in entries(&folder) {
            let before = fs::read_to_string(&file).unwrap();
            let input: Vec<&str> = before.lines().take_while(|line| line.starts_with("//")).collect();
            let source: String =
                input.iter().map(|line| format!("{}\n", line.trim_start_matches('/'))).collect();
            let output = prettyplease::unparse(&syn::parse2(expand(&name, &source)).unwrap());
            let after = format!("{}\n\n{output}", input.join("\n"));
            count += 1;
            if before != after && update {
                fs::write(&file, after).unwrap();
            } else if before != after {
                different.push(file);
            }
        }
    }
    assert!(count >= 8, "only {count} cases in {}", directory.display());
    assert!(
        different.is_empty(),
        "other than before, look at them and set UPDATE_EXPANSIONS=1 if they are right: {different:#?}"
    );
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn expand(name: &str, source: &str) -> TokenStream {
    let derived = || syn::parse_str::<DeriveInput>(source).unwrap();
    match name {
        "auth_user" => auth_user::derive(derived()),
        "role" => codenamed::derive(Kind::Role, derived()),
        "permission" => codenamed::derive(Kind::Permission, derived()),
        "oauth_account" => oauth_account::derive(derived()),
        "require_user" => attribute(source, require::require_user),
        "require_token" => attribute(source, require::require_token),
        "public" => attribute(source, require::public),
        "access_check" => attribute(source, require::access_check),
        other => panic!("no macro is called `{other}`"),
    }
}

/// The attribute is the function's first.
fn attribute(source: &str, expand: fn(TokenStream, TokenStream) -> TokenStream) -> TokenStream {
    let mut function: ItemFn = syn::parse_str(source).unwrap();
    let arguments = match function.attrs.remove(0).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    expand(arguments, function.into_token_stream())
}

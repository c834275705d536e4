//! Every case in `ui/*/pass`: what must compile without a warning, and run.
//!
//! A module for each, in one program: they share one build.
#![allow(missing_docs, unreachable_pub, reason = "each case is written as a program of its own")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

macro_rules! cases {
    ($($case:ident $path:literal;)*) => {
        $(
            #[path = $path]
            mod $case;
        )*

        const PATHS: &[&str] = &[$($path),*];

        #[test]
        fn the_cases_run() {
            $($case::main();)*
        }
    };
}

cases! {
    access_check_forms_of_a_check "../ui/access_check/pass/forms_of_a_check.rs";
    auth_user_everything "../ui/auth_user/pass/everything.rs";
    auth_user_fields_of_its_own "../ui/auth_user/pass/fields_of_its_own.rs";
    auth_user_fields_of_other_names "../ui/auth_user/pass/fields_of_other_names.rs";
    auth_user_derives_nothing_else "../ui/auth_user/pass/derives_nothing_else.rs";
    auth_user_hostile_scope "../ui/auth_user/pass/hostile_scope.rs";
    auth_user_i32_keys "../ui/auth_user/pass/i32_keys.rs";
    auth_user_i64_keys "../ui/auth_user/pass/i64_keys.rs";
    auth_user_inside_a_function_or_module "../ui/auth_user/pass/inside_a_function_or_module.rs";
    auth_user_made_by_a_macro "../ui/auth_user/pass/made_by_a_macro.rs";
    auth_user_permissions_without_roles "../ui/auth_user/pass/permissions_without_roles.rs";
    auth_user_roles_without_permissions "../ui/auth_user/pass/roles_without_permissions.rs";
    auth_user_schema_of_its_own "../ui/auth_user/pass/schema_of_its_own.rs";
    auth_user_smallest "../ui/auth_user/pass/smallest.rs";
    builder_any_order "../ui/builder/pass/any_order.rs";
    hooks_every_hook_may_be_left_out "../ui/hooks/pass/every_hook_may_be_left_out.rs";
    oauth_account_fields_of_its_own "../ui/oauth_account/pass/fields_of_its_own.rs";
    permission_fields_of_its_own "../ui/permission/pass/fields_of_its_own.rs";
    public_forms "../ui/public/pass/forms.rs";
    require_token_forms_of_the_token "../ui/require_token/pass/forms_of_the_token.rs";
    require_user_called_in_a_unit_test "../ui/require_user/pass/called_in_a_unit_test.rs";
    require_user_forms_of_the_user "../ui/require_user/pass/forms_of_the_user.rs";
    require_user_handlers_of_a_library "../ui/require_user/pass/handlers_of_a_library.rs";
    require_user_names_and_places_of_handlers "../ui/require_user/pass/names_and_places_of_handlers.rs";
    require_user_with_instrument_and_debug_handler "../ui/require_user/pass/with_instrument_and_debug_handler.rs";
    require_user_with_utoipa "../ui/require_user/pass/with_utoipa.rs";
    role_constants "../ui/role/pass/constants.rs";
    role_grants "../ui/role/pass/grants.rs";
    role_open "../ui/role/pass/open.rs";
    router_nested_routers "../ui/router/pass/nested_routers.rs";
    router_state_in_an_arc "../ui/router/pass/state_in_an_arc.rs";
}

#[test]
fn no_case_is_forgotten() {
    let listed: BTreeSet<String> =
        PATHS.iter().map(|path| path.trim_start_matches("../").to_owned()).collect();
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut found = BTreeSet::new();
    for group in fs::read_dir(&ui).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        for case in fs::read_dir(ui.join(&group).join("pass")).into_iter().flatten() {
            found.insert(format!("ui/{group}/pass/{}", case.unwrap().file_name().to_str().unwrap()));
        }
    }
    assert_eq!(listed, found);
}

// #[derive(AuthUser)]
// #[auth_user(tabel = "users")]
// pub struct User {
//     pub id: Uuid,
//     pub hashed_password: String,
// }

::core::compile_error! {
    "`#[auth_user(…)]` has no key `tabel`\nhelp: did you mean `table`?\nnote: its keys are `table`, `schema`, `role`, `permission`, `oauth_account`, `permission_rel`"
}
::core::compile_error! {
    "this type cannot hold a password hash\nhelp: write `pub hashed_password: PasswordHash`\nnote: a plain `String` would let a password be stored as it was typed, and be shown"
}
::core::compile_error! {
    "`User` has no field `email`\nhelp: add `pub email: String`, or mark the field that it is: `#[auth(email)]`"
}
::core::compile_error! {
    "`User` has no field `is_active`\nhelp: add `pub is_active: bool`, or mark the field that it is: `#[auth(is_active)]`"
}
::core::compile_error! {
    "`User` has no field `is_verified`\nhelp: add `pub is_verified: bool`, or mark the field that it is: `#[auth(is_verified)]`"
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::AuthUser for User {
        type Id = Uuid;
        type Role = __fastauth::Broken;
        type Permission = __fastauth::Broken;
        type OAuthAccount = __fastauth::NoOAuthAccount;
        type Read = ();
        type Create = __fastauth::Broken;
        type Update = __fastauth::BrokenUpdate;
        const TABLE: &'static __fastauth::Table = &__fastauth::Table::ABSENT;
        const LOGIN_BY_USERNAME: bool = false;
        fn id(&self) -> Self::Id {
            __fastauth::missing()
        }
        fn email(&self) -> &str {
            __fastauth::missing()
        }
        fn username(&self) -> ::core::option::Option<&str> {
            __fastauth::missing()
        }
        fn hashed_password(&self) -> &__fastauth::PasswordHash {
            __fastauth::missing()
        }
        fn is_active(&self) -> bool {
            __fastauth::missing()
        }
        fn is_verified(&self) -> bool {
            __fastauth::missing()
        }
        fn role_id(
            &self,
        ) -> ::core::option::Option<<Self::Role as __fastauth::Codenamed>::Id> {
            __fastauth::missing()
        }
        fn new(_: __fastauth::Account<Self>, _: Self::Create) -> Self {
            __fastauth::missing()
        }
        fn read(&self, _: __fastauth::Grants) {}
        fn store(
            _: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::Store<Self>> {
            __fastauth::missing()
        }
    }
};

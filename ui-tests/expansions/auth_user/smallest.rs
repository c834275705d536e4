// #[derive(AuthUser)]
// #[auth_user(table = "users")]
// pub struct User {
//     pub id: Uuid,
//     pub email: String,
//     pub hashed_password: PasswordHash,
//     pub is_active: bool,
//     pub is_verified: bool,
// }

::fastauth::__private::diesel::table! {
    #[doc = " The table of [`User`], for queries of the application's own."]
    #[allow(missing_docs, reason = "the columns are documented as fields")] users(id) {
    id -> ::fastauth::sql::Uuid, email -> ::fastauth::sql::Text, hashed_password ->
    ::fastauth::sql::Text, is_active -> ::fastauth::sql::Bool, is_verified ->
    ::fastauth::sql::Bool, }
}
/// What an answer shows of a [`User`].
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::fastauth::__private::serde::Serialize
)]
#[serde(crate = "::fastauth::__private::serde")]
pub struct UserRead {
    /// The id.
    pub id: ::std::string::String,
    /// The e-mail address, in its canonical spelling.
    pub email: ::std::string::String,
    /// Whether the user may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
}
/// What a client sends to make a [`User`].
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct UserCreate {
    /// The e-mail address, as it was typed.
    pub email: ::std::string::String,
    /// The password.
    pub password: ::fastauth::Password,
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for UserCreate {
        fn from_fields(
            __fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            let email = __fields.required("email");
            let password = __fields.password("password");
            ::core::option::Option::Some(Self {
                email: email?,
                password: password?,
            })
        }
    }
    impl __fastauth::UserSchema for UserCreate {
        fn email(&self) -> &str {
            &self.email
        }
        fn username(&self) -> ::core::option::Option<&str> {
            ::core::option::Option::None
        }
        fn password(&self) -> &__fastauth::Password {
            &self.password
        }
    }
};
/// What changes of a [`User`]; what is `None` stays.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct UserUpdate {}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for UserUpdate {
        fn from_fields(
            _fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
    }
};
const _: () = {
    use ::fastauth::__private as __fastauth;
    ::fastauth::row_bindings! {
        model User; ST0 id : Uuid = users::id, ST1 email : String = users::email, ST2
        hashed_password : PasswordHash = users::hashed_password, ST3 is_active : bool =
        users::is_active, ST4 is_verified : bool = users::is_verified,
    }
    impl __fastauth::AuthUser for User {
        type Id = Uuid;
        type Role = __fastauth::NoRole;
        type Permission = __fastauth::NoPermission;
        type OAuthAccount = __fastauth::NoOAuthAccount;
        type Read = UserRead;
        type Create = UserCreate;
        type Update = UserUpdate;
        const TABLE: &'static __fastauth::Table = &__fastauth::Table::of::<
            users::table,
        >(
            &[
                __fastauth::ColumnDef::key::<users::id, Uuid>(),
                __fastauth::ColumnDef::of::<users::email>(__fastauth::Purpose::Email),
                __fastauth::ColumnDef::of::<
                    users::hashed_password,
                >(__fastauth::Purpose::PasswordHash),
                __fastauth::ColumnDef::of::<
                    users::is_active,
                >(__fastauth::Purpose::Active),
                __fastauth::ColumnDef::of::<
                    users::is_verified,
                >(__fastauth::Purpose::Verified),
            ],
            true,
        );
        const LOGIN_BY_USERNAME: bool = false;
        fn id(&self) -> Self::Id {
            self.id
        }
        fn email(&self) -> &str {
            &self.email
        }
        fn username(&self) -> ::core::option::Option<&str> {
            ::core::option::Option::None
        }
        fn hashed_password(&self) -> &__fastauth::PasswordHash {
            &self.hashed_password
        }
        fn is_active(&self) -> bool {
            self.is_active
        }
        fn is_verified(&self) -> bool {
            self.is_verified
        }
        fn role_id(&self) -> ::core::option::Option<i32> {
            ::core::option::Option::None
        }
        fn new(account: __fastauth::Account<Self>, _create: UserCreate) -> Self {
            Self {
                id: account.id,
                email: account.email,
                hashed_password: account.hashed_password,
                is_active: account.is_active,
                is_verified: account.is_verified,
            }
        }
        fn read(&self, _grants: __fastauth::Grants) -> UserRead {
            UserRead {
                id: self.id.to_string(),
                email: self.email.clone(),
                is_active: self.is_active,
                is_verified: self.is_verified,
            }
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::Store<Self>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::user_queries! {
        model User; table users::table; id users::id; email users::email; username[];
        hash users::hashed_password; insert { id => users::id, email => users::email,
        hashed_password => users::hashed_password, is_active => users::is_active,
        is_verified => users::is_verified } update { email : String => users::email,
        hashed_password : PasswordHash => users::hashed_password, is_active : bool =>
        users::is_active, is_verified : bool => users::is_verified } own {}
    }
};

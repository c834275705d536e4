// #[derive(AuthUser)]
// #[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
// pub struct User {
//     pub id: i32,
//     #[auth(login)]
//     pub email: String,
//     #[auth(login)]
//     pub username: Option<String>,
//     pub hashed_password: PasswordHash,
//     pub is_active: bool,
//     pub is_verified: bool,
//     pub role_id: Option<i32>,
//     pub created_at: OffsetDateTime,
//     #[auth(create, read, update, column = "name")]
//     pub display_name: Option<String>,
//     #[auth(create, read, default = Plan::Free, sql = Text)]
//     pub plan: Plan,
// }

::fastauth::__private::diesel::table! {
    #[doc = " The table of [`User`], for queries of the application's own."]
    #[allow(missing_docs, reason = "the columns are documented as fields")] users(id) {
    id -> ::fastauth::sql::Integer, email -> ::fastauth::sql::Text, username ->
    ::fastauth::sql::Nullable < ::fastauth::sql::Text >, hashed_password ->
    ::fastauth::sql::Text, is_active -> ::fastauth::sql::Bool, is_verified ->
    ::fastauth::sql::Bool, role_id -> ::fastauth::sql::Nullable <
    ::fastauth::sql::Integer >, created_at -> ::fastauth::sql::TimestampUtc, name ->
    ::fastauth::sql::Nullable < ::fastauth::sql::Text >, plan -> ::fastauth::sql::Text, }
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
    /// The username.
    pub username: ::core::option::Option<::std::string::String>,
    /// Whether the user may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
    /// The role, with its permissions.
    pub role: ::core::option::Option<::fastauth::__private::RoleView>,
    /// The permissions of the user's own.
    pub permissions: ::std::vec::Vec<::std::string::String>,
    /// The model's `created_at`.
    #[serde(with = "::fastauth::__private::rfc3339")]
    pub created_at: OffsetDateTime,
    /// The model's `display_name`.
    pub display_name: Option<String>,
    /// The model's `plan`.
    pub plan: Plan,
}
/// What a client sends to make a [`User`].
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct UserCreate {
    /// The e-mail address, as it was typed.
    pub email: ::std::string::String,
    /// The username.
    pub username: ::core::option::Option<::std::string::String>,
    /// The password.
    pub password: ::fastauth::Password,
    /// The model's `display_name`.
    pub display_name: Option<String>,
    /// The model's `plan`.
    pub plan: Plan,
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for UserCreate {
        fn from_fields(
            __fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            let email = __fields.required("email");
            let username = __fields.optional("username");
            let password = __fields.password("password");
            let display_name = __fields.optional("display_name");
            let plan = __fields
                .optional("plan")
                .map(|value| value.unwrap_or_else(|| Plan::Free));
            ::core::option::Option::Some(Self {
                email: email?,
                username: username?,
                password: password?,
                display_name: display_name?,
                plan: plan?,
            })
        }
    }
    impl __fastauth::UserSchema for UserCreate {
        fn email(&self) -> &str {
            &self.email
        }
        fn username(&self) -> ::core::option::Option<&str> {
            self.username.as_deref()
        }
        fn password(&self) -> &__fastauth::Password {
            &self.password
        }
    }
};
/// What changes of a [`User`]; what is `None` stays.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct UserUpdate {
    /// The model's `display_name`.
    pub display_name: ::core::option::Option<Option<String>>,
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for UserUpdate {
        fn from_fields(
            __fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            let display_name = __fields.changed("display_name");
            ::core::option::Option::Some(Self {
                display_name: display_name?,
            })
        }
    }
};
const _: () = {
    use ::fastauth::__private as __fastauth;
    const _: () = __fastauth::column_holds::<users::plan, Plan>();
    ::fastauth::row_bindings! {
        model User; ST0 id : i32 = users::id, ST1 email : String = users::email, ST2
        username : Option < String > = users::username, ST3 hashed_password :
        PasswordHash = users::hashed_password, ST4 is_active : bool = users::is_active,
        ST5 is_verified : bool = users::is_verified, ST6 role_id : Option < i32 > =
        users::role_id, ST7 created_at : OffsetDateTime = users::created_at, ST8
        display_name : Option < String > = users::name, ST9 plan : Plan = users::plan,
    }
    impl __fastauth::AuthUser for User {
        type Id = i32;
        type Role = Role;
        type Permission = Permission;
        type OAuthAccount = OAuthAccount;
        type Read = UserRead;
        type Create = UserCreate;
        type Update = UserUpdate;
        const TABLE: &'static __fastauth::Table = &__fastauth::Table::of::<
            users::table,
        >(
            &[
                __fastauth::ColumnDef::key::<users::id, i32>(),
                __fastauth::ColumnDef::of::<users::email>(__fastauth::Purpose::Email),
                __fastauth::ColumnDef::of::<users::username>(__fastauth::Purpose::Name),
                __fastauth::ColumnDef::of::<
                    users::hashed_password,
                >(__fastauth::Purpose::PasswordHash),
                __fastauth::ColumnDef::of::<
                    users::is_active,
                >(__fastauth::Purpose::Active),
                __fastauth::ColumnDef::of::<
                    users::is_verified,
                >(__fastauth::Purpose::Verified),
                __fastauth::ColumnDef::of::<users::role_id>(__fastauth::Purpose::Role),
                __fastauth::ColumnDef::of::<
                    users::created_at,
                >(__fastauth::Purpose::CreatedAt),
                __fastauth::ColumnDef::of::<users::name>(__fastauth::Purpose::Plain),
                __fastauth::ColumnDef::of::<users::plan>(__fastauth::Purpose::Plain),
            ],
            true,
        );
        const LOGIN_BY_USERNAME: bool = true;
        fn id(&self) -> Self::Id {
            self.id
        }
        fn email(&self) -> &str {
            &self.email
        }
        fn username(&self) -> ::core::option::Option<&str> {
            self.username.as_deref()
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
        fn role_id(&self) -> Option<i32> {
            self.role_id
        }
        fn new(account: __fastauth::Account<Self>, create: UserCreate) -> Self {
            Self {
                id: account.id,
                email: account.email,
                username: account.username,
                hashed_password: account.hashed_password,
                is_active: account.is_active,
                is_verified: account.is_verified,
                role_id: account.role_id,
                created_at: account.created_at,
                display_name: create.display_name,
                plan: create.plan,
            }
        }
        fn read(&self, grants: __fastauth::Grants) -> UserRead {
            UserRead {
                id: self.id.to_string(),
                email: self.email.clone(),
                username: self.username.clone(),
                is_active: self.is_active,
                is_verified: self.is_verified,
                role: __fastauth::RoleView::new(self.role_id, grants.role),
                permissions: grants.permissions,
                created_at: self.created_at,
                display_name: self.display_name.clone(),
                plan: self.plan.clone(),
            }
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::Store<Self>> {
            ::fastauth::store_of!(database)
        }
    }
    impl __fastauth::AccountsOfOneKindOfUsers for OAuthAccount {}
    ::fastauth::user_queries! {
        model User; table users::table; id users::id; email users::email;
        username[users::username]; hash users::hashed_password; insert { email =>
        users::email, username => users::username, hashed_password =>
        users::hashed_password, is_active => users::is_active, is_verified =>
        users::is_verified, role_id => users::role_id, created_at => users::created_at,
        display_name => users::name, plan => users::plan } update { email : String =>
        users::email, username : Option < String > => users::username, hashed_password :
        PasswordHash => users::hashed_password, is_active : bool => users::is_active,
        is_verified : bool => users::is_verified, role_id : Option < i32 > =>
        users::role_id } own { display_name => users::name }
    }
};

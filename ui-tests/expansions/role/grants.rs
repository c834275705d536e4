// #[derive(Role)]
// #[role(table = "roles", known = ["Editor"], grants(Editor = ["page:edit", "*"]))]
// pub struct Role {
//     pub id: i32,
//     pub codename: String,
// }

::fastauth::__private::diesel::table! {
    #[doc = " The table of [`Role`], for queries of the application's own."]
    #[allow(missing_docs, reason = "the columns are documented as fields")] roles(id) {
    id -> ::fastauth::sql::Integer, codename -> ::fastauth::sql::Text, }
}
/// What an answer shows of a [`Role`].
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::fastauth::__private::serde::Serialize
)]
#[serde(crate = "::fastauth::__private::serde")]
pub struct RoleRead {
    /// The id.
    pub id: ::std::string::String,
    /// The codename.
    pub codename: ::std::string::String,
}
/// What a client sends to make a [`Role`].
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct RoleCreate {
    /// The codename.
    pub codename: ::std::string::String,
}
/// What changes of a [`Role`]; what is `None` stays.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct RoleUpdate {}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for RoleCreate {
        fn from_fields(
            __fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            let codename = __fields.required("codename");
            ::core::option::Option::Some(Self { codename: codename? })
        }
    }
    impl __fastauth::FromFields for RoleUpdate {
        fn from_fields(
            _fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
    }
    impl __fastauth::CodenameSchema for RoleCreate {
        fn codename(&self) -> &str {
            &self.codename
        }
    }
};
#[allow(dead_code, reason = "one for each codename, used or not")]
impl Role {
    /// The codename of the declared role `Editor`.
    pub const EDITOR: &'static str = "Editor";
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    ::fastauth::row_bindings! {
        model Role; ST0 id : i32 = roles::id, ST1 codename : String = roles::codename,
    }
    impl __fastauth::AuthRole for Role {}
    impl __fastauth::Codenamed for Role {
        type Id = i32;
        type Read = RoleRead;
        type Create = RoleCreate;
        type Update = RoleUpdate;
        const TABLE: ::core::option::Option<&'static __fastauth::Table> = ::core::option::Option::Some(
            &__fastauth::Table::of::<
                roles::table,
            >(
                &[
                    __fastauth::ColumnDef::key::<roles::id, i32>(),
                    __fastauth::ColumnDef::of::<
                        roles::codename,
                    >(__fastauth::Purpose::Name),
                ],
                true,
            ),
        );
        const KNOWN: &'static [&'static str] = &["Editor"];
        const OPEN: bool = false;
        const GRANTS: &'static [(&'static str, &'static [&'static str])] = &[
            ("Editor", &["page:edit", "*"]),
        ];
        fn id(&self) -> i32 {
            self.id
        }
        fn codename(&self) -> &str {
            &self.codename
        }
        fn new(create: RoleCreate) -> Self {
            let id = <i32 as __fastauth::Key>::for_new_row();
            Self {
                id: id,
                codename: create.codename,
            }
        }
        fn with_codename(
            codename: ::std::string::String,
        ) -> ::core::option::Option<Self> {
            let id = <i32 as __fastauth::Key>::for_new_row();
            ::core::option::Option::Some(Self { id: id, codename: codename })
        }
        fn read(&self) -> RoleRead {
            RoleRead {
                id: self.id.to_string(),
                codename: self.codename.clone(),
            }
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::CodenameStore<Self>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::codename_queries! {
        model Role; table roles::table; id roles::id; codename roles::codename; insert {
        codename => roles::codename } own {}
    }
    const _: () = __fastauth::check_grant::<Permission>("page:edit");
    const _: () = __fastauth::check_grant::<Permission>("*");
};

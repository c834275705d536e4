// #[derive(Permission)]
// #[permission(schema = crate::schema::permissions, known = ["user:delete"])]
// pub struct Permission {
//     pub id: Uuid,
//     #[auth(codename, column = "name")]
//     pub word: String,
// }

/// What an answer shows of a [`Permission`].
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::fastauth::__private::serde::Serialize
)]
#[serde(crate = "::fastauth::__private::serde")]
pub struct PermissionRead {
    /// The id.
    pub id: ::std::string::String,
    /// The codename.
    pub codename: ::std::string::String,
}
/// What a client sends to make a [`Permission`].
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct PermissionCreate {
    /// The codename.
    pub codename: ::std::string::String,
}
/// What changes of a [`Permission`]; what is `None` stays.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
#[allow(dead_code, reason = "for the routes that read it, if there are any")]
pub struct PermissionUpdate {}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::FromFields for PermissionCreate {
        fn from_fields(
            __fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            let codename = __fields.required("codename");
            ::core::option::Option::Some(Self { codename: codename? })
        }
    }
    impl __fastauth::FromFields for PermissionUpdate {
        fn from_fields(
            _fields: &mut __fastauth::Fields,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
    }
    impl __fastauth::CodenameSchema for PermissionCreate {
        fn codename(&self) -> &str {
            &self.codename
        }
    }
};
#[allow(dead_code, reason = "one for each codename, used or not")]
impl Permission {
    /// The codename of the declared permission `user:delete`.
    pub const USER_DELETE: &'static str = "user:delete";
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    const _: () = __fastauth::column_holds::<crate::schema::permissions::id, Uuid>();
    const _: () = __fastauth::column_holds::<crate::schema::permissions::name, String>();
    ::fastauth::row_bindings! {
        model Permission; ST0 id : Uuid = crate ::schema::permissions::id, ST1 word :
        String = crate ::schema::permissions::name,
    }
    impl __fastauth::AuthPermission for Permission {}
    impl __fastauth::Codenamed for Permission {
        type Id = Uuid;
        type Read = PermissionRead;
        type Create = PermissionCreate;
        type Update = PermissionUpdate;
        const TABLE: ::core::option::Option<&'static __fastauth::Table> = ::core::option::Option::Some(
            &__fastauth::Table::of::<
                crate::schema::permissions::table,
            >(
                &[
                    __fastauth::ColumnDef::key::<crate::schema::permissions::id, Uuid>(),
                    __fastauth::ColumnDef::brought::<
                        crate::schema::permissions::name,
                    >(__fastauth::Purpose::Name),
                ],
                false,
            ),
        );
        const KNOWN: &'static [&'static str] = &["user:delete"];
        const OPEN: bool = false;
        fn id(&self) -> Uuid {
            self.id
        }
        fn codename(&self) -> &str {
            &self.word
        }
        fn new(create: PermissionCreate) -> Self {
            let id = <Uuid as __fastauth::Key>::for_new_row();
            Self {
                id: id,
                word: create.codename,
            }
        }
        fn with_codename(
            codename: ::std::string::String,
        ) -> ::core::option::Option<Self> {
            let id = <Uuid as __fastauth::Key>::for_new_row();
            ::core::option::Option::Some(Self { id: id, word: codename })
        }
        fn read(&self) -> PermissionRead {
            PermissionRead {
                id: self.id.to_string(),
                codename: self.word.clone(),
            }
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::CodenameStore<Self>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::codename_queries! {
        model Permission; table crate ::schema::permissions::table; id crate
        ::schema::permissions::id; codename crate ::schema::permissions::name; insert {
        id => crate ::schema::permissions::id, word => crate ::schema::permissions::name
        } own {}
    }
};

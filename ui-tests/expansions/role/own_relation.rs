// #[derive(Role)]
// #[role(schema = schema::staff_roles, permission_rel = schema::role_abilities(role_no, ability_no))]
// pub struct Role {
//     #[auth(id)]
//     pub role_no: i32,
//     #[auth(codename)]
//     pub label: String,
// }

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
impl Role {}
const _: () = {
    use ::fastauth::__private as __fastauth;
    const _: () = __fastauth::column_holds::<schema::staff_roles::role_no, i32>();
    const _: () = __fastauth::column_holds::<schema::staff_roles::label, String>();
    ::fastauth::row_bindings! {
        model Role; ST0 role_no : i32 = schema::staff_roles::role_no, ST1 label : String
        = schema::staff_roles::label,
    }
    const _: () = __fastauth::column_holds::<schema::role_abilities::role_no, i32>();
    impl __fastauth::AuthRole for Role {}
    impl __fastauth::Codenamed for Role {
        type Id = i32;
        type Read = RoleRead;
        type Create = RoleCreate;
        type Update = RoleUpdate;
        const TABLE: ::core::option::Option<&'static __fastauth::Table> = ::core::option::Option::Some(
            &__fastauth::Table::of::<
                schema::staff_roles::table,
            >(
                    &[
                        __fastauth::ColumnDef::key::<
                            schema::staff_roles::role_no,
                            i32,
                        >(),
                        __fastauth::ColumnDef::brought::<
                            schema::staff_roles::label,
                        >(__fastauth::Purpose::Name),
                    ],
                    false,
                )
                .with_relation::<
                    schema::role_abilities::table,
                    schema::role_abilities::role_no,
                    schema::role_abilities::ability_no,
                >(),
        );
        const KNOWN: &'static [&'static str] = &[];
        const OPEN: bool = false;
        fn id(&self) -> i32 {
            self.role_no
        }
        fn codename(&self) -> &str {
            &self.label
        }
        fn new(create: RoleCreate) -> Self {
            let id = <i32 as __fastauth::Key>::for_new_row();
            Self {
                role_no: id,
                label: create.codename,
            }
        }
        fn with_codename(
            codename: ::std::string::String,
        ) -> ::core::option::Option<Self> {
            let id = <i32 as __fastauth::Key>::for_new_row();
            ::core::option::Option::Some(Self {
                role_no: id,
                label: codename,
            })
        }
        fn read(&self) -> RoleRead {
            RoleRead {
                id: self.role_no.to_string(),
                codename: self.label.clone(),
            }
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::CodenameStore<Self>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::codename_queries! {
        model Role; table schema::staff_roles::table; id schema::staff_roles::role_no;
        codename schema::staff_roles::label; insert { label => schema::staff_roles::label
        } own {}
    }
};

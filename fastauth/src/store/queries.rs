//! The query bodies that are instantiated for a model's own tables: once here, and once for each
//! backend in the crate of the model.
//!
//! Code that is generic over Diesel connections drowns in where-clauses; a macro over concrete types
//! needs none.

/// Diesel's `Selectable` and `Queryable` of a model, whatever the backend.
#[doc(hidden)]
#[macro_export]
macro_rules! row_bindings {
    (model $model:ty; $($sql:ident $field:ident: $ty:ty = $column:path,)*) => {
        impl<DB: $crate::__private::diesel::backend::Backend> $crate::__private::diesel::Selectable<DB> for $model {
            type SelectExpression = ($($column,)*);

            fn construct_selection() -> Self::SelectExpression {
                ($($column,)*)
            }
        }

        impl<DB, $($sql),*> $crate::__private::diesel::Queryable<($($sql,)*), DB> for $model
        where
            DB: $crate::__private::diesel::backend::Backend,
            ($($crate::__private::Column<$ty>,)*):
                $crate::__private::diesel::deserialize::FromStaticSqlRow<($($sql,)*), DB>,
        {
            type Row = ($($crate::__private::Column<$ty>,)*);

            fn build(
                ($($crate::__private::Column($field),)*): Self::Row,
            ) -> $crate::__private::diesel::deserialize::Result<Self> {
                ::core::result::Result::Ok(Self { $($field),* })
            }
        }
    };
}

/// `UserQueries` for each backend.
#[doc(hidden)]
#[macro_export]
macro_rules! user_queries {
    ($($input:tt)*) => {
        $crate::for_each_backend! {
            $crate::user_queries_on { $($input)* }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! user_queries_on {
    (
        $backend:path;
        model $user:ty;
        table $table:path;
        id $id:path;
        email $email:path;
        username [$($username:path)?];
        hash $hash:path;
        insert { $($field:ident => $column:path),* $(,)? }
        update { $($changed:ident: $type:ty => $changed_column:path),* $(,)? }
        own { $($own:ident => $own_column:path),* $(,)? }
    ) => {
        impl $crate::__private::UserQueries<$user> for $backend {
            fn authorize<'c>(
                connection: &'c mut Self::Connection,
                presented: $crate::__private::Presented,
                policy: &'static $crate::__private::Policy,
            ) -> $crate::__private::QueryFuture<'c, ::core::option::Option<($user, bool)>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($id.eq(holder_of::<$user>(presented)))
                    .select((<$user>::as_select(), Passes::<$user>::new(policy)))
                    .get_result(connection)
                    .map(optional)
                    .boxed()
            }

            fn authorize_with_grants(
                connection: &mut Self::Connection,
                presented: $crate::__private::Presented,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<($user, $crate::__private::Grants)>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($id.eq(holder_of::<$user>(presented)))
                    .select((<$user>::as_select(), held::<$user>()))
                    .get_result(connection)
                    .map(|found| optional(found.and_then(|(user, held)| grants(held).map(|grants| (user, grants)))))
                    .boxed()
            }

            fn grants(
                connection: &mut Self::Connection,
                id: <$user as $crate::model::AuthUser>::Id,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$crate::__private::Grants>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($id.eq(bind(id)))
                    .select(held::<$user>())
                    .get_result(connection)
                    .map(|found| optional(found.and_then(grants)))
                    .boxed()
            }

            fn find(
                connection: &mut Self::Connection,
                id: <$user as $crate::model::AuthUser>::Id,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$user>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($id.eq(bind(id)))
                    .select(<$user>::as_select())
                    .get_result(connection)
                    .map(optional)
                    .boxed()
            }

            fn find_by_email(
                connection: &mut Self::Connection,
                email: ::std::string::String,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$user>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($email.eq(email))
                    .select(<$user>::as_select())
                    .load(connection)
                    .map(only_one)
                    .boxed()
            }

            $(
                fn find_by_username(
                    connection: &mut Self::Connection,
                    username: ::std::string::String,
                ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$user>> {
                    use $crate::__private::prelude::*;
                    $table
                        .filter($username.eq(username))
                        .select(<$user>::as_select())
                        .load(connection)
                        .map(only_one)
                        .boxed()
                }
            )?

            fn list(
                connection: &mut Self::Connection,
                wanted: $crate::__private::Statement,
                limit: i64,
            ) -> $crate::__private::QueryFuture<'_, ::std::vec::Vec<($user, $crate::__private::Grants)>> {
                use $crate::__private::prelude::*;
                $table
                    .filter(condition(wanted))
                    .order($id)
                    .limit(limit)
                    .select((<$user>::as_select(), held::<$user>()))
                    .load(connection)
                    .map(|found| found.and_then(with_grants))
                    .boxed()
            }

            fn insert<'c>(
                connection: &'c mut Self::Connection,
                new: &'c $user,
            ) -> $crate::__private::QueryFuture<'c, usize> {
                use $crate::__private::prelude::*;
                diesel::insert_into($table)
                    .values(($($column.eq(bind(&new.$field)),)*))
                    .execute(connection)
                    .boxed()
            }

            fn update(
                connection: &mut Self::Connection,
                id: <$user as $crate::model::AuthUser>::Id,
                changes: $crate::model::Changes<$user>,
            ) -> $crate::__private::QueryFuture<'_, usize> {
                use $crate::__private::prelude::*;
                diesel::update($table.filter($id.eq(bind(id))))
                    .set((
                        $(changes.$changed.map(|value| $changed_column.eq(bind::<$type>(value))),)*
                        $(changes.own.$own.map(|value| $own_column.eq(bind(value))),)*
                    ))
                    .execute(connection)
                    .map(nothing_to_change)
                    .boxed()
            }

            fn replace_hash(
                connection: &mut Self::Connection,
                id: <$user as $crate::model::AuthUser>::Id,
                old: $crate::PasswordHash,
                new: $crate::PasswordHash,
            ) -> $crate::__private::QueryFuture<'_, usize> {
                use $crate::__private::prelude::*;
                diesel::update(
                    $table
                        .filter($id.eq(bind(id)))
                        .filter($hash.eq(bind(old))),
                )
                .set($hash.eq(bind(new)))
                .execute(connection)
                .boxed()
            }

            fn delete(
                connection: &mut Self::Connection,
                id: <$user as $crate::model::AuthUser>::Id,
            ) -> $crate::__private::QueryFuture<'_, usize> {
                use $crate::__private::prelude::*;
                diesel::delete($table.filter($id.eq(bind(id))))
                    .execute(connection)
                    .boxed()
            }
        }
    };
}

/// `CodenameQueries` for each backend: roles and permissions.
#[doc(hidden)]
#[macro_export]
macro_rules! codename_queries {
    ($($input:tt)*) => {
        $crate::for_each_backend! { $crate::codename_queries_on { $($input)* } }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! codename_queries_on {
    (
        $backend:path;
        model $model:ty;
        table $table:path;
        id $id:path;
        codename $codename:path;
        insert { $($field:ident => $column:path),* $(,)? }
        own { $($own:ident => $own_column:path),* $(,)? }
    ) => {
        impl $crate::__private::CodenameQueries<$model> for $backend {
            fn find(
                connection: &mut Self::Connection,
                id: <$model as $crate::model::Codenamed>::Id,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$model>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($id.eq(bind(id)))
                    .select(<$model>::as_select())
                    .get_result(connection)
                    .map(optional)
                    .boxed()
            }

            fn find_by_codename(
                connection: &mut Self::Connection,
                codename: ::std::string::String,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$model>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($codename.eq(codename))
                    .select(<$model>::as_select())
                    .get_result(connection)
                    .map(optional)
                    .boxed()
            }

            fn list(
                connection: &mut Self::Connection,
                after: ::std::string::String,
                limit: i64,
            ) -> $crate::__private::QueryFuture<'_, ::std::vec::Vec<$model>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($codename.gt(after))
                    .order($codename)
                    .limit(limit)
                    .select(<$model>::as_select())
                    .load(connection)
                    .boxed()
            }

            fn insert<'c>(
                connection: &'c mut Self::Connection,
                new: &'c $model,
            ) -> $crate::__private::QueryFuture<'c, usize> {
                use $crate::__private::prelude::*;
                diesel::insert_into($table)
                    .values(($($column.eq(bind(&new.$field)),)*))
                    .execute(connection)
                    .boxed()
            }

            fn update(
                connection: &mut Self::Connection,
                id: <$model as $crate::model::Codenamed>::Id,
                changes: $crate::__private::CodenameChanges<$model>,
            ) -> $crate::__private::QueryFuture<'_, usize> {
                use $crate::__private::prelude::*;
                diesel::update($table.filter($id.eq(bind(id))))
                    .set((
                        changes.codename.map(|codename| $codename.eq(codename)),
                        $(changes.own.$own.map(|value| $own_column.eq(bind(value))),)*
                    ))
                    .execute(connection)
                    .map(nothing_to_change)
                    .boxed()
            }

            fn delete(
                connection: &mut Self::Connection,
                id: <$model as $crate::model::Codenamed>::Id,
            ) -> $crate::__private::QueryFuture<'_, usize> {
                use $crate::__private::prelude::*;
                diesel::delete($table.filter($id.eq(bind(id))))
                    .execute(connection)
                    .boxed()
            }
        }
    };
}

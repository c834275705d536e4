//! The query bodies of accounts at providers, as those of the other models are in `queries`.

/// `OAuthAccountQueries` for each backend.
#[doc(hidden)]
#[macro_export]
macro_rules! oauth_account_queries {
    ($($input:tt)*) => {
        $crate::for_each_backend! { $crate::oauth_account_queries_on { $($input)* } }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! oauth_account_queries_on {
    (
        $backend:path;
        model $model:ty;
        key $key:ty;
        table $table:path;
        id $id:path;
        user $user:path;
        provider $provider:path;
        account $account:path;
        insert { $($field:ident => $column:path),* $(,)? }
    ) => {
        impl $crate::__private::OAuthAccountQueries<$model, $key> for $backend {
            fn find(
                connection: &mut Self::Connection,
                provider: ::std::string::String,
                account: ::std::string::String,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$model>> {
                use $crate::__private::prelude::*;
                $table
                    .filter($provider.eq(provider))
                    .filter($account.eq(account))
                    .select(<$model>::as_select())
                    .get_result(connection)
                    .map(optional)
                    .boxed()
            }

            fn list(
                connection: &mut Self::Connection,
                wanted: $crate::__private::Statement,
                limit: i64,
            ) -> $crate::__private::QueryFuture<'_, ::std::vec::Vec<$model>> {
                use $crate::__private::prelude::*;
                $table
                    .filter(condition(wanted))
                    .order($id)
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
        }
    };
}

/// `OAuthAccountQueries` of a model with errors, for each backend.
#[doc(hidden)]
#[macro_export]
macro_rules! no_oauth_account_queries {
    ($model:ident) => {
        $crate::for_each_backend! { $crate::no_oauth_account_queries_on { $model } }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! no_oauth_account_queries_on {
    ($backend:path; $model:ident) => {
        impl<K: $crate::__private::Key> $crate::__private::OAuthAccountQueries<$model, K> for $backend {
            fn find(
                _: &mut Self::Connection,
                _: ::std::string::String,
                _: ::std::string::String,
            ) -> $crate::__private::QueryFuture<'_, ::core::option::Option<$model>> {
                $crate::__private::missing()
            }

            fn list(
                _: &mut Self::Connection,
                _: $crate::__private::Statement,
                _: i64,
            ) -> $crate::__private::QueryFuture<'_, ::std::vec::Vec<$model>> {
                $crate::__private::missing()
            }

            fn insert<'c>(
                _: &'c mut Self::Connection,
                _: &'c $model,
            ) -> $crate::__private::QueryFuture<'c, usize> {
                $crate::__private::missing()
            }
        }
    };
}

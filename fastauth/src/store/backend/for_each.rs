//! The same code for each database of the build.

/// Expands `$macro! { Backend; … }` once for each database that this build has.
///
/// The features asked are the library's: a `cfg` inside an expansion would ask the application's.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_backend {
    ($macro:path { $($rest:tt)* }) => {
        $crate::with_sqlite! { $macro { $($rest)* } }
        $crate::with_postgres! { $macro { $($rest)* } }
        $crate::with_mysql! { $macro { $($rest)* } }
    };
}

#[cfg(feature = "sqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_sqlite {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::Sqlite; $($rest)* }
    };
}

#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_sqlite {
    ($($rest:tt)*) => {};
}

#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_postgres {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::Postgres; $($rest)* }
    };
}

#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_postgres {
    ($($rest:tt)*) => {};
}

#[cfg(feature = "mysql")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_mysql {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::MySql; $($rest)* }
    };
}

#[cfg(not(feature = "mysql"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_mysql {
    ($($rest:tt)*) => {};
}

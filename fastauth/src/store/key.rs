//! The keys that a model may have.

use std::fmt::{self, Debug, Display};
use std::hash::Hash;

use super::table::ColumnKind;

/// A primary key: `Uuid`, `i32` or `i64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key",
    label = "expected `Uuid`, `i32` or `i64`"
)]
pub trait Key: sealed::Sealed + Copy + Eq + Hash + Debug + Display + Send + Sync + 'static {
    /// What a column holds that is one.
    #[doc(hidden)]
    const KIND: ColumnKind;

    /// Whether the database makes it (`i32`, `i64`) or the library does (`Uuid`, version 7).
    const MADE_BY_DATABASE: bool;

    /// A key for a new row; a placeholder where the database makes it.
    fn for_new_row() -> Self;

    /// The key that a client wrote, or nothing: an id that does not parse names nothing.
    fn parse(text: &str) -> Option<Self>;

    /// Itself, among the keys of any kind.
    #[doc(hidden)]
    fn any(self) -> AnyKey;
}

/// A key whose kind is known when the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnyKey {
    /// A `Uuid`.
    Uuid(uuid::Uuid),
    /// An `i32`.
    I32(i32),
    /// An `i64`.
    I64(i64),
}

/// As the key itself is written.
impl Display for AnyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(key) => Display::fmt(key, f),
            Self::I32(key) => Display::fmt(key, f),
            Self::I64(key) => Display::fmt(key, f),
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for uuid::Uuid {}
    impl Sealed for i32 {}
    impl Sealed for i64 {}
}

impl Key for uuid::Uuid {
    const KIND: ColumnKind = ColumnKind::Uuid;
    const MADE_BY_DATABASE: bool = false;

    fn for_new_row() -> Self {
        Self::now_v7()
    }

    fn parse(text: &str) -> Option<Self> {
        // The crate also reads braces, URNs and plain hex: one id would have many names.
        (text.len() == 36).then(|| Self::try_parse(text).ok()).flatten()
    }

    fn any(self) -> AnyKey {
        AnyKey::Uuid(self)
    }
}

macro_rules! integer_key {
    ($($integer:ty => $kind:ident, $any:ident;)*) => {$(
        impl Key for $integer {
            const KIND: ColumnKind = ColumnKind::$kind;
            const MADE_BY_DATABASE: bool = true;

            fn for_new_row() -> Self {
                0
            }

            fn parse(text: &str) -> Option<Self> {
                // `+5` and `05` are other spellings of 5, and name nothing.
                text.parse().ok().filter(|key: &Self| key.to_string() == text)
            }

            fn any(self) -> AnyKey {
                AnyKey::$any(self)
            }
        }
    )*};
}
integer_key! {
    i32 => Integer, I32;
    i64 => BigInt, I64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_spelling() {
        assert_eq!(i32::parse("5"), Some(5));
        assert_eq!(i64::parse("-5"), Some(-5));
        for text in ["+5", "05", "", "5 ", "2147483648", "abc"] {
            assert_eq!(i32::parse(text), None, "{text:?}");
        }
        let id = uuid::Uuid::now_v7();
        assert_eq!(uuid::Uuid::parse(&id.to_string()), Some(id));
        assert_eq!(uuid::Uuid::parse(&id.simple().to_string()), None);
        assert_eq!(uuid::Uuid::parse(&format!("{{{id}}}")), None);
    }
}

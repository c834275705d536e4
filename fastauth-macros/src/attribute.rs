//! `#[auth(…)]` and its siblings: keys with their spans, each known, of its own kind, and once.

use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprArray, Ident, LitBool, LitStr, Path, Token, Type};

use crate::diagnostics::Diagnostics;
use crate::wording::{Message, list, nearest};

/// What a key of an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// `key`
    Nothing,
    /// `key = "text"`
    Text,
    /// `key = a::Type`
    Type,
    /// `key = a::path`
    Path,
    /// `key = a::table(one_column, another)`
    Relation,
    /// `key = expression`
    Expression,
    /// `key = true`
    Bool,
    /// `key = ["a", b::C]`
    List,
    /// `key(a = ["b"], c = ["d"])`
    Lists,
}

/// A key that an attribute knows.
pub(crate) type Known = (&'static str, Takes);

/// A key that was written.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    Text(LitStr),
    Type(Box<Type>),
    Path(Path),
    Relation(Relation),
    Expression(Box<Expr>),
    Bool(LitBool),
    List(ExprArray),
    Lists(Vec<(LitStr, ExprArray)>),
    /// Something that was refused already: nobody is told that the key is missing, too.
    Refused,
}

/// A table of two keys: of who holds, and of what is held.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) path: Path,
    pub(crate) owner: Ident,
    pub(crate) permission: Ident,
}

/// The keys of one attribute, or of several of one name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries(Vec<Entry>);

impl Entries {
    /// Every `#[name(…)]` among these attributes.
    pub(crate) fn of(
        name: &str,
        attributes: &[Attribute],
        known: &[Known],
        errors: &mut Diagnostics,
    ) -> Self {
        let mut entries = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
            let parsed =
                attribute.parse_args_with(|input: ParseStream<'_>| entries.parse(name, known, input, errors));
            errors.take(parsed);
        }
        entries
    }

    /// Reads `key, key = value, …`, and notes what is unknown or there twice.
    pub(crate) fn parse(
        &mut self,
        name: &str,
        known: &[Known],
        input: ParseStream<'_>,
        errors: &mut Diagnostics,
    ) -> syn::Result<()> {
        while !input.is_empty() {
            let key: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            let text = key.to_string();
            match known.iter().find(|(known, _)| text == *known) {
                None => {
                    errors.at(&key, unknown_key(name, &text, known));
                    skip_to_comma(input);
                    if let Some(meant) = nearest(&text, &names(known)) {
                        self.0.push(Entry { key: Ident::new(meant, key.span()), value: Value::Refused });
                    }
                }
                Some((_, takes)) => {
                    let parsed = takes.parse(&key, input);
                    let value = errors.take(parsed).unwrap_or(Value::Refused);
                    if matches!(value, Value::Refused) {
                        skip_to_comma(input);
                    }
                    if self.get(&text).is_some() {
                        errors.at(
                            &key,
                            Message::new(format!("`{text}` is there twice")).help("remove one of the two"),
                        );
                    } else {
                        self.0.push(Entry { key, value });
                    }
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&LitStr> {
        match &self.get(key)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn ty(&self, key: &str) -> Option<&Type> {
        match &self.get(key)?.value {
            Value::Type(ty) => Some(ty),
            _ => None,
        }
    }

    pub(crate) fn path(&self, key: &str) -> Option<&Path> {
        match &self.get(key)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn relation(&self, key: &str) -> Option<&Relation> {
        match &self.get(key)?.value {
            Value::Relation(relation) => Some(relation),
            _ => None,
        }
    }

    pub(crate) fn expression(&self, key: &str) -> Option<&Expr> {
        match &self.get(key)?.value {
            Value::Expression(expression) => Some(expression),
            _ => None,
        }
    }

    pub(crate) fn bool(&self, key: &str) -> Option<bool> {
        match &self.get(key)?.value {
            Value::Bool(value) => Some(value.value),
            _ => None,
        }
    }

    pub(crate) fn list(&self, key: &str) -> Option<&ExprArray> {
        match &self.get(key)?.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn lists(&self, key: &str) -> &[(LitStr, ExprArray)] {
        match self.get(key).map(|entry| &entry.value) {
            Some(Value::Lists(lists)) => lists,
            _ => &[],
        }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ident> {
        self.0.iter().map(|entry| &entry.key)
    }
}

fn unknown_key(name: &str, written: &str, known: &[Known]) -> Message {
    if known.is_empty() {
        return Message::new(format!("`#[{name}]` takes nothing")).help(format!("write `#[{name}]`"));
    }
    let names = names(known);
    Message::new(format!("`#[{name}(…)]` has no key `{written}`"))
        .did_you_mean(written, &names)
        .note(format!("its keys are {}", list(&names)))
}

fn names(known: &[Known]) -> Vec<&'static str> {
    known.iter().map(|(name, _)| *name).collect()
}

/// Behind an unknown key, so that the ones after it are still read.
fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<proc_macro2::TokenTree>().is_err() {
            return;
        }
    }
}

impl Takes {
    fn parse(self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
        if self == Self::Nothing {
            if input.peek(Token![=]) {
                let message = Message::new(format!("`{key}` takes no value")).help(format!("write `{key}`"));
                return Err(syn::Error::new(key.span(), message.text()));
            }
            return Ok(Value::Nothing);
        }
        if self == Self::Lists {
            if !input.peek(syn::token::Paren) {
                let message = Message::new(format!("`{key}` takes a list for each name"))
                    .help(format!("write `{key}{}`", self.example()));
                return Err(syn::Error::new(key.span(), message.text()));
            }
            return named_lists(input).map(Value::Lists);
        }
        if !input.peek(Token![=]) {
            let message = Message::new(format!("`{key}` takes a value"))
                .help(format!("write `{key} = {}`", self.example()));
            return Err(syn::Error::new(key.span(), message.text()));
        }
        input.parse::<Token![=]>()?;
        let wrong = input.fork().parse::<Expr>();
        let wanted = |error: syn::Error| {
            let example = self.meant(wrong.as_ref().ok()).unwrap_or_else(|| self.example().to_owned());
            let message = Message::new(format!("`{key}` takes {}", self.words()))
                .help(format!("write `{key} = {example}`"));
            match &wrong {
                Ok(value) => syn::Error::new_spanned(value, message.text()),
                Err(_) => syn::Error::new(error.span(), message.text()),
            }
        };
        Ok(match self {
            Self::Nothing | Self::Lists => Value::Nothing,
            Self::Text => Value::Text(input.parse().map_err(wanted)?),
            Self::Type => Value::Type(Box::new(input.parse().map_err(wanted)?)),
            Self::Path => Value::Path(input.parse().map_err(wanted)?),
            Self::Relation => Value::Relation(relation(input).map_err(wanted)?),
            Self::Expression => Value::Expression(Box::new(input.parse().map_err(wanted)?)),
            Self::Bool => Value::Bool(input.parse().map_err(wanted)?),
            Self::List => Value::List(input.parse().map_err(wanted)?),
        })
    }

    /// What was meant, where that can be told: the path in quotes.
    fn meant(self, written: Option<&Expr>) -> Option<String> {
        match (self, written.map(ungrouped)?) {
            (Self::Path, Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) => Some(text.value()),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Text => "a string",
            Self::Type => "a type",
            Self::Path => "a path",
            Self::Relation => "a table and two of its columns",
            Self::Expression => "an expression",
            Self::Bool => "`true` or `false`",
            Self::List => "a list",
            Self::Lists => "lists",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Text => "\"name\"",
            Self::Type => "Text",
            Self::Path => "a::path",
            Self::Relation => "crate::schema::role_permissions(role_id, permission_id)",
            Self::Expression => "0",
            Self::Bool => "true",
            Self::List => "[\"name\"]",
            Self::Lists => "(Name = [\"name\"])",
        }
    }
}

/// `a::table(one_column, another)`
fn relation(input: ParseStream<'_>) -> syn::Result<Relation> {
    let path = input.call(Path::parse_mod_style)?;
    let columns;
    syn::parenthesized!(columns in input);
    let owner = columns.parse()?;
    columns.parse::<Token![,]>()?;
    let permission = columns.parse()?;
    columns.parse::<Option<Token![,]>>()?;
    if columns.is_empty() {
        Ok(Relation { path, owner, permission })
    } else {
        Err(columns.error("two columns"))
    }
}

/// `(A = ["b"], "c:d" = ["e"])`
fn named_lists(input: ParseStream<'_>) -> syn::Result<Vec<(LitStr, ExprArray)>> {
    let content;
    syn::parenthesized!(content in input);
    let list = |input: ParseStream<'_>| {
        let name = if input.peek(LitStr) {
            input.parse::<LitStr>()?
        } else {
            let name: Ident = input.parse()?;
            LitStr::new(&name.to_string(), name.span())
        };
        input.parse::<Token![=]>()?;
        Ok((name, input.parse::<ExprArray>()?))
    };
    Ok(content.parse_terminated(list, Token![,])?.into_iter().collect())
}

/// The arguments of an attribute macro, read with these keys, behind what `first` reads.
pub(crate) fn arguments<T>(
    name: &str,
    tokens: proc_macro2::TokenStream,
    known: &[Known],
    errors: &mut Diagnostics,
    first: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> Option<(T, Entries)> {
    let mut entries = Entries::default();
    let parsed = (|input: ParseStream<'_>| {
        let first = first(input)?;
        entries.parse(name, known, input, errors)?;
        Ok(first)
    })
    .parse2(tokens);
    let first = errors.take(parsed)?;
    Some((first, entries))
}

/// An expression without the invisible group around it, which a `macro_rules!` leaves.
pub(crate) fn ungrouped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Group(group) => ungrouped(&group.expr),
        other => other,
    }
}

/// The elements of a list that should all be strings.
pub(crate) fn strings(list: &ExprArray, errors: &mut Diagnostics) -> Vec<LitStr> {
    let mut strings = Vec::new();
    for element in &list.elems {
        match ungrouped(element) {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => strings.push(text.clone()),
            other => errors.at(other, Message::new("a codename is a string").help("write `\"Admin\"`")),
        }
    }
    strings
}

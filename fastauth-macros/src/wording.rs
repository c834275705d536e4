//! How a message reads: what is wrong, then `help:` that can be pasted, then `note:` with the reason
//! or the list.

/// A message of one to three lines. Lower case, no full stop, code in backticks.
#[derive(Debug, Clone)]
pub(crate) struct Message(String);

impl Message {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What to write instead.
    pub(crate) fn help(mut self, text: impl AsRef<str>) -> Self {
        self.0.push_str("\nhelp: ");
        self.0.push_str(text.as_ref());
        self
    }

    /// Why, or what there is to choose from.
    pub(crate) fn note(mut self, text: impl AsRef<str>) -> Self {
        self.0.push_str("\nnote: ");
        self.0.push_str(text.as_ref());
        self
    }

    /// "did you mean", where one of the names is near.
    pub(crate) fn did_you_mean(self, written: &str, names: &[&str]) -> Self {
        match nearest(written, names) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// `` `a`, `b`, `c` ``
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The name that was probably meant: the closest, if no more than a third of it is wrong.
pub(crate) fn nearest<'a>(written: &str, names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(written, name), *name))
        .filter(|(edits, _)| *edits <= written.len() / 3 + 1)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

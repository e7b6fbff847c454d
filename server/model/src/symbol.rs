//! References to declarations and what a name stands for; it never resolves one.

use serde::Serialize;
use syntax::facts::Name;

use crate::place::FileId;

/// A declaration in one file, by its place among the file's items. Valid for the facts it was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct LocalSymbol {
    /// Index into [`syntax::file::FileFacts::items`].
    pub item: u32,
    pub part: Part,
}

/// Which declaration of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Part {
    /// The item itself; for a symbol without a name, and for whole modules (then the item is 0).
    Whole,
    /// Index into the summary's functions.
    Function(u32),
    /// Index into the item's types.
    Type(u32),
    /// Index into the summary's bindings.
    Binding(u32),
    /// Index into the fields of a class member.
    Field(u32),
    /// Index into the variants of a class member.
    Variant(u32),
    /// A field that a type declares in its own item: index of the type, then of the field.
    TypeField(u32, u32),
    /// A variant that a type declares in its own item: index of the type, then of the variant.
    TypeVariant(u32, u32),
    /// A value that is exported without a name of its own: index into the summary's exports.
    Export(u32),
}

/// A declaration in the workspace. Valid for one revision of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct SymbolRef {
    pub file: FileId,
    pub symbol: LocalSymbol,
}

/// A full dotted path that begins in another module, aliases undone.
///
/// `()` stands for a call passed through: `logging.getLogger().error`. A path that begins with dots is
/// relative to a file whose own module is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Imported {
    pub path: Name,
    /// How many bytes of `path` the import names as its module, so that a module and a name of its
    /// package with the same spelling can be told apart.
    pub module_len: u32,
    /// The path goes through the module's default export.
    pub by_default: bool,
}

/// The class of a value, or the function that made it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Origin {
    /// `httpx.AsyncClient`; with `()` at the end, what calling that gives: `logging.getLogger()`.
    Imported(Imported),
    /// A class of this file.
    Declared(LocalSymbol),
    /// `str`; with `()` at the end, what calling that gives: `open()`.
    Builtin(Name),
}

/// What an expression or a dotted path stands for, as far as one file tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Target {
    /// Something of another module: `datetime.datetime.utcnow`.
    Imported(Imported),
    /// Something of this file, and the names after it.
    Declared {
        symbol: LocalSymbol,
        rest: Name,
    },
    /// Something the language brings, and the names after it: `open`, `dict.fromkeys`.
    Builtin(Name),
    /// A value of a class, or the result of a call.
    Instance {
        of: Origin,
    },
    /// A member of a value; dotted where the first member's own class is not known in this file.
    Member {
        of: Origin,
        name: Name,
    },
    Unknown(Why),
}

/// Why a name could not be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Why {
    /// Nothing in the file binds it.
    NotBound,
    /// A star import may bind it.
    StarImport,
    /// Bound more than once, to different things.
    Rebound,
    /// A parameter or local name whose value the file does not tell.
    Local,
    /// Not a chain of names, members and calls.
    Expression,
    /// A relative import that leads out of the package.
    BeyondRoot,
}

impl Imported {
    /// A path that begins in a module.
    pub(crate) fn of(module: &str, path: Name) -> Self {
        Self {
            path,
            module_len: u32::try_from(module.len()).unwrap_or(u32::MAX),
            by_default: false,
        }
    }

    /// The path with `.name` behind it.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        Self {
            path: joined(&self.path, name),
            ..self.clone()
        }
    }

    /// The path with a call behind it.
    #[must_use]
    pub fn called(&self) -> Self {
        Self {
            path: Name::from(format!("{}()", self.path)),
            ..self.clone()
        }
    }

    /// What calling a value of this origin gives: of a class, its instances are called.
    #[must_use]
    pub fn value_called(&self) -> Self {
        if self.path.ends_with("()") {
            self.called()
        } else {
            self.called().called()
        }
    }
}

impl Origin {
    /// The path for a look-up in a table of libraries; none for a class of this file.
    #[must_use]
    pub fn path(&self) -> Option<&Name> {
        match self {
            Self::Imported(imported) => Some(&imported.path),
            Self::Builtin(name) => Some(name),
            Self::Declared(_) => None,
        }
    }
}

impl Target {
    /// The path for a look-up in a table of libraries: `time.sleep`, `open`, and for a member its class
    /// first: `httpx.AsyncClient.get`. None for what this file declares, for values and for the unknown.
    #[must_use]
    pub fn path(&self) -> Option<Name> {
        match self {
            Self::Imported(imported) => Some(imported.path.clone()),
            Self::Builtin(name) => Some(name.clone()),
            Self::Member { of, name } => Some(joined(of.path()?, name)),
            Self::Declared { .. } | Self::Instance { .. } | Self::Unknown(_) => None,
        }
    }

    /// Whether [`Target::path`] is `path`.
    #[must_use]
    pub fn is(&self, path: &str) -> bool {
        self.path().is_some_and(|own| own == path)
    }

    /// The declaration in this file, if it is one without further names.
    #[must_use]
    pub fn declared(&self) -> Option<LocalSymbol> {
        match self {
            Self::Declared { symbol, rest } if rest.is_empty() => Some(*symbol),
            _ => None,
        }
    }
}

impl Why {
    /// For a person to read.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NotBound => "the name is not bound in this file",
            Self::StarImport => "a star import may bind the name",
            Self::Rebound => "the name is bound to different things",
            Self::Local => "the value of the local name is not told",
            Self::Expression => "the expression is no path of names",
            Self::BeyondRoot => "the relative import leads out of the package",
        }
    }
}

/// `first.second`, or the one that is not empty.
pub(crate) fn joined(first: &str, second: &str) -> Name {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => Name::new(second),
        (_, true) => Name::new(first),
        _ => Name::from(format!("{first}.{second}")),
    }
}

/// The first segment of a dotted path and what follows it.
pub(crate) fn split_first(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}

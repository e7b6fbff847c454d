//! Fixtures for the tests of this crate: text to facts, environments and indexes; Python where no path tells the language.

use std::sync::Arc;

use syntax::facts::Name;
use syntax::file::FileFacts;
use syntax::language::Language;

use crate::env::{FileEnv, Module};
use crate::index::{Change, ClassRef, Index, Layout, Resolved};
use crate::place::FileId;
use crate::symbol::{Origin, SymbolRef, Target};
use crate::things::FileRole;

pub fn facts(text: &str) -> Arc<FileFacts> {
    Arc::new(syntax::extract(Language::Python, text))
}

/// The environment of a text as the module `shop.orders.service`.
pub fn env(text: &str) -> FileEnv {
    FileEnv::new(facts(text), Some(module("shop.orders.service")))
}

pub fn module(name: &str) -> Module {
    Module {
        name: Name::new(name),
        is_package: false,
    }
}

/// The files of a fixture: each begins with a line `//- path`.
pub fn files(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.lines() {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files
}

/// An index of a fixture; ids are given in order.
pub fn index(fixture: &str) -> Index {
    index_with_roots(fixture, &[])
}

pub fn index_with_roots(fixture: &str, roots: &[&str]) -> Index {
    let layout = Change::Layout(Layout {
        roots: roots.iter().map(Name::new).collect(),
        ..Layout::default()
    });
    let files = (0u32..).zip(files(fixture));
    let set = files.map(|(id, (path, text))| set(id, &path, &text));
    Index::default().apply(set.chain([layout]).collect())
}

pub fn set(id: u32, path: &str, text: &str) -> Change {
    Change::Set {
        file: FileId(id),
        path: Name::new(path),
        role: FileRole::of(path, text),
        facts: Arc::new(syntax::extract(
            Language::of_path(path).unwrap_or(Language::Python),
            text,
        )),
    }
}

/// The symbol of a qualified name: `Class.method` or `function`.
pub fn symbol(index: &Index, path: &str, name: &str) -> SymbolRef {
    let file = index
        .file_at(path)
        .unwrap_or_else(|| panic!("no file {path}"));
    let symbols = file.env.functions().map(|function| function.symbol);
    let symbols = symbols.chain(file.env.classes().map(|class| class.symbol));
    symbols
        .chain(file.env.declarations().map(|(_, symbol)| symbol))
        .map(|symbol| SymbolRef {
            file: file.id,
            symbol,
        })
        .find(|symbol| index.qualified_name(*symbol).is_some_and(|own| own == name))
        .unwrap_or_else(|| panic!("no symbol {name} in {path}"))
}

/// A target in one line.
pub fn show_target(env: &FileEnv, target: &Target) -> String {
    let name = |symbol| env.name(symbol).map_or("?".to_owned(), ToString::to_string);
    match target {
        Target::Imported(imported) => imported.path.to_string(),
        Target::Declared { symbol, rest } if rest.is_empty() => format!("here {}", name(*symbol)),
        Target::Declared { symbol, rest } => format!("here {}.{rest}", name(*symbol)),
        Target::Builtin(name) => format!("builtin {name}"),
        Target::Instance { of } => format!("value of {}", show_origin(env, of)),
        Target::Member { of, name } => format!("member {} of {}", name, show_origin(env, of)),
        Target::Unknown(why) => format!("unknown: {}", why.text()),
    }
}

pub fn show_origin(env: &FileEnv, of: &Origin) -> String {
    match of {
        Origin::Imported(imported) => imported.path.to_string(),
        Origin::Declared(symbol) => {
            format!("here {}", env.name(*symbol).map_or("?", Name::as_str))
        }
        Origin::Builtin(name) => format!("builtin {name}"),
    }
}

/// What something resolved to, in one line.
pub fn show(index: &Index, resolved: &Resolved) -> String {
    match resolved {
        Resolved::Project(symbol) => show_symbol(index, *symbol),
        Resolved::Module(file) => format!("module {}", path_of(index, *file)),
        Resolved::External(path) => path.to_string(),
        Resolved::Instance(class) => format!("value of {}", show_class(index, class)),
        Resolved::Unknown(why) => format!("unknown: {why}"),
    }
}

pub fn show_class(index: &Index, class: &ClassRef) -> String {
    match class {
        ClassRef::Project(symbol) => show_symbol(index, *symbol),
        ClassRef::External(path) => path.to_string(),
    }
}

pub fn show_symbol(index: &Index, symbol: SymbolRef) -> String {
    let name = index.qualified_name(symbol).unwrap_or_default();
    format!("{}:{name}", path_of(index, symbol.file))
}

pub fn path_of(index: &Index, file: FileId) -> String {
    index
        .file(file)
        .map(|file| file.path.to_string())
        .unwrap_or_default()
}

//! Which classes a class derives from, across files and libraries; it never looks at values.

use std::sync::Arc;

use serde::Serialize;
use syntax::facts::Name;
use syntax::language::Language;

use super::query::{Query, Step};
use super::{Index, IndexedFile, Resolved};
use crate::env::{Method, Outside};
use crate::place::FileId;
use crate::symbol::{SymbolRef, Target, Why};
use crate::tables::Builtins;

/// How many classes a hierarchy may have before it counts as incomplete.
const LIMIT: usize = 128;

/// A class of the project or of a library.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum ClassRef {
    Project(SymbolRef),
    /// `httpx.AsyncClient`, `ValueError`; with `()` at the end, the result of a function: `logging.getLogger()`.
    External(Name),
}

/// A class and everything it derives from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ancestors {
    /// The class itself, then its bases, a class before what it derives from.
    pub classes: Vec<ClassRef>,
    /// Interfaces that macros implement for the class: `#[derive(Error)]`.
    pub derived: Vec<Name>,
    /// Whether every base could be told, those of library classes included.
    pub complete: bool,
}

impl ClassRef {
    /// The declaration, if it is the project's.
    #[must_use]
    pub fn project(&self) -> Option<SymbolRef> {
        match self {
            Self::Project(symbol) => Some(*symbol),
            Self::External(_) => None,
        }
    }
}

impl Index {
    /// The methods that a class declares itself, those that other files add to it included.
    #[must_use]
    pub fn methods(&self, class: SymbolRef) -> Vec<(FileId, Method<'_>)> {
        let Some(own) = self.class(class) else {
            return Vec::new();
        };
        let declared = own.methods().map(|method| (class.file, method));
        let added = self.query().added_to(class);
        let added = added.into_iter().flat_map(|(file, added)| {
            let methods = added.methods();
            methods.map(move |method| (file, method))
        });
        declared.chain(added).collect()
    }

    /// The class and everything it derives from.
    #[must_use]
    pub fn ancestors(&self, class: SymbolRef) -> Ancestors {
        self.query().ancestors(class)
    }

    /// Whether a class derives from a library's class, or is declared as one; none where that cannot be told.
    #[must_use]
    pub fn is_subclass_of(&self, class: SymbolRef, path: &str) -> Option<bool> {
        self.query().is_subclass_of(class, path)
    }

    /// Whether a class derives from another one of the project, or is it; none where that cannot be told.
    #[must_use]
    pub fn derives_from(&self, class: SymbolRef, base: SymbolRef) -> Option<bool> {
        let ancestors = self.ancestors(class);
        if ancestors.classes.contains(&ClassRef::Project(base)) {
            return Some(true);
        }
        ancestors.complete.then_some(false)
    }

    /// The method of a class, its own or inherited from the project's classes.
    #[must_use]
    pub fn method(&self, class: SymbolRef, name: &str) -> Option<SymbolRef> {
        match self.query().member(class, name) {
            Resolved::Project(symbol) => self.function(symbol).map(|_| symbol),
            _ => None,
        }
    }

    /// The members of a class with those it inherits from the project's classes; a name that is declared
    /// again nearer hides the farther one.
    #[must_use]
    pub fn members(&self, class: SymbolRef) -> Vec<(Name, SymbolRef)> {
        let mut members: Vec<(Name, SymbolRef)> = Vec::new();
        for ancestor in self.ancestors(class).classes {
            let Some(ancestor) = ancestor.project() else {
                continue;
            };
            let Some(class) = self.class(ancestor) else {
                continue;
            };
            let own = class
                .fields()
                .map(|field| field.symbol)
                .chain(class.bindings().map(|binding| binding.symbol))
                .chain(class.variants().map(|variant| variant.symbol))
                .chain(class.methods().map(|method| method.symbol));
            let env = self.env(ancestor.file);
            for name in own.filter_map(|symbol| env.and_then(|env| env.name(symbol))) {
                if members.iter().any(|(known, _)| known == name) {
                    continue;
                }
                let symbol = class.own_member(name);
                members.extend(symbol.map(|symbol| {
                    let symbol = SymbolRef {
                        file: ancestor.file,
                        symbol,
                    };
                    (name.clone(), symbol)
                }));
            }
            for (file, added) in self.query().added_to(ancestor) {
                for method in added.methods() {
                    let name = &method.function.signature.name;
                    if members.iter().all(|(known, _)| known != name) {
                        let symbol = method.symbol;
                        members.push((name.clone(), SymbolRef { file, symbol }));
                    }
                }
            }
        }
        members
    }
}

/// Files that add to a class.
#[derive(Debug)]
pub(super) struct Added {
    /// Of these, which add to a type of its name.
    of: Arc<[FileId]>,
    by: Vec<FileId>,
}

impl<'i> Query<'i> {
    /// What other files add to a class.
    pub(super) fn added_to(&self, class: SymbolRef) -> Vec<(FileId, Outside<'i>)> {
        let Some(file) = self.file(class.file) else {
            return Vec::new();
        };
        let Some(decl) = file.env.type_decl(class.symbol) else {
            return Vec::new();
        };
        let name = &decl.name;
        let files = self.index.extended.get(name);
        let Some(files) = files.filter(|files| files.iter().any(|id| *id != class.file)) else {
            return Vec::new();
        };
        let kept = self.index.memo.added.get(self.index, &class);
        let added = match kept.filter(|(_, added)| added.of == *files) {
            Some((reads, added)) => {
                self.note(&reads);
                added
            }
            None => self.find_added(file, name, class, files),
        };
        let added = added.by.iter();
        let added = added.filter_map(|id| Some((*id, self.file(*id)?.env.outside(name)?)));
        added.collect()
    }

    /// Which of the files that add to a type of that name add to this class; kept, since it takes long.
    fn find_added(
        &self,
        file: &IndexedFile,
        name: &Name,
        class: SymbolRef,
        files: &Arc<[FileId]>,
    ) -> Arc<Added> {
        let query = self.index.query();
        let siblings = self.index.modules.siblings(&file.path);
        let belongs = |id: &&FileId| {
            query.refuel();
            siblings.contains(id)
                || query
                    .file(**id)
                    .is_some_and(|other| query.names_class(other, name, class))
        };
        let others = files.iter().filter(|id| **id != class.file);
        let added = Arc::new(Added {
            of: Arc::clone(files),
            by: others.filter(belongs).copied().collect(),
        });
        let reads = query.reads();
        self.note(&reads);
        let memo = &self.index.memo.added;
        memo.put(class, reads, Arc::clone(&added));
        added
    }

    /// Whether `name` at the top level of a file is the class.
    fn names_class(&self, file: &'i IndexedFile, name: &str, class: SymbolRef) -> bool {
        match file.env.resolve(name) {
            Target::Imported(imported) => matches!(
                self.imported(file, &imported, super::query::DEPTH),
                Step::Symbol(symbol) if symbol == class
            ),
            Target::Unknown(Why::StarImport) => matches!(
                self.in_file(file, name, super::query::DEPTH),
                Step::Symbol(symbol) if symbol == class
            ),
            _ => false,
        }
    }

    /// See [`Index::ancestors`].
    #[must_use]
    pub fn ancestors(&self, class: SymbolRef) -> Ancestors {
        self.refuel();
        self.ancestors_within(class, super::query::DEPTH)
    }

    /// See [`Index::is_subclass_of`].
    #[must_use]
    pub fn is_subclass_of(&self, class: SymbolRef, path: &str) -> Option<bool> {
        let ancestors = self.ancestors(class);
        let is_it = |class: &ClassRef| matches!(class, ClassRef::External(own) if own == path);
        if ancestors.classes.iter().any(is_it) {
            return Some(true);
        }
        ancestors.complete.then_some(false)
    }

    pub(super) fn ancestors_within(&self, class: SymbolRef, depth: u32) -> Ancestors {
        let mut ancestors = Ancestors {
            classes: Vec::new(),
            derived: Vec::new(),
            complete: true,
        };
        let language = self.file(class.file).map(|file| file.env.facts().language);
        // The next to visit is the last; bases are visited from left to right.
        let mut open = vec![ClassRef::Project(class)];
        while let Some(class) = open.pop() {
            if ancestors.classes.len() > LIMIT {
                ancestors.complete = false;
                break;
            }
            let bases = match &class {
                ClassRef::Project(symbol) => self.bases_of(*symbol, depth),
                ClassRef::External(path) => external_bases(language, path),
            };
            ancestors.complete &= bases.complete;
            ancestors.classes.push(class);
            open.extend(bases.classes.into_iter().rev());
        }
        keep_last(&mut ancestors.classes);
        ancestors.derived = self.derived_of(&ancestors.classes, depth);
        ancestors
    }

    /// What macros implement for the classes of the project among these; it brings no members that are known of.
    fn derived_of(&self, classes: &[ClassRef], depth: u32) -> Vec<Name> {
        let mut found = Vec::new();
        for symbol in classes.iter().filter_map(ClassRef::project) {
            let Some(file) = self.file(symbol.file) else {
                continue;
            };
            let Some(class) = file.env.class(symbol.symbol) else {
                continue;
            };
            for (name, target) in class.derived() {
                match self.class_of_target(file, &target, depth) {
                    Some(ClassRef::External(path)) => found.push(path),
                    // `use library::prelude::*`: any of them may bring it.
                    None if matches!(target, Target::Unknown(Why::StarImport)) => {
                        let stars = file.env.star_modules().flatten();
                        found.extend(stars.map(|star| Name::from(format!("{}.{name}", star.path))));
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The direct bases of a class of the project.
    fn bases_of(&self, class: SymbolRef, depth: u32) -> Ancestors {
        let mut bases = Ancestors {
            classes: Vec::new(),
            derived: Vec::new(),
            complete: true,
        };
        let Some(file) = self.file(class.file) else {
            return Ancestors::default();
        };
        let Some(own) = file.env.class(class.symbol) else {
            return Ancestors::default();
        };
        for (base, target) in &own.bases().collect::<Vec<_>>() {
            let resolved = match (target, &base.kind) {
                (Target::Unknown(Why::StarImport), syntax::facts::TypeKind::Named { path, .. }) => {
                    self.class_named(file, path, depth)
                }
                _ => self.class_of_target(file, target, depth),
            };
            match resolved {
                Some(ClassRef::Project(symbol)) if symbol == class => bases.complete = false,
                Some(base) => bases.classes.push(base),
                None => bases.complete = false,
            }
        }
        for (id, added) in self.added_to(class) {
            let Some(file) = self.file(id) else { continue };
            for target in added.base_targets() {
                match self.class_of_target(file, &target, depth) {
                    Some(base) => bases.classes.push(base),
                    None => bases.complete = false,
                }
            }
        }
        bases
    }
}

/// The bases of a library's class, as far as tables tell.
fn external_bases(language: Option<Language>, path: &str) -> Ancestors {
    match language
        .map(Builtins::of)
        .and_then(|table| table.bases_of(path))
    {
        Some(bases) => Ancestors {
            classes: bases.into_iter().map(ClassRef::External).collect(),
            derived: Vec::new(),
            complete: true,
        },
        None => Ancestors::default(),
    }
}

/// Leaves the last of equal classes: what two bases share comes behind both.
fn keep_last(classes: &mut Vec<ClassRef>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept: Vec<ClassRef> = Vec::with_capacity(classes.len());
    for class in classes.drain(..).rev() {
        if seen.insert(class.clone()) {
            kept.push(class);
        }
    }
    kept.reverse();
    *classes = kept;
}

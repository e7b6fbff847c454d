//! All files of one workspace: modules, imports across files, symbols, classes, calls. Immutable: a change
//! gives a new index that shares everything else with the one before. It never reads a disk.

mod calls;
mod classes;
mod importers;
mod memo;
mod modules;
mod query;
mod reach;
mod resolve;
mod shards;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syntax::facts::{Binding, Field, FunctionSummary, Name, TypeDecl, TypeDeclKind, Variant};
use syntax::file::{FileFacts, PlacedItem};

use crate::env::{Class, FileEnv, Module};
use crate::framework::Frameworks;
use crate::place::{FileId, Place};
use crate::project::Schema;
use crate::symbol::{LocalSymbol, Part, SymbolRef, Target};
use crate::things::{Element, FileRole};
use importers::Importers;
use memo::Memo;
use modules::Modules;
use shards::Shards;

pub use calls::{CallSummary, EffectAt, FunctionFacts, RaisedError, ResolvedCall};
pub use classes::{Ancestors, ClassRef};
pub use modules::Layout;
pub use query::{Query, Reads, Resolved};

/// The index of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Index {
    files: Shards<FileId, Arc<IndexedFile>>,
    modules: Modules,
    /// Simple names declared at the top level of a file, with the files.
    declared: Shards<Name, Arc<[FileId]>>,
    /// Simple names of types that a file adds members to without declaring them, with the files.
    extended: Shards<Name, Arc<[FileId]>>,
    importers: Importers,
    /// Files that are no source and declare what is stored.
    schemas: Arc<BTreeMap<FileId, Schema>>,
    memo: Arc<Memo>,
    /// Counts the changes.
    revision: u64,
    /// Counts the changes of the set of files.
    layout_revision: u64,
}

/// A file and its place in the index.
#[derive(Clone, Debug)]
pub struct IndexedFile {
    pub id: FileId,
    /// Relative to the workspace, with `/` between folders.
    pub path: Name,
    pub role: FileRole,
    pub env: FileEnv,
    /// The revision of the index that the file's facts came with.
    pub revision: u64,
}

/// A change of the workspace.
#[derive(Clone, Debug)]
pub enum Change {
    /// A file is new, or its text has changed. An id stands for one path for ever.
    Set {
        file: FileId,
        /// Relative to the workspace, with `/` between folders.
        path: Name,
        role: FileRole,
        facts: Arc<FileFacts>,
    },
    Remove(FileId),
    /// Manifests say where packages begin.
    Layout(Layout),
    /// All files that are no source and declare what is stored, in place of those known so far.
    Schemas(Vec<(FileId, Schema)>),
}

/// A declaration with its file, for reading.
#[derive(Clone, Copy, Debug)]
pub enum Symbol<'i> {
    Function(&'i FunctionSummary),
    /// [`Index::class`] puts the members to it.
    Type(&'i TypeDecl),
    Binding(&'i Binding),
    Field(&'i Field),
    Variant(&'i Variant),
}

impl Index {
    /// The index after `changes`. What they do not touch is shared with this one.
    #[must_use]
    pub fn apply(&self, changes: Vec<Change>) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        let mut added: Vec<(Name, FileId)> = Vec::new();
        let mut removed: Vec<Name> = Vec::new();
        let mut layout = None;
        let mut set = Vec::new();
        for change in changes {
            match change {
                Change::Set {
                    file,
                    path,
                    role,
                    facts,
                } => {
                    if self.modules.file(&path).is_none() {
                        added.push((path.clone(), file));
                    }
                    set.push((file, path, role, facts));
                }
                Change::Remove(file) => {
                    if let Some(old) = next.files.remove(&file) {
                        removed.push(old.path.clone());
                        next.forget(&old);
                    }
                }
                Change::Layout(new) => layout = Some(new),
                Change::Schemas(new) => next.schemas = Arc::new(new.into_iter().collect()),
            }
        }
        let files_changed = !added.is_empty() || !removed.is_empty() || layout.is_some();
        let roots_changed = next.modules.apply(&added, &removed, layout);
        if files_changed {
            next.layout_revision = next.revision;
        }
        if roots_changed {
            next.rename_modules();
        }
        for (file, path, role, facts) in set {
            next.set(file, path, role, facts);
        }
        next
    }

    fn set(&mut self, id: FileId, path: Name, role: FileRole, facts: Arc<FileFacts>) {
        let old = self.files.get(&id).cloned();
        let env = match &old {
            Some(old) if Arc::ptr_eq(old.env.facts(), &facts) && old.role == role => return,
            Some(old) => old.env.updated(facts),
            None => FileEnv::new(facts, self.modules.module_of(&path)),
        };
        let file = Arc::new(IndexedFile {
            id,
            path,
            role,
            env,
            revision: self.revision,
        });
        if old
            .as_ref()
            .is_none_or(|old| old.env.hash() != file.env.hash())
        {
            self.change_names(old.as_deref(), &file);
        }
        self.files.insert(id, file);
    }

    /// Gives the files whose module is another one now their new module.
    fn rename_modules(&mut self) {
        let renamed: Vec<(Arc<IndexedFile>, Option<Module>)> = self
            .files
            .iter()
            .map(|(_, file)| (file, self.modules.module_of(&file.path)))
            .filter(|(file, module)| file.env.module() != module.as_ref())
            .map(|(file, module)| (Arc::clone(file), module))
            .collect();
        for (file, module) in renamed {
            let env = FileEnv::new(Arc::clone(file.env.facts()), module);
            let renamed = Arc::new(IndexedFile {
                env,
                revision: self.revision,
                ..IndexedFile::clone(&file)
            });
            self.files.insert(file.id, renamed);
        }
    }

    fn change_names(&mut self, old: Option<&IndexedFile>, new: &IndexedFile) {
        change_files(&mut self.declared, old, Some(new), |file| {
            let declared = file.env.declarations();
            declared.map(|(name, _)| name.clone()).collect()
        });
        change_files(&mut self.extended, old, Some(new), extended_by);
        self.importers.change(old, Some(new));
    }

    fn forget(&mut self, old: &IndexedFile) {
        change_files(&mut self.declared, Some(old), None, |file| {
            let declared = file.env.declarations();
            declared.map(|(name, _)| name.clone()).collect()
        });
        change_files(&mut self.extended, Some(old), None, extended_by);
        self.importers.change(Some(old), None);
    }

    /// Counts the changes that led to this index.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The frameworks and libraries whose descriptions speak of what the files import, with the number of files.
    #[must_use]
    pub fn frameworks(&self) -> BTreeMap<Name, usize> {
        let mut used = BTreeMap::new();
        for (_, file) in self.files.iter() {
            let frameworks = Frameworks::of(file.env.facts().language);
            let modules = file.env.imports().map(|(_, import)| import.module.as_str());
            let found: BTreeSet<&Name> = modules
                .flat_map(|module| frameworks.describing(module))
                .collect();
            for name in found {
                *used.entry(name.clone()).or_default() += 1;
            }
        }
        used
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All files in order of their paths.
    #[must_use]
    pub fn files(&self) -> Vec<&IndexedFile> {
        let mut files: Vec<&IndexedFile> = self.files.iter().map(|(_, file)| &**file).collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&IndexedFile> {
        self.files.get(&id).map(|file| &**file)
    }

    /// The path of a source file or of one that declares what is stored.
    #[must_use]
    pub fn path_of(&self, id: FileId) -> Option<&Name> {
        match self.file(id) {
            Some(file) => Some(&file.path),
            None => Some(&self.schemas.get(&id)?.path),
        }
    }

    /// The files that are no source and declare what is stored.
    pub fn schemas(&self) -> impl Iterator<Item = (FileId, &Schema)> {
        self.schemas.iter().map(|(id, schema)| (*id, schema))
    }

    /// The file at a path relative to the workspace.
    #[must_use]
    pub fn file_at(&self, path: &str) -> Option<&IndexedFile> {
        self.file(self.modules.file(path)?)
    }

    /// Commands by which programs are started, each with the folder that it runs in.
    #[must_use]
    pub fn commands(&self) -> &[(Name, Name)] {
        self.modules.commands()
    }

    /// The source that a command in `folder` means by a path, which may be that of a compiled file.
    #[must_use]
    pub fn started_file(&self, folder: &str, path: &str) -> Option<FileId> {
        self.modules.started(folder, path)
    }

    /// The file of the workspace that a module named in `file` is.
    #[must_use]
    pub fn module_file(&self, file: FileId, module: &str) -> Option<FileId> {
        let from = self.file(file)?;
        let language = from.env.facts().language;
        match self.modules.find(language, &from.path, module) {
            modules::Found::File(found) => Some(found),
            _ => None,
        }
    }

    #[must_use]
    pub fn env(&self, file: FileId) -> Option<&FileEnv> {
        Some(&self.file(file)?.env)
    }

    /// A place to ask from that remembers which files the answers rest on.
    #[must_use]
    pub fn query(&self) -> Query<'_> {
        Query::new(self)
    }

    /// What a dotted path written at the top level of a file stands for in the workspace.
    #[must_use]
    pub fn resolve(&self, file: FileId, path: &str) -> Resolved {
        self.query().resolve(file, path)
    }

    /// What the result of resolving in one file stands for in the workspace.
    #[must_use]
    pub fn resolve_target(&self, file: FileId, target: &Target) -> Resolved {
        self.query().target(file, target)
    }

    /// What a dotted path written in a function stands for, as far as the function's summary tells.
    #[must_use]
    pub fn resolve_in(&self, function: SymbolRef, path: &str) -> Resolved {
        self.query().resolve_in(function, path)
    }

    /// Every declaration of that name at the top level of a file, in order of path and place.
    #[must_use]
    pub fn declared(&self, name: &str) -> Vec<SymbolRef> {
        let files = self
            .declared
            .get(name)
            .map_or(&[] as &[FileId], |files| files);
        let mut files: Vec<&IndexedFile> = files.iter().filter_map(|id| self.file(*id)).collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
            .into_iter()
            .flat_map(|file| {
                file.env
                    .declarations()
                    .filter(|(own, _)| *own == name)
                    .map(|(_, symbol)| SymbolRef {
                        file: file.id,
                        symbol,
                    })
            })
            .collect()
    }

    /// The one class of the project with that name, outside tests.
    #[must_use]
    pub fn single_class(&self, name: &str) -> Option<SymbolRef> {
        let mut classes = self.declared(name).into_iter().filter(|symbol| {
            let in_source = self
                .file(symbol.file)
                .is_some_and(|file| file.role == FileRole::Source);
            in_source && self.type_decl(*symbol).is_some()
        });
        classes.next().filter(|_| classes.next().is_none())
    }

    /// The declaration itself.
    #[must_use]
    pub fn symbol(&self, symbol: SymbolRef) -> Option<Symbol<'_>> {
        let env = self.env(symbol.file)?;
        let symbol = symbol.symbol;
        match symbol.part {
            Part::Whole => None,
            Part::Function(_) => env.function(symbol).map(Symbol::Function),
            Part::Type(_) => env.type_decl(symbol).map(Symbol::Type),
            Part::Binding(_) => env.binding(symbol).map(Symbol::Binding),
            Part::Field(_) | Part::TypeField(..) => env.field(symbol).map(Symbol::Field),
            Part::Variant(_) | Part::TypeVariant(..) => env.variant(symbol).map(Symbol::Variant),
            Part::Export(_) => None,
        }
    }

    #[must_use]
    pub fn function(&self, symbol: SymbolRef) -> Option<&FunctionSummary> {
        self.env(symbol.file)?.function(symbol.symbol)
    }

    #[must_use]
    pub fn type_decl(&self, symbol: SymbolRef) -> Option<&TypeDecl> {
        self.env(symbol.file)?.type_decl(symbol.symbol)
    }

    /// A class with its own members; [`Index::ancestors`] gives its bases.
    #[must_use]
    pub fn class(&self, symbol: SymbolRef) -> Option<Class<'_>> {
        self.env(symbol.file)?.class(symbol.symbol)
    }

    /// The item a symbol stands in, whose summary's arena its expressions belong to.
    #[must_use]
    pub fn item(&self, symbol: SymbolRef) -> Option<&PlacedItem> {
        self.env(symbol.file)?.item(symbol.symbol)
    }

    /// Where the name stands.
    #[must_use]
    pub fn place(&self, symbol: SymbolRef) -> Option<Place> {
        let span = self.env(symbol.file)?.name_span(symbol.symbol)?;
        Some(Place {
            file: symbol.file,
            span,
        })
    }

    /// Where the whole declaration stands.
    #[must_use]
    pub fn whole(&self, symbol: SymbolRef) -> Option<Place> {
        let span = self.env(symbol.file)?.whole_span(symbol.symbol)?;
        Some(Place {
            file: symbol.file,
            span,
        })
    }

    /// The declaration as an element, by its own name; of a member `Class.name`.
    #[must_use]
    pub fn element(&self, symbol: SymbolRef) -> Option<Element> {
        Some(Element {
            name: self.qualified_name(symbol)?,
            place: self.place(symbol)?,
            whole: self.whole(symbol)?,
        })
    }

    /// `Class.name` of a member, else the name.
    #[must_use]
    pub fn qualified_name(&self, symbol: SymbolRef) -> Option<Name> {
        let env = self.env(symbol.file)?;
        let name = env.name(symbol.symbol)?;
        Some(
            match self
                .owner_of(symbol)
                .and_then(|owner| env.name(owner.symbol))
            {
                Some(owner) => Name::from(format!("{owner}.{name}")),
                None => name.clone(),
            },
        )
    }

    /// Whether a declaration is a variant of an enum.
    #[must_use]
    pub fn is_variant(&self, symbol: SymbolRef) -> bool {
        matches!(symbol.symbol.part, Part::Variant(_) | Part::TypeVariant(..))
    }

    /// The class a member is declared in, or that it is added to from elsewhere.
    #[must_use]
    pub fn owner_of(&self, symbol: SymbolRef) -> Option<SymbolRef> {
        let env = self.env(symbol.file)?;
        let here = env.owner_of(symbol.symbol);
        let decl = here.and_then(|owner| env.type_decl(owner));
        let added_to = match decl {
            Some(decl) if decl.kind == TypeDeclKind::Extension => Some(&decl.name),
            Some(_) => None,
            None => env.function(symbol.symbol)?.signature.owner.as_ref(),
        };
        let elsewhere = added_to.and_then(|name| self.resolve(symbol.file, name).project());
        let here = here.map(|symbol_here| SymbolRef {
            file: symbol.file,
            symbol: symbol_here,
        });
        elsewhere
            .filter(|owner| self.type_decl(*owner).is_some())
            .or(here)
    }

    /// Every class of the workspace, in order of path and place.
    #[must_use]
    pub fn classes(&self) -> Vec<SymbolRef> {
        self.symbols_of(|env| env.classes().map(|class| class.symbol).collect())
    }

    /// Every function and method of the workspace, in order of path and place.
    #[must_use]
    pub fn functions(&self) -> Vec<SymbolRef> {
        self.symbols_of(|env| env.functions().map(|function| function.symbol).collect())
    }

    fn symbols_of(&self, of: impl Fn(&FileEnv) -> Vec<LocalSymbol>) -> Vec<SymbolRef> {
        let files = self.files().into_iter();
        let symbols = files.flat_map(|file| {
            let symbols = of(&file.env).into_iter();
            symbols.map(|symbol| SymbolRef {
                file: file.id,
                symbol,
            })
        });
        symbols.collect()
    }
}

fn extended_by(file: &IndexedFile) -> Vec<Name> {
    file.env.outside_types().cloned().collect()
}

/// Keeps a map from names to files up to date with what one file gives.
fn change_files(
    map: &mut Shards<Name, Arc<[FileId]>>,
    old: Option<&IndexedFile>,
    new: Option<&IndexedFile>,
    names_of: impl Fn(&IndexedFile) -> Vec<Name>,
) {
    let sorted = |file: Option<&IndexedFile>| {
        let mut names = file.map(&names_of).unwrap_or_default();
        names.sort();
        names.dedup();
        names
    };
    let (before, after) = (sorted(old), sorted(new));
    for name in before
        .iter()
        .filter(|name| after.binary_search(name).is_err())
    {
        let known = map.get(name).cloned().unwrap_or_else(|| Arc::new([]));
        let id = old.map(|old| old.id);
        let files: Arc<[FileId]> = known
            .iter()
            .copied()
            .filter(|own| Some(*own) != id)
            .collect();
        match files.is_empty() {
            true => drop(map.remove(name)),
            false => map.insert(name.clone(), files),
        }
    }
    let added = after
        .iter()
        .filter(|name| before.binary_search(name).is_err());
    for (name, new) in added.filter_map(|name| Some((name, new?.id))) {
        let known = map.get(name).cloned().unwrap_or_else(|| Arc::new([]));
        let files: Arc<[FileId]> = known.iter().copied().chain([new]).collect();
        map.insert(name.clone(), files);
    }
}

#[cfg(test)]
mod starred;
#[cfg(test)]
mod tests;

//! Questions to an index, and the files that the answers rest on. It never guesses: what is not certain is
//! [`Resolved::Unknown`].

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use syntax::facts::{ArgValue, ImportKind, Name, TypeRef};

use super::classes::ClassRef;
use super::{Index, IndexedFile};
use crate::env::FunctionNames;
use crate::place::FileId;
use crate::symbol::{Imported, SymbolRef, Target, Why, joined, split_first};

/// How many look-ups one question may take.
const FUEL: u32 = 2_000;

/// How many local names one question looks through.
const LOCALS: u32 = 4;

/// How deep one answer may rest on another one; a re-export takes about four.
pub(super) const DEPTH: u32 = 96;

/// What a path stands for in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Resolved {
    /// A declaration of the project.
    Project(SymbolRef),
    /// A file of the project as a module.
    Module(FileId),
    /// Something of a library or of the language: `time.sleep`, `httpx.AsyncClient.get`, `ValueError`.
    External(Name),
    /// A value of a class.
    Instance(ClassRef),
    /// Could not be told; why, for a person to read.
    Unknown(Name),
}

/// The files that an answer rests on, with their revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    files: Vec<(FileId, u64)>,
    layout: u64,
}

/// Questions to an index that remember which files the answers rest on.
#[derive(Debug)]
pub struct Query<'i> {
    pub(super) index: &'i Index,
    reads: RefCell<FxHashSet<FileId>>,
    fuel: Cell<u32>,
    /// How many more local names may be put in for what they are bound to.
    locals: Cell<u32>,
    /// What star imports gave in the search that is going on; nothing yet where they are still looked through.
    starred: RefCell<FxHashMap<(FileId, Name), Option<Step>>>,
}

/// Where a path has led so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Module(FileId),
    Folder(Name),
    Symbol(SymbolRef),
    /// A method of a class, reached through that class or one derived from it.
    Method {
        method: SymbolRef,
        of: SymbolRef,
    },
    Instance(ClassRef),
    External(Name),
    Unknown(Name),
}

impl Resolved {
    /// The declaration, if it is the project's.
    #[must_use]
    pub fn project(&self) -> Option<SymbolRef> {
        match self {
            Self::Project(symbol) => Some(*symbol),
            _ => None,
        }
    }

    /// The path, if it is a library's or the language's.
    #[must_use]
    pub fn external(&self) -> Option<&Name> {
        match self {
            Self::External(path) => Some(path),
            _ => None,
        }
    }

    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

impl Reads {
    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds the files of another answer of the same index.
    pub fn join(&mut self, other: &Self) {
        self.files.extend(&other.files);
        self.files.sort_unstable();
        self.files.dedup();
    }
}

impl Index {
    /// Whether everything an answer rests on is as it was.
    #[must_use]
    pub fn is_current(&self, reads: &Reads) -> bool {
        self.layout_revision == reads.layout
            && reads.files.iter().all(|(file, revision)| {
                self.file(*file)
                    .is_some_and(|file| file.revision == *revision)
            })
    }
}

impl<'i> Query<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        Self {
            index,
            reads: RefCell::default(),
            fuel: Cell::new(FUEL),
            locals: Cell::new(LOCALS),
            starred: RefCell::default(),
        }
    }

    #[must_use]
    pub fn index(&self) -> &'i Index {
        self.index
    }

    /// The files that all answers so far rest on.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let mut files: Vec<(FileId, u64)> = self
            .reads
            .borrow()
            .iter()
            .filter_map(|id| Some((*id, self.index.file(*id)?.revision)))
            .collect();
        files.sort_unstable();
        Reads {
            files,
            layout: self.index.layout_revision,
        }
    }

    /// See [`Index::resolve`].
    #[must_use]
    pub fn resolve(&self, file: FileId, path: &str) -> Resolved {
        match self.file(file) {
            Some(file) => self.ask(|depth| self.in_file(file, path, depth)),
            None => Resolved::Unknown(Name::new("the file is not indexed")),
        }
    }

    /// See [`Index::resolve_target`].
    #[must_use]
    pub fn target(&self, file: FileId, target: &Target) -> Resolved {
        match self.file(file) {
            Some(file) => self.ask(|depth| self.step_of(file, target, depth)),
            None => Resolved::Unknown(Name::new("the file is not indexed")),
        }
    }

    /// See [`Index::resolve_in`].
    #[must_use]
    pub fn resolve_in(&self, function: SymbolRef, path: &str) -> Resolved {
        let Some(file) = self.file(function.file) else {
            return Resolved::Unknown(Name::new("the file is not indexed"));
        };
        let Some(names) = FunctionNames::new(&file.env, function.symbol) else {
            return Resolved::Unknown(Name::new("the function is not indexed"));
        };
        let found = match names.resolve(path) {
            Target::Unknown(Why::StarImport) => self.resolve(function.file, path),
            target => self.target(function.file, &target),
        };
        if !matches!(found, Resolved::Project(_) | Resolved::Module(_))
            && let Some(starred) = self.through_own_stars(file, function, path)
        {
            return starred;
        }
        if found.is_unknown()
            && let Some(written) = through_local(file, function, path)
            && let Some(depth) = self.locals.get().checked_sub(1)
        {
            self.locals.set(depth);
            let through = self.resolve_in(function, &written);
            self.locals.set(depth + 1);
            if !through.is_unknown() {
                return through;
            }
        }
        found
    }

    /// What a path stands for whose first name a star import in the function itself gives.
    fn through_own_stars(
        &self,
        file: &IndexedFile,
        function: SymbolRef,
        path: &str,
    ) -> Option<Resolved> {
        let summary = file.env.function(function.symbol)?;
        let mut stars = summary
            .imports
            .iter()
            .filter(|import| import.kind == ImportKind::All)
            .peekable();
        stars.peek()?;
        let (first, _) = split_first(path);
        let is_param = |name: &str| summary.signature.params.iter().any(|it| it.name == name);
        if is_param(first) || summary.locals.iter().any(|(name, _)| name == first) {
            return None;
        }
        stars.find_map(|import| {
            let module = file.env.module_of(import).ok()?;
            let full = Imported::of(&module, joined(&module, path));
            let found = self.target(function.file, &Target::Imported(full));
            matches!(found, Resolved::Project(_) | Resolved::Module(_)).then_some(found)
        })
    }

    /// The class of a value as the summary of a function tells it: an argument, what a local name is bound to.
    #[must_use]
    pub fn class_of_value(&self, function: SymbolRef, value: &ArgValue) -> Option<ClassRef> {
        let path = match value {
            ArgValue::Call(path) => Name::from(format!("{path}()")),
            ArgValue::Path(path) => path.clone(),
            _ => return None,
        };
        match self.resolve_in(function, &path) {
            Resolved::Instance(class) => Some(class),
            _ => None,
        }
    }

    /// The class that values of an annotated type belong to. `file` is where the annotation stands.
    #[must_use]
    pub fn class_of_type(&self, file: FileId, ty: &TypeRef) -> Option<ClassRef> {
        let file = self.file(file)?;
        self.refuel();
        self.class_of_type_in(file, ty, DEPTH)
    }

    /// The member of a class or of its bases.
    #[must_use]
    pub fn member(&self, class: SymbolRef, name: &str) -> Resolved {
        self.ask(|depth| self.class_member(class, name, depth))
    }

    fn ask(&self, question: impl FnOnce(u32) -> Step) -> Resolved {
        self.refuel();
        match question(DEPTH) {
            Step::Module(file) => Resolved::Module(file),
            Step::Folder(folder) => {
                Resolved::Unknown(Name::from(format!("`{folder}` is a folder of modules")))
            }
            Step::Symbol(symbol) | Step::Method { method: symbol, .. } => Resolved::Project(symbol),
            Step::Instance(class) => Resolved::Instance(class),
            Step::External(path) => Resolved::External(path),
            Step::Unknown(why) => Resolved::Unknown(why),
        }
    }

    /// What the star imports of a file give for a name, which `search` finds out. Modules that import each other in
    /// this way are looked through once a search.
    pub(super) fn starred(
        &self,
        file: FileId,
        name: &str,
        depth: u32,
        search: impl Fn(&Self, u32) -> Option<Step>,
    ) -> Option<Step> {
        let asked = (file, Name::new(name));
        let known = self.starred.borrow().get(&asked).cloned();
        if let Some(known) = known {
            return known;
        }
        // Within a search an answer may lack what the modules around it give.
        if !self.starred.borrow().is_empty() {
            return self.search(asked, |query| search(query, depth));
        }
        let memo = &self.index.memo.starred;
        if let Some((reads, found)) = memo.get(self.index, &asked) {
            self.note(&reads);
            return (*found).clone();
        }
        // Asked by itself, so that what is kept does not depend on where it is asked first.
        let query = Self::new(self.index);
        let found = Arc::new(query.search(asked.clone(), |query| search(query, DEPTH)));
        let reads = query.reads();
        self.note(&reads);
        memo.put(asked, reads, Arc::clone(&found));
        (*found).clone()
    }

    fn search(
        &self,
        asked: (FileId, Name),
        search: impl Fn(&Self) -> Option<Step>,
    ) -> Option<Step> {
        self.starred.borrow_mut().insert(asked.clone(), None);
        let found = search(self);
        self.starred.borrow_mut().insert(asked, found.clone());
        found
    }

    /// Notes that an answer rests on what another one does.
    pub(super) fn note(&self, reads: &Reads) {
        let mut own = self.reads.borrow_mut();
        own.extend(reads.files.iter().map(|(file, _)| *file));
    }

    pub(super) fn refuel(&self) {
        self.fuel.set(FUEL);
    }

    pub(super) fn file(&self, id: FileId) -> Option<&'i IndexedFile> {
        self.reads.borrow_mut().insert(id);
        self.index.file(id)
    }

    /// One step deeper, if the question may still take one.
    pub(super) fn deeper(&self, depth: u32) -> Option<u32> {
        let left = self.fuel.get().checked_sub(1)?;
        self.fuel.set(left);
        depth.checked_sub(1)
    }
}

/// The path with its first name put in for the call that it is bound to, where nothing else is bound to it.
fn through_local(file: &IndexedFile, function: SymbolRef, path: &str) -> Option<Name> {
    let (first, rest) = split_first(path);
    let summary = file.env.function(function.symbol)?;
    let mut params = summary.signature.params.iter();
    if rest.is_empty() || params.any(|param| param.name == first) {
        return None;
    }
    let mut bound = summary.locals.iter().filter(|(name, _)| name == first);
    let (_, value) = bound.next()?;
    let ArgValue::Call(callee) = value else {
        return None;
    };
    let itself = split_first(callee).0.trim_end_matches("()") == first;
    (bound.next().is_none() && !itself).then(|| Name::from(format!("{callee}().{rest}")))
}

//! From a path in one file to a declaration in another: modules, re-exports, star imports, members of
//! classes and values. It never guesses: what is not certain is [`Resolved::Unknown`].

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashSet;
use serde::Serialize;
use syntax::facts::{ArgValue, ImportKind, Name, TypeDeclKind, TypeKind, TypeRef};

use super::classes::ClassRef;
use super::modules::Found;
use super::{Index, IndexedFile};
use crate::env::{FileEnv, FunctionNames, names_a_class, suffixes, without_suffix};
use crate::library::Libraries;
use crate::place::FileId;
use crate::symbol::{Imported, LocalSymbol, Origin, SymbolRef, Target, Why, joined};
use crate::tables::Builtins;

/// How many look-ups one question may take.
const FUEL: u32 = 2_000;

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
    index: &'i Index,
    reads: RefCell<FxHashSet<FileId>>,
    fuel: Cell<u32>,
}

/// Where a path has led so far.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
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
        match names.resolve(path) {
            Target::Unknown(Why::StarImport) => self.resolve(function.file, path),
            target => self.target(function.file, &target),
        }
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

    pub(super) fn refuel(&self) {
        self.fuel.set(FUEL);
    }

    pub(super) fn file(&self, id: FileId) -> Option<&'i IndexedFile> {
        self.reads.borrow_mut().insert(id);
        self.index.file(id)
    }

    /// One step deeper, if the question may still take one.
    fn deeper(&self, depth: u32) -> Option<u32> {
        let left = self.fuel.get().checked_sub(1)?;
        self.fuel.set(left);
        depth.checked_sub(1)
    }

    /// A path at the top level of a file.
    fn in_file(&self, file: &'i IndexedFile, path: &str, depth: u32) -> Step {
        match file.env.resolve(path) {
            Target::Unknown(Why::StarImport) => {
                let (first, rest) = crate::symbol::split_first(path);
                let (name, suffix) = without_suffix(first);
                let start = self.through_stars(file, name, depth).unwrap_or_else(|| {
                    if Builtins::of(file.env.facts().language).contains(name) {
                        Step::External(Name::new(name))
                    } else {
                        not_found(&file.path, name)
                    }
                });
                self.walk(file, start, suffix, rest, depth)
            }
            target => self.step_of(file, &target, depth),
        }
    }

    /// What a target of one file leads to.
    fn step_of(&self, file: &'i IndexedFile, target: &Target, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match target {
            Target::Imported(imported) => self.imported(file, imported, depth),
            Target::Declared { symbol, rest } => {
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: *symbol,
                };
                self.walk(file, Step::Symbol(symbol), "", rest, depth)
            }
            Target::Builtin(name) => Step::External(name.clone()),
            Target::Instance { of } => match self.class_of_origin(file, of, depth) {
                Some(class) => Step::Instance(class),
                None => unknown("the class of the value could not be told"),
            },
            Target::Member { of, name } => match self.class_of_origin(file, of, depth) {
                Some(class) => self.walk(file, Step::Instance(class), "", name, depth),
                None => unknown("the class of the value could not be told"),
            },
            Target::Unknown(why) => unknown(why.text()),
        }
    }

    /// Follows a full path through the modules of the workspace.
    fn imported(&self, file: &'i IndexedFile, imported: &Imported, depth: u32) -> Step {
        let path = imported.path.as_str();
        let module = path.get(..imported.module_len as usize).unwrap_or(path);
        let rest = path.get(module.len()..).unwrap_or_default();
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let (module, rest) = match module.split_once("()") {
            // Never part of a module; a table may have named the result of a call.
            Some(_) => return Step::External(imported.path.clone()),
            None => (module, rest),
        };
        if module.is_empty() {
            return match self.index.modules.in_folder("", rest) {
                Some(found) => self.found(found, rest),
                None => unknown("the relative import leads out of the packages"),
            };
        }
        let language = file.env.facts().language;
        let start = match self.index.modules.find(language, &file.path, module) {
            Found::External => return Step::External(imported.path.clone()),
            found => self.found(found, module),
        };
        self.walk(file, start, "", rest, depth)
    }

    fn found(&self, found: Found, module: &str) -> Step {
        match found {
            Found::File(file) => {
                self.reads.borrow_mut().insert(file);
                Step::Module(file)
            }
            Found::Folder(folder) => Step::Folder(folder),
            Found::External => Step::External(Name::new(module)),
            Found::Missing => Step::Unknown(Name::from(format!("there is no module `{module}`"))),
            Found::Ambiguous => {
                Step::Unknown(Name::from(format!("several modules are called `{module}`")))
            }
        }
    }

    fn walk(
        &self,
        file: &'i IndexedFile,
        start: Step,
        suffix: &str,
        rest: &str,
        depth: u32,
    ) -> Step {
        let follow = |step, suffix| {
            suffixes(suffix).fold(step, |step, is_call| match is_call {
                true => self.called(file, step, depth),
                false => self.subscripted(step),
            })
        };
        let mut step = follow(start, suffix);
        for segment in rest.split('.').filter(|segment| !segment.is_empty()) {
            let (name, suffix) = without_suffix(segment);
            step = follow(self.step_into(file, step, name, depth), suffix);
        }
        step
    }

    /// `.name` of a step.
    fn step_into(&self, file: &'i IndexedFile, step: Step, name: &str, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match step {
            Step::Module(id) => match self.file(id) {
                Some(module) => self.module_member(module, name, depth),
                None => unknown("the file is not indexed"),
            },
            Step::Folder(folder) => match self.index.modules.in_folder(&folder, name) {
                Some(found) => self.found(found, name),
                None => Step::Unknown(Name::from(format!(
                    "there is no module `{name}` in `{folder}`"
                ))),
            },
            Step::Symbol(symbol) | Step::Method { method: symbol, .. } => {
                self.symbol_member(symbol, name, depth)
            }
            Step::Instance(ClassRef::Project(class)) => self.instance_member(class, name, depth),
            Step::Instance(ClassRef::External(path)) | Step::External(path) => {
                Step::External(self.normal_form(file, joined(&path, name)))
            }
            Step::Unknown(why) => Step::Unknown(why),
        }
    }

    /// A name of a module: what the file binds, then a module inside the package.
    fn module_member(&self, module: &'i IndexedFile, name: &str, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        let inside = || {
            self.index
                .modules
                .inside(&module.path, name)
                .map(|found| self.found(found, name))
        };
        match module.env.resolve(name) {
            Target::Unknown(Why::NotBound) | Target::Builtin(_) => {
                inside().unwrap_or_else(|| not_found(&module.path, name))
            }
            Target::Unknown(Why::StarImport) => self
                .through_stars(module, name, depth)
                .or_else(inside)
                .unwrap_or_else(|| not_found(&module.path, name)),
            // `from . import name` in the package itself.
            target if self.is_itself(module, &target, name) => {
                inside().unwrap_or_else(|| not_found(&module.path, name))
            }
            target => self.step_of(module, &target, depth),
        }
    }

    fn is_itself(&self, module: &IndexedFile, target: &Target, name: &str) -> bool {
        match (target, module.env.module()) {
            (Target::Imported(imported), Some(own)) => imported.path == joined(&own.name, name),
            _ => false,
        }
    }

    /// The name as the star imports of a module give it, the last one first. Unknown where a module that
    /// cannot be read may give it.
    fn through_stars(&self, module: &'i IndexedFile, name: &str, depth: u32) -> Option<Step> {
        let depth = self.deeper(depth)?;
        let mut opaque = None;
        let stars: Vec<_> = module.env.star_modules().collect();
        for star in stars.into_iter().rev() {
            let step = match star {
                Ok(star) => self.imported(module, &star, depth),
                Err(why) => unknown(why.text()),
            };
            let Step::Module(id) = step else {
                opaque = Some(Step::Unknown(Name::from(format!(
                    "a star import in `{}` may bind `{name}`",
                    module.path
                ))));
                continue;
            };
            let Some(source) = self.file(id).filter(|source| source.id != module.id) else {
                continue;
            };
            if !gives_by_star(&source.env, name) {
                continue;
            }
            match self.module_member(source, name, depth) {
                Step::Unknown(_) => {}
                found => return Some(found),
            }
        }
        opaque
    }

    /// A member of a declaration: of a class, or of the value a name is bound to.
    fn symbol_member(&self, symbol: SymbolRef, name: &str, depth: u32) -> Step {
        let Some(file) = self.file(symbol.file) else {
            return unknown("the file is not indexed");
        };
        let decl = file.env.type_decl(symbol.symbol);
        if decl.is_some_and(|decl| decl.kind != TypeDeclKind::Alias) {
            return self.class_member(symbol, name, depth);
        }
        // A name of a class stands for the class.
        let class = file.env.alias_of(symbol.symbol);
        match class.and_then(|of| self.class_of_origin(file, &of, depth)) {
            Some(ClassRef::Project(class)) => return self.class_member(class, name, depth),
            Some(ClassRef::External(path)) => return Step::External(joined(&path, name)),
            None => {}
        }
        match self.value_of(file, symbol.symbol, depth) {
            Some(class) => self.step_into(file, Step::Instance(class), name, depth),
            None => Step::Unknown(Name::from(format!(
                "what `{name}` belongs to could not be told"
            ))),
        }
    }

    /// The class of the value a declared name or attribute holds.
    fn value_of(&self, file: &'i IndexedFile, symbol: LocalSymbol, depth: u32) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        self.class_of_origin(file, &file.env.value_of(symbol)?, depth)
    }

    /// A member of a class as a class: a method, field or variant of it or of its bases.
    fn class_member(&self, class: SymbolRef, name: &str, depth: u32) -> Step {
        let ancestors = self.ancestors_within(class, depth);
        for ancestor in &ancestors.classes {
            match ancestor {
                ClassRef::Project(ancestor) => {
                    let own = self
                        .file(ancestor.file)
                        .and_then(|file| file.env.class(ancestor.symbol))
                        .and_then(|class| class.own_member(name));
                    if let Some(symbol) = own {
                        return self.member_step(class, ancestor.file, symbol);
                    }
                }
                // A library's class may have it; further ones come later in the order.
                ClassRef::External(path) if self.may_have_members(class, path) => {
                    return Step::External(joined(path, name));
                }
                ClassRef::External(_) => {}
            }
        }
        Step::Unknown(Name::from(format!(
            "the class has no member `{name}` that could be found"
        )))
    }

    fn may_have_members(&self, class: SymbolRef, base: &str) -> bool {
        let language = self.file(class.file).map(|file| file.env.facts().language);
        language.is_none_or(|language| !Builtins::of(language).is_bare(base))
    }

    /// A member that a class has, its own or inherited.
    fn member_step(&self, of: SymbolRef, file: FileId, symbol: LocalSymbol) -> Step {
        let symbol = SymbolRef { file, symbol };
        match self.index.function(symbol) {
            Some(_) => Step::Method { method: symbol, of },
            None => Step::Symbol(symbol),
        }
    }

    /// A member of a value: the value an attribute holds where its class is known, else as for the class.
    fn instance_member(&self, receiver: SymbolRef, name: &str, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        for ancestor in &self.ancestors_within(receiver, depth).classes {
            let ClassRef::Project(ancestor) = ancestor else {
                break;
            };
            let Some(file) = self.file(ancestor.file) else {
                continue;
            };
            let Some(class) = file.env.class(ancestor.symbol) else {
                continue;
            };
            if let Some(of) = class.own_attribute_origin(name) {
                return match of.and_then(|of| self.class_of_origin(file, &of, depth)) {
                    Some(ClassRef::External(path)) if path.ends_with(".Self") => {
                        Step::Instance(ClassRef::Project(receiver))
                    }
                    Some(class) => Step::Instance(class),
                    None => match class.own_member(name) {
                        Some(symbol) => self.member_step(receiver, ancestor.file, symbol),
                        None => Step::Unknown(Name::from(format!(
                            "what `{name}` holds could not be told"
                        ))),
                    },
                };
            }
        }
        self.class_member(receiver, name, depth)
    }

    /// What calling a step gives.
    fn called(&self, file: &'i IndexedFile, step: Step, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match step {
            Step::Symbol(symbol) => self.symbol_called(symbol, depth),
            Step::Method { method, of } => self.function_called(method, Some(of), depth),
            Step::External(path) => {
                let result = if names_a_class(&path)
                    || Builtins::of(file.env.facts().language).is_class(&path)
                {
                    path
                } else {
                    Name::from(format!("{path}()"))
                };
                Step::Instance(ClassRef::External(self.normal_form(file, result)))
            }
            Step::Instance(ClassRef::External(path)) => {
                let made = if path.ends_with("()") { "" } else { "()" };
                let result = Name::from(format!("{path}{made}()"));
                Step::Instance(ClassRef::External(self.normal_form(file, result)))
            }
            Step::Instance(ClassRef::Project(class)) => {
                match self.class_member(class, "__call__", depth) {
                    Step::Method { method, of } => self.function_called(method, Some(of), depth),
                    _ => unknown("what calling the value gives could not be told"),
                }
            }
            Step::Module(_) | Step::Folder(_) => unknown("a module cannot be called"),
            Step::Unknown(why) => Step::Unknown(why),
        }
    }

    fn symbol_called(&self, symbol: SymbolRef, depth: u32) -> Step {
        let Some(file) = self.file(symbol.file) else {
            return unknown("the file is not indexed");
        };
        if let Some(decl) = file.env.type_decl(symbol.symbol) {
            if decl.kind != TypeDeclKind::Alias {
                return Step::Instance(ClassRef::Project(symbol));
            }
            return match self.class_of_step(Step::Symbol(symbol), depth) {
                Some(class) => Step::Instance(class),
                None => unknown("what the alias stands for could not be told"),
            };
        }
        if file.env.function(symbol.symbol).is_some() {
            return self.function_called(symbol, None, depth);
        }
        if let Some(of) = file.env.alias_of(symbol.symbol) {
            return match self.class_of_origin(file, &of, depth) {
                Some(class) => Step::Instance(class),
                None => unknown("what the alias stands for could not be told"),
            };
        }
        match self.value_of(file, symbol.symbol, depth) {
            Some(class) => self.called(file, Step::Instance(class), depth),
            None => unknown("what calling the value gives could not be told"),
        }
    }

    /// What a function says that it returns; where that is the class itself, the one it was reached through.
    fn function_called(&self, function: SymbolRef, of: Option<SymbolRef>, depth: u32) -> Step {
        let class = self.file(function.file).and_then(|file| {
            let returns = file
                .env
                .function(function.symbol)?
                .signature
                .returns
                .as_ref()?;
            let owner = || {
                let symbol = file.env.owner_of(function.symbol)?;
                Some(SymbolRef {
                    file: file.id,
                    symbol,
                })
            };
            match self.class_of_type_in(file, returns, depth)? {
                ClassRef::External(path) if path.ends_with(".Self") => {
                    of.or_else(owner).map(ClassRef::Project)
                }
                class => Some(class),
            }
        });
        match class {
            Some(class) => Step::Instance(class),
            None => unknown("what the function returns is not declared"),
        }
    }

    /// A class with its parameters filled in is the same class; elements of values are not told.
    fn subscripted(&self, step: Step) -> Step {
        match step {
            Step::Symbol(symbol) if self.index.type_decl(symbol).is_some() => step,
            Step::External(path) if names_a_class(&path) => Step::External(path),
            Step::Unknown(why) => Step::Unknown(why),
            _ => unknown("an element of the value could not be told"),
        }
    }

    pub(super) fn class_of_type_in(
        &self,
        file: &'i IndexedFile,
        ty: &TypeRef,
        depth: u32,
    ) -> Option<ClassRef> {
        if let Some(of) = file.env.origin_of(ty) {
            return self.class_of_origin(file, &of, depth);
        }
        // A name that comes by a star import.
        match &file.env.value_type(ty)?.kind {
            TypeKind::Named { path, .. }
                if file.env.resolve(path) == Target::Unknown(Why::StarImport) =>
            {
                let step = self.in_file(file, path, depth);
                self.class_of_step(step, depth)
            }
            _ => None,
        }
    }

    /// The class an origin of one file is in the workspace.
    pub(super) fn class_of_origin(
        &self,
        file: &'i IndexedFile,
        of: &Origin,
        depth: u32,
    ) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        match of {
            Origin::Builtin(name) => Some(ClassRef::External(name.clone())),
            Origin::Declared(symbol) => Some(ClassRef::Project(SymbolRef {
                file: file.id,
                symbol: *symbol,
            })),
            Origin::Imported(imported) => {
                let step = self.imported(file, imported, depth);
                self.class_of_step(step, depth)
            }
        }
    }

    /// The class that a step names; of a value, the value's class.
    fn class_of_step(&self, step: Step, depth: u32) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        match step {
            Step::Instance(class) => Some(class),
            Step::External(path) => Some(ClassRef::External(path)),
            Step::Symbol(symbol) => {
                let file = self.file(symbol.file)?;
                if let Some(decl) = file.env.type_decl(symbol.symbol) {
                    return match (decl.kind, &decl.alias_of) {
                        (TypeDeclKind::Alias, Some(of)) => self.class_of_type_in(file, of, depth),
                        (TypeDeclKind::Alias, None) => None,
                        _ => Some(ClassRef::Project(symbol)),
                    };
                }
                if let Some(of) = file.env.alias_of(symbol.symbol) {
                    return self.class_of_origin(file, &of, depth);
                }
                // A factory that is written like a class: `Session = sessionmaker(engine)`.
                match self.called(file, Step::Symbol(symbol), depth) {
                    Step::Instance(class) => Some(class),
                    _ => None,
                }
            }
            Step::Module(_) | Step::Folder(_) | Step::Method { .. } | Step::Unknown(_) => None,
        }
    }

    pub(super) fn class_of_target(
        &self,
        file: &'i IndexedFile,
        target: &Target,
        depth: u32,
    ) -> Option<ClassRef> {
        let step = match target {
            Target::Unknown(Why::StarImport) => return None,
            target => self.step_of(file, target, depth),
        };
        self.class_of_step(step, depth)
    }

    pub(super) fn class_named(
        &self,
        file: &'i IndexedFile,
        path: &str,
        depth: u32,
    ) -> Option<ClassRef> {
        let step = self.in_file(file, path, depth);
        self.class_of_step(step, depth)
    }

    fn normal_form(&self, file: &IndexedFile, path: Name) -> Name {
        let libraries = Libraries::of(file.env.facts().language);
        libraries.normal_form(&path).cloned().unwrap_or(path)
    }

    /// The file of the module an import names, and of the name it takes where that is a module itself.
    pub(super) fn files_of_import(
        &self,
        file: &'i IndexedFile,
        import: &syntax::facts::Import,
    ) -> Vec<FileId> {
        self.refuel();
        let Ok(module) = file.env.module_of(import) else {
            return Vec::new();
        };
        let language = file.env.facts().language;
        let mut files = Vec::new();
        if let Found::File(found) = self.index.modules.find(language, &file.path, &module) {
            files.push(found);
        }
        if import.kind == ImportKind::Name
            && let Some(name) = &import.name
            && let Found::File(found) =
                self.index
                    .modules
                    .find(language, &file.path, &joined(&module, name))
        {
            files.push(found);
        }
        files
    }
}

/// Whether `from module import *` takes the name along.
fn gives_by_star(env: &FileEnv, name: &str) -> bool {
    match env.exported() {
        Some(names) => names.iter().any(|own| own == name),
        None => env.has_export_list() || !name.starts_with('_'),
    }
}

fn unknown(why: &str) -> Step {
    Step::Unknown(Name::new(why))
}

fn not_found(path: &str, name: &str) -> Step {
    Step::Unknown(Name::from(format!("`{path}` binds no name `{name}`")))
}

fn too_deep() -> Step {
    unknown("the chain of names is too long")
}

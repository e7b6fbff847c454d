//! Names across files, asked where they are written: in a module, a class or a function; it recognises nothing.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    ArgValue, Exprs, FunctionKind, FunctionSummary, ImportKind, Name, ParamKind, TypeKind, TypeRef,
};
use syntax::span::Span;

use super::Locals;
use super::callers::{CallsByName, Made, OtherNames, ResultCall};
use super::local::{Decorated, Scope, signature_in, split_last};
use super::test_code;
use super::text::text_of;
use super::value::{Args, Value};
use crate::env::{Class, FileEnv};
use crate::framework::Frameworks;
use crate::index::{ClassRef, FunctionFacts, Index, IndexedFile, Resolved};
use crate::place::{FileId, Place};
use crate::symbol::{Imported, LocalSymbol, Part, SymbolRef, Target};
use crate::tables::Builtins;
use crate::things::{Element, FileRole};

/// How many aliases and results are followed before giving up.
pub(super) const STEPS: u32 = 24;

/// How many local names and results of functions one question may look at: those that lead to each other are as many
/// as the ways through them.
const PARTS: u32 = 300;

/// The same for all questions of one file.
const FILE_PARTS: u32 = 20_000;

/// All files, with memory for what was asked before.
pub(super) struct World<'i> {
    pub index: &'i Index,
    /// What each file tells by itself.
    pub(super) locals: &'i Locals,
    files: Vec<&'i IndexedFile>,
    lineages: RefCell<FxHashMap<SymbolRef, Arc<Lineage>>>,
    resolved: RefCell<FxHashMap<Site, FxHashMap<Name, Meaning>>>,
    pub(super) made: RefCell<FxHashMap<SymbolRef, Made>>,
    /// The files that call something of a last name, by their position.
    pub(super) calling: OnceCell<FxHashMap<Name, Vec<usize>>>,
    pub(super) written: RefCell<FxHashMap<FileId, Rc<CallsByName>>>,
    pub(super) of_results: RefCell<FxHashMap<FileId, Rc<Vec<ResultCall>>>>,
    /// Names that files import functions and classes under.
    pub(super) other_names: RefCell<Option<Rc<OtherNames>>>,
    pub(super) only_implementers: RefCell<FxHashMap<SymbolRef, Option<SymbolRef>>>,
    pub(super) with_methods: RefCell<FxHashMap<SymbolRef, Rc<Vec<SymbolRef>>>>,
    /// Where each file stands in the order of paths.
    positions: FxHashMap<FileId, usize>,
    owners: RefCell<FxHashMap<SymbolRef, Option<SymbolRef>>>,
    /// How many parts the question that is being answered may still look at, and how deep it is in them.
    parts: Cell<u32>,
    /// How many the questions of each file have looked at.
    asked: RefCell<FxHashMap<FileId, u32>>,
    nesting: Cell<u32>,
    /// Files that are tests.
    tests: FxHashSet<FileId>,
}

/// What a path or value stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A function, class, binding or field.
    Declared(SymbolRef),
    /// A value of a class of the workspace.
    Instance(SymbolRef),
    /// Something of a library, by its full path.
    Outside(Name),
    /// A value of a library's class.
    OutsideInstance(Name),
    Module(FileId),
    /// What stood in the way, for a person to read.
    Unknown(Name),
}

/// A class with its ancestors.
#[derive(Clone, Debug, Default)]
pub(super) struct Lineage {
    /// Classes of the workspace, the class itself first, nearer ones before farther ones.
    pub own: Vec<SymbolRef>,
    /// Library and built-in classes at the ends, by full path.
    pub outside: Vec<Name>,
    /// False where a base could not be told.
    pub complete: bool,
}

/// A place where a path or value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Site {
    pub file: FileId,
    pub scope: Scope,
}

impl Site {
    /// The code of a function.
    pub fn in_function(function: SymbolRef) -> Self {
        Self {
            file: function.file,
            scope: Scope::Function(function.symbol),
        }
    }
}

impl<'i> World<'i> {
    pub fn new(index: &'i Index, locals: &'i Locals) -> Self {
        let files = index.files();
        let positions = files.iter().enumerate();
        Self {
            index,
            locals,
            positions: positions.map(|(at, file)| (file.id, at)).collect(),
            files,
            calling: OnceCell::new(),
            written: RefCell::default(),
            of_results: RefCell::default(),
            other_names: RefCell::default(),
            only_implementers: RefCell::default(),
            with_methods: RefCell::default(),
            lineages: RefCell::default(),
            resolved: RefCell::default(),
            made: RefCell::default(),
            owners: RefCell::default(),
            parts: Cell::new(PARTS),
            asked: RefCell::default(),
            nesting: Cell::new(0),
            tests: test_code::files(index),
        }
    }

    /// Whether a file belongs to what is delivered; parts of it may be tests all the same.
    pub fn is_source(&self, file: &IndexedFile) -> bool {
        file.role == FileRole::Source && !self.tests.contains(&file.id)
    }

    /// Whether a file is built for tests alone.
    pub fn is_test_file(&self, file: &IndexedFile) -> bool {
        self.tests.contains(&file.id)
    }

    /// Whether a declaration is built for tests alone.
    pub fn is_test_code(&self, symbol: SymbolRef) -> bool {
        self.tests.contains(&symbol.file)
            || self
                .env(symbol.file)
                .is_some_and(|env| env.is_test_item(symbol.symbol.item))
    }

    /// In order of their paths.
    pub fn files(&self) -> &[&'i IndexedFile] {
        &self.files
    }

    /// Where a file stands in the order of paths.
    pub fn position(&self, id: FileId) -> Option<usize> {
        self.positions.get(&id).copied()
    }

    pub fn file(&self, id: FileId) -> Option<&'i IndexedFile> {
        self.index.file(id)
    }

    pub fn env(&self, id: FileId) -> Option<&'i FileEnv> {
        self.index.env(id)
    }

    pub fn frameworks(&self, id: FileId) -> &'static Frameworks {
        let language = self.env(id).map(|env| env.facts().language);
        Frameworks::of(language.unwrap_or(syntax::language::Language::Python))
    }

    pub fn function(&self, symbol: SymbolRef) -> Option<(&'i FunctionSummary, &'i Exprs)> {
        let env = self.env(symbol.file)?;
        let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
        Some((env.function(symbol.symbol)?, exprs))
    }

    pub fn class(&self, symbol: SymbolRef) -> Option<Class<'i>> {
        self.index.class(symbol)
    }

    pub fn owner(&self, symbol: SymbolRef) -> Option<SymbolRef> {
        let known = self.owners.borrow().get(&symbol).copied();
        known.unwrap_or_else(|| {
            let owner = self.index.owner_of(symbol);
            self.owners.borrow_mut().insert(symbol, owner);
            owner
        })
    }

    pub fn name(&self, symbol: SymbolRef) -> Name {
        let name = self
            .env(symbol.file)
            .and_then(|env| env.name(symbol.symbol));
        name.cloned().unwrap_or_default()
    }

    pub fn element(&self, symbol: SymbolRef) -> Element {
        let name = self.index.qualified_name(symbol).unwrap_or_default();
        self.element_named(symbol, name)
    }

    pub fn element_named(&self, symbol: SymbolRef, name: Name) -> Element {
        Element {
            name,
            place: self.place(symbol),
            whole: self.index.whole(symbol).unwrap_or(nowhere(symbol.file)),
        }
    }

    pub fn place(&self, symbol: SymbolRef) -> Place {
        self.index.place(symbol).unwrap_or(nowhere(symbol.file))
    }

    /// A handler's name and place, also of a function in another.
    pub fn decorated_element(&self, file: FileId, decorated: Decorated) -> Element {
        let (outer, index) = match decorated {
            Decorated::Symbol(symbol) => return self.element(SymbolRef { file, symbol }),
            Decorated::Nested(outer, index) => (outer, index),
        };
        let found = self.env(file).and_then(|env| {
            let start = env.item(outer)?.span.start;
            let nested = &env.function(outer)?.nested.get(index as usize)?.signature;
            // One without a name is shown where it begins.
            let own = match nested.name.is_empty() {
                true => Span::new(nested.span.start, nested.span.start),
                false => nested.name_span,
            };
            Some((
                nested.name.clone(),
                own.shifted(start),
                nested.span.shifted(start),
            ))
        });
        let (name, own, whole) = found.unwrap_or_default();
        let own = if name.is_empty() { whole } else { own };
        Element {
            name,
            place: Place { file, span: own },
            whole: Place { file, span: whole },
        }
    }

    /// The file offsets of a span in the item that `symbol` stands in.
    pub fn place_in(&self, symbol: SymbolRef, span: Span) -> Place {
        let start = self
            .env(symbol.file)
            .and_then(|env| env.item(symbol.symbol))
            .map_or(0, |item| item.span.start);
        Place {
            file: symbol.file,
            span: span.shifted(start),
        }
    }

    /// What a dotted path stands for where it is written; `()` in it passes through a call.
    pub fn resolve(&self, site: Site, path: &str) -> Meaning {
        let known = self
            .resolved
            .borrow()
            .get(&site)
            .and_then(|known| known.get(path).cloned());
        if let Some(known) = known {
            return known;
        }
        let meaning = self.resolve_within(site, path, STEPS);
        // Within a question that has looked at too much the answer may lack something.
        if self.parts.get() == 0 && self.nesting.get() > 0 {
            return meaning;
        }
        let mut resolved = self.resolved.borrow_mut();
        resolved
            .entry(site)
            .or_default()
            .insert(Name::new(path), meaning.clone());
        meaning
    }

    /// The text of a library's constant.
    pub fn constant(&self, path: &str) -> Option<&'static Name> {
        use syntax::language::Language;
        let all = [
            Language::Python,
            Language::JavaScript,
            Language::Go,
            Language::Rust,
        ];
        all.into_iter()
            .find_map(|language| Frameworks::of(language).constant(path))
    }

    /// What a call of a function leads to; the index keeps this from one revision to the next.
    pub fn called_by(&self, function: SymbolRef) -> Arc<FunctionFacts> {
        self.index.function_facts(function)
    }

    /// What the path of a decorator stands for.
    pub fn decorator(&self, site: Site, path: &str) -> Meaning {
        let meaning = self.resolve(site, path);
        let Some(env) = self.env(site.file) else {
            return meaning;
        };
        let is_apart = Builtins::of(env.facts().language).decorators_apart;
        let told = matches!(&meaning, Meaning::Outside(_) | Meaning::OutsideInstance(_));
        if !is_apart || told {
            return meaning;
        }
        if path.contains('.') {
            // A library's by its full path; a star import cannot give that.
            let is_unknown = matches!(meaning, Meaning::Unknown(_));
            return if is_unknown {
                Meaning::Outside(Name::new(path))
            } else {
                meaning
            };
        }
        let mut imports = env.imports();
        let import = imports.find(|(_, import)| import.local == path);
        match import.map(|(_, import)| env.import_target(import)) {
            Some(target) => meaning_of(self.index.resolve_target(site.file, &target)),
            None => meaning,
        }
    }

    pub(super) fn resolve_within(&self, site: Site, path: &str, steps: u32) -> Meaning {
        if let Some(meaning) = self.resolve_nested(site, path, steps) {
            return meaning;
        }
        let resolved = match site.scope {
            Scope::Module => self.index.resolve(site.file, path),
            Scope::Function(symbol) | Scope::Nested(symbol, _) => {
                let function = SymbolRef {
                    file: site.file,
                    symbol,
                };
                self.index.resolve_in(function, path)
            }
            Scope::Class(class) => return self.resolve_in_class(site.file, class, path, steps),
        };
        let meaning = meaning_of(resolved);
        if matches!(meaning, Meaning::Unknown(_)) {
            return self.by_parts(site, path, steps).unwrap_or(meaning);
        }
        meaning
    }

    /// What a path stands for that begins with a parameter of a function in another one, by the parameter's type.
    fn resolve_nested(&self, site: Site, path: &str, steps: u32) -> Option<Meaning> {
        let Scope::Nested(outer, index) = site.scope else {
            return None;
        };
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let head = signature_in(self, site.file, Decorated::Nested(outer, index))?;
        let param = head.params.iter().find(|param| param.name == first)?;
        let value = self.annotated(site.file, param.ty.as_ref()?);
        Some(self.walk(value, rest, steps))
    }

    fn resolve_in_class(
        &self,
        file: FileId,
        class: LocalSymbol,
        path: &str,
        steps: u32,
    ) -> Meaning {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let own = self
            .env(file)
            .and_then(|env| env.class(class))
            .and_then(|class| class.own_member(first));
        let site = Site {
            file,
            scope: Scope::Module,
        };
        match own {
            Some(symbol) => self.walk(Meaning::Declared(SymbolRef { file, symbol }), rest, steps),
            None => self.resolve_within(site, path, steps),
        }
    }

    /// Follows the first name and then each member, where a function on the way does not declare what it
    /// gives but can be read.
    fn by_parts(&self, site: Site, path: &str, steps: u32) -> Option<Meaning> {
        let steps = steps.checked_sub(1)?;
        self.part(site.file, || self.parts_of(site, path, steps))?
    }

    /// What `look` finds, as one part of the question that is being answered; none where that has no part left. `file`
    /// is where the question is asked.
    fn part<T>(&self, file: FileId, look: impl FnOnce() -> T) -> Option<T> {
        let nesting = self.nesting.get();
        if nesting == 0 {
            let asked = self.asked.borrow().get(&file).copied().unwrap_or(0);
            self.parts.set(PARTS.min(FILE_PARTS.saturating_sub(asked)));
        }
        let allowed = self.parts.get();
        self.parts.set(allowed.checked_sub(1)?);
        self.nesting.set(nesting + 1);
        let found = look();
        self.nesting.set(nesting);
        if nesting == 0 {
            *self.asked.borrow_mut().entry(file).or_default() += allowed - self.parts.get();
        }
        Some(found)
    }

    fn parts_of(&self, site: Site, path: &str, steps: u32) -> Option<Meaning> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let (name, calls) = without_calls(first);
        let local = self.local_value(site, name, steps);
        if local.is_none() && calls == 0 && rest.is_empty() {
            return None;
        }
        let mut meaning = local.or_else(|| {
            let found = self.resolve_within(site, name, steps);
            (!matches!(found, Meaning::Unknown(_))).then_some(found)
        })?;
        for _ in 0..calls {
            meaning = self.called(meaning, steps);
        }
        Some(self.walk(meaning, rest, steps))
    }

    /// The value of a local name of a function.
    fn local_value(&self, site: Site, name: &str, steps: u32) -> Option<Meaning> {
        let symbol = site.scope.function()?;
        let (function, _) = self.function(SymbolRef {
            file: site.file,
            symbol,
        })?;
        // One of a list by its number: `routers[i].Register(group)`.
        let item = match name.strip_suffix("[]") {
            Some(list) => self.item_of(site, function, &Name::new(list), steps),
            None => self.loop_item(site, function, name, steps),
        };
        if item.is_some() {
            return item;
        }
        let values = || function.locals.iter().filter(|(local, _)| local == name);
        // A parameter of a function inside has the same name; it keeps its type here.
        if matches!(site.scope, Scope::Function(_))
            && values().all(|(_, value)| *value == ArgValue::Other)
        {
            let mut params = function.signature.params.iter();
            let ty = params.find(|param| param.name == name)?.ty.as_ref()?;
            return Some(self.annotated(site.file, ty));
        }
        let (_, value) = values().next()?;
        match value {
            ArgValue::Call(path) if !starts_with_name(path, name) => {
                let callee = self.resolve_within(site, path, steps);
                Some(self.called(callee, steps))
            }
            ArgValue::Path(path) if !starts_with_name(path, name) => {
                Some(self.resolve_within(site, path, steps))
            }
            _ => None,
        }
    }

    /// The declaration that a path written at the top level of a file names, aliases not followed.
    pub fn declaration(&self, file: FileId, path: &str) -> Option<SymbolRef> {
        self.declaration_within(file, path, STEPS)
    }

    fn declaration_within(&self, file: FileId, path: &str, steps: u32) -> Option<SymbolRef> {
        let steps = steps.checked_sub(1)?;
        if let Some((module, name)) = path.rsplit_once('.') {
            return match self.index.resolve(file, module) {
                Resolved::Module(module) => self.declaration_within(module, name, steps),
                _ => None,
            };
        }
        let env = self.env(file)?;
        if let Some(symbol) = env.declared(path) {
            return Some(SymbolRef { file, symbol });
        }
        env.imports().find_map(|(_, import)| {
            let name = match import.kind {
                ImportKind::Name if import.local == path => import.name.as_ref()?.as_str(),
                ImportKind::All => path,
                _ => return None,
            };
            let module = env.module_of(import).ok()?;
            let target = Target::Imported(Imported::of(&module, module.clone()));
            match self.index.resolve_target(file, &target) {
                Resolved::Module(module) if module != file => {
                    self.declaration_within(module, name, steps.checked_sub(2)?)
                }
                _ => None,
            }
        })
    }

    /// A value of an annotated type.
    pub fn annotated(&self, file: FileId, ty: &TypeRef) -> Meaning {
        let ty = yielded(ty).unwrap_or(ty);
        match self.index.query().class_of_type(file, ty) {
            Some(ClassRef::Project(class)) => Meaning::Instance(class),
            Some(ClassRef::External(path)) => Meaning::OutsideInstance(path),
            None => Meaning::Unknown(Name::new("the type names no one class")),
        }
    }

    fn walk(&self, start: Meaning, rest: &str, steps: u32) -> Meaning {
        let mut meaning = start;
        for segment in rest.split('.').filter(|segment| !segment.is_empty()) {
            let (name, calls) = without_calls(segment);
            meaning = self.member(meaning, name, steps);
            for _ in 0..calls {
                meaning = self.called(meaning, steps);
            }
        }
        meaning
    }

    /// The class that `of` is, or is a value of.
    pub fn class_of(&self, of: &Meaning) -> Option<SymbolRef> {
        match of {
            Meaning::Instance(class) => Some(*class),
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Type(_) => Some(*symbol),
                Part::Binding(_) | Part::Field(_) | Part::TypeField(..) => {
                    match self.value_of(*symbol) {
                        Meaning::Instance(class) => Some(class),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What `.name` of `of` stands for.
    pub fn member_of(&self, of: Meaning, name: &str) -> Meaning {
        self.member(of, name, STEPS)
    }

    fn member(&self, of: Meaning, name: &str, steps: u32) -> Meaning {
        let Some(steps) = steps.checked_sub(1) else {
            return too_deep();
        };
        match of {
            Meaning::Module(file) => self.exported(file, name),
            Meaning::Instance(class) => self.class_member(class, name, true, steps),
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Type(_) => self.class_member(symbol, name, false, steps),
                Part::Binding(_) | Part::Field(_) | Part::TypeField(..) => {
                    match self.value_of_binding(symbol, steps) {
                        Meaning::Unknown(why) => Meaning::Unknown(why),
                        value => self.member(value, name, steps),
                    }
                }
                _ => Meaning::Unknown(Name::from(format!(
                    "`{name}` is an attribute of a function"
                ))),
            },
            Meaning::Outside(path) | Meaning::OutsideInstance(path) => {
                Meaning::Outside(Name::from(format!("{path}.{name}")))
            }
            Meaning::Unknown(why) => Meaning::Unknown(why),
        }
    }

    /// What a module exports under a name; its default has none of its own in the module.
    fn exported(&self, file: FileId, name: &str) -> Meaning {
        let target = self.env(file).filter(|_| name == "default");
        match target.and_then(|env| env.export(name)) {
            Some(target) => meaning_of(self.index.resolve_target(file, &target)),
            None => meaning_of(self.index.resolve(file, name)),
        }
    }

    fn class_member(&self, class: SymbolRef, name: &str, of_value: bool, steps: u32) -> Meaning {
        let found = meaning_of(self.index.query().member(class, name));
        match &found {
            Meaning::Declared(symbol) if of_value => {
                let getter = self
                    .function(*symbol)
                    .filter(|(summary, _)| summary.signature.kind == FunctionKind::Getter);
                if getter.is_some() {
                    return self.result_of(*symbol, None, steps);
                }
                if matches!(symbol.symbol.part, Part::Function(_) | Part::Type(_)) {
                    return found;
                }
                match self.value_of_binding(*symbol, steps) {
                    Meaning::Unknown(_) => found,
                    value => value,
                }
            }
            Meaning::Unknown(_) if of_value => {
                let lineage = self.lineage(class);
                let assigned = lineage
                    .own
                    .iter()
                    .find_map(|class| self.assigned(*class, name, steps));
                assigned.unwrap_or(found)
            }
            _ => found,
        }
    }

    /// What the class's methods assign to an attribute, where what they call does not declare its result.
    fn assigned(&self, class: SymbolRef, name: &str, steps: u32) -> Option<Meaning> {
        let found = self.class(class)?;
        let mut meanings = Vec::new();
        for method in found.methods() {
            let Some(receiver) = method.function.signature.receiver() else {
                continue;
            };
            for (local, value) in &method.function.locals {
                let own = local
                    .strip_prefix(receiver)
                    .and_then(|rest| rest.strip_prefix('.'));
                if own != Some(name) {
                    continue;
                }
                let site = Site {
                    file: class.file,
                    scope: Scope::Function(method.symbol),
                };
                match value {
                    ArgValue::Call(path) => {
                        let callee = self.resolve_within(site, path, steps.checked_sub(1)?);
                        meanings.push(self.called(callee, steps));
                    }
                    ArgValue::Path(path) if path == "None" => {}
                    ArgValue::Path(path) if *path != *local => {
                        let steps = steps.checked_sub(1)?;
                        let told = match self.resolve_within(site, path, steps) {
                            Meaning::Unknown(why) => self
                                .given_when_made(class, method.function, path, steps)
                                .unwrap_or(Meaning::Unknown(why)),
                            told => told,
                        };
                        meanings.push(told);
                    }
                    _ => return None,
                }
            }
        }
        let (first, others) = meanings.split_first()?;
        let known =
            !matches!(first, Meaning::Unknown(_)) && others.iter().all(|other| other == first);
        known.then(|| first.clone())
    }

    /// What a parameter of the constructor is given wherever a value of the class is made, where all agree.
    fn given_when_made(
        &self,
        class: SymbolRef,
        constructor: &FunctionSummary,
        param: &str,
        steps: u32,
    ) -> Option<Meaning> {
        let signature = &constructor.signature;
        if signature.kind != FunctionKind::Constructor {
            return None;
        }
        let params = signature.params.iter();
        let mut params = params.filter(|param| param.kind != ParamKind::Receiver);
        let position = params.position(|own| own.name == param)?;
        let made = self.made(class);
        let mut given = made.iter().filter_map(|(site, args)| {
            let value = args.keyword(param).or_else(|| args.position(position))?;
            Some(self.value_within(*site, value, steps))
        });
        let first = given.next()?;
        let known = !matches!(first, Meaning::Unknown(_)) && given.all(|other| other == first);
        known.then_some(first)
    }

    /// What calling `callee` gives.
    pub fn call_result(&self, callee: Meaning) -> Meaning {
        self.called(callee, STEPS)
    }

    fn called(&self, callee: Meaning, steps: u32) -> Meaning {
        let Some(steps) = steps.checked_sub(1) else {
            return too_deep();
        };
        match callee {
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Type(_) => Meaning::Instance(symbol),
                Part::Function(_) => self.result_of(symbol, self.owner(symbol), steps),
                _ => {
                    let value = self.value_of_binding(symbol, steps);
                    match value {
                        Meaning::Unknown(why) => Meaning::Unknown(why),
                        value => self.called(value, steps),
                    }
                }
            },
            Meaning::Instance(class) => match self.class_member(class, "__call__", true, steps) {
                Meaning::Declared(method) => self.result_of(method, Some(class), steps),
                _ => Meaning::Unknown(Name::new("what calling the value gives is not told")),
            },
            Meaning::Outside(path) => {
                let last = path.rsplit('.').next().unwrap_or("");
                if last.chars().next().is_some_and(char::is_uppercase) {
                    Meaning::OutsideInstance(path)
                } else {
                    Meaning::OutsideInstance(Name::from(format!("{path}()")))
                }
            }
            Meaning::OutsideInstance(path) => {
                Meaning::OutsideInstance(Name::from(format!("{path}()")))
            }
            Meaning::Module(_) => Meaning::Unknown(Name::new("a module cannot be called")),
            Meaning::Unknown(why) => Meaning::Unknown(why),
        }
    }

    /// What a function gives: by its annotation, else by the one thing it returns.
    fn result_of(&self, function: SymbolRef, class: Option<SymbolRef>, steps: u32) -> Meaning {
        let unknown = |why: &str| Meaning::Unknown(Name::new(why));
        let Some((summary, _)) = self.function(function) else {
            return unknown("the function is not indexed");
        };
        if let Some(ty) = &summary.signature.returns {
            let ty = yielded(ty).unwrap_or(ty);
            let of_self = matches!(&ty.kind, TypeKind::Named { path, .. } if path == "Self");
            if of_self && let Some(class) = class {
                return Meaning::Instance(class);
            }
            let value = self.annotated(function.file, ty);
            if !matches!(value, Meaning::Unknown(_)) {
                return value;
            }
        }
        let Some(steps) = steps.checked_sub(1) else {
            return too_deep();
        };
        let returned = self.part(function.file, || {
            self.returned(function, &summary.returns, steps)
        });
        returned.unwrap_or_else(too_deep)
    }

    /// The one thing that all paths which a function returns stand for.
    fn returned(&self, function: SymbolRef, paths: &[Name], steps: u32) -> Meaning {
        let unknown = |why: &str| Meaning::Unknown(Name::new(why));
        let site = Site::in_function(function);
        let paths = paths.iter().filter(|path| *path != "None");
        let mut meanings = paths.map(|path| {
            match self.resolve_within(site, path, steps) {
                // A returned class is nearly always a returned value of it: the call around it is left out.
                Meaning::Declared(symbol) if is_callable(symbol) => {
                    self.called(Meaning::Declared(symbol), steps)
                }
                Meaning::Outside(path) => self.called(Meaning::Outside(path), steps),
                Meaning::Declared(symbol) => self.value_of_binding(symbol, steps),
                other => other,
            }
        });
        let Some(first) = meanings.next() else {
            return unknown("the function returns nothing that is named");
        };
        if meanings.all(|other| other == first) {
            first
        } else {
            unknown("the function returns different things")
        }
    }

    /// The class of the value a declared name holds.
    pub fn value_of(&self, symbol: SymbolRef) -> Meaning {
        self.value_of_binding(symbol, STEPS)
    }

    fn value_of_binding(&self, symbol: SymbolRef, steps: u32) -> Meaning {
        let unknown = Meaning::Unknown(Name::new("the value is not told"));
        let (Some(env), Some(steps)) = (self.env(symbol.file), steps.checked_sub(1)) else {
            return unknown;
        };
        let Some(item) = env.item(symbol.symbol) else {
            return unknown;
        };
        let ty = env
            .field(symbol.symbol)
            .and_then(|field| field.ty.as_ref())
            .or_else(|| env.binding(symbol.symbol)?.ty.as_ref());
        if let Some(ty) = ty {
            let value = self.annotated(symbol.file, ty);
            if !matches!(value, Meaning::Unknown(_)) {
                return value;
            }
        }
        let Some(value) = env.value(symbol.symbol) else {
            return unknown;
        };
        let scope = env
            .owner_of(symbol.symbol)
            .map_or(Scope::Module, Scope::Class);
        let site = Site {
            file: symbol.file,
            scope,
        };
        self.value_within(site, &Value::read(&item.facts.summary.exprs, value), steps)
    }

    /// What a value stands for: a name's meaning, or the result of a call.
    pub fn meaning_of(&self, site: Site, value: &Value) -> Meaning {
        self.value_within(site, value, STEPS)
    }

    fn value_within(&self, site: Site, value: &Value, steps: u32) -> Meaning {
        let Some(steps) = steps.checked_sub(1) else {
            return too_deep();
        };
        match value {
            Value::Path(path) => self.resolve_within(site, path, steps),
            Value::Elsewhere(from, path) => self.resolve_within(*from, path, steps),
            Value::There(from, value) => self.value_within(*from, value, steps),
            Value::Call {
                callee, args, on, ..
            } if !callee.is_empty() => {
                if let Some(module) = self.loaded(site, callee, args) {
                    return module;
                }
                if let Some(member) = on
                    .as_ref()
                    .and_then(|on| self.member_of_loaded(site, on, callee))
                {
                    return self.called(member, steps);
                }
                if let (Some(on), true) = (on, callee.ends_with("()")) {
                    let on = self.value_within(site, on, steps);
                    return self.called(on, steps);
                }
                let callee = self.resolve_within(site, callee, steps);
                self.called(callee, steps)
            }
            Value::Module(file) => Meaning::Module(*file),
            Value::Member(object, name) => {
                let object = self.value_within(site, object, steps);
                self.member(object, name, steps)
            }
            Value::Text(_) | Value::Template(_) => Meaning::OutsideInstance(Name::new("str")),
            // A record that is written with its type.
            Value::Map(_) if value.entry("").is_some() => {
                let class = value.entry("").unwrap_or(value);
                self.value_within(site, class, steps)
            }
            _ => Meaning::Unknown(Name::new("the value is computed")),
        }
    }

    /// What a callee is a member of, where that is a module loaded in place: `require("express").Router`.
    pub fn member_of_loaded(&self, site: Site, on: &Value, callee: &str) -> Option<Meaning> {
        let Value::Call {
            callee: loader,
            args,
            ..
        } = on
        else {
            return None;
        };
        let module = self.loaded(site, loader, args)?;
        let (object, name) = callee.rsplit_once('.')?;
        (object == format!("{loader}()")).then(|| self.member_of(module, name))
    }

    /// The module that a call gives, where the function loads one by its name: `require("./users")`.
    pub fn loaded(&self, site: Site, callee: &str, args: &Args) -> Option<Meaning> {
        let env = self.env(site.file)?;
        let builtins = Builtins::of(env.facts().language);
        if !builtins.loads(callee) {
            return self.imported(site, callee, args);
        }
        let Some(Value::Text(module)) = args.position(0) else {
            return Some(Meaning::Unknown(Name::new("the module's name is computed")));
        };
        let mut imports = env.imports();
        let import = imports.find(|(_, import)| import.module == *module);
        let target = match import {
            Some((_, import)) => env.import_target(import),
            // Loaded where a function runs.
            None => env.loaded_target(module),
        };
        Some(meaning_of(self.index.resolve_target(site.file, &target)))
    }

    /// The module that a function of the library gives by its full name: `import_module("app.users")`.
    fn imported(&self, site: Site, callee: &str, args: &Args) -> Option<Meaning> {
        let builtins = Builtins::of(self.env(site.file)?.facts().language);
        if !builtins.may_import(split_last(callee).1) {
            return None;
        }
        match self.resolve(site, callee) {
            Meaning::Outside(path) if builtins.imports(&path) => {}
            _ => return None,
        }
        let Ok(module) = text_of(self, site, args.position(0)?, None) else {
            return Some(Meaning::Unknown(Name::new("the module's name is computed")));
        };
        // One told from the caller's own package is not followed.
        if module.starts_with('.') {
            return Some(Meaning::Unknown(Name::new("the module's name is computed")));
        }
        let target = Target::Imported(Imported::of(&module, Name::new(&module)));
        Some(meaning_of(self.index.resolve_target(site.file, &target)))
    }

    /// The class and all its ancestors.
    pub fn lineage(&self, class: SymbolRef) -> Arc<Lineage> {
        if let Some(known) = self.lineages.borrow().get(&class) {
            return Arc::clone(known);
        }
        let ancestors = self.index.ancestors(class);
        let mut lineage = Lineage {
            own: Vec::new(),
            outside: Vec::new(),
            complete: ancestors.complete,
        };
        for ancestor in ancestors.classes {
            match ancestor {
                ClassRef::Project(symbol) => lineage.own.push(symbol),
                ClassRef::External(path) => lineage.outside.push(path),
            }
        }
        lineage.outside.extend(ancestors.derived);
        let lineage = Arc::new(lineage);
        self.lineages
            .borrow_mut()
            .insert(class, Arc::clone(&lineage));
        lineage
    }
}

pub(super) fn meaning_of(resolved: Resolved) -> Meaning {
    match resolved {
        Resolved::Project(symbol) => Meaning::Declared(symbol),
        Resolved::Module(file) => Meaning::Module(file),
        Resolved::External(path) => Meaning::Outside(path),
        Resolved::Instance(ClassRef::Project(class)) => Meaning::Instance(class),
        Resolved::Instance(ClassRef::External(path)) => Meaning::OutsideInstance(path),
        Resolved::Unknown(why) => Meaning::Unknown(why),
    }
}

fn too_deep() -> Meaning {
    Meaning::Unknown(Name::new("the chain of names is too long"))
}

fn nowhere(file: FileId) -> Place {
    Place {
        file,
        span: Span::default(),
    }
}

fn is_callable(symbol: SymbolRef) -> bool {
    matches!(symbol.symbol.part, Part::Type(_) | Part::Function(_))
}

fn starts_with_name(path: &str, name: &str) -> bool {
    let first = path.split('.').next().unwrap_or("");
    first.trim_end_matches("()") == name
}

/// `get()()` gives `get` and 2.
fn without_calls(segment: &str) -> (&str, usize) {
    let name = segment.trim_end_matches("()");
    (name, (segment.len() - name.len()) / 2)
}

/// What a generator's annotation says it yields: `AsyncIterator[Session]`.
fn yielded(ty: &TypeRef) -> Option<&TypeRef> {
    let TypeKind::Named { path, args } = &ty.kind else {
        return None;
    };
    let last = path.rsplit('.').next().unwrap_or("");
    let yields = [
        "Iterator",
        "AsyncIterator",
        "Generator",
        "AsyncGenerator",
        "Iterable",
        "AsyncIterable",
        "Awaitable",
    ];
    if yields.contains(&last) {
        args.first()
    } else {
        None
    }
}

//! What the names of one file stand for, told by the file alone; it never looks into another file.

mod class;
mod function;
mod hash;
mod names;

use std::sync::Arc;

use syntax::facts::{
    Binding, ExprId, ExprKind, Exprs, Field, FunctionSummary, Import, ImportKind, Literal, Name,
    TypeDecl, TypeDeclKind, TypeKind, TypeRef, Variant,
};
use syntax::file::{FileFacts, PlacedItem};
use syntax::span::Span;

use crate::library::Libraries;
use crate::symbol::{Imported, LocalSymbol, Origin, Part, Target, Why, joined, split_first};
use crate::tables::Builtins;
use names::{Bound, Names};

pub use class::{Class, ClassMember, Method};
pub use function::FunctionNames;
pub(crate) use names::pattern_names;

/// How many aliases, bases and wrappers are followed before giving up.
const STEPS: usize = 16;

/// The module a file is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Module {
    /// The dotted path: `shop.users.service`.
    pub name: Name,
    /// Whether the file is the package itself, so that its relative imports start in it.
    pub is_package: bool,
}

/// The names of one file and what they stand for.
///
/// Cheap to clone, and cheap to bring up to date after an edit that changes no signature.
#[derive(Clone, Debug)]
pub struct FileEnv {
    facts: Arc<FileFacts>,
    module: Option<Module>,
    names: Arc<Names>,
    /// For each item the hash of what others may see of it.
    item_hashes: Arc<[u64]>,
    hash: u64,
}

impl FileEnv {
    /// The environment of a file; without its module, relative imports stay relative.
    #[must_use]
    pub fn new(facts: Arc<FileFacts>, module: Option<Module>) -> Self {
        let item_hashes: Arc<[u64]> = facts.items.iter().map(hash::item).collect();
        Self {
            hash: hash::file(module.as_ref(), &item_hashes),
            names: Arc::new(Names::new(&facts)),
            facts,
            module,
            item_hashes,
        }
    }

    /// The environment after an edit. Items that share their facts with the version before are not looked
    /// at, and the table of names is shared when nothing that others may see has changed.
    #[must_use]
    pub fn updated(&self, facts: Arc<FileFacts>) -> Self {
        let (item_hashes, _) = self.item_hashes_of(&facts);
        let unchanged = item_hashes == self.item_hashes && self.has_parents_of(&facts);
        Self {
            hash: if unchanged {
                self.hash
            } else {
                hash::file(self.module.as_ref(), &item_hashes)
            },
            names: if unchanged {
                Arc::clone(&self.names)
            } else {
                Arc::new(Names::new(&facts))
            },
            facts,
            module: self.module.clone(),
            item_hashes,
        }
    }

    /// Whether members belong to the heads they belonged to.
    fn has_parents_of(&self, facts: &FileFacts) -> bool {
        let pairs = self.facts.items.iter().zip(&facts.items);
        pairs.into_iter().all(|(old, new)| old.parent == new.parent)
    }

    /// The hashes of the new items and how many had to be computed. Items at the front and at the back that
    /// are the same object as before keep theirs.
    fn item_hashes_of(&self, facts: &FileFacts) -> (Arc<[u64]>, usize) {
        let old = self.facts.items.iter().zip(self.item_hashes.iter());
        let same = |new: &PlacedItem, old: &PlacedItem| {
            Arc::ptr_eq(&new.facts, &old.facts)
                && new.kind == old.kind
                && new.parent.is_some() == old.parent.is_some()
        };
        let front: Vec<u64> = facts
            .items
            .iter()
            .zip(old.clone())
            .take_while(|(new, (old, _))| same(new, old))
            .map(|(_, (_, hash))| *hash)
            .collect();
        let rest = facts.items.get(front.len()..).unwrap_or_default();
        let old_rest = self.facts.items.len() - front.len();
        let mut back: Vec<u64> = rest
            .iter()
            .rev()
            .zip(old.rev().take(old_rest))
            .take_while(|(new, (old, _))| same(new, old))
            .map(|(_, (_, hash))| *hash)
            .collect();
        back.reverse();
        let middle = rest
            .get(..rest.len() - back.len())
            .unwrap_or_default()
            .iter()
            .map(hash::item);
        let hashed = middle.len();
        let all = front.iter().copied().chain(middle).chain(back).collect();
        (all, hashed)
    }

    #[must_use]
    pub fn facts(&self) -> &Arc<FileFacts> {
        &self.facts
    }

    #[must_use]
    pub fn module(&self) -> Option<&Module> {
        self.module.as_ref()
    }

    /// A hash of everything the results of an item may depend on besides its own bytes: imports, the module,
    /// names, signatures, values of constants, attributes set by constructors. Bodies are not in it.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// What a dotted path written at the top level of the file stands for. `()` in the path stands for a
    /// call passed through, as in [`syntax::facts::CallFact::callee`].
    #[must_use]
    pub fn resolve(&self, path: &str) -> Target {
        let (first, rest) = split_first(path);
        let (name, calls) = without_calls(first);
        self.walk(self.resolve_name(name, STEPS), calls, rest)
    }

    /// What a declared name is bound to, if the file binds it once. Aliases are not followed.
    #[must_use]
    pub fn declared(&self, name: &str) -> Option<LocalSymbol> {
        match self.names.single(&self.facts, name)? {
            Bound::Symbol(symbol) => Some(*symbol),
            Bound::Import { .. } => None,
        }
    }

    /// Every declaration at the top level of the file, in source order; a name may come more than once.
    pub fn declarations(&self) -> impl Iterator<Item = (&Name, LocalSymbol)> {
        self.names
            .declarations
            .iter()
            .map(|(name, symbol)| (name, *symbol))
    }

    /// Every import at the top level of the file, with the index of its item.
    pub fn imports(&self) -> impl Iterator<Item = (u32, &Import)> {
        (0u32..).zip(&self.facts.items).flat_map(|(index, item)| {
            item.facts
                .summary
                .imports
                .iter()
                .map(move |import| (index, import))
        })
    }

    /// The names that `from module import *` gives: `__all__` where it is written out, else every public
    /// name. None where `__all__` is computed or another star import adds names.
    #[must_use]
    pub fn exported(&self) -> Option<Vec<Name>> {
        self.names.exported()
    }

    /// Whether the file says what it exports.
    #[must_use]
    pub fn has_export_list(&self) -> bool {
        self.names.has_export_list()
    }

    /// Modules whose every name is imported, as full paths.
    pub(crate) fn star_modules(&self) -> impl Iterator<Item = Result<Imported, Why>> {
        self.imports()
            .filter(|(_, import)| import.kind == ImportKind::All)
            .map(|(_, import)| {
                self.module_of(import).map(|path| Imported {
                    module_len: len(&path),
                    path,
                })
            })
    }

    /// The item a symbol stands in.
    #[must_use]
    pub fn item(&self, symbol: LocalSymbol) -> Option<&PlacedItem> {
        self.facts.items.get(symbol.item as usize)
    }

    #[must_use]
    pub fn function(&self, symbol: LocalSymbol) -> Option<&FunctionSummary> {
        match symbol.part {
            Part::Function(at) => self.item(symbol)?.facts.summary.functions.get(at as usize),
            _ => None,
        }
    }

    /// The head of a type as its item declares it; [`FileEnv::class`] adds the members.
    #[must_use]
    pub fn type_decl(&self, symbol: LocalSymbol) -> Option<&TypeDecl> {
        match symbol.part {
            Part::Type(at) => self.item(symbol)?.facts.types.get(at as usize),
            _ => None,
        }
    }

    #[must_use]
    pub fn binding(&self, symbol: LocalSymbol) -> Option<&Binding> {
        match symbol.part {
            Part::Binding(at) => self.item(symbol)?.facts.summary.bindings.get(at as usize),
            _ => None,
        }
    }

    #[must_use]
    pub fn field(&self, symbol: LocalSymbol) -> Option<&Field> {
        let facts = &self.item(symbol)?.facts;
        match symbol.part {
            Part::Field(at) => facts.fields.get(at as usize),
            Part::TypeField(ty, at) => facts.types.get(ty as usize)?.fields.get(at as usize),
            _ => None,
        }
    }

    #[must_use]
    pub fn variant(&self, symbol: LocalSymbol) -> Option<&Variant> {
        let facts = &self.item(symbol)?.facts;
        match symbol.part {
            Part::Variant(at) => facts.variants.get(at as usize),
            Part::TypeVariant(ty, at) => facts.types.get(ty as usize)?.variants.get(at as usize),
            _ => None,
        }
    }

    /// The declared name.
    #[must_use]
    pub fn name(&self, symbol: LocalSymbol) -> Option<&Name> {
        match symbol.part {
            Part::Whole => None,
            Part::Function(_) => Some(&self.function(symbol)?.signature.name),
            Part::Type(_) => Some(&self.type_decl(symbol)?.name),
            Part::Binding(_) => self.binding(symbol)?.name.as_ref(),
            Part::Field(_) | Part::TypeField(..) => Some(&self.field(symbol)?.name),
            Part::Variant(_) | Part::TypeVariant(..) => Some(&self.variant(symbol)?.name),
        }
    }

    /// Where the name is declared, in bytes of the file.
    #[must_use]
    pub fn name_span(&self, symbol: LocalSymbol) -> Option<Span> {
        let own = match symbol.part {
            Part::Whole => Span::default(),
            Part::Function(_) => self.function(symbol)?.signature.name_span,
            Part::Type(_) => self.type_decl(symbol)?.name_span,
            Part::Binding(_) => self.binding(symbol)?.target.span,
            Part::Field(_) | Part::TypeField(..) => self.field(symbol)?.name_span,
            Part::Variant(_) | Part::TypeVariant(..) => self.variant(symbol)?.span,
        };
        Some(own.shifted(self.item(symbol)?.span.start))
    }

    /// The whole declaration in bytes of the file; of a class its members, too.
    #[must_use]
    pub fn whole_span(&self, symbol: LocalSymbol) -> Option<Span> {
        let item = self.item(symbol)?;
        let own = match symbol.part {
            Part::Whole => return Some(item.span),
            Part::Function(_) => self.function(symbol)?.signature.span,
            Part::Type(_) => self.type_decl(symbol)?.span,
            Part::Binding(_) => self.binding(symbol)?.span,
            Part::Field(_) | Part::TypeField(..) => self.field(symbol)?.span,
            Part::Variant(_) | Part::TypeVariant(..) => self.variant(symbol)?.span,
        };
        let own = own.shifted(item.span.start);
        let members = self.names.member_items(symbol.item);
        let last = match symbol.part {
            Part::Type(_) => members
                .last()
                .and_then(|at| self.facts.items.get(*at as usize)),
            _ => None,
        };
        Some(last.map_or(own, |last| own.joined(last.span)))
    }

    /// The class a value of the annotated type belongs to, where the annotation names one class.
    #[must_use]
    pub fn origin_of(&self, ty: &TypeRef) -> Option<Origin> {
        self.origin_within(ty, STEPS)
    }

    /// The class of what looping over a value of the annotated type gives.
    #[must_use]
    pub fn element_of(&self, ty: &TypeRef) -> Option<Origin> {
        match &self.value_type(ty)?.kind {
            TypeKind::List(inner) => self.origin_of(inner),
            TypeKind::Map(key, _) => self.origin_of(key),
            TypeKind::Named { path, args } => {
                let path = self.resolve(path).path()?;
                let [first, ..] = args.as_slice() else {
                    return None;
                };
                let typing = &Builtins::of(self.facts.language).typing;
                // `tuple[int, ...]` is left out: its elements may differ.
                typing
                    .element_first
                    .contains(&path)
                    .then(|| self.origin_of(first))?
            }
            _ => None,
        }
    }

    /// The type without what wraps it: absence, references and extra information.
    #[must_use]
    pub fn value_type<'t>(&self, ty: &'t TypeRef) -> Option<&'t TypeRef> {
        let mut ty = ty;
        for _ in 0..STEPS {
            ty = match &ty.kind {
                TypeKind::Optional(inner)
                | TypeKind::Pointer(inner)
                | TypeKind::Reference { inner, .. }
                | TypeKind::Annotated { inner, .. } => inner,
                TypeKind::Dynamic(bounds) => match bounds.as_slice() {
                    [only] => only,
                    _ => return None,
                },
                TypeKind::Named { path, args } if !args.is_empty() => {
                    let target = self.resolve(path).path();
                    let typing = &Builtins::of(self.facts.language).typing;
                    match (target, args.first()) {
                        (Some(path), Some(inner)) if typing.transparent.contains(&path) => inner,
                        _ => return Some(ty),
                    }
                }
                _ => return Some(ty),
            };
        }
        None
    }

    /// The annotation of a class's attribute, or the return type of its getter, also through bases in this
    /// file.
    #[must_use]
    pub fn member_annotation(&self, class: LocalSymbol, name: &str) -> Option<&TypeRef> {
        let symbol = self.class(class)?.member(name)?;
        match symbol.part {
            Part::Function(_) => {
                let signature = &self.function(symbol)?.signature;
                let is_getter = signature.kind == syntax::facts::FunctionKind::Getter;
                signature.returns.as_ref().filter(|_| is_getter)
            }
            Part::Binding(_) => self.binding(symbol)?.ty.as_ref(),
            _ => self.field(symbol)?.ty.as_ref(),
        }
    }

    fn origin_within(&self, ty: &TypeRef, steps: usize) -> Option<Origin> {
        let steps = steps.checked_sub(1)?;
        let ty = self.value_type(ty)?;
        let TypeKind::Named { path, .. } = &ty.kind else {
            return builtin_shape(&ty.kind).map(|name| Origin::Builtin(Name::new(name)));
        };
        self.origin_of_class(&self.resolve(path), steps)
    }

    /// The origin of the values of what `target` names, if that is a class.
    fn origin_of_class(&self, target: &Target, steps: usize) -> Option<Origin> {
        let typing = &Builtins::of(self.facts.language).typing;
        let says_something =
            |path: &Name| !typing.anything.contains(path) && !typing.class_objects.contains(path);
        match target {
            Target::Imported(imported) if says_something(&imported.path) => {
                Some(Origin::Imported(self.normalised(imported.clone())))
            }
            Target::Builtin(name) if name != "None" && says_something(name) => {
                Some(Origin::Builtin(name.clone()))
            }
            Target::Declared { symbol, rest } if rest.is_empty() => {
                self.origin_of_declared_class(*symbol, steps)
            }
            _ => None,
        }
    }

    fn origin_of_declared_class(&self, symbol: LocalSymbol, steps: usize) -> Option<Origin> {
        if let Some(decl) = self.type_decl(symbol) {
            return match (decl.kind, &decl.alias_of) {
                (TypeDeclKind::Alias, Some(of)) => self.origin_within(of, steps),
                (TypeDeclKind::Alias, None) => None,
                _ => Some(Origin::Declared(symbol)),
            };
        }
        let binding = self.binding(symbol)?;
        let exprs = &self.item(symbol)?.facts.summary.exprs;
        self.origin_of_alias(exprs, binding.value?, steps)
    }

    /// The class that a name bound to a type stands for: `SessionDep = Annotated[Session, Depends(get)]`.
    pub(crate) fn alias_of(&self, symbol: LocalSymbol) -> Option<Origin> {
        let value = self.binding(symbol)?.value?;
        let exprs = &self.item(symbol)?.facts.summary.exprs;
        self.origin_of_alias(exprs, value, STEPS)
    }

    /// The class that an expression used as a type names: `Annotated[Session, Depends(get)]`, `User | None`.
    fn origin_of_alias(&self, exprs: &Exprs, value: ExprId, steps: usize) -> Option<Origin> {
        let mut value = value;
        for _ in 0..steps {
            value = match &exprs.get(value).kind {
                ExprKind::Index { object, index } => {
                    let path = self.resolve(&exprs.path(*object)?).path()?;
                    let typing = &Builtins::of(self.facts.language).typing;
                    if !typing.transparent.contains(&path) {
                        return self
                            .origin_of_class(&self.resolve(&exprs.path(*object)?), steps - 1);
                    }
                    match &exprs.get(*index).kind {
                        ExprKind::Sequence { items, .. } => *items.first()?,
                        _ => *index,
                    }
                }
                ExprKind::Binary {
                    op: syntax::facts::BinaryOp::BitOr,
                    left,
                    right,
                } => {
                    if is_absence(exprs, *right) {
                        *left
                    } else if is_absence(exprs, *left) {
                        *right
                    } else {
                        return None;
                    }
                }
                ExprKind::Name(_) | ExprKind::Member { .. } => {
                    let target = self.resolve(&exprs.path(value)?);
                    return self.origin_of_class(&target, steps - 1);
                }
                _ => return None,
            };
        }
        None
    }

    /// What a name means at the top level of the file.
    fn resolve_name(&self, name: &str, steps: usize) -> Target {
        let bounds = self.names.of(name);
        if bounds.is_empty() {
            return self.resolve_unbound(name);
        }
        match self.names.single(&self.facts, name) {
            Some(Bound::Import { item, import }) => self
                .import_at(*item, *import)
                .map_or(Target::Unknown(Why::NotBound), |import| {
                    self.import_target(import)
                }),
            Some(Bound::Symbol(symbol)) => self.declared_target(*symbol, steps),
            None => self.agreed_imports(bounds),
        }
    }

    fn resolve_unbound(&self, name: &str) -> Target {
        if self.names.has_star_import {
            Target::Unknown(Why::StarImport)
        } else if Builtins::of(self.facts.language).contains(name) {
            Target::Builtin(Name::new(name))
        } else {
            Target::Unknown(Why::NotBound)
        }
    }

    /// A declared name; where it is bound to another name only, what that stands for.
    fn declared_target(&self, symbol: LocalSymbol, steps: usize) -> Target {
        let own = Target::Declared {
            symbol,
            rest: Name::default(),
        };
        let Some(steps) = steps.checked_sub(1) else {
            return own;
        };
        let alias = self.binding(symbol).and_then(|binding| {
            let exprs = &self.item(symbol)?.facts.summary.exprs;
            let path = exprs.path(binding.value?)?;
            // `x = x.y` takes the name from elsewhere.
            (Some(split_first(&path).0) != binding.name.as_deref()).then_some(path)
        });
        let Some(alias) = alias else {
            return own;
        };
        let (first, rest) = split_first(&alias);
        match self.walk(self.resolve_name(first, steps), 0, rest) {
            Target::Unknown(_) | Target::Instance { .. } => own,
            Target::Builtin(name) if !Builtins::of(self.facts.language).is_class(&name) => {
                // Constants stay what the file calls them: `DEBUG = False`.
                if name.starts_with(char::is_uppercase) {
                    own
                } else {
                    Target::Builtin(name)
                }
            }
            Target::Declared { symbol, rest }
                if self.binding(symbol).is_some() && rest.is_empty() =>
            {
                own
            }
            target => target,
        }
    }

    /// Several imports that agree: `import a.b` and `import a.c`, or the same import twice.
    fn agreed_imports(&self, bounds: &[Bound]) -> Target {
        let mut targets = bounds.iter().map(|bound| match bound {
            Bound::Import { item, import } => self
                .import_at(*item, *import)
                .map(|import| self.import_target(import)),
            Bound::Symbol(_) => None,
        });
        match targets.next() {
            Some(Some(first)) if targets.all(|target| target.as_ref() == Some(&first)) => first,
            _ => Target::Unknown(Why::Rebound),
        }
    }

    fn import_at(&self, item: u32, import: u32) -> Option<&Import> {
        self.facts
            .items
            .get(item as usize)?
            .facts
            .summary
            .imports
            .get(import as usize)
    }

    /// What the name an import binds stands for.
    pub(crate) fn import_target(&self, import: &Import) -> Target {
        let module = match self.module_of(import) {
            Ok(module) => module,
            Err(why) => return Target::Unknown(why),
        };
        let imported = match import.kind {
            ImportKind::Module if split_first(&module).0 == import.local => Imported {
                module_len: len(&import.local),
                path: import.local.clone(),
            },
            ImportKind::Module | ImportKind::All | ImportKind::Effect => Imported {
                module_len: len(&module),
                path: module,
            },
            ImportKind::Name | ImportKind::Default => Imported {
                module_len: len(&module),
                path: import.name.as_deref().map_or_else(
                    || joined(&module, "default"),
                    |name| joined_dots(&module, name),
                ),
            },
        };
        Target::Imported(self.normalised(imported))
    }

    /// The module an import names, as a full path; it begins with dots where it is relative and this file's
    /// own module is not known.
    pub(crate) fn module_of(&self, import: &Import) -> Result<Name, Why> {
        if import.level == 0 {
            return Ok(import.module.clone());
        }
        let Some(own) = &self.module else {
            let dots = ".".repeat(import.level.min(64) as usize);
            return Ok(Name::from(format!("{dots}{}", import.module)));
        };
        let up = if own.is_package {
            import.level - 1
        } else {
            import.level
        };
        let mut package = own.name.as_str();
        for _ in 0..up {
            if package.is_empty() {
                return Err(Why::BeyondRoot);
            }
            package = package.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        Ok(joined(package, &import.module))
    }

    /// Follows `calls` calls, then the members and calls of `rest`.
    pub(crate) fn walk(&self, start: Target, calls: usize, rest: &str) -> Target {
        let mut target = (0..calls).fold(start, |target, _| self.called(target));
        for segment in rest.split('.').filter(|segment| !segment.is_empty()) {
            let (name, calls) = without_calls(segment);
            target = self.member(target, name);
            target = (0..calls).fold(target, |target, _| self.called(target));
        }
        target
    }

    /// What `.name` of `target` stands for.
    #[must_use]
    pub fn member(&self, target: Target, name: &str) -> Target {
        match target {
            Target::Imported(imported) => Target::Imported(self.in_module(imported.member(name))),
            Target::Builtin(first) => Target::Builtin(joined(&first, name)),
            Target::Declared { symbol, rest } => match self.value_of(symbol) {
                Some(of) if rest.is_empty() => self.member_of(of, name),
                _ => Target::Declared {
                    symbol,
                    rest: joined(&rest, name),
                },
            },
            Target::Instance { of } => self.member_of(of, name),
            Target::Member { of, name: first } => Target::Member {
                of,
                name: joined(&first, name),
            },
            Target::Unknown(why) => Target::Unknown(why),
        }
    }

    fn member_of(&self, of: Origin, name: &str) -> Target {
        let Origin::Declared(class) = of else {
            return Target::Member {
                of,
                name: Name::new(name),
            };
        };
        match self.class(class).and_then(|class| class.attribute(name)) {
            Some(of) => Target::Instance { of },
            None => Target::Member {
                of: Origin::Declared(class),
                name: Name::new(name),
            },
        }
    }

    /// What calling `target` gives, awaited where it is to be awaited.
    #[must_use]
    pub fn called(&self, target: Target) -> Target {
        let of = match target {
            Target::Imported(imported) => self.result_of(imported),
            Target::Builtin(name) => Some(self.builtin_result(&name)),
            Target::Declared { symbol, rest } => self.declared_result(symbol, &rest),
            Target::Instance {
                of: Origin::Imported(of),
            } => Some(Origin::Imported(self.normalised(of.value_called()))),
            Target::Member {
                of: Origin::Imported(of),
                name,
            } => Some(Origin::Imported(self.normalised(of.member(&name).called()))),
            Target::Member {
                of: Origin::Builtin(of),
                name,
            } => Some(Origin::Builtin(Name::from(format!("{of}.{name}()")))),
            Target::Member {
                of: Origin::Declared(class),
                name,
            } => self.method_result(class, &name),
            Target::Instance { .. } => None,
            Target::Unknown(why) => return Target::Unknown(why),
        };
        of.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of })
    }

    fn result_of(&self, imported: Imported) -> Option<Origin> {
        if Builtins::of(self.facts.language)
            .typing
            .anything
            .contains(&imported.path)
        {
            return None;
        }
        let of = if names_a_class(&imported.path) {
            imported
        } else {
            imported.called()
        };
        Some(Origin::Imported(self.normalised(of)))
    }

    fn builtin_result(&self, name: &Name) -> Origin {
        Origin::Builtin(if Builtins::of(self.facts.language).is_class(name) {
            name.clone()
        } else {
            Name::from(format!("{name}()"))
        })
    }

    fn declared_result(&self, symbol: LocalSymbol, rest: &str) -> Option<Origin> {
        if let Some(decl) = self.type_decl(symbol) {
            return match rest {
                "" if decl.kind == TypeDeclKind::Alias => {
                    self.origin_of_declared_class(symbol, STEPS)
                }
                "" => Some(Origin::Declared(symbol)),
                method => self.method_result(symbol, method),
            };
        }
        if !rest.is_empty() {
            return None;
        }
        if let Some(function) = self.function(symbol) {
            return self.origin_of(function.signature.returns.as_ref()?);
        }
        match self.value_of(symbol)? {
            Origin::Imported(of) => Some(Origin::Imported(self.normalised(of.value_called()))),
            Origin::Declared(_) | Origin::Builtin(_) => None,
        }
    }

    fn method_result(&self, class: LocalSymbol, name: &str) -> Option<Origin> {
        let method = self.class(class)?.method(name)?;
        let returns = method.function.signature.returns.as_ref()?;
        let own_class = self.value_type(returns).is_some_and(|ty| {
            matches!(&ty.kind, TypeKind::Named { path, .. }
                if self.resolve(path).path().is_some_and(|path| path.ends_with(".Self")))
        });
        if own_class {
            return Some(Origin::Declared(class));
        }
        self.origin_of(returns)
    }

    /// The class of the value that a declared name holds.
    #[must_use]
    pub fn value_of(&self, symbol: LocalSymbol) -> Option<Origin> {
        let (ty, value) = match symbol.part {
            Part::Binding(_) => {
                let binding = self.binding(symbol)?;
                (binding.ty.as_ref(), binding.value)
            }
            Part::Field(_) | Part::TypeField(..) => {
                let field = self.field(symbol)?;
                (field.ty.as_ref(), field.value)
            }
            _ => return None,
        };
        match ty.and_then(|ty| self.origin_of(ty)) {
            Some(of) => Some(of),
            None => self.origin_of_value(&self.item(symbol)?.facts.summary.exprs, value?),
        }
    }

    /// The class of the value of an expression at the top level of a module or class.
    fn origin_of_value(&self, exprs: &Exprs, value: ExprId) -> Option<Origin> {
        let value = exprs.unwrapped(value);
        match &exprs.get(value).kind {
            ExprKind::Call { .. } => match self.resolve(&call_path(exprs, value)?) {
                Target::Instance { of } => Some(of),
                _ => None,
            },
            kind => literal_class(kind).map(|name| Origin::Builtin(Name::new(name))),
        }
    }

    /// The path with the aliases of libraries undone and the results of their functions named.
    pub(crate) fn normalised(&self, imported: Imported) -> Imported {
        match Libraries::of(self.facts.language).normal_form(&imported.path) {
            Some(path) => Imported {
                module_len: imported.module_len.min(len(path)),
                path: path.clone(),
            },
            None => imported,
        }
    }

    /// Lengthens the module part while a plain import of the file names it.
    fn in_module(&self, imported: Imported) -> Imported {
        let extends = self.names.plain_modules.iter().any(|module| {
            module
                .strip_prefix(imported.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let module_len = if extends {
            len(&imported.path)
        } else {
            imported.module_len
        };
        self.normalised(Imported {
            module_len,
            ..imported
        })
    }
}

/// The path of a chain of names, members and calls: `Path().parent.open`. `id` may be a call itself.
#[must_use]
pub fn call_path(exprs: &Exprs, id: ExprId) -> Option<Name> {
    let mut parts: Vec<String> = Vec::new();
    let mut calls = 0;
    let mut at = id;
    loop {
        at = exprs.unwrapped(at);
        let name = match &exprs.get(at).kind {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => name,
            ExprKind::Call { callee, .. } => {
                calls += 1;
                at = *callee;
                continue;
            }
            _ => return None,
        };
        parts.push(format!("{name}{}", "()".repeat(calls)));
        calls = 0;
        match &exprs.get(at).kind {
            ExprKind::Member { object, .. } => at = *object,
            _ => break,
        }
    }
    parts.reverse();
    Some(Name::from(parts.join(".")))
}

/// Whether the last name of a path is written as classes are.
pub(crate) fn names_a_class(path: &str) -> bool {
    path.rsplit('.')
        .next()
        .and_then(|last| last.trim_start_matches('_').chars().next())
        .is_some_and(char::is_uppercase)
}

fn is_absence(exprs: &Exprs, id: ExprId) -> bool {
    matches!(exprs.get(id).kind, ExprKind::Literal(Literal::Null))
}

/// The class of a value that is written out.
pub(crate) fn literal_class(kind: &ExprKind) -> Option<&'static str> {
    use syntax::facts::SequenceKind;
    match kind {
        ExprKind::Literal(literal) => match literal {
            Literal::Bool(_) => Some("bool"),
            Literal::Int(_) => Some("int"),
            Literal::Float(_) => Some("float"),
            Literal::Str(_) => Some("str"),
            Literal::Bytes(_) => Some("bytes"),
            _ => None,
        },
        ExprKind::Template { tag: None, .. } => Some("str"),
        ExprKind::Map { .. } => Some("dict"),
        ExprKind::Sequence { kind, .. } | ExprKind::Comprehension { kind, .. } => match kind {
            SequenceKind::List => Some("list"),
            SequenceKind::Tuple => Some("tuple"),
            SequenceKind::Set => Some("set"),
            SequenceKind::Map => Some("dict"),
            SequenceKind::Generator => None,
        },
        _ => None,
    }
}

fn builtin_shape(kind: &TypeKind) -> Option<&'static str> {
    match kind {
        TypeKind::List(_) => Some("list"),
        TypeKind::Map(..) => Some("dict"),
        TypeKind::Tuple(_) => Some("tuple"),
        _ => None,
    }
}

/// A segment without the `()` behind it, and how many there were.
pub(crate) fn without_calls(segment: &str) -> (&str, usize) {
    let name = segment.trim_end_matches("()");
    (name, (segment.len() - name.len()) / 2)
}

/// `first.second`, without a dot after a path that ends in dots.
fn joined_dots(first: &str, second: &str) -> Name {
    if first.ends_with('.') {
        Name::from(format!("{first}{second}"))
    } else {
        joined(first, second)
    }
}

fn len(path: &str) -> u32 {
    u32::try_from(path.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

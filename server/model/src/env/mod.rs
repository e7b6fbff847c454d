//! What the names of one file stand for, told by the file alone; it never looks into another file.

mod class;
mod function;
mod hash;
mod imports;
mod lookup;
mod marks;
mod names;
mod paths;
mod reach;
mod types;

use std::sync::Arc;

use syntax::facts::{
    Binding, ExprId, Field, FunctionKind, FunctionSummary, Import, ImportKind, Name, TypeDecl,
    TypeRef, Variant,
};
use syntax::file::{FileFacts, PlacedItem};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::symbol::{Imported, LocalSymbol, Origin, Part, Target, Why, joined};
use lookup::Lookup;
use names::{Bound, Names};

pub(crate) use class::Outside;
pub use class::{Class, ClassMember, Method};
pub use function::FunctionNames;
pub(crate) use names::pattern_names;
pub use paths::call_path;
pub(crate) use paths::{is_self_type, literal_class, names_a_class, suffixes, without_suffix};
pub use reach::Mentions;

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
        Lookup::new(self).resolve(path)
    }

    /// What importers get under `name` (`default` for the default export, empty for the module as a value), where
    /// an export of its own says so.
    #[must_use]
    pub fn export(&self, name: &str) -> Option<Target> {
        Lookup::new(self).export(name)
    }

    /// The names that the file says it exports, one by one.
    pub(crate) fn export_names(&self) -> impl Iterator<Item = &Name> {
        self.names.export_names()
    }

    /// The package the file says it belongs to.
    #[must_use]
    pub fn package(&self) -> Option<&Name> {
        self.names.package.as_ref()
    }

    /// A name that nothing in the file binds, where the language looks for it further out: in the other files of
    /// the package, among modules around this one, among libraries.
    fn outer_name(&self, name: &str) -> Option<Imported> {
        match self.facts.language.ecosystem() {
            Ecosystem::Python | Ecosystem::Node => None,
            Ecosystem::Go => {
                let module = &self.module.as_ref()?.name;
                Some(Imported::of(module, joined(module, name)))
            }
            Ecosystem::Rust => {
                let is_module = name.starts_with(|first: char| first.is_ascii_lowercase());
                is_module.then(|| Imported::of(name, Name::new(name)))
            }
        }
    }

    /// What `.name` of `target` stands for.
    #[must_use]
    pub fn member(&self, target: Target, name: &str) -> Target {
        Lookup::new(self).member(target, name)
    }

    /// What calling `target` gives, awaited where it is to be awaited.
    #[must_use]
    pub fn called(&self, target: Target) -> Target {
        Lookup::new(self).called(target)
    }

    /// The class a value of the annotated type belongs to, where the annotation names one class.
    #[must_use]
    pub fn origin_of(&self, ty: &TypeRef) -> Option<Origin> {
        Lookup::new(self).origin_of(ty)
    }

    /// The class of what looping over a value of the annotated type gives.
    #[must_use]
    pub fn element_of(&self, ty: &TypeRef) -> Option<Origin> {
        Lookup::new(self).element_of(ty)
    }

    /// The type without what wraps it: absence, references and extra information.
    #[must_use]
    pub fn value_type<'t>(&self, ty: &'t TypeRef) -> Option<&'t TypeRef> {
        Lookup::new(self).value_type(ty)
    }

    /// The class of the value that a declared name holds.
    #[must_use]
    pub fn value_of(&self, symbol: LocalSymbol) -> Option<Origin> {
        Lookup::new(self).value_of(symbol)
    }

    /// The class that a name bound to a type stands for: `SessionDep = Annotated[Session, Depends(get)]`.
    pub(crate) fn alias_of(&self, symbol: LocalSymbol) -> Option<Origin> {
        Lookup::new(self).class_of_alias(symbol)
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

    /// Whether `from module import *` gives the name; none as for [`FileEnv::exported`].
    #[must_use]
    pub(crate) fn exports_name(&self, name: &str) -> Option<bool> {
        self.names.exports_name(name)
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
                self.module_of(import)
                    .map(|path| Imported::of(&path, path.clone()))
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

    /// The value that a name is bound to or that is exported, in the arena of its item.
    #[must_use]
    pub fn value(&self, symbol: LocalSymbol) -> Option<ExprId> {
        match symbol.part {
            Part::Binding(_) => self.binding(symbol)?.value,
            Part::Export(at) => {
                let exports = &self.item(symbol)?.facts.summary.exports;
                Some(exports.get(at as usize)?.value)
            }
            _ => self.field(symbol)?.value,
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
            Part::Export(at) => {
                let exports = &self.item(symbol)?.facts.summary.exports;
                exports.get(at as usize).map(|export| &export.name)
            }
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
            Part::Export(at) => self.export_span(symbol, at)?,
        };
        Some(own.shifted(self.item(symbol)?.span.start))
    }

    fn export_span(&self, symbol: LocalSymbol, at: u32) -> Option<Span> {
        let exports = &self.item(symbol)?.facts.summary.exports;
        exports.get(at as usize).map(|export| export.span)
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
            Part::Export(at) => self.export_span(symbol, at)?,
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

    /// The annotation of a class's attribute, or the return type of its getter, also through bases in this
    /// file.
    #[must_use]
    pub fn member_annotation(&self, class: LocalSymbol, name: &str) -> Option<&TypeRef> {
        let symbol = self.class(class)?.member(name)?;
        match symbol.part {
            Part::Function(_) => {
                let signature = &self.function(symbol)?.signature;
                let is_getter = signature.kind == FunctionKind::Getter;
                signature.returns.as_ref().filter(|_| is_getter)
            }
            Part::Binding(_) => self.binding(symbol)?.ty.as_ref(),
            _ => self.field(symbol)?.ty.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests;

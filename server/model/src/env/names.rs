//! The table of names that a file binds at its top level; it never tells what a name stands for elsewhere.

use rustc_hash::FxHashMap;
use syntax::facts::{
    ExprKind, Exprs, FunctionKind, ImportKind, ItemKind, Literal, Name, Pattern, PatternKind,
    TypeDeclKind, TypeKind,
};
use syntax::file::{FileFacts, PlacedItem};

use crate::symbol::{LocalSymbol, Part};

/// How deep a pattern may nest before the names in it are left out.
const PATTERN_DEPTH: usize = 64;

/// The name of a list of what a file exports.
pub(super) const EXPORT_LIST: &str = "__all__";

/// What binds a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Import { item: u32, import: u32 },
    Symbol(LocalSymbol),
}

#[derive(Debug, Default)]
pub(super) struct Names {
    bound: FxHashMap<Name, Vec<Bound>>,
    pub declarations: Vec<(Name, LocalSymbol)>,
    /// Class head to its member items.
    members: FxHashMap<u32, Vec<u32>>,
    /// Class head to the types declared in the class.
    inner_types: FxHashMap<u32, Vec<LocalSymbol>>,
    /// Types that get members outside their declaration, with the items that add or hold them.
    pub outside: FxHashMap<Name, Vec<u32>>,
    /// Names that are exported by themselves.
    exported: FxHashMap<Name, LocalSymbol>,
    pub package: Option<Name>,
    pub has_star_import: bool,
    /// Dotted modules imported without a name of their own: `import os.path`.
    pub plain_modules: Vec<Name>,
    exports: Exports,
    public: Vec<Name>,
}

#[derive(Debug, Default)]
enum Exports {
    /// The file does not say.
    #[default]
    Implied,
    Listed(Vec<Name>),
    /// Computed, so not known.
    Computed,
}

impl Names {
    pub fn new(facts: &FileFacts) -> Self {
        let mut names = Self::default();
        for (index, item) in (0u32..).zip(&facts.items) {
            match (item.kind, item.parent) {
                (ItemKind::Comment, _) => {}
                (_, None) => names.add_item(index, item),
                (_, Some(head)) => names.add_member(facts, head, index, item),
            }
        }
        names.add_inner_imports(facts);
        names
    }

    fn add_member(&mut self, facts: &FileFacts, head: u32, index: u32, item: &PlacedItem) {
        if item.kind != ItemKind::TypeHead {
            self.members.entry(head).or_default().push(index);
        }
        let types = 0..u32::try_from(item.facts.types.len()).unwrap_or(u32::MAX);
        let symbols = types.map(|at| LocalSymbol {
            item: index,
            part: Part::Type(at),
        });
        self.inner_types.entry(head).or_default().extend(symbols);
        let around = facts.items.get(head as usize);
        let around = around.and_then(|head| head.facts.types.first());
        if let Some(of) = around.filter(|decl| decl.kind == TypeDeclKind::Extension) {
            self.outside.entry(of.name.clone()).or_default().push(index);
        }
        self.add_extensions(index, item);
    }

    /// Notes the types that an item adds members to.
    fn add_extensions(&mut self, index: u32, item: &PlacedItem) {
        let types = &item.facts.types;
        let heads = types
            .iter()
            .filter(|decl| decl.kind == TypeDeclKind::Extension);
        let heads = heads.map(|decl| &decl.name);
        let functions = item.facts.summary.functions.iter();
        let owners = functions.filter_map(|function| function.signature.owner.as_ref());
        let owners = owners.filter(|owner| {
            item.parent.is_none() && !types.iter().any(|decl| decl.name == **owner)
        });
        for name in heads.chain(owners) {
            let items = self.outside.entry(name.clone()).or_default();
            if items.last() != Some(&index) {
                items.push(index);
            }
        }
    }

    /// What a module inside the file imports is seen by its functions, if the file itself binds no such name.
    fn add_inner_imports(&mut self, facts: &FileFacts) {
        for (index, item) in (0u32..).zip(&facts.items) {
            let head = item.parent.and_then(|head| facts.items.get(head as usize));
            let decl = head.and_then(|head| head.facts.types.first());
            if !decl.is_some_and(|decl| decl.kind == TypeDeclKind::Namespace) {
                continue;
            }
            for (import, fact) in (0u32..).zip(&item.facts.summary.imports) {
                let bound = Bound::Import {
                    item: index,
                    import,
                };
                if !fact.local.is_empty() && !self.bound.contains_key(&fact.local) {
                    self.bound.insert(fact.local.clone(), vec![bound]);
                }
            }
        }
    }

    fn add_item(&mut self, index: u32, item: &PlacedItem) {
        let facts = &item.facts;
        self.add_extensions(index, item);
        if let Some(package) = &facts.summary.package {
            self.package = Some(package.clone());
        }
        for (at, export) in (0u32..).zip(&facts.summary.exports) {
            let symbol = LocalSymbol {
                item: index,
                part: Part::Export(at),
            };
            self.exported.insert(export.name.clone(), symbol);
        }
        for (import, fact) in (0u32..).zip(&facts.summary.imports) {
            if fact.kind == ImportKind::All {
                self.has_star_import = true;
            }
            if fact.kind == ImportKind::Module && fact.module.contains('.') {
                self.plain_modules.push(fact.module.clone());
            }
            if !fact.local.is_empty() {
                let bound = Bound::Import {
                    item: index,
                    import,
                };
                self.bound
                    .entry(fact.local.clone())
                    .or_default()
                    .push(bound);
                if is_public(&fact.local) {
                    self.public.push(fact.local.clone());
                }
            }
        }
        for (at, function) in (0u32..).zip(&facts.summary.functions) {
            // The names of functions in displays are their own or their display's.
            let binds = function.signature.kind == FunctionKind::Function;
            if binds && function.signature.owner.is_none() && !function.signature.name.is_empty() {
                self.declare(&function.signature.name, index, Part::Function(at));
            }
        }
        let declared = (0u32..).zip(&facts.types);
        for (at, ty) in declared.filter(|(_, ty)| ty.kind != TypeDeclKind::Extension) {
            self.declare(&ty.name, index, Part::Type(at));
        }
        for (at, binding) in (0u32..).zip(&facts.summary.bindings) {
            if binding.name.as_deref() == Some(EXPORT_LIST) {
                self.add_exports(&facts.summary.exprs, binding.value);
            }
            for name in pattern_names(&binding.target) {
                // An alias is a type and a binding, a function bound to a name is a function; they tell more.
                let functions = facts.summary.functions.iter();
                let mut functions = functions.map(|function| &function.signature.name);
                if facts.types.iter().all(|ty| ty.name != *name)
                    && functions.all(|function| function != name)
                {
                    self.declare(name, index, Part::Binding(at));
                }
            }
        }
    }

    fn declare(&mut self, name: &Name, item: u32, part: Part) {
        let symbol = LocalSymbol { item, part };
        self.bound
            .entry(name.clone())
            .or_default()
            .push(Bound::Symbol(symbol));
        if is_public(name) {
            self.public.push(name.clone());
        }
        self.declarations.push((name.clone(), symbol));
    }

    fn add_exports(&mut self, exprs: &Exprs, value: Option<syntax::facts::ExprId>) {
        let listed = value.and_then(|value| match &exprs.get(value).kind {
            ExprKind::Sequence { items, .. } => items
                .iter()
                .map(|item| exprs.text(*item).cloned())
                .collect::<Option<Vec<Name>>>(),
            _ => None,
        });
        self.exports = match (&self.exports, listed) {
            (Exports::Implied, Some(names)) => Exports::Listed(names),
            _ => Exports::Computed,
        };
    }

    pub fn of(&self, name: &str) -> &[Bound] {
        self.bound.get(name).map_or(&[], Vec::as_slice)
    }

    /// What binds `name`, if it is one thing: a placeholder (`redis = None` beside a guarded import) and
    /// overloads before their function are looked over. A class that derives from what is imported under its own
    /// name takes its place.
    pub fn single(&self, facts: &FileFacts, name: &str) -> Option<&Bound> {
        let bounds = self.of(name);
        match bounds {
            [only] => Some(only),
            [] => None,
            several => {
                let left_out = |bound: &&Bound| {
                    is_placeholder(facts, bound) || is_merged(facts, bound, several)
                };
                let mut real = several.iter().filter(|bound| !left_out(bound));
                match (real.next(), real.next(), real.next()) {
                    (Some(only), None, _) => Some(only),
                    (Some(Bound::Import { .. }), Some(own @ Bound::Symbol(symbol)), None)
                        if derives_from(facts, *symbol, name) =>
                    {
                        Some(own)
                    }
                    _ => None,
                }
            }
        }
    }

    pub fn inner_types(&self, head: u32) -> &[LocalSymbol] {
        self.inner_types.get(&head).map_or(&[], Vec::as_slice)
    }

    pub fn export_names(&self) -> impl Iterator<Item = &Name> {
        let names = self.exported.keys();
        names.filter(|name| !name.is_empty() && *name != "default")
    }

    pub fn export(&self, name: &str) -> Option<LocalSymbol> {
        self.exported.get(name).copied()
    }

    pub fn member_items(&self, head: u32) -> &[u32] {
        self.members.get(&head).map_or(&[], Vec::as_slice)
    }

    pub fn has_export_list(&self) -> bool {
        matches!(self.exports, Exports::Listed(_) | Exports::Computed)
    }

    /// Whether a name is exported, where the file tells which are.
    pub fn exports_name(&self, name: &str) -> Option<bool> {
        match &self.exports {
            Exports::Listed(names) => Some(names.iter().any(|own| own == name)),
            Exports::Computed => None,
            Exports::Implied if self.has_star_import => None,
            Exports::Implied => Some(self.public.iter().any(|own| own == name)),
        }
    }

    pub fn exported(&self) -> Option<Vec<Name>> {
        match &self.exports {
            Exports::Listed(names) => Some(names.clone()),
            Exports::Computed => None,
            Exports::Implied if self.has_star_import => None,
            Exports::Implied => {
                let mut names = self.public.clone();
                names.sort();
                names.dedup();
                Some(names)
            }
        }
    }
}

/// The names a pattern binds.
pub(crate) fn pattern_names(pattern: &Pattern) -> Vec<&Name> {
    let mut names = Vec::new();
    let mut open = vec![(pattern, 0)];
    while let Some((pattern, depth)) = open.pop() {
        if depth > PATTERN_DEPTH {
            continue;
        }
        let next = depth + 1;
        match &pattern.kind {
            PatternKind::Name(name) => names.push(name),
            PatternKind::Rest(name) => names.extend(name),
            PatternKind::Bind { name, inner } => {
                names.push(name);
                open.push((inner, next));
            }
            PatternKind::Sequence(parts) | PatternKind::Or(parts) => {
                open.extend(parts.iter().map(|part| (part, next)));
            }
            PatternKind::Type { parts, .. } => {
                open.extend(parts.iter().map(|(_, part)| (part, next)));
            }
            PatternKind::Map(parts) => open.extend(parts.iter().map(|(_, part, _)| (part, next))),
            PatternKind::Wildcard
            | PatternKind::Place(_)
            | PatternKind::Literal(_)
            | PatternKind::Unknown => {}
        }
    }
    names
}

/// Whether a class names this one among its bases.
fn derives_from(facts: &FileFacts, symbol: LocalSymbol, base: &str) -> bool {
    let Part::Type(at) = symbol.part else {
        return false;
    };
    let item = facts.items.get(symbol.item as usize);
    let decl = item.and_then(|item| item.facts.types.get(at as usize));
    decl.is_some_and(|decl| {
        let mut bases = decl.bases.iter();
        bases.any(|own| matches!(&own.kind, TypeKind::Named { path, .. } if path == base))
    })
}

/// Whether a bound is a namespace that a class or interface of the same name is merged with.
/// <https://www.typescriptlang.org/docs/handbook/declaration-merging.html>
fn is_merged(facts: &FileFacts, bound: &Bound, all: &[Bound]) -> bool {
    let kind_of = |bound: &Bound| match bound {
        Bound::Symbol(LocalSymbol {
            item,
            part: Part::Type(at),
        }) => {
            let item = facts.items.get(*item as usize)?;
            Some(item.facts.types.get(*at as usize)?.kind)
        }
        _ => None,
    };
    kind_of(bound) == Some(TypeDeclKind::Namespace)
        && all.iter().any(|other| {
            let kind = kind_of(other);
            matches!(kind, Some(TypeDeclKind::Class | TypeDeclKind::Interface))
        })
}

fn is_placeholder(facts: &FileFacts, bound: &Bound) -> bool {
    let Bound::Symbol(symbol) = bound else {
        return false;
    };
    let Some(item) = facts.items.get(symbol.item as usize) else {
        return false;
    };
    let summary = &item.facts.summary;
    match symbol.part {
        Part::Binding(at) => summary.bindings.get(at as usize).is_some_and(|binding| {
            match binding.value {
                Some(value) => matches!(
                    summary.exprs.get(value).kind,
                    ExprKind::Literal(Literal::Null)
                ),
                // A declaration of the type alone.
                None => true,
            }
        }),
        Part::Function(at) => summary.functions.get(at as usize).is_some_and(|function| {
            function
                .signature
                .decorators
                .iter()
                .any(|decorator| decorator.path.rsplit('.').next() == Some("overload"))
        }),
        _ => false,
    }
}

fn is_public(name: &str) -> bool {
    !name.starts_with('_')
}

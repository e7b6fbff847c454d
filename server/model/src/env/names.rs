//! The table of names that a file binds at its top level; it never tells what a name stands for elsewhere.

use rustc_hash::FxHashMap;
use syntax::facts::{ExprKind, Exprs, ImportKind, ItemKind, Literal, Name, Pattern, PatternKind};
use syntax::file::{FileFacts, PlacedItem};

use crate::symbol::{LocalSymbol, Part};

/// How deep a pattern may nest before the names in it are left out.
const PATTERN_DEPTH: usize = 64;

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
                (ItemKind::Member, Some(head)) => {
                    names.members.entry(head).or_default().push(index)
                }
                (ItemKind::Statement | ItemKind::Function | ItemKind::TypeHead, None) => {
                    names.add_item(index, item);
                }
                _ => {}
            }
        }
        names
    }

    fn add_item(&mut self, index: u32, item: &PlacedItem) {
        let facts = &item.facts;
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
            if function.signature.owner.is_none() {
                self.declare(&function.signature.name, index, Part::Function(at));
            }
        }
        for (at, ty) in (0u32..).zip(&facts.types) {
            self.declare(&ty.name, index, Part::Type(at));
        }
        for (at, binding) in (0u32..).zip(&facts.summary.bindings) {
            if binding.name.as_deref() == Some("__all__") {
                self.add_exports(&facts.summary.exprs, binding.value);
            }
            for name in pattern_names(&binding.target) {
                // An alias is a type and a binding; the type tells more.
                if facts.types.iter().all(|ty| ty.name != *name) {
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
    /// overloads before their function are looked over.
    pub fn single(&self, facts: &FileFacts, name: &str) -> Option<&Bound> {
        let bounds = self.of(name);
        match bounds {
            [only] => Some(only),
            [] => None,
            several => {
                let mut real = several.iter().filter(|bound| !is_placeholder(facts, bound));
                match (real.next(), real.next()) {
                    (Some(only), None) => Some(only),
                    _ => None,
                }
            }
        }
    }

    pub fn member_items(&self, head: u32) -> &[u32] {
        self.members.get(&head).map_or(&[], Vec::as_slice)
    }

    pub fn has_export_list(&self) -> bool {
        matches!(self.exports, Exports::Listed(_) | Exports::Computed)
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

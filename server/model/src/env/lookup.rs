//! One question to a file's names, with a limit on what it may look at, so that names that lead to each other
//! end in an answer; it never looks into another file.

use std::cell::Cell;

use syntax::facts::{ExprKind, Name, TypeDeclKind, TypeKind};

use super::FileEnv;
use super::names::Bound;
use super::paths::{is_self_type, names_a_class, suffixes, without_suffix};
use crate::symbol::{Imported, LocalSymbol, Origin, Part, Target, Why, joined, split_first};
use crate::tables::Builtins;

/// How many names, annotations and attributes one question may look at.
const FUEL: u32 = 400;

/// How many names that are looked through one by one count as one.
const NAMES: usize = 64;

/// How deep one answer may rest on another one.
const DEPTH: u32 = 32;

/// A question that is being answered.
#[derive(Debug)]
pub(crate) struct Lookup<'e> {
    pub env: &'e FileEnv,
    fuel: Cell<u32>,
    depth: Cell<u32>,
}

impl<'e> Lookup<'e> {
    pub fn new(env: &'e FileEnv) -> Self {
        Self {
            env,
            fuel: Cell::new(FUEL),
            depth: Cell::new(DEPTH),
        }
    }

    /// Answers a question that this one rests on; none where there are too many of them.
    pub fn deeper<T>(&self, question: impl FnOnce() -> Option<T>) -> Option<T> {
        let fuel = self.fuel.get().checked_sub(1)?;
        let depth = self.depth.get().checked_sub(1)?;
        self.fuel.set(fuel);
        self.depth.set(depth);
        let answer = question();
        self.depth.set(depth + 1);
        answer
    }

    /// Whether the question may still look through `names` names one by one.
    pub fn looks_through(&self, names: usize) -> bool {
        let cost = u32::try_from(names / NAMES).unwrap_or(u32::MAX);
        let left = self.fuel.get().checked_sub(cost);
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }

    /// What a dotted path written at the top level of the file stands for.
    pub fn resolve(&self, path: &str) -> Target {
        let (first, rest) = split_first(path);
        let (name, suffix) = without_suffix(first);
        self.walk(self.resolve_name(name), suffix, rest)
    }

    /// What a name means at the top level of the file.
    fn resolve_name(&self, name: &str) -> Target {
        let bounds = self.env.names.of(name);
        if bounds.is_empty() {
            return self.resolve_unbound(name);
        }
        match self.env.names.single(&self.env.facts, name) {
            Some(bound @ Bound::Import { .. }) => self
                .imported(bound)
                .unwrap_or(Target::Unknown(Why::NotBound)),
            Some(Bound::Symbol(symbol)) => self.declared_target(*symbol),
            None => match self.beside_a_decorator(bounds) {
                Some(symbol) => self.declared_target(symbol),
                None => self.agreed_imports(bounds),
            },
        }
    }

    /// Whether another import of the file takes something from a library of that name.
    fn begins_an_import(&self, name: &str) -> bool {
        let mut imports = self.env.imports();
        self.env.outer_name(name).is_some()
            && imports.any(|(_, import)| import.level == 0 && split_first(&import.module).0 == name)
    }

    /// The only function of a name under which something else is imported, where that is no function.
    fn beside_a_decorator(&self, bounds: &[Bound]) -> Option<LocalSymbol> {
        if !self.builtins().decorators_apart {
            return None;
        }
        let mut symbols = bounds.iter().filter_map(|bound| match bound {
            Bound::Symbol(symbol) => Some(*symbol),
            Bound::Import { .. } => None,
        });
        let symbol = symbols.next()?;
        let is_only = symbols.next().is_none() && matches!(symbol.part, Part::Function(_));
        is_only.then_some(symbol)
    }

    fn resolve_unbound(&self, name: &str) -> Target {
        let table = self.builtins();
        // What the language brings is hidden by a star import only where somebody means to.
        let is_brought = table.decorators_apart && table.contains(name);
        let is_start = table.path_starts.contains(name) || self.begins_an_import(name);
        if self.env.names.has_star_import && !is_start && !is_brought {
            Target::Unknown(Why::StarImport)
        } else if self.builtins().contains(name) {
            Target::Builtin(Name::new(name))
        } else {
            self.env
                .outer_name(name)
                .map_or(Target::Unknown(Why::NotBound), Target::Imported)
        }
    }

    /// A declared name; where it is bound to another name only, what that stands for.
    fn declared_target(&self, symbol: LocalSymbol) -> Target {
        let own = Target::Declared {
            symbol,
            rest: Name::default(),
        };
        let alias = self.env.binding(symbol).and_then(|binding| {
            let exprs = &self.env.item(symbol)?.facts.summary.exprs;
            let path = exprs.path(binding.value?)?;
            // `x = x.y` takes the name from elsewhere.
            (Some(split_first(&path).0) != binding.name.as_deref()).then_some(path)
        });
        let Some(alias) = alias else {
            return own;
        };
        match self.deeper(|| Some(self.resolve(&alias))) {
            None | Some(Target::Unknown(_) | Target::Instance { .. }) => own,
            // Constants stay what the file calls them: `DEBUG = False`.
            Some(Target::Builtin(name)) if self.is_constant(&name) => own,
            Some(Target::Declared { symbol, rest })
                if self.env.binding(symbol).is_some() && rest.is_empty() =>
            {
                own
            }
            Some(target) => target,
        }
    }

    fn is_constant(&self, name: &str) -> bool {
        !self.builtins().is_class(name) && name.starts_with(char::is_uppercase)
    }

    /// Several imports that agree: `import a.b` and `import a.c`, or the same import twice.
    fn agreed_imports(&self, bounds: &[Bound]) -> Target {
        let mut targets = bounds.iter().map(|bound| self.imported(bound));
        match targets.next() {
            Some(Some(first)) if targets.all(|target| target.as_ref() == Some(&first)) => first,
            _ => Target::Unknown(Why::Rebound),
        }
    }

    /// What is exported under `name`, where an export of its own says so.
    pub fn export(&self, name: &str) -> Option<Target> {
        let symbol = self.env.names.export(name)?;
        let item = &self.env.item(symbol)?.facts;
        let Part::Export(at) = symbol.part else {
            return None;
        };
        let value = item.summary.exports.get(at as usize)?.value;
        let own = Target::Declared {
            symbol,
            rest: Name::default(),
        };
        if let Some(path) = item.summary.exprs.path(value) {
            return Some(match self.resolve(&path) {
                Target::Unknown(Why::NotBound) => own,
                target => target,
            });
        }
        Some(match &item.summary.exprs.get(value).kind {
            // The properties of an object are exports themselves.
            ExprKind::Map { .. } if name.is_empty() => return None,
            ExprKind::Function(function) => {
                let functions = (0u32..).zip(&item.summary.functions);
                let mut same = functions.filter(|(_, summary)| summary.function == *function);
                same.next().map_or(own, |(at, _)| Target::Declared {
                    symbol: LocalSymbol {
                        part: Part::Function(at),
                        ..symbol
                    },
                    rest: Name::default(),
                })
            }
            // `module.exports = require("./routes")`.
            ExprKind::Call { callee, args, .. } => {
                let exprs = &item.summary.exprs;
                let loads = exprs
                    .path(*callee)
                    .is_some_and(|path| self.builtins().loads(&path));
                let module = args.first().and_then(|arg| exprs.text(arg.value));
                let module = module.filter(|_| loads);
                let import = module.and_then(|module| {
                    let mut imports = self.env.imports();
                    imports.find(|(_, import)| import.module == *module)
                });
                import.map_or(own, |(_, import)| self.env.import_target(import))
            }
            _ => own,
        })
    }

    /// What is imported under a name, whatever else it is bound to.
    pub fn imported_as(&self, name: &str) -> Option<Target> {
        let mut bounds = self.env.names.of(name).iter();
        bounds.find_map(|bound| self.imported(bound))
    }

    fn imported(&self, bound: &Bound) -> Option<Target> {
        match bound {
            Bound::Import { item, import } => {
                let import = self.env.import_at(*item, *import)?;
                Some(self.env.import_target(import))
            }
            Bound::Symbol(_) => None,
        }
    }

    /// Follows the calls and subscripts of `suffix`, then the members, calls and subscripts of `rest`.
    pub fn walk(&self, start: Target, suffix: &str, rest: &str) -> Target {
        let follow = |target, suffix| {
            suffixes(suffix).fold(target, |target, is_call| match is_call {
                true => self.called(target),
                false => self.subscripted(target),
            })
        };
        let mut target = follow(start, suffix);
        for segment in rest.split('.').filter(|segment| !segment.is_empty()) {
            let (name, suffix) = without_suffix(segment);
            target = follow(self.member(target, name), suffix);
        }
        target
    }

    /// A class with its parameters filled in is the same class; elements of values are not told.
    fn subscripted(&self, target: Target) -> Target {
        let is_class = match &target {
            Target::Imported(imported) => names_a_class(&imported.path),
            Target::Builtin(name) => self.builtins().is_class(name),
            Target::Declared { symbol, rest } => {
                rest.is_empty() && self.env.type_decl(*symbol).is_some()
            }
            _ => false,
        };
        if is_class {
            target
        } else {
            Target::Unknown(Why::Expression)
        }
    }

    /// What `.name` of `target` stands for.
    pub fn member(&self, target: Target, name: &str) -> Target {
        match target {
            Target::Imported(imported) => {
                Target::Imported(self.env.in_module(imported.member(name)))
            }
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
        let class_fact = self.env.class(class);
        match class_fact.and_then(|class| class.attribute_in(self, name)) {
            Some(of) => Target::Instance { of },
            None => Target::Member {
                of: Origin::Declared(class),
                name: Name::new(name),
            },
        }
    }

    /// What calling `target` gives, awaited where it is to be awaited.
    pub fn called(&self, target: Target) -> Target {
        let normal = |of: Imported| Some(Origin::Imported(self.env.normalised(of)));
        let of = match target {
            Target::Imported(imported) => self.result_of(imported),
            Target::Builtin(name) => Some(self.builtin_result(&name)),
            Target::Declared { symbol, rest } => self.declared_result(symbol, &rest),
            Target::Instance {
                of: Origin::Imported(of),
            } => normal(of.value_called()),
            Target::Member {
                of: Origin::Imported(of),
                name,
            } => normal(of.member(&name).called()),
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
        if self.builtins().typing.anything.contains(&imported.path) {
            return None;
        }
        let of = if names_a_class(&imported.path) {
            imported
        } else {
            imported.called()
        };
        Some(Origin::Imported(self.env.normalised(of)))
    }

    fn builtin_result(&self, name: &Name) -> Origin {
        Origin::Builtin(if self.builtins().is_class(name) {
            name.clone()
        } else {
            Name::from(format!("{name}()"))
        })
    }

    fn declared_result(&self, symbol: LocalSymbol, rest: &str) -> Option<Origin> {
        if let Some(decl) = self.env.type_decl(symbol) {
            return match rest {
                "" if decl.kind == TypeDeclKind::Alias => self.class_of_alias(symbol),
                "" => Some(Origin::Declared(symbol)),
                method => self.method_result(symbol, method),
            };
        }
        if !rest.is_empty() {
            return None;
        }
        if let Some(function) = self.env.function(symbol) {
            return self.origin_of(function.signature.returns.as_ref()?);
        }
        if let Some(class) = self.class_of_alias(symbol) {
            return Some(class);
        }
        match self.value_of(symbol)? {
            Origin::Imported(of) => Some(Origin::Imported(self.env.normalised(of.value_called()))),
            Origin::Declared(_) | Origin::Builtin(_) => None,
        }
    }

    fn method_result(&self, class: LocalSymbol, name: &str) -> Option<Origin> {
        let classes = self.env.class(class)?.with_local_bases_in(self);
        let method = classes.iter().find_map(|class| class.method(name))?;
        let returns = method.function.signature.returns.as_ref()?;
        let own_class = self.value_type(returns).is_some_and(|ty| {
            matches!(&ty.kind, TypeKind::Named { path, .. }
                if self.resolve(path).path().is_some_and(|path| is_self_type(&path)))
        });
        if own_class {
            return Some(Origin::Declared(class));
        }
        self.origin_of(returns)
    }

    pub(super) fn builtins(&self) -> &'static Builtins {
        Builtins::of(self.env.facts.language)
    }
}

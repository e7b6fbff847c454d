//! The names inside a function as far as its summary tells, for files whose bodies are not kept; it never
//! reads a body.

use syntax::facts::{ArgValue, FunctionKind, FunctionSummary, Name, ParamKind, TypeDeclKind};

use super::lookup::Lookup;
use super::{FileEnv, without_suffix};
use crate::symbol::{LocalSymbol, Origin, Target, Why, split_first};

/// Resolves the paths in a function's summary: callees, arguments, returned values.
#[derive(Clone, Copy, Debug)]
pub struct FunctionNames<'e> {
    env: &'e FileEnv,
    function: &'e FunctionSummary,
    owner: Option<LocalSymbol>,
}

impl<'e> FunctionNames<'e> {
    /// The names of the function or method declared at `symbol`.
    #[must_use]
    pub fn new(env: &'e FileEnv, symbol: LocalSymbol) -> Option<Self> {
        Some(Self {
            env,
            function: env.function(symbol)?,
            owner: env.owner_of(symbol),
        })
    }

    /// What a dotted path written in the function stands for; `()` stands for a call passed through.
    #[must_use]
    pub fn resolve(&self, path: &str) -> Target {
        self.resolve_in(&Lookup::new(self.env), path)
    }

    /// The class of a value as summaries tell it.
    #[must_use]
    pub fn origin_of_value(&self, value: &ArgValue) -> Option<Origin> {
        self.origin_in(&Lookup::new(self.env), value)
    }

    fn resolve_in(&self, lookup: &Lookup<'e>, path: &str) -> Target {
        let (first, rest) = split_first(path);
        let (name, suffix) = without_suffix(first);
        match self.resolve_name(lookup, name) {
            Some(target) => lookup.walk(target, suffix, rest),
            None => lookup.resolve(path),
        }
    }

    pub(super) fn origin_in(&self, lookup: &Lookup<'e>, value: &ArgValue) -> Option<Origin> {
        let target = |path| lookup.deeper(|| Some(self.resolve_in(lookup, path)));
        match value {
            ArgValue::Call(path) => match lookup.called(target(path)?) {
                Target::Instance { of } => Some(of),
                _ => None,
            },
            ArgValue::Path(path) => match target(path)? {
                Target::Instance { of } => Some(of),
                Target::Declared { symbol, rest } if rest.is_empty() => lookup.value_of(symbol),
                _ => None,
            },
            ArgValue::Text(_) | ArgValue::Template(_) => Some(Origin::Builtin(Name::new("str"))),
            ArgValue::Number(_)
            | ArgValue::Bool(_)
            | ArgValue::Items(_)
            | ArgValue::Map(_)
            | ArgValue::Function(_)
            | ArgValue::Spread(..)
            | ArgValue::Either(_)
            | ArgValue::Entry(..)
            | ArgValue::Other => None,
        }
    }

    /// What a name means, if the function itself binds it.
    fn resolve_name(&self, lookup: &Lookup<'e>, name: &str) -> Option<Target> {
        if self.function.signature.receiver() == Some(name) {
            return Some(self.receiver_target(lookup));
        }
        if name == "Self" {
            let added_to = self
                .owner
                .and_then(|owner| self.env.type_decl(owner))
                .filter(|decl| decl.kind == TypeDeclKind::Extension);
            let named = added_to.map(|decl| &decl.name);
            match (named.or(self.function.signature.owner.as_ref()), self.owner) {
                (Some(owner), _) => return Some(lookup.resolve(owner)),
                (None, Some(symbol)) => {
                    return Some(Target::Declared {
                        symbol,
                        rest: Name::default(),
                    });
                }
                (None, None) => {}
            }
        }
        if !lookup.looks_through(self.function.locals.len()) {
            return Some(Target::Unknown(Why::Local));
        }
        let imports = self.function.imports.iter();
        let imports = imports.filter(|import| import.local == name);
        let imports = imports.map(|import| self.env.import_target(import));
        let locals = self.function.locals.iter();
        let of_itself = |value: &ArgValue| match value {
            ArgValue::Path(path) | ArgValue::Call(path) => {
                without_suffix(split_first(path).0).0 == name
            }
            _ => false,
        };
        let fixed = lookup.builtins().typing.fixed_types;
        // What stands where an import fails: `kobo = None`.
        let placeholder = |value: &ArgValue| {
            let nothing = &lookup.builtins().nothing;
            matches!(value, ArgValue::Path(path) if nothing.contains(path))
        };
        let imported = { self.function.imports.iter() }.any(|import| import.local == name);
        let left_out =
            |value: &ArgValue| fixed && of_itself(value) || imported && placeholder(value);
        let locals = locals.filter(|(local, value)| local == name && !left_out(value));
        let locals = locals.map(|(_, value)| self.value_target(lookup, name, value));
        let mut params = self.function.signature.params.iter();
        let param = params.find(|param| param.name == name).map(|param| {
            let of = match param.kind {
                ParamKind::Rest | ParamKind::KeywordRest => None,
                _ => param.ty.as_ref().and_then(|ty| {
                    let params = &self.function.signature.type_params;
                    lookup.origin_of(lookup.bound_of(params, ty).unwrap_or(ty))
                }),
            };
            of.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of })
        });
        agreed(imports.chain(locals).chain(param))
    }

    fn value_target(&self, lookup: &Lookup<'e>, name: &str, value: &ArgValue) -> Target {
        let target = match value {
            // A name that is bound to something of itself.
            ArgValue::Path(path) | ArgValue::Call(path)
                if without_suffix(split_first(path).0).0 == name =>
            {
                None
            }
            // Nothing is of no class, and what else the name holds is not asked for.
            ArgValue::Path(path) if lookup.builtins().nothing.contains(path) => None,
            ArgValue::Path(path) => lookup.deeper(|| Some(self.resolve_in(lookup, path))),
            _ => self
                .origin_in(lookup, value)
                .map(|of| Target::Instance { of }),
        };
        target.unwrap_or(Target::Unknown(Why::Local))
    }

    fn receiver_target(&self, lookup: &Lookup<'e>) -> Target {
        let Some(class) = self.owner else {
            // A method of a type that another file declares.
            let owner = self.function.signature.owner.as_deref();
            let class = owner.and_then(|owner| lookup.class_named(owner));
            return class.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of });
        };
        match self.function.signature.kind {
            FunctionKind::ClassMethod => Target::Declared {
                symbol: class,
                rest: Name::default(),
            },
            _ => Target::Instance {
                of: Origin::Declared(class),
            },
        }
    }
}

/// The one thing all targets are; none where there is no target. Nothing is asked for after one that is unknown or
/// two that differ: one name of bundled code is bound thousands of times.
fn agreed(mut targets: impl Iterator<Item = Target>) -> Option<Target> {
    let first = targets.next()?;
    if matches!(first, Target::Unknown(_)) {
        return Some(first);
    }
    Some(if targets.all(|target| target == first) {
        first
    } else {
        Target::Unknown(Why::Rebound)
    })
}

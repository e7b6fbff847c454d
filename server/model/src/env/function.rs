//! The names inside a function as far as its summary tells, for files whose bodies are not kept; it never
//! reads a body.

use syntax::facts::{ArgValue, FunctionKind, FunctionSummary, Name, ParamKind};

use super::{FileEnv, STEPS, class::receiver, without_calls};
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
        self.resolve_within(path, STEPS)
    }

    /// The class of a value as summaries tell it.
    #[must_use]
    pub fn origin_of_value(&self, value: &ArgValue) -> Option<Origin> {
        self.origin_within(value, STEPS)
    }

    fn resolve_within(&self, path: &str, steps: usize) -> Target {
        let (first, rest) = split_first(path);
        let (name, calls) = without_calls(first);
        match self.resolve_name(name, steps) {
            Some(target) => self.env.walk(target, calls, rest),
            None => self.env.resolve(path),
        }
    }

    fn origin_within(&self, value: &ArgValue, steps: usize) -> Option<Origin> {
        match value {
            ArgValue::Call(path) => {
                match self
                    .env
                    .called(self.resolve_within(path, steps.checked_sub(1)?))
                {
                    Target::Instance { of } => Some(of),
                    _ => None,
                }
            }
            ArgValue::Path(path) => match self.resolve_within(path, steps.checked_sub(1)?) {
                Target::Instance { of } => Some(of),
                Target::Declared { symbol, rest } if rest.is_empty() => self.env.value_of(symbol),
                _ => None,
            },
            ArgValue::Text(_) | ArgValue::Template(_) => Some(Origin::Builtin(Name::new("str"))),
            ArgValue::Number(_) | ArgValue::Items(_) | ArgValue::Other => None,
        }
    }

    /// What a name means, if the function itself binds it.
    fn resolve_name(&self, name: &str, steps: usize) -> Option<Target> {
        if receiver(self.function).is_some_and(|receiver| receiver == name) {
            return Some(self.receiver_target());
        }
        let imports = self
            .function
            .imports
            .iter()
            .filter(|import| import.local == name);
        let mut targets: Vec<Target> = imports
            .map(|import| self.env.import_target(import))
            .collect();
        let locals = self
            .function
            .locals
            .iter()
            .filter(|(local, _)| local == name);
        targets.extend(locals.map(|(_, value)| self.value_target(name, value, steps)));
        let param = self
            .function
            .signature
            .params
            .iter()
            .find(|param| param.name == name);
        if let Some(param) = param {
            let of = match param.kind {
                ParamKind::Rest | ParamKind::KeywordRest => None,
                _ => param.ty.as_ref().and_then(|ty| self.env.origin_of(ty)),
            };
            targets.push(of.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of }));
        }
        agreed(targets)
    }

    fn value_target(&self, name: &str, value: &ArgValue, steps: usize) -> Target {
        let unknown = Target::Unknown(Why::Local);
        let Some(steps) = steps.checked_sub(1) else {
            return unknown;
        };
        match value {
            ArgValue::Path(path) if split_first(path).0 == name => unknown,
            ArgValue::Path(path) => self.resolve_within(path, steps),
            ArgValue::Call(path) if split_first(path).0.trim_end_matches("()") == name => unknown,
            _ => self
                .origin_within(value, steps)
                .map_or(unknown, |of| Target::Instance { of }),
        }
    }

    fn receiver_target(&self) -> Target {
        let Some(class) = self.owner else {
            return Target::Unknown(Why::Local);
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

/// The one thing all targets are; none where there is no target.
fn agreed(targets: Vec<Target>) -> Option<Target> {
    let mut targets = targets.into_iter();
    let first = targets.next()?;
    Some(if targets.all(|target| target == first) {
        first
    } else {
        Target::Unknown(Why::Rebound)
    })
}

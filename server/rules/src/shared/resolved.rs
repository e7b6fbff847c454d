//! What the calls of an item call, by what the whole project says. It resolves none itself.

use model::{Effect, LocalSymbol, Part, Resolved, ResolvedCall, SymbolRef, Target};
use rustc_hash::FxHashMap;
use syntax::facts::{ExprId, ExprKind, Name};
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};

/// The resolved calls of one item, by their spans in bytes of the file.
#[derive(Debug, Default)]
pub struct Calls {
    by_span: FxHashMap<Span, ResolvedCall>,
}

impl Calls {
    #[must_use]
    pub fn of(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>) -> Self {
        let functions = &rule.item.facts.summary.functions;
        let mut by_span = FxHashMap::default();
        for (at, _) in (0u32..).zip(functions) {
            let symbol = SymbolRef {
                file: ctx.id,
                symbol: LocalSymbol {
                    item: rule.index,
                    part: Part::Function(at),
                },
            };
            let facts = ctx.index.function_facts(symbol);
            for call in &facts.calls {
                by_span.insert(call.place.span, call.clone());
            }
        }
        Self { by_span }
    }

    fn get(&self, rule: &RuleCtx<'_>, call: Span) -> Option<&ResolvedCall> {
        self.by_span.get(&call.shifted(rule.item.span.start))
    }

    /// The full path of what is called, if a library or the language brings it.
    #[must_use]
    pub fn path(&self, ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> Option<Name> {
        let target = rule.scope.resolve(call.callee);
        let known = self
            .get(rule, call.span)
            .and_then(|call| call.to.external());
        target.path().or_else(|| known.cloned()).or_else(|| {
            let resolved = ctx.index.resolve_target(ctx.id, &target);
            resolved.external().cloned()
        })
    }

    /// What the call does by the tables of libraries.
    #[must_use]
    pub fn effect(
        &self,
        ctx: &ProjectCtx<'_>,
        rule: &RuleCtx<'_>,
        call: &Call<'_>,
    ) -> Option<Effect> {
        let language = ctx.file.facts.language;
        let by_path = |path: Name| model::Libraries::of(language).effect(&path);
        let known = self.get(rule, call.span).and_then(|call| call.effect);
        known.or_else(|| self.path(ctx, rule, call).and_then(by_path))
    }

    /// The function of the project that the call runs.
    #[must_use]
    pub fn function(
        &self,
        ctx: &ProjectCtx<'_>,
        rule: &RuleCtx<'_>,
        call: &Call<'_>,
    ) -> Option<SymbolRef> {
        let known = self.get(rule, call.span).and_then(|call| call.function);
        known.or_else(|| {
            let target = rule.scope.resolve(call.callee);
            let found = ctx.index.resolve_target(ctx.id, &target).project()?;
            ctx.index.function(found).map(|_| found)
        })
    }
}

/// The path of the class that a call makes a value of, also by an object that another file binds.
#[must_use]
pub fn class_made(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: ExprId) -> Option<Name> {
    let exprs = &rule.body.exprs;
    if let Some(origin) = rule.scope.type_of(call)
        && let Some(path) = origin.path()
    {
        return Some(path.clone());
    }
    let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(call)).kind else {
        return None;
    };
    let target = rule.scope.resolve(*callee);
    let Resolved::Project(symbol) = ctx.index.resolve_target(ctx.id, &target) else {
        return None;
    };
    let env = ctx.index.env(symbol.file)?;
    let of = env.value_of(symbol.symbol)?;
    match env.called(Target::Instance { of }) {
        Target::Instance { of } => of.path().cloned(),
        _ => None,
    }
}

/// The path with the name that is called: tables of types may have it under the type of what it gives.
#[must_use]
pub fn as_called(rule: &RuleCtx<'_>, call: &Call<'_>, path: &str) -> String {
    match (
        &rule.body.exprs.get(call.callee).kind,
        path.rsplit_once('.'),
    ) {
        (ExprKind::Member { name, .. }, Some((owner, _))) => format!("{owner}.{name}"),
        _ => path.to_owned(),
    }
}

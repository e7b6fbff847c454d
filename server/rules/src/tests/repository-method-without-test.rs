//! BM802: methods of repositories that no test calls. A call of the same name counts, whatever it is called on.

use model::{EffectKind, EffectMode, FileRole, RepositoryKind, SymbolRef};
use rustc_hash::FxHashSet;
use syntax::facts::{FunctionKind, Visibility};

use crate::context::ProjectCtx;
use crate::finding::Findings;
use crate::text;

/// First words of adapters that keep what they store in memory, for tests.
const FAKES: &[&str] = &["dummy", "fake", "inmemory", "memory", "mock", "stub", "test"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.things.tests.is_empty() {
        return;
    }
    let own = ctx.things.repositories.iter().filter(|repository| {
        repository.kind == RepositoryKind::Adapter
            && repository.is_repository
            && repository.element.place.file == ctx.id
            && !is_fake(&repository.element.name)
    });
    let classes: Vec<_> = own.map(|repository| &repository.element).collect();
    if classes.is_empty() {
        return;
    }
    let called = called_in_tests(ctx);
    for class in ctx.file.env.classes() {
        let symbol = SymbolRef {
            file: ctx.id,
            symbol: class.symbol,
        };
        let is_adapter = classes.iter().any(|element| {
            ctx.index.place(symbol).is_some_and(|place| place == element.place)
        });
        if !is_adapter {
            continue;
        }
        for (file, method) in ctx.index.methods(symbol) {
            let signature = &method.function.signature;
            let is_public = signature.visibility == Visibility::Public && !signature.name.starts_with('_');
            let is_method = matches!(signature.kind, FunctionKind::Method | FunctionKind::Function);
            if file != ctx.id || !is_public || !is_method || called.contains(signature.name.as_str()) {
                continue;
            }
            let summary = ctx.index.call_summary(SymbolRef {
                file,
                symbol: method.symbol,
            });
            let stores = summary.effects.iter().any(|at| {
                at.effect.kind == EffectKind::Database && at.effect.mode != EffectMode::Prepare
            });
            if stores {
                let name = &signature.name;
                let message = format!(
                    "No test calls `{name}` of `{}` against a database; add one.",
                    class.decl.name
                );
                let span = signature.name_span.shifted(method.item.span.start);
                let _ = acc.report(span, message);
            }
        }
    }
}

fn is_fake(name: &str) -> bool {
    let words = text::words(name);
    let joined = words.concat();
    words.iter().any(|word| FAKES.contains(&word.as_str())) || joined.contains("inmemory")
}

/// The last names of everything that tests and their helpers call.
fn called_in_tests<'a>(ctx: &ProjectCtx<'a>) -> FxHashSet<&'a str> {
    let mut called = FxHashSet::default();
    for file in ctx.index.files() {
        for (index, item) in (0u32..).zip(&file.env.facts().items) {
            if file.role != FileRole::Test && !file.env.is_test_item(index) {
                continue;
            }
            let summary = &item.facts.summary;
            for function in &summary.functions {
                let names = function.calls.iter().map(|call| call.callee.as_str());
                called.extend(names.map(|path| path.rsplit('.').next().unwrap_or(path)));
            }
        }
    }
    called
}

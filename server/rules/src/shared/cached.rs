//! Functions that keep what they gave once. It goes by decorators and names.

use model::SymbolRef;

use crate::context::ProjectCtx;
use crate::text;

/// Whether a function of the project keeps what it gave.
#[must_use]
pub fn is_cached(ctx: &ProjectCtx<'_>, function: SymbolRef) -> bool {
    let Some(function) = ctx.index.function(function) else {
        return false;
    };
    let signature = &function.signature;
    let decorators = signature.decorators.iter().map(|decorator| &decorator.path);
    decorators
        .chain([&signature.name])
        .flat_map(|name| text::words(name))
        .any(|word| {
            matches!(
                word.as_str(),
                "cache" | "cached" | "loader" | "memoize" | "memoized" | "once" | "singleton"
            )
        })
}

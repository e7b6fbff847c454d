//! Functions of a file that its handlers and use cases call, directly or through each other. It leaves the file to none.

use model::{LocalSymbol, Part, SymbolRef};
use syntax::span::Span;

use crate::context::ProjectCtx;

/// How many calls deep is looked.
const CALLS_DEEP: usize = 3;

/// The places, and the functions of the file that their code reaches, in bytes of the file.
#[must_use]
pub fn from(ctx: &ProjectCtx<'_>, places: &[Span]) -> Vec<Span> {
    let mut found = places.to_vec();
    let functions = functions(ctx);
    for _ in 0..CALLS_DEEP {
        let known = found.len();
        for (symbol, whole) in &functions {
            if !found.iter().any(|place| place.contains(*whole)) {
                continue;
            }
            let facts = ctx.index.function_facts(*symbol);
            let called = facts.calls.iter().filter_map(|call| call.function);
            for callee in called.filter(|callee| callee.file == ctx.id) {
                let own = functions.iter().find(|(symbol, _)| *symbol == callee);
                if let Some((_, whole)) = own
                    && !found.contains(whole)
                {
                    found.push(*whole);
                }
            }
        }
        if found.len() == known {
            break;
        }
    }
    found
}

/// The functions that the file declares, with their whole spans.
fn functions(ctx: &ProjectCtx<'_>) -> Vec<(SymbolRef, Span)> {
    let items = (0u32..).zip(&ctx.file.facts.items);
    let functions = items.flat_map(|(item, placed)| {
        let own = (0u32..).zip(&placed.facts.summary.functions);
        own.map(move |(at, function)| {
            let symbol = SymbolRef {
                file: ctx.id,
                symbol: LocalSymbol {
                    item,
                    part: Part::Function(at),
                },
            };
            (symbol, function.signature.span.shifted(placed.span.start))
        })
    });
    functions.collect()
}

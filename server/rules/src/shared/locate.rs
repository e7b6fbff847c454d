//! From a place in a file back to the code that stands there. It looks at one file.

use syntax::facts::{Body, Function, FunctionId};
use syntax::file::{FileFacts, PlacedItem};
use syntax::span::Span;

use crate::context::{FileCtx, RuleCtx};
use crate::outline::Outline;

/// An item and its code.
#[derive(Clone, Copy, Debug)]
pub struct Located<'a> {
    pub index: usize,
    pub item: &'a PlacedItem,
    pub body: &'a Body,
}

/// The innermost item that holds the bytes of `span`, which are bytes of the file.
#[must_use]
pub fn item_at(facts: &FileFacts, span: Span) -> Option<Located<'_>> {
    let (index, item) = facts
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.span.contains(span))
        .min_by_key(|(_, item)| item.span.len())?;
    Some(Located {
        index,
        item,
        body: item.facts.body.as_ref()?,
    })
}

impl<'a> Located<'a> {
    /// `span`, given in bytes of the file, in bytes of the item.
    #[must_use]
    pub fn local(&self, span: Span) -> Span {
        let start = self.item.span.start;
        Span::new(
            span.start.saturating_sub(start),
            span.end.saturating_sub(start),
        )
    }

    /// The innermost function whose declaration holds `span`, which is in bytes of the file.
    #[must_use]
    pub fn function_at(&self, span: Span) -> Option<(FunctionId, &'a Function)> {
        let span = self.local(span);
        self.body
            .functions()
            .filter(|(_, function)| function.signature.span.contains(span))
            .min_by_key(|(_, function)| function.signature.span.len())
    }

    /// The function of the item itself that holds `span`, which is in bytes of the file.
    #[must_use]
    pub fn outermost_function_at(&self, span: Span) -> Option<(FunctionId, &'a Function)> {
        let span = self.local(span);
        self.body
            .functions()
            .filter(|(_, function)| function.signature.span.contains(span))
            .max_by_key(|(_, function)| function.signature.span.len())
    }

    /// Calls `look` with the item as rules see it.
    pub fn with_rule_ctx<T>(
        &self,
        file: &FileCtx<'_>,
        look: impl FnOnce(&RuleCtx<'_>) -> T,
    ) -> Option<T> {
        let index = u32::try_from(self.index).ok()?;
        let outline = Outline::new(self.body);
        let scope = model::Scope::new(file.env, index)?;
        let modules = file.modules();
        Some(look(&RuleCtx {
            file,
            index,
            item: self.item,
            body: self.body,
            outline: &outline,
            scope: &scope,
            modules: &modules,
        }))
    }
}

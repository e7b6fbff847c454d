//! What an item contains, as a set of bits, so that rules which need something else are not even called.

use syntax::facts::{ExprKind, ItemFacts, Literal, StmtKind};

/// A set of kinds of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content(u16);

impl Content {
    /// A declared function, not a lambda.
    pub const FUNCTION: Self = Self(1);
    /// A function that suspends.
    pub const ASYNC: Self = Self(1 << 1);
    pub const CALL: Self = Self(1 << 2);
    /// A handler of errors.
    pub const CATCH: Self = Self(1 << 3);
    pub const RAISE: Self = Self(1 << 4);
    /// A string or bytes.
    pub const TEXT: Self = Self(1 << 5);
    /// A parameter with a default value.
    pub const DEFAULT: Self = Self(1 << 6);
    pub const TYPE: Self = Self(1 << 7);

    #[must_use]
    pub const fn of(parts: &[Self]) -> Self {
        let mut all = 0;
        let mut rest = parts;
        while let [first, others @ ..] = rest {
            all |= first.0;
            rest = others;
        }
        Self(all)
    }

    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What an item contains: one look at each expression, statement and function.
#[must_use]
pub fn content(facts: &ItemFacts) -> Content {
    let mut content = Content::default();
    if !facts.types.is_empty() || !facts.fields.is_empty() {
        content.add(Content::TYPE);
    }
    let arenas = facts.body.iter().map(|body| &body.exprs);
    for (_, expr) in arenas.flat_map(|exprs| exprs.iter()) {
        match &expr.kind {
            ExprKind::Call { .. } => content.add(Content::CALL),
            ExprKind::Literal(Literal::Str(_) | Literal::Bytes(_)) | ExprKind::Template { .. } => {
                content.add(Content::TEXT);
            }
            _ => {}
        }
    }
    let Some(body) = &facts.body else {
        return content;
    };
    for (_, function) in body.functions() {
        content.add(Content::FUNCTION);
        if function.signature.is_async {
            content.add(Content::ASYNC);
        }
        if function
            .signature
            .params
            .iter()
            .any(|param| param.default.is_some())
        {
            content.add(Content::DEFAULT);
        }
    }
    for (_, stmt) in body.stmts() {
        match &stmt.kind {
            StmtKind::Try { .. } => content.add(Content::CATCH),
            StmtKind::Raise { .. } => content.add(Content::RAISE),
            _ => {}
        }
    }
    content
}

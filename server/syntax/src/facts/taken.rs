//! Which parts of their parameters functions take: `req.params.id`, `const { page } = req.query`.
//!
//! It follows names that parts are bound to, and never says what a part means.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Body, ExprId, ExprKind, FunctionId, Literal, Name, ParamKind, Pattern, PatternKind, StmtKind,
    TakenFact,
};
use crate::span::Span;

/// Names that are joined to a part at most.
const MAX_PARTS: usize = 8;

/// The parts that all functions of a body take of their parameters, in source order.
#[must_use]
pub fn taken(body: &Body) -> Vec<TakenFact> {
    let mut reader = Reader {
        body,
        functions: Vec::new(),
        aliases: FxHashMap::default(),
        names: FxHashSet::default(),
        inner: FxHashSet::default(),
        apart: FxHashMap::default(),
        known: FxHashSet::default(),
        found: Vec::new(),
    };
    reader.open();
    if !reader.aliases.is_empty() {
        reader.read();
    }
    let mut found = reader.found;
    found.sort_by_key(|fact| fact.span.start);
    found
}

/// What a name holds: a part of a parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Part {
    function: FunctionId,
    param: u32,
    path: Name,
}

/// A function and the one around it.
struct Scope {
    function: FunctionId,
    span: Span,
    around: Option<usize>,
}

struct Reader<'b> {
    body: &'b Body,
    /// In the order of their beginnings.
    functions: Vec<Scope>,
    /// What a name holds in a function.
    aliases: FxHashMap<(FunctionId, Name), Part>,
    names: FxHashSet<Name>,
    /// Expressions that a longer path goes through, and methods that are called.
    inner: FxHashSet<ExprId>,
    /// Values that a pattern takes apart or gives another name.
    apart: FxHashMap<ExprId, Vec<&'b Pattern>>,
    known: FxHashSet<Part>,
    found: Vec<TakenFact>,
}

impl<'b> Reader<'b> {
    /// Knows the parameters of all functions.
    fn open(&mut self) {
        let functions = self.body.functions();
        let mut spans: Vec<(FunctionId, Span)> = functions
            .map(|(id, function)| (id, function.signature.body_span))
            .collect();
        spans.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
        for (function, span) in spans {
            let around = self.innermost(span);
            self.functions.push(Scope {
                function,
                span,
                around,
            });
            let Some(declared) = self.body.function(function) else {
                continue;
            };
            let params = declared.signature.params.iter();
            let params = params.filter(|param| param.kind != ParamKind::Receiver);
            for (param, at) in params.zip(0u32..) {
                let whole = Part {
                    function,
                    param: at,
                    path: Name::default(),
                };
                match &param.pattern {
                    Some(pattern) => self.name(function, pattern, &whole),
                    None => self.add_alias(function, &param.name, whole),
                }
            }
        }
    }

    /// The innermost function around a place.
    fn innermost(&self, span: Span) -> Option<usize> {
        let begun = self
            .functions
            .partition_point(|scope| scope.span.start <= span.start);
        let mut at = begun.checked_sub(1);
        while let Some(scope) = at.and_then(|at| self.functions.get(at)) {
            if scope.span.contains(span) {
                return at;
            }
            at = scope.around;
        }
        None
    }

    fn read(&mut self) {
        let exprs = &self.body.exprs;
        for (_, expr) in exprs.iter() {
            let mut through = match &expr.kind {
                ExprKind::Member { object, .. } => *object,
                ExprKind::Index { object, index } if self.literal(*index).is_some() => *object,
                // The method itself is no part: of `req.query.page.trim()` it is `query.page`.
                ExprKind::Call { callee, .. } => {
                    if let ExprKind::Member { object, .. } = exprs.get(*callee).kind {
                        self.inner.insert(*callee);
                        self.inner.remove(&object);
                    }
                    continue;
                }
                _ => continue,
            };
            self.inner.insert(through);
            while let ExprKind::Cast { value, .. } = exprs.get(through).kind {
                through = value;
                self.inner.insert(through);
            }
        }
        for (_, stmt) in self.body.stmts() {
            if let StmtKind::Assign {
                targets,
                value: Some(value),
                op: None,
                ..
            } = &stmt.kind
                && let [pattern] = targets.as_slice()
                && matches!(pattern.kind, PatternKind::Name(_) | PatternKind::Map(_))
            {
                let value = self.bare(*value);
                self.apart.entry(value).or_default().push(pattern);
            }
        }
        for (id, _) in exprs.iter() {
            if !self.inner.contains(&id) {
                self.take(id);
            }
        }
    }

    /// Notes what an expression takes, if it is a part of a parameter.
    fn take(&mut self, id: ExprId) {
        let kind = &self.body.exprs.get(id).kind;
        if !matches!(
            kind,
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. }
        ) {
            return;
        }
        let span = self.body.exprs.get(id).span;
        let Some((scope, part)) = self.part(id) else {
            return;
        };
        match self.apart.get(&id).cloned() {
            Some(patterns) => {
                for pattern in patterns {
                    self.name(scope, pattern, &part);
                }
            }
            None if part.path.is_empty() => {}
            None => {
                if self.known.insert(part.clone()) {
                    self.found.push(TakenFact {
                        span,
                        function: part.function,
                        param: part.param,
                        path: part.path,
                    });
                }
            }
        }
    }

    /// The part of a parameter that a path of names and texts in brackets is, and the function that it stands in.
    fn part(&self, id: ExprId) -> Option<(FunctionId, Part)> {
        let exprs = &self.body.exprs;
        let mut names: Vec<Name> = Vec::new();
        let mut at = id;
        let root = loop {
            if names.len() > MAX_PARTS {
                return None;
            }
            at = match &exprs.get(at).kind {
                ExprKind::Name(name) => break name,
                ExprKind::Member { object, name, .. } => {
                    names.push(name.clone());
                    *object
                }
                ExprKind::Index { object, index } => {
                    names.push(self.literal(*index)?);
                    *object
                }
                ExprKind::Cast { value, .. } => *value,
                _ => return None,
            };
        };
        if !self.names.contains(root) {
            return None;
        }
        let innermost = self.innermost(exprs.get(id).span)?;
        let standing = self.functions.get(innermost)?.function;
        let mut scope = Some(innermost);
        while let Some(at) = scope.and_then(|at| self.functions.get(at)) {
            if let Some(part) = self.aliases.get(&(at.function, root.clone())) {
                names.reverse();
                return Some((standing, longer(part, &names)));
            }
            scope = at.around;
        }
        None
    }

    fn literal(&self, id: ExprId) -> Option<Name> {
        match &self.body.exprs.get(id).kind {
            ExprKind::Literal(Literal::Str(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// A value without what converts or awaits it.
    fn bare(&self, id: ExprId) -> ExprId {
        let mut at = id;
        loop {
            at = match &self.body.exprs.get(at).kind {
                ExprKind::Cast { value, .. } => *value,
                ExprKind::Await(value) => *value,
                _ => return at,
            };
        }
    }

    /// The names that a pattern in a function binds to what it is given.
    fn name(&mut self, function: FunctionId, pattern: &Pattern, part: &Part) {
        match &pattern.kind {
            PatternKind::Name(name) => self.add_alias(function, name, part.clone()),
            PatternKind::Map(entries) if part.path.matches('.').count() < MAX_PARTS => {
                for (key, inner, _) in entries {
                    let part = longer(part, std::slice::from_ref(key));
                    self.name(function, inner, &part);
                }
            }
            _ => {}
        }
    }

    fn add_alias(&mut self, function: FunctionId, name: &Name, part: Part) {
        self.names.insert(name.clone());
        self.aliases.insert((function, name.clone()), part);
    }
}

fn longer(part: &Part, names: &[Name]) -> Part {
    let mut path = part.path.to_string();
    for name in names {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    Part {
        path: Name::from(path),
        ..part.clone()
    }
}

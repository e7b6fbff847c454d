//! What assignments, loops and cases take values apart into; it nests to a fixed depth only.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{ExprId, ExprKind, Literal, Name, Pattern, PatternKind};
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    /// The target of an assignment, a loop, a comprehension or a `with`.
    pub(in super::super) fn pattern(&mut self, node: Node<'t>) -> Pattern {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            return unknown(span);
        }
        self.depth += 1;
        let pattern = self.target(node, span);
        self.depth -= 1;
        pattern
    }

    fn target(&mut self, node: Node<'t>, span: Span) -> Pattern {
        let kind = match kind(node) {
            Kind::Identifier => match self.text(node) {
                "_" => PatternKind::Wildcard,
                _ => PatternKind::Name(self.name(node)),
            },
            Kind::TuplePattern if !has_comma(node) && node.named_child_count() == 1 => {
                return match self.named(node).as_slice() {
                    [inner] => self.pattern(*inner),
                    _ => unknown(span),
                };
            }
            Kind::PatternList
            | Kind::TuplePattern
            | Kind::ListPattern
            | Kind::ExpressionList
            | Kind::Tuple
            | Kind::List => {
                let parts = self.named(node);
                PatternKind::Sequence(parts.into_iter().map(|part| self.pattern(part)).collect())
            }
            Kind::ListSplatPattern | Kind::ListSplat => {
                let inner = self.named(node).first().copied();
                PatternKind::Rest(inner.and_then(|inner| self.path(inner)))
            }
            Kind::ParenthesizedExpression | Kind::AsPatternTarget => {
                return match self.named(node).as_slice() {
                    [inner] => self.pattern(*inner),
                    _ => unknown(span),
                };
            }
            _ => PatternKind::Place(self.nested(node)),
        };
        Pattern { span, kind }
    }

    /// The pattern of a `case`; several without brackets are a sequence.
    pub(super) fn case_pattern(&mut self, node: Node<'t>) -> Pattern {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            return unknown(span);
        }
        self.depth += 1;
        let kind = self.case_kind(node);
        self.depth -= 1;
        Pattern { span, kind }
    }

    fn case_kind(&mut self, node: Node<'t>) -> PatternKind {
        match kind(node) {
            Kind::CasePattern => self.inner_case(node),
            Kind::AsPattern => {
                let parts = self.named(node);
                match (parts.as_slice(), parts.last()) {
                    ([inner, ..], Some(name)) if parts.len() == 2 => PatternKind::Bind {
                        name: self.name(*name),
                        inner: Box::new(self.case_pattern(*inner)),
                    },
                    _ => PatternKind::Unknown,
                }
            }
            Kind::UnionPattern => PatternKind::Or(self.cases(node)),
            Kind::ListPattern | Kind::TuplePattern => match self.cases(node).as_mut_slice() {
                // Brackets around one pattern without a comma only group.
                [only] if kind(node) == Kind::TuplePattern && !has_comma(node) => {
                    std::mem::replace(&mut only.kind, PatternKind::Unknown)
                }
                parts => PatternKind::Sequence(parts.to_vec()),
            },
            Kind::DictPattern => self.dict_pattern(node),
            Kind::ClassPattern => self.class_pattern(node),
            Kind::SplatPattern => {
                let name = self.named(node).first().map(|name| self.name(*name));
                PatternKind::Rest(name.filter(|name| name != "_"))
            }
            Kind::DottedName | Kind::Identifier => self.named_case(node),
            Kind::String | Kind::ConcatenatedString => {
                let id = self.nested(node);
                match &self.exprs().get(id).kind {
                    ExprKind::Literal(literal) => PatternKind::Literal(literal.clone()),
                    _ => PatternKind::Unknown,
                }
            }
            _ => match self.literal(node) {
                Some(literal) => PatternKind::Literal(literal),
                None => PatternKind::Unknown,
            },
        }
    }

    fn cases(&mut self, node: Node<'t>) -> Vec<Pattern> {
        let parts = self.named(node);
        let parts = parts.into_iter();
        parts.map(|part| self.case_pattern(part)).collect()
    }

    fn inner_case(&mut self, node: Node<'t>) -> PatternKind {
        let text = self.text(node);
        match self.named(node).as_slice() {
            [] if text == "_" => PatternKind::Wildcard,
            [number] if text.starts_with('-') && kind(*number) != Kind::ComplexPattern => {
                match self.literal(*number) {
                    Some(Literal::Int(digits)) => {
                        PatternKind::Literal(Literal::Int(format!("-{digits}").into()))
                    }
                    Some(Literal::Float(digits)) => {
                        PatternKind::Literal(Literal::Float(format!("-{digits}").into()))
                    }
                    _ => PatternKind::Unknown,
                }
            }
            [inner] => self.case_kind(*inner),
            _ => PatternKind::Unknown,
        }
    }

    fn named_case(&mut self, node: Node<'t>) -> PatternKind {
        match (self.text(node), self.path(node)) {
            ("_", _) => PatternKind::Wildcard,
            (text, Some(path)) if text.contains('.') => {
                PatternKind::Place(self.dotted(node, &path))
            }
            (_, Some(path)) => PatternKind::Name(path),
            _ => PatternKind::Unknown,
        }
    }

    /// The expression that a dotted name stands for.
    fn dotted(&mut self, node: Node<'t>, path: &Name) -> ExprId {
        let span = self.span(node);
        let mut parts = self.named(node).into_iter();
        let Some(first) = parts.next() else {
            return self.push(span, ExprKind::Name(path.clone()));
        };
        let first_span = self.span(first);
        let mut object = self.push(first_span, ExprKind::Name(self.name(first)));
        for part in parts {
            let name_span = self.span(part);
            let kind = ExprKind::Member {
                object,
                name: self.name(part),
                name_span,
                optional: false,
            };
            object = self.push(first_span.joined(name_span), kind);
        }
        object
    }

    fn dict_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let keys = self.in_field(node, FIELDS.key);
        let values = self.in_field(node, FIELDS.value);
        let mut entries = Vec::with_capacity(keys.len());
        for (key, value) in keys.into_iter().zip(values) {
            let name = match self.case_pattern(key).kind {
                PatternKind::Literal(Literal::Str(text)) => text,
                _ => self.name(key),
            };
            entries.push((name, self.case_pattern(value), None));
        }
        for part in self.named(node) {
            if kind(part) == Kind::SplatPattern {
                entries.push((Name::default(), self.case_pattern(part), None));
            }
        }
        PatternKind::Map(entries)
    }

    fn class_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let mut children = self.named(node).into_iter();
        let path = children.next().and_then(|path| self.path(path));
        let mut parts = Vec::new();
        for child in children {
            let keyword = match kind(child) {
                Kind::CasePattern => self.named(child).first().copied(),
                _ => Some(child),
            };
            let keyword = keyword.filter(|inner| kind(*inner) == Kind::KeywordPattern);
            let named = keyword.map(|keyword| self.named(keyword));
            match named.as_deref() {
                Some([name, value]) => {
                    parts.push((Some(self.name(*name)), self.case_pattern(*value)));
                }
                // `name=_` has its wildcard as a token.
                Some([name]) => {
                    let kind = PatternKind::Wildcard;
                    let span = self.span(child);
                    parts.push((Some(self.name(*name)), Pattern { span, kind }));
                }
                _ => parts.push((None, self.case_pattern(child))),
            }
        }
        PatternKind::Type {
            path: path.unwrap_or_default(),
            parts,
        }
    }

    /// Whether a pattern binds or compares nothing but one name: that name's node.
    pub(in super::super) fn target_name(&self, node: Node<'t>) -> Option<Name> {
        match kind(node) {
            Kind::Identifier => Some(self.name(node)),
            Kind::AsPatternTarget | Kind::ParenthesizedExpression => {
                let inner = node.named_child(0)?;
                (kind(inner) == Kind::Identifier).then(|| self.name(inner))
            }
            _ => None,
        }
    }

    /// The guard of a `case`.
    pub(super) fn guard(&mut self, node: Node<'t>) -> Option<ExprId> {
        let clause = field(node, FIELDS.guard)?;
        let condition = self.named(clause).first().copied()?;
        Some(self.expr(condition))
    }
}

/// Whether a comma stands directly in a node: brackets around one part without it only group.
fn has_comma(node: Node<'_>) -> bool {
    node.children(&mut node.walk())
        .any(|child| child.kind() == ",")
}

fn unknown(span: Span) -> Pattern {
    Pattern {
        span,
        kind: PatternKind::Unknown,
    }
}

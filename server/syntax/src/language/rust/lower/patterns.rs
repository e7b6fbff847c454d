//! What `let`, `match` and parameters take values apart into; it nests to a fixed depth only.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{Literal, Name, Pattern, PatternKind};
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    /// The pattern that a node is.
    ///
    /// A name that starts with a capital is a constant or a variant, as
    /// <https://rust-lang.github.io/api-guidelines/naming.html> has it: the text alone does not tell.
    pub(in super::super) fn pattern(&mut self, node: Node<'t>) -> Pattern {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            return unknown(span);
        }
        self.depth += 1;
        let kind = self.pattern_kind(node);
        self.depth -= 1;
        Pattern { span, kind }
    }

    fn pattern_kind(&mut self, node: Node<'t>) -> PatternKind {
        match kind(node) {
            Kind::Other if self.text(node) == "_" => PatternKind::Wildcard,
            Kind::Identifier | Kind::ShorthandFieldIdentifier | Kind::SelfName => {
                match self.name(node) {
                    name if name == "None" => PatternKind::Literal(Literal::Null),
                    name if name.starts_with(char::is_uppercase) => {
                        PatternKind::Place(self.nested(node))
                    }
                    name => PatternKind::Name(name),
                }
            }
            Kind::ScopedIdentifier => match self.text(node) {
                "Option::None" => PatternKind::Literal(Literal::Null),
                _ => PatternKind::Place(self.nested(node)),
            },
            Kind::GenericPattern => match self.named(node).first() {
                Some(path) => PatternKind::Place(self.nested(*path)),
                None => PatternKind::Unknown,
            },
            Kind::TuplePattern | Kind::SlicePattern => {
                let parts = self.named_or_wild(node);
                match parts.as_slice() {
                    // Brackets around one pattern without a comma only group.
                    [only] if kind(node) == Kind::TuplePattern && !self.has_comma(node) => {
                        self.pattern(*only).kind
                    }
                    _ => PatternKind::Sequence(self.patterns(&parts)),
                }
            }
            Kind::TupleStructPattern => {
                let path = field(node, FIELDS.ty).and_then(|path| self.path(path));
                let parts = self.named_or_wild(node);
                let parts = self.patterns(parts.get(1..).unwrap_or_default());
                PatternKind::Type {
                    path: path.unwrap_or_default(),
                    parts: parts.into_iter().map(|part| (None, part)).collect(),
                }
            }
            Kind::StructPattern => self.struct_pattern(node),
            Kind::RefPattern | Kind::MutPattern | Kind::ReferencePattern => {
                match self.named_or_wild(node).last() {
                    Some(inner) => self.pattern(*inner).kind,
                    None => PatternKind::Unknown,
                }
            }
            Kind::CapturedPattern => match self.named_or_wild(node).as_slice() {
                [name, inner] => PatternKind::Bind {
                    name: self.name(*name),
                    inner: Box::new(self.pattern(*inner)),
                },
                _ => PatternKind::Unknown,
            },
            Kind::OrPattern => self.or_pattern(node),
            Kind::RemainingFieldPattern => PatternKind::Rest(None),
            // A range has no neutral form: what it takes is not told.
            _ => match self.literal(node) {
                Some(literal) => PatternKind::Literal(literal),
                None => PatternKind::Unknown,
            },
        }
    }

    fn patterns(&mut self, nodes: &[Node<'t>]) -> Vec<Pattern> {
        nodes.iter().map(|node| self.pattern(*node)).collect()
    }

    /// The named children and the wildcards, which are tokens.
    fn named_or_wild(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let children = self.all(node);
        let is_part = |child: &Node<'t>| {
            kind(*child) != Kind::MutableSpecifier && (child.is_named() || child.kind() == "_")
        };
        children.into_iter().filter(is_part).collect()
    }

    fn has_comma(&mut self, node: Node<'t>) -> bool {
        self.all(node).iter().any(|child| child.kind() == ",")
    }

    /// `A | B | C` stands as nested pairs; they are one list here.
    fn or_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let mut parts = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match kind(node) {
                Kind::OrPattern => {
                    let inner = self.named_or_wild(node);
                    pending.extend(inner.into_iter().rev());
                }
                _ => parts.push(self.pattern(node)),
            }
        }
        match parts.as_mut_slice() {
            [only] => std::mem::replace(&mut only.kind, PatternKind::Unknown),
            _ => PatternKind::Or(parts),
        }
    }

    fn struct_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let path = field(node, FIELDS.ty).and_then(|path| self.path(path));
        let mut parts = Vec::new();
        for child in self.named(node).into_iter().skip(1) {
            if kind(child) == Kind::RemainingFieldPattern {
                parts.push((None, self.pattern(child)));
                continue;
            }
            let Some(name) = field(child, FIELDS.name) else {
                continue;
            };
            let key = Some(self.name(name));
            let part = match field(child, FIELDS.pattern) {
                Some(pattern) => self.pattern(pattern),
                // `User { id }` binds the name of the field, whatever its case.
                None => Pattern {
                    span: self.span(name),
                    kind: PatternKind::Name(self.name(name)),
                },
            };
            parts.push((key, part));
        }
        PatternKind::Type {
            path: path.unwrap_or_default(),
            parts,
        }
    }

    /// What an assignment writes to.
    pub(super) fn target(&mut self, node: Node<'t>) -> Pattern {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            return unknown(span);
        }
        self.depth += 1;
        let kind = match kind(node) {
            Kind::Identifier if self.text(node) == "_" => PatternKind::Wildcard,
            Kind::Identifier => PatternKind::Name(self.name(node)),
            Kind::TupleExpression | Kind::ArrayExpression => {
                let parts = self.named(node);
                PatternKind::Sequence(parts.into_iter().map(|part| self.target(part)).collect())
            }
            Kind::ParenthesizedExpression => match self.named(node).as_slice() {
                [inner] => self.target(*inner).kind,
                _ => PatternKind::Unknown,
            },
            _ => PatternKind::Place(self.nested(node)),
        };
        self.depth -= 1;
        Pattern { span, kind }
    }
}

/// The names that a pattern binds, in source order.
pub(super) fn bound_names(pattern: &Pattern) -> Vec<(&Name, Span)> {
    let mut names = Vec::new();
    let mut pending = vec![pattern];
    while let Some(pattern) = pending.pop() {
        match &pattern.kind {
            PatternKind::Name(name) => names.push((name, pattern.span)),
            PatternKind::Bind { name, inner } => {
                names.push((name, pattern.span));
                pending.push(inner);
            }
            PatternKind::Type { parts, .. } => {
                pending.extend(parts.iter().rev().map(|(_, part)| part));
            }
            PatternKind::Sequence(parts) => pending.extend(parts.iter().rev()),
            // Each alternative binds the same names.
            PatternKind::Or(parts) => pending.extend(parts.first()),
            _ => {}
        }
    }
    names
}

/// Whether a pattern holds an expression, which belongs to the arena it was lowered into.
pub(in super::super) fn has_place(pattern: &Pattern) -> bool {
    let mut pending = vec![pattern];
    while let Some(pattern) = pending.pop() {
        match &pattern.kind {
            PatternKind::Place(_) => return true,
            PatternKind::Bind { inner, .. } => pending.push(inner),
            PatternKind::Type { parts, .. } => pending.extend(parts.iter().map(|(_, part)| part)),
            PatternKind::Sequence(parts) | PatternKind::Or(parts) => pending.extend(parts),
            _ => {}
        }
    }
    false
}

pub(super) fn unknown(span: Span) -> Pattern {
    Pattern {
        span,
        kind: PatternKind::Unknown,
    }
}

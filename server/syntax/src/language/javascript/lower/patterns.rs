//! What declarations, parameters and loops take values apart into; it nests to a fixed depth only.

use tree_sitter::Node;

use super::{Field, Kind, Lower, MAX_DEPTH};
use crate::facts::{Name, Pattern, PatternKind};

impl<'t> Lower<'t, '_> {
    /// The target of a declaration, an assignment or a loop.
    pub(in super::super) fn pattern(&mut self, node: Node<'t>) -> Pattern {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            let kind = PatternKind::Unknown;
            return Pattern { span, kind };
        }
        self.depth += 1;
        let kind = self.pattern_kind(node);
        self.depth -= 1;
        Pattern { span, kind }
    }

    fn pattern_kind(&mut self, node: Node<'t>) -> PatternKind {
        match self.kind(node) {
            Kind::Identifier
            | Kind::ShorthandPropertyIdentifierPattern
            | Kind::ShorthandPropertyIdentifier
            | Kind::PropertyIdentifier
            | Kind::PrivatePropertyIdentifier => PatternKind::Name(self.name(node)),
            Kind::ParenthesizedExpression | Kind::NonNullExpression => {
                match self.named(node).first() {
                    Some(inner) => self.pattern(*inner).kind,
                    None => PatternKind::Unknown,
                }
            }
            Kind::ObjectPattern | Kind::Object => self.object_pattern(node),
            Kind::ArrayPattern | Kind::Array => self.array_pattern(node),
            Kind::AssignmentPattern => {
                // A default value has no place in the pattern, but its code is in the arena.
                if let Some(default) = self.field(node, Field::Right) {
                    self.nested(default);
                }
                match self.field(node, Field::Left) {
                    Some(target) => self.pattern(target).kind,
                    None => PatternKind::Unknown,
                }
            }
            Kind::RestPattern | Kind::SpreadElement => {
                let inner = self.named(node).first().copied();
                PatternKind::Rest(inner.and_then(|inner| self.path(inner)))
            }
            _ => PatternKind::Place(self.nested(node)),
        }
    }

    fn object_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let mut parts = Vec::new();
        for part in self.named(node) {
            let (key, target) = match self.kind(part) {
                Kind::PairPattern | Kind::Pair => {
                    let key = self.field(part, Field::Key);
                    let value = self.field(part, Field::Value);
                    (key.unwrap_or(part), value.unwrap_or(part))
                }
                Kind::ObjectAssignmentPattern => {
                    let left = self.field(part, Field::Left).unwrap_or(part);
                    (left, part)
                }
                _ => (part, part),
            };
            let (target, default) = match self.kind(target) {
                Kind::AssignmentPattern
                | Kind::ObjectAssignmentPattern
                | Kind::AssignmentExpression => {
                    let default = self.field(target, Field::Right);
                    (self.field(target, Field::Left).unwrap_or(target), default)
                }
                _ => (target, None),
            };
            let name = match self.kind(part) {
                Kind::RestPattern | Kind::SpreadElement => Name::default(),
                _ => self.key(key),
            };
            let pattern = self.pattern(target);
            parts.push((name, pattern, default.map(|default| self.nested(default))));
        }
        PatternKind::Map(parts)
    }

    /// A place that is left out takes what it is given without a name: `[, second]`.
    fn array_pattern(&mut self, node: Node<'t>) -> PatternKind {
        let mut parts = Vec::new();
        let mut is_filled = true;
        for child in self.all(node) {
            match child.kind() {
                "[" => is_filled = false,
                "," if is_filled => is_filled = false,
                "," => {
                    let kind = PatternKind::Wildcard;
                    let span = self.span(child);
                    parts.push(Pattern { span, kind });
                }
                _ if child.is_named() => {
                    parts.push(self.pattern(child));
                    is_filled = true;
                }
                _ => {}
            }
        }
        PatternKind::Sequence(parts)
    }
}

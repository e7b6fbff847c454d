//! Syntax trees of Python to bodies; it never recurses into expressions or statements.

mod expressions;
mod literals;
mod patterns;
mod signatures;
mod statements;
mod types;

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::{Node, TreeCursor};

use super::kinds::{FIELDS, Kind, field, kind};
use crate::facts::{Body, ExprId, ExprKind, Exprs, FunctionId, Name};
use crate::language::text::capped;
use crate::span::Span;

pub(super) use signatures::{Decorated, decorated, visibility};

/// Types, patterns and default values nest no deeper; what is deeper is not understood.
const MAX_DEPTH: u32 = 100;

/// Text kept of a literal, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Functions and lambdas of a tree, by the id of their node.
pub(super) type Functions = FxHashMap<usize, FunctionId>;

/// A tree as a body.
pub(super) struct Lowered<'t> {
    pub(super) body: Body,
    pub(super) functions: Functions,
    /// Function definitions, and whether they stand directly in a class.
    pub(super) definitions: Vec<(FunctionId, Node<'t>, bool)>,
}

/// Lowers the nodes of one tree into one arena.
pub(super) struct Lower<'t, 's> {
    src: &'s str,
    /// Added to every offset of the tree.
    offset: u32,
    cursor: TreeCursor<'t>,
    body: Body,
    comments: &'s [Span],
    values: Vec<ExprId>,
    functions: Functions,
    /// Function definitions, and whether they stand directly in a class.
    definitions: Vec<(FunctionId, Node<'t>, bool)>,
    /// Whether functions are lowered, or taken from `functions`.
    known_functions: bool,
    depth: u32,
    /// Where stars stand that belong to a larger expression than the grammar says.
    hoisted: FxHashSet<usize>,
    /// For each function around, whether it yields.
    yields: Vec<bool>,
    /// Whether functions stand directly in a class.
    in_class: bool,
}

impl<'t, 's> Lower<'t, 's> {
    /// Lowers everything, functions included.
    pub(super) fn new(root: Node<'t>, src: &'s str, comments: &'s [Span], in_class: bool) -> Self {
        Self {
            src,
            offset: 0,
            cursor: root.walk(),
            body: Body::default(),
            comments,
            values: Vec::new(),
            functions: Functions::default(),
            definitions: Vec::new(),
            known_functions: false,
            depth: 0,
            hoisted: FxHashSet::default(),
            yields: Vec::new(),
            in_class,
        }
    }

    /// Lowers expressions of the same tree into an arena of their own. Lambdas in them refer to `functions`.
    pub(super) fn for_summary(
        root: Node<'t>,
        src: &'s str,
        functions: Functions,
        in_class: bool,
    ) -> Self {
        Self {
            functions,
            known_functions: true,
            ..Self::new(root, src, &[], in_class)
        }
    }

    /// The whole tree as a body, and its functions.
    pub(super) fn lower(mut self, root: Node<'t>) -> Lowered<'t> {
        self.root(root);
        Lowered {
            body: self.body,
            functions: self.functions,
            definitions: self.definitions,
        }
    }

    /// The arena filled so far.
    pub(super) fn into_exprs(self) -> Exprs {
        self.body.exprs
    }

    pub(super) fn exprs(&self) -> &Exprs {
        &self.body.exprs
    }

    pub(super) fn function_of(&self, node: Node<'_>) -> Option<FunctionId> {
        self.functions.get(&node.id()).copied()
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.span_of(node.start_byte(), node.end_byte())
    }

    fn span_of(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(end)).shifted(self.offset)
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'s str {
        self.src.get(node.byte_range()).unwrap_or_default()
    }

    /// The text of a node as a name, shortened if it is very long.
    pub(super) fn name(&self, node: Node<'_>) -> Name {
        Name::new(capped(self.text(node), MAX_TEXT))
    }

    /// The named children without comments.
    pub(super) fn named(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        node.named_children(&mut self.cursor)
            .filter(|child| !matches!(kind(*child), Kind::Comment | Kind::LineContinuation))
            .collect()
    }

    /// All children, tokens included, without comments.
    fn all(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        node.children(&mut self.cursor)
            .filter(|child| !matches!(kind(*child), Kind::Comment | Kind::LineContinuation))
            .collect()
    }

    /// The children in a field.
    pub(super) fn in_field(&mut self, node: Node<'t>, field: u16) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        self.cursor.reset(node);
        if !self.cursor.goto_first_child() {
            return found;
        }
        loop {
            if self.cursor.field_id().is_some_and(|id| id.get() == field) {
                found.push(self.cursor.node());
            }
            if !self.cursor.goto_next_sibling() {
                return found;
            }
        }
    }

    /// Lowers an expression inside a type, a pattern or a parameter, unless that nests too deep.
    pub(super) fn nested(&mut self, node: Node<'t>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            let span = self.span(node);
            let children = Vec::new();
            return self.push(span, ExprKind::Unknown { children });
        }
        self.depth += 1;
        let id = self.expr(node);
        self.depth -= 1;
        id
    }

    fn push(&mut self, span: Span, kind: ExprKind) -> ExprId {
        self.body.exprs.push(span, kind)
    }

    /// The dotted path of a chain of names.
    pub(super) fn path(&self, node: Node<'t>) -> Option<Name> {
        let mut parts = Vec::new();
        let mut at = node;
        loop {
            match kind(at) {
                Kind::Identifier => {
                    parts.push(self.text(at));
                    break;
                }
                Kind::DottedName => {
                    let text = self.text(at);
                    parts.extend(text.split('.').rev().map(str::trim));
                    break;
                }
                Kind::Attribute => {
                    parts.push(self.text(field(at, FIELDS.attribute)?));
                    at = field(at, FIELDS.object)?;
                }
                Kind::MemberType => {
                    let last = at.named_child_count().checked_sub(1)?;
                    parts.push(self.text(at.named_child(u32::try_from(last).ok()?)?));
                    at = at.named_child(0)?;
                }
                Kind::Type => at = at.named_child(0)?,
                _ => return None,
            }
        }
        if let [only] = parts.as_slice() {
            return Some(Name::new(only));
        }
        parts.reverse();
        Some(Name::from(parts.join(".")))
    }
}

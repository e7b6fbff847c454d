//! Syntax trees of Go to bodies; it never recurses into expressions, statements or functions in them.

mod expressions;
mod literals;
mod signatures;
mod statements;
mod switches;
mod types;

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::{Node, TreeCursor};

use super::kinds::{FIELDS, Kind, field, kind};
use crate::facts::{Block, Body, Expr, ExprId, ExprKind, FunctionId, Name, StmtId, StmtKind};
use crate::language::text::capped;
use crate::span::Span;
use expressions::Build;
use statements::Finish;

pub(super) use literals::string;
pub(super) use signatures::visibility;

/// Types nest no deeper; what is deeper is not understood.
const MAX_DEPTH: u32 = 100;

/// Text kept of a literal, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Stands behind the text of an item when it is parsed: some declarations are read to their end with it alone.
pub(super) const LINE_END: &str = "\n";

/// Functions of a tree, by the id of their node.
pub(super) type Functions = FxHashMap<usize, FunctionId>;

/// A function without a name of its own that is given away: to a call, a display, a name or the caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offered {
    pub(super) function: FunctionId,
    pub(super) start: usize,
    /// Stands in no other function.
    pub(super) outermost: bool,
}

/// A tree as a body.
pub(super) struct Lowered {
    pub(super) body: Body,
    pub(super) functions: Functions,
    /// In source order.
    pub(super) offered: Vec<Offered>,
}

/// A step of lowering.
///
/// Expressions hold functions and these hold statements again, so that one stack of steps serves all.
enum Step<'t> {
    Expr(Node<'t>),
    /// The braces of a display whose type stands further out, and that type, if it is known.
    Braces(Node<'t>, Option<Node<'t>>),
    /// Takes its parts from the values and blocks lowered last.
    Build(Build<'t>, Span),
    Statement(Node<'t>),
    /// Begins a block.
    Open,
    /// Ends the block that was begun last.
    Close(Span),
    /// Takes its parts from the values and blocks lowered last.
    Finish(Finish<'t>, Span),
    /// Leaves the scope that was entered last.
    Leave,
}

/// What `break`, `continue` and `return` speak of.
enum Scope {
    Loop(Option<Name>),
    Switch,
    /// With the names of its results.
    Function(Vec<(Name, Span)>),
}

/// Lowers the nodes of one tree into one arena.
pub(super) struct Lower<'t, 's> {
    src: &'s str,
    /// The length of the item, which `src` is longer than.
    len: usize,
    cursor: TreeCursor<'t>,
    body: Body,
    comments: &'s [Span],
    values: Vec<ExprId>,
    /// The statements of the block at hand.
    current: Vec<StmtId>,
    /// Blocks around it.
    outer: Vec<Vec<StmtId>>,
    done: Vec<Block>,
    scopes: Vec<Scope>,
    functions: Functions,
    /// Whether functions are lowered, or taken from `functions`.
    known_functions: bool,
    /// What functions without a name are bound to, by their nodes.
    names: FxHashMap<usize, Name>,
    /// Functions that are called where they stand, by their nodes.
    called: FxHashSet<usize>,
    offered: Vec<Offered>,
    depth: u32,
}

impl<'t, 's> Lower<'t, 's> {
    /// Lowers everything, functions included.
    pub(super) fn new(root: Node<'t>, src: &'s str, comments: &'s [Span]) -> Self {
        Self {
            src,
            len: src.len().saturating_sub(LINE_END.len()),
            cursor: root.walk(),
            body: Body::default(),
            comments,
            values: Vec::new(),
            current: Vec::new(),
            outer: Vec::new(),
            done: Vec::new(),
            scopes: Vec::new(),
            functions: Functions::default(),
            known_functions: false,
            names: FxHashMap::default(),
            called: FxHashSet::default(),
            offered: Vec::new(),
            depth: 0,
        }
    }

    /// Lowers expressions of the same tree into an arena of their own. Functions in them are those of `functions`.
    pub(super) fn for_summary(
        root: Node<'t>,
        src: &'s str,
        comments: &'s [Span],
        functions: Functions,
    ) -> Self {
        Self {
            functions,
            known_functions: true,
            ..Self::new(root, src, comments)
        }
    }

    /// The whole tree as a body, and its functions.
    pub(super) fn lower(mut self, root: Node<'t>) -> Lowered {
        let mut steps = Vec::new();
        let statements = self.named(root);
        self.block(self.span(root), &statements, &mut steps);
        self.run(steps);
        self.body.root = self.done.pop().unwrap_or_default();
        self.offered.sort_by_key(|offered| offered.start);
        Lowered {
            body: self.body,
            functions: self.functions,
            offered: self.offered,
        }
    }

    /// Lowers one expression.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        self.run(vec![Step::Expr(node)]);
        self.value()
    }

    /// The arena filled so far.
    pub(super) fn into_exprs(self) -> crate::facts::Exprs {
        self.body.exprs
    }

    fn run(&mut self, mut steps: Vec<Step<'t>>) {
        while let Some(step) = steps.pop() {
            match step {
                Step::Expr(node) => self.enter(node, &mut steps),
                Step::Braces(node, ty) => self.enter_braces(node, node, ty, &mut steps),
                Step::Build(build, span) => {
                    let kind = self.build(build, span);
                    let id = self.push(span, kind);
                    self.values.push(id);
                }
                Step::Statement(node) => self.statement(node, &mut steps),
                Step::Open => {
                    let around = std::mem::take(&mut self.current);
                    self.outer.push(around);
                }
                Step::Close(span) => {
                    let around = self.outer.pop().unwrap_or_default();
                    let stmts = std::mem::replace(&mut self.current, around);
                    self.done.push(Block { span, stmts });
                }
                Step::Finish(finish, span) => {
                    let kind = self.finish(finish, span);
                    self.add(span, kind);
                }
                Step::Leave => {
                    self.scopes.pop();
                }
            }
        }
    }

    /// Lowers statements to a block.
    fn block(&self, span: Span, statements: &[Node<'t>], steps: &mut Vec<Step<'t>>) {
        steps.push(Step::Close(span));
        let statements = statements.iter().rev();
        steps.extend(statements.map(|statement| Step::Statement(*statement)));
        steps.push(Step::Open);
    }

    fn add(&mut self, span: Span, kind: StmtKind) {
        let id = self.body.push_stmt(span, kind);
        self.current.push(id);
    }

    fn push(&mut self, span: Span, kind: ExprKind) -> ExprId {
        self.body.exprs.push(span, kind)
    }

    /// The value lowered last.
    fn value(&mut self) -> ExprId {
        self.values.pop().unwrap_or_else(|| {
            let children = Vec::new();
            self.push(Span::default(), ExprKind::Unknown { children })
        })
    }

    /// The last `len` values, in source order.
    fn take(&mut self, len: usize) -> std::vec::IntoIter<ExprId> {
        let start = self.values.len().saturating_sub(len);
        self.values.split_off(start).into_iter()
    }

    /// The block lowered last.
    fn one_block(&mut self) -> Block {
        self.done.pop().unwrap_or_default()
    }

    /// The last `len` blocks, in source order.
    fn take_blocks(&mut self, len: usize) -> Vec<Block> {
        let start = self.done.len().saturating_sub(len);
        self.done.split_off(start)
    }

    fn get(&self, id: ExprId) -> &Expr {
        self.body.exprs.get(id)
    }

    pub(super) fn function_of(&self, node: Node<'_>) -> Option<FunctionId> {
        self.functions.get(&node.id()).copied()
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.span_of(node.start_byte(), node.end_byte())
    }

    /// A span of the item, without the line end that stands behind it for the grammar's sake.
    fn span_of(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at.min(self.len)).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(end))
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
            .filter(|child| kind(*child) != Kind::Comment)
            .collect()
    }

    /// The named children in a field.
    pub(super) fn in_field(&mut self, node: Node<'t>, field: u16) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        self.cursor.reset(node);
        if !self.cursor.goto_first_child() {
            return found;
        }
        loop {
            let child = self.cursor.node();
            let is_in = self.cursor.field_id().is_some_and(|id| id.get() == field);
            if is_in && child.is_named() && kind(child) != Kind::Comment {
                found.push(child);
            }
            if !self.cursor.goto_next_sibling() {
                return found;
            }
        }
    }

    /// Whether a token stands directly in a node.
    fn has_token(&mut self, node: Node<'t>, token: &str) -> bool {
        node.children(&mut self.cursor)
            .any(|child| child.kind() == token)
    }

    /// The dotted path of a name, a selector or a type with a package.
    pub(super) fn path(&self, node: Node<'t>) -> Option<Name> {
        match kind(node) {
            Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::FieldIdentifier
            | Kind::PackageIdentifier => Some(self.name(node)),
            Kind::QualifiedType => {
                let package = self.text(field(node, FIELDS.package)?);
                let name = self.text(field(node, FIELDS.name)?);
                Some(Name::from(format!("{package}.{name}")))
            }
            Kind::GenericType => self.path(field(node, FIELDS.ty)?),
            _ => None,
        }
    }
}

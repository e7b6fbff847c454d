//! Syntax trees to bodies; it never recurses into expressions or statements.
//!
//! Functions are expressions and hold statements, so both are lowered by one machine with one stack of steps.

mod build;
mod expressions;
mod functions;
mod literals;
mod loops;
mod members;
mod patterns;
mod statements;
mod switches;
mod types;

use rustc_hash::FxHashMap;
use tree_sitter::{Node, TreeCursor};

use super::kinds::{Field, Kind, Tables};
use crate::facts::{Block, Body, ExprId, ExprKind, Exprs, FunctionId, Name, StmtId, StmtKind};
use crate::language::text::capped;
use crate::span::Span;

use expressions::Build;
use statements::Finish;

pub(super) use functions::{Found, Member, Place, member_visibility};

/// Types, patterns and default values nest no deeper; what is deeper is not understood.
const MAX_DEPTH: u32 = 60;

/// Text kept of a literal, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Functions of a tree, by the id of their node.
pub(super) type Functions = FxHashMap<usize, FunctionId>;

/// The text of an item, which may be wrapped so that it can be parsed.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    /// The text that was parsed.
    pub(super) text: &'s str,
    /// The bytes before the item's text.
    pub(super) before: usize,
    /// The length of the item's text.
    pub(super) len: usize,
    /// The comments of the item, relative to it.
    pub(super) comments: &'s [Span],
    pub(super) tables: &'static Tables,
}

impl Source<'_> {
    /// A range of the parsed text as a span of the item.
    pub(super) fn span_of(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| {
            let at = at.saturating_sub(self.before).min(self.len);
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        Span::new(offset(start), offset(end))
    }
}

/// A step of lowering.
enum Step<'t> {
    /// Lowers an expression to one value.
    Expr(Node<'t>, Role<'t>),
    /// Makes a value of the values lowered last.
    Build(Build<'t>, Span),
    /// Lowers a statement into the block at hand.
    Statement(Node<'t>),
    /// Lowers a member of a class or interface into the block at hand.
    Member(Box<Member<'t>>),
    /// Begins a block.
    Begin,
    /// Ends the block that was begun last.
    End(Span),
    Enter(Scope),
    Leave,
    /// Makes a statement of the values and blocks lowered last.
    Finish(Finish<'t>, Span),
}

/// What a function that stands in an expression's place is there for.
enum Role<'t> {
    /// Only the code around it uses it.
    Loose,
    /// Given to a call, part of a display, or returned.
    Given,
    /// Bound to a name.
    Bound(Box<Member<'t>>),
}

/// What surrounds a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    Function,
    /// A class or namespace by its name, qualified by those around it.
    Class(Name),
    Loop(Option<Name>),
    Switch,
    Label,
    Try,
    /// With the name of what was caught.
    Catch(Option<Name>),
}

/// Blocks under construction and done.
#[derive(Default)]
struct Blocks {
    /// The statements of the block at hand.
    current: Vec<StmtId>,
    /// Blocks around it.
    outer: Vec<Vec<StmtId>>,
    done: Vec<Block>,
}

impl Blocks {
    /// The last `count` blocks, in source order.
    fn take(&mut self, count: usize) -> std::vec::IntoIter<Block> {
        let start = self.done.len().saturating_sub(count);
        self.done.split_off(start).into_iter()
    }

    fn one(&mut self) -> Block {
        self.done.pop().unwrap_or_default()
    }

    fn optional(&mut self, there: bool) -> Option<Block> {
        there.then(|| self.one())
    }
}

/// A tree as a body.
pub(super) struct Lowered<'t> {
    pub(super) body: Body,
    pub(super) functions: Functions,
    /// All functions, in the order their ends stand in the source.
    pub(super) found: Vec<Found<'t>>,
}

/// Lowers the nodes of one tree into one arena.
pub(super) struct Lower<'t, 's> {
    source: Source<'s>,
    cursor: TreeCursor<'t>,
    body: Body,
    values: Vec<ExprId>,
    blocks: Blocks,
    functions: Functions,
    found: Vec<Found<'t>>,
    /// Whether functions are lowered, or taken from `functions`.
    known_functions: bool,
    depth: u32,
    scopes: Vec<Scope>,
    /// How many of the scopes are functions.
    functions_around: usize,
    /// The label of the statement that is lowered next.
    label: Option<Name>,
    /// The export around the statement that is lowered next.
    export: Option<Node<'t>>,
}

impl<'t, 's> Lower<'t, 's> {
    /// Lowers everything, functions included.
    pub(super) fn new(root: Node<'t>, source: Source<'s>) -> Self {
        Self {
            source,
            cursor: root.walk(),
            body: Body::default(),
            values: Vec::new(),
            blocks: Blocks::default(),
            functions: Functions::default(),
            found: Vec::new(),
            known_functions: false,
            depth: 0,
            scopes: Vec::new(),
            functions_around: 0,
            label: None,
            export: None,
        }
    }

    /// Lowers expressions of the same tree into an arena of their own. Functions in them refer to `functions`.
    pub(super) fn for_summary(root: Node<'t>, source: Source<'s>, functions: Functions) -> Self {
        Self {
            functions,
            known_functions: true,
            ..Self::new(root, source)
        }
    }

    /// The statements of `root` as a body; of a class's block its members.
    pub(super) fn lower(mut self, root: Node<'t>) -> Lowered<'t> {
        let mut steps = Vec::new();
        self.open_block(root, &mut steps);
        self.run(steps);
        self.body.root = self.blocks.one();
        Lowered {
            body: self.body,
            functions: self.functions,
            found: self.found,
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

    fn run(&mut self, mut steps: Vec<Step<'t>>) {
        while let Some(step) = steps.pop() {
            match step {
                Step::Expr(node, role) => self.enter(node, role, &mut steps),
                Step::Build(build, span) => {
                    let kind = self.build(build, span);
                    let id = self.push(span, kind);
                    self.values.push(id);
                }
                Step::Statement(node) => self.statement(node, &mut steps),
                Step::Member(member) => self.member(*member, &mut steps),
                Step::Begin => {
                    let around = std::mem::take(&mut self.blocks.current);
                    self.blocks.outer.push(around);
                }
                Step::End(span) => {
                    let around = self.blocks.outer.pop().unwrap_or_default();
                    let stmts = std::mem::replace(&mut self.blocks.current, around);
                    self.blocks.done.push(Block { span, stmts });
                }
                Step::Enter(scope) => {
                    self.functions_around += usize::from(scope == Scope::Function);
                    self.scopes.push(scope);
                }
                Step::Leave => {
                    if self.scopes.pop() == Some(Scope::Function) {
                        self.functions_around -= 1;
                    }
                }
                Step::Finish(finish, span) => self.finish(finish, span),
            }
        }
    }

    /// Adds a statement to the block at hand.
    fn add(&mut self, span: Span, kind: StmtKind) {
        let id = self.body.push_stmt(span, kind);
        self.blocks.current.push(id);
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

    pub(super) fn kind(&self, node: Node<'_>) -> Kind {
        self.source.tables.kind(node)
    }

    pub(super) fn field(&self, node: Node<'t>, field: Field) -> Option<Node<'t>> {
        self.source.tables.field(node, field)
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.source.span_of(node.start_byte(), node.end_byte())
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'s str {
        self.source.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The text of a node as a name, shortened if it is very long.
    pub(super) fn name(&self, node: Node<'_>) -> Name {
        Name::new(capped(self.text(node), MAX_TEXT))
    }

    /// The named children without comments.
    pub(super) fn named(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let tables = self.source.tables;
        let is_code = |child: &Node<'_>| {
            !matches!(
                tables.kind(*child),
                Kind::Comment | Kind::HtmlComment | Kind::HashBangLine
            )
        };
        node.named_children(&mut self.cursor)
            .filter(is_code)
            .collect()
    }

    /// All children, tokens included, without comments.
    pub(super) fn all(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let tables = self.source.tables;
        let is_code = |child: &Node<'_>| tables.kind(*child) != Kind::Comment;
        node.children(&mut self.cursor).filter(is_code).collect()
    }

    /// The children in a field.
    pub(super) fn in_field(&mut self, node: Node<'t>, field: Field) -> Vec<Node<'t>> {
        let field = self.source.tables.id(field);
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

    /// Whether a token stands directly in a node.
    pub(super) fn has_token(&mut self, node: Node<'t>, token: &str) -> bool {
        node.children(&mut self.cursor)
            .any(|child| !child.is_named() && child.kind() == token)
    }

    /// The first child of a kind.
    pub(super) fn child(&mut self, node: Node<'t>, kind: Kind) -> Option<Node<'t>> {
        let tables = self.source.tables;
        node.named_children(&mut self.cursor)
            .find(|child| tables.kind(*child) == kind)
    }

    /// Lowers one expression.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        self.run(vec![Step::Expr(node, Role::Given)]);
        self.value()
    }

    /// Lowers an expression inside a type, a pattern or a parameter, unless that nests too deep.
    pub(super) fn nested(&mut self, node: Node<'t>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            let children = Vec::new();
            return self.push(self.span(node), ExprKind::Unknown { children });
        }
        self.depth += 1;
        let id = self.expr(node);
        self.depth -= 1;
        id
    }

    /// The dotted path of a chain of names.
    pub(super) fn path(&self, node: Node<'t>) -> Option<Name> {
        let mut parts = Vec::new();
        let mut at = node;
        loop {
            match self.kind(at) {
                Kind::Identifier
                | Kind::TypeIdentifier
                | Kind::PredefinedType
                | Kind::PropertyIdentifier
                | Kind::ShorthandPropertyIdentifier
                | Kind::Undefined
                | Kind::This
                | Kind::ThisType
                | Kind::Super
                | Kind::Import => {
                    parts.push(self.text(at));
                    break;
                }
                Kind::MemberExpression => {
                    parts.push(self.text(self.field(at, Field::Property)?));
                    at = self.field(at, Field::Object)?;
                }
                Kind::NestedIdentifier => {
                    parts.push(self.text(self.field(at, Field::Property)?));
                    at = self.field(at, Field::Object)?;
                }
                Kind::NestedTypeIdentifier => {
                    parts.push(self.text(self.field(at, Field::Name)?));
                    at = self.field(at, Field::Module)?;
                }
                Kind::NonNullExpression => at = at.named_child(0)?,
                _ => return None,
            }
        }
        if let [only] = parts.as_slice() {
            return Some(Name::new(only));
        }
        parts.reverse();
        Some(Name::from(parts.join(".")))
    }

    /// The name of the class or namespace around, qualified by those around it.
    fn class_around(&self) -> Option<&Name> {
        let scopes = self.scopes.iter().rev();
        let inner = scopes.take_while(|scope| **scope != Scope::Function);
        inner
            .filter_map(|scope| match scope {
                Scope::Class(name) => Some(name),
                _ => None,
            })
            .next()
    }
}

//! Syntax trees of Rust to bodies; it never recurses into expressions or statements.
//!
//! Expressions hold statements and statements hold expressions, so one stack of steps lowers both. Only types,
//! patterns and the arguments of macros call themselves, and those to a fixed depth.

mod arms;
mod asserts;
mod build;
mod decorators;
mod expressions;
mod flow;
mod format;
mod literals;
mod macros;
mod patterns;
mod signatures;
mod statements;
mod tokens;
mod types;

use rustc_hash::FxHashMap;
use tree_sitter::{Node, TreeCursor};

use super::kinds::{FIELDS, Kind, field, kind};
use crate::facts::{Block, Body, ExprId, ExprKind, FunctionId, Name, StmtId, StmtKind};
use crate::language::Language;
use crate::language::text::capped;
use crate::parse::Parser;
use crate::span::Span;
use build::Build;
use flow::Finish;

pub(super) use decorators::{decorator_args, decorator_value};
pub(super) use patterns::has_place;
pub(super) use signatures::visibility;

/// Types, patterns and values in them nest no deeper; what is deeper is not understood.
const MAX_DEPTH: u32 = 100;

/// Macros are looked into no deeper: the arguments of each are parsed anew.
const MAX_MACROS: u32 = 16;

/// Text kept of a literal, in bytes.
pub(super) const MAX_TEXT: usize = 16 * 1024;

/// What lowering fills and hands on from one tree to the next.
#[derive(Default)]
pub(super) struct State {
    pub(super) body: Body,
    /// By their places, since the arguments of macros are trees of their own.
    pub(super) functions: FxHashMap<Span, FunctionId>,
    /// Whether functions are lowered, or taken from `functions`.
    pub(super) known_functions: bool,
    pub(super) parser: Option<Parser>,
    /// Bytes of macros that may still be parsed.
    pub(super) fuel: usize,
    /// Macros, and lists in them, around.
    pub(super) macros: u32,
}

/// Lowers the nodes of one tree into one arena.
pub(super) struct Lower<'t, 's> {
    pub(super) src: &'s str,
    /// Added to every offset of the tree.
    shift: i64,
    cursor: TreeCursor<'t>,
    pub(super) state: State,
    values: Vec<ExprId>,
    blocks: Blocks,
    /// Loops and functions around, the innermost last.
    scopes: Vec<Scope>,
    depth: u32,
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

/// What `break` may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// Whether a value that breaks it is what the function returns.
    Loop {
        label: Option<Name>,
        returns: bool,
    },
    LabelledBlock(Name),
    Function,
}

/// What becomes of the value of a block's last expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// It is dropped, or it is the value of the block.
    Kept,
    /// The function returns it.
    Returned,
}

/// A step of lowering.
enum Step<'t> {
    Expr(Node<'t>),
    /// Takes its parts from the values lowered last.
    Build(Build, Span),
    Statement(Node<'t>, Tail),
    /// A declaration with the attributes before it.
    Item(Node<'t>, Vec<Node<'t>>),
    Block(Node<'t>, Tail),
    /// A block of one expression.
    ExprBlock(Node<'t>, Tail),
    EndBlock(Span),
    /// Takes its parts from the values and blocks lowered last.
    Finish(Finish<'t>, Span),
    /// Takes the statements since the block was begun as one value.
    StatementValue(Span),
}

impl<'t, 's> Lower<'t, 's> {
    pub(super) fn new(root: Node<'t>, src: &'s str, state: State) -> Self {
        Self {
            src,
            shift: 0,
            cursor: root.walk(),
            state,
            values: Vec::new(),
            blocks: Blocks::default(),
            scopes: Vec::new(),
            depth: 0,
        }
    }

    /// Lowers the whole tree into the root of the body.
    pub(super) fn root(&mut self, root: Node<'t>) {
        self.run(vec![Step::Block(root, Tail::Kept)]);
        self.state.body.root = self.blocks.done.pop().unwrap_or_default();
    }

    /// Lowers one expression.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        self.run(vec![Step::Expr(node)]);
        self.value()
    }

    /// Lowers an expression inside a type, a pattern or a parameter, unless that nests too deep.
    pub(super) fn nested(&mut self, node: Node<'t>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            return self.unknown(self.span(node));
        }
        self.depth += 1;
        let id = self.expr(node);
        self.depth -= 1;
        id
    }

    fn run(&mut self, mut steps: Vec<Step<'t>>) {
        while let Some(step) = steps.pop() {
            match step {
                Step::Expr(node) => self.enter(node, &mut steps),
                Step::Build(build, span) => {
                    let kind = self.build(build, span);
                    let id = self.push(span, kind);
                    self.values.push(id);
                }
                Step::Statement(node, tail) => self.statement(node, tail, &mut steps),
                Step::Item(node, attributes) => self.item(node, &attributes, &mut steps),
                Step::Block(node, tail) => self.block(node, tail, &mut steps),
                Step::ExprBlock(node, tail) => {
                    self.begin_block();
                    steps.push(Step::EndBlock(self.span(node)));
                    steps.push(Step::Statement(node, tail));
                }
                Step::EndBlock(span) => {
                    let stmts = self.end_block();
                    self.blocks.done.push(Block { span, stmts });
                }
                Step::Finish(finish, span) => self.finish(finish, span),
                Step::StatementValue(span) => {
                    let stmts = self.end_block();
                    let stmt = match stmts.as_slice() {
                        [only] => *only,
                        _ => {
                            let block = Block { span, stmts };
                            self.state.body.push_stmt(span, StmtKind::Block(block))
                        }
                    };
                    let id = self.push(span, ExprKind::Statement(stmt));
                    self.values.push(id);
                }
            }
        }
    }

    fn begin_block(&mut self) {
        let current = std::mem::take(&mut self.blocks.current);
        self.blocks.outer.push(current);
    }

    fn end_block(&mut self) -> Vec<StmtId> {
        let around = self.blocks.outer.pop().unwrap_or_default();
        std::mem::replace(&mut self.blocks.current, around)
    }

    fn add(&mut self, span: Span, kind: StmtKind) {
        let id = self.state.body.push_stmt(span, kind);
        self.blocks.current.push(id);
    }

    /// The value lowered last.
    fn value(&mut self) -> ExprId {
        match self.values.pop() {
            Some(id) => id,
            None => self.unknown(Span::default()),
        }
    }

    /// The last `len` values, in source order.
    fn take(&mut self, len: usize) -> std::vec::IntoIter<ExprId> {
        let start = self.values.len().saturating_sub(len);
        self.values.split_off(start).into_iter()
    }

    /// The last `len` blocks, in source order.
    fn take_blocks(&mut self, len: usize) -> std::vec::IntoIter<Block> {
        let done = &mut self.blocks.done;
        let start = done.len().saturating_sub(len);
        done.split_off(start).into_iter()
    }

    fn one_block(&mut self) -> Block {
        self.blocks.done.pop().unwrap_or_default()
    }

    fn push(&mut self, span: Span, kind: ExprKind) -> ExprId {
        self.state.body.exprs.push(span, kind)
    }

    fn unknown(&mut self, span: Span) -> ExprId {
        let children = Vec::new();
        self.push(span, ExprKind::Unknown { children })
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.span_of(node.start_byte(), node.end_byte())
    }

    /// A place in the tree's text as a place in the item.
    fn span_of(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| {
            let at = i64::try_from(at).unwrap_or(i64::MAX);
            u32::try_from(at.saturating_add(self.shift).max(0)).unwrap_or(u32::MAX)
        };
        Span::new(offset(start), offset(end))
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'s str {
        self.src.get(node.byte_range()).unwrap_or_default()
    }

    /// The text of a node as a name, without the mark of a raw one and shortened if it is very long.
    pub(super) fn name(&self, node: Node<'_>) -> Name {
        let text = self.text(node);
        Name::new(capped(text.strip_prefix("r#").unwrap_or(text), MAX_TEXT))
    }

    /// The named children without comments.
    pub(super) fn named(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        node.named_children(&mut self.cursor)
            .filter(|child| !is_comment(*child))
            .collect()
    }

    /// All children, tokens included, without comments.
    pub(super) fn all(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        node.children(&mut self.cursor)
            .filter(|child| !is_comment(*child))
            .collect()
    }

    /// The dotted path that a node of a path, a type or a chain of fields stands for.
    pub(super) fn path(&self, node: Node<'t>) -> Option<Name> {
        let mut parts: Vec<&str> = Vec::new();
        let mut at = node;
        loop {
            match kind(at) {
                Kind::Identifier
                | Kind::TypeIdentifier
                | Kind::FieldIdentifier
                | Kind::ShorthandFieldIdentifier
                | Kind::PrimitiveType
                | Kind::Metavariable
                | Kind::SelfName
                | Kind::SuperName
                | Kind::CrateName => {
                    let text = self.text(at);
                    parts.push(text.strip_prefix("r#").unwrap_or(text));
                    break;
                }
                Kind::ScopedIdentifier | Kind::ScopedTypeIdentifier => {
                    let name = self.text(field(at, FIELDS.name)?);
                    parts.push(name.strip_prefix("r#").unwrap_or(name));
                    match field(at, FIELDS.path) {
                        Some(path) => at = path,
                        // `::path` starts at the crates.
                        None => break,
                    }
                }
                Kind::GenericType | Kind::GenericTypeWithTurbofish => at = field(at, FIELDS.ty)?,
                Kind::GenericFunction => at = field(at, FIELDS.function)?,
                // `<T as Trait>::name` is the name in `T`.
                Kind::BracketedType => at = at.named_child(0)?,
                Kind::QualifiedType | Kind::ReferenceType => at = field(at, FIELDS.ty)?,
                _ => return None,
            }
        }
        if let [only] = parts.as_slice() {
            return Some(Name::new(only));
        }
        parts.reverse();
        Some(Name::from(parts.join(".")))
    }

    fn parser(&mut self) -> Parser {
        let parser = self.state.parser.take();
        parser.unwrap_or_else(|| Parser::new(Language::Rust))
    }
}

fn is_comment(node: Node<'_>) -> bool {
    matches!(kind(node), Kind::LineComment | Kind::BlockComment)
}

//! Statements in regions; it never says what a statement means for a backend.

use serde::{Deserialize, Serialize};

use super::{BinaryOp, ExprId, Exprs, Literal, Name, Signature, TypeRef};
use crate::span::Span;

/// The code of one item: every expression, statement and function in it.
///
/// `root` is the block that holds the item's own statements: for a function item one
/// [`StmtKind::Function`], for an assignment one [`StmtKind::Assign`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub exprs: Exprs,
    stmts: Vec<Stmt>,
    functions: Vec<Function>,
    pub root: Block,
}

/// The place of a statement in its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StmtId(u32);

/// The place of a function in its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FunctionId(u32);

static MISSING_STMT: Stmt = Stmt {
    span: Span { start: 0, end: 0 },
    kind: StmtKind::Empty,
};

impl Body {
    /// Adds a statement and gives its place.
    pub fn push_stmt(&mut self, span: Span, kind: StmtKind) -> StmtId {
        let id = StmtId(u32::try_from(self.stmts.len()).unwrap_or(u32::MAX));
        self.stmts.push(Stmt { span, kind });
        id
    }

    /// Adds a function and gives its place.
    pub fn push_function(&mut self, function: Function) -> FunctionId {
        let id = FunctionId(u32::try_from(self.functions.len()).unwrap_or(u32::MAX));
        self.functions.push(function);
        id
    }

    /// The statement at `id`; an id of another body gives an empty statement.
    #[must_use]
    pub fn stmt(&self, id: StmtId) -> &Stmt {
        self.stmts.get(id.0 as usize).unwrap_or(&MISSING_STMT)
    }

    #[must_use]
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.get(id.0 as usize)
    }

    /// Every function of the body, nested ones included, in the order their ends stand in the source.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Function)> {
        (0u32..).map(FunctionId).zip(&self.functions)
    }

    /// Every statement of the body, nested ones included, children before parents.
    pub fn stmts(&self) -> impl Iterator<Item = (StmtId, &Stmt)> {
        (0u32..).map(StmtId).zip(&self.stmts)
    }
}

/// Statements one after another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub span: Span,
    pub stmts: Vec<StmtId>,
}

/// A function with its code: declared, nested, or an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Its default values and decorator arguments are in the body's arena.
    pub signature: Signature,
    /// Of an expression body (`x => x + 1`, a tail expression) the last statement is a `Return`.
    pub block: Block,
}

/// One statement and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

/// What a statement does. Blocks are regions: control enters at the top and leaves by the end or an exit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StmtKind {
    /// An expression whose value is dropped, or, where it is the last of a block used as a value, is that value.
    Expr(ExprId),
    /// `targets = value`. `op` is set for `+=` and its like; `declares` for `let`, `const`, `:=`.
    Assign {
        targets: Vec<Pattern>,
        op: Option<BinaryOp>,
        ty: Option<TypeRef>,
        value: Option<ExprId>,
        declares: bool,
    },
    Branch {
        test: Test,
        then: Block,
        otherwise: Option<Block>,
    },
    /// `for target in iterable` or, without them, `while test`, or, without a test, for ever.
    /// Where a pass gives a key, alone or with the element, the target is a [`PatternKind::Map`] of `key` and `value`.
    /// `otherwise` is Python's `else`. C-like loops are an assignment, then a `while` whose last statement is the step.
    Loop {
        target: Option<Pattern>,
        iterable: Option<ExprId>,
        test: Option<Test>,
        body: Block,
        otherwise: Option<Block>,
        is_async: bool,
    },
    Match {
        subject: ExprId,
        arms: Vec<MatchArm>,
    },
    Try {
        body: Block,
        catches: Vec<Catch>,
        otherwise: Option<Block>,
        finally: Option<Block>,
    },
    /// `with manager as target`; several managers nest in the source order.
    With {
        managers: Vec<(ExprId, Option<Pattern>)>,
        body: Block,
        is_async: bool,
    },
    Return(Vec<ExprId>),
    /// `raise`, `throw`. Without an error it re-raises the one being handled. `cause` is `from X`, also `from None`.
    Raise {
        error: Option<ExprId>,
        cause: Option<ExprId>,
    },
    Break,
    Continue,
    Assert {
        test: ExprId,
        message: Option<ExprId>,
    },
    Delete(Vec<ExprId>),
    /// `defer f()`.
    Defer(ExprId),
    /// `go f()`: runs on its own.
    Spawn(ExprId),
    /// A nested or item-level function.
    Function(super::FunctionId),
    /// A class or type declared here; its statements and methods in order.
    Class {
        name: Name,
        block: Block,
    },
    /// A nested block without a condition.
    Block(Block),
    /// An import inside code; the bound names.
    Import(Vec<super::Import>),
    /// `global`, `nonlocal`: names that belong to an outer scope.
    Outer(Vec<Name>),
    /// Nothing: `pass`, `;`.
    Empty,
    /// Not understood; its parts are.
    Unknown {
        exprs: Vec<ExprId>,
        blocks: Vec<Block>,
    },
}

/// The condition of a branch or loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    Expr(ExprId),
    /// `if let pattern = value`, `let pattern = value else`, and (negated by swapping the blocks) their like.
    Pattern {
        value: ExprId,
        pattern: Pattern,
    },
}

/// One arm of a match or switch. Arms do not fall through: an adapter copies the following arms' statements where they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchArm {
    pub span: Span,
    pub pattern: Pattern,
    pub guard: Option<ExprId>,
    pub block: Block,
}

/// One `except` or `catch`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catch {
    pub span: Span,
    /// The head up to and without the block: `except ValueError as exc:`.
    pub head: Span,
    /// The classes caught, empty for a bare `except:` or `catch (e)`.
    pub types: Vec<ExprId>,
    pub binding: Option<Name>,
    pub block: Block,
    /// Whether a comment stands in the block.
    pub has_comment: bool,
}

/// What a value is taken apart into, or compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    pub span: Span,
    pub kind: PatternKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PatternKind {
    /// `_`, or an arm that takes everything.
    Wildcard,
    /// A new or re-bound name.
    Name(Name),
    /// An attribute or element that is assigned: `self.x`, `a[i]`. Compared by value in a match (`Color.RED`).
    Place(ExprId),
    Literal(Literal),
    /// A type with parts: `Some(x)`, `User(id=i)`, `Point { x, y }`, `T` of `instanceof`. Keys are set for named parts.
    Type {
        path: Name,
        parts: Vec<(Option<Name>, Pattern)>,
    },
    /// `a, b`, `[a, b]`.
    Sequence(Vec<Pattern>),
    /// `{a, b: c = 1}` with the default values.
    Map(Vec<(Name, Pattern, Option<ExprId>)>),
    Or(Vec<Pattern>),
    /// `pattern as name`, `name @ pattern`.
    Bind {
        name: Name,
        inner: Box<Pattern>,
    },
    /// `*rest`, `...rest`, `..`.
    Rest(Option<Name>),
    Unknown,
}

//! What stands in what: the parent of every expression, statement and function of an item.
//! It is made in one pass, shared by all rules, and says nothing about meaning.

use rustc_hash::FxHashMap;
use syntax::facts::{
    Block, Body, Expr, ExprId, ExprKind, FunctionId, Pattern, PatternKind, Stmt, StmtId, StmtKind,
    Test,
};

/// What an expression, statement or function stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    Expr(ExprId),
    Stmt(StmtId),
    /// In the head of the function: a default value or the argument of a decorator.
    Head(FunctionId),
    /// Directly in the code of the function.
    Function(FunctionId),
    /// At the top of the item.
    Item,
}

/// How far out is looked. No person nests deeper, and machine-made text must not cost the square of its depth.
const DEEPEST: usize = 512;

/// The parents of everything in a body.
#[derive(Debug, Default)]
pub struct Outline {
    exprs: FxHashMap<ExprId, Parent>,
    stmts: FxHashMap<StmtId, Parent>,
    functions: FxHashMap<FunctionId, Parent>,
}

impl Outline {
    #[must_use]
    pub fn new(body: &Body) -> Self {
        let mut outline = Self::default();
        for (id, _) in body.exprs.iter() {
            for child in body.exprs.children(id) {
                outline.exprs.insert(child, Parent::Expr(id));
            }
            outline.add_inner(body, id);
        }
        for (id, function) in body.functions() {
            outline.add_block(&function.block, Parent::Function(id));
            for param in &function.signature.params {
                outline.add_expr(param.default, Parent::Head(id));
            }
            let decorators = &function.signature.decorators;
            for arg in decorators
                .iter()
                .filter_map(|decorator| decorator.args.as_ref())
                .flatten()
            {
                outline.add_expr(Some(arg.value), Parent::Head(id));
            }
        }
        for (id, stmt) in body.stmts() {
            for expr in exprs_of(stmt) {
                outline.add_expr(Some(expr), Parent::Stmt(id));
            }
            for block in blocks_of(stmt) {
                outline.add_block(block, Parent::Stmt(id));
            }
            if let StmtKind::Function(function) = stmt.kind {
                outline.functions.insert(function, Parent::Stmt(id));
            }
        }
        outline
    }

    #[must_use]
    pub fn of_expr(&self, id: ExprId) -> Parent {
        self.exprs.get(&id).copied().unwrap_or(Parent::Item)
    }

    #[must_use]
    pub fn of_stmt(&self, id: StmtId) -> Parent {
        self.stmts.get(&id).copied().unwrap_or(Parent::Item)
    }

    #[must_use]
    pub fn of_function(&self, id: FunctionId) -> Parent {
        self.functions.get(&id).copied().unwrap_or(Parent::Item)
    }

    /// What `inner` stands in, from the inside out, `inner` first.
    pub fn around(&self, inner: Parent) -> impl Iterator<Item = Parent> {
        std::iter::successors(Some(inner), |at| match at {
            Parent::Expr(id) => Some(self.of_expr(*id)),
            Parent::Stmt(id) => Some(self.of_stmt(*id)),
            Parent::Head(id) | Parent::Function(id) => Some(self.of_function(*id)),
            Parent::Item => None,
        })
        .take(DEEPEST)
    }

    /// The function whose code holds the expression. Default values run where the function is made.
    #[must_use]
    pub fn function_of(&self, id: ExprId) -> Option<FunctionId> {
        self.function_around(self.of_expr(id))
    }

    /// The function whose code holds `inner`.
    #[must_use]
    pub fn function_around(&self, inner: Parent) -> Option<FunctionId> {
        self.around(inner).find_map(|parent| match parent {
            Parent::Function(id) => Some(id),
            _ => None,
        })
    }

    /// The statement that holds the expression directly or in a larger expression.
    #[must_use]
    pub fn stmt_of(&self, id: ExprId) -> Option<StmtId> {
        self.around(self.of_expr(id))
            .find_map(|parent| match parent {
                Parent::Stmt(id) => Some(id),
                _ => None,
            })
    }

    fn add_inner(&mut self, body: &Body, id: ExprId) {
        match &body.exprs.get(id).kind {
            ExprKind::Function(function) => {
                self.functions.insert(*function, Parent::Expr(id));
            }
            ExprKind::Statement(stmt) => {
                self.stmts.insert(*stmt, Parent::Expr(id));
            }
            ExprKind::Comprehension { clauses, .. } => {
                for clause in clauses {
                    for place in places(&clause.target) {
                        self.add_expr(Some(place), Parent::Expr(id));
                    }
                }
            }
            _ => {}
        }
    }

    fn add_expr(&mut self, id: Option<ExprId>, parent: Parent) {
        if let Some(id) = id {
            self.exprs.insert(id, parent);
        }
    }

    fn add_block(&mut self, block: &Block, parent: Parent) {
        for stmt in &block.stmts {
            self.stmts.insert(*stmt, parent);
        }
    }
}

/// The blocks of a statement, in source order.
#[must_use]
pub fn blocks_of(stmt: &Stmt) -> Vec<&Block> {
    match &stmt.kind {
        StmtKind::Branch {
            then, otherwise, ..
        } => std::iter::once(then).chain(otherwise).collect(),
        StmtKind::Loop {
            body, otherwise, ..
        } => std::iter::once(body).chain(otherwise).collect(),
        StmtKind::Match { arms, .. } => arms.iter().map(|arm| &arm.block).collect(),
        StmtKind::Try {
            body,
            catches,
            otherwise,
            finally,
        } => std::iter::once(body)
            .chain(catches.iter().map(|catch| &catch.block))
            .chain(otherwise)
            .chain(finally)
            .collect(),
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Class { block, .. } | StmtKind::Block(block) => vec![block],
        StmtKind::Unknown { blocks, .. } => blocks.iter().collect(),
        _ => Vec::new(),
    }
}

/// The expressions that belong to a statement itself, not to one inside it.
#[must_use]
pub fn exprs_of(stmt: &Stmt) -> Vec<ExprId> {
    match &stmt.kind {
        StmtKind::Expr(value) | StmtKind::Defer(value) | StmtKind::Spawn(value) => vec![*value],
        StmtKind::Assign { targets, value, .. } => {
            targets.iter().flat_map(places).chain(*value).collect()
        }
        StmtKind::Branch { test, .. } => exprs_of_test(test),
        StmtKind::Loop {
            target,
            iterable,
            test,
            ..
        } => target
            .iter()
            .flat_map(places)
            .chain(*iterable)
            .chain(test.iter().flat_map(exprs_of_test))
            .collect(),
        StmtKind::Match { subject, arms } => std::iter::once(*subject)
            .chain(
                arms.iter()
                    .flat_map(|arm| places(&arm.pattern).into_iter().chain(arm.guard)),
            )
            .collect(),
        StmtKind::Try { catches, .. } => catches
            .iter()
            .flat_map(|catch| catch.types.iter().copied())
            .collect(),
        StmtKind::With { managers, .. } => managers
            .iter()
            .flat_map(|(manager, target)| {
                std::iter::once(*manager).chain(target.iter().flat_map(places))
            })
            .collect(),
        StmtKind::Return(values) | StmtKind::Delete(values) => values.clone(),
        StmtKind::Raise { error, cause } => error.iter().chain(cause).copied().collect(),
        StmtKind::Assert { test, message } => std::iter::once(*test).chain(*message).collect(),
        StmtKind::Unknown { exprs, .. } => exprs.clone(),
        _ => Vec::new(),
    }
}

fn exprs_of_test(test: &Test) -> Vec<ExprId> {
    match test {
        Test::Expr(value) => vec![*value],
        Test::Pattern { value, pattern } => {
            std::iter::once(*value).chain(places(pattern)).collect()
        }
    }
}

/// The attributes and elements a pattern assigns or compares with, and its default values.
#[must_use]
pub fn places(pattern: &Pattern) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        match &pattern.kind {
            PatternKind::Place(id) => found.push(*id),
            PatternKind::Type { parts, .. } => open.extend(parts.iter().map(|(_, part)| part)),
            PatternKind::Sequence(parts) | PatternKind::Or(parts) => open.extend(parts),
            PatternKind::Map(parts) => {
                for (_, part, default) in parts {
                    open.push(part);
                    found.extend(default);
                }
            }
            PatternKind::Bind { inner, .. } => open.push(inner),
            _ => {}
        }
    }
    found
}

/// Every name a pattern binds.
#[must_use]
pub fn bound_names(pattern: &Pattern) -> Vec<&syntax::facts::Name> {
    let mut found = Vec::new();
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        match &pattern.kind {
            PatternKind::Name(name) | PatternKind::Rest(Some(name)) => found.push(name),
            PatternKind::Type { parts, .. } => open.extend(parts.iter().map(|(_, part)| part)),
            PatternKind::Sequence(parts) | PatternKind::Or(parts) => open.extend(parts),
            PatternKind::Map(parts) => open.extend(parts.iter().map(|(_, part, _)| part)),
            PatternKind::Bind { name, inner } => {
                found.push(name);
                open.push(inner);
            }
            _ => {}
        }
    }
    found
}

/// The expressions inside `id`, itself included; code of functions in it is not entered.
pub fn inside(body: &Body, id: ExprId) -> impl Iterator<Item = (ExprId, &Expr)> {
    let mut open = vec![id];
    std::iter::from_fn(move || {
        let id = open.pop()?;
        open.extend(body.exprs.children(id).into_iter().rev());
        Some((id, body.exprs.get(id)))
    })
}

/// The statements of a block and of the blocks in it, in source order; nested functions are not entered.
pub fn stmts_in<'b>(body: &'b Body, block: &'b Block) -> impl Iterator<Item = (StmtId, &'b Stmt)> {
    let mut open: Vec<StmtId> = block.stmts.iter().rev().copied().collect();
    std::iter::from_fn(move || {
        let id = open.pop()?;
        let stmt = body.stmt(id);
        for block in blocks_of(stmt).into_iter().rev() {
            open.extend(block.stmts.iter().rev());
        }
        Some((id, stmt))
    })
}

/// The expressions in the statements of a block, as [`stmts_in`] and [`inside`] find them.
pub fn exprs_in<'b>(body: &'b Body, block: &'b Block) -> impl Iterator<Item = (ExprId, &'b Expr)> {
    stmts_in(body, block)
        .flat_map(|(_, stmt)| exprs_of(stmt))
        .flat_map(|id| inside(body, id))
}

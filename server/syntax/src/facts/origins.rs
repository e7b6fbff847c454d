//! Where the values come from that a function gives back as its error; it never follows a call.
//!
//! A name holds what was assigned to it last on any way that leads to the `return`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Block, Body, ExprId, ExprKind, Function, Literal, Name, Pattern, PatternKind, Stmt, StmtId,
    StmtKind,
};

/// Names that are followed, and values that each may have.
const MAX_NAMES: usize = 16;
const MAX_VALUES: usize = 16;

/// Assignments in a loop that may come before its own start.
const MAX_LOOPED: usize = 64;

/// What the names in the error of a `return` may hold: a value, and whether it is the last of several results.
pub(super) type Origins = FxHashMap<(StmtId, Name), Vec<Origin>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) value: ExprId,
    /// The last of several results of a call.
    pub(super) is_part: bool,
}

/// The values of the tracked names; none on a way that does not go on.
type Values = Option<FxHashMap<Name, Vec<Origin>>>;

/// Adds what is known of every `return` of `function`, not of functions in it.
pub(super) fn add_origins(body: &Body, function: &Function, origins: &mut Origins) {
    let tracked = tracked(body, &function.block);
    if tracked.is_empty() {
        return;
    }
    let mut flow = Flow {
        body,
        tracked,
        values: Some(FxHashMap::default()),
        frames: Vec::new(),
        origins,
    };
    flow.enter(&function.block);
    flow.run();
}

enum Frame<'b> {
    Block {
        block: &'b Block,
        next: usize,
        /// Names declared in it, with what they held outside.
        declared: Vec<(Name, Option<Vec<Origin>>)>,
    },
    /// Ways that meet: those still to go, what held before them, and what holds after those gone.
    Ways {
        pending: Vec<&'b Block>,
        before: Values,
        after: Values,
    },
}

struct Flow<'b, 'o> {
    body: &'b Body,
    tracked: FxHashSet<Name>,
    values: Values,
    frames: Vec<Frame<'b>>,
    origins: &'o mut Origins,
}

impl<'b> Flow<'b, '_> {
    fn enter(&mut self, block: &'b Block) {
        self.frames.push(Frame::Block {
            block,
            next: 0,
            declared: Vec::new(),
        });
    }

    fn run(&mut self) {
        while let Some(frame) = self.frames.last_mut() {
            match frame {
                Frame::Block {
                    block,
                    next,
                    declared,
                } => match block.stmts.get(*next) {
                    Some(id) => {
                        *next += 1;
                        self.statement(*id, self.body.stmt(*id));
                    }
                    None => {
                        let declared = std::mem::take(declared);
                        self.frames.pop();
                        self.leave(declared);
                    }
                },
                Frame::Ways {
                    pending,
                    before,
                    after,
                } => {
                    let gone = self.values.take();
                    let met = meet(after.take(), gone);
                    match pending.pop() {
                        Some(block) => {
                            self.values.clone_from(before);
                            *after = met;
                            self.enter(block);
                        }
                        None => {
                            self.values = met;
                            self.frames.pop();
                        }
                    }
                }
            }
        }
    }

    fn leave(&mut self, declared: Vec<(Name, Option<Vec<Origin>>)>) {
        let Some(values) = &mut self.values else {
            return;
        };
        for (name, outside) in declared {
            match outside {
                Some(origins) => values.insert(name, origins),
                None => values.remove(&name),
            };
        }
    }

    /// Goes through blocks of which one is entered, or perhaps none.
    fn ways(&mut self, mut blocks: Vec<&'b Block>, may_pass: bool) {
        let before = self.values.clone();
        blocks.reverse();
        let first = blocks.pop();
        self.frames.push(Frame::Ways {
            pending: blocks,
            after: if may_pass { before.clone() } else { None },
            before,
        });
        if let Some(first) = first {
            self.enter(first);
        }
    }

    fn statement(&mut self, id: StmtId, stmt: &'b Stmt) {
        match &stmt.kind {
            StmtKind::Assign {
                targets,
                op: None,
                value,
                declares,
                ..
            } => {
                for target in targets {
                    self.assign(target, *value, *declares);
                }
            }
            StmtKind::Branch {
                then, otherwise, ..
            } => {
                let blocks = std::iter::once(then).chain(otherwise).collect();
                self.ways(blocks, otherwise.is_none());
            }
            StmtKind::Loop { body, .. } => {
                self.looped(body);
                self.ways(vec![body], true);
            }
            StmtKind::Match { arms, .. } => {
                let takes_rest = |pattern: &Pattern| {
                    matches!(pattern.kind, PatternKind::Wildcard | PatternKind::Name(_))
                };
                let complete = arms.iter().any(|arm| takes_rest(&arm.pattern));
                let blocks = arms.iter().map(|arm| &arm.block).collect();
                self.ways(blocks, !complete);
            }
            StmtKind::Try { body, catches, .. } => {
                let blocks = std::iter::once(body).chain(catches.iter().map(|catch| &catch.block));
                self.ways(blocks.collect(), false);
            }
            StmtKind::With { body, .. } => self.enter(body),
            StmtKind::Block(block) => self.enter(block),
            StmtKind::Unknown { blocks, .. } => self.ways(blocks.iter().collect(), true),
            StmtKind::Return(ids) => {
                for name in error_names(self.body, ids) {
                    let held = self.values.as_ref().and_then(|values| values.get(name));
                    if let Some(held) = held {
                        self.origins.insert((id, name.clone()), held.clone());
                    }
                }
                self.values = None;
            }
            StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue => self.values = None,
            _ => {}
        }
    }

    fn assign(&mut self, target: &Pattern, value: Option<ExprId>, declares: bool) {
        for (name, origins) in assigned(self.body, target, value) {
            if !self.tracked.contains(name) {
                continue;
            }
            let origins = match origins {
                Assigned::Value(origin) => vec![origin],
                Assigned::Nothing => Vec::new(),
                Assigned::Copy(other, origin) => {
                    let held = self.values.as_ref().and_then(|values| values.get(other));
                    held.cloned().unwrap_or_else(|| vec![origin])
                }
            };
            let Some(values) = &mut self.values else {
                return;
            };
            let before = values.insert(name.clone(), origins);
            let Some(Frame::Block { declared, .. }) = self.frames.last_mut() else {
                continue;
            };
            if declares && !declared.iter().any(|(known, _)| known == name) {
                declared.push((name.clone(), before));
            }
        }
    }

    /// What a pass of a loop assigns, the next pass may find.
    fn looped(&mut self, body: &'b Block) {
        let mut found = Vec::new();
        let mut pending = vec![body];
        let mut budget = MAX_LOOPED * 8;
        while let Some(block) = pending.pop() {
            for id in &block.stmts {
                if budget == 0 || found.len() >= MAX_LOOPED {
                    break;
                }
                budget -= 1;
                match &self.body.stmt(*id).kind {
                    StmtKind::Assign {
                        targets,
                        value,
                        declares: false,
                        ..
                    } => {
                        for target in targets {
                            found.extend(assigned(self.body, target, *value));
                        }
                    }
                    StmtKind::Branch {
                        then, otherwise, ..
                    } => pending.extend(std::iter::once(then).chain(otherwise)),
                    StmtKind::Loop { body, .. } | StmtKind::Block(body) => pending.push(body),
                    StmtKind::Match { arms, .. } => {
                        pending.extend(arms.iter().map(|arm| &arm.block));
                    }
                    _ => {}
                }
            }
        }
        let Some(values) = &mut self.values else {
            return;
        };
        for (name, origin) in found {
            let (Assigned::Value(origin) | Assigned::Copy(_, origin)) = origin else {
                continue;
            };
            if self.tracked.contains(name) {
                add(values.entry(name.clone()).or_default(), origin);
            }
        }
    }
}

enum Assigned<'b> {
    Value(Origin),
    /// No error, or one that is not told.
    Nothing,
    /// What another name holds, or, if that is not known, the name itself.
    Copy(&'b Name, Origin),
}

/// What an assignment gives to the names of its target.
fn assigned<'b, 't>(
    body: &'b Body,
    target: &'t Pattern,
    value: Option<ExprId>,
) -> Vec<(&'t Name, Assigned<'b>)> {
    let exprs = &body.exprs;
    let plain = |value: Option<ExprId>| {
        let Some(value) = value.map(|value| exprs.unwrapped(value)) else {
            return Assigned::Nothing;
        };
        let is_part = false;
        let origin = Origin { value, is_part };
        match &exprs.get(value).kind {
            ExprKind::Literal(Literal::Null) => Assigned::Nothing,
            ExprKind::Name(name) => Assigned::Copy(name, origin),
            _ => Assigned::Value(origin),
        }
    };
    let parts = match &target.kind {
        PatternKind::Name(name) => return vec![(name, plain(value))],
        PatternKind::Sequence(parts) => parts,
        _ => return Vec::new(),
    };
    let value = value.map(|value| exprs.unwrapped(value));
    let items = match value.map(|value| &exprs.get(value).kind) {
        Some(ExprKind::Sequence { items, .. }) if items.len() == parts.len() => Some(items),
        _ => None,
    };
    let last = parts.len().saturating_sub(1);
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let PatternKind::Name(name) = &part.kind else {
            continue;
        };
        let given = match (items, value) {
            (Some(items), _) => plain(items.get(index).copied()),
            (None, Some(value))
                if index == last && matches!(exprs.get(value).kind, ExprKind::Call { .. }) =>
            {
                let is_part = true;
                Assigned::Value(Origin { value, is_part })
            }
            _ => Assigned::Nothing,
        };
        found.push((name, given));
    }
    found
}

/// The names in the error of a `return`: the error itself, or what is given to the call that makes it.
pub(super) fn error_names<'b>(body: &'b Body, ids: &[ExprId]) -> Vec<&'b Name> {
    let Some(last) = ids.last().map(|last| body.exprs.unwrapped(*last)) else {
        return Vec::new();
    };
    match &body.exprs.get(last).kind {
        ExprKind::Name(name) => vec![name],
        ExprKind::Call { args, .. } => {
            let args = args.iter().take(MAX_NAMES);
            args.filter_map(|arg| match &body.exprs.get(arg.value).kind {
                ExprKind::Name(name) => Some(name),
                _ => None,
            })
            .collect()
        }
        _ => Vec::new(),
    }
}

/// The names that a `return` in the block gives back as its error.
fn tracked(body: &Body, block: &Block) -> FxHashSet<Name> {
    let mut names = FxHashSet::default();
    let mut pending = vec![block];
    while let Some(block) = pending.pop() {
        for id in &block.stmts {
            match &body.stmt(*id).kind {
                StmtKind::Return(ids) => {
                    for name in error_names(body, ids) {
                        if names.len() < MAX_NAMES {
                            names.insert(name.clone());
                        }
                    }
                }
                StmtKind::Branch {
                    then, otherwise, ..
                } => pending.extend(std::iter::once(then).chain(otherwise)),
                StmtKind::Loop { body, .. }
                | StmtKind::Block(body)
                | StmtKind::With { body, .. } => pending.push(body),
                StmtKind::Match { arms, .. } => pending.extend(arms.iter().map(|arm| &arm.block)),
                StmtKind::Try { body, catches, .. } => {
                    pending.push(body);
                    pending.extend(catches.iter().map(|catch| &catch.block));
                }
                StmtKind::Unknown { blocks, .. } => pending.extend(blocks),
                _ => {}
            }
        }
    }
    names
}

fn meet(one: Values, other: Values) -> Values {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            for (name, origins) in other {
                let held = one.entry(name).or_default();
                for origin in origins {
                    add(held, origin);
                }
            }
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

fn add(held: &mut Vec<Origin>, origin: Origin) {
    if held.len() < MAX_VALUES && !held.contains(&origin) {
        held.push(origin);
    }
}

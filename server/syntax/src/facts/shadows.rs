//! Names that several blocks of a function declare, each for itself; it never says what a name holds.

use rustc_hash::FxHashMap;

use super::{
    ArgValue, Block, Body, ExprId, ExprKind, FunctionSummary, Name, PatternKind, Signature,
    StmtKind,
};
use crate::span::Span;

/// Stands between a name and the number of its declaration; no language has it in names.
const MARK: char = '~';

/// Declarations that are told apart at most.
const MAX_SHADOWS: usize = 512;

/// A name as it is written, where [`tell_apart`] gave it a number.
#[must_use]
pub fn as_written(name: &str) -> Name {
    match name.contains(MARK) {
        true => {
            let mut parts = name.split(MARK);
            let first = parts.next().unwrap_or_default().to_owned();
            let rest =
                parts.map(|part| part.trim_start_matches(|char: char| char.is_ascii_digit()));
            Name::from(rest.fold(first, |name, part| name + part))
        }
        false => Name::new(name),
    }
}

/// One declaration of a name that has several.
struct Shadow {
    name: Name,
    other: Name,
    /// Where the name stands for this declaration.
    span: Span,
    /// What it is bound to.
    call: Span,
}

/// Gives each declaration of a name a name of its own, where several blocks of a function bind the name to what a
/// method gives: `user := api.Group("/user")` in one and `user := admin.Group("/user")` in another. `returned_at` is
/// where each of the returned paths stands.
pub(super) fn tell_apart(body: &Body, summary: &mut FunctionSummary, returned_at: &[Span]) {
    let Some(function) = body.function(summary.function) else {
        return;
    };
    let mut bound: FxHashMap<&Name, usize> = FxHashMap::default();
    for (name, _) in &summary.locals {
        *bound.entry(name).or_default() += 1;
    }
    for param in &function.signature.params {
        *bound.entry(&param.name).or_default() += 1;
    }
    if bound.values().all(|times| *times < 2) {
        return;
    }
    let mut shadows: Vec<Shadow> = Vec::new();
    let blocks = blocks(body, &function.block);
    let set_once = set_in_one_block(body, &blocks);
    for block in &blocks {
        for id in &block.stmts {
            let Some((name, value, declares)) = bound_to_call(body, *id) else {
                continue;
            };
            // Bound anew where it was declared: what follows is another value.
            let anew = set_once.get(name).is_some_and(|own| *own == block.span);
            if !declares && !anew {
                continue;
            }
            let several = bound.get(name).is_some_and(|times| *times > 1);
            if !several || shadows.len() >= MAX_SHADOWS {
                continue;
            }
            let stmt = body.stmt(*id).span;
            let number = shadows.len() + 1;
            shadows.push(Shadow {
                name: name.clone(),
                other: Name::from(format!("{name}{MARK}{number}")),
                span: Span::new(stmt.end, block.span.end.max(stmt.end)),
                call: body.exprs.get(body.exprs.referenced(value)).span,
            });
        }
    }
    if shadows.is_empty() {
        return;
    }
    let scopes: Vec<&Signature> = body
        .functions()
        .filter(|(id, _)| *id != summary.function)
        .map(|(_, function)| &function.signature)
        .collect();
    let names = Names {
        shadows: &shadows,
        scopes: &scopes,
    };
    let mut added = Vec::new();
    for call in &mut summary.calls {
        let at = call.span;
        names.rename(&mut call.callee, at);
        if let Some(chosen) = &mut call.chosen {
            names.rename_in(chosen, at);
        }
        for arg in &mut call.args {
            names.rename_in(&mut arg.value, at);
        }
        let own = shadows.iter().find(|shadow| shadow.call == at);
        if let (Some(shadow), Some(bound)) = (own, &mut call.bound)
            && *bound == shadow.name
        {
            bound.clone_from(&shadow.other);
            added.push((shadow.other.clone(), ArgValue::Call(call.callee.clone())));
        }
    }
    for (path, at) in summary.returns.iter_mut().zip(returned_at) {
        names.rename(path, *at);
    }
    for each in &mut summary.loops {
        names.rename_in(&mut each.over, each.span);
    }
    summary.locals.extend(added);
}

struct Names<'s> {
    shadows: &'s [Shadow],
    /// The heads of functions in the function.
    scopes: &'s [&'s Signature],
}

impl Names<'_> {
    fn rename(&self, path: &mut Name, at: Span) {
        let end = path.find(['.', '(', '[']).unwrap_or(path.len());
        let (first, rest) = path.split_at(end);
        let holding = self
            .shadows
            .iter()
            .filter(|shadow| shadow.name == first && shadow.span.contains(at));
        let Some(shadow) = holding.min_by_key(|shadow| shadow.span.len()) else {
            return;
        };
        // A parameter of a function further in is another name.
        let is_param = self.scopes.iter().any(|scope| {
            let inside = scope.body_span.contains(at) && shadow.span.contains(scope.body_span);
            inside && scope.params.iter().any(|param| param.name == first)
        });
        if !is_param {
            *path = Name::from(format!("{}{rest}", shadow.other));
        }
    }

    fn rename_in(&self, value: &mut ArgValue, at: Span) {
        match value {
            ArgValue::Path(path) | ArgValue::Call(path) => self.rename(path, at),
            ArgValue::Spread(_, value) => self.rename_in(value, at),
            ArgValue::Template(parts) | ArgValue::Items(parts) | ArgValue::Either(parts) => {
                for part in parts {
                    self.rename_in(part, at);
                }
            }
            ArgValue::Map(entries) => {
                for (_, value) in entries {
                    self.rename_in(value, at);
                }
            }
            ArgValue::Entry(object, key) => {
                self.rename_in(object, at);
                self.rename_in(key, at);
            }
            _ => {}
        }
    }
}

/// The names that are declared once and bound in the block of their declaration alone, with that.
fn set_in_one_block<'b>(body: &'b Body, blocks: &[&Block]) -> FxHashMap<&'b Name, Span> {
    let mut found: FxHashMap<&Name, Option<Span>> = FxHashMap::default();
    for block in blocks {
        for id in &block.stmts {
            let StmtKind::Assign {
                targets, declares, ..
            } = &body.stmt(*id).kind
            else {
                continue;
            };
            for target in targets {
                let PatternKind::Name(name) = &target.kind else {
                    continue;
                };
                let known = found.get(name).copied();
                let own = match (known, declares) {
                    (None, true) => Some(block.span),
                    (Some(Some(span)), false) if span == block.span => Some(span),
                    _ => None,
                };
                found.insert(name, own);
            }
        }
    }
    let told = found.into_iter();
    told.filter_map(|(name, span)| Some((name, span?)))
        .collect()
}

/// The name that a statement binds to what a method gives, and whether it declares the name.
fn bound_to_call(body: &Body, id: super::StmtId) -> Option<(&Name, ExprId, bool)> {
    let StmtKind::Assign {
        targets,
        value: Some(value),
        declares,
        ..
    } = &body.stmt(id).kind
    else {
        return None;
    };
    let [target] = targets.as_slice() else {
        return None;
    };
    let PatternKind::Name(name) = &target.kind else {
        return None;
    };
    let ExprKind::Call { callee, .. } = &body.exprs.get(body.exprs.referenced(*value)).kind else {
        return None;
    };
    let is_method = matches!(body.exprs.get(*callee).kind, ExprKind::Member { .. });
    is_method.then_some((name, *value, *declares))
}

/// Every block in a block, itself included, with those of functions in it.
fn blocks<'b>(body: &'b Body, outer: &'b Block) -> Vec<&'b Block> {
    let mut found = vec![outer];
    let inside = |block: &Block| outer.span.contains(block.span) && block.span != outer.span;
    let mut add = |block: &'b Block| {
        if inside(block) {
            found.push(block);
        }
    };
    for (_, stmt) in body.stmts() {
        match &stmt.kind {
            StmtKind::Branch {
                then, otherwise, ..
            } => {
                add(then);
                otherwise.iter().for_each(&mut add);
            }
            StmtKind::Loop {
                body, otherwise, ..
            } => {
                add(body);
                otherwise.iter().for_each(&mut add);
            }
            StmtKind::Match { arms, .. } => arms.iter().for_each(|arm| add(&arm.block)),
            StmtKind::Block(block) => add(block),
            StmtKind::Unknown { blocks, .. } => blocks.iter().for_each(&mut add),
            _ => {}
        }
    }
    for (_, function) in body.functions() {
        add(&function.block);
    }
    found
}

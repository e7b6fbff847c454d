//! What a function can do: every way out of it, the conditions that lead there and what happens on the way.
//!
//! It works on the neutral body alone and never asks for a language; it does not evaluate anything.

mod effect;
mod held;
mod walk;

use serde::Serialize;
use syntax::facts::{Body, ExprId, FunctionId, Name, Pattern};
use syntax::span::Span;

pub use effect::{EffectKind, effect_kind};

/// Every way out of one function, in the order of a walk that enters branches before it passes them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Behaviour {
    pub exits: Vec<Exit>,
    /// Places whose ways out are not all in `exits`, and why.
    pub left_out: Vec<LeftOut>,
}

/// One path from the start of the function to a way out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exit {
    pub how: How,
    /// The statement or expression that leaves, relative to the item.
    pub span: Span,
    /// What has to hold, all of it, in the order it is decided.
    pub conditions: Vec<Condition>,
    /// What happens on the path, in order.
    pub steps: Vec<Step>,
}

/// How a path leaves its function.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum How {
    Returns(Vec<ExprId>),
    /// The end of the code, without a value.
    Ends,
    /// `raise`, `throw`; without an error the one being handled is raised again.
    Raises(Option<ExprId>),
    /// An error handed back as a value: `Err(error)`, `return nil, error`.
    Fails(ExprId),
    /// The error or absence in this value is handed on: `value?`, `return x, f()`.
    Propagates(ExprId),
}

/// One decision on a path and how it fell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    pub span: Span,
    pub what: What,
    pub holds: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum What {
    /// The expression is true.
    True(ExprId),
    /// The value has the shape.
    Shape { value: ExprId, pattern: Pattern },
    /// The guard of an arm or the loop over this value runs at least once.
    Runs(ExprId),
    /// The value is absent or an error: what `?` and its like look at.
    Absent(ExprId),
    /// The call raises one of the classes; no classes means any.
    CallFails { call: ExprId, classes: Vec<ExprId> },
}

/// Something that happens on a path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Step {
    Call(Effect),
    /// A name or attribute gets a value: `place = value`. `at` is the position in a destructured value.
    Binds {
        place: Name,
        value: ExprId,
        at: Option<u32>,
    },
    /// `place += value` and its like.
    Counts {
        place: Name,
        value: ExprId,
    },
}

/// A call on a path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    pub call: ExprId,
    /// `self._repo.find`; with `()` for each call passed through: `res.status().json`.
    pub callee: Name,
    pub awaited: bool,
    pub result_used: bool,
    pub kind: EffectKind,
}

/// A place of which not every way out is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub span: Span,
    pub why: Name,
}

/// Derives every way out of `function`.
///
/// Loops give the empty pass and one pass. At most 256 paths are followed to their end; where there
/// are more, the places they were left at are named in [`Behaviour::left_out`].
#[must_use]
pub fn exits(body: &Body, function: FunctionId) -> Behaviour {
    walk::walk(body, function)
}

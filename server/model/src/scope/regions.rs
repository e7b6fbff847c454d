//! Which function or class of a body an offset stands in; it knows no names.

use syntax::facts::{Body, FunctionId, Name, StmtKind};
use syntax::span::Span;

/// The functions and classes of a body, by place.
#[derive(Debug)]
pub(super) struct Regions {
    /// By start, an outer region before the inner ones.
    all: Vec<Region>,
}

/// The code of one function or class.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// Index of this region.
    pub index: u32,
    span: Span,
    pub kind: RegionKind,
    parent: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) enum RegionKind {
    Function(FunctionId),
    Class(Name),
}

impl Regions {
    pub fn new(body: &Body) -> Self {
        let functions = body
            .functions()
            .map(|(id, function)| (function.block.span, RegionKind::Function(id)));
        let classes = body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Class { name, block } => Some((block.span, RegionKind::Class(name.clone()))),
            _ => None,
        });
        let mut found: Vec<(Span, RegionKind)> = functions.chain(classes).collect();
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut all: Vec<Region> = Vec::with_capacity(found.len());
        let mut open: Vec<u32> = Vec::new();
        for (index, (span, kind)) in (0u32..).zip(found) {
            while let Some(last) = open.last().and_then(|at| all.get(*at as usize)) {
                if last.span.contains(span) {
                    break;
                }
                open.pop();
            }
            all.push(Region {
                index,
                span,
                kind,
                parent: open.last().copied(),
            });
            open.push(index);
        }
        Self { all }
    }

    /// The regions around an offset, innermost first.
    pub fn chain(&self, offset: u32) -> impl Iterator<Item = &Region> {
        let before = self
            .all
            .partition_point(|region| region.span.start <= offset);
        let last = before.checked_sub(1).and_then(|at| self.all.get(at));
        let outwards = |region: &&Region| self.all.get(region.parent? as usize);
        std::iter::successors(last, outwards).filter(move |region| {
            offset < region.span.end || region.span.is_empty() && offset == region.span.start
        })
    }

    /// The region of a function's code.
    pub fn of_function(&self, function: FunctionId) -> Option<&Region> {
        self.all
            .iter()
            .find(|region| matches!(region.kind, RegionKind::Function(id) if id == function))
    }

    /// The class directly around a function: none outside if it is nested in a function, none inside if it
    /// stands at the top of its item.
    pub fn class_of(&self, function: FunctionId) -> Option<Option<&Name>> {
        let region = self.of_function(function)?;
        match region.parent.and_then(|at| self.all.get(at as usize)) {
            None => Some(None),
            Some(parent) => match &parent.kind {
                RegionKind::Class(name) => Some(Some(name)),
                RegionKind::Function(_) => None,
            },
        }
    }
}

//! What binds each name in each function and class of a body; it never says what the name stands for.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    Body, ExprId, ExprKind, FunctionId, Import, Name, Param, Pattern, PatternKind, Stmt, StmtId,
    StmtKind, Test, TypeRef,
};

use super::regions::Regions;
use crate::env::pattern_names;

/// One thing that binds a name.
#[derive(Clone, Copy, Debug)]
pub enum LocalBinding<'e> {
    Param {
        function: FunctionId,
        param: &'e Param,
    },
    /// `name = value`, `name: ty = value`.
    Value {
        value: ExprId,
        ty: Option<&'e TypeRef>,
    },
    /// `name: ty` without a value.
    Annotated(&'e TypeRef),
    /// `for name in of`, also in a comprehension.
    Element {
        of: ExprId,
    },
    /// `with manager as name`.
    Entered {
        manager: ExprId,
    },
    /// `except types as name`.
    Caught {
        types: &'e [ExprId],
    },
    Import(&'e Import),
    Function(FunctionId),
    Class(StmtId),
    /// Taken out of a larger value, changed in place, deleted, or matched.
    Other,
}

/// The bindings of every region; a region is none for the statements of the item itself.
#[derive(Debug, Default)]
pub(super) struct Bindings<'e> {
    by_region: FxHashMap<Option<u32>, FxHashMap<&'e str, Vec<LocalBinding<'e>>>>,
    outer: FxHashMap<Option<u32>, FxHashSet<&'e str>>,
    /// Whether the first of several targets takes the value that a call gives, and the others what comes with it.
    several_results: bool,
}

impl<'e> Bindings<'e> {
    pub fn new(body: &'e Body, regions: &Regions, several_results: bool) -> Self {
        let mut bindings = Self {
            several_results,
            ..Self::default()
        };
        bindings.add_outer(body, regions);
        bindings.add_params(body, regions);
        for (id, stmt) in body.stmts() {
            let region = region_at(regions, stmt.span.start);
            bindings.add_stmt(body, region, id, stmt);
        }
        for (_, expr) in body.exprs.iter() {
            let region = region_at(regions, expr.span.start);
            match &expr.kind {
                ExprKind::Assign { target, value } => {
                    if let ExprKind::Name(name) = &body.exprs.get(*target).kind {
                        let binding = LocalBinding::Value {
                            value: *value,
                            ty: None,
                        };
                        bindings.add(region, name, binding);
                    }
                }
                ExprKind::Comprehension { clauses, .. } => {
                    for clause in clauses {
                        let of = clause.iterable;
                        bindings.add_pattern(region, &clause.target, LocalBinding::Element { of });
                    }
                }
                ExprKind::Matches { pattern, .. } => {
                    bindings.add_pattern(region, pattern, LocalBinding::Other);
                }
                _ => {}
            }
        }
        bindings
    }

    /// What binds `name` in a region, in no particular order.
    pub fn of(&self, region: Option<u32>, name: &str) -> &[LocalBinding<'e>] {
        self.by_region
            .get(&region)
            .and_then(|names| names.get(name))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a region says that a name belongs to an outer scope.
    pub fn is_global(&self, region: u32, name: &str) -> bool {
        self.is_outer(Some(region), name)
    }

    fn is_outer(&self, region: Option<u32>, name: &str) -> bool {
        self.outer
            .get(&region)
            .is_some_and(|names| names.contains(name))
    }

    fn add_outer(&mut self, body: &'e Body, regions: &Regions) {
        for (_, stmt) in body.stmts() {
            if let StmtKind::Outer(names) = &stmt.kind {
                let region = region_at(regions, stmt.span.start);
                let outer = self.outer.entry(region).or_default();
                outer.extend(names.iter().map(Name::as_str));
            }
        }
    }

    fn add_params(&mut self, body: &'e Body, regions: &Regions) {
        for (function, fact) in body.functions() {
            let region = regions.of_function(function).map(|region| region.index);
            for param in &fact.signature.params {
                self.add(region, &param.name, LocalBinding::Param { function, param });
                if let Some(pattern) = &param.pattern {
                    self.add_pattern(region, pattern, LocalBinding::Other);
                }
            }
        }
    }

    fn add_stmt(&mut self, body: &'e Body, region: Option<u32>, id: StmtId, stmt: &'e Stmt) {
        match &stmt.kind {
            StmtKind::Assign {
                targets,
                op,
                ty,
                value,
                ..
            } => {
                let binding = match (op, value, ty) {
                    (Some(_), _, _) => LocalBinding::Other,
                    (None, Some(value), ty) => LocalBinding::Value {
                        value: *value,
                        ty: ty.as_ref(),
                    },
                    (None, None, Some(ty)) => LocalBinding::Annotated(ty),
                    (None, None, None) => LocalBinding::Other,
                };
                for target in targets {
                    self.add_target(body, region, target, binding);
                }
            }
            StmtKind::Loop {
                target,
                iterable,
                test,
                ..
            } => {
                if let Some(target) = target {
                    let binding =
                        iterable.map_or(LocalBinding::Other, |of| LocalBinding::Element { of });
                    self.add_pattern(region, target, binding);
                }
                self.add_test(region, test.as_ref());
            }
            StmtKind::Branch { test, .. } => self.add_test(region, Some(test)),
            StmtKind::Match { arms, .. } => {
                for arm in arms {
                    self.add_pattern(region, &arm.pattern, LocalBinding::Other);
                }
            }
            StmtKind::Try { catches, .. } => {
                for catch in catches {
                    if let Some(name) = &catch.binding {
                        let types = catch.types.as_slice();
                        self.add(region, name, LocalBinding::Caught { types });
                    }
                }
            }
            StmtKind::With { managers, .. } => {
                for (manager, target) in managers {
                    if let Some(target) = target {
                        let manager = *manager;
                        self.add_pattern(region, target, LocalBinding::Entered { manager });
                    }
                }
            }
            StmtKind::Function(function) => {
                if let Some(fact) = body.function(*function) {
                    self.add(
                        region,
                        &fact.signature.name,
                        LocalBinding::Function(*function),
                    );
                }
            }
            StmtKind::Class { name, .. } => self.add(region, name, LocalBinding::Class(id)),
            StmtKind::Import(imports) => {
                for import in imports {
                    if !import.local.is_empty() {
                        self.add(region, &import.local, LocalBinding::Import(import));
                    }
                }
            }
            StmtKind::Delete(values) => {
                for value in values {
                    if let ExprKind::Name(name) = &body.exprs.get(*value).kind {
                        self.add(region, name, LocalBinding::Other);
                    }
                }
            }
            _ => {}
        }
    }

    fn add_test(&mut self, region: Option<u32>, test: Option<&'e Test>) {
        if let Some(Test::Pattern { pattern, .. }) = test {
            self.add_pattern(region, pattern, LocalBinding::Other);
        }
    }

    /// Binds what an assignment assigns to: `rows, err := db.Query(q)` gives `rows` what the call is made for.
    fn add_target(
        &mut self,
        body: &'e Body,
        region: Option<u32>,
        target: &'e Pattern,
        binding: LocalBinding<'e>,
    ) {
        if let PatternKind::Sequence(parts) = &target.kind
            && let LocalBinding::Value { value, ty: None } = binding
            && let [first, rest @ ..] = parts.as_slice()
            && self.several_results
            && matches!(body.exprs.get(value).kind, ExprKind::Call { .. })
        {
            self.add_pattern(region, first, binding);
            for part in rest {
                self.add_pattern(region, part, LocalBinding::Other);
            }
            return;
        }
        self.add_pattern(region, target, binding);
    }

    /// Binds the name a pattern is to the whole value, and the names inside it to parts.
    fn add_pattern(
        &mut self,
        region: Option<u32>,
        pattern: &'e Pattern,
        binding: LocalBinding<'e>,
    ) {
        if let PatternKind::Name(name) = &pattern.kind {
            self.add(region, name, binding);
            return;
        }
        for name in pattern_names(pattern) {
            self.add(region, name, LocalBinding::Other);
        }
    }

    fn add(&mut self, region: Option<u32>, name: &'e Name, binding: LocalBinding<'e>) {
        if !self.is_outer(region, name) {
            let names = self.by_region.entry(region).or_default();
            names.entry(name).or_default().push(binding);
        }
    }
}

fn region_at(regions: &Regions, offset: u32) -> Option<u32> {
    regions.chain(offset).next().map(|region| region.index)
}

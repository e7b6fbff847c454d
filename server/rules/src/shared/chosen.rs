//! Who chooses a value: the program itself, or whoever calls the function. It goes by one item alone.

use model::LocalBinding;
use syntax::facts::{
    BinaryOp, ExprId, ExprKind, Literal, ParamKind, StmtKind, TemplatePart, TypeKind, UnaryOp,
};
use syntax::language::Language;

use crate::context::RuleCtx;
use crate::outline::{bound_names, inside, stmts_in};
use crate::text;

/// How often a name is followed to what it is bound to.
pub const STEPS: usize = 12;

/// Parameters that bring the program's own parts along, not values of a user.
const OWN_PARTS: &[&str] = &[
    "cfg",
    "cls",
    "conf",
    "config",
    "conn",
    "connection",
    "cursor",
    "database",
    "db",
    "dialect",
    "engine",
    "env",
    "self",
    "session",
    "settings",
];

/// Whether a parameter of the function, or a name that is made of one, is in the value.
#[must_use]
pub fn comes_in(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    inside(ctx.body, id).any(|(part, expr)| {
        let ExprKind::Name(name) = &expr.kind else {
            return false;
        };
        if OWN_PARTS.contains(&name.as_str()) || is_number(ctx, part) || is_counted(ctx, part) {
            return false;
        }
        let bindings = ctx.scope.local(part).unwrap_or_default();
        bindings.iter().any(|binding| match binding {
            LocalBinding::Param { param, .. } => param.kind != ParamKind::Receiver,
            LocalBinding::Value { value, .. } => *value != id && comes_in(ctx, *value, steps),
            LocalBinding::Element { of } => comes_in(ctx, *of, steps),
            _ => false,
        })
    })
}

/// Whether the value is a part that the program brings along: an attribute of the connection or of the settings, or
/// what a method of it makes of constants. Names of columns and words of a dialect cannot be parameters anyway.
#[must_use]
pub fn is_own_part(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Member { object, .. } => is_own_object(ctx, *object, steps),
        ExprKind::Index { object, .. } => is_own_part(ctx, *object, steps),
        ExprKind::Call { callee, args, .. } => {
            let chosen_here =
                |value| is_constant(ctx, value, steps) || is_own_part(ctx, value, steps);
            is_own_part(ctx, *callee, steps) && args.iter().all(|arg| chosen_here(arg.value))
        }
        ExprKind::Name(_) => {
            let bindings = ctx.scope.local(id).unwrap_or_default();
            !bindings.is_empty()
                && bindings.iter().all(|binding| match binding {
                    LocalBinding::Value { value, .. } => is_own_part(ctx, *value, steps),
                    _ => false,
                })
        }
        _ => false,
    }
}

fn is_own_object(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Name(name) => {
            OWN_PARTS.contains(&name.as_str()) || name == "this" || is_receiver(ctx, id)
        }
        _ => is_own_part(ctx, id, steps),
    }
}

/// Whether nobody from outside chooses the value: constants, numbers, placeholders.
#[must_use]
pub fn is_constant(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    let exprs = &ctx.body.exprs;
    if ctx.scope.constant(id).is_some() || is_number(ctx, id) {
        return true;
    }
    match &exprs.get(id).kind {
        ExprKind::Literal(_) => true,
        ExprKind::Name(name) => {
            is_upper(name)
                || is_declared(ctx, id)
                || is_counted(ctx, id)
                || is_loop_number(ctx, id)
                || is_constant_local(ctx, id, steps)
        }
        ExprKind::Unary { operand, .. } => is_constant(ctx, *operand, steps),
        ExprKind::Member { object, name, .. } => {
            is_upper(name)
                || matches!(
                    name.as_str(),
                    "__tablename__" | "__table__" | "db_table" | "length"
                )
                || (name == "value" && is_constant(ctx, *object, steps))
        }
        ExprKind::Index { object, .. } => is_constant(ctx, *object, steps),
        ExprKind::Conditional {
            then, otherwise, ..
        } => is_constant(ctx, *then, steps) && is_constant(ctx, *otherwise, steps),
        ExprKind::Binary { left, right, op } => match op {
            // `["%s"] * len(ids)`.
            BinaryOp::Multiply => is_constant(ctx, *left, steps) || is_constant(ctx, *right, steps),
            _ => is_constant(ctx, *left, steps) && is_constant(ctx, *right, steps),
        },
        ExprKind::Template { parts, .. } => parts.iter().all(|part| match part {
            TemplatePart::Text(_) => true,
            TemplatePart::Value { value, .. } => is_constant(ctx, *value, steps),
        }),
        ExprKind::Sequence { items, .. } => items.iter().all(|item| is_constant(ctx, *item, steps)),
        ExprKind::Comprehension { element, .. } => is_constant(ctx, *element, steps),
        ExprKind::Call { callee, args, .. } => match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. } if name == "join" => {
                is_constant(ctx, *object, steps)
                    && args.iter().all(|arg| is_constant(ctx, arg.value, steps))
            }
            _ if is_quoting(ctx, *callee) => true,
            // `ids.map(() => "?")` gives what the function gives, whatever it is called with.
            ExprKind::Member { name, .. } if matches!(name.as_str(), "map" | "fill") => {
                args.iter().all(|arg| gives_constant(ctx, arg.value, steps))
            }
            ExprKind::Member { object, name, .. }
                if matches!(name.as_str(), "repeat" | "slice") =>
            {
                is_constant(ctx, *object, steps)
            }
            _ => is_join(ctx, *callee) && args.iter().all(|arg| is_constant(ctx, arg.value, steps)),
        },
        _ => false,
    }
}

/// Whether a function makes what it is given harmless to a statement or a command, or gives the name of a
/// table that belongs to a class, by its own name.
fn is_quoting(ctx: &RuleCtx<'_>, callee: ExprId) -> bool {
    let (ExprKind::Name(last) | ExprKind::Member { name: last, .. }) =
        &ctx.body.exprs.get(callee).kind
    else {
        return false;
    };
    let words = text::words(last);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "escape" | "ident" | "identifier" | "literal" | "quote"
        )
    }) || words.ends_with(&["table".to_owned(), "name".to_owned()])
}

/// Whether a function gives only constants, or the value is one itself.
fn gives_constant(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let ExprKind::Function(function) = ctx.body.exprs.get(id).kind else {
        return is_constant(ctx, id, steps);
    };
    let Some(function) = ctx.body.function(function) else {
        return false;
    };
    let mut returned = stmts_in(ctx.body, &function.block)
        .filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Return(values) => Some(values),
            _ => None,
        })
        .flatten()
        .peekable();
    returned.peek().is_some() && returned.all(|value| is_constant(ctx, *value, steps))
}

/// Functions that put parts together and add nothing, or repeat one.
fn is_join(ctx: &RuleCtx<'_>, callee: ExprId) -> bool {
    let target = ctx.scope.resolve(callee);
    ["strings.Join", "strings.Repeat", "strings.TrimSuffix"]
        .iter()
        .any(|name| target.is(name))
}

/// Whether the program declares the name outside of the item's functions, so that no caller chooses it.
fn is_declared(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    ctx.file.facts.language != Language::Python && ctx.scope.local(id).is_none()
}

/// Whether the name is a receiver: what is asked of it, the program has put there.
fn is_receiver(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    let param = ctx.scope.param(id);
    param.is_some_and(|(_, param)| param.kind == ParamKind::Receiver)
}

/// Whether the name begins as a number and is only counted up, or counts the elements of a list.
fn is_counted(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    let Some(bindings) = ctx.scope.local(id) else {
        return false;
    };
    if let [LocalBinding::Param { function, param }] = bindings {
        return is_position(ctx, *function, &param.name);
    }
    let is_digit = |value: ExprId| match &ctx.body.exprs.get(value).kind {
        ExprKind::Literal(Literal::Int(_) | Literal::Float(_)) => true,
        ExprKind::Unary { op, operand } => {
            matches!(op, UnaryOp::Negate | UnaryOp::Plus) && is_number(ctx, *operand)
        }
        ExprKind::Binary { left, right, .. } => is_number(ctx, *left) && is_number(ctx, *right),
        _ => is_number(ctx, value),
    };
    let mut values = bindings.iter().filter_map(|binding| match binding {
        LocalBinding::Value { value, .. } => Some(*value),
        _ => None,
    });
    let are_counts = bindings
        .iter()
        .all(|binding| matches!(binding, LocalBinding::Value { .. } | LocalBinding::Other));
    are_counts && values.next().is_some_and(is_digit) && values.all(is_digit)
}

/// Whether a parameter is the place of the element that a function is called with by `map` or `forEach`.
fn is_position(ctx: &RuleCtx<'_>, function: syntax::facts::FunctionId, name: &str) -> bool {
    let params = ctx
        .body
        .function(function)
        .map(|function| &function.signature.params);
    let is_second =
        params.is_some_and(|params| params.get(1).is_some_and(|param| param.name == name));
    let crate::outline::Parent::Expr(own) = ctx.outline.of_function(function) else {
        return false;
    };
    let called_by = ctx
        .parent_expr(own)
        .map(|parent| &ctx.body.exprs.get(parent).kind);
    let is_each = match called_by {
        Some(ExprKind::Call { callee, .. }) => matches!(
            &ctx.body.exprs.get(*callee).kind,
            ExprKind::Member { name, .. } if matches!(name.as_str(), "map" | "forEach" | "flatMap")
        ),
        _ => false,
    };
    is_second && is_each
}

fn is_upper(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Functions that make a number of what they are given.
const CONVERSIONS: &[&str] = &[
    "Number",
    "Number.parseFloat",
    "Number.parseInt",
    "bool",
    "float",
    "float64",
    "int",
    "int64",
    "len",
    "parseFloat",
    "parseInt",
    "strconv.FormatInt",
    "strconv.Itoa",
    "uint",
];
/// Types, by their last names, whose values hold no SQL and no command.
const NUMBERS: &[&str] = &[
    "Decimal", "Duration", "UUID", "Uuid", "bigint", "bool", "boolean", "f32", "f64", "float",
    "float32", "float64", "i16", "i32", "i64", "i8", "int", "int16", "int32", "int64", "int8",
    "isize", "number", "u16", "u32", "u64", "u8", "uint", "uint16", "uint32", "uint64", "uint8",
    "usize",
];

/// Whether the value is a number by a conversion or an annotation.
fn is_number(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    if let ExprKind::Call { callee, .. } = &exprs.get(id).kind {
        let target = ctx.scope.resolve(*callee);
        if CONVERSIONS.iter().any(|name| target.is(name)) {
            return true;
        }
        if let ExprKind::Member { name, .. } = &exprs.get(*callee).kind
            && name == "len"
        {
            return true;
        }
    }
    if matches!(
        exprs.get(id).kind,
        ExprKind::Literal(Literal::Int(_) | Literal::Float(_))
    ) {
        return true;
    }
    let Some(ty) = ctx.scope.annotation(id) else {
        return false;
    };
    let ty = match &ty.kind {
        TypeKind::Optional(inner) => inner,
        _ => ty,
    };
    matches!(&ty.kind, TypeKind::Named { path, .. }
        if path.rsplit('.').next().is_some_and(|last| NUMBERS.contains(&last)))
}

/// Whether the name counts in `for i in range(...)` or is the first of `enumerate(...)`.
fn is_loop_number(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let ExprKind::Name(name) = &exprs.get(id).kind else {
        return false;
    };
    exprs.iter().any(|(_, expr)| {
        let ExprKind::Comprehension { clauses, .. } = &expr.kind else {
            return false;
        };
        expr.span.contains(exprs.get(id).span)
            && clauses.iter().any(|clause| {
                let binds = bound_names(&clause.target).first() == Some(&name);
                let ExprKind::Call { callee, .. } = &exprs.get(clause.iterable).kind else {
                    return false;
                };
                let target = ctx.scope.resolve(*callee);
                binds && (target.is("range") || target.is("enumerate"))
            })
    })
}

/// Whether everything the name is bound to in this item, and put into it, is constant.
fn is_constant_local(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(bindings) = ctx.scope.local(id) else {
        return false;
    };
    let are_constant = bindings.iter().all(|binding| match binding {
        LocalBinding::Value { value, .. } => is_constant(ctx, *value, steps),
        LocalBinding::Element { of } => is_constant(ctx, *of, steps),
        _ => false,
    });
    let ExprKind::Name(name) = &ctx.body.exprs.get(id).kind else {
        return false;
    };
    are_constant && !bindings.is_empty() && all_added_is_constant(ctx, name, steps)
}

fn all_added_is_constant(ctx: &RuleCtx<'_>, name: &str, steps: usize) -> bool {
    let exprs = &ctx.body.exprs;
    let is_own = |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(own) if own == name);
    let by_method = ctx.calls().all(|call| {
        let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
            return true;
        };
        let adds = matches!(
            name.as_str(),
            "append" | "extend" | "insert" | "add" | "push" | "push_str" | "unshift"
        );
        !adds
            || !is_own(*object)
            || call
                .args
                .iter()
                .all(|arg| is_constant(ctx, arg.value, steps))
    });
    let by_operator = ctx.body.stmts().all(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            op: Some(_),
            value: Some(value),
            ..
        } => {
            let is_target = targets
                .iter()
                .any(|target| bound_names(target).iter().any(|own| *own == name));
            !is_target || is_constant(ctx, *value, steps)
        }
        _ => true,
    });
    by_method && by_operator
}

//! BM601: bodies of requests that are used as they came. It knows handlers by the model, never by a framework.

use model::{Endpoint, EndpointKind, ParamSource};
use syntax::facts::{
    ExprId, ExprKind, Function, FunctionId, Literal, Name, PatternKind, StmtKind, Test,
};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::{before_item, import};
use crate::outline::{Parent, inside, stmts_in};
use crate::shared::locate::item_at;
use crate::shared::{flow, guess};
use crate::text;

/// Methods and attributes of a request that give its body.
const BODIES: &[&str] = &["form", "get_json", "json"];
/// Beginnings of the names of functions that check what they are given.
const CHECKS: &[&str] = &[
    "assert",
    "authenticate",
    "check",
    "clean",
    "deserialize",
    "ensure",
    "is_valid",
    "load",
    "model_validate",
    "parse",
    "safe_parse",
    "unmarshal",
    "valid",
    "validate",
    "verify",
    "construct_event",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let handlers: Vec<&Endpoint> = ctx
        .things
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.handler.place.file == ctx.id && writes(endpoint))
        .collect();
    if handlers.is_empty() {
        return;
    }
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        for (id, function) in rule.body.functions() {
            let name = function.signature.name_span.shifted(start);
            let handler = handlers
                .iter()
                .find(|handler| handler.handler.place.span == name);
            if let Some(handler) = handler {
                check_handler(rule, handler, id, function, acc);
            }
        }
    });
}

fn writes(endpoint: &Endpoint) -> bool {
    endpoint.kind == EndpointKind::Http
        && matches!(endpoint.method.as_str(), "POST" | "PUT" | "PATCH" | "ANY")
}

fn check_handler(
    rule: &RuleCtx,
    endpoint: &Endpoint,
    id: FunctionId,
    function: &Function,
    acc: &mut Findings,
) {
    let request = endpoint
        .params
        .iter()
        .find(|param| param.source == ParamSource::Request)
        .map(|param| &param.name);
    let Some(request) = request else {
        return;
    };
    let reads: Vec<Call<'_>> = rule
        .calls()
        .filter(|call| {
            rule.outline.function_of(call.id) == Some(id) && reads_body(rule, call, request)
        })
        .collect();
    let names = names_of_body(rule, function, &reads);
    if reads.is_empty() || is_checked(rule, function, &names, &reads) {
        return;
    }
    for call in reads {
        let holder = holder(rule, call.id);
        let is_used = match &holder {
            Some(_) => is_passed_on(rule, function, &names),
            None => is_argument(rule, call.id),
        };
        if is_used {
            report(rule, function, &call, holder.as_ref(), acc);
        }
    }
}

fn reads_body(rule: &RuleCtx, call: &Call<'_>, request: &Name) -> bool {
    let exprs = &rule.body.exprs;
    let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
        return false;
    };
    let is_request = matches!(&exprs.get(*object).kind, ExprKind::Name(own) if own == request);
    is_request && BODIES.contains(&name.as_str())
}

/// The value with the `await` around it.
fn whole(rule: &RuleCtx, call: ExprId) -> ExprId {
    match rule.parent_expr(call) {
        Some(parent) if matches!(rule.body.exprs.get(parent).kind, ExprKind::Await(_)) => parent,
        _ => call,
    }
}

/// The name the body is bound to, and all of the value.
fn holder(rule: &RuleCtx, call: ExprId) -> Option<(Name, Span)> {
    let value = whole(rule, call);
    let Parent::Stmt(id) = rule.outline.of_expr(value) else {
        return None;
    };
    let StmtKind::Assign { targets, .. } = &rule.body.stmt(id).kind else {
        return None;
    };
    match targets.as_slice() {
        [only] => match &only.kind {
            PatternKind::Name(name) => Some((name.clone(), rule.body.exprs.get(value).span)),
            _ => None,
        },
        _ => None,
    }
}

fn is_argument(rule: &RuleCtx, call: ExprId) -> bool {
    let value = whole(rule, call);
    rule.parent_expr(value).is_some_and(|parent| {
        matches!(&rule.body.exprs.get(parent).kind, ExprKind::Call { args, .. }
            if args.iter().any(|arg| arg.value == value))
    })
}

/// The names the body is bound to, and those that hold something taken from it.
fn names_of_body(rule: &RuleCtx, function: &Function, reads: &[Call<'_>]) -> Vec<Name> {
    let holders = reads.iter().filter_map(|read| holder(rule, read.id));
    let mut names: Vec<Name> = holders.map(|(name, _)| name).collect();
    for (_, stmt) in stmts_in(rule.body, &function.block) {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        if takes_from(rule, *value, &names) {
            let bound = targets.iter().flat_map(crate::outline::bound_names);
            names.extend(bound.cloned());
        }
    }
    names
}

/// Whether a call is given one of the names, or something taken from it.
fn is_passed_on(rule: &RuleCtx, function: &Function, names: &[Name]) -> bool {
    rule.calls().any(|call| {
        let is_reader = matches!(&rule.body.exprs.get(call.callee).kind, ExprKind::Member { object, .. }
            if takes_from(rule, *object, names));
        let in_function = function.block.span.contains(call.span);
        !is_reader
            && in_function
            && call.args.iter().any(|arg| takes_from(rule, arg.value, names))
    })
}

/// Whether the value is one of the names, or an element of one.
fn takes_from(rule: &RuleCtx, id: ExprId, names: &[Name]) -> bool {
    let exprs = &rule.body.exprs;
    let mut at = id;
    for _ in 0..16 {
        match &exprs.get(exprs.unwrapped(at)).kind {
            ExprKind::Name(name) => return names.contains(name),
            ExprKind::Index { object, .. } | ExprKind::Member { object, .. } => at = *object,
            ExprKind::Call { callee, .. } => at = *callee,
            _ => return false,
        }
    }
    false
}

/// Whether the handler checks what it reads: by a schema, by a function that says so, or by hand.
fn is_checked(rule: &RuleCtx, function: &Function, names: &[Name], reads: &[Call<'_>]) -> bool {
    let by_call = rule.calls().any(|call| {
        if !function.block.span.contains(call.span) {
            return false;
        }
        let Some(path) = model::call_path(&rule.body.exprs, call.callee) else {
            return false;
        };
        let last = path.rsplit('.').next().unwrap_or(&path);
        let plain = last.trim_start_matches('_');
        let says_check =
            CHECKS.iter().any(|check| plain.starts_with(check)) || last == "isinstance";
        // `json.loads` only reads.
        let is_check = says_check && !matches!(last, "loads" | "load_dotenv");
        let is_class =
            last.starts_with(char::is_uppercase) && !is_error(last) && !last.ends_with("Response");
        let takes_body = || {
            call.args.iter().any(|arg| {
                let is_read = reads.iter().any(|read| whole(rule, read.id) == arg.value);
                is_read || takes_from(rule, arg.value, names)
            })
        };
        is_check || (is_class && takes_body())
    });
    let by_hand = stmts_in(rule.body, &function.block).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Branch { test, then, .. } => {
            let leaves =
                flow::always_raises(rule.body, then) || !flow::reaches_end(rule.body, then);
            leaves && looks_into_value(rule, test)
        }
        StmtKind::Try { catches, .. } => catches.iter().any(|catch| {
            catch.types.iter().any(|class| {
                let path = rule.body.exprs.path(*class).unwrap_or_default();
                path.ends_with("KeyError") || path.ends_with("ValidationError")
            })
        }),
        _ => false,
    });
    by_call || by_hand
}

fn is_error(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Exception")
}

fn looks_into_value(rule: &RuleCtx, test: &Test) -> bool {
    let Test::Expr(test) = test else {
        return true;
    };
    inside(rule.body, *test).any(|(_, expr)| {
        matches!(
            expr.kind,
            ExprKind::Index { .. } | ExprKind::Binary { .. } | ExprKind::Unary { .. }
        )
    })
}

fn report(
    rule: &RuleCtx,
    function: &Function,
    call: &Call<'_>,
    holder: Option<&(Name, Span)>,
    acc: &mut Findings,
) {
    let start = rule.item.span.start;
    let read = rule.source(call.span);
    let message = format!(
        "`{}` uses `{read}` without a schema, so any client may send anything; take a model as a parameter.",
        function.signature.name
    );
    let draft = acc.report(call.span.shifted(start), message);
    if let Some((name, value)) = holder
        && !keys(rule, function, name).is_empty()
    {
        let request = FixRequest::rule("Check it with a schema", Safety::Unsafe, "schema");
        draft.fix(request.at(value.shifted(start)).with(name.clone()));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let value = request.span(0)?;
    let holder = request.word(0)?;
    let located = item_at(ctx.file.facts, value)?;
    let (_, function) = located.function_at(value)?;
    let keys = located.with_rule_ctx(ctx.file, |rule| keys(rule, function, holder))?;
    let base = import(ctx.file, "pydantic", Some("BaseModel"))?;
    let class = format!(
        "{}Body",
        text::pascal_case(&text::words(&function.signature.name))
    );
    if ctx.file.env.declared(&class).is_some() {
        return None;
    }
    let unit = text::indent_unit(ctx.file.text);
    let mut lines = vec![format!("class {class}({}):", base.local)];
    for (key, is_optional) in keys {
        let ty = guess::by_name(&key, &ctx.file.settings.options);
        let ty = ty.unwrap_or_else(|| "object".to_owned());
        let field = match is_optional {
            true => format!("{unit}{key}: {ty} | None = None"),
            false => format!("{unit}{key}: {ty}"),
        };
        lines.push(field);
    }
    let source = ctx.file.text.get(value.range())?;
    let mut edits: Vec<_> = base.edit.into_iter().collect();
    edits.push(before_item(
        ctx.file.text,
        ctx.file.facts,
        located.index,
        &lines,
    )?);
    let checked = format!("{class}.model_validate({source}).model_dump()");
    edits.push(TextEdit::replace(value, checked));
    Some(Edits::here(edits))
}

/// The keys that are read from the body, each with whether it may be missing.
fn keys(rule: &RuleCtx, function: &Function, holder: &Name) -> Vec<(String, bool)> {
    let exprs = &rule.body.exprs;
    let is_holder =
        |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(name) if name == holder);
    let mut keys: Vec<(String, bool)> = Vec::new();
    for (_, expr) in exprs.iter() {
        if !function.block.span.contains(expr.span) {
            continue;
        }
        let found = match &expr.kind {
            ExprKind::Index { object, index } if is_holder(*object) => {
                exprs.text(*index).map(|key| (key, false))
            }
            ExprKind::Call { callee, args, .. } => match &exprs.get(*callee).kind {
                ExprKind::Member { object, name, .. } if is_holder(*object) && name == "get" => {
                    args.first()
                        .and_then(|arg| exprs.text(arg.value))
                        .map(|key| (key, true))
                }
                _ => None,
            },
            ExprKind::Literal(Literal::Str(_)) => None,
            _ => None,
        };
        if let Some((key, is_optional)) = found {
            let is_name = key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            match keys.iter_mut().find(|(own, _)| own == key.as_str()) {
                Some((_, optional)) => *optional &= is_optional,
                None if is_name && !key.is_empty() => keys.push((key.to_string(), is_optional)),
                None => {}
            }
        }
    }
    keys
}

//! BM513: clients that choose which columns are written. What a schema or a list of fields lets through is left alone.

use model::SymbolRef;
use syntax::facts::{Arg, ExprId, ExprKind, PatternKind, Spread, StmtKind, TypeRef, UnaryOp};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::{Findings, Severity};
use crate::outline::{bound_names, stmts_in};
use crate::shared::{calls, front_end, request, stores};
use crate::text;

/// Methods of models and stores that write what they are given.
const WRITERS: &[&str] = &[
    "aupdate_or_create", "acreate", "aget_or_create", "build", "bulkCreate", "create", "createMany", "create_or_update",
    "findByIdAndUpdate", "findOneAndReplace", "findOneAndUpdate", "find_one_and_update", "get_or_create", "insert",
    "insertGraph", "insertMany", "insertOne", "insert_one", "patch", "patchAndFetchById", "replaceOne", "save",
    "update", "updateMany", "updateOne", "update_one", "update_or_create", "upsert", "values",
];
/// Methods that keep what has been changed.
const KEEPERS: &[&str] = &["add", "asave", "create", "flush", "insert", "merge", "persist", "save", "update", "upsert"];
/// Functions that copy all fields of one object into another.
const MERGERS: &[&str] = &["assign", "assignIn", "defaults", "extend", "merge", "mergeWith"];
/// Fields that a client must not choose.
const PRIVILEGES: &[&str] = &[
    "admin", "balance", "credit", "credits", "is_active", "is_admin", "is_staff", "is_superuser", "is_verified",
    "owner_id", "password_hash", "permissions", "role", "roles", "superuser", "user_id", "verified",
];
/// Packages that check bodies before a handler is reached.
const CHECKERS: &[&str] = &[
    "@hapi/joi", "ajv", "celebrate", "class-validator", "express-json-validator-middleware", "express-openapi-validator",
    "express-validation", "express-validator", "joi", "koa-joi-router", "superstruct", "yup", "zod", "typebox",
    "@sinclair/typebox", "valibot",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let ecosystem = ctx.file.facts.language.ecosystem();
    if ecosystem == Ecosystem::Node && front_end::is_front_end(ctx.file) {
        return;
    }
    ctx.each_item(|rule| match ecosystem {
        Ecosystem::Go => {
            for call in rule.calls() {
                check_go(ctx, rule, &call, acc);
            }
        }
        Ecosystem::Python | Ecosystem::Node => {
            for call in rule.calls() {
                if let Some(value) = written(ctx, rule, &call) {
                    report(rule, rule.body.exprs.get(value).span, value, acc);
                }
            }
            check_merges(rule, acc);
            check_attributes(rule, acc);
        }
        Ecosystem::Rust => {}
    });
}

fn report(rule: &RuleCtx, span: Span, value: ExprId, acc: &mut Findings) {
    let source = rule.source(rule.body.exprs.get(value).span);
    let shown = source.lines().next().unwrap_or(source);
    let message = format!(
        "`{shown}` is written as the client sent it, so the client chooses the columns, `role` and `is_admin` among them; name the fields that may be set."
    );
    let draft = acc.report(span.shifted(rule.item.span.start), message);
    // Something before the handler may have let only known fields through.
    if CHECKERS.iter().any(|package| rule.file.project.depends_on(package)) {
        let _ = draft.severity(Severity::Info);
    }
}

/// The request that a call writes as a whole.
fn written(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>) -> Option<ExprId> {
    let raw = |arg: &&Arg| is_open(rule, arg.value, call.span.start);
    let is_python = rule.file.facts.language.ecosystem() == Ecosystem::Python;
    let spread = || call.args.iter().find(|arg| arg.spread == Some(Spread::Mapping) && raw(arg));
    if makes_model(ctx, rule, call) {
        let arg = if is_python { spread() } else { call.args.iter().find(raw) };
        return arg.map(|arg| arg.value);
    }
    let name = calls::last_name(rule.body, call.callee)?;
    let object = calls::object(rule.body, call.callee)?;
    if !WRITERS.contains(&name.as_str()) || !stores::is_store(ctx, rule, object) {
        return None;
    }
    if is_python {
        // Stores of documents take a dictionary as it is.
        let is_document = matches!(name.as_str(), "insert_one" | "update_one" | "find_one_and_update");
        let whole = || call.args.iter().find(|arg| is_document && arg.spread.is_none() && holds_raw(rule, arg.value, call.span.start));
        return spread().or_else(whole).map(|arg| arg.value);
    }
    let args = call.args.iter();
    let mut plain = args.filter(|arg| arg.spread.is_none() && arg.name.is_none());
    plain.find(|arg| holds_raw(rule, arg.value, call.span.start)).map(|arg| arg.value)
}

/// The request itself, or under `data`, `$set` and their like.
fn holds_raw(rule: &RuleCtx, value: ExprId, at: u32) -> bool {
    if is_open(rule, value, at) {
        return true;
    }
    ["data", "$set", "create", "update"].iter().any(|key| {
        crate::shared::values::entry(rule.body, value, key).is_some_and(|inner| is_open(rule, inner, at))
    })
}

/// Whether a value is an unread request that nothing has been taken out of.
fn is_open(rule: &RuleCtx, value: ExprId, at: u32) -> bool {
    if !request::is_raw(rule, value) || is_query_alone(rule, value) {
        return false;
    }
    let source = rule.source(rule.body.exprs.get(value).span);
    !is_looked_at(rule, source, at)
}

/// `req.query` chooses what is looked for, not what is written.
fn is_query_alone(rule: &RuleCtx, value: ExprId) -> bool {
    let value = crate::shared::built::followed(rule, value);
    calls::last_name(rule.body, value).is_some_and(|name| matches!(name.as_str(), "query" | "GET" | "args" | "query_params"))
}

/// Whether the function checks the value before, takes fields out of it or deletes some.
fn is_looked_at(rule: &RuleCtx, source: &str, at: u32) -> bool {
    let Some((_, function)) = rule.scope.function_at(at) else {
        return false;
    };
    let exprs = &rule.body.exprs;
    let is_same = |id: ExprId| {
        let own = rule.source(exprs.get(id).span);
        own == source || source.starts_with(own) && source.len() > own.len() && own.len() > 3 && own.contains('.')
    };
    let by_call = rule.calls().any(|call| {
        if !function.block.span.contains(call.span) || call.span.start >= at {
            return false;
        }
        let Some(name) = calls::last_name(rule.body, call.callee) else {
            return false;
        };
        let words = text::words(name);
        let checks = words.iter().any(|word| {
            matches!(
                word.as_str(),
                "allowed" | "check" | "clean" | "ensure" | "filter" | "load" | "omit" | "parse" | "permit" | "pick"
                    | "sanitize" | "schema" | "valid" | "validate" | "validated" | "validation" | "verify" | "whitelist"
            )
        });
        let pops = matches!(name.as_str(), "pop" | "remove")
            && calls::object(rule.body, call.callee).is_some_and(is_same);
        let is_loads = name == "loads";
        pops || checks && !is_loads && (call.args.iter().any(|arg| is_same(arg.value) || is_whole_request(rule, arg.value)) || is_validation_result(name))
    });
    let by_delete = stmts_in(rule.body, &function.block).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Delete(values) => values.iter().any(|value| {
            let own = rule.source(exprs.get(*value).span);
            own.starts_with(source)
        }),
        // `req.body = pick(req.body)`.
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| match target.kind {
            PatternKind::Place(place) => rule.source(exprs.get(place).span) == source,
            _ => false,
        }),
        _ => false,
    });
    let by_unary = exprs.iter().any(|(_, expr)| match &expr.kind {
        ExprKind::Unary { op: UnaryOp::Delete, operand } => rule.source(exprs.get(*operand).span).starts_with(source),
        _ => false,
    });
    by_call || by_delete || by_unary
}

fn is_whole_request(rule: &RuleCtx, id: ExprId) -> bool {
    matches!(&rule.body.exprs.get(id).kind, ExprKind::Name(name) if matches!(name.as_str(), "req" | "request" | "ctx"))
}

fn is_validation_result(name: &str) -> bool {
    matches!(name, "validationResult" | "is_valid" | "validate_on_submit" | "full_clean")
}

/// Whether a call makes a model: `new User(…)`, `User(…)`.
fn makes_model(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>) -> bool {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { style, .. } = &exprs.get(call.id).kind else {
        return false;
    };
    let Some(name) = calls::last_name(rule.body, call.callee) else {
        return false;
    };
    let is_python = rule.file.facts.language.ecosystem() == Ecosystem::Python;
    if !name.starts_with(char::is_uppercase) || !is_python && *style != syntax::facts::CallStyle::New {
        return false;
    }
    match stores::is_model(ctx, rule, call.callee) {
        Some(is) => is,
        None => is_kept(rule, call),
    }
}

/// Whether what a call makes is bound to a name that is stored afterwards.
fn is_kept(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let Some(stmt) = rule.outline.stmt_of(call.id) else {
        return false;
    };
    let names: Vec<String> = match &rule.body.stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => targets.iter().flat_map(bound_names).map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    names.iter().any(|name| keeps(rule, name, call.span.start)) || is_kept_at_once(rule, call)
}

/// `new User(req.body).save()`, `db.session.add(User(**body))`.
fn is_kept_at_once(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let exprs = &rule.body.exprs;
    rule.calls().any(|other| {
        let Some(name) = calls::last_name(rule.body, other.callee) else {
            return false;
        };
        let on_it = calls::object(rule.body, other.callee) == Some(call.id);
        let given = other.args.iter().any(|arg| exprs.unwrapped(arg.value) == call.id);
        KEEPERS.contains(&name.as_str()) && (on_it || given && calls::object(rule.body, other.callee).is_some())
    })
}

/// Whether a name is stored behind a place.
fn keeps(rule: &RuleCtx, name: &str, at: u32) -> bool {
    let is_own = |id: ExprId| matches!(&rule.body.exprs.get(rule.body.exprs.referenced(id)).kind, ExprKind::Name(own) if own == name);
    rule.calls().any(|call| {
        let Some(method) = calls::last_name(rule.body, call.callee) else {
            return false;
        };
        let Some(object) = calls::object(rule.body, call.callee) else {
            return false;
        };
        let is_later = call.span.start > at;
        let on_it = is_own(object) && matches!(method.as_str(), "save" | "asave" | "persist" | "insert" | "update");
        let given = KEEPERS.contains(&method.as_str()) && call.args.iter().any(|arg| is_own(arg.value));
        is_later && (on_it || given)
    })
}

/// `Object.assign(user, req.body)`, `{ ...user, ...req.body }` that is stored.
fn check_merges(rule: &RuleCtx, acc: &mut Findings) {
    for call in rule.calls() {
        let Some(name) = calls::last_name(rule.body, call.callee) else {
            continue;
        };
        let [target, rest @ ..] = call.args else {
            continue;
        };
        // `user.set(req.body)`, `user.__dict__.update(body)`.
        let (holder, values): (ExprId, &[Arg]) = match name.as_str() {
            name if MERGERS.contains(&name) && calls::object(rule.body, call.callee).is_some() => (target.value, rest),
            "set" | "update" | "merge" | "assign" => match calls::object(rule.body, call.callee) {
                Some(object) => match &rule.body.exprs.get(object).kind {
                    ExprKind::Member { object, name, .. } if name == "__dict__" => (*object, call.args),
                    ExprKind::Name(_) if name == "set" && call.args.len() == 1 => (object, call.args),
                    _ => continue,
                },
                None => continue,
            },
            _ => continue,
        };
        let ExprKind::Name(holder) = &rule.body.exprs.get(holder).kind else {
            continue;
        };
        let raw = values.iter().find(|arg| is_open(rule, arg.value, call.span.start));
        if let Some(arg) = raw.filter(|_| keeps(rule, holder, call.span.start)) {
            report(rule, rule.body.exprs.get(arg.value).span, arg.value, acc);
        }
    }
}

/// `for key, value in body.items(): setattr(user, key, value)`, `user[key] = req.body[key]`.
fn check_attributes(rule: &RuleCtx, acc: &mut Findings) {
    let exprs = &rule.body.exprs;
    for (_, stmt) in rule.body.stmts() {
        let StmtKind::Loop {
            target: Some(target),
            iterable: Some(iterable),
            body,
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let over = match &exprs.get(*iterable).kind {
            ExprKind::Call { callee, args, .. } if rule.scope.resolve(*callee).is("Object.entries") || rule.scope.resolve(*callee).is("Object.keys") => {
                args.first().map(|arg| arg.value)
            }
            _ => Some(*iterable),
        };
        let Some(over) = over.filter(|over| is_open(rule, *over, stmt.span.start)) else {
            continue;
        };
        let names: Vec<&str> = bound_names(target).into_iter().map(|name| name.as_str()).collect();
        let is_key = |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(name) if names.contains(&name.as_str()));
        // A test in the loop lets only some through.
        let mut inner = stmts_in(rule.body, body);
        if inner.any(|(_, stmt)| matches!(stmt.kind, StmtKind::Branch { .. })) {
            let tests_list = rule.source(body.span);
            if !tests_list.contains("hasattr") || tests_list.contains(" in ") {
                continue;
            }
        }
        let sets = crate::outline::exprs_in(rule.body, body).any(|(_, expr)| match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                rule.scope.resolve(*callee).is("setattr") && args.get(1).is_some_and(|arg| is_key(arg.value))
            }
            _ => false,
        });
        let assigns = stmts_in(rule.body, body).any(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|target| match target.kind {
                PatternKind::Place(place) => match &exprs.get(place).kind {
                    ExprKind::Index { object, index } => {
                        let name = calls::last_name(rule.body, *object);
                        is_key(*index) && name.is_some_and(|name| keeps(rule, name, stmt.span.start))
                    }
                    _ => false,
                },
                _ => false,
            }),
            _ => false,
        });
        if sets || assigns {
            report(rule, exprs.get(*iterable).span, over, acc);
        }
    }
}

/// `c.ShouldBindJSON(&user)` into a model with a field that decides what a user may.
fn check_go(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &rule.body.exprs;
    let Some(name) = calls::last_name(rule.body, call.callee) else {
        return;
    };
    let binds = name.starts_with("ShouldBind") || name.starts_with("Bind") || matches!(name.as_str(), "BodyParser" | "Decode");
    let Some(arg) = call.args.first().filter(|_| binds) else {
        return;
    };
    let value = exprs.referenced(arg.value);
    let ExprKind::Name(holder) = &exprs.get(value).kind else {
        return;
    };
    let Some(ty) = type_of(rule, value) else {
        return;
    };
    let class = ctx.index.query().class_of_type(ctx.id, ty).and_then(|class| class.project());
    let Some(field) = class.and_then(|class| privilege(ctx, class)) else {
        return;
    };
    // Only what is stored as it came is written.
    let stores = rule.calls().any(|other| {
        let is_later = other.span.start > call.span.start;
        let method = calls::last_name(rule.body, other.callee).map_or("", |name| name.as_str());
        let words = text::words(method);
        let writes = words.first().is_some_and(|word| {
            matches!(word.as_str(), "add" | "create" | "insert" | "register" | "save" | "store" | "update" | "updates" | "upsert")
        });
        let given = other.args.iter().any(|arg| {
            matches!(&exprs.get(exprs.referenced(arg.value)).kind, ExprKind::Name(own) if own == holder)
        });
        is_later && writes && given
    });
    let resets = rule.body.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| match target.kind {
            PatternKind::Place(place) => {
                exprs.path(place).is_some_and(|path| path == format!("{holder}.{field}"))
            }
            _ => false,
        }),
        _ => false,
    });
    if stores && !resets {
        let message = format!(
            "`{holder}` is stored as the client sent it, so the client chooses `{field}`, too; read into a struct of the fields that may be set."
        );
        let _ = acc.report(arg.span.shifted(rule.item.span.start), message);
    }
}

fn type_of<'a>(rule: &RuleCtx<'a>, value: ExprId) -> Option<&'a TypeRef> {
    if let Some(ty) = rule.scope.annotation(value) {
        return Some(ty);
    }
    let Some([model::LocalBinding::Value { value, .. }]) = rule.scope.local(value) else {
        return None;
    };
    let made = rule.body.exprs.referenced(*value);
    match &rule.body.exprs.get(made).kind {
        ExprKind::Record { ty, .. } => ty.as_ref(),
        _ => None,
    }
}

/// A field of a database model that a client must not choose and that a body can set.
fn privilege(ctx: &ProjectCtx, class: SymbolRef) -> Option<String> {
    if !stores::is_model_class(ctx, class) {
        return None;
    }
    let class = ctx.index.class(class)?;
    let mut fields = class.fields();
    let found = fields.find(|field| {
        let name = text::words(&field.fact.name).join("_");
        let tag = |wanted: &str| field.fact.tags.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.as_str());
        let is_hidden = tag("json").is_some_and(|text| text == "-" || text.starts_with("-,"));
        PRIVILEGES.contains(&name.as_str()) && !is_hidden && tag("binding").is_none()
    });
    found.map(|field| field.fact.name.to_string())
}

//! Passwords that are handed to a store as they came, in languages whose stores take objects and statements. Functions
//! that hash anything are left alone.

use model::{LocalBinding, SymbolRef};
use syntax::facts::{ExprId, ExprKind, Function, FunctionId, ParamKind, PatternKind, StmtKind};

use super::{calls, secrets, stores, values};
use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::outline::{bound_names, stmts_in};
use crate::text;

/// Methods that write what they are given into a store.
const WRITERS: &[&str] = &[
    "Create",
    "FirstOrCreate",
    "Insert",
    "InsertOne",
    "Save",
    "add",
    "build",
    "bulkCreate",
    "create",
    "createMany",
    "findByIdAndUpdate",
    "findOneAndUpdate",
    "insert",
    "insertMany",
    "insertOne",
    "insert_one",
    "save",
    "update",
    "updateOne",
    "upsert",
];
/// Words of calls that make something of a password that cannot be turned back.
const HASHING: &[&str] = &[
    "argon2", "bcrypt", "crypt", "digest", "encrypt", "hash", "hashed", "hasher", "hashpw",
    "pbkdf2", "scrypt",
];

/// A password that is stored, and whether what stores it is known to do nothing with it.
pub struct Stored {
    pub value: ExprId,
    pub callee: ExprId,
    pub is_certain: bool,
}

/// The password that a call stores as it came.
#[must_use]
pub fn stored(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> Option<Stored> {
    let (value, is_certain) = by_statement(rule, call)
        .map(|value| (value, true))
        .or_else(|| by_object(ctx, rule, call))?;
    if hashes_around(rule, call.span.start) || is_replaced(rule, value) {
        return None;
    }
    Some(Stored {
        value,
        callee: call.callee,
        is_certain,
    })
}

/// `db.query("INSERT INTO users (email, password) …", [email, password])`.
fn by_statement(rule: &RuleCtx<'_>, call: &Call<'_>) -> Option<ExprId> {
    let exprs = &rule.body.exprs;
    let is_bind = calls::last_name(rule.body, call.callee).is_some_and(|name| name == "bind");
    let statement = match is_bind {
        // `sqlx::query("INSERT …").bind(&body.password)`.
        true => {
            let (links, start) = calls::chain(rule.body, call.id);
            let made = links.last().map_or(start, |(_, id)| *id);
            let made = if matches!(exprs.get(start).kind, ExprKind::Call { .. }) {
                start
            } else {
                made
            };
            match &exprs.get(made).kind {
                ExprKind::Call { args, .. } => args.first()?.value,
                _ => return None,
            }
        }
        false => {
            call.args
                .iter()
                .take(2)
                .find(|arg| exprs.text(arg.value).is_some() || is_plain_template(rule, arg.value))?
                .value
        }
    };
    let text = rule.source(exprs.get(statement).span).to_ascii_lowercase();
    let writes = text.contains("insert into") || text.contains("update ") && text.contains(" set ");
    if !writes
        || !(text.contains("password") || text.contains("passwd"))
        || ["crypt(", "hash(", "digest(", "sha"]
            .iter()
            .any(|word| text.contains(word))
    {
        return None;
    }
    let args = call.args.iter().map(|arg| arg.value);
    let flat = args.flat_map(|value| match &exprs.get(exprs.referenced(value)).kind {
        ExprKind::Sequence { items, .. } => items.clone(),
        ExprKind::Map { entries } => entries.iter().map(|entry| entry.value).collect(),
        _ => vec![value],
    });
    flat.into_iter()
        .find(|value| *value != statement && is_plain_password(rule, *value))
}

fn is_plain_template(rule: &RuleCtx<'_>, id: ExprId) -> bool {
    matches!(rule.body.exprs.get(id).kind, ExprKind::Template { .. })
}

/// `User.create({ email, password })`, `db.Create(&User{Password: in.Password})`.
fn by_object(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> Option<(ExprId, bool)> {
    let exprs = &rule.body.exprs;
    let name = calls::last_name(rule.body, call.callee)?;
    let is_new = matches!(
        &exprs.get(call.id).kind,
        ExprKind::Call {
            style: syntax::facts::CallStyle::New,
            ..
        }
    );
    let object = calls::object(rule.body, call.callee);
    let model = match (is_new, object) {
        (true, _) => stores::is_model(ctx, rule, call.callee)
            .filter(|is| *is)
            .map(|_| call.callee)?,
        (false, Some(object))
            if WRITERS.contains(&name.as_str()) && is_store_here(ctx, rule, object) =>
        {
            object
        }
        _ => return None,
    };
    let value = call
        .args
        .iter()
        .find_map(|arg| in_object(rule, arg.value))?;
    let target = rule.scope.resolve(model);
    let class = ctx.index.resolve_target(ctx.id, &target).project();
    if hashes_elsewhere(ctx, class) {
        return None;
    }
    Some((value, class.is_some()))
}

/// Whether methods of an object store: a model or repository, or a handle of a database whose argument is a model.
fn is_store_here(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, object: ExprId) -> bool {
    let name = calls::root(rule.body, object).map_or("", |name| name.as_str());
    let words = text::words(rule.source(rule.body.exprs.get(object).span));
    let is_handle = words
        .iter()
        .any(|word| matches!(word.as_str(), "db" | "tx" | "gorm" | "orm"));
    stores::is_store(ctx, rule, object) || is_handle && name != "cache"
}

/// The plain password under a key that is called so, in what is written, also below `data`.
fn in_object(rule: &RuleCtx<'_>, value: ExprId) -> Option<ExprId> {
    let exprs = &rule.body.exprs;
    let made = super::built::followed(rule, value);
    let entries = values::entries(rule.body, made)?;
    for entry in entries {
        let Some(key) = entry.key else { continue };
        let Some(key) = exprs.text(key).or_else(|| calls::last_name(rule.body, key)) else {
            continue;
        };
        if matches!(key.as_str(), "data" | "$set") {
            if let Some(found) = in_object(rule, entry.value) {
                return Some(found);
            }
        } else if secrets::is_password(key) && is_plain_password(rule, entry.value) {
            return Some(entry.value);
        }
    }
    None
}

/// A password that hangs on a parameter or was taken out of one.
fn is_plain_password(rule: &RuleCtx<'_>, value: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let value = exprs.referenced(value);
    // `body.password.clone()`.
    let value = match &exprs.get(value).kind {
        ExprKind::Call { callee, args, .. } if args.is_empty() => match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. }
                if matches!(
                    name.as_str(),
                    "clone" | "as_str" | "to_string" | "trim" | "toString" | "to_owned"
                ) =>
            {
                exprs.referenced(*object)
            }
            _ => return false,
        },
        _ => value,
    };
    let name = match &exprs.get(value).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => name,
        ExprKind::Index { index, .. } => match exprs.text(*index) {
            Some(key) => key,
            None => return false,
        },
        _ => return false,
    };
    secrets::is_password(name) && comes_in(rule, value, 8)
}

fn comes_in(rule: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    let exprs = &rule.body.exprs;
    let id = exprs.referenced(id);
    match &exprs.get(id).kind {
        ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => {
            comes_in(rule, *object, steps)
        }
        ExprKind::Name(name) => {
            let is_settings = text::words(name).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "config" | "cfg" | "conf" | "env" | "options" | "settings"
                )
            });
            match rule.scope.local(id) {
                _ if is_settings => false,
                Some([LocalBinding::Param { function, param }]) => {
                    param.kind != ParamKind::Receiver
                        && (is_handed_in(name) || takes_new_passwords(rule, *function))
                }
                Some([LocalBinding::Value { value, .. }]) => comes_in(rule, *value, steps),
                // `var in Input`, filled by what reads the request.
                Some([LocalBinding::Annotated(_)]) => true,
                Some([LocalBinding::Other]) => is_taken_out(rule, name, steps),
                _ => false,
            }
        }
        ExprKind::Call { args, .. } => {
            args.is_empty() && exprs.path(id).is_none() && super::request::is_raw(rule, id)
        }
        _ => false,
    }
}

/// Whether a parameter is called after what a client sends. Of any other, a caller may have hashed what is in it.
fn is_handed_in(name: &str) -> bool {
    let words = text::words(name);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "body"
                | "cmd"
                | "command"
                | "ctx"
                | "dto"
                | "form"
                | "in"
                | "input"
                | "payload"
                | "req"
                | "request"
        )
    })
}

/// Whether a function is called after what makes or changes an account, where passwords come in as typed.
fn takes_new_passwords(rule: &RuleCtx<'_>, function: FunctionId) -> bool {
    let name = rule
        .body
        .function(function)
        .map_or("", |function| function.signature.name.as_str());
    let words = text::words(name);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "register" | "registration" | "signup" | "reset" | "change"
        )
    }) || words.starts_with(&["sign".to_owned(), "up".to_owned()])
}

/// `const { email, password } = req.body`, `({ email, password }) => …`.
fn is_taken_out(rule: &RuleCtx<'_>, name: &str, steps: usize) -> bool {
    let by_param = rule.body.functions().any(|(_, function)| {
        let params = &function.signature.params;
        params
            .iter()
            .filter_map(|param| param.pattern.as_ref())
            .any(|pattern| bound_names(pattern).iter().any(|own| *own == name))
    });
    let mut stmts = rule.body.stmts();
    by_param
        || stmts.any(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign {
                targets,
                value: Some(value),
                ..
            } => {
                let takes = targets.iter().any(|target| {
                    matches!(target.kind, PatternKind::Map(_))
                        && bound_names(target).iter().any(|own| *own == name)
                });
                takes && (comes_in(rule, *value, steps) || super::request::is_raw(rule, *value))
            }
            _ => false,
        })
}

/// Whether a function around hashes something, or checks a password, as one does who knows.
fn hashes_around(rule: &RuleCtx<'_>, offset: u32) -> bool {
    let mut functions = rule.scope.functions_at(offset);
    functions.any(|(_, function)| hashes(rule, function))
}

fn hashes(rule: &RuleCtx<'_>, function: &Function) -> bool {
    rule.calls().any(|call| {
        function.block.span.contains(call.span)
            && names_hashing(rule.source(rule.body.exprs.get(call.callee).span))
    })
}

fn names_hashing(callee: &str) -> bool {
    let words = text::words(callee);
    words.iter().any(|word| HASHING.contains(&word.as_str()))
        || words.ends_with(&["set".to_owned(), "password".to_owned()])
        || words.windows(2).any(|pair| pair == ["set", "password"])
}

/// `req.body.password = await …`.
fn is_replaced(rule: &RuleCtx<'_>, value: ExprId) -> bool {
    let source = rule.source(rule.body.exprs.get(value).span);
    let Some((_, function)) = rule
        .scope
        .function_at(rule.body.exprs.get(value).span.start)
    else {
        return false;
    };
    stmts_in(rule.body, &function.block).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| match target.kind {
            PatternKind::Place(place) => {
                let own = rule.source(rule.body.exprs.get(place).span);
                own == source || own.to_ascii_lowercase().ends_with("password")
            }
            _ => false,
        }),
        _ => false,
    })
}

/// Whether the class, or a file of models where the class cannot be told, hashes by itself.
fn hashes_elsewhere(ctx: &ProjectCtx<'_>, class: Option<SymbolRef>) -> bool {
    let files: Vec<_> = match class {
        Some(class) => ctx.index.file(class.file).into_iter().collect(),
        None => ctx
            .index
            .files()
            .into_iter()
            .filter(|file| {
                let lower = file.path.to_ascii_lowercase();
                [
                    "model",
                    "entit",
                    "schema",
                    "hook",
                    "subscriber",
                    "prisma",
                    "repositor",
                    "db",
                    "database",
                ]
                .iter()
                .any(|word| lower.contains(word))
            })
            .collect(),
    };
    files.iter().any(|file| {
        let facts = file.env.facts();
        facts.items.iter().any(|item| {
            let summary = &item.facts.summary;
            let inner = summary
                .functions
                .iter()
                .flat_map(|function| &function.calls)
                .map(|call| call.callee.as_str());
            let mut names = inner.chain(
                summary
                    .functions
                    .iter()
                    .map(|function| function.signature.name.as_str()),
            );
            names.any(names_hashing)
        })
    })
}

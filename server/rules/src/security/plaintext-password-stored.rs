//! BM506: passwords that reach a store unhashed. It follows no value through other functions.

use model::{EntityKind, LocalBinding, RepositoryKind, Resolved, SymbolRef};
use syntax::facts::{Arg, ExprId, ExprKind, ParamKind, Spread};
use syntax::language::Language;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::shared::{hashing, secrets, stored_passwords};
use crate::text;

/// Methods that put something into a store.
const STORES: &[&str] = &[
    "add",
    "add_user",
    "create",
    "create_user",
    "insert",
    "insert_one",
    "register",
    "save",
    "store",
    "update",
    "update_user",
    "upsert",
];
/// Objects that hold no request data, whatever they are passed as.
const SETTINGS: &[&str] = &[
    "cfg", "conf", "config", "env", "environ", "options", "settings",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let is_python = ctx.file.facts.language == Language::Python;
    ctx.each_item(|rule| {
        for call in rule.calls() {
            match is_python {
                true => check_call(ctx, rule, &call, acc),
                false => check_stored(ctx, rule, &call, acc),
            }
        }
    });
}

/// Of languages whose stores take objects and statements.
fn check_stored(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(stored) = stored_passwords::stored(ctx, rule, call) else {
        return;
    };
    let span = rule.body.exprs.get(stored.value).span;
    let value = rule.source(span);
    let callee = rule.source(rule.body.exprs.get(stored.callee).span);
    let callee = callee.rsplit('\n').next().unwrap_or(callee).trim_start();
    let message =
        format!("`{callee}` stores `{value}` as it came; hash it first, with argon2 or bcrypt.");
    let severity = match stored.is_certain {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let _ = acc.report(span.shifted(rule.item.span.start), message).severity(severity);
}

fn check_call(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let named = call.args.iter().find(|arg| is_plain_password(rule, arg));
    let spread = || {
        call.args
            .iter()
            .find(|arg| spreads_password(ctx, rule, arg))
    };
    let Some(arg) = named.or_else(spread) else {
        return;
    };
    let Some(severity) = severity(ctx, rule, call, arg) else {
        return;
    };
    let start = rule.item.span.start;
    let span = rule.body.exprs.get(arg.value).span;
    let callee = rule.source(rule.body.exprs.get(call.callee).span);
    let value = rule.source(span);
    let is_spread = arg.spread.is_some();
    let message = match is_spread {
        true => format!("`{callee}` stores the password in `{value}` as it came; hash it first."),
        false => {
            format!("`{callee}` stores `{value}` as it came; hash it first, with argon2 or bcrypt.")
        }
    };
    let span = span.shifted(start);
    let draft = acc.report(span, message).severity(severity);
    if !is_spread {
        let request = FixRequest::rule("Hash the password", Safety::Unsafe, "hash");
        draft.fix(request.at(span));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let value = request.span(0)?;
    let source = ctx.file.text.get(value.range())?;
    let (new, mut edits) = hashing::by_project(ctx, source)?;
    edits.push(TextEdit::replace(value, new));
    Some(Edits::here(edits))
}

/// A password that is given on as it came in: a parameter, or what hangs on one.
fn is_plain_password(rule: &RuleCtx, arg: &Arg) -> bool {
    if arg.spread.is_some() {
        return false;
    }
    let exprs = &rule.body.exprs;
    let name = match &exprs.get(arg.value).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => name,
        ExprKind::Index { index, .. } => match exprs.text(*index) {
            Some(key) => key,
            None => return false,
        },
        _ => return false,
    };
    secrets::is_password(name) && comes_in(rule, arg.value)
}

/// Whether the value hangs on a parameter, or on a name that one is copied to.
fn comes_in(rule: &RuleCtx, id: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let mut at = id;
    for _ in 0..16 {
        match &exprs.get(exprs.unwrapped(at)).kind {
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => at = *object,
            ExprKind::Name(name) => {
                if SETTINGS.contains(&name.as_str()) {
                    return false;
                }
                match rule.scope.local(at) {
                    Some([LocalBinding::Param { param, .. }]) => {
                        return param.kind != ParamKind::Receiver && !is_settings(rule, at);
                    }
                    Some([LocalBinding::Value { value, .. }]) => at = *value,
                    _ => return false,
                }
            }
            _ => return false,
        }
    }
    false
}

fn is_settings(rule: &RuleCtx, id: ExprId) -> bool {
    let class = rule.scope.annotation(id).map(|ty| rule.source(ty.span));
    class.is_some_and(|class| {
        text::words(class)
            .iter()
            .any(|word| matches!(word.as_str(), "settings" | "config" | "configuration"))
    })
}

/// `**body.model_dump()` of a class with a password.
fn spreads_password(ctx: &ProjectCtx, rule: &RuleCtx, arg: &Arg) -> bool {
    if arg.spread != Some(Spread::Mapping) {
        return false;
    }
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(arg.value).kind else {
        return false;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return false;
    };
    if !matches!(name.as_str(), "dict" | "model_dump") || args.iter().any(|arg| arg.name.is_some())
    {
        return false;
    }
    let Some(ty) = rule.scope.annotation(*object) else {
        return false;
    };
    let class = ctx.index.query().class_of_type(ctx.id, ty);
    let class = class.and_then(|class| class.project());
    class.is_some_and(|class| has_password(ctx, class)) && comes_in(rule, *object)
}

fn has_password(ctx: &ProjectCtx, class: SymbolRef) -> bool {
    let members = ctx.index.members(class);
    members.iter().any(|(name, _)| secrets::is_password(name))
}

/// How bad it is that this call takes a password; none where it is no store, or hashes.
fn severity(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, arg: &Arg) -> Option<Severity> {
    let target = rule.scope.resolve(call.callee);
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    if let Resolved::Project(symbol) = resolved {
        if ctx.index.type_decl(symbol).is_some() {
            return of_class(ctx, symbol, arg);
        }
        let function = ctx.index.function(symbol)?;
        if !STORES.contains(&function.signature.name.as_str()) {
            return None;
        }
        return of_method(ctx, rule, call, symbol);
    }
    let ExprKind::Member { object, name, .. } = &rule.body.exprs.get(call.callee).kind else {
        return None;
    };
    let is_store = STORES.contains(&name.as_str()) && is_repository(rule, *object);
    is_store.then_some(Severity::Warning)
}

fn is_repository(rule: &RuleCtx, object: ExprId) -> bool {
    let Some(path) = rule.body.exprs.path(object) else {
        return false;
    };
    let last = path.rsplit('.').next().unwrap_or(&path);
    let words = text::words(last);
    matches!(
        words.last().map(String::as_str),
        Some("repo" | "repository" | "repositories" | "dao" | "store")
    )
}

/// Of a constructor: entities and database models, unless the class hashes by itself.
fn of_class(ctx: &ProjectCtx, class: SymbolRef, arg: &Arg) -> Option<Severity> {
    let place = ctx.index.place(class)?;
    let entity = ctx
        .things
        .entities
        .iter()
        .find(|entity| entity.element.place == place)?;
    if !matches!(entity.kind, EntityKind::Entity | EntityKind::OrmModel)
        || hashes_itself(ctx, class)
    {
        return None;
    }
    // `User(**body)` takes the password only where it has a field for it.
    if arg.spread.is_some() && !has_password(ctx, class) {
        return None;
    }
    Some(Severity::Error)
}

/// Whether a constructor, setter or validator of the class hashes, or its password field has a type of its own.
fn hashes_itself(ctx: &ProjectCtx, class: SymbolRef) -> bool {
    let Some(class) = ctx.index.class(class) else {
        return true;
    };
    let by_method = class.methods().any(|method| {
        let signature = &method.function.signature;
        let is_setter = secrets::is_password(&signature.name) && signature.name != "password_hash";
        let validates = signature.decorators.iter().any(|decorator| {
            let last = decorator.path.rsplit('.').next();
            matches!(
                last,
                Some("validates" | "validator" | "field_validator" | "listens_for")
            )
        });
        is_setter
            || validates
            || names_hashing(
                method
                    .function
                    .calls
                    .iter()
                    .map(|call| call.callee.as_str()),
            )
    });
    let by_type = class.fields().any(|field| {
        let ty = field.fact.ty.as_ref();
        secrets::is_password(&field.fact.name)
            && ty.is_some_and(|ty| {
                crate::shared::spell::type_paths(ty).iter().any(|path| {
                    text::words(path)
                        .iter()
                        .any(|word| word == "password" || word == "hash")
                })
            })
    });
    by_method || by_type
}

fn names_hashing<'a>(mut callees: impl Iterator<Item = &'a str>) -> bool {
    callees.any(|callee| {
        let words = text::words(callee);
        words.iter().any(|word| {
            matches!(
                word.as_str(),
                "hash"
                    | "hasher"
                    | "hashed"
                    | "hashpw"
                    | "encrypt"
                    | "bcrypt"
                    | "argon2"
                    | "crypt"
                    | "pwd"
            )
        }) || callee.ends_with("set_password")
    })
}

/// Of a method of the project: what it and the methods that implement it do with the password.
fn of_method(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
    symbol: SymbolRef,
) -> Option<Severity> {
    let owner = ctx.index.owner_of(symbol)?;
    let place = ctx.index.place(owner)?;
    let repository = ctx
        .things
        .repositories
        .iter()
        .find(|repository| repository.element.place == place);
    let by_name = match &rule.body.exprs.get(call.callee).kind {
        ExprKind::Member { object, .. } => is_repository(rule, *object),
        _ => false,
    };
    if repository.is_none() && !by_name {
        return None;
    }
    let mut methods = vec![symbol];
    let mut is_port = false;
    if let Some(repository) =
        repository.filter(|repository| repository.kind == RepositoryKind::Port)
    {
        is_port = true;
        let name = &ctx.index.function(symbol)?.signature.name;
        let adapters = ctx.things.repositories.iter().filter(|adapter| {
            let implements = adapter.implements.as_ref().and_then(|link| link.to.value());
            implements.is_some_and(|place| {
                *place == repository.element.place || *place == repository.element.whole
            })
        });
        for adapter in adapters {
            let class = ctx
                .index
                .declared(adapter.element.name.as_str())
                .into_iter();
            let mut same =
                class.filter(|class| ctx.index.place(*class) == Some(adapter.element.place));
            methods.extend(same.next().and_then(|class| ctx.index.method(class, name)));
        }
    }
    let hashes = methods.iter().any(|method| {
        let function = ctx.index.function(*method);
        function.is_some_and(|function| {
            names_hashing(function.calls.iter().map(|call| call.callee.as_str()))
        })
    });
    if hashes {
        return None;
    }
    // A port alone does not tell what happens behind it.
    let is_known = !is_port || methods.len() > 1;
    Some(if is_known {
        Severity::Error
    } else {
        Severity::Warning
    })
}

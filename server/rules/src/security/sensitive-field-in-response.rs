//! BM514: answers that hold what no client may read. Types that cannot be told are left alone.

use model::{Endpoint, EndpointKind, Known, LocalBinding, Place, SymbolRef};
use syntax::facts::{ExprId, ExprKind, Field, Literal, TypeKind, TypeRef};
use syntax::language::Ecosystem;

use crate::context::{ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::shared::locate::item_at;
use crate::shared::secrets::is_sensitive_field;
use crate::shared::{answers, spell};
use crate::text;

/// How deep types in types are looked into.
const DEPTH: usize = 3;
/// Types that show nothing of what they hold.
const MASKED: &[&str] = &["Secret", "SecretBytes", "SecretBox", "SecretStr", "SecretString", "bool", "boolean"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for endpoint in &ctx.things.endpoints {
        let place = endpoint.handler.place;
        if place.file != ctx.id || endpoint.kind != EndpointKind::Http || seen.contains(&place.span) {
            continue;
        }
        let told = match &endpoint.response {
            Known::Is(ty) => in_type(ctx, ty, endpoint, DEPTH),
            _ => None,
        };
        let Some(found) = told.or_else(|| in_answers(ctx, endpoint)) else {
            continue;
        };
        seen.push(place.span);
        let message = format!(
            "`{}` answers with `{}.{}`, so every client reads it; leave the field out of what is sent.",
            endpoint.handler.name, found.class, found.field
        );
        let draft = acc.report(place.span, message);
        let file = (found.place.file != ctx.id).then_some(found.place.file);
        let _ = draft.related(file, found.place.span, "This field is sent.");
    }
}

/// A field that is sent.
struct Sent {
    class: String,
    field: String,
    place: Place,
}

fn in_type(ctx: &ProjectCtx, ty: &TypeRef, endpoint: &Endpoint, depth: usize) -> Option<Sent> {
    let depth = depth.checked_sub(1)?;
    let mut open = vec![ty];
    let mut steps = 0;
    while let Some(ty) = open.pop() {
        steps += 1;
        if steps > 32 {
            return None;
        }
        match &ty.kind {
            TypeKind::Named { path, args } => {
                // What is an error of a result is told by others.
                let last = path.rsplit('.').next().unwrap_or(path);
                match (last, args.as_slice()) {
                    ("Result", [ok, ..]) => open.push(ok),
                    _ => open.extend(args),
                }
                let class = ctx.index.query().class_of_type(endpoint.handler.place.file, ty);
                let class = class.and_then(|class| class.project());
                if let Some(found) = class.and_then(|class| in_class(ctx, class, endpoint, depth)) {
                    return Some(found);
                }
            }
            TypeKind::Optional(inner)
            | TypeKind::List(inner)
            | TypeKind::Pointer(inner)
            | TypeKind::Reference { inner, .. }
            | TypeKind::Annotated { inner, .. } => open.push(inner),
            TypeKind::Union(parts) | TypeKind::Tuple(parts) | TypeKind::Dynamic(parts) => open.extend(parts),
            TypeKind::Map(_, value) => open.push(value),
            _ => {}
        }
    }
    None
}

fn in_class(ctx: &ProjectCtx, class: SymbolRef, endpoint: &Endpoint, depth: usize) -> Option<Sent> {
    let decl = ctx.index.class(class)?;
    let writes_itself = decl.methods().any(|method| {
        matches!(
            method.function.signature.name.as_str(),
            "toJSON" | "MarshalJSON" | "to_representation" | "__json__" | "serialize_model"
        )
    });
    if writes_itself {
        return None;
    }
    let name = ctx.index.qualified_name(class)?;
    let mut inner = Vec::new();
    for (member, symbol) in ctx.index.members(class) {
        let Some(env) = ctx.index.env(symbol.file) else {
            continue;
        };
        let Some(field) = env.field(symbol.symbol) else {
            continue;
        };
        let exprs = env.item(symbol.symbol).map(|item| &item.facts.summary.exprs);
        let hides = |value: ExprId| {
            exprs.is_some_and(|exprs| match &exprs.get(value).kind {
                ExprKind::Call { args, .. } => args.iter().any(|arg| {
                    let is_true = matches!(exprs.get(arg.value).kind, ExprKind::Literal(Literal::Bool(true)));
                    is_true && matches!(arg.name.as_deref(), Some("exclude" | "write_only" | "load_only"))
                }),
                _ => false,
            })
        };
        if is_hidden(field) || field.value.is_some_and(hides) || member.starts_with('_') {
            continue;
        }
        if is_sensitive_field(&member) && !is_asked_for(endpoint, &member) {
            let place = ctx.index.place(symbol)?;
            return Some(Sent {
                class: name.to_string(),
                field: member.to_string(),
                place,
            });
        }
        inner.extend(field.ty.as_ref().map(|ty| (symbol.file, ty)));
    }
    // Fields of a class that stands in another file are resolved there.
    let own_file = endpoint.handler.place.file;
    let mut nested = inner.into_iter().filter(|(file, _)| *file == own_file);
    nested.find_map(|(_, ty)| in_type(ctx, ty, endpoint, depth))
}

/// Whether a field is not written out, or nothing of its value is.
fn is_hidden(field: &Field) -> bool {
    let by_tag = field.tags.iter().any(|(name, text)| match name.as_str() {
        "json" => text == "-" || text.starts_with("-,"),
        "serde" => text.contains("skip") && !text.contains("skip_deserializing") || text.contains("skip_serializing"),
        _ => false,
    });
    let by_decorator = field.decorators.iter().any(|decorator| {
        let last = decorator.path.rsplit('.').next().unwrap_or_default();
        matches!(last, "Exclude" | "HideField" | "Hidden" | "ApiHideProperty" | "serde" | "JsonIgnore")
            && (last != "serde" || decorator_skips(field))
    });
    let by_type = field.ty.as_ref().is_some_and(|ty| {
        spell::type_paths(ty)
            .iter()
            .any(|path| path.rsplit('.').next().is_some_and(|last| MASKED.contains(&last)))
    });
    by_tag || by_decorator || by_type || field.is_static && field.ty.is_none() && field.value.is_none()
}

/// `#[serde(skip_serializing)]` as a decorator.
fn decorator_skips(field: &Field) -> bool {
    field.tags.iter().any(|(_, text)| text.contains("skip"))
}

/// Whether an endpoint is there to hand out such a value: tokens where somebody logs in.
fn is_asked_for(endpoint: &Endpoint, field: &str) -> bool {
    let words = text::words(field);
    let path = endpoint.path.value().map_or("", |path| path.as_str());
    let mut around = text::words(path);
    around.extend(text::words(&endpoint.handler.name));
    let is_token = words.last().is_some_and(|last| last == "token");
    let hands_out = around.iter().any(|word| {
        matches!(
            word.as_str(),
            "auth" | "authenticate" | "login" | "oauth" | "refresh" | "register" | "session" | "sessions" | "signin"
                | "signup" | "sso" | "token" | "tokens" | "verify" | "callback" | "exchange"
        )
    });
    is_token && hands_out
}

/// What a handler sends itself, by the types of the values.
fn in_answers(ctx: &ProjectCtx, endpoint: &Endpoint) -> Option<Sent> {
    if !matches!(ctx.file.facts.language.ecosystem(), Ecosystem::Go | Ecosystem::Node) {
        return None;
    }
    let located = item_at(ctx.file.facts, endpoint.handler.place.span)?;
    let inside = || {
        // A handler that stands in the call which registers it.
        let whole = located.local(endpoint.handler.whole.span);
        let functions = located.body.functions();
        let within = functions.filter(|(_, function)| whole.contains(function.signature.span));
        within.max_by_key(|(_, function)| function.signature.span.len())
    };
    let (_, function) = located
        .function_at(endpoint.handler.place.span)
        .or_else(inside)?;
    let types: Option<Vec<TypeRef>> = located.with_rule_ctx(ctx.file, |rule| {
        let answers = answers::answers_in(rule, &function.block);
        let parts = answers.iter().flat_map(|answer| &answer.parts);
        parts.filter_map(|part| type_of(rule, *part)).collect()
    });
    types?.iter().find_map(|ty| in_type(ctx, ty, endpoint, DEPTH))
}

fn type_of(rule: &RuleCtx, value: ExprId) -> Option<TypeRef> {
    let value = rule.body.exprs.referenced(value);
    if let Some(ty) = rule.scope.annotation(value) {
        return Some(ty.clone());
    }
    let made = match rule.scope.local(value) {
        Some([LocalBinding::Value { value, .. }]) => rule.body.exprs.referenced(*value),
        _ => value,
    };
    match &rule.body.exprs.get(made).kind {
        ExprKind::Record { ty, .. } => ty.clone(),
        _ => None,
    }
}

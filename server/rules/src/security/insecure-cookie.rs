//! BM511: cookies that a script, a plain connection or another site gets at. Flags that are computed are left alone.

use syntax::facts::{Entry, ExprId, ExprKind, Literal, PatternKind, StmtKind, TemplatePart, UnaryOp};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::Parent;
use crate::shared::{built, calls, development, front_end, values};
use crate::text;

/// Settings of frameworks that must not be off.
const SETTINGS: &[&str] = &[
    "CSRF_COOKIE_SECURE",
    "JWT_COOKIE_SECURE",
    "REMEMBER_COOKIE_HTTPONLY",
    "REMEMBER_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SECURE",
];
/// Objects that are called like an answer.
const ANSWERS: &[&str] = &["rep", "reply", "res", "resp", "response"];

/// One flag of a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    On,
    Off,
    Missing,
    /// Something else decides.
    Open,
}

struct Cookie {
    place: Span,
    /// The name where it is written out; what it is called otherwise.
    name: String,
    is_named: bool,
    secure: Flag,
    http_only: Flag,
    same_site: Flag,
    /// Where missing flags can be written, and in which style.
    open: Option<(Span, Style)>,
}

#[derive(Clone, Copy)]
enum Style {
    Keywords,
    Keys,
    NewObject,
}

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if development::is_development_file(ctx.file) || development::is_development_class(ctx) {
        return;
    }
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python => {
            for call in ctx.calls() {
                if let Some(cookie) = of_python(ctx, &call) {
                    judge(ctx, &cookie, acc);
                }
            }
            check_settings(ctx, acc);
        }
        Ecosystem::Node if front_end::is_front_end(ctx.file) => {}
        Ecosystem::Node => {
            for call in ctx.calls() {
                if let Some(cookie) = of_node(ctx, &call) {
                    judge(ctx, &cookie, acc);
                }
                check_session(ctx, &call, acc);
            }
        }
        Ecosystem::Go => check_go(ctx, acc),
        Ecosystem::Rust => {
            for call in ctx.calls() {
                if let Some(cookie) = of_rust(ctx, &call) {
                    judge(ctx, &cookie, acc);
                }
            }
        }
    }
    for call in ctx.calls() {
        if let Some(cookie) = of_header(ctx, &call) {
            judge(ctx, &cookie, acc);
        }
    }
}

fn flag(ctx: &RuleCtx, value: Option<ExprId>) -> Flag {
    let Some(value) = value else {
        return Flag::Missing;
    };
    match &ctx.body.exprs.get(value).kind {
        ExprKind::Literal(Literal::Bool(true)) => Flag::On,
        ExprKind::Literal(Literal::Bool(false) | Literal::Null) => Flag::Off,
        _ => Flag::Open,
    }
}

/// Of SameSite: any value says that somebody thought of it.
fn site(value: Option<ExprId>) -> Flag {
    value.map_or(Flag::Missing, |_| Flag::Open)
}

fn of_python(ctx: &RuleCtx, call: &Call<'_>) -> Option<Cookie> {
    let name = calls::last_name(ctx.body, call.callee)?;
    if !matches!(name.as_str(), "set_cookie" | "set_signed_cookie") || call.has_spread() {
        return None;
    }
    calls::object(ctx.body, call.callee)?;
    let keyword = |names: &[&str]| names.iter().find_map(|name| call.keyword(name)).map(|arg| arg.value);
    let key = keyword(&["key", "name"]).or_else(|| call.positional(0).map(|arg| arg.value))?;
    let value = keyword(&["value"]).or_else(|| call.positional(1).map(|arg| arg.value));
    // A whole cookie as one value.
    if value.is_none() && call.args.len() == 1 || call.args.iter().filter(|arg| arg.name.is_none()).count() > 2 {
        return None;
    }
    let ends = keyword(&["max_age", "expires"]).is_some_and(|value| is_zero(ctx, value));
    if ends || value.is_some_and(|value| is_empty(ctx, value)) {
        return None;
    }
    let end = call.args.last()?.span.end;
    Some(Cookie {
        place: call.span,
        name: named(ctx, key, value),
        is_named: ctx.body.exprs.text(key).is_some(),
        secure: flag(ctx, keyword(&["secure"])),
        http_only: flag(ctx, keyword(&["httponly"])),
        same_site: match site(keyword(&["samesite"])) {
            Flag::Missing if is_lax_by_default(ctx) => Flag::Open,
            flag => flag,
        },
        open: Some((Span::new(end, end), Style::Keywords)),
    })
}

/// Whether the framework of the file says `Lax` where nothing is said: <https://www.starlette.io/responses/>.
fn is_lax_by_default(ctx: &RuleCtx) -> bool {
    let frameworks = ["fastapi", "litestar", "sanic", "starlette"];
    let mut modules = ctx.modules.iter();
    modules.any(|module| module.split('.').next().is_some_and(|first| frameworks.contains(&first)))
        || frameworks.iter().any(|framework| ctx.file.project.depends_on(framework))
}

fn is_zero(ctx: &RuleCtx, value: ExprId) -> bool {
    match &ctx.body.exprs.get(value).kind {
        ExprKind::Literal(Literal::Int(number)) => number == "0",
        ExprKind::Unary { op, .. } => *op == UnaryOp::Negate,
        ExprKind::Literal(Literal::Str(_)) => true,
        _ => {
            let source = ctx.source(ctx.body.exprs.get(value).span);
            matches!(source, "new Date(0)" | "time.Unix(0, 0)") || source.contains(".Add(-")
        }
    }
}

/// Whether a value holds nothing: none, or a word that stands in for it where a cookie is taken away.
fn is_empty(ctx: &RuleCtx, value: ExprId) -> bool {
    let words = ["", "deleted", "expired", "loggedout", "logout", "none", "null", "removed"];
    let text = ctx.body.exprs.text(value);
    values::is_null(ctx.body, value)
        || text.is_some_and(|text| words.contains(&text.to_ascii_lowercase().as_str()))
}

/// What a cookie is called: its name as a text, or else what its name and value are called.
fn named(ctx: &RuleCtx, key: ExprId, value: Option<ExprId>) -> String {
    if let Some(Literal::Str(text)) = ctx.scope.constant(key) {
        return text.to_string();
    }
    let source = |id: ExprId| ctx.source(ctx.body.exprs.get(id).span);
    format!("{} {}", source(key), value.map_or("", source))
}

fn of_node(ctx: &RuleCtx, call: &Call<'_>) -> Option<Cookie> {
    let body = ctx.body;
    let method = calls::last_name(body, call.callee)?;
    let object = calls::object(body, call.callee);
    let on = object.and_then(|object| calls::root(body, object)).map_or("", |name| name.as_str());
    let is_cookies = object.is_some_and(|object| is_cookies(ctx, object));
    let mut args: Vec<ExprId> = call.args.iter().map(|arg| arg.value).collect();
    if call.has_spread() {
        return None;
    }
    // Frameworks that set the flag by themselves where it is not told.
    let mut is_careful = false;
    match method.as_str() {
        "cookie" if ANSWERS.contains(&on) => {}
        "setCookie" if object.is_none() && args.len() >= 3 => {
            args.remove(0);
        }
        "setCookie" | "setSignedCookie" if ANSWERS.contains(&on) => {}
        "set" if is_cookies && !on.starts_with(char::is_uppercase) => {
            is_careful = matches!(on, "ctx" | "context" | "this");
        }
        _ => return None,
    }
    let key = *args.first()?;
    let value = *args.get(1)?;
    if is_empty(ctx, value) {
        return None;
    }
    let options = args.get(2).copied();
    let missing = if is_careful { Flag::On } else { Flag::Missing };
    let entry = |name: &str| {
        options
            .map(|options| built::followed(ctx, options))
            .and_then(|options| values::entry(body, options, name))
    };
    let mut open = None;
    match options {
        None => {
            let end = call.args.last()?.span.end;
            open = Some((Span::new(end, end), Style::NewObject));
        }
        Some(options) => {
            let display = built::followed(ctx, options);
            let entries = values::entries(body, display)?;
            if values::has_spread(body, display) || is_made_elsewhere(ctx, entries) {
                return None;
            }
            let ends = ["maxAge", "expires", "max_age"]
                .iter()
                .any(|name| values::entry(body, display, name).is_some_and(|value| is_zero(ctx, value)));
            if ends {
                return None;
            }
            if display == options {
                let start = body.exprs.get(display).span.start + 1;
                open = Some((Span::new(start, start), Style::Keys));
            }
        }
    }
    // `options.secure = true`, often where a setting says so.
    let set_later: Vec<String> = options.map_or_else(Vec::new, |options| fields_set(ctx, options));
    let told = |name: &str| match entry(name) {
        None if set_later.iter().any(|own| own == name) => Flag::Open,
        value if name == "sameSite" => site(value),
        value => flag(ctx, value),
    };
    let or_missing = |flag: Flag| if flag == Flag::Missing { missing } else { flag };
    Some(Cookie {
        place: call.span,
        name: named(ctx, key, Some(value)),
        is_named: body.exprs.text(key).is_some(),
        secure: or_missing(told("secure")),
        http_only: or_missing(told("httpOnly")),
        same_site: or_missing(told("sameSite")),
        open,
    })
}

/// The members that are set of what a name holds.
fn fields_set(ctx: &RuleCtx, holder: ExprId) -> Vec<String> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Name(holder) = &exprs.get(holder).kind else {
        return Vec::new();
    };
    let places = ctx.body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } => match targets.first()?.kind {
            PatternKind::Place(place) => Some(place),
            _ => None,
        },
        _ => None,
    });
    let fields = places.filter_map(|place| match &exprs.get(place).kind {
        ExprKind::Member { object, name, .. } => {
            (calls::last_name(ctx.body, *object)? == holder).then(|| name.to_string())
        }
        _ => None,
    });
    fields.collect()
}

/// `{ httpOnly }` with names that hold the flags counts as told; entries without keys do not.
fn is_made_elsewhere(ctx: &RuleCtx, entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.key.is_some_and(|key| ctx.body.exprs.text(key).is_none()))
}

/// `ctx.cookies`, `cookies()`, `(await cookies())`.
fn is_cookies(ctx: &RuleCtx, object: ExprId) -> bool {
    let object = ctx.body.exprs.unwrapped(object);
    let of = match &ctx.body.exprs.get(object).kind {
        ExprKind::Call { callee, .. } => *callee,
        _ => object,
    };
    let name = calls::last_name(ctx.body, of);
    name.is_some_and(|name| matches!(name.as_str(), "cookies" | "cookieStore" | "cookieJar"))
}

/// `session({ cookie: { secure: false } })`.
fn check_session(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let path = ctx.scope.resolve(call.callee).path();
    let written = ctx.source(ctx.body.exprs.get(call.callee).span).to_ascii_lowercase();
    let is_session = written.contains("session") || path.is_some_and(|path| path.contains("session"));
    let by_plugin = call.args.first().is_some_and(|arg| {
        let name = calls::last_name(ctx.body, arg.value);
        name.is_some_and(|name| name.to_ascii_lowercase().contains("session"))
    });
    if !is_session && !by_plugin || development::is_conditional(ctx, ctx.outline.of_expr(call.id)) {
        return;
    }
    for arg in call.args {
        let display = built::followed(ctx, arg.value);
        let inner = values::entry(ctx.body, display, "cookie").unwrap_or(display);
        let is_own = inner != display || written.contains("cookie");
        for name in ["secure", "httpOnly"] {
            let value = values::entry(ctx.body, inner, name);
            if let Some(value) = value.filter(|value| is_own && flag(ctx, Some(*value)) == Flag::Off) {
                let span = ctx.body.exprs.get(value).span;
                let message = format!("The cookie of a session has `{name}` off, so {}; switch it on.", danger(name));
                let request = FixRequest::rule("Switch it on", Safety::Unsafe, "replace");
                acc.report(span, message).fix(request.at(span).with("true"));
            }
        }
    }
}

fn danger(flag: &str) -> &'static str {
    match flag {
        "secure" | "Secure" => "it is sent over plain connections, too",
        _ => "every script on the page can read it",
    }
}

/// `setHeader("Set-Cookie", "session=…; Path=/")`.
fn of_header(ctx: &RuleCtx, call: &Call<'_>) -> Option<Cookie> {
    let exprs = &ctx.body.exprs;
    let [key, value] = call.args else {
        return None;
    };
    let is_header = exprs.text(key.value).is_some_and(|text| text.eq_ignore_ascii_case("set-cookie"));
    let name = calls::last_name(ctx.body, call.callee)?;
    if !is_header || matches!(name.as_str(), "get" | "Get" | "has") {
        return None;
    }
    let display = built::followed(ctx, value.value);
    let value = match &exprs.get(display).kind {
        ExprKind::Sequence { items, .. } if items.len() == 1 => *items.first()?,
        _ => display,
    };
    let (text, is_whole) = match &exprs.get(value).kind {
        ExprKind::Literal(Literal::Str(text)) => (text.to_string(), true),
        ExprKind::Template { parts, tag: None } => {
            let mut text = String::new();
            let mut is_whole = true;
            for part in parts {
                match part {
                    TemplatePart::Text(part) => text.push_str(part),
                    TemplatePart::Value { value, .. } => {
                        // What is put in behind the value may be flags.
                        is_whole &= !text.contains(';') || text.trim_end().ends_with('=');
                        text.push_str(&ctx.source(exprs.get(*value).span).replace([';', '='], " "));
                    }
                }
            }
            (text, is_whole)
        }
        _ => return None,
    };
    let (pair, flags) = text.split_once(';').unwrap_or((&text, ""));
    let (name, value) = pair.split_once('=')?;
    let flags = flags.to_ascii_lowercase();
    if !is_whole || value.is_empty() || flags.replace(' ', "").contains("max-age=0") || flags.contains("1970") {
        return None;
    }
    let of = |word: &str| if flags.contains(word) { Flag::On } else { Flag::Missing };
    Some(Cookie {
        place: call.span,
        name: name.trim().to_owned(),
        is_named: true,
        secure: of("secure"),
        http_only: of("httponly"),
        same_site: of("samesite"),
        open: None,
    })
}

fn check_go(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let sends = ctx.calls().any(|call| {
        calls::last_name(ctx.body, call.callee).is_some_and(|name| name == "AddCookie")
    });
    for (id, expr) in exprs.iter() {
        let (path, entries): (_, &[Entry]) = match &expr.kind {
            ExprKind::Record { ty: Some(ty), entries, .. } => {
                let of = ctx.file.env.origin_of(ty);
                let Some(path) = of.as_ref().and_then(|of| of.path()).cloned() else {
                    continue;
                };
                (path, entries)
            }
            // `new(http.Cookie)`.
            ExprKind::Call { callee, args, .. } => {
                let is_new = exprs.path(*callee).is_some_and(|path| path == "new");
                let path = args.first().and_then(|arg| ctx.scope.resolve(arg.value).path());
                let Some(path) = path.filter(|_| is_new) else {
                    continue;
                };
                (path, &[])
            }
            _ => continue,
        };
        let is_cookie = path == "net/http.Cookie" || path.starts_with("github.com/gofiber/fiber") && path.ends_with(".Cookie");
        let is_options = path.ends_with("sessions.Options");
        if !is_cookie && !is_options || is_cookie && sends {
            continue;
        }
        if let Some(cookie) = of_record(ctx, id, entries, is_options) {
            judge(ctx, &cookie, acc);
        }
    }
    for call in ctx.calls() {
        // `c.SetCookie(name, value, maxAge, path, domain, secure, httpOnly)`.
        let is_setter = calls::last_name(ctx.body, call.callee).is_some_and(|name| name == "SetCookie");
        let [name, value, age, _, _, secure, http_only] = call.args else {
            continue;
        };
        if !is_setter || is_empty(ctx, value.value) || matches!(exprs.get(age.value).kind, ExprKind::Unary { .. }) {
            continue;
        }
        let cookie = Cookie {
            place: call.span,
            name: named(ctx, name.value, Some(value.value)),
            is_named: exprs.text(name.value).is_some(),
            secure: flag(ctx, Some(secure.value)),
            http_only: flag(ctx, Some(http_only.value)),
            // It is set by a call of its own.
            same_site: Flag::Open,
            open: None,
        };
        judge(ctx, &cookie, acc);
    }
}

fn of_record(ctx: &RuleCtx, id: ExprId, entries: &[Entry], is_options: bool) -> Option<Cookie> {
    let exprs = &ctx.body.exprs;
    let assigned = assigned_fields(ctx, id);
    // Fields by their places are few and far between.
    if entries.iter().any(|entry| entry.key.is_none()) {
        return None;
    }
    let field = |names: &[&str]| {
        let by_entry = entries.iter().find_map(|entry| {
            let key = entry.key?;
            let key = exprs.text(key).or_else(|| calls::last_name(ctx.body, key))?;
            names.contains(&key.as_str()).then_some(entry.value)
        });
        by_entry.or_else(|| assigned.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| *value))
    };
    let ends = field(&["MaxAge", "Expires"]).is_some_and(|value| is_zero(ctx, value));
    let value = field(&["Value"]);
    let key = field(&["Name"]);
    if ends || !is_options && (value.is_none_or(|value| is_empty(ctx, value)) || key.is_none()) {
        return None;
    }
    Some(Cookie {
        place: exprs.get(id).span,
        name: match key {
            Some(key) => named(ctx, key, value),
            None => "session".to_owned(),
        },
        is_named: key.is_none_or(|key| exprs.text(key).is_some()),
        secure: flag(ctx, field(&["Secure"])),
        http_only: flag(ctx, field(&["HttpOnly", "HTTPOnly"])),
        same_site: if is_options { Flag::Open } else { site(field(&["SameSite"])) },
        open: None,
    })
}

/// The fields that are set later, of a value that is bound to a name.
fn assigned_fields(ctx: &RuleCtx, id: ExprId) -> Vec<(String, ExprId)> {
    let exprs = &ctx.body.exprs;
    let mut value = id;
    while let Some(parent) = ctx.parent_expr(value) {
        match exprs.get(parent).kind {
            ExprKind::Unary { op: UnaryOp::Reference, .. } => value = parent,
            _ => return Vec::new(),
        }
    }
    let Parent::Stmt(stmt) = ctx.outline.of_expr(value) else {
        return Vec::new();
    };
    let name = match &ctx.body.stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => match targets.as_slice() {
            [only] => match &only.kind {
                PatternKind::Name(name) => name,
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let fields = ctx.body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } => match targets.first()?.kind {
            PatternKind::Place(place) => match &exprs.get(place).kind {
                ExprKind::Member { object, name: field, .. } => {
                    let is_own = calls::last_name(ctx.body, *object)? == name;
                    is_own.then(|| (field.to_string(), *value))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    fields.collect()
}

/// `Cookie::build(("session", id)).secure(true).http_only(true)`.
fn of_rust(ctx: &RuleCtx, call: &Call<'_>) -> Option<Cookie> {
    let exprs = &ctx.body.exprs;
    if !calls::is_outermost(ctx, call.id) {
        return None;
    }
    let (links, start) = calls::chain(ctx.body, call.id);
    let is_cookie = matches!(&exprs.get(start).kind, ExprKind::Name(name) | ExprKind::Member { name, .. } if name == "Cookie");
    let (maker, made) = *links.last()?;
    if !is_cookie || !matches!(maker.as_str(), "build" | "new" | "named") {
        return None;
    }
    let ExprKind::Call { args, .. } = &exprs.get(made).kind else {
        return None;
    };
    let first = args.first()?.value;
    let (key, value) = match &exprs.get(first).kind {
        ExprKind::Sequence { items, .. } => (*items.first()?, items.get(1).copied()),
        _ => (first, args.get(1).map(|arg| arg.value)),
    };
    let is_kept_apart = ctx.parent_expr(call.id).is_some_and(|parent| match &exprs.get(parent).kind {
        ExprKind::Call { callee, .. } => calls::last_name(ctx.body, *callee).is_some_and(|name| {
            name.starts_with("remove") || name.starts_with("add_private") || name.starts_with("del")
        }),
        _ => false,
    });
    let ends = links.iter().any(|(name, id)| {
        matches!(name.as_str(), "removal" | "make_removal")
            || name.as_str() == "max_age" && ctx.source(exprs.get(*id).span).contains("ZERO")
    });
    if is_kept_apart || ends || value.is_some_and(|value| is_empty(ctx, value)) || value.is_none() {
        return None;
    }
    let of = |names: &[&str]| {
        let by_chain = links.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, id)| *id);
        let by_setter = || {
            let mut setters = ctx.calls();
            let setter = setters.find(|setter| {
                calls::last_name(ctx.body, setter.callee).is_some_and(|name| {
                    let plain = name.strip_prefix("set_");
                    plain.is_some_and(|plain| names.contains(&plain)) || name == "make_removal"
                })
            });
            setter.map(|setter| setter.id)
        };
        let Some(id) = by_chain.or_else(by_setter) else {
            return Flag::Missing;
        };
        match &exprs.get(id).kind {
            ExprKind::Call { args, .. } => args.first().map_or(Flag::Open, |arg| flag(ctx, Some(arg.value))),
            _ => Flag::Open,
        }
    };
    Some(Cookie {
        place: call.span,
        name: named(ctx, key, value),
        is_named: exprs.text(key).is_some(),
        secure: of(&["secure"]),
        http_only: of(&["http_only"]),
        same_site: of(&["same_site"]),
        open: None,
    })
}

/// `SESSION_COOKIE_SECURE = False`.
fn check_settings(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let mut found: Vec<(String, ExprId, Parent)> = Vec::new();
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        for target in targets {
            let name = match &target.kind {
                PatternKind::Name(name) => Some(name),
                PatternKind::Place(place) => match &exprs.get(*place).kind {
                    ExprKind::Index { index, .. } => exprs.text(*index),
                    ExprKind::Member { name, .. } => Some(name),
                    _ => None,
                },
                _ => None,
            };
            found.extend(name.map(|name| (name.to_string(), *value, Parent::Stmt(id))));
        }
    }
    for call in ctx.calls() {
        let named = call.args.iter().filter_map(|arg| Some((arg.name.as_ref()?.to_string(), arg.value)));
        found.extend(named.map(|(name, value)| (name, value, Parent::Expr(call.id))));
    }
    for (name, value, place) in found {
        let is_off = SETTINGS.contains(&name.as_str()) && values::is_bool(ctx.body, value, false);
        if !is_off || development::is_conditional(ctx, place) {
            continue;
        }
        let span = exprs.get(value).span;
        let flag = if name.ends_with("SECURE") { "secure" } else { "httpOnly" };
        let message = format!("`{name}` is off, so whoever holds the cookie is taken for the user while {}; switch it on.", danger(flag));
        let request = FixRequest::rule("Switch it on", Safety::Unsafe, "replace");
        acc.report(span, message).fix(request.at(span).with("True"));
    }
}

/// Words of names of cookies by which a user is known.
const KEYS: &[&str] = &[
    "access", "auth", "authentication", "authorization", "credential", "identity", "jwt", "login", "refresh",
    "remember", "sess", "session", "sessionid", "sid", "token", "ticket",
];
/// Words of names of cookies that say nothing about anybody.
const HARMLESS: &[&str] = &[
    "banner", "color", "consent", "currency", "flash", "i18n", "lang", "language", "layout", "locale", "message",
    "messages", "mode", "sidebar", "theme", "timezone", "toast", "tz", "view",
];

fn judge(ctx: &RuleCtx, cookie: &Cookie, acc: &mut Findings) {
    let words = text::words(&cookie.name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_forgery = has(&["csrf", "xsrf"]);
    let is_key = has(KEYS) && !is_forgery;
    let is_bad = |flag: Flag| matches!(flag, Flag::Off | Flag::Missing);
    let mut flags: Vec<&str> = Vec::new();
    if is_bad(cookie.secure) {
        flags.push("Secure");
    }
    // A page has to read the one against forgery.
    if is_bad(cookie.http_only) && !is_forgery {
        flags.push("HttpOnly");
    }
    if is_bad(cookie.same_site) {
        flags.push("SameSite");
    }
    let severity = match (is_key, flags.as_slice()) {
        (_, []) => return,
        (true, ["SameSite"]) => Severity::Info,
        (true, _) => Severity::Warning,
        (false, _) if has(HARMLESS) || is_forgery => return,
        (false, flags) if flags.contains(&"Secure") && flags.contains(&"HttpOnly") => Severity::Info,
        (false, _) => return,
    };
    if development::is_conditional(ctx, outer(ctx, cookie.place)) {
        return;
    }
    let list = match flags.as_slice() {
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} and {second}"),
        _ => "Secure, HttpOnly and SameSite".to_owned(),
    };
    let shown = match cookie.is_named {
        true => format!("`{}`", cookie.name),
        false => "This cookie".to_owned(),
    };
    let message = format!("{shown} is set without {list}, so others than this site get at it; set them.");
    let draft = acc.report(cookie.place, message).severity(severity);
    if let Some((at, style)) = cookie.open
        && [cookie.secure, cookie.http_only, cookie.same_site].iter().all(|flag| *flag != Flag::Off)
    {
        let request = FixRequest::rule("Set the missing flags", Safety::Unsafe, "write");
        draft.fix(request.at(at).with(written(&flags, style)));
    }
}

/// The statement that a place stands in, to look outwards from.
fn outer(ctx: &RuleCtx, place: Span) -> Parent {
    let exprs = ctx.body.exprs.iter();
    let found = exprs.filter(|(_, expr)| expr.span == place).last();
    found.map_or(Parent::Item, |(id, _)| ctx.outline.of_expr(id))
}

fn written(flags: &[&str], style: Style) -> String {
    let parts: Vec<&str> = flags
        .iter()
        .map(|flag| match (*flag, style) {
            ("Secure", Style::Keywords) => "secure=True",
            ("HttpOnly", Style::Keywords) => "httponly=True",
            (_, Style::Keywords) => "samesite=\"lax\"",
            ("Secure", _) => "secure: true",
            ("HttpOnly", _) => "httpOnly: true",
            _ => "sameSite: \"lax\"",
        })
        .collect();
    let parts = parts.join(", ");
    match style {
        Style::Keywords => format!(", {parts}"),
        Style::Keys => format!(" {parts},"),
        Style::NewObject => format!(", {{ {parts} }}"),
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    let mut new = request.word(0)?.to_string();
    // `{}` needs no comma behind what is written into it.
    if request.step() == Some("write") && ctx.file.text.get(span.end as usize..).is_some_and(|rest| rest.trim_start().starts_with('}')) {
        new = format!("{} ", new.trim_end_matches(','));
    }
    Some(Edits::here(vec![TextEdit::replace(span, new)]))
}

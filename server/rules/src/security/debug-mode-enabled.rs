//! BM516: debugging that is on for everybody. What the environment decides is left alone.

use syntax::facts::{ExprId, ExprKind, Literal, PatternKind, StmtKind};
use syntax::language::Ecosystem;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::Parent;
use crate::shared::{calls, development, values};

/// Applications that take `debug` where they are made or run.
const APPLICATIONS: &[&str] = &[
    "FastAPI", "Flask", "Quart", "Sanic", "Starlette", "aiohttp.web.Application", "Application", "Litestar", "Bottle",
];
/// What an application is usually called.
const NAMES: &[&str] = &["app", "application", "server", "socketio", "api", "web_app", "flask_app"];
/// Settings that switch debugging on.
const SETTINGS: &[&str] = &[
    "DEBUG", "DEBUG_PROPAGATE_EXCEPTIONS", "FLASK_DEBUG", "PROPAGATE_EXCEPTIONS", "TEMPLATE_DEBUG",
];

const MESSAGE: &str = "Debugging is on for everybody, so errors show code, values and settings to whoever causes them; switch it off and let the environment switch it on.";

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if development::is_development_file(ctx.file) || development::is_development_class(ctx) {
        return;
    }
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python => {
            for call in ctx.calls() {
                check_python(ctx, &call, acc);
            }
            check_assigned(ctx, acc);
        }
        Ecosystem::Go => check_go(ctx, acc),
        Ecosystem::Node => check_node(ctx, acc),
        Ecosystem::Rust => {}
    }
}

/// `DEBUG = True` in a settings module of Django that no other one stands beside.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Python || !is_settings_file(ctx) {
        return;
    }
    ctx.each_item(|rule| {
        for stmt in &rule.body.root.stmts {
            let StmtKind::Assign {
                targets,
                value: Some(value),
                ..
            } = &rule.body.stmt(*stmt).kind
            else {
                continue;
            };
            let [target] = targets.as_slice() else {
                continue;
            };
            let is_debug = matches!(&target.kind, PatternKind::Name(name) if name == "DEBUG");
            if is_debug && rule.item.parent.is_none() && values::is_bool(rule.body, *value, true) {
                let span = rule.body.exprs.get(*value).span.shifted(rule.item.span.start);
                let request = FixRequest::rule("Switch debugging off", Safety::Unsafe, "replace");
                acc.report(span, MESSAGE).fix(request.at(span).with("False"));
            }
        }
    });
}

/// Whether the file is a settings module that runs as it is: no other one beside it may change what it says.
fn is_settings_file(ctx: &ProjectCtx) -> bool {
    if development::is_development_file(ctx.file) || !ctx.file.text.contains("INSTALLED_APPS") {
        return false;
    }
    let (folder, name) = ctx.file.path.rsplit_once('/').unwrap_or(("", ctx.file.path));
    let stem = name.trim_end_matches(".py");
    if stem.contains("prod") {
        return true;
    }
    let has_others = ctx.index.files().iter().any(|file| {
        let (other, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let is_settings = name.contains("settings") || other.ends_with("settings");
        is_settings && file.id != ctx.id && (other == folder || other.starts_with(&format!("{folder}/settings")))
    });
    stem == "settings" && !has_others && !overrides(ctx)
}

/// Whether the file sets the value a second time, from somewhere else.
fn overrides(ctx: &ProjectCtx) -> bool {
    let mut count = 0;
    let mut reads_others = false;
    ctx.each_item(|rule| {
        for (_, stmt) in rule.body.stmts() {
            if let StmtKind::Assign { targets, .. } = &stmt.kind {
                count += targets
                    .iter()
                    .filter(|target| matches!(&target.kind, PatternKind::Name(name) if name == "DEBUG"))
                    .count();
            }
        }
    });
    for (_, import) in ctx.file.env.imports() {
        let last = import.module.rsplit('.').next().unwrap_or_default();
        reads_others |= last.contains("local") || last.contains("settings") && last.len() > 8;
    }
    count > 1 || reads_others
}

fn check_python(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(name) = calls::last_name(ctx.body, call.callee) else {
        return;
    };
    let path = ctx.scope.resolve(call.callee).path().unwrap_or_default();
    let is_on = |name: &str| {
        call.keyword(name)
            .filter(|arg| values::is_bool(ctx.body, arg.value, true))
            .map(|arg| arg.value)
    };
    if name == "run" && path == "uvicorn.run" {
        if let Some(value) = is_on("reload") {
            let message = "The server restarts on every change of a file, which is for a developer's machine; switch it off and let the environment switch it on.";
            report(ctx, call, value, message, false, acc);
        }
        return;
    }
    let is_application = APPLICATIONS.iter().any(|class| path.ends_with(class) || name == class)
        && name.starts_with(char::is_uppercase);
    let runs = name == "run" && calls::object(ctx.body, call.callee).is_some_and(|object| is_app(ctx, object));
    if !is_application && !runs {
        return;
    }
    if let Some(value) = is_on("debug") {
        report(ctx, call, value, MESSAGE, true, acc);
    }
}

fn is_app(ctx: &RuleCtx, object: ExprId) -> bool {
    let of = ctx.scope.type_of(object);
    let of = of.as_ref().and_then(|of| of.path());
    if of.is_some_and(|path| APPLICATIONS.iter().any(|class| path.ends_with(class))) {
        return true;
    }
    let name = calls::last_name(ctx.body, object).or_else(|| calls::root(ctx.body, object));
    name.is_some_and(|name| NAMES.contains(&name.as_str()))
}

fn report(ctx: &RuleCtx, call: &Call<'_>, value: ExprId, message: &str, shows: bool, acc: &mut Findings) {
    let from = ctx.outline.of_expr(call.id);
    let is_main = is_main(ctx, from);
    // What a person starts by hand serves nobody else, but a console that runs code is bad enough.
    if is_main && !shows || !is_main && development::is_conditional(ctx, from) {
        return;
    }
    let span = ctx.body.exprs.get(value).span;
    let request = FixRequest::rule("Switch it off", Safety::Unsafe, "replace");
    let severity = if is_main { Severity::Info } else { Severity::Warning };
    acc.report(span, message).severity(severity).fix(request.at(span).with("False"));
}

/// `if __name__ == "__main__":`.
fn is_main(ctx: &RuleCtx, from: Parent) -> bool {
    ctx.outline.around(from).any(|parent| match parent {
        Parent::Function(id) => {
            let function = ctx.body.function(id);
            let is_outermost = ctx.is_outermost(id);
            is_outermost && function.is_some_and(|function| function.signature.name == "main")
        }
        Parent::Stmt(id) => match &ctx.body.stmt(id).kind {
            StmtKind::Branch { .. } => {
                let source = ctx.source(ctx.body.stmt(id).span);
                source.lines().next().is_some_and(|line| line.contains("__name__"))
            }
            _ => false,
        },
        _ => false,
    })
}

/// `app.debug = True`, `app.config["DEBUG"] = True`.
fn check_assigned(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let [target] = targets.as_slice() else {
            continue;
        };
        let PatternKind::Place(place) = target.kind else {
            continue;
        };
        let is_setting = match &exprs.get(place).kind {
            ExprKind::Index { object, index } => {
                let is_config = calls::last_name(ctx.body, *object).is_some_and(|name| name == "config");
                is_config && exprs.text(*index).is_some_and(|key| SETTINGS.contains(&key.as_str()) && key.contains("DEBUG"))
            }
            ExprKind::Member { object, name, .. } => name == "debug" && is_app(ctx, *object),
            _ => false,
        };
        if is_setting && values::is_bool(ctx.body, *value, true) && !development::is_conditional(ctx, Parent::Stmt(id)) {
            let span = exprs.get(*value).span;
            let severity = if is_main(ctx, Parent::Stmt(id)) { Severity::Info } else { Severity::Warning };
            let request = FixRequest::rule("Switch it off", Safety::Unsafe, "replace");
            acc.report(span, MESSAGE).severity(severity).fix(request.at(span).with("False"));
        }
    }
    for call in ctx.calls() {
        // `app.config.update(DEBUG=True)`.
        let is_update = calls::last_name(ctx.body, call.callee).is_some_and(|name| matches!(name.as_str(), "update" | "from_mapping"))
            && calls::object(ctx.body, call.callee)
                .and_then(|object| calls::last_name(ctx.body, object))
                .is_some_and(|name| name == "config");
        let on = call.keyword("DEBUG").filter(|arg| values::is_bool(ctx.body, arg.value, true));
        if let Some(arg) = on.filter(|_| is_update) {
            report(ctx, &call, arg.value, MESSAGE, true, acc);
        }
    }
}

/// `gin.SetMode(gin.DebugMode)`, `fiber.Config{EnablePrintRoutes: true}` is no concern.
fn check_go(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    // Whatever the condition is, somebody decides.
    let is_chosen = |from: Parent| {
        ctx.outline.around(from).any(|parent| match parent {
            Parent::Stmt(id) => matches!(ctx.body.stmt(id).kind, StmtKind::Branch { .. } | StmtKind::Match { .. }),
            _ => false,
        })
    };
    for call in ctx.calls() {
        let is_mode = ctx.scope.resolve(call.callee).is("github.com/gin-gonic/gin.SetMode");
        let Some(mode) = call.positional(0).filter(|_| is_mode) else {
            continue;
        };
        let is_debug = ctx.scope.resolve(mode.value).is("github.com/gin-gonic/gin.DebugMode")
            || exprs.text(mode.value).is_some_and(|text| text == "debug");
        if is_debug && !is_chosen(ctx.outline.of_expr(call.id)) {
            let span = exprs.get(mode.value).span;
            let written = ctx.source(span);
            let request = FixRequest::rule("Switch it off", Safety::Unsafe, "replace");
            let new = match written.strip_suffix("DebugMode") {
                Some(package) => format!("{package}ReleaseMode"),
                None => "\"release\"".to_owned(),
            };
            acc.report(span, MESSAGE).fix(request.at(span).with(new));
        }
    }
    // `e.Debug = true` of an Echo.
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let [target] = targets.as_slice() else {
            continue;
        };
        let PatternKind::Place(place) = target.kind else {
            continue;
        };
        let ExprKind::Member { object, name, .. } = &exprs.get(place).kind else {
            continue;
        };
        let of = ctx.scope.type_of(*object);
        let is_echo = of.as_ref().and_then(|of| of.path()).is_some_and(|path| {
            path.starts_with("github.com/labstack/echo") && path.ends_with(".Echo")
        });
        let is_on = name == "Debug" && values::is_bool(ctx.body, *value, true);
        if is_echo && is_on && !is_chosen(Parent::Stmt(id)) {
            let span = exprs.get(*value).span;
            let request = FixRequest::rule("Switch it off", Safety::Unsafe, "replace");
            acc.report(span, MESSAGE).fix(request.at(span).with("false"));
        }
    }
}

/// `app.use(errorhandler())`, which shows stacks to clients.
fn check_node(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let path = ctx.scope.resolve(call.callee).path();
        let shows = path.is_some_and(|path| path == "errorhandler");
        if shows && !development::is_conditional(ctx, ctx.outline.of_expr(call.id)) {
            let message = "This shows the stack of an error to whoever causes it; use it where the environment is one for development.";
            let _ = acc.report(call.span, message);
        }
    }
    let exprs = &ctx.body.exprs;
    // `process.env.NODE_ENV = "development"`.
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            op: None,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let [target] = targets.as_slice() else {
            continue;
        };
        let PatternKind::Place(place) = target.kind else {
            continue;
        };
        let is_env = exprs.path(place).is_some_and(|path| path == "process.env.NODE_ENV");
        let is_development = matches!(&exprs.get(*value).kind, ExprKind::Literal(Literal::Str(text)) if text == "development");
        if is_env && is_development && !development::is_conditional(ctx, Parent::Stmt(id)) && !crate::shared::startup::is_script(ctx.file) {
            let _ = acc.report(stmt.span, MESSAGE);
        }
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let edit = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}

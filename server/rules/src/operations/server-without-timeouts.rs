//! BM902: servers that wait for ever. A server whose times are set later in the same item is left alone.

use syntax::facts::{ExprId, ExprKind, Literal, PatternKind, StmtKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::import;
use crate::shared::{calls, values};

/// Times of a server of Node that must not be 0.
const NODE_TIMES: &[&str] = &["headersTimeout", "requestTimeout"];

const MESSAGE: &str = "A client that sends slowly holds its connection for ever, and enough of them hold the whole server; set `ReadHeaderTimeout`.";
const OFF: &str = "With 0 a request may take for ever, so slow clients hold their connections until none is left; give it a time.";

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Go => {
            check_records(ctx, acc);
            for call in ctx.calls() {
                check_call(ctx, &call, acc);
            }
        }
        Ecosystem::Node => check_node(ctx, acc),
        Ecosystem::Python => check_python(ctx, acc),
        Ecosystem::Rust => {}
    }
}

/// The text of the item; what stands outside it is none of an item's rule.
fn of_item<'a>(ctx: &RuleCtx<'a>) -> &'a str {
    ctx.source(Span::new(0, ctx.item.span.len()))
}

/// `&http.Server{…}` without a time for reading.
fn check_records(ctx: &RuleCtx, acc: &mut Findings) {
    let text = of_item(ctx);
    let sets_later = ["ReadHeaderTimeout", "ReadTimeout"]
        .iter()
        .any(|field| text.contains(&format!(".{field} =")));
    for (id, expr) in ctx.body.exprs.iter() {
        let ExprKind::Record { ty: Some(ty), entries, .. } = &expr.kind else {
            continue;
        };
        let of = ctx.file.env.origin_of(ty);
        let is_server = of.is_some_and(|of| of.path().is_some_and(|path| path == "net/http.Server"));
        let has_time = ["ReadHeaderTimeout", "ReadTimeout"]
            .iter()
            .any(|field| values::entry(ctx.body, id, field).is_some());
        if !is_server || has_time || sets_later {
            continue;
        }
        let draft = acc.report(expr.span, MESSAGE);
        if let Some(request) = in_record(ctx, expr.span, entries.is_empty()) {
            draft.fix(request);
        }
    }
}

/// Writes the time as the first field, on a line of its own where the fields have lines of their own.
fn in_record(ctx: &RuleCtx, span: Span, is_empty: bool) -> Option<FixRequest> {
    let source = ctx.source(span);
    let open = u32::try_from(source.find('{')? + 1).ok()?;
    let behind = source.get(open as usize..)?;
    let new = match (is_empty, behind.starts_with(['\n', '\r'])) {
        (true, _) if behind != "}" => return None,
        (true, _) => "ReadHeaderTimeout: 5 * time.Second".to_owned(),
        (false, true) => {
            let break_len = if behind.starts_with("\r\n") { 2 } else { 1 };
            let (line_break, rest) = behind.split_at_checked(break_len)?;
            let indent: String = rest.chars().take_while(|char| char.is_whitespace()).collect();
            format!("{line_break}{indent}ReadHeaderTimeout: 5 * time.Second,")
        }
        (false, false) => "ReadHeaderTimeout: 5 * time.Second, ".to_owned(),
    };
    let at = span.start + open;
    let request = FixRequest::rule("Set `ReadHeaderTimeout`", Safety::Safe, "write");
    Some(request.at(Span::new(at, at)).with(new))
}

/// `http.ListenAndServe(…)`, whose server cannot have a time.
fn check_call(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(path) = ctx.scope.resolve(call.callee).path() else {
        return;
    };
    let name = path.rsplit('.').next().unwrap_or_default();
    let source = |id: ExprId| ctx.source(ctx.body.exprs.get(id).span);
    let args: Vec<ExprId> = call.args.iter().map(|arg| arg.value).collect();
    let is_plain = matches!(
        path.as_str(),
        "net/http.ListenAndServe" | "net/http.ListenAndServeTLS" | "net/http.Serve" | "net/http.ServeTLS"
    );
    if is_plain {
        let message = "A server of this kind has no times, so a client that sends slowly holds its connection for ever; use an `http.Server` with `ReadHeaderTimeout`.";
        let draft = acc.report(call.span, message);
        let callee = source(call.callee);
        let Some(package) = callee.strip_suffix(name) else {
            return;
        };
        let (fields, rest): (Vec<(&str, ExprId)>, &[ExprId]) = match (name, args.as_slice()) {
            ("ListenAndServe", [address, handler]) => (vec![("Addr", *address), ("Handler", *handler)], &[]),
            ("ListenAndServeTLS", [address, _, _, handler]) => {
                (vec![("Addr", *address), ("Handler", *handler)], args.get(1..3).unwrap_or_default())
            }
            ("Serve", [_, handler]) => (vec![("Handler", *handler)], args.get(..1).unwrap_or_default()),
            _ => return,
        };
        let mut written: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !values::is_null(ctx.body, *value))
            .map(|(field, value)| format!("{field}: {}", source(value)))
            .collect();
        written.push("ReadHeaderTimeout: 5 * time.Second".to_owned());
        let given: Vec<&str> = rest.iter().map(|id| source(*id)).collect();
        let new = format!("(&{package}Server{{{}}}).{name}({})", written.join(", "), given.join(", "));
        let request = FixRequest::rule("Use a server with a time", Safety::Safe, "write");
        draft.fix(request.at(call.span).with(new));
        return;
    }
    let runs = path.starts_with("github.com/gin-gonic/gin.Engine.Run")
        || path.starts_with("github.com/labstack/echo/v4.Echo.Start") && name != "StartServer";
    // Echo's own server can be given times, by its fields.
    let text = of_item(ctx);
    if runs && !text.contains("ReadHeaderTimeout") && !text.contains("ReadTimeout") {
        let message = "The server that this starts has no times, so a client that sends slowly holds its connection for ever; start an `http.Server` with `ReadHeaderTimeout`.";
        let _ = acc.report(call.span, message).severity(Severity::Info);
    }
}

fn is_zero(ctx: &RuleCtx, value: ExprId) -> bool {
    matches!(&ctx.body.exprs.get(value).kind, ExprKind::Literal(Literal::Int(number)) if number == "0")
}

/// `server.requestTimeout = 0`, `createServer({ requestTimeout: 0 })`.
fn check_node(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let mut report = |value: ExprId| {
        let _ = acc.report(exprs.get(value).span, OFF);
    };
    for (_, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        for target in targets {
            if let PatternKind::Place(place) = target.kind
                && let ExprKind::Member { name, .. } = &exprs.get(place).kind
                && NODE_TIMES.contains(&name.as_str())
                && is_zero(ctx, *value)
            {
                report(*value);
            }
        }
    }
    for (id, expr) in exprs.iter() {
        if matches!(expr.kind, ExprKind::Map { .. }) && is_options_of_server(ctx, id) {
            let off = NODE_TIMES.iter().filter_map(|name| values::entry(ctx.body, id, name));
            off.filter(|value| is_zero(ctx, *value)).for_each(&mut report);
        }
    }
}

fn is_options_of_server(ctx: &RuleCtx, id: ExprId) -> bool {
    let parent = ctx.parent_expr(id).map(|parent| &ctx.body.exprs.get(parent).kind);
    match parent {
        Some(ExprKind::Call { callee, .. }) => calls::last_name(ctx.body, *callee)
            .is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "createserver" | "fastify" | "server")),
        _ => false,
    }
}

/// `timeout = 0` in the configuration of gunicorn.
fn check_python(ctx: &RuleCtx, acc: &mut Findings) {
    let name = ctx.file.path.rsplit('/').next().unwrap_or_default();
    if !name.contains("gunicorn") {
        return;
    }
    for stmt in &ctx.body.root.stmts {
        if let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &ctx.body.stmt(*stmt).kind
        {
            let is_time = targets.iter().any(|target| matches!(&target.kind, PatternKind::Name(name) if name == "timeout"));
            if is_time && is_zero(ctx, *value) {
                let message = "With 0 a worker that hangs is never ended, so hanging ones pile up until none is left; give it a time.";
                let request = FixRequest::rule("Give it 30 seconds", Safety::Unsafe, "replace");
                let span = ctx.body.exprs.get(*value).span;
                acc.report(span, message).fix(request.at(span).with("30"));
            }
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    let word = request.word(0)?;
    if request.step() == Some("replace") {
        return Some(Edits::here(vec![TextEdit::replace(span, word.as_str())]));
    }
    let time = import(ctx.file, "time", None)?;
    let mut edits: Vec<TextEdit> = time.edit.into_iter().collect();
    let new = word.replace("time.Second", &format!("{}.Second", time.local));
    edits.push(TextEdit::replace(span, new));
    Some(Edits::here(edits))
}

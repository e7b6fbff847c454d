//! BM402: requests to others that may wait for ever. What is given options that are not written out is left alone.

use syntax::facts::{ExprId, ExprKind};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::import;
use crate::outline::inside;
use crate::shared::{front_end, startup, values};

/// Verbs of HTTP as functions are called after them.
const VERBS: &[&str] = &["delete", "get", "head", "options", "patch", "post", "put", "request"];
/// Those of `axios` that take a body before the options.
const WITH_BODY: &[&str] = &["patch", "patchForm", "post", "postForm", "put", "putForm"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    let ecosystem = ctx.file.facts.language.ecosystem();
    let is_excused = match ecosystem {
        Ecosystem::Python => false,
        Ecosystem::Node => front_end::is_front_end(ctx.file) || ctx.file.text.contains("defaults.timeout"),
        // Go and Rust give a time to the request, the client or what is around, anywhere in the file.
        Ecosystem::Go => ["WithTimeout(", "WithDeadline("]
            .iter()
            .any(|name| ctx.file.text.contains(name)),
        Ecosystem::Rust => ctx.file.text.contains("timeout"),
    };
    if is_excused {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        for call in rule.calls() {
            let Some(path) = rule.scope.resolve(call.callee).path() else {
                continue;
            };
            match ecosystem {
                Ecosystem::Python => check_python(rule, &call, &path, acc),
                Ecosystem::Node => check_node(rule, &call, &path, acc),
                Ecosystem::Go => check_go(rule, &call, &path, acc),
                Ecosystem::Rust => check_rust(rule, &call, &path, acc),
            }
        }
        if ecosystem == Ecosystem::Go {
            check_clients(rule, acc);
        }
    });
}

fn check_python(rule: &RuleCtx, call: &Call<'_>, path: &str, acc: &mut Findings) {
    let (owner, name) = path.rsplit_once('.').unwrap_or(("", path));
    let is_endless = match owner {
        "requests" | "requests.Session" => VERBS.contains(&name),
        "urllib.request" => name == "urlopen" && call.positional(2).is_none(),
        _ => false,
    };
    let is_limited = matches!(owner, "httpx" | "httpx.Client" | "httpx.AsyncClient")
        && (VERBS.contains(&name) || matches!(name, "Client" | "AsyncClient"));
    if call.has_spread() || !is_endless && !is_limited {
        return;
    }
    // A session may be given a time by an adapter.
    if owner == "requests.Session" && rule.file.text.contains(".mount(") {
        return;
    }
    let timeout = call.keyword("timeout");
    let is_none = timeout.is_some_and(|arg| values::is_null(rule.body, arg.value));
    if !is_none && (is_limited || timeout.is_some()) {
        return;
    }
    let streams = call
        .keyword("stream")
        .is_some_and(|arg| values::is_bool(rule.body, arg.value, true));
    let fix = match timeout {
        Some(arg) => Some(request(rule, rule.body.exprs.get(arg.value).span, "10")),
        None => behind_last(rule, call, "timeout=10"),
    };
    report(rule, call, streams, fix, acc);
}

fn check_node(rule: &RuleCtx, call: &Call<'_>, path: &str, acc: &mut Findings) {
    if is_raced(rule, call) {
        return;
    }
    let (at, key, value) = match path {
        "fetch" | "node-fetch" | "undici.fetch" => (1, "signal", "AbortSignal.timeout(10_000)"),
        "axios" | "axios.default" | "axios.request" | "axios.create" => (0, "timeout", "10_000"),
        _ => match path.rsplit_once('.') {
            Some(("axios" | "axios.default", verb)) if WITH_BODY.contains(&verb) => {
                (2, "timeout", "10_000")
            }
            Some(("axios" | "axios.default", verb)) if VERBS.contains(&verb) => {
                (1, "timeout", "10_000")
            }
            _ => return,
        },
    };
    if call.has_spread() {
        return;
    }
    let Some(options) = call.positional(at) else {
        // `axios(url)` takes its options second, and `fetch(request)` may have them in the request.
        let is_text = call.positional(0).is_some_and(|first| is_address(rule, first.value));
        let is_short = call.args.len() < at || path == "axios.create" && call.args.is_empty();
        let fix = (call.args.len() == at && at > 0)
            .then(|| behind_last(rule, call, &format!("{{ {key}: {value} }}")))
            .flatten();
        if path.starts_with("axios") || is_text || is_short {
            report(rule, call, false, fix, acc);
        }
        return;
    };
    // `axios(url, options)`.
    let options = match call.positional(1) {
        Some(second) if at == 0 && path != "axios.create" => second,
        _ => options,
    };
    let is_address_alone = at == 0 && is_address(rule, options.value);
    let Some(entries) = values::entries(rule.body, options.value) else {
        if is_address_alone {
            report(rule, call, false, None, acc);
        }
        return;
    };
    if values::has_spread(rule.body, options.value)
        || values::entry(rule.body, options.value, key).is_some()
        || values::entry(rule.body, options.value, "signal").is_some()
        || values::entry(rule.body, options.value, "cancelToken").is_some()
    {
        return;
    }
    let open = rule.body.exprs.get(options.value).span.start + 1;
    let text = match entries.is_empty() {
        true => format!(" {key}: {value} "),
        false => format!(" {key}: {value},"),
    };
    let fix = request(rule, Span::new(open, open), &text);
    report(rule, call, false, Some(fix), acc);
}

/// Whether a value is an address and nothing that holds options.
fn is_address(rule: &RuleCtx, id: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    matches!(exprs.get(id).kind, ExprKind::Literal(_) | ExprKind::Template { .. } | ExprKind::Binary { .. })
        || matches!(exprs.path(id), Some(path) if path.to_ascii_lowercase().ends_with("url"))
}

/// Whether the call is raced against a clock.
fn is_raced(rule: &RuleCtx, call: &Call<'_>) -> bool {
    rule.outline
        .around(rule.outline.of_expr(call.id))
        .any(|parent| {
            let crate::outline::Parent::Expr(id) = parent else {
                return false;
            };
            let ExprKind::Call { callee, .. } = &rule.body.exprs.get(id).kind else {
                return false;
            };
            let path = rule.body.exprs.path(*callee).unwrap_or_default();
            let last = path.rsplit('.').next().unwrap_or(&path).to_ascii_lowercase();
            last == "race" || last.contains("timeout")
        })
}

fn check_go(rule: &RuleCtx, call: &Call<'_>, path: &str, acc: &mut Findings) {
    let is_plain = matches!(
        path,
        "net/http.Get" | "net/http.Head" | "net/http.Post" | "net/http.PostForm"
    );
    if is_plain {
        report(rule, call, false, None, acc);
    }
}

/// `&http.Client{}` without a time.
fn check_clients(rule: &RuleCtx, acc: &mut Findings) {
    // Each request brings a context along that may end it.
    if rule.file.text.contains("NewRequestWithContext(") {
        return;
    }
    for (id, expr) in rule.body.exprs.iter() {
        let ExprKind::Record { ty: Some(ty), .. } = &expr.kind else {
            continue;
        };
        let is_client = rule
            .file
            .env
            .origin_of(ty)
            .is_some_and(|of| of.path().is_some_and(|path| path == "net/http.Client"));
        let has_time = values::entry(rule.body, id, "Timeout").is_some()
            || rule.file.text.contains(".Timeout =");
        if !is_client || has_time {
            continue;
        }
        let source = rule.source(expr.span);
        let open = source.find('{').and_then(|at| u32::try_from(at + 1).ok());
        let is_empty = source.trim_end().ends_with("{}");
        let start = rule.item.span.start;
        let draft = acc.report(expr.span.shifted(start), MESSAGE);
        if let Some(open) = open {
            let at = expr.span.start + open;
            let text = match is_empty {
                true => "Timeout: 10 * time.Second",
                false => "Timeout: 10 * time.Second, ",
            };
            // A display over several lines has one entry a line.
            if !source.contains('\n') {
                draft.fix(request(rule, Span::new(at, at), text).with("time"));
            }
        }
    }
}

fn check_rust(rule: &RuleCtx, call: &Call<'_>, path: &str, acc: &mut Findings) {
    match path {
        "reqwest.get" | "reqwest.Client.new" | "reqwest.blocking.get" | "reqwest.blocking.Client.new" => {
            report(rule, call, false, None, acc);
        }
        "reqwest.Client.builder" | "reqwest.ClientBuilder.new" => {
            let end = call.span.end;
            let text = ".timeout(std::time::Duration::from_secs(10))";
            let fix = request(rule, Span::new(end, end), text);
            report(rule, call, false, Some(fix), acc);
        }
        _ => {}
    }
}

const MESSAGE: &str = "Where the other side never answers, this waits for ever, and what waits for it, too; give it a timeout.";

fn report(
    rule: &RuleCtx,
    call: &Call<'_>,
    streams: bool,
    fix: Option<FixRequest>,
    acc: &mut Findings,
) {
    let mut draft = acc.report(call.span.shifted(rule.item.span.start), MESSAGE);
    if streams {
        draft = draft.severity(Severity::Info);
    }
    if rule.file.facts.language != Language::Python {
        draft = draft.beyond_peers();
    }
    if let Some(fix) = fix {
        draft.fix(fix);
    }
}

/// A repair that writes `text` at a place of the item.
fn request(rule: &RuleCtx, at: Span, text: &str) -> FixRequest {
    let request = FixRequest::rule("Give it a timeout", Safety::Safe, "write");
    request.at(at.shifted(rule.item.span.start)).with(text)
}

/// A repair that writes one more argument.
fn behind_last(rule: &RuleCtx, call: &Call<'_>, text: &str) -> Option<FixRequest> {
    let last = call.args.last()?;
    let end = last.span.end;
    // What stands in brackets of its own is the whole list of arguments.
    let is_generator = inside(rule.body, last.value)
        .any(|(id, expr)| id == last.value && matches!(expr.kind, ExprKind::Comprehension { .. }));
    (!is_generator).then(|| request(rule, Span::new(end, end), &format!(", {text}")))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let mut edits = Vec::new();
    let text = request.word(0)?;
    let mut text = text.to_string();
    if let Some(module) = request.word(1) {
        let imported = import(ctx.file, module, None)?;
        text = text.replace("time.Second", &format!("{}.Second", imported.local));
        edits.extend(imported.edit);
    }
    edits.push(TextEdit::replace(request.span(0)?, text));
    Some(Edits::here(edits))
}

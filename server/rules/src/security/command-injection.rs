//! BM515: texts with values in them that a shell runs. It follows one variable back, and no call.

use syntax::facts::{ExprId, ExprKind, TemplatePart};
use syntax::language::Ecosystem;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::import;
use crate::shared::built::{built, followed};
use crate::shared::chosen::{self, STEPS};
use crate::shared::{startup, values};

/// Functions that hand their first argument to a shell.
const SHELLS: &[&str] = &[
    "asyncio.create_subprocess_shell",
    "child_process.exec",
    "child_process.execSync",
    "os.popen",
    "os.system",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
];
/// Functions that do so where they are told to.
const WITH_SHELL: &[&str] = &[
    "child_process.execFile",
    "child_process.execFileSync",
    "child_process.spawn",
    "child_process.spawnSync",
    "subprocess.Popen",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.run",
];
/// Functions that start a program by its name.
const PROGRAMS: &[&str] = &[
    "os/exec.Cmd",
    "child_process.spawn",
    "child_process.spawnSync",
    "child_process.execFile",
    "child_process.execFileSync",
];
const SHELL_NAMES: &[&str] = &["bash", "cmd", "cmd.exe", "dash", "powershell", "sh", "zsh"];
const SHELL_FLAGS: &[&str] = &["-c", "-lc", "/C", "/c"];
/// Names of what a request is.
const REQUESTS: &[&str] = &["c", "ctx", "req", "request"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let Some(command) = command(ctx, &call) else {
            continue;
        };
        let text = followed(ctx, command);
        let parts = match built(ctx, text) {
            Some(built) => built.values,
            None => vec![text],
        };
        let is_open = |id: &ExprId| {
            !chosen::is_constant(ctx, *id, STEPS) && !chosen::is_own_part(ctx, *id, STEPS)
        };
        let exposed = parts
            .into_iter()
            .find(|id| is_open(id) && chosen::comes_in(ctx, *id, STEPS));
        if let Some(value) = exposed {
            report(ctx, &call, command, value, acc);
        }
    }
}

/// What a call hands to a shell.
fn command(ctx: &RuleCtx, call: &Call<'_>) -> Option<ExprId> {
    if let Some(chained) = chained(ctx, call) {
        return Some(chained);
    }
    let path = ctx.scope.resolve(call.callee).path()?;
    let first = call.positional(0)?.value;
    if SHELLS.contains(&path.as_str()) {
        return Some(first);
    }
    if WITH_SHELL.contains(&path.as_str()) && asks_for_shell(ctx, call) {
        return Some(first);
    }
    if !PROGRAMS.contains(&path.as_str()) {
        return None;
    }
    let mut args: Vec<ExprId> = call.args.iter().map(|arg| arg.value).collect();
    // `spawn("sh", ["-c", text])`.
    if let Some(list) = args.get(1).copied()
        && let ExprKind::Sequence { items, .. } = &ctx.body.exprs.get(list).kind
    {
        args.splice(1.., items.iter().copied());
    }
    after_flag(ctx, &args)
}

/// The argument behind `sh -c`.
fn after_flag(ctx: &RuleCtx, args: &[ExprId]) -> Option<ExprId> {
    let text = |id: &ExprId| ctx.body.exprs.text(*id).map(|text| text.as_str());
    let mut rest = args.iter();
    rest.find(|id| text(id).is_some_and(is_shell))?;
    rest.find(|id| text(id).is_some_and(|text| SHELL_FLAGS.contains(&text)))?;
    rest.next().copied()
}

fn is_shell(text: &str) -> bool {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    SHELL_NAMES.contains(&name)
}

/// `Command::new("sh").arg("-c").arg(text)`: the text, seen from the call that takes it.
fn chained(ctx: &RuleCtx, call: &Call<'_>) -> Option<ExprId> {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Rust {
        return None;
    }
    let exprs = &ctx.body.exprs;
    let is_arg = |callee: ExprId| {
        matches!(&exprs.get(callee).kind, ExprKind::Member { name, .. } if name == "arg" || name == "args")
    };
    if !is_arg(call.callee) {
        return None;
    }
    // From the outside in: the arguments of each call of the chain.
    let mut args = Vec::new();
    let mut at = call.id;
    while let ExprKind::Call { callee, args: own, .. } = &exprs.get(exprs.unwrapped(at)).kind {
        let mut given: Vec<ExprId> = own
            .iter()
            .flat_map(|arg| match &exprs.get(exprs.referenced(arg.value)).kind {
                ExprKind::Sequence { items, .. } => items.clone(),
                _ => vec![arg.value],
            })
            .collect();
        given.append(&mut args);
        args = given;
        match &exprs.get(*callee).kind {
            ExprKind::Member { object, .. } if is_arg(*callee) => at = *object,
            _ => {
                let path = exprs.path(*callee)?;
                let makes = path.ends_with("Command.new");
                return makes.then(|| after_flag(ctx, &args)).flatten();
            }
        }
    }
    None
}

fn asks_for_shell(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    if let Some(keyword) = call.keyword("shell") {
        return values::is_bool(ctx.body, keyword.value, true);
    }
    call.args.iter().any(|arg| {
        let shell = values::entry(ctx.body, arg.value, "shell");
        shell.is_some_and(|shell| values::is_bool(ctx.body, shell, true))
    })
}

fn report(ctx: &RuleCtx, call: &Call<'_>, command: ExprId, value: ExprId, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let written = ctx.source(exprs.get(value).span);
    let message = format!(
        "A shell runs this text, and `{written}` is part of it, so whoever chooses it can run commands of their own; pass the program and its arguments as a list."
    );
    let severity = match (startup::is_script(ctx.file), comes_from_request(ctx, value)) {
        (true, _) => Severity::Info,
        (false, true) => Severity::Error,
        (false, false) => Severity::Warning,
    };
    let draft = acc
        .report(exprs.get(command).span, message)
        .severity(severity);
    let is_plain = ctx.scope.resolve(call.callee).is("os.system") && call.args.len() == 1;
    if let Some(list) = listed(ctx, command).filter(|_| is_plain) {
        let request = FixRequest::rule("Run it without a shell", Safety::Unsafe, "list");
        draft.fix(request.at(call.span).with(list));
    }
}

/// Whether the value hangs on what a request is called.
fn comes_from_request(ctx: &RuleCtx, value: ExprId) -> bool {
    let mut at = ctx.body.exprs.referenced(value);
    for _ in 0..STEPS {
        at = match &ctx.body.exprs.get(at).kind {
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => *object,
            ExprKind::Call { callee, .. } => *callee,
            ExprKind::Name(name) => {
                let next = followed(ctx, at);
                if next == at {
                    return REQUESTS.contains(&name.as_str());
                }
                next
            }
            _ => return false,
        };
    }
    false
}

/// `f"convert {name} out.png"` as a list of arguments; none where a shell is needed to read it.
fn listed(ctx: &RuleCtx, command: ExprId) -> Option<String> {
    let ExprKind::Template { parts, tag: None } = &ctx.body.exprs.get(command).kind else {
        return None;
    };
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for part in parts {
        match part {
            TemplatePart::Text(text) => {
                let is_word = |char: char| char.is_ascii_alphanumeric() || " ./_:=@-".contains(char);
                if !text.chars().all(is_word) {
                    return None;
                }
                // A value that touches a word is a part of it.
                if is_open && !text.starts_with(' ') {
                    return None;
                }
                words.extend(text.split_whitespace().map(|word| format!("\"{word}\"")));
                is_open = !text.ends_with(' ');
            }
            TemplatePart::Value { value, format } => {
                if format.is_some() || is_open {
                    return None;
                }
                words.push(ctx.source(ctx.body.exprs.get(*value).span).to_owned());
                is_open = true;
            }
        }
    }
    Some(format!("[{}]", words.join(", ")))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let subprocess = import(ctx.file, "subprocess", None)?;
    let mut edits: Vec<TextEdit> = subprocess.edit.into_iter().collect();
    let new = format!("{}.run({}, check=True)", subprocess.local, request.word(0)?);
    edits.push(TextEdit::replace(request.span(0)?, new));
    Some(Edits::here(edits))
}

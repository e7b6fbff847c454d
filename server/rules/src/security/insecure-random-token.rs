//! BM507: secrets from generators whose numbers can be foretold. It follows a value through the names of one item.

use model::LocalBinding;
use syntax::facts::{
    BinaryOp, ExprId, ExprKind, FunctionId, Literal, Pattern, PatternKind, StmtKind, UnaryOp,
};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::outline::{Parent, inside};
use crate::shared::{calls, front_end};
use crate::text;

/// Functions of Python's `random` that choose elements as they are.
const CHOOSERS: &[&str] = &["choice", "sample"];
/// Functions of it that give no number or text.
const OTHERS: &[&str] = &["Random", "SystemRandom", "getstate", "seed", "setstate", "shuffle"];
/// Beginnings of paths whose functions give numbers that can be foretold.
const PREFIXES: &[&str] = &[
    "chance.",
    "fastrand.",
    "lodash.random",
    "lodash.sample",
    "math/rand.",
    "math/rand/v2.",
    "numpy.random.",
    "oorandom.",
    "random.",
];
const PATHS: &[&str] = &[
    "Math.random",
    "crypto.pseudoRandomBytes",
    "node:crypto.pseudoRandomBytes",
    "uuid.uuid1",
    "uuid.v1",
    "uuid.Uuid.now_v1",
    "uuid.Uuid.new_v1",
];
/// Types of Rust whose numbers follow from a seed, and how they are made from one.
const SEEDED: &[&str] = &["SmallRng", "Pcg32", "Pcg64", "Pcg64Mcg", "XorShiftRng", "Xoshiro256PlusPlus"];
const SEEDS: &[&str] = &["from_seed", "seed_from_u64"];
/// Methods that make another form of a value, or put it into what they are called on.
const ADDERS: &[&str] = &[
    "WriteByte", "WriteRune", "WriteString", "add", "append", "extend", "push", "push_str", "unshift",
];
/// Functions that take how many, or where to begin, and give something else.
const COUNTERS: &[&str] = &[
    "Array", "Uint8Array", "alloc", "allocUnsafe", "getRandomValues", "make", "randint", "randomBytes", "randomFillSync",
    "randomInt", "range", "repeat", "setTimeout", "sleep", "slice", "substr", "substring", "token_bytes", "token_hex",
    "token_urlsafe", "urandom",
];
/// How many names a value is followed through.
const STEPS: usize = 4;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() == Ecosystem::Node && front_end::is_front_end(ctx.file) {
        return;
    }
    let mut seen: Vec<Span> = Vec::new();
    for call in ctx.calls() {
        let Some(source) = source(ctx, &call) else {
            continue;
        };
        let mut walk = Walk {
            ctx,
            is_joined: source.is_number,
            steps: STEPS,
        };
        let Some(target) = walk.from(call.id) else {
            continue;
        };
        // One statement may ask for several numbers.
        let stmt = ctx.outline.stmt_of(call.id).map(|id| ctx.body.stmt(id).span);
        let place = stmt.unwrap_or(call.span);
        if seen.contains(&place) {
            continue;
        }
        seen.push(place);
        let written = ctx.source(ctx.body.exprs.get(call.callee).span);
        let message = format!(
            "What `{written}` gives can be foretold, and `{target}` must not be; take it from a generator for secrets."
        );
        let draft = acc.report(call.span, message);
        if let Some(request) = request(ctx, &call) {
            draft.fix(request);
        }
    }
}

/// A call that gives what can be foretold.
struct Source {
    /// A number, not one of given elements.
    is_number: bool,
}

fn source(ctx: &RuleCtx, call: &Call<'_>) -> Option<Source> {
    let path = ctx.scope.resolve(call.callee).path();
    let name = calls::last_name(ctx.body, call.callee)?;
    if let Some(path) = &path {
        if path == "Date.now" {
            return is_alone(ctx, call.id).then_some(Source { is_number: true });
        }
        let is_known = PATHS.contains(&path.as_str())
            || PREFIXES.iter().any(|prefix| path.starts_with(prefix));
        if is_known && !path.contains("SystemRandom") && !OTHERS.contains(&name.as_str()) {
            return Some(Source {
                is_number: !CHOOSERS.contains(&name.as_str()),
            });
        }
    }
    let is_rust = ctx.file.facts.language == Language::Rust;
    (is_rust && is_seeded(ctx, call)).then_some(Source { is_number: true })
}

/// A generator of Rust that is made from a seed, or is asked here.
fn is_seeded(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let exprs = &ctx.body.exprs;
    let made_from_seed = |id: ExprId| {
        let (_, start) = calls::chain(ctx.body, id);
        let ExprKind::Call { callee, .. } = &exprs.get(exprs.referenced(id)).kind else {
            return false;
        };
        let path = exprs.path(*callee).or_else(|| exprs.path(start)).unwrap_or_default();
        let mut parts = path.rsplit('.');
        let last = parts.next().unwrap_or_default();
        let class = parts.next().unwrap_or_default();
        SEEDED.contains(&class) || SEEDS.contains(&last)
    };
    let asked = calls::object(ctx.body, call.callee).into_iter();
    let given = call.args.iter().map(|arg| arg.value);
    asked.chain(given).any(|id| {
        let id = exprs.referenced(id);
        match ctx.scope.local(id) {
            Some([LocalBinding::Value { value, .. }]) => made_from_seed(*value),
            Some([LocalBinding::Param { param, .. }]) => param.ty.as_ref().is_some_and(|ty| {
                crate::shared::spell::type_paths(ty)
                    .iter()
                    .any(|path| path.rsplit('.').next().is_some_and(|last| SEEDED.contains(&last)))
            }),
            _ => made_from_seed(id),
        }
    })
}

/// Whether nothing else is added to the time.
fn is_alone(ctx: &RuleCtx, call: ExprId) -> bool {
    let mut at = call;
    while let Some(parent) = ctx.parent_expr(at) {
        match ctx.body.exprs.get(parent).kind {
            ExprKind::Member { .. } => {}
            ExprKind::Call { callee, .. } if callee == at => {}
            _ => return false,
        }
        at = parent;
    }
    true
}

/// One value on its way to a name.
struct Walk<'c, 'a> {
    ctx: &'c RuleCtx<'a>,
    /// Whether the value is put together, not one of given elements.
    is_joined: bool,
    steps: usize,
}

impl Walk<'_, '_> {
    /// The name of a secret that the value of an expression becomes, or a part of.
    fn from(&mut self, id: ExprId) -> Option<String> {
        self.steps = self.steps.checked_sub(1)?;
        let ctx = self.ctx;
        let mut at = id;
        loop {
            match ctx.outline.of_expr(at) {
                Parent::Expr(parent) => {
                    match self.through(at, parent) {
                        Step::Up => at = parent,
                        Step::Found(name) => return Some(name),
                        Step::Into(name) => return self.uses_of(&name, parent),
                        Step::Lost => return None,
                    }
                }
                Parent::Stmt(stmt) => match &ctx.body.stmt(stmt).kind {
                    StmtKind::Assign { targets, .. } => {
                        let span = ctx.body.stmt(stmt).span;
                        return self.assigned(targets, at, span.start);
                    }
                    StmtKind::Return(_) => match self.returned(at)? {
                        Step::Found(name) => return Some(name),
                        Step::Into(_) | Step::Lost => return None,
                        Step::Up => at = self.closure(at)?,
                    },
                    // The last expression of a closure or function.
                    StmtKind::Expr(_) if ctx.file.facts.language == Language::Rust => {
                        at = self.closure(at)?;
                    }
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// One expression further out.
    fn through(&mut self, at: ExprId, parent: ExprId) -> Step {
        let ctx = self.ctx;
        match &ctx.body.exprs.get(parent).kind {
            ExprKind::Call { callee, args, .. } => {
                if *callee == at {
                    return Step::Up;
                }
                let arg = args.iter().find(|arg| arg.value == at);
                if let Some(name) = arg.and_then(|arg| arg.name.as_deref()) {
                    return self.named(name).map_or(Step::Lost, Step::Found);
                }
                let Some(name) = calls::last_name(ctx.body, *callee) else {
                    return Step::Lost;
                };
                if COUNTERS.contains(&name.as_str()) {
                    return Step::Lost;
                }
                if ADDERS.contains(&name.as_str())
                    && let Some(object) = calls::object(ctx.body, *callee)
                    && let ExprKind::Name(list) = &ctx.body.exprs.get(object).kind
                {
                    self.is_joined = true;
                    return Step::Into(list.to_string());
                }
                if is_setter(name) {
                    return self.named(name).map_or(Step::Lost, Step::Found);
                }
                if name == "join" || name == "collect" {
                    self.is_joined = true;
                }
                Step::Up
            }
            ExprKind::Map { entries } | ExprKind::Record { entries, .. } => {
                let entry = entries.iter().find(|entry| entry.value == at);
                let key = entry.and_then(|entry| entry.key).and_then(|key| {
                    let text = ctx.body.exprs.text(key);
                    text.or_else(|| calls::last_name(ctx.body, key))
                });
                key.and_then(|key| self.named(key)).map_or(Step::Lost, Step::Found)
            }
            ExprKind::Binary { op, .. } => match op {
                BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::Is
                | BinaryOp::IsNot
                | BinaryOp::Less
                | BinaryOp::LessEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterEqual
                | BinaryOp::In
                | BinaryOp::NotIn
                | BinaryOp::Send => Step::Lost,
                BinaryOp::Add => {
                    self.is_joined = true;
                    Step::Up
                }
                _ => Step::Up,
            },
            ExprKind::Conditional { test, .. } if *test == at => Step::Lost,
            ExprKind::Unary { op: UnaryOp::Not, .. } | ExprKind::Matches { .. } => Step::Lost,
            ExprKind::Assign { target, .. } => {
                let name = calls::last_name(ctx.body, *target);
                name.and_then(|name| self.named(name)).map_or(Step::Lost, Step::Found)
            }
            ExprKind::Comprehension { .. } | ExprKind::Template { .. } => {
                self.is_joined = true;
                Step::Up
            }
            ExprKind::Function(_) | ExprKind::Statement(_) => Step::Lost,
            _ => Step::Up,
        }
    }

    fn named(&self, name: &str) -> Option<String> {
        (self.is_joined && is_unguessable(name)).then(|| name.to_owned())
    }

    fn assigned(&mut self, targets: &[Pattern], value: ExprId, at: u32) -> Option<String> {
        let exprs = &self.ctx.body.exprs;
        for target in targets {
            let name = match &target.kind {
                PatternKind::Name(name) => name.to_string(),
                PatternKind::Place(place) => match &exprs.get(*place).kind {
                    ExprKind::Member { name, .. } => {
                        if let Some(found) = self.named(name) {
                            return Some(found);
                        }
                        continue;
                    }
                    ExprKind::Index { object, index } => match exprs.text(*index) {
                        Some(key) => {
                            if let Some(found) = self.named(key) {
                                return Some(found);
                            }
                            continue;
                        }
                        // `bytes[i] = …`.
                        None => {
                            self.is_joined = true;
                            let Some(name) = calls::last_name(self.ctx.body, *object) else {
                                continue;
                            };
                            name.to_string()
                        }
                    },
                    ExprKind::Unary { operand, .. } => {
                        self.is_joined = true;
                        let Some(name) = calls::root(self.ctx.body, *operand) else {
                            continue;
                        };
                        name.to_string()
                    }
                    _ => continue,
                },
                // `n, _ := …`.
                PatternKind::Sequence(parts) => match parts.first().map(|part| &part.kind) {
                    Some(PatternKind::Name(name)) => name.to_string(),
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(found) = self.named(&name) {
                return Some(found);
            }
            let found = self.uses_of_at(&name, value, at);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn uses_of(&mut self, name: &str, except: ExprId) -> Option<String> {
        if let Some(found) = self.named(name) {
            return Some(found);
        }
        let at = self.ctx.body.exprs.get(except).span.start;
        self.uses_of_at(name, except, at)
    }

    /// Where a name leads, in the function that the value is in.
    fn uses_of_at(&mut self, name: &str, except: ExprId, at: u32) -> Option<String> {
        let ctx = self.ctx;
        let within = ctx.scope.function_at(at).map(|(_, function)| function.block.span);
        let except = ctx.body.exprs.get(except).span;
        let uses: Vec<ExprId> = ctx
            .body
            .exprs
            .iter()
            .filter(|(_, expr)| matches!(&expr.kind, ExprKind::Name(own) if own == name))
            .filter(|(_, expr)| within.is_none_or(|within| within.contains(expr.span)))
            .filter(|(_, expr)| !except.contains(expr.span) && expr.span.start > at)
            .map(|(id, _)| id)
            .take(16)
            .collect();
        let steps = self.steps;
        uses.into_iter().find_map(|id| {
            let mut walk = Walk {
                ctx,
                is_joined: self.is_joined,
                steps,
            };
            walk.from(id)
        })
    }

    /// What a returned value becomes: a secret, where the function is called after one.
    fn returned(&self, value: ExprId) -> Option<Step> {
        let ctx = self.ctx;
        let (id, function) = ctx.function_of(value)?;
        let name = &function.signature.name;
        if self.is_joined && (is_unguessable(name) || is_maker(name)) {
            return Some(Step::Found(name.to_string()));
        }
        match ctx.outline.of_function(id) {
            Parent::Expr(_) => Some(Step::Up),
            _ => Some(Step::Lost),
        }
    }

    /// The closure whose value this is; `const makeToken = () => …` names what it gives.
    fn closure(&mut self, value: ExprId) -> Option<ExprId> {
        let ctx = self.ctx;
        let function: FunctionId = ctx.outline.function_of(value)?;
        match ctx.outline.of_function(function) {
            Parent::Expr(own) => {
                // What is given to `map` makes one element.
                self.is_joined = true;
                Some(own)
            }
            _ => None,
        }
    }
}

enum Step {
    Up,
    Found(String),
    /// The value is put into what has this name.
    Into(String),
    Lost,
}

/// Whether a value of this name must not be guessed.
fn is_unguessable(name: &str) -> bool {
    let words = text::words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let others = [
        "bucket", "cache", "chunk", "color", "count", "enable", "enabled", "expires", "expiry", "id", "index",
        "length", "limit", "mask", "max", "min", "next", "num", "number", "page", "per", "pad", "price", "prompt",
        "size", "special", "time", "total", "type", "url", "usage", "wei",
    ];
    let has = |word: &str| words.contains(&word);
    if has("session") && (has("id") || has("key")) || words == ["sid"] {
        return true;
    }
    if words.iter().any(|word| others.contains(word)) {
        return false;
    }
    let last = words.last().copied().unwrap_or_default();
    let is_code = last == "code"
        && words.iter().any(|word| {
            matches!(
                *word,
                "auth" | "confirm" | "confirmation" | "invite" | "invitation" | "login" | "otp" | "pin" | "recovery"
                    | "reset" | "sms" | "verification" | "verify" | "mfa" | "2fa" | "activation" | "backup"
            )
        });
    let is_key = last == "key"
        && words.iter().any(|word| {
            matches!(
                *word,
                "access" | "api" | "encryption" | "hmac" | "jwt" | "private" | "secret" | "signing" | "aes"
            )
        });
    let secret = [
        "apikey", "csrf", "nonce", "otp", "passcode", "passphrase", "passwd", "password", "pwd", "salt", "secret",
        "token", "iv",
    ];
    is_code || is_key || secret.contains(&last)
}

/// Whether a function is called after a secret that it makes, whatever comes behind: `generate_password_for_user`.
fn is_maker(name: &str) -> bool {
    let words = text::words(name);
    let makes = matches!(
        words.first().map(String::as_str),
        Some("generate" | "gen" | "make" | "create" | "new" | "random" | "build" | "get")
    );
    let joined = words.get(1..).unwrap_or_default();
    makes && (1..=joined.len()).any(|len| joined.get(..len).is_some_and(|part| is_unguessable(&part.join("_"))))
        && is_unguessable(&joined.join("_"))
}

/// Whether a function takes a secret, by its name: `set_password`, `resetToken`.
fn is_setter(name: &str) -> bool {
    let words = text::words(name);
    matches!(words.first().map(String::as_str), Some("set" | "save" | "store" | "update" | "with"))
        && is_unguessable(name)
}

/// The same from a generator for secrets.
fn request(ctx: &RuleCtx, call: &Call<'_>) -> Option<FixRequest> {
    let callee = ctx.body.exprs.get(call.callee).span;
    let path = ctx.scope.resolve(call.callee).path()?;
    if let Some(name) = path.strip_prefix("random.") {
        let title = "Take it from `secrets`";
        // A generator of its own may be told what comes next.
        if name.contains('.') || !ctx.source(callee).ends_with(name) {
            return None;
        }
        return Some(FixRequest::rule(title, Safety::Safe, "secrets").at(callee).with(name));
    }
    if path.ends_with("crypto.pseudoRandomBytes") {
        let new = ctx.source(callee).replace("pseudoRandomBytes", "randomBytes");
        let request = FixRequest::rule("Take it from `randomBytes`", Safety::Safe, "replace");
        return Some(request.at(callee).with(new));
    }
    if path == "Math.random" {
        let text = as_text(ctx, call.id)?;
        let request = FixRequest::rule("Take it from `crypto`", Safety::Unsafe, "replace");
        return Some(request.at(text).with("crypto.randomUUID()"));
    }
    None
}

/// `Math.random().toString(36).slice(2)`: the whole of it, where it is the text of one number.
fn as_text(ctx: &RuleCtx, call: ExprId) -> Option<Span> {
    let exprs = &ctx.body.exprs;
    let mut at = call;
    let mut is_text = false;
    while let Some(parent) = ctx.parent_expr(at) {
        match &exprs.get(parent).kind {
            ExprKind::Member { name, .. } if matches!(name.as_str(), "toString" | "slice" | "substring" | "substr") => {
                is_text |= name == "toString";
            }
            ExprKind::Call { callee, args, .. } if *callee == at => {
                let are_numbers = args.iter().all(|arg| {
                    inside(ctx.body, arg.value)
                        .all(|(_, expr)| matches!(expr.kind, ExprKind::Literal(Literal::Int(_)) | ExprKind::Unary { .. }))
                });
                if !are_numbers {
                    return None;
                }
            }
            _ => break,
        }
        at = parent;
    }
    let is_whole = matches!(exprs.get(at).kind, ExprKind::Call { .. });
    (is_text && is_whole).then(|| exprs.get(at).span)
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    let word = request.word(0)?;
    if request.step() != Some("secrets") {
        return Some(Edits::here(vec![TextEdit::replace(span, word.as_str())]));
    }
    let secrets = import(ctx.file, "secrets", None)?;
    let mut edits: Vec<TextEdit> = secrets.edit.into_iter().collect();
    let new = match word.as_str() {
        "choice" => format!("{}.choice", secrets.local),
        name => format!("{}.SystemRandom().{name}", secrets.local),
    };
    edits.push(TextEdit::replace(span, new));
    Some(Edits::here(edits))
}

//! Locks of threads: which values are some, and where one is taken. What is not certain is none.

use syntax::facts::{ExprId, ExprKind};
use syntax::span::Span;

use crate::context::{FileCtx, RuleCtx};

/// What is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    Thread,
    /// A borrow that is checked when the program runs.
    Cell,
}

/// Classes whose values stop the thread until they are free.
const OF_THREADS: &[&str] = &[
    "BoundedSemaphore",
    "Condition",
    "Lock",
    "RLock",
    "Semaphore",
];
/// Types that are taken by `lock`, `read` and `write`, and stop the thread.
const MUTEXES: &[&str] = &[
    "parking_lot.FairMutex",
    "parking_lot.Mutex",
    "parking_lot.ReentrantMutex",
    "parking_lot.RwLock",
    "spin.Mutex",
    "spin.RwLock",
    "std.sync.Mutex",
    "std.sync.RwLock",
];
const CELLS: &[&str] = &["core.cell.RefCell", "std.cell.RefCell"];

/// The name of the class, where the value is a lock of threads of Python.
#[must_use]
pub fn of_threads(ctx: &RuleCtx<'_>, value: ExprId) -> Option<&'static str> {
    let origin = ctx.scope.type_of(value)?;
    let path = origin.path()?;
    let class = path
        .strip_prefix("threading.")
        .or_else(|| path.strip_prefix("multiprocessing."))?;
    OF_THREADS.iter().copied().find(|known| *known == class)
}

/// Where the lock of this name is made in the file, if in one place: the callee of `threading.Lock()`.
#[must_use]
pub fn made(file: &FileCtx<'_>, written: &str, class: &str) -> Option<Span> {
    let mut found = file.text.match_indices(written).filter_map(|(at, _)| {
        let from = at + written.len();
        let rest = file.text.get(from..)?;
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let callee = value.split('(').next()?;
        let start = u32::try_from(from + rest.len() - value.len()).ok()?;
        let end = start + u32::try_from(callee.len()).ok()?;
        (callee.rsplit('.').next() == Some(class)).then_some(Span::new(start, end))
    });
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// What a value is the guard of: `lock.lock().unwrap()`, `&mut *lock.lock()?`.
#[must_use]
pub fn guard(ctx: &RuleCtx<'_>, value: ExprId) -> Option<Lock> {
    let exprs = &ctx.body.exprs;
    let mut at = value;
    let mut is_checked = false;
    loop {
        match &exprs.get(at).kind {
            ExprKind::Propagate(inner) => {
                is_checked = true;
                at = *inner;
            }
            ExprKind::Call { callee, .. } => {
                let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
                    return None;
                };
                if matches!(
                    name.as_str(),
                    "expect" | "map_err" | "unwrap" | "unwrap_or_else"
                ) {
                    is_checked = true;
                    at = *object;
                    continue;
                }
                return taken(ctx, at, is_checked);
            }
            _ => return None,
        }
    }
}

/// What a call takes: `lock.lock()`. `is_checked` says that its result is checked for an error by who asks.
#[must_use]
pub fn taken(ctx: &RuleCtx<'_>, call: ExprId, is_checked: bool) -> Option<Lock> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(call).kind else {
        return None;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return None;
    };
    let name = name.as_str();
    if !args.is_empty() || !matches!(name, "borrow" | "borrow_mut" | "lock" | "read" | "write") {
        return None;
    }
    let parent = ctx.parent_expr(call);
    // What is awaited is an asynchronous lock.
    if parent.is_some_and(|parent| matches!(exprs.get(parent).kind, ExprKind::Await(_))) {
        return None;
    }
    let origin = ctx.scope.type_of(*object);
    if let Some(path) = origin.as_ref().and_then(|origin| origin.path()) {
        if MUTEXES.contains(&path.as_str()) && !name.starts_with("borrow") {
            return Some(Lock::Thread);
        }
        return (CELLS.contains(&path.as_str()) && name.starts_with("borrow"))
            .then_some(Lock::Cell);
    }
    let is_checked = is_checked || parent.is_some_and(|parent| checks(ctx, parent));
    let text = ctx.file.text;
    let has = |word: &str| text.contains(word);
    let is_told = match name {
        // Asynchronous locks give no `Result`, only something to await.
        "lock" if is_checked => !has("fs::File") || has("Mutex"),
        "lock" => has("parking_lot::Mutex") && !has("tokio::sync::Mutex"),
        "read" | "write" if is_checked => has("RwLock") && !has("tokio::sync::RwLock"),
        "read" | "write" => has("parking_lot::RwLock") && !has("tokio::sync::RwLock"),
        _ => false,
    };
    is_told.then_some(Lock::Thread)
}

/// Whether an expression takes the value out of the result that it is made of.
fn checks(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Propagate(_) => true,
        ExprKind::Member { name, .. } => {
            matches!(name.as_str(), "expect" | "unwrap" | "unwrap_or_else")
        }
        _ => false,
    }
}

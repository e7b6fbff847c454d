//! Error classes by name: the project's, or a new one named after what failed. It judges no handler.

use model::ErrorClass;
use syntax::facts::{Body, Catch, ExprId, ExprKind, Function, Stmt, StmtId, StmtKind, TypeKind};
use syntax::span::Span;

use super::locate::Located;
use super::project_import::import_from;
use crate::context::{FixCtx, RuleCtx};
use crate::edit::TextEdit;
use crate::fix::before_item;
use crate::text;

/// Words of class and function names that say nothing about what is done.
const EMPTY_WORDS: &[&str] = &[
    "async",
    "call",
    "command",
    "execute",
    "handle",
    "handler",
    "interactor",
    "process",
    "query",
    "repo",
    "repository",
    "run",
    "service",
    "use",
    "case",
    "usecase",
    "do",
];

/// An error class that can be raised, and what has to be added for it to be usable.
#[derive(Clone, Debug)]
pub struct Error {
    pub name: String,
    pub edits: Vec<TextEdit>,
}

/// The name of the error for a function that did not do what it is called after:
/// `create_user` gives `UserCreateError`.
#[must_use]
pub fn name_after(function: &Function, owner: Option<&str>) -> String {
    let mut words = meaningful(&function.signature.name);
    let owner = owner.map(meaningful).unwrap_or_default();
    if words.is_empty() {
        words = owner;
    } else if words.len() == 1 {
        // `UserService.create`: the class knows what, the method does what.
        let verb = words.remove(0);
        words = owner.into_iter().filter(|word| *word != verb).collect();
        words.insert(0, verb);
    }
    if words.len() > 1 {
        words.rotate_left(1);
    }
    if words.is_empty() {
        words = text::words(&function.signature.name);
    }
    format!("{}Error", text::pascal_case(&words))
}

/// What failed, for a message: `create_user` gives `create user`.
#[must_use]
pub fn phrase(function: &Function, owner: Option<&str>) -> String {
    let words = text::words(&function.signature.name);
    let useful = meaningful(&function.signature.name);
    match useful.is_empty() {
        true => {
            let of_owner = meaningful(owner.unwrap_or_default());
            let words = if of_owner.is_empty() { words } else { of_owner };
            words.join(" ")
        }
        false => words.join(" "),
    }
}

fn meaningful(name: &str) -> Vec<String> {
    let words = text::words(name).into_iter();
    words
        .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
        .collect()
}

/// The error class of that name or with the same words, or a new one above the item with `doc` as its docstring.
#[must_use]
pub fn find_or_make(
    ctx: &FixCtx<'_>,
    located: &Located<'_>,
    wanted: &str,
    doc: &str,
) -> Option<Error> {
    let words = key_words(wanted);
    if let Some(found) = find(ctx, &words) {
        return Some(found);
    }
    let unit = text::indent_unit(ctx.file.text);
    let (base, mut edits) = base(ctx, located);
    let lines = [
        format!("class {wanted}({base}):"),
        format!("{unit}\"\"\"{doc}\"\"\""),
    ];
    let declaration = before_item(ctx.file.text, ctx.file.facts, located.index, &lines)?;
    match edits.last_mut() {
        // An import and a declaration that begin at one place keep their order by being one edit.
        Some(last) if last.span == declaration.span => {
            last.new_text.push_str(&declaration.new_text);
        }
        _ => edits.push(declaration),
    }
    Some(Error {
        name: wanted.to_owned(),
        edits,
    })
}

/// The class that the project's errors derive from: of this file, else of the project where it has one.
fn base(ctx: &FixCtx<'_>, located: &Located<'_>) -> (String, Vec<TextEdit>) {
    let plain = || ("Exception".to_owned(), Vec::new());
    let Some(project) = ctx.project else {
        return plain();
    };
    let errors = project.things.errors.iter().filter(|error| error.is_domain);
    let errors: Vec<_> = errors.collect();
    let derived = |base: &ErrorClass| {
        let name = base.element.name.as_str();
        let from = |error: &&&ErrorClass| error.ancestors.iter().any(|ancestor| ancestor == name);
        errors.iter().filter(from).count()
    };
    let best = errors
        .iter()
        .map(|error| (derived(error), error))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count);
    let Some((_, best)) = best else {
        return plain();
    };
    let place = best.element.place;
    let name = best.element.name.as_str();
    if place.file == project.id {
        let is_above = place.span.start < located.item.span.start;
        return if is_above {
            (name.to_owned(), Vec::new())
        } else {
            plain()
        };
    }
    match import_from(ctx, place.file, name) {
        Some(imported) => (imported.local, imported.edit.into_iter().collect()),
        None => plain(),
    }
}

/// The words of an error's name without those that every error has.
fn key_words(name: &str) -> Vec<String> {
    let words = text::words(name).into_iter();
    words
        .filter(|word| !matches!(word.as_str(), "error" | "exception"))
        .collect()
}

/// The one error class of the file or project that says the same words.
fn find(ctx: &FixCtx<'_>, words: &[String]) -> Option<Error> {
    let env = ctx.file.env;
    let own = env.classes().find(|class| {
        let is_error = class.decl.bases.iter().any(|base| match &base.kind {
            TypeKind::Named { path, .. } => path.ends_with("Error") || path.ends_with("Exception"),
            _ => false,
        });
        is_error && says(&class.decl.name, words)
    });
    if let Some(class) = own {
        return Some(Error {
            name: class.decl.name.to_string(),
            edits: Vec::new(),
        });
    }
    let project = ctx.project?;
    let mut found = project
        .things
        .errors
        .iter()
        .filter(|error| error.is_domain && says(&error.element.name, words));
    let (Some(only), None) = (found.next(), found.next()) else {
        return None;
    };
    let imported = import_from(ctx, only.element.place.file, &only.element.name)?;
    Some(Error {
        name: imported.local,
        edits: imported.edit.into_iter().collect(),
    })
}

/// Whether the class is named by these words, whatever their order and form: `UserNotCreatedError` says
/// `user create`, too.
fn says(class: &str, words: &[String]) -> bool {
    let own = key_words(class);
    let own: Vec<_> = own
        .iter()
        .filter(|word| !matches!(word.as_str(), "not" | "could" | "failed" | "failure"))
        .collect();
    let is_same = |left: &str, right: &str| stem(left) == stem(right);
    own.len() == words.len()
        && own
            .iter()
            .all(|own| words.iter().any(|word| is_same(own, word)))
}

/// A word without the endings that turn a verb into a noun or a participle.
fn stem(word: &str) -> &str {
    let ends = ["ation", "ion", "ing", "ed", "es", "e", "s"];
    let cut = ends.iter().find_map(|end| word.strip_suffix(end));
    cut.filter(|cut| cut.len() >= 3).unwrap_or(word)
}

/// A handler and the statement it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Handler<'b> {
    pub stmt: StmtId,
    pub tried: &'b syntax::facts::Block,
    pub catch: &'b Catch,
}

/// Every handler of a body.
pub fn handlers(body: &Body) -> impl Iterator<Item = Handler<'_>> {
    body.stmts().flat_map(|(stmt, fact)| {
        let (tried, catches) = match &fact.kind {
            StmtKind::Try { body, catches, .. } => (Some(body), catches.as_slice()),
            _ => (None, [].as_slice()),
        };
        catches.iter().filter_map(move |catch| {
            Some(Handler {
                stmt,
                tried: tried?,
                catch,
            })
        })
    })
}

/// The handler whose head stands at `head`, in bytes of the item.
#[must_use]
pub fn handler_at(body: &Body, head: Span) -> Option<Handler<'_>> {
    handlers(body).find(|handler| handler.catch.head.start == head.start)
}

/// The classes a handler names, those in tuples included.
#[must_use]
pub fn caught(body: &Body, catch: &Catch) -> Vec<ExprId> {
    let mut classes = Vec::new();
    for id in &catch.types {
        match &body.exprs.get(*id).kind {
            ExprKind::Sequence { items, .. } => classes.extend(items),
            _ => classes.push(*id),
        }
    }
    classes
}

/// Whether the handler takes every error: it names no class, or one of the two that all derive from.
#[must_use]
pub fn is_broad(ctx: &RuleCtx<'_>, catch: &Catch) -> bool {
    let classes = caught(ctx.body, catch);
    classes.is_empty()
        || classes.iter().any(|class| {
            let target = ctx.scope.resolve(*class);
            target.is("Exception") || target.is("BaseException")
        })
}

/// The head of the handler with what it catches bound to a name, and that name.
///
/// `text` is the file's, `start` where the item begins. A bare handler catches `Exception` then.
#[must_use]
pub fn bound_head(text: &str, catch: &Catch, start: u32) -> Option<(Option<TextEdit>, String)> {
    if let Some(name) = &catch.binding {
        return Some((None, name.to_string()));
    }
    let head = catch.head.shifted(start);
    let source = text.get(head.range())?;
    let colon = source.rfind(':').unwrap_or(source.trim_end().len());
    let at = head.start + u32::try_from(colon).ok()?;
    let name = free_name(text);
    let edit = match catch.types.is_empty() {
        true => TextEdit::replace(
            Span::new(head.start, at),
            format!("except Exception as {name}"),
        ),
        false => TextEdit::insert(at, format!(" as {name}")),
    };
    Some((Some(edit), name.to_owned()))
}

/// A name for an exception that the text does not use for something else.
fn free_name(text: &str) -> &'static str {
    let is_free = |name: &str| {
        let assigned = [format!("{name} ="), format!("{name},"), format!("{name}:")];
        !assigned.iter().any(|shape| {
            text.match_indices(shape.as_str()).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                let is_word_end =
                    before.ends_with(|char: char| char.is_alphanumeric() || char == '_');
                !is_word_end && !before.ends_with("as ")
            })
        })
    };
    ["exc", "error", "caught"]
        .into_iter()
        .find(|name| is_free(name))
        .unwrap_or("exc_")
}

/// The edit that makes a handler end by `line`: in place of what leaves it quietly, else behind its last statement.
#[must_use]
pub fn ending(text: &str, body: &Body, catch: &Catch, start: u32, line: &str) -> Option<TextEdit> {
    let last = body.stmt(*catch.block.stmts.last()?);
    let span = last.span.shifted(start);
    if is_quiet(body, last) {
        return Some(TextEdit::replace(span, line));
    }
    let indent = text::indent(text, span.start);
    let line_break = text::line_break(text);
    let end = text::line_end(text, span.end);
    Some(TextEdit::insert(end, format!("{line_break}{indent}{line}")))
}

fn is_quiet(body: &Body, stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Continue | StmtKind::Break | StmtKind::Empty => true,
        StmtKind::Expr(value) => matches!(
            body.exprs.get(*value).kind,
            ExprKind::Literal(syntax::facts::Literal::Ellipsis)
        ),
        _ => false,
    }
}

/// Whether an error of this name says nothing by its class.
#[must_use]
pub fn is_generic(name: &str) -> bool {
    matches!(name, "Exception" | "BaseException")
}

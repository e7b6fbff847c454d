//! Adds an import once, sorted into the block of imports that is there. It never removes one.

use syntax::facts::{Import, ImportKind, ItemKind};
use syntax::file::{FileFacts, PlacedItem};
use syntax::language::Language;
use syntax::span::Span;

use model::FileEnv;

use crate::context::FileCtx;
use crate::edit::TextEdit;
use crate::text;

/// A name that is usable in the file, and the edit that makes it so, if one is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How the file calls it.
    pub local: String,
    pub edit: Option<TextEdit>,
}

/// Makes `name` of `module` usable, or the module itself where there is no name.
///
/// None where the file already uses the name for something else.
#[must_use]
pub fn import(file: &FileCtx<'_>, module: &str, name: Option<&str>) -> Option<Imported> {
    match file.facts.language {
        Language::Python => {}
        Language::Go if name.is_none() => return super::go_imports::import(file, module),
        _ => return None,
    }
    let wanted = name.unwrap_or(module);
    if let Some(local) = existing(file.env, module, name) {
        return Some(Imported { local, edit: None });
    }
    if name.is_some() && is_taken(file.env, wanted) {
        return None;
    }
    Some(Imported {
        local: wanted.to_owned(),
        edit: Some(edit(file, module, name)),
    })
}

/// The edit that drops the import of `local`, if the only other place in the text that names it goes away.
///
/// None where the import is one of several in its statement, or anything else may use it.
#[must_use]
pub fn unused_import(file: &FileCtx<'_>, local: &str) -> Option<TextEdit> {
    let mut statements = statements(file.facts).into_iter();
    let statement = statements.find(
        |statement| matches!(statement.imports, [only] if only.local == local && !only.re_exported),
    )?;
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    let named = file.text.match_indices(local).filter(|(at, _)| {
        let before = file.text.get(..*at).unwrap_or_default();
        let after = file.text.get(at + local.len()..).unwrap_or_default();
        !before.ends_with(is_part) && !after.starts_with(is_part)
    });
    let line = Span::new(
        text::line_start(file.text, statement.span.start),
        text::next_line(file.text, statement.span.end),
    );
    let source = file.text.get(line.range())?;
    let is_alone = source.trim() == file.text.get(statement.span.range())?.trim();
    let elsewhere = named.filter(|(at, _)| !line.range().contains(at)).count();
    (is_alone && elsewhere == 1).then(|| TextEdit::replace(with_gap(file.text, line), ""))
}

/// The line, and the blank line behind it where it was all of its block of imports.
fn with_gap(text: &str, line: Span) -> Span {
    let is_blank = |at: u32| text::line(text, at).trim().is_empty();
    let opens = text::line_before(text, line.start).is_none_or(is_blank);
    let after = text::next_line(text, line.end);
    let rest = text.get(after as usize..).unwrap_or_default();
    let goes_on = is_blank(line.end) && (rest.starts_with("import ") || rest.starts_with("from "));
    match opens && goes_on {
        true => Span::new(line.start, after),
        false => line,
    }
}

/// The local name of an import of the same thing that always runs.
fn existing(env: &FileEnv, module: &str, name: Option<&str>) -> Option<String> {
    let imports = env.imports().map(|(_, import)| import);
    for import in imports.filter(|import| !import.conditional && !import.type_only) {
        let is_module = import.level == 0 && import.module == module;
        match (import.kind, name) {
            (ImportKind::Name, Some(name)) if is_module && import.name.as_deref() == Some(name) => {
                return Some(import.local.to_string());
            }
            (ImportKind::Module, Some(name)) if is_module => {
                let dotted = match import.local == *module.split('.').next().unwrap_or(module) {
                    true => module,
                    false => import.local.as_str(),
                };
                return Some(format!("{dotted}.{name}"));
            }
            (ImportKind::Module, None) if is_module && import.local == module => {
                return Some(module.to_owned());
            }
            (ImportKind::Module, None) if is_module && !module.contains('.') => {
                return Some(import.local.to_string());
            }
            _ => {}
        }
    }
    None
}

fn is_taken(env: &FileEnv, name: &str) -> bool {
    env.imports().any(|(_, import)| import.local == name)
        || env.declarations().any(|(declared, _)| declared == name)
}

/// One statement of imports at the top of the file.
struct Statement<'f> {
    /// In bytes of the file.
    span: Span,
    imports: &'f [Import],
}

impl Statement<'_> {
    /// Plain imports come before those that take names, as import sorters have it.
    fn key(&self) -> Option<(Section, bool, String)> {
        let first = self.imports.first()?;
        let module = format!("{}{}", ".".repeat(first.level as usize), first.module);
        let takes_names = first.kind != ImportKind::Module;
        Some((section(&first.module, first.level), takes_names, module))
    }
}

/// The blocks that import sorters make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Future,
    Standard,
    Other,
    Relative,
}

fn section(module: &str, level: u32) -> Section {
    let first = module.split('.').next().unwrap_or(module);
    let standard = model::Builtins::of(Language::Python);
    match (level, first) {
        (1.., _) => Section::Relative,
        (0, "__future__") => Section::Future,
        (0, first) if standard.has_module(first) => Section::Standard,
        _ => Section::Other,
    }
}

fn edit(file: &FileCtx<'_>, module: &str, name: Option<&str>) -> TextEdit {
    let statements = statements(file.facts);
    if let Some(name) = name {
        let same = statements
            .iter()
            .find(|statement| takes_from(statement, module));
        if let Some(edit) = same.and_then(|statement| widened(file.text, statement, name)) {
            return edit;
        }
    }
    let line = match name {
        Some(name) => format!("from {module} import {name}"),
        None => format!("import {module}"),
    };
    let line_break = text::line_break(file.text);
    let key = (section(module, 0), name.is_some(), module.to_owned());
    let before = statements
        .iter()
        .rev()
        .find(|statement| statement.key().is_some_and(|other| other < key));
    if let Some(before) = before {
        let is_same = before.key().is_some_and(|other| other.0 == key.0);
        let next_is_same = statements.iter().any(|statement| {
            statement
                .key()
                .is_some_and(|other| other > key && other.0 == key.0)
        });
        let gap = match is_same || next_is_same {
            true => "",
            false => line_break,
        };
        if !is_same && next_is_same {
            // The first of its section: before the one that follows.
            let after = statements
                .iter()
                .find(|statement| statement.key().is_some_and(|other| other > key));
            if let Some(after) = after {
                let at = text::line_start(file.text, after.span.start);
                return TextEdit::insert(at, format!("{line}{line_break}"));
            }
        }
        let end = text::line_end(file.text, before.span.end);
        return TextEdit::insert(end, format!("{line_break}{gap}{line}"));
    }
    if let Some(first) = statements.first() {
        let is_same = first.key().is_some_and(|other| other.0 == key.0);
        let gap = match is_same {
            true => "",
            false => line_break,
        };
        let at = text::line_start(file.text, first.span.start);
        return TextEdit::insert(at, format!("{line}{line_break}{gap}"));
    }
    at_the_top(file, &line)
}

/// The statements at the top level that import and nothing else, in source order.
fn statements(facts: &FileFacts) -> Vec<Statement<'_>> {
    let items = facts.items.iter().filter(|item| {
        let imports = &item.facts.summary.imports;
        !imports.is_empty() && imports.iter().all(|import| !import.conditional)
    });
    items
        .map(|item| Statement {
            span: item.span,
            imports: &item.facts.summary.imports,
        })
        .collect()
}

fn takes_from(statement: &Statement<'_>, module: &str) -> bool {
    statement.imports.iter().all(|import| {
        import.kind == ImportKind::Name && import.level == 0 && import.module == module
    })
}

/// Adds a name to a statement that takes names from the same module: in order if its names are in order.
fn widened(text: &str, statement: &Statement<'_>, name: &str) -> Option<TextEdit> {
    let source = text.get(statement.span.range())?;
    // A comment behind a name belongs to it, and `;` ends the statement early.
    if source.contains(['#', ';', '\\']) {
        return None;
    }
    let names_at = source.find("import")? + "import".len();
    let names = source.get(names_at..)?;
    let is_wrapped = names.contains(['\n', '\r']);
    let at =
        |offset: usize| statement.span.start + u32::try_from(names_at + offset).unwrap_or_default();
    let mut offset = 0;
    let mut last_end = 0;
    for part in names.split(',') {
        let word = part.trim_matches(|char: char| char.is_whitespace() || "()".contains(char));
        if !word.is_empty() {
            let from = offset + part.find(word)?;
            let first = word.split_whitespace().next()?;
            if sort_key(first) > sort_key(name) {
                let gap = match is_wrapped {
                    true => format!("{}{}", text::line_break(text), text::indent(text, at(from))),
                    false => " ".to_owned(),
                };
                // Names that follow the bracket on its own line keep to one line.
                let on_head = is_wrapped && !names.get(..from)?.contains(['\n', '\r']);
                let gap = if on_head { " ".to_owned() } else { gap };
                return Some(TextEdit::insert(at(from), format!("{name},{gap}")));
            }
            last_end = from + word.len();
        }
        offset += part.len() + 1;
    }
    if last_end == 0 {
        return None;
    }
    let on_last_line = names.get(..last_end)?.contains(['\n', '\r']);
    let new = match is_wrapped && on_last_line {
        true => format!(
            ",{}{}{name}",
            text::line_break(text),
            text::indent(text, at(last_end))
        ),
        false => format!(", {name}"),
    };
    Some(TextEdit::insert(at(last_end), new))
}

/// Constants, then classes, then the rest, as import sorters have it.
fn sort_key(name: &str) -> (u8, &str) {
    let has_lower = name.contains(char::is_lowercase);
    let kind = match name.starts_with(char::is_uppercase) {
        true if !has_lower && name.len() > 1 => 0,
        true => 1,
        false => 2,
    };
    (kind, name)
}

/// Behind the comments and the docstring that a file begins with.
fn at_the_top(file: &FileCtx<'_>, line: &str) -> TextEdit {
    let text = file.text;
    let line_break = text::line_break(text);
    let code = file.facts.items.iter().find(|item| !is_heading(file, item));
    let doc = file
        .facts
        .items
        .iter()
        .take_while(|item| is_heading(file, item));
    if let Some(doc) = doc.filter(|item| is_docstring(file, item)).last() {
        let end = text::line_end(text, doc.span.end);
        let new = format!("{line_break}{line_break}{line}");
        return TextEdit::insert(end, new);
    }
    match code {
        Some(item) => {
            let mut at = text::line_start(text, item.span.start);
            // Comments directly above belong to the code.
            while let Some(above) = text::line_before(text, at) {
                let content = text::line(text, above);
                if !content.starts_with('#') || content.starts_with("#!") {
                    break;
                }
                at = above;
            }
            let gap = match item.facts.summary.functions.is_empty() && item.facts.types.is_empty() {
                true => line_break.to_owned(),
                false => line_break.repeat(2),
            };
            TextEdit::insert(at, format!("{line}{line_break}{gap}"))
        }
        None => {
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let gap = match text.is_empty() || text.ends_with(['\n', '\r']) {
                true => "",
                false => line_break,
            };
            TextEdit::insert(end, format!("{gap}{line}{line_break}"))
        }
    }
}

/// Whether the item is a comment or the docstring of the file.
fn is_heading(file: &FileCtx<'_>, item: &PlacedItem) -> bool {
    let source = file
        .text
        .get(item.span.range())
        .unwrap_or_default()
        .trim_start();
    let is_comment = item.kind == ItemKind::Comment || source.starts_with('#');
    is_comment || is_docstring(file, item)
}

fn is_docstring(file: &FileCtx<'_>, item: &PlacedItem) -> bool {
    let source = file
        .text
        .get(item.span.range())
        .unwrap_or_default()
        .trim_start();
    source
        .trim_start_matches(['r', 'u', 'R', 'U'])
        .starts_with(['"', '\''])
}

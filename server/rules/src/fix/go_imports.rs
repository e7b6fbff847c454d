//! Adds an import of Go once, sorted among those of the standard library. It never removes one.

use model::FileEnv;

use super::imports::Imported;
use crate::context::FileCtx;
use crate::edit::TextEdit;
use crate::text;

/// Makes a package of the standard library usable; none where its name means something else in the file.
pub(super) fn import(file: &FileCtx<'_>, module: &str) -> Option<Imported> {
    let name = module.rsplit('/').next().unwrap_or(module);
    if let Some(local) = existing(file.env, module) {
        return Some(Imported { local, edit: None });
    }
    let is_taken = file.env.imports().any(|(_, import)| import.local == name)
        || file
            .env
            .declarations()
            .any(|(declared, _)| declared == name);
    if is_taken {
        return None;
    }
    Some(Imported {
        local: name.to_owned(),
        edit: Some(edit(file, module)?),
    })
}

fn existing(env: &FileEnv, module: &str) -> Option<String> {
    let mut imports = env.imports().map(|(_, import)| import);
    let same = imports.find(|import| import.module == module && import.local != "_")?;
    Some(same.local.to_string())
}

fn edit(file: &FileCtx<'_>, module: &str) -> Option<TextEdit> {
    let line_break = text::line_break(file.text);
    let items = file.facts.items.iter();
    let mut declarations = items.filter(|item| !item.facts.summary.imports.is_empty());
    let Some(first) = declarations.next() else {
        let items = file.facts.items.iter();
        let mut packages = items.filter(|item| item.facts.summary.package.is_some());
        let package = packages.next()?;
        let new = format!("{line_break}{line_break}import \"{module}\"");
        return Some(TextEdit::insert(package.span.end, new));
    };
    let start = first.span.start;
    let source = file.text.get(first.span.range())?;
    if !source.contains('(') {
        let new = format!("import \"{module}\"{line_break}");
        return Some(TextEdit::insert(start, new));
    }
    // Before the first one of the first block that comes later, else behind the last one of it.
    let mut imports: Vec<_> = first.facts.summary.imports.iter().collect();
    imports.sort_by_key(|import| import.span.start);
    let standard = imports.iter().take_while(|import| {
        !import
            .module
            .split('/')
            .next()
            .unwrap_or_default()
            .contains('.')
    });
    let mut last = None;
    for import in standard {
        let span = import.span.shifted(start);
        let at = text::line_start(file.text, span.start);
        if import.module.as_str() > module {
            let indent = text::indent(file.text, span.start);
            let new = format!("{indent}\"{module}\"{line_break}");
            return Some(TextEdit::insert(at, new));
        }
        last = Some(span);
    }
    match last {
        Some(span) => {
            let indent = text::indent(file.text, span.start);
            let end = text::line_end(file.text, span.end);
            let new = format!("{line_break}{indent}\"{module}\"");
            Some(TextEdit::insert(end, new))
        }
        None => {
            let open = source.find('(')?;
            let at = start + u32::try_from(open + 1).ok()?;
            let new = format!("{line_break}\t\"{module}\"{line_break}");
            Some(TextEdit::insert(at, new))
        }
    }
}

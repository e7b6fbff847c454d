//! A type of another file, made usable in this one. It adds imports and nothing else.

use model::FileId;
use syntax::facts::TypeRef;

use super::spell::{type_paths, type_text};
use crate::context::FixCtx;
use crate::edit::TextEdit;
use crate::fix::import;

use super::project_import::import_from;

/// The text of a type that stands in `file`, and the imports that its names take here.
///
/// None where a name of it cannot be told or clashes with one of this file.
#[must_use]
pub fn usable(ctx: &FixCtx<'_>, file: FileId, ty: &TypeRef) -> Option<(String, Vec<TextEdit>)> {
    let project = ctx.project?;
    let text = type_text(ty)?;
    if file == project.id {
        return Some((text, Vec::new()));
    }
    let mut edits: Vec<TextEdit> = Vec::new();
    for path in type_paths(ty) {
        let target = project.index.env(file)?.resolve(path);
        if matches!(target, model::Target::Builtin(_)) {
            continue;
        }
        // Names of modules, and names that a library keeps to itself, are not for other files.
        if path.contains('.') || path.starts_with('_') {
            return None;
        }
        let symbol = project.index.resolve_target(file, &target).project();
        let imported = match (&target, symbol) {
            (_, Some(symbol)) if symbol.file == project.id => continue,
            (_, Some(symbol)) => import_from(ctx, symbol.file, path)?,
            (model::Target::Imported(imported), None) => {
                let module = imported.path.get(..imported.module_len as usize)?;
                import(ctx.file, module, Some(path))?
            }
            _ => return None,
        };
        if imported.local != path {
            return None;
        }
        // Imports that go to one place are one edit, so that they keep their order.
        if let Some(edit) = imported.edit {
            match edits.iter_mut().find(|other| other.span == edit.span) {
                Some(other) if *other == edit => {}
                Some(_) => return None,
                None => edits.push(edit),
            }
        }
    }
    Some((text, edits))
}

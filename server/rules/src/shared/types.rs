//! A type of another file, made usable in this one. It adds imports and nothing else.

use model::FileId;
use syntax::facts::TypeRef;

use super::spell::{type_paths, type_text};
use crate::context::FixCtx;
use crate::edit::TextEdit;
use crate::fix::import;

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
        if path.contains('.') {
            return None;
        }
        let module = match &target {
            model::Target::Imported(imported) => {
                let module = imported.path.get(..imported.module_len as usize)?;
                module.to_owned()
            }
            model::Target::Declared { .. } => project.module_of(file)?,
            _ => return None,
        };
        let imported = import(ctx.file, &module, Some(path))?;
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

//! Imports of the project's own names. It makes none that would go round in a circle.

use model::FileId;

use crate::context::FixCtx;
use crate::fix::{Imported, import};

/// Makes `name`, declared in `file`, usable; none where that file needs this one first, or where a
/// function imports it on the spot for such a reason.
#[must_use]
pub fn import_from(ctx: &FixCtx<'_>, file: FileId, name: &str) -> Option<Imported> {
    let project = ctx.project?;
    if project.would_cycle(file) {
        return None;
    }
    let module = project.module_of(file)?;
    let is_local = ctx.file.facts.items.iter().any(|item| {
        let functions = item.facts.summary.functions.iter();
        let mut imports = functions.flat_map(|function| &function.imports);
        imports.any(|import| import.module == module)
    });
    if is_local {
        return None;
    }
    import(ctx.file, &module, Some(name))
}

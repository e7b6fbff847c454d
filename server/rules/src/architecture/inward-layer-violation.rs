//! BM702: inner layers that know outer ones. Layers are told by folders, in projects that have some.

use model::{EntityKind, FileRole, Libraries, RepositoryKind};
use syntax::language::Ecosystem;

use crate::context::ProjectCtx;
use crate::finding::{Findings, Severity};
use crate::shared::front_end;
use crate::shared::layers::{self, Layer};

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let layer = match layers::of_path(ctx.file.path) {
        Some(layer @ (Layer::Domain | Layer::Application)) if ctx.file.role == FileRole::Source => layer,
        _ => return,
    };
    // There models are the domain.
    let is_active_record = ctx.file.facts.language.ecosystem() == Ecosystem::Python && ctx.file.project.depends_on("django");
    if is_active_record {
        return;
    }
    let is_page = ctx.file.facts.language.ecosystem() == Ecosystem::Node && front_end::is_front_end(ctx.file);
    if is_page || holds_rows(ctx) {
        return;
    }
    let libraries = Libraries::of(ctx.file.facts.language);
    let mut are_there = None;
    let mut seen = Vec::new();
    for (at, import) in ctx.file.env.imports() {
        let Some(item) = ctx.file.facts.items.get(at as usize) else {
            continue;
        };
        let Some(why) = broken(ctx, libraries, layer, import) else {
            continue;
        };
        if !*are_there.get_or_insert_with(|| layers::are_there(ctx)) {
            return;
        }
        // Several names of one module are one dependency.
        if seen.contains(&&import.module) {
            continue;
        }
        seen.push(&import.module);
        let name = match layer {
            Layer::Domain => "The domain",
            _ => "A use case",
        };
        let message = format!("{name} imports {why}, so it cannot be used or tested without it; turn the dependency round with an interface that stands here.");
        let severity = if import.type_only { Severity::Info } else { Severity::Warning };
        let _ = acc.report(import.span.shifted(item.span.start), message).severity(severity);
    }
}

/// Whether the file declares what rows are read into, so that its folder is called after tables, not after a domain.
fn holds_rows(ctx: &ProjectCtx) -> bool {
    let mut entities = ctx.things.entities.iter();
    entities.any(|entity| entity.kind == EntityKind::OrmModel && entity.element.place.file == ctx.id)
}

/// What an import brings in that lies further out.
fn broken(ctx: &ProjectCtx, libraries: &Libraries, layer: Layer, import: &syntax::facts::Import) -> Option<String> {
    let module = import.module.as_str();
    let resolved = ctx.index.resolve(ctx.id, &import.local);
    if let Some(symbol) = resolved.project() {
        let path = ctx.index.path_of(symbol.file)?;
        let outer = match layers::of_path(path)? {
            Layer::Api => "a part of the API",
            Layer::Infrastructure if layer == Layer::Domain || has_ports(ctx) => "a part of the infrastructure",
            Layer::Application if layer == Layer::Domain => "a use case",
            _ => return None,
        };
        return Some(format!("`{}`, {outer}", import.local));
    }
    let is_own = import.level > 0 || module.starts_with('.');
    if is_own || resolved.external().is_none() && resolved.is_unknown() && !module.contains(char::is_alphanumeric) {
        return None;
    }
    if libraries.serves_requests(module) {
        return Some(format!("`{module}`, which serves requests"));
    }
    let reaches = layer == Layer::Domain && libraries.reaches_outside(module);
    reaches.then(|| format!("`{module}`, which reaches outside"))
}

/// Whether the project turns dependencies round at all: only then is using an adapter directly a mistake.
fn has_ports(ctx: &ProjectCtx) -> bool {
    ctx.things.repositories.iter().any(|repository| repository.kind == RepositoryKind::Port && repository.is_repository)
}

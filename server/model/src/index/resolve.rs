//! From a path in one file to a declaration in another: modules, re-exports and star imports. It never
//! guesses.

use syntax::facts::{Import, ImportKind, Name};
use syntax::language::Ecosystem;

use super::IndexedFile;
use super::classes::ClassRef;
use super::modules::Found;
use super::query::{Query, Step};
use crate::env::{FileEnv, suffixes, without_suffix};
use crate::place::FileId;
use crate::symbol::{Imported, LocalSymbol, Part, SymbolRef, Target, Why, joined, split_first};
use crate::tables::Builtins;

impl<'i> Query<'i> {
    /// A path at the top level of a file.
    pub(super) fn in_file(&self, file: &'i IndexedFile, path: &str, depth: u32) -> Step {
        match file.env.resolve(path) {
            Target::Unknown(Why::StarImport) => {
                let (first, rest) = split_first(path);
                let (name, suffix) = without_suffix(first);
                let start = self.through_stars(file, name, depth).unwrap_or_else(|| {
                    if Builtins::of(file.env.facts().language).contains(name) {
                        Step::External(Name::new(name))
                    } else {
                        not_found(&file.path, name)
                    }
                });
                self.walk(file, start, suffix, rest, depth)
            }
            target => self.step_of(file, &target, depth),
        }
    }

    /// What a target of one file leads to.
    pub(super) fn step_of(&self, file: &'i IndexedFile, target: &Target, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match target {
            Target::Imported(imported) => self.imported(file, imported, depth),
            Target::Declared { symbol, rest } => {
                if let Some(module) = self.module_beside(file, *symbol, rest) {
                    return self.walk(file, Step::Module(module), "", rest, depth);
                }
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: *symbol,
                };
                self.walk(file, Step::Symbol(symbol), "", rest, depth)
            }
            Target::Builtin(name) => Step::External(name.clone()),
            Target::Instance { of } => match self.class_of_origin(file, of, depth) {
                Some(class) => Step::Instance(class),
                None => unknown("the class of the value could not be told"),
            },
            Target::Member { of, name } => match self.class_of_origin(file, of, depth) {
                Some(class) => self.walk(file, Step::Instance(class), "", name, depth),
                None => unknown("the class of the value could not be told"),
            },
            Target::Unknown(why) => unknown(why.text()),
        }
    }

    /// The module that a path goes through which begins with the name of a function as well: in Rust modules and
    /// functions have names of their own, and nothing is in a function.
    fn module_beside(&self, file: &IndexedFile, symbol: LocalSymbol, rest: &str) -> Option<FileId> {
        let language = file.env.facts().language;
        let is_path = !rest.is_empty() && !rest.starts_with(['(', '[']);
        if !is_path || language.ecosystem() != Ecosystem::Rust {
            return None;
        }
        file.env.function(symbol)?;
        let name = file.env.name(symbol)?;
        match self
            .index
            .modules
            .find(language, &file.path, &joined("self", name))
        {
            Found::File(module) => {
                let _ = self.file(module);
                Some(module)
            }
            _ => None,
        }
    }

    /// Follows a full path through the modules of the workspace.
    pub(super) fn imported(&self, file: &'i IndexedFile, imported: &Imported, depth: u32) -> Step {
        let path = imported.path.as_str();
        let module = path.get(..imported.module_len as usize).unwrap_or(path);
        let rest = path.get(module.len()..).unwrap_or_default();
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let (module, rest) = match module.split_once("()") {
            // Never part of a module; a table may have named the result of a call.
            Some(_) => return Step::External(imported.path.clone()),
            None => (module, rest),
        };
        if module.is_empty() {
            return match self.index.modules.in_folder("", rest) {
                Some(found) => self.found(found, rest),
                None => unknown("the relative import leads out of the packages"),
            };
        }
        let language = file.env.facts().language;
        let (start, inside) = match self.index.modules.find(language, &file.path, module) {
            Found::External => return Step::External(imported.path.clone()),
            Found::Inside(id, inside) => (self.found(Found::File(id), module), inside),
            found => (self.found(found, module), Name::default()),
        };
        let start = self.walk(file, start, "", &inside, depth);
        let start = match start {
            Step::Module(id) => self.exported(id, imported.by_default, depth),
            start => start,
        };
        self.walk(file, start, "", rest, depth)
    }

    /// What importers of a module get: the module, its default export, or the value that its file says it is
    /// (`module.exports = router`).
    fn exported(&self, module: FileId, by_default: bool, depth: u32) -> Step {
        let Some(file) = self.file(module) else {
            return unknown("the file is not indexed");
        };
        let names: &[&str] = if by_default { &["default", ""] } else { &[""] };
        let target = names.iter().find_map(|name| file.env.export(name));
        match target {
            Some(target) => self.step_of(file, &target, depth),
            None if by_default => self.re_exported_default(file, depth),
            None => Step::Module(module),
        }
    }

    /// The default export of a module that takes it from another one. A module without one counts as its own
    /// default export, as older modules do.
    fn re_exported_default(&self, file: &'i IndexedFile, depth: u32) -> Step {
        let mut imports = file.env.imports().map(|(_, import)| import);
        let from = imports.find(|import| import.re_exported && import.local == "default");
        match from {
            Some(import) => self.step_of(file, &file.env.import_target(import), depth),
            None => Step::Module(file.id),
        }
    }

    fn found(&self, found: Found, module: &str) -> Step {
        match found {
            Found::File(file) => {
                let _ = self.file(file);
                Step::Module(file)
            }
            Found::Inside(..) => unknown("the name is no module"),
            Found::Folder(folder) => Step::Folder(folder),
            Found::External => Step::External(Name::new(module)),
            Found::Missing => Step::Unknown(Name::from(format!("there is no module `{module}`"))),
            Found::Ambiguous => {
                Step::Unknown(Name::from(format!("several modules are called `{module}`")))
            }
        }
    }

    pub(super) fn walk(
        &self,
        file: &'i IndexedFile,
        start: Step,
        suffix: &str,
        rest: &str,
        depth: u32,
    ) -> Step {
        let follow = |step, suffix| {
            suffixes(suffix).fold(step, |step, is_call| match is_call {
                true => self.called(file, step, depth),
                false => self.subscripted(step),
            })
        };
        let passing = &Builtins::of(file.env.facts().language).typing.passing;
        let mut step = follow(start, suffix);
        for segment in rest.split('.').filter(|segment| !segment.is_empty()) {
            let (name, suffix) = without_suffix(segment);
            let next = self.step_into(file, step.clone(), name, depth);
            let passes =
                passing.contains(name) && matches!(next, Step::Unknown(_) | Step::External(_));
            // A declared name is the value it holds.
            let value = match &step {
                Step::Instance(_) if passes => Some(step.clone()),
                // A path through a value's class stands for the value.
                Step::Symbol(class) if passes && matches!(class.symbol.part, Part::Type(_)) => {
                    Some(Step::Instance(ClassRef::Project(*class)))
                }
                Step::Symbol(symbol) if passes => self
                    .file(symbol.file)
                    .and_then(|file| self.value_of(file, symbol.symbol, depth))
                    .map(Step::Instance),
                _ => None,
            };
            step = match (suffix.strip_prefix("()"), value) {
                // What the value is wrapped in is looked through.
                (Some(suffix), Some(value)) => follow(value, suffix),
                _ => follow(next, suffix),
            };
        }
        step
    }

    /// `.name` of a step.
    pub(super) fn step_into(
        &self,
        file: &'i IndexedFile,
        step: Step,
        name: &str,
        depth: u32,
    ) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match step {
            Step::Module(id) => match self.file(id) {
                Some(module) => self.module_member(module, name, depth),
                None => unknown("the file is not indexed"),
            },
            Step::Folder(folder) if !self.index.modules.package(&folder).is_empty() => {
                self.package_member(file, &folder, name)
            }
            Step::Folder(folder) => match self.index.modules.in_folder(&folder, name) {
                Some(found) => self.found(found, name),
                None => Step::Unknown(Name::from(format!(
                    "there is no module `{name}` in `{folder}`"
                ))),
            },
            Step::Symbol(symbol) | Step::Method { method: symbol, .. } => {
                self.symbol_member(symbol, name, depth)
            }
            Step::Instance(ClassRef::Project(class)) => self.instance_member(class, name, depth),
            Step::Instance(ClassRef::External(path)) | Step::External(path) => {
                Step::External(self.normal_form(file, joined(&path, name)))
            }
            Step::Unknown(why) => Step::Unknown(why),
        }
    }

    /// A name of a package that is a folder: what one of its files declares. A package of tests beside it is seen
    /// from its own files only.
    fn package_member(&self, from: &IndexedFile, folder: &str, name: &str) -> Step {
        let own = self.index.modules.siblings(&from.path).contains(&from.id);
        let package = from.env.package();
        let mut found = Vec::new();
        for id in self.index.modules.package(folder) {
            let Some(file) = self.index.file(*id) else {
                continue;
            };
            let Some(symbol) = file.env.declared(name) else {
                continue;
            };
            let is_seen = match own && file.env.package() == package {
                true => true,
                false => file.role != crate::things::FileRole::Test,
            };
            if is_seen {
                let _ = self.file(*id);
                found.push(SymbolRef { file: *id, symbol });
            }
        }
        match found.as_slice() {
            [only] => Step::Symbol(*only),
            [] => not_found(folder, name),
            // Files for different systems declare the same name; the first stands for all.
            [first, ..] => Step::Symbol(*first),
        }
    }

    /// A name of a module: what the file binds, then a module inside the package.
    fn module_member(&self, module: &'i IndexedFile, name: &str, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        let inside = || {
            self.index
                .modules
                .inside(&module.path, name)
                .map(|found| self.found(found, name))
        };
        if let Some(target) = module.env.export(name) {
            return self.step_of(module, &target, depth);
        }
        match module.env.resolve(name) {
            Target::Unknown(Why::NotBound) | Target::Builtin(_) => {
                inside().unwrap_or_else(|| not_found(&module.path, name))
            }
            Target::Unknown(Why::StarImport) => self
                .through_stars(module, name, depth)
                .or_else(inside)
                .unwrap_or_else(|| not_found(&module.path, name)),
            // `from . import name` in the package itself.
            target if self.is_itself(module, &target, name) => {
                inside().unwrap_or_else(|| not_found(&module.path, name))
            }
            target => self.step_of(module, &target, depth),
        }
    }

    fn is_itself(&self, module: &IndexedFile, target: &Target, name: &str) -> bool {
        match (target, module.env.module()) {
            (Target::Imported(imported), Some(own)) => imported.path == joined(&own.name, name),
            _ => false,
        }
    }

    /// The name as the star imports of a module give it, the last one first. Unknown where a module that
    /// cannot be read may give it.
    fn through_stars(&self, module: &'i IndexedFile, name: &str, depth: u32) -> Option<Step> {
        let depth = self.deeper(depth)?;
        self.starred(module.id, name, depth, |query, depth| {
            query.search_stars(module, name, depth)
        })
    }

    fn search_stars(&self, module: &'i IndexedFile, name: &str, depth: u32) -> Option<Step> {
        let mut opaque = None;
        let stars: Vec<_> = module.env.star_modules().collect();
        for star in stars.into_iter().rev() {
            let step = match star {
                Ok(star) => self.imported(module, &star, depth),
                Err(why) => unknown(why.text()),
            };
            let Step::Module(id) = step else {
                opaque = Some(Step::Unknown(Name::from(format!(
                    "a star import in `{}` may bind `{name}`",
                    module.path
                ))));
                continue;
            };
            let Some(source) = self.file(id).filter(|source| source.id != module.id) else {
                continue;
            };
            if !gives_by_star(&source.env, name) {
                continue;
            }
            match self.module_member(source, name, depth) {
                Step::Unknown(_) => {}
                found => return Some(found),
            }
        }
        opaque
    }

    /// The file of the module an import names, and of the name it takes where that is a module itself.
    pub(super) fn files_of_import(&self, file: &'i IndexedFile, import: &Import) -> Vec<FileId> {
        self.refuel();
        let Ok(module) = file.env.module_of(import) else {
            return Vec::new();
        };
        let language = file.env.facts().language;
        let mut files = Vec::new();
        let mut add = |path: &str| match self.index.modules.find(language, &file.path, path) {
            Found::File(found) | Found::Inside(found, _) => files.push(found),
            Found::Folder(folder) => files.extend(self.index.modules.package(&folder)),
            Found::External | Found::Missing | Found::Ambiguous => {}
        };
        add(&module);
        let is_dotted = matches!(language.ecosystem(), Ecosystem::Python | Ecosystem::Rust);
        if is_dotted
            && import.kind == ImportKind::Name
            && let Some(name) = &import.name
        {
            add(&joined(&module, name));
        }
        files.sort_unstable();
        files.dedup();
        files
    }
}

/// Whether `from module import *` takes the name along.
fn gives_by_star(env: &FileEnv, name: &str) -> bool {
    match env.exports_name(name) {
        Some(exported) => exported,
        None => env.has_export_list() || !name.starts_with('_'),
    }
}

pub(super) fn unknown(why: &str) -> Step {
    Step::Unknown(Name::new(why))
}

fn not_found(path: &str, name: &str) -> Step {
    Step::Unknown(Name::from(format!("`{path}` binds no name `{name}`")))
}

pub(super) fn too_deep() -> Step {
    unknown("the chain of names is too long")
}

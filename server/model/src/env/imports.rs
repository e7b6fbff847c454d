//! What the imports of a file bind, as full paths; it never looks for the modules they name.

use syntax::facts::{Import, ImportKind, Name};
use syntax::language::Ecosystem;

use super::FileEnv;
use super::paths::{joined_dots, len};
use crate::library::Libraries;
use crate::symbol::{Imported, Target, Why, joined, split_first};

impl FileEnv {
    pub(super) fn import_at(&self, item: u32, import: u32) -> Option<&Import> {
        self.facts
            .items
            .get(item as usize)?
            .facts
            .summary
            .imports
            .get(import as usize)
    }

    /// What the name an import binds stands for.
    pub(crate) fn import_target(&self, import: &Import) -> Target {
        let module = match self.module_of(import) {
            Ok(module) => module,
            Err(why) => return Target::Unknown(why),
        };
        let imported = match import.kind {
            // `import a.b` binds `a`.
            ImportKind::Module if self.is_first_bound(&module, import) => {
                Imported::of(&import.local, import.local.clone())
            }
            ImportKind::Module | ImportKind::All | ImportKind::Effect => {
                Imported::of(&module, module.clone())
            }
            ImportKind::Name if self.is_default(import) => {
                by_default(Imported::of(&module, module.clone()))
            }
            ImportKind::Default => by_default(Imported::of(&module, module.clone())),
            ImportKind::Name => {
                let path = import.name.as_deref().unwrap_or_default();
                Imported::of(&module, joined_dots(&module, path))
            }
        };
        Target::Imported(self.normalised(imported))
    }

    /// The module that a function loads by its name where it is called.
    pub(crate) fn loaded_target(&self, module: &Name) -> Target {
        Target::Imported(self.normalised(Imported::of(module, module.clone())))
    }

    fn is_default(&self, import: &Import) -> bool {
        self.facts.language.ecosystem() == Ecosystem::Node
            && import.name.as_deref() == Some("default")
    }

    fn is_first_bound(&self, module: &str, import: &Import) -> bool {
        self.facts.language.ecosystem() == Ecosystem::Python
            && split_first(module).0 == import.local
    }

    /// The module an import names, as a full path; it begins with dots where it is relative and this file's
    /// own module is not known.
    pub(crate) fn module_of(&self, import: &Import) -> Result<Name, Why> {
        if import.level == 0 {
            // A module of the platform may be named with its scheme or without:
            // <https://nodejs.org/api/modules.html#built-in-modules>.
            let plain = match self.facts.language.ecosystem() {
                Ecosystem::Node => import.module.strip_prefix("node:"),
                _ => None,
            };
            return Ok(plain.map_or_else(|| import.module.clone(), Name::new));
        }
        if self.facts.language.ecosystem() == Ecosystem::Rust {
            let outer = vec!["super"; import.level.min(64) as usize].join(".");
            return Ok(joined(&outer, &import.module));
        }
        let Some(own) = &self.module else {
            let dots = ".".repeat(import.level.min(64) as usize);
            return Ok(Name::from(format!("{dots}{}", import.module)));
        };
        let up = if own.is_package {
            import.level - 1
        } else {
            import.level
        };
        let mut package = own.name.as_str();
        for _ in 0..up {
            if package.is_empty() {
                return Err(Why::BeyondRoot);
            }
            package = package.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        Ok(joined(package, &import.module))
    }

    /// The path with the aliases of libraries undone and the results of their functions named.
    pub(crate) fn normalised(&self, imported: Imported) -> Imported {
        match Libraries::of(self.facts.language).normal_form(&imported.path) {
            Some(path) => Imported {
                module_len: imported.module_len.min(len(path)),
                path: path.clone(),
                ..imported
            },
            None => imported,
        }
    }

    /// Lengthens the module part while a plain import of the file names it.
    pub(super) fn in_module(&self, imported: Imported) -> Imported {
        let extends = match self.facts.language.ecosystem() {
            Ecosystem::Python => self.names.plain_modules.iter().any(|module| {
                module
                    .strip_prefix(imported.path.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }),
            Ecosystem::Rust => imported.path.split('.').all(|name| name == "super"),
            Ecosystem::Node | Ecosystem::Go => false,
        };
        let module_len = if extends {
            len(&imported.path)
        } else {
            imported.module_len
        };
        self.normalised(Imported {
            module_len,
            ..imported
        })
    }
}

fn by_default(imported: Imported) -> Imported {
    Imported {
        by_default: true,
        ..imported
    }
}

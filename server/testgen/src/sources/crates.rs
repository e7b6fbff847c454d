//! What paths stand for where modules are declared in a tree of crates; it never looks for a file.

use syntax::facts::{Import, ImportKind, Name};

use super::{Definition, Resolved, SourceFile, Sources};

impl<'a> Sources<'a> {
    /// What a path used in a file stands for.
    pub(super) fn in_crate(&self, file: usize, path: &str, steps: usize) -> Resolved<'a> {
        let Some(steps) = steps.checked_sub(1) else {
            return Resolved::Undeclared;
        };
        let Some(source) = self.file(file) else {
            return Resolved::Undeclared;
        };
        if let Some(whole) = from_root(source, path) {
            return self.across_crates(&whole, steps);
        }
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        match (self.resolve_within(file, first, steps), rest) {
            (found, None) => found,
            (Resolved::Here(Definition::Module(module)), Some(rest)) => {
                self.in_crate(module, rest, steps)
            }
            (Resolved::External(outer), Some(rest)) => {
                Resolved::External(Name::from(format!("{outer}.{rest}")))
            }
            (Resolved::Undeclared, Some(_)) => self.across_crates(path, steps),
            _ => Resolved::Undeclared,
        }
    }

    /// What the name that a `use` or `mod` binds stands for.
    pub(super) fn used(&self, file: usize, import: &Import, steps: usize) -> Resolved<'a> {
        let path = match (import.kind, &import.name) {
            (ImportKind::Name, Some(name)) => Name::from(format!("{}.{name}", import.module)),
            _ => import.module.clone(),
        };
        // A name is not looked for in the import that binds it.
        if path == import.local {
            return Resolved::External(path);
        }
        let first = path.split('.').next().unwrap_or_default();
        if first == import.local {
            return self.across_crates(&path, steps);
        }
        match self.in_crate(file, &path, steps) {
            Resolved::Undeclared => Resolved::External(path),
            found => found,
        }
    }

    /// What a path that begins with the name of a crate stands for.
    fn across_crates(&self, path: &str, steps: usize) -> Resolved<'a> {
        let mut module = path;
        loop {
            if let Some(file) = self.files.iter().position(|file| file.module == module) {
                let rest = path
                    .get(module.len()..)
                    .unwrap_or_default()
                    .trim_start_matches('.');
                if rest.is_empty() {
                    return Resolved::Here(Definition::Module(file));
                }
                return self.in_crate(file, rest, steps);
            }
            match module.rsplit_once('.') {
                Some((outer, _)) => module = outer,
                None => return Resolved::External(Name::new(path)),
            }
        }
    }
}

/// A path that begins in its own crate, from the name of the crate.
fn from_root(source: &SourceFile<'_>, path: &str) -> Option<String> {
    let (first, mut rest) = path.split_once('.').unwrap_or((path, ""));
    let own = source.module.as_str();
    let base = match first {
        "crate" => own.split('.').next().unwrap_or(own),
        "self" => own,
        "super" => {
            let mut base = own.rsplit_once('.').map_or(own, |(outer, _)| outer);
            while let Some(further) = rest.strip_prefix("super") {
                if !(further.is_empty() || further.starts_with('.')) {
                    break;
                }
                rest = further.trim_start_matches('.');
                base = base.rsplit_once('.').map_or(base, |(outer, _)| outer);
            }
            base
        }
        _ => return None,
    };
    Some(match rest.is_empty() {
        true => base.to_owned(),
        false => format!("{base}.{rest}"),
    })
}

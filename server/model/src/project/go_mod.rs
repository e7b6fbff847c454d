//! `go.mod`; it never looks for the modules it names.

use syntax::facts::Name;
use syntax::language::Ecosystem;

use super::{Dependency, Folder, ManifestText, Package, normal_name, parent};

/// See <https://go.dev/ref/mod#go-mod-file>.
pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    let mut block = "";
    for line in text.text.lines() {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let mut words = code.split_whitespace().peekable();
        let verb = match block {
            "" => words.next().unwrap_or_default(),
            open => open,
        };
        match words.peek() {
            Some(&"(") => {
                block = verb;
                continue;
            }
            Some(&")") => {
                block = "";
                continue;
            }
            None => continue,
            Some(_) => {}
        }
        let first = words.next().unwrap_or_default().trim_matches(['"', '`']);
        match verb {
            "module" => folder.packages.push(Package {
                ecosystem: Ecosystem::Go,
                name: Name::new(first),
                folder: Name::new(parent(text.path)),
                entries: Vec::new(),
            }),
            "go" => folder.language_versions = Some(Name::new(first)),
            "require" => folder.dependencies.push(Dependency {
                name: normal_name(first),
                version: Name::new(words.next().unwrap_or_default()),
                extras: Vec::new(),
                optional: comment.trim() == "indirect",
                manifest: Name::new(text.path),
            }),
            _ => {}
        }
    }
}

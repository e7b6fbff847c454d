//! `Cargo.toml`; it never looks for the crates it names.

use syntax::facts::Name;
use syntax::language::Ecosystem;
use toml::de::DeValue;

use super::pyproject::{Table, parse};
use super::{Dependency, Folder, ManifestText, Package, below, normal_name, parent};

/// See <https://doc.rust-lang.org/cargo/reference/manifest.html>.
pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    parse(text, folder, |root, folder| {
        read_package(root, text, folder);
        let lints = [&["lints", "clippy"][..], &["workspace", "lints", "clippy"]];
        if lints.iter().any(|path| root.at(path).is_some()) {
            super::linters::add_configured("clippy", text, folder);
        }
        let groups = [
            ("dependencies", false),
            ("build-dependencies", true),
            ("dev-dependencies", true),
        ];
        for (group, optional) in groups {
            for table in [root.table(group), root.at(&["workspace", group])] {
                read_dependencies(table, optional, text, folder);
            }
        }
    });
}

fn read_package(root: Table, text: ManifestText, folder: &mut Folder) {
    let Some(name) = root
        .table("package")
        .and_then(|package| package.text("name"))
    else {
        return;
    };
    let own = parent(text.path);
    let mut entries = Vec::new();
    let library = root.table("lib");
    let path = library.and_then(|library| library.text("path"));
    entries.extend(below(own, path.unwrap_or("src/lib.rs")).map(|path| (Name::new("lib"), path)));
    entries.extend(below(own, "src/main.rs").map(|path| (Name::new("bin"), path)));
    let binaries = root.get("bin").and_then(DeValue::as_array);
    let binaries = binaries.into_iter().flatten();
    entries.extend(binaries.filter_map(|binary| {
        let path = Table::new(binary.get_ref().as_table()?).text("path")?;
        Some((Name::new("bin"), below(own, path)?))
    }));
    let name = library
        .and_then(|library| library.text("name"))
        .unwrap_or(name);
    folder.packages.push(Package {
        ecosystem: Ecosystem::Rust,
        name: Name::from(name.replace('-', "_")),
        folder: Name::new(own),
        entries,
    });
}

fn read_dependencies(
    table: Option<Table>,
    optional: bool,
    text: ManifestText,
    folder: &mut Folder,
) {
    for (key, value) in table.into_iter().flat_map(Table::entries) {
        let told = value.as_table().map(Table::new);
        let name = told.and_then(|told| told.text("package")).unwrap_or(key);
        let version = match value {
            DeValue::String(version) => version.as_ref(),
            _ => told
                .and_then(|told| told.text("version"))
                .unwrap_or_default(),
        };
        let extras = told.map(|told| told.list("features")).unwrap_or_default();
        folder.dependencies.push(Dependency {
            name: normal_name(name),
            version: Name::new(version),
            extras: extras.into_iter().map(Name::new).collect(),
            optional,
            manifest: Name::new(text.path),
        });
    }
}

//! `package.json` and `tsconfig.json`; it never looks for the files they name.

use serde_json::{Map, Value};
use syntax::facts::Name;
use syntax::language::Ecosystem;

use super::{Alias, Dependency, Folder, ManifestText, Package, below, normal_name, parent};

/// Conditions of `exports` in the order they are preferred: sources and types before compiled code.
const CONDITIONS: [&str; 7] = [
    "source", "types", "import", "require", "node", "module", "default",
];

/// Maps nest no deeper in `exports`.
const DEPTH: u32 = 6;

/// See <https://docs.npmjs.com/cli/configuring-npm/package-json> and, for `exports` and `imports`,
/// <https://nodejs.org/api/packages.html>.
pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    let Some(root) = parse(text, folder) else {
        return;
    };
    let groups = [
        ("dependencies", false),
        ("peerDependencies", false),
        ("optionalDependencies", true),
        ("devDependencies", true),
    ];
    for (group, optional) in groups {
        for (name, version) in entries(&root, group) {
            folder.dependencies.push(Dependency {
                name: normal_name(name),
                version: Name::new(version.as_str().unwrap_or_default().trim()),
                extras: Vec::new(),
                optional,
                manifest: Name::new(text.path),
            });
        }
    }
    for (_, command) in entries(&root, "scripts") {
        folder.commands.extend(command.as_str().map(Name::new));
    }
    if root.contains_key("eslintConfig") {
        super::linters::add_configured("eslint", text, folder);
    }
    let own = parent(text.path);
    let target = |value: &str| below(own, value);
    let mut package = Package {
        ecosystem: Ecosystem::Node,
        name: Name::new(root.get("name").and_then(Value::as_str).unwrap_or_default()),
        folder: Name::new(own),
        entries: Vec::new(),
    };
    let is_module = root.get("type").and_then(Value::as_str) == Some("module");
    folder.is_module = is_module;
    match root.get("exports") {
        Some(Value::Object(map)) if map.keys().any(|key| key.starts_with('.')) => {
            for (key, value) in map {
                let found = condition(value, DEPTH).and_then(target);
                package
                    .entries
                    .extend(found.map(|found| (Name::new(key), found)));
            }
        }
        Some(value) => {
            let found = condition(value, DEPTH).and_then(target);
            package
                .entries
                .extend(found.map(|found| (Name::new("."), found)));
        }
        None => {}
    }
    for key in ["source", "types", "module", "main"] {
        let found = root.get(key).and_then(Value::as_str).and_then(target);
        package
            .entries
            .extend(found.map(|found| (Name::new("."), found)));
    }
    for (key, value) in entries(&root, "imports") {
        let found = condition(value, DEPTH).and_then(target);
        folder.aliases.extend(found.map(|found| Alias {
            folder: Name::new(own),
            pattern: Name::new(key),
            targets: vec![found],
        }));
    }
    folder.packages.push(package);
}

/// The paths under which a project's files import each other.
/// See <https://www.typescriptlang.org/tsconfig/#paths>.
pub(super) fn read_tsconfig(text: ManifestText, folder: &mut Folder) {
    let Some(root) = parse(text, folder) else {
        return;
    };
    let own = parent(text.path);
    let Some(Value::Object(options)) = root.get("compilerOptions") else {
        return;
    };
    let base = options.get("baseUrl").and_then(Value::as_str);
    let Some(from) = base.map_or(Some(Name::new(own)), |base| below(own, base)) else {
        return;
    };
    for (pattern, targets) in entries(options, "paths") {
        let targets = targets.as_array().into_iter().flatten();
        let targets = targets.filter_map(|target| below(&from, target.as_str()?));
        folder.aliases.push(Alias {
            folder: Name::new(own),
            pattern: Name::new(pattern),
            targets: targets.collect(),
        });
    }
    if base.is_some() {
        folder.aliases.push(Alias {
            folder: Name::new(own),
            pattern: Name::new("*"),
            targets: vec![slashed(&from, "*")],
        });
    }
}

fn slashed(folder: &str, rest: &str) -> Name {
    match folder.is_empty() {
        true => Name::new(rest),
        false => Name::from(format!("{folder}/{rest}")),
    }
}

fn parse(text: ManifestText, folder: &mut Folder) -> Option<Map<String, Value>> {
    match jsonc_parser::parse_to_serde_value::<Value>(
        text.text,
        &jsonc_parser::ParseOptions::default(),
    ) {
        Ok(Value::Object(root)) => Some(root),
        Ok(_) => {
            let why = Name::new("it is no object");
            folder.broken.push((Name::new(text.path), why));
            None
        }
        Err(error) => {
            let why = Name::from(error.to_string());
            folder.broken.push((Name::new(text.path), why));
            None
        }
    }
}

fn entries<'v>(
    of: &'v Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'v str, &'v Value)> {
    let map = of.get(key).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
}

/// The file that a value of `exports` names under the preferred condition.
fn condition(value: &Value, depth: u32) -> Option<&str> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(target) => Some(target),
        Value::Array(targets) => targets.iter().find_map(|target| condition(target, depth)),
        Value::Object(map) => {
            let preferred = CONDITIONS.iter().filter_map(|key| map.get(*key));
            preferred
                .chain(map.values())
                .find_map(|value| condition(value, depth))
        }
        _ => None,
    }
}

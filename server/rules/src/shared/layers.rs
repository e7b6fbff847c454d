//! Which layer of a backend a file belongs to, by its folders. It looks at no code.

use model::FileRole;

use crate::context::ProjectCtx;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Domain,
    Application,
    Infrastructure,
    Api,
}

const DOMAIN: &[&str] = &[
    "domain",
    "entities",
    "entity",
    "valueobjects",
    "valueobject",
];
const APPLICATION: &[&str] = &[
    "application",
    "usecases",
    "usecase",
    "interactors",
    "interactor",
    "servicelayer",
];
const INFRASTRUCTURE: &[&str] = &[
    "infrastructure",
    "infra",
    "adapter",
    "adapters",
    "persistence",
    "repository",
    "repositories",
    "dao",
    "gateways",
];
const API: &[&str] = &[
    "api",
    "controllers",
    "controller",
    "handlers",
    "routers",
    "routes",
    "views",
    "endpoints",
    "entrypoints",
    "presentation",
    "delivery",
    "transport",
    "http",
    "rest",
];
/// Names of files that put everything together, and so know everything.
const ROOTS: &[&str] = &[
    "bootstrap",
    "compositionroot",
    "config",
    "container",
    "di",
    "index",
    "ioc",
    "main",
    "module",
    "providers",
    "settings",
    "wire",
];

/// The layer of a file. What lies in the domain stays there, whatever the folders below are called.
#[must_use]
pub fn of_path(path: &str) -> Option<Layer> {
    let (folders, name) = path.rsplit_once('/')?;
    let plain = |part: &str| part.to_ascii_lowercase().replace(['_', '-'], "");
    let stem = plain(name.split('.').next().unwrap_or(name));
    let is_module = name.contains(".module.");
    if ROOTS.contains(&stem.as_str()) || is_module {
        return None;
    }
    let folders: Vec<String> = folders.split('/').map(plain).collect();
    let known = [
        (Layer::Domain, DOMAIN),
        (Layer::Infrastructure, INFRASTRUCTURE),
        (Layer::Api, API),
    ];
    let outermost = folders.iter().find_map(|folder| {
        let layer = known
            .iter()
            .find(|(_, names)| names.contains(&folder.as_str()));
        layer.map(|(layer, _)| *layer)
    });
    let is_application = || {
        folders
            .iter()
            .any(|folder| APPLICATION.contains(&folder.as_str()))
    };
    outermost.or_else(|| is_application().then_some(Layer::Application))
}

/// Whether at least two layers hold at least two files each: a project that has layers.
#[must_use]
pub fn are_there(ctx: &ProjectCtx<'_>) -> bool {
    let mut counts = [0usize; 4];
    for file in ctx.index.files() {
        if file.role != FileRole::Source {
            continue;
        }
        let slot = match of_path(&file.path) {
            Some(Layer::Domain) => 0,
            Some(Layer::Application) => 1,
            Some(Layer::Infrastructure) => 2,
            Some(Layer::Api) => 3,
            None => continue,
        };
        if let Some(count) = counts.get_mut(slot) {
            *count += 1;
        }
    }
    counts.iter().filter(|count| **count >= 2).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_keeps_what_lies_in_it() {
        let cases = [
            ("src/domain/user.py", Some(Layer::Domain)),
            ("src/domain/repositories/users.py", Some(Layer::Domain)),
            (
                "src/application/use_cases/rename.py",
                Some(Layer::Application),
            ),
            ("src/application/http/users.py", Some(Layer::Api)),
            ("src/use-cases/rename.ts", Some(Layer::Application)),
            ("src/infrastructure/container.py", None),
            ("src/users/users.module.ts", None),
            ("user.py", None),
        ];
        for (path, layer) in cases {
            assert_eq!(of_path(path), layer, "{path}");
        }
    }
}

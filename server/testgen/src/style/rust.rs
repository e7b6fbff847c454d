//! Where tests of crates stand and how they are marked, learned from what is there; it reads no disk.

use model::Manifests;
use syntax::facts::{ImportKind, ItemKind, Name, TypeDeclKind, Visibility};
use syntax::span::Span;

use crate::plan::class::Classes;
use crate::plan::rust::target::{Making, making};
use crate::plan::rust::types::{Home, is_open};
use crate::plan::{Plan, Target};
use crate::sources::Sources;

#[derive(Clone, Debug)]
pub struct Style {
    /// Relative to the root.
    pub path: String,
    /// The file of what is tested.
    pub target: usize,
    pub outside: bool,
    /// What marks an asynchronous test; none where no runtime is at hand.
    pub asynchronous: Option<&'static str>,
    /// How a text becomes an owned one: `.to_string()`.
    pub owned: Owned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    Shown,
    Taken,
    Made,
    Turned,
}

/// Whether a file of a crate holds tests alone.
pub fn is_test(path: &str) -> bool {
    path.ends_with(".rs") && path.split('/').rev().nth(1) == Some("tests")
}

/// The folder of the crate that a file belongs to, with a `/` at its end, or nothing.
pub fn crate_folder(path: &str) -> &str {
    let end = ["src/", "tests/"].iter().filter_map(|folder| {
        let at = path.find(&format!("/{folder}"))?;
        Some(at + 1)
    });
    let is_first = path.starts_with("src/") || path.starts_with("tests/");
    match end.min().filter(|_| !is_first) {
        Some(end) => path.get(..end).unwrap_or_default(),
        None => "",
    }
}

/// The module of tests in a file: its head, and where it closes.
pub fn module_of_tests(sources: Sources<'_>, file: usize) -> Option<(Span, Span)> {
    let source = sources.file(file)?;
    let (at, head) = (0u32..).zip(&source.facts.items).find(|(_, item)| {
        let head = source.text.get(item.span.range()).unwrap_or_default();
        item.kind == ItemKind::TypeHead
            && item.parent.is_none()
            && head.contains("cfg(test)")
            && item
                .facts
                .types
                .iter()
                .any(|decl| decl.kind == TypeDeclKind::Namespace)
    })?;
    let end = source
        .facts
        .items
        .iter()
        .find(|item| item.kind == ItemKind::TypeEnd && item.parent == Some(at))?;
    Some((head.span, end.span))
}

/// Where the tests of something belong.
pub fn home(sources: Sources<'_>, target: &Target<'_>) -> Option<Home> {
    let file = target.function.code.file;
    let own = sources.file(file)?;
    let home = |outside| Some(Home { file, outside });
    if module_of_tests(sources, file).is_some() {
        return home(false);
    }
    let folder = crate_folder(own.path);
    let files = || {
        (0..sources.files.len())
            .filter_map(|at| Some((at, sources.file(at)?)))
            .filter(|(_, file)| crate_folder(file.path) == folder)
    };
    let within = files()
        .filter(|(at, _)| module_of_tests(sources, *at).is_some())
        .count();
    let apart = files()
        .filter(|(_, file)| is_test(file.path) && file.text.contains("test]"))
        .count();
    let reachable = is_reachable(sources, file) && is_public(target);
    let inside = own.path.get(folder.len()..).unwrap_or_default();
    if !reachable || !inside.starts_with("src/") {
        return home(false);
    }
    home((apart > 0 || within == 0) && is_made_outside(sources, target))
}

/// Whether another crate can make the value that a method is called on, in every state it may have.
fn is_made_outside(sources: Sources<'_>, target: &Target<'_>) -> bool {
    let Some(owner) = target.owner.as_ref().filter(|_| !target.on_class) else {
        return true;
    };
    let classes = Classes::new(sources);
    let file = target.function.code.file;
    classes.home.set(Some(Home {
        file,
        outside: true,
    }));
    match making(&classes, target) {
        Some(Making::Value) => is_open(&classes, owner),
        Some(_) => true,
        None => false,
    }
}

fn is_public(target: &Target<'_>) -> bool {
    let is = |visibility| visibility == Visibility::Public;
    let owner = target.owner.as_ref().and_then(|owner| owner.decl);
    owner.is_none_or(|decl| is(decl.visibility)) && is(target.function.signature.visibility)
}

/// Whether another crate can name the module that a file is.
pub fn is_reachable(sources: Sources<'_>, file: usize) -> bool {
    let Some(own) = sources.file(file) else {
        return false;
    };
    let modules: Vec<&str> = own.module.split('.').collect();
    let Some(root) = modules.first() else {
        return false;
    };
    let library = sources
        .files
        .iter()
        .any(|file| file.path.ends_with("src/lib.rs") && file.module == *root);
    library
        && (1..modules.len()).all(|depth| {
            let outer = modules.get(..depth).unwrap_or_default().join(".");
            let name = modules.get(depth).copied().unwrap_or_default();
            sources
                .files
                .iter()
                .filter(|file| file.module == outer && !file.path.ends_with("main.rs"))
                .flat_map(|file| &file.facts.items)
                .flat_map(|item| &item.facts.summary.imports)
                .any(|import| {
                    import.kind == ImportKind::Module
                        && import.name.as_deref() == Some(name)
                        && import.re_exported
                })
        })
}

pub fn of(sources: Sources<'_>, manifests: &Manifests, plans: &[Plan<'_>]) -> Style {
    let home = plans.first().and_then(|plan| home(sources, &plan.target));
    let target = home.map_or(0, |home| home.file);
    let outside = home.is_some_and(|home| home.outside);
    let path = sources.file(target).map_or("", |file| file.path);
    let texts = || sources.files.iter().map(|file| file.text);
    let marks = [
        ("tokio", "#[tokio::test]"),
        ("actix-web", "#[actix_web::test]"),
        ("actix-rt", "#[actix_rt::test]"),
        ("async-std", "#[async_std::test]"),
    ];
    let used = marks
        .iter()
        .find(|(_, mark)| texts().any(|text| text.contains(mark)));
    let declared = || {
        marks
            .iter()
            .find(|(name, _)| manifests.dependency(path, name).is_some())
    };
    let count = |word: &str| {
        texts()
            .map(|text| text.matches(word).count())
            .sum::<usize>()
    };
    let ways = [
        (Owned::Shown, count("\".to_string()")),
        (Owned::Taken, count("\".to_owned()")),
        (Owned::Made, count("String::from(\"")),
        (Owned::Turned, count("\".into()")),
    ];
    let mut owned = Owned::Shown;
    let mut most = 0;
    for (way, uses) in ways {
        if uses > most {
            (owned, most) = (way, uses);
        }
    }
    Style {
        path: match outside {
            true => outside_path(sources, target),
            false => path.to_owned(),
        },
        target,
        outside,
        asynchronous: used.or_else(declared).map(|(_, mark)| *mark),
        owned,
    }
}

fn outside_path(sources: Sources<'_>, target: usize) -> String {
    let module = sources
        .file(target)
        .map_or_else(Name::default, |file| file.module.clone());
    let inside = module.split_once('.').map_or("", |(_, inside)| inside);
    let stem = match inside.rsplit('.').next() {
        Some("") | None => "lib",
        Some(last) => last,
    };
    let folder = sources
        .file(target)
        .map_or("", |file| crate_folder(file.path));
    let path = |stem: &str| format!("{folder}tests/{stem}.rs");
    // Two modules of one name do not share a file unless it is already theirs.
    let first = path(stem);
    let names = |text: &str| text.contains(&format!("{}::", module.replace('.', "::")));
    match sources.at_path(&first).and_then(|at| sources.file(at)) {
        Some(file) if !names(file.text) => path(&inside.replace('.', "_")),
        _ => first,
    }
}

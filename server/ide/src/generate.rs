//! Generated tests: what `testgen` plans, as changes of files. It decides nothing about tests.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use model::{ManifestText, Manifests};
use rules::edit::TextEdit;
use syntax::facts::{Import, Name, Signature};
use syntax::file::FileFacts;
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;
use syntax::text::Text;

use crate::action::{Action, ActionKind, FilePatch, Patch};
use crate::change::Change;
use crate::file::File;
use crate::project::Project;

/// Files that are looked at for one symbol at most: what it imports, and the tests of the project.
const FILES: usize = 600;

/// Tests for one symbol.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// Empty where every outcome has a test already.
    pub change: Change,
    pub left_out: Vec<LeftOut>,
}

/// An outcome without a test, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// In the symbol's file, counted from 1.
    pub line: u32,
    pub why: String,
}

/// A file as the planner takes it.
struct Taken {
    path: String,
    module: model::Module,
    /// What its imports of files lead to, by path.
    links: Vec<(Name, String)>,
    facts: Arc<FileFacts>,
    text: String,
}

impl Project {
    /// The use cases of a file that tests can be generated for.
    #[must_use]
    pub fn testable(&self, path: &str) -> Vec<String> {
        let id = self.file(path).map(|file| file.id);
        let use_cases = self
            .things()
            .use_cases
            .iter()
            .filter(|use_case| Some(use_case.element.place.file) == id);
        use_cases
            .map(|use_case| use_case.element.name.to_string())
            .collect()
    }

    /// Tests for a function, class or `Class.method` of a file.
    ///
    /// # Errors
    /// Says why nothing can be generated.
    pub fn generate_tests(&self, path: &str, symbol: &str) -> Result<Generated, String> {
        let root = self.root_around(path);
        let below = |path: &str| path.strip_prefix(root.as_str()).map(ToOwned::to_owned);
        let target = below(path).ok_or_else(|| format!("`{path}` is not in the project"))?;
        let manifest_texts: Vec<(String, &String)> = self
            .manifests()
            .iter()
            .filter_map(|(path, text)| Some((below(path)?, text)))
            .collect();
        let texts: Vec<ManifestText> = manifest_texts
            .iter()
            .map(|(path, text)| ManifestText { path, text })
            .collect();
        let manifests = Manifests::read(&texts);
        let taken = self.taken(path, &root);
        let files: Vec<testgen::sources::SourceFile> = taken
            .iter()
            .map(|file| testgen::sources::SourceFile {
                path: &file.path,
                module: file.module.name.clone(),
                is_package: file.module.is_package,
                links: file.links.clone(),
                facts: &file.facts,
                text: &file.text,
            })
            .collect();
        let line = |left_out: &testgen::LeftOut| {
            let text = taken.iter().find(|file| file.path == left_out.path);
            let line = text.map_or(1, |file| {
                Text::from(file.text.as_str()).line_of(left_out.span.start) + 1
            });
            if left_out.path == target {
                (line, left_out.why.clone())
            } else {
                let why = format!("{}:{line}: {}", left_out.path, left_out.why);
                (1, why)
            }
        };
        let generated =
            testgen::generate(&files, &manifests, &target, symbol).map_err(|left_out| {
                let (line, why) = line(&left_out);
                format!("line {line}: {why}")
            })?;
        let mut change = Change::default();
        if !generated.tests.is_empty() {
            let whole = format!("{root}{}", generated.path);
            if generated.is_new {
                change.created.insert(whole, generated.text);
                for init in generated.inits {
                    change
                        .created
                        .insert(format!("{root}{init}"), String::new());
                }
            } else {
                change.edited.insert(whole, generated.text);
            }
        }
        let left_out = generated.left_out.iter().map(|left_out| {
            let (line, why) = line(left_out);
            LeftOut { line, why }
        });
        Ok(Generated {
            change,
            left_out: left_out.collect(),
        })
    }

    /// The folder of the nearest manifest around a file, with a `/` at its end, or nothing.
    fn root_around(&self, path: &str) -> String {
        if ecosystem(path) == Some(Ecosystem::Rust)
            && let Some(root) = self.workspace_around(path)
        {
            return root;
        }
        let mut at = path;
        while let Some((folder, _)) = at.rsplit_once('/') {
            let marks: &[&str] = match ecosystem(path) {
                Some(Ecosystem::Node) => &["package.json"],
                Some(Ecosystem::Rust) => &["Cargo.toml"],
                _ => &["pyproject.toml", "setup.py", "setup.cfg"],
            };
            if marks
                .iter()
                .any(|mark| self.manifests().contains_key(&format!("{folder}/{mark}")))
            {
                return format!("{folder}/");
            }
            at = folder;
        }
        String::new()
    }

    /// The folder of the workspace around a crate: its crates use each other.
    fn workspace_around(&self, path: &str) -> Option<String> {
        let mut at = path;
        while let Some((folder, _)) = at.rsplit_once('/') {
            let manifest = self.manifests().get(&format!("{folder}/Cargo.toml"));
            if manifest.is_some_and(|text| text.contains("[workspace]")) {
                return Some(format!("{folder}/"));
            }
            at = folder;
        }
        let manifest = self.manifests().get("Cargo.toml");
        manifest
            .filter(|text| text.contains("[workspace]"))
            .map(|_| String::new())
    }

    /// The file, what it imports near and far, and the tests of its project.
    fn taken(&self, path: &str, root: &str) -> Vec<Taken> {
        let paths = self.paths();
        let mut modules = rustc_hash::FxHashMap::default();
        let mut queue: VecDeque<Arc<str>> = VecDeque::new();
        for known in paths.iter().filter(|known| known.starts_with(root)) {
            let Some(file) = self.file(known) else {
                continue;
            };
            if let Some(module) = self.index().env(file.id).and_then(|env| env.module()) {
                modules.insert(module.name.to_string(), Arc::clone(known));
            }
            let name = known.rsplit('/').next().unwrap_or(known);
            if ecosystem(known) != ecosystem(path) {
                continue;
            }
            if **known == *path {
                queue.push_front(Arc::clone(known));
            } else if ecosystem(path) == Some(Ecosystem::Rust) {
                // What implements a trait, or tests something, may stand in any file of the crate.
                queue.push_back(Arc::clone(known));
            } else if testgen::is_test(known) || name == "conftest.py" || is_beside_tests(known) {
                queue.push_back(Arc::clone(known));
            }
        }
        let mut seen: BTreeSet<Arc<str>> = queue.iter().cloned().collect();
        let mut taken = Vec::new();
        while let Some(at) = queue.pop_front() {
            if taken.len() >= FILES {
                break;
            }
            let Some(file) = self.take(&at, root) else {
                continue;
            };
            let imports = file.facts.items.iter().flat_map(|item| {
                let inner = item
                    .facts
                    .summary
                    .functions
                    .iter()
                    .flat_map(|function| &function.imports);
                item.facts.summary.imports.iter().chain(inner)
            });
            let linked = file.links.iter().filter_map(|(_, path)| {
                let whole = format!("{root}{path}");
                paths.iter().find(|known| ***known == *whole)
            });
            for path in linked {
                if seen.insert(Arc::clone(path)) {
                    queue.push_front(Arc::clone(path));
                }
            }
            let mut wanted = Vec::new();
            for import in imports {
                let base = absolute(&file.module, import.level, &import.module);
                if let Some(name) = &import.name {
                    wanted.push(format!("{base}.{name}"));
                }
                wanted.push(base);
            }
            for module in wanted {
                let mut module = module.as_str();
                // The packages around are run, too, and may hand names on.
                loop {
                    if let Some(path) = modules.get(module)
                        && seen.insert(Arc::clone(path))
                    {
                        queue.push_front(Arc::clone(path));
                    }
                    match module.rsplit_once('.') {
                        Some((outer, _)) => module = outer,
                        None => break,
                    }
                }
            }
            taken.push(file);
        }
        taken
    }

    fn take(&self, path: &str, root: &str) -> Option<Taken> {
        let file = self.file(path)?;
        let text = file.source.text.as_ref()?.to_string();
        let facts = if file.source.facts.has_bodies() {
            Arc::clone(&file.source.facts)
        } else {
            Arc::new(syntax::extract(file.source.facts.language, &text))
        };
        let module = self
            .index()
            .env(file.id)
            .and_then(|env| env.module().cloned());
        let below = path.strip_prefix(root)?.to_owned();
        let links = match ecosystem(path) {
            Some(Ecosystem::Node) => self.links(file.id, &facts, root),
            _ => Vec::new(),
        };
        Some(Taken {
            links,
            module: module.unwrap_or_else(|| model::Module {
                name: below.trim_end_matches(".py").replace('/', ".").into(),
                is_package: false,
            }),
            path: below,
            facts,
            text,
        })
    }

    /// The files that the imports of a file name.
    fn links(&self, file: model::FileId, facts: &FileFacts, root: &str) -> Vec<(Name, String)> {
        let items = facts.items.iter().map(|item| &item.facts.summary);
        let imports = items.flat_map(|summary| &summary.imports);
        let link = |import: &Import| {
            let found = self.index().module_file(file, &import.module)?;
            let path = self.index().path_of(found)?.strip_prefix(root)?;
            Some((import.module.clone(), path.to_owned()))
        };
        imports.filter_map(link).collect()
    }

    pub(crate) fn test_patch(
        &self,
        path: &str,
        symbol: &str,
        outcome: Option<&str>,
    ) -> Option<Patch> {
        let _ = outcome;
        let generated = self.generate_tests(path, symbol).ok()?;
        let mut patch = Patch::default();
        patch.new_files.extend(generated.change.created);
        for (path, text) in generated.change.edited {
            let file = self.file(&path).filter(|file| file.may_be_edited())?;
            let before = file.source.text.clone()?;
            let edits = difference(&before.to_string(), &text);
            patch.files.push(FilePatch {
                path,
                version: file.open.map(|open| open.version),
                text: before,
                edits,
            });
        }
        (!patch.files.is_empty() || !patch.new_files.is_empty()).then_some(patch)
    }

    /// Tests for the use case under the cursor, unless a finding offers them already.
    pub(crate) fn test_actions(&self, file: &File, span: Span, offered: &[Action]) -> Vec<Action> {
        if offered
            .iter()
            .any(|action| action.kind == ActionKind::GenerateTests)
        {
            return Vec::new();
        }
        let Some(use_case) = self.things().use_case_at(file.id, span.start) else {
            return Vec::new();
        };
        let name = use_case.element.name.clone();
        let Some(patch) = self.test_patch(&file.path, &name, None) else {
            return Vec::new();
        };
        vec![Action {
            title: format!("Generate tests of `{name}`"),
            kind: ActionKind::GenerateTests,
            is_safe: false,
            finding: None,
            patch,
        }]
    }
}

fn ecosystem(path: &str) -> Option<Ecosystem> {
    Language::of_path(path).map(Language::ecosystem)
}

/// Fakes and factories stand beside the tests.
fn is_beside_tests(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "test"))
}

fn absolute(module: &model::Module, level: u32, name: &str) -> String {
    if level == 0 {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = module.name.split('.').collect();
    if !module.is_package {
        parts.pop();
    }
    for _ in 1..level {
        parts.pop();
    }
    parts.extend(name.split('.').filter(|part| !part.is_empty()));
    parts.join(".")
}

/// The edits from one text to another that only inserts lines and replaces single ones.
fn difference(before: &str, after: &str) -> Vec<TextEdit> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let same = old
        .iter()
        .zip(&new)
        .take_while(|(old, new)| old == new)
        .count();
    let start: usize = old.iter().take(same).map(|line| line.len()).sum();
    // What follows the first difference is compared from its end, so that the middle stays small.
    let rest_old = before.get(start..).unwrap_or_default();
    let rest_new = after.get(start..).unwrap_or_default();
    let span = Span::new(
        u32::try_from(start).unwrap_or(u32::MAX),
        u32::try_from(start + rest_old.len()).unwrap_or(u32::MAX),
    );
    vec![TextEdit {
        span,
        new_text: rest_new.to_owned(),
    }]
}

/// Whether a function is a test by itself.
fn is_one_test(language: Language, signature: &Signature) -> bool {
    match language {
        Language::Rust => signature
            .decorators
            .iter()
            .any(|decorator| decorator.path == "test" || decorator.path.ends_with(".test")),
        _ => signature.name.starts_with("test"),
    }
}

/// Whether a runner speaks of a test: by its name, or by the path of modules to it.
fn is_called(failing: &str, name: &str) -> bool {
    failing == name || failing.rsplit("::").next() == Some(name)
}

/// A test file without the tests of these names; none where no test is left.
#[must_use]
pub fn without_tests(
    path: &str,
    text: &str,
    names: &[String],
    before: Option<&str>,
) -> Option<String> {
    let language = Language::of_path(path)?;
    let facts = syntax::extract(language, text);
    let word = if language == Language::Rust {
        "fn"
    } else {
        "def"
    };
    let kept_before =
        |name: &str| before.is_some_and(|before| before.contains(&format!("{word} {name}(")));
    let mut out = String::new();
    let mut at = 0usize;
    let mut left = 0;
    for item in &facts.items {
        let tests: Vec<&str> = item
            .facts
            .summary
            .functions
            .iter()
            .filter(|function| is_one_test(language, &function.signature))
            .map(|function| function.signature.name.as_str())
            .collect();
        let goes = tests
            .iter()
            .any(|name| names.iter().any(|failing| is_called(failing, name)) && !kept_before(name));
        if goes {
            let range = item.span.range();
            out.push_str(text.get(at..range.start).unwrap_or_default().trim_end());
            out.push('\n');
            at = range.end;
        } else {
            left += tests.len();
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (left > 0).then_some(out)
}

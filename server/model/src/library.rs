//! What calls of libraries do, read from a table; it never looks at a file of the workspace.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use syntax::facts::Name;
use syntax::language::{Ecosystem, Language};

use crate::symbol::Target;

/// The libraries of a language: what their calls do and give.
#[derive(Debug, Default)]
pub struct Libraries {
    normal_forms: FxHashMap<Name, Name>,
    twins: FxHashMap<Name, Name>,
    executor_paths: FxHashSet<Name>,
    executor_methods: FxHashSet<Name>,
    appliers: FxHashSet<Name>,
    effects: FxHashMap<Name, Effect>,
    errors: FxHashMap<Name, ErrorResult>,
    keys: FxHashMap<Name, usize>,
    key_options: FxHashMap<Name, FxHashSet<Name>>,
    drops_rejections: FxHashMap<Name, u32>,
    plain_promises: Vec<Name>,
    routes_in_order: FxHashSet<Name>,
    answers: FxHashSet<Name>,
    exchanges: FxHashSet<Name>,
    web_packages: Vec<Name>,
    storage_packages: Vec<Name>,
    requests: FxHashMap<Name, RequestValue>,
    cancellable: FxHashMap<Name, Name>,
    closed_by: FxHashMap<Name, ClosedBy>,
    readers: FxHashSet<Name>,
    clients: FxHashSet<Name>,
}

/// A value that lives as long as a request is served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestValue {
    /// What is written behind it to get what tells that nobody waits any longer; empty where it is that itself,
    /// none where it does not tell.
    pub cancels: Option<Name>,
    /// The value serves another request afterwards.
    pub reused: bool,
    /// The method that gives a copy which may be kept.
    pub copy: Option<Name>,
    /// Texts that it gives stand in memory which another request writes to afterwards.
    pub texts: bool,
}

/// How what a call gives is given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedBy {
    /// The member of it that is closed; none for the value itself.
    pub member: Option<Name>,
    pub method: Name,
}

/// How a call gives back that it failed, where nothing is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResult {
    /// How many results there are; the last one is the error.
    pub results: usize,
    /// The member of the only result that holds the error.
    pub member: Option<Name>,
}

fn one() -> usize {
    1
}

/// What one call of a library does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Effect {
    pub kind: EffectKind,
    pub mode: EffectMode,
    /// Changes what is stored elsewhere.
    pub writes: bool,
}

/// What a call reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectKind {
    Sleep,
    Http,
    Database,
    Cache,
    File,
    Process,
    Input,
    Mail,
    /// Long computing, such as the hash of a password.
    Cpu,
    /// Packs data or unpacks it.
    Packing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectMode {
    /// Holds the thread until it is done.
    Blocking,
    /// Gives something that has to be awaited.
    Async,
    /// Builds or registers something; nothing is reached yet.
    Prepare,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Table {
    aliases: FxHashMap<Name, Name>,
    returns: FxHashMap<Name, Name>,
    twins: FxHashMap<Name, Name>,
    executors: Executors,
    appliers: FxHashSet<Name>,
    effects: Vec<EffectGroup>,
    errors: Vec<ErrorGroup>,
    /// Calls of which an argument is a key, and which one.
    keys: FxHashMap<Name, usize>,
    /// Functions and plugins that are given a key by name.
    key_options: FxHashMap<Name, FxHashSet<Name>>,
    /// Frameworks that wait for no handler before this version.
    drops_rejections: FxHashMap<Name, u32>,
    /// Modules whose promises have no members of their own.
    plain_promises: Vec<Name>,
    /// Frameworks that answer a request by the first of their routes that fits.
    routes_in_order: FxHashSet<Name>,
    /// Errors and functions that stand for an answer to a request.
    answers: FxHashSet<Name>,
    /// Classes of requests, of what answers them, and of both together.
    exchanges: FxHashSet<Name>,
    /// Packages that serve requests, and packages that reach a database or a peer.
    web_packages: Vec<Name>,
    storage_packages: Vec<Name>,
    /// Types of values that live as long as a request is served.
    requests: FxHashMap<Name, RequestValue>,
    /// Calls that nobody can cancel, and the last name of the one that stands in for them; empty where there is none
    /// that takes the same.
    cancellable: FxHashMap<Name, Name>,
    closed_by: Vec<ClosedGroup>,
    /// Functions that only read what they are given, and close it not.
    readers: FxHashSet<Name>,
    /// Functions and classes that make a client or a pool of connections.
    clients: FxHashSet<Name>,
}

/// Calls whose values have to be given back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosedGroup {
    #[serde(default)]
    member: Option<Name>,
    method: Name,
    of: Vec<Name>,
    names: Vec<Name>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Executors {
    paths: FxHashSet<Name>,
    methods: FxHashSet<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectGroup {
    kind: EffectKind,
    mode: EffectMode,
    #[serde(default)]
    writes: bool,
    of: Vec<Name>,
    names: Vec<Name>,
}

/// Calls whose errors have to be looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorGroup {
    #[serde(default = "one")]
    results: usize,
    #[serde(default)]
    member: Option<Name>,
    of: Vec<Name>,
    names: Vec<Name>,
}

impl Libraries {
    /// The table of `language`.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static PYTHON: LazyLock<Libraries> =
            LazyLock::new(|| read(include_str!("../../../queries/python/effects.toml")));
        static NODE: LazyLock<Libraries> =
            LazyLock::new(|| read(include_str!("../../../queries/javascript/effects.toml")));
        static GO: LazyLock<Libraries> =
            LazyLock::new(|| read(include_str!("../../../queries/go/effects.toml")));
        static RUST: LazyLock<Libraries> =
            LazyLock::new(|| read(include_str!("../../../queries/rust/effects.toml")));
        match language.ecosystem() {
            Ecosystem::Python => &PYTHON,
            Ecosystem::Node => &NODE,
            Ecosystem::Go => &GO,
            Ecosystem::Rust => &RUST,
        }
    }

    /// What calling `target` does, if the tables know it.
    #[must_use]
    pub fn effect_of(&self, target: &Target) -> Option<Effect> {
        self.effect(&target.path()?)
    }

    /// What calling a full path does: `time.sleep`, `httpx.Client.get`. A `*` of the tables stands for any member that
    /// is whatever the last name is called on.
    #[must_use]
    pub fn effect(&self, path: &str) -> Option<Effect> {
        if let Some(effect) = self.effects.get(path) {
            return Some(*effect);
        }
        let (owner, name) = path.rsplit_once('.')?;
        let (base, _) = owner.rsplit_once('.')?;
        self.effects
            .get(format!("{base}.*.{name}").as_str())
            .copied()
    }

    /// How a call gives back an error that has to be looked at, if it does.
    #[must_use]
    pub fn error_result(&self, path: &str) -> Option<&ErrorResult> {
        self.errors.get(path)
    }

    /// Which argument of a call is a key that must stay secret.
    #[must_use]
    pub fn key_argument(&self, path: &str) -> Option<usize> {
        self.keys.get(path).copied()
    }

    /// The names of the options that are keys, of a function or plugin that is given some.
    #[must_use]
    pub fn key_options(&self, path: &str) -> Option<&FxHashSet<Name>> {
        self.key_options.get(path)
    }

    /// The first version of a framework in which it waits for the promises of its handlers, if there were others.
    #[must_use]
    pub fn waits_since(&self, framework: &str) -> Option<u32> {
        self.drops_rejections.get(framework).copied()
    }

    /// Whether what a library's function gives is a promise and nothing else: one of `ky` has `json()` as well.
    #[must_use]
    pub fn gives_plain_promise(&self, path: &str) -> bool {
        self.plain_promises.iter().any(|module| is_in(path, module))
    }

    /// Whether a framework answers a request by the first of its routes that fits, not by the one that fits best.
    #[must_use]
    pub fn routes_in_order(&self, framework: &str) -> bool {
        self.routes_in_order.contains(framework)
    }

    /// Whether a name stands for an answer to a request: an error with a status, a function that ends the request.
    /// A module stands for all names in it.
    #[must_use]
    pub fn is_answer(&self, path: &str) -> bool {
        let module = path.rsplit_once('.').map_or("", |(module, _)| module);
        self.answers.contains(path) || self.answers.contains(module)
    }

    /// Whether a class is a request, or what answers one.
    #[must_use]
    pub fn is_exchange(&self, path: &str) -> bool {
        self.exchanges.contains(path)
    }

    /// Whether a module belongs to a package that serves requests.
    #[must_use]
    pub fn serves_requests(&self, module: &str) -> bool {
        self.web_packages
            .iter()
            .any(|package| is_in(module, package))
    }

    /// Whether a module belongs to a package that reaches a database or a peer.
    #[must_use]
    pub fn reaches_outside(&self, module: &str) -> bool {
        self.storage_packages
            .iter()
            .any(|package| is_in(module, package))
    }

    /// What is known of the values of a type, if they live as long as a request is served.
    #[must_use]
    pub fn request_value(&self, class: &str) -> Option<&RequestValue> {
        self.requests.get(class)
    }

    /// The last name of what stands in for a call that nobody can cancel, if it is one; empty where nothing takes
    /// the same.
    #[must_use]
    pub fn cancellable(&self, path: &str) -> Option<&Name> {
        self.cancellable.get(path)
    }

    /// How what a call gives is given back, if it has to be.
    #[must_use]
    pub fn closed_by(&self, path: &str) -> Option<&ClosedBy> {
        self.closed_by.get(path)
    }

    /// Whether calling a path makes a client or a pool of connections.
    #[must_use]
    pub fn makes_client(&self, path: &str) -> bool {
        self.clients.contains(path)
    }

    /// Whether a function only reads what it is given, so that the caller still has to close it.
    #[must_use]
    pub fn only_reads(&self, path: &str) -> bool {
        self.readers.contains(path)
    }

    /// What stands in for a blocking call in async code: of the path itself, else of its class or module.
    #[must_use]
    pub fn async_twin(&self, path: &str) -> Option<Name> {
        if let Some(twin) = self.twins.get(path) {
            return Some(twin.clone());
        }
        let (owner, name) = path.rsplit_once('.')?;
        let twin = self.twins.get(owner)?;
        Some(Name::from(format!("{twin}.{name}")))
    }

    /// Whether a call runs its argument off the event loop. `written` is the callee as the source has it.
    #[must_use]
    pub fn is_executor(&self, target: &Target, written: &str) -> bool {
        if target
            .path()
            .is_some_and(|path| self.executor_paths.contains(&path))
        {
            return true;
        }
        written
            .rsplit_once('.')
            .is_some_and(|(_, method)| self.executor_methods.contains(method))
    }

    /// Whether the function calls a function that it is given before it returns.
    #[must_use]
    pub fn is_applier(&self, path: &str) -> bool {
        self.appliers.contains(path)
    }

    /// The one path the tables use for something with several, if `path` is another one.
    #[must_use]
    pub fn normal_form(&self, path: &str) -> Option<&Name> {
        self.normal_forms.get(path)
    }
}

/// Whether a module is a package or a part of it.
fn is_in(module: &str, package: &str) -> bool {
    let rest = module.strip_prefix(package);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
}

fn read(text: &str) -> Libraries {
    let Ok(table) = toml::from_str::<Table>(text) else {
        return Libraries::default();
    };
    let mut normal_forms = table.aliases;
    normal_forms.extend(table.returns);
    let mut effects = FxHashMap::default();
    for group in &table.effects {
        let effect = Effect {
            kind: group.kind,
            mode: group.mode,
            writes: group.writes,
        };
        for of in &group.of {
            for name in &group.names {
                effects.insert(crate::symbol::joined(of, name), effect);
            }
        }
    }
    let mut errors = FxHashMap::default();
    for group in &table.errors {
        let result = ErrorResult {
            results: group.results,
            member: group.member.clone(),
        };
        for of in &group.of {
            for name in &group.names {
                errors.insert(crate::symbol::joined(of, name), result.clone());
            }
        }
    }
    let mut closed_by = FxHashMap::default();
    for group in &table.closed_by {
        let closed = ClosedBy {
            member: group.member.clone(),
            method: group.method.clone(),
        };
        for of in &group.of {
            for name in &group.names {
                closed_by.insert(crate::symbol::joined(of, name), closed.clone());
            }
        }
    }
    Libraries {
        normal_forms,
        twins: table.twins,
        executor_paths: table.executors.paths,
        executor_methods: table.executors.methods,
        appliers: table.appliers,
        effects,
        errors,
        keys: table.keys,
        key_options: table.key_options,
        drops_rejections: table.drops_rejections,
        plain_promises: table.plain_promises,
        routes_in_order: table.routes_in_order,
        answers: table.answers,
        exchanges: table.exchanges,
        web_packages: table.web_packages,
        storage_packages: table.storage_packages,
        requests: table.requests,
        cancellable: table.cancellable,
        closed_by,
        readers: table.readers,
        clients: table.clients,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = Libraries::of(Language::Python);
        let cases = [
            (
                "time.sleep",
                Some((EffectKind::Sleep, EffectMode::Blocking, false)),
            ),
            (
                "httpx.Client.get",
                Some((EffectKind::Http, EffectMode::Blocking, false)),
            ),
            (
                "httpx.AsyncClient.get",
                Some((EffectKind::Http, EffectMode::Async, false)),
            ),
            (
                "open",
                Some((EffectKind::File, EffectMode::Blocking, false)),
            ),
            (
                "sqlalchemy.orm.Session.commit",
                Some((EffectKind::Database, EffectMode::Blocking, true)),
            ),
            ("os.path.join", None),
        ];
        for (path, expected) in cases {
            let effect = table
                .effect(path)
                .map(|effect| (effect.kind, effect.mode, effect.writes));
            assert_eq!(effect, expected, "{path}");
        }
    }

    #[test]
    fn errors_are_results_or_members_of_one() {
        let table = Libraries::of(Language::Go);
        let opened = table.error_result("os.Open").unwrap();
        assert_eq!((opened.results, &opened.member), (2, &None));
        let saved = table.error_result("gorm.io/gorm.DB.Save").unwrap();
        assert_eq!(saved.member.as_deref(), Some("Error"));
        assert_eq!(table.error_result("fmt.Println"), None);
    }

    #[test]
    fn twins_are_found_for_the_call_or_its_class() {
        let table = Libraries::of(Language::Python);
        assert_eq!(
            table.async_twin("time.sleep").as_deref(),
            Some("asyncio.sleep")
        );
        assert_eq!(
            table.async_twin("requests.get").as_deref(),
            Some("httpx.AsyncClient.get")
        );
        assert_eq!(table.async_twin("os.getcwd"), None);
    }

    #[test]
    fn normal_forms_are_final() {
        let table = Libraries::of(Language::Python);
        for (from, to) in &table.normal_forms {
            assert_eq!(
                table.normal_form(to),
                None,
                "{from} leads to {to}, which has another form"
            );
        }
    }
}

//! What is known of frameworks and libraries, read once from their descriptions; it names none of them itself.

mod architecture;
mod description;
mod path;
mod role;
mod status;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;
use syntax::language::{Ecosystem, Language};

use crate::library::Libraries;

pub use architecture::{
    Architecture, has_word, is_file_named, is_named_double, lies_below, lies_in, sounds_like_guard,
    sounds_like_limit, suffix_of,
};
pub use description::{
    AnswerMark, AppliedForm, ClientClass, ContainerForm, Covers, Description, ErrorForm,
    ErrorHandlerForm, FolderForm, Form, GuardClass, HandlerClass, Join, ListForms, LoaderForm,
    Marker, MethodMark, MethodValue, MiddlewareForm, ModelForm, ModuleForm, MountForm, Parameters,
    PathSyntax, PrefixForm, ReadForm, RecordForm, ResourceClass, ResponseClass, RouteForm,
    RouterClass, ServedForm, SessionClass, SettingForm, TestForms, TypeTable, VersionForm,
};
pub use path::{PathShape, join, of_regex};
pub use role::{Role, RolePart, index_of};
pub use status::{status_of_constant, status_of_text};

include!(concat!(env!("OUT_DIR"), "/frameworks.rs"));

/// A library that does not exist, with every form there is: tests show on Python source what forms mean.
const FICTIONAL: &[(&str, &str, &str)] = if cfg!(test) {
    &[("python", "shapes", include_str!("shapes.toml"))]
} else {
    &[]
};

/// The descriptions for one language, with look-ups by the full path of a class or function.
#[derive(Debug, Default)]
pub struct Frameworks {
    pub descriptions: Vec<(Name, Description)>,
    roles: FxHashMap<Name, Vec<RoleOf>>,
    /// Last names of methods, functions and decorators that may register something.
    registering: FxHashMap<Name, Registering>,
    /// Methods of classes that make handlers of them.
    makers: FxHashSet<Name>,
    /// Methods of sessions that reach a store, and methods of queries that are given one.
    persisting: FxHashSet<Name>,
    given_to: FxHashSet<Name>,
    sending: FxHashSet<Name>,
    /// Whether there are routers all of whose methods give the router.
    builders: bool,
    /// Last names of functions that end a request or make an answer.
    aborts: FxHashSet<Name>,
    /// Last names of functions that read a value of a request.
    reads: FxHashSet<Name>,
    /// Whether some requests are read by their parts.
    parts: bool,
}

/// How something may be registered under a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Registering {
    pub by_call: bool,
    pub by_decorator: bool,
    /// The name alone is enough; otherwise it is a router's method.
    pub alone: bool,
    /// The method may give a router.
    pub gives_router: bool,
}

/// One meaning of a class or function: description and entry in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleOf {
    Router(usize, usize),
    RouterDecorator(usize, usize),
    Module(usize, usize),
    Loader(usize, usize),
    Folder(usize, usize),
    RouteValue(usize, usize),
    /// A mark or a function that registers a route.
    NamedRoute(usize, usize),
    MethodValue(usize, usize),
    MethodMark(usize, usize),
    ListFunction(usize),
    Include(usize, usize),
    Resource(usize, usize),
    ResourceMark(usize, usize),
    Provided(usize, usize),
    MountValue(usize, usize),
    HandlerClass(usize, usize),
    ViewClass(usize),
    Marker(usize, usize),
    MarkerType(usize, usize),
    Extractor(usize, usize),
    Request(usize),
    Guard(usize, usize),
    OpenMark,
    LeftOut,
    Error(usize, usize),
    ErrorDecorator(usize, usize),
    Abort(usize, usize),
    Read(usize, usize),
    Response(usize, usize),
    /// A part of an answer that is given its status, or what is answered.
    StatusPart(usize, usize),
    BodyPart(usize, usize),
    /// A part of a request.
    ReadPart(usize, usize),
    Client(usize, usize),
    ClientCall(usize, usize),
    Interface,
    InterfaceMeta,
    Enum,
    Schema,
    RecordBase(usize, usize),
    RecordDecorator(usize, usize),
    Model(usize, usize),
    ModelBaseCall(usize, usize),
    MadeModel(usize, usize),
    ModelBaseDecorator(usize, usize),
    Session(usize, usize),
    Default(usize, usize),
    Setting(usize, usize),
    TestClass,
    TestDouble,
    Fixture,
    Parametrize,
}

impl Frameworks {
    /// Everything known for `language`.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static PYTHON: LazyLock<Frameworks> =
            LazyLock::new(|| Frameworks::read("python", Libraries::of(Language::Python)));
        static NODE: LazyLock<Frameworks> =
            LazyLock::new(|| Frameworks::read("javascript", Libraries::of(Language::JavaScript)));
        static GO: LazyLock<Frameworks> =
            LazyLock::new(|| Frameworks::read("go", Libraries::of(Language::Go)));
        static RUST: LazyLock<Frameworks> =
            LazyLock::new(|| Frameworks::read("rust", Libraries::of(Language::Rust)));
        match language.ecosystem() {
            Ecosystem::Python => &PYTHON,
            Ecosystem::Node => &NODE,
            Ecosystem::Go => &GO,
            Ecosystem::Rust => &RUST,
        }
    }

    /// The names of the descriptions that speak of an imported module: `fastapi` for `fastapi.routing`.
    pub fn describing(&self, module: &str) -> impl Iterator<Item = &Name> {
        let found = self.descriptions.iter().filter(|(_, description)| {
            let roots = description.modules.iter();
            roots.into_iter().any(|root| {
                let rest = module.strip_prefix(root.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
            })
        });
        found.map(|(name, _)| name)
    }

    /// The methods that say what a setting is where nobody sets it, if one of this name gives settings.
    #[must_use]
    pub fn setting_defaults(&self, read: &str) -> &[Name] {
        let mut settings = self.descriptions.iter().flat_map(|(_, own)| &own.settings);
        let form = settings.find(|form| form.read.iter().any(|own| own == read));
        form.map_or(&[], |form| &form.set)
    }

    /// Whether what a library has to stand before handlers lets everybody through.
    #[must_use]
    pub fn lets_through(&self, path: &str) -> bool {
        let mut open = self.descriptions.iter().flat_map(|(_, own)| &own.open);
        open.any(|root| {
            let rest = path.strip_prefix(root.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
        })
    }

    fn read(language: &str, libraries: &Libraries) -> Self {
        let descriptions = SOURCES
            .iter()
            .chain(FICTIONAL)
            .filter(|(own, ..)| *own == language)
            .filter_map(|(_, name, text)| {
                let description = toml::from_str(text).ok()?;
                Some((Name::new(name), description))
            })
            .collect();
        let mut all = Self {
            descriptions,
            ..Self::default()
        };
        all.index(libraries);
        all
    }

    fn index(&mut self, libraries: &Libraries) {
        let mut roles: FxHashMap<Name, Vec<RoleOf>> = FxHashMap::default();
        let mut registering: FxHashMap<Name, Registering> = FxHashMap::default();
        let mut makers: FxHashSet<Name> = FxHashSet::default();
        let mut aborts: FxHashSet<Name> = FxHashSet::default();
        let mut reads: FxHashSet<Name> = FxHashSet::default();
        for (at, (_, description)) in self.descriptions.iter().enumerate() {
            let mut add = |names: &[Name], role: RoleOf| {
                for name in names {
                    roles.entry(name.clone()).or_default().push(role);
                    if let Some(normal) = libraries.normal_form(name) {
                        roles.entry(normal.clone()).or_default().push(role);
                    }
                }
            };
            for (i, router) in description.routers.iter().enumerate() {
                add(&router.class, RoleOf::Router(at, i));
                add(&router.decorator, RoleOf::RouterDecorator(at, i));
            }
            for (i, folder) in description.folders.iter().enumerate() {
                add(&folder.call, RoleOf::Folder(at, i));
            }
            for (i, loader) in description.loaders.iter().enumerate() {
                add(&loader.call, RoleOf::Loader(at, i));
            }
            for (i, module) in description.modules_of_parts.iter().enumerate() {
                add(&module.decorator, RoleOf::Module(at, i));
            }
            for name in description.routers.iter().flat_map(|router| &router.itself) {
                let entry = registering.entry(name.clone()).or_default();
                entry.gives_router = true;
            }
            for router in description.routers.iter().filter(|router| router.unbound) {
                for class in &router.class {
                    let entry = registering.entry(last_name(class)).or_default();
                    entry.by_call = true;
                    entry.alone = true;
                }
            }
            let mut called = |name: &Name, form: Form, gives_router: bool| {
                let last = name.rsplit('.').next().unwrap_or("");
                let entry = registering.entry(Name::new(last)).or_default();
                entry.gives_router |= gives_router;
                match form {
                    Form::Decorator => entry.by_decorator = true,
                    Form::Call => entry.by_call = true,
                    Form::Mark => {
                        entry.by_decorator = true;
                        entry.alone = true;
                    }
                    Form::Function => {
                        entry.by_call = true;
                        entry.alone = true;
                    }
                    Form::Value | Form::Constructor => {}
                }
            };
            for (i, route) in description.routes.iter().enumerate() {
                add(&route.class, RoleOf::RouteValue(at, i));
                for name in route.names.keys() {
                    called(name, route.form, route.chains);
                    if matches!(route.form, Form::Mark | Form::Function) {
                        add(std::slice::from_ref(name), RoleOf::NamedRoute(at, i));
                    }
                }
            }
            for (i, mount) in description.mounts.iter().enumerate() {
                add(&mount.class, RoleOf::MountValue(at, i));
                if !mount.name.is_empty() {
                    called(&mount.name, Form::Call, mount.chains || mount.makes);
                }
            }
            for prefix in &description.prefixes {
                called(&prefix.name, Form::Call, false);
            }
            for name in &description.only.names {
                called(name, Form::Call, true);
            }
            for name in description
                .routers
                .iter()
                .flat_map(|router| &router.started_by)
            {
                called(name, Form::Call, false);
            }
            for version in &description.versions {
                called(&version.name, Form::Call, false);
            }
            for middleware in &description.middlewares {
                called(&middleware.name, middleware.form, middleware.chains);
            }
            for handler in &description.error_handlers {
                if !handler.name.is_empty() {
                    called(&handler.name, handler.form, false);
                }
            }
            for (i, mark) in description.method_marks.iter().enumerate() {
                add(&mark.decorator, RoleOf::MethodMark(at, i));
            }
            add(&description.lists.functions, RoleOf::ListFunction(at));
            for (i, resource) in description.resources.iter().enumerate() {
                add(&resource.base, RoleOf::Resource(at, i));
                add(&resource.mark, RoleOf::ResourceMark(at, i));
            }
            for (i, provided) in description.provided.iter().enumerate() {
                add(&provided.class, RoleOf::Provided(at, i));
            }
            for (i, mount) in description.mounts.iter().enumerate() {
                add(&mount.include, RoleOf::Include(at, i));
            }
            for (i, value) in description.method_values.iter().enumerate() {
                for name in value.calls.keys() {
                    add(std::slice::from_ref(name), RoleOf::MethodValue(at, i));
                }
            }
            for (i, class) in description.handler_classes.iter().enumerate() {
                add(&class.base, RoleOf::HandlerClass(at, i));
                makers.extend(class.made_by.iter().cloned());
            }
            for view in &description.view_classes {
                add(&view.decorator, RoleOf::ViewClass(at));
            }
            for (i, marker) in description.parameters.markers.iter().enumerate() {
                add(&marker.call, RoleOf::Marker(at, i));
                add(&marker.types, RoleOf::MarkerType(at, i));
            }
            for (i, extractor) in description.parameters.extractors.iter().enumerate() {
                add(&extractor.interface, RoleOf::Extractor(at, i));
            }
            add(&description.parameters.request, RoleOf::Request(at));
            for (i, guard) in description.guards.iter().enumerate() {
                add(&guard.class, RoleOf::Guard(at, i));
                aborts.extend(guard.class.iter().map(|class| last_name(class)));
            }
            add(&description.open_marks, RoleOf::OpenMark);
            add(&description.left_out, RoleOf::LeftOut);
            for (i, error) in description.errors.iter().enumerate() {
                add(&error.class, RoleOf::Error(at, i));
                add(&error.decorator, RoleOf::ErrorDecorator(at, i));
            }
            for (i, abort) in description.aborts.iter().enumerate() {
                add(&abort.call, RoleOf::Abort(at, i));
                aborts.extend(abort.call.iter().map(|call| last_name(call)));
            }
            for (i, read) in description.parameters.reads.iter().enumerate() {
                add(&read.call, RoleOf::Read(at, i));
                reads.extend(read.call.iter().map(|call| last_name(call)));
                add(&read.part, RoleOf::ReadPart(at, i));
            }
            for (i, response) in description.responses.iter().enumerate() {
                let parts = response.status_part.iter().chain(&response.body_part);
                aborts.extend(
                    response
                        .class
                        .iter()
                        .chain(parts)
                        .map(|path| last_name(path)),
                );
                add(&response.class, RoleOf::Response(at, i));
                add(&response.status_part, RoleOf::StatusPart(at, i));
                add(&response.body_part, RoleOf::BodyPart(at, i));
            }
            for (i, client) in description.clients.iter().enumerate() {
                add(&client.class, RoleOf::Client(at, i));
                add(&client.calls, RoleOf::ClientCall(at, i));
            }
            add(&description.types.interfaces, RoleOf::Interface);
            add(
                &description.types.interface_metaclasses,
                RoleOf::InterfaceMeta,
            );
            add(&description.types.enums, RoleOf::Enum);
            for schema in &description.schemas {
                add(&schema.base, RoleOf::Schema);
            }
            for (i, record) in description.records.iter().enumerate() {
                add(&record.base, RoleOf::RecordBase(at, i));
                add(&record.decorator, RoleOf::RecordDecorator(at, i));
            }
            for (i, model) in description.models.iter().enumerate() {
                add(&model.base, RoleOf::Model(at, i));
                add(&model.base_calls, RoleOf::ModelBaseCall(at, i));
                add(&model.made_by, RoleOf::MadeModel(at, i));
                add(&model.base_decorators, RoleOf::ModelBaseDecorator(at, i));
            }
            for (i, session) in description.sessions.iter().enumerate() {
                add(&session.class, RoleOf::Session(at, i));
            }
            for (i, default) in description.defaults.iter().enumerate() {
                add(&default.call, RoleOf::Default(at, i));
            }
            for (i, setting) in description.settings.iter().enumerate() {
                add(&setting.call, RoleOf::Setting(at, i));
            }
            add(&description.tests.class_bases, RoleOf::TestClass);
            add(&description.tests.doubles, RoleOf::TestDouble);
            add(&description.tests.fixtures, RoleOf::Fixture);
            add(&description.tests.parametrize, RoleOf::Parametrize);
        }
        self.roles = roles;
        self.registering = registering;
        self.makers = makers;
        let sessions = || {
            let all = self.descriptions.iter();
            all.flat_map(|(_, description)| &description.sessions)
        };
        self.persisting = sessions().flat_map(|each| each.persists.clone()).collect();
        self.given_to = sessions().flat_map(|each| each.given_to.clone()).collect();
        let all = self.descriptions.iter();
        let clients = all.flat_map(|(_, description)| &description.clients);
        let names = clients.filter(|client| client.remote).flat_map(|client| {
            let calls = client
                .calls
                .iter()
                .filter_map(|call| call.rsplit('.').next());
            let methods = client.names.keys().cloned().chain([client.any.clone()]);
            methods.chain(calls.map(Name::new)).collect::<Vec<_>>()
        });
        self.sending = names.filter(|name| !name.is_empty()).collect();
        self.builders = self
            .descriptions
            .iter()
            .any(|(_, description)| description.routers.iter().any(|router| router.builder));
        self.aborts = aborts;
        self.reads = reads;
        self.parts = self.descriptions.iter().any(|(_, description)| {
            let mut reads = description.parameters.reads.iter();
            reads.any(|read| !read.part.is_empty())
        });
    }

    /// Everything that the class or function at `path` means.
    #[must_use]
    pub fn roles(&self, path: &str) -> &[RoleOf] {
        self.roles.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether a function or method of this last name may send a request to any machine.
    #[must_use]
    pub fn may_send(&self, name: &str) -> bool {
        self.sending.contains(name)
    }

    /// Whether a method of this last name may reach a store through what it is called on.
    #[must_use]
    pub fn may_persist(&self, name: &str) -> bool {
        self.persisting.contains(name)
    }

    /// Whether a method of this last name may reach a store through what it is given.
    #[must_use]
    pub fn may_be_given(&self, name: &str) -> bool {
        self.given_to.contains(name)
    }

    /// Whether there are routers all of whose methods give the router.
    #[must_use]
    pub fn has_builders(&self) -> bool {
        self.builders
    }

    /// Whether values of the class hold routes.
    #[must_use]
    pub fn is_router(&self, path: &str) -> bool {
        let roles = self.roles(path);
        roles.iter().any(|role| matches!(role, RoleOf::Router(..)))
    }

    /// Whether a method of this last name may give the router it is called on, or one that it makes.
    #[must_use]
    pub fn may_give_router(&self, name: &str) -> bool {
        self.builders || self.registering(name).gives_router
    }

    /// What a decorator or method with this last name may register on a router.
    #[must_use]
    pub fn registering(&self, name: &str) -> Registering {
        self.registering.get(name).copied().unwrap_or_default()
    }

    /// Whether a method of this name may make a handler of its class.
    #[must_use]
    pub fn makes_handler(&self, name: &str) -> bool {
        self.makers.contains(name)
    }

    /// Whether a function of this last name may end a request or make an answer.
    #[must_use]
    pub fn may_answer(&self, name: &str) -> bool {
        self.aborts.contains(name)
    }

    /// Whether a function of this last name may read a value of a request.
    #[must_use]
    pub fn may_read(&self, name: &str) -> bool {
        self.reads.contains(name)
    }

    /// Whether parts of requests are read by their names.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        self.parts
    }

    /// The guards that classes of the project are, by a method of theirs.
    pub fn asking(&self) -> impl Iterator<Item = &GuardClass> {
        let all = self.descriptions.iter();
        all.flat_map(|(_, description)| &description.guards)
            .filter(|guard| !guard.method.is_empty())
    }

    /// Whether a method of this name calls a function with each item of a list.
    #[must_use]
    pub fn calls_each(&self, name: &str) -> bool {
        self.types()
            .any(|types| types.each.iter().any(|own| own == name))
    }

    /// Whether this function of a library calls another one with each item of what it is given.
    #[must_use]
    pub fn calls_each_of(&self, path: &str) -> bool {
        self.types()
            .any(|types| types.each_of.iter().any(|own| own == path))
    }

    #[must_use]
    pub fn description(&self, at: usize) -> Option<&Description> {
        self.descriptions
            .get(at)
            .map(|(_, description)| description)
    }

    /// Whether something of a library belongs to one that is described.
    #[must_use]
    pub fn is_of_framework(&self, path: &str) -> bool {
        let root = path.split('.').next().unwrap_or(path);
        let mut all = self.descriptions.iter();
        all.any(|(_, description)| description.modules.iter().any(|module| module == root))
    }

    #[must_use]
    pub fn name(&self, at: usize) -> Name {
        self.descriptions
            .get(at)
            .map(|(name, _)| name.clone())
            .unwrap_or_default()
    }

    /// `at` and the descriptions it extends, itself first.
    #[must_use]
    pub fn lineage(&self, at: usize) -> Vec<usize> {
        let mut found = vec![at];
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            let Some(description) = self.description(at) else {
                continue;
            };
            for base in &description.extends {
                let position = self.descriptions.iter().position(|(name, _)| name == base);
                if let Some(position) = position.filter(|position| !found.contains(position)) {
                    found.push(position);
                }
            }
        }
        found
    }

    /// Whether a function makes one decorator of those it is given.
    #[must_use]
    pub fn combines(&self, path: &str) -> bool {
        let mut all = self.descriptions.iter();
        all.any(|(_, description)| description.combiners.iter().any(|own| own == path))
    }

    /// Whether there are decorators that register a route without a router before their name.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        let mut all = self.descriptions.iter();
        all.any(|(_, description)| {
            let mut routes = description.routes.iter();
            routes.any(|route| route.form == Form::Mark)
        })
    }

    /// Whether a function puts its arguments into a format.
    #[must_use]
    pub fn formats(&self, path: &str) -> bool {
        let mut all = self.descriptions.iter();
        all.any(|(_, description)| description.formats.iter().any(|own| own == path))
    }

    /// The text of a library's constant.
    #[must_use]
    pub fn constant(&self, path: &str) -> Option<&Name> {
        let mut all = self.descriptions.iter();
        all.find_map(|(_, description)| description.constants.get(path))
    }

    /// The routers that are lists of a name of their own, with the description.
    pub fn lists(&self) -> impl Iterator<Item = (usize, &ListForms)> {
        let all = self.descriptions.iter().enumerate();
        all.map(|(at, (_, description))| (at, &description.lists))
            .filter(|(_, lists)| !lists.name.is_empty())
    }

    /// The first role of `path` that `pick` takes.
    pub fn role<T>(&self, path: &str, pick: impl Fn(RoleOf) -> Option<T>) -> Option<T> {
        self.roles(path).iter().find_map(|role| pick(*role))
    }

    #[must_use]
    pub fn has_role(&self, path: &str, wanted: RoleOf) -> bool {
        self.roles(path).contains(&wanted)
    }

    pub fn tests(&self) -> impl Iterator<Item = &TestForms> {
        self.descriptions
            .iter()
            .map(|(_, description)| &description.tests)
    }

    pub fn types(&self) -> impl Iterator<Item = &TypeTable> {
        self.descriptions
            .iter()
            .map(|(_, description)| &description.types)
    }
}

fn last_name(path: &str) -> Name {
    Name::new(path.rsplit('.').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_is_read() {
        for (language, name, text) in SOURCES.iter().chain(FICTIONAL) {
            let read: Result<Description, _> = toml::from_str(text);
            assert!(read.is_ok(), "{language}/{name}: {:?}", read.err());
            let description = read.unwrap_or_default();
            for base in &description.extends {
                let known = SOURCES.iter().any(|(_, other, _)| other == base);
                assert!(
                    known,
                    "{language}/{name} extends {base}, which is not there"
                );
            }
            for route in &description.routes {
                let told = !route.names.is_empty() || !route.class.is_empty();
                assert!(
                    told,
                    "{language}/{name}: a route has neither names nor class"
                );
                let decorates = matches!(route.form, Form::Decorator | Form::Mark);
                let handled = decorates || !route.handler.is_empty();
                assert!(handled, "{language}/{name}: a route tells no handler");
            }
        }
        let all = Frameworks::of(Language::Python);
        assert_eq!(
            all.descriptions.len(),
            SOURCES
                .iter()
                .chain(FICTIONAL)
                .filter(|(language, ..)| *language == "python")
                .count()
        );
    }

    #[test]
    fn lineage_ends_on_a_circle() {
        let mut all = Frameworks::default();
        for (name, base) in [("a", "b"), ("b", "a")] {
            let description = Description {
                extends: vec![Name::new(base)],
                ..Description::default()
            };
            all.descriptions.push((Name::new(name), description));
        }
        assert_eq!(all.lineage(0), [0, 1]);
    }
}

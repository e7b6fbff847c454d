//! Entities, value objects, stored models, ports and adapters; it never looks at who uses them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::facts::{
    FunctionKind, Name, Param, ParamKind, Signature, TypeDeclKind, TypeKind, TypeRef, Visibility,
};

use super::errors::Errors;
use super::local::Scope;
use super::value::{Args, Value};
use super::world::{Lineage, Meaning, Site, World};
use crate::env::{Class, Method};
use crate::framework::{
    Architecture, Frameworks, ModelForm, RecordForm, RoleOf, has_word, is_file_named, lies_below,
    lies_in, suffix_of,
};
use crate::index::{ClassRef, IndexedFile};
use crate::place::{Evidence, Known, Place};
use crate::symbol::SymbolRef;
use crate::things::{Element, Entity, EntityKind, Link, Repository, RepositoryKind};

/// What is known of the classes of the workspace.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub kinds: FxHashMap<SymbolRef, Kind>,
    /// Adapters with the port they implement, if one was found.
    pub adapters: FxHashMap<SymbolRef, Option<SymbolRef>>,
    order: Vec<SymbolRef>,
    /// Stored classes that functions of a library made.
    made: Vec<Entity>,
}

/// What a class is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kind {
    pub what: What,
    pub is_repository: bool,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Entity,
    ValueObject,
    OrmModel,
    Port,
    Adapter,
    Error,
    /// Data that is passed around: requests, answers, settings.
    Schema,
    /// Plain data outside the domain.
    Record,
    Enum,
    Test,
    Other,
}

impl Classes {
    pub fn read(world: &World<'_>, errors: &Errors) -> Self {
        let mut classes = Self::default();
        for file in world.files() {
            for class in file.env.classes() {
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: class.symbol,
                };
                let kind = kind_of(world, errors, file, symbol, &class);
                classes.kinds.insert(symbol, kind);
                classes.order.push(symbol);
            }
            if world.is_source(file) {
                classes.made.extend(made_models(world, file));
            }
        }
        classes.find_adapters(world);
        classes
    }

    pub fn what(&self, symbol: SymbolRef) -> What {
        self.kinds
            .get(&symbol)
            .map_or(What::Other, |kind| kind.what)
    }

    pub fn is_port(&self, symbol: SymbolRef) -> bool {
        self.what(symbol) == What::Port
    }

    fn find_adapters(&mut self, world: &World<'_>) {
        let ports: Vec<(SymbolRef, Vec<Name>)> = self
            .order
            .iter()
            .filter(|symbol| self.is_port(**symbol))
            .map(|symbol| (*symbol, all_methods(world, *symbol)))
            .filter(|(_, methods)| !methods.is_empty())
            .collect();
        for symbol in self.order.clone() {
            let Some(kind) = self.kinds.get(&symbol) else {
                continue;
            };
            if kind.what != What::Other {
                continue;
            }
            // What implements the interface of a use case is the use case.
            if is_use_case(world, symbol) || (!kind.is_repository && self.works_on(world, symbol)) {
                continue;
            }
            let lineage = world.lineage(symbol);
            let declared = lineage
                .own
                .iter()
                .skip(1)
                .find(|base| self.is_port(**base))
                .copied();
            let named = kind.is_repository;
            let methods = all_methods(world, symbol);
            let structural = || {
                let has_all = |port: &[Name]| port.iter().all(|method| methods.contains(method));
                let same_suffix = |port: SymbolRef| {
                    let port = world.name(port);
                    let own = world.name(symbol);
                    own.len() > port.len() && own.ends_with(port.as_str())
                };
                ports
                    .iter()
                    .filter(|(_, wanted)| has_all(wanted))
                    .filter(|(port, wanted)| wanted.len() > 1 || same_suffix(*port))
                    .max_by_key(|(port, wanted)| {
                        // A use case may have the methods of the repository that it works with.
                        let alike = self.kinds.get(port).map(|port| port.is_repository);
                        (alike == Some(named), wanted.len(), same_suffix(*port))
                    })
                    .map(|(port, _)| *port)
            };
            let (port, why) = match declared {
                Some(port) => (Some(port), format!("derives from `{}`", world.name(port))),
                None => match structural() {
                    Some(port) => (
                        Some(port),
                        format!("has every method of `{}`", world.name(port)),
                    ),
                    None if named && !methods.is_empty() => {
                        (None, "is named as a repository".to_owned())
                    }
                    None => continue,
                },
            };
            let is_repository = named
                || port.is_some_and(|port| {
                    self.kinds.get(&port).is_some_and(|kind| kind.is_repository)
                });
            if let Some(kind) = self.kinds.get_mut(&symbol) {
                kind.what = What::Adapter;
                kind.is_repository = is_repository;
                kind.evidence = vec![Evidence {
                    why: Name::from(why),
                    place: port.map(|port| world.place(port)),
                }];
            }
            self.adapters.insert(symbol, port);
        }
    }

    /// Whether a class has the methods of one interface and works on the repositories behind another, or on one that
    /// is a class itself: a service.
    fn works_on(&self, world: &World<'_>, symbol: SymbolRef) -> bool {
        let lineage = world.lineage(symbol);
        let Some(class) = world.class(symbol) else {
            return false;
        };
        let is_other = |ty: &TypeRef| {
            let ty = bound_of(&class, ty).unwrap_or(ty);
            let Some(ClassRef::Project(held)) = world.index.query().class_of_type(symbol.file, ty)
            else {
                return false;
            };
            let is_repository = self.kinds.get(&held).is_some_and(|kind| kind.is_repository);
            is_repository && !lineage.own.contains(&held)
        };
        let mut fields = class.fields();
        let mut given = class
            .methods()
            .filter(|method| method.function.signature.kind == FunctionKind::Constructor)
            .flat_map(|method| &method.function.signature.params);
        let outside = &Architecture::get().outside.directories;
        let lies_outside = world
            .file(symbol.file)
            .is_some_and(|file| lies_in(&file.path, outside));
        !lies_outside
            && (fields.any(|field| field.fact.ty.as_ref().is_some_and(is_other))
                || given.any(|param| param.ty.as_ref().is_some_and(is_other)))
    }

    pub fn entities(&self, world: &World<'_>) -> Vec<Entity> {
        self.own(world)
            .filter_map(|(symbol, kind)| {
                let entity = match kind.what {
                    What::Entity => EntityKind::Entity,
                    What::ValueObject => EntityKind::ValueObject,
                    What::OrmModel => EntityKind::OrmModel,
                    _ => return None,
                };
                Some(Entity {
                    element: world.element_named(symbol, world.name(symbol)),
                    kind: entity,
                    evidence: kind.evidence.clone(),
                })
            })
            .chain(self.made.iter().cloned())
            .collect()
    }

    /// The ports and adapters. What use cases are called by is no port of theirs.
    pub fn repositories(
        &self,
        world: &World<'_>,
        is_entrance: impl Fn(SymbolRef) -> bool,
    ) -> Vec<Repository> {
        self.own(world)
            .filter(|(symbol, _)| !is_entrance(*symbol))
            .filter_map(|(symbol, kind)| {
                let repository = match kind.what {
                    What::Port => RepositoryKind::Port,
                    What::Adapter => RepositoryKind::Adapter,
                    _ => return None,
                };
                let element = world.element_named(symbol, world.name(symbol));
                let port = self.adapters.get(&symbol).copied().flatten();
                let implements = port.map(|port| Link {
                    name: world.name(port),
                    to: Known::Is(world.place(port)),
                    from: element.place,
                });
                Some(Repository {
                    element,
                    kind: repository,
                    is_repository: kind.is_repository,
                    implements,
                    methods: public_methods(world, symbol),
                    evidence: kind.evidence.clone(),
                })
            })
            .collect()
    }

    fn own<'a>(&'a self, world: &'a World<'a>) -> impl Iterator<Item = (SymbolRef, &'a Kind)> {
        self.order.iter().filter_map(move |symbol| {
            let file = world.file(symbol.file)?;
            let kind = self.kinds.get(symbol)?;
            let is_own = world.is_source(file) && !world.is_test_code(*symbol);
            is_own.then_some((*symbol, kind))
        })
    }
}

/// What a type parameter of a class must be: `UserRepository` of `struct Service<R: UserRepository>`.
fn bound_of<'a>(class: &Class<'a>, ty: &TypeRef) -> Option<&'a TypeRef> {
    let TypeKind::Named { path, args } = &ty.kind else {
        return None;
    };
    let mut params = class.decl.type_params.iter();
    let param = params.find(|param| args.is_empty() && param.name == *path)?;
    param.bounds.first()
}

/// Stored classes that names are bound to or that are exported: `const User = model("User", schema)`.
fn made_models(world: &World<'_>, file: &IndexedFile) -> Vec<Entity> {
    let frameworks = world.frameworks(file.id);
    let site = Site {
        file: file.id,
        scope: Scope::Module,
    };
    let mut found = Vec::new();
    for item in &file.env.facts().items {
        let summary = &item.facts.summary;
        let bound = summary.bindings.iter();
        let bound = bound.filter_map(|it| Some((it.name.clone(), it.span, it.value?)));
        let exported = summary.exports.iter();
        let exported = exported.map(|it| (None, it.span, it.value));
        for (name, span, value) in bound.chain(exported) {
            let Value::Call { callee, args, .. } = Value::read(&summary.exprs, value) else {
                continue;
            };
            let is_made = matches!(world.resolve(site, &callee), Meaning::Outside(path) | Meaning::OutsideInstance(path)
                if frameworks.roles(&path).iter().any(|role| matches!(role, RoleOf::MadeModel(..))));
            if !is_made {
                continue;
            }
            let told = match args.position(0) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            };
            let Some(name) = name.or(told) else { continue };
            let place = Place {
                file: file.id,
                span: span.shifted(item.span.start),
            };
            found.push(Entity {
                element: Element {
                    name,
                    place,
                    whole: place,
                },
                kind: EntityKind::OrmModel,
                evidence: vec![Evidence {
                    why: Name::from(format!("is made by `{callee}`")),
                    place: Some(place),
                }],
            });
        }
    }
    found
}

fn kind_of(
    world: &World<'_>,
    errors: &Errors,
    file: &IndexedFile,
    symbol: SymbolRef,
    class: &Class<'_>,
) -> Kind {
    let architecture = Architecture::get();
    let name = &class.decl.name;
    let repositories = &architecture.repositories;
    let is_repository = suffix_of(name, &repositories.suffixes).is_some()
        || repositories.suffixes.contains(name)
        || lies_in(&file.path, &repositories.directories);
    let (what, why) = what(world, errors, file, symbol, class);
    let is_repository =
        is_repository || (what == What::Port && has_word(name, &repositories.words));
    let place = Place {
        file: file.id,
        span: file.env.name_span(class.symbol).unwrap_or_default(),
    };
    let evidence = why.map(|why| Evidence {
        why,
        place: Some(place),
    });
    Kind {
        what,
        is_repository: is_repository && matches!(what, What::Port | What::Adapter | What::Other),
        evidence: evidence.into_iter().collect(),
    }
}

fn what(
    world: &World<'_>,
    errors: &Errors,
    file: &IndexedFile,
    symbol: SymbolRef,
    class: &Class<'_>,
) -> (What, Option<Name>) {
    let frameworks = world.frameworks(file.id);
    let lineage = world.lineage(symbol);
    let has = |wanted: RoleOf| {
        lineage
            .outside
            .iter()
            .any(|path| frameworks.has_role(path, wanted))
    };
    if errors.classes.contains_key(&symbol) {
        return (What::Error, None);
    }
    if has(RoleOf::TestClass) || has(RoleOf::TestDouble) {
        return (What::Test, None);
    }
    if let Some(why) = stored(world, frameworks, symbol, &lineage) {
        return (What::OrmModel, Some(why));
    }
    if has(RoleOf::Enum) || class.decl.kind == TypeDeclKind::Enum {
        return (What::Enum, None);
    }
    if is_port(world, frameworks, symbol, class) {
        let why = Name::new("declares methods without code");
        return (What::Port, Some(why));
    }
    let architecture = Architecture::get();
    let domain = &architecture.domain;
    let in_domain = lies_in(&file.path, &domain.directories)
        && !lies_below(&file.path, &domain.directories, &domain.not_directories)
        && !is_file_named(&file.path, &domain.not_files)
        && suffix_of(&class.decl.name, &domain.not_suffixes).is_none();
    let record = record_of(world, frameworks, &lineage);
    let schema = has(RoleOf::Schema);
    let holds_data =
        record.is_some() || schema || class.fields().next().is_some() || holds_values(class);
    if in_domain && holds_data && !is_service(class) {
        let frozen = record == Some(true) || is_sealed(class);
        let by_folder = lies_in(&file.path, &domain.value_object_directories)
            || is_file_named(&file.path, &domain.value_object_files);
        return if frozen || by_folder {
            let why = if frozen {
                "is immutable data of the domain"
            } else {
                "stands among value objects"
            };
            (What::ValueObject, Some(Name::new(why)))
        } else {
            (What::Entity, Some(Name::new("is a class of the domain")))
        };
    }
    if schema {
        return (What::Schema, None);
    }
    if record.is_some() {
        let has_methods = class
            .methods()
            .any(|method| is_public_method(class, &method));
        return (
            if has_methods {
                What::Other
            } else {
                What::Record
            },
            None,
        );
    }
    (What::Other, None)
}

/// Whether nobody outside sees the values of a class and none of its methods can change them; what makes them
/// changes none.
fn is_sealed(class: &Class<'_>) -> bool {
    let mut fields = class.fields().peekable();
    let changes = |param: &Param| match param.ty.as_ref().map(|ty| &ty.kind) {
        Some(TypeKind::Pointer(_)) => true,
        Some(TypeKind::Reference { mutable, .. }) => *mutable,
        // Where the receiver has no type of its own it may be changed.
        other => other.is_none(),
    };
    let mut methods = class.methods().peekable();
    fields.peek().is_some()
        && fields.all(|field| field.fact.visibility != Visibility::Public)
        && methods.peek().is_some()
        && methods.all(|method| {
            let mut params = method.function.signature.params.iter();
            let receiver = params.find(|param| param.kind == ParamKind::Receiver);
            match receiver {
                Some(receiver) => !changes(receiver),
                None => makes_own(class, &method.function.signature),
            }
        })
}

/// A class without values of its own, or named as one that works on others.
fn is_service(class: &Class<'_>) -> bool {
    let architecture = Architecture::get();
    let name = &class.decl.name;
    let names = &architecture.use_cases;
    let lists = [
        &names.suffixes,
        &names.likely_suffixes,
        &architecture.repositories.suffixes,
    ];
    let mut lists = lists.into_iter();
    lists.any(|list| list.contains(name) || suffix_of(name, list).is_some())
}

/// Whether the constructor keeps what it is given.
fn holds_values(class: &Class<'_>) -> bool {
    class.methods().any(|method| {
        let signature = &method.function.signature;
        let receiver = signature.receiver().unwrap_or_default();
        let declares = signature.params.iter().any(|param| param.declares_field);
        signature.kind == FunctionKind::Constructor
            && (declares
                || method.function.locals.iter().any(|(local, _)| {
                    local
                        .strip_prefix(receiver)
                        .is_some_and(|rest| rest.starts_with('.'))
                }))
    })
}

fn is_port(
    world: &World<'_>,
    frameworks: &Frameworks,
    symbol: SymbolRef,
    class: &Class<'_>,
) -> bool {
    let mut methods = class
        .methods()
        .filter(|method| method.function.signature.kind != FunctionKind::Constructor)
        .peekable();
    if methods.peek().is_none() {
        return false;
    }
    if matches!(
        class.decl.kind,
        TypeDeclKind::Interface | TypeDeclKind::Trait
    ) {
        return true;
    }
    let module = Site {
        file: symbol.file,
        scope: Scope::Module,
    };
    let declared = class.decl.bases.iter().any(|base| {
        let syntax::facts::TypeKind::Named { path, .. } = &base.kind else {
            return false;
        };
        matches!(world.resolve(module, path), Meaning::Outside(path) if frameworks.has_role(&path, RoleOf::Interface))
    });
    let by_option = class.decl.options.iter().any(|(_, value)| {
        let value = Value::read(&class.item.facts.summary.exprs, *value);
        matches!(world.meaning_of(module, &value), Meaning::Outside(path)
            if frameworks.has_role(&path, RoleOf::InterfaceMeta))
    });
    let is_abstract = |method: &crate::env::Method<'_>| method.function.signature.is_abstract;
    if declared || by_option {
        return methods.any(|method| is_abstract(&method));
    }
    // An abstract class is a port where nothing of it has code; so is a narrower one of a port.
    methods.all(|method| is_abstract(&method))
}

/// Why a class is stored in a database, if it is.
fn stored(
    world: &World<'_>,
    frameworks: &'static Frameworks,
    symbol: SymbolRef,
    lineage: &Arc<Lineage>,
) -> Option<Name> {
    if let Some(tag) = stored_tag(world, frameworks, symbol) {
        return Some(Name::from(format!("has fields tagged `{tag}`")));
    }
    let (form, base) = lineage
        .outside
        .iter()
        .find_map(|path| {
            let form = model_form(frameworks, path)?;
            Some((form, path.clone()))
        })
        .or_else(|| {
            lineage
                .own
                .iter()
                .find_map(|class| decorated_base(world, frameworks, *class))
        })?;
    let last = base.trim_end_matches("()").rsplit('.').next().unwrap_or("");
    let why = Name::from(format!("derives from `{last}`"));
    if !form.option.is_empty() {
        let switched_on = lineage
            .own
            .iter()
            .any(|class| option_is_true(world, *class, &form.option));
        return switched_on.then(|| Name::from(format!("{why} with `{}`", form.option)));
    }
    if form.markers.is_empty() {
        return Some(why);
    }
    let class = world.class(symbol)?;
    let marked = form.markers.iter().any(|marker| {
        lineage.own.iter().any(|class| {
            world
                .class(*class)
                .is_some_and(|class| class.own_member(marker).is_some())
        })
    });
    let own_marker = form
        .markers
        .iter()
        .any(|marker| class.own_member(marker).is_some());
    let columns = class.fields().count() + class.bindings().count();
    let is_base = lineage.own.len() == 1 && !own_marker;
    let is_abstract = class.own_member("__abstract__").is_some();
    (marked && columns > 0 && !is_base && !is_abstract).then_some(why)
}

/// A tag of a field that only stored classes have.
fn stored_tag(world: &World<'_>, frameworks: &Frameworks, symbol: SymbolRef) -> Option<Name> {
    let class = world.class(symbol)?;
    let mut fields = class.fields();
    fields.find_map(|field| {
        let mut tags = field.fact.tags.iter();
        let stored = tags.find(|(name, _)| {
            let mut descriptions = frameworks.descriptions.iter();
            descriptions.any(|(_, description)| {
                let mut models = description.models.iter();
                models.any(|form| form.tags.contains(name))
            })
        })?;
        Some(stored.0.clone())
    })
}

fn model_form(frameworks: &'static Frameworks, path: &str) -> Option<&'static ModelForm> {
    let plain = path.trim_end_matches("()");
    let called = plain.len() < path.len();
    let form = frameworks.role(plain, |role| match role {
        RoleOf::Model(at, i) if !called => frameworks.description(at)?.models.get(i),
        RoleOf::ModelBaseCall(at, i) if called => frameworks.description(at)?.models.get(i),
        _ => None,
    });
    form.or_else(|| {
        let last = plain.rsplit('.').next().filter(|_| called)?;
        frameworks.descriptions.iter().find_map(|(_, description)| {
            description
                .models
                .iter()
                .find(|form| form.base_methods.iter().any(|method| method == last))
        })
    })
}

/// A base class that a decorator makes one.
fn decorated_base(
    world: &World<'_>,
    frameworks: &'static Frameworks,
    class: SymbolRef,
) -> Option<(&'static ModelForm, Name)> {
    let found = world.class(class)?;
    let module = Site {
        file: class.file,
        scope: Scope::Module,
    };
    found.decl.decorators.iter().find_map(|decorator| {
        let last = decorator.path.rsplit('.').next().unwrap_or("");
        let by_name = frameworks.descriptions.iter().find_map(|(_, description)| {
            let named = |form: &&ModelForm| form.decorators.iter().any(|own| own == last);
            description.models.iter().find(named)
        });
        let by_path = || match world.resolve(module, &decorator.path) {
            Meaning::Outside(path) => frameworks.role(&path, |role| match role {
                RoleOf::ModelBaseDecorator(at, i) => frameworks.description(at)?.models.get(i),
                _ => None,
            }),
            _ => None,
        };
        Some((by_name.or_else(by_path)?, decorator.path.clone()))
    })
}

fn option_is_true(world: &World<'_>, class: SymbolRef, option: &str) -> bool {
    world.class(class).is_some_and(|class| {
        class.decl.options.iter().any(|(name, value)| {
            name == option
                && Value::read(&class.item.facts.summary.exprs, *value) == Value::Bool(true)
        })
    })
}

/// Whether a class is plain data; if so, whether its values never change.
fn record_of(
    world: &World<'_>,
    frameworks: &'static Frameworks,
    lineage: &Arc<Lineage>,
) -> Option<bool> {
    let mut found = None;
    for class in &lineage.own {
        let Some(decl) = world.class(*class) else {
            continue;
        };
        let module = Site {
            file: class.file,
            scope: Scope::Module,
        };
        for decorator in &decl.decl.decorators {
            let path = match world.resolve(module, &decorator.path) {
                Meaning::Outside(path) => path,
                _ => continue,
            };
            let form = frameworks.role(&path, |role| match role {
                RoleOf::RecordDecorator(at, i) => frameworks.description(at)?.records.get(i),
                _ => None,
            });
            if let Some(form) = form {
                let exprs = &decl.item.facts.summary.exprs;
                let args = decorator.args.as_ref().map(|args| Args::read(exprs, args));
                let option = args
                    .as_ref()
                    .and_then(|args| args.keyword(&form.frozen_option));
                let frozen = form.frozen || option == Some(&Value::Bool(true));
                found = Some(found.unwrap_or(false) || frozen);
            }
        }
    }
    for path in &lineage.outside {
        let form = frameworks.role(path, |role| match role {
            RoleOf::RecordBase(at, i) => frameworks.description(at)?.records.get(i),
            _ => None,
        });
        if let Some(form) = form {
            let frozen = form.frozen
                || lineage.own.iter().any(|class| {
                    (!form.frozen_option.is_empty()
                        && option_is_true(world, *class, &form.frozen_option))
                        || configured_frozen(world, *class, form)
                });
            found = Some(found.unwrap_or(false) || frozen);
        }
    }
    found
}

/// `model_config = ConfigDict(frozen=True)` and its like.
fn configured_frozen(world: &World<'_>, class: SymbolRef, form: &RecordForm) -> bool {
    if form.config_field.is_empty() {
        return false;
    }
    let Some(env) = world.env(class.file) else {
        return false;
    };
    let Some(found) = env.class(class.symbol) else {
        return false;
    };
    let Some(symbol) = found.own_member(&form.config_field) else {
        return false;
    };
    let value = env
        .binding(symbol)
        .and_then(|binding| binding.value)
        .or_else(|| env.field(symbol)?.value);
    let (Some(value), Some(item)) = (value, env.item(symbol)) else {
        return false;
    };
    match Value::read(&item.facts.summary.exprs, value) {
        Value::Call { args, .. } => args.keyword(&form.frozen_option) == Some(&Value::Bool(true)),
        Value::Map(entries) => entries.iter().any(|(key, value)| {
            matches!(key, Value::Text(text) if *text == form.frozen_option)
                && *value == Value::Bool(true)
        }),
        _ => false,
    }
}

/// Whether a class is named as a use case or stands among them, and is not named as a repository.
fn is_use_case(world: &World<'_>, symbol: SymbolRef) -> bool {
    let architecture = Architecture::get();
    let names = &architecture.use_cases;
    let path = world.file(symbol.file).map(|file| file.path.as_str());
    let by_folder = path.is_some_and(|path| lies_in(path, &names.directories));
    world
        .lineage(symbol)
        .own
        .iter()
        .any(|class| suffix_of(&world.name(*class), &names.suffixes).is_some())
        || (by_folder
            && suffix_of(&world.name(symbol), &architecture.repositories.suffixes).is_none())
}

/// Whether a class is used by calling this method.
pub(super) fn is_public_method(class: &Class<'_>, method: &Method<'_>) -> bool {
    let signature = &method.function.signature;
    (signature.visibility == Visibility::Public || class.is_required(method))
        && !makes_own(class, signature)
        && !signature.name.starts_with('_')
        && !matches!(
            signature.kind,
            FunctionKind::Constructor | FunctionKind::Getter | FunctionKind::Setter
        )
}

/// Whether a function of a class makes a value of it: `fn new() -> Self`.
fn makes_own(class: &Class<'_>, signature: &Signature) -> bool {
    let given = signature.returns.as_ref();
    signature.kind == FunctionKind::StaticMethod
        && given.is_some_and(|ty| gives(ty, &class.decl.name))
}

/// Whether a result is the class, or holds it: `Self`, `Result<Self, Error>`.
fn gives(ty: &TypeRef, class: &str) -> bool {
    match &ty.kind {
        TypeKind::Named { path, args } => {
            path == "Self" || path == class || args.iter().any(|arg| gives(arg, class))
        }
        TypeKind::Optional(inner) => gives(inner, class),
        _ => false,
    }
}

/// The public methods a class declares or inherits from the workspace's classes that are not abstract.
fn public_methods(world: &World<'_>, symbol: SymbolRef) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for class in &world.lineage(symbol).own {
        let Some(found) = world.class(*class) else {
            continue;
        };
        for method in found.methods() {
            let signature = &method.function.signature;
            let inherited_stub = *class != symbol && signature.is_abstract;
            if is_public_method(&found, &method)
                && !inherited_stub
                && !names.contains(&signature.name)
            {
                names.push(signature.name.clone());
            }
        }
    }
    names
}

/// The public methods of a class and its ancestors, abstract ones included where it is a port itself.
fn all_methods(world: &World<'_>, symbol: SymbolRef) -> Vec<Name> {
    let abstract_too = world.class(symbol).is_some_and(|class| {
        class
            .methods()
            .any(|method| method.function.signature.is_abstract)
    });
    let mut names = Vec::new();
    for class in &world.lineage(symbol).own {
        let Some(found) = world.class(*class) else {
            continue;
        };
        for method in found.methods() {
            let signature = &method.function.signature;
            if is_public_method(&found, &method) && (abstract_too || !signature.is_abstract) {
                names.push(signature.name.clone());
            }
        }
    }
    names
}

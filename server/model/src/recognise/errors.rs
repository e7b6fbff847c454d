//! Error classes of the workspace and the statuses they are answered with; it never tells who raises them.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    ArgValue, CallFact, FunctionKind, FunctionSummary, Name, ParamKind, TypeDeclKind,
};
use syntax::span::Span;

use super::answers::{answered, attribute, decorated_status, given_status, is_constant};
use super::catchers::{Catcher, Told, told_of_all};
use super::failures::{Conversion, OwnStatuses, conversions, own_statuses};
use super::graph::ErrorHandler;
use super::handed::handed_to_framework;
use super::local::{Decorated, Scope, calls_of, split_last, written_function};
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::env::Method;
use crate::framework::{
    ErrorForm, Form, ResponseClass, RoleOf, status_of_constant, status_of_text,
};
use crate::index::{ClassRef, IndexedFile, RaisedError};
use crate::place::{FileId, Known};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;
use crate::things::ErrorClass;

/// What is known of every error class.
#[derive(Debug, Default)]
pub(super) struct Errors {
    pub classes: FxHashMap<SymbolRef, ErrorInfo>,
    /// What becomes an error of a class where it is handed on.
    conversions: FxHashMap<SymbolRef, Vec<Conversion>>,
    order: Vec<SymbolRef>,
}

#[derive(Clone, Debug)]
pub(super) struct ErrorInfo {
    pub is_domain: bool,
    pub ancestors: Vec<Name>,
    pub status: Known<u16>,
    /// What the class itself answers its errors with.
    pub own: Option<OwnStatuses>,
    in_test: bool,
}

impl ErrorInfo {
    /// The status of an error of the class, by its variant where it is one.
    pub fn status_of(&self, variant: Option<&str>) -> Option<u16> {
        let own = self.own.as_ref();
        let by_variant = variant.and_then(|variant| own?.of(variant));
        by_variant.or_else(|| self.status.value().copied())
    }
}

impl Errors {
    pub fn read(world: &World<'_>, handlers: &[ErrorHandler], catchers: &[Catcher]) -> Self {
        let mut errors = Self::default();
        for file in world.files() {
            for class in file.env.classes() {
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: class.symbol,
                };
                let in_test = world.is_test_code(symbol);
                let Some((info, form)) = error_info(world, symbol, in_test) else {
                    continue;
                };
                if let (Some(own), Some(form)) = (&info.own, form) {
                    let found = conversions(world, symbol, own, form);
                    errors.conversions.insert(symbol, found);
                }
                errors.classes.insert(symbol, info);
                errors.order.push(symbol);
            }
            errors.read_sentinels(world, file);
        }
        errors.map(world, handlers, catchers);
        errors
    }

    /// Adds the names of a file that hold errors told apart by their names.
    fn read_sentinels(&mut self, world: &World<'_>, file: &IndexedFile) {
        for (_, symbol) in file.env.declarations() {
            let symbol = SymbolRef {
                file: file.id,
                symbol,
            };
            if matches!(symbol.symbol.part, Part::Binding(_)) && world.index.is_sentinel(symbol) {
                let info = ErrorInfo {
                    is_domain: true,
                    ancestors: Vec::new(),
                    status: Known::Absent,
                    own: None,
                    in_test: !world.is_source(file),
                };
                self.classes.insert(symbol, info);
                self.order.push(symbol);
            }
        }
    }

    /// The error classes that are no tests' own.
    pub fn things(&self, world: &World<'_>) -> Vec<ErrorClass> {
        let own = self.order.iter().filter_map(|symbol| {
            let info = self.classes.get(symbol).filter(|info| !info.in_test)?;
            Some(ErrorClass {
                element: world.element_named(*symbol, world.name(*symbol)),
                is_domain: info.is_domain,
                ancestors: info.ancestors.clone(),
                status: info.status.clone(),
            })
        });
        own.collect()
    }

    pub fn is_domain(&self, symbol: SymbolRef) -> bool {
        self.classes
            .get(&symbol)
            .is_some_and(|info| info.is_domain && !info.in_test)
    }

    /// Takes the statuses from what is registered to answer errors.
    fn map(&mut self, world: &World<'_>, handlers: &[ErrorHandler], catchers: &[Catcher]) {
        let mut answered: FxHashMap<SymbolRef, Answer> = FxHashMap::default();
        let mut files: FxHashSet<FileId> = FxHashSet::default();
        for handler in handlers {
            for (error, answer, file) in answers(world, handler) {
                answered.insert(error, answer);
                files.insert(file);
                files.insert(handler.site.file);
            }
        }
        let by_map = self.maps(world, &files);
        for symbol in &self.order {
            let lineage = world.lineage(*symbol);
            let mapped = lineage
                .own
                .iter()
                .find_map(|class| by_map.get(class))
                .copied();
            let answer = lineage.own.iter().find_map(|class| answered.get(class));
            let status = match (answer, mapped) {
                (Some(Answer::Status(status)), _) => Known::Is(*status),
                (Some(_), Some(status)) => Known::Is(status),
                (Some(Answer::Attribute(name)), None) => {
                    match attribute_status(world, *symbol, name) {
                        Some(status) => Known::Is(status),
                        None => Known::Unknown(Name::from(format!("`{name}` is not written out"))),
                    }
                }
                (Some(Answer::Unknown), None) => {
                    Known::Unknown(Name::new("the handler of the error tells no one status"))
                }
                (None, _) => match told_of_all(world, catchers, *symbol) {
                    Told::Status(status) => Known::Is(status),
                    Told::Unknown => {
                        Known::Unknown(Name::new("what answers the error tells no one status"))
                    }
                    Told::Nothing => continue,
                },
            };
            if let Some(info) = self.classes.get_mut(symbol) {
                // What the class says itself stands where its handler tells nothing.
                let told = info.status.value().is_some() && status.value().is_none();
                if !told {
                    info.status = status;
                }
            }
        }
    }

    /// Maps from error classes to statuses, written out at the top level of these files.
    fn maps(&self, world: &World<'_>, files: &FxHashSet<FileId>) -> FxHashMap<SymbolRef, u16> {
        let mut found = FxHashMap::default();
        let mut sorted: Vec<FileId> = files.iter().copied().collect();
        sorted.sort();
        for file in sorted {
            let Some(env) = world.env(file) else {
                continue;
            };
            let site = Site {
                file,
                scope: Scope::Module,
            };
            for item in &env.facts().items {
                let summary = &item.facts.summary;
                for value in summary.bindings.iter().filter_map(|binding| binding.value) {
                    let Value::Map(entries) = Value::read(&summary.exprs, value) else {
                        continue;
                    };
                    for (key, value) in &entries {
                        let class = match world.meaning_of(site, key) {
                            Meaning::Declared(symbol) => symbol,
                            _ => continue,
                        };
                        let status = value
                            .items()
                            .iter()
                            .find_map(|value| status_of(world, site, value));
                        if let (true, Some(status)) = (self.classes.contains_key(&class), status) {
                            found.insert(class, status);
                        }
                    }
                }
            }
        }
        found
    }

    /// The status that an error has which leaves a function: what it becomes there, else its own.
    pub fn handed_status(
        &self,
        world: &World<'_>,
        into: Option<SymbolRef>,
        raised: &RaisedError,
    ) -> Option<u16> {
        let variant = raised.variant.is_some().then(|| split_last(&raised.name).1);
        let class = raised.class.project();
        if let Some(into) = into.filter(|into| class != Some(*into)) {
            let from = |conversion: &&Conversion| match (&conversion.from, &raised.class) {
                (Meaning::Instance(from), ClassRef::Project(class)) => from == class,
                (Meaning::OutsideInstance(from), ClassRef::External(path)) => from == path,
                _ => false,
            };
            let known = self.conversions.get(&into).into_iter().flatten();
            if let Some(conversion) = known.clone().find(from) {
                let statuses = &conversion.statuses;
                return match variant {
                    Some(variant) => statuses.of(variant),
                    None => statuses.only(),
                };
            }
        }
        let class = match &raised.class {
            ClassRef::Project(class) => *class,
            ClassRef::External(path) => return library_status(world, raised, path),
        };
        let info = self.classes.get(&class)?;
        let given = args_where_raised(world, raised)
            .and_then(|(site, args)| raised_with(world, site, class, &args))
            .filter(|_| variant.is_none());
        given.unwrap_or_else(|| info.status_of(variant))
    }

    /// The status of what a library's failure becomes, by the full path of what was called.
    pub fn converted_status(&self, into: SymbolRef, called: &str) -> Option<u16> {
        let root = |path: &str| path.split('.').next().map(Name::new);
        let mut found = self.conversions.get(&into)?.iter().filter(|conversion| {
            matches!(&conversion.from, Meaning::OutsideInstance(from) | Meaning::Outside(from)
                if root(from) == root(called))
        });
        match (found.next(), found.next()) {
            (Some(only), None) => only.statuses.only(),
            _ => None,
        }
    }

    /// The statuses that a function answers by raising, those of its closures included.
    pub fn raised_statuses(
        &self,
        world: &World<'_>,
        function: SymbolRef,
        nested: Option<u32>,
    ) -> Vec<u16> {
        let decorated = match nested {
            Some(index) => Decorated::Nested(function.symbol, index),
            None => Decorated::Symbol(function.symbol),
        };
        let Some((summary, calls)) = world
            .env(function.file)
            .and_then(|env| calls_of(env, decorated))
        else {
            return Vec::new();
        };
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let body = match nested {
            Some(index) => summary
                .nested
                .get(index as usize)
                .map(|nested| nested.signature.body_span),
            None => None,
        };
        let mut statuses = Vec::new();
        for raise in &summary.raises {
            if body.is_some_and(|body| !body.contains(raise.span)) {
                continue;
            }
            let Some(error) = &raise.error else { continue };
            let status = self.status_of_raised(world, site, (summary, &calls), error, raise.span);
            if let Some(status) = status.filter(|status| !statuses.contains(status)) {
                statuses.push(status);
            }
        }
        for (there, error, call) in handed_to_framework(world, site, (summary, &calls)) {
            let status = match world.function(there) {
                Some((of, _)) if there != function => {
                    let calls: Vec<&CallFact> = of.calls.iter().collect();
                    let site = Site::in_function(there);
                    self.status_of_raised(world, site, (of, &calls), &error, call.span)
                }
                _ => self.status_of_raised(world, site, (summary, &calls), &error, call.span),
            };
            if let Some(status) = status.filter(|status| !statuses.contains(status)) {
                statuses.push(status);
            }
        }
        for status in answered(world, site, summary, &calls, body, &[]) {
            if status >= 400 && !statuses.contains(&status) {
                statuses.push(status);
            }
        }
        statuses
    }

    /// The status of an error that is made or named in a part of a function.
    fn status_of_raised(
        &self,
        world: &World<'_>,
        site: Site,
        (summary, calls): (&FunctionSummary, &[&CallFact]),
        error: &Name,
        within: Span,
    ) -> Option<u16> {
        let mut made = calls.iter();
        let made = made.find(|call| call.callee == *error && within.contains(call.span));
        match raised(world, site, error) {
            Raised::Library(form) => {
                let args = made.map(|call| Args::of_call(&summary.calls, call));
                args.and_then(|args| status_of(world, site, args.get(&form.status)?))
                    .or_else(|| local_status(world, site, summary, error, form))
                    .or(form.code)
                    .or_else(|| form.status.is_empty().then(|| status_of_constant(error))?)
            }
            Raised::Own(class) => {
                let info = self.classes.get(&class);
                let status = info.and_then(|info| info.status_of(variant_in(error)));
                let given = made.and_then(|call| {
                    raised_with(world, site, class, &Args::of_call(&summary.calls, call))
                });
                // What answers by itself tends to be called by its status.
                let named = || status_of_constant(error);
                let own = given.unwrap_or(status);
                let guessed = || info.is_some_and(|info| !info.is_domain && info.own.is_none());
                own.or_else(|| named().filter(|_| given.is_none() && guessed()))
            }
            // A status is an error by itself.
            Raised::Other if is_constant(error) => status_of_constant(error),
            Raised::Other => None,
        }
    }
}

/// The variant that a path ends with.
fn variant_in(path: &str) -> Option<&str> {
    let (of, last) = split_last(path);
    (!of.is_empty() && last.starts_with(char::is_uppercase)).then_some(last)
}

/// The status that the constructor of an error is given where it is raised, if it is given one there:
/// `raise ApiError("no", 401)`; none inside where that cannot be told.
fn raised_with(
    world: &World<'_>,
    site: Site,
    class: SymbolRef,
    args: &Args,
) -> Option<Option<u16>> {
    let constructor = world
        .lineage(class)
        .own
        .iter()
        .find_map(|class| constructor(world, *class))?;
    given_status(world, site, &constructor.function.signature, args)
}

/// What an error is made with that another function raises.
fn args_where_raised(world: &World<'_>, raised: &RaisedError) -> Option<(Site, Args)> {
    let (summary, _) = world.function(raised.by)?;
    let start = world
        .env(raised.by.file)?
        .item(raised.by.symbol)?
        .span
        .start;
    let call = summary.calls.iter().find(|call| {
        call.callee == raised.name && raised.place.span.contains(call.span.shifted(start))
    })?;
    let site = Site {
        file: raised.by.file,
        scope: Scope::Function(raised.by.symbol),
    };
    Some((site, Args::of_call(&summary.calls, call)))
}

/// The status of a library's error that another function raises.
fn library_status(world: &World<'_>, raised: &RaisedError, path: &str) -> Option<u16> {
    let frameworks = world.frameworks(raised.by.file);
    let form = frameworks.role(path, |role| match role {
        RoleOf::Error(at, i) => frameworks.description(at)?.errors.get(i),
        _ => None,
    })?;
    let (site, args) = args_where_raised(world, raised)?;
    match args.get(&form.status) {
        Some(given) => status_of(world, site, given),
        None => form.code,
    }
}

enum Raised {
    Library(&'static ErrorForm),
    Own(SymbolRef),
    Other,
}

/// What a raise names: a class, or a value made of one.
fn raised(world: &World<'_>, site: Site, error: &str) -> Raised {
    let meaning = world.resolve(site, error);
    match meaning {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => {
            let frameworks = world.frameworks(site.file);
            let form = frameworks.role(&path, |role| match role {
                RoleOf::Error(at, i) => frameworks.description(at)?.errors.get(i),
                _ => None,
            });
            form.map_or(Raised::Other, Raised::Library)
        }
        Meaning::Declared(symbol) => match symbol.symbol.part {
            Part::Type(_) => Raised::Own(symbol),
            Part::Function(_) => match world.call_result(Meaning::Declared(symbol)) {
                Meaning::Instance(class) => Raised::Own(class),
                _ => Raised::Other,
            },
            Part::Variant(_) | Part::TypeVariant(..) => {
                world.owner(symbol).map_or(Raised::Other, Raised::Own)
            }
            _ => match world.value_of(symbol) {
                Meaning::Instance(class) => Raised::Own(class),
                _ => Raised::Other,
            },
        },
        Meaning::Instance(class) => Raised::Own(class),
        _ => Raised::Other,
    }
}

/// `error = HTTPException(401)`, raised later by its name.
fn local_status(
    world: &World<'_>,
    site: Site,
    summary: &FunctionSummary,
    error: &Name,
    form: &ErrorForm,
) -> Option<u16> {
    let call = summary
        .calls
        .iter()
        .find(|call| call.bound.as_ref() == Some(error))?;
    let args = Args::of_call(&summary.calls, call);
    status_of(world, site, args.get(&form.status)?)
}

fn error_info(
    world: &World<'_>,
    symbol: SymbolRef,
    in_test: bool,
) -> Option<(ErrorInfo, Option<&'static ErrorForm>)> {
    let lineage = world.lineage(symbol);
    let env = world.env(symbol.file)?;
    let builtins = Builtins::of(env.facts().language);
    let frameworks = world.frameworks(symbol.file);
    let form = lineage.outside.iter().find_map(|path| {
        frameworks.role(path, |role| match role {
            RoleOf::Error(at, i) => frameworks.description(at)?.errors.get(i),
            _ => None,
        })
    });
    let built_in: Vec<Name> = lineage
        .outside
        .iter()
        .flat_map(|path| builtins.error_ancestors(path))
        .collect();
    let by_method = env.class(symbol.symbol).is_some_and(|class| {
        let mut methods = class.methods();
        class.decl.kind != TypeDeclKind::Interface
            && methods.any(|method| {
                builtins
                    .typing
                    .error_methods
                    .contains(&method.function.signature.name)
            })
    });
    if built_in.is_empty() && form.is_none() && !by_method {
        return None;
    }
    let own = lineage.own.iter().skip(1).map(|class| world.name(*class));
    let own_status = form.and_then(|form| own_statuses(world, symbol, form));
    let status = match form {
        Some(form) => match decorated_status(world, symbol)
            .or_else(|| constructed_status(world, symbol, form))
            .or_else(|| own_status.as_ref()?.only())
        {
            Some(status) => Known::Is(status),
            None => Known::Unknown(Name::new("the status is given where the error is raised")),
        },
        None => Known::Absent,
    };
    let libraries = lineage
        .outside
        .iter()
        .filter(|path| builtins.error_ancestors(path).is_empty());
    let info = ErrorInfo {
        is_domain: form.is_none(),
        ancestors: own.chain(libraries.cloned()).chain(built_in).collect(),
        status,
        own: own_status,
        in_test,
    };
    Some((info, form))
}

/// The status that a class derived from a framework's error always has.
fn constructed_status(world: &World<'_>, symbol: SymbolRef, form: &ErrorForm) -> Option<u16> {
    let given = world.lineage(symbol).own.iter().find_map(|class| {
        let (args, site) = base_call(world, *class)?;
        status_of(world, site, args.get(&form.status)?)
    });
    given.or_else(|| {
        form.status
            .keywords()
            .find_map(|name| attribute_status(world, symbol, name))
            .or(form.code)
    })
}

/// A status that every error of the class has: written as an attribute, or given to the base's constructor.
pub(super) fn attribute_status(world: &World<'_>, symbol: SymbolRef, name: &str) -> Option<u16> {
    declared_status(world, symbol, name).or_else(|| kept_status(world, symbol, name))
}

/// `super().__init__(message, 404)`, where the base's constructor keeps that argument as the attribute.
fn kept_status(world: &World<'_>, symbol: SymbolRef, name: &str) -> Option<u16> {
    let own = &world.lineage(symbol).own;
    for (at, keeper) in own.iter().enumerate() {
        let Some(constructor) = constructor(world, *keeper) else {
            continue;
        };
        let summary = constructor.function;
        let own_part = |local: &Name| {
            let (of, last) = split_last(local);
            last == name && !of.is_empty()
        };
        let mut written = summary.locals.iter().filter(|(local, _)| own_part(local));
        if let (Some((_, value @ ArgValue::Number(_))), None) = (written.next(), written.next()) {
            let site = Site {
                file: keeper.file,
                scope: Scope::Module,
            };
            return status_of(world, site, &Value::of_plain_fact(value));
        }
        let params: Vec<_> = summary
            .signature
            .params
            .iter()
            .filter(|param| param.kind != ParamKind::Receiver)
            .collect();
        let kept = summary
            .locals
            .iter()
            .find_map(|(local, value)| match value {
                ArgValue::Path(path) if own_part(local) => {
                    params.iter().position(|param| param.name == *path)
                }
                _ => None,
            })
            .or_else(|| {
                let mut params = params.iter();
                params.position(|param| param.declares_field && param.name == name)
            });
        let Some(position) = kept else { continue };
        let param = params.get(position)?;
        let given = own.iter().take(at).find_map(|class| {
            let (args, site) = base_call(world, *class)?;
            let value = args
                .keyword(&param.name)
                .or_else(|| args.position(position))?;
            status_of(world, site, value)
        });
        let site = Site {
            file: keeper.file,
            scope: Scope::Module,
        };
        let default = || {
            let exprs = &constructor.item.facts.summary.exprs;
            status_of(world, site, &Value::read(exprs, param.default?))
        };
        return given.or_else(default);
    }
    None
}

fn constructor<'i>(world: &World<'i>, class: SymbolRef) -> Option<Method<'i>> {
    world
        .class(class)?
        .methods()
        .find(|method| method.function.signature.kind == FunctionKind::Constructor)
}

/// What the constructor of a class gives the constructor of its base, and where that is written.
fn base_call(world: &World<'_>, class: SymbolRef) -> Option<(Args, Site)> {
    let method = constructor(world, class)?;
    let name = method.function.signature.name.as_str();
    let calls = &method.function.calls;
    let by_name = |call: &&CallFact| {
        let (of, last) = split_last(&call.callee);
        last == name && !of.is_empty()
    };
    let by_itself = || calls.iter().find(|call| call.callee == "super");
    let call = calls.iter().find(by_name).or_else(by_itself)?;
    let site = Site {
        file: class.file,
        scope: Scope::Function(method.symbol),
    };
    Some((Args::of_call(calls, call), site))
}

/// A status written as an attribute in the body of the class.
fn declared_status(world: &World<'_>, symbol: SymbolRef, name: &str) -> Option<u16> {
    let (site, value) = attribute(world, symbol, name)?;
    status_of(world, site, &value)
}

/// The status a value stands for.
pub(super) fn status_of(world: &World<'_>, site: Site, value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => status_of_text(number),
        Value::Path(path) => status_of_constant(path).or_else(|| {
            let text = text_of(world, site, value, None).ok()?;
            status_of_text(&text)
        }),
        Value::Member(_, name) => status_of_constant(name),
        _ => None,
    }
}

#[derive(Clone, Debug)]
enum Answer {
    Status(u16),
    /// The error's own attribute.
    Attribute(Name),
    Unknown,
}

/// The classes that a registration answers, with the file of what answers them.
fn answers(world: &World<'_>, handler: &ErrorHandler) -> Vec<(SymbolRef, Answer, FileId)> {
    let frameworks = world.frameworks(handler.site.file);
    let Some(form) = frameworks
        .description(handler.form.0)
        .and_then(|description| description.error_handlers.get(handler.form.1))
    else {
        return Vec::new();
    };
    let site = handler.site;
    if form.form == Form::Constructor {
        let Some(Value::Map(entries)) = handler.args.get(&form.map) else {
            return Vec::new();
        };
        return entries
            .iter()
            .filter_map(|(error, answer)| {
                let class = error_class(world, site, error)?;
                let (answer, file) = answer_of(world, site, function_of(world, site, answer));
                Some((class, answer, file))
            })
            .collect();
    }
    let function = match handler.decorated {
        Some(decorated) => Some((site.file, decorated)),
        None => handler
            .args
            .get(&form.handler)
            .and_then(|value| function_of(world, site, value)),
    };
    let (answer, file) = answer_of(world, site, function);
    handler
        .args
        .get(&form.error)
        .map(Value::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|error| Some((error_class(world, site, error)?, answer.clone(), file)))
        .collect()
}

fn error_class(world: &World<'_>, site: Site, value: &Value) -> Option<SymbolRef> {
    match world.meaning_of(site, value) {
        Meaning::Declared(symbol) => Some(symbol),
        _ => None,
    }
}

pub(super) fn function_of(
    world: &World<'_>,
    site: Site,
    value: &Value,
) -> Option<(FileId, Decorated)> {
    // A factory of handlers answers what its closure does.
    let path = match value {
        Value::Function { item, function } => {
            let written = written_function(world.env(site.file)?, *item, *function)?;
            return Some((site.file, written));
        }
        Value::Path(path) => path,
        Value::Call { callee, .. } => callee,
        _ => return None,
    };
    match world.resolve(site, path) {
        Meaning::Declared(symbol) => Some((symbol.file, Decorated::Symbol(symbol.symbol))),
        _ => None,
    }
}

fn answer_of(
    world: &World<'_>,
    site: Site,
    function: Option<(FileId, Decorated)>,
) -> (Answer, FileId) {
    let Some((file, decorated)) = function else {
        return (Answer::Unknown, site.file);
    };
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, decorated)) else {
        return (Answer::Unknown, file);
    };
    let inside = super::inject::site_of(file, decorated);
    let error = super::local::signature_in(world, file, decorated)
        .and_then(|head| head.params.last().map(|param| param.name.clone()));
    let mut found: Vec<Answer> = Vec::new();
    for call in calls {
        let Some(response) = response_class(world, inside, &call.callee) else {
            continue;
        };
        let args = Args::of_call(&summary.calls, call);
        let Some(value) = args.get(&response.status) else {
            continue;
        };
        let attribute = match (value, &error) {
            (Value::Path(path), Some(error)) => path
                .strip_prefix(error.as_str())
                .and_then(|rest| rest.strip_prefix('.')),
            _ => None,
        };
        let answer = match (attribute, status_of(world, inside, value)) {
            (Some(attribute), _) => Answer::Attribute(Name::new(attribute)),
            (None, Some(status)) => Answer::Status(status),
            (None, None) => Answer::Unknown,
        };
        found.push(answer);
    }
    let body = super::local::signature_in(world, file, decorated).map(|head| head.body_span);
    for (_, items) in summary
        .returned
        .iter()
        .filter(|(span, _)| body.is_none_or(|body| body.contains(*span)))
    {
        let Some(value) = items.get(1).map(Value::of_plain_fact) else {
            continue;
        };
        let attribute = match (&value, &error) {
            (Value::Path(path), Some(error)) => path
                .strip_prefix(error.as_str())
                .and_then(|rest| rest.strip_prefix('.')),
            _ => None,
        };
        found.push(match (attribute, status_of(world, inside, &value)) {
            (Some(attribute), _) => Answer::Attribute(Name::new(attribute)),
            (None, Some(status)) => Answer::Status(status),
            (None, None) => Answer::Unknown,
        });
    }
    match found.as_slice() {
        [only] => (only.clone(), file),
        _ => (Answer::Unknown, file),
    }
}

/// The class of answers that a callee is.
pub(super) fn response_class(
    world: &World<'_>,
    site: Site,
    path: &str,
) -> Option<&'static ResponseClass> {
    let frameworks = world.frameworks(site.file);
    let of_path = |path: &str| {
        frameworks.role(path, |role| match role {
            RoleOf::Response(at, i) => frameworks.description(at)?.responses.get(i),
            _ => None,
        })
    };
    match world.resolve(site, path) {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => of_path(&path),
        Meaning::Declared(symbol) => {
            let lineage = world.lineage(symbol);
            lineage.outside.iter().find_map(|path| of_path(path))
        }
        _ => None,
    }
}

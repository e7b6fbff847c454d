//! What the names and values of modules, classes and functions hold; it registers nothing.

use syntax::facts::{
    ArgValue, CallFact, FunctionSummary, Name, Param, ParamKind, Signature, TypeKind,
};

use super::written::{call_value, returned_value};
use super::{Builder, Call, Holds, Key, RouterRef, router_entry};
use crate::framework::RoleOf;
use crate::place::FileId;
use crate::recognise::composed::composed;
use crate::recognise::local::{
    Decorated, Scope, binds, is_taken_apart, place_in_rest, signature_in, split_last,
};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;

/// A module that is handed on from function to function is followed so far.
const MODULES: u32 = 4;

/// How many values one may lead through: each takes its part of the stack.
const DEPTH: u32 = 32;

impl Builder<'_> {
    pub(super) fn module_holds(&mut self, key: &Key) -> Holds {
        let symbol = self
            .world
            .env(key.site.file)
            .and_then(|env| env.declared(&key.name));
        let symbol = symbol.map(|symbol| SymbolRef {
            file: key.site.file,
            symbol,
        });
        if let Some(name) = symbol.and_then(|symbol| self.bound_together(symbol)) {
            let key = Key {
                site: key.site,
                name,
            };
            self.ensure(&key);
            return Holds::Same { key, call: None };
        }
        match symbol.and_then(|symbol| self.bound_value(symbol)) {
            Some((site, value)) => self.holds_of_value(site, &value),
            None => symbol
                .and_then(|symbol| self.set_later(key, symbol))
                .unwrap_or(Holds::Nothing),
        }
    }

    /// The first of several names that one value is bound to: `users_router = router = APIRouter()`.
    fn bound_together(&self, symbol: SymbolRef) -> Option<Name> {
        let env = self.world.env(symbol.file)?;
        let own = env.binding(symbol.symbol)?;
        let value = own.value?;
        let bindings = &env.item(symbol.symbol)?.facts.summary.bindings;
        let first = bindings.iter().find(|other| other.value == Some(value))?;
        let name = first
            .name
            .as_ref()
            .filter(|name| own.name.as_ref() != Some(*name))?;
        Some(name.clone())
    }

    /// What a function of the same folder sets a name to that is declared as a router without a value.
    fn set_later(&mut self, key: &Key, symbol: SymbolRef) -> Option<Holds> {
        let world = self.world;
        let ty = world
            .env(symbol.file)?
            .binding(symbol.symbol)?
            .ty
            .as_ref()?;
        let class = self.router_class(symbol.file, &world.annotated(symbol.file, ty))?;
        let folder = |path: &str| {
            path.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        };
        let own = folder(&world.file(symbol.file)?.path);
        for file in world.files() {
            if !world.is_source(file) || folder(&file.path) != own {
                continue;
            }
            for method in file.env.functions() {
                let calls = &method.function.calls;
                let set = calls
                    .iter()
                    .find(|call| call.bound.as_ref() == Some(&key.name));
                if let Some(call) = set {
                    let function = SymbolRef {
                        file: file.id,
                        symbol: method.symbol,
                    };
                    let site = Site {
                        file: file.id,
                        scope: Scope::Function(method.symbol),
                    };
                    let value = call_value(world, function, calls, call);
                    return Some(self.holds_of_value(site, &value));
                }
            }
        }
        Some(Holds::Given {
            class: Some(class),
            foreign: false,
        })
    }

    pub(super) fn local_holds(&mut self, key: &Key, function: SymbolRef) -> Holds {
        let Some((summary, _)) = self.world.function(function) else {
            return Holds::Nothing;
        };
        let call = summary
            .calls
            .iter()
            .filter(|call| call.bound.as_ref() == Some(&key.name))
            // `app = app.route(..)` says nothing of what it was before, nor does `app = Router::from(app)`.
            .filter(|call| split_first_name(&call.callee) != key.name)
            .filter(|call| {
                let mut args = call.args.iter();
                let of_itself =
                    args.any(|arg| matches!(&arg.value, ArgValue::Path(path) if *path == key.name));
                !of_itself || !self.is_converted(key.site, &call.callee)
            })
            .min_by_key(|call| call.nested);
        let given = summary.signature.params.iter();
        let mut given = given.filter(|param| param.kind != syntax::facts::ParamKind::Receiver);
        let given = given.any(|param| param.name == key.name);
        if let Some(call) = call {
            let value = call_value(self.world, function, &summary.calls, call);
            let holds = self.holds_of_value(key.site, &value);
            if !given {
                for other in alternatives(summary, call, &key.name) {
                    let value = call_value(self.world, function, &summary.calls, other);
                    self.put_below_alternative(key, &value);
                }
                return holds;
            }
            // Made where no caller gives it: `router = router or Router()`.
            let other = fallback_key(key);
            self.add_node(&other, holds);
            if self.class_of(&other).is_some()
                && let Some(node) = self.graph.nodes.get_mut(&other)
            {
                node.shares.push((key.clone(), None));
            }
        }
        let is_param = |name: &Name| {
            summary
                .signature
                .params
                .iter()
                .any(|param| param.name == *name)
        };
        let mut locals = summary.locals.iter();
        // A parameter of a function inside may have the same name as one of this function; what a parameter is
        // bound to by a call is told.
        let local = locals.find(|(local, value)| {
            let untold = matches!(value, ArgValue::Other | ArgValue::Call(_))
                || is_part_of(value, &key.name);
            *local == key.name && !(untold && is_param(local))
        });
        if let Some((_, value)) = local {
            if let Some(whole) = self.first_part(key, function, value) {
                return self.holds_of_value(key.site, &whole);
            }
            let value = Value::of_plain_fact(value);
            let itself = matches!(&value, Value::Path(path) if *path == key.name);
            if !itself {
                return self.holds_of_value(key.site, &value);
            }
        }
        let mut params = summary
            .signature
            .params
            .iter()
            .filter(|param| param.kind != syntax::facts::ParamKind::Receiver);
        let position = params.clone().position(|param| binds(param, &key.name));
        match (position, params.find(|param| binds(param, &key.name))) {
            (Some(position), Some(param)) => {
                let ty = self.annotated_param(key, &summary.signature, param);
                let class = ty
                    .as_ref()
                    .and_then(|ty| self.router_class(key.site.file, ty));
                let foreign = ty.as_ref().is_some_and(|ty| self.is_foreign(key, ty));
                if ty.is_some() && class.is_none() && !foreign {
                    return Holds::Nothing;
                }
                Holds::Param {
                    function,
                    position: position + place_in_rest(param, &key.name).unwrap_or(0),
                    class,
                    foreign,
                }
            }
            _ => Holds::Nothing,
        }
    }

    /// Puts a name's router below another one that a router's method makes and the name holds under a condition.
    fn put_below_alternative(&mut self, key: &Key, value: &Value) {
        let Some(other) = self.key_of_method(key.site, value) else {
            return;
        };
        let other = self.end_of(&other);
        let nodes = &self.graph.nodes;
        if nodes.get(&other).is_some_and(|node| node.made_at.is_some()) {
            self.put_below(&other, key);
        }
    }

    /// The router of which a method gave this one as the first of several values.
    fn first_part(&mut self, key: &Key, function: SymbolRef, value: &ArgValue) -> Option<Value> {
        let ArgValue::Path(path) = value else {
            return None;
        };
        let callee = path.strip_suffix("().0")?;
        let (object, method) = callee.rsplit_once('.')?;
        let frameworks = self.world.frameworks(key.site.file);
        let mut routers = frameworks
            .descriptions
            .iter()
            .flat_map(|(_, description)| &description.routers);
        if split_first_name(object) == key.name
            || !routers.any(|entry| entry.first_of.iter().any(|name| name == method))
        {
            return None;
        }
        let (summary, _) = self.world.function(function)?;
        let call = summary.calls.iter().find(|call| call.callee == callee)?;
        match call_value(self.world, function, &summary.calls, call) {
            Value::Call { on: Some(on), .. } => Some(*on),
            _ => Some(Value::Path(Name::new(object))),
        }
    }

    /// Whether a library's function makes a router of another one.
    fn is_converted(&self, site: Site, callee: &str) -> bool {
        let Meaning::Outside(path) = self.world.resolve(site, callee) else {
            return false;
        };
        let class = self.router_class(site.file, &Meaning::OutsideInstance(path));
        let frameworks = self.world.frameworks(site.file);
        class
            .and_then(|class| router_entry(frameworks, class))
            .is_some_and(|entry| !entry.children.is_empty())
    }

    /// What the annotation of a parameter says of a name it binds.
    fn annotated_param(&self, key: &Key, head: &Signature, param: &Param) -> Option<Meaning> {
        let file = key.site.file;
        let ty = param.ty.as_ref()?;
        if place_in_rest(param, &key.name).is_some() {
            return None;
        }
        // A type that the caller chooses is one of its bound.
        if let TypeKind::Named { path, .. } = &ty.kind
            && let Some(own) = head.type_params.iter().find(|own| own.name == *path)
        {
            let bound = own.bounds.first()?;
            let bound = self.world.annotated(file, bound);
            return self.router_class(file, &bound).map(|_| bound);
        }
        if !is_taken_apart(param, &key.name) {
            return Some(self.world.annotated(file, ty));
        }
        if let TypeKind::Object(fields) = &ty.kind {
            let field = fields.iter().find(|field| field.name == key.name)?;
            return Some(self.world.annotated(file, field.ty.as_ref()?));
        }
        // What a named type says of it; where it cannot be told, nothing.
        let member = self
            .world
            .member_of(self.world.annotated(file, ty), &key.name);
        let value = match member {
            Meaning::Declared(symbol) => self.world.value_of(symbol),
            other => other,
        };
        (!matches!(value, Meaning::Unknown(_))).then_some(value)
    }

    /// What a parameter of a function in another holds: what its annotation says, as far as one file tells.
    pub(super) fn nested_holds(&mut self, key: &Key, function: Decorated) -> Holds {
        let head = signature_in(self.world, key.site.file, function);
        let param = head.and_then(|head| head.params.iter().find(|param| binds(param, &key.name)));
        let ty =
            { head.zip(param) }.and_then(|(head, param)| self.annotated_param(key, head, param));
        let class = ty
            .as_ref()
            .and_then(|ty| self.router_class(key.site.file, ty));
        let foreign = ty.as_ref().is_some_and(|ty| self.is_foreign(key, ty));
        if ty.is_some() && class.is_none() && !foreign {
            return Holds::Nothing;
        }
        Holds::Given { class, foreign }
    }

    /// Whether a type cannot be told, or is of a library that no description knows, which may have another name for
    /// a router.
    fn is_foreign(&self, key: &Key, ty: &Meaning) -> bool {
        let frameworks = self.world.frameworks(key.site.file);
        match ty {
            Meaning::Unknown(_) => true,
            Meaning::OutsideInstance(path) => {
                !frameworks.is_of_framework(path) && frameworks.roles(path).is_empty()
            }
            _ => false,
        }
    }

    pub(super) fn class_holds(&mut self, class: SymbolRef, name: &str) -> Holds {
        let lineage = self.world.lineage(class);
        if name == "self" {
            let meaning = Meaning::Instance(class);
            return match self.router_class(class.file, &meaning) {
                Some(router) => {
                    let (args, site) = self.inherited_args(class);
                    Holds::Router {
                        class: router,
                        args,
                        site,
                    }
                }
                None => self.decorated_holds(class),
            };
        }
        for ancestor in &lineage.own {
            let Some(found) = self.world.class(*ancestor) else {
                continue;
            };
            let declared = found.own_member(name).map(|symbol| SymbolRef {
                file: ancestor.file,
                symbol,
            });
            if let Some(getter) = declared.filter(|member| self.is_getter(*member)) {
                return self.holds_of_getter(class, getter, name);
            }
            let holds = match declared.and_then(|symbol| self.bound_value(symbol)) {
                Some((site, value)) => Some(self.holds_of_value(site, &value)),
                None => self.assigned_holds(*ancestor, name),
            };
            let holds = match holds {
                Some(Holds::Nothing) | None => self.typed_holds(*ancestor, name),
                holds => holds,
            };
            match holds {
                Some(Holds::Nothing) | None => {}
                Some(holds) if *ancestor == class => return holds,
                // Each class has a router of its own; what the base registers is on it, too.
                Some(Holds::Router {
                    class: router,
                    args,
                    site,
                }) => {
                    let base = self.class_key(*ancestor, name);
                    let own = Key {
                        site: Site {
                            file: class.file,
                            scope: Scope::Class(class.symbol),
                        },
                        name: Name::new(name),
                    };
                    if let (Some(base), Some(node)) = (base, self.graph.nodes.get_mut(&own)) {
                        node.shares.push((base, None));
                    }
                    return Holds::Router {
                        class: router,
                        args,
                        site,
                    };
                }
                Some(holds) => return holds,
            }
        }
        Holds::Nothing
    }

    /// A field of which its type alone tells that it is a router.
    fn typed_holds(&self, class: SymbolRef, name: &str) -> Option<Holds> {
        let mut fields = self.world.class(class)?.fields();
        let field = fields.find(|field| field.fact.name == name)?;
        let ty = self.world.annotated(class.file, field.fact.ty.as_ref()?);
        let router = self.router_class(class.file, &ty)?;
        Some(Holds::Given {
            class: Some(router),
            foreign: false,
        })
    }

    /// A class that a decorator makes a router.
    fn decorated_holds(&self, class: SymbolRef) -> Holds {
        let Some(found) = self.world.class(class) else {
            return Holds::Nothing;
        };
        let site = Site {
            file: class.file,
            scope: Scope::Module,
        };
        let frameworks = self.world.frameworks(class.file);
        let decorators = found.decl.decorators.iter();
        let composed = decorators.flat_map(|decorator| {
            let args = decorator.args.as_deref().unwrap_or_default();
            let args = Args::read(&found.item.facts.summary.exprs, args);
            composed(self.world, site, &decorator.path, args)
        });
        let mut router = composed.filter_map(|part| {
            let class = frameworks.role(&part.path, |role| match role {
                RoleOf::RouterDecorator(description, entry) => {
                    Some(RouterRef { description, entry })
                }
                _ => None,
            })?;
            let args = match part.site == site {
                true => part.args,
                false => part.anchored_args(),
            };
            Some(Holds::Router { class, args, site })
        });
        router.next().unwrap_or(Holds::Nothing)
    }

    /// What a method of the class assigns to an attribute.
    pub(super) fn assigned_holds(&mut self, class: SymbolRef, name: &str) -> Option<Holds> {
        let found = self.world.class(class)?;
        for method in found.methods() {
            let Some(receiver) = method.function.signature.receiver() else {
                continue;
            };
            let full = Name::from(format!("{receiver}.{name}"));
            let site = Site {
                file: class.file,
                scope: Scope::Function(method.symbol),
            };
            let calls = &method.function.calls;
            if let Some(call) = calls.iter().find(|call| call.bound.as_ref() == Some(&full)) {
                let function = SymbolRef {
                    file: class.file,
                    symbol: method.symbol,
                };
                let value = call_value(self.world, function, calls, call);
                return Some(self.holds_of_value(site, &value));
            }
            let local = method
                .function
                .locals
                .iter()
                .find(|(local, _)| *local == full);
            if let Some((_, value)) = local {
                return Some(self.holds_of_value(site, &Value::of_plain_fact(value)));
            }
        }
        None
    }

    /// What a value holds where it is written.
    pub(super) fn holds_of_value(&mut self, site: Site, value: &Value) -> Holds {
        if self.depth >= DEPTH {
            return Holds::Unknown(Name::new("the chain of names is too long"));
        }
        self.depth += 1;
        let holds = self.holds_of_value_here(site, value);
        self.depth -= 1;
        holds
    }

    fn holds_of_value_here(&mut self, site: Site, value: &Value) -> Holds {
        match value {
            Value::Path(path) => match self.key_of(site, path) {
                Some(key) => Holds::Same { key, call: None },
                None => Holds::Nothing,
            },
            Value::Call { callee, args, .. } if !callee.is_empty() => {
                let loads = self.world.loaded(site, callee, args).is_some();
                let key = if loads {
                    self.key_of_value(site, value)
                } else {
                    self.key_of_method(site, value)
                };
                match key {
                    Some(key) => Holds::Same { key, call: None },
                    None => self.holds_of_made(site, value),
                }
            }
            Value::Member(..) => match self.key_of_value(site, value) {
                Some(key) => Holds::Same { key, call: None },
                None => Holds::Nothing,
            },
            _ => Holds::Nothing,
        }
    }

    /// What a call gives that is no method of a router.
    pub(super) fn holds_of_made(&mut self, site: Site, value: &Value) -> Holds {
        let Value::Call {
            callee, args, on, ..
        } = value
        else {
            return Holds::Nothing;
        };
        let meaning = match on {
            Some(on) if callee.ends_with("()") => self.world.meaning_of(site, on),
            Some(on) => match self.world.member_of_loaded(site, on, callee) {
                Some(member) => member,
                None => self.world.resolve(site, callee),
            },
            None => self.world.resolve(site, callee),
        };
        let meaning = match meaning {
            Meaning::Declared(_) => meaning,
            Meaning::Unknown(why) => self
                .hidden(site, callee)
                .or_else(|| self.given_module(site, callee))
                .unwrap_or(Meaning::Unknown(why)),
            meaning => self.hidden(site, callee).unwrap_or(meaning),
        };
        if let Meaning::Declared(method) = meaning
            && let Some(holds) = self.holds_of_inherited(site, method, callee)
        {
            return holds;
        }
        self.holds_of_call(site, meaning, callee, args)
    }

    /// The field that a method of a base gives: the one of the class that it is asked of.
    fn holds_of_inherited(&mut self, site: Site, method: SymbolRef, callee: &str) -> Option<Holds> {
        let base = self.world.owner(method)?;
        let (object, _) = callee.rsplit_once('.')?;
        let class = match self.world.resolve(site, object) {
            Meaning::Instance(class) if class != base => class,
            _ => return None,
        };
        self.given_field(class, method)
    }

    /// The field of a class's value that a method of it gives and nothing else.
    fn given_field(&mut self, class: SymbolRef, method: SymbolRef) -> Option<Holds> {
        let (summary, _) = self.world.function(method)?;
        let [only] = summary.returns.as_slice() else {
            return None;
        };
        let field = only.strip_prefix(summary.signature.receiver()?)?;
        let field = Name::new(field.strip_prefix('.')?);
        let key = self.class_key(class, &field)?;
        Some(Holds::Same { key, call: None })
    }

    /// What a member gives that is a function which runs when it is asked for.
    fn holds_of_getter(&mut self, class: SymbolRef, getter: SymbolRef, name: &str) -> Holds {
        if let Some(holds) = self.given_field(class, getter) {
            return holds;
        }
        let site = Site {
            file: class.file,
            scope: Scope::Class(class.symbol),
        };
        self.holds_of_function_call(site, getter, &Args::default(), name)
    }

    /// Whether a member of a class is a function that runs when the member is asked for.
    fn is_getter(&self, member: SymbolRef) -> bool {
        self.world.function(member).is_some_and(|(summary, _)| {
            summary.signature.kind == syntax::facts::FunctionKind::Getter
        })
    }

    /// A function of a module that gives a router, where a local name is the same as the module's.
    fn hidden(&self, site: Site, callee: &str) -> Option<Meaning> {
        site.scope.function()?;
        callee.split_once('.')?;
        let outside = Site {
            scope: Scope::Module,
            ..site
        };
        let meaning = self.world.resolve(outside, callee);
        let Meaning::Declared(function) = meaning else {
            return None;
        };
        let (summary, _) = self.world.function(function)?;
        let returns = summary.signature.returns.as_ref()?;
        let given = self.world.annotated(function.file, returns);
        self.router_class(site.file, &given).map(|_| meaning)
    }

    /// What is asked of a parameter that is the same module in all calls: `users(express)` calls `express.Router()`.
    fn given_module(&mut self, site: Site, callee: &str) -> Option<Meaning> {
        let (first, rest) = callee.split_once('.')?;
        let symbol = site.scope.function()?;
        let (file, world) = (site.file, self.world);
        let mut at = (SymbolRef { file, symbol }, Name::new(first));
        // The one that is given may be a parameter itself.
        for _ in 0..MODULES {
            let (function, name) = &at;
            let (summary, _) = world.function(*function)?;
            let mut params = summary.signature.params.iter();
            let position = params.position(|param| param.name == *name)?;
            let calls = self.callers(*function);
            let given = calls.iter().map(|call| match call.args.position(position) {
                Some(Value::Path(path)) => Some((call.site, path.clone())),
                _ => None,
            });
            let given: Option<Vec<(Site, Name)>> = given.collect();
            let given = given?;
            let (there, path) = given.first()?;
            let meant = world.resolve(*there, path);
            match (&meant, there.scope.function()) {
                (Meaning::Outside(_), _) => {
                    let mut others = given.iter();
                    let same = others.all(|(there, path)| world.resolve(*there, path) == meant);
                    return same.then(|| world.member_of(meant, rest));
                }
                (Meaning::Unknown(_), Some(symbol)) if given.len() == 1 => {
                    let file = there.file;
                    at = (SymbolRef { file, symbol }, path.clone());
                }
                _ => return None,
            }
        }
        None
    }

    fn holds_of_call(&mut self, site: Site, meaning: Meaning, callee: &Name, args: &Args) -> Holds {
        match meaning {
            Meaning::Outside(path) => {
                let instance = Meaning::OutsideInstance(path.clone());
                match self.router_class(site.file, &instance) {
                    Some(class) => Holds::Router {
                        class,
                        args: args.clone(),
                        site,
                    },
                    None => Holds::Outside(path),
                }
            }
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Type(_) => self.holds_of_class_call(site, symbol, args),
                Part::Function(_) => self.holds_of_function_call(site, symbol, args, callee),
                _ => self.holds_of_made_class(site, symbol, args, callee),
            },
            Meaning::Unknown(why) => Holds::Unknown(Name::from(format!("`{callee}`: {}", why))),
            _ => Holds::Nothing,
        }
    }

    /// A value of a class that a function made: `Router = make_router_class(Route)`, then `Router()`.
    pub(super) fn holds_of_made_class(
        &mut self,
        site: Site,
        class: SymbolRef,
        args: &Args,
        callee: &str,
    ) -> Holds {
        let made = self.bound_value(class).and_then(|(there, value)| {
            let Value::Call { callee, .. } = value else {
                return None;
            };
            let Meaning::Declared(function) = self.world.resolve(there, &callee) else {
                return None;
            };
            let (summary, _) = self.world.function(function)?;
            let TypeKind::Named { path, args } = &summary.signature.returns.as_ref()?.kind else {
                return None;
            };
            let module = Site {
                file: function.file,
                scope: Scope::Module,
            };
            let language = self.world.env(function.file)?.facts().language;
            let class_objects = &Builtins::of(language).typing.class_objects;
            let is_class = matches!(self.world.resolve(module, path), Meaning::Outside(path)
                if class_objects.contains(&path));
            let of = args.first().filter(|_| is_class)?;
            Some(self.world.annotated(function.file, of))
        });
        match made {
            Some(value) => match self.router_class(site.file, &value) {
                Some(router) => Holds::Router {
                    class: router,
                    args: args.clone(),
                    site,
                },
                None => Holds::Nothing,
            },
            None => Holds::Unknown(Name::from(format!(
                "it cannot be told what `{callee}` makes"
            ))),
        }
    }

    pub(super) fn holds_of_class_call(
        &mut self,
        site: Site,
        class: SymbolRef,
        args: &Args,
    ) -> Holds {
        let Some(router) = self.router_class(site.file, &Meaning::Instance(class)) else {
            return self.holds_of_wrapper(site, class, args);
        };
        if let Some(key) = self.embedded(site, class, args) {
            return Holds::Same { key, call: None };
        }
        let (own, own_site) = self.inherited_args(class);
        let merged = own.is_empty();
        let (args, args_site) = if merged {
            (args.clone(), site)
        } else {
            (args.or(&own), own_site)
        };
        let base = self.class_key(class, "self");
        let holds = Holds::Router {
            class: router,
            args,
            site: args_site,
        };
        match base {
            Some(key) => Holds::Same {
                key: self.instance_of(key, holds, site),
                call: None,
            },
            None => holds,
        }
    }

    /// The router that is given for the part of a value which makes its class a router.
    fn embedded(&mut self, site: Site, class: SymbolRef, args: &Args) -> Option<Key> {
        let field = self.embedded_field(class)?;
        let given = args.keyword(&field)?.clone();
        self.key_of_value(site, &given)
    }

    /// The field that is called as the library's class it holds, from which the class has its methods.
    fn embedded_field(&self, class: SymbolRef) -> Option<Name> {
        let lineage = self.world.lineage(class);
        let found = self.world.class(class)?;
        let mut fields = found.fields();
        fields.find_map(|field| {
            let ty = self.world.annotated(class.file, field.fact.ty.as_ref()?);
            self.router_class(class.file, &ty)?;
            let Meaning::OutsideInstance(path) = ty else {
                return None;
            };
            let name = &field.fact.name;
            let is_base = lineage.outside.contains(&path) && split_last(&path).1 == name;
            is_base.then(|| name.clone())
        })
    }

    /// A call of a method that hands the first thing it is given on to the method of its own router which makes a
    /// router, as a call of that one: `func (r *Router) Sub(path string) *Router { return wrap(r.Group.Group(path)) }`.
    pub(super) fn as_maker(&self, site: Site, value: &Value) -> Option<Value> {
        let Value::Call {
            callee,
            args,
            at,
            on,
        } = value
        else {
            return None;
        };
        let (receiver, name) = split_last(callee);
        let frameworks = self.world.frameworks(site.file);
        if receiver.is_empty() || frameworks.may_give_router(name) {
            return None;
        }
        let Meaning::Declared(method) = self.world.resolve(site, callee) else {
            return None;
        };
        let class = self.world.owner(method)?;
        let field = match self.embedded_field(class) {
            Some(field) => field,
            None => self.wrapped_field(class)?,
        };
        let (summary, _) = self.world.function(method)?;
        let returns = summary.signature.returns.as_ref()?;
        if self.world.annotated(method.file, returns) != Meaning::Instance(class) {
            return None;
        }
        let mut params = summary.signature.params.iter();
        let first = params.find(|param| param.kind != ParamKind::Receiver)?;
        let own = format!("{}.{field}.", summary.signature.receiver()?);
        let maker = summary.calls.iter().find_map(|call| {
            let maker = call.callee.strip_prefix(own.as_str())?;
            let given = call.args.first().map(|arg| &arg.value);
            let handed_on = matches!(given, Some(ArgValue::Path(path)) if *path == first.name);
            (handed_on && frameworks.may_give_router(maker)).then_some(maker)
        })?;
        Some(Value::Call {
            callee: Name::from(format!("{receiver}.{maker}")),
            args: args.clone(),
            at: *at,
            on: on.clone(),
        })
    }

    /// What a class holds that passes calls on to the router it was made with: that router.
    fn holds_of_wrapper(&mut self, site: Site, class: SymbolRef, args: &Args) -> Holds {
        let Some(field) = self.wrapped_field(class) else {
            return Holds::Nothing;
        };
        let position = self
            .world
            .class(class)
            .and_then(|found| found.fields().position(|own| own.fact.name == field));
        let given = args
            .keyword(&field)
            .or_else(|| args.position(position?))
            .cloned();
        match given.and_then(|given| self.key_of_value(site, &given)) {
            Some(key) => Holds::Same { key, call: None },
            None => Holds::Nothing,
        }
    }

    /// The field with a router whose methods that register something the class has, too, and passes on.
    pub(super) fn wrapped_field(&self, class: SymbolRef) -> Option<Name> {
        let found = self.world.class(class)?;
        let frameworks = self.world.frameworks(class.file);
        let mut fields = found.fields();
        fields.find_map(|field| {
            let ty = self.world.annotated(class.file, field.fact.ty.as_ref()?);
            self.router_class(class.file, &ty)?;
            let name = &field.fact.name;
            let mut methods = found.methods();
            methods
                .any(|method| {
                    let own = &method.function.signature.name;
                    frameworks.registering(own).by_call && passes_on(method.function, name)
                })
                .then(|| name.clone())
        })
    }

    /// A name of its own for a value of a router class, sharing what the class registers on itself.
    pub(super) fn instance_of(&mut self, class: Key, holds: Holds, site: Site) -> Key {
        let key = Key {
            site,
            name: Name::from(format!("<new {}>", self.graph.order.len())),
        };
        self.add_node(&key, holds);
        if let Some(node) = self.graph.nodes.get_mut(&key) {
            node.shares.push((class, None));
        }
        key
    }

    /// What a router class gives its base's constructor.
    pub(super) fn inherited_args(&self, class: SymbolRef) -> (Args, Site) {
        for ancestor in &self.world.lineage(class).own {
            let Some(found) = self.world.class(*ancestor) else {
                continue;
            };
            let Some(method) = found.methods().find(|method| {
                method.function.signature.kind == syntax::facts::FunctionKind::Constructor
            }) else {
                continue;
            };
            let calls = &method.function.calls;
            let own_name = method.function.signature.name.as_str();
            let to_base = calls
                .iter()
                .find(|call| call.callee.rsplit('.').next() == Some(own_name));
            if let Some(call) = to_base {
                let site = Site {
                    file: ancestor.file,
                    scope: Scope::Function(method.symbol),
                };
                return (Args::of_call(calls, call), site);
            }
        }
        let site = Site {
            file: class.file,
            scope: Scope::Class(class.symbol),
        };
        (Args::default(), site)
    }

    pub(super) fn holds_of_function_call(
        &mut self,
        site: Site,
        function: SymbolRef,
        args: &Args,
        callee: &str,
    ) -> Holds {
        let Some((summary, _)) = self.world.function(function) else {
            return Holds::Nothing;
        };
        let inside = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let returned = summary.returns.clone();
        let call = || Call {
            function,
            args: args.clone(),
            site,
            place: None,
        };
        for path in &returned {
            let value = returned_value(self.world, function, path);
            let value = self.unwrapped(function, value);
            let key = match &value {
                Value::Call { .. } => {
                    let key = Key {
                        site: inside,
                        name: Name::from(format!("<return {path}>")),
                    };
                    if !self.graph.nodes.contains_key(&key) {
                        self.add_node(&key, Holds::Nothing);
                        let holds = self.holds_of_value(inside, &value);
                        self.settle(&key, holds);
                    }
                    Some(key)
                }
                Value::Path(path) => self.key_of(inside, path),
                _ => self.key_of(inside, path),
            };
            let Some(key) = key else { continue };
            if matches!(self.holds(&self.end_of(&key)), Holds::Nothing) {
                continue;
            }
            // A function that gives back the router it was given.
            if let Holds::Param {
                function: of,
                position,
                ..
            } = self.holds(&self.end_of(&key))
                && of == function
            {
                let given = args
                    .keyword(&key.name)
                    .or_else(|| args.position(position))
                    .filter(|given| **given != Value::Null)
                    .cloned();
                let other = fallback_key(&self.end_of(&key));
                let known = given.as_ref().map(|given| self.key_of_value(site, given));
                return match known {
                    Some(Some(key)) => Holds::Same { key, call: None },
                    None if self.class_of(&other).is_some() => Holds::Same {
                        key: other,
                        call: Some(call()),
                    },
                    _ => Holds::Nothing,
                };
            }
            return match self.given_back(site, &key, call()) {
                Some(key) => Holds::Same { key, call: None },
                None => Holds::Same {
                    key,
                    call: Some(call()),
                },
            };
        }
        let result = summary.signature.returns.as_ref();
        let result = result.map(|ty| self.world.annotated(function.file, ty));
        match result.and_then(|result| self.router_class(site.file, &result)) {
            Some(_) => Holds::Unknown(Name::from(format!(
                "it cannot be told which router `{callee}` gives"
            ))),
            None => Holds::Nothing,
        }
    }

    /// A name of its own for what one call of a function gives, where that is a router which the function makes below
    /// another one.
    pub(super) fn given_back(&mut self, site: Site, key: &Key, call: Call) -> Option<Key> {
        let made = self.end_of(key);
        let node = self.graph.nodes.get(&made)?;
        let is_inside = made.site.scope.function() == Some(call.function.symbol);
        if node.made_at.is_none() || !is_inside || made.site.file != call.function.file {
            return None;
        }
        let given = Key {
            site,
            name: Name::from(format!("<given {}>", self.graph.order.len())),
        };
        let class = self.class_of(&made);
        let foreign = false;
        self.add_node(&given, Holds::Given { class, foreign });
        if let Some(node) = self.graph.nodes.get_mut(&made) {
            node.given_back.push((call, given.clone()));
        }
        Some(given)
    }

    /// The value in what says that it is there: `Ok(router)`.
    fn unwrapped(&self, function: SymbolRef, value: Value) -> Value {
        let env = self.world.env(function.file);
        let wrappers = env.map(|env| &Builtins::of(env.facts().language).typing.wrappers);
        match &value {
            Value::Call { callee, args, .. }
                if wrappers.is_some_and(|wrappers| wrappers.contains(callee)) =>
            {
                args.position(0).cloned().unwrap_or(value)
            }
            _ => value,
        }
    }

    pub(super) fn router_class(&self, file: FileId, meaning: &Meaning) -> Option<RouterRef> {
        let frameworks = self.world.frameworks(file);
        let of_path = |path: &str| {
            frameworks.role(path, |role| match role {
                RoleOf::Router(description, entry) => Some(RouterRef { description, entry }),
                _ => None,
            })
        };
        match meaning {
            Meaning::OutsideInstance(path) => of_path(path),
            Meaning::Instance(class) => {
                let lineage = self.world.lineage(*class);
                lineage.outside.iter().find_map(|path| of_path(path))
            }
            _ => None,
        }
    }
}

/// Whether a method calls, or hands on to be called, the method of the same name of a field, with the first thing
/// that it is given as it is.
pub(super) fn passes_on(method: &FunctionSummary, field: &str) -> bool {
    let signature = &method.signature;
    let Some(receiver) = signature.receiver() else {
        return false;
    };
    let mut params = signature.params.iter();
    let Some(first) = params.find(|param| param.kind != ParamKind::Receiver) else {
        return false;
    };
    let wanted = format!("{receiver}.{field}.{}", signature.name);
    let is = |value: &ArgValue, path: &str| matches!(value, ArgValue::Path(own) if own == path);
    method.calls.iter().any(|call| {
        let mut args = call.args.iter().map(|arg| &arg.value);
        if call.callee == wanted {
            return args.next().is_some_and(|value| is(value, &first.name));
        }
        let given = args.next().is_some_and(|value| is(value, &wanted));
        given && args.next().is_some_and(|value| is(value, &first.name))
    })
}

/// Other calls that a name is bound to, where nothing speaks of the name between them and this one: by a condition
/// it is bound to one or the other.
fn alternatives<'s>(
    summary: &'s FunctionSummary,
    call: &'s CallFact,
    name: &'s Name,
) -> impl Iterator<Item = &'s CallFact> {
    let speaks = move |value: &ArgValue| {
        matches!(value, ArgValue::Path(path) | ArgValue::Call(path)
            if split_first_name(path) == name)
    };
    let uses = move |other: &&CallFact| {
        split_first_name(&other.callee) == name || other.args.iter().any(|arg| speaks(&arg.value))
    };
    let others = summary.calls.iter().filter(move |other| {
        other.bound.as_ref() == Some(name)
            && other.span != call.span
            && other.nested == call.nested
            && !uses(other)
    });
    others.filter(move |other| {
        let from = call.span.end.min(other.span.end);
        let to = call.span.start.max(other.span.start);
        let mut between =
            { summary.calls.iter() }.filter(|each| each.span.start >= from && each.span.end <= to);
        !between.any(|each| uses(&each))
    })
}

/// The name of the router that a function makes where it is given none.
fn fallback_key(param: &Key) -> Key {
    Key {
        site: param.site,
        name: Name::from(format!("<else {}>", param.name)),
    }
}

/// Whether a value is one of several that a call on the name gives: `let (router, api) = router.split()`.
fn is_part_of(value: &ArgValue, name: &str) -> bool {
    matches!(value, ArgValue::Path(path)
    if split_first_name(path) == name && path.rsplit_once("().").is_some_and(|(_, at)| {
        at.chars().all(|digit| digit.is_ascii_digit())
    }))
}

/// The first name of a path.
fn split_first_name(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

//! Applications that are made of parts: classes which decorators make routers, put together by modules that
//! import each other. It reads no routes.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;

use super::forms::router_entry;
use super::{Builder, Holds, Key, Middleware, Part, Prefix};
use crate::framework::{Covers, ModuleForm, Role, RoleOf};
use crate::place::{FileId, Place};
use crate::recognise::local::Scope;
use crate::recognise::order::Reach;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part as SymbolPart, SymbolRef};

/// Modules that import each other are followed to this many.
const MODULES: usize = 4_096;

/// What the modules of one application are made of.
#[derive(Default)]
pub(super) struct Reached {
    routers: FxHashMap<SymbolRef, SymbolRef>,
    pub middlewares: Vec<Middleware>,
    /// What is asked before the routes of one router alone.
    pub on_routers: Vec<(SymbolRef, Middleware)>,
    /// By module.
    prefixes: FxHashMap<SymbolRef, Vec<Prefix>>,
    /// Something among the parts could not be told.
    incomplete: bool,
    /// The application names its parts itself.
    exact: bool,
}

impl Builder<'_> {
    /// Makes the nodes of classes that decorators make routers, with what their base classes register.
    pub(super) fn decorated_classes(&mut self, files: &[FileId]) {
        for file in files {
            let Some(env) = self.world.env(*file) else {
                continue;
            };
            let decorated = env
                .classes()
                .filter(|class| !class.decl.decorators.is_empty());
            let classes: Vec<SymbolRef> = decorated
                .map(|class| SymbolRef {
                    file: *file,
                    symbol: class.symbol,
                })
                .collect();
            for class in classes {
                let Some(key) = self.class_key(class, "self") else {
                    continue;
                };
                let lineage = self.world.lineage(class);
                for base in lineage.own.iter().filter(|base| **base != class) {
                    let marks = class_marks_key(*base);
                    if self.graph.nodes.contains_key(&marks)
                        && let Some(node) = self.graph.nodes.get_mut(&key)
                    {
                        node.shares.push((marks, None));
                    }
                }
            }
        }
    }

    /// Puts each router that is a part of an application below the applications whose modules name it.
    pub(super) fn assemble(&mut self) {
        let keys: Vec<Key> = self.graph.order.clone();
        let mut parts: Vec<(Key, SymbolRef, Name)> = Vec::new();
        for key in &keys {
            let Some(Holds::Router { class, site, .. }) =
                self.graph.nodes.get(key).map(|node| &node.holds)
            else {
                continue;
            };
            let entry = router_entry(self.world.frameworks(site.file), *class);
            let of = entry.map(|entry| entry.part_of.clone()).unwrap_or_default();
            if let (false, Scope::Class(symbol)) = (of.is_empty(), key.site.scope) {
                let class = SymbolRef {
                    file: key.site.file,
                    symbol,
                };
                parts.push((key.clone(), class, of));
            }
        }
        if parts.is_empty() {
            return;
        }
        let mut applications: Vec<(Key, Reached)> = Vec::new();
        for key in &keys {
            let Some(Holds::Router { class, args, site }) =
                self.graph.nodes.get(key).map(|node| &node.holds)
            else {
                continue;
            };
            let Some(entry) = router_entry(self.world.frameworks(site.file), *class) else {
                continue;
            };
            let wanted = parts.iter().any(|(_, _, of)| entry.class.contains(of));
            if wanted && !entry.module.is_empty() {
                let reached = self.reached(*site, args, &entry.module);
                applications.push((key.clone(), reached));
            } else if wanted && !entry.parts.is_empty() {
                let reached = self.named_parts(*site, args, &entry.parts, &parts);
                applications.push((key.clone(), reached));
            }
        }
        let started = |key: &Key| self.graph.nodes.get(key).is_some_and(|node| node.started);
        if applications.iter().any(|(key, _)| started(key)) {
            applications.retain(|(key, _)| started(key));
        }
        for (key, class, _) in parts {
            let named = applications
                .iter()
                .any(|(_, reached)| reached.routers.contains_key(&class));
            for (application, reached) in &applications {
                // A part that no application names is one of those that could not be read through.
                let module = reached.routers.get(&class);
                if named && module.is_none()
                    || !named && !reached.incomplete && (reached.exact || applications.len() > 1)
                {
                    continue;
                }
                // One of several modules has it, and some of those have paths of their own.
                if module.is_none() && reached.incomplete && !reached.prefixes.is_empty() {
                    let why = Name::new("it cannot be told which module this is a part of");
                    self.graph.unresolved.push((self.world.place(class), why));
                    self.graph.lost.insert(key.clone());
                    continue;
                }
                let prefixes = module.and_then(|module| reached.prefixes.get(module));
                let part = Part {
                    key: key.clone(),
                    prefixes: prefixes.cloned().unwrap_or_default(),
                };
                if let Some(node) = self.graph.nodes.get_mut(application) {
                    node.parts.push(part);
                }
            }
        }
        for (application, reached) in applications {
            for (router, middleware) in reached.on_routers {
                let key = self.class_key(router, "self");
                if let Some(node) = key.and_then(|key| self.graph.nodes.get_mut(&key)) {
                    node.middlewares.push(middleware);
                }
            }
            if let Some(node) = self.graph.nodes.get_mut(&application) {
                node.middlewares.extend(reached.middlewares);
            }
        }
    }

    /// Everything that the modules of an application name, from the one it is made with on.
    fn reached(&self, site: Site, args: &Args, module: &Role) -> Reached {
        let mut reached = Reached::default();
        let mut seen: FxHashSet<SymbolRef> = FxHashSet::default();
        let mut open: Vec<SymbolRef> = Vec::new();
        let first = args
            .get(module)
            .and_then(|value| self.class_named(site, value));
        reached.incomplete |= first.is_none();
        open.extend(first);
        while let Some(module) = open.pop() {
            if !seen.insert(module) || seen.len() > MODULES {
                continue;
            }
            let Some((site, args, form)) = self.module_of(module) else {
                continue;
            };
            let (_, imports) = self.parts_listed(site, args.get(&form.imports), &mut reached);
            for (there, value) in imports {
                self.module_paths(there, &value, form, None, &mut reached);
                match self.class_named(there, &value) {
                    Some(class) => open.push(class),
                    None => reached.incomplete |= self.is_own(there, &value),
                }
            }
            let (complete, routers) =
                self.parts_listed(site, args.get(&form.routers), &mut reached);
            reached.incomplete |= !complete;
            for (there, value) in routers {
                if let Some(class) = self.class_named(there, &value) {
                    reached.routers.entry(class).or_insert(module);
                }
            }
            let (_, providers) = self.parts_listed(site, args.get(&form.providers), &mut reached);
            for (there, value) in providers {
                self.global_guard(there, &value, form, &mut reached);
            }
            self.applied(module, &form.applied, &mut reached);
        }
        reached
    }

    /// The parts that an application names itself, each as its own module; all where it names none.
    fn named_parts(
        &self,
        site: Site,
        args: &Args,
        role: &Role,
        parts: &[(Key, SymbolRef, Name)],
    ) -> Reached {
        let mut reached = Reached::default();
        let (complete, listed) = self.parts_listed(site, args.get(role), &mut reached);
        let classes = listed
            .iter()
            .filter_map(|(there, value)| self.class_named(*there, value));
        let classes: Vec<SymbolRef> = classes.collect();
        // A list of paths of files, or one that is computed.
        let is_told = complete && !classes.is_empty();
        reached.incomplete = !is_told;
        reached.exact = is_told;
        let all = parts.iter().map(|(_, class, _)| *class);
        let named: Vec<SymbolRef> = match is_told {
            true => classes,
            false => all.collect(),
        };
        reached
            .routers
            .extend(named.into_iter().map(|class| (class, class)));
        reached
    }

    /// The decorator that makes a class a module.
    fn module_of(&self, module: SymbolRef) -> Option<(Site, Args, &'static ModuleForm)> {
        let found = self.world.class(module)?;
        let site = Site {
            file: module.file,
            scope: Scope::Module,
        };
        let frameworks = self.world.frameworks(module.file);
        found.decl.decorators.iter().find_map(|decorator| {
            let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
                self.world.resolve(site, &decorator.path)
            else {
                return None;
            };
            let form = frameworks.role(&path, |role| match role {
                RoleOf::Module(at, i) => frameworks.description(at)?.modules_of_parts.get(i),
                _ => None,
            })?;
            let args = decorator.args.as_deref().unwrap_or_default();
            Some((
                site,
                Args::read(&found.item.facts.summary.exprs, args),
                form,
            ))
        })
    }

    /// The items of a list, those of named lists in it included, and whether that is all of them.
    fn parts_listed(
        &self,
        site: Site,
        list: Option<&Value>,
        reached: &mut Reached,
    ) -> (bool, Vec<(Site, Value)>) {
        let Some(list) = list else {
            return (true, Vec::new());
        };
        let mut complete = true;
        let mut found = Vec::new();
        let mut open = vec![self.written_out(site, list)];
        while let Some((there, written)) = open.pop() {
            match written {
                Value::Items(items) => {
                    complete &= !items.contains(&Value::Other);
                    found.extend(items.into_iter().map(|item| (there, item)));
                }
                // A sum of lists.
                Value::Template(parts) => {
                    open.extend(parts.iter().map(|part| self.written_out(there, part)));
                }
                // What a module exports: `Object.values(controllers)`.
                Value::Call { callee, args, .. } => {
                    match self.items_of_map(there, &callee, &args) {
                        Some(items) => {
                            found.extend(items.into_iter().map(|item| (item.site, item.value)));
                        }
                        None => complete = false,
                    }
                }
                _ => complete = false,
            }
        }
        reached.incomplete |= !complete;
        (complete, found)
    }

    /// The class that a value names: itself, by a call of one of its methods, or by a function that gives it later.
    pub(super) fn class_named(&self, site: Site, value: &Value) -> Option<SymbolRef> {
        let of_path = |site: Site, path: &str| match self.world.resolve(site, path) {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, SymbolPart::Type(_)) => {
                Some(symbol)
            }
            _ => None,
        };
        match value {
            Value::Path(path) => of_path(site, path),
            Value::Member(..) => match self.world.meaning_of(site, value) {
                Meaning::Declared(symbol) if matches!(symbol.symbol.part, SymbolPart::Type(_)) => {
                    Some(symbol)
                }
                _ => None,
            },
            Value::Elsewhere(there, path) => of_path(*there, path),
            Value::Call { callee, args, .. } => {
                let owner = callee.rsplit_once('.').map(|(owner, _)| owner);
                owner.and_then(|owner| of_path(site, owner)).or_else(|| {
                    let (_, only) = args.iter().next()?;
                    let Value::Function { .. } = only else {
                        return None;
                    };
                    let (file, function) = self.function_of(site, only, 2).ok()?;
                    self.class_given(file, function)
                })
            }
            _ => None,
        }
    }

    /// Whether a value that names no class may be something of the project.
    fn is_own(&self, site: Site, value: &Value) -> bool {
        let path = match value {
            Value::Path(path) | Value::Call { callee: path, .. } => path,
            _ => return true,
        };
        let first = path.split('.').next().unwrap_or_default();
        !matches!(
            self.world.resolve(site, first),
            Meaning::Outside(_) | Meaning::OutsideInstance(_)
        )
    }

    /// Prefixes that modules are given: `RouterModule.register([{ path: "admin", module: Reports }])`.
    fn module_paths(
        &self,
        site: Site,
        value: &Value,
        form: &ModuleForm,
        above: Option<&[Prefix]>,
        reached: &mut Reached,
    ) {
        let Value::Call { callee, args, .. } = value else {
            return;
        };
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, callee)
        else {
            return;
        };
        if !form.paths.contains(&path) {
            return;
        }
        let Some(list) = args.position(0) else { return };
        let (_, items) = self.parts_listed(site, Some(list), reached);
        let mut open: Vec<(Vec<Prefix>, Site, Value)> = items
            .into_iter()
            .map(|(site, item)| (above.unwrap_or_default().to_vec(), site, item))
            .collect();
        while let Some((mut prefixes, site, item)) = open.pop() {
            if let Some(value) = item.entry("path") {
                prefixes.push(Prefix {
                    value: value.clone(),
                    site,
                    except: None,
                });
            }
            let module = item.entry("module").unwrap_or(&item);
            if let Some(class) = self.class_named(site, module) {
                reached.prefixes.insert(class, prefixes.clone());
            }
            // `children: [...modules]` is a sum of lists.
            let (_, children) = self.parts_listed(site, item.entry("children"), reached);
            let children = children.into_iter();
            open.extend(children.map(|(site, child)| (prefixes.clone(), site, child)));
        }
    }

    /// A guard that is provided for the whole application: `{ provide: APP_GUARD, useClass: JwtGuard }`.
    fn global_guard(&self, site: Site, value: &Value, form: &ModuleForm, reached: &mut Reached) {
        let Some(Value::Path(token)) = value.entry("provide") else {
            return;
        };
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, token)
        else {
            return;
        };
        if !form.global_guards.contains(&path) {
            return;
        }
        let keys = ["useClass", "useExisting", "useValue"];
        let guards: Vec<Value> = keys
            .iter()
            .filter_map(|key| value.entry(key))
            .cloned()
            .collect();
        reached.middlewares.push(Middleware {
            covers: Covers::All,
            conditional: false,
            by_name: false,
            guards,
            decorated: None,
            site,
            place: Place {
                file: site.file,
                span: syntax::span::Span::default(),
            },
            reach: Reach::default(),
            called_at: None,
        });
    }
}

/// The name that holds what is marked in a class which is no router itself.
pub(super) fn class_marks_key(class: SymbolRef) -> Key {
    Key {
        site: Site {
            file: class.file,
            scope: Scope::Class(class.symbol),
        },
        name: Name::new("<marks>"),
    }
}

//! Values where they are written out: behind names, in loops, in calls; it never says what they hold.

use syntax::facts::{ArgValue, CallFact, ExprKind, Name, ParamKind, TypeKind};

use super::maps::{Entry, kept_from};
use super::{Builder, Call};
use crate::recognise::local::{Around, Scope, split_last};
use crate::recognise::value::{Args, ItemAt, Value};
use crate::recognise::world::{Meaning, Site, World};
use crate::symbol::SymbolRef;
use crate::tables::Builtins;

/// Lists in lists are followed no deeper.
pub(super) const LISTS: u32 = 12;

/// The arguments of a call on one pass of the loops around it.
pub(super) struct Pass {
    pub args: Args,
    /// The call of the function around it that gives the list which is looped over.
    pub of: Option<Call>,
    /// What the loops bind.
    bound: Vec<(Name, Value)>,
}

/// An item of a list.
#[derive(Clone)]
pub(super) struct Listed {
    pub site: Site,
    pub value: Value,
    /// Of a list that a parameter holds: the call that gives it.
    pub of: Option<Call>,
    /// It is a value of a map with its key behind it.
    pub keyed: bool,
}

impl Builder<'_> {
    /// A display where it is written out, for one that is named.
    pub(super) fn written_out(&self, site: Site, value: &Value) -> (Site, Value) {
        let mut at = (site, value.clone());
        for _ in 0..8 {
            let path = match &at.1 {
                Value::Path(path) => path,
                Value::Elsewhere(there, path) => {
                    at = (*there, Value::Path(path.clone()));
                    continue;
                }
                Value::Call { callee, args, .. } => {
                    // Waits for all: `await Promise.all([import("./users.js")])`.
                    let language = self.world.env(at.0.file).map(|env| env.facts().language);
                    let hands_on = language.map(|language| &Builtins::of(language).hands_on);
                    match args.position(0) {
                        Some(inner) if hands_on.is_some_and(|names| names.contains(callee)) => {
                            at.1 = inner.clone();
                            continue;
                        }
                        _ => break,
                    }
                }
                Value::Member(..) => match self.world.meaning_of(at.0, &at.1) {
                    Meaning::Declared(symbol) => match self.bound_value(symbol) {
                        Some(next) => {
                            at = next;
                            continue;
                        }
                        None => break,
                    },
                    _ => break,
                },
                _ => break,
            };
            if let Some(list) = self.local_list(at.0, path) {
                at.1 = list;
                break;
            }
            let Meaning::Declared(symbol) = self.world.resolve(at.0, path) else {
                break;
            };
            let next = self.bound_value(symbol);
            let Some(next) = next else {
                break;
            };
            at = next;
        }
        at
    }

    /// The display or map that a local name of a function is bound to, if to nothing else.
    fn local_list(&self, site: Site, name: &str) -> Option<Value> {
        let function = SymbolRef {
            file: site.file,
            symbol: site.scope.function()?,
        };
        let (summary, _) = self.world.function(function)?;
        let mut values = summary.locals.iter().filter(|(local, _)| local == name);
        match (values.next(), values.next()) {
            (Some((_, value @ (ArgValue::Items(_) | ArgValue::Map(_)))), None) => {
                let value = Value::of_plain_fact(value);
                Some(value.placed(place_of_item(self.world, function)))
            }
            _ => None,
        }
    }

    /// The fields of the class of a list's items, in order, where the list is named and its items are records.
    fn fields_of_items(&self, site: Site, over: &Value) -> Vec<Name> {
        let Value::Path(path) = over else {
            return Vec::new();
        };
        let Meaning::Declared(list) = self.world.resolve(site, path) else {
            return Vec::new();
        };
        let ty = self.world.env(list.file).and_then(|env| {
            let exprs = &env.item(list.symbol)?.facts.summary.exprs;
            let ExprKind::Sequence { items, .. } = &exprs.get(env.value(list.symbol)?).kind else {
                return None;
            };
            match &exprs.get(exprs.referenced(*items.first()?)).kind {
                ExprKind::Record { ty, .. } => ty.as_ref(),
                _ => None,
            }
        });
        let class = ty.map(|ty| self.world.annotated(list.file, ty));
        let class = class.and_then(|class| self.world.class_of(&class));
        let Some(class) = class.and_then(|class| self.world.class(class)) else {
            return Vec::new();
        };
        class
            .fields()
            .map(|field| field.fact.name.clone())
            .collect()
    }

    pub(super) fn bound_value(&self, symbol: SymbolRef) -> Option<(Site, Value)> {
        bound_value(self.world, symbol)
    }

    /// The arguments once for each pass of the loops around a call.
    pub(super) fn passes(&mut self, site: Site, args: &Args, loops: &[Around]) -> Vec<Pass> {
        let mut all = vec![Pass {
            args: args.clone(),
            of: None,
            bound: Vec::new(),
        }];
        for each in loops {
            let mut next = Vec::new();
            for pass in all {
                self.pass(site, each, pass, &mut next);
            }
            all = next;
        }
        all
    }

    /// One pass of the loops further out, once for each pass of the next one.
    fn pass(&mut self, site: Site, each: &Around, pass: Pass, next: &mut Vec<Pass>) {
        let outer = pass.bound.iter();
        let outer: Vec<(&Name, &Value)> = outer.map(|(name, value)| (name, value)).collect();
        let over = Args::single(each.over.clone()).with(&outer);
        let over = over.position(0).unwrap_or(&each.over);
        let items = match self.implementers(site, over) {
            Some(values) => self.items_of(site, &values, LISTS),
            _ => self.items_of(site, over, LISTS),
        };
        let items = match (&each.key, items) {
            (None, Some(items)) => Some(items),
            // A map: its values with their keys, its keys, or both where two names are bound.
            (key, items) => {
                let entries = self.entries_of(site, over);
                let of_map = entries.map(|entries| match (key, each.targets.len()) {
                    (Some(_), 0) | (None, 1) => {
                        { entries.into_iter() }.map(Entry::key_alone).collect()
                    }
                    (Some(_), _) => { entries.into_iter() }.map(Entry::value_first).collect(),
                    (None, _) => { entries.into_iter() }.map(Entry::pair).collect(),
                });
                match of_map {
                    Some(of_map) => Some(of_map),
                    // Positions in a list are not told.
                    None => items.filter(|_| !each.targets.is_empty()),
                }
            }
        };
        let Some(items) = items else {
            next.push(pass);
            return;
        };
        let fields = match each.targets.as_slice() {
            [_] => self.fields_of_items(site, over),
            _ => Vec::new(),
        };
        // Asked once, since a list may have thousands of items.
        let is_made_inside = self.has_names_made_inside(site, &pass.args);
        for item in items {
            let value = self.rebased(item.site, site, &item.value);
            let value = named_parts(value, &fields);
            let keyed = each.key.iter();
            let keyed = keyed.filter(|_| item.keyed || each.targets.is_empty());
            let targets: Vec<&Name> = each.targets.iter().chain(keyed).collect();
            let targets = targets.into_iter();
            let bound: Vec<(&Name, &Value)> = match (&value, each.by_key) {
                (Value::Map(_), true) => targets
                    .filter_map(|target| Some((target, value.entry(target)?)))
                    .collect(),
                (Value::Items(parts), _) if targets.len() > 1 => targets.zip(parts).collect(),
                _ if targets.len() > 1 => Vec::new(),
                _ => targets.map(|target| (target, &value)).collect(),
            };
            let args = match is_made_inside {
                true => self.unfolded(site, &pass.args, &bound),
                false => pass.args.clone(),
            };
            let args = args.with(&bound).spread_out();
            let args = args.each(|value| self.told_parts(site, value));
            let named = bound.into_iter();
            let named = named.map(|(name, value)| (name.clone(), value.clone()));
            next.push(Pass {
                args,
                of: pass.of.clone().or(item.of),
                bound: pass.bound.iter().cloned().chain(named).collect(),
            });
        }
    }

    /// Whether an argument begins with a name that the function around it binds to what a call gives.
    fn has_names_made_inside(&self, site: Site, args: &Args) -> bool {
        let symbol = site.scope.function();
        let function = symbol.and_then(|symbol| {
            let file = site.file;
            self.world.function(SymbolRef { file, symbol })
        });
        let Some((summary, _)) = function else {
            return false;
        };
        let mut firsts: Vec<Name> = Vec::new();
        args.visit(&mut |value| match value {
            Value::Path(path) => firsts.push(Name::new(path.split('.').next().unwrap_or(path))),
            Value::Call { callee, .. } => firsts.push(Name::new(split_last(callee).0)),
            _ => {}
        });
        let mut bound = summary.calls.iter().filter_map(|call| call.bound.as_ref());
        bound.any(|bound| firsts.contains(bound))
    }

    /// The arguments with local names put in that are made anew on each pass: `view = resource.as_view()`.
    fn unfolded(&self, site: Site, args: &Args, bound: &[(&Name, &Value)]) -> Args {
        let Some(symbol) = site.scope.function() else {
            return args.clone();
        };
        let function = SymbolRef {
            file: site.file,
            symbol,
        };
        let Some((summary, _)) = self.world.function(function) else {
            return args.clone();
        };
        let makes = |call: &&CallFact| {
            let frameworks = self.world.frameworks(site.file);
            frameworks.makes_handler(split_last(&call.callee).1)
        };
        // What a local name is bound to, of several values the one that answers requests.
        let made = |first: &str| {
            let calls = || {
                let calls = summary.calls.iter();
                calls.filter(|call| call.bound.as_deref() == Some(first))
            };
            if bound.iter().any(|(name, _)| *name == first) {
                return None;
            }
            let makers = calls().filter(makes);
            let others = calls().filter(|call| !makes(call));
            makers.chain(others).find_map(|call| {
                let call = call_value(self.world, function, &summary.calls, call);
                let put = Args::single(call.clone()).with(bound);
                let put = put.position(0)?.clone();
                (put != call).then_some(put)
            })
        };
        args.clone().each(|value| match &value {
            Value::Path(path) => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                match (made(first).filter(|_| !rest.contains('.')), rest) {
                    (Some(put), "") => put,
                    (Some(put), rest) => Value::Member(Box::new(put), Name::new(rest)),
                    (None, _) => value,
                }
            }
            // `routes.router()` of what is made anew.
            Value::Call {
                callee,
                args,
                at,
                on: None,
            } => match callee.rsplit_once('.').and_then(|(first, _)| made(first)) {
                Some(put) => Value::Call {
                    callee: callee.clone(),
                    args: args.clone(),
                    at: *at,
                    on: Some(Box::new(put)),
                },
                None => value,
            },
            _ => value,
        })
    }

    /// The items of a list, wherever it is written or put together; none where that cannot be told.
    pub(super) fn items_of(&mut self, site: Site, list: &Value, depth: u32) -> Option<Vec<Listed>> {
        let depth = depth.checked_sub(1)?;
        match list {
            Value::Items(items) => Some(
                items
                    .iter()
                    .map(|value| Listed {
                        site,
                        value: value.clone(),
                        of: None,
                        keyed: false,
                    })
                    .collect(),
            ),
            // A sum of lists.
            Value::Template(parts) => {
                let parts = parts.iter().map(|part| self.items_of(site, part, depth));
                let parts: Option<Vec<Vec<Listed>>> = parts.collect();
                Some(parts?.into_iter().flatten().collect())
            }
            Value::There(from, value) => self.items_of(*from, value, depth),
            Value::Elsewhere(from, path) => self.items_named(*from, path, depth),
            Value::Path(path) => self.items_named(site, path, depth),
            Value::Call { callee, args, .. } => {
                let env = self.world.env(site.file)?;
                let copies = Builtins::of(env.facts().language).copies(callee);
                if let Some(items) = self.items_of_map(site, callee, args) {
                    return Some(items);
                }
                if let Some(items) = self.items_of_folder(site, list) {
                    return Some(items);
                }
                if let Some(on) = kept_from(self.world, site, list) {
                    return self.items_of(site, &on, depth);
                }
                match args.position(0).filter(|_| copies) {
                    Some(copied) => self.items_of(site, copied, depth),
                    None => self.items_written(site, list, depth),
                }
            }
            list => self.items_written(site, list, depth),
        }
    }

    /// The items of a list that is waited for, or a member of something.
    fn items_written(&mut self, site: Site, list: &Value, depth: u32) -> Option<Vec<Listed>> {
        if let Some(items) = self.items_given(site, list) {
            return Some(items);
        }
        let (there, written) = self.written_out(site, list);
        let is_list = matches!(written, Value::Items(_) | Value::Template(_));
        match is_list && written != *list {
            true => self.items_of(there, &written, depth),
            false => None,
        }
    }

    /// The items of the list that a function of the project gives, if it gives only one.
    fn items_given(&self, site: Site, list: &Value) -> Option<Vec<Listed>> {
        let Value::Call {
            callee, on: None, ..
        } = list
        else {
            return None;
        };
        let Meaning::Declared(function) = self.world.resolve(site, callee) else {
            return None;
        };
        let (summary, _) = self.world.function(function)?;
        let [(_, items)] = summary.returned.as_slice() else {
            return None;
        };
        if !summary.returns.is_empty() || !summary.given.is_empty() {
            return None;
        }
        let inside = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let items = items.iter().map(|item| {
            let value = Value::of_plain_fact(item).placed(place_of_item(self.world, function));
            Listed {
                site: inside,
                value: anchored(inside, &value),
                of: None,
                keyed: false,
            }
        });
        Some(items.collect())
    }

    /// The items of the list that a name stands for.
    fn items_named(&mut self, site: Site, path: &Name, depth: u32) -> Option<Vec<Listed>> {
        if let Some(symbol) = site.scope.function() {
            let function = SymbolRef {
                file: site.file,
                symbol,
            };
            let own = self.items_of_local(site, function, path, depth);
            if own.is_some() {
                return own;
            }
        }
        let Meaning::Declared(symbol) = self.world.resolve(site, path) else {
            return None;
        };
        let put = match self.world.owner(symbol) {
            Some(_) => Vec::new(),
            None => self.put_into(symbol.file, &self.world.name(symbol)),
        };
        // A list of a class, or one that a module exports without a name of its own.
        if put.is_empty() {
            let (there, value) = self.bound_value(symbol)?;
            return self.items_of(there, &value, depth);
        }
        let there = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let mut found: Option<Vec<Listed>> = None;
        for (_, value) in put {
            let items = self.items_of(there, &value, depth)?;
            found.get_or_insert_default().extend(items);
        }
        found
    }

    /// The items of the list that a local name or a parameter of a function holds.
    fn items_of_local(
        &mut self,
        site: Site,
        function: SymbolRef,
        name: &Name,
        depth: u32,
    ) -> Option<Vec<Listed>> {
        // What leads to itself, as in functions that call themselves, tells nothing more.
        if !self.listing.insert((function, name.clone())) {
            return None;
        }
        let found = self.items_put_into(site, function, name, depth);
        self.listing.remove(&(function, name.clone()));
        found
    }

    fn items_put_into(
        &mut self,
        site: Site,
        function: SymbolRef,
        name: &Name,
        depth: u32,
    ) -> Option<Vec<Listed>> {
        let (summary, exprs) = self.world.function(function)?;
        let at = place_of_item(self.world, function);
        let inside = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let mut values: Vec<Value> = Vec::new();
        for (_, fact) in summary.locals.iter().filter(|(local, _)| local == name) {
            match fact {
                // Loops and functions inside bind the same name to something else.
                ArgValue::Other | ArgValue::Bool(_) => {}
                ArgValue::Call(_) => {}
                fact => values.push(Value::of_plain_fact(fact).placed(at)),
            }
        }
        for call in &summary.calls {
            let value = || call_value(self.world, function, &summary.calls, call);
            if call.bound.as_ref() == Some(name) {
                values.push(match value() {
                    // `list = append(list, item)`.
                    Value::Call { callee, args, .. } if callee == "append" => added(&args),
                    value => value,
                });
            }
            let (object, method) = split_last(&call.callee);
            if object != name.as_str() {
                continue;
            }
            if let Value::Call { args, .. } = value() {
                match (method, args.position(0)) {
                    ("append", Some(item)) => values.push(Value::Items(vec![item.clone()])),
                    ("extend", Some(list)) => values.push(list.clone()),
                    _ => {}
                }
            }
        }
        let mut found: Option<Vec<Listed>> = None;
        let itself = |value: &Value| matches!(value, Value::Path(path) if path == name);
        for value in values {
            let value = match value {
                Value::Template(parts) => {
                    Value::Template(parts.into_iter().filter(|part| !itself(part)).collect())
                }
                value if itself(&value) => continue,
                value => value,
            };
            let items = self.items_of(inside, &value, depth)?;
            found.get_or_insert_default().extend(items);
        }
        let params = summary.signature.params.iter();
        let mut params = params.filter(|param| param.kind != ParamKind::Receiver);
        let Some(position) = params.clone().position(|param| param.name == *name) else {
            return found;
        };
        let param = params.find(|param| param.name == *name)?;
        let takes_rest = param.kind == ParamKind::Rest;
        let default = param.default;
        let default = default.map(|default| Value::read(exprs, default).placed(at));
        for call in self.callers(function).iter() {
            let given = call.args.keyword(name);
            let given = given.or_else(|| call.args.position(position)).cloned();
            let given = match takes_rest {
                true => Some(all_from(&call.args, position)),
                false => given,
            };
            let items = match (given, &default) {
                (Some(Value::Null), _) | (None, Some(Value::Null)) => continue,
                (Some(given), _) => self.items_of(call.site, &given, depth),
                (None, Some(default)) => self.items_of(site, default, depth),
                (None, None) => None,
            };
            // What is no list is a value of its own.
            let Some(items) = items else {
                continue;
            };
            let given = items.into_iter().map(|item| Listed {
                of: Some(call.clone()),
                ..item
            });
            found.get_or_insert_default().extend(given);
        }
        found
    }

    /// Of a parameter that is a list of values of a class of the project: every class that derives from it and is
    /// made somewhere.
    fn implementers(&mut self, site: Site, over: &Value) -> Option<Value> {
        let Value::Path(name) = over else {
            return None;
        };
        let function = SymbolRef {
            file: site.file,
            symbol: site.scope.function()?,
        };
        let (summary, _) = self.world.function(function)?;
        let mut params = summary.signature.params.iter();
        let ty = params.find(|param| param.name == *name)?.ty.as_ref()?;
        let inner = match &ty.kind {
            TypeKind::List(inner) => inner,
            TypeKind::Named { args, .. } => args.first()?,
            _ => return None,
        };
        let Meaning::Instance(base) = self.world.annotated(site.file, inner) else {
            return None;
        };
        if let Some(known) = self.implementers.get(&base) {
            return known.clone();
        }
        let found = self.implementers_of(base);
        self.implementers.insert(base, found.clone());
        found
    }

    fn implementers_of(&self, base: SymbolRef) -> Option<Value> {
        let sources = self.world.files().iter();
        let sources = sources.filter(|file| self.world.is_source(file));
        let mut found = Vec::new();
        for file in sources {
            for class in file.env.classes() {
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: class.symbol,
                };
                let derives = symbol != base && self.world.lineage(symbol).own.contains(&base);
                let name = &class.decl.name;
                let is_made = || {
                    let mut calling = self.world.files_calling(name);
                    calling.any(|file| self.world.is_source(file))
                };
                if derives && is_made() {
                    let there = Site {
                        file: file.id,
                        scope: Scope::Module,
                    };
                    found.push(Value::Elsewhere(there, name.clone()));
                }
            }
        }
        (!found.is_empty()).then_some(Value::Items(found))
    }

    /// A value of another module with its names written in full; what means nothing elsewhere is left out.
    pub(super) fn rebased(&self, from: Site, to: Site, value: &Value) -> Value {
        if from.file == to.file {
            return value.clone();
        }
        let all = |values: &[Value]| {
            let put = values.iter().map(|value| self.rebased(from, to, value));
            put.collect()
        };
        match value {
            Value::Items(items) => Value::Items(all(items)),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.rebased(from, to, item)))
                    .collect(),
            ),
            Value::Call { callee, args, .. } => match self.world.loaded(from, callee, args) {
                Some(Meaning::Module(file)) => Value::Module(file),
                _ => Value::There(from, Box::new(value.clone())),
            },
            Value::Entry(object, key) => Value::Entry(
                Box::new(self.rebased(from, to, object)),
                Box::new(self.rebased(from, to, key)),
            ),
            Value::Member(object, name) => match self.rebased(from, to, object) {
                Value::Other => Value::Other,
                object => Value::Member(Box::new(object), name.clone()),
            },
            Value::Function { .. } => Value::Other,
            other => anchored(from, other),
        }
    }
}

/// A value with its names told by where they are written.
pub(in crate::recognise) fn anchored(site: Site, value: &Value) -> Value {
    let all = |values: &[Value]| values.iter().map(|value| anchored(site, value)).collect();
    match value {
        Value::Path(path) => Value::Elsewhere(site, path.clone()),
        Value::Items(items) => Value::Items(all(items)),
        Value::Template(parts) => Value::Template(all(parts)),
        Value::Either(values) => Value::Either(all(values)),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, item)| (key.clone(), anchored(site, item)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The value that a name of a module or class is bound to, and where that is written.
pub(in crate::recognise) fn bound_value(
    world: &World<'_>,
    symbol: SymbolRef,
) -> Option<(Site, Value)> {
    let env = world.env(symbol.file)?;
    let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
    let value = env.value(symbol.symbol)?;
    let scope = env
        .owner_of(symbol.symbol)
        .map_or(Scope::Module, Scope::Class);
    let site = Site {
        file: symbol.file,
        scope,
    };
    let value = Value::read(exprs, value).placed(place_of_item(world, symbol));
    Some((site, value))
}

/// The value that a name is bound to where it is written: a local one by a call, else one of the module.
pub(in crate::recognise) fn named_value(
    world: &World<'_>,
    site: Site,
    name: &Name,
) -> Option<(Site, Value)> {
    if let Some(symbol) = site.scope.function() {
        let function = SymbolRef {
            file: site.file,
            symbol,
        };
        let (summary, _) = world.function(function)?;
        let mut bound = summary.calls.iter();
        if let Some(call) = bound.find(|call| call.bound.as_ref() == Some(name)) {
            return Some((site, call_value(world, function, &summary.calls, call)));
        }
        let mut taken = summary.calls.iter();
        let part = taken.find_map(|call| Some((call, taken_apart(call.bound.as_ref()?, name)?)));
        if let Some((call, key)) = part {
            let whole = call_value(world, function, &summary.calls, call);
            return Some((site, Value::Member(Box::new(whole), key)));
        }
    }
    match world.resolve(site, name) {
        Meaning::Declared(symbol) => bound_value(world, symbol),
        _ => None,
    }
}

/// The list of all arguments from a position on.
fn all_from(args: &Args, position: usize) -> Value {
    let given = args.iter().filter(|(name, _)| name.is_none());
    let given = given.map(|(_, value)| value.clone()).skip(position);
    let written = Value::Items(given.collect());
    Value::Template(
        [written]
            .into_iter()
            .chain(args.rest().iter().cloned())
            .collect(),
    )
}

/// The list that is given first with the other arguments behind it.
fn added(args: &Args) -> Value {
    match args.position(0) {
        Some(list) => Value::Template(vec![list.clone(), all_from(args, 1)]),
        None => Value::Other,
    }
}

/// The key of a name that what a call gives is taken apart to: `prefix` of `{prefix:base}` for `base`.
pub(in crate::recognise) fn taken_apart(bound: &str, name: &str) -> Option<Name> {
    let inside = bound.strip_prefix('{')?.strip_suffix('}')?;
    let mut parts = inside.split(',').filter_map(|part| part.split_once(':'));
    let (key, _) = parts.find(|(_, own)| *own == name)?;
    Some(Name::new(key))
}

/// A record by its fields' names where it is written by their order.
fn named_parts(value: Value, fields: &[Name]) -> Value {
    match value {
        Value::Items(parts) if !fields.is_empty() => {
            let names = fields.iter().map(|name| Value::Text(name.clone()));
            Value::Map(names.zip(parts).collect())
        }
        other => other,
    }
}

/// What a function gives, where it is written.
pub(in crate::recognise) fn given_value(
    world: &World<'_>,
    function: SymbolRef,
) -> Option<(Site, Value)> {
    let (summary, _) = world.function(function)?;
    let site = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    let value = returned_value(world, function, summary.returns.first()?);
    match &value {
        Value::Path(path) => named_value(world, site, path),
        _ => Some((site, value)),
    }
}

/// The value a function returns by this path: a call where one with that callee is made, else the name.
pub(in crate::recognise) fn returned_value(
    world: &World<'_>,
    function: SymbolRef,
    path: &Name,
) -> Value {
    let Some((summary, _)) = world.function(function) else {
        return Value::Other;
    };
    let bound = summary.locals.iter().any(|(local, _)| local == path);
    let call = summary
        .calls
        .iter()
        .find(|call| call.callee == *path && call.bound.is_none() && !call.nested);
    match call {
        Some(call) if !bound => call_value(world, function, &summary.calls, call),
        _ => Value::Path(path.clone()),
    }
}

/// A call in a function as a value.
pub(super) fn call_value(
    world: &World<'_>,
    function: SymbolRef,
    calls: &[CallFact],
    call: &CallFact,
) -> Value {
    Value::of_call(calls, call).placed(place_of_item(world, function))
}

/// Where the item of a symbol stands.
pub(super) fn place_of_item(world: &World<'_>, symbol: SymbolRef) -> ItemAt {
    ItemAt {
        item: symbol.symbol.item,
        start: world.index.item(symbol).map_or(0, |item| item.span.start),
    }
}

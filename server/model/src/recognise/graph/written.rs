//! Values where they are written out: behind names, in loops, in calls; it never says what they hold.

use syntax::facts::{ArgValue, CallFact, ExprId, ExprKind, Name, Summary, TypeKind, callee_path};

use super::Builder;
use crate::env::FileEnv;
use crate::place::{FileId, Place};
use crate::recognise::local::{Around, Scope, scope_of_args, split_last};
use crate::recognise::value::{Args, ItemAt, Value};
use crate::recognise::world::{Meaning, Site, World};
use crate::symbol::SymbolRef;

impl Builder<'_> {
    /// A display where it is written out, for one that is named.
    pub(super) fn written_out(&self, site: Site, value: &Value) -> (Site, Value) {
        let mut at = (site, value.clone());
        for _ in 0..4 {
            let Value::Path(path) = &at.1 else {
                break;
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

    /// The display that a local name of a function is bound to, if to nothing else.
    fn local_list(&self, site: Site, name: &str) -> Option<Value> {
        let function = SymbolRef {
            file: site.file,
            symbol: site.scope.function()?,
        };
        let (summary, _) = self.world.function(function)?;
        let mut values = summary.locals.iter().filter(|(local, _)| local == name);
        match (values.next(), values.next()) {
            (Some((_, value @ ArgValue::Items(_))), None) => {
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
    pub(super) fn passes(&self, site: Site, args: &Args, loops: &[Around]) -> Vec<Args> {
        let mut all = vec![args.clone()];
        for each in loops {
            let (from, values) = self.written_out(site, &each.over);
            let (from, values) = match self.implementers(site, &each.over) {
                Some(values) => (site, values),
                _ => (from, values),
            };
            let Value::Items(values) = values else {
                continue;
            };
            // Names of another module mean nothing here.
            if from.file != site.file {
                let reached = values.iter().all(|value| self.reaches(from, value));
                if !reached {
                    continue;
                }
            }
            let fields = match each.targets.as_slice() {
                [_] => self.fields_of_items(site, &each.over),
                _ => Vec::new(),
            };
            let mut next = Vec::new();
            for args in &all {
                for value in &values {
                    let value = named_parts(self.rebased(from, site, value), &fields);
                    let targets = each.targets.iter();
                    let bound: Vec<(&Name, &Value)> = match (&value, each.by_key) {
                        (Value::Map(_), true) => targets
                            .filter_map(|target| Some((target, value.entry(target)?)))
                            .collect(),
                        (Value::Items(parts), _) if each.targets.len() > 1 => {
                            targets.zip(parts).collect()
                        }
                        _ if each.targets.len() > 1 => Vec::new(),
                        _ => targets.map(|target| (target, &value)).collect(),
                    };
                    next.push(args.with(&bound));
                }
            }
            all = next;
        }
        all
    }

    /// Of a parameter that is a list of values of a class of the project: every class that derives from it and is
    /// made somewhere.
    fn implementers(&self, site: Site, over: &Value) -> Option<Value> {
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
        let sources = || {
            let files = self.world.files().iter();
            files.filter(|file| self.world.is_source(file))
        };
        let mut found = Vec::new();
        for file in sources() {
            for class in file.env.classes() {
                let symbol = SymbolRef {
                    file: file.id,
                    symbol: class.symbol,
                };
                let derives = symbol != base && self.world.lineage(symbol).own.contains(&base);
                let name = &class.decl.name;
                let is_made = || sources().any(|file| calls(&file.env, name));
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

    pub(super) fn reaches(&self, from: Site, value: &Value) -> bool {
        match value {
            Value::Path(path) => !matches!(self.world.resolve(from, path), Meaning::Unknown(_)),
            Value::Items(items) => items.iter().all(|item| self.reaches(from, item)),
            Value::Map(entries) => entries.iter().all(|(_, item)| self.reaches(from, item)),
            Value::Text(_) | Value::Null | Value::Number(_) | Value::Bool(_) => true,
            _ => false,
        }
    }

    /// A value of another module with its names written in full.
    pub(super) fn rebased(&self, from: Site, to: Site, value: &Value) -> Value {
        if from.file == to.file {
            return value.clone();
        }
        match value {
            Value::Path(path) => Value::Elsewhere(from, path.clone()),
            Value::Items(items) => Value::Items(
                items
                    .iter()
                    .map(|item| self.rebased(from, to, item))
                    .collect(),
            ),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.rebased(from, to, item)))
                    .collect(),
            ),
            other => other.clone(),
        }
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
    }
    match world.resolve(site, name) {
        Meaning::Declared(symbol) => bound_value(world, symbol),
        _ => None,
    }
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
fn place_of_item(world: &World<'_>, symbol: SymbolRef) -> ItemAt {
    ItemAt {
        item: symbol.symbol.item,
        start: world.index.item(symbol).map_or(0, |item| item.span.start),
    }
}

/// The calls of an item that run when the module is loaded, those whose result is bound included.
pub(super) fn top_level_calls(summary: &Summary) -> impl Iterator<Item = ExprId> {
    let alone = summary.calls.iter().map(|call| call.call);
    let bound = summary.bindings.iter().filter_map(|binding| binding.value);
    alone.chain(bound)
}

/// Whether a file calls something of this last name, wherever the call stands.
fn calls(env: &FileEnv, name: &str) -> bool {
    let in_body = env.functions().any(|method| {
        method
            .function
            .calls
            .iter()
            .any(|call| split_last(&call.callee).1 == name)
    });
    in_body
        || env.facts().items.iter().any(|item| {
            let exprs = &item.facts.summary.exprs;
            exprs.iter().any(|(_, expr)| match &expr.kind {
                ExprKind::Call { callee, .. } => exprs
                    .path(*callee)
                    .is_some_and(|path| split_last(&path).1 == name),
                _ => false,
            })
        })
}

/// Calls of what another call gives, with what that is: `require("./users")(app)`.
pub(super) fn calls_of_results(
    world: &World<'_>,
    file: FileId,
) -> Vec<(Meaning, Site, Args, Place)> {
    let Some(env) = world.env(file) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |scope: Scope, at: ItemAt, value: Value| {
        let site = Site { file, scope };
        if let Value::Call {
            args,
            at: span,
            on: Some(on),
            ..
        } = value.placed(at)
        {
            let place = Place { file, span };
            found.push((world.meaning_of(site, &on), site, args, place));
        }
    };
    let is_result = |callee: &str| split_last(callee).1.ends_with("()");
    for method in env.functions() {
        let symbol = SymbolRef {
            file,
            symbol: method.symbol,
        };
        let calls = &method.function.calls;
        for call in calls.iter().filter(|call| is_result(&call.callee)) {
            let value = Value::of_call(calls, call);
            add(
                Scope::Function(method.symbol),
                place_of_item(world, symbol),
                value,
            );
        }
    }
    for (item, placed) in (0u32..).zip(&env.facts().items) {
        let exprs = &placed.facts.summary.exprs;
        let at = ItemAt {
            item,
            start: placed.span.start,
        };
        for (id, expr) in exprs.iter() {
            if let ExprKind::Call { callee, .. } = &expr.kind
                && is_result(&callee_path(exprs, *callee))
            {
                add(Scope::Module, at, Value::read(exprs, id));
            }
        }
    }
    found
}

/// Every call in the file whose callee has this last name.
pub(in crate::recognise) fn calls_named(
    world: &World<'_>,
    file: FileId,
    name: &str,
) -> Vec<(Site, Name, Args, Place)> {
    let Some(env) = world.env(file) else {
        return Vec::new();
    };
    let named = |callee: &str| split_last(callee).1 == name;
    let mut found = Vec::new();
    for method in env.functions() {
        let calls = &method.function.calls;
        for call in calls.iter().filter(|call| named(&call.callee)) {
            let site = Site {
                file,
                scope: scope_of_args(method.symbol, method.function, call),
            };
            let args = Args::of_call(calls, call).placed(place_of_item(
                world,
                SymbolRef {
                    file,
                    symbol: method.symbol,
                },
            ));
            let function = SymbolRef {
                file,
                symbol: method.symbol,
            };
            let place = world.place_in(function, call.span);
            found.push((site, call.callee.clone(), args, place));
        }
    }
    for (at, item) in (0u32..).zip(&env.facts().items) {
        let summary = &item.facts.summary;
        for call in top_level_calls(summary) {
            if let Some((callee, args)) = summary.exprs.call(call)
                && named(&callee)
            {
                let site = Site {
                    file,
                    scope: Scope::Module,
                };
                let args = Args::read(&summary.exprs, args).placed(ItemAt {
                    item: at,
                    start: item.span.start,
                });
                let span = summary.exprs.get(call).span.shifted(item.span.start);
                found.push((site, callee, args, Place { file, span }));
            }
        }
    }
    found
}

//! Which files call something of a name, and where values of a class are made; it follows no values.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::facts::{CallFact, ExprId, ExprKind, Name, callee_path};

use super::local::{Local, Scope, scope_of_args, split_last};
use super::value::{Args, ItemAt, Value};
use super::world::{Meaning, Site, World};
use crate::env::FileEnv;
use crate::index::IndexedFile;
use crate::place::{FileId, Place};
use crate::symbol::{LocalSymbol, SymbolRef};
use crate::things::FileRole;

/// Where values of a class are made, each with what it is made of.
pub(super) type Made = Arc<Vec<(Site, Args)>>;

/// Names that files import functions and classes under, where these are others than their own.
pub(super) type OtherNames = FxHashMap<SymbolRef, Vec<(FileId, Name)>>;

/// The calls of a file by the last name of their callee.
pub(super) type CallsByName = FxHashMap<Name, Vec<CallAt>>;

/// A call where it is written, with what it is a call of.
pub(super) type ResultCall = (Meaning, Site, Args, Place);

/// Where a call stands in the facts of its file.
#[derive(Clone, Copy, Debug)]
pub(super) enum CallAt {
    /// Index into the calls of a function.
    Function(LocalSymbol, u32),
    /// An expression of an item.
    Item(u32, ExprId),
}

impl<'i> World<'i> {
    /// What a file tells by itself.
    pub fn local(&self, file: FileId) -> Option<&'i Local> {
        self.locals.get(&file).map(|(_, local)| local.as_ref())
    }

    /// Whether a file calls something of this last name outside tests.
    pub fn calls(&self, file: FileId, name: &str) -> bool {
        { self.local(file) }.is_some_and(|local| local.called.contains(name))
    }

    /// The files that call something of this last name outside tests, in order of their paths.
    pub fn files_calling(&self, name: &str) -> impl Iterator<Item = &'i IndexedFile> {
        let calling = self.calling.get_or_init(|| {
            let mut calling: FxHashMap<Name, Vec<usize>> = FxHashMap::default();
            for (at, file) in self.files().iter().enumerate() {
                let names = self.local(file.id).map(|local| &local.called);
                for name in names.into_iter().flatten() {
                    calling.entry(name.clone()).or_default().push(at);
                }
            }
            calling
        });
        let positions = calling.get(name).into_iter().flatten();
        positions.filter_map(|at| self.files().get(*at).copied())
    }

    /// Read once: imports do not change while a project is recognised.
    pub fn names_elsewhere(&self) -> Rc<OtherNames> {
        if let Some(known) = &*self.other_names.borrow() {
            return Rc::clone(known);
        }
        // What an import stands for may ask for the names again.
        *self.other_names.borrow_mut() = Some(Rc::default());
        let mut found = OtherNames::default();
        for file in self.files() {
            if file.role != FileRole::Source {
                continue;
            }
            for (_, import) in file.env.imports() {
                if !self.calls(file.id, &import.local) {
                    continue;
                }
                let site = Site {
                    file: file.id,
                    scope: Scope::Module,
                };
                if let Meaning::Declared(symbol) = self.resolve(site, &import.local)
                    && self.name(symbol) != import.local
                {
                    let names = found.entry(symbol).or_default();
                    names.push((file.id, import.local.clone()));
                }
            }
        }
        let found = Rc::new(found);
        *self.other_names.borrow_mut() = Some(Rc::clone(&found));
        found
    }

    /// Every place where a value of the class is made, outside tests.
    pub fn made(&self, class: SymbolRef) -> Made {
        if let Some(known) = self.made.borrow().get(&class) {
            return Arc::clone(known);
        }
        // What a value is made of may ask for the class again.
        self.made.borrow_mut().insert(class, Arc::default());
        let name = self.name(class);
        let own = self.files_calling(&name);
        let own = own.filter(|file| file.role == FileRole::Source);
        let mut named: Vec<(FileId, Name)> = own.map(|file| (file.id, name.clone())).collect();
        // By its own name, or by that which the file imports it under.
        let renamed = self.names_elsewhere();
        named.extend(renamed.get(&class).into_iter().flatten().cloned());
        named.sort_by_key(|(file, _)| self.position(*file));
        let calls = named.iter();
        let calls = calls.flat_map(|(file, name)| self.calls_named(*file, name));
        let own = calls.filter(|(site, callee, ..)| {
            matches!(self.resolve(*site, callee), Meaning::Declared(symbol) if symbol == class)
        });
        let made: Made = Arc::new(own.map(|(site, _, args, _)| (site, args)).collect());
        self.made.borrow_mut().insert(class, Arc::clone(&made));
        made
    }

    /// Every call in the file whose callee has this last name: where it is written, its callee and arguments.
    pub fn calls_named(&self, file: FileId, name: &str) -> Vec<(Site, Name, Args, Place)> {
        let Some(env) = self.env(file).filter(|_| self.calls(file, name)) else {
            return Vec::new();
        };
        let calls = self.calls_by_name(file, env);
        let named = calls.get(name).into_iter().flatten();
        named.filter_map(|at| self.call_at(file, *at)).collect()
    }

    fn calls_by_name(&self, file: FileId, env: &FileEnv) -> Rc<CallsByName> {
        if let Some(known) = self.written.borrow().get(&file) {
            return Rc::clone(known);
        }
        let calls = Rc::new(calls_by_name(env));
        self.written.borrow_mut().insert(file, Rc::clone(&calls));
        calls
    }

    fn call_at(&self, file: FileId, at: CallAt) -> Option<(Site, Name, Args, Place)> {
        let env = self.env(file)?;
        match at {
            CallAt::Function(symbol, index) => {
                let function = env.function(symbol)?;
                let call = function.calls.get(index as usize)?;
                let scope = scope_of_args(symbol, function, call);
                let (item, start) = (symbol.item, env.item(symbol)?.span.start);
                let args = Args::of_call(&function.calls, call).placed(ItemAt { item, start });
                let span = call.span.shifted(start);
                let site = Site { file, scope };
                Some((site, call.callee.clone(), args, Place { file, span }))
            }
            CallAt::Item(item, id) => {
                let placed = env.facts().items.get(item as usize)?;
                let (exprs, start) = (&placed.facts.summary.exprs, placed.span.start);
                let (callee, args) = exprs.call(id)?;
                let site = Site {
                    file,
                    scope: Scope::Module,
                };
                let args = Args::read(exprs, args).placed(ItemAt { item, start });
                let span = exprs.get(id).span.shifted(start);
                Some((site, callee, args, Place { file, span }))
            }
        }
    }

    /// Calls of what another call gives, with what that is: `require("./users")(app)`.
    pub fn calls_of_results(&self, file: FileId) -> Rc<Vec<ResultCall>> {
        if let Some(known) = self.of_results.borrow().get(&file) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.env(file).map_or_else(Vec::new, |env| {
            let calls = results_called(env).into_iter();
            calls
                .filter_map(|(scope, at, value)| match value.placed(at) {
                    Value::Call {
                        args,
                        at: span,
                        on: Some(on),
                        ..
                    } => {
                        let site = Site { file, scope };
                        let place = Place { file, span };
                        Some((self.meaning_of(site, &on), site, args, place))
                    }
                    _ => None,
                })
                .collect()
        }));
        self.of_results.borrow_mut().insert(file, Rc::clone(&found));
        found
    }
}

fn calls_by_name(env: &FileEnv) -> CallsByName {
    let mut found = CallsByName::default();
    let mut add = |callee: &str, at| {
        let name = Name::new(split_last(callee).1);
        found.entry(name).or_default().push(at);
    };
    for method in env.functions() {
        for (index, call) in (0u32..).zip(&method.function.calls) {
            add(&call.callee, CallAt::Function(method.symbol, index));
        }
    }
    for (item, placed) in (0u32..).zip(&env.facts().items) {
        let exprs = &placed.facts.summary.exprs;
        // Calls in arguments, too.
        for (id, expr) in exprs.iter() {
            if let ExprKind::Call { .. } = expr.kind
                && let Some((callee, _)) = exprs.call(id)
            {
                add(&callee, CallAt::Item(item, id));
            }
        }
    }
    found
}

/// Calls whose callee is a call, with the scope and the item they are written in.
fn results_called(env: &FileEnv) -> Vec<(Scope, ItemAt, Value)> {
    let is_result = |callee: &str| split_last(callee).1.ends_with("()");
    let mut found = Vec::new();
    for method in env.functions() {
        let at = ItemAt {
            item: method.symbol.item,
            start: method.item.span.start,
        };
        let calls: &[CallFact] = &method.function.calls;
        for call in calls.iter().filter(|call| is_result(&call.callee)) {
            let scope = Scope::Function(method.symbol);
            found.push((scope, at, Value::of_call(calls, call)));
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
                found.push((Scope::Module, at, Value::read(exprs, id)));
            }
        }
    }
    found
}

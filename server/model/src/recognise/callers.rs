//! Which files call something of a name, and where values of a class are made; it follows no values.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::facts::Name;

use super::graph::calls_named;
use super::local::{Local, Scope};
use super::value::Args;
use super::world::{Meaning, Site, World};
use crate::index::IndexedFile;
use crate::place::FileId;
use crate::symbol::SymbolRef;
use crate::things::FileRole;

/// Where values of a class are made, each with what it is made of.
pub(super) type Made = Arc<Vec<(Site, Args)>>;

/// Names that files import functions and classes under, where these are others than their own.
pub(super) type OtherNames = FxHashMap<SymbolRef, Vec<(FileId, Name)>>;

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
        let calls = calls.flat_map(|(file, name)| calls_named(self, *file, name));
        let own = calls.filter(|(site, callee, ..)| {
            matches!(self.resolve(*site, callee), Meaning::Declared(symbol) if symbol == class)
        });
        let made: Made = Arc::new(own.map(|(site, _, args, _)| (site, args)).collect());
        self.made.borrow_mut().insert(class, Arc::clone(&made));
        made
    }
}

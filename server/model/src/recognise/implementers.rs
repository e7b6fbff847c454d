//! The classes that have what an interface asks for, and the one that carries out a method without code; where several
//! may, none is told.

use std::rc::Rc;

use syntax::facts::{FunctionSummary, Name, TypeDeclKind};

use super::alike::same_head;
use super::world::{Meaning, World};
use crate::env::{Class, Method};
use crate::framework::is_named_double;
use crate::index::IndexedFile;
use crate::symbol::{Part, SymbolRef};

/// The method that runs where a method of an interface is called; none for a method with code.
pub(super) fn implementation(world: &World<'_>, method: SymbolRef) -> Option<SymbolRef> {
    let (summary, _) = world.function(method)?;
    if !summary.signature.is_abstract {
        return None;
    }
    let class = world.only_implementer(world.owner(method)?)?;
    match world.member_of(Meaning::Instance(class), &summary.signature.name) {
        Meaning::Declared(own) if has_code(world, own) => Some(own),
        _ => None,
    }
}

impl World<'_> {
    /// The one class that implements an interface.
    fn only_implementer(&self, interface: SymbolRef) -> Option<SymbolRef> {
        if let Some(known) = self.only_implementers.borrow().get(&interface) {
            return *known;
        }
        let found = self.class(interface).and_then(|declared| {
            let wanted: Vec<Method<'_>> = declared.methods().collect();
            let sources = self.files().iter().filter(|file| self.is_source(file));
            let mut found = sources.flat_map(|file| {
                let classes = file.env.classes();
                classes.filter_map(|class| implements(self, file, &class, interface, &wanted))
            });
            let class = found.next()?;
            found.next().is_none().then_some(class)
        });
        self.only_implementers.borrow_mut().insert(interface, found);
        found
    }

    /// The classes of an interface's language that have all its methods, also those that they take from elsewhere; none
    /// of what is no interface.
    pub fn with_all_methods(&self, interface: SymbolRef) -> Rc<Vec<SymbolRef>> {
        if let Some(known) = self.with_methods.borrow().get(&interface) {
            return Rc::clone(known);
        }
        let declared = self.class(interface);
        let declared = declared.filter(|class| is_interface(class.decl.kind));
        let found = declared.map_or_else(Vec::new, |declared| {
            let methods = declared.methods();
            let wanted: Vec<&Name> = methods
                .map(|method| &method.function.signature.name)
                .collect();
            let language = self.env(interface.file).map(|env| env.facts().language);
            let files = self.files().iter().filter(|file| {
                self.is_source(file) && Some(file.env.facts().language) == language
            });
            let classes = files.flat_map(|file| {
                let classes = file.env.classes();
                let classes = classes.filter(|class| !is_interface(class.decl.kind));
                classes.map(|class| SymbolRef {
                    file: file.id,
                    symbol: class.symbol,
                })
            });
            let has = |class: SymbolRef, name: &Name| {
                let own = self.member_of(Meaning::Instance(class), name);
                matches!(own, Meaning::Declared(own) if matches!(own.symbol.part, Part::Function(_)))
            };
            let classes = classes.filter(|class| wanted.iter().all(|name| has(*class, name)));
            classes.collect()
        });
        let found = Rc::new(found);
        let mut known = self.with_methods.borrow_mut();
        known.insert(interface, Rc::clone(&found));
        found
    }
}

fn is_interface(kind: TypeDeclKind) -> bool {
    matches!(kind, TypeDeclKind::Interface | TypeDeclKind::Trait)
}

fn has_code(world: &World<'_>, method: SymbolRef) -> bool {
    let has_code = |(summary, _): (&FunctionSummary, _)| !summary.signature.is_abstract;
    world.function(method).is_some_and(has_code)
}

/// The class, if it implements the interface: by declaration, or by methods of the same form.
fn implements(
    world: &World<'_>,
    file: &IndexedFile,
    class: &Class<'_>,
    interface: SymbolRef,
    wanted: &[Method<'_>],
) -> Option<SymbolRef> {
    let symbol = SymbolRef {
        file: file.id,
        symbol: class.symbol,
    };
    let may = !is_interface(class.decl.kind)
        && symbol != interface
        && !is_named_double(&class.decl.name)
        && !world.is_test_code(symbol);
    if !may {
        return None;
    }
    let has = |method: &Method<'_>| {
        let name = &method.function.signature.name;
        class
            .method(name)
            .is_some_and(|own| same_head(&own.function.signature, &method.function.signature))
    };
    let declared = || world.lineage(symbol).own.contains(&interface);
    (wanted.iter().all(has) || declared()).then_some(symbol)
}

//! The one class that carries out a method without code; where several may, none is told.

use syntax::facts::{FunctionSummary, TypeDeclKind};

use super::alike::same_head;
use super::world::{Meaning, World};
use crate::env::{Class, Method};
use crate::framework::is_named_double;
use crate::index::IndexedFile;
use crate::symbol::SymbolRef;

/// The method that runs where a method of an interface is called; none for a method with code.
pub(super) fn implementation(world: &World<'_>, method: SymbolRef) -> Option<SymbolRef> {
    let (summary, _) = world.function(method)?;
    if !summary.signature.is_abstract {
        return None;
    }
    let interface = world.owner(method)?;
    let wanted: Vec<Method<'_>> = world.class(interface)?.methods().collect();
    let sources = world.files().iter().filter(|file| world.is_source(file));
    let mut found = sources.flat_map(|file| {
        let classes = file.env.classes().map(move |class| (*file, class));
        classes.filter_map(|(file, class)| implements(world, file, &class, interface, &wanted))
    });
    let class = found.next()?;
    if found.next().is_some() {
        return None;
    }
    match world.member_of(Meaning::Instance(class), &summary.signature.name) {
        Meaning::Declared(own) if has_code(world, own) => Some(own),
        _ => None,
    }
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
    let may = !matches!(
        class.decl.kind,
        TypeDeclKind::Interface | TypeDeclKind::Trait
    ) && symbol != interface
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

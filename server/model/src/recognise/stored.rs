//! Functions that change what is stored through the stored classes themselves; it knows no sessions.

use syntax::facts::{ArgValue, FunctionSummary, Name};

use super::classes::{Classes, What};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, ModelForm, RoleOf};
use crate::symbol::SymbolRef;

/// The stored class whose values a function makes or changes: `Order.objects.create(..)`, `order.save()`.
pub(super) fn writes_models(
    world: &World<'_>,
    classes: &Classes,
    symbol: SymbolRef,
    function: &FunctionSummary,
) -> Option<Name> {
    let site = Site::in_function(symbol);
    let frameworks = world.frameworks(symbol.file);
    let form_of = |class: &Meaning| form_of(world, classes, frameworks, class);
    function.calls.iter().find_map(|call| {
        let (object, method) = call.callee.rsplit_once('.')?;
        if let Some(class) = managed(frameworks, object) {
            let form = form_of(&world.resolve(site, &class))?;
            let writes = form.writes.iter().any(|name| name == method);
            return writes.then_some(class);
        }
        if !frameworks.descriptions.iter().any(|(_, description)| {
            let mut models = description.models.iter();
            models.any(|form| form.value_writes.iter().any(|name| name == method))
        }) {
            return None;
        }
        // `order = Order.objects.filter(..).first()` is a value, too.
        let found = function
            .locals
            .iter()
            .find_map(|(local, value)| match value {
                ArgValue::Call(callee) if local == object => managed(frameworks, callee),
                _ => None,
            });
        let value = match found.map(|class| world.resolve(site, &class)) {
            Some(Meaning::Declared(class)) => Meaning::Instance(class),
            Some(Meaning::Outside(path)) => Meaning::OutsideInstance(path),
            _ => world.resolve(site, object),
        };
        let form = form_of(&value)?;
        let writes = form.value_writes.iter().any(|name| name == method);
        let is_value = matches!(value, Meaning::Instance(_) | Meaning::OutsideInstance(_));
        (writes && is_value).then(|| Name::new(object))
    })
}

/// The stored class that a function asks for what is stored, or of which it is given a value that it calls:
/// `Order.objects.filter(..)`, `user.deactivate()`.
pub(super) fn works_with_models(
    world: &World<'_>,
    classes: &Classes,
    symbol: SymbolRef,
    function: &FunctionSummary,
) -> Option<Name> {
    let site = Site::in_function(symbol);
    let frameworks = world.frameworks(symbol.file);
    let is_stored = |class: &Meaning| form_of(world, classes, frameworks, class).is_some();
    let given: Vec<&Name> = { function.signature.params.iter() }
        .filter(|param| {
            let ty = param.ty.as_ref();
            ty.is_some_and(|ty| is_stored(&world.annotated(symbol.file, ty)))
        })
        .map(|param| &param.name)
        .collect();
    function.calls.iter().find_map(|call| {
        let (object, _) = call.callee.rsplit_once('.')?;
        let first = object.split('.').next().unwrap_or(object);
        if let Some(param) = given.iter().find(|param| *param == &first) {
            return Some((*param).clone());
        }
        let class = managed(frameworks, object)?;
        is_stored(&world.resolve(site, &class)).then_some(class)
    })
}

/// What is known of the stored classes to which a class belongs.
fn form_of(
    world: &World<'_>,
    classes: &Classes,
    frameworks: &'static Frameworks,
    class: &Meaning,
) -> Option<&'static ModelForm> {
    let paths = match class {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => vec![path.clone()],
        Meaning::Declared(class) | Meaning::Instance(class)
            if classes.what(*class) == What::OrmModel =>
        {
            world.lineage(*class).outside.clone()
        }
        _ => Vec::new(),
    };
    paths.iter().find_map(|path| {
        frameworks.role(path, |role| match role {
            RoleOf::Model(at, i) => frameworks.description(at)?.models.get(i),
            _ => None,
        })
    })
}

/// The class before the manager in a path: `shop.models.Order` of `shop.models.Order.objects.filter().update`.
fn managed(frameworks: &Frameworks, path: &str) -> Option<Name> {
    let at = path.split('.').position(|part| {
        frameworks.descriptions.iter().any(|(_, description)| {
            let mut models = description.models.iter();
            models.any(|form| !form.manager.is_empty() && form.manager == part)
        })
    })?;
    let class: Vec<&str> = path.split('.').take(at).collect();
    (at > 0).then(|| Name::from(class.join(".")))
}

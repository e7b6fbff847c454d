//! Use cases behind interfaces that no class names, told by methods of the same form; it looks into no function.

use syntax::facts::{ParamKind, Signature, TypeDeclKind, TypeKind, TypeRef};

use super::classes::Classes;
use super::use_cases::UseCases;
use super::world::{Meaning, World};
use crate::env::Method;
use crate::place::Place;
use crate::symbol::SymbolRef;

/// How deep types are compared.
const DEPTH: u32 = 6;

/// Lets calls of an interface lead to the one use case with the same methods.
pub(super) fn link_alike(world: &World<'_>, classes: &Classes, found: &mut UseCases) {
    let mut alike_to = Vec::new();
    for file in world.files() {
        if !world.is_source(file) {
            continue;
        }
        for class in file.env.classes() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: class.symbol,
            };
            if class.decl.kind != TypeDeclKind::Interface && !classes.is_port(symbol) {
                continue;
            }
            let wanted: Vec<Method<'_>> = class.methods().collect();
            for method in &wanted {
                let declared = SymbolRef {
                    file: file.id,
                    symbol: method.symbol,
                };
                let place = world.place(symbol);
                let case = alike(world, found, method, &wanted);
                alike_to.extend(
                    case.filter(|case| !works_with(found, *case, place))
                        .map(|case| (declared, case)),
                );
            }
        }
    }
    for (declared, case) in alike_to {
        found.by_function.entry(declared).or_insert(case);
    }
}

/// Whether a use case is given what is declared at a place. A repository may have the methods of what uses it.
fn works_with(found: &UseCases, case: usize, place: Place) -> bool {
    let case = found.list.get(case);
    let mut collaborators = case.into_iter().flat_map(|case| &case.collaborators);
    collaborators.any(|it| it.to.value().is_some_and(|element| element.place == place))
}

/// The one use case whose class has methods like all of these, by the one like `method`.
fn alike(
    world: &World<'_>,
    found: &UseCases,
    method: &Method<'_>,
    wanted: &[Method<'_>],
) -> Option<usize> {
    // Methods that name no type are alike by chance.
    let signature = &method.function.signature;
    let mut types = signature.params.iter().map(|param| &param.ty);
    if signature.returns.is_none() && types.all(Option::is_none) {
        return None;
    }
    let is_like = |symbol: SymbolRef, other: &Method<'_>| {
        let own = world.function(symbol);
        own.is_some_and(|(own, _)| same_head(&own.signature, &other.function.signature))
    };
    let mut all = found.by_function.iter().filter(|(symbol, _)| {
        is_like(**symbol, method)
            && world.owner(**symbol).is_some_and(|owner| {
                wanted.iter().all(|wanted| {
                    let name = &wanted.function.signature.name;
                    let own = world.member_of(Meaning::Instance(owner), name);
                    matches!(own, Meaning::Declared(own) if is_like(own, wanted))
                })
            })
    });
    let (first, case) = all.next()?;
    let own = world.function(*first);
    let is_abstract = own.is_some_and(|(own, _)| own.signature.is_abstract);
    (!is_abstract && all.next().is_none()).then_some(*case)
}

/// Whether two methods have the same name and take and give the same, whatever their packages are called.
pub(super) fn same_head(one: &Signature, other: &Signature) -> bool {
    let types = |signature: &Signature| -> Vec<String> {
        let params = signature.params.iter();
        let params = params.filter(|param| param.kind != ParamKind::Receiver);
        let types = params
            .map(|param| param.ty.as_ref())
            .chain([signature.returns.as_ref()]);
        types
            .map(|ty| ty.map_or(String::new(), |ty| type_text(ty, DEPTH)))
            .collect()
    };
    one.name == other.name && types(one) == types(other)
}

/// A type as text, names without the paths before them.
fn type_text(ty: &TypeRef, depth: u32) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return "?".to_owned();
    };
    let all = |types: &[TypeRef]| {
        let texts: Vec<String> = types.iter().map(|ty| type_text(ty, depth)).collect();
        texts.join(",")
    };
    match &ty.kind {
        TypeKind::Named { path, args } => {
            let last = path.rsplit('.').next().unwrap_or(path);
            format!("{last}<{}>", all(args))
        }
        TypeKind::Pointer(inner) | TypeKind::Reference { inner, .. } => {
            format!("*{}", type_text(inner, depth))
        }
        TypeKind::Optional(inner) => format!("{}?", type_text(inner, depth)),
        TypeKind::List(inner) => format!("[]{}", type_text(inner, depth)),
        TypeKind::Map(key, value) => {
            format!("map[{}]{}", type_text(key, depth), type_text(value, depth))
        }
        TypeKind::Tuple(parts) => format!("({})", all(parts)),
        _ => "?".to_owned(),
    }
}

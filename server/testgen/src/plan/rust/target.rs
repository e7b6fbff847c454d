//! What is to be tested and how it is made; it decides no outcome.

use std::rc::Rc;

use syntax::facts::{FunctionKind, Name, ParamKind, Visibility};

use super::super::class::{Class, ClassKind, Classes, Method};
use super::super::eval::given_params;
use super::super::run::{Args, Outcome, Run};
use super::super::value::{Datum, Double, Place, Root, Value};
use super::super::world::{Spec, World};
use super::super::{LeftOut, Target, called};
use super::set_up::{double, is_built_in};
use super::types::{self, Shape, Typed, Wrap, is_open, maker, part_type, shape, wraps};
use crate::plan::defaults::Defaults;
use crate::sources::FunctionAt;

/// How the value is made that a method is called on.
pub enum Making<'a> {
    /// It is data: a test writes it down.
    Value,
    /// By a function of its type.
    By(FunctionAt<'a>),
    /// By its fields.
    Fields,
}

/// Something that the making takes.
pub struct Taken {
    pub name: Name,
    pub typed: Typed,
}

/// How the owner of what is tested is made, if it takes a value.
pub fn making<'a>(classes: &Classes<'a>, target: &Target<'a>) -> Option<Making<'a>> {
    let owner = target.owner.as_ref().filter(|_| !target.on_class)?;
    if owner.kind == ClassKind::Enum {
        return Some(Making::Value);
    }
    let none: Rc<[(Name, Typed)]> = Rc::from([]);
    let works_with_others = owner.fields.iter().any(|field| {
        part_type(classes, owner, &none, &field.name).is_some_and(|typed| {
            matches!(
                shape(classes, &typed),
                Shape::Port(_) | Shape::Callable(..) | Shape::Unknown
            )
        })
    });
    if !works_with_others && (is_open(classes, owner) || maker(classes, owner).is_some()) {
        return Some(Making::Value);
    }
    let by = owner.methods.iter().find(|method| {
        method.at.signature.name == "new"
            && method.kind == FunctionKind::StaticMethod
            && !method.at.signature.is_async
            && types::sees(classes, method.at.code.file, method.at.signature.visibility)
    });
    match by
        .map(|method| method.at)
        .or_else(|| maker(classes, owner).map(|made| made.at))
    {
        Some(at) => Some(Making::By(at)),
        None if is_open(classes, owner) => Some(Making::Fields),
        None => None,
    }
}

/// What the making of the owner takes.
pub fn parts<'a>(classes: &Classes<'a>, target: &Target<'a>) -> Vec<Taken> {
    let none: Rc<[(Name, Typed)]> = Rc::from([]);
    match (making(classes, target), &target.owner) {
        (Some(Making::By(at)), _) => {
            let scope = classes.sources.scope(at.code.file, at.code.item);
            given_params(at.signature)
                .filter_map(|param| {
                    Some(Taken {
                        name: called(param),
                        typed: Typed::new(scope, param.ty.clone()?),
                    })
                })
                .collect()
        }
        (Some(Making::Fields), Some(owner)) => owner
            .fields
            .iter()
            .filter_map(|field| {
                Some(Taken {
                    name: field.name.clone(),
                    typed: part_type(classes, owner, &none, &field.name)?,
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What the function itself takes.
pub fn params<'a>(classes: &Classes<'a>, target: &Target<'a>) -> Vec<Taken> {
    let code = target.function.code;
    let scope = classes.sources.scope(code.file, code.item);
    given_params(target.function.signature)
        .filter_map(|param| {
            Some(Taken {
                name: called(param),
                typed: Typed::new(scope, param.ty.clone()?),
            })
        })
        .collect()
}

/// Whether the value that a method is called on may be changed by it.
pub fn changes_self(target: &Target<'_>) -> bool {
    target
        .function
        .signature
        .params
        .first()
        .is_some_and(|param| {
            param.kind == ParamKind::Receiver
                && matches!(
                    param.ty.as_ref().map(|ty| &ty.kind),
                    Some(syntax::facts::TypeKind::Reference { mutable: true, .. })
                )
        })
}

/// Whether a root of the set-up can be looked at after the function has run.
pub fn is_lent<'a>(classes: &Classes<'a>, target: &Target<'a>, root: &Root) -> bool {
    let Root::Input(name) = root else {
        return false;
    };
    if name == "self" {
        return changes_self(target);
    }
    params(classes, target).iter().any(|taken| {
        taken.name == *name
            && wraps(classes, &taken.typed).first() == Some(&Wrap::Reference { mutable: true })
    })
}

pub const SELF: Name = Name::new_static("self");

pub fn first_world<'a>(
    classes: &Classes<'a>,
    defaults: &Defaults,
    target: &Target<'a>,
    left_out: impl Fn(String) -> LeftOut,
) -> Result<World<'a>, LeftOut> {
    let mut world = World::default();
    if !target
        .function
        .signature
        .type_params
        .iter()
        .all(|param| !param.bounds.is_empty())
    {
        return Err(left_out("a type parameter that may be anything".to_owned()));
    }
    let owner = target
        .owner
        .as_ref()
        .map_or("", |owner| owner.name.as_str());
    let making = making(classes, target);
    if target.owner.is_some() && !target.on_class && making.is_none() {
        return Err(left_out(format!("how `{owner}` is made is not known")));
    }
    for (taken, is_config) in parts(classes, target)
        .into_iter()
        .map(|taken| (taken, true))
        .chain(
            params(classes, target)
                .into_iter()
                .map(|taken| (taken, false)),
        )
    {
        let of = if is_config { owner } else { "" };
        let called = match taken.name.as_str() {
            "value" | "raw" | "s" | "input" | "text" if target.on_class => {
                crate::plan::defaults::snake(owner)
            }
            name => name.to_owned(),
        };
        let Some(spec) = defaults.owned(classes, &taken.typed, (&called, of), false) else {
            let of = if is_config {
                owner
            } else {
                target.name.as_str()
            };
            let name = &taken.name;
            return Err(left_out(format!(
                "the type of `{name}` of `{of}` tells no value"
            )));
        };
        let spec = match (spec, is_config) {
            (Spec::Text(text), false) if is_answered(classes, target, &taken.name) => {
                Spec::Text(format!("other {text}").into())
            }
            (spec, _) => spec,
        };
        let root = match is_config {
            true => Root::Config(taken.name),
            false => Root::Input(taken.name),
        };
        world.given.insert(root, spec);
    }
    if let (Some(Making::Value), Some(class)) = (making, &target.owner) {
        let typed = own_type(classes, class);
        let spec = typed.and_then(|typed| defaults.owned(classes, &typed, ("", ""), false));
        match spec {
            Some(spec) => world.given.insert(Root::Input(SELF), spec),
            None => return Err(left_out(format!("how `{owner}` is made is not known"))),
        };
    }
    Ok(world)
}

/// Whether what a stand-in hands out has a part of that name, so that writing it would not show.
fn is_answered<'a>(classes: &Classes<'a>, target: &Target<'a>, name: &str) -> bool {
    let is_key = name.split('_').any(|word| {
        matches!(
            word,
            "id" | "email" | "token" | "owner" | "user" | "author" | "by" | "key" | "code"
        )
    });
    if is_key {
        return false;
    }
    let taken = parts(classes, target)
        .into_iter()
        .chain(params(classes, target));
    taken.into_iter().any(|taken| {
        let Shape::Port(port) = shape(classes, &taken.typed) else {
            return false;
        };
        port.methods.iter().any(|method| {
            let code = method.at.code;
            let scope = classes.sources.scope(code.file, code.item);
            let Some(returns) = &method.at.signature.returns else {
                return false;
            };
            let mut at = shape(classes, &Typed::new(scope, returns.clone()));
            for _ in 0..4 {
                at = match at {
                    Shape::Result(inner, _) | Shape::Option(inner) | Shape::List(_, inner) => {
                        shape(classes, &inner)
                    }
                    other => {
                        at = other;
                        break;
                    }
                };
            }
            matches!(at, Shape::Class(class, _) if class.fields.iter().any(|field| field.name == name))
        })
    })
}

/// The type of a class by its name.
pub fn own_type<'a>(classes: &Classes<'a>, class: &Class<'a>) -> Option<Typed> {
    let kind = syntax::facts::TypeKind::Named {
        path: class.name.clone(),
        args: Vec::new(),
    };
    let span = syntax::span::Span::default();
    let scope = classes.sources.scope(class.file, class.item);
    Some(Typed::new(scope, syntax::facts::TypeRef { span, kind }))
}

pub fn execute<'a>(run: &mut Run<'a, '_>, target: &Target<'a>) -> Outcome<'a, Value<'a>> {
    let function = target.function;
    let from = (function.code, function.signature.name_span);
    run.building = true;
    let mut config = Args::default();
    for taken in parts(run.classes, target) {
        let value = given(run, Root::Config(taken.name.clone()), &taken, from)?;
        config.keyword.push((taken.name, value));
    }
    let receiver = match (making(run.classes, target), &target.owner) {
        (Some(Making::Value), Some(class)) => {
            if let Some(typed) = own_type(run.classes, class) {
                let root = Root::Input(SELF);
                let name = Name::from(crate::plan::defaults::snake(&class.name));
                run.native.types.insert(root.clone(), (typed, name));
                Some(run.input(root, function.code)?)
            } else {
                None
            }
        }
        (Some(Making::By(at)), Some(class)) => {
            let made = run.call_function(at, Some(Rc::clone(class)), None, config, from)?;
            match &made.datum {
                Datum::Tagged(tagged) if is_built_in(&tagged.class) => match tagged.parts.first() {
                    Some((_, value)) => Some(value.clone()),
                    None => return run.stop(from.0, from.1, "it is not made"),
                },
                _ => Some(made),
            }
        }
        (Some(Making::Fields), Some(class)) => {
            let class = Rc::clone(class);
            Some(run.made(&class, config, from, None)?)
        }
        _ => None,
    };
    let mut args = Args::default();
    for taken in params(run.classes, target) {
        let value = given(run, Root::Input(taken.name.clone()), &taken, from)?;
        args.keyword.push((taken.name, value));
    }
    run.building = false;
    run.call_function(function, target.owner.clone(), receiver, args, from)
}

fn given<'a>(
    run: &mut Run<'a, '_>,
    root: Root,
    taken: &Taken,
    from: super::From<'a>,
) -> Outcome<'a, Value<'a>> {
    run.native
        .types
        .insert(root.clone(), (taken.typed.clone(), taken.name.clone()));
    if matches!(run.world.given.get(&root), Some(Spec::Double)) {
        return match double(run.classes, &taken.typed) {
            Some(kind) => Ok(Value::plain(Datum::Double(Rc::new(Double {
                path: taken.name.clone(),
                kind,
            })))),
            None => run.stop(from.0, from.1, "a stand-in that is not known"),
        };
    }
    let was = run.building;
    let value = run.input(root.clone(), from.0)?;
    run.building = was;
    Ok(match value.origin {
        Some(_) => value,
        None => value.at(Place::root(root)),
    })
}

/// The methods of a type that are its own way in.
pub fn entries<'c, 'a>(class: &'c Class<'a>, name: Option<&str>) -> Vec<&'c Method<'a>> {
    class
        .methods
        .iter()
        .filter(|method| match name {
            Some(name) => method.at.signature.name == name,
            None => {
                method.promise.is_none() && method.at.signature.visibility == Visibility::Public
            }
        })
        .collect()
}

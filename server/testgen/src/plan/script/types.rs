//! Interfaces, classes and types written in place: which are data, which are to be doubled; it makes no values.

use std::rc::Rc;

use syntax::facts::{ExprKind, Name, StmtKind, TypeDeclKind, TypeKind, TypeRef};

use super::super::class::{Class, ClassKind, Classes, Default, FieldInfo, init, is_error, last};
use super::super::defaults::Defaults;
use super::super::run::Run;
use super::super::shape::within;
use super::super::value::Object;
use super::super::world::{Spec, has_hole};
use crate::sources::{Code, FunctionAt};

/// A class of things written in place.
pub fn record<'a>(name: Name) -> Class<'a> {
    Class {
        name,
        file: 0,
        item: 0,
        kind: ClassKind::Record,
        fields: Vec::new(),
        methods: Vec::new(),
        bases: Vec::new(),
        statics: Vec::new(),
        variants: Vec::new(),
        unfollowed: Vec::new(),
        is_script: true,
        decl: None,
    }
}

/// The class of `{ a: string; b?: number }` written as a type.
pub fn inline<'a>(classes: &Classes<'a>, scope: usize, ty: &TypeRef) -> Option<Class<'a>> {
    let TypeKind::Object(fields) = &ty.kind else {
        return None;
    };
    // Methods written in place are not among the fields: what is not known as a whole is not made.
    if has_methods(classes.sources.written(scope, ty.span)) {
        return None;
    }
    let mut class = record(Name::default());
    let code: Code<'a> = classes.sources.code_of(scope)?;
    (class.file, class.item) = (code.file, code.item);
    for field in fields {
        class.fields.push(FieldInfo {
            name: field.name.clone(),
            ty: field.ty.clone().map(Rc::new),
            code,
            default: field.has_default.then_some(Default::Unknown),
            keyword_only: false,
            taken: true,
            constraints: &[],
        });
    }
    settle(classes, &mut class);
    Some(class)
}

/// Whether an object type has members that are written like methods.
fn has_methods(text: &str) -> bool {
    let mut depth = 0usize;
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '(' if depth == 1
                && (before.is_alphanumeric() || matches!(before, '_' | '$' | '?' | '>')) =>
            {
                return true;
            }
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !character.is_whitespace() {
            before = character;
        }
    }
    false
}

/// What a declared type is, before its members are known.
pub fn kind(class: &Class<'_>, declared: TypeDeclKind) -> ClassKind {
    match declared {
        TypeDeclKind::Enum => ClassKind::Enum,
        TypeDeclKind::Interface | TypeDeclKind::Alias => ClassKind::Record,
        _ if is_error(class) => ClassKind::Error,
        _ => ClassKind::Plain,
    }
}

/// What it is once its members are known: something that does anything is doubled.
pub fn settle<'a>(classes: &Classes<'a>, class: &mut Class<'a>) {
    let open = |class: &Class<'a>| {
        class.methods.iter().any(|method| {
            let name = &method.at.signature.name;
            method.at.signature.is_abstract
                && !class.methods.iter().any(|other| {
                    other.at.signature.name == *name && !other.at.signature.is_abstract
                })
        })
    };
    let has_port = class.bases.iter().any(|base| match base {
        super::super::class::Base::Project(base) => base.kind == ClassKind::Port,
        super::super::class::Base::External(_) => false,
    });
    match class.kind {
        ClassKind::Record => {
            let defaults = Defaults::new(true);
            let does = !class.methods.is_empty()
                || has_port
                || class.fields.iter().any(|field| {
                    let scope = classes.sources.scope(field.code.file, field.code.item);
                    field
                        .ty
                        .as_deref()
                        .is_some_and(|ty| defaults.double(classes, scope, ty).is_some())
                });
            if does {
                class.kind = ClassKind::Port;
            }
        }
        ClassKind::Plain if open(class) => class.kind = ClassKind::Port,
        _ => {}
    }
}

/// Whether a class from outside is an error by its name.
pub fn is_error_name(path: &str) -> bool {
    let name = last(path);
    name.ends_with("Error") || name.ends_with("Exception")
}

/// Whether it is an error of the language itself, whose message is the first argument.
pub fn is_plain_error(path: &str) -> bool {
    matches!(
        path,
        "Error"
            | "TypeError"
            | "RangeError"
            | "SyntaxError"
            | "ReferenceError"
            | "EvalError"
            | "URIError"
    )
}

/// Whether a call of something with that type has to be waited for.
pub fn is_promise(classes: &Classes<'_>, scope: usize, ty: &TypeRef) -> bool {
    let (_, ty) = classes.expanded(scope, ty);
    matches!(&ty.kind, TypeKind::Named { path, .. } if matches!(path.as_str(), "Promise" | "PromiseLike"))
}

/// An object as a test would write it. One of a class is made by its constructor: only where that gives the very
/// same object.
pub fn written<'a>(run: &Run<'a, '_>, object: &Object<'a>, depth: usize) -> Spec<'a> {
    let class = &object.class;
    let fields = object.fields.iter();
    let fields: Vec<(Name, Spec<'a>)> = fields
        .map(|(name, value)| (name.clone(), within(run, value, depth)))
        .collect();
    if class.kind == ClassKind::Record {
        return Spec::Object(Rc::clone(class), fields);
    }
    if class.kind == ClassKind::Error {
        return Spec::Hole;
    }
    let mut args: Vec<(Name, Spec<'a>)> = Vec::new();
    if let Some(init) = init(class) {
        for param in &init.at.signature.params {
            let held = fields
                .iter()
                .find(|(field, _)| field.trim_start_matches(['_', '#']) == param.name.as_str());
            match held {
                Some((_, held)) => args.push((param.name.clone(), held.clone())),
                None if param.optional || param.default.is_some() => {
                    args.push((param.name.clone(), Spec::Left));
                }
                None => return parts(class, fields),
            }
        }
    }
    let spec = Spec::Object(Rc::clone(class), args);
    if has_hole(&spec) {
        return parts(class, fields);
    }
    match run.made_again(&spec) {
        Some(again) if same_fields(&again, &fields) => spec,
        _ => parts(class, fields),
    }
}

/// What is known of an object that cannot be written as a whole.
fn parts<'a>(class: &Rc<Class<'a>>, fields: Vec<(Name, Spec<'a>)>) -> Spec<'a> {
    let mut open = record(class.name.clone());
    open.unfollowed.push(class.name.clone());
    Spec::Object(Rc::new(open), fields)
}

/// Whether an object is known by its parts only.
pub fn is_parts(class: &Class<'_>) -> bool {
    class.kind == ClassKind::Record && !class.unfollowed.is_empty()
}

fn same_fields<'a>(left: &[(Name, Spec<'a>)], right: &[(Name, Spec<'a>)]) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| {
            right
                .iter()
                .any(|(other, held)| name == other && super::super::world::same(value, held))
        })
}

/// What an error says, if that is what its constructor was given.
pub fn message(object: &Object<'_>) -> Option<String> {
    let told = object
        .fields
        .iter()
        .find(|(name, _)| name == "message")
        .map(|(_, value)| value);
    let told = told.or_else(|| {
        let plain = super::chain::plain_root(&object.class);
        object.args.as_ref().filter(|_| plain)?.first()
    });
    told.and_then(|value| value.as_text())
        .map(ToOwned::to_owned)
}

/// The function that a function gives back, where that is all it does in the end: `(deps) => async (input) => …`.
pub fn made_function(maker: FunctionAt<'_>) -> Option<FunctionAt<'_>> {
    let body = maker.code.body?;
    let outer = body.function(maker.function)?;
    let last = body.stmt(*outer.block.stmts.last()?);
    let StmtKind::Return(values) = &last.kind else {
        return None;
    };
    let [value] = values.as_slice() else {
        return None;
    };
    let ExprKind::Function(inner) = &body.exprs.get(*value).kind else {
        return None;
    };
    Some(FunctionAt {
        signature: &body.function(*inner)?.signature,
        function: *inner,
        ..maker
    })
}

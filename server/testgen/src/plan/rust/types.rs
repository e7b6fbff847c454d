//! What types mean where values are owned, wrapped and matched: it makes no value and follows no code.

use std::rc::Rc;

use syntax::facts::{
    Decorator, ExprKind, ItemKind, Literal, Name, TypeDecl, TypeDeclKind, TypeKind, TypeParam,
    TypeRef, Visibility,
};
use syntax::span::Span;

use super::super::class::{Class, ClassKind, Classes, FieldInfo, Method, last};
use crate::sources::{Code, Definition, Resolved};

/// Layers and aliases that are followed.
const STEPS: usize = 24;

/// A type, where it is written, and what the names of its parameters stand for.
#[derive(Clone, Debug)]
pub struct Typed {
    pub scope: usize,
    pub ty: TypeRef,
    pub given: Rc<[(Name, Typed)]>,
}

/// What lies around a value without changing what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    Reference {
        mutable: bool,
    },
    Box,
    Shared,
    /// Shared within one thread.
    Counted,
    /// Borrowed or owned.
    Either,
}

/// What a type is once everything around it is taken away.
#[derive(Clone, Debug)]
pub enum Shape<'a> {
    Unit,
    Bool,
    Character,
    Text,
    /// By its name: `u32`.
    Integer(Name),
    Float,
    Option(Typed),
    /// What it holds and how it fails.
    Result(Typed, Typed),
    /// Its name, and what is in it.
    List(Name, Typed),
    Set(Name, Typed),
    Map(Name, Typed, Typed),
    Tuple(Vec<Typed>),
    Class(Rc<Class<'a>>, Rc<[(Name, Typed)]>),
    Port(Rc<Class<'a>>),
    /// A function: what it takes and gives.
    Callable(Vec<Typed>, Option<Typed>),
    Decimal,
    Uuid,
    /// With the name of the type: `DateTime`, `NaiveDateTime`, `SystemTime`.
    Instant(Name),
    Date,
    /// By the full path of the type.
    Span(Name),
    /// An error of a library, by how its type is written.
    Foreign(Name),
    Unknown,
}

impl Typed {
    pub fn new(scope: usize, ty: TypeRef) -> Self {
        Self {
            scope,
            ty,
            given: Rc::from([]),
        }
    }

    pub fn with(&self, ty: &TypeRef) -> Self {
        Self {
            scope: self.scope,
            ty: ty.clone(),
            given: Rc::clone(&self.given),
        }
    }

    pub fn unit() -> Self {
        Self::new(
            0,
            TypeRef {
                span: Span::default(),
                kind: TypeKind::Unit,
            },
        )
    }
}

/// One thing around a type, or the type itself.
pub enum Layer<'a> {
    Wrapped(Wrap, Typed),
    Bare(Shape<'a>),
}

/// What a type is, whatever is around it.
pub fn shape<'a>(classes: &Classes<'a>, typed: &Typed) -> Shape<'a> {
    let mut at = typed.clone();
    for _ in 0..STEPS {
        match layer(classes, &at) {
            Layer::Wrapped(_, inner) => at = inner,
            Layer::Bare(shape) => return shape,
        }
    }
    Shape::Unknown
}

/// Whether a type of texts is the one that owns them, by whatever name.
pub fn owns_text(classes: &Classes<'_>, typed: &Typed) -> bool {
    let mut at = typed.clone();
    for _ in 0..STEPS {
        match settled(classes, &at) {
            Err(Some(next)) => at = next,
            _ => break,
        }
    }
    matches!(&at.ty.kind, TypeKind::Named { path, .. } if last(path) == "String")
}

/// What is around a type, outermost first.
pub fn wraps(classes: &Classes<'_>, typed: &Typed) -> Vec<Wrap> {
    let mut at = typed.clone();
    let mut out = Vec::new();
    for _ in 0..STEPS {
        match layer(classes, &at) {
            Layer::Wrapped(wrap, inner) => {
                out.push(wrap);
                at = inner;
            }
            Layer::Bare(_) => break,
        }
    }
    out
}

pub fn layer<'a>(classes: &Classes<'a>, typed: &Typed) -> Layer<'a> {
    let mut at = typed.clone();
    for _ in 0..STEPS {
        match settled(classes, &at) {
            Ok(layer) => return layer,
            Err(Some(next)) => at = next,
            Err(None) => break,
        }
    }
    Layer::Bare(Shape::Unknown)
}

/// The layer of a type, or the type that its name stands for.
fn settled<'a>(classes: &Classes<'a>, typed: &Typed) -> Result<Layer<'a>, Option<Typed>> {
    let bare = |shape| Ok(Layer::Bare(shape));
    match &typed.ty.kind {
        TypeKind::Unit => bare(Shape::Unit),
        TypeKind::Reference { mutable, inner } => Ok(Layer::Wrapped(
            Wrap::Reference { mutable: *mutable },
            typed.with(inner),
        )),
        TypeKind::List(inner) => bare(Shape::List(Name::new_static("[]"), typed.with(inner))),
        TypeKind::Tuple(parts) if parts.is_empty() => bare(Shape::Unit),
        TypeKind::Tuple(parts) => bare(Shape::Tuple(
            parts.iter().map(|part| typed.with(part)).collect(),
        )),
        TypeKind::Dynamic(bounds) => bounded(classes, typed, bounds),
        TypeKind::Function {
            params, returns, ..
        } => bare(Shape::Callable(
            params
                .iter()
                .flatten()
                .filter_map(|param| Some(typed.with(param.ty.as_ref()?)))
                .collect(),
            returns.as_deref().map(|returns| typed.with(returns)),
        )),
        TypeKind::Named { path, args } => named(classes, typed, path, args),
        _ => Err(None),
    }
}

fn bounded<'a>(
    classes: &Classes<'a>,
    typed: &Typed,
    bounds: &[TypeRef],
) -> Result<Layer<'a>, Option<Typed>> {
    for bound in bounds {
        if let TypeKind::Function { .. } = bound.kind {
            return Err(Some(typed.with(bound)));
        }
        let TypeKind::Named { path, args } = &bound.kind else {
            continue;
        };
        if let Some(class) = classes.named(typed.scope, path) {
            if class.kind == ClassKind::Port {
                return Ok(Layer::Bare(Shape::Port(class)));
            }
            continue;
        }
        match (last(path), args.as_slice()) {
            ("Future", [output]) => {
                let output = match &output.kind {
                    TypeKind::Named { path, args } if path == "Output" => args.first(),
                    _ => Some(output),
                };
                return Err(output.map(|output| typed.with(output)));
            }
            ("Into" | "AsRef", [inner]) => return Err(Some(typed.with(inner))),
            ("Display" | "ToString", []) => return Ok(Layer::Bare(Shape::Text)),
            ("Error", []) => return Ok(Layer::Bare(Shape::Foreign(Name::new("dyn Error")))),
            _ => {}
        }
    }
    Err(None)
}

fn named<'a>(
    classes: &Classes<'a>,
    typed: &Typed,
    path: &Name,
    args: &[TypeRef],
) -> Result<Layer<'a>, Option<Typed>> {
    let sources = classes.sources;
    if args.is_empty() && !path.contains('.') {
        if let Some((_, given)) = typed.given.iter().find(|(name, _)| name == path) {
            return Err(Some(given.clone()));
        }
        if let Some(param) = type_param(classes, typed.scope, path) {
            return bounded(classes, typed, &param.bounds);
        }
        if path == "Self" {
            return match owner(classes, typed.scope) {
                Some(class) => Ok(Layer::Bare(of_class(class, Rc::from([])))),
                None => Err(None),
            };
        }
    }
    if let Some(name) = path.strip_prefix("Self.") {
        return Err(associated(classes, typed.scope, name));
    }
    let full = match sources.resolve_path(typed.scope, path) {
        Resolved::Here(Definition::Class { file, item, decl }) => {
            let given: Rc<[(Name, Typed)]> = decl
                .type_params
                .iter()
                .zip(args)
                .map(|(param, arg)| (param.name.clone(), typed.with(arg)))
                .collect();
            if decl.kind == TypeDeclKind::Alias {
                return Err(decl.alias_of.as_ref().map(|alias| Typed {
                    scope: sources.scope(file, item),
                    ty: alias.clone(),
                    given,
                }));
            }
            return match classes.at(file, item) {
                Some(class) => Ok(Layer::Bare(of_class(class, given))),
                None => Err(None),
            };
        }
        Resolved::Here(_) => return Err(None),
        Resolved::External(full) => full,
        Resolved::Undeclared => path.clone(),
    };
    let arg = |at: usize| args.get(at).map(|arg| typed.with(arg));
    let wrapped = |wrap| match arg(0) {
        Some(inner) => Ok(Layer::Wrapped(wrap, inner)),
        None => Err(None),
    };
    let shape = match last(&full) {
        "Arc" => return wrapped(Wrap::Shared),
        "Rc" => return wrapped(Wrap::Counted),
        "Cow" => return wrapped(Wrap::Either),
        "Box" => match args.first().map(|arg| &arg.kind) {
            Some(TypeKind::Dynamic(bounds)) if is_error_bound(bounds) => {
                Shape::Foreign(Name::new("dyn Error"))
            }
            _ => return wrapped(Wrap::Box),
        },
        "Pin" => return Err(arg(0)),
        "BoxFuture" | "LocalBoxFuture" => return Err(arg(0)),
        "String" | "str" => Shape::Text,
        "char" => Shape::Character,
        "bool" => Shape::Bool,
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
        | "isize" => Shape::Integer(Name::new(last(&full))),
        "f32" | "f64" => Shape::Float,
        "Option" => match arg(0) {
            Some(inner) => Shape::Option(inner),
            None => Shape::Unknown,
        },
        "Result" => result(&full, arg(0), arg(1)),
        "Vec" | "VecDeque" => match arg(0) {
            Some(inner) => Shape::List(Name::new(last(&full)), inner),
            None => Shape::Unknown,
        },
        "HashSet" | "BTreeSet" => match arg(0) {
            Some(inner) => Shape::Set(Name::new(last(&full)), inner),
            None => Shape::Unknown,
        },
        "HashMap" | "BTreeMap" => match (arg(0), arg(1)) {
            (Some(key), Some(value)) => Shape::Map(Name::new(last(&full)), key, value),
            _ => Shape::Unknown,
        },
        "Uuid" => Shape::Uuid,
        "Decimal" => Shape::Decimal,
        "DateTime" => match args.first().map(|arg| &arg.kind) {
            Some(TypeKind::Named { path, .. }) if last(path) == "Utc" => {
                Shape::Instant(Name::new_static("DateTime"))
            }
            _ => Shape::Unknown,
        },
        "NaiveDateTime" => Shape::Instant(Name::new_static("NaiveDateTime")),
        "SystemTime" => Shape::Instant(Name::new_static("SystemTime")),
        "NaiveDate" => Shape::Date,
        "TimeDelta" => Shape::Span(Name::new_static("chrono.Duration")),
        "Duration" if full.starts_with("chrono.") || full.starts_with("std.time.") => {
            Shape::Span(full)
        }
        _ => match foreign_error(&full) {
            Some(name) => Shape::Foreign(name),
            None => Shape::Unknown,
        },
    };
    Ok(Layer::Bare(shape))
}

fn result<'a>(full: &str, value: Option<Typed>, error: Option<Typed>) -> Shape<'a> {
    let named = |path: &'static str| {
        let kind = TypeKind::Named {
            path: Name::new_static(path),
            args: Vec::new(),
        };
        let span = Span::default();
        Typed::new(0, TypeRef { span, kind })
    };
    match (value, error, full) {
        (Some(value), Some(error), _) => Shape::Result(value, error),
        (Some(value), None, "anyhow.Result") => Shape::Result(value, named("anyhow.Error")),
        (Some(value), None, "std.io.Result") => Shape::Result(value, named("std.io.Error")),
        _ => Shape::Unknown,
    }
}

/// Errors of libraries that a test can make.
fn foreign_error(full: &str) -> Option<Name> {
    let known = [
        "anyhow.Error",
        "std.io.Error",
        "io.Error",
        "sqlx.Error",
        "std.fmt.Error",
    ];
    let found = known.iter().find(|known| **known == full)?;
    Some(match *found {
        "io.Error" => Name::new_static("std.io.Error"),
        found => Name::new_static(found),
    })
}

fn is_error_bound(bounds: &[TypeRef]) -> bool {
    bounds
        .iter()
        .any(|bound| matches!(&bound.kind, TypeKind::Named { path, .. } if last(path) == "Error"))
}

fn of_class<'a>(class: Rc<Class<'a>>, given: Rc<[(Name, Typed)]>) -> Shape<'a> {
    match class.kind {
        ClassKind::Port => Shape::Port(class),
        _ => Shape::Class(class, given),
    }
}

/// The parameter of that name of the function, type or implementation that is written at a scope.
fn type_param<'a>(classes: &Classes<'a>, scope: usize, name: &str) -> Option<&'a TypeParam> {
    let sources = classes.sources;
    let count = sources.files.len().max(1);
    let item = u32::try_from((scope / count).checked_sub(1)?).ok()?;
    let facts = sources.facts(scope % count, item)?;
    let own = facts
        .summary
        .functions
        .iter()
        .flat_map(|function| &function.signature.type_params);
    let types = facts.types.iter().flat_map(|decl| &decl.type_params);
    let outer = head_of(classes, scope)
        .into_iter()
        .flat_map(|decl| &decl.type_params);
    let found = own
        .chain(types)
        .chain(outer)
        .filter(|param| param.name == name)
        .max_by_key(|param| param.bounds.len())?;
    if !found.bounds.is_empty() {
        return Some(found);
    }
    // What a type leaves open another implementation of it may say.
    let around = head_of(classes, scope).or_else(|| facts.types.first())?;
    let items = &sources.file(scope)?.facts.items;
    let heads = items.iter().flat_map(|item| &item.facts.types);
    heads
        .filter(|head| head.kind == TypeDeclKind::Extension && head.name == around.name)
        .flat_map(|head| &head.type_params)
        .find(|param| param.name == name && !param.bounds.is_empty())
        .or(Some(found))
}

/// A type that the implementation around a scope names: `type Err = EmailError;`.
fn associated(classes: &Classes<'_>, scope: usize, name: &str) -> Option<Typed> {
    let sources = classes.sources;
    let count = sources.files.len().max(1);
    let items = &sources.file(scope)?.facts.items;
    let parent = items.get((scope / count).checked_sub(1)?)?.parent?;
    (0u32..)
        .zip(items)
        .filter(|(_, item)| item.parent == Some(parent))
        .find_map(|(at, item)| {
            let decl = item.facts.types.iter().find(|decl| decl.name == name)?;
            let ty = decl.alias_of.clone()?;
            Some(Typed::new(sources.scope(scope % count, at), ty))
        })
}

/// The head around the item at a scope: that of its implementation or trait.
fn head_of<'a>(classes: &Classes<'a>, scope: usize) -> Option<&'a TypeDecl> {
    let sources = classes.sources;
    let count = sources.files.len().max(1);
    let item = (scope / count).checked_sub(1)?;
    let parent = sources.file(scope)?.facts.items.get(item)?.parent?;
    sources.facts(scope % count, parent)?.types.first()
}

/// The class that `Self` stands for at a scope.
pub fn owner<'a>(classes: &Classes<'a>, scope: usize) -> Option<Rc<Class<'a>>> {
    let decl = match head_of(classes, scope) {
        Some(decl) => decl,
        None => {
            let count = classes.sources.files.len().max(1);
            let item = u32::try_from((scope / count).checked_sub(1)?).ok()?;
            classes.sources.facts(scope % count, item)?.types.first()?
        }
    };
    classes.named(scope, &decl.name)
}

/// Looks at a type that an item declares.
pub fn class<'a>(classes: &Classes<'a>, file: usize, item: u32) -> Option<Class<'a>> {
    let sources = classes.sources;
    let facts = sources.facts(file, item)?;
    let decl = facts
        .types
        .iter()
        .find(|decl| decl.kind != TypeDeclKind::Extension)?;
    if matches!(decl.kind, TypeDeclKind::Alias | TypeDeclKind::Namespace) {
        return None;
    }
    let code = Code {
        file,
        item,
        exprs: &facts.summary.exprs,
        body: None,
    };
    let kind = match decl.kind {
        TypeDeclKind::Trait => ClassKind::Port,
        TypeDeclKind::Enum => ClassKind::Enum,
        _ => ClassKind::Data {
            frozen: false,
            equal: true,
            positional: decl.fields.first().is_some_and(|field| field.name == "0"),
        },
    };
    let mut class = Class {
        name: decl.name.clone(),
        file,
        item,
        kind,
        fields: Vec::new(),
        methods: Vec::new(),
        bases: Vec::new(),
        statics: Vec::new(),
        variants: Vec::new(),
        unfollowed: Vec::new(),
        is_script: false,
        decl: Some(decl),
    };
    for field in &decl.fields {
        class.fields.push(FieldInfo {
            name: field.name.clone(),
            ty: field.ty.clone().map(Rc::new),
            code,
            default: None,
            keyword_only: false,
            taken: true,
            constraints: &[],
        });
    }
    for variant in &decl.variants {
        class.variants.push((variant.name.clone(), code, None));
    }
    if decl.kind == TypeDeclKind::Trait {
        take_members(classes, &mut class, file, item, None);
        return Some(class);
    }
    for at in 0..sources.files.len() {
        let Some(source) = sources.file(at) else {
            continue;
        };
        for (index, placed) in (0u32..).zip(&source.facts.items) {
            if placed.kind != ItemKind::TypeHead || placed.parent.is_some() {
                continue;
            }
            for head in &placed.facts.types {
                if head.kind != TypeDeclKind::Extension || last(&head.name) != class.name {
                    continue;
                }
                let same = matches!(
                    sources.resolve_path(at, &head.name),
                    Resolved::Here(Definition::Class { file: found, item: place, .. })
                        if found == file && place == item
                );
                if same {
                    take_members(classes, &mut class, at, index, head.bases.first());
                }
            }
        }
    }
    Some(class)
}

fn take_members<'a>(
    classes: &Classes<'a>,
    class: &mut Class<'a>,
    file: usize,
    head: u32,
    promise: Option<&'a TypeRef>,
) {
    let sources = classes.sources;
    let Some(source) = sources.file(file) else {
        return;
    };
    for (index, member) in (0u32..).zip(&source.facts.items) {
        if member.parent != Some(head) || member.kind != ItemKind::Member {
            continue;
        }
        let code = Code {
            file,
            item: index,
            exprs: &member.facts.summary.exprs,
            body: None,
        };
        for binding in &member.facts.summary.bindings {
            if let (Some(name), Some(value)) = (&binding.name, binding.value) {
                class.statics.push((name.clone(), code, value));
            }
        }
        for function in &member.facts.summary.functions {
            let name = &function.signature.name;
            if let Some(at) = sources.function(file, index, name) {
                class.methods.push(Method {
                    at,
                    kind: at.signature.kind,
                    is_property: false,
                    wrapped: false,
                    promise,
                });
            }
        }
    }
}

/// Whether a type says that it derives a trait, or implements it by hand.
pub fn has_trait(classes: &Classes<'_>, class: &Class<'_>, name: &str) -> bool {
    derives(classes, class, name)
        || class.methods.iter().any(|method| {
            matches!(method.promise.map(|promise| &promise.kind), Some(TypeKind::Named { path, .. }) if last(path) == name)
        })
}

pub fn derives(classes: &Classes<'_>, class: &Class<'_>, name: &str) -> bool {
    let (Some(decl), Some(facts)) = (class.decl, classes.sources.facts(class.file, class.item))
    else {
        return false;
    };
    let exprs = &facts.summary.exprs;
    decl.decorators
        .iter()
        .filter(|decorator| last(&decorator.path) == "derive")
        .flat_map(|decorator| decorator.args.iter().flatten())
        .any(|arg| {
            exprs
                .path(arg.value)
                .is_some_and(|path| last(&path) == name)
        })
}

/// Whether every value of a type can be compared, shown or copied.
pub fn can(classes: &Classes<'_>, typed: &Typed, name: &str) -> bool {
    can_within(classes, typed, name, 12)
}

fn can_within(classes: &Classes<'_>, typed: &Typed, name: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let inner = |typed: &Typed| can_within(classes, typed, name, depth);
    match shape(classes, typed) {
        Shape::Unit
        | Shape::Bool
        | Shape::Character
        | Shape::Text
        | Shape::Integer(_)
        | Shape::Float
        | Shape::Decimal
        | Shape::Uuid
        | Shape::Instant(_)
        | Shape::Date
        | Shape::Span(_) => true,
        Shape::Option(value) | Shape::List(_, value) | Shape::Set(_, value) => inner(&value),
        Shape::Result(left, right) | Shape::Map(_, left, right) => inner(&left) && inner(&right),
        Shape::Tuple(parts) => parts.iter().all(inner),
        Shape::Class(class, given) => {
            has_trait(classes, &class, name) && given.iter().all(|(_, given)| inner(given))
        }
        Shape::Foreign(_) => name == "Debug",
        Shape::Port(_) | Shape::Callable(..) | Shape::Unknown => false,
    }
}

/// The type of a part of a struct or of a variant: `Locked.at` of an enum.
pub fn part_type(
    classes: &Classes<'_>,
    class: &Class<'_>,
    given: &Rc<[(Name, Typed)]>,
    part: &str,
) -> Option<Typed> {
    let decl = class.decl?;
    let fields = match part.split_once('.') {
        Some((variant, field)) if class.kind == ClassKind::Enum => {
            let variant = decl.variants.iter().find(|held| held.name == variant)?;
            variant.fields.iter().find(|held| held.name == field)
        }
        _ => decl.fields.iter().find(|held| held.name == part),
    };
    Some(Typed {
        scope: classes.sources.scope(class.file, class.item),
        ty: fields?.ty.clone()?,
        given: Rc::clone(given),
    })
}

/// The text that a decorator is given first: `#[error("no board {0}")]`.
pub fn text_of<'a>(
    classes: &Classes<'a>,
    class: &Class<'a>,
    decorators: &'a [Decorator],
    name: &str,
) -> Option<&'a str> {
    let exprs = &classes.sources.facts(class.file, class.item)?.summary.exprs;
    let decorator = decorators.iter().find(|held| last(&held.path) == name)?;
    let first = decorator.args.as_ref()?.first()?;
    match &exprs.get(first.value).kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text),
        _ => None,
    }
}

/// Where the tests stand, as far as it decides what they can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    pub file: usize,
    /// In a crate of their own, which sees what is public only.
    pub outside: bool,
}

/// Whether tests can name something that a file declares.
pub fn sees(classes: &Classes<'_>, file: usize, visibility: Visibility) -> bool {
    let Some(home) = classes.home.get() else {
        return true;
    };
    let module = |at: usize| classes.sources.file(at).map(|file| file.module.as_str());
    match visibility {
        Visibility::Public => true,
        Visibility::Internal => {
            let root = |at: usize| module(at).and_then(|module| module.split('.').next());
            !home.outside && root(home.file) == root(file)
        }
        Visibility::Private => {
            !home.outside
                && module(home.file)
                    .zip(module(file))
                    .is_some_and(|(own, at)| {
                        own == at
                            || own
                                .strip_prefix(at)
                                .is_some_and(|rest| rest.starts_with('.'))
                    })
        }
    }
}

/// Whether tests can write a value of a struct down by its fields.
pub fn is_open(classes: &Classes<'_>, class: &Class<'_>) -> bool {
    class.decl.is_some_and(|decl| {
        decl.fields
            .iter()
            .all(|field| sees(classes, class.file, field.visibility))
    })
}

/// What makes a value of a struct that tests cannot write down by its fields.
pub fn maker<'c, 'a>(classes: &Classes<'a>, class: &'c Class<'a>) -> Option<&'c Method<'a>> {
    use syntax::facts::FunctionKind::StaticMethod;
    let gives = |method: &&Method<'a>| {
        let signature = method.at.signature;
        if method.kind != StaticMethod
            || method.promise.is_some()
            || signature.is_async
            || !sees(classes, method.at.code.file, signature.visibility)
        {
            return false;
        }
        let scope = classes
            .sources
            .scope(method.at.code.file, method.at.code.item);
        let Some(returns) = &signature.returns else {
            return false;
        };
        let made = match shape(classes, &Typed::new(scope, returns.clone())) {
            Shape::Result(value, _) | Shape::Option(value) => shape(classes, &value),
            shape => shape,
        };
        matches!(made, Shape::Class(made, _) if made.file == class.file && made.item == class.item)
    };
    ["new", "try_new", "create", "parse"]
        .iter()
        .find_map(|name| {
            class
                .methods
                .iter()
                .find(|method| method.at.signature.name == *name && gives(method))
        })
        .or_else(|| {
            class
                .methods
                .iter()
                .find(|method| gives(method) && !method.at.signature.params.is_empty())
        })
}

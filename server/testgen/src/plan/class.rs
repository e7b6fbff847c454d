//! What a class of the project is and how its values are made; it never makes one.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::facts::{
    Constraint, Decorator, ExprId, ExprKind, Exprs, Field, FunctionKind, ItemKind, Literal, Name,
    TypeDecl, TypeDeclKind, TypeKind, TypeRef,
};

use super::value::Datum;
use crate::sources::{Code, Definition, FunctionAt, Resolved, Sources, type_of_expr};

/// How many bases and aliases are followed.
const STEPS: usize = 24;

/// A class of the project.
#[derive(Debug)]
pub struct Class<'a> {
    pub name: Name,
    pub file: usize,
    pub item: u32,
    pub kind: ClassKind,
    /// Fields that construction takes, inherited ones first.
    pub fields: Vec<FieldInfo<'a>>,
    pub methods: Vec<Method<'a>>,
    pub bases: Vec<Base<'a>>,
    /// Attributes of the class itself.
    pub statics: Vec<(Name, Code<'a>, ExprId)>,
    /// Members of an enum.
    pub variants: Vec<(Name, Code<'a>, Option<ExprId>)>,
    /// Names of validators and other checks that run at construction and are not followed.
    pub unfollowed: Vec<Name>,
    /// Whether it is one of a language that tells what is missing from what is null.
    pub is_script: bool,
    /// As it is declared, where its kind alone does not tell how its values are made.
    pub decl: Option<&'a TypeDecl>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassKind {
    /// Made from its fields, compared by them.
    Data {
        frozen: bool,
        equal: bool,
        positional: bool,
    },
    /// Made from its fields by keyword and validated (pydantic).
    Model {
        frozen: bool,
    },
    NamedTuple,
    /// A dictionary with known keys.
    Keys,
    Enum,
    Error,
    /// Abstract: to be doubled.
    Port,
    /// Written in place, with named parts and without a class.
    Record,
    Plain,
}

#[derive(Debug)]
pub struct FieldInfo<'a> {
    pub name: Name,
    pub ty: Option<Rc<TypeRef>>,
    pub code: Code<'a>,
    pub default: Option<Default>,
    pub keyword_only: bool,
    /// Whether construction takes it.
    pub taken: bool,
    pub constraints: &'a [Constraint],
}

#[derive(Clone, Copy, Debug)]
pub enum Default {
    Value(ExprId),
    /// A function that makes the value.
    Factory(ExprId),
    /// There is one, but not which.
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Method<'a> {
    pub at: FunctionAt<'a>,
    pub kind: FunctionKind,
    pub is_property: bool,
    /// Under a decorator that is not known to leave the method as it is.
    pub wrapped: bool,
    /// The promise it keeps, where it is written apart: `impl Promise for Type`.
    pub promise: Option<&'a TypeRef>,
}

#[derive(Clone, Debug)]
pub enum Base<'a> {
    Project(Rc<Class<'a>>),
    External(Name),
}

/// Classes that were asked for, each looked at once.
pub struct Classes<'a> {
    pub sources: Sources<'a>,
    /// Whether the project is in a language of scripts.
    pub is_script: bool,
    /// Whether its values are owned and matched.
    pub is_rust: bool,
    /// Where the tests are to stand, if that decides what they see.
    pub home: std::cell::Cell<Option<super::rust::types::Home>>,
    pub built_in: super::rust::set_up::BuiltIn<'a>,
    known: RefCell<FxHashMap<(usize, u32), Rc<Class<'a>>>>,
    /// Types written in place, by their scope and where they begin.
    inline: RefCell<FxHashMap<(usize, u32), Rc<Class<'a>>>>,
    /// The class of everything that is written in place.
    pub record: Rc<Class<'a>>,
    /// Types whose members are being looked at, so that a type in itself comes to an end.
    pub(super) looking: RefCell<Vec<(usize, u32)>>,
}

impl<'a> Classes<'a> {
    pub fn new(sources: Sources<'a>) -> Self {
        Self {
            sources,
            is_script: sources.is_script(0),
            is_rust: sources.is_rust(0),
            home: std::cell::Cell::default(),
            built_in: super::rust::set_up::BuiltIn::default(),
            known: RefCell::default(),
            inline: RefCell::default(),
            record: Rc::new(super::script::types::record(Name::default())),
            looking: RefCell::default(),
        }
    }

    /// The class a name used in a file stands for.
    pub fn named(&self, file: usize, path: &str) -> Option<Rc<Class<'a>>> {
        match self.sources.resolve_path(file, path) {
            Resolved::Here(Definition::Class { file, item, .. }) => self.at(file, item),
            _ => None,
        }
    }

    pub fn at(&self, file: usize, item: u32) -> Option<Rc<Class<'a>>> {
        self.within(file, item, STEPS)
    }

    fn within(&self, file: usize, item: u32, steps: usize) -> Option<Rc<Class<'a>>> {
        if let Some(class) = self.known.borrow().get(&(file, item)) {
            return Some(Rc::clone(class));
        }
        let key = (file % self.sources.files.len().max(1), item);
        if self.is_script && self.looking.borrow().contains(&key) {
            return None;
        }
        self.looking.borrow_mut().push(key);
        let class = self.look_at(key.0, item, steps.checked_sub(1)?);
        self.looking.borrow_mut().pop();
        let class = Rc::new(class?);
        self.known
            .borrow_mut()
            .insert((file, item), Rc::clone(&class));
        Some(class)
    }

    /// The class of a type written in place.
    pub fn inline(&self, scope: usize, ty: &TypeRef) -> Option<Rc<Class<'a>>> {
        let key = (scope, ty.span.start);
        if let Some(class) = self.inline.borrow().get(&key) {
            return Some(Rc::clone(class));
        }
        let class = Rc::new(super::script::types::inline(self, scope, ty)?);
        self.inline.borrow_mut().insert(key, Rc::clone(&class));
        Some(class)
    }

    fn look_at(&self, file: usize, item: u32, steps: usize) -> Option<Class<'a>> {
        if self.is_rust {
            return super::rust::types::class(self, file, item);
        }
        let facts = self.sources.facts(file, item)?;
        let decl = facts.types.first()?;
        // A name for a type that is no object has no members of its own.
        let is_script = self.sources.is_script(file);
        if is_script && decl.kind == TypeDeclKind::Alias && decl.alias_of.is_some() {
            return None;
        }
        let head = Code {
            file,
            item,
            exprs: &facts.summary.exprs,
            body: None,
        };
        let bases: Vec<Base<'a>> = decl
            .bases
            .iter()
            .filter_map(|base| match &base.kind {
                TypeKind::Named { path, .. } => Some(match self.sources.resolve_path(file, path) {
                    Resolved::Here(Definition::Class { file, item, .. }) => {
                        match self.within(file, item, steps) {
                            Some(class) => Base::Project(class),
                            None => Base::External(path.clone()),
                        }
                    }
                    Resolved::External(path) => Base::External(path),
                    _ => Base::External(path.clone()),
                }),
                _ if is_script => Some(Base::External(Name::default())),
                _ => None,
            })
            .collect();
        let mut class = Class {
            name: decl.name.clone(),
            file,
            item,
            kind: ClassKind::Plain,
            fields: Vec::new(),
            methods: Vec::new(),
            bases,
            statics: Vec::new(),
            variants: Vec::new(),
            unfollowed: Vec::new(),
            is_script,
            decl: None,
        };
        let dataclass = decl.decorators.iter().find(|decorator| {
            matches!(
                last(&decorator.path),
                "dataclass" | "define" | "frozen" | "mutable"
            ) || matches!(
                decorator.path.as_str(),
                "attr.s" | "attrs.define" | "attr.dataclass"
            )
        });
        class.kind = match class.is_script {
            true => super::script::types::kind(&class, decl.kind),
            false => self.kind(&class, decl.kind, dataclass, head, &decl.options),
        };
        let keyword_only =
            dataclass.is_some_and(|decorator| flag(decorator, head.exprs, "kw_only") == Some(true));
        for base in &class.bases {
            if let Base::Project(base) = base {
                let is_promise_of = matches!(base.kind, ClassKind::Record | ClassKind::Port);
                if class.is_script && class.kind != ClassKind::Record && is_promise_of {
                    continue;
                }
                for field in &base.fields {
                    class.fields.push(copied(field));
                }
                class.unfollowed.extend(base.unfollowed.iter().cloned());
            }
        }
        self.take_members(&mut class, decl.fields.as_slice(), head, keyword_only);
        for (index, member) in (0u32..).zip(&self.sources.file(file)?.facts.items) {
            if member.parent != Some(item) || member.kind != ItemKind::Member {
                continue;
            }
            let code = Code {
                file,
                item: index,
                exprs: &member.facts.summary.exprs,
                body: None,
            };
            self.take_members(&mut class, &member.facts.fields, code, keyword_only);
            for variant in &member.facts.variants {
                add_variant(&mut class, &variant.name, code, variant.value);
            }
            for binding in &member.facts.summary.bindings {
                if let (Some(name), Some(value)) = (&binding.name, binding.value)
                    && !class.fields.iter().any(|field| field.name == *name)
                {
                    class.statics.push((name.clone(), code, value));
                }
            }
            for function in &member.facts.summary.functions {
                self.take_method(&mut class, index, &function.signature.name);
            }
        }
        for variant in &decl.variants {
            add_variant(&mut class, &variant.name, head, variant.value);
        }
        for function in &facts.summary.functions {
            self.take_method(&mut class, item, &function.signature.name);
        }
        if class.kind == ClassKind::Plain
            && class.methods.iter().any(|method| is_abstract(method))
            && has_base(&class, "ABC")
        {
            class.kind = ClassKind::Port;
        }
        if class.is_script {
            super::script::types::settle(self, &mut class);
        }
        Some(class)
    }

    fn kind(
        &self,
        class: &Class<'a>,
        declared: TypeDeclKind,
        dataclass: Option<&Decorator>,
        head: Code<'a>,
        options: &[(Name, ExprId)],
    ) -> ClassKind {
        let yes = |name| dataclass.and_then(|decorator| flag(decorator, head.exprs, name));
        if let Some(decorator) = dataclass {
            return ClassKind::Data {
                frozen: yes("frozen") == Some(true) || last(&decorator.path) == "frozen",
                equal: yes("eq") != Some(false),
                positional: yes("kw_only") != Some(true),
            };
        }
        let direct = |name: &str| {
            class
                .bases
                .iter()
                .any(|base| matches!(base, Base::External(path) if last(path) == name))
        };
        if direct("Protocol") || declared == TypeDeclKind::Trait {
            return ClassKind::Port;
        }
        if direct("NamedTuple") {
            return ClassKind::NamedTuple;
        }
        if direct("TypedDict") {
            return ClassKind::Keys;
        }
        if declared == TypeDeclKind::Enum
            || ["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"]
                .iter()
                .any(|name| has_base(class, name))
        {
            return ClassKind::Enum;
        }
        if has_base(class, "BaseModel") {
            let inherited = class.bases.iter().any(|base| match base {
                Base::Project(base) => base.kind == ClassKind::Model { frozen: true },
                Base::External(_) => false,
            });
            let own = options
                .iter()
                .any(|(name, value)| name == "frozen" && is_true(head.exprs, *value));
            return ClassKind::Model {
                frozen: inherited || own,
            };
        }
        if is_error(class) {
            return ClassKind::Error;
        }
        for base in &class.bases {
            if let Base::Project(base) = base
                && matches!(
                    base.kind,
                    ClassKind::Data { .. } | ClassKind::Keys | ClassKind::NamedTuple
                )
            {
                return base.kind;
            }
        }
        let metaclass = options.iter().any(|(name, value)| {
            name == "metaclass"
                && head
                    .exprs
                    .path(*value)
                    .is_some_and(|path| last(&path) == "ABCMeta")
        });
        if direct("ABC") || metaclass {
            ClassKind::Port
        } else {
            ClassKind::Plain
        }
    }

    fn take_members(
        &self,
        class: &mut Class<'a>,
        fields: &'a [Field],
        code: Code<'a>,
        keyword_only: bool,
    ) {
        for field in fields {
            if field.name == "model_config" {
                if let (ClassKind::Model { frozen }, Some(value)) = (&mut class.kind, field.value)
                    && let Some((_, args)) = code.exprs.call(value)
                {
                    *frozen |= args.iter().any(|arg| {
                        arg.name.as_deref() == Some("frozen") && is_true(code.exprs, arg.value)
                    });
                }
                continue;
            }
            if class.kind == ClassKind::Enum {
                if !field.name.starts_with('_') {
                    add_variant(class, &field.name, code, field.value);
                }
                continue;
            }
            if class.is_script && field.is_static {
                if let Some(value) = field.value {
                    class.statics.push((field.name.clone(), code, value));
                }
                continue;
            }
            let is_class_var = field.is_static
                || field.ty.as_ref().is_some_and(|ty| matches!(&ty.kind, TypeKind::Named { path, .. } if last(path) == "ClassVar"));
            if is_class_var {
                if let Some(value) = field.value {
                    class.statics.push((field.name.clone(), code, value));
                }
                continue;
            }
            let (mut default, mut keyword, taken) = default_of(code.exprs, field.value);
            if class.is_script && field.has_default && default.is_none() {
                default = Some(Default::Unknown);
            }
            keyword |= keyword_only;
            class.fields.retain(|known| known.name != field.name);
            class.fields.push(FieldInfo {
                name: field.name.clone(),
                ty: field.ty.clone().map(Rc::new),
                code,
                default,
                keyword_only: keyword,
                taken,
                constraints: &field.constraints,
            });
        }
    }

    fn take_method(&self, class: &mut Class<'a>, item: u32, name: &str) {
        let Some(at) = self.sources.function(class.file, item, name) else {
            return;
        };
        if at.signature.decorators.iter().any(|decorator| {
            matches!(
                last(&decorator.path),
                "validator" | "field_validator" | "model_validator" | "root_validator"
            )
        }) {
            class.unfollowed.push(at.signature.name.clone());
        }
        let property =
            at.signature.kind == FunctionKind::Getter
                || at.signature.decorators.iter().any(|decorator| {
                    matches!(last(&decorator.path), "property" | "cached_property")
                });
        let wrapped = at.signature.decorators.iter().any(|decorator| {
            !matches!(
                last(&decorator.path),
                "property"
                    | "cached_property"
                    | "staticmethod"
                    | "classmethod"
                    | "abstractmethod"
                    | "override"
                    | "final"
                    | "inject"
            )
        });
        if at.signature.kind == FunctionKind::Setter
            || at
                .signature
                .decorators
                .iter()
                .any(|decorator| last(&decorator.path) == "setter")
        {
            return;
        }
        class.methods.push(Method {
            at,
            kind: at.signature.kind,
            is_property: property,
            wrapped,
            promise: None,
        });
    }

    /// What a call gives once it is awaited.
    pub fn answered_type(&self, file: usize, ty: &TypeRef) -> (usize, TypeRef) {
        let (file, ty) = self.expanded(file, ty);
        match &ty.kind {
            TypeKind::Named { path, args }
                if matches!(
                    last(path),
                    "Awaitable" | "Coroutine" | "Promise" | "PromiseLike"
                ) =>
            {
                match args.last() {
                    Some(inner) => self.expanded(file, inner),
                    None => (file, ty),
                }
            }
            _ => (file, ty),
        }
    }

    /// The module or declaration a dotted path names, for imports inside functions.
    pub fn named_value(&self, path: &str) -> Option<Datum<'a>> {
        let (module, name) = path.rsplit_once('.')?;
        let file = self
            .sources
            .files
            .iter()
            .position(|file| file.module == module)?;
        match self.sources.resolve(file, name) {
            Resolved::Here(Definition::Class { file, item, .. }) => {
                self.at(file, item).map(Datum::Class)
            }
            Resolved::Here(Definition::Function(function)) => Some(Datum::Function(function)),
            Resolved::Here(Definition::Module(file)) => Some(Datum::Module(file)),
            _ => None,
        }
    }

    /// The alias a type name stands for, followed to its end, and the file it is written in.
    pub fn expanded(&self, file: usize, ty: &TypeRef) -> (usize, TypeRef) {
        let (mut file, mut ty) = (file, ty.clone());
        for _ in 0..STEPS {
            match &ty.kind {
                TypeKind::Annotated { inner, .. } => ty = (**inner).clone(),
                TypeKind::Named { path, args } if args.is_empty() => {
                    match self.sources.resolve_path(file, path) {
                        Resolved::Here(Definition::Value {
                            code,
                            value: Some(value),
                            ..
                        }) => {
                            let Some(spelled) = type_of_expr(code.exprs, value) else {
                                break;
                            };
                            (file, ty) = (self.sources.scope(code.file, code.item), spelled);
                        }
                        Resolved::Here(Definition::Class {
                            file: at,
                            item,
                            decl,
                        }) if decl.kind == TypeDeclKind::Alias => {
                            let Some(alias) = &decl.alias_of else { break };
                            (file, ty) = (self.sources.scope(at, item), alias.clone());
                        }
                        _ => break,
                    }
                }
                TypeKind::Named { path, args }
                    if matches!(
                        last(path),
                        "Final" | "Required" | "NotRequired" | "ReadOnly"
                    ) =>
                {
                    let Some(inner) = args.first() else { break };
                    ty = inner.clone();
                }
                _ => break,
            }
        }
        (file, ty)
    }
}

fn copied<'a>(field: &FieldInfo<'a>) -> FieldInfo<'a> {
    FieldInfo {
        name: field.name.clone(),
        ty: field.ty.clone(),
        code: field.code,
        default: field.default,
        keyword_only: field.keyword_only,
        taken: field.taken,
        constraints: field.constraints,
    }
}

/// A member may be told twice: as a field of the class and as a variant.
fn add_variant<'a>(class: &mut Class<'a>, name: &Name, code: Code<'a>, value: Option<ExprId>) {
    if class.variants.iter().all(|(known, ..)| known != name) {
        class.variants.push((name.clone(), code, value));
    }
}

fn is_abstract(method: &Method<'_>) -> bool {
    method.at.signature.is_abstract
        && method
            .at
            .signature
            .decorators
            .iter()
            .any(|decorator| last(&decorator.path) == "abstractmethod")
}

/// The default of a field, whether it is by keyword only, and whether construction takes the field.
fn default_of(exprs: &Exprs, value: Option<ExprId>) -> (Option<Default>, bool, bool) {
    let Some(value) = value else {
        return (None, false, true);
    };
    let Some((path, args)) = exprs.call(value) else {
        return (Some(Default::Value(value)), false, true);
    };
    if !matches!(last(&path), "field" | "Field" | "ib" | "attrib") {
        return (Some(Default::Value(value)), false, true);
    }
    let named = |name: &str| {
        args.iter()
            .find(|arg| arg.name.as_deref() == Some(name))
            .map(|arg| arg.value)
    };
    let positional = args
        .first()
        .filter(|arg| arg.name.is_none() && last(&path) == "Field")
        .map(|arg| arg.value);
    let positional = positional
        .filter(|value| !matches!(exprs.get(*value).kind, ExprKind::Literal(Literal::Ellipsis)));
    let default = named("default")
        .or(positional)
        .map(Default::Value)
        .or_else(|| {
            named("default_factory")
                .or_else(|| named("factory"))
                .map(Default::Factory)
        });
    let keyword = named("kw_only").is_some_and(|value| is_true(exprs, value));
    let taken = !named("init").is_some_and(|value| {
        matches!(
            exprs.get(value).kind,
            ExprKind::Literal(Literal::Bool(false))
        )
    });
    (default, keyword, taken)
}

fn flag(decorator: &Decorator, exprs: &Exprs, name: &str) -> Option<bool> {
    let arg = decorator
        .args
        .as_ref()?
        .iter()
        .find(|arg| arg.name.as_deref() == Some(name))?;
    match exprs.get(arg.value).kind {
        ExprKind::Literal(Literal::Bool(value)) => Some(value),
        _ => None,
    }
}

fn is_true(exprs: &Exprs, value: ExprId) -> bool {
    matches!(
        exprs.get(value).kind,
        ExprKind::Literal(Literal::Bool(true))
    )
}

/// The last part of a dotted path.
pub fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Whether a class has a base of that name, near or far.
pub fn has_base(class: &Class<'_>, name: &str) -> bool {
    class.bases.iter().any(|base| match base {
        Base::Project(base) => has_base(base, name),
        Base::External(path) => last(path) == name,
    })
}

pub(super) fn is_error(class: &Class<'_>) -> bool {
    class.bases.iter().any(|base| match base {
        Base::Project(base) => base.kind == ClassKind::Error,
        Base::External(path) if class.is_script => super::script::types::is_error_name(path),
        Base::External(path) => builtin_error(last(path)),
    })
}

/// What runs when a value of the class is made.
pub fn init<'c, 'a>(class: &'c Class<'a>) -> Option<&'c Method<'a>> {
    match class.is_script {
        true => method(class, "constructor"),
        false => method(class, "__init__"),
    }
}

/// Python's own exceptions and their parents, <https://docs.python.org/3/library/exceptions.html#exception-hierarchy>.
const ERRORS: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ConnectionError", "OSError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("BrokenPipeError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("Warning", "Exception"),
];

pub fn builtin_error(name: &str) -> bool {
    name == "BaseException" || ERRORS.iter().any(|(error, _)| *error == name)
}

/// The module an error of the standard library is imported from; none for a builtin.
pub fn error_import(name: &str) -> Option<&'static str> {
    match name {
        "FrozenInstanceError" => Some("dataclasses"),
        "ValidationError" => Some("pydantic"),
        _ => None,
    }
}

/// Whether a builtin error is another one or derives from it.
pub fn derives(name: &str, from: &str) -> bool {
    let mut at = name;
    for _ in 0..STEPS {
        if at == from {
            return true;
        }
        match ERRORS.iter().find(|(error, _)| *error == at) {
            Some((_, parent)) => at = parent,
            None => return false,
        }
    }
    false
}

/// The builtin error a class of the project derives from.
pub fn error_root(class: &Class<'_>) -> Option<Name> {
    class.bases.iter().find_map(|base| match base {
        Base::Project(base) => error_root(base),
        Base::External(path)
            if builtin_error(last(path))
                || (class.is_script && super::script::types::is_error_name(path)) =>
        {
            Some(Name::new(last(path)))
        }
        Base::External(_) => None,
    })
}

/// Whether a class is another one of the project or derives from it.
pub fn is_kind_of(class: &Class<'_>, other: &Class<'_>) -> bool {
    (class.file, class.item) == (other.file, other.item)
        || class
            .bases
            .iter()
            .any(|base| matches!(base, Base::Project(base) if is_kind_of(base, other)))
}

/// A method of the class or of the nearest base that has it.
pub fn method<'c, 'a>(class: &'c Class<'a>, name: &str) -> Option<&'c Method<'a>> {
    class
        .methods
        .iter()
        .rev()
        .find(|method| method.at.signature.name == name)
        .or_else(|| {
            class.bases.iter().find_map(|base| match base {
                Base::Project(base) => method(base, name),
                Base::External(_) => None,
            })
        })
}

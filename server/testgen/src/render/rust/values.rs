//! Values as code, by the types they have; what cannot be written is told.

use std::collections::BTreeMap;
use std::rc::Rc;

use syntax::facts::Name;

use super::layout::Code;
use crate::plan::calendar::{DAY, SECOND, civil, clock};
use crate::plan::class::{Class, ClassKind, Classes};
use crate::plan::rust::set_up::{NONE, is_built_in};
use crate::plan::rust::types::{
    Home, Layer, Shape, Typed, Wrap, has_trait, is_open, layer, maker, owns_text, part_type,
};
use crate::plan::world::{Spec, same};
use crate::sources::{Definition, Resolved, Sources};
use crate::style::rust::{Owned, Style};

/// Values of a class that tests share: a function that makes the usual one.
pub struct Builder<'a> {
    pub class: Rc<Class<'a>>,
    pub name: String,
    pub spec: Spec<'a>,
    pub is_used: std::cell::Cell<bool>,
}

pub struct Writer<'a, 's> {
    pub sources: Sources<'a>,
    pub classes: Classes<'a>,
    pub style: &'s Style,
    /// Whether names are imported, or written in full.
    pub imports_names: bool,
    /// Names that are imported, by the path around them.
    pub imports: BTreeMap<String, Vec<String>>,
    pub builders: Vec<Builder<'a>>,
    /// Whether a name was asked for that tests cannot write.
    pub is_unreachable: bool,
}

const DEPTH: usize = 16;

impl<'a, 's> Writer<'a, 's> {
    pub fn new(sources: Sources<'a>, style: &'s Style) -> Self {
        let classes = Classes::new(sources);
        classes.home.set(Some(Home {
            file: style.target,
            outside: style.outside,
        }));
        Self {
            sources,
            classes,
            style,
            imports_names: true,
            imports: BTreeMap::new(),
            builders: Vec::new(),
            is_unreachable: false,
        }
    }

    /// A name from elsewhere as it can be written: `std.sync.Mutex`.
    pub fn outer(&mut self, path: &str) -> String {
        let (around, name) = path.rsplit_once('.').unwrap_or(("", path));
        if !self.style.outside {
            let found = self.sources.resolve(self.style.target, name);
            match found {
                Resolved::External(full) if *full == *path => return name.to_owned(),
                Resolved::Undeclared => {}
                // The name stands for something else there.
                _ => return path.replace('.', "::"),
            }
        }
        if !self.imports_names {
            return path.replace('.', "::");
        }
        self.import(around, name);
        name.to_owned()
    }

    fn import(&mut self, around: &str, name: &str) {
        let names = self.imports.entry(around.replace('.', "::")).or_default();
        if !names.iter().any(|held| held == name) {
            names.push(name.to_owned());
        }
    }

    /// A type or function of the project as it can be written.
    pub fn own(&mut self, file: usize, name: &str, is: impl Fn(&Resolved<'a>) -> bool) -> String {
        if !self.style.outside && is(&self.sources.resolve(self.style.target, name)) {
            return name.to_owned();
        }
        let module = self
            .sources
            .file(file)
            .map_or_else(Name::default, |file| file.module.clone());
        let home = self.sources.file(self.style.target);
        let root = |module: &str| module.split('.').next().map(ToOwned::to_owned);
        let is_other = home.is_some_and(|home| root(&home.module) != root(&module));
        let path = match self.style.outside || is_other {
            true => module.to_string(),
            false => match module.split_once('.') {
                Some((_, inside)) => format!("crate.{inside}"),
                None => "crate".to_owned(),
            },
        };
        let path = match is_other {
            true => match self.brought(&is, name) {
                Some(brought) => brought,
                None => {
                    let reachable = crate::style::rust::is_reachable(self.sources, file);
                    self.is_unreachable |= !reachable;
                    path
                }
            },
            false => path,
        };
        if !self.imports_names {
            return format!("{}::{name}", path.replace('.', "::"));
        }
        self.import(&path, name);
        name.to_owned()
    }

    /// The path by which files of the crate bring in something of another one.
    fn brought(&self, is: &impl Fn(&Resolved<'a>) -> bool, name: &str) -> Option<String> {
        let home = self.sources.file(self.style.target)?;
        let root = home.module.split('.').next()?;
        (0..self.sources.files.len()).find_map(|at| {
            let file = self.sources.file(at)?;
            let own = file.module.split('.').next() == Some(root);
            let items = file.facts.items.iter().filter(|_| own);
            let mut imports = items.flat_map(|item| &item.facts.summary.imports);
            let found = imports.find(|import| {
                let first = import.module.split('.').next().unwrap_or_default();
                import.name.as_deref() == Some(name)
                    && !matches!(first, "crate" | "self" | "super")
                    && is(&self.sources.resolve(at, &import.local))
            })?;
            Some(found.module.to_string())
        })
    }

    pub fn class(&mut self, class: &Class<'a>) -> String {
        let (file, item) = (class.file, class.item);
        self.own(file, &class.name, |resolved| {
            matches!(resolved, Resolved::Here(Definition::Class { file: at, item: place, .. })
                if *at == file && *place == item)
        })
    }

    /// A type as it is written.
    pub fn ty(&mut self, typed: &Typed) -> Option<String> {
        self.ty_within(typed, DEPTH)
    }

    fn ty_within(&mut self, typed: &Typed, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        if let Some(alias) = self.alias(typed, depth) {
            return Some(alias);
        }
        let shape = match layer(&self.classes, typed) {
            Layer::Wrapped(wrap, inner) => {
                let written = match layer(&self.classes, &inner) {
                    Layer::Bare(Shape::Text) if !owns_text(&self.classes, &inner) => {
                        "str".to_owned()
                    }
                    Layer::Bare(Shape::List(kind, element)) if kind == "[]" => {
                        format!("[{}]", self.ty_within(&element, depth)?)
                    }
                    _ => self.ty_within(&inner, depth)?,
                };
                return Some(match wrap {
                    Wrap::Reference { mutable: true } => format!("&mut {written}"),
                    Wrap::Reference { mutable: false } => format!("&{written}"),
                    Wrap::Box => format!("Box<{written}>"),
                    Wrap::Shared => format!("{}<{written}>", self.outer("std.sync.Arc")),
                    Wrap::Counted => format!("{}<{written}>", self.outer("std.rc.Rc")),
                    Wrap::Either => return None,
                });
            }
            Layer::Bare(shape) => shape,
        };
        Some(match shape {
            Shape::Unit => "()".to_owned(),
            Shape::Bool => "bool".to_owned(),
            Shape::Character => "char".to_owned(),
            Shape::Text => "String".to_owned(),
            Shape::Integer(name) => name.to_string(),
            Shape::Float => "f64".to_owned(),
            Shape::Option(inner) => format!("Option<{}>", self.ty_within(&inner, depth)?),
            Shape::Result(value, error) => format!(
                "Result<{}, {}>",
                self.ty_within(&value, depth)?,
                self.ty_within(&error, depth)?
            ),
            Shape::List(kind, inner) => {
                let inner = self.ty_within(&inner, depth)?;
                match kind.as_str() {
                    "Vec" => format!("Vec<{inner}>"),
                    "[]" => return None,
                    kind => format!(
                        "{}<{inner}>",
                        self.outer(&format!("std.collections.{kind}"))
                    ),
                }
            }
            Shape::Set(kind, inner) => {
                let inner = self.ty_within(&inner, depth)?;
                format!(
                    "{}<{inner}>",
                    self.outer(&format!("std.collections.{kind}"))
                )
            }
            Shape::Map(kind, key, value) => {
                let key = self.ty_within(&key, depth)?;
                let value = self.ty_within(&value, depth)?;
                let kind = self.outer(&format!("std.collections.{kind}"));
                format!("{kind}<{key}, {value}>")
            }
            Shape::Tuple(parts) => {
                let parts = parts
                    .iter()
                    .map(|part| self.ty_within(part, depth))
                    .collect::<Option<Vec<_>>>()?;
                format!("({})", parts.join(", "))
            }
            Shape::Class(class, given) => {
                let name = self.class(&class);
                let given = given
                    .iter()
                    .map(|(_, given)| self.ty_within(given, depth))
                    .collect::<Option<Vec<_>>>()?;
                match given.is_empty() {
                    true => name,
                    false => format!("{name}<{}>", given.join(", ")),
                }
            }
            Shape::Decimal => self.outer("rust_decimal.Decimal"),
            Shape::Uuid => self.outer("uuid.Uuid"),
            Shape::Instant(kind) => match kind.as_str() {
                "DateTime" => {
                    let utc = self.outer("chrono.Utc");
                    format!("{}<{utc}>", self.outer("chrono.DateTime"))
                }
                "NaiveDateTime" => self.outer("chrono.NaiveDateTime"),
                _ => self.outer("std.time.SystemTime"),
            },
            Shape::Date => self.outer("chrono.NaiveDate"),
            Shape::Span(path) => self.outer(&path),
            Shape::Foreign(name) if name == "dyn Error" => {
                // As it is declared: what else it is decides whether it may be sent.
                let text = self.sources.written(typed.scope, typed.ty.span);
                (!text.is_empty()).then(|| text.to_owned())?
            }
            Shape::Foreign(name) => name.replace('.', "::"),
            Shape::Port(_) | Shape::Callable(..) | Shape::Unknown => return None,
        })
    }

    /// A type that is written by another name stays so.
    fn alias(&mut self, typed: &Typed, depth: usize) -> Option<String> {
        use syntax::facts::{TypeDeclKind, TypeKind};
        let TypeKind::Named { path, args } = &typed.ty.kind else {
            return None;
        };
        let Resolved::Here(Definition::Class { file, item, decl }) =
            self.sources.resolve_path(typed.scope, path)
        else {
            return None;
        };
        let is_seen = crate::plan::rust::types::sees(&self.classes, file, decl.visibility);
        if decl.kind != TypeDeclKind::Alias || !is_seen {
            return None;
        }
        let args = args
            .iter()
            .map(|arg| self.ty_within(&typed.with(arg), depth))
            .collect::<Option<Vec<_>>>()?;
        let name = self.own(file, &decl.name, |resolved| {
            matches!(resolved, Resolved::Here(Definition::Class { file: at, item: place, .. })
                if *at == file && *place == item)
        });
        Some(match args.is_empty() {
            true => name,
            false => format!("{name}<{}>", args.join(", ")),
        })
    }

    pub fn owned_text(&self, text: &str) -> String {
        if let Some(repeated) = repeated(text) {
            return repeated.flat();
        }
        let quoted = quoted(text);
        match self.style.owned {
            Owned::Shown => format!("{quoted}.to_string()"),
            Owned::Taken => format!("{quoted}.to_owned()"),
            Owned::Made => format!("String::from({quoted})"),
            Owned::Turned => format!("{quoted}.into()"),
        }
    }

    /// A value of a type as code.
    pub fn value(&mut self, spec: &Spec<'a>, typed: &Typed) -> Option<Code> {
        self.value_within(spec, typed, DEPTH)
    }

    fn value_within(&mut self, spec: &Spec<'a>, typed: &Typed, depth: usize) -> Option<Code> {
        let depth = depth.checked_sub(1)?;
        let shape = match layer(&self.classes, typed) {
            Layer::Wrapped(wrap, inner) => {
                if let (Spec::Text(text), Shape::Text) =
                    (spec, crate::plan::rust::types::shape(&self.classes, &inner))
                {
                    return Some(Code::text(match wrap {
                        Wrap::Reference { .. } => match owns_text(&self.classes, &inner) {
                            true => format!("&{}", self.owned_text(text)),
                            false => match repeated(text) {
                                Some(repeated) => format!("&{}", repeated.flat()),
                                None => quoted(text),
                            },
                        },
                        _ => format!("{}.into()", quoted(text)),
                    }));
                }
                let value = self.value_within(spec, &inner, depth)?;
                return Some(match wrap {
                    Wrap::Reference { mutable } => {
                        let value = match value {
                            Code::Array(_, items) => Code::Array(String::new(), items),
                            value => value,
                        };
                        let mark = if mutable { "&mut " } else { "&" };
                        Code::Before(mark.to_owned(), Box::new(value))
                    }
                    Wrap::Box => Code::call("Box::new", vec![value]),
                    Wrap::Shared => {
                        Code::call(format!("{}::new", self.outer("std.sync.Arc")), vec![value])
                    }
                    Wrap::Counted => {
                        Code::call(format!("{}::new", self.outer("std.rc.Rc")), vec![value])
                    }
                    Wrap::Either => return None,
                });
            }
            Layer::Bare(shape) => shape,
        };
        Some(match (spec, shape) {
            (Spec::Null, Shape::Unit) => Code::text("()"),
            (Spec::Bool(value), Shape::Bool) => Code::text(value.to_string()),
            (Spec::Int(value), Shape::Integer(_)) => Code::text(value.to_string()),
            (Spec::Float(value), Shape::Float) => Code::text(float(*value)?),
            (Spec::Text(text), Shape::Character) => {
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(only), None) => Code::text(format!("{only:?}")),
                    _ => return None,
                }
            }
            (Spec::Text(text), Shape::Text) if owns_text(&self.classes, typed) => {
                repeated(text).unwrap_or_else(|| Code::text(self.owned_text(text)))
            }
            (Spec::Text(text), Shape::Text) => Code::text(quoted(text)),
            (Spec::Tagged(_, at, parts), Shape::Option(inner)) => match parts.first() {
                Some((_, part)) if *at != NONE => {
                    let part = self.value_within(part, &inner, depth)?;
                    Code::call("Some", vec![part])
                }
                _ => Code::text("None"),
            },
            (Spec::Tagged(class, at, parts), Shape::Result(value, error)) if is_built_in(class) => {
                let (head, inner) = match at {
                    0 => ("Ok", value),
                    _ => ("Err", error),
                };
                let part = self.value_within(&parts.first()?.1, &inner, depth)?;
                Code::call(head, vec![part])
            }
            (Spec::List(items), Shape::List(kind, inner)) => {
                let items = self.many(items, &inner, depth)?;
                match kind.as_str() {
                    "Vec" => Code::Array("vec!".to_owned(), items),
                    "[]" => Code::Array(String::new(), items),
                    _ => Code::call(
                        format!("{}::from", self.outer("std.collections.VecDeque")),
                        vec![Code::Array(String::new(), items)],
                    ),
                }
            }
            (Spec::Set(items, _), Shape::Set(kind, inner)) => {
                let items = self.many(items, &inner, depth)?;
                let kind = self.outer(&format!("std.collections.{kind}"));
                Code::call(
                    format!("{kind}::from"),
                    vec![Code::Array(String::new(), items)],
                )
            }
            (Spec::Map(entries), Shape::Map(kind, key, value)) => {
                let mut items = Vec::new();
                for (held_key, held) in entries {
                    let held_key = self.value_within(held_key, &key, depth)?;
                    let held = self.value_within(held, &value, depth)?;
                    items.push(Code::call("", vec![held_key, held]));
                }
                let kind = self.outer(&format!("std.collections.{kind}"));
                Code::call(
                    format!("{kind}::from"),
                    vec![Code::Array(String::new(), items)],
                )
            }
            (Spec::Tuple(items), Shape::Tuple(types)) => {
                let mut out = Vec::new();
                for (item, typed) in items.iter().zip(&types) {
                    out.push(self.value_within(item, typed, depth)?);
                }
                Code::call("", out)
            }
            (Spec::Decimal(value), Shape::Decimal) => {
                let (coefficient, exponent) = match value.exponent > 0 {
                    true => (
                        value.coefficient * 10i128.checked_pow(value.exponent.unsigned_abs())?,
                        0,
                    ),
                    false => (value.coefficient, -value.exponent),
                };
                let decimal = self.outer("rust_decimal.Decimal");
                Code::text(format!("{decimal}::new({coefficient}, {exponent})"))
            }
            (Spec::Uuid(value), Shape::Uuid) => {
                Code::text(format!("{}::from_u128({value})", self.outer("uuid.Uuid")))
            }
            (Spec::Instant(instant), Shape::Instant(kind)) => {
                self.instant(instant.micros, &kind)?
            }
            (Spec::Date(days), Shape::Date) => {
                let (year, month, day) = civil(*days);
                let date = self.outer("chrono.NaiveDate");
                Code::text(format!(
                    "{date}::from_ymd_opt({year}, {month}, {day}).unwrap()"
                ))
            }
            (Spec::Span(micros), Shape::Span(path)) => self.span(*micros, &path)?,
            (Spec::Tagged(_, _, parts), Shape::Foreign(name)) => {
                let Some((_, Spec::Text(message))) = parts.first() else {
                    return None;
                };
                let message = quoted(message);
                Code::text(match name.as_str() {
                    "anyhow.Error" => format!("anyhow::anyhow!({message})"),
                    "std.io.Error" => format!("std::io::Error::other({message})"),
                    "dyn Error" => format!("{message}.into()"),
                    "sqlx.Error" => "sqlx::Error::PoolTimedOut".to_owned(),
                    "std.fmt.Error" => "std::fmt::Error".to_owned(),
                    _ => return None,
                })
            }
            (Spec::Object(class, fields), Shape::Class(_, given)) => {
                let alias = match typed.given.is_empty() {
                    true => self.alias(typed, depth),
                    false => None,
                };
                return self.object(class, (fields, alias), &given, depth);
            }
            (Spec::Tagged(class, at, parts), Shape::Class(_, given)) if !is_built_in(class) => {
                let variant = class.decl?.variants.get(*at)?;
                let path = format!("{}::{}", self.class(class), variant.name);
                if parts.is_empty() {
                    return Some(Code::text(path));
                }
                let is_tuple = variant
                    .fields
                    .first()
                    .is_some_and(|field| field.name == "0");
                let mut out = Vec::new();
                for (name, part) in parts {
                    let typed = part_type(&self.classes, class, &given, name)?;
                    let own = name.rsplit('.').next().unwrap_or_default().to_owned();
                    out.push((own, self.value_within(part, &typed, depth)?));
                }
                match is_tuple {
                    true => Code::call(path, out.into_iter().map(|(_, part)| part).collect()),
                    false => Code::Struct(path, out, None),
                }
            }
            _ => return None,
        })
    }

    fn many(&mut self, items: &[Spec<'a>], inner: &Typed, depth: usize) -> Option<Vec<Code>> {
        items
            .iter()
            .map(|item| self.value_within(item, inner, depth))
            .collect()
    }

    fn object(
        &mut self,
        class: &Rc<Class<'a>>,
        (fields, alias): (&[(Name, Spec<'a>)], Option<String>),
        given: &Rc<[(Name, Typed)]>,
        depth: usize,
    ) -> Option<Code> {
        // What is made by its parts in brackets is so under its own name alone.
        let is_tuple = class.fields.first().is_some_and(|field| field.name == "0");
        let by_fields = is_open(&self.classes, class);
        let path = match alias.filter(|_| !(is_tuple && by_fields)) {
            Some(alias) => alias,
            None => self.class(class),
        };
        if !is_open(&self.classes, class) {
            let made = maker(&self.classes, class)?.at;
            let scope = self.sources.scope(made.code.file, made.code.item);
            let mut args = Vec::new();
            for param in crate::plan::given_params(made.signature) {
                let (_, value) = fields.iter().find(|(name, _)| *name == param.name)?;
                let typed = Typed {
                    scope,
                    ty: param.ty.clone()?,
                    given: Rc::clone(given),
                };
                args.push(self.value_within(value, &typed, depth)?);
            }
            let returns = Typed::new(scope, made.signature.returns.clone()?);
            let tail = match crate::plan::rust::types::shape(&self.classes, &returns) {
                Shape::Result(_, error) => {
                    match crate::plan::rust::types::can(&self.classes, &error, "Debug") {
                        true => ".unwrap()",
                        false => ".ok().unwrap()",
                    }
                }
                Shape::Option(_) => ".unwrap()",
                _ => "",
            };
            let head = format!("{path}::{}", made.signature.name);
            return Some(Code::Call(head, args, tail.to_owned()));
        }
        if class.fields.is_empty() {
            return Some(Code::text(path));
        }
        let builder = self.builders.iter().find(|builder| {
            Rc::ptr_eq(&builder.class, class)
                || (builder.class.file == class.file && builder.class.item == class.item)
        });
        let mut base = None;
        let mut kept: Vec<&(Name, Spec<'a>)> = fields.iter().collect();
        if let Some(builder) = builder {
            let Spec::Object(_, usual) = &builder.spec else {
                return None;
            };
            let call = format!("{}()", builder.name);
            let differing: Vec<&(Name, Spec<'a>)> = fields
                .iter()
                .filter(|(name, value)| {
                    !usual
                        .iter()
                        .any(|(held, usual)| held == name && same(usual, value))
                })
                .collect();
            if differing.is_empty() {
                builder.is_used.set(true);
                return Some(Code::text(call));
            }
            if differing.len() < fields.len() {
                builder.is_used.set(true);
                base = Some(Box::new(Code::text(call)));
                kept = differing;
            }
        }
        let mut out = Vec::new();
        for (name, value) in kept {
            let typed = part_type(&self.classes, class, given, name)?;
            out.push((name.to_string(), self.value_within(value, &typed, depth)?));
        }
        if class.fields.first().is_some_and(|field| field.name == "0") {
            return match base {
                Some(_) => None,
                None => Some(Code::call(
                    path,
                    out.into_iter().map(|(_, value)| value).collect(),
                )),
            };
        }
        Some(Code::Struct(path, out, base))
    }

    /// The usual value of a class, written out.
    pub fn built(&mut self, at: usize) -> Option<Code> {
        let builder = self.builders.get(at)?;
        let (class, spec) = (Rc::clone(&builder.class), builder.spec.clone());
        let Spec::Object(_, fields) = &spec else {
            return None;
        };
        let none: Rc<[(Name, Typed)]> = Rc::from([]);
        let path = self.class(&class);
        let mut out = Vec::new();
        for (name, value) in fields {
            let typed = part_type(&self.classes, &class, &none, name)?;
            out.push((name.to_string(), self.value(value, &typed)?));
        }
        Some(Code::Struct(path, out, None))
    }

    fn instant(&mut self, micros: i64, kind: &str) -> Option<Code> {
        if micros % SECOND != 0 {
            return None;
        }
        let (year, month, day) = civil(micros.div_euclid(DAY));
        let (hour, minute, second, _) = clock(micros);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        Some(Code::text(match kind {
            "DateTime" => {
                let utc = self.outer("chrono.Utc");
                let ty = self.outer("chrono.DateTime");
                format!("\"{text}Z\".parse::<{ty}<{utc}>>().unwrap()")
            }
            "NaiveDateTime" => {
                let ty = self.outer("chrono.NaiveDateTime");
                format!("\"{text}\".parse::<{ty}>().unwrap()")
            }
            _ => {
                let time = self.outer("std.time.SystemTime");
                let span = self.outer("std.time.Duration");
                let seconds = micros.div_euclid(SECOND);
                format!("{time}::UNIX_EPOCH + {span}::from_secs({seconds})")
            }
        }))
    }

    fn span(&mut self, micros: i64, path: &str) -> Option<Code> {
        let name = self.outer(path);
        if micros % SECOND != 0 {
            return None;
        }
        Some(Code::text(match path.starts_with("std.") {
            true => format!("{name}::from_secs({})", micros / SECOND),
            false if micros % DAY == 0 => format!("{name}::days({})", micros / DAY),
            false => format!("{name}::seconds({})", micros / SECOND),
        }))
    }

    /// Whether values of a class can be compared and shown.
    pub fn compares(&self, typed: &Typed) -> bool {
        use crate::plan::rust::types::can;
        can(&self.classes, typed, "PartialEq") && can(&self.classes, typed, "Debug")
    }

    pub fn is_copy(&self, class: &Class<'a>) -> bool {
        has_trait(&self.classes, class, "Copy") && class.kind != ClassKind::Port
    }
}

/// A text that is filled up, as it is made.
fn repeated(text: &str) -> Option<Code> {
    let head = text.trim_end_matches('x');
    let count = text.len() - head.len();
    let filled = Code::text(format!("\"x\".repeat({count})"));
    (count >= 20).then(|| match head.is_empty() || head.contains(['{', '}']) {
        true if head.is_empty() => filled,
        true => Code::text(format!("{}.to_string()", quoted(text))),
        false => {
            let shape = quoted(&format!("{head}{{}}"));
            Code::call("format!", vec![Code::text(shape), filled])
        }
    })
}

pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn float(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("{value:?}"))
}

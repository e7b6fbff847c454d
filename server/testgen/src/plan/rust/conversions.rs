//! From one type to another: `From`, `TryFrom`, `FromStr`, `Default`, and functions of libraries.

use syntax::facts::{Name, ParamKind};

use super::super::class::{Class, ClassKind, last};
use super::super::run::{Args, Outcome, Run};
use super::super::value::{Cell, Datum, Value};
use super::types::{Shape, Typed, derives, part_type, shape};
use super::{From, Rc};
use crate::sources::FunctionAt;

impl<'a> Run<'a, '_> {
    /// The implementation of a conversion that takes a value.
    pub(super) fn conversion(
        &self,
        class: &Rc<Class<'a>>,
        name: &str,
        value: &Value<'a>,
    ) -> Option<FunctionAt<'a>> {
        let mut found = class.methods.iter().filter(|method| {
            method.at.signature.name == name
                && method
                    .at
                    .signature
                    .params
                    .iter()
                    .find(|param| param.kind != ParamKind::Receiver)
                    .and_then(|param| param.ty.as_ref())
                    .is_some_and(|ty| self.is_of(value, &self.typed(method.at.code, ty)))
        });
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only.at),
            _ => None,
        }
    }

    /// Whether a value is one of a type, as far as conversions ask.
    pub(super) fn is_of(&self, value: &Value<'a>, typed: &Typed) -> bool {
        match (&value.datum, shape(self.classes, typed)) {
            (Datum::Text(_), Shape::Text)
            | (Datum::Int(_), Shape::Integer(_))
            | (Datum::Bool(_), Shape::Bool)
            | (Datum::Float(_), Shape::Float)
            | (Datum::Decimal(_), Shape::Decimal)
            | (Datum::Uuid(_), Shape::Uuid) => true,
            (Datum::Tagged(tagged), Shape::Class(class, _)) => Rc::ptr_eq(&tagged.class, &class),
            (Datum::Tagged(tagged), Shape::Foreign(name)) => tagged.class.name == name,
            (Datum::Tagged(tagged), Shape::Option(_)) => {
                Rc::ptr_eq(&tagged.class, &self.classes.built_in.option)
            }
            (Datum::Cell(_), Shape::Class(class, _)) => self
                .object(value)
                .is_some_and(|object| Rc::ptr_eq(&object.class, &class)),
            _ => false,
        }
    }

    /// An error as another type of error, as `?` and `into` make it.
    pub(super) fn converted(
        &mut self,
        value: Value<'a>,
        wanted: &Typed,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if self.is_of(&value, wanted) {
            return Ok(value);
        }
        match shape(self.classes, wanted) {
            Shape::Class(class, given) => {
                if let Some(at) = self.conversion(&class, "from", &value) {
                    let args = Args {
                        positional: vec![value],
                        keyword: Vec::new(),
                    };
                    return self.call_function(at, Some(class), None, args, from);
                }
                // `#[from]` of a variant.
                if let Some(decl) = class.decl {
                    for (at, variant) in decl.variants.iter().enumerate() {
                        let [field] = variant.fields.as_slice() else {
                            continue;
                        };
                        let is_from = field
                            .decorators
                            .iter()
                            .any(|held| last(&held.path) == "from");
                        let part = format!("{}.{}", variant.name, field.name);
                        if is_from
                            && let Some(typed) = part_type(self.classes, &class, &given, &part)
                            && self.is_of(&value, &typed)
                        {
                            return Ok(self.tagged_named(&class, at, Name::from(part), value));
                        }
                    }
                }
                let why = format!("how an error becomes `{}` is not followed", class.name);
                self.stop(from.0, from.1, why)
            }
            Shape::Foreign(name) if matches!(name.as_str(), "anyhow.Error" | "dyn Error") => {
                let class = self.classes.built_in.foreign(&name);
                Ok(self.tagged_error(&class, value))
            }
            Shape::Unknown => Ok(value),
            _ => self.stop(from.0, from.1, "a conversion that is not followed"),
        }
    }

    fn tagged_named(
        &self,
        class: &Rc<Class<'a>>,
        at: usize,
        part: Name,
        value: Value<'a>,
    ) -> Value<'a> {
        Value::plain(Datum::Tagged(Rc::new(super::Tagged {
            class: Rc::clone(class),
            at,
            parts: vec![(part, value)],
        })))
    }

    /// `value.into()`, `value.try_into()` and `value.parse()`, where the type that is wanted is known.
    pub(super) fn converted_to(
        &mut self,
        value: Value<'a>,
        name: &str,
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(hint) = hint else {
            // A text stays one wherever it may go as it is.
            return match (name, &value.datum) {
                ("into", Datum::Text(_)) => Ok(value),
                _ => self.stop(from.0, from.1, format!("what `{name}` gives is not known")),
            };
        };
        let target = match (name, shape(self.classes, hint)) {
            ("into", _) => hint.clone(),
            (_, Shape::Result(value, _)) => value,
            _ => hint.clone(),
        };
        match (name, shape(self.classes, &target)) {
            ("into", _) if self.is_of(&value, &target) => Ok(value),
            ("into", Shape::Option(inner)) => {
                let value = self.converted_to(value, name, Some(&inner), from)?;
                Ok(self.some(value))
            }
            ("into", Shape::Foreign(foreign)) => {
                let class = self.classes.built_in.foreign(&foreign);
                Ok(self.tagged_error(&class, value))
            }
            ("into", Shape::Float) => match value.as_float() {
                Some(float) => Ok(Value::plain(Datum::Float(float))),
                None => self.stop(from.0, from.1, "a conversion that is not followed"),
            },
            ("into", Shape::Decimal) => match value.as_int() {
                Some(int) => Ok(Value::plain(Datum::Decimal(
                    super::super::decimal::Decimal::integer(int),
                ))),
                None => self.stop(from.0, from.1, "a conversion that is not followed"),
            },
            ("try_into", Shape::Integer(kind)) => self.narrowed(value, &kind, from),
            ("parse", Shape::Integer(kind)) => self.parsed(value, &kind, from),
            (_, Shape::Class(class, _)) => {
                let function = match name {
                    "into" => "from",
                    "try_into" => "try_from",
                    _ => "from_str",
                };
                match self.conversion(&class, function, &value) {
                    Some(at) => {
                        let args = Args {
                            positional: vec![value],
                            keyword: Vec::new(),
                        };
                        self.call_function(at, Some(class), None, args, from)
                    }
                    None => {
                        let why = format!("how `{}` is made of it is not known", class.name);
                        self.stop(from.0, from.1, why)
                    }
                }
            }
            _ => self.stop(from.0, from.1, "a conversion that is not followed"),
        }
    }

    /// The default of a type.
    pub(super) fn default_of_type(
        &mut self,
        typed: &Typed,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        Ok(match shape(self.classes, typed) {
            Shape::Unit => Value::null(),
            Shape::Bool => Value::bool(false),
            Shape::Text => Value::text(""),
            Shape::Integer(_) => Value::int(0),
            Shape::Float => Value::plain(Datum::Float(0.0)),
            Shape::Decimal => {
                Value::plain(Datum::Decimal(super::super::decimal::Decimal::integer(0)))
            }
            Shape::Uuid => Value::plain(Datum::Uuid(0)),
            Shape::Option(_) => self.none(),
            Shape::List(..) => self.list(Vec::new()),
            Shape::Set(..) => {
                let set = Cell::Set {
                    items: Vec::new(),
                    frozen: false,
                };
                Value::plain(self.allocate(set))
            }
            Shape::Map(..) => Value::plain(self.allocate(Cell::Map(Vec::new()))),
            Shape::Class(class, _) => return self.default_value_of(&class, from),
            _ => return self.stop(from.0, from.1, "a default that is not followed"),
        })
    }

    pub(super) fn default_value_of(
        &mut self,
        class: &Rc<Class<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let own = class
            .methods
            .iter()
            .find(|method| method.at.signature.name == "default" && method.promise.is_some());
        if let Some(at) = own.map(|method| method.at) {
            return self.call_function(at, Some(Rc::clone(class)), None, Args::default(), from);
        }
        if !derives(self.classes, class, "Default") {
            let why = format!("the default of `{}` is not known", class.name);
            return self.stop(from.0, from.1, why);
        }
        if class.kind == ClassKind::Enum {
            let marked = class.decl.and_then(|decl| {
                decl.variants.iter().position(|variant| {
                    variant.decorators.iter().any(|held| held.path == "default")
                })
            });
            return match marked {
                Some(at) => Ok(self.tagged(class, at, Vec::new())),
                None => self.stop(from.0, from.1, "a default that is not followed"),
            };
        }
        let none: Rc<[(Name, Typed)]> = Rc::from([]);
        let mut args = Args::default();
        for field in &class.fields {
            let Some(typed) = part_type(self.classes, class, &none, &field.name) else {
                return self.stop(from.0, from.1, "a default that is not followed");
            };
            let value = self.default_of_type(&typed, from)?;
            args.keyword.push((field.name.clone(), value));
        }
        self.made(class, args, from, None)
    }

    /// A function of the language or of a library, by its full path.
    pub(super) fn rust_external(
        &mut self,
        path: &Name,
        args: Args<'a>,
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let mut names = path.rsplit('.');
        let (name, owner) = (
            names.next().unwrap_or_default(),
            names.next().unwrap_or_default(),
        );
        let args = args.positional;
        if let Some(opaque) = args
            .iter()
            .find(|arg| matches!(arg.datum, Datum::Unknown(_)))
        {
            return Ok(opaque.clone());
        }
        match (owner, name, args.as_slice()) {
            ("Arc" | "Box" | "Rc" | "Cow" | "Mutex" | "RwLock", "new" | "from" | "pin", [only])
            | ("Arc" | "Rc", "clone", [only])
            | ("Cow", "Borrowed" | "Owned", [only])
            | ("String" | "Vec" | "Decimal" | "PathBuf", "from", [only])
            | ("Duration", "from", [only]) => Ok(match (owner, &only.datum) {
                ("Decimal", Datum::Int(value)) => Value::plain(Datum::Decimal(
                    super::super::decimal::Decimal::integer(*value),
                )),
                ("Vec", _) | ("Cow", _) => self.copy(only),
                _ => only.clone(),
            }),
            ("String", "new" | "with_capacity", _) => Ok(Value::text("")),
            ("Vec" | "VecDeque", "new" | "with_capacity", _) => Ok(self.list(Vec::new())),
            ("HashMap" | "BTreeMap", "new" | "with_capacity", _) => {
                Ok(Value::plain(self.allocate(Cell::Map(Vec::new()))))
            }
            ("HashSet" | "BTreeSet", "new" | "with_capacity", _) => {
                let set = Cell::Set {
                    items: Vec::new(),
                    frozen: false,
                };
                Ok(Value::plain(self.allocate(set)))
            }
            ("Uuid", "new_v4" | "now_v7", []) => Ok(Value::unknown("a random number")),
            ("Uuid", "nil", []) => Ok(Value::plain(Datum::Uuid(0))),
            ("Uuid", "from_u128", [value]) => match value.as_int() {
                Some(value) if value >= 0 => Ok(Value::plain(Datum::Uuid(value.unsigned_abs()))),
                _ => self.stop(from.0, from.1, "a call that is not followed"),
            },
            (
                "Utc" | "Local" | "SystemTime" | "Instant" | "OffsetDateTime",
                "now" | "now_utc",
                [],
            ) => Ok(Value::unknown("the time")),
            ("Default" | "", "default", []) => match hint {
                Some(hint) => self.default_of_type(&hint.clone(), from),
                None => self.stop(from.0, from.1, "a default that is not followed"),
            },
            ("cmp" | "std", "max" | "min", [left, right])
            | ("" | "mem", "max" | "min", [left, right]) => self.bounded(name, left, right, from),
            ("mem", "take", [_]) => {
                self.stop(from.0, from.1, "a value that is taken out of its place")
            }
            (
                "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64"
                | "i128" | "isize",
                "from",
                [only],
            ) => match &only.datum {
                Datum::Int(_) => Ok(only.clone()),
                Datum::Bool(value) => Ok(Value::int(i128::from(*value))),
                _ => self.stop(from.0, from.1, "a conversion that is not followed"),
            },
            (
                "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64"
                | "i128" | "isize",
                "try_from",
                [only],
            ) => self.narrowed(only.clone(), owner, from),
            ("f64" | "f32", "from", [only]) => match only.as_float() {
                Some(float) => Ok(Value::plain(Datum::Float(float))),
                None => self.stop(from.0, from.1, "a conversion that is not followed"),
            },
            ("Decimal", "new", [coefficient, scale]) => {
                match (
                    coefficient.as_int(),
                    scale.as_int().and_then(|scale| i32::try_from(scale).ok()),
                ) {
                    (Some(coefficient), Some(scale)) => Ok(Value::plain(Datum::Decimal(
                        super::super::decimal::Decimal {
                            coefficient,
                            exponent: -scale,
                        },
                    ))),
                    _ => self.stop(from.0, from.1, "a call that is not followed"),
                }
            }
            ("Error", "new" | "other", _) if path.contains("io.") => {
                let class = self
                    .classes
                    .built_in
                    .foreign(&Name::new_static("std.io.Error"));
                match args.last() {
                    Some(message) => Ok(self.tagged_error(&class, message.clone())),
                    None => self.stop(from.0, from.1, "a call that is not followed"),
                }
            }
            ("Error", "msg", [message]) => {
                let class = self
                    .classes
                    .built_in
                    .foreign(&Name::new_static("anyhow.Error"));
                Ok(self.tagged_error(&class, message.clone()))
            }
            _ => match self.time_function(owner, name, &args) {
                Some(value) => Ok(value),
                None => {
                    let written = path.replace('.', "::");
                    self.stop(from.0, from.1, format!("`{written}` is not followed"))
                }
            },
        }
    }
}

//! Values by type where every value has one, and the changes of a set-up that turn a match; it runs no code.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::facts::Name;

use super::super::class::{Class, ClassKind, Classes};
use super::super::decimal::Decimal;
use super::super::defaults::{Defaults, TODAY, singular, snake, text};
use super::super::run::Run;
use super::super::shape;
use super::super::value::{Datum, DoubleKind, Object, Place, Step, Value};
use super::super::world::{Change, Spec};
use super::types::{Shape, Typed, is_open, maker, part_type, shape as shape_of};

/// A class and what the names of its parameters stand for.
type Given<'g, 'a> = (&'g Rc<Class<'a>>, &'g Rc<[(Name, Typed)]>);

/// Nesting of values built by default.
const DEPTH: usize = 8;

pub const NONE: usize = 0;
pub const SOME: usize = 1;
pub const OK: usize = 0;
pub const ERR: usize = 1;

/// What an error says that stands for any other.
pub const BOOM: &str = "boom";

/// Types of the language itself that are taken apart like those of a project.
pub struct BuiltIn<'a> {
    pub option: Rc<Class<'a>>,
    pub result: Rc<Class<'a>>,
    foreign: RefCell<FxHashMap<Name, Rc<Class<'a>>>>,
}

impl Default for BuiltIn<'_> {
    fn default() -> Self {
        Self {
            option: Rc::new(built_in("Option", &["None", "Some"])),
            result: Rc::new(built_in("Result", &["Ok", "Err"])),
            foreign: RefCell::default(),
        }
    }
}

impl<'a> BuiltIn<'a> {
    /// The class of an error of a library.
    pub fn foreign(&self, name: &Name) -> Rc<Class<'a>> {
        let mut known = self.foreign.borrow_mut();
        let class = known.entry(name.clone()).or_insert_with(|| {
            let mut class = built_in(name, &["Error"]);
            class.kind = ClassKind::Error;
            Rc::new(class)
        });
        Rc::clone(class)
    }
}

fn built_in<'a>(name: &str, variants: &[&str]) -> Class<'a> {
    let mut class = super::super::script::types::record(Name::new(name));
    class.is_script = false;
    class.kind = ClassKind::Enum;
    class.file = usize::MAX;
    let code = crate::sources::Code {
        file: 0,
        item: 0,
        exprs: &NOTHING,
        body: None,
    };
    class.variants = variants
        .iter()
        .map(|name| (Name::new(name), code, None))
        .collect();
    class
}

static NOTHING: std::sync::LazyLock<syntax::facts::Exprs> =
    std::sync::LazyLock::new(syntax::facts::Exprs::default);

/// Whether a class is one of the language or of a library rather than the project's.
pub fn is_built_in(class: &Class<'_>) -> bool {
    class.file == usize::MAX
}

/// What the part of a variant of the language is called: `Some.0`.
pub fn part(class: &Class<'_>, at: usize) -> Name {
    let variant = class
        .variants
        .get(at)
        .map_or("", |(name, ..)| name.as_str());
    Name::from(format!("{variant}.0"))
}

pub fn some<'a>(classes: &Classes<'a>, inner: Spec<'a>) -> Spec<'a> {
    let class = &classes.built_in.option;
    Spec::Tagged(Rc::clone(class), SOME, vec![(part(class, SOME), inner)])
}

pub fn none<'a>(classes: &Classes<'a>) -> Spec<'a> {
    Spec::Tagged(Rc::clone(&classes.built_in.option), NONE, Vec::new())
}

pub fn result<'a>(classes: &Classes<'a>, at: usize, inner: Spec<'a>) -> Spec<'a> {
    let class = &classes.built_in.result;
    Spec::Tagged(Rc::clone(class), at, vec![(part(class, at), inner)])
}

fn foreign<'a>(classes: &Classes<'a>, name: &Name) -> Spec<'a> {
    let class = classes.built_in.foreign(name);
    let message = Spec::Text(BOOM.into());
    Spec::Tagged(class, 0, vec![(Name::new_static("message"), message)])
}

/// The stand-in for a type, if it is one to be doubled.
pub fn double<'a>(classes: &Classes<'a>, typed: &Typed) -> Option<DoubleKind<'a>> {
    match shape_of(classes, typed) {
        Shape::Port(class) => Some(DoubleKind::Port(class)),
        Shape::Callable(params, returns) => Some(DoubleKind::Callable {
            file: typed.scope,
            params: Some(params.len()),
            names: Vec::new(),
            returns: returns.map(|returns| Rc::new(returns.ty)),
            is_async: false,
        }),
        _ => None,
    }
}

impl Defaults {
    /// A value of a type for something of that name in something of another; `filled` is one that is there.
    pub(in crate::plan) fn owned<'a>(
        &self,
        classes: &Classes<'a>,
        typed: &Typed,
        (name, owner): (&str, &str),
        filled: bool,
    ) -> Option<Spec<'a>> {
        self.owned_within(classes, typed, (name, owner), filled, DEPTH)
    }

    fn owned_within<'a>(
        &self,
        classes: &Classes<'a>,
        typed: &Typed,
        (name, owner): (&str, &str),
        filled: bool,
        depth: usize,
    ) -> Option<Spec<'a>> {
        let depth = depth.checked_sub(1)?;
        let inner = |typed: &Typed, name: &str, filled: bool| {
            self.owned_within(classes, typed, (name, owner), filled, depth)
        };
        Some(match shape_of(classes, typed) {
            Shape::Unit => Spec::Null,
            Shape::Bool => Spec::Bool(false),
            Shape::Character => Spec::Text("a".into()),
            Shape::Text => Spec::Text(text(name, owner).into()),
            Shape::Integer(kind) => Spec::Int(self.whole_number(&kind, (name, owner))),
            Shape::Float => {
                Spec::Float(f64::from(u16::try_from(self.number(name, owner)).ok()?) + 0.5)
            }
            Shape::Option(value) if filled => some(classes, inner(&value, name, false)?),
            Shape::Option(_) => none(classes),
            Shape::Result(value, _) => result(classes, OK, inner(&value, name, filled)?),
            Shape::List(kind, _) if kind == "[]" && name.is_empty() => return None,
            Shape::List(_, element) => Spec::List(vec![inner(&element, singular(name), false)?]),
            Shape::Set(_, element) => {
                Spec::Set(vec![inner(&element, singular(name), false)?], false)
            }
            Shape::Map(_, key, value) => Spec::Map(vec![(
                inner(&key, "key", false)?,
                inner(&value, singular(name), false)?,
            )]),
            Shape::Tuple(parts) => Spec::Tuple(
                parts
                    .iter()
                    .map(|part| inner(part, name, false))
                    .collect::<Option<Vec<_>>>()?,
            ),
            Shape::Class(class, given) => {
                return self.of_class(classes, (&class, &given), name, depth);
            }
            Shape::Port(_) | Shape::Callable(..) => Spec::Double,
            Shape::Decimal => Spec::Decimal(Decimal {
                coefficient: (self.number(name, owner) + 9) * 100,
                exponent: -2,
            }),
            Shape::Uuid => Spec::Uuid(u128::try_from(self.number(name, owner)).ok()?),
            Shape::Instant(_) => Spec::Instant(self.now()),
            Shape::Date => Spec::Date(TODAY),
            Shape::Span(_) => Spec::Span(super::super::calendar::DAY),
            Shape::Foreign(error) => foreign(classes, &error),
            Shape::Unknown => return None,
        })
    }

    /// Amounts are large enough for a part of them to show.
    fn whole_number(&self, kind: &str, (name, owner): (&str, &str)) -> i128 {
        let number = self.number(name, owner);
        let counts_money = name.split('_').any(|word| {
            matches!(
                word,
                "amount"
                    | "cents"
                    | "price"
                    | "total"
                    | "subtotal"
                    | "balance"
                    | "cost"
                    | "fee"
                    | "salary"
                    | "points"
                    | "budget"
                    | "limit"
                    | "net"
                    | "gross"
            )
        });
        match counts_money && in_range(kind, number * 1000) {
            true => number * 1000,
            false => number,
        }
    }

    fn of_class<'a>(
        &self,
        classes: &Classes<'a>,
        (class, given): Given<'_, 'a>,
        name: &str,
        depth: usize,
    ) -> Option<Spec<'a>> {
        if class.kind == ClassKind::Enum {
            let order = variants_by_cost(class);
            return order
                .into_iter()
                .find_map(|at| self.variant_of_class(classes, (class, given), at, depth));
        }
        if !is_open(classes, class) {
            let made = maker(classes, class)?;
            let code = made.at.code;
            let scope = classes.sources.scope(code.file, code.item);
            let mut fields = Vec::new();
            for param in super::super::given_params(made.at.signature) {
                let typed = Typed {
                    scope,
                    ty: param.ty.clone()?,
                    given: Rc::clone(given),
                };
                let value = self.owned_within(
                    classes,
                    &typed,
                    (&telling(&param.name, class), &class.name),
                    false,
                    depth,
                )?;
                // What a value is made of cannot be a stand-in.
                if matches!(value, Spec::Double) {
                    return None;
                }
                fields.push((param.name.clone(), value));
            }
            return Some(Spec::Object(Rc::clone(class), fields));
        }
        let mut fields = Vec::new();
        for field in &class.fields {
            let typed = part_type(classes, class, given, &field.name)?;
            let called = match class.fields.len() {
                1 if field.name == "0" && !name.is_empty() => Name::new(name),
                _ => telling(&field.name, class),
            };
            let value = self.owned_within(classes, &typed, (&called, &class.name), false, depth)?;
            if matches!(value, Spec::Double) {
                return None;
            }
            fields.push((field.name.clone(), value));
        }
        Some(Spec::Object(Rc::clone(class), fields))
    }

    fn variant_of_class<'a>(
        &self,
        classes: &Classes<'a>,
        (class, given): Given<'_, 'a>,
        at: usize,
        depth: usize,
    ) -> Option<Spec<'a>> {
        let variant = class.decl?.variants.get(at)?;
        let mut parts = Vec::new();
        for field in &variant.fields {
            let part = Name::from(format!("{}.{}", variant.name, field.name));
            let typed = part_type(classes, class, given, &part)?;
            let called = match field.name.starts_with(|first: char| first.is_ascii_digit()) {
                true => Name::from(snake(&variant.name)),
                false => field.name.clone(),
            };
            let value = self.owned_within(classes, &typed, (&called, &class.name), false, depth)?;
            if matches!(value, Spec::Double) {
                return None;
            }
            parts.push((part, value));
        }
        Some(Spec::Tagged(Rc::clone(class), at, parts))
    }

    /// A value of a type that is the variant at a position.
    fn reshaped<'a>(
        &self,
        classes: &Classes<'a>,
        typed: &Typed,
        at: usize,
        (name, owner): (&str, &str),
    ) -> Option<Spec<'a>> {
        match (shape_of(classes, typed), at) {
            (Shape::Option(_), NONE) => Some(none(classes)),
            (Shape::Option(value), _) => Some(some(
                classes,
                self.owned(classes, &value, (name, owner), false)?,
            )),
            (Shape::Result(value, _), OK) => Some(result(
                classes,
                OK,
                self.owned(classes, &value, (name, owner), true)?,
            )),
            (Shape::Result(_, error), _) => Some(result(
                classes,
                ERR,
                self.owned(classes, &error, (BOOM, ""), false)?,
            )),
            (Shape::Class(class, given), at) if class.kind == ClassKind::Enum => {
                self.variant_of_class(classes, (&class, &given), at, DEPTH)
            }
            _ => None,
        }
    }
}

/// The name of a value that its own name does not tell: `value` of an `Email` is an email.
fn telling(name: &Name, class: &Class<'_>) -> Name {
    let says_nothing = matches!(
        name.trim_start_matches('_'),
        "0" | "value" | "raw" | "inner" | "input" | "s" | "text" | "v"
    );
    match says_nothing {
        true => Name::from(snake(&class.name)),
        false => name.clone(),
    }
}

/// The variants of an enum, those first that stand for a failure of no special meaning where it is one of failures.
fn variants_by_cost(class: &Class<'_>) -> Vec<usize> {
    let plain = [
        "storage",
        "database",
        "db",
        "internal",
        "unavailable",
        "unexpected",
        "other",
        "connection",
        "backend",
        "failed",
        "repository",
        "io",
    ];
    let is_error = class.name.ends_with("Error") || class.name.ends_with("Failure");
    let mut order: Vec<usize> = (0..class.variants.len()).collect();
    order.sort_by_key(|at| {
        let name = class
            .variants
            .get(*at)
            .map(|(name, ..)| snake(name))
            .unwrap_or_default();
        let is_plain = name.split('_').any(|word| plain.contains(&word));
        (is_error && !is_plain, *at)
    });
    order
}

/// The type of a place of the set-up, with the name it goes by and what it belongs to.
pub fn declared(run: &Run<'_, '_>, place: &Place) -> Option<(Typed, Name, Name)> {
    let (mut typed, mut name) = run.native.types.get(&place.root).cloned()?;
    let mut owner = Name::default();
    for step in &place.steps {
        typed = match (step, shape_of(run.classes, &typed)) {
            (Step::Field(_), Shape::Option(value)) => value,
            (Step::Field(field), Shape::Result(value, error)) => match field.as_str() {
                "Ok.0" => value,
                _ => error,
            },
            (Step::Field(field), Shape::Class(class, given)) => {
                let last = field.rsplit('.').next().unwrap_or(field);
                if !(last == "0" && class.fields.len() == 1) {
                    name = telling(&Name::new(last), &class);
                }
                owner = class.name.clone();
                match part_type(run.classes, &class, &given, field) {
                    Some(typed) => typed,
                    None => {
                        let made = maker(run.classes, &class)?.at;
                        let param = super::super::given_params(made.signature)
                            .find(|param| param.name == *field)?;
                        Typed {
                            scope: run.classes.sources.scope(made.code.file, made.code.item),
                            ty: param.ty.clone()?,
                            given,
                        }
                    }
                }
            }
            (Step::Item(_), Shape::List(_, inner) | Shape::Set(_, inner)) => {
                name = Name::new(singular(&name));
                inner
            }
            (Step::Item(at), Shape::Tuple(parts)) => parts.get(*at)?.clone(),
            (Step::Key(_), Shape::Map(_, key, _)) => key,
            (Step::Entry(_), Shape::Map(_, _, value)) => value,
            _ => return None,
        };
    }
    Some((typed, name, owner))
}

/// Changes that make a value be the variant at a position, or any other one.
pub fn reshaped<'a>(
    run: &Run<'a, '_>,
    subject: &Value<'a>,
    at: usize,
    want: bool,
) -> Vec<Vec<Change<'a>>> {
    let Some(place) = subject.place() else {
        return Vec::new();
    };
    let Some((typed, name, owner)) = declared(run, place) else {
        return Vec::new();
    };
    let count = match shape_of(run.classes, &typed) {
        Shape::Option(_) | Shape::Result(..) => 2,
        Shape::Class(class, _) => class.variants.len(),
        _ => return Vec::new(),
    };
    (0..count)
        .filter(|other| (*other == at) == want)
        .filter_map(|at| {
            let names = (name.as_str(), owner.as_str());
            let spec = run.defaults.reshaped(run.classes, &typed, at, names)?;
            Some(vec![Change::Set(place.clone(), spec)])
        })
        .collect()
}

/// Other variants than the one at hand.
pub fn others<'a>(run: &Run<'a, '_>, value: &Value<'a>) -> Vec<Spec<'a>> {
    let (Datum::Tagged(tagged), Some(place)) = (&value.datum, value.place()) else {
        return Vec::new();
    };
    reshaped(run, value, tagged.at, false)
        .into_iter()
        .flatten()
        .filter_map(|change| match change {
            Change::Set(at, spec) if at == *place => Some(spec),
            _ => None,
        })
        .collect()
}

/// A value for one more item of a list at a place.
pub fn element<'a>(run: &Run<'a, '_>, place: &Place) -> Option<Spec<'a>> {
    let (typed, name, owner) = declared(run, place)?;
    match shape_of(run.classes, &typed) {
        Shape::List(_, inner) | Shape::Set(_, inner) => {
            run.defaults
                .owned(run.classes, &inner, (singular(&name), &owner), false)
        }
        _ => None,
    }
}

/// Whether the type of a place holds a value.
pub fn fits(run: &Run<'_, '_>, place: &Place, target: &Spec<'_>) -> bool {
    let Some((typed, ..)) = declared(run, place) else {
        return true;
    };
    match (shape_of(run.classes, &typed), target) {
        (Shape::Integer(name), Spec::Int(value)) => in_range(&name, *value),
        (Shape::Integer(_), _) => false,
        (Shape::Text, Spec::Text(_)) | (Shape::Character, Spec::Text(_)) => true,
        (Shape::Text | Shape::Character, _) => false,
        (Shape::Span(path), Spec::Span(micros)) => !path.starts_with("std.") || *micros >= 0,
        _ => true,
    }
}

/// Whether a type of integers holds a value.
pub fn in_range(name: &str, value: i128) -> bool {
    let bits: u32 = match name.get(1..) {
        Some("size") => 64,
        Some(bits) => bits.parse().unwrap_or(64),
        None => 64,
    };
    match name.starts_with('u') {
        true => value >= 0 && (bits >= 127 || value < 1i128 << bits),
        false => bits >= 127 || (-(1i128 << (bits - 1)) <= value && value < 1i128 << (bits - 1)),
    }
}

/// A struct as a test writes it: by its fields, or by what makes it where its fields are hidden.
pub fn written<'a>(run: &Run<'a, '_>, object: &Object<'a>, depth: usize) -> Spec<'a> {
    let class = &object.class;
    let held = |name: &str| {
        let found = object.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| shape::within(run, value, depth))
    };
    if !is_open(run.classes, class) {
        let Some(made) = maker(run.classes, class) else {
            return Spec::Hole;
        };
        let mut fields = Vec::new();
        for param in super::super::given_params(made.at.signature) {
            let only = (class.fields.len() == 1)
                .then(|| class.fields.first())
                .flatten();
            let field = match (held(&param.name), only) {
                (Some(value), _) => value,
                (None, Some(only)) => held(&only.name).unwrap_or(Spec::Hole),
                (None, None) => return Spec::Hole,
            };
            fields.push((param.name.clone(), field));
        }
        // What it does not take would not be compared.
        if fields.len() != class.fields.len() {
            return Spec::Hole;
        }
        return Spec::Object(Rc::clone(class), fields);
    }
    let fields = class.fields.iter();
    Spec::Object(
        Rc::clone(class),
        fields
            .map(|field| {
                let value = held(&field.name).unwrap_or(Spec::Hole);
                (field.name.clone(), value)
            })
            .collect(),
    )
}

//! Values of a run and where they came from; it never computes with them.

use std::rc::Rc;

use syntax::facts::{BinaryOp, FunctionId, Name};
use syntax::span::Span;

use super::calendar::Instant;
use super::class::Class;
use super::decimal::Decimal;
use crate::sources::{Code, FunctionAt};

/// A concrete value and, where it depends on the set-up, how.
#[derive(Clone, Debug)]
pub struct Value<'a> {
    pub datum: Datum<'a>,
    pub origin: Option<Rc<Origin<'a>>>,
}

#[derive(Clone, Debug)]
pub enum Datum<'a> {
    Null,
    /// Nothing was given, in languages that tell this from null.
    Absent,
    Bool(bool),
    Int(i128),
    Float(f64),
    Decimal(Decimal),
    Text(Rc<str>),
    Bytes(Rc<str>),
    Instant(Instant),
    /// Days since 1970-01-01.
    Date(i64),
    /// Microseconds.
    Span(i64),
    Uuid(u128),
    Tuple(Rc<[Value<'a>]>),
    /// A list, set, map or object: its place on the heap.
    Cell(CellId),
    /// A member of an enum by its position, and its value.
    Variant(Rc<Class<'a>>, usize, Rc<Value<'a>>),
    /// A variant with what it carries.
    Tagged(Rc<Tagged<'a>>),
    /// A stand-in for a collaborator.
    Double(Rc<Double<'a>>),
    /// A method of a value, not called yet.
    Bound(Rc<Value<'a>>, Name),
    Class(Rc<Class<'a>>),
    Function(FunctionAt<'a>),
    Closure(Rc<Closure<'a>>),
    Module(usize),
    /// A name from outside the project by its full path, builtins without a module.
    External(Name),
    /// A compiled regular expression.
    Pattern(Rc<str>),
    /// What an asynchronous call gives before it is waited for.
    Promise(Rc<Settled<'a>>),
    /// A value that cannot be told, such as the time or a random number. Its text says what it is.
    Unknown(Rc<Opaque>),
}

/// A variant of an enum, by its position, with what it carries.
#[derive(Clone, Debug)]
pub struct Tagged<'a> {
    pub class: Rc<Class<'a>>,
    pub at: usize,
    pub parts: Vec<(Name, Value<'a>)>,
}

/// What a promise holds: it is known at once.
#[derive(Debug)]
pub enum Settled<'a> {
    Value(Value<'a>),
    /// With whether somebody waited for it.
    Error(Value<'a>, std::cell::Cell<bool>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub usize);

/// Something with an identity that can change.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    List(Vec<Value<'a>>),
    Set {
        items: Vec<Value<'a>>,
        frozen: bool,
    },
    Map(Vec<(Value<'a>, Value<'a>)>),
    Object(Object<'a>),
    /// An error of the language itself: its class and arguments.
    Error {
        class: Name,
        args: Vec<Value<'a>>,
    },
}

#[derive(Clone, Debug)]
pub struct Object<'a> {
    pub class: Rc<Class<'a>>,
    pub fields: Vec<(Name, Value<'a>)>,
    /// Of an error: what `Exception.__init__` was given.
    pub args: Option<Vec<Value<'a>>>,
    /// The place in the set-up it was built for.
    pub place: Option<Place>,
}

/// A value nobody can know before the code runs.
#[derive(Debug, PartialEq, Eq)]
pub struct Opaque {
    pub what: Name,
    /// The class of the value, if it is known.
    pub class: Option<Name>,
    /// Whether it hides the texts it was made from, as a hash does.
    pub hides: Vec<Rc<str>>,
}

/// A function written in place with the names around it.
#[derive(Debug)]
pub struct Closure<'a> {
    pub code: Code<'a>,
    pub function: FunctionId,
    pub locals: Vec<(Name, Value<'a>)>,
}

/// A stand-in for a collaborator.
#[derive(Clone, Debug)]
pub struct Double<'a> {
    /// Where it is reached from the function: `user_repo`, `uow.users`.
    pub path: Name,
    pub kind: DoubleKind<'a>,
}

#[derive(Clone, Debug)]
pub enum DoubleKind<'a> {
    Port(Rc<Class<'a>>),
    /// A function: its parameters' types and its result, written in a file.
    Callable {
        file: usize,
        params: Option<usize>,
        /// What the parameters are called, where that is told.
        names: Vec<Name>,
        returns: Option<Rc<syntax::facts::TypeRef>>,
        is_async: bool,
    },
}

/// How a value depends on the set-up.
#[derive(Debug)]
pub enum Origin<'a> {
    Place(Place),
    Not(Value<'a>),
    Negate(Value<'a>),
    Binary(BinaryOp, Value<'a>, Value<'a>),
    /// The number of items or characters.
    Length(Value<'a>),
    /// The truth of a value.
    Truth(Value<'a>),
    /// Whether a value is the variant at a position.
    Shape(Value<'a>, usize),
    /// A method without effect, by name, of a text, number or time, with its arguments.
    Method(Value<'a>, Name, Vec<Value<'a>>),
    /// A builtin function by name.
    Call(Name, Vec<Value<'a>>),
}

/// A place in the set-up: which input or answer, and the way into it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub root: Root,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Root {
    /// A parameter of the function.
    Input(Name),
    /// A parameter of the constructor.
    Config(Name),
    /// An attribute of a double: its path and the name.
    Attribute(Name, Name),
    /// What a double answers: its path, the method, and which question.
    Answer(Name, Name, usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Field(Name),
    Item(usize),
    /// The key and the value of an entry.
    Key(usize),
    Entry(usize),
}

impl Place {
    pub fn root(root: Root) -> Self {
        Self {
            root,
            steps: Vec::new(),
        }
    }

    pub fn field(&self, name: &Name) -> Self {
        self.step(Step::Field(name.clone()))
    }

    pub fn step(&self, step: Step) -> Self {
        let mut place = self.clone();
        place.steps.push(step);
        place
    }
}

impl<'a> Value<'a> {
    pub fn plain(datum: Datum<'a>) -> Self {
        Self {
            datum,
            origin: None,
        }
    }

    pub fn null() -> Self {
        Self::plain(Datum::Null)
    }

    pub fn bool(value: bool) -> Self {
        Self::plain(Datum::Bool(value))
    }

    pub fn int(value: i128) -> Self {
        Self::plain(Datum::Int(value))
    }

    pub fn text(value: impl Into<Rc<str>>) -> Self {
        Self::plain(Datum::Text(value.into()))
    }

    pub fn unknown(what: &str) -> Self {
        Self::plain(Datum::Unknown(Rc::new(Opaque {
            what: Name::new(what),
            class: None,
            hides: Vec::new(),
        })))
    }

    pub fn from(self, origin: Origin<'a>) -> Self {
        Self {
            origin: Some(Rc::new(origin)),
            ..self
        }
    }

    pub fn at(self, place: Place) -> Self {
        self.from(Origin::Place(place))
    }

    pub fn place(&self) -> Option<&Place> {
        match self.origin.as_deref() {
            Some(Origin::Place(place)) => Some(place),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.datum {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_float(&self) -> Option<f64> {
        match &self.datum {
            Datum::Float(value) => Some(*value),
            Datum::Int(value) => super::eval::whole(*value),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i128> {
        match &self.datum {
            Datum::Int(value) => Some(*value),
            Datum::Bool(value) => Some(i128::from(*value)),
            Datum::Variant(_, _, value) => value.as_int(),
            _ => None,
        }
    }
}

/// The place a text was made from by methods alone.
pub fn source<'v>(value: &'v Value<'_>) -> Option<&'v Place> {
    let mut at = value;
    for _ in 0..16 {
        match at.origin.as_deref()? {
            Origin::Place(place) => return Some(place),
            Origin::Method(receiver, ..) => at = receiver,
            _ => return None,
        }
    }
    None
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub file: usize,
    /// In bytes of the file.
    pub span: Span,
    pub why: String,
}

//! The set-up of a run: what goes in and what the doubles answer, as a tree that can be changed at a place.

use std::collections::BTreeMap;
use std::rc::Rc;

use syntax::facts::Name;

use super::calendar::Instant;
use super::class::{Class, ClassKind};
use super::decimal::Decimal;
use super::value::{Place, Root, Step};

/// A value written down: what a test builds or expects.
#[derive(Clone, Debug)]
pub enum Spec<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Decimal(Decimal),
    Text(Rc<str>),
    Bytes(Rc<str>),
    Instant(Instant),
    Date(i64),
    Span(i64),
    Uuid(u128),
    List(Vec<Spec<'a>>),
    Tuple(Vec<Spec<'a>>),
    Set(Vec<Spec<'a>>, bool),
    Map(Vec<(Spec<'a>, Spec<'a>)>),
    /// A value of a class by what its construction takes.
    Object(Rc<Class<'a>>, Vec<(Name, Spec<'a>)>),
    Variant(Rc<Class<'a>>, usize),
    /// A variant with what it carries: parts are called `Variant.part`.
    Tagged(Rc<Class<'a>>, usize, Vec<(Name, Spec<'a>)>),
    /// A collaborator.
    Double,
    /// Nothing, in languages that tell this from null.
    Absent,
    /// Not given: the default holds.
    Left,
    /// Cannot be told.
    Hole,
}

/// What a double does when it is asked.
#[derive(Clone, Debug)]
pub enum Answer<'a> {
    Returns(Spec<'a>),
    /// Gives back its argument.
    Echo(usize),
    /// Raises an error of the project, or one of the language by its name.
    Raises(ErrorSpec<'a>),
}

#[derive(Clone, Debug)]
pub enum ErrorSpec<'a> {
    Project(Rc<Class<'a>>),
    Builtin(Name),
}

/// A whole set-up.
#[derive(Clone, Debug, Default)]
pub struct World<'a> {
    /// Inputs, configuration and attributes of doubles.
    pub given: BTreeMap<Root, Spec<'a>>,
    pub answers: BTreeMap<(Name, Name, usize), Answer<'a>>,
}

/// One change of a set-up.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    Set(Place, Spec<'a>),
    Raise(Name, Name, usize, ErrorSpec<'a>),
}

impl<'a> World<'a> {
    pub fn with(&self, changes: &[Change<'a>]) -> Option<Self> {
        let mut world = self.clone();
        for change in changes {
            match change {
                Change::Set(place, spec) => world.set(place, spec.clone())?,
                Change::Raise(double, method, nth, error) => {
                    let key = (double.clone(), method.clone(), *nth);
                    world.answers.insert(key, Answer::Raises(error.clone()));
                }
            }
        }
        Some(world)
    }

    pub fn get(&self, place: &Place) -> Option<&Spec<'a>> {
        let mut at = match &place.root {
            Root::Answer(double, method, nth) => {
                match self.answers.get(&(double.clone(), method.clone(), *nth))? {
                    Answer::Returns(spec) => spec,
                    _ => return None,
                }
            }
            root => self.given.get(root)?,
        };
        for step in &place.steps {
            at = match (at, step) {
                (Spec::Object(_, fields) | Spec::Tagged(_, _, fields), Step::Field(name)) => {
                    &fields.iter().find(|(field, _)| field == name)?.1
                }
                (Spec::Map(entries), Step::Field(name)) => {
                    &entries
                        .iter()
                        .find(|(key, _)| matches!(key, Spec::Text(text) if **text == **name))?
                        .1
                }
                (
                    Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _),
                    Step::Item(index),
                ) => items.get(*index)?,
                (Spec::Map(entries), Step::Key(index)) => &entries.get(*index)?.0,
                (Spec::Map(entries), Step::Entry(index)) => &entries.get(*index)?.1,
                _ => return None,
            };
        }
        Some(at)
    }

    fn set(&mut self, place: &Place, spec: Spec<'a>) -> Option<()> {
        if place.steps.is_empty() {
            match &place.root {
                Root::Answer(double, method, nth) => {
                    let key = (double.clone(), method.clone(), *nth);
                    self.answers.insert(key, Answer::Returns(spec));
                }
                root => {
                    self.given.insert(root.clone(), spec);
                }
            }
            return Some(());
        }
        let mut at = match &place.root {
            Root::Answer(double, method, nth) => {
                match self
                    .answers
                    .get_mut(&(double.clone(), method.clone(), *nth))?
                {
                    Answer::Returns(spec) => spec,
                    _ => return None,
                }
            }
            root => self.given.get_mut(root)?,
        };
        for step in &place.steps {
            at = match (at, step) {
                (Spec::Object(_, fields), Step::Field(name)) => {
                    let index = match fields.iter().position(|(field, _)| field == name) {
                        Some(index) => index,
                        None => {
                            fields.push((name.clone(), Spec::Left));
                            fields.len() - 1
                        }
                    };
                    &mut fields.get_mut(index)?.1
                }
                (Spec::Tagged(_, _, parts), Step::Field(name)) => {
                    &mut parts.iter_mut().find(|(part, _)| part == name)?.1
                }
                (Spec::Map(entries), Step::Field(name)) => {
                    &mut entries
                        .iter_mut()
                        .find(|(key, _)| matches!(key, Spec::Text(text) if **text == **name))?
                        .1
                }
                (
                    Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _),
                    Step::Item(index),
                ) => items.get_mut(*index)?,
                (Spec::Map(entries), Step::Key(index)) => &mut entries.get_mut(*index)?.0,
                (Spec::Map(entries), Step::Entry(index)) => &mut entries.get_mut(*index)?.1,
                _ => return None,
            };
        }
        *at = spec;
        Some(())
    }
}

/// Whether two written values are the same; holes are the same as nothing.
pub fn same(left: &Spec<'_>, right: &Spec<'_>) -> bool {
    let all = |left: &[Spec<'_>], right: &[Spec<'_>]| {
        left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|(left, right)| same(left, right))
    };
    match (left, right) {
        (Spec::Null, Spec::Null)
        | (Spec::Absent, Spec::Absent)
        | (Spec::Left, Spec::Left)
        | (Spec::Double, Spec::Double) => true,
        (Spec::Bool(left), Spec::Bool(right)) => left == right,
        (Spec::Int(left), Spec::Int(right)) => left == right,
        (Spec::Float(left), Spec::Float(right)) => left.to_bits() == right.to_bits(),
        (Spec::Decimal(left), Spec::Decimal(right)) => left == right,
        (Spec::Text(left), Spec::Text(right)) | (Spec::Bytes(left), Spec::Bytes(right)) => {
            left == right
        }
        (Spec::Instant(left), Spec::Instant(right)) => left == right,
        (Spec::Date(left), Spec::Date(right)) | (Spec::Span(left), Spec::Span(right)) => {
            left == right
        }
        (Spec::Uuid(left), Spec::Uuid(right)) => left == right,
        (Spec::List(left), Spec::List(right)) | (Spec::Tuple(left), Spec::Tuple(right)) => {
            all(left, right)
        }
        (Spec::Set(left, _), Spec::Set(right, _)) => all(left, right),
        (Spec::Map(left), Spec::Map(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(&left.0, &right.0) && same(&left.1, &right.1))
        }
        (Spec::Object(class, left), Spec::Object(other, right)) => {
            of_one_kind(class, other)
                && left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| left.0 == right.0 && same(&left.1, &right.1))
        }
        (Spec::Variant(class, at), Spec::Variant(other, place)) => {
            Rc::ptr_eq(class, other) && at == place
        }
        (Spec::Tagged(class, at, left), Spec::Tagged(other, place, right)) => {
            Rc::ptr_eq(class, other)
                && at == place
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(&left.1, &right.1))
        }
        _ => false,
    }
}

/// Whether values of two classes may be the same: what is written in place has no class of its own.
fn of_one_kind(left: &Rc<Class<'_>>, right: &Rc<Class<'_>>) -> bool {
    Rc::ptr_eq(left, right) || (left.kind == ClassKind::Record && right.kind == ClassKind::Record)
}

/// Whether a part of the value cannot be told.
pub fn has_hole(spec: &Spec<'_>) -> bool {
    match spec {
        Spec::Hole | Spec::Double => true,
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => items.iter().any(has_hole),
        Spec::Map(entries) => entries
            .iter()
            .any(|(key, value)| has_hole(key) || has_hole(value)),
        Spec::Object(_, fields) | Spec::Tagged(_, _, fields) => {
            fields.iter().any(|(_, value)| has_hole(value))
        }
        _ => false,
    }
}

/// Whether two written values are the same where both can be told, and have their holes in the same places.
pub fn alike(left: &Spec<'_>, right: &Spec<'_>) -> bool {
    match (left, right) {
        (Spec::Hole, Spec::Hole) => true,
        (Spec::Object(class, left), Spec::Object(other, right)) => {
            of_one_kind(class, other)
                && left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| left.0 == right.0 && alike(&left.1, &right.1))
        }
        _ => same(left, right),
    }
}

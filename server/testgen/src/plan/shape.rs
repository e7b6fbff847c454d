//! Writes values of a run down as a test would: by construction, with holes where nothing can be told.

use std::rc::Rc;

use syntax::facts::{Name, ParamKind};

use super::class::{ClassKind, init, method};
use super::run::Run;
use super::value::{Cell, Datum, Value};
use super::world::{Spec, same};

const DEPTH: usize = 12;

/// A value as a tree; a part that cannot be told is [`Spec::Hole`].
pub fn written<'a>(run: &Run<'a, '_>, value: &Value<'a>) -> Spec<'a> {
    within(run, value, DEPTH)
}

/// A value as a tree, if all of it can be told.
pub fn spec_of<'a>(run: &Run<'a, '_>, value: &Value<'a>) -> Option<Spec<'a>> {
    let spec = written(run, value);
    (!super::world::has_hole(&spec)).then_some(spec)
}

pub(super) fn within<'a>(run: &Run<'a, '_>, value: &Value<'a>, depth: usize) -> Spec<'a> {
    let Some(depth) = depth.checked_sub(1) else {
        return Spec::Hole;
    };
    let many = |items: &[Value<'a>]| {
        items
            .iter()
            .map(|item| within(run, item, depth))
            .collect::<Vec<_>>()
    };
    match &value.datum {
        Datum::Null => Spec::Null,
        Datum::Absent => Spec::Absent,
        Datum::Bool(value) => Spec::Bool(*value),
        Datum::Int(value) => Spec::Int(*value),
        Datum::Float(value) => Spec::Float(*value),
        Datum::Decimal(value) => Spec::Decimal(*value),
        Datum::Text(text) => Spec::Text(Rc::clone(text)),
        Datum::Bytes(text) => Spec::Bytes(Rc::clone(text)),
        Datum::Instant(instant) if instant.zone == super::calendar::Zone::Elsewhere => Spec::Hole,
        Datum::Instant(instant) => Spec::Instant(instant.clone()),
        Datum::Date(days) => Spec::Date(*days),
        Datum::Span(micros) => Spec::Span(*micros),
        Datum::Uuid(value) => Spec::Uuid(*value),
        Datum::Tuple(items) => Spec::Tuple(many(items)),
        Datum::Variant(class, at, _) => Spec::Variant(Rc::clone(class), *at),
        Datum::Tagged(tagged) => Spec::Tagged(
            Rc::clone(&tagged.class),
            tagged.at,
            tagged
                .parts
                .iter()
                .map(|(name, part)| (name.clone(), within(run, part, depth)))
                .collect(),
        ),
        Datum::Cell(id) => match run.cell(*id) {
            Some(Cell::Object(object)) if object.class.decl.is_some() => {
                super::rust::set_up::written(run, object, depth)
            }
            Some(Cell::List(items)) => Spec::List(many(items)),
            Some(Cell::Set { items, frozen }) => Spec::Set(many(items), *frozen),
            Some(Cell::Map(entries)) => Spec::Map(
                entries
                    .iter()
                    .map(|(key, value)| (within(run, key, depth), within(run, value, depth)))
                    .collect(),
            ),
            Some(Cell::Object(object)) if object.class.is_script => {
                super::script::types::written(run, object, depth)
            }
            Some(Cell::Object(object)) => {
                let mut fields: Vec<(Name, Spec<'a>)> = Vec::new();
                if let Some(init) = init(&object.class) {
                    if object.args.is_some() {
                        return Spec::Hole;
                    }
                    for param in &init.at.signature.params {
                        if param.kind == ParamKind::Receiver {
                            continue;
                        }
                        let held = object.fields.iter().find(|(field, _)| {
                            field.trim_start_matches('_') == param.name.as_str()
                        });
                        let Some((_, held)) = held else {
                            return Spec::Hole;
                        };
                        fields.push((param.name.clone(), within(run, held, depth)));
                    }
                    return Spec::Object(Rc::clone(&object.class), fields);
                }
                for field in &object.class.fields {
                    let Some((_, held)) =
                        object.fields.iter().find(|(name, _)| *name == field.name)
                    else {
                        return Spec::Hole;
                    };
                    let held = within(run, held, depth);
                    if !field.taken {
                        continue;
                    }
                    if field.default.is_some()
                        && run
                            .default_of(&object.class, &field.name)
                            .is_some_and(|default| same(&default, &held))
                    {
                        continue;
                    }
                    fields.push((field.name.clone(), held));
                }
                Spec::Object(Rc::clone(&object.class), fields)
            }
            _ => Spec::Hole,
        },
        _ => Spec::Hole,
    }
}

/// Whether values of the class can be compared by what they hold.
pub fn comparable(spec: &Spec<'_>) -> bool {
    match spec {
        Spec::Object(class, fields) if class.is_script => {
            class.kind != ClassKind::Error && fields.iter().all(|(_, value)| comparable(value))
        }
        Spec::Object(class, fields) => {
            matches!(
                class.kind,
                ClassKind::Data { equal: true, .. }
                    | ClassKind::Model { .. }
                    | ClassKind::NamedTuple
            ) && method(class, "__eq__").is_none()
                && fields.iter().all(|(_, value)| comparable(value))
        }
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => {
            items.iter().all(comparable)
        }
        Spec::Map(entries) => entries
            .iter()
            .all(|(key, value)| comparable(key) && comparable(value)),
        Spec::Hole | Spec::Double | Spec::Left => false,
        _ => true,
    }
}
